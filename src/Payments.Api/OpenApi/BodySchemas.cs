using System.Text.Json.Nodes;
using Payments.Api.Json;

namespace Payments.Api.OpenApi;

/// <summary>JSON Schemas of request bodies, out of the same shapes that read them.</summary>
internal static class BodySchemas
{
    /// <summary>The schema of a body.</summary>
    public static JsonObject Of(BodyShape shape)
    {
        var properties = new JsonObject();
        foreach (var field in shape.Fields)
        {
            properties[field.Name] = Of(field);
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (shape.HasRequired)
        {
            schema["required"] = new JsonArray([.. shape.Fields.Where(field => field.Required).Select(field => (JsonNode)field.Name)]);
        }

        return schema;
    }

    /// <summary>A body that shows the fields with examples.</summary>
    public static JsonObject ExampleOf(BodyShape shape)
    {
        var example = new JsonObject();
        foreach (var field in shape.Fields.Where(field => field.Example is not null || field.Required))
        {
            example[field.Name] = field.Kind switch
            {
                FieldKind.Items => new JsonArray(ExampleOf(field.Items!)),
                _ when field.Example is { } text => JsonNode.Parse(text),
                _ => "Corner Shop",
            };
        }

        return example;
    }

    private static JsonObject Of(Field field)
    {
        var schema = field.Kind switch
        {
            FieldKind.Text => new JsonObject { ["type"] = "string", ["maxLength"] = field.Max },
            FieldKind.Choice => new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. field.Choices.Select(word => (JsonNode)word)]),
            },
            FieldKind.Id => new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = $"^({string.Join('|', field.Prefixes)})_[0-7][0-9abcdefghjkmnpqrstvwxyz]{{25}}$",
            },
            FieldKind.Currency => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$" },
            FieldKind.Integer => new JsonObject
            {
                ["type"] = field.Required ? "integer" : new JsonArray("integer", "null"),
                ["format"] = "int64",
                ["minimum"] = field.Least,
                ["maximum"] = field.Most,
            },
            FieldKind.Flag => new JsonObject { ["type"] = "boolean" },
            FieldKind.Metadata => new JsonObject { ["$ref"] = "#/components/schemas/Metadata" },
            FieldKind.Items => new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["maxItems"] = field.Max,
                ["items"] = Of(field.Items!),
            },
            _ => throw new InvariantViolationException($"no schema for {field.Kind}"),
        };
        schema["description"] = field.Description;
        return schema;
    }
}
