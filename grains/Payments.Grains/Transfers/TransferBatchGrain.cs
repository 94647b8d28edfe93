using Payments.Domain.Commands;
using Payments.Journal.Writing;

namespace Payments.Grains.Transfers;

/// <summary>One batch of transfers: writes it in a single database transaction.</summary>
/// <remarks>
/// Key: batch id. Called by: IdempotencyGrain. Calls: the silo's journal.
/// It does not pass through the accounts' grains: the journal moves the epochs of the debited accounts on, so that their
/// activations notice. Crash: the batch is in the journal as a whole or not at all.
/// </remarks>
internal sealed class TransferBatchGrain(IJournal journal) : Grain, ITransferBatchGrain
{
    /// <inheritdoc/>
    public async Task<Answer> ExecuteAsync(TransferBatch command)
    {
        var answer = await journal.AppendAsync(command);
        DeactivateOnIdle();
        return answer;
    }
}
