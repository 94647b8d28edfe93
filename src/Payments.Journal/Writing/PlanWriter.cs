using Npgsql;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>Turns a plan into set-based statements.</summary>
internal static class PlanWriter
{
    /// <summary>Adds the inserts: they need no lock that another plan of this writer could hold.</summary>
    internal static void AddInserts(NpgsqlBatch batch, PlannedBatch planned)
    {
        var writes = planned.Plan.Writes;
        var now = planned.Now.UtcDateTime;
        // First: a try of the same commands that is still running, or has been committed since the look, is met here, where that
        // is understood. At an account, a party or an entry it would look like a command that the database cannot take.
        AddOperations(batch, writes, now);
        AddParties(batch, writes, now);
        if (writes.OpenedAccounts.Count > 0)
        {
            AddNewAccounts(batch, writes, now);
        }

        AddHolds(batch, writes);
        AddApprovals(batch, writes);
        AddEntries(batch, writes, now);
    }

    /// <summary>Adds the balances, each over the row that the plan was made from.</summary>
    internal static void AddBalances(NpgsqlBatch batch, PlannedBatch planned)
    {
        var changed = planned.Changed;
        if (changed.Count == 0)
        {
            return;
        }

        batch.Add(WriteSql.Balances)
            .With(changed, row => row.After.Id).With(changed, row => row.After.Posted).With(changed, row => row.After.Held)
            .With(changed, row => row.After.Day).With(changed, row => row.After.DayDebited)
            .With(changed, row => row.After.Version).With(changed, row => row.After.Sequence)
            .With(changed, row => row.After.Epoch).With(changed, row => row.Before.Version)
            .With(changed, row => row.Before.Epoch).With((long)changed.Count);
        var settings = changed.Where(row => row.After.EventSequence != row.Before.EventSequence).Select(row => row.After).ToList();
        if (settings.Count > 0)
        {
            batch.Add(WriteSql.Settings)
                .With(settings, row => row.Id).With(settings, row => (short)row.Status).With(settings, row => row.Floor)
                .With(settings, row => row.LimitPerTransfer).With(settings, row => row.LimitPerDay)
                .With(settings, row => row.EventSequence);
        }
    }

    /// <summary>Adds the feed, the COMMIT and, as the last command, the proof of it.</summary>
    internal static void AddEnd(NpgsqlBatch batch, PlannedBatch planned)
    {
        AddEvents(batch, planned.Plan.Writes, planned.Now);
        batch.Add(WriteSql.Commit);
        CommitProof.Add(batch, planned.Plan.Writes);
    }

    /// <summary>Adds the look at accounts that answers rely on without changing them.</summary>
    internal static void AddReliedOn(NpgsqlBatch batch, PlannedBatch planned)
    {
        var rows = planned.ReliedOn;
        if (rows.Count > 0)
        {
            batch.Add(WriteSql.ReliedOn)
                .With(rows, row => row.Id).With(rows, row => row.Version).With(rows, row => row.Epoch).With((long)rows.Count);
        }
    }

    private static void AddOperations(NpgsqlBatch batch, JournalWrites writes, DateTime now)
    {
        var rows = writes.Operations;
        if (rows.Count == 0)
        {
            return;
        }

        batch.Add(WriteSql.Operations)
            .With(rows, row => row.Stamp.OperationId)
            .With(rows, row => row.TenantId)
            .With(rows, row => row.Stamp.Key)
            .With(rows, row => row.Stamp.Route)
            .With(rows, row => row.Stamp.Fingerprint)
            .With(rows, row => row.ObjectId)
            .With(rows, row => IsBrief(row) ? BalancesAfter.Write((TransferOutcome)row.Outcome!) : null)
            .With(rows, row => row.Outcome is null || IsBrief(row) ? null : OutcomeCodec.Write(row.Outcome))
            .With(rows, row => row.Refusal is null ? null : OutcomeCodec.Write(row.Refusal))
            .With(now)
            .With(rows, row => row.MovesMoney);
    }

