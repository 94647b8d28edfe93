using Npgsql;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Journal.Verification;

/// <summary>
/// Reads the feed in stretches of bounded size, with all rows that their events tell of, in the transaction that the
/// connection is in. A row with a value that is none is left out: whatever tells of it finds it missing.
/// </summary>
internal sealed class FeedStretchReader(NpgsqlConnection connection)
{
    internal async Task<FeedStretch> ReadAsync(long after, long last, CancellationToken cancellation)
    {
        var stretch = new FeedStretch();
        await using (var batch = new NpgsqlBatch(connection))
        {
            var reading = new BatchReading(batch);
            reading.Ask(VerificationSql.Events, row => stretch.Events.Add(StretchRows.Event(row)), after, last);
            reading.Ask(VerificationSql.Batches, row => stretch.Batches.Add(StretchRows.Batch(row)), after, last);
            await reading.ReadAsync(cancellation);
        }

        await ReadEntriesAsync(stretch, Distinct(stretch, row => row.EntryId), inRange: true, cancellation);
        await ReadEntriesAsync(stretch, Missing(stretch, Distinct(stretch, row => row.EntryId)), inRange: false, cancellation);
        await ReadEntriesAsync(stretch, Missing(stretch, Reversed(stretch)), inRange: false, cancellation);
        await ReadRestAsync(stretch, cancellation);
        return stretch;
    }

    /// <summary>Entries with their postings: through the range of their ids, or each for itself.</summary>
    private async Task ReadEntriesAsync(FeedStretch stretch, Guid[] ids, bool inRange, CancellationToken cancellation)
    {
        if (ids.Length == 0)
        {
            return;
        }

        var found = new Dictionary<Guid, StoredEntry>(ids.Length);
        var wanted = ids.ToHashSet();
        var postings = new List<PostingRow>(2 * ids.Length);
        var lastRead = Guid.Empty;
        // A range that holds this many entries more than are wanted is not worth reading to its end.
        var (entriesMax, postingsMax) = ((2L * ids.Length) + 100, (4L * ids.Length) + 200);
        await using var batch = new NpgsqlBatch(connection);
        var reading = new BatchReading(batch);
        if (inRange)
        {
            reading.Ask(VerificationSql.EntriesInRange, TakeEntry, ids.Min(), ids.Max(), entriesMax);
            reading.Ask(VerificationSql.PostingsInRange, TakePosting, ids.Min(), ids.Max(), postingsMax);
        }
        else
        {
            reading.Ask(VerificationSql.EntriesById, TakeEntry, ids);
            reading.Ask(VerificationSql.PostingsById, TakePosting, ids);
        }

        var counts = await reading.ReadAsync(cancellation);
        // The last entry of a range that was cut off may lack postings: it is looked for again by its id.
        Join(stretch, found, postings, cutAt: inRange && counts[1] == postingsMax ? lastRead : null);

        void TakeEntry(NpgsqlDataReader row)
        {
            if (wanted.Contains(row.GetGuid(0)))
            {
                found[row.GetGuid(0)] = StretchRows.Entry(row);
            }
        }

        void TakePosting(NpgsqlDataReader row)
        {
            lastRead = row.GetGuid(0);
            if (wanted.Contains(lastRead))
            {
                postings.Add(LedgerRows.Posting(row, 0));
            }
        }
    }

    private static void Join(FeedStretch stretch, Dictionary<Guid, StoredEntry> found, List<PostingRow> postings, Guid? cutAt)
    {
        foreach (var posting in postings)
        {
            if (found.TryGetValue(posting.EntryId, out var entry))
            {
                entry.Postings.Add(posting);
            }
        }

        foreach (var (id, entry) in found)
        {
            if (cutAt is null || id.CompareTo(cutAt.Value) < 0)
            {
                stretch.Entries[id] = entry;
            }
        }
    }

    private async Task ReadRestAsync(FeedStretch stretch, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        var reading = new BatchReading(batch);
        reading.AskIfAny(VerificationSql.HoldsById, Objects(stretch, IsOfHold), row =>
        {
            var hold = LedgerRows.Hold(row);
            stretch.Holds[hold.TransferId] = hold;
        });
        reading.AskIfAny(VerificationSql.AccountsById, Objects(stretch, IsOfAccount), row =>
        {
            var account = StretchRows.Account(row);
            stretch.Accounts[account.View.Account.Id] = account;
        });
        reading.AskIfAny(VerificationSql.Operations, OperationIds(stretch), row => stretch.Operations[row.GetGuid(0)] = StretchRows.Operation(row));
        reading.AskIfAny(VerificationSql.Reversals, Reversed(stretch), row => stretch.Reversals[row.GetGuid(0)] = row.GetGuid(1));
        reading.AskIfAny(VerificationSql.Parties, Objects(stretch, row => row.Type == EventType.PartyRegistered), row => stretch.Parties[row.GetGuid(0)] = StretchRows.Party(row));
        reading.AskIfAny(
            VerificationSql.ApiKeys,
            Objects(stretch, row => row.Type is EventType.ApiKeyIssued or EventType.ApiKeyEnded),
            row => stretch.ApiKeys[row.GetGuid(0)] = StretchRows.ApiKey(row));
        reading.AskIfAny(VerificationSql.Approvals, Objects(stretch, IsOfApproval), row =>
            stretch.Approvals[row.GetGuid(0)] = new StoredApproval(LedgerRows.Approval(row), row.GetBoolean(11)));
        await reading.ReadAsync(cancellation);
    }

    internal static bool IsOfApproval(EventRow row) =>
        row.Type is >= EventType.ApprovalRequested and <= EventType.ApprovalExpired;

    internal static bool IsOfHold(EventRow row) =>
        row.Type is EventType.TransferHeld or EventType.TransferVoided or EventType.TransferExpired
        || (row.Type == EventType.TransferPosted && row.Data is not null);

    internal static bool IsOfAccount(EventRow row) =>
        row.Type is EventType.AccountOpened or EventType.AccountFrozen or EventType.AccountUnfrozen or EventType.AccountClosed
            or EventType.AccountLimitsChanged;

    private static Guid[] Distinct(FeedStretch stretch, Func<EventRow, Guid?> choose) =>
        [.. stretch.Events.Select(stored => choose(stored.Row)).OfType<Guid>().Distinct()];

    private static Guid[] Objects(FeedStretch stretch, Func<EventRow, bool> isWanted) =>
        Distinct(stretch, row => isWanted(row) ? row.ObjectId : null);

    private static Guid[] Missing(FeedStretch stretch, Guid[] ids) => Array.FindAll(ids, id => !stretch.Entries.ContainsKey(id));

    private static Guid[] Reversed(FeedStretch stretch) =>
        [.. stretch.Entries.Values.Select(entry => entry.Row.Reverses).OfType<Guid>().Distinct()];

    private static Guid[] OperationIds(FeedStretch stretch) =>
        [.. stretch.Entries.Values.Select(entry => entry.Row.OperationId).OfType<Guid>().Distinct()];
}
