using System.Globalization;
using Payments.Simulation.Cluster;
using Payments.Simulation.Database;
using Payments.Simulation.Runs;
using Payments.Simulation.Workload;

namespace Payments.Simulation;

/// <summary>Runs a range of seeds and asks of each that it passed, and of all together that enough happened.</summary>
public abstract class SeedTests
{
    private const int ChunkSize = 25;
    private const int Halves = 2;

    private static ulong From { get; } = Setting("SIMULATION_FROM", 1);

    private static ulong Count { get; } = Setting("SIMULATION_SEEDS", 500);

    /// <summary>Every second chunk, so that the two collections share the seeds.</summary>
    protected static TheoryData<ulong, int> ChunksOf(int half)
    {
        var chunks = new TheoryData<ulong, int>();
        for (var at = 0UL; at < Count; at += ChunkSize)
        {
            if ((int)(at / ChunkSize % Halves) == half)
                chunks.Add(From + at, (int)Math.Min(ChunkSize, Count - at));
        }

        // A theory needs a row: with one chunk in all, the other half has nothing to do.
        if (chunks.Count == 0)
            chunks.Add(From, 0);

        return chunks;
    }

    /// <summary>Runs the chunk's seeds one after the other.</summary>
    protected static void RunChunk(ulong first, int count)
    {
        var results = new List<RunResult>();
        for (var seed = first; seed < first + (ulong)count; seed++)
        {
            var result = SeedRun.Of(new RunOptions(seed));
            Console.WriteLine(result);
            if (result.Verdict == Verdict.Failed)
                Assert.Fail(StoryOf(result));

            Assert.True(result.Verdict == Verdict.Passed, result.Story());
            results.Add(result);
        }

        AssertThatEnoughHappened(results);
    }

    private static string StoryOf(RunResult failed) =>
        $"{failed.Story()}{Environment.NewLine}smallest run found:{Environment.NewLine}{Shrinker.Shrink(failed).Story()}";

    /// <summary>A chunk in which some fault, refusal or kind of request never came proves too little.</summary>
    private static void AssertThatEnoughHappened(List<RunResult> results)
    {
        if (results.Count < ChunkSize)
            return;

        var attempts = results.SelectMany(result => result.History.Attempts).ToList();
        var declined = attempts.Count(attempt => attempt.Refusal is not null);
        Assert.InRange(attempts.Count(attempt => attempt.End == End.Ok), attempts.Count * 45 / 100, attempts.Count);
        Assert.InRange(declined, attempts.Count / 20, attempts.Count);
        Assert.InRange(attempts.Count(attempt => attempt.End == End.Info), attempts.Count / 100, attempts.Count);
        foreach (var fault in FaultMix.All)
            Assert.True(results.Sum(result => result.Report.Faults.GetValueOrDefault(fault)) > 0, $"{fault} never fired");
        foreach (var end in PlanTally.InEveryChunk)
            Assert.True(results.Sum(result => result.Plans[end]) > 0, $"no plan without locks ended like this: {end}");
        foreach (var kind in attempts.Select(attempt => attempt.Request.Kind).Distinct())
            Assert.True(attempts.Exists(attempt => attempt.Request.Kind == kind && attempt.End == End.Ok), $"no {kind} was done");
    }

    private static ulong Setting(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>The first half of the seeds.</summary>
public sealed class SeedsOfTheFirstHalf : SeedTests
{
    /// <summary>First seed and number of each chunk.</summary>
    public static TheoryData<ulong, int> Chunks => ChunksOf(0);

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Every_invariant_holds_in_every_seed(ulong first, int count) => RunChunk(first, count);
}

/// <summary>The second half of the seeds.</summary>
public sealed class SeedsOfTheSecondHalf : SeedTests
{
    /// <summary>First seed and number of each chunk.</summary>
    public static TheoryData<ulong, int> Chunks => ChunksOf(1);

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Every_invariant_holds_in_every_seed(ulong first, int count) => RunChunk(first, count);
}

/// <summary>A seed is one run.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void The_first_twenty_seeds_run_twice_are_the_same_runs()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var (first, second) = (SeedRun.Of(new RunOptions(seed)), SeedRun.Of(new RunOptions(seed)));

            Assert.Equal(first.Report.TraceHash, second.Report.TraceHash);
            Assert.Equal(first.ToString(), second.ToString());
        }
    }
}
