using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>Errors of the journal: lost, double, invented and wrong effects.</summary>
public sealed class PlantedJournalTests : PlantedViolation
{
    [Fact]
    public void A_lost_acknowledgement()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        World.Operations.RemoveAll(record => record.Key == World.Invocations[at].Key);

        IsFound("lost");
    }

    [Fact]
    public void An_entry_that_is_gone()
    {
        World.Entries.RemoveAt(World.EntryOf(World.Invocations[World.AnsweredAt(OperationKind.Transfer)]));

        IsFound("model");
    }

    [Fact]
    public void An_operation_that_was_made_twice()
    {
        var entry = World.Entries[World.EntryOf(World.Invocations[World.AnsweredAt(OperationKind.Transfer)])];
        World.Entries.Add(entry with { Id = "ent_again", Transfer = "trf_again" });
        World.Events.Add(new JournalEvent(World.Events.Count + 1, 1, "trf_again", "ent_again", entry.RecordedAt));

        IsFound("duplicate");
    }

    [Fact]
    public void An_effect_that_nobody_asked_for()
    {
        var at = World.AnsweredAt(OperationKind.Hold);
        World.Invocations.RemoveAt(at);
        World.Completions.RemoveAt(at);

        IsFound("phantom");
    }

    [Fact]
    public void An_effect_after_a_promise_that_there_is_none()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        ChangeAnswer(at, answer => answer with { Outcome = Outcome.Fail, Status = 503, Code = "not_executed" });

        IsFound("phantom");
    }

    [Fact]
    public void Another_amount_than_was_asked_for()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        ChangeRequest(at, request => request with { Amount = request.Amount + 1 });

        IsFound("changed");
    }

    [Fact]
    public void An_outcome_that_was_never_learned()
    {
        var at = World.AnsweredAt(OperationKind.Transfer);
        ChangeAnswer(at, answer => answer with { Outcome = Outcome.Info, Status = 0, Code = "cut" });

        IsFound("unresolved");
    }

    [Fact]
    public void An_order_against_real_time()
    {
        // A thousand operations after the last one began, and yet before it in the journal.
        var at = World.AnsweredAt(OperationKind.Transfer);
        ChangeRequest(at, request => request with { At = World.Invocations[^1].At });
        ChangeAnswer(at, answer => answer with { At = World.Completions[^1].At });

        IsFound("order");
    }

    [Fact]
    public void A_sequence_number_that_is_wrong()
    {
        Tamper(entry => entry with { Postings = [entry.Postings[0] with { Sequence = entry.Postings[0].Sequence + 1 }, entry.Postings[1]] });

        IsFound("sequence", "model");
    }

    [Fact]
    public void A_sum_that_is_one_off()
    {
        Tamper(entry => entry with { Postings = [entry.Postings[0], entry.Postings[1] with { Amount = entry.Postings[1].Amount + 1 }] });

        IsFound("conservation", "model");
    }

    [Fact]
    public void A_balance_that_is_not_the_sum_of_its_entries()
    {
        World.Accounts[2] = World.Accounts[2] with { Posted = World.Accounts[2].Posted + 1 };

        IsFound("balance");
    }

    [Fact]
    public void A_balance_below_its_floor()
    {
        World.Accounts[2] = World.Accounts[2] with { Posted = World.Accounts[2].Held - 1 };

        IsFound("floor");
    }

    [Fact]
    public void Money_that_came_from_nowhere()
    {
        World.Header = World.Header with { Total = World.Header.Total + 1 };

        IsFound("conservation");
    }

    [Fact]
    public void An_epoch_that_writes_after_its_successor()
    {
        Tamper(entry => entry with { Postings = [entry.Postings[0] with { Epoch = 2 }, entry.Postings[1]] });

        IsFound("epoch");
    }

    [Fact]
    public void A_position_that_is_missing()
    {
        World.Events.RemoveAt(World.Events.Count / 2);

        IsFound("feed");
    }
}
