using System.Text.Json;
using Orleans.Runtime;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Refusals;
using Payments.Grains.Operations;

namespace Payments.Api.Operations;

/// <summary>The cluster's silos: how each is, and the way to drain one.</summary>
internal sealed class Silos(ISiloDirectory directory, TimeProvider clock)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    // The silo records the order in PostgreSQL first.
    private static readonly TimeSpan OrderMax = TimeSpan.FromSeconds(10);

    /// <summary>The body of a drain: empty.</summary>
    public static readonly BodyShape DrainShape = new(false);

    /// <summary><c>GET /v1/ops/silos</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (new QueryReader(context).Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var members = await directory.ListAsync(context.RequestAborted);
        var reports = await Task.WhenAll(members.Select(AskReportAsync));
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, members.Zip(reports), static (json, silos) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (var (member, report) in silos)
            {
                Write(json, member, report);
            }

            json.WriteEndArray();
            json.WriteBoolean("has_more"u8, false);
            json.WriteString("url"u8, "/v1/ops/silos"u8);
            json.WriteEndObject();
        });
    }

    /// <summary><c>POST /v1/ops/silos/{name}/drain</c>.</summary>
    public async Task DrainAsync(HttpContext context)
    {
        var (bytes, problem) = await BodyReader.ReadAsync(context, BodyReader.BytesMax, isOptional: true);
        _ = problem is null ? JsonBody.Read(DrainShape, bytes, out problem) : null;
        if ((problem ?? new QueryReader(context).Problem) is { } refused)
        {
            await ProblemWriter.WriteAsync(context, refused);
            return;
        }

        var name = context.Request.RouteValues["name"] as string;
        var members = await directory.ListAsync(context.RequestAborted);
        var silo = members.FirstOrDefault(member => member.Name == name && member.Status is SiloState.Active);
        if ((silo is null ? Reason.SiloNotFound() : await OrderDrainAsync(context, silo)) is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, Problem.From(refusal));
            return;
        }

        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, (silo!, await AskReportAsync(silo!)), static (json, state) => Write(json, state.Item1, state.Item2));
    }

    private async Task<Refusal?> OrderDrainAsync(HttpContext context, SiloMember silo)
    {
        var frame = RequestFrame.Of(context);
        var origin = frame.OriginOf(context);
        // An order whose answer is lost may have been followed: from here on a fault promises nothing.
        frame.Executed = true;
        return await directory.AskAsync(silo, grain => grain.DrainAsync(origin)).WaitAsync(OrderMax, clock);
    }

    /// <summary>The activations of a grain in all silos: more than one for as long as the cluster does not agree.</summary>
    public async Task<IReadOnlyList<(SiloMember Silo, GrainReport? Report, bool Answered)>> FindAsync(
        GrainKind kind, Guid id, CancellationToken cancellation)
    {
        var members = await directory.ListAsync(cancellation);
        return await Task.WhenAll(members
            .Where(member => member.Status is SiloState.Active or SiloState.Leaving)
            .Select(async member =>
            {
                var (answered, report) = await AskAsync(member, grain => grain.FindAsync(kind, id));
                return (member, report, answered);
            }));
    }

    private async Task<SiloReport?> AskReportAsync(SiloMember silo) =>
        silo.Status is SiloState.Active or SiloState.Leaving ? (await AskAsync(silo, grain => grain.ReportAsync())).Answer : null;

    private async Task<(bool Answered, T? Answer)> AskAsync<T>(SiloMember silo, Func<ISiloGrain, Task<T?>> ask)
        where T : class
    {
        try
        {
            return (true, await directory.AskAsync(silo, ask).WaitAsync(AnswerMax, clock));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            // It is dying, or it is slow: the other silos' answers are worth having all the same.
            return (false, null);
        }
    }

    private static void Write(Utf8JsonWriter json, SiloMember silo, SiloReport? report)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, silo.Name);
        json.WriteString("object"u8, "silo"u8);
        json.WriteString("address"u8, silo.Address);
        json.WriteString("status"u8, StatusOf(silo, report));
        json.WriteOptionalTime("since"u8, report?.Since ?? silo.Since);
        json.WriteBoolean("answers"u8, report is not null);
        json.WriteOptional("reaches_postgres"u8, report is null ? (bool?)null : report.PostgresReachedFor is not null);
        json.WriteOptional("activations"u8, report?.Activations);
        json.WriteOptional("journal_queue"u8, report?.JournalQueue);
        json.WriteOptional("cpu_percent"u8, report?.CpuPercent);
        json.WriteOptional("memory_bytes"u8, report?.MemoryBytes);
        json.WriteEndObject();
    }

    private static string StatusOf(SiloMember silo, SiloReport? report) => silo.Status switch
    {
        SiloState.Active => report is { IsDraining: true } ? "draining" : "active",
        SiloState.Joining => "joining",
        SiloState.Leaving => "leaving",
        _ => "dead",
    };
}
