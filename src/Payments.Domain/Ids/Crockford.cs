using System.Buffers.Binary;

namespace Payments.Domain.Ids;

/// <summary>Crockford's base 32 of 128-bit ids: 26 characters, most significant first, so text sorts as the id does.</summary>
internal static class Crockford
{
    internal const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly sbyte[] Values = BuildValues();

    internal static void Write(Guid id, Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        for (var index = Length - 1; index >= 0; index--)
        {
            destination[index] = Alphabet[(int)(uint)(value & 31)];
            value >>= 5;
        }
    }

    internal static bool TryRead(ReadOnlySpan<char> text, out Guid id)
    {
        id = default;
        // 26 characters carry 130 bits: the first one may only hold the top three.
        if (text.Length != Length || text[0] > '7')
        {
            return false;
        }

        var value = UInt128.Zero;
        foreach (var letter in text)
        {
            var digit = letter < 128 ? Values[letter] : (sbyte)-1;
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (UInt128)(uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        id = new Guid(bytes, bigEndian: true);
        return true;
    }

    private static sbyte[] BuildValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var index = 0; index < Alphabet.Length; index++)
        {
            values[Alphabet[index]] = (sbyte)index;
        }

        return values;
    }
}
