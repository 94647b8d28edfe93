using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Accounts;

/// <summary>Reads accounts.</summary>
internal sealed class AccountReads(ILedgerReader reader, PartyIds parties, TimeProvider clock)
{
    private static readonly string[] Prefixes = [PublicId.Account];

    /// <summary>
    /// The account in the path, when the caller may see it; else the problem is answered: the same for an account of
    /// somebody else as for none.
    /// </summary>
    public async ValueTask<AccountView?> FindVisibleAsync(HttpContext context, QueryReader query)
    {
        var caller = RequestFrame.Of(context).Caller!;
        if (RouteIds.ProblemOf(context, query, Prefixes, out var id) is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return null;
        }

        var view = await reader.FindAccountAsync(id, context.RequestAborted);
        if (view is null || !caller.MaySee(view.Account.OwnerId))
        {
            await ProblemWriter.WriteAsync(context, Problem.NotFound(RefusalCodes.AccountNotFound));
            return null;
        }

        await parties.LearnAsync([view.Account.OwnerId], caller, context.RequestAborted);
        return view;
    }

    /// <summary><c>GET /v1/accounts/{id}</c>.</summary>
    public async Task FindAsync(HttpContext context)
    {
        if (await FindVisibleAsync(context, new QueryReader(context)) is { } view)
        {
            await JsonAnswer.WriteAsync(
                context, StatusCodes.Status200OK, (view, parties),
                static (json, state) => AccountAnswer.Write(json, state.view.Account, state.view.Metadata, state.parties));
        }
    }

    /// <summary><c>GET /v1/accounts</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var page = query.Page(PublicId.Account);
        var owner = query.Id("owner", PublicId.User, PublicId.Merchant);
        var type = query.Choice("type", AccountWords.Types);
        var status = query.Choice("status", AccountWords.Statuses);
        var currency = query.Choice("currency", [.. Currency.Codes]);
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var isForeign = owner is { } named && !caller.MaySee(named);
        var found = isForeign
            ? new Page<AccountView>([], false)
            : await reader.ListAccountsAsync(
                owner ?? caller.OwnerFilter, type is null ? null : AccountWords.TypeOf(type), currency,
                status is null ? null : AccountWords.StatusOf(status), page, context.RequestAborted);
        await parties.LearnAsync(found.Data.Select(view => view.Account.OwnerId), caller, context.RequestAborted);
        await ListAnswer.WriteAsync(
            context, found, (json, view) => AccountAnswer.Write(json, view.Account, view.Metadata, parties));
    }

    /// <summary><c>GET /v1/accounts/{id}/balance?at=</c>.</summary>
    public async Task BalanceAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        var at = query.Instant("at");
        if (await FindVisibleAsync(context, query) is not { } view)
        {
            return;
        }

        if (at is not { } instant)
        {
            await JsonAnswer.WriteAsync(
                context, StatusCodes.Status200OK, (view.Account, clock.GetUtcNow()),
                static (json, state) => BalanceAnswer.WriteNow(json, state.Account, state.Item2));
            return;
        }

        var balance = await reader.BalanceAtAsync(view.Account.Id, instant, context.RequestAborted)
            ?? new BalanceView(view.Account.Id, view.Account.Currency, instant, 0, 0);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, balance, BalanceAnswer.WriteAt);
    }

    /// <summary><c>GET /v1/accounts/{id}/entries</c>.</summary>
    public async Task EntriesAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        var before = query.Integer("starting_after", 1, long.MaxValue);
        var after = query.Integer("ending_before", 0, long.MaxValue);
        var limit = query.Limit();
        if (await FindVisibleAsync(context, query) is { } view)
        {
            var lines = await reader.ListPostingsAsync(view.Account.Id, before, after, limit, context.RequestAborted);
            await ListAnswer.WriteAsync(
                context, lines, (json, line) => StatementLineAnswer.Write(json, line, view.Account.Currency));
        }
    }
}
