namespace Payments.History.Tests;

/// <summary>Answers that are late or missing, and what is back too late after a fault.</summary>
public sealed class PlantedRunTests : PlantedViolation
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_request_that_takes_longer_than_its_deadline()
    {
        Want(new RunTargets { AnswerWithin = 13 });
        Delay(World.AnsweredAt(OperationKind.Transfer), 14 * Second);

        IsFound("late");
    }

    [Fact]
    public void A_request_that_never_ends()
    {
        Want(new RunTargets { AnswerWithin = 13 });
        World.Completions.RemoveAt(World.AnsweredAt(OperationKind.ReadBalance));
        Delay(World.Completions.Count - 1, 20 * Second);

        IsFound("late");
    }

    [Theory]
    [InlineData("front-end-1", false)]
    [InlineData("front-end-2", true)]
    public void A_request_is_late_unless_its_own_front_end_stood_still(string node, bool isFound)
    {
        Want(new RunTargets { AnswerWithin = 13 });
        var at = World.AnsweredAt(OperationKind.ReadEntries);
        Delay(at, 14 * Second);
        World.Faults.Add(Fault("F20", World.Invocations[at].At + Second) with { StandingStill = [node] });

        Assert.Equal(isFound, World.Check().Violations.Any(violation => violation.Check == "late"));
    }

    [Fact]
    public void A_front_end_that_does_not_answer_when_all_is_well_again()
    {
        var at = World.AnsweredAt(OperationKind.ReadBalance);
        ChangeRequest(at, request => request with { Phase = Phase.Final });
        Fail(at, 503, "not_executed");

        IsFound("final");
    }

    [Theory]
    [InlineData(503, "not_executed")]
    [InlineData(429, "rate_limited")]
    public void Who_is_turned_away_and_not_told_when_to_come_back(int status, string code)
    {
        Fail(World.AnsweredAt(OperationKind.ReadBalance), status, code);

        IsFound("retry_after");
    }

    [Fact]
    public void An_account_that_is_back_too_late_after_its_silo_was_killed()
    {
        Want(new RunTargets { AccountsBack = 5, OthersWrong = 0.001 });
        var from = World.Invocations[World.AnsweredAt(OperationKind.Transfer)].At;
        foreach (var at in After(from, "acc_1"))
        {
            Delay(at, 6 * Second);
        }

        World.Faults.Add(Fault("F1", from) with { Accounts = ["acc_1"] });

        IsFound("recovery");
    }

    [Fact]
    public void Requests_on_other_accounts_that_fail_when_a_silo_is_killed()
    {
        Want(new RunTargets { AccountsBack = 5, OthersWrong = 0.001 });
        var from = World.Invocations[World.AnsweredAt(OperationKind.Transfer)].At;
        foreach (var at in After(from, "acc_2").Take(3))
        {
            Fail(at, 503, "not_executed");
        }

        World.Faults.Add(Fault("F2", from) with { Accounts = ["acc_1"] });

        IsFound("recovery");
    }

    [Fact]
    public void A_silo_that_is_killed_is_no_violation_when_its_accounts_are_back_in_time()
    {
        Want(new RunTargets { AccountsBack = 5, OthersWrong = 0.001, DatabaseBack = 5, DatabaseErrors = 0, ColdStart = 5, Refused = 1, AnswerWithin = 13 });
        var from = World.Invocations[World.AnsweredAt(OperationKind.Transfer)].At;
        World.Faults.Add(Fault("F1", from) with { Accounts = ["acc_1"] });
        World.Faults.Add(Fault("F4", from) with { RecoveredAt = from });
        World.Faults.Add(Fault("F19", from));

        Assert.Empty(World.Check().Violations);
    }

    [Fact]
    public void A_service_that_is_not_back_when_PostgreSQL_is()
    {
        Want(new RunTargets { DatabaseBack = 5 });
        World.Faults.Add(Fault("F4", Second) with { RecoveredAt = World.Completions.Max(answer => answer.At) });

        IsFound("recovery");
    }

    [Fact]
    public void A_request_that_fails_long_after_PostgreSQL_is_back()
    {
        Want(new RunTargets { DatabaseErrors = 2 });
        var at = World.AnsweredAt(OperationKind.ReadBalance);
        Fail(at, 500, "internal_error");
        World.Faults.Add(Fault("F6", 0) with { RecoveredAt = World.Invocations[at].At - (2 * Second), Until = World.Completions[at].At });

        IsFound("recovery");
    }

    [Fact]
    public void Silos_that_stay_away_when_all_of_them_were_killed()
    {
        Want(new RunTargets { ColdStart = 30 });
        World.Faults.Add(Fault("F19", World.Invocations.Max(request => request.At)));

        IsFound("recovery");
    }

    [Fact]
    public void A_silo_without_PostgreSQL_that_keeps_requests_waiting()
    {
        Want(new RunTargets { Refused = 1 });
        var reads = Enumerable.Range(0, World.Invocations.Count).Where(at => World.Invocations[at].Kind == OperationKind.ReadBalance).Take(30).ToList();
        foreach (var at in reads)
        {
            Fail(at, 503, "not_executed");
            Delay(at, 2 * Second);
        }

        World.Faults.Add(Fault("F17", 0) with { Until = World.Invocations[reads[^1]].At });

        IsFound("recovery");
    }

    [Fact]
    public void A_drain_that_does_not_end()
    {
        World.Faults.Add(Fault("F33", Second) with { UnknownMost = 0, HasEnded = false });

        IsFound("planned");
    }

    [Fact]
    public void A_hold_that_was_posted_with_another_amount_than_was_asked_for()
    {
        ChangeRequest(World.AnsweredAt(OperationKind.Post), request => request with { Amount = request.Amount + 1 });

        IsFound("changed");
    }

    [Fact]
    public void A_batch_with_another_amount_than_was_asked_for()
    {
        var at = World.AnsweredAt(OperationKind.Batch, answer => answer.Results!.All(result => result.Transfer is not null));
        ChangeRequest(at, request => request with { Items = [request.Items![0] with { Amount = request.Items[0].Amount + 1 }, .. request.Items.Skip(1)] });

        IsFound("changed");
    }

    [Fact]
    public void A_batch_of_all_or_nothing_of_which_a_part_was_made()
    {
        var at = World.AnsweredAt(OperationKind.Batch, answer =>
            answer.Results!.Any(result => result.Transfer is null) && answer.Results!.Any(result => result.Transfer is not null));
        ChangeRequest(at, request => request with { AllOrNothing = true });

        IsFound("changed");
    }

    private void Want(RunTargets targets) => World.Header = World.Header with { Targets = targets };

    private static FaultRecord Fault(string number, long from) => new(number, "planted", "silo-1", from, from + Second, Fired: true);

    private IEnumerable<int> After(long from, string source) => Enumerable.Range(0, World.Invocations.Count)
        .Where(at => World.Invocations[at].At >= from && World.Invocations[at].Source == source);

    private void Delay(int at, long time) => ChangeAnswer(at, answer => answer with { At = answer.At + time });

    private void Fail(int at, int status, string code) => ChangeAnswer(at, answer =>
        new Completion { Op = answer.Op, At = answer.At, Outcome = status == 500 ? Outcome.Info : Outcome.Fail, Status = status, Code = code });
}
