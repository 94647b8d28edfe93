namespace Payments.Api.Routes;

/// <summary>A query parameter, for the OpenAPI document.</summary>
/// <param name="Name">Name as it is sent.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">JSON Schema of its value.</param>
internal sealed record QueryDoc(string Name, string Description, string Schema)
{
    /// <summary>A text.</summary>
    public static QueryDoc Text(string name, string description) => new(name, description, """{"type":"string"}""");

    /// <summary>One of a few words.</summary>
    public static QueryDoc Choice(string name, string description, params IEnumerable<string> words) =>
        new(name, description, $$"""{"type":"string","enum":[{{string.Join(',', words.Select(word => $"\"{word}\""))}}]}""");

    /// <summary>A whole number.</summary>
    public static QueryDoc Integer(string name, string description, long least, long most) =>
        new(name, description, $$"""{"type":"integer","minimum":{{least}},"maximum":{{most}}}""");

    /// <summary>An instant.</summary>
    public static QueryDoc Instant(string name, string description) =>
        new(name, description, """{"type":"string","format":"date-time"}""");

    /// <summary>The parameters of every list, then those of this one.</summary>
    public static IReadOnlyList<QueryDoc> Page(params IEnumerable<QueryDoc> filters) =>
    [
        Integer("limit", "Most objects of a page; 10 without it.", 1, 100),
        Text("starting_after", "Only what is older than the object with this id."),
        Text("ending_before", "Only what is newer than the object with this id."),
        Instant("from", "Recorded at or after; a date stands for its first instant in UTC."),
        Instant("to", "Recorded before."),
        .. filters,
    ];
}

/// <summary>What people should know about a route; the OpenAPI document is made of it.</summary>
/// <param name="OperationId">Unique name for generated clients.</param>
/// <param name="Tag">The group it belongs to.</param>
/// <param name="Summary">One line.</param>
/// <param name="Answer">Name of the answer's schema in schemas.json; null for an answer that is no JSON.</param>
internal sealed record RouteDoc(string OperationId, string Tag, string Summary, string? Answer)
{
    /// <summary>More lines.</summary>
    public string? Description { get; init; }

    /// <summary>True when the answer is a page of a list of <see cref="Answer"/>.</summary>
    public bool IsList { get; init; }

    /// <summary>Name of the schema that a 202 answers with, for a route that may leave a thing to a second person.</summary>
    public string? Accepted { get; init; }

    /// <summary>Query parameters.</summary>
    public IReadOnlyList<QueryDoc> Query { get; init; } = [];

    /// <summary>Media types beside JSON.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>Problem codes worth naming beside those that every route may answer.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
