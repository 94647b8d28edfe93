using Orleans.Runtime;
using Serilog.Core;
using Serilog.Events;

namespace Payments.Telemetry.Logs;

/// <summary>Adds to a log line where it was written: the silo, and the grain whose turn the thread runs.</summary>
public sealed class PlaceEnricher : ILogEventEnricher
{
    private volatile LogEventProperty? _silo;
    private volatile IGrainContextAccessor? _contexts;

    /// <summary>
    /// From now on lines carry the silo's name and the grain's id. Called when the silo exists: what it is made of logs
    /// too, so it cannot be asked for earlier.
    /// </summary>
    public void Connect(string silo, IGrainContextAccessor contexts)
    {
        _silo = new LogEventProperty("silo", new ScalarValue(silo));
        _contexts = contexts;
    }

    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        if (_silo is { } silo)
        {
            logEvent.AddPropertyIfAbsent(silo);
        }

        // Outside of grains the context is the process's own client, which has no instance.
        if (_contexts?.GrainContext is { GrainInstance: { } grain } context)
        {
            logEvent.AddPropertyIfAbsent(new LogEventProperty("grain", new ScalarValue(context.GrainId.ToString())));
            logEvent.AddPropertyIfAbsent(new LogEventProperty("grain_type", new ScalarValue(grain.GetType().Name)));
        }
    }
}
