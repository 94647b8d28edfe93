using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Payments.Api.Limits;
using Payments.Api.Observability;
using Payments.Api.Problems;

namespace Payments.Api.Requests;

/// <summary>
/// The first and last to see a request: gives it its id, turns it away while there are too many, and makes an answer of
/// whatever goes wrong behind it.
/// </summary>
internal sealed partial class FrontDoor(
    RequestDelegate next, RequestLimits limits, ClientAddresses addresses, NewIds ids, FaultAnswers faults, ApiMetrics metrics,
    TimeProvider clock, ILogger<FrontDoor> logger)
{
    /// <summary>The header with the request's id.</summary>
    public const string RequestIdHeader = "Request-Id";

    /// <summary>Takes a request through.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var frame = Open(context);
        var entered = limits.TryEnter();
        try
        {
            if (Refuse(context, frame, entered) is { } problem)
            {
                await ProblemWriter.WriteAsync(context, problem);
                return;
            }

            await next(context);
        }
        catch (Exception fault)
        {
            await faults.AnswerAsync(context, frame, fault);
        }
        finally
        {
            if (entered)
            {
                limits.Leave();
            }

            Tell(context, frame, clock.GetElapsedTime(frame.StartedAt));
        }
    }

    private RequestFrame Open(HttpContext context)
    {
        var frame = new RequestFrame
        {
            RequestId = ids.NextRequestId(),
            StartedAt = clock.GetTimestamp(),
            Address = addresses.Of(context),
            IsLocal = addresses.IsLocal(context),
        };
        context.Features.Set(frame);
        var headers = context.Response.Headers;
        headers[RequestIdHeader] = frame.RequestId;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        TraceContext.Continue(context);
        return frame;
    }

    /// <summary>What the operator sees of an answered request. Its path stays out: a client may have put anything there.</summary>
    private void Tell(HttpContext context, RequestFrame frame, TimeSpan elapsed)
    {
        metrics.CountRequest(context, frame, elapsed);
        TraceContext.Describe(context, frame);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            Log.Answered(
                logger, frame.RequestId, ApiMetrics.MethodOf(context.Request.Method), ApiMetrics.RouteOf(context),
                context.Response.StatusCode, frame.ProblemCode, elapsed.TotalMilliseconds);
        }
    }

    private Problem? Refuse(HttpContext context, RequestFrame frame, bool entered)
    {
        if (!entered && !context.Request.Path.StartsWithSegments("/health"))
        {
            return Problem.NotExecuted("Too many requests are in work. Nothing was executed.");
        }

        return limits.RefuseAddress(frame.Address) ?? RefuseFraming(context);
    }

    /// <summary>
    /// RFC 9112, 6.1: length and chunks together are how requests are smuggled past a proxy. Kestrel takes the chunks and
    /// moves the length to X-Content-Length before anybody sees the request.
    /// </summary>
    private static Problem? RefuseFraming(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (headers.ContentLength is null && !headers.ContainsKey("X-Content-Length")))
        {
            return null;
        }

        context.Response.Headers.Connection = "close";
        return Problem.InHeader(
            ProblemCodes.BadRequest, "Content-Length and Transfer-Encoding must not come together.", "Transfer-Encoding");
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{RequestId}: {Method} {Route} answered {Status} {Problem} after {Milliseconds} ms")]
        public static partial void Answered(
            ILogger logger, string requestId, string method, string route, int status, string? problem, double milliseconds);
    }
}
