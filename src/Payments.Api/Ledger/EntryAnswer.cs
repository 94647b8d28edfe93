using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Ledger;

/// <summary>Writes a journal entry as clients see it.</summary>
internal static class EntryAnswer
{
    /// <summary>
    /// Writes the entry. Both sides of an entry know each other and the amount; what each has afterwards is shown to staff
    /// only (owners read it in their statement).
    /// </summary>
    public static void Write(Utf8JsonWriter json, EntryView entry, bool showBalances)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.Entry, entry.Id);
        json.WriteString("object"u8, "entry"u8);
        json.WriteString("kind"u8, EntryWords.NameOf(entry.Kind));
        json.WriteId("transfer"u8, PublicId.Transfer, entry.TransferId);
        json.WriteOptionalId("reverses"u8, PublicId.Entry, entry.Reverses);
        json.WriteString("currency"u8, entry.Currency.Code);
        WritePostings(json, entry, showBalances);
        json.WriteOptional("description"u8, entry.Description);
        json.WriteOptional("reference"u8, entry.Reference);
        json.WriteMetadata(entry.Metadata);
        if (showBalances)
        {
            json.WriteString("actor"u8, entry.Actor);
            json.WriteString("request_id"u8, entry.RequestId);
        }

        json.WriteTime("recorded_at"u8, entry.RecordedAt);
        json.WriteEndObject();
    }

    private static void WritePostings(Utf8JsonWriter json, EntryView entry, bool showBalances)
    {
        json.WriteStartArray("postings"u8);
        foreach (var posting in entry.Postings)
        {
            json.WriteStartObject();
            json.WriteId("account"u8, PublicId.Account, posting.AccountId);
            json.WriteNumber("amount"u8, posting.Amount);
            if (showBalances)
            {
                json.WriteNumber("sequence"u8, posting.Sequence);
                json.WriteNumber("posted_after"u8, posting.PostedAfter);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
