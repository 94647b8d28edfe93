using System.Buffers;
using System.Text;
using System.Text.Json;
using Payments.Api.Json;
using Payments.Domain.Commands;

namespace Payments.Api.Idempotency;

/// <summary>
/// What a request asked for, to tell a repetition from another request under the same key: the canonical body without the
/// key itself, and the id in the path, which is as much part of what was asked.
/// </summary>
internal static class RequestFingerprint
{
    /// <summary>The name under which the id in the path is compared.</summary>
    public const string PathMember = "{id}";

    private const int KeptBytesMax = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Takes the fingerprint of a body that was read and found valid.</summary>
    public static byte[] Of(JsonBody body, string? pathId = null)
    {
        var output = _buffer ??= new ArrayBufferWriter<byte>(1024);
        output.ResetWrittenCount();
        var members = new List<(string Name, ReadOnlyMemory<byte> Value)>(body.Shape.Fields.Count + 1);
        output.Write("{"u8);
        foreach (var field in body.Shape.Fields)
        {
            var value = body[field.Index];
            if (value.Type != JsonTokenType.None && field != body.Shape.Key)
            {
                WriteName(body.Shape.NameOf(field.Index), members.Count, output);
                var start = output.WrittenCount;
                CanonicalJson.Write(body.Raw(value), value, output);
                members.Add((field.Name, output.WrittenMemory[start..]));
            }
        }

        if (pathId is not null)
        {
            WriteName("{id}"u8, members.Count, output);
            var start = output.WrittenCount;
            output.Write(Encoding.UTF8.GetBytes(pathId));
            members.Add((PathMember, output.WrittenMemory[start..]));
        }

        output.Write("}"u8);
        var print = Fingerprint.Of(output.WrittenSpan, members);
        _buffer = output.Capacity <= KeptBytesMax ? output : null;
        return print;
    }

    /// <summary>Names of the members in which two bodies of a route differ.</summary>
    public static IReadOnlyList<string> Differences(byte[] first, byte[] second, BodyShape shape)
    {
        var names = shape.Fields.Where(field => field != shape.Key).Select(field => field.Name).Append(PathMember);
        return Fingerprint.Differences(first, second, names);
    }

    private static void WriteName(ReadOnlySpan<byte> name, int before, ArrayBufferWriter<byte> output)
    {
        output.Write(before == 0 ? "\""u8 : ",\""u8);
        output.Write(name);
        output.Write("\":"u8);
    }
}
