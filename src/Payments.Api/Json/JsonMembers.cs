using System.Buffers.Text;
using System.Text.Json;
using Payments.Domain.Ids;

namespace Payments.Api.Json;

/// <summary>Members that many answers have.</summary>
internal static class JsonMembers
{
    /// <summary>Writes an id with its prefix.</summary>
    public static void WriteId(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string prefix, Guid id) =>
        json.WriteString(name, PublicId.Format(prefix, id));

    /// <summary>Writes an id, or null.</summary>
    public static void WriteOptionalId(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string prefix, Guid? id)
    {
        if (id is { } given)
        {
            json.WriteId(name, prefix, given);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a text, or null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a number, or null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } given)
        {
            json.WriteNumber(name, given);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes yes or no, or null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? yes)
    {
        if (yes is { } given)
        {
            json.WriteBoolean(name, given);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes an instant in UTC (RFC 3339), with as many digits as PostgreSQL keeps.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[Times.Length];
        Times.Write(time, text);
        json.WriteString(name, text);
    }

    /// <summary>Writes an instant, or null.</summary>
    public static void WriteOptionalTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } given)
        {
            json.WriteTime(name, given);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes the caller's own data as an object, empty when there is none.</summary>
    public static void WriteMetadata(this Utf8JsonWriter json, string? metadata)
    {
        json.WritePropertyName("metadata"u8);
        json.WriteRawValue(metadata is null ? "{}" : Canonical(metadata), skipInputValidation: true);
    }

    /// <summary>
    /// What a table keeps as jsonb comes back with white space and in another order, but an object must look the same
    /// whenever it is read.
    /// </summary>
    private static string Canonical(string metadata) =>
        metadata.Contains("\": \"", StringComparison.Ordinal) ? CanonicalJson.Of(metadata) : metadata;
}

/// <summary>Instants as text: <c>2026-01-31T12:34:56.123456Z</c>, always 27 bytes.</summary>
internal static class Times
{
    /// <summary>Bytes of an instant.</summary>
    public const int Length = 27;

    private const int TicksPerMicrosecond = 10;

    /// <summary>Writes an instant.</summary>
    public static void Write(DateTimeOffset time, Span<byte> text)
    {
        // The "O" format ends in seven digits and Z; PostgreSQL keeps six.
        Span<byte> whole = stackalloc byte[33];
        var utc = new DateTime(time.UtcTicks - (time.UtcTicks % TicksPerMicrosecond), DateTimeKind.Utc);
        Utf8Formatter.TryFormat(utc, whole, out _, 'O');
        whole[..26].CopyTo(text);
        text[26] = (byte)'Z';
    }

    /// <summary>An instant as a string.</summary>
    public static string Text(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[Length];
        Write(time, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }
}
