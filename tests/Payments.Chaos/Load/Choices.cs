using Payments.Chaos.Faults;

namespace Payments.Chaos.Load;

/// <summary>
/// What a client asks for next, from a seed. Each request has random numbers of its own: what it is depends neither on the
/// answers to those before it nor on when they came. Only which transfer is ended, reversed or read does: one that is known.
/// </summary>
internal sealed class Choices(long seed, int client, Town town, KnownTransfers known)
{
    private const long AmountMax = 9_007_199_254_740_991;
    private Random _random = Seeds.Of(seed, Seeds.Purpose.Request, client);
    private readonly double[] _weights = [.. Enumerable.Range(0, town.Accounts.Count).Select(rank => 1.0 / Math.Max(1, rank))];
    private readonly Queue<(string Source, string Destination)> _chain = new();
    private long _number;

    /// <summary>How the request that was chosen last is sent: where to, how often, how long its client waits.</summary>
    internal Random Sending { get; private set; } = Seeds.Of(seed, Seeds.Purpose.Sending, client);

    internal Invocation Next(int process)
    {
        _number++;
        _random = Seeds.Of(seed, Seeds.Purpose.Request, client, _number);
        Sending = Seeds.Of(seed, Seeds.Purpose.Sending, client, _number);
        var (kind, part) = (Kind(), Part());
        var invoke = new Invocation { Op = 0, Process = process, Kind = kind, Node = "", At = 0 };
        return kind switch
        {
            OperationKind.ReadAccounts => invoke with { Account = town.Owner },
            OperationKind.ReadBalance or OperationKind.ReadEntries => invoke with { Account = Account() },
            OperationKind.ReadStatement => invoke with
            {
                Account = Account(),
                Since = TimeProvider.System.GetUtcNow().AddSeconds(-_random.Next(0, 4)),
            },
            OperationKind.ReadTransfer => known.Made(_random) is { } read ? invoke with { Transfer = read } : Instead(invoke),
            OperationKind.Post or OperationKind.Void => known.Held(_random, keep: _random.Next(8) == 0) is { } hold
                ? WithKey(invoke) with { Transfer = hold, Amount = kind == OperationKind.Post ? part : null }
                : Instead(invoke),
            OperationKind.Reverse => known.Made(_random) is { } made ? WithKey(invoke) with { Transfer = made } : Instead(invoke),
            OperationKind.Batch => WithKey(invoke) with { Items = Items(), AllOrNothing = _random.Next(2) == 0 },
            _ => Transfer(invoke),
        };
    }

    private OperationKind Kind() => _random.Next(100) switch
    {
        < 46 => OperationKind.Transfer,
        < 56 => OperationKind.Hold,
        < 63 => OperationKind.Post,
        < 66 => OperationKind.Void,
        < 70 => OperationKind.Reverse,
        < 73 => OperationKind.Batch,
        < 84 => OperationKind.ReadBalance,
        < 87 => OperationKind.ReadAccounts,
        < 92 => OperationKind.ReadEntries,
        < 95 => OperationKind.ReadStatement,
        _ => OperationKind.ReadTransfer,
    };

    private Invocation Transfer(Invocation invoke) => Transfer(invoke, _chain.TryDequeue(out var next) ? next : Pair());

    /// <summary>While no transfer is known. A chain goes on with the next request that is meant to be a transfer.</summary>
    private Invocation Instead(Invocation invoke) => Transfer(invoke, AnyTwo());

    private Invocation Transfer(Invocation invoke, (string Source, string Destination) pair)
    {
        var kind = invoke.Kind == OperationKind.Hold ? OperationKind.Hold : OperationKind.Transfer;
        return WithKey(invoke) with
        {
            Kind = kind,
            Source = pair.Source,
            Destination = pair.Destination,
            Amount = Amount(),
            ExpiresIn = kind == OperationKind.Hold ? _random.Next(2, 30) : null,
        };
    }

    private Invocation WithKey(Invocation invoke) => invoke with { Key = $"c{client}-{_number}" };

    /// <summary>Mostly small, now and then all that there could be, a unit, or more than anybody has.</summary>
    private long Amount() => _random.Next(50) switch
    {
        0 => AmountMax,
        1 => 1,
        2 => town.Total,
        3 => 3_000,
        4 => TriggerFaults.MarkedAmount,
        < 14 => _random.Next(1_000, 6_000),
        _ => _random.Next(1, 700),
    };

    private long? Part() => _random.Next(4) switch { 0 => null, 1 => 0, 2 => 1, _ => _random.Next(1, 300) };

    private List<BatchItem> Items()
    {
        var items = new List<BatchItem>();
        for (var count = _random.Next(2, 8); count > 0; count--)
        {
            var (source, destination) = AnyTwo();
            items.Add(new BatchItem(source, destination, _random.Next(1, 900)));
        }

        return items;
    }

    /// <summary>The hot pair, the first of a chain that ends where it began, or any two.</summary>
    private (string Source, string Destination) Pair()
    {
        switch (_random.Next(10))
        {
            case < 2:
                return _random.Next(2) == 0 ? (town.Accounts[0], town.Accounts[1]) : (town.Accounts[1], town.Accounts[0]);
            case 2:
                var (a, b, c) = (_random.Next(8), 8 + _random.Next(8), 16 + _random.Next(8));
                _chain.Enqueue((town.Accounts[b], town.Accounts[c]));
                _chain.Enqueue((town.Accounts[c], town.Accounts[a]));
                return (town.Accounts[a], town.Accounts[b]);
            default:
                return AnyTwo();
        }
    }

    private (string Source, string Destination) AnyTwo()
    {
        var source = Account();
        var destination = Account();
        return destination == source ? AnyTwo() : (source, destination);
    }

    /// <summary>By Zipf's law.</summary>
    private string Account()
    {
        var at = _random.NextDouble() * _weights.Sum();
        for (var rank = 0; rank < _weights.Length - 1; rank++)
        {
            at -= _weights[rank];
            if (at < 0)
            {
                return town.Accounts[rank];
            }
        }

        return town.Accounts[^1];
    }
}
