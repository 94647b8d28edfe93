using System.Text;
using Microsoft.Extensions.Primitives;
using Payments.Api.Json;
using Payments.Api.Problems;

namespace Payments.Api.Idempotency;

/// <summary>
/// Finds a request's idempotency key: the <c>Idempotency-Key</c> header, as a quoted string of a structured field (RFC 8941,
/// as the IETF draft asks) or bare, or the body's member; 1–255 printable ASCII characters.
/// </summary>
internal static class IdempotencyKeys
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Longest key.</summary>
    public const int LengthMax = 255;

    /// <summary>Reads the key from header and body; both may be given when they are the same.</summary>
    public static string? Read(StringValues header, string? bodyKey, out Problem? problem)
    {
        problem = null;
        string? headerKey = null;
        if (header.Count > 0)
        {
            headerKey = header.Count == 1 ? Parse(header[0]) : null;
            if (headerKey is null)
            {
                problem = Problem.InHeader(
                    ProblemCodes.IdempotencyKeyInvalid,
                    "The header must hold 1 to 255 printable ASCII characters, bare or quoted, and be given once.", Header);
                return null;
            }
        }

        if (bodyKey is not null && !IsKey(bodyKey))
        {
            problem = Problem.InBody(
                ProblemCodes.IdempotencyKeyInvalid, "The key must be 1 to 255 printable ASCII characters.", "/" + BodyShape.KeyMember);
            return null;
        }

        return Choose(headerKey, bodyKey, out problem);
    }

    /// <summary>True for 1–255 printable ASCII characters.</summary>
    public static bool IsKey(string key) =>
        key.Length is > 0 and <= LengthMax && !key.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string? Choose(string? headerKey, string? bodyKey, out Problem? problem)
    {
        problem = (headerKey, bodyKey) switch
        {
            (null, null) => Problem.InHeader(
                ProblemCodes.IdempotencyKeyMissing, "This route needs an idempotency key, so that a repetition cannot act twice.", Header),
            (not null, not null) when headerKey != bodyKey => Problem.InHeader(
                ProblemCodes.IdempotencyKeyInvalid, "Header and body give different keys.", Header),
            _ => null,
        };
        return problem is null ? headerKey ?? bodyKey : null;
    }

    private static string? Parse(string? value)
    {
        if (value is null || value.Length == 0 || value[0] != '"')
        {
            return value is not null && IsKey(value) ? value : null;
        }

        return ParseQuoted(value);
    }

    /// <summary>RFC 8941, 4.2.5: only the quote and the backslash may be escaped, and nothing may follow.</summary>
    private static string? ParseQuoted(string value)
    {
        if (value.IndexOf('\\', StringComparison.Ordinal) < 0 && value.IndexOf('"', 1) == value.Length - 1)
        {
            var plain = value[1..^1];
            return IsKey(plain) ? plain : null;
        }

        var key = new StringBuilder(value.Length);
        for (var index = 1; index < value.Length; index++)
        {
            var letter = value[index];
            if (letter == '"')
            {
                return index == value.Length - 1 && IsKey(key.ToString()) ? key.ToString() : null;
            }

            if (letter == '\\' && (++index == value.Length || (letter = value[index]) is not ('"' or '\\')))
            {
                return null;
            }

            key.Append(letter);
        }

        return null;
    }
}
