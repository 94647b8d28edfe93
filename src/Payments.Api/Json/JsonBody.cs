using System.Text.Json;
using Payments.Api.Problems;

namespace Payments.Api.Json;

/// <summary>One member's value within the body's bytes.</summary>
/// <param name="Type">The kind of its first token; <see cref="JsonTokenType.None"/> when the member is absent.</param>
/// <param name="Start">Its first byte, a string's opening quote included.</param>
/// <param name="Length">Its bytes, closing quote or bracket included.</param>
/// <param name="HasEscapes">True for a string with a backslash in it.</param>
internal readonly record struct JsonValue(JsonTokenType Type, int Start, int Length, bool HasEscapes)
{
    /// <summary>True when the member is there and not null.</summary>
    public bool IsGiven => Type is not (JsonTokenType.None or JsonTokenType.Null);
}

/// <summary>
/// A body that has been read strictly against a shape. The matrix of bad input in the tests says what is refused: all that
/// .NET's web defaults let through, above all duplicated and unknown members and invalid UTF-8.
/// </summary>
internal sealed class JsonBody
{
    private const int DepthMax = 64;

    private static readonly JsonReaderOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DepthMax,
    };

    private readonly JsonValue[] _values;

    private JsonBody(BodyShape shape, ReadOnlyMemory<byte> bytes, string pointer)
    {
        Shape = shape;
        Bytes = bytes;
        Pointer = pointer;
        _values = new JsonValue[shape.Fields.Count];
    }

    /// <summary>What it was read against.</summary>
    public BodyShape Shape { get; }

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>JSON pointer to this object within the request; empty for the body itself.</summary>
    public string Pointer { get; }

    /// <summary>A member's value.</summary>
    public JsonValue this[int index] => _values[index];

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> Raw(JsonValue value) => Bytes.Span.Slice(value.Start, value.Length);

    /// <summary>Reads one JSON object; the problem says what is wrong with it.</summary>
    public static JsonBody? Read(BodyShape shape, ReadOnlyMemory<byte> bytes, out Problem? problem)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span))
        {
            problem = Problem.Of(ProblemCodes.InvalidJson, "The body is not valid UTF-8.");
            return null;
        }

        var body = new JsonBody(shape, bytes, "");
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, Strict);
            reader.Read();
            problem = body.ReadObject(ref reader);
            if (problem is null && reader.Read())
            {
                problem = Problem.Of(ProblemCodes.InvalidJson, "The body goes on after its object.");
            }
        }
        catch (JsonException)
        {
            problem = Problem.Of(ProblemCodes.InvalidJson, "The body is not one JSON object by RFC 8259.");
        }

        return problem is null ? body : null;
    }

    /// <summary>Reads an object inside this body, e.g. one of a list. The bytes were found to be JSON already.</summary>
    public JsonBody? ReadInner(BodyShape shape, JsonValue value, string pointer, out Problem? problem)
    {
        var inner = new JsonBody(shape, Bytes.Slice(value.Start, value.Length), pointer);
        var reader = new Utf8JsonReader(inner.Bytes.Span, Strict);
        reader.Read();
        problem = inner.ReadObject(ref reader);
        return problem is null ? inner : null;
    }

    private Problem? ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Problem.InBody(ProblemCodes.InvalidJson, "A JSON object is expected.", Pointer);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private Problem? ReadMember(ref Utf8JsonReader reader)
    {
        var index = Shape.IndexOf(ref reader);
        if (index < 0)
        {
            return Problem.InBody(ProblemCodes.UnknownMember, "The object has a member that is not known here.", Pointer);
        }

        if (_values[index].Type != JsonTokenType.None)
        {
            return Problem.InBody(
                ProblemCodes.DuplicateMember, "The member is given twice.", Pointer + Shape.Fields[index].Pointer);
        }

        reader.Read();
        var (type, start, escaped) = (reader.TokenType, (int)reader.TokenStartIndex, reader.ValueIsEscaped);
        reader.Skip();
        _values[index] = new JsonValue(type, start, (int)reader.BytesConsumed - start, escaped);
        return null;
    }
}
