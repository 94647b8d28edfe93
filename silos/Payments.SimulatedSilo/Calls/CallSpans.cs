using System.Diagnostics;

namespace Payments.SimulatedSilo.Calls;

/// <summary>Spans of grain calls, as Orleans' activity propagation makes them. Without a listener there are none.</summary>
internal static class CallSpans
{
    private static readonly ActivitySource Source = new("Payments.SimulatedSilo");

    /// <summary>The caller's span, when somebody listens.</summary>
    public static Activity? Caller => Source.HasListeners() ? Activity.Current : null;

    /// <summary>Begins the span of a call that a span waits for.</summary>
    public static Activity? Begin(Activity caller, GrainRequest request)
    {
        var method = $"{request.Target.Class.Name}/{request.Method.Name}";
        var span = Source.StartActivity(ActivityKind.Server, caller.Context, name: method);
        span?.SetTag("rpc.system", "orleans").SetTag("rpc.method", method)
            .SetTag("rpc.orleans.target_id", request.Target.ToString());
        return span;
    }
}
