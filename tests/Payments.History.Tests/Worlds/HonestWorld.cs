namespace Payments.History.Tests.Worlds;

/// <summary>
/// A payment system that is right, in a few lines: clients with overlapping requests, and the history and journal that come
/// of it. Tests plant errors into what it made.
/// </summary>
internal sealed partial class HonestWorld
{
    internal const int Wallets = 6;
    private const long Funds = 1_000;
    private static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Random _random;
    private readonly List<WorldAccount> _accounts = [];
    private readonly List<WorldHold> _holds = [];
    private readonly Dictionary<string, WorldHold> _held = [];
    private readonly Dictionary<string, (string Source, string Destination, long Amount)> _moved = [];
    private readonly List<string> _transfers = [];
    private readonly HashSet<string> _reversed = [];
    private long _clock = 1_000;
    private long _op;

    internal HonestWorld(int seed, int operations)
    {
        _random = new Random(seed);
        for (var index = 0; index < Wallets; index++)
        {
            _accounts.Add(new WorldAccount($"acc_{index}", 0));
        }

        _accounts.Add(new WorldAccount("acc_bank", null));
        _accounts.ForEach(account => Event(10, account.Id, null));
        for (var index = 0; index < Wallets; index++)
        {
            Do(Transfer("acc_bank", $"acc_{index}", Funds));
        }

        for (var index = 0; index < operations; index++)
        {
            Do(Choose());
        }
    }

    internal List<Invocation> Invocations { get; } = [];

    internal List<Completion> Completions { get; } = [];

    internal List<JournalEvent> Events { get; } = [];

    internal List<JournalEntry> Entries { get; } = [];

    internal List<JournalOperation> Operations { get; } = [];

    internal List<JournalHold> Holds => [.. _holds.Select(hold => hold.Row)];

    internal List<JournalAccount> Accounts =>
        [.. _accounts.Select(one => new JournalAccount(one.Id, one.Floor, one.Posted, one.Held, one.Version, one.Sequence, 1))];

    /// <summary>Makes the operation at an instant between its begin, which may lie before its neighbours' ends, and its end.</summary>
    private void Do(Invocation invoke)
    {
        _clock += 1_000;
        var answer = new Completion { Op = invoke.Op, At = _clock + _random.Next(1, 4_000), Outcome = Outcome.Ok, Status = 200, AnswerHash = $"answer {invoke.Op}" };
        Invocations.Add(invoke with { At = _clock - _random.Next(0, 4_000) });
        Completions.Add(Answer(invoke, answer));
    }

    private Completion Answer(Invocation invoke, Completion answer)
    {
        if (invoke.Key is not null)
        {
            return Write(invoke, answer);
        }

        return invoke.Kind switch
        {
            OperationKind.ReadEntries => answer with { Postings = [.. Of(invoke.Account!).Postings.TakeLast(5).Reverse()] },
            OperationKind.ReadStatement => Statement(Of(invoke.Account!), answer),
            OperationKind.ReadAccounts => answer with { Balances = [.. _accounts.Where(account => account.Floor is not null).Select(Seen)] },
            OperationKind.ReadTransfer => answer with { Transfer = invoke.Transfer, TransferStatus = StatusOf(invoke.Transfer!) },
            _ => answer with { Balances = [Seen(Of(invoke.Account!))] },
        };
    }

    private Completion Statement(WorldAccount account, Completion answer)
    {
        List<SeenPosting> lines = [.. account.Postings.TakeLast(_random.Next(6))];
        return answer with { Postings = lines, Opening = account.Posted - lines.Sum(line => line.Amount), Closing = account.Posted };
    }

    private Completion Write(Invocation invoke, Completion answer)
    {
        var refusal = Refuse(invoke);
        Operations.Add(new JournalOperation($"op {invoke.Op}", invoke.Key!, $"trf_{invoke.Op}", refusal));
        if (refusal is not null)
        {
            return answer with { Outcome = Outcome.Fail, Status = refusal == "insufficient_funds" ? 402 : 409, Code = refusal };
        }

        return invoke.Kind switch
        {
            OperationKind.Transfer => Transferred(invoke, answer),
            OperationKind.Hold => Held(invoke, answer),
            OperationKind.Batch => Batched(invoke, answer),
            OperationKind.Reverse => Reversed(invoke, answer),
            _ => Ended(invoke, answer),
        };
    }

    private string? Refuse(Invocation invoke)
    {
        switch (invoke.Kind)
        {
            case OperationKind.Transfer or OperationKind.Hold:
                return Of(invoke.Source!).Spendable < invoke.Amount ? "insufficient_funds" : null;
            case OperationKind.Post or OperationKind.Void:
                var status = StatusOf(invoke.Transfer!);
                return status == "reversed" ? "hold_already_posted"
                    : status != "held" ? $"hold_already_{status}"
                    : invoke.Amount > HoldOf(invoke.Transfer!).Row.Amount ? "amount_exceeds_hold" : null;
            case OperationKind.Reverse:
                var made = _moved[invoke.Transfer!];
                return StatusOf(invoke.Transfer!) == "reversed" ? "already_reversed"
                    : Of(made.Destination).Spendable < made.Amount ? "insufficient_funds" : null;
            default:
                return null;
        }
    }

