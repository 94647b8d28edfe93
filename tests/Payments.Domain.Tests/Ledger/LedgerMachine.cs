namespace Payments.Domain.Tests.Ledger;

/// <summary>A journal in memory around the planner: every plan is written before the next one is made.</summary>
internal sealed class LedgerMachine
{
    private int _ids;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Dictionary<Guid, AccountState> Accounts { get; } = [];

    public Dictionary<Guid, HoldState> Holds { get; } = [];

    public Dictionary<Guid, StoredOperation> Operations { get; } = [];

    public Dictionary<Guid, EntryRow> Entries { get; } = [];

    public List<PostingRow> Postings { get; } = [];

    public List<EventRow> Events { get; } = [];

    public HashSet<Guid> Reversed { get; } = [];

    public Dictionary<Guid, PartyKind> Parties { get; } = [];

    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, ApiKeyRow> ApiKeys { get; } = [];

    public Dictionary<Guid, ApprovalState> Approvals { get; } = [];

    public static Origin Admin { get; } = new() { TenantId = Guid.Empty, Actor = "admin", Role = Role.Admin, RequestId = "test" };

    public static Origin User(Guid id) => new() { TenantId = id, Actor = "user", Role = Role.User, RequestId = "test" };

    /// <summary>Ids in the order of their making.</summary>
    public Guid NextId() => new(++_ids, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);

    /// <summary>A stamp with this key and body.</summary>
    public static IdempotencyStamp Stamp(Guid key, byte body = 0) => new()
    {
        OperationId = key, Key = "key", Route = "POST", Fingerprint = [.. Enumerable.Repeat(body, 32)],
    };

    public Answer Execute(Command command) => Execute([command]).Answers[0];

    public JournalPlan Execute(params IReadOnlyList<Command> commands)
    {
        var plan = JournalPlanner.Plan(commands, Read(JournalDemand.Of(commands)));
        Write(plan.Writes);
        return plan;
    }

    /// <summary>Opens an account and pays into it from outside.</summary>
    public Guid Open(long balance = 0, string currency = "USD", long? floor = 0, Guid owner = default)
    {
        if (owner != Guid.Empty)
            Parties.TryAdd(owner, PartyKind.User);

        var id = NextId();
        Must(new OpenAccount
        {
            Origin = Admin, AccountId = id, OwnerId = owner, Type = AccountType.Wallet, Currency = Currency.Of(currency), Floor = floor,
        });
        if (balance != 0)
            Must(Transfer(Open(0, currency, floor: null), id, balance, currency));

        return id;
    }

    public TransferMoney Transfer(Guid source, Guid destination, long amount, string currency = "USD", TimeSpan? holdFor = null) => new()
    {
        Origin = Admin, TransferId = NextId(), Source = source, Destination = destination, Amount = amount,
        Currency = Currency.Of(currency), HoldFor = holdFor,
    };

    /// <summary>Executes what cannot be refused.</summary>
    public T Must<T>(T command)
        where T : Command
    {
        Assert.IsType<Done>(Execute(command));
        return command;
    }

    /// <summary>Everything that the planner asked for.</summary>
    public JournalSnapshot Read(JournalDemand demand)
    {
        var snapshot = new JournalSnapshot { Now = Now };
        Copy(demand.Accounts, Accounts, snapshot.Accounts);
        Copy(demand.Holds, Holds, snapshot.Holds);
        Copy(demand.Operations, Operations, snapshot.Operations);
        Copy(demand.Parties, Parties, snapshot.Parties);
        Copy(demand.ApiKeys, ApiKeys, snapshot.ApiKeys);
        Copy(demand.Approvals, Approvals, snapshot.Approvals);
        foreach (var pending in Approvals.Values.Where(row => row.Status == ApprovalStatus.Pending && demand.ApprovalsOfTransfers.Contains(row.TransferId)))
            snapshot.Approvals[pending.Id] = pending;
        snapshot.Emails.UnionWith(demand.Emails.Where(Emails.Contains));
        foreach (var id in demand.Originals.Where(Entries.ContainsKey))
        {
            var entry = Entries[id];
            snapshot.Originals[id] = new OriginalEntry(
                id, entry.Kind, entry.TransferId, entry.Currency,
                [.. Postings.Where(row => row.EntryId == id).Select(row => (row.AccountId, row.Amount))], Reversed.Contains(id));
        }

        return snapshot;
    }

    private void Write(JournalWrites writes)
    {
        foreach (var account in writes.Accounts.Values)
            Accounts[account.Id] = account;
        foreach (var hold in writes.Holds.Values)
            Holds[hold.TransferId] = hold;
        foreach (var row in writes.Operations)
            Operations.Add(row.Stamp.OperationId, new StoredOperation(row.Stamp.Fingerprint, row.ObjectId, row.Outcome, row.Refusal));
        foreach (var entry in writes.Entries)
            Entries.Add(entry.Id, entry);
        foreach (var party in writes.Parties)
            Parties.Add(party.PartyId, party.Kind);
        foreach (var key in writes.ApiKeys.Values)
            ApiKeys[key.Id] = key;
        foreach (var approval in writes.Approvals.Values)
            Approvals[approval.Id] = approval;
        Emails.UnionWith(writes.Parties.Select(party => party.Email).OfType<string>());
        Reversed.UnionWith(writes.Reversals.Select(pair => pair.OriginalId));
        Postings.AddRange(writes.Postings);
        Events.AddRange(writes.Events);
    }

    private static void Copy<T>(IEnumerable<Guid> ids, Dictionary<Guid, T> from, Dictionary<Guid, T> to)
    {
        foreach (var id in ids)
        {
            if (from.TryGetValue(id, out var row))
                to[id] = row;
        }
    }
}
