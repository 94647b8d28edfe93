using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Payments.Api.Problems;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;

namespace Payments.Api.Json;

/// <summary>
/// Reads a body's members into values, and gathers everything that is wrong with them: first what cannot be read (400),
/// and if all can be read, what is not allowed (422).
/// </summary>
internal sealed class FieldReader(JsonBody body)
{
    private const int StackBytes = 1024;
    private List<(string Code, ProblemError Error)>? _errors;

    /// <summary>What is wrong with the body, or null when everything was read.</summary>
    public Problem? Problem
    {
        get
        {
            if (_errors is null)
            {
                return null;
            }

            var gravest = _errors.Min(error => ProblemCatalog.Of(error.Code).Status);
            var told = _errors.Where(error => ProblemCatalog.Of(error.Code).Status == gravest).ToList();
            return new Problem { Code = told[0].Code, Detail = told[0].Error.Detail, Errors = [.. told.Select(pair => pair.Error)] };
        }
    }

    /// <summary>Adds a finding about a member.</summary>
    public void Refuse(Field field, string code, string detail) => Refuse(field.Pointer, code, detail);

    /// <summary>A text as it came, of any length; null when absent.</summary>
    public string? Raw(Field field) => Unchecked(field);

    /// <summary>A text within its length, without control characters; null when absent.</summary>
    public string? Text(Field field)
    {
        var text = Unchecked(field);
        if (text is null)
        {
            return null;
        }

        CheckText(text, field.Max, field.Pointer);
        if (field.Required && text.Length == 0)
        {
            Refuse(field, ProblemCodes.ValueNotAllowed, "The text must not be empty.");
        }

        return text;
    }

    /// <summary>An id with one of the field's prefixes; null when absent or wrong.</summary>
    public Guid? Id(Field field)
    {
        var text = Unchecked(field);
        if (text is null)
        {
            return null;
        }

        foreach (var prefix in field.Prefixes)
        {
            if (PublicId.TryParse(prefix, text, out var id))
            {
                return id;
            }
        }

        Refuse(field, ProblemCodes.InvalidId, $"An id that begins with {string.Join("_ or ", field.Prefixes)}_ is expected.");
        return null;
    }

    /// <summary>An ISO 4217 code; null when absent or wrong.</summary>
    public Currency? CurrencyCode(Field field)
    {
        var text = Unchecked(field);
        if (text is null)
        {
            return null;
        }

        if (Currency.TryParse(text, out var currency))
        {
            return currency;
        }

        Refuse(field, ProblemCodes.ValueNotAllowed, "An upper-case currency code of ISO 4217 is expected.");
        return null;
    }

    /// <summary>One of the field's words; null when absent or wrong.</summary>
    public string? Choice(Field field)
    {
        var text = Unchecked(field);
        if (text is null || field.Choices.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Refuse(field, ProblemCodes.ValueNotAllowed, $"One of {string.Join(", ", field.Choices)} is expected.");
        return null;
    }

    /// <summary>A whole number within the field's range; null when absent or wrong.</summary>
    public long? Integer(Field field)
    {
        var value = Given(field);
        if (!value.IsGiven)
        {
            return null;
        }

        var raw = body.Raw(value);
        if (value.Type != JsonTokenType.Number || !Utf8Parser.TryParse(raw, out long number, out var used) || used != raw.Length)
        {
            Refuse(field, ProblemCodes.InvalidValue, "A JSON number without fraction, exponent or quotes, within 64 bits, is expected.");
            return null;
        }

        if (number < field.Least || number > field.Most)
        {
            Refuse(field, RefusalCodes.AmountOutOfRange, $"The number must lie between {field.Least} and {field.Most}.");
            return null;
        }

        return number;
    }

    /// <summary>True or false; null when absent or wrong.</summary>
    public bool? Flag(Field field)
    {
        var value = Given(field);
        if (value.IsGiven && value.Type is not (JsonTokenType.True or JsonTokenType.False))
        {
            Refuse(field, ProblemCodes.InvalidValue, "true or false is expected.");
            return null;
        }

        return value.IsGiven ? value.Type == JsonTokenType.True : null;
    }

    /// <summary>The caller's own data in canonical form; null when absent or wrong.</summary>
    public string? Metadata(Field field)
    {
        var value = Given(field);
        return value.IsGiven ? MetadataReader.Read(this, field, body.Raw(value), value.Type) : null;
    }

    /// <summary>True when the member is there, be it null.</summary>
    public bool IsNamed(Field field) => body[field.Index].Type != JsonTokenType.None;

    internal void Refuse(string pointer, string code, string detail) =>
        (_errors ??= []).Add((code, new ProblemError(detail, Pointer: body.Pointer + pointer)));

    internal void CheckText(string text, int max, string pointer)
    {
        if (text.Length > max && JsonText.Length(text) > max)
        {
            Refuse(pointer, ProblemCodes.TooLong, $"At most {max} characters are allowed.");
        }

        if (JsonText.HasForbiddenCharacters(text))
        {
            Refuse(pointer, ProblemCodes.TextNotAllowed, "Control and bidirectional formatting characters are not allowed.");
        }
    }

    /// <summary>A string's value as it is meant; null when absent or not a string.</summary>
    internal string? Decode(ReadOnlySpan<byte> raw, bool hasEscapes, string pointer)
    {
        var inner = raw[1..^1];
        if (!hasEscapes)
        {
            return Encoding.UTF8.GetString(inner);
        }

        var buffer = inner.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[inner.Length];
        if (JsonText.TryUnescape(inner, buffer, out var written))
        {
            return Encoding.UTF8.GetString(buffer[..written]);
        }

        Refuse(pointer, ProblemCodes.InvalidValue, "The string holds NUL or half of a surrogate pair.");
        return null;
    }

    private string? Unchecked(Field field)
    {
        var value = Given(field);
        if (!value.IsGiven)
        {
            return null;
        }

        if (value.Type != JsonTokenType.String)
        {
            Refuse(field, ProblemCodes.InvalidValue, "A string is expected.");
            return null;
        }

        return Decode(body.Raw(value), value.HasEscapes, field.Pointer);
    }

    private JsonValue Given(Field field)
    {
        var value = body[field.Index];
        if (field.Required && !value.IsGiven)
        {
            Refuse(field, ProblemCodes.MissingField, "The member is required.");
        }

        return value;
    }
}