    private Completion Transferred(Invocation invoke, Completion answer)
    {
        var id = $"trf_{invoke.Op}";
        Move(1, 1, id, invoke.Source!, invoke.Destination!, invoke.Amount!.Value, 0, $"op {invoke.Op}", null);
        if (invoke.Source != "acc_bank")
        {
            Remember(id, invoke.Source!, invoke.Destination!, invoke.Amount.Value);
        }

        return answer with { Transfer = id, TransferStatus = "posted", Balances = [Seen(Of(invoke.Source!)), Seen(Of(invoke.Destination!))] };
    }

    private Completion Held(Invocation invoke, Completion answer)
    {
        var id = $"trf_{invoke.Op}";
        var source = Of(invoke.Source!);
        (source.Held, source.Version) = (source.Held + invoke.Amount!.Value, source.Version + 1);
        _held[id] = new WorldHold
        {
            Row = new JournalHold(id, source.Id, invoke.Destination!, invoke.Amount.Value, 1, 0, Now.AddSeconds(invoke.ExpiresIn!.Value), Now),
        };
        _holds.Add(_held[id]);
        Event(2, id, null);
        return answer with { Transfer = id, TransferStatus = "held", Balances = [Seen(source), Seen(Of(invoke.Destination!))] };
    }

    private Completion Ended(Invocation invoke, Completion answer)
    {
        var hold = HoldOf(invoke.Transfer!);
        var (row, posted) = (hold.Row, invoke.Kind == OperationKind.Post ? invoke.Amount!.Value : 0);
        hold.Row = row with { Status = invoke.Kind == OperationKind.Post ? 2 : 3, PostedAmount = posted };
        if (posted > 0)
        {
            Move(2, 1, row.Transfer, row.Source, row.Destination, posted, -row.Amount, $"op {invoke.Op}", null);
            Remember(row.Transfer, row.Source, row.Destination, posted);
        }
        else
        {
            var source = Of(row.Source);
            (source.Held, source.Version) = (source.Held - row.Amount, source.Version + 1);
            Event(invoke.Kind == OperationKind.Post ? 1 : 3, row.Transfer, null);
        }

        return answer with { Transfer = row.Transfer, Balances = [Seen(Of(row.Source)), Seen(Of(row.Destination))] };
    }

    private Completion Reversed(Invocation invoke, Completion answer)
    {
        var made = _moved[invoke.Transfer!];
        Move(3, 5, invoke.Transfer!, made.Destination, made.Source, made.Amount, 0, $"op {invoke.Op}", null);
        _reversed.Add(invoke.Transfer!);
        return answer with { Transfer = invoke.Transfer, Balances = [Seen(Of(made.Destination)), Seen(Of(made.Source))] };
    }

    private Completion Batched(Invocation invoke, Completion answer)
    {
        var results = new List<ItemResult>();
        foreach (var item in invoke.Items!)
        {
            if (Of(item.Source).Spendable < item.Amount)
            {
                results.Add(new ItemResult(null, "insufficient_funds"));
                continue;
            }

            var id = $"trf_{invoke.Op}_{results.Count}";
            Move(1, 1, id, item.Source, item.Destination, item.Amount, 0, null, $"trf_{invoke.Op}");
            results.Add(new ItemResult(id, null));
        }

        return answer with { Results = results };
    }

    private void Remember(string transfer, string source, string destination, long amount)
    {
        _transfers.Add(transfer);
        _moved[transfer] = (source, destination, amount);
    }

    private void Move(
        int kind, int type, string transfer, string source, string destination, long amount, long held, string? operation, string? batch)
    {
        var entry = $"ent_{Entries.Count}";
        Entries.Add(new JournalEntry(
            entry, kind, transfer, operation, batch, Now, [Of(source).Post(entry, -amount, held), Of(destination).Post(entry, amount, 0)]));
        Event(type, transfer, entry);
    }

    private void Event(int type, string @object, string? entry) =>
        Events.Add(new JournalEvent(Events.Count + 1, type, @object, entry, Now));

    private string StatusOf(string transfer)
    {
        if (_reversed.Contains(transfer))
        {
            return "reversed";
        }

        return _held.GetValueOrDefault(transfer)?.Row.Status switch { 1 => "held", 3 => "voided", _ => "posted" };
    }

    private WorldHold HoldOf(string transfer) => _held[transfer];

    private WorldAccount Of(string id) => id == "acc_bank" ? _accounts[^1] : _accounts[int.Parse(id[4..], System.Globalization.CultureInfo.InvariantCulture)];

    private DateTimeOffset Now => Began.AddMicroseconds(_clock);

    internal RunHeader Header => new()
    {
        Run = "honest",
        Seed = 1,
        StartedAt = Began,
        Accounts = [.. _accounts.Where(account => account.Floor is not null).Select(account => account.Id)],
        Total = _accounts.Where(account => account.Floor is not null).Sum(account => account.Posted),
        Faults = [],
        Kinds = [OperationKind.Transfer],
    };

    private static SeenBalance Seen(WorldAccount account) => new(account.Id, account.Posted, account.Held, account.Version, null);
}
