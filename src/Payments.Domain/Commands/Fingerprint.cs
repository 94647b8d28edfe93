using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Domain.Commands;

/// <summary>
/// What a request body was, in a form that can be compared later: SHA-256 of the canonical body, then for each top-level
/// member two bytes of its name's hash and four of its value's. The digest alone decides whether two bodies are the same;
/// the members' short hashes (FNV-1a) only serve to name what differs.
/// </summary>
public static class Fingerprint
{
    private const int HashLength = 32;
    private const int MemberLength = 6;

    /// <summary>Takes the fingerprint of a body.</summary>
    /// <param name="canonicalBody">The whole body in canonical form.</param>
    /// <param name="members">Name and canonical value of each top-level member.</param>
    public static byte[] Of(ReadOnlySpan<byte> canonicalBody, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> members)
    {
        var print = new byte[HashLength + (MemberLength * members.Count)];
        SHA256.HashData(canonicalBody, print);
        var place = print.AsSpan(HashLength);
        foreach (var (name, value) in members)
        {
            BinaryPrimitives.WriteUInt16BigEndian(place, NameHash(name));
            BinaryPrimitives.WriteUInt32BigEndian(place[2..], ShortHash(value.Span));
            place = place[MemberLength..];
        }

        return print;
    }

    /// <summary>True when both are of the same canonical body.</summary>
    public static bool SameBody(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left[..HashLength].SequenceEqual(right[..HashLength]);

    /// <summary>Which of the known members differ between two bodies, one of them missing included.</summary>
    /// <param name="first">Fingerprint of the first body.</param>
    /// <param name="second">Fingerprint of the second body.</param>
    /// <param name="knownNames">Names that a body of this route may have.</param>
    public static IReadOnlyList<string> Differences(byte[] first, byte[] second, IEnumerable<string> knownNames)
    {
        var (before, after) = (Members(first), Members(second));
        return [.. knownNames.Where(name =>
        {
            var hash = NameHash(name);
            return before.TryGetValue(hash, out var left) != after.TryGetValue(hash, out var right) || left != right;
        })];
    }

    private static Dictionary<ushort, uint> Members(byte[] print)
    {
        var members = new Dictionary<ushort, uint>();
        for (var at = HashLength; at + MemberLength <= print.Length; at += MemberLength)
        {
            members[BinaryPrimitives.ReadUInt16BigEndian(print.AsSpan(at))] =
                BinaryPrimitives.ReadUInt32BigEndian(print.AsSpan(at + 2));
        }

        return members;
    }

    private static ushort NameHash(string name)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        var hash = ShortHash(bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
        return (ushort)((hash >> 16) ^ (hash & 0xffff));
    }

    /// <summary>FNV-1a, 32 bits.</summary>
    private static uint ShortHash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash;
    }
}
