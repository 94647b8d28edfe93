using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Transfers;

/// <summary>Reads transfers.</summary>
internal sealed class TransferReads(ILedgerReader reader, PartyIds parties)
{
    /// <summary>What a transfer's status may be.</summary>
    public static readonly string[] Statuses = ["held", "posted", "voided", "expired", "reversed"];

    /// <summary><c>GET /v1/transfers/{id}</c>.</summary>
    public async Task FindAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var expand = query.Expand(Expansion.Names);
        if (RouteIds.ProblemOf(context, query, [PublicId.Transfer], out var id) is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var view = await reader.FindTransferAsync(id, context.RequestAborted);
        if (view is null || !(caller.MaySee(view.SourceOwner) || caller.MaySee(view.DestinationOwner)))
        {
            await ProblemWriter.WriteAsync(context, Problem.NotFound(RefusalCodes.TransferNotFound));
            return;
        }

        var expansion = await Expansion.LoadAsync(expand, [view], reader, parties, caller, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK, (view, expansion),
            static (json, state) => TransferAnswer.WriteView(json, state.view, state.expansion));
    }

    /// <summary><c>GET /v1/transfers</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var page = query.Page(PublicId.Transfer);
        var account = query.Id("account", PublicId.Account);
        var status = query.Choice("status", Statuses);
        var reference = query.Text("reference");
        var metadata = query.Metadata();
        var expand = query.Expand(Expansion.Names);
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var found = await reader.ListTransfersAsync(
            caller.OwnerFilter, account, status, reference, metadata, page, context.RequestAborted);
        var expansion = await Expansion.LoadAsync(expand, found.Data, reader, parties, caller, context.RequestAborted);
        await ListAnswer.WriteAsync(context, found, (json, view) => TransferAnswer.WriteView(json, view, expansion));
    }
}
