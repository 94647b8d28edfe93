using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Ledger;

/// <summary>Reads the ledger as a whole.</summary>
internal sealed class LedgerReads(ILedgerReader reader)
{
    /// <summary>Formats of the export.</summary>
    public static readonly string[] Formats = ["hledger"];

    /// <summary><c>GET /v1/ledger</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var page = query.Page(PublicId.Entry);
        var account = query.Id("account", PublicId.Account);
        var kind = query.Choice("kind", EntryWords.Kinds);
        var reference = query.Text("reference");
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var found = await reader.ListEntriesAsync(
            caller.OwnerFilter, account, kind is null ? null : EntryWords.KindOf(kind), reference, page, context.RequestAborted);
        await ListAnswer.WriteAsync(context, found, (json, entry) => EntryAnswer.Write(json, entry, caller.ReadsAll));
    }

    /// <summary><c>GET /v1/ledger/trial-balance</c>.</summary>
    public async Task TrialBalanceAsync(HttpContext context)
    {
        if (new QueryReader(context).Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var balance = await reader.TrialBalanceAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, balance, TrialBalanceAnswer.Write);
    }

    /// <summary><c>GET /v1/ledger/export?format=hledger</c>.</summary>
    public async Task ExportAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        query.Choice("format", Formats);
        var (from, to) = (query.Instant("from"), query.Instant("to"));
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        context.Response.ContentType = HledgerExport.MediaType;
        context.Response.Headers.ContentDisposition = "attachment; filename=\"ledger.journal\"";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await HledgerExport.WriteAsync(context.Response.BodyWriter, reader, from, to, context.RequestAborted);
        }
    }
}
