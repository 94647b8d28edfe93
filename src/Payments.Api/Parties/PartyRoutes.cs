using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Parties;

/// <summary>The routes of users and merchants.</summary>
internal sealed class PartyRoutes(ILedgerReader reader, PartyIds parties)
{
    private const string Tag = "Identity";

    /// <summary>Maps them.</summary>
    public void Map(RouteTable routes)
    {
        routes.Change<RegisterUser>(Access.Admins, new RouteDoc("registerUser", Tag, "Register a user.", "User")
        {
            Problems = [RefusalCodes.AlreadyExists],
        });
        routes.Change<RegisterMerchant>(Access.Admins, new RouteDoc("registerMerchant", Tag, "Register a merchant.", "Merchant")
        {
            Problems = [RefusalCodes.AlreadyExists],
        });
        MapReads(routes, "/v1/users", PartyKind.User, "User");
        MapReads(routes, "/v1/merchants", PartyKind.Merchant, "Merchant");
    }

    private void MapReads(RouteTable routes, string template, PartyKind kind, string name)
    {
        routes.Read(template, Access.Staff, context => ListAsync(context, kind), new RouteDoc(
            $"list{name}s", Tag, $"List {name.ToLowerInvariant()}s, newest first.", name)
        {
            IsList = true,
            Query = QueryDoc.Page(),
        });
        routes.Read(template + "/{id}", Access.Everyone, context => FindAsync(context, kind), new RouteDoc(
            $"get{name}", Tag, $"Read one {name.ToLowerInvariant()}; others than staff only themselves.", name)
        {
            Problems = [RefusalCodes.ObjectNotFound],
        });
    }

    private async Task ListAsync(HttpContext context, PartyKind kind)
    {
        var query = new QueryReader(context);
        var page = query.Page(PartyIds.PrefixOf(kind));
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var found = await reader.ListPartiesAsync(kind, page, context.RequestAborted);
        await ListAnswer.WriteAsync(context, found, (json, view) => Write(json, view));
    }

    private async Task FindAsync(HttpContext context, PartyKind kind)
    {
        var caller = RequestFrame.Of(context).Caller!;
        string[] prefixes = [PartyIds.PrefixOf(kind)];
        var problem = RouteIds.ProblemOf(context, new QueryReader(context), prefixes, out var id);
        var view = problem is null && caller.MaySee(id) ? await reader.FindPartyAsync(id, context.RequestAborted) : null;
        if (view?.Kind != kind)
        {
            await ProblemWriter.WriteAsync(context, problem ?? Problem.NotFound(RefusalCodes.ObjectNotFound));
            return;
        }

        parties.Learn(view.Id, view.Kind);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, view, Write);
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, PartyView view) =>
        PartyAnswer.Write(json, view.Id, view.Kind, view.Name, view.Email, view.Metadata, view.CreatedAt);
}
