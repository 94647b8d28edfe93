using Payments.Journal.Writing;

namespace Payments.Journal.Reading;

/// <summary>Finds the facts of a transfer in the journal.</summary>
public sealed class LedgerTransferLookup(ILedgerReader reader) : ITransferLookup
{
    /// <inheritdoc/>
    public async Task<TransferFacts?> FindAsync(Guid transferId) =>
        await reader.FindTransferAsync(transferId, CancellationToken.None) is { } found
            ? new TransferFacts(
                found.Source, found.Destination, found.SourceOwner, found.DestinationOwner, found.Hold is not null, found.EntryId)
            : null;
}
