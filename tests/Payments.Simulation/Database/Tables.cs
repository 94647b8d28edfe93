using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Database;

/// <summary>The committed rows, as every transaction sees them.</summary>
internal sealed class Tables
{
    public Dictionary<Guid, AccountState> Accounts { get; } = [];

    public Dictionary<Guid, HoldState> Holds { get; } = [];

    public Dictionary<Guid, OperationRow> Operations { get; } = [];

    public Dictionary<Guid, EntryRow> Entries { get; } = [];

    public List<PostingRow> Postings { get; } = [];

    public Dictionary<Guid, Guid> Reversals { get; } = [];

    public Dictionary<Guid, ApprovalState> Approvals { get; } = [];

    public Dictionary<Guid, ApiKeyRow> ApiKeys { get; } = [];

    public Dictionary<Guid, PartyKind> Parties { get; } = [];

    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    public List<(long Position, EventRow Event)> Events { get; } = [];

    public long FeedHead => Events.Count == 0 ? 0 : Events[^1].Position;

    private Dictionary<Guid, (int First, int Count)> PostingsOf { get; } = [];

    /// <summary>What a batch's demand finds besides the locked rows.</summary>
    public void Read(JournalDemand demand, JournalSnapshot snapshot)
    {
        foreach (var id in demand.Operations)
        {
            if (Operations.TryGetValue(id, out var row))
                snapshot.Operations[id] = Stored(row);
        }

        foreach (var id in demand.Originals)
        {
            if (Entries.TryGetValue(id, out var entry))
                snapshot.Originals[id] = Original(entry);
        }

        foreach (var id in demand.Parties)
        {
            if (Parties.TryGetValue(id, out var kind))
                snapshot.Parties[id] = kind;
        }

        if (demand.ApprovalsOfTransfers.Count > 0)
        {
            foreach (var approval in PendingOf(demand))
                snapshot.Approvals[approval.Id] = approval;
        }

        snapshot.Emails.UnionWith(demand.Emails.Where(Emails.Contains));
    }

    public void ReadAccounts(IEnumerable<Guid> accounts, JournalSnapshot snapshot)
    {
        foreach (var id in accounts)
        {
            if (Accounts.TryGetValue(id, out var account))
                snapshot.Accounts[id] = account;
        }
    }

    public void ReadLocked(JournalDemand demand, JournalSnapshot snapshot)
    {
        foreach (var id in demand.Holds)
        {
            if (Holds.TryGetValue(id, out var hold))
                snapshot.Holds[id] = hold;
        }

        foreach (var id in demand.ApiKeys)
        {
            if (ApiKeys.TryGetValue(id, out var key))
                snapshot.ApiKeys[id] = key;
        }

        foreach (var id in demand.Approvals)
        {
            if (Approvals.TryGetValue(id, out var approval))
                snapshot.Approvals[id] = approval;
        }
    }

    /// <summary>Makes a transaction's writes visible.</summary>
    public void Apply(CommittedTransaction transaction)
    {
        var writes = transaction.Writes;
        foreach (var account in writes.Accounts.Values)
            Accounts[account.Id] = Accounts.TryGetValue(account.Id, out var row) ? Changed(row, account, writes) : account;
        foreach (var hold in writes.Holds.Values)
            Holds[hold.TransferId] = hold;
        foreach (var approval in writes.Approvals.Values)
            Approvals[approval.Id] = approval;
        foreach (var key in writes.ApiKeys.Values)
            ApiKeys[key.Id] = key;
        foreach (var operation in writes.Operations)
            Operations[operation.Stamp.OperationId] = operation;
        foreach (var (original, reversal) in writes.Reversals)
            Reversals[original] = reversal;
        foreach (var party in writes.Parties)
            Add(party);
        foreach (var entry in writes.Entries)
            Entries[entry.Id] = entry;
        AddPostings(writes.Postings);
        var position = transaction.FirstPosition;
        foreach (var row in writes.Events)
            Events.Add((position++, row));
    }

    /// <summary>Approvals that are pending and whose transfers a batch asks about.</summary>
    public IEnumerable<ApprovalState> PendingOf(JournalDemand demand) =>
        Approvals.Values.Where(one => one.Status == ApprovalStatus.Pending && demand.ApprovalsOfTransfers.Contains(one.TransferId));

    /// <summary>Like the two UPDATE statements: settings change only together with an event of the account.</summary>
    private static AccountState Changed(AccountState row, AccountState written, JournalWrites writes) =>
        writes.Events.Exists(told => told.ObjectId == row.Id && told.Audit?.AccountId == row.Id)
            ? written
            : row with
            {
                Posted = written.Posted,
                Held = written.Held,
                Day = written.Day,
                DayDebited = written.DayDebited,
                Version = written.Version,
                Sequence = written.Sequence,
                Epoch = written.Epoch,
            };

    private void Add(RegisterParty party)
    {
        Parties[party.PartyId] = party.Kind;
        if (party.Email is { } email)
            Emails.Add(email);
    }

    private void AddPostings(List<PostingRow> rows)
    {
        foreach (var row in rows)
        {
            PostingsOf[row.EntryId] = PostingsOf.TryGetValue(row.EntryId, out var place)
                ? (place.First, place.Count + 1)
                : (Postings.Count, 1);
            Postings.Add(row);
        }
    }

    /// <summary>A record comes back as it was stored, not as the object that was written.</summary>
    private static StoredOperation Stored(OperationRow row) => new(
        row.Stamp.Fingerprint,
        row.ObjectId,
        row.Outcome is null ? null : OutcomeCodec.ReadOutcome(OutcomeCodec.Write(row.Outcome)),
        row.Refusal is null ? null : OutcomeCodec.ReadRefusal(OutcomeCodec.Write(row.Refusal)));

    private OriginalEntry Original(EntryRow entry)
    {
        var (first, count) = PostingsOf[entry.Id];
        return new OriginalEntry(
            entry.Id, entry.Kind, entry.TransferId, entry.Currency,
            [.. Postings.GetRange(first, count).OrderBy(row => row.Ordinal).Select(row => (row.AccountId, row.Amount))],
            Reversals.ContainsKey(entry.Id));
    }
}
