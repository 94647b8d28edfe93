using System.Text;
using Payments.Domain.Ids;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Databases;

/// <summary>A ledger to try things on: commands in few words, each in a transaction of its own.</summary>
public sealed class TestJournal(TestDatabase database)
{
    private const string Route = "POST /v1/transfers";

    internal static readonly Origin Admin = new()
    {
        TenantId = Guid.Empty, Actor = "tester", Role = Role.Admin, Address = "192.0.2.1", UserAgent = "tests", RequestId = "req_1",
    };

    public static Currency Usd { get; } = Currency.Of("USD");

    public IJournalStore Store { get; } = new PostgresJournalStore(database.Connections.Writer);

    public async Task<Answer> ExecuteAsync(Command command) => (await Store.ExecuteAsync([command], CancellationToken.None))[0];

    /// <summary>Executes what must succeed.</summary>
    public async Task<Outcome> DoAsync(Command command) => Assert.IsType<Done>(await ExecuteAsync(command)).Outcome;

    public async Task<Guid> RegisterAsync(
        PartyKind kind = PartyKind.User, string? email = null, IdempotencyStamp? stamp = null, string? metadata = null)
    {
        var command = new RegisterParty
        {
            Origin = Admin, Idempotency = stamp ?? FreshStamp(), PartyId = Guid.CreateVersion7(), Kind = kind, Name = "Ann", Email = email,
            Metadata = metadata, Salt = [.. Guid.NewGuid().ToByteArray()],
        };
        await DoAsync(command);
        return command.PartyId;
    }

    public async Task<Guid> OpenAsync(
        AccountType type = AccountType.Wallet, Guid owner = default, long? floor = 0, Currency? currency = null, string? metadata = null)
    {
        var command = new OpenAccount
        {
            Origin = Admin, AccountId = Guid.CreateVersion7(), OwnerId = owner, Type = type, Currency = currency ?? Usd,
            Floor = type == AccountType.External ? null : floor, Metadata = metadata,
        };
        await DoAsync(command);
        return command.AccountId;
    }

    /// <summary>An external account, a wallet, and a first transfer between them.</summary>
    public async Task<(Guid Source, Guid Destination, Guid Transfer)> OpenAndMoveAsync(long amount)
    {
        var source = await OpenAsync(AccountType.External);
        var destination = await OpenAsync();
        return (source, destination, await MoveAsync(source, destination, amount));
    }

    public async Task<Guid> MoveAsync(Guid source, Guid destination, long amount, string? key = null)
    {
        var command = Transfer(source, destination, amount, key);
        await DoAsync(command);
        return command.TransferId;
    }

    public async Task<Guid> HoldAsync(Guid source, Guid destination, long amount, TimeSpan? holdFor = null)
    {
        var command = Transfer(source, destination, amount) with { HoldFor = holdFor ?? TimeSpan.FromHours(1) };
        await DoAsync(command);
        return command.TransferId;
    }

    public Task<Answer> SettleAsync(Guid transfer, Guid source, Guid destination, HoldStatus end, long? amount = null) =>
        ExecuteAsync(new SettleHold
        {
            Origin = Admin, TransferId = transfer, Source = source, Destination = destination, End = end, Amount = amount,
            EntryId = Guid.CreateVersion7(),
        });

    public async Task<Guid> ReverseAsync(Guid transfer, Guid entry, Guid source, Guid destination)
    {
        var command = new ReverseTransfer
        {
            Origin = Admin, TransferId = transfer, OriginalEntryId = entry, Source = source, Destination = destination,
            EntryId = Guid.CreateVersion7(),
        };
        await DoAsync(command);
        return command.EntryId;
    }

    /// <summary>Somebody of finance asks for a reversal.</summary>
    public static RequestReversal Ask(Guid transfer, string maker = "adm_maker", TimeSpan? validFor = null) => new()
    {
        Origin = Finance(maker), Idempotency = FreshStamp(), ApprovalId = Guid.CreateVersion7(), TransferId = transfer,
        OriginalEntryId = transfer, Description = "wrong person", ValidFor = validFor,
    };

    /// <summary>Somebody else of finance decides.</summary>
    public static DecideApproval Decide(
        RequestReversal asked, Guid source, Guid destination, bool isApproved = true, string checker = "adm_checker") => new()
    {
        Origin = Finance(checker), Idempotency = FreshStamp(), ApprovalId = asked.ApprovalId, TransferId = asked.TransferId,
        IsApproved = isApproved, Source = source, Destination = destination, OriginalEntryId = asked.OriginalEntryId,
        EntryId = Guid.CreateVersion7(),
    };

    /// <summary>Somebody takes the request back.</summary>
    public static EndApproval Withdraw(RequestReversal asked, string person = "adm_maker") => new()
    {
        Origin = Finance(person), Idempotency = FreshStamp(), ApprovalId = asked.ApprovalId, TransferId = asked.TransferId,
        End = ApprovalStatus.Withdrawn, ChangeId = Guid.CreateVersion7(),
    };

    /// <summary>What the sweeper does.</summary>
    public static EndApproval Expire(RequestReversal asked) => new()
    {
        Origin = Origin.OfSystem("test"), ApprovalId = asked.ApprovalId, TransferId = asked.TransferId, End = ApprovalStatus.Expired,
        ChangeId = Guid.CreateVersion7(),
    };

    private static Origin Finance(string person) => Admin with { Actor = person, Role = Role.Finance };

    public Task<Outcome> ChangeStatusAsync(Guid account, AccountStatus status) => DoAsync(
        new ChangeAccountStatus { Origin = Admin, AccountId = account, Status = status, ChangeId = Guid.CreateVersion7() });

    public static ChangeAccountStatus Freeze(Guid account, string key) => new()
    {
        Origin = Admin, Idempotency = Stamp(key), AccountId = account, Status = AccountStatus.Frozen, ChangeId = Guid.CreateVersion7(),
    };

    public async Task<Guid> IssueKeyAsync(Guid merchant, byte[] secretHash)
    {
        var command = new IssueApiKey
        {
            Origin = Admin, Idempotency = FreshStamp(), KeyId = Guid.CreateVersion7(), MerchantId = merchant,
            SecretHash = secretHash, LastFour = "wxyz", Name = "till",
        };
        await DoAsync(command);
        return command.KeyId;
    }

    public Task<Outcome> RevokeKeyAsync(Guid key) => DoAsync(
        new RevokeApiKey { Origin = Admin, Idempotency = FreshStamp(), KeyId = key, ChangeId = Guid.CreateVersion7() });

    public static ClaimAccount Claim(Guid account) => new() { Origin = Admin, AccountId = account };

    /// <summary>A transfer by an administrator, with an idempotency key of its own when one is given.</summary>
    public static TransferMoney Transfer(Guid source, Guid destination, long amount, string? key = null) => new()
    {
        Origin = Admin,
        Idempotency = key is null ? null : Stamp(key),
        TransferId = Guid.CreateVersion7(),
        Source = source,
        Destination = destination,
        Amount = amount,
        Currency = Usd,
    };

    private static IdempotencyStamp FreshStamp() => Stamp(Guid.NewGuid().ToString());

    public static IdempotencyStamp Stamp(string key, string body = "body") => new()
    {
        OperationId = OperationIds.Of(Admin.TenantId, Route, key),
        Key = key,
        Route = Route,
        Fingerprint = Fingerprint.Of(Encoding.UTF8.GetBytes(body), []),
    };
}
