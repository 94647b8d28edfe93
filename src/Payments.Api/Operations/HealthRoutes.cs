using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Routes;

namespace Payments.Api.Operations;

/// <summary>The routes by which a load balancer and an operator see how this process and the ledger are.</summary>
internal sealed class HealthRoutes(IReadiness readiness, ILedgerHealth ledger)
{
    private const string Tag = "Operations";

    /// <summary>Maps them, open to everybody.</summary>
    public void Map(RouteTable routes)
    {
        routes.ReadOpenly("/health/live", LiveAsync, new RouteDoc("live", Tag, "Whether the process runs.", "Health"));
        routes.ReadOpenly("/health/ready", ReadyAsync, new RouteDoc(
            "ready", Tag, "Whether requests may be sent here; 503 when not.", "Health"));
        routes.ReadOpenly("/health/ledger", LedgerAsync, new RouteDoc(
            "ledgerHealth", Tag, "The live check of the ledger's invariants; 503 when it has found something.", "LedgerHealth"));
    }

    private static Task LiveAsync(HttpContext context) => JsonAnswer.WriteAsync(
        context, StatusCodes.Status200OK, 0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, "live"u8);
            json.WriteEndObject();
        });

    private async Task ReadyAsync(HttpContext context)
    {
        var report = await readiness.CheckAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusOf(report.IsReady), report, WriteReadiness);
    }

    private Task LedgerAsync(HttpContext context)
    {
        var last = ledger.Last;
        return JsonAnswer.WriteAsync(context, StatusOf(last is not { Findings.Count: > 0 }), last, WriteLedger);
    }

    private static int StatusOf(bool isWell) => isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private static void WriteReadiness(Utf8JsonWriter json, ReadinessReport report)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, report.IsReady ? "ready"u8 : "not_ready"u8);
        json.WriteStartArray("checks"u8);
        foreach (var check in report.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, check.Name);
            json.WriteBoolean("ready"u8, check.IsReady);
            json.WriteOptional("detail"u8, check.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLedger(Utf8JsonWriter json, LedgerHealthReport? report)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, report is null ? "not_verified_yet"u8 : report.Findings.Count == 0 ? "sound"u8 : "unsound"u8);
        json.WriteOptional("verified_position"u8, report?.Position);
        json.WriteOptionalTime("verified_at"u8, report?.At);
        json.WriteStartArray("findings"u8);
        foreach (var finding in report?.Findings ?? [])
        {
            json.WriteStringValue(finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
