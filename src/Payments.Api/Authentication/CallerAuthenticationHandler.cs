using Microsoft.AspNetCore.Authentication;
using Payments.Api.Dashboard;
using Payments.Api.Limits;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Refusals;

namespace Payments.Api.Authentication;

/// <summary>
/// Tells who asks by <c>Authorization: Bearer</c>: an API key or a token of the configured issuer. Whatever is wrong, the
/// answer is one and the same 401. The dashboard's pages also take the cookie of a session.
/// </summary>
internal sealed class CallerAuthenticationHandler(
    KeyHolders keyHolders, AccessTokens tokens, DashboardSessions sessions, RequestLimits limits) : IAuthenticationHandler
{
    private const string BearerPrefix = "Bearer ";
    private const int CredentialBytesMax = 8 * 1024;
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("no valid credentials");
    private HttpContext _context = null!;
    private RequestFrame _frame = null!;
    private bool _isLockedOut;

    /// <inheritdoc/>
    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        _frame = RequestFrame.Of(context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AuthenticateResult> AuthenticateAsync()
    {
        var header = _context.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return sessions.Find(_context) is { } administrator ? Accept(administrator) : Task.FromResult(AuthenticateResult.NoResult());
        }

        var value = header.Count == 1 ? header[0] : null;
        if (value is null || value.Length <= BearerPrefix.Length || value.Length > CredentialBytesMax
            || !value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            || value.AsSpan(BearerPrefix.Length).ContainsAnyExceptInRange('!', '~'))
        {
            return Task.FromResult(Fail());
        }

        var credential = value.AsSpan(BearerPrefix.Length);
        var isApiKey = credential.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal);
        var hash = CredentialHash.Of(credential);
        var cache = isApiKey ? keyHolders.Cache : tokens.Cache;
        return cache.TryGet(hash, out var caller) && caller is not null
            ? Accept(caller)
            : ExamineAsync(value[BearerPrefix.Length..], hash, isApiKey);
    }

    /// <inheritdoc/>
    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        if (_isLockedOut)
        {
            return ProblemWriter.WriteAsync(_context, new Problem
            {
                Code = ProblemCodes.RateLimited,
                Detail = "Too many requests without valid credentials came from this address.",
                RetryAfter = 60,
            });
        }

        if (IsBrowserAtDashboard())
        {
            _context.Response.Redirect(DashboardRoutes.LoginPath);
            return Task.CompletedTask;
        }

        _context.Response.Headers.WWWAuthenticate = "Bearer realm=\"payments\"";
        return ProblemWriter.WriteAsync(
            _context, Problem.Of(ProblemCodes.Unauthenticated, "A valid API key or access token is required."));
    }

    /// <inheritdoc/>
    public Task ForbidAsync(AuthenticationProperties? properties) =>
        ProblemWriter.WriteAsync(_context, Problem.From(Reason.NotAllowed()));

    private async Task<AuthenticateResult> ExamineAsync(string credential, CredentialHash hash, bool isApiKey)
    {
        if (!limits.MayTryCredentials(_frame.Address))
        {
            _isLockedOut = true;
            return Refused;
        }

        var caller = isApiKey ? await keyHolders.FindAsync(credential, hash) : await tokens.FindAsync(credential, hash);
        return caller is null ? Fail() : await Accept(caller);
    }

    private Task<AuthenticateResult> Accept(Caller caller)
    {
        _frame.Caller = caller;
        return caller.Result;
    }

    private bool IsBrowserAtDashboard() =>
        _context.GetEndpoint()?.Metadata.GetMetadata<DashboardPage>() is not null
        && _context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private AuthenticateResult Fail()
    {
        limits.CountFailure(_frame.Address);
        return Refused;
    }
}
