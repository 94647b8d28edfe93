using System.Globalization;
using System.Text.Json.Nodes;
using Payments.Api.Commands;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Routes;
using Payments.Domain.Refusals;

namespace Payments.Api.OpenApi;

/// <summary>The answers that a route may give, for the OpenAPI document.</summary>
internal static class Answers
{
    private static readonly string[] OfEvery = [ProblemCodes.RateLimited, ProblemCodes.InternalError, RefusalCodes.NotExecuted];
    private static readonly string[] OfLocked = [ProblemCodes.Unauthenticated, RefusalCodes.NotAllowed];

    private static readonly string[] OfCommands =
    [
        ProblemCodes.InvalidJson, ProblemCodes.MissingField, ProblemCodes.InvalidValue, ProblemCodes.UnknownMember,
        ProblemCodes.IdempotencyKeyMissing, ProblemCodes.BodyTooLarge, ProblemCodes.UnsupportedMediaType,
        RefusalCodes.IdempotencyKeyReused, RefusalCodes.IdempotencyKeyInFlight, ProblemCodes.OutcomeUnknown,
    ];

    /// <summary>The answers by status.</summary>
    public static JsonObject Of(RouteDoc doc, CommandEndpoint? command, bool isOpen, string path)
    {
        var status = command?.Status ?? StatusCodes.Status200OK;
        var answers = new SortedDictionary<int, JsonObject> { [status] = Success(doc, command) };
        if (doc.Accepted is { } accepted)
        {
            answers[StatusCodes.Status202Accepted] = Success(doc with { Answer = accepted }, command, "Accepted: it waits for a second person.");
        }

        var codes = doc.Problems.Concat(OfEvery).Concat(isOpen ? [] : OfLocked).Concat(command is null ? [] : OfCommands)
            .Concat(doc.Query.Count > 0 ? [ProblemCodes.InvalidParameter, ProblemCodes.UnknownParameter] : [])
            .Concat(path.Contains("{id}", StringComparison.Ordinal) ? [ProblemCodes.InvalidId] : []);
        foreach (var group in codes.Distinct().GroupBy(code => ProblemCatalog.Of(code).Status))
        {
            answers.TryAdd(group.Key, Problems(group.Key, [.. group]));
        }

        return new JsonObject(answers.Select(pair =>
            new KeyValuePair<string, JsonNode?>(pair.Key.ToString(CultureInfo.InvariantCulture), pair.Value)));
    }

    private static JsonObject Success(RouteDoc doc, CommandEndpoint? command, string description = "Done.")
    {
        var content = new JsonObject();
        if (doc.Answer is { } name)
        {
            content[JsonAnswer.MediaType] = new JsonObject { ["schema"] = doc.IsList ? ListOf(name) : Reference(name) };
        }

        foreach (var type in doc.MediaTypes)
        {
            content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        var headers = new JsonObject { ["Request-Id"] = Header("RequestId") };
        if (command is not null)
        {
            headers["Idempotent-Replayed"] = Header("IdempotentReplayed");
        }

        return new JsonObject { ["description"] = description, ["headers"] = headers, ["content"] = content };
    }

    private static JsonObject Problems(int status, IReadOnlyList<string> codes)
    {
        var headers = new JsonObject { ["Request-Id"] = Header("RequestId") };
        if (status is 429 or 503)
        {
            headers["Retry-After"] = Header("RetryAfter");
        }

        return new JsonObject
        {
            ["description"] = $"Codes: {string.Join(", ", codes)}.",
            ["headers"] = headers,
            ["content"] = new JsonObject
            {
                [ProblemWriter.MediaType] = new JsonObject
                {
                    ["schema"] = Reference("Problem"),
                    ["example"] = Example(codes[0]),
                },
            },
        };
    }

    private static JsonObject Example(string code)
    {
        var kind = ProblemCatalog.Of(code);
        return new JsonObject
        {
            ["type"] = ProblemWriter.TypeOf(code),
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = "What happened this time.",
            ["code"] = code,
            ["request_id"] = "req_01jd3vn7sme8q8s3tt6wkqj0bd",
            ["doc_url"] = $"{ProblemWriter.DocumentPath}#{code}",
        };
    }

    private static JsonObject ListOf(string name) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("data", "has_more", "url"),
        ["properties"] = new JsonObject
        {
            ["data"] = new JsonObject { ["type"] = "array", ["items"] = Reference(name) },
            ["has_more"] = new JsonObject { ["type"] = "boolean", ["description"] = "Whether there is more in this direction." },
            ["url"] = new JsonObject { ["type"] = "string", ["description"] = "The list's path." },
        },
    };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject Header(string name) => new() { ["$ref"] = $"#/components/headers/{name}" };
}
