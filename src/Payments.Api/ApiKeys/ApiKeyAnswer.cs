using System.Text.Json;
using Payments.Api.Json;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.ApiKeys;

/// <summary>Writes an API key as clients see it: the secret only in the one answer that makes it.</summary>
internal static class ApiKeyAnswer
{
    /// <summary>Writes the key.</summary>
    public static void Write(Utf8JsonWriter json, ApiKeyView key)
    {
        json.WriteStartObject();
        WriteMembers(json, key);
        json.WriteEndObject();
    }

    /// <summary>Writes a key that was just made; null for the secret when it was shown before.</summary>
    public static void WriteIssued(Utf8JsonWriter json, ApiKeyView key, string? secret)
    {
        json.WriteStartObject();
        WriteMembers(json, key);
        json.WriteOptional("secret"u8, secret);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, ApiKeyView key)
    {
        json.WriteId("id"u8, PublicId.ApiKey, key.Id);
        json.WriteString("object"u8, "api_key"u8);
        json.WriteId("merchant"u8, PublicId.Merchant, key.MerchantId);
        json.WriteOptional("name"u8, key.Name);
        json.WriteString("last_four"u8, key.LastFour);
        json.WriteTime("created_at"u8, key.CreatedAt);
        json.WriteOptionalTime("ends_at"u8, key.EndsAt);
    }
}
