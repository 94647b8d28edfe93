using System.Diagnostics;
using Payments.Api.Observability;

namespace Payments.Api.Requests;

/// <summary>
/// W3C trace context: ASP.NET makes the request's activity a child of the client's <c>traceparent</c>, so that logs and
/// grain calls carry the client's trace id; the answer tells which span this was (<c>traceresponse</c>, Trace Context 2).
/// </summary>
internal static class TraceContext
{
    /// <summary>Answers a client that sent a trace.</summary>
    public static void Continue(HttpContext context)
    {
        if (context.Request.Headers.TraceParent.Count == 0)
        {
            return;
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            var flags = (activity.ActivityTraceFlags & ActivityTraceFlags.Recorded) != 0 ? "01" : "00";
            context.Response.Headers["traceresponse"] = $"00-{activity.TraceId}-{activity.SpanId}-{flags}";
        }
    }

    /// <summary>
    /// Says what the request's span was, in OpenTelemetry's words. The route stands for the path: a path or a query can hold
    /// what a client should not have put there. Probes and scrapes are not worth a span.
    /// </summary>
    public static void Describe(HttpContext context, RequestFrame frame)
    {
        // The web server makes an activity for its logs, too: only one that somebody receives is worth a word.
        if (Activity.Current is not { Recorded: true } span || !span.Source.HasListeners())
        {
            return;
        }

        var route = ApiMetrics.RouteOf(context);
        if (route.StartsWith("/health", StringComparison.Ordinal) || route == "/metrics")
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        var method = ApiMetrics.MethodOf(context.Request.Method);
        span.DisplayName = $"{method} {route}";
        span.SetTag("http.request.method", method).SetTag("http.route", route)
            .SetTag("http.response.status_code", context.Response.StatusCode)
            .SetTag("payments.request_id", frame.RequestId).SetTag("payments.problem", frame.ProblemCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
