namespace Payments.Domain.Tests.Ledger;

/// <summary>Four eyes: who asks for a reversal never decides about it, and it is decided once.</summary>
public sealed class ApprovalTests
{
    private static readonly Origin Maker = Person("adm_maker", Role.Finance);
    private static readonly Origin Checker = Person("adm_checker", Role.Finance);

    private readonly LedgerMachine _machine = new();
    private readonly Guid _payer;
    private readonly Guid _payee;
    private readonly Guid _transfer;

    public ApprovalTests()
    {
        (_payer, _payee) = (_machine.Open(100), _machine.Open());
        _transfer = _machine.Must(_machine.Transfer(_payer, _payee, 40)).TransferId;
    }

    [Fact]
    public void Asking_moves_nothing_and_a_second_persons_approval_moves_it_all_back()
    {
        var approval = _machine.Must(Ask()).ApprovalId;
        Assert.Equal(40, _machine.Accounts[_payee].Posted);

        var decide = _machine.Must(Decide(approval));

        Assert.Equal((100L, 0L), (_machine.Accounts[_payer].Posted, _machine.Accounts[_payee].Posted));
        var after = _machine.Approvals[approval];
        Assert.Equal((ApprovalStatus.Approved, "adm_maker", "adm_checker"), (after.Status, after.RequestedBy, after.DecidedBy));
        Assert.Equal((decide.EntryId, "wrong person"), (after.ReversalId, _machine.Entries[decide.EntryId].Description));
        Assert.Equal(
            [EventType.ApprovalRequested, EventType.TransferReversed, EventType.ApprovalApproved],
            _machine.Events.TakeLast(3).Select(row => row.Type));
        Assert.Equal(
            ["adm_maker", "adm_checker"],
            _machine.Events.Where(row => row.ObjectId == approval).Select(row => row.Audit!.Origin.Actor));
    }

    [Fact]
    public void Who_asked_decides_neither_way()
    {
        var approval = _machine.Must(Ask()).ApprovalId;

        Assert.Equal(RefusalCodes.SecondPersonRequired, RefusalOf(Decide(approval) with { Origin = Maker }));
        Assert.Equal(RefusalCodes.SecondPersonRequired, RefusalOf(Decide(approval, isApproved: false) with { Origin = Maker }));
        Assert.Equal(RefusalCodes.SecondPersonRequired, RefusalOf(Decide(approval) with { Origin = Maker with { Role = Role.Admin } }));
        Assert.Equal(ApprovalStatus.Pending, _machine.Approvals[approval].Status);
        Assert.Equal(40, _machine.Accounts[_payee].Posted);
    }

    [Theory]
    [InlineData(Role.User)]
    [InlineData(Role.Merchant)]
    [InlineData(Role.Support)]
    [InlineData(Role.System)]
    public void Nobody_else_asks_or_decides(Role role)
    {
        var approval = _machine.Must(Ask()).ApprovalId;

        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(Ask() with { Origin = Person("somebody", role) }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(Decide(approval) with { Origin = Person("somebody", role) }));
    }

    [Fact]
    public void It_is_decided_once_also_within_one_plan()
    {
        var approval = _machine.Must(Ask()).ApprovalId;

        var answers = _machine.Execute(Decide(approval), Decide(approval) with { Origin = Person("adm_third", Role.Admin) }, Decide(approval, false)).Answers;

        Assert.IsType<Done>(answers[0]);
        Assert.All(answers.Skip(1), answer => Assert.Equal(RefusalCodes.ApprovalDecided, Assert.IsType<Refused>(answer).Refusal.Code));
        Assert.Equal(0, _machine.Accounts[_payee].Posted);
    }

    [Fact]
    public void What_was_rejected_stays_so_and_may_be_asked_for_again()
    {
        var approval = _machine.Must(Ask()).ApprovalId;
        _machine.Must(Decide(approval, isApproved: false));

        Assert.Equal(RefusalCodes.ApprovalDecided, RefusalOf(Decide(approval)));
        Assert.Equal(40, _machine.Accounts[_payee].Posted);
        _machine.Must(Decide(_machine.Must(Ask()).ApprovalId));
        Assert.Equal(0, _machine.Accounts[_payee].Posted);
    }

