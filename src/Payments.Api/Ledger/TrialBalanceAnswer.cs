using System.Text.Json;
using Payments.Api.Accounts;
using Payments.Api.Json;
using Payments.Journal.Reading;

namespace Payments.Api.Ledger;

/// <summary>Writes the trial balance: per currency, what the accounts of each type hold, and the sum, which must be zero.</summary>
internal static class TrialBalanceAnswer
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, TrialBalance balance)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "trial_balance"u8);
        json.WriteTime("at"u8, balance.At);
        json.WriteNumber("position"u8, balance.Position);
        json.WriteStartArray("currencies"u8);
        foreach (var lines in balance.Lines.GroupBy(line => line.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal))
        {
            WriteCurrency(json, lines.Key, [.. lines.OrderBy(line => line.Type)]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCurrency(Utf8JsonWriter json, Currency currency, IReadOnlyList<TrialBalanceLine> lines)
    {
        json.WriteStartObject();
        json.WriteString("currency"u8, currency.Code);
        json.WriteNumber("exponent"u8, currency.Exponent);
        json.WritePropertyName("sum"u8);
        json.WriteRawValue(lines.Aggregate(Int128.Zero, (sum, line) => sum + line.Posted).ToString(null, null), skipInputValidation: true);
        json.WriteStartArray("lines"u8);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, AccountWords.NameOf(line.Type));
            json.WriteNumber("accounts"u8, line.Accounts);
            json.WriteNumber("posted"u8, line.Posted);
            json.WriteNumber("pending"u8, line.Held);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
