using Npgsql;
using Payments.Domain.Refusals;
using Payments.Journal.Writing;

namespace Payments.Journal.Reading;

/// <summary>Finds the facts of a transfer in the journal.</summary>
public sealed class LedgerTransferLookup(ILedgerReader reader) : ITransferLookup
{
    /// <inheritdoc/>
    public async Task<TransferFacts?> FindAsync(Guid transferId)
    {
        try
        {
            return await reader.FindTransferAsync(transferId, CancellationToken.None) is { } found
                ? new TransferFacts(
                    found.Source, found.Destination, found.SourceOwner, found.DestinationOwner, found.Hold is not null, found.EntryId)
                : null;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            // Nothing was written yet. The driver's exception stays here: a silo cannot send it to another process.
            throw new JournalUnavailableException($"a transfer could not be read: {fault.Message}");
        }
    }
}
