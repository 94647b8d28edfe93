using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Payments.Api.Json;

/// <summary>
/// One spelling for every JSON value: members sorted by name, no white space, strings with no more escapes than JSON needs.
/// Bodies that mean the same then hash the same, however they were typed (<c>"\u0061mount"</c> is <c>"amount"</c>).
/// </summary>
internal static class CanonicalJson
{
    private const string Hex = "0123456789abcdef";

    /// <summary>Writes an object of strings.</summary>
    public static string Of(SortedDictionary<string, string> entries)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in entries)
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            WriteString(Encoding.UTF8.GetBytes(name), output);
            output.Write(":"u8);
            WriteString(Encoding.UTF8.GetBytes(value), output);
        }

        output.Write("}"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Writes an object that the journal has kept.</summary>
    public static string Of(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var output = new ArrayBufferWriter<byte>(bytes.Length);
        Write(bytes, new JsonValue(JsonTokenType.StartObject, 0, bytes.Length, false), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Writes a value of a body that was read strictly.</summary>
    public static void Write(ReadOnlySpan<byte> raw, JsonValue value, IBufferWriter<byte> output)
    {
        if (value.Type is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            WriteNested(ref reader, raw, output);
        }
        else
        {
            WriteScalar(raw, value.HasEscapes, output);
        }
    }

    private static void WriteNested(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, bytes, output);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, bytes, output);
                break;
            default:
                var start = (int)reader.TokenStartIndex;
                WriteScalar(bytes[start..(int)reader.BytesConsumed], reader.ValueIsEscaped, output);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = new ArrayBufferWriter<byte>(64);
            WriteScalar(QuotedToken(in reader, bytes), reader.ValueIsEscaped, member);
            var name = Encoding.UTF8.GetString(member.WrittenSpan);
            member.Write(":"u8);
            reader.Read();
            WriteNested(ref reader, bytes, member);
            members[name] = member.WrittenSpan.ToArray();
        }

        output.Write("{"u8);
        var first = true;
        foreach (var member in members.Values)
        {
            output.Write(first ? ""u8 : ","u8);
            output.Write(member);
            first = false;
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            output.Write(first ? ""u8 : ","u8);
            WriteNested(ref reader, bytes, output);
            first = false;
        }

        output.Write("]"u8);
    }

    private static ReadOnlySpan<byte> QuotedToken(in Utf8JsonReader reader, ReadOnlySpan<byte> bytes) =>
        bytes.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);

    /// <summary>A scalar without backslash is in canonical form as it stands.</summary>
    private static void WriteScalar(ReadOnlySpan<byte> raw, bool hasEscapes, IBufferWriter<byte> output)
    {
        if (!hasEscapes)
        {
            output.Write(raw);
            return;
        }

        var inner = raw[1..^1];
        var buffer = ArrayPool<byte>.Shared.Rent(inner.Length);
        if (!JsonText.TryUnescape(inner, buffer, out var written))
        {
            throw new InvariantViolationException("a string was not checked before its canonical form");
        }

        WriteString(buffer.AsSpan(0, written), output);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void WriteString(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        foreach (var letter in text)
        {
            if (letter is (byte)'"' or (byte)'\\')
            {
                output.Write([(byte)'\\', letter]);
            }
            else if (letter < 0x20)
            {
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)Hex[letter >> 4], (byte)Hex[letter & 15]]);
            }
            else
            {
                output.Write([letter]);
            }
        }

        output.Write("\""u8);
    }
}
