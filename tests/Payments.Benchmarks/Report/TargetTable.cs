using System.Globalization;

namespace Payments.Benchmarks.Report;

/// <summary>
/// What must be reached, and whether it was: this project beside the peer or limit that it is measured against.
/// </summary>
internal sealed class TargetTable
{
    /// <summary>Series of this project are named "Payments (runtime)".</summary>
    public const string ProductPrefix = "Payments (";

    private readonly IReadOnlyList<Series> _series;

    public TargetTable(IReadOnlyList<Series> series)
    {
        _series = series;
        Runtimes = [.. series.Select(one => one.Contestant).Where(IsProduct).Distinct()];
        Rows =
        [
            Throughput("HTTP transfers/s, uniform", Figures.Uniform, Figures.Procedure, 1.0, 10_000),
            Throughput("HTTP transfers/s, hot destination", Figures.HotDestination, Figures.Procedure, 5.0),
            Against("HTTP transfers/s, hot source", Figures.HotSource, Figures.Procedure, Figures.HotDestination, 0),
            Against("HTTP transfers/s, Zipf 0.99", Figures.Zipf, Figures.ProcedureHttp, Figures.Zipf, 0),
            Throughput("uniform, beside the procedure over HTTP", Figures.Uniform, Figures.ProcedureHttp, 0),
            Throughput("hot destination, beside the same", Figures.HotDestination, Figures.ProcedureHttp, 0),
            Throughput("uniform, beside a bare ASP.NET POST", Figures.Uniform, Figures.Bare, 0),
            Throughput("uniform, beside the journal alone", Figures.Uniform, Figures.Journal, 0),
            Latency("p50 ms at 70 % load", sample => sample.P50, null),
            Latency("p99 ms at 70 % load", sample => sample.P99, 50),
            JournalAlone(),
            .. ClusterCost(),
        ];
    }

    public IReadOnlyList<string> Runtimes { get; }

    public IReadOnlyList<TargetRow> Rows { get; }

    public string[] Head => ["figure", .. Runtimes, "peer/limit", "ratio", "target", "met?"];

    private static bool IsProduct(string contestant) =>
        contestant.StartsWith(ProductPrefix, StringComparison.Ordinal);

    private TargetRow Throughput(string name, string figure, string peer, double ratioMin, double valueMin = 0) =>
        Against(name, figure, peer, figure, ratioMin, valueMin);

    private TargetRow Against(
        string name, string figure, string peer, string peerFigure, double ratioMin, double valueMin = 0)
    {
        var target = (valueMin, ratioMin) switch
        {
            (> 0, _) => string.Create(CultureInfo.InvariantCulture, $">= {valueMin:N0}, >= {ratioMin:N1} x peer"),
            (_, > 0) => string.Create(CultureInfo.InvariantCulture, $">= {ratioMin:N1} x peer"),
            _ => string.Empty,
        };
        var values = Values(figure, sample => sample.PerSecond);
        return new TargetRow(name, values, Value(peer, peerFigure, sample => sample.PerSecond), target)
        {
            ValueMin = valueMin,
            RatioMin = ratioMin,
        };
    }

    private TargetRow Latency(string name, Func<Sample, double> quantity, double? valueMax) =>
        new(name, Values(Figures.At70Percent, quantity), Value(Figures.ProcedureHttp, Figures.At70Percent, quantity),
            valueMax is null ? string.Empty : $"<= {valueMax} ms")
        {
            ValueMax = valueMax,
        };

    private TargetRow JournalAlone()
    {
        var value = Value(Figures.Journal, Figures.Uniform, sample => sample.PerSecond);
        var peer = Value(Figures.Procedure, Figures.Uniform, sample => sample.PerSecond);
        return new TargetRow("journal alone, operations/s", [.. Enumerable.Repeat(value, Math.Max(1, Runtimes.Count))], peer, ">= 30,000")
        {
            ValueMin = 30_000,
        };
    }

    /// <summary>What it costs to have front end and silos in processes of their own; nothing without such a cluster.</summary>
    private IEnumerable<TargetRow> ClusterCost()
    {
        if (Runtimes.FirstOrDefault(name => name.Contains(Figures.Silos, StringComparison.Ordinal)) is not { } cluster)
        {
            return [];
        }

        var value = Value(cluster, Figures.Uniform, Cost);
        var whole = Value(Runtimes[0], Figures.Uniform, Cost);
        return
        [
            new TargetRow("CPU us per transfer: cluster, one process", [.. Runtimes.Select(_ => value)], whole, "<= 1.8 x one process")
            {
                RatioMax = 1.8,
            },
        ];

        static double Cost(Sample sample) => sample.ServerCpu + sample.PostgresCpu;
    }

    private double?[] Values(string figure, Func<Sample, double> quantity) =>
        [.. Runtimes.Select(runtime => Value(runtime, figure, quantity))];

    private double? Value(string contestant, string figure, Func<Sample, double> quantity) =>
        _series.FirstOrDefault(one => one.Contestant == contestant && one.Figure == figure)?.Median(quantity);
}
