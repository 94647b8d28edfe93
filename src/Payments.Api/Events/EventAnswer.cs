using System.Buffers.Binary;
using System.Text.Json;
using Payments.Api.Accounts;
using Payments.Api.Approvals;
using Payments.Api.Authentication;
using Payments.Api.Json;
using Payments.Api.Ledger;
using Payments.Api.Parties;
using Payments.Api.Transfers;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Events;

/// <summary>Writes an event of the feed as clients see it.</summary>
internal static class EventAnswer
{
    /// <summary>Writes the event with what it tells of.</summary>
    public static void Write(Utf8JsonWriter json, EventView view, Caller caller, PartyIds parties)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.Event, IdOf(view.Position));
        json.WriteString("object"u8, "event"u8);
        json.WriteNumber("position"u8, view.Position);
        json.WriteString("type"u8, EventTypes.NameOf(view.Type));
        json.WriteOptional("about"u8, ObjectOf(view, parties));
        json.WriteNumber("sequence"u8, view.ObjectSequence);
        json.WriteTime("recorded_at"u8, view.RecordedAt);
        json.WritePropertyName("data"u8);
        WriteData(json, view, caller, parties);
        json.WriteEndObject();
    }

    /// <summary>An event's id is its position: events sort by it as they were committed.</summary>
    public static Guid IdOf(long position)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], position);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Whose kind must be known before the event can be written.</summary>
    public static IEnumerable<Guid> Parties(IEnumerable<EventView> events) => events
        .Select(view => view.Type == EventType.PartyRegistered ? view.ObjectId : (view.Data as AccountOutcome)?.Account.OwnerId)
        .OfType<Guid>();

    private static string? ObjectOf(EventView view, PartyIds parties) => view.Type switch
    {
        EventType.PartyRegistered => parties.Format(view.ObjectId),
        EventType.ApiKeyIssued or EventType.ApiKeyEnded => PublicId.Format(PublicId.ApiKey, view.ObjectId),
        >= EventType.ApprovalRequested and <= EventType.ApprovalExpired => PublicId.Format(PublicId.Approval, view.ObjectId),
        >= EventType.AccountOpened and <= EventType.AccountLimitsChanged => PublicId.Format(PublicId.Account, view.ObjectId),
        _ => PublicId.Format(PublicId.Transfer, view.ObjectId),
    };

    private static void WriteData(Utf8JsonWriter json, EventView view, Caller caller, PartyIds parties)
    {
        switch (view.Data)
        {
            case HoldOutcome hold:
                TransferAnswer.WriteHold(json, hold, caller);
                break;
            case AccountOutcome account:
                AccountAnswer.Write(json, account.Account, account.Metadata, parties);
                break;
            case ApiKeyOutcome key:
                WriteKey(json, key);
                break;
            case ApprovalOutcome approval:
                ApprovalAnswer.Write(json, approval.Approval);
                break;
            case null when view.Entry is { } entry:
                EntryAnswer.Write(json, entry, caller.ReadsAll);
                break;
            default:
                json.WriteStartObject();
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteKey(Utf8JsonWriter json, ApiKeyOutcome key)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.ApiKey, key.KeyId);
        json.WriteString("object"u8, "api_key"u8);
        json.WriteId("merchant"u8, PublicId.Merchant, key.MerchantId);
        json.WriteOptionalTime("ends_at"u8, key.EndsAt);
        json.WriteEndObject();
    }
}