    /// <summary>An immediate transfer's entry has the transfer's id; a reversal's has not and is stored whole.</summary>
    private static bool IsBrief(OperationRow row) =>
        row.Outcome is TransferOutcome transfer && transfer.TransferId == row.ObjectId && transfer.EntryId == row.ObjectId;

    private static void AddEntries(NpgsqlBatch batch, JournalWrites writes, DateTime now)
    {
        var rows = writes.Entries;
        if (rows.Count == 0)
        {
            return;
        }

        RequireBalance(writes.Postings);
        batch.Add(WriteSql.Entries)
            .With(rows, row => row.Id).With(rows, row => (short)row.Kind).With(rows, row => row.TransferId)
            .With(rows, row => row.Reverses).With(rows, row => row.OperationId).With(rows, row => row.BatchId)
            .With(rows, row => row.Currency.Code).With(rows, row => row.Description).With(rows, row => row.Reference)
            .With(rows, row => row.Metadata).With(rows, row => row.Origin.TenantId).With(rows, row => row.Origin.Actor)
            .With(rows, row => (short)row.Origin.Role).With(rows, row => row.Origin.Address)
            .With(rows, row => row.Origin.UserAgent).With(rows, row => row.Origin.RequestId)
            .With(now);
        var postings = writes.Postings;
        batch.Add(WriteSql.Postings)
            .With(postings, row => row.EntryId).With(postings, row => row.Ordinal).With(postings, row => row.AccountId)
            .With(postings, row => row.Amount).With(postings, row => row.Sequence).With(postings, row => row.PostedAfter)
            .With(postings, row => row.HeldAfter).With(postings, row => row.Epoch);
        if (writes.Reversals.Count > 0)
        {
            batch.Add(WriteSql.Reversals)
                .With(writes.Reversals, row => row.OriginalId).With(writes.Reversals, row => row.ReversalId);
        }
    }

    /// <summary>The last look before money is written: postings of one entry stand together and sum to zero.</summary>
    private static void RequireBalance(List<PostingRow> postings)
    {
        for (var at = 0; at < postings.Count;)
        {
            var (entry, sum, count) = (postings[at].EntryId, 0L, 0);
            for (; at < postings.Count && postings[at].EntryId == entry; at++, count++)
            {
                sum += postings[at].Amount;
            }

            if (sum != 0 || count < 2)
            {
                throw new InvariantViolationException($"entry {entry} has {count} postings that sum to {sum}");
            }
        }
    }

    private static void AddNewAccounts(NpgsqlBatch batch, JournalWrites writes, DateTime now)
    {
        var rows = writes.OpenedAccounts.Select(row => (State: writes.Accounts[row.AccountId], row.Metadata)).ToList();
        batch.Add(WriteSql.NewAccounts)
            .With(rows, row => row.State.Id).With(rows, row => row.State.OwnerId).With(rows, row => (short)row.State.Type)
            .With(rows, row => row.State.Currency.Code).With(rows, row => row.Metadata).With(now);
        batch.Add(WriteSql.NewBalances)
            .With(rows, row => row.State.Id).With(rows, row => row.State.OwnerId).With(rows, row => (short)row.State.Type)
            .With(rows, row => row.State.Currency.Code).With(rows, row => row.State.CreatedAt.UtcDateTime)
            .With(rows, row => (short)row.State.Status).With(rows, row => row.State.Posted).With(rows, row => row.State.Held)
            .With(rows, row => row.State.Floor).With(rows, row => row.State.LimitPerTransfer)
            .With(rows, row => row.State.LimitPerDay).With(rows, row => row.State.Day).With(rows, row => row.State.DayDebited)
            .With(rows, row => row.State.Version).With(rows, row => row.State.Sequence).With(rows, row => row.State.Epoch)
            .With(rows, row => row.State.EventSequence);
    }

