using Payments.Api.Authorization;
using Payments.Api.Routes;
using Payments.Domain.Refusals;

namespace Payments.Api.Accounts;

/// <summary>The routes of accounts.</summary>
internal static class AccountRoutes
{
    private const string Tag = "Accounts";

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes, AccountReads reads)
    {
        routes.Change<OpenAccountEndpoint>(Access.Owners, new RouteDoc("openAccount", Tag, "Open an account.", "Account")
        {
            Description = "Users and merchants open wallets for themselves; administrators any account for anybody.",
            Problems = [RefusalCodes.NotAllowed, RefusalCodes.ObjectNotFound],
        });
        routes.Change<FreezeAccount>(Access.SupportAndAdmins, new RouteDoc(
            "freezeAccount", Tag, "Freeze an account: nothing is debited any more.", "Account") { Problems = Changes });
        routes.Change<UnfreezeAccount>(Access.SupportAndAdmins, new RouteDoc(
            "unfreezeAccount", Tag, "End a freeze.", "Account") { Problems = Changes });
        routes.Change<CloseAccount>(Access.Owners, new RouteDoc(
            "closeAccount", Tag, "Close an empty account for ever.", "Account") { Problems = Changes });
        routes.Change<ChangeLimits>(Access.Admins, new RouteDoc(
            "changeAccountLimits", Tag, "Change floor and limits.", "Account")
        {
            Description = "What the body does not name stays; what it names as null is taken away.",
            Problems = [RefusalCodes.AccountNotFound, RefusalCodes.FloorAboveBalance],
        });
        MapReads(routes, reads);
    }

    private static readonly string[] Changes =
        [RefusalCodes.AccountNotFound, RefusalCodes.AccountStateConflict, RefusalCodes.AccountClosed, RefusalCodes.AccountNotEmpty];

    private static void MapReads(RouteTable routes, AccountReads reads)
    {
        string[] notFound = [RefusalCodes.AccountNotFound];
        routes.Read("/v1/accounts", Access.Everyone, reads.ListAsync, new RouteDoc(
            "listAccounts", Tag, "List accounts, newest first.", "Account")
        {
            IsList = true,
            Query = QueryDoc.Page(
                QueryDoc.Text("owner", "Only of this user or merchant."),
                QueryDoc.Choice("type", "Only of this type.", AccountWords.Types),
                QueryDoc.Choice("status", "Only with this status.", AccountWords.Statuses),
                QueryDoc.Text("currency", "Only in this currency.")),
        });
        routes.Read("/v1/accounts/{id}", Access.Everyone, reads.FindAsync, new RouteDoc(
            "getAccount", Tag, "Read one account.", "Account") { Problems = notFound });
        routes.Read("/v1/accounts/{id}/balance", Access.Everyone, reads.BalanceAsync, new RouteDoc(
            "getBalance", Tag, "Read the balance now, or the posted balance at an instant.", "Balance")
        {
            Query = [QueryDoc.Instant("at", "The instant; now without it.")],
            Problems = notFound,
        });
        routes.Read("/v1/accounts/{id}/entries", Access.Everyone, reads.EntriesAsync, new RouteDoc(
            "listAccountEntries", Tag, "List an account's postings, newest first.", "Posting")
        {
            IsList = true,
            Description = "Pages go by the posting's sequence: starting_after and ending_before take one.",
            Query =
            [
                QueryDoc.Integer("limit", "Most postings of a page; 10 without it.", 1, 100),
                QueryDoc.Integer("starting_after", "Only postings before this sequence.", 1, long.MaxValue),
                QueryDoc.Integer("ending_before", "Only postings after this sequence.", 0, long.MaxValue),
            ],
            Problems = notFound,
        });
    }
}
