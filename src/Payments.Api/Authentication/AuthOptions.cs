using System.ComponentModel.DataAnnotations;

namespace Payments.Api.Authentication;

/// <summary>Section <c>Payments:Auth</c>: whose tokens are taken.</summary>
public sealed record AuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Auth";

    /// <summary>The tokens' <c>iss</c>. Without one only API keys are taken.</summary>
    public string? Issuer { get; init; }

    /// <summary>The tokens' <c>aud</c>.</summary>
    [Required, MinLength(1)]
    public string Audience { get; init; } = "payments";

    /// <summary>A file with the issuer's JSON Web Key Set; read again when it changes.</summary>
    public string? JwksFile { get; init; }

    /// <summary>The issuer's base address (https): its keys are fetched from there through OpenID discovery.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Seconds by which clocks may differ.</summary>
    [Range(0, 60)]
    public int ClockSkewSeconds { get; init; } = 30;

    /// <summary>Seconds for which an API key is taken without asking again, so the time that a revoked key lives on.</summary>
    [Range(0, 60)]
    public int ApiKeyCacheSeconds { get; init; } = 5;

    /// <summary>Seconds for which a validated token is taken without validating again, at most until its <c>exp</c>.</summary>
    [Range(0, 60)]
    public int TokenCacheSeconds { get; init; } = 60;

    /// <summary>Seconds between looks at the issuer's keys.</summary>
    [Range(1, 86_400)]
    public int KeyRefreshSeconds { get; init; } = 300;

    /// <summary>Credentials remembered at a time.</summary>
    [Range(16, 1_000_000)]
    public int CachedCredentialsMax { get; init; } = 50_000;

    /// <summary>True switches on the <see cref="DevelopmentIssuer"/>: who holds its key file can be anybody.</summary>
    public bool Development { get; init; }

    /// <summary>Directory of the development issuer's key.</summary>
    public string? DevelopmentDirectory { get; init; }
}
