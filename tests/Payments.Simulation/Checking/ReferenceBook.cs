using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>What the reference ledger knows of an account.</summary>
internal sealed record ReferenceAccount(Guid Id, Guid Owner, string Currency)
{
    public AccountStatus Status { get; set; } = AccountStatus.Open;

    public long Posted { get; set; }

    public long Held { get; set; }

    public long? Floor { get; set; }

    public long? PerTransfer { get; set; }

    public long? PerDay { get; set; }

    public DateOnly Day { get; set; }

    public long Spent { get; set; }

    public long Version { get; set; } = 1;

    public long Sequence { get; set; }

    public long Epoch { get; set; }

    public int Told { get; set; } = 1;

    /// <summary>What is not named stays.</summary>
    public void Limit(ChangeAccountLimits limits)
    {
        Floor = limits.Floor is null ? Floor : limits.Floor.Amount;
        PerTransfer = limits.LimitPerTransfer is null ? PerTransfer : limits.LimitPerTransfer.Amount;
        PerDay = limits.LimitPerDay is null ? PerDay : limits.LimitPerDay.Amount;
    }

    public bool CanSpend(long amount) => Floor is not { } floor || (Int128)Posted - Held - amount >= floor;

    public bool StaysExact(long change) => Int128.Abs((Int128)Posted + change) <= 9_007_199_254_740_991;

    public long SpentOn(DateOnly day) => Day == day ? Spent : 0;

    /// <summary>What differs from a row of the database; null when nothing does.</summary>
    public string? Against(AccountState row)
    {
        var mine = (Status, Posted, Held, Floor, PerTransfer, PerDay, Day, (Spent, Version, Sequence, Epoch, Told));
        var its = (row.Status, row.Posted, row.Held, row.Floor, row.LimitPerTransfer, row.LimitPerDay, row.Day,
            (row.DayDebited, row.Version, row.Sequence, row.Epoch, row.EventSequence));
        return mine == its ? null : $"account {Id} is {its}, the reference says {mine}";
    }
}

/// <summary>What the reference ledger knows of a hold.</summary>
internal sealed record ReferenceHold(Guid Source, Guid Destination, long Amount, string Currency, DateTimeOffset ExpiresAt, DateOnly MadeOn)
{
    public HoldStatus Status { get; set; } = HoldStatus.Held;

    public long Posted { get; set; }
}

/// <summary>What the reference ledger knows of an entry.</summary>
internal sealed record ReferenceEntry(Guid Source, Guid Destination, long Amount, EntryKind Kind);

/// <summary>The end of a key: done, or refused with a code, by the transaction with a number.</summary>
internal sealed record ReferenceKey(byte[] Fingerprint, string? Refusal, int Transaction);

/// <summary>The state of the reference ledger, and what the transaction at hand should write.</summary>
internal sealed class ReferenceBook
{
    public Dictionary<Guid, ReferenceAccount> Accounts { get; } = [];

    public Dictionary<Guid, ReferenceHold> Holds { get; } = [];

    public Dictionary<Guid, ReferenceEntry> Entries { get; } = [];

    public HashSet<Guid> Reversed { get; } = [];

    public Dictionary<Guid, ReferenceApproval> Approvals { get; } = [];

    public Dictionary<Guid, ReferenceKey> Keys { get; } = [];

    /// <summary>Keys that the database has a record of.</summary>
    public HashSet<Guid> Recorded { get; } = [];

    public HashSet<Guid> Parties { get; } = [];

    public HashSet<Guid> Merchants { get; } = [];

    public Dictionary<Guid, ReferenceApiKey> ApiKeys { get; } = [];

    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    public List<(Guid Entry, Guid Account, long Amount, long Sequence, long Posted, long Held)> Postings { get; } = [];

    public List<(EventType Type, Guid Object, int Sequence)> Events { get; } = [];

    public HashSet<Guid> Touched { get; } = [];

    /// <summary>How many transactions have been before.</summary>
    public int Transactions { get; private set; }

    /// <summary>Each account as it was after the transactions that have touched it.</summary>
    private Dictionary<Guid, List<(int After, ReferenceAccount Account)>> Past { get; } = [];

    public void BeginTransaction()
    {
        Postings.Clear();
        Events.Clear();
        Touched.Clear();
    }

    /// <summary>Puts an account back to where it was after so many transactions.</summary>
    /// <returns>What it is by now.</returns>
    public ReferenceAccount? GoBack(Guid id, int transactions)
    {
        var now = Accounts.GetValueOrDefault(id);
        if (Past.TryGetValue(id, out var past) && past.FindLast(one => one.After <= transactions) is { Account: { } then })
            Accounts[id] = then with { };
        else
            Accounts.Remove(id);
        return now;
    }

    /// <summary>Remembers what a transaction has left behind.</summary>
    public void EndTransaction()
    {
        Transactions++;
        foreach (var id in Touched)
        {
            if (!Past.TryGetValue(id, out var past))
                Past[id] = past = [];

            past.Add((Transactions, Accounts[id] with { }));
        }
    }

    /// <summary>A writer without the account's epoch moves it on.</summary>
    public void Pass(ReferenceAccount account, AccountCommand command)
    {
        if (command.Epoch is null)
            account.Epoch++;

        Touched.Add(account.Id);
    }

    /// <summary>One entry from one account to another; what a hold gives free goes with it.</summary>
    public void Move(Guid entry, ReferenceAccount from, ReferenceAccount to, long amount, EntryKind kind, long freed = 0)
    {
        Entries[entry] = new ReferenceEntry(from.Id, to.Id, amount, kind);
        from.Held -= freed;
        Post(entry, from, -amount);
        Post(entry, to, amount);
    }

    public static void Spend(ReferenceAccount account, DateOnly today, long amount)
    {
        account.Spent = account.SpentOn(today) + amount;
        account.Day = today;
    }

    private void Post(Guid entry, ReferenceAccount account, long amount)
    {
        account.Posted += amount;
        account.Version++;
        account.Sequence++;
        Touched.Add(account.Id);
        Postings.Add((entry, account.Id, amount, account.Sequence, account.Posted, account.Held));
    }
}
