namespace Payments.Domain.Tests.Ledger;

/// <summary>Opening, freezing, closing, limiting and claiming accounts.</summary>
public sealed class AccountTests
{
    private readonly LedgerMachine _machine = new();

    [Fact]
    public void A_status_changes_only_to_another_one() => LedgerScript.Run("""
        account  A  USD 1.00
        unfreeze A       -> refused account_state_conflict
        freeze   A       -> frozen
        freeze   A       -> refused account_state_conflict
        close    A       -> refused account_not_empty
        unfreeze A       -> changed
        freeze   unknown -> refused account_not_found
        """);

    [Fact]
    public void A_closed_account_stays_closed() => LedgerScript.Run("""
        account  A  USD 0.00
        close    A       -> closed
        close    A       -> refused account_closed
        unfreeze A       -> refused account_closed
        freeze   A       -> refused account_closed
        limits   A floor 0.00 -> refused account_closed
        """);

    [Fact]
    public void A_floor_is_set_within_what_is_available() => LedgerScript.Run("""
        account  A     USD 10.00
        account  B     USD  0.00
        hold     H A B USD  4.00 60s  -> held
        limits   A floor 6.01         -> refused floor_above_balance
        limits   A floor 6.00         -> changed
        transfer T A B USD  0.01      -> refused insufficient_funds
        limits   unknown floor 0.00   -> refused account_not_found
        """);

