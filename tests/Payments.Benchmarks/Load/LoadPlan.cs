namespace Payments.Benchmarks.Load;

/// <summary>One bounded run: whichever of duration and count is reached first ends it.</summary>
/// <param name="RatePerSecond">Null: closed loop, each connection sends as soon as it has its answer.</param>
internal sealed record LoadPlan(
    Uri Target,
    string Token,
    IReadOnlyList<string> Accounts,
    Traffic Traffic,
    TimeSpan Duration,
    int Connections = 64,
    double? RatePerSecond = null,
    long CountMax = long.MaxValue)
{
    /// <summary>Further front ends of the same system; connections are spread over all of them.</summary>
    public IReadOnlyList<Uri> MoreTargets { get; init; } = [];

    /// <summary>The ordinary accounts; the last of <see cref="Accounts"/> is the hot one.</summary>
    public int OrdinaryCount => Accounts.Count - 1;
}

/// <summary>What a run saw. Completed counts only answers inside the measured time.</summary>
internal sealed record LoadResult(long Completed, TimeSpan Elapsed, StatusCounts Statuses, LatencyHistogram Latency)
{
    public double PerSecond => Completed / Elapsed.TotalSeconds;
}
