using Payments.Api.Authorization;
using Payments.Api.Routes;
using Payments.Domain.Refusals;

namespace Payments.Api.Transfers;

/// <summary>The routes of wallet transfers.</summary>
internal static class TransferRoutes
{
    private const string Tag = "Transfers";

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes, TransferReads reads)
    {
        routes.Change<CreateTransfer>(Access.Owners, new RouteDoc(
            "createTransfer", Tag, "Move money between two accounts, or hold it.", "TransferDone")
        {
            Description = "With capture_method manual the funds are held until they are posted, voided or expire.",
            Problems = [RefusalCodes.InsufficientFunds, RefusalCodes.DayLimitExceeded, RefusalCodes.AccountNotFound],
        });
        routes.Change<PostTransfer>(Access.Owners, new RouteDoc(
            "postTransfer", Tag, "Post a held transfer, all or a part.", "TransferDone")
        {
            Problems = [RefusalCodes.TransferNotFound, RefusalCodes.HoldAlreadyPosted, RefusalCodes.HoldExpired],
        });
        routes.Change<VoidTransfer>(Access.Owners, new RouteDoc(
            "voidTransfer", Tag, "Give a held transfer's funds back.", "TransferDone")
        {
            Problems = [RefusalCodes.TransferNotFound, RefusalCodes.HoldAlreadyVoided],
        });
        routes.Change<ReverseTransferEndpoint>(Access.OwnersAndFinance, new RouteDoc(
            "reverseTransfer", Tag, "Correct a posted transfer with an opposite entry.", "TransferDone")
        {
            Description = "The credited side gives the money back, so it is that side, or an administrator, who reverses. "
                + "Finance asks for it: the answer is an approval, which another person decides about.",
            Accepted = "Approval",
            Problems =
            [
                RefusalCodes.TransferNotFound, RefusalCodes.AlreadyReversed, RefusalCodes.InsufficientFunds, RefusalCodes.ApprovalPending,
            ],
        });
        routes.Change<CreateBatch>(Access.Owners, new RouteDoc(
            "createBatch", Tag, "Make up to 10,000 transfers in one database transaction.", "Batch")
        {
            Problems = [RefusalCodes.BatchRefused],
        });
        MapReads(routes, reads);
    }

    private static void MapReads(RouteTable routes, TransferReads reads)
    {
        var expand = QueryDoc.Choice("expand[]", "Accounts to show instead of their ids.", Expansion.Names);
        routes.Read("/v1/transfers", Access.Everyone, reads.ListAsync, new RouteDoc(
            "listTransfers", Tag, "List transfers, newest first.", "Transfer")
        {
            IsList = true,
            Query = QueryDoc.Page(
                QueryDoc.Text("account", "Only of this account, either side."),
                QueryDoc.Choice("status", "Only with this status.", TransferReads.Statuses),
                QueryDoc.Text("reference", "Only with this reference."),
                QueryDoc.Text("metadata[key]", "Only with this entry in the metadata."),
                expand),
        });
        routes.Read("/v1/transfers/{id}", Access.Everyone, reads.FindAsync, new RouteDoc(
            "getTransfer", Tag, "Read one transfer.", "Transfer")
        {
            Query = [expand],
            Problems = [RefusalCodes.TransferNotFound],
        });
    }
}