    [Fact]
    public void An_account_is_opened_for_somebody_who_is_known_and_with_a_floor_that_it_can_keep()
    {
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Open(Guid.NewGuid(), 0)));
        Assert.Equal(RefusalCodes.FloorAboveBalance, RefusalOf(Open(Guid.Empty, 1)));
        Assert.IsType<Done>(_machine.Execute(Open(Guid.Empty, -1)));
    }

    [Theory]
    [InlineData(Role.User, true, true)]
    [InlineData(Role.Merchant, true, true)]
    [InlineData(Role.User, false, false)]
    [InlineData(Role.Support, true, false)]
    [InlineData(Role.Finance, true, false)]
    public void A_wallet_is_opened_by_its_owner(Role role, bool isOwner, bool isOpened)
    {
        var owner = Guid.NewGuid();
        _machine.Parties[owner] = PartyKind.User;
        var origin = LedgerMachine.User(isOwner ? owner : Guid.NewGuid()) with { Role = role };

        var answer = _machine.Execute(Open(owner, 0) with { Origin = origin });

        Assert.Equal(isOpened ? null : RefusalCodes.NotAllowed, (answer as Refused)?.Refusal.Code);
        Assert.Equal(isOpened ? 1 : 0, _machine.Accounts.Count);
    }

    [Fact]
    public void An_owner_opens_nothing_but_plain_wallets()
    {
        var owner = Guid.NewGuid();
        _machine.Parties[owner] = PartyKind.User;
        var wallet = Open(owner, 0) with { Origin = LedgerMachine.User(owner) };

        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(wallet with { Floor = -1 }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(wallet with { Floor = null }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(wallet with { Type = AccountType.External }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(wallet with { OwnerId = Guid.Empty }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(wallet with { OwnerId = Guid.Empty, Origin = LedgerMachine.User(Guid.Empty) }));
    }

    [Fact]
    public void Changes_by_whoever_may_not_make_them_find_no_account()
    {
        var owner = Guid.NewGuid();
        var account = _machine.Open(owner: owner);
        var (user, stranger) = (LedgerMachine.User(owner), LedgerMachine.User(Guid.NewGuid()));
        ChangeAccountStatus Status(AccountStatus status) =>
            new() { Origin = user, AccountId = account, Status = status, ChangeId = _machine.NextId() };

        Assert.Equal(RefusalCodes.AccountNotFound, RefusalOf(Limits(account) with { Origin = user }));
        Assert.Equal(RefusalCodes.AccountNotFound, RefusalOf(Limits(account) with { Origin = user with { Role = Role.Support } }));
        Assert.Equal(RefusalCodes.AccountNotFound, RefusalOf(Status(AccountStatus.Frozen)));
        Assert.Equal(RefusalCodes.AccountNotFound, RefusalOf(Status(AccountStatus.Closed) with { Origin = stranger }));
        Assert.IsType<Done>(_machine.Execute(Status(AccountStatus.Frozen) with { Origin = stranger with { Role = Role.Support } }));
        Assert.IsType<Done>(_machine.Execute(Status(AccountStatus.Closed)));
    }

    [Fact]
    public void Limits_that_are_not_named_stay_whatever_was_changed_since_the_command_was_made()
    {
        var account = _machine.Open(1_000);
        var (first, second) = (Limits(account) with { LimitPerTransfer = new(100) }, Limits(account) with { LimitPerDay = new(150) });

        _machine.Execute(first, second);
        _machine.Must(Limits(account) with { Floor = new(-5) });
        _machine.Must(Limits(account) with { LimitPerDay = new(null) });

        var after = _machine.Accounts[account];
        Assert.Equal((-5L, 100L, null), (after.Floor, after.LimitPerTransfer, after.LimitPerDay));
    }

    [Fact]
    public void An_account_is_opened_once()
    {
        var open = Open(Guid.Empty, 0);
        _machine.Must(open);

        Assert.Throws<InvariantViolationException>(() => _machine.Execute(open));
    }

    [Fact]
    public void Each_claim_takes_the_next_epoch()
    {
        var account = _machine.Open(100);
        var before = _machine.Accounts[account].Epoch;

        Assert.Equal(before + 1, EpochOf(_machine.Execute(Claim(account))));
        Assert.Equal(before + 2, EpochOf(_machine.Execute(Claim(account))));
        Assert.Equal(RefusalCodes.AccountNotFound, RefusalOf(Claim(Guid.NewGuid())));
    }

    [Fact]
    public void Only_the_newest_activation_writes()
    {
        var (source, destination) = (_machine.Open(100), _machine.Open());
        var older = EpochOf(_machine.Execute(Claim(source)));
        var newer = EpochOf(_machine.Execute(Claim(source)));

        Assert.IsType<Fenced>(_machine.Execute(_machine.Transfer(source, destination, 1) with { Epoch = older }));
        Assert.IsType<Done>(_machine.Execute(_machine.Transfer(source, destination, 1) with { Epoch = newer }));
    }

    [Fact]
    public void A_writer_without_an_epoch_moves_it_on()
    {
        var (source, destination) = (_machine.Open(100), _machine.Open());
        var epoch = EpochOf(_machine.Execute(Claim(source)));
        _machine.Must(_machine.Transfer(source, destination, 1));

        Assert.IsType<Fenced>(_machine.Execute(_machine.Transfer(source, destination, 1) with { Epoch = epoch }));
    }

    [Fact]
    public void A_credit_does_not_disturb_the_receivers_activation()
    {
        var (source, destination) = (_machine.Open(100), _machine.Open());
        var epoch = EpochOf(_machine.Execute(Claim(destination)));
        _machine.Must(_machine.Transfer(source, destination, 10));

        Assert.IsType<Done>(_machine.Execute(_machine.Transfer(destination, source, 10) with { Epoch = epoch }));
    }

    [Fact]
    public void A_fenced_command_leaves_no_record_of_its_key()
    {
        var (source, destination) = (_machine.Open(100), _machine.Open());
        var late = _machine.Transfer(source, destination, 1) with { Epoch = -1, Idempotency = LedgerMachine.Stamp(_machine.NextId()) };

        Assert.IsType<Fenced>(_machine.Execute(late));
        Assert.Empty(_machine.Operations);
    }

    [Fact]
    public void A_sum_that_no_number_holds_is_no_reason_to_fail()
    {
        var (source, destination) = (_machine.Open(100, floor: null), _machine.Open());
        _machine.Must(new ChangeAccountLimits { Origin = LedgerMachine.Admin, AccountId = source, ChangeId = _machine.NextId(), Floor = new(long.MinValue) });

        Assert.IsType<Done>(_machine.Execute(_machine.Transfer(source, destination, 1)));
    }

    private OpenAccount Open(Guid owner, long floor) => new()
    {
        Origin = LedgerMachine.Admin, AccountId = _machine.NextId(), OwnerId = owner, Type = AccountType.Wallet,
        Currency = Currency.Of("USD"), Floor = floor,
    };

    private ChangeAccountLimits Limits(Guid account) =>
        new() { Origin = LedgerMachine.Admin, AccountId = account, ChangeId = _machine.NextId() };

    private static ClaimAccount Claim(Guid account) => new() { Origin = LedgerMachine.Admin, AccountId = account };

    private static long EpochOf(Answer answer) => ((AccountOutcome)((Done)answer).Outcome).Account.Epoch;

    private string RefusalOf(Command command) => Assert.IsType<Refused>(_machine.Execute(command)).Refusal.Code;
}
