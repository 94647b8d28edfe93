using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Payments.Hosting;

/// <summary>Structured logs: one JSON object a line on standard output.</summary>
public static class Logging
{
    /// <summary>Logs of the builder's application go to standard output.</summary>
    /// <param name="service">What the process is: payments-silo or payments-api.</param>
    public static void AddJsonLogs(this WebApplicationBuilder builder, string service)
    {
        var level = builder.Configuration["Payments:LogLevel"] is { } text && Enum.TryParse<LogEventLevel>(text, out var asked)
            ? asked
            : LogEventLevel.Warning;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Payments", level < LogEventLevel.Information ? level : LogEventLevel.Information)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("service", service)
            .WriteTo.Console(new JsonFormatter(renderMessage: true))
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