    private static void AddHolds(NpgsqlBatch batch, JournalWrites writes)
    {
        if (writes.Holds.Count == 0)
        {
            return;
        }

        var rows = writes.Holds.Values.ToList();
        batch.Add(WriteSql.Holds)
            .With(rows, row => row.TransferId).With(rows, row => row.TenantId).With(rows, row => row.Source)
            .With(rows, row => row.Destination).With(rows, row => row.Amount).With(rows, row => row.Currency.Code)
            .With(rows, row => (short)row.Status).With(rows, row => row.PostedAmount)
            .With(rows, row => row.ExpiresAt.UtcDateTime).With(rows, row => row.CreatedAt.UtcDateTime)
            .With(rows, row => row.EntryId).With(rows, row => row.Description).With(rows, row => row.Reference)
            .With(rows, row => row.Metadata);
    }

    private static void AddApprovals(NpgsqlBatch batch, JournalWrites writes)
    {
        if (writes.Approvals.Count > 0)
        {
            // What has ended makes room for the next request of its transfer, so it comes first.
            var rows = writes.Approvals.Values.OrderBy(row => row.Status == ApprovalStatus.Pending).ToList();
            batch.Add(WriteSql.Approvals)
                .With(rows, row => row.Id).With(rows, row => row.TransferId).With(rows, row => row.OriginalEntryId)
                .With(rows, row => (short)row.Status).With(rows, row => row.RequestedBy)
                .With(rows, row => row.RequestedAt.UtcDateTime).With(rows, row => row.Description)
                .With(rows, row => row.DecidedBy).With(rows, row => row.DecidedAt?.UtcDateTime).With(rows, row => row.ReversalId)
                .With(rows, row => row.ExpiresAt?.UtcDateTime);
        }
    }

    private static void AddParties(NpgsqlBatch batch, JournalWrites writes, DateTime now)
    {
        if (writes.Parties.Count > 0)
        {
            batch.Add(WriteSql.Parties)
                .With(writes.Parties, row => row.PartyId).With(writes.Parties, row => (short)row.Kind)
                .With(writes.Parties, row => row.Name).With(writes.Parties, row => row.Email)
                .With(writes.Parties, row => row.Metadata).With(writes.Parties, row => row.Salt).With(now);
        }

        if (writes.ApiKeys.Count > 0)
        {
            var keys = writes.ApiKeys.Values.ToList();
            batch.Add(WriteSql.ApiKeys)
                .With(keys, row => row.Id).With(keys, row => row.MerchantId).With(keys, row => row.SecretHash)
                .With(keys, row => row.LastFour).With(keys, row => row.Name).With(keys, row => row.Events)
                .With(keys, row => row.EndsAt?.UtcDateTime).With(now);
        }
    }

    private static void AddEvents(NpgsqlBatch batch, JournalWrites writes, DateTimeOffset now)
    {
        var rows = writes.Events;
        if (rows.Count == 0)
        {
            return;
        }

        batch.Add(WriteSql.Events)
            .With((long)rows.Count).With(BatchDigest.Of(writes, now)).With(now.UtcDateTime)
            .With(rows, row => (short)row.Type).With(rows, row => row.ObjectId).With(rows, row => row.ObjectSequence)
            .With(rows, row => row.EntryId).With(rows, row => row.OwnerId).With(rows, row => row.OtherOwnerId)
            .With(rows, row => row.Data);
        var audits = rows.Select((row, index) => (Ordinal: index + 1L, row.Audit)).Where(row => row.Audit is not null).ToList();
        if (audits.Count > 0)
        {
            batch.Add(WriteSql.Audits)
                .With((long)rows.Count).With(now.UtcDateTime)
                .With(audits, row => row.Ordinal).With(audits, row => row.Audit!.Action)
                .With(audits, row => row.Audit!.ObjectId).With(audits, row => row.Audit!.AccountId)
                .With(audits, row => row.Audit!.OldBalance).With(audits, row => row.Audit!.NewBalance)
                .With(audits, row => row.Audit!.Origin.TenantId).With(audits, row => row.Audit!.Origin.Actor)
                .With(audits, row => (short)row.Audit!.Origin.Role).With(audits, row => row.Audit!.Origin.Address)
                .With(audits, row => row.Audit!.Origin.UserAgent).With(audits, row => row.Audit!.Origin.RequestId);
        }
    }
}
