using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Payments.Api.Authentication;
using Payments.Api.Json;
using Payments.Api.Limits;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Events;

/// <summary>
/// <c>GET /v1/events/stream</c>: the feed as server-sent events. It reads the committed feed when the bell says that there is
/// something for the client, so what a client has seen is what the journal holds, in its order, on any front end.
/// </summary>
internal sealed class EventStream(
    ILedgerReader reader, PartyIds parties, FeedBell bell, IHostApplicationLifetime host, IOptions<LimitOptions> options,
    TimeProvider clock)
{
    private const int PageSize = 100;

    /// <summary>How long a stream believes a bell that is silent.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(15);

    // After this the client comes back by itself with Last-Event-ID, and its credentials are looked at again.
    private static readonly TimeSpan LifeMax = TimeSpan.FromMinutes(15);
    private int _open;

    /// <summary>Serves a stream until the client leaves.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        var asked = EventQuery.Read(query);
        var lastId = context.Request.Headers["Last-Event-ID"];
        var after = asked.After;
        var problem = query.Problem;
        if (lastId.Count > 0 && !long.TryParse(lastId[0], NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            problem ??= Problem.InHeader(ProblemCodes.InvalidHeader, "The id of an event of this stream is expected.", "Last-Event-ID");
        }

        if (problem is not null)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        await ServeWithinLimitAsync(context, asked with { After = after });
    }

    private async Task ServeWithinLimitAsync(HttpContext context, EventQuery asked)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > options.Value.EventStreams)
            {
                await ProblemWriter.WriteAsync(context, Problem.NotExecuted("Too many streams are open."));
                return;
            }

            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            context.Response.ContentType = "text/event-stream";
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await ServeWhileUpAsync(context, asked);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>A process that stops ends its streams at once: the clients come back to another one.</summary>
    private async Task ServeWhileUpAsync(HttpContext context, EventQuery asked)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            await ServeAsync(context, asked, end.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            // The answer ends here, complete.
        }
    }

    private async Task ServeAsync(HttpContext context, EventQuery asked, CancellationToken left)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var output = context.Response.BodyWriter;
        var (started, spoke, after) = (clock.GetTimestamp(), clock.GetTimestamp(), asked.After);
        await context.Response.StartAsync(left);
        output.Write("retry: 1000\n\n"u8);
        await output.FlushAsync(left);
        using var ear = bell.Listen(asked, caller.OwnerFilter);
        while (clock.GetElapsedTime(started) < LifeMax)
        {
            var (events, lookedUpTo, hasMore) =
                await reader.ListEventsAsync(after, caller.OwnerFilter, asked.ObjectId, asked.Type, PageSize, left);
            after = lookedUpTo;
            if (events.Count > 0 || clock.GetElapsedTime(spoke) > PingPeriod)
            {
                await parties.LearnAsync(EventAnswer.Parties(events), caller, left);
                Write(output, events, caller, after);
                await output.FlushAsync(left);
                spoke = clock.GetTimestamp();
            }

            if (!hasMore)
            {
                await ear.WaitAsync(LookPeriod, left);
            }
        }
    }

    /// <summary>Events, or a comment that keeps the connection open and tells how far the stream has come.</summary>
    private void Write(PipeWriter output, IReadOnlyList<EventView> events, Caller caller, long after)
    {
        if (events.Count == 0)
        {
            output.Write(Encoding.ASCII.GetBytes($": {after}\nid: {after}\n\n"));
        }

        foreach (var view in events)
        {
            output.Write(Encoding.ASCII.GetBytes($"id: {view.Position}\nevent: {EventTypes.NameOf(view.Type)}\ndata: "));
            using (var json = JsonAnswer.WriterTo(output))
            {
                EventAnswer.Write(json, view, caller, parties);
            }

            output.Write("\n\n"u8);
        }
    }
}
