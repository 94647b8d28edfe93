using System.Diagnostics.Metrics;

namespace Payments.Telemetry.Prometheus;

/// <summary>Upper bounds of a histogram's buckets: those that its maker advises, as the export over OTLP has them, or by its unit.</summary>
internal static class HistogramBounds
{
    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly double[] Milliseconds = [.. Seconds.Select(bound => bound * 1000)];
    private static readonly double[] Powers = [.. Enumerable.Range(0, 13).Select(power => Math.Pow(4, power))];

    public static double[] Of(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        { Unit: "s" } => Seconds,
        { Unit: "ms" } => Milliseconds,
        _ => Powers,
    };
}
