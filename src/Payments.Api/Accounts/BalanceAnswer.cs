using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Accounts;

/// <summary>Writes balances.</summary>
internal static class BalanceAnswer
{
    /// <summary>The balance as it is now.</summary>
    public static void WriteNow(Utf8JsonWriter json, AccountState account, DateTimeOffset at)
    {
        json.WriteStartObject();
        WriteHead(json, account.Id, account.Currency, at);
        json.WriteNumber("posted"u8, account.Posted);
        json.WriteNumber("pending"u8, account.Held);
        json.WriteNumber("available"u8, account.Available);
        json.WriteNumber("sequence"u8, account.Sequence);
        json.WriteNumber("version"u8, account.Version);
        json.WriteEndObject();
    }

    /// <summary>The posted balance at an instant. Holds have no history by instant.</summary>
    public static void WriteAt(Utf8JsonWriter json, BalanceView balance)
    {
        json.WriteStartObject();
        WriteHead(json, balance.AccountId, balance.Currency, balance.At);
        json.WriteNumber("posted"u8, balance.Posted);
        json.WriteNumber("sequence"u8, balance.Sequence);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, Guid account, Currency currency, DateTimeOffset at)
    {
        json.WriteId("account"u8, PublicId.Account, account);
        json.WriteString("object"u8, "balance"u8);
        json.WriteString("currency"u8, currency.Code);
        json.WriteNumber("exponent"u8, currency.Exponent);
        json.WriteTime("at"u8, at);
    }
}

/// <summary>Writes a posting as the account's own lists show it.</summary>
internal static class StatementLineAnswer
{
    /// <summary>The line.</summary>
    public static void Write(Utf8JsonWriter json, StatementLine line, Currency currency)
    {
        json.WriteStartObject();
        json.WriteId("entry"u8, PublicId.Entry, line.Posting.EntryId);
        json.WriteString("object"u8, "posting"u8);
        json.WriteNumber("sequence"u8, line.Posting.Sequence);
        json.WriteString("kind"u8, EntryWords.NameOf(line.Kind));
        json.WriteId("transfer"u8, PublicId.Transfer, line.TransferId);
        json.WriteId("counter_account"u8, PublicId.Account, line.CounterAccount);
        json.WriteNumber("amount"u8, line.Posting.Amount);
        json.WriteString("currency"u8, currency.Code);
        json.WriteNumber("posted_after"u8, line.Posting.PostedAfter);
        json.WriteNumber("pending_after"u8, line.Posting.HeldAfter);
        json.WriteOptional("description"u8, line.Description);
        json.WriteOptional("reference"u8, line.Reference);
        json.WriteTime("recorded_at"u8, line.RecordedAt);
        json.WriteEndObject();
    }
}
