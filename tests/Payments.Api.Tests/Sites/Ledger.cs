namespace Payments.Api.Tests.Sites;

/// <summary>Outcomes as the journal would make them, for accounts that always have enough.</summary>
internal static class Ledger
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static Answer Do(Command command) => new Done(OutcomeOf(command));

    public static AccountState Account(Guid id, Guid owner) => new()
    {
        Id = id,
        OwnerId = owner,
        Type = AccountType.Wallet,
        Currency = Currency.Of("USD"),
        Posted = 1_000,
        Held = 100,
        Version = 7,
        Sequence = 5,
        CreatedAt = Now,
    };

    private static Outcome OutcomeOf(Command command) => command switch
    {
        TransferMoney { HoldFor: { } time } hold => Held(Hold(hold, time), hold.Origin.TenantId),
        TransferMoney transfer => Moved(transfer.TransferId, transfer.Origin.TenantId),
        SettleHold settle => Held(Ended(settle), settle.Origin.TenantId),
        ReverseTransfer reverse => Moved(reverse.TransferId, reverse.Origin.TenantId),
        OpenAccount open => new AccountOutcome
        {
            RecordedAt = Now,
            Account = Account(open.AccountId, open.OwnerId) with { Floor = open.Floor },
            Metadata = open.Metadata,
        },
        ChangeAccountStatus change => new AccountOutcome
        {
            RecordedAt = Now,
            Account = Account(change.AccountId, Guid.Empty) with { Status = change.Status },
        },
        ChangeAccountLimits limits => new AccountOutcome
        {
            RecordedAt = Now,
            Account = Account(limits.AccountId, Guid.Empty) with { Floor = limits.Floor?.Amount },
        },
        TransferBatch batch => new BatchOutcome
        {
            RecordedAt = Now,
            BatchId = batch.BatchId,
            Results = [.. batch.Transfers.Select(transfer => new BatchResult(transfer.TransferId, null))],
        },
        RegisterParty register => new PartyOutcome { RecordedAt = Now, PartyId = register.PartyId },
        IssueApiKey issue => new ApiKeyOutcome { RecordedAt = Now, KeyId = issue.KeyId, MerchantId = issue.MerchantId },
        RevokeApiKey revoke => new ApiKeyOutcome { RecordedAt = Now, KeyId = revoke.KeyId, MerchantId = Guid.Empty, EndsAt = Now },
        _ => throw new NotSupportedException(command.GetType().Name),
    };

    private static TransferOutcome Moved(Guid transfer, Guid owner) => new()
    {
        RecordedAt = Now,
        TransferId = transfer,
        EntryId = transfer,
        Source = new BalanceAfter(owner, 877, 0, 8),
        Destination = new BalanceAfter(Guid.CreateVersion7(), 123, 0, 3),
    };

    private static HoldOutcome Held(HoldState hold, Guid owner) => new()
    {
        RecordedAt = Now,
        Hold = hold,
        Source = new BalanceAfter(owner, 1_000, hold.Status == HoldStatus.Held ? hold.Amount : 0, 8),
        Destination = new BalanceAfter(Guid.CreateVersion7(), 0, 0, 3),
    };

    private static HoldState Hold(TransferMoney transfer, TimeSpan time) => new()
    {
        TransferId = transfer.TransferId,
        TenantId = transfer.Origin.TenantId,
        Source = transfer.Source,
        Destination = transfer.Destination,
        Amount = transfer.Amount,
        Currency = transfer.Currency,
        CreatedAt = Now,
        ExpiresAt = Now + time,
        Description = transfer.Description,
        Reference = transfer.Reference,
        Metadata = transfer.Metadata,
    };

    private static HoldState Ended(SettleHold settle) => new()
    {
        TransferId = settle.TransferId,
        TenantId = settle.Origin.TenantId,
        Source = Guid.CreateVersion7(),
        Destination = Guid.CreateVersion7(),
        Amount = 500,
        Currency = Currency.Of("USD"),
        Status = settle.End,
        PostedAmount = settle.End == HoldStatus.Posted ? settle.Amount ?? 500 : 0,
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(7),
    };
}
