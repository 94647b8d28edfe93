using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Payments.Api.Authentication;

/// <summary>
/// What a token must look like before its signature is looked at (RFC 8725): a fixed list of algorithms and types, a key id,
/// no header that names a key of its own, no claim twice. Nothing in a token ever causes a request to somewhere else.
/// </summary>
internal static class TokenShape
{
    /// <summary>Algorithms that are taken, exactly as spelled in RFC 7518.</summary>
    public static readonly string[] Algorithms = ["RS256", "ES256"];

    /// <summary>Types that are taken: RFC 9068's access token and the plain one.</summary>
    public static readonly string[] Types = ["at+jwt", "JWT"];

    private const int KeyIdMax = 200;
    private const int DepthMax = 8;
    private static readonly string[] ForbiddenHeaders = ["jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc"];

    // Only an ID token has these: it tells an application who signed in and is no key to an API.
    private static readonly string[] ForbiddenClaims = ["nonce", "at_hash", "c_hash"];

    /// <summary>True when header and payload are acceptable.</summary>
    public static bool IsAcceptable(string token)
    {
        var parts = token.Split('.', 4);
        if (parts.Length != 3 || parts[2].Length == 0)
        {
            return false;
        }

        try
        {
            return HeaderIsAcceptable(Base64UrlEncoder.DecodeBytes(parts[0])) && PayloadIsAcceptable(Base64UrlEncoder.DecodeBytes(parts[1]));
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool HeaderIsAcceptable(byte[] json)
    {
        using var document = Parse(json);
        var header = document?.RootElement;
        return header is { } members
            && Array.TrueForAll(ForbiddenHeaders, name => !members.TryGetProperty(name, out _))
            && TextOf(members, "alg") is { } algorithm && Algorithms.Contains(algorithm, StringComparer.Ordinal)
            && TextOf(members, "typ") is { } type && Types.Contains(type, StringComparer.Ordinal)
            && TextOf(members, "kid") is { Length: > 0 and <= KeyIdMax };
    }

    private static bool PayloadIsAcceptable(byte[] json)
    {
        using var document = Parse(json);
        return document?.RootElement is { } members
            && Array.TrueForAll(ForbiddenClaims, name => !members.TryGetProperty(name, out _))
            && members.TryGetProperty("exp", out var expires) && expires.ValueKind == JsonValueKind.Number;
    }

    private static JsonDocument? Parse(byte[] json)
    {
        var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        return null;
    }

    private static string? TextOf(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
