using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Journal.Reading;

namespace Payments.Api.Events;

/// <summary>The event feed, page by page and as a stream.</summary>
internal sealed class EventReads(ILedgerReader reader, PartyIds parties, EventStream stream)
{
    private const string Tag = "Events";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteTable routes)
    {
        QueryDoc[] filters =
        [
            QueryDoc.Integer("after", "Only events after this position; 0 without it.", 0, long.MaxValue),
            QueryDoc.Text("object", "Only of the object with this id."),
            QueryDoc.Choice("type", "Only of this type.", EventQuery.TypeNames),
        ];
        routes.Read("/v1/events", Access.Everyone, ListAsync, new RouteDoc(
            "listEvents", Tag, "The event feed in the order of commits, oldest first.", "EventPage")
        {
            Description = "Go on from next_after. An event that was read never changes, and none appears before it later.",
            Query = [QueryDoc.Integer("limit", "Most events of a page; 10 without it.", 1, 100), .. filters],
        });
        routes.Read("/v1/events/stream", Access.Everyone, stream.RunAsync, new RouteDoc(
            "streamEvents", Tag, "The event feed as server-sent events.", null)
        {
            Description = "The id of each is its position; a client that comes back with Last-Event-ID misses nothing.",
            MediaTypes = ["text/event-stream"],
            Query = filters,
        });
    }

    private async Task ListAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var asked = EventQuery.Read(query);
        var limit = query.Limit();
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var (events, lookedUpTo, hasMore) = await reader.ListEventsAsync(
            asked.After, caller.OwnerFilter, asked.ObjectId, asked.Type, limit, context.RequestAborted);
        await parties.LearnAsync(EventAnswer.Parties(events), caller, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, (events, lookedUpTo, hasMore, caller, parties, context), static (json, page) =>
            {
                json.WriteStartObject();
                json.WriteStartArray("data"u8);
                foreach (var view in page.events)
                {
                    EventAnswer.Write(json, view, page.caller, page.parties);
                }

                json.WriteEndArray();
                json.WriteBoolean("has_more"u8, page.hasMore);
                json.WriteNumber("next_after"u8, page.lookedUpTo);
                json.WriteString("url"u8, page.context.Request.Path.Value);
                json.WriteEndObject();
            });
    }
}
