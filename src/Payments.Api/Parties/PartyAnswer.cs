using System.Text.Json;
using Payments.Api.Json;
using Payments.Domain.Commands;

namespace Payments.Api.Parties;

/// <summary>Writes a user or merchant as clients see it.</summary>
internal static class PartyAnswer
{
    /// <summary>Writes the party.</summary>
    public static void Write(
        Utf8JsonWriter json, Guid id, PartyKind kind, string name, string? email, string? metadata, DateTimeOffset createdAt)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PartyIds.PrefixOf(kind), id);
        json.WriteString("object"u8, kind == PartyKind.User ? "user"u8 : "merchant"u8);
        json.WriteString("name"u8, name);
        json.WriteOptional("email"u8, email);
        json.WriteMetadata(metadata);
        json.WriteTime("created_at"u8, createdAt);
        json.WriteEndObject();
    }
}
