using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Workload;

/// <summary>Draws the next request: popular accounts more often, small balances, amounts at the edges.</summary>
internal sealed class Choice(Scene scene, SimulationRandom random)
{
    private const long AmountMax = 9_007_199_254_740_991;

    private readonly List<(int Weight, Func<Request> Make)> _kinds = [];

    public Request Next()
    {
        if (_kinds.Count == 0)
            AddKinds();

        var place = random.Next(_kinds.Sum(kind => kind.Weight));
        foreach (var (weight, make) in _kinds)
        {
            place -= weight;
            if (place < 0)
                return make();
        }

        throw new InvalidOperationException("the weights do not add up");
    }

    /// <summary>Mostly an account of the main currency, the first ones most often.</summary>
    public (Guid Id, Guid Owner) Account()
    {
        var account = AnyAccount();
        return scene.Peek(account.Id)?.Currency.Code == Scene.Dollar || random.Chance(0.2) ? account : scene.Accounts[random.Next(3)];
    }

    private (Guid Id, Guid Owner) AnyAccount()
    {
        var place = random.NextDouble() * Enumerable.Range(1, scene.Accounts.Count).Sum(rank => 1.0 / rank);
        for (var index = 0; index < scene.Accounts.Count - 1; index++)
        {
            place -= 1.0 / (index + 1);
            if (place < 0)
                return scene.Accounts[index];
        }

        return scene.Accounts[^1];
    }

    private void AddKinds()
    {
        _kinds.Add((46, Transfer));
        _kinds.Add((13, Hold));
        _kinds.Add((10, Post));
        _kinds.Add((5, Void));
        _kinds.Add((7, Reverse));
        _kinds.Add((6, Batch));
        _kinds.Add((3, Status));
        _kinds.Add((3, Limits));
        _kinds.Add((2, Open));
        var approvals = new ApprovalChoice(scene, random);
        _kinds.Add((6, approvals.Ask));
        _kinds.Add((6, approvals.Decide));
        _kinds.Add((2, approvals.Withdraw));
        var keys = new KeyChoice(scene, random);
        _kinds.Add((2, keys.Issue));
        _kinds.Add((1, keys.Roll));
        _kinds.Add((2, keys.Revoke));
        _kinds.Add((1, () => Requests.Register(scene, $"user{random.Next(40)}@example.com")));
    }

    private Request Transfer()
    {
        var (source, destination) = Pair();
        return Requests.Transfer(
            scene, Caller(source.Owner), source.Id, destination.Id, Amount(source.Id), CurrencyOf(source.Id),
            holdFor: null, isPoisoned: random.Chance(0.02));
    }

    private Request Hold()
    {
        var (source, destination) = Pair();
        var time = TimeSpan.FromSeconds(random.Chance(0.3) ? 1 + random.Next(5) : 20 + random.Next(40));
        return Requests.Transfer(
            scene, Caller(source.Owner), source.Id, destination.Id, Amount(source.Id), CurrencyOf(source.Id), time);
    }

    private Request Post()
    {
        long? part = random.Chance(0.5) ? null : random.Next(0L, 80L);
        return Requests.Settle(scene, Scene.Admin, Known(scene.Holds), HoldStatus.Posted, part);
    }

    private Request Void() => Requests.Settle(scene, Scene.Admin, Known(scene.Holds), HoldStatus.Voided, amount: null);

    private Request Reverse() =>
        Requests.Reverse(scene, Scene.Admin, Known(random.Chance(0.7) ? scene.Transfers : scene.Holds));

    private Request Batch()
    {
        var lines = Enumerable.Range(0, 2 + random.Next(4)).Select(_ =>
        {
            var (source, destination) = Pair();
            return (source.Id, destination.Id, Amount(source.Id));
        });
        return Requests.Batch(scene, Scene.Admin, random.Chance(0.5), [.. lines]);
    }

    private Request Status()
    {
        var frozen = scene.Accounts.Find(candidate => scene.Peek(candidate.Id)?.Status == AccountStatus.Frozen);
        var account = frozen.Id != Guid.Empty && random.Chance(0.7) ? frozen : random.Pick(scene.Accounts);
        var status = account == frozen || random.Chance(0.1) ? AccountStatus.Open
            : random.Chance(0.2) ? AccountStatus.Closed
            : AccountStatus.Frozen;
        return Requests.ChangeStatus(scene, Scene.Admin, account.Id, status);
    }

    private Request Limits()
    {
        var account = random.Pick(scene.Accounts);
        return Requests.ChangeLimits(
            scene, account.Id, Limit(0, -300, 100), Limit(null, 50, 500), Limit(null, 300, 3_000));
    }

    /// <summary>A limit is left as it is, or becomes the usual one or another.</summary>
    private NewLimit? Limit(long? usual, long least, long most) =>
        random.Chance(0.4) ? null : new NewLimit(random.Chance(0.6) ? usual : random.Next(least, most));

    private Request Open()
    {
        var owner = random.Chance(0.9) ? random.Pick(scene.Accounts).Owner : random.NextGuid();
        return Requests.Open(
            scene, random.Chance(0.5) ? Scene.Admin : Caller(owner), owner, AccountType.Wallet, Scene.Dollar,
            random.Chance(0.9) ? 0 : 5, limit: null);
    }

    private ((Guid Id, Guid Owner) Source, (Guid Id, Guid Owner) Destination) Pair()
    {
        if (random.Chance(0.3))
            return random.Chance(0.5) ? (scene.Accounts[0], scene.Accounts[1]) : (scene.Accounts[1], scene.Accounts[0]);
        if (random.Chance(0.2))
            return ((scene.External, Guid.Empty), Account());

        var source = Account();
        var destination = random.Chance(0.02) ? (random.NextGuid(), Guid.Empty)
            : random.Chance(0.04) ? (scene.External, Guid.Empty)
            : Account();
        return (source, destination == source && random.Chance(0.8) ? (scene.External, Guid.Empty) : destination);
    }

    /// <summary>Mostly small; sometimes exactly what is there, one more, or an end of the range.</summary>
    private long Amount(Guid source)
    {
        var spendable = scene.Peek(source) is { Floor: { } floor } account ? account.Posted - account.Held - floor : 500;
        return random.Next(32) switch
        {
            0 => spendable,
            1 => spendable + 1,
            2 => random.Pick([0L, -5, AmountMax, AmountMax + 1, 1]),
            _ => random.Next(1L, 160L),
        };
    }

    private string CurrencyOf(Guid account) =>
        random.Chance(0.02) ? "EUR" : scene.Peek(account)?.Currency.Code ?? Scene.Dollar;

    private Origin Caller(Guid owner) => owner == Guid.Empty || random.Chance(0.1) ? Scene.Admin
        : random.Chance(0.04) ? Scene.OwnerOf(random.NextGuid())
        : Scene.OwnerOf(owner);

    /// <summary>Mostly one of the latest; sometimes one that never was.</summary>
    private Guid Known(List<Guid> ids) => ids.Count == 0 || random.Chance(0.03)
        ? random.NextGuid()
        : ids[Math.Max(0, ids.Count - 1 - random.Next(6))];
}
