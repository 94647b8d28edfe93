namespace Payments.Api.Json;

/// <summary>What a member of a body is, in the words of JSON Schema, for the reader and for the OpenAPI document.</summary>
internal enum FieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A public id.</summary>
    Id,

    /// <summary>An ISO 4217 code.</summary>
    Currency,

    /// <summary>A whole number within 64 bits.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>The caller's own data: an object of strings.</summary>
    Metadata,

    /// <summary>A list of objects of another shape.</summary>
    Items,
}

/// <summary>One member that a body may have.</summary>
internal sealed record Field(string Name, FieldKind Kind, bool Required, string Description)
{
    /// <summary>Longest text, most items.</summary>
    public int Max { get; init; }

    /// <summary>Smallest number.</summary>
    public long Least { get; init; } = long.MinValue;

    /// <summary>Largest number.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>Prefixes of ids that are taken.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Shape of the items of a list.</summary>
    public BodyShape? Items { get; init; }

    /// <summary>A value for the documentation, as JSON.</summary>
    public string? Example { get; init; }

    /// <summary>Place in the shape; the shape sets it.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>JSON pointer to the member.</summary>
    public string Pointer { get; } = "/" + Name;

    /// <summary>A text of at most so many characters.</summary>
    public static Field Text(string name, int max, string description, bool required = false) =>
        new(name, FieldKind.Text, required, description) { Max = max };

    /// <summary>One of a few words.</summary>
    public static Field Choice(string name, string description, params string[] choices) =>
        new(name, FieldKind.Choice, false, description) { Choices = choices };

    /// <summary>A public id with one of the prefixes.</summary>
    public static Field Id(string name, string description, bool required, params string[] prefixes) =>
        new(name, FieldKind.Id, required, description) { Prefixes = prefixes };

    /// <summary>A currency code.</summary>
    public static Field Currency(string name, string description) =>
        new(name, FieldKind.Currency, true, description) { Example = "\"USD\"" };

    /// <summary>A whole number.</summary>
    public static Field Integer(
        string name, string description, bool required, long least = -Money.AmountMax, long most = Money.AmountMax) =>
        new(name, FieldKind.Integer, required, description) { Least = least, Most = most };

    /// <summary>True or false.</summary>
    public static Field Flag(string name, string description) => new(name, FieldKind.Flag, false, description);

    /// <summary>The caller's own data.</summary>
    public static Field Metadata() => new(
        "metadata", FieldKind.Metadata, false,
        "The caller's own data: up to 50 strings, names up to 40 characters, values up to 500.")
    {
        Max = 50,
    };

    /// <summary>A list of objects.</summary>
    public static Field ListOf(string name, BodyShape items, int max, string description) =>
        new(name, FieldKind.Items, true, description) { Items = items, Max = max };
}
