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
    /// <summary>The ordinary accounts; the last of <see cref="Accounts"/> is the hot one.</summary>
    public int OrdinaryCount => Accounts.Count - 1;
}

/// <summary>What a run saw. Completed counts only answers inside the measured time.</summary>
internal sealed record LoadResult(long Completed, TimeSpan Elapsed, StatusCounts Statuses, LatencyHistogram Latency)
{
    public double PerSecond => Completed / Elapsed.TotalSeconds;
}

/// <summary>Answers by status; a run is valid only when every request was answered 2xx.</summary>
internal sealed class StatusCounts
{
    private readonly long[] _byStatus = new long[600];

    public long Success => _byStatus.AsSpan(200, 100).ToArray().Sum();

    /// <summary>Connections that closed, and requests whose answer never came or that were never sent.</summary>
    public long Lost { get; set; }

    public long Total => _byStatus.Sum() + Lost;

    public bool IsValid => Success > 0 && Success == Total;

    public void Add(int status) => _byStatus[Math.Clamp(status, 0, 599)]++;

    public override string ToString()
    {
        var parts = _byStatus
            .Select((count, status) => (count, status))
            .Where(pair => pair.count > 0)
            .Select(pair => $"{pair.status}:{pair.count}");
        return string.Join(' ', Lost > 0 ? parts.Append($"lost:{Lost}") : parts);
    }
}
