namespace Payments.Domain.Tests.Ledger;

/// <summary>Users, merchants and their API keys.</summary>
public sealed class PartyTests
{
    private readonly LedgerMachine _machine = new();

    [Fact]
    public void A_mail_address_belongs_to_one_party()
    {
        _machine.Must(Register(PartyKind.User, "ann@example.com"));

        Assert.Equal(RefusalCodes.AlreadyExists, RefusalOf(Register(PartyKind.User, "ann@example.com")));
        Assert.IsType<Done>(_machine.Execute(Register(PartyKind.User, null)));
    }

    [Fact]
    public void A_mail_address_is_taken_within_one_plan_too()
    {
        var answers = _machine.Execute(Register(PartyKind.User, "a@b.c"), Register(PartyKind.User, "a@b.c")).Answers;

        Assert.IsType<Done>(answers[0]);
        Assert.IsType<Refused>(answers[1]);
    }

    [Fact]
    public void Only_a_merchant_gets_an_API_key()
    {
        var user = _machine.Must(Register(PartyKind.User, null)).PartyId;

        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Issue(user)));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Issue(Guid.NewGuid())));
    }

    [Fact]
    public void A_merchants_key_is_issued_to_itself_or_by_an_administrator()
    {
        var merchant = _machine.Must(Register(PartyKind.Merchant, null)).PartyId;
        var own = LedgerMachine.User(merchant) with { Role = Role.Merchant };

        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Issue(merchant) with { Origin = own with { TenantId = Guid.NewGuid() } }));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Issue(merchant) with { Origin = LedgerMachine.Admin with { Role = Role.Support } }));
        Assert.Empty(_machine.ApiKeys);
        Assert.IsType<Done>(_machine.Execute(Issue(merchant) with { Origin = own }));
    }

    [Theory]
    [InlineData(Role.User)]
    [InlineData(Role.Merchant)]
    [InlineData(Role.Support)]
    [InlineData(Role.Finance)]
    public void Only_administrators_register_users_and_merchants(Role role)
    {
        var command = Register(PartyKind.Merchant, null) with { Origin = LedgerMachine.Admin with { Role = role } };

        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(command));
    }

    [Fact]
    public void A_key_that_is_rolled_works_for_the_overlap()
    {
        var merchant = _machine.Must(Register(PartyKind.Merchant, null)).PartyId;
        var old = _machine.Must(Issue(merchant)).KeyId;

        _machine.Must(Issue(merchant) with { Replaces = old, Overlap = TimeSpan.FromHours(1) });

        Assert.Equal(_machine.Now.AddHours(1), _machine.ApiKeys[old].EndsAt);
        Assert.Equal(3, _machine.Events.Count(row => row.Type is EventType.ApiKeyIssued or EventType.ApiKeyEnded));
    }

    [Fact]
    public void A_key_is_revoked_once_and_by_its_merchant()
    {
        var merchant = _machine.Must(Register(PartyKind.Merchant, null)).PartyId;
        var key = _machine.Must(Issue(merchant)).KeyId;
        var foreign = LedgerMachine.User(Guid.NewGuid());

        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Revoke(key) with { Origin = foreign }));
        Assert.IsType<Done>(_machine.Execute(Revoke(key)));
        Assert.Equal(RefusalCodes.ApiKeyRevoked, RefusalOf(Revoke(key)));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Revoke(Guid.NewGuid())));
    }

    [Fact]
    public void A_revocation_may_come_before_the_end_of_the_overlap()
    {
        var merchant = _machine.Must(Register(PartyKind.Merchant, null)).PartyId;
        var old = _machine.Must(Issue(merchant)).KeyId;
        _machine.Must(Issue(merchant) with { Replaces = old, Overlap = TimeSpan.FromHours(1) });

        Assert.IsType<Done>(_machine.Execute(Revoke(old)));
        Assert.Equal(_machine.Now, _machine.ApiKeys[old].EndsAt);
    }

    private RegisterParty Register(PartyKind kind, string? email) =>
        new() { Origin = LedgerMachine.Admin, PartyId = _machine.NextId(), Kind = kind, Name = "somebody", Email = email };

    private IssueApiKey Issue(Guid merchant) => new()
    {
        Origin = LedgerMachine.Admin, KeyId = _machine.NextId(), MerchantId = merchant, SecretHash = new byte[32], LastFour = "abcd",
    };

    private RevokeApiKey Revoke(Guid key) => new() { Origin = LedgerMachine.Admin, KeyId = key, ChangeId = _machine.NextId() };

    private string RefusalOf(Command command) => Assert.IsType<Refused>(_machine.Execute(command)).Refusal.Code;
}
