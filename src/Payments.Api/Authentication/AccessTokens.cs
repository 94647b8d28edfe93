using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Payments.Api.Limits;
using Payments.Domain.Ledger;

namespace Payments.Api.Authentication;

/// <summary>Finds the person or service behind an access token of the configured issuer.</summary>
internal sealed class AccessTokens(SigningKeys keys, RequestLimits limits, IOptions<AuthOptions> options, TimeProvider clock)
{
    private const string RoleClaim = "role";
    private const string MethodsClaim = "amr";
    private const string SecondFactor = "mfa";
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 8 * 1024, MapInboundClaims = false };
    private static readonly TimeSpan RememberRefusals = TimeSpan.FromSeconds(5);
    private readonly AuthOptions _options = options.Value;

    /// <summary>What is known already.</summary>
    public CredentialCache Cache { get; } = new(options.Value.CachedCredentialsMax, clock);

    /// <summary>Validates a token; null when it is not to be trusted.</summary>
    public async Task<Caller?> FindAsync(string token, CredentialHash hash)
    {
        // Another request may have validated it since this one asked the cache.
        if (Cache.TryGet(hash, out var known))
        {
            return known;
        }

        if (_options.Issuer is null || !TokenShape.IsAcceptable(token))
        {
            return null;
        }

        var result = await Handler.ValidateTokenAsync(token, Parameters());
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid || CallerOf(valid) is not { } caller)
        {
            Cache.Set(hash, null, RememberRefusals);
            return null;
        }

        var left = valid.ValidTo + Skew - clock.GetUtcNow().UtcDateTime;
        var most = TimeSpan.FromSeconds(_options.TokenCacheSeconds);
        Cache.Set(hash, caller, left < most ? left : most);
        return caller;
    }

    private TimeSpan Skew => TimeSpan.FromSeconds(_options.ClockSkewSeconds);

    private TokenValidationParameters Parameters() => new()
    {
        ValidAlgorithms = TokenShape.Algorithms,
        ValidTypes = TokenShape.Types,
        ValidIssuer = _options.Issuer,
        ValidAudience = _options.Audience,
        IssuerSigningKeys = keys.Current,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateLifetime = true,
        LifetimeValidator = IsWithinLifetime,
    };

    private bool IsWithinLifetime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters _)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Skew
            && (notBefore is not { } start || start <= now + Skew)
            && token is JsonWebToken { IssuedAt: var issued } && issued <= now + Skew;
    }

    private Caller? CallerOf(JsonWebToken token)
    {
        var role = RoleOf(token);
        if (token.Subject is not { } subject || !Caller.TryReadSubject(subject, role, out var tenantId))
        {
            return null;
        }

        var hasSecondFactor = token.TryGetPayloadValue<string[]>(MethodsClaim, out var methods)
            && methods.Contains(SecondFactor, StringComparer.Ordinal);
        return new Caller(tenantId, subject, role, hasSecondFactor, limits.BucketOf(subject));
    }

    private static Role? RoleOf(JsonWebToken token) =>
        token.TryGetPayloadValue<string>(RoleClaim, out var role)
            ? role switch
            {
                "merchant" => Role.Merchant,
                "user" => Role.User,
                "support" => Role.Support,
                "finance" => Role.Finance,
                "admin" => Role.Admin,
                _ => null,
            }
            : null;
}
