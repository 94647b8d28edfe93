using System.Buffers.Binary;

namespace Payments.History.Journal;

/// <summary>The ids that clients see, from the ids in the tables: a prefix and 26 characters of Crockford's base 32.</summary>
public static class PublicIds
{
    private const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Account(Guid id) => Of("acc", id);

    public static string Transfer(Guid id) => Of("trf", id);

    public static string Entry(Guid id) => Of("ent", id);

    private static string Of(string prefix, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[Length];
        for (var index = Length - 1; index >= 0; index--)
        {
            text[index] = Alphabet[(int)(uint)(value & 31)];
            value >>= 5;
        }

        return $"{prefix}_{text}";
    }
}
