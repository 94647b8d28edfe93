using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>Errors of answers, keys and holds.</summary>
public sealed class PlantedAnswerTests : PlantedViolation
{
    [Fact]
    public void A_refusal_without_a_reason()
    {
        var at = World.Completions.FindIndex(answer => answer is { Code: "insufficient_funds", Op: > 100 });
        ChangeRequest(at, request => request with { Amount = 1, Kind = OperationKind.Transfer, Source = "acc_1", Destination = "acc_2", Transfer = null, Items = null });
        MakeRich("acc_1");

        IsFound("refusal", "search");
    }

    [Fact]
    public void An_answer_with_another_balance()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        var balances = World.Completions[at].Balances!;
        ChangeAnswer(at, answer => answer with { Balances = [Off(balances[0]), balances[1]] });

        IsFound("answer", "search");
    }

    [Fact]
    public void A_hold_that_tells_an_old_balance_of_its_destination()
    {
        var at = World.Completions.FindLastIndex(answer => answer.TransferStatus == "held");
        var balances = World.Completions[at].Balances!;
        ChangeAnswer(at, answer => answer with { Balances = [balances[0], new SeenBalance(balances[1].Account, 0, 0, 1)] });

        IsFound("answer");
    }

    [Theory]
    [InlineData(Outcome.Fail, 503, "not_executed")]
    [InlineData(Outcome.Info, 0, "HttpRequestException")]
    public void A_request_that_fails_while_an_operator_drains_a_silo(Outcome outcome, int status, string code)
    {
        var at = World.AnsweredAt(OperationKind.ReadBalance);
        var seen = World.Completions[at];
        World.Completions[at] = new Completion { Op = seen.Op, At = seen.At, Outcome = outcome, Status = status, Code = code };
        World.Faults.Add(new FaultRecord("F33", "a drain", "silo-1", World.Invocations[at].At, seen.At, Fired: true) { UnknownMost = 0 });

        IsFound("planned");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(31_000_000L)]
    public void An_account_that_stays_away_when_silos_reach_each_other_again(long? answeredAt)
    {
        World.Faults.Add(new FaultRecord("F16b", "a partition", "silo-1", 0, 40_000_000, Fired: true)
        {
            RecoveredAt = 500_000,
            Partition = new PartitionRecord(DeadAt: 2, Twice: 1, Executed: 1, Fenced: 1, answeredAt, AnswerMost: 30),
        });

        IsFound("recovery");
    }

    [Fact]
    public void A_key_that_was_answered_twice_differently()
    {
        Repeat(World.AnsweredAt(OperationKind.Transfer), (invoke, answer) => (invoke, answer with { AnswerHash = "another" }));

        IsFound("idempotency");
    }

    [Fact]
    public void Another_body_that_was_told_that_the_key_is_in_flight_and_wins_it()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        var asked = World.Invocations[at];
        Repeat(at, (invoke, answer) => (invoke, Ended(answer, Outcome.Fail, 409, "idempotency_key_in_flight")));
        World.Invocations[^1] = World.Invocations[^1] with { At = asked.At, Process = asked.Process + 100_000 };
        ChangeRequest(at, request => request with { Amount = request.Amount + 1, BodyHash = "another" });
        ChangeAnswer(at, answer => Ended(answer, Outcome.Info, 504, "outcome_unknown"));
        Repeat(at, (invoke, answer) => (invoke with { Phase = Phase.Resolve }, Ended(answer, Outcome.Fail, 422, "idempotency_key_reused")));

        IsFound("changed");
    }

    private static Completion Ended(Completion answer, Outcome outcome, int status, string code) =>
        new() { Op = answer.Op, At = answer.At, Outcome = outcome, Status = status, Code = code };

    [Fact]
    public void A_key_that_was_done_and_refused()
    {
        Repeat(World.AnsweredAt(OperationKind.Transfer), (invoke, answer) =>
            (invoke, answer with { Outcome = Outcome.Fail, Status = 402, Code = "insufficient_funds" }));

        IsFound("idempotency");
    }

    [Fact]
    public void A_key_that_another_body_was_done_with()
    {
        Repeat(World.AnsweredAt(OperationKind.Transfer), (invoke, answer) => (invoke with { BodyHash = "another" }, answer));

        IsFound("idempotency");
    }

    [Fact]
    public void A_hold_that_was_not_freed()
    {
        var hold = World.Holds.FindIndex(one => one.Status == 3);
        World.Holds[hold] = World.Holds[hold] with { Status = 1 };

        IsFound("hold");
    }

    [Fact]
    public void A_hold_that_outlived_its_time()
    {
        World.ExportedAt = World.ExportedAt.AddHours(2);

        IsFound("hold");
    }

    [Fact]
    public void A_hold_that_was_posted_after_its_time()
    {
        var hold = World.Holds.FindIndex(one => one is { Status: 2, PostedAmount: > 0 });
        World.Holds[hold] = World.Holds[hold] with { ExpiresAt = World.Holds[hold].RecordedAt };

        IsFound("model");
    }
}
