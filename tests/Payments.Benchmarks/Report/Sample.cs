using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Report;

/// <summary>One run of one figure. Times are milliseconds, CPU is microseconds per request.</summary>
internal sealed record Sample(double PerSecond)
{
    private const double OtherPercentMax = 15;

    /// <summary>Why the run does not count, or null.</summary>
    public string? Invalid { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double ServerCpu { get; init; }

    /// <summary>What front ends in processes of their own used of <see cref="ServerCpu"/>.</summary>
    public double FrontEndCpu { get; init; }

    public double PostgresCpu { get; init; }

    public double ClientCpu { get; init; }

    /// <summary>Share of the machine that went to processes outside this measurement, in percent: noise.</summary>
    public double OtherPercent { get; init; }

    /// <summary>False when so much went elsewhere that the figure says little about the contestant.</summary>
    public bool IsCalm => OtherPercent <= OtherPercentMax;

    public static Sample Of(double perSecond, double requests, TimeSpan elapsed, CpuUse used)
    {
        var microseconds = 1e6 / Math.Max(1, requests);
        return new Sample(perSecond)
        {
            ServerCpu = used.Server * microseconds,
            FrontEndCpu = used.FrontEnds * microseconds,
            PostgresCpu = used.Postgres * microseconds,
            ClientCpu = used.Client * microseconds,
            OtherPercent = 100 * used.Other / (elapsed.TotalSeconds * Environment.ProcessorCount),
        };
    }
}

/// <summary>The runs of one figure of one contestant; what is reported is the median of each quantity.</summary>
internal sealed class Series(string contestant, string figure)
{
    private readonly List<Sample> _samples = [];

    public string Contestant => contestant;

    public string Figure => figure;

    public IReadOnlyList<Sample> Samples => _samples;

    public bool IsValid => _samples.Count > 0 && _samples.All(sample => sample.Invalid is null);

    public double PerSecond => Median(sample => sample.PerSecond);

    public void Add(Sample sample) => _samples.Add(sample);

    public double Median(Func<Sample, double> quantity)
    {
        var sorted = _samples.Select(quantity).Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[middle]
            : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
