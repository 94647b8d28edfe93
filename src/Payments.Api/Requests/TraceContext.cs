using System.Diagnostics;

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
}
