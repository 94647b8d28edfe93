namespace Payments.Domain.Tests.Ledger;

/// <summary>One key, one effect, one answer.</summary>
public sealed class IdempotencyTests
{
    private readonly LedgerMachine _machine = new();
    private readonly Guid _source;
    private readonly Guid _destination;
    private readonly Guid _key = Guid.NewGuid();

    public IdempotencyTests()
    {
        _source = _machine.Open(100);
        _destination = _machine.Open();
    }

    [Fact]
    public void The_same_key_gets_the_first_answer_and_has_no_second_effect()
    {
        var first = (Done)_machine.Execute(Transfer(10));
        var second = (Done)_machine.Execute(Transfer(10));

        Assert.Equal((first.Outcome, true), (second.Outcome, second.Replayed));
        Assert.Equal(90, _machine.Accounts[_source].Posted);
    }

    [Fact]
    public void The_same_attempt_finds_its_own_record_and_is_no_replay()
    {
        var transfer = Transfer(10);
        _machine.Execute(transfer);

        Assert.False(((Done)_machine.Execute(transfer)).Replayed);
        Assert.Equal(90, _machine.Accounts[_source].Posted);
    }

    [Fact]
    public void The_same_key_twice_in_one_plan_has_one_effect()
    {
        var answers = _machine.Execute(Transfer(10), Transfer(10)).Answers;

        Assert.Equal([false, true], answers.Select(answer => ((Done)answer).Replayed));
        Assert.Equal(90, _machine.Accounts[_source].Posted);
    }

    [Fact]
    public void The_same_key_with_another_body_is_refused_and_shows_the_first_fingerprint()
    {
        _machine.Execute(Transfer(10));

        var refused = Assert.IsType<Refused>(_machine.Execute(Transfer(10, body: 1)));

        Assert.Equal(RefusalCodes.IdempotencyKeyReused, refused.Refusal.Code);
        Assert.Equal(new byte[32], refused.StoredFingerprint);
    }

    [Fact]
    public void A_refusal_that_lasts_is_given_again_when_the_money_is_there()
    {
        _machine.Execute(Transfer(101));
        _machine.Must(_machine.Transfer(_machine.Open(50), _source, 50));

        var again = Assert.IsType<Refused>(_machine.Execute(Transfer(101)));

        Assert.Equal((RefusalCodes.InsufficientFunds, true), (again.Refusal.Code, again.Replayed));
    }

    [Fact]
    public void A_refusal_that_does_not_last_leaves_the_key_free()
    {
        Assert.IsType<Refused>(_machine.Execute(Transfer(0)));

        Assert.Empty(_machine.Operations);
        Assert.IsType<Done>(_machine.Execute(Transfer(10)));
    }

    [Theory]
    [InlineData(RefusalCodes.InsufficientFunds, true)]
    [InlineData(RefusalCodes.DayLimitExceeded, true)]
    [InlineData(RefusalCodes.AccountFrozen, true)]
    [InlineData(RefusalCodes.HoldExpired, true)]
    [InlineData(RefusalCodes.AlreadyReversed, true)]
    [InlineData(RefusalCodes.AccountNotFound, false)]
    [InlineData(RefusalCodes.AmountOutOfRange, false)]
    [InlineData(RefusalCodes.NotExecuted, false)]
    [InlineData(RefusalCodes.IdempotencyKeyInFlight, false)]
    public void A_business_decision_lasts_and_everything_else_may_be_tried_again(string code, bool lasts) =>
        Assert.Equal(lasts, new Refusal(code, "").IsLasting);

    private TransferMoney Transfer(long amount, byte body = 0) =>
        _machine.Transfer(_source, _destination, amount) with { Idempotency = LedgerMachine.Stamp(_key, body) };
}
