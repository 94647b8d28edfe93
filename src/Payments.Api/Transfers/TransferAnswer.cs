using System.Text.Json;
using Payments.Api.Authentication;
using Payments.Api.Json;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Transfers;

/// <summary>Writes a transfer as clients see it: the same members whether it was just made, replayed or read.</summary>
internal static class TransferAnswer
{
    /// <summary>Status of a transfer whose money has moved.</summary>
    public const string Posted = "posted";

    /// <summary>An immediate transfer out of its command: what a repetition may say equals what the first request said.</summary>
    public static void WriteMoved(Utf8JsonWriter json, TransferMoney command, TransferOutcome outcome, Caller caller)
    {
        json.WriteStartObject();
        WriteHead(json, outcome.TransferId, Posted, command.Source, command.Destination, command.Amount, command.Currency);
        json.WriteString("capture_method"u8, TransferFields.Automatic);
        WriteTexts(json, command.Description, command.Reference, command.Metadata);
        json.WriteId("entry"u8, PublicId.Entry, outcome.EntryId);
        json.WriteTime("created_at"u8, outcome.RecordedAt);
        WriteBalances(json, outcome.Source, outcome.Destination, caller);
        json.WriteEndObject();
    }

    /// <summary>A two-phase transfer after one of its steps.</summary>
    public static void WriteHold(Utf8JsonWriter json, HoldOutcome outcome, Caller caller)
    {
        var hold = outcome.Hold;
        json.WriteStartObject();
        WriteHead(json, hold.TransferId, StatusOf(hold), hold.Source, hold.Destination, hold.Amount, hold.Currency);
        WriteHoldMembers(json, hold);
        WriteTexts(json, hold.Description, hold.Reference, hold.Metadata);
        json.WriteOptionalId("entry"u8, PublicId.Entry, hold.EntryId);
        json.WriteTime("created_at"u8, hold.CreatedAt);
        WriteBalances(json, outcome.Source, outcome.Destination, caller);
        json.WriteEndObject();
    }

    /// <summary>A transfer as the journal has it now.</summary>
    public static void WriteView(Utf8JsonWriter json, TransferView view, Expansion? expansion = null)
    {
        json.WriteStartObject();
        WriteMembers(json, view, view.Status, view.ReversalId, expansion);
        json.WriteEndObject();
    }

    /// <summary>A transfer that a reversal has just corrected.</summary>
    public static void WriteReversed(Utf8JsonWriter json, TransferView view, TransferOutcome outcome, Caller caller)
    {
        json.WriteStartObject();
        WriteMembers(json, view, "reversed", outcome.EntryId, null);
        WriteBalances(json, outcome.Source, outcome.Destination, caller);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, TransferView view, string status, Guid? reversal, Expansion? expansion)
    {
        WriteHead(json, view.Id, status, view.Source, view.Destination, view.Amount, view.Currency, expansion);
        if (view.Hold is { } hold)
        {
            WriteHoldMembers(json, hold);
        }
        else
        {
            json.WriteString("capture_method"u8, TransferFields.Automatic);
        }

        WriteTexts(json, view.Description, view.Reference, view.Metadata);
        json.WriteOptionalId("entry"u8, PublicId.Entry, view.EntryId);
        json.WriteOptionalId("reversal"u8, PublicId.Entry, reversal);
        json.WriteOptionalId("batch"u8, PublicId.Batch, view.BatchId);
        json.WriteTime("created_at"u8, view.CreatedAt);
    }

    private static void WriteHead(
        Utf8JsonWriter json, Guid id, string status, Guid source, Guid destination, long amount, Currency currency,
        Expansion? expansion = null)
    {
        json.WriteId("id"u8, PublicId.Transfer, id);
        json.WriteString("object"u8, "transfer"u8);
        json.WriteString("status"u8, status);
        WriteAccount(json, "source"u8, source, expansion);
        WriteAccount(json, "destination"u8, destination, expansion);
        json.WriteNumber("amount"u8, amount);
        json.WriteString("currency"u8, currency.Code);
    }

    private static void WriteAccount(Utf8JsonWriter json, ReadOnlySpan<byte> name, Guid account, Expansion? expansion)
    {
        if (expansion?.Find(name, account) is { } view)
        {
            json.WritePropertyName(name);
            Accounts.AccountAnswer.Write(json, view.Account, view.Metadata, expansion.Parties);
        }
        else
        {
            json.WriteId(name, PublicId.Account, account);
        }
    }

    private static void WriteHoldMembers(Utf8JsonWriter json, HoldState hold)
    {
        json.WriteString("capture_method"u8, TransferFields.Manual);
        json.WriteNumber("posted_amount"u8, hold.PostedAmount);
        json.WriteTime("expires_at"u8, hold.ExpiresAt);
    }

    private static void WriteTexts(Utf8JsonWriter json, string? description, string? reference, string? metadata)
    {
        json.WriteOptional("description"u8, description);
        json.WriteOptional("reference"u8, reference);
        json.WriteMetadata(metadata);
    }

    /// <summary>Balances after, but only of accounts that the caller may see.</summary>
    private static void WriteBalances(Utf8JsonWriter json, BalanceAfter source, BalanceAfter destination, Caller caller)
    {
        json.WriteStartObject("balances"u8);
        WriteBalance(json, "source"u8, source, caller);
        WriteBalance(json, "destination"u8, destination, caller);
        json.WriteEndObject();
    }

    private static void WriteBalance(Utf8JsonWriter json, ReadOnlySpan<byte> name, BalanceAfter balance, Caller caller)
    {
        if (!caller.MaySee(balance.OwnerId))
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("posted"u8, balance.Posted);
        json.WriteNumber("pending"u8, balance.Held);
        json.WriteNumber("available"u8, balance.Posted - balance.Held);
        json.WriteNumber("version"u8, balance.Version);
        json.WriteEndObject();
    }

    private static string StatusOf(HoldState hold) => hold.Status switch
    {
        HoldStatus.Held => "held",
        HoldStatus.Posted => Posted,
        HoldStatus.Voided => "voided",
        _ => "expired",
    };
}
