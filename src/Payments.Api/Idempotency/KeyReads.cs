using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Idempotency;

/// <summary><c>GET /v1/idempotency-keys/{key}</c>: what became of a key of the caller's, on whatever route it was used.</summary>
internal sealed class KeyReads(ILedgerReader reader, CommandRoutes routes, CommandRunner runner, PartyIds parties)
{
    private const string Template = "/v1/idempotency-keys/";
    private const int FingerprintBytes = 32;

    /// <summary>Maps the route.</summary>
    public void Map(RouteTable table) => table.Read(
        Template + "{**key}", Access.Everyone, FindAsync, new RouteDoc(
            "getIdempotencyKey", "Idempotency", "What became of an idempotency key of the caller's.", "IdempotencyKeyUses")
        {
            Description = "A key belongs to its route, so there may be a use of it on each.",
            Problems = [RefusalCodes.ObjectNotFound],
        });

    private async Task FindAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var key = KeyIn(context);
        if (!IdempotencyKeys.IsKey(key) || new QueryReader(context).Problem is not null)
        {
            await ProblemWriter.WriteAsync(context, Problem.InParameter(
                ProblemCodes.InvalidParameter, "An idempotency key of 1 to 255 printable ASCII characters is expected.", "key"));
            return;
        }

        var scopes = routes.All.ToDictionary(route => OperationIds.Of(caller.TenantId, route.Route, key), route => route.Route);
        var found = await reader.FindOperationsAsync(scopes.Keys, context.RequestAborted);
        var running = scopes.Where(scope => runner.IsInFlight(scope.Key) && found.All(use => use.OperationId != scope.Key));
        var inFlight = running.Select(scope => scope.Value).ToList();
        if (found.Count == 0 && inFlight.Count == 0)
        {
            await ProblemWriter.WriteAsync(context, Problem.NotFound(RefusalCodes.ObjectNotFound));
            return;
        }

        await parties.LearnAsync(
            found.Select(use => (use.Outcome as PartyOutcome)?.PartyId).OfType<Guid>(), caller, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, (this, key, found, inFlight),
            static (json, state) => state.Item1.Write(json, state.key, state.found, state.inFlight));
    }

    /// <summary>The key as it was sent: routing leaves an encoded slash as it is, and a key may hold one.</summary>
    private static string KeyIn(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return target.StartsWith(Template, StringComparison.Ordinal) ? Uri.UnescapeDataString(target[Template.Length..]) : "";
    }

    private void Write(Utf8JsonWriter json, string key, IReadOnlyList<OperationView> uses, IReadOnlyList<string> inFlight)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "idempotency_key"u8);
        json.WriteString("key"u8, key);
        json.WriteStartArray("uses"u8);
        foreach (var use in uses)
        {
            WriteUse(json, use);
        }

        foreach (var route in inFlight)
        {
            json.WriteStartObject();
            json.WriteString("route"u8, route);
            json.WriteString("state"u8, "in_flight"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteUse(Utf8JsonWriter json, OperationView use)
    {
        json.WriteStartObject();
        json.WriteString("route"u8, use.Route);
        json.WriteString("state"u8, use.Refusal is null ? "done"u8 : "refused"u8);
        json.WriteString("fingerprint"u8, Convert.ToHexStringLower(use.Fingerprint.AsSpan(0, FingerprintBytes)));
        json.WriteTime("first_used_at"u8, use.FirstUsedAt);
        json.WriteTime("last_used_at"u8, use.LastUsedAt);
        json.WriteTime("kept_until"u8, use.KeptUntil);
        json.WriteOptional("result"u8, ResultOf(use.Outcome));
        if (use.Refusal is { } refusal)
        {
            json.WritePropertyName("problem"u8);
            ProblemWriter.Write(json, Problem.From(refusal), ProblemCatalog.Of(refusal.Code), requestId: null);
        }

        json.WriteEndObject();
    }

    private string? ResultOf(Outcome? outcome) => outcome switch
    {
        TransferOutcome moved => PublicId.Format(PublicId.Transfer, moved.TransferId),
        HoldOutcome hold => PublicId.Format(PublicId.Transfer, hold.Hold.TransferId),
        AccountOutcome account => PublicId.Format(PublicId.Account, account.Account.Id),
        BatchOutcome batch => PublicId.Format(PublicId.Batch, batch.BatchId),
        ApiKeyOutcome key => PublicId.Format(PublicId.ApiKey, key.KeyId),
        ApprovalOutcome approval => PublicId.Format(PublicId.Approval, approval.Approval.Id),
        PartyOutcome party => parties.Format(party.PartyId),
        _ => null,
    };
}
