using Payments.Api.Authorization;
using Payments.Api.Routes;
using Payments.Api.Transfers;

namespace Payments.Api.Ledger;

/// <summary>The routes of the ledger as a whole.</summary>
internal static class LedgerRoutes
{
    private const string Tag = "Ledger";

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes, LedgerReads reads, LedgerVerification verification)
    {
        var list = new RouteDoc("listEntries", Tag, "List journal entries, newest first.", "Entry")
        {
            IsList = true,
            Query = QueryDoc.Page(
                QueryDoc.Text("account", "Only of this account."),
                QueryDoc.Choice("kind", "Only of this kind.", EntryWords.Kinds),
                QueryDoc.Text("reference", "Only with this reference.")),
        };
        routes.Read("/v1/ledger", Access.Everyone, reads.ListAsync, list);
        routes.Read("/ledger", Access.Everyone, reads.ListAsync, list with { OperationId = "listEntriesShort" });
        routes.Read("/v1/ledger/trial-balance", Access.Staff, reads.TrialBalanceAsync, new RouteDoc(
            "trialBalance", Tag, "Sums per account type and currency; per currency they are zero.", "TrialBalance"));
        routes.Read("/v1/ledger/export", Access.Staff, reads.ExportAsync, new RouteDoc(
            "exportLedger", Tag, "The ledger as a plain-text journal for hledger.", null)
        {
            MediaTypes = ["text/plain"],
            Query =
            [
                QueryDoc.Choice("format", "The format; hledger without it.", LedgerReads.Formats),
                QueryDoc.Instant("from", "Recorded at or after."),
                QueryDoc.Instant("to", "Recorded before."),
            ],
        });
        routes.Act("/v1/ledger/verify", Access.FinanceAndAdmins, LedgerVerification.Shape, verification.VerifyAsync, new RouteDoc(
            "verifyLedger", Tag, "Recompute balances, sequences and sums, and look for changed records.", "Verification"));
    }
}
