using System.Buffers.Binary;
using System.Text;

namespace Payments.Watching;

/// <summary>One field of a protobuf message as it stands on the wire.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Bytes">Bytes of a string, bytes or message; eight of a fixed64; empty for a varint.</param>
/// <param name="Number64">Value of a varint or fixed64.</param>
internal readonly record struct ProtobufField(int Number, ReadOnlyMemory<byte> Bytes, ulong Number64)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);
}

/// <summary>Reads protobuf's wire format without a schema: an answer of its own to what the exporter's code believes it sends.</summary>
internal static class ProtobufFields
{
    public static IEnumerable<ProtobufField> Of(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = ReadVarint(message.Span, ref at);
            yield return ReadField(message, (int)(tag >> 3), (int)(tag & 7), ref at);
        }
    }

    /// <summary>Messages or texts in the field with this number.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> All(this ReadOnlyMemory<byte> message, int number) =>
        Of(message).Where(field => field.Number == number).Select(field => field.Bytes);

    /// <summary>The field with this number, or an empty one.</summary>
    public static ProtobufField One(this ReadOnlyMemory<byte> message, int number) =>
        Of(message).FirstOrDefault(field => field.Number == number);

    private static ProtobufField ReadField(ReadOnlyMemory<byte> message, int number, int type, ref int at)
    {
        switch (type)
        {
            case 0:
                return new ProtobufField(number, default, ReadVarint(message.Span, ref at));
            case 1:
                at += 8;
                return new ProtobufField(
                    number, message.Slice(at - 8, 8), BinaryPrimitives.ReadUInt64LittleEndian(message.Span[(at - 8)..]));
            case 2:
                var length = (int)ReadVarint(message.Span, ref at);
                at += length;
                return new ProtobufField(number, message.Slice(at - length, length), 0);
            case 5:
                at += 4;
                return new ProtobufField(number, message.Slice(at - 4, 4), 0);
            default:
                throw new InvalidDataException($"wire type {type} at {at}");
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }
}
