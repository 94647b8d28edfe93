using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Payments.Domain.Commands;

namespace Payments.Domain.Ledger;

/// <summary>
/// What an event keeps of a user, merchant or API key in place of the values themselves, so that a changed row is found:
/// personal data stay in one row, which can be erased, and nothing of them remains in the feed.
/// </summary>
/// <remarks>
/// Form: lower-case hexadecimal. Numbers are 32 bits, big-endian; a text is its length in UTF-8 (-1 for null) and its bytes; of
/// metadata the members by name, as a column of JSON keeps neither order nor spaces. Stored: the form can never change.
/// </remarks>
public static class IdentityDigest
{
    /// <summary>HMAC-SHA-256 over what a user or merchant is, keyed with the row's own salt: without it, names could be guessed.</summary>
    /// <param name="kind">User or merchant.</param>
    /// <param name="name">Name for people.</param>
    /// <param name="email">Address for mail.</param>
    /// <param name="metadata">The caller's own data, JSON.</param>
    /// <param name="salt">Random bytes that stand in the row and nowhere else.</param>
    public static string OfParty(PartyKind kind, string name, string? email, string? metadata, byte[] salt)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        Add(hash, (int)kind);
        Add(hash, name);
        Add(hash, email);
        AddMembers(hash, metadata);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 over what an API key is and whose. The secret's hash is in it, which nobody can guess.</summary>
    public static string OfApiKey(ApiKeyRow key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(key.MerchantId.ToByteArray(bigEndian: true));
        Add(hash, key.SecretHash.Length);
        hash.AppendData(key.SecretHash);
        Add(hash, key.LastFour);
        Add(hash, key.Name);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AddMembers(IncrementalHash hash, string? json)
    {
        if (json is null)
        {
            Add(hash, -1);
            return;
        }

        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        Add(hash, members.Count);
        foreach (var member in members)
        {
            Add(hash, member.Name);
            Add(hash, member.Value.ToString());
        }
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Add(hash, text is null ? -1 : bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
