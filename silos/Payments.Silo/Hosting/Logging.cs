using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Payments.Silo.Hosting;

/// <summary>Structured logs: one JSON object a line on standard output.</summary>
internal static class Logging
{
    internal static void AddJsonLogs(this WebApplicationBuilder builder)
    {
        var level = builder.Configuration["Payments:LogLevel"] is { } text && Enum.TryParse<LogEventLevel>(text, out var asked)
            ? asked
            : LogEventLevel.Warning;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Payments", level < LogEventLevel.Information ? level : LogEventLevel.Information)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("service", "payments-silo")
            .WriteTo.Console(new JsonFormatter(renderMessage: true))
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
