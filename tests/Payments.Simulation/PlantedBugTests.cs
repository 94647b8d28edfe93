using Payments.Simulation.Checking;
using Payments.Simulation.Planted;
using Payments.Simulation.Runs;

namespace Payments.Simulation;

/// <summary>Each care that the product takes is replaced by a mistake: the seeds must find it, by the right invariant.</summary>
public abstract class PlantedBugTests
{
    private const ulong SeedsMax = 200;

    /// <summary>Runs seeds until the invariant is violated.</summary>
    internal static void MustBeCaught(Func<PlantedBug> bug, params string[] by)
    {
        for (var seed = 1UL; seed <= SeedsMax; seed++)
        {
            var result = SeedRun.Of(new RunOptions(seed) { Bug = bug() });
            if (by.FirstOrDefault(result.Violates) is not { } invariant)
                continue;

            var witness = result.Violations.First(violation => violation.Invariant == invariant);
            Console.WriteLine($"{bug().GetType().Name} was caught by seed {seed}: {witness}");
            return;
        }

        Assert.Fail($"{bug().GetType().Name} was not caught by {string.Join(" or ", by)} in {SeedsMax} seeds");
    }
}

/// <summary>Mistakes about commits and their outcomes.</summary>
public sealed class PlantedCommitBugTests : PlantedBugTests
{
    [Fact]
    public void A_new_operation_id_for_each_attempt_is_caught() => MustBeCaught(() => new DedupOff(), Invariants.Idempotency);

    [Fact]
    public void Taking_a_commands_own_answer_for_a_repetition_is_caught() =>
        MustBeCaught(() => new OwnAnswerIsARepetition(), Invariants.Idempotency);

    [Fact]
    public void An_acknowledgement_before_the_commit_is_caught() => MustBeCaught(() => new AckBeforeCommit(), Invariants.NoLostAck);

    [Fact]
    public void Believing_rows_before_the_commit_is_decided_is_caught() =>
        MustBeCaught(() => new ReaderAcknowledgesEarly(), Invariants.NoLostAck);

    [Fact]
    public void An_acknowledgement_before_the_flush_is_caught() => MustBeCaught(() => new AckBeforeFlush(), Invariants.NoLostAck);

    [Fact]
    public void Taking_a_cut_connection_for_not_executed_is_caught() =>
        MustBeCaught(() => new RetryOnIsTransient(), Invariants.NoPhantom);

    [Fact]
    public void A_look_up_by_the_transactions_number_is_caught() => MustBeCaught(() => new LookUpByXid(), Invariants.NoLostAck);

    [Fact]
    public void A_look_up_by_select_is_caught() => MustBeCaught(() => new LookUpBySelect(), Invariants.NoPhantom);

    [Fact]
    public void A_store_that_waits_for_ever_is_caught() => MustBeCaught(() => new StoreHangs(), Invariants.Bounded);

    [Fact]
    public void Forgetting_to_sweep_is_caught() => MustBeCaught(() => new SweeperOff(), Invariants.Overdue);

    [Fact]
    public void Remembering_an_absence_is_caught() => MustBeCaught(() => new AbsenceRemembered(), Invariants.Readable);
}

/// <summary>Mistakes about plans that are made without locks.</summary>
public sealed class PlantedPlanBugTests : PlantedBugTests
{
    [Fact]
    public void A_plan_over_balances_that_have_moved_is_caught() => MustBeCaught(() => new VersionNotCompared(), Invariants.SingleWriter);

    [Fact]
    public void An_answer_that_relies_on_an_older_balance_is_caught() => MustBeCaught(() => new RelianceNotLookedAt(), Invariants.Model);

    [Fact]
    public void Taking_a_stale_plan_for_written_is_caught() => MustBeCaught(() => new StalePlanBelieved(), Invariants.NoLostAck);
}

/// <summary>Mistakes about money, holds, events and the single writer.</summary>
public sealed class PlantedLedgerBugTests : PlantedBugTests
{
    [Fact]
    public void Two_writers_of_one_account_are_caught() => MustBeCaught(() => new FenceOff(), Invariants.SingleWriter);

    [Fact]
    public void Expiry_by_the_silos_clock_is_caught() => MustBeCaught(() => new ExpiryByTheSilosClock(), Invariants.Model);

    [Fact]
    public void A_second_reversal_is_caught() => MustBeCaught(() => new ReversalTwice(), Invariants.Model);

    [Fact]
    public void A_floor_that_is_not_looked_at_is_caught() => MustBeCaught(() => new FloorOff(), Invariants.Fold);

    [Fact]
    public void A_sum_that_is_off_by_one_is_caught() => MustBeCaught(() => new SumOffByOne(), Invariants.Conservation);

    [Fact]
    public void A_hold_that_is_not_freed_is_caught() => MustBeCaught(() => new HoldNotFreed(), Invariants.Holds);

    [Fact]
    public void A_refusal_that_does_not_last_is_caught() => MustBeCaught(() => new RefusalNotKept(), Invariants.Idempotency);

    [Fact]
    public void A_missing_event_is_caught() => MustBeCaught(() => new EventMissing(), Invariants.Events);

    [Fact]
    public void Events_in_the_wrong_order_are_caught() => 
        MustBeCaught(() => new EventsInWrongOrder(), Invariants.Events, Invariants.Model);

    [Fact]
    public void A_stale_balance_that_is_written_is_caught() =>
        MustBeCaught(() => new StaleBalanceWrite(), Invariants.SingleWriter);

    [Fact]
    public void One_person_who_asks_and_approves_is_caught() => MustBeCaught(() => new OnePersonIsEnough(), Invariants.TwoPeople);

    [Fact]
    public void A_second_execution_of_an_approval_is_caught() => MustBeCaught(() => new ApprovedAgain(), Invariants.TwoPeople);

    [Fact]
    public void A_decision_after_its_time_is_caught() => MustBeCaught(() => new DecidedTooLate(), Invariants.TwoPeople);

    [Fact]
    public void A_revoked_key_that_works_is_caught() => MustBeCaught(() => new RevokedKeyWorks(), Invariants.Keys);

    [Fact]
    public void A_rolled_key_that_revives_is_caught() => MustBeCaught(() => new RolledKeyRevives(), Invariants.Keys);

    [Fact]
    public void A_credit_lost_beside_a_bad_command_is_caught() =>
        MustBeCaught(() => new CreditLostBesideABadCommand(), Invariants.Fold);
}