    [Fact]
    public void The_next_request_ends_one_whose_time_is_over_even_if_no_sweeper_has_come()
    {
        var asked = _machine.Must(Ask() with { ValidFor = TimeSpan.FromHours(1) });
        _machine.Now += TimeSpan.FromHours(1) - TimeSpan.FromTicks(1);
        Assert.Equal(RefusalCodes.ApprovalPending, RefusalOf(Ask()));
        _machine.Now += TimeSpan.FromTicks(1);

        var next = _machine.Must(Ask());

        var after = _machine.Approvals[asked.ApprovalId];
        Assert.Equal((ApprovalStatus.Expired, "system", _machine.Now), (after.Status, after.DecidedBy, after.DecidedAt));
        Assert.Equal(ApprovalStatus.Pending, _machine.Approvals[next.ApprovalId].Status);
        Assert.Equal(
            [(EventType.ApprovalExpired, asked.ApprovalId, "system"), (EventType.ApprovalRequested, next.ApprovalId, "adm_maker")],
            _machine.Events.TakeLast(2).Select(row => (row.Type, row.ObjectId, row.Audit!.Origin.Actor)));
        Assert.Equal(RefusalCodes.ApprovalPending, RefusalOf(Ask()));
    }

    [Fact]
    public void When_its_time_is_over_nobody_decides_even_if_no_sweeper_has_come()
    {
        var asked = _machine.Must(Ask() with { ValidFor = TimeSpan.FromHours(1) });
        Assert.Equal(RefusalCodes.AccountStateConflict, RefusalOf(Expire(asked.ApprovalId)));
        _machine.Now += TimeSpan.FromHours(1);

        Assert.Equal(RefusalCodes.ApprovalExpired, RefusalOf(Decide(asked.ApprovalId)));
        Assert.Equal(RefusalCodes.ApprovalExpired, RefusalOf(Decide(asked.ApprovalId, isApproved: false)));
        Assert.Equal(RefusalCodes.ApprovalExpired, RefusalOf(Withdraw(asked.ApprovalId)));
        _machine.Must(Expire(asked.ApprovalId));

        var after = _machine.Approvals[asked.ApprovalId];
        Assert.Equal((ApprovalStatus.Expired, "system", _machine.Now), (after.Status, after.DecidedBy, after.DecidedAt));
        Assert.Equal(RefusalCodes.ApprovalExpired, RefusalOf(Expire(asked.ApprovalId)));
        Assert.Equal(RefusalCodes.ApprovalExpired, RefusalOf(Decide(asked.ApprovalId)));
        Assert.Equal(40, _machine.Accounts[_payee].Posted);
        _machine.Must(Ask());
    }

    [Fact]
    public void Until_then_it_can_be_decided_and_without_a_word_it_waits_for_three_days()
    {
        var asked = _machine.Must(Ask());
        Assert.Equal(_machine.Now.AddDays(3), _machine.Approvals[asked.ApprovalId].ExpiresAt);
        _machine.Now += TimeSpan.FromDays(3) - TimeSpan.FromTicks(10);

        _machine.Must(Decide(asked.ApprovalId));
        _machine.Now += TimeSpan.FromDays(1);
        Assert.Equal(RefusalCodes.ApprovalDecided, RefusalOf(Expire(asked.ApprovalId)));
    }

    [Fact]
    public void A_request_of_before_expiry_waits_until_somebody_ends_it()
    {
        var asked = _machine.Must(Ask());
        _machine.Approvals[asked.ApprovalId] = _machine.Approvals[asked.ApprovalId] with { ExpiresAt = null };
        _machine.Now += TimeSpan.FromDays(1_000);

        Assert.Equal(RefusalCodes.AccountStateConflict, RefusalOf(Expire(asked.ApprovalId)));
        _machine.Must(Decide(asked.ApprovalId));
    }

    [Fact]
    public void Who_asked_takes_it_back_once_and_then_nobody_decides()
    {
        var approval = _machine.Must(Ask()).ApprovalId;
        _machine.Must(Withdraw(approval));

        Assert.Equal((ApprovalStatus.Withdrawn, "adm_maker"), (_machine.Approvals[approval].Status, _machine.Approvals[approval].DecidedBy));
        Assert.Equal(EventType.ApprovalWithdrawn, _machine.Events[^1].Type);
        Assert.Equal("approval.withdrawn", _machine.Events[^1].Audit!.Action);
        Assert.Equal(RefusalCodes.ApprovalWithdrawn, RefusalOf(Withdraw(approval)));
        Assert.Equal(RefusalCodes.ApprovalWithdrawn, RefusalOf(Decide(approval)));
        Assert.Equal(40, _machine.Accounts[_payee].Posted);
        _machine.Must(Ask());
    }

