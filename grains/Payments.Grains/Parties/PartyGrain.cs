using Payments.Domain.Commands;
using Payments.Journal.Writing;

namespace Payments.Grains.Parties;

/// <summary>One user or merchant with its API keys.</summary>
/// <remarks>
/// Key: the user's or merchant's id (an API key's id when it is revoked). Called by: IdempotencyGrain. Calls: the silo's
/// journal. Keeps nothing. Crash: nothing is lost, everything is in the journal.
/// </remarks>
internal sealed class PartyGrain(IJournal journal) : Grain, IPartyGrain
{
    /// <inheritdoc/>
    public async Task<Answer> SubmitAsync(Command command)
    {
        var answer = await journal.AppendAsync(command);
        DeactivateOnIdle();
        return answer;
    }
}
