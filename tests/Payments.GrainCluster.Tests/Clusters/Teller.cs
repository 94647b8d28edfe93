using System.Text;
using Payments.Api.Idempotency;
using Payments.Domain.Ids;
using Payments.Grains.Accounts;
using Payments.Grains.Idempotency;

namespace Payments.GrainCluster.Tests.Clusters;

/// <summary>Sends commands by the front end's own tries: each under a key of its own, and again under that key while its grains move.</summary>
internal sealed class Teller(ICommandSender sender, IGrainFactory grains)
{
    private const string Route = "POST /v1/transfers";
    private static readonly TimeSpan TryFor = TimeSpan.FromSeconds(20);

    private static readonly Origin Admin = new()
    {
        TenantId = Guid.Empty, Actor = "adm_teller", Role = Role.Admin, RequestId = "req_teller",
    };

    /// <summary>One who calls slots by their keys.</summary>
    public Teller(IGrainFactory grains)
        : this(new SlotSender(grains), grains)
    {
    }

    /// <summary>Opens an account without a floor, which money comes from, or a wallet.</summary>
    public async Task<Guid> OpenAsync(AccountType type)
    {
        var command = Account(type);
        Assert.IsType<Done>(await SendAsync(command));
        return command.AccountId;
    }

    /// <summary>Opens one by the account's grain alone.</summary>
    public async Task<Guid> SubmitOpeningAsync(AccountType type)
    {
        var command = Account(type);
        Assert.IsType<Done>(await grains.GetGrain<IAccountGrain>(command.AccountId).SubmitAsync(command));
        return command.AccountId;
    }

    /// <summary>Moves money through the grain of the key, as every request does.</summary>
    public Task<Answer> MoveAsync(Guid source, Guid destination, long amount) => SendAsync(Transfer(source, destination, amount));

    /// <summary>Holds money on the way to another account.</summary>
    /// <returns>The transfer.</returns>
    public async Task<Guid> HoldAsync(Guid source, Guid destination, long amount)
    {
        var hold = Transfer(source, destination, amount) with { HoldFor = TimeSpan.FromHours(1) };
        Assert.IsType<Done>(await SendAsync(hold));
        return hold.TransferId;
    }

    /// <summary>Posts all that a transfer holds.</summary>
    public Task<Answer> PostAsync(Guid transfer) => SendAsync(new SettleHold
    {
        Origin = Admin, Idempotency = Stamp(), TransferId = transfer, End = HoldStatus.Posted, EntryId = Guid.CreateVersion7(),
    });

    /// <summary>Asks for a second person's approval of a reversal.</summary>
    public Task<Answer> RequestReversalAsync(Guid transfer) => SendAsync(new RequestReversal
    {
        Origin = Admin, Idempotency = Stamp(), TransferId = transfer, ApprovalId = Guid.CreateVersion7(),
    });

    /// <summary>Moves cents one after the other until it is told to end, or has moved that many. None may fail.</summary>
    /// <returns>How many it has moved.</returns>
    public async Task<long> MoveEachAsync(Guid source, Guid destination, long atMost, CancellationToken end)
    {
        var moved = 0L;
        while (!end.IsCancellationRequested && moved < atMost)
        {
            Assert.IsType<Done>(await MoveAsync(source, destination, 1));
            moved++;
        }

        return moved;
    }

    /// <summary>Moves money by the account's grain alone, once.</summary>
    public Task<Answer> SubmitAsync(Guid source, Guid destination, long amount) =>
        grains.GetGrain<IAccountGrain>(source).SubmitAsync(Transfer(source, destination, amount));

    private Task<Answer> SendAsync(Command command) =>
        new CommandTries(sender, TimeProvider.System, command).AnswerAsync(TryFor);

    private static OpenAccount Account(AccountType type) => new()
    {
        Origin = Admin, Idempotency = Stamp(), AccountId = Guid.CreateVersion7(), OwnerId = Guid.Empty, Type = type,
        Currency = Currency.Of("USD"), Floor = type == AccountType.External ? null : 0,
    };

    private static TransferMoney Transfer(Guid source, Guid destination, long amount) => new()
    {
        Origin = Admin, Idempotency = Stamp(), TransferId = Guid.CreateVersion7(), Source = source, Destination = destination,
        Amount = amount, Currency = Currency.Of("USD"),
    };

    private static IdempotencyStamp Stamp()
    {
        var key = Guid.NewGuid().ToString("N");
        var body = Encoding.UTF8.GetBytes(key);
        return new IdempotencyStamp
        {
            OperationId = OperationIds.Of(Admin.TenantId, Route, key),
            Key = key,
            Route = Route,
            Fingerprint = Fingerprint.Of(body, []),
        };
    }
}
