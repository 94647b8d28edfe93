using Payments.Api.Limits;
using Payments.Api.Problems;

namespace Payments.Api.Requests;

/// <summary>
/// Answers what routing has found no endpoint for, before authentication: which routes there are is public, and an unknown
/// one must not look like a locked one.
/// </summary>
internal static class RoutingAnswers
{
    /// <summary>Middleware behind routing.</summary>
    public static Task AnswerUnroutedAsync(HttpContext context, RequestDelegate next) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null => ProblemWriter.WriteAsync(context, Problem.Of(ProblemCodes.RouteNotFound, "There is no such route.")),
        var rejection => RejectAsync(context, rejection),
    };

    /// <summary>Middleware behind authentication: the caller's own limit.</summary>
    public static Task LimitCallerAsync(HttpContext context, RequestDelegate next, RequestLimits limits)
    {
        var refused = RequestFrame.Of(context).Caller is { } caller ? limits.RefuseCaller(caller.Bucket) : null;
        return refused is null ? next(context) : ProblemWriter.WriteAsync(context, refused);
    }

    /// <summary>Routing's own endpoints say what does not fit: the method (405, with Allow) or the content type (415).</summary>
    private static async Task RejectAsync(HttpContext context, Endpoint rejection)
    {
        if (rejection.RequestDelegate is { } reject)
        {
            await reject(context);
        }

        var problem = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? Problem.Of(ProblemCodes.MethodNotAllowed, "The route does not know this method; the Allow header lists those it knows.")
            : Problem.Of(ProblemCodes.RouteNotFound, "There is no such route.");
        await ProblemWriter.WriteAsync(context, problem);
    }
}
