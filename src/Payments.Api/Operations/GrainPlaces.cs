using System.Globalization;
using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;
using Payments.Grains.Operations;
using Payments.Journal.Reading;

namespace Payments.Api.Operations;

/// <summary><c>GET /v1/ops/grains/{id}</c>: where a grain is active, without waking it.</summary>
internal sealed class GrainPlaces(ILedgerReader reader, Silos silos)
{
    private const string SlotPrefix = "slot_";

    /// <summary>Handles a request.</summary>
    public async Task FindAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["id"] as string ?? "";
        var asked = Read(text);
        if ((new QueryReader(context).Problem ?? (asked is null ? Invalid() : null)) is { } invalid)
        {
            await ProblemWriter.WriteAsync(context, invalid);
            return;
        }

        var (kind, id) = asked!.Value;
        if (await RefuseUnknownAsync(kind, id, context.RequestAborted) is { } unknown)
        {
            await ProblemWriter.WriteAsync(context, unknown);
            return;
        }

        var places = await silos.FindAsync(kind, id, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, (text, kind, places), static (json, state) => Write(json, state.text, state.kind, state.places));
    }

    private static (GrainKind Kind, Guid Id)? Read(string text)
    {
        if (PublicId.TryParse(PublicId.Account, text, out var account))
        {
            return (GrainKind.Account, account);
        }

        if (PublicId.TryParse(PublicId.Transfer, text, out var transfer))
        {
            return (GrainKind.Transfer, transfer);
        }

        var isSlot = text.StartsWith(SlotPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(SlotPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            && slot < IdempotencySlots.Count;
        return isSlot
            ? (GrainKind.IdempotencySlot, IdempotencySlots.KeyOf(int.Parse(text.AsSpan(SlotPrefix.Length), CultureInfo.InvariantCulture)))
            : null;
    }

    private static Problem Invalid() => Problem.InParameter(
        ProblemCodes.InvalidId,
        $"The id of an account (acc_) or transfer (trf_) is expected, or slot_0 to slot_{IdempotencySlots.Count - 1}.", "id");

    /// <summary>Every id could be a grain: what the ledger does not know is not there.</summary>
    private async Task<Problem?> RefuseUnknownAsync(GrainKind kind, Guid id, CancellationToken cancellation) => kind switch
    {
        GrainKind.Account when await reader.FindAccountAsync(id, cancellation) is null => Problem.NotFound(RefusalCodes.AccountNotFound),
        GrainKind.Transfer when await reader.FindTransferAsync(id, cancellation) is null => Problem.NotFound(RefusalCodes.TransferNotFound),
        _ => null,
    };

    private static void Write(
        Utf8JsonWriter json, string id, GrainKind kind, IReadOnlyList<(SiloMember Silo, GrainReport? Report, bool Answered)> places)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "grain"u8);
        json.WriteString("kind"u8, kind switch { GrainKind.Account => "account"u8, GrainKind.Transfer => "transfer"u8, _ => "idempotency_slot"u8 });
        json.WriteBoolean("active"u8, places.Any(place => place.Report is not null));
        json.WriteStartArray("places"u8);
        foreach (var (silo, report, _) in places)
        {
            if (report is not null)
            {
                WritePlace(json, silo, report);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("silent_silos"u8);
        foreach (var (silo, _, answered) in places)
        {
            if (!answered)
            {
                json.WriteStringValue(silo.Name);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, SiloMember silo, GrainReport report)
    {
        json.WriteStartObject();
        json.WriteString("silo"u8, silo.Name);
        json.WriteString("address"u8, silo.Address);
        json.WriteTime("since"u8, report.Since);
        json.WriteOptional("commands_in_flight"u8, report.CommandsInFlight);
        json.WriteOptional("queue_length"u8, report.QueueLength);
        json.WriteOptional("writes_in_flight"u8, report.WritesInFlight);
        json.WriteOptional("epoch"u8, report.Epoch);
        json.WriteEndObject();
    }
}
