using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Simulation.Cluster;

namespace Payments.Simulation.Workload;

/// <summary>Who and what a run is about: people, their accounts, and the transfers that clients know of.</summary>
internal sealed class Scene(SimulatedCluster cluster, FrontEnd frontEnd)
{
    public const string Dollar = "USD";

    private static readonly string[] Currencies = [Dollar, Dollar, Dollar, Dollar, Dollar, Dollar, "EUR"];
    private int _numbers;

    /// <summary>The accounts in the order of their popularity; the first two are the hot pair.</summary>
    public List<(Guid Id, Guid Owner)> Accounts { get; } = [];

    /// <summary>Transfers and holds that were asked for, made or not.</summary>
    public List<Guid> Holds { get; } = [];

    public List<Guid> Transfers { get; } = [];

    /// <summary>Approvals that were asked for, made or not, with their transfers.</summary>
    public List<(Guid Id, Guid Transfer)> Approvals { get; } = [];

    public List<Guid> Merchants { get; } = [];

    /// <summary>API keys that were asked for, made or not, with their merchants.</summary>
    public List<(Guid Id, Guid Merchant)> Keys { get; } = [];

    public Guid External { get; private set; }

    /// <summary>Three people, of whom two are needed.</summary>
    public static IReadOnlyList<Origin> Finance { get; } = [.. Enumerable.Range(1, 3).Select(number =>
        new Origin { TenantId = Guid.Empty, Actor = $"finance{number}", Role = Role.Finance, RequestId = "simulation" })];

    public static Origin Admin { get; } =
        new() { TenantId = Guid.Empty, Actor = "admin", Role = Role.Admin, RequestId = "simulation" };

    public static Origin OwnerOf(Guid owner) =>
        new() { TenantId = owner, Actor = "user", Role = Role.User, RequestId = "simulation" };

    public int NextNumber() => ++_numbers;

    /// <summary>The cluster's view of an account, to aim at its limits.</summary>
    public AccountState? Peek(Guid account) => cluster.Database.Tables.Accounts.GetValueOrDefault(account);

    /// <summary>The cluster's view of an approval.</summary>
    public ApprovalState? PeekApproval(Guid approval) => cluster.Database.Tables.Approvals.GetValueOrDefault(approval);

    /// <summary>Registers people, opens accounts and gives them a little money; without faults.</summary>
    public async Task SetUpAsync()
    {
        External = await OpenAsync(Guid.Empty, AccountType.External, Dollar, floor: null, limit: null);
        for (var number = 0; number < Currencies.Length; number++)
        {
            var owner = await RegisterAsync();
            var floor = number == 3 ? -200 : 0;
            var id = await OpenAsync(owner, AccountType.Wallet, Currencies[number], floor, number == 4 ? 300 : null);
            Accounts.Add((id, owner));
        }

        for (var number = 0; number < 2; number++)
            Merchants.Add((await MustAsync(KeyRequests.RegisterMerchant(this))).ObjectId);
        foreach (var (id, _) in Accounts.Where(account => Peek(account.Id)!.Currency.Code == Dollar))
            await MustAsync(Requests.Transfer(this, Admin, External, id, 1_000, Dollar, holdFor: null));
    }

    public Request New(string kind, string body, Origin caller, Func<IdempotencyStamp, Guid, Command> make) =>
        new(NextNumber(), cluster.World.Random.NextGuid(), kind, body, caller, make);

    private async Task<Guid> RegisterAsync() =>
        (await MustAsync(Requests.Register(this, $"user{_numbers}@example.com"))).ObjectId;

    private async Task<Guid> OpenAsync(Guid owner, AccountType type, string currency, long? floor, long? limit) =>
        (await MustAsync(Requests.Open(this, Admin, owner, type, currency, floor, limit))).ObjectId;

    private async Task<Attempt> MustAsync(Request request)
    {
        var attempt = await frontEnd.SendAsync(request);
        return attempt.End == End.Ok ? attempt : throw new InvalidOperationException($"the scene was not set: {attempt}", attempt.Fault);
    }
}
