using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>Errors of reads: stale, invented, fractured, with gaps.</summary>
public sealed class PlantedReadTests : PlantedViolation
{
    [Fact]
    public void A_stale_read()
    {
        var first = World.AnsweredAt(OperationKind.ReadAccounts);
        var last = World.Completions.FindLastIndex(answer => answer.Balances?.Count > 2);
        World.Completions[last] = World.Completions[last] with { Balances = World.Completions[first].Balances };

        IsFound("read.stale");
    }

    [Fact]
    public void A_read_of_what_never_was()
    {
        var at = World.AnsweredAt(OperationKind.ReadBalance);
        World.Completions[at] = World.Completions[at] with { Balances = [Off(World.Completions[at].Balances![0])] };

        IsFound("read.value", "search");
    }

    [Fact]
    public void A_read_of_the_future()
    {
        var first = World.AnsweredAt(OperationKind.ReadBalance);
        var account = World.Invocations[first].Account;
        var last = World.Completions.FindLastIndex(answer => answer.Balances?.Any(seen => seen.Account == account) == true);
        var seen = World.Completions[last].Balances!.First(balance => balance.Account == account);
        World.Completions[first] = World.Completions[first] with { Balances = [seen] };

        IsFound("read.future");
    }

    [Fact]
    public void A_read_of_many_accounts_that_were_never_so_together()
    {
        var reads = Enumerable.Range(0, World.Completions.Count).Where(index => World.Invocations[index].Kind == OperationKind.ReadAccounts).ToList();
        var (early, late) = (World.Completions[reads[0]].Balances!, World.Completions[reads[^1]].Balances!);
        World.Completions[reads[^1]] = World.Completions[reads[^1]] with { Balances = [.. early.Take(3), .. late.Skip(3)] };

        IsFound("read.fractured", "read.sum");
    }

    [Fact]
    public void A_list_with_a_gap()
    {
        var at = World.AnsweredAt(OperationKind.ReadEntries, answer => answer.Postings?.Count == 5);
        World.Completions[at] = World.Completions[at] with { Postings = [.. World.Completions[at].Postings!.Where((_, index) => index != 2)] };

        IsFound("list");
    }

    [Fact]
    public void A_list_that_lacks_its_newest_line()
    {
        var at = World.Completions.FindLastIndex(answer => answer.Postings?.Count == 5);
        var invoke = World.Invocations[at];
        World.Invocations[at] = invoke with { At = invoke.At + 1_000_000 };
        World.Completions[at] = World.Completions[at] with { At = invoke.At + 1_000_001, Postings = [.. World.Completions[at].Postings!.Skip(1)] };

        IsFound("list.stale");
    }

    [Fact]
    public void A_transfer_that_was_acknowledged_and_cannot_be_read()
    {
        var at = World.Invocations.FindLastIndex(invoke => invoke.Kind == OperationKind.ReadTransfer);
        var earlier = World.Completions[World.AnsweredAt(OperationKind.Transfer)].Transfer;
        World.Invocations[at] = World.Invocations[at] with { Transfer = earlier };
        World.Completions[at] = new Completion { Op = World.Invocations[at].Op, At = World.Completions[at].At, Outcome = Outcome.Fail, Status = 404 };

        IsFound("read.lost");
    }
}
