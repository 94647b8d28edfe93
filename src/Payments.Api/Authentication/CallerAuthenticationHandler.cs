using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Api.Limits;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Refusals;

namespace Payments.Api.Authentication;

/// <summary>
/// Tells who asks by <c>Authorization: Bearer</c>: an API key or a token of the configured issuer. Whatever is wrong, the
/// answer is one and the same 401.
/// </summary>
internal sealed class CallerAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    KeyHolders apiKeys, AccessTokens tokens, RequestLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string BearerPrefix = "Bearer ";
    private const int CredentialBytesMax = 8 * 1024;
    private const int StackBytes = 1024;
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("no valid credentials");
    private bool _isLockedOut;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var value = header.Count == 1 ? header[0] : null;
        if (value is null || value.Length is <= 7 or > CredentialBytesMax
            || !value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            || value.AsSpan(BearerPrefix.Length).ContainsAnyExceptInRange('!', '~'))
        {
            return Task.FromResult(Fail());
        }

        var credential = value.AsSpan(BearerPrefix.Length);
        var isApiKey = credential.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal);
        var hash = HashOf(credential);
        var cache = isApiKey ? apiKeys.Cache : tokens.Cache;
        return cache.TryGet(hash, out var caller) && caller is not null
            ? Task.FromResult(Accept(caller))
            : ExamineAsync(value[BearerPrefix.Length..], hash, isApiKey);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isLockedOut)
        {
            return ProblemWriter.WriteAsync(Context, new Problem
            {
                Code = ProblemCodes.RateLimited,
                Detail = "Too many requests without valid credentials came from this address.",
                RetryAfter = 60,
            });
        }

        Response.Headers.WWWAuthenticate = "Bearer realm=\"payments\"";
        return ProblemWriter.WriteAsync(
            Context, Problem.Of(ProblemCodes.Unauthenticated, "A valid API key or access token is required."));
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemWriter.WriteAsync(Context, Problem.From(Reason.NotAllowed()));

    private async Task<AuthenticateResult> ExamineAsync(string credential, CredentialHash hash, bool isApiKey)
    {
        var address = RequestFrame.Of(Context).Address;
        if (!limits.MayTryCredentials(address))
        {
            _isLockedOut = true;
            return Refused;
        }

        var caller = isApiKey ? await apiKeys.FindAsync(credential, hash) : await tokens.FindAsync(credential, hash);
        return caller is null ? Fail() : Accept(caller);
    }

    private AuthenticateResult Accept(Caller caller)
    {
        RequestFrame.Of(Context).Caller = caller;
        return caller.Result;
    }

    private AuthenticateResult Fail()
    {
        limits.CountFailure(RequestFrame.Of(Context).Address);
        return Refused;
    }

    private static CredentialHash HashOf(ReadOnlySpan<char> credential)
    {
        Span<byte> bytes = credential.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[credential.Length];
        var length = Encoding.ASCII.GetBytes(credential, bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        return new CredentialHash(
            BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }
}
