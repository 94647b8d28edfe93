using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Payments.Api.Commands;
using Payments.Api.Json;
using Payments.Api.Requests;
using Payments.Api.Routes;

namespace Payments.Api.OpenApi;

/// <summary>
/// Makes the OpenAPI 3.1 document: paths out of the mapped routes with their descriptions and body shapes, answers out of
/// <c>schemas.json</c>. A route that is mapped is therefore described, and none else.
/// </summary>
internal static class DocumentBuilder
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Identity", "Users, merchants and their API keys."),
        ("Accounts", "Balances in one currency each, with floor and limits."),
        ("Transfers", "Money moved at once, held and posted later, in batches, or moved back."),
        ("Approvals", "What takes a second person."),
        ("Ledger", "Journal entries, trial balance, exports and verification."),
        ("Events", "Everything that happened, in the order of commits."),
        ("Idempotency", "What became of a key."),
        ("Operations", "Health, metrics and this description."),
    ];

    /// <summary>The document.</summary>
    public static JsonObject Build(IEnumerable<RouteEndpoint> endpoints)
    {
        var document = ReadSchemas();
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<RouteDoc>() is not { } doc)
            {
                continue;
            }

            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{**", "{", StringComparison.Ordinal);
            var method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0].ToLowerInvariant();
            var item = paths[path] as JsonObject ?? [];
            item[method] = Operation(endpoint, doc, path);
            paths[path] = item;
        }

        document["paths"] = paths;
        document["tags"] = new JsonArray([.. Tags.Select(tag => new JsonObject { ["name"] = tag.Name, ["description"] = tag.Description })]);
        return document;
    }

    private static JsonObject ReadSchemas()
    {
        using var stream = typeof(DocumentBuilder).Assembly.GetManifestResourceStream("schemas.json")
            ?? throw new InvariantViolationException("schemas.json is not in the assembly");
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static JsonObject Operation(RouteEndpoint endpoint, RouteDoc doc, string path)
    {
        var command = endpoint.Metadata.GetMetadata<CommandEndpoint>();
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var operation = new JsonObject
        {
            ["operationId"] = doc.OperationId,
            ["tags"] = new JsonArray(doc.Tag),
            ["summary"] = doc.Summary,
            ["description"] = Describe(endpoint, doc, isOpen),
        };
        if (isOpen)
        {
            operation["security"] = new JsonArray();
        }

        var parameters = Parameters(endpoint, doc, command, path);
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (endpoint.Metadata.GetMetadata<BodyShape>() is { } shape)
        {
            operation["requestBody"] = Body(shape);
        }

        operation["responses"] = Answers.Of(doc, command, isOpen, path);
        return operation;
    }

    private static string Describe(RouteEndpoint endpoint, RouteDoc doc, bool isOpen)
    {
        var policy = endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        var access = isOpen ? "Open to everybody." : $"Open to: {policy}.";
        return doc.Description is { } description ? $"{description} {access}" : $"{doc.Summary} {access}";
    }

    private static JsonArray Parameters(RouteEndpoint endpoint, RouteDoc doc, CommandEndpoint? command, string path)
    {
        var parameters = new JsonArray();
        foreach (var parameter in endpoint.RoutePattern.Parameters.Where(one => path.Contains($"{{{one.Name}}}", StringComparison.Ordinal)))
        {
            var description = parameter.Name == RouteIds.Name ? "The object's id." : "The idempotency key.";
            parameters.Add(Parameter("path", parameter.Name, description, true, """{"type":"string"}"""));
        }

        foreach (var query in doc.Query)
        {
            var schema = query.Name.EndsWith("[]", StringComparison.Ordinal)
                ? $$"""{"type":"array","items":{{query.Schema}}}"""
                : query.Schema;
            parameters.Add(Parameter("query", query.Name, query.Description, false, schema));
        }

        if (command is not null)
        {
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/IdempotencyKey" });
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/Prefer" });
        }

        return parameters;
    }

    private static JsonObject Parameter(string place, string name, string description, bool isRequired, string schema) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = isRequired,
        ["description"] = description,
        ["schema"] = JsonNode.Parse(schema),
    };

    private static JsonObject Body(BodyShape shape) => new()
    {
        ["required"] = shape.HasRequired,
        ["content"] = new JsonObject
        {
            [JsonAnswer.MediaType] = new JsonObject
            {
                ["schema"] = BodySchemas.Of(shape),
                ["example"] = BodySchemas.ExampleOf(shape),
            },
        },
    };
}
