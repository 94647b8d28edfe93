using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;

namespace Payments.Api.Accounts;

/// <summary>Writes an account as clients see it.</summary>
internal static class AccountAnswer
{
    /// <summary>Writes the account.</summary>
    public static void Write(Utf8JsonWriter json, AccountState account, string? metadata, PartyIds parties)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.Account, account.Id);
        json.WriteString("object"u8, "account"u8);
        json.WriteOptional("owner"u8, parties.Format(account.OwnerId));
        json.WriteString("type"u8, AccountWords.NameOf(account.Type));
        json.WriteString("currency"u8, account.Currency.Code);
        json.WriteNumber("exponent"u8, account.Currency.Exponent);
        json.WriteString("status"u8, AccountWords.NameOf(account.Status));
        json.WriteNumber("posted"u8, account.Posted);
        json.WriteNumber("pending"u8, account.Held);
        json.WriteNumber("available"u8, account.Available);
        json.WriteNumber("version"u8, account.Version);
        json.WriteOptional("floor"u8, account.Floor);
        json.WriteStartObject("limits"u8);
        json.WriteOptional("per_transfer"u8, account.LimitPerTransfer);
        json.WriteOptional("per_day"u8, account.LimitPerDay);
        json.WriteEndObject();
        json.WriteMetadata(metadata);
        json.WriteTime("created_at"u8, account.CreatedAt);
        json.WriteEndObject();
    }
}
