using Payments.Journal.Writing;

namespace Payments.Simulation.Database;

/// <summary>Finds the facts of a transfer in the committed rows.</summary>
internal sealed class SimulatedLookup(SimulatedJournalDatabase database) : ITransferLookup
{
    public async Task<TransferFacts?> FindAsync(Guid transferId)
    {
        await database.TakeTimeAsync();
        var tables = database.Tables;
        if (tables.Holds.TryGetValue(transferId, out var hold))
            return Facts(hold.Source, hold.Destination, isHold: true, hold.EntryId);

        if (!tables.Entries.TryGetValue(transferId, out var entry))
            return null;

        var postings = tables.Postings.Where(row => row.EntryId == entry.Id).OrderBy(row => row.Ordinal).ToList();
        return Facts(postings[0].AccountId, postings[1].AccountId, isHold: false, entry.Id);
    }

    private TransferFacts Facts(Guid source, Guid destination, bool isHold, Guid? entry) => new(
        source, destination, database.Tables.Accounts[source].OwnerId, database.Tables.Accounts[destination].OwnerId,
        isHold, entry);
}
