namespace Payments.History.Tests.Worlds;

/// <summary>What the honest world's clients ask for.</summary>
internal sealed partial class HonestWorld
{
    private Invocation Choose()
    {
        var (source, destination) = (Any(), Any());
        return _random.Next(22) switch
        {
            < 8 => Transfer(source, destination, _random.Next(1, 300)),
            < 10 => Transfer(source, destination, _random.Next(1, 200)) with { Kind = OperationKind.Hold, ExpiresIn = 3_600 },
            < 14 when _holds.Count > 0 => End(OperationKind.Post) with { Amount = _random.Next(0, 220) },
            14 when _holds.Count > 0 => End(OperationKind.Void),
            15 when _transfers.Count > 0 => New(OperationKind.Reverse) with { Transfer = _transfers[^Recent(_transfers.Count)] },
            16 => New(OperationKind.Batch) with { Items = [Item(), Item(), Item()] },
            17 => Read(OperationKind.ReadAccounts),
            18 => Read(OperationKind.ReadEntries) with { Account = source },
            20 => Read(OperationKind.ReadStatement) with { Account = source },
            19 when _transfers.Count > 0 => Read(OperationKind.ReadTransfer) with { Transfer = _transfers[^1] },
            _ => Read(OperationKind.ReadBalance) with { Account = source },
        };
    }

    private int Recent(int count) => _random.Next(1, Math.Min(6, count) + 1);

    private string Any() => $"acc_{_random.Next(Wallets)}";

    private static string Other(string account) => account == "acc_0" ? "acc_1" : "acc_0";

    private BatchItem Item()
    {
        var source = Any();
        return new BatchItem(source, Other(source), _random.Next(1, 300));
    }

    /// <summary>Mostly an open hold, so that money does not stay held; else one that may have ended.</summary>
    private Invocation End(OperationKind kind)
    {
        var open = _holds.TakeLast(50).FirstOrDefault(hold => hold.Row.Status == 1);
        return New(kind) with { Transfer = (_random.Next(4) == 0 ? null : open)?.Row.Transfer ?? _holds[^Recent(_holds.Count)].Row.Transfer };
    }

    private Invocation Transfer(string source, string destination, long amount) =>
        New(OperationKind.Transfer) with { Source = source, Destination = destination == source ? Other(source) : destination, Amount = amount };

    private Invocation New(OperationKind kind) => Read(kind) with { Key = $"key {_op}", BodyHash = "body" };

    private Invocation Read(OperationKind kind) => new() { Op = ++_op, Process = 1, Kind = kind, Node = "front-end-1", At = 0 };
}
