using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Payments.Api.Authentication;
using Payments.Api.Limits;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;

namespace Payments.Api.Dashboard;

/// <summary>
/// The page on which an administrator gives an access token for a session. The token comes in the body of a form and goes
/// no further: not into an address, a cookie or a log.
/// </summary>
internal sealed class DashboardLogin(DashboardSessions sessions, AccessTokens tokens, RequestLimits limits)
{
    private const string ContentPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
    private const string NotTaken = "<p role=\"alert\">That is not a valid access token of an administrator.</p>";

    private static readonly FormOptions Form = new() { ValueCountLimit = 4, KeyLengthLimit = 64, ValueLengthLimit = 8 * 1024, BufferBodyLengthLimit = 16 * 1024 };

    /// <summary>Shows the form.</summary>
    public static Task ShowAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "");

    /// <summary>Takes the form.</summary>
    public async Task EnterAsync(HttpContext context)
    {
        if (Refuse(context) is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var form = await context.Request.ReadFormAsync(Form, context.RequestAborted);
        var token = form["token"].ToString().Trim();
        var caller = token.Length == 0 ? null : await tokens.FindAsync(token, CredentialHash.Of(token));
        if (caller is not { Role: Role.Admin })
        {
            limits.CountFailure(RequestFrame.Of(context).Address);
            await WriteAsync(context, StatusCodes.Status401Unauthorized, NotTaken);
            return;
        }

        sessions.Begin(context, caller);
        SeeOther(context, DashboardSessions.Path + "/");
    }

    /// <summary>Ends the session.</summary>
    public static Task LeaveAsync(HttpContext context)
    {
        if (IsFromElsewhere(context.Request))
        {
            return ProblemWriter.WriteAsync(context, Problem.From(Reason.NotAllowed()));
        }

        DashboardSessions.End(context);
        SeeOther(context, DashboardRoutes.LoginPath);
        return Task.CompletedTask;
    }

    private Problem? Refuse(HttpContext context)
    {
        if (IsFromElsewhere(context.Request))
        {
            return Problem.From(Reason.NotAllowed());
        }

        if (!context.Request.HasFormContentType)
        {
            return Problem.Of(ProblemCodes.UnsupportedMediaType, "A form is expected.");
        }

        return limits.MayTryCredentials(RequestFrame.Of(context).Address)
            ? null
            : new Problem { Code = ProblemCodes.RateLimited, Detail = "Too many requests without valid credentials came from this address.", RetryAfter = 60 };
    }

    /// <summary>A page of another site must not sign anybody in or out.</summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != request.Host.Value));

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    private static async Task WriteAsync(HttpContext context, int status, string message)
    {
        var page = Encoding.UTF8.GetBytes($$"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Dashboard · Payments Orleans</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}
            textarea{width:100%;height:7rem;font:13px monospace;box-sizing:border-box}button{font:inherit;padding:.4rem 1.2rem;margin-top:.6rem}
            [role=alert]{color:#a40000}</style></head>
            <body><h1>Dashboard of the silos</h1>{{message}}
            <form method="post" action="{{DashboardRoutes.LoginPath}}" autocomplete="off">
            <label for="token">Access token of an administrator</label>
            <textarea id="token" name="token" required spellcheck="false"></textarea>
            <button>Open the dashboard</button></form>
            <form method="post" action="{{DashboardRoutes.LogoutPath}}"><button>End my session</button></form>
            </body></html>
            """);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        await response.Body.WriteAsync(page, context.RequestAborted);
    }
}
