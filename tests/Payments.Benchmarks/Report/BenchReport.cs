using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Report;

/// <summary>The outcome of a run, as the table that people read and as the JSON that tools compare.</summary>
internal sealed class BenchReport(MachineLine machine, IReadOnlyList<Series> series, IReadOnlyList<string> missing)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly TargetTable _targets = new(series);

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine(machine.ToString()).AppendLine();
        var targets = _targets.Rows.Select(row => row.Cells(_targets.Runtimes));
        text.AppendLine(TextTable.Format(_targets.Head, [.. targets]));
        text.AppendLine(TextTable.Format(
            [
                "contestant", "load", "per second", "p50 ms", "p99 ms", "p99.9 ms",
                "server us", "front end us", "postgres us", "client us", "others %",
            ],
            [.. series.Select(Cells)]));
        text.AppendLine("server, postgres, client: CPU per request; front end: what front ends of their own took of server; others: what other processes took of the machine.");
        foreach (var note in missing.Concat(series.SelectMany(InvalidNotes)).Concat(NoisyNotes()))
        {
            text.AppendLine(note);
        }

        return text.ToString();
    }

    public async Task WriteJsonAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var document = new
        {
            machine,
            targets = _targets.Rows,
            series = series.Select(one => new
            {
                one.Contestant,
                one.Figure,
                one.IsValid,
                median = Medians(one),
                one.Samples,
            }),
            missing,
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document, Json));
    }

    private static Sample Medians(Series one) => new(one.PerSecond)
    {
        P50 = one.Median(sample => sample.P50),
        P99 = one.Median(sample => sample.P99),
        P999 = one.Median(sample => sample.P999),
        ServerCpu = one.Median(sample => sample.ServerCpu),
        FrontEndCpu = one.Median(sample => sample.FrontEndCpu),
        PostgresCpu = one.Median(sample => sample.PostgresCpu),
        ClientCpu = one.Median(sample => sample.ClientCpu),
        OtherPercent = one.Median(sample => sample.OtherPercent),
    };

    private static string[] Cells(Series one)
    {
        var median = Medians(one);
        return
        [
            one.Contestant, one.Figure, Show(median.PerSecond, "N0"),
            Show(median.P50, "N1"), Show(median.P99, "N1"), Show(median.P999, "N1"),
            Show(median.ServerCpu, "N0"), Show(median.FrontEndCpu, "N0"), Show(median.PostgresCpu, "N0"), Show(median.ClientCpu, "N0"),
            Show(median.OtherPercent, "N0"),
        ];
    }

    private static string Show(double value, string format) =>
        value > 0 ? value.ToString(format, CultureInfo.InvariantCulture) : "-";

    private IEnumerable<string> NoisyNotes()
    {
        var noisy = series.Count(one => one.Samples.Any(sample => !sample.IsCalm));
        return noisy == 0
            ? []
            : [$"NOISY: in {noisy} of {series.Count} rows other processes took much of the machine; compare ratios, not figures."];
    }

    private static IEnumerable<string> InvalidNotes(Series one) => one.Samples
        .Where(sample => sample.Invalid is not null)
        .Select(sample => $"INVALID {one.Contestant}, {one.Figure}: {sample.Invalid}");
}
