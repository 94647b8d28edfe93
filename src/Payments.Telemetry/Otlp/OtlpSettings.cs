using Microsoft.Extensions.Configuration;

namespace Payments.Telemetry.Otlp;

/// <summary>
/// What OpenTelemetry's standard variables ask for. Where to, how, with which headers and how often is read by the exporter
/// itself: <c>OTEL_EXPORTER_OTLP_*</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_BSP_*</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>.
/// </summary>
/// <param name="Traces">Whether spans are exported.</param>
/// <param name="Metrics">Whether metrics are exported.</param>
public sealed record OtlpSettings(bool Traces, bool Metrics)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// An endpoint switches the export on; <c>OTEL_SDK_DISABLED=true</c> and <c>OTEL_…_EXPORTER=none</c> switch it off.
    /// </summary>
    public static OtlpSettings Of(IConfiguration configuration)
    {
        var isOn = !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        return new OtlpSettings(isOn && IsOn(configuration, "TRACES"), isOn && IsOn(configuration, "METRICS"));
    }

    private static bool IsOn(IConfiguration configuration, string signal) =>
        configuration[$"OTEL_{signal}_EXPORTER"] != "none"
        && (configuration[Endpoint] ?? configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]) is { Length: > 0 };
}