    [Fact]
    public void Of_others_an_administrator_withdraws_and_nobody_but_the_system_expires()
    {
        var approval = _machine.Must(Ask()).ApprovalId;

        Assert.Equal(RefusalCodes.WithdrawalNotAllowed, RefusalOf(Withdraw(approval) with { Origin = Checker }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(Withdraw(approval) with { Origin = Person("adm_maker", Role.Support) }));
        Assert.Equal(RefusalCodes.NotAllowed, RefusalOf(Expire(approval) with { Origin = Person("adm_root", Role.Admin) }));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Withdraw(Guid.NewGuid())));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Withdraw(approval) with { TransferId = Guid.NewGuid() }));
        Assert.Equal(ApprovalStatus.Pending, _machine.Approvals[approval].Status);
        _machine.Must(Withdraw(approval) with { Origin = Person("adm_root", Role.Admin) });
        Assert.Equal("adm_root", _machine.Approvals[approval].DecidedBy);
    }

    [Fact]
    public void A_transfer_has_one_pending_approval_also_within_one_plan()
    {
        var answers = _machine.Execute(Ask(), Ask()).Answers;

        Assert.IsType<Done>(answers[0]);
        Assert.Equal(RefusalCodes.ApprovalPending, Assert.IsType<Refused>(answers[1]).Refusal.Code);
        Assert.Equal(RefusalCodes.ApprovalPending, RefusalOf(Ask()));
    }

    [Fact]
    public void What_cannot_be_reversed_is_neither_asked_for_nor_approved()
    {
        Assert.Equal(RefusalCodes.NotReversible, RefusalOf(Ask() with { OriginalEntryId = Guid.Empty }));
        var approval = _machine.Must(Ask()).ApprovalId;
        _machine.Must(_machine.Transfer(_payee, _payer, 1));

        Assert.Equal(RefusalCodes.InsufficientFunds, RefusalOf(Decide(approval)));
        Assert.Equal(ApprovalStatus.Pending, _machine.Approvals[approval].Status);
        _machine.Must(_machine.Transfer(_payer, _payee, 1));
        _machine.Must(Reverse());
        Assert.Equal(RefusalCodes.AlreadyReversed, RefusalOf(Decide(approval)));
        Assert.Equal(RefusalCodes.AlreadyReversed, RefusalOf(Ask()));
    }

    [Fact]
    public void An_approval_is_of_one_transfer_and_within_the_accounts_fence()
    {
        var approval = _machine.Must(Ask()).ApprovalId;

        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Decide(Guid.NewGuid())));
        Assert.Equal(RefusalCodes.ObjectNotFound, RefusalOf(Decide(approval) with { TransferId = Guid.NewGuid() }));
        Assert.IsType<Fenced>(_machine.Execute(Decide(approval) with { Epoch = -1 }));
        Assert.Equal(ApprovalStatus.Pending, _machine.Approvals[approval].Status);
    }

    private static Origin Person(string actor, Role role) =>
        new() { TenantId = Guid.Empty, Actor = actor, Role = role, RequestId = "test" };

    private RequestReversal Ask() => new()
    {
        Origin = Maker, ApprovalId = _machine.NextId(), TransferId = _transfer, OriginalEntryId = _transfer, Description = "wrong person",
    };

    private DecideApproval Decide(Guid approval, bool isApproved = true) => new()
    {
        Origin = Checker, ApprovalId = approval, TransferId = _transfer, IsApproved = isApproved, Source = _payer,
        Destination = _payee, OriginalEntryId = _transfer, EntryId = _machine.NextId(),
    };

    private EndApproval Withdraw(Guid approval) => new()
    {
        Origin = Maker, ApprovalId = approval, TransferId = _transfer, End = ApprovalStatus.Withdrawn, ChangeId = _machine.NextId(),
    };

    private EndApproval Expire(Guid approval) => Withdraw(approval) with { Origin = Origin.OfSystem("test"), End = ApprovalStatus.Expired };

    private ReverseTransfer Reverse() => new()
    {
        Origin = LedgerMachine.Admin, TransferId = _transfer, OriginalEntryId = _transfer, Source = _payer, Destination = _payee,
        EntryId = _machine.NextId(),
    };

    private string RefusalOf(Command command) => Assert.IsType<Refused>(_machine.Execute(command)).Refusal.Code;
}
