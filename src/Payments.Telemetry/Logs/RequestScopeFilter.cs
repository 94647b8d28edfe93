using Serilog.Core;
using Serilog.Events;

namespace Payments.Telemetry.Logs;

/// <summary>
/// Takes off what the web server adds to each line of a request: the path, where a client may have put anything, and the
/// server's own number for the request, which nobody else knows. What the product logs names the request's id itself.
/// </summary>
internal sealed class RequestScopeFilter : ILogEventEnricher
{
    private const string RequestId = "RequestId";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        logEvent.RemovePropertyIfPresent("RequestPath");
        // The server's number is a connection's with a count behind a colon, which no id of ours has.
        if (logEvent.Properties.TryGetValue(RequestId, out var value)
            && value is ScalarValue { Value: string id } && id.Contains(':', StringComparison.Ordinal))
        {
            logEvent.RemovePropertyIfPresent(RequestId);
        }
    }
}
