using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Payments.Telemetry.Prometheus;

/// <summary>
/// All series of one instrument. Bounded: labels beyond the bound are counted together, and a series leaves when its time is
/// over (<see cref="IsOver"/>).
/// </summary>
internal sealed class InstrumentReadings
{
    private const int SeriesMax = 1_000;

    // By these Orleans tells what it counts for another silo. Its address is a new one at each of its starts.
    private static readonly string[] OtherSilo = ["silo", "Destination"];
    private static readonly TimeSpan OtherSilentMax = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<LabelKey, Series> _series = new();
    private readonly Series _overflow;
    private readonly SeriesKind _kind;
    private readonly bool _isObservable;
    private readonly double[] _bounds;
    private long _scrape;

    public InstrumentReadings(Instrument instrument)
    {
        _kind = KindOf(instrument);
        _isObservable = instrument.IsObservable;
        _bounds = HistogramBounds.Of(instrument);
        Name = InstrumentNames.Of(instrument, _kind);
        Help = instrument.Description ?? "";
        _overflow = new Series(_kind, _bounds, "overflow=\"true\"", isOfOtherSilo: false);
    }

    /// <summary>The name for Prometheus.</summary>
    public string Name { get; }

    /// <summary>What it tells.</summary>
    public string Help { get; }

    /// <summary>Upper bounds of a histogram's buckets.</summary>
    public double[] Bounds => _bounds;

    /// <summary>Whether it is a histogram.</summary>
    public bool IsHistogram => _kind == SeriesKind.Histogram;

    /// <summary>Prometheus' word for it.</summary>
    public string TypeName => _kind switch
    {
        SeriesKind.Counter or SeriesKind.Total => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>A scrape begins: what an observable instrument tells from now on, until <see cref="Current"/>, is what there is.</summary>
    public void BeginScrape() => Interlocked.Increment(ref _scrape);

    /// <summary>The series of this scrape. Forgets those whose time is over.</summary>
    public IEnumerable<Series> Current(TimeProvider clock)
    {
        foreach (var (key, series) in _series)
        {
            if (IsOver(series, clock))
            {
                _series.TryRemove(key, out _);
            }
        }

        var isOverflowing = _isObservable ? _overflow.Scrape == _scrape : _overflow.Value != 0;
        return isOverflowing ? _series.Values.Append(_overflow) : _series.Values;
    }

    /// <summary>Takes a measurement.</summary>
    public void Record(double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = LabelKey.Of(tags);
        if (!_series.TryGetValue(key, out var series))
        {
            series = _series.Count >= SeriesMax ? _overflow : _series.GetOrAdd(key, Begin(tags));
        }

        series.Record(measurement);
        if (_isObservable)
        {
            series.Scrape = _scrape;
        }
    }

    /// <summary>
    /// An observable instrument that tells nothing has nothing to tell: its last value would be taken for the present one.
    /// What this process counts for itself stays for as long as the process; what it counted for another silo goes some time
    /// after that one has gone. Should it come back, Prometheus takes the smaller number for a counter's new beginning.
    /// </summary>
    private bool IsOver(Series series, TimeProvider clock) => _isObservable
        ? series.Scrape != _scrape
        : series.IsOfOtherSilo && series.SilentFor(clock) > OtherSilentMax;

    private Series Begin(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isOfOtherSilo = false;
        foreach (var (name, _) in tags)
        {
            isOfOtherSilo |= _kind is SeriesKind.Counter or SeriesKind.Histogram && OtherSilo.Contains(name);
        }

        return new Series(_kind, _bounds, InstrumentNames.LabelsOf(tags), isOfOtherSilo);
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

    /// <summary>Up to four label values, which tell the series of one instrument apart without allocation.</summary>
    private readonly record struct LabelKey(object? First, object? Second, object? Third, object? Rest)
    {
        public static LabelKey Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length switch
        {
            0 => default,
            1 => new(tags[0].Value, null, null, null),
            2 => new(tags[0].Value, tags[1].Value, null, null),
            3 => new(tags[0].Value, tags[1].Value, tags[2].Value, null),
            _ => new(tags[0].Value, tags[1].Value, tags[2].Value, InstrumentNames.LabelsOf(tags[3..])),
        };
    }
}
