using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Payments.Telemetry.Prometheus;

/// <summary>All series of one instrument. Bounded: labels beyond the bound are counted together.</summary>
internal sealed class InstrumentReadings
{
    private const int SeriesMax = 1_000;

    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly double[] Milliseconds = [.. Seconds.Select(bound => bound * 1000)];
    private static readonly double[] Powers = [.. Enumerable.Range(0, 13).Select(power => Math.Pow(4, power))];

    private readonly ConcurrentDictionary<LabelKey, Series> _series = new();
    private readonly Series _overflow;
    private readonly SeriesKind _kind;

    public InstrumentReadings(Instrument instrument)
    {
        _kind = KindOf(instrument);
        Bounds = instrument.Unit switch { "s" => Seconds, "ms" => Milliseconds, _ => Powers };
        Name = NameOf(instrument, _kind);
        Help = instrument.Description ?? "";
        _overflow = new Series(_kind, Bounds, "overflow=\"true\"");
    }

    /// <summary>The name for Prometheus.</summary>
    public string Name { get; }

    /// <summary>What it tells.</summary>
    public string Help { get; }

    /// <summary>Upper bounds of a histogram's buckets.</summary>
    public double[] Bounds { get; }

    /// <summary>Whether it is a histogram.</summary>
    public bool IsHistogram => _kind == SeriesKind.Histogram;

    /// <summary>Prometheus' word for it.</summary>
    public string TypeName => _kind switch
    {
        SeriesKind.Counter or SeriesKind.Total => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>All series.</summary>
    public IEnumerable<Series> All => _overflow.Value == 0 ? _series.Values : _series.Values.Append(_overflow);

    /// <summary>Takes a measurement.</summary>
    public void Record(double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = LabelKey.Of(tags);
        if (!_series.TryGetValue(key, out var series))
        {
            series = _series.Count >= SeriesMax ? _overflow : _series.GetOrAdd(key, new Series(_kind, Bounds, LabelsOf(tags)));
        }

        series.Record(measurement);
    }

    private static SeriesKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var name = type.IsGenericType ? type.GetGenericTypeDefinition().Name : type.Name;
        return name switch
        {
            "Counter`1" => SeriesKind.Counter,
            "UpDownCounter`1" => SeriesKind.Sum,
            "Histogram`1" => SeriesKind.Histogram,
            "ObservableCounter`1" => SeriesKind.Total,
            _ => SeriesKind.Gauge,
        };
    }

    private static string NameOf(Instrument instrument, SeriesKind kind)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (var letter in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        name.Append(instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" });
        name.Append(kind is SeriesKind.Counter or SeriesKind.Total ? "_total" : "");
        return name.ToString();
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",");
            foreach (var letter in name)
            {
                labels.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
            }

            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append("=\"").Append(
                text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return labels.ToString();
    }

    /// <summary>Up to four label values, which tell the series of one instrument apart without allocation.</summary>
    private readonly record struct LabelKey(object? First, object? Second, object? Third, object? Rest)
    {
        public static LabelKey Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length switch
        {
            0 => default,
            1 => new(tags[0].Value, null, null, null),
            2 => new(tags[0].Value, tags[1].Value, null, null),
            3 => new(tags[0].Value, tags[1].Value, tags[2].Value, null),
            _ => new(tags[0].Value, tags[1].Value, tags[2].Value, LabelsOf(tags[3..])),
        };
    }
}
