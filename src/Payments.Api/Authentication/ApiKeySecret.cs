using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Api.Authentication;

/// <summary>The secret of an API key: <c>sk_</c> and 43 characters of base 62, more than 256 bits. Stored only as a hash.</summary>
public static class ApiKeySecret
{
    /// <summary>How every secret begins, so that scanners for leaked secrets find it.</summary>
    public const string Prefix = "sk_";

    private const int Characters = 43;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>Makes a new secret.</summary>
    public static string Create() => Prefix + RandomNumberGenerator.GetString(Alphabet, Characters);

    /// <summary>The form in which it is stored. 256 random bits need no salt and no slow hash.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    /// <summary>True for what could be a secret: anything else is not looked up.</summary>
    public static bool HasForm(ReadOnlySpan<char> text) =>
        text.Length == Prefix.Length + Characters && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text[Prefix.Length..].ContainsAnyExcept(Letters);
}
