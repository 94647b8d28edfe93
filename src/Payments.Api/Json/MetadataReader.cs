using System.Text.Json;
using Payments.Api.Problems;

namespace Payments.Api.Json;

/// <summary>Reads the caller's own data: an object of strings, bounded in number and length.</summary>
internal static class MetadataReader
{
    /// <summary>Longest name of an entry.</summary>
    public const int NameMax = 40;

    /// <summary>Longest value of an entry.</summary>
    public const int ValueMax = 500;

    /// <summary>Reads an object and gives it back in canonical form, names sorted; null when there is something wrong.</summary>
    public static string? Read(FieldReader fields, Field field, ReadOnlySpan<byte> raw, JsonTokenType type)
    {
        if (type != JsonTokenType.StartObject)
        {
            fields.Refuse(field, ProblemCodes.InvalidValue, "An object of strings is expected.");
            return null;
        }

        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadEntry(fields, field, raw, ref reader, entries))
            {
                return null;
            }
        }

        if (entries.Count > field.Max)
        {
            fields.Refuse(field, ProblemCodes.TooLong, $"At most {field.Max} entries are allowed.");
        }

        return entries.Count == 0 ? null : CanonicalJson.Of(entries);
    }

    private static bool ReadEntry(
        FieldReader fields, Field field, ReadOnlySpan<byte> raw, ref Utf8JsonReader reader, SortedDictionary<string, string> entries)
    {
        if (DecodeToken(fields, field, raw, ref reader) is not { } name)
        {
            return false;
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            fields.Refuse(field, ProblemCodes.InvalidValue, "The entries' values must be strings.");
            return false;
        }

        if (DecodeToken(fields, field, raw, ref reader) is not { } value)
        {
            return false;
        }

        if (!entries.TryAdd(name, value))
        {
            fields.Refuse(field, ProblemCodes.DuplicateMember, "An entry is given twice.");
            return false;
        }

        fields.CheckText(name, NameMax, field.Pointer);
        fields.CheckText(value, ValueMax, field.Pointer);
        return true;
    }

    private static string? DecodeToken(FieldReader fields, Field field, ReadOnlySpan<byte> raw, ref Utf8JsonReader reader)
    {
        var token = raw.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        return fields.Decode(token, reader.ValueIsEscaped, field.Pointer);
    }
}
