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
        ChangeAnswer(last, answer => answer with { Balances = World.Completions[first].Balances });

        IsFound("read.stale");
    }

    [Fact]
    public void A_read_of_what_never_was()
    {
        var at = World.AnsweredAt(OperationKind.ReadBalance);
        ChangeAnswer(at, answer => answer with { Balances = [Off(answer.Balances![0])] });

        IsFound("read.value", "search");
    }

    [Fact]
    public void A_read_of_the_future()
    {
        var first = World.AnsweredAt(OperationKind.ReadBalance);
        var account = World.Invocations[first].Account;
        var last = World.Completions.FindLastIndex(answer => answer.Balances?.Any(seen => seen.Account == account) == true);
        var seen = World.Completions[last].Balances!.First(balance => balance.Account == account);
        ChangeAnswer(first, answer => answer with { Balances = [seen] });

        IsFound("read.future");
    }

    [Fact]
    public void A_read_of_many_accounts_that_were_never_so_together()
    {
        var reads = Enumerable.Range(0, World.Completions.Count).Where(index => World.Invocations[index].Kind == OperationKind.ReadAccounts).ToList();
        var (early, late) = (World.Completions[reads[0]].Balances!, World.Completions[reads[^1]].Balances!);
        ChangeAnswer(reads[^1], answer => answer with { Balances = [.. early.Take(3), .. late.Skip(3)] });

        IsFound("read.fractured", "read.sum");
    }

    [Fact]
    public void A_list_with_a_gap()
    {
        var at = World.AnsweredAt(OperationKind.ReadEntries, answer => answer.Postings?.Count == 5);
        ChangeAnswer(at, answer => answer with { Postings = [.. answer.Postings!.Where((_, index) => index != 2)] });

        IsFound("list");
    }

    [Fact]
    public void A_list_that_lacks_its_newest_line()
    {
        var at = World.Completions.FindLastIndex(answer => answer.Postings?.Count == 5);
        var later = World.Invocations[at].At + 1_000_000;
        ChangeRequest(at, request => request with { At = later });
        ChangeAnswer(at, answer => answer with { At = later + 1, Postings = [.. answer.Postings!.Skip(1)] });

        IsFound("list.stale");
    }

    [Fact]
    public void A_statement_that_lacks_a_line()
    {
        var at = World.AnsweredAt(OperationKind.ReadStatement, answer => answer.Postings?.Count > 2);
        World.Completions[at] = World.Completions[at] with { Postings = [.. World.Completions[at].Postings!.Where((_, index) => index != 1)] };

        IsFound("statement", "statement.sum");
    }

    [Fact]
    public void A_statement_whose_opening_balance_is_another_moments()
    {
        var at = World.AnsweredAt(OperationKind.ReadStatement, answer => answer.Postings?.Count > 2);
        var seen = World.Completions[at];
        World.Completions[at] = seen with { Opening = seen.Opening + 1, Closing = seen.Closing + 1 };

        IsFound("statement.sum");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_statement_that_ends_too_early(bool isEmpty)
    {
        var at = World.Completions.FindLastIndex(answer => answer.Closing is not null && answer.Postings!.Count > 2);
        var (invoke, seen) = (World.Invocations[at], World.Completions[at]);
        List<SeenPosting> lines = isEmpty ? [] : [.. seen.Postings!.SkipLast(1)];
        World.Invocations[at] = invoke with { At = invoke.At + 1_000_000 };
        World.Completions[at] = seen with
        {
            At = invoke.At + 1_000_001,
            Postings = lines,
            Opening = isEmpty ? -1 : seen.Opening,
            Closing = isEmpty ? -1 : lines[^1].PostedAfter,
        };

        IsFound("statement.stale");
    }

    [Fact]
    public void A_transfer_that_was_acknowledged_and_cannot_be_read()
    {
        var at = World.Invocations.FindLastIndex(invoke => invoke.Kind == OperationKind.ReadTransfer);
        var earlier = World.Completions[World.AnsweredAt(OperationKind.Transfer)].Transfer;
        ChangeRequest(at, request => request with { Transfer = earlier });
        World.Completions[at] = new Completion { Op = World.Invocations[at].Op, At = World.Completions[at].At, Outcome = Outcome.Fail, Status = 404 };

        IsFound("read.lost");
    }
}
