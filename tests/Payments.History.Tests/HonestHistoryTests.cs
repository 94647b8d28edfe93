using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>What is right is called right, and a million operations are judged in a minute.</summary>
public sealed class HonestHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_right_history_is_valid(int seed)
    {
        var report = new Judged(seed, 3_000).Check();

        Assert.True(report.Verdict == Verdict.Valid, report.ToString());
    }

    [Fact]
    public void When_many_answers_come_late_the_journals_order_explains_them()
    {
        var world = new Judged(1, 3_000);
        world.DelayAnswers(1_000, 2_000);

        var report = world.Check();

        Assert.True(report.Verdict == Verdict.Valid, report.ToString());
    }

    [Fact]
    public void When_many_answers_come_late_an_order_that_does_not_explain_them_leaves_the_verdict_open()
    {
        var world = new Judged(1, 3_000);
        world.DelayAnswers(1_000, 2_000);
        var at = world.AnsweredAt(OperationKind.ReadBalance);
        var seen = world.Completions[at].Balances![0];
        world.Completions[at] = world.Completions[at] with { Balances = [seen with { Posted = seen.Posted + 100_000 }] };

        var report = world.Check();

        Assert.Contains($"{seen.Account} has too many possible orders to search", report.Doubts);
    }

    [Fact]
    public void A_million_operations_are_judged_within_a_minute()
    {
        var world = new Judged(7, 1_000_000);
        var before = Environment.CpuUsage.TotalTime;

        var report = world.Check();

        Assert.True(report.Verdict == Verdict.Valid, report.ToString());
        // Of processor time: a machine that does other things as well is no slower checker.
        var took = Environment.CpuUsage.TotalTime - before;
        Assert.True(took < TimeSpan.FromMinutes(1), $"it took {took}");
    }
}
