using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Payments.Telemetry.Logs;

/// <summary>Structured logs: one JSON object a line on standard output.</summary>
/// <remarks>
/// What the product logs about a request carries <c>RequestId</c>, which is the id in the answer's header and in the journal;
/// a line that a grain wrote carries <c>grain</c>; every line of a silo, <c>silo</c>; every line within a request,
/// <c>TraceId</c>. All of them are read when a line is written: requests that log nothing pay nothing.
/// </remarks>
public static class JsonLogs
{
    /// <summary>Section and name of the level: Verbose, Debug, Information, Warning (default), Error or Fatal.</summary>
    public const string LevelSetting = "Payments:LogLevel";

    /// <summary>
    /// Levels of single parts: <c>Payments:LogLevels:Payments.Api = Debug</c> logs every request, <c>Payments.Grains</c> every
    /// command.
    /// </summary>
    public const string LevelsSection = "Payments:LogLevels";

    private static readonly string[] Levels = Enum.GetNames<LogEventLevel>();

    /// <summary>Replaces all log providers.</summary>
    /// <param name="builder">The process's host.</param>
    /// <param name="service">What the process is, e.g. <c>payments-silo</c>.</param>
    /// <exception cref="OptionsValidationException">A level is none.</exception>
    public static void AddJsonLogs(this IHostApplicationBuilder builder, string service)
    {
        var level = Level(LevelSetting, builder.Configuration[LevelSetting]) ?? LogEventLevel.Warning;
        var lowest = level;
        var place = new PlaceEnricher();
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Payments", level < LogEventLevel.Information ? level : LogEventLevel.Information)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("service", service)
            .Enrich.With(place, new RequestScopeFilter())
            .WriteTo.Console(new JsonFormatter(renderMessage: true));
        foreach (var part in builder.Configuration.GetSection(LevelsSection).GetChildren())
        {
            var asked = Level(part.Path, part.Value) ?? level;
            configuration.MinimumLevel.Override(part.Key, asked);
            lowest = asked < lowest ? asked : lowest;
        }

        builder.Services.AddSingleton(place);
        builder.Logging.ClearProviders();
        if (lowest < LogEventLevel.Information)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
        }

        builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static LogEventLevel? Level(string setting, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var name = Levels.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is not null ? Enum.Parse<LogEventLevel>(name) : throw new OptionsValidationException(
            setting, typeof(LogEventLevel), [$"{setting} is '{text}': it must be one of {string.Join(", ", Levels)}."]);
    }
}
