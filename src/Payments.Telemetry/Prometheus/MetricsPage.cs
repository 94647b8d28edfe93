using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Payments.Telemetry.Prometheus;

/// <summary>
/// Listens to this product's meters, Orleans' and the .NET runtime's (CPU, memory, collections, thread pool) and shows them in
/// Prometheus' text format 0.0.4.
/// </summary>
public sealed class MetricsPage : IHostedService, IDisposable
{
    private const string MediaType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OwnMeters = "Payments";
    private static readonly string[] OtherMeters = ["Microsoft.Orleans", "System.Runtime"];
    private readonly ConcurrentDictionary<Instrument, InstrumentReadings> _readings = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scraping = new();
    private readonly TimeProvider _clock;

    /// <summary>Makes the page; measurements count from its start on.</summary>
    /// <param name="clock">Tells how long a silo that is gone is remembered.</param>
    public MetricsPage(TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal) || OtherMeters.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, _readings.GetOrAdd(instrument, made => new InstrumentReadings(made)));
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        // All services of a host are made before the first of them starts, so no measurement is missed.
        _listener.Start();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>All readings as text.</summary>
    public string Text()
    {
        lock (_scraping)
        {
            foreach (var readings in _readings.Values)
            {
                readings.BeginScrape();
            }

            _listener.RecordObservableInstruments();
            return Write();
        }
    }

    /// <summary>Answers a scrape.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = MediaType;
        await context.Response.WriteAsync(Text(), context.RequestAborted);
    }

    private string Write()
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var group in _readings.Values.GroupBy(readings => readings.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {first.Name} {first.Help.ReplaceLineEndings(" ")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {first.Name} {first.TypeName}\n");
            foreach (var series in group.SelectMany(readings => readings.Current(_clock).Select(one => (readings, one))))
            {
                Append(text, series.readings, series.one);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, InstrumentReadings readings, Series series)
    {
        if (!readings.IsHistogram)
        {
            AppendLine(text, readings.Name, series.Labels, series.Value);
            return;
        }

        var separator = series.Labels.Length == 0 ? "" : ",";
        for (var index = 0; index < readings.Bounds.Length; index++)
        {
            var bound = readings.Bounds[index].ToString(CultureInfo.InvariantCulture);
            AppendLine(text, readings.Name + "_bucket", $"{series.Labels}{separator}le=\"{bound}\"", series.CumulativeCount(index));
        }

        var count = series.CumulativeCount(readings.Bounds.Length);
        AppendLine(text, readings.Name + "_bucket", $"{series.Labels}{separator}le=\"+Inf\"", count);
        AppendLine(text, readings.Name + "_sum", series.Labels, series.Value);
        AppendLine(text, readings.Name + "_count", series.Labels, count);
    }

    private static void AppendLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((InstrumentReadings)state!).Record(value, tags);
}
