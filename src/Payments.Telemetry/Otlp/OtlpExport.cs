using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Payments.Telemetry.Otlp;

/// <summary>Sends traces and metrics to a collector while the host runs, when <see cref="OtlpSettings"/> ask for it.</summary>
/// <remarks>
/// Without an endpoint nobody listens to the activity sources, and a request makes no spans. Queues are bounded: a collector
/// that is slow or away costs spans, never payments.
/// </remarks>
public sealed class OtlpExport : IHostedService, IDisposable
{
    /// <summary>Whose spans are exported: the web server's, the grain calls' of either runtime, the journal's.</summary>
    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Payments.SimulatedSilo", "Payments.Journal"];

    /// <summary>Whose metrics are exported: the same that <c>/metrics</c> shows.</summary>
    private static readonly string[] Meters = ["Payments.*", "Microsoft.Orleans", "System.Runtime"];

    private readonly OtlpSettings _settings;
    private readonly string _service;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    internal OtlpExport(OtlpSettings settings, string service) => (_settings, _service) = (settings, service);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_settings.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Sources).AddOtlpExporter().Build();
        }

        if (_settings.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Meters).AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what waits: the host disposes after its last request.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so that they win.</summary>
    private void Describe(ResourceBuilder resource) =>
        resource.Clear().AddTelemetrySdk().AddService(_service).AddEnvironmentVariableDetector();
}

/// <summary>Adds the export to a host.</summary>
public static class OtlpExportRegistration
{
    /// <summary>Adds it, when it is asked for.</summary>
    public static void AddOtlpExport(this IHostApplicationBuilder builder, string service)
    {
        var settings = OtlpSettings.Of(builder.Configuration);
        if (settings.Traces || settings.Metrics)
        {
            builder.Services.AddSingleton<IHostedService>(_ => new OtlpExport(settings, service));
        }
    }
}
