using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Approvals;

/// <summary>The routes of what takes two people.</summary>
internal sealed class ApprovalRoutes(ILedgerReader reader)
{
    private const string Tag = "Approvals";
    private static readonly string[] Prefixes = [PublicId.Approval];

    private static readonly string[] Problems =
        [RefusalCodes.ObjectNotFound, RefusalCodes.ApprovalDecided, RefusalCodes.ApprovalWithdrawn, RefusalCodes.ApprovalExpired];

    /// <summary>Maps them.</summary>
    public void Map(RouteTable routes)
    {
        routes.Change<Approve>(Access.FinanceAndAdmins, new RouteDoc("approve", Tag, "Approve what another person asked for.", "Approval")
        {
            Description = "It happens in the same step. Who asked for it cannot approve it.",
            Problems = [.. Problems, RefusalCodes.SecondPersonRequired, RefusalCodes.AlreadyReversed, RefusalCodes.InsufficientFunds],
        });
        routes.Change<Reject>(Access.FinanceAndAdmins, new RouteDoc("reject", Tag, "Reject what another person asked for.", "Approval")
        {
            Problems = [.. Problems, RefusalCodes.SecondPersonRequired],
        });
        routes.Change<WithdrawApproval>(Access.FinanceAndAdmins, new RouteDoc("withdraw", Tag, "Withdraw a request.", "Approval")
        {
            Description = "By who asked for it, or by an administrator.",
            Problems = [.. Problems, RefusalCodes.WithdrawalNotAllowed],
        });
        routes.Read("/v1/approvals", Access.FinanceAndAdmins, ListAsync, new RouteDoc(
            "listApprovals", Tag, "List approvals, newest first.", "Approval")
        {
            IsList = true,
            Query = QueryDoc.Page(
                QueryDoc.Choice("status", "Only with this status.", ApprovalAnswer.Statuses),
                QueryDoc.Text("transfer", "Only about this transfer."),
                QueryDoc.Text("requested_by", "Only what this person asked for.")),
        });
        routes.Read("/v1/approvals/{id}", Access.FinanceAndAdmins, FindAsync, new RouteDoc(
            "getApproval", Tag, "Read one approval.", "Approval") { Problems = [RefusalCodes.ObjectNotFound] });
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        var page = query.Page(PublicId.Approval);
        ApprovalStatus? status = query.Choice("status", ApprovalAnswer.Statuses) is { } word ? ApprovalAnswer.StatusOf(word) : null;
        var transfer = query.Id("transfer", PublicId.Transfer);
        var requestedBy = query.Text("requested_by");
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var found = await reader.ListApprovalsAsync(status, transfer, requestedBy, page, context.RequestAborted);
        await ListAnswer.WriteAsync(context, found, ApprovalAnswer.Write);
    }

    private async Task FindAsync(HttpContext context)
    {
        var problem = RouteIds.ProblemOf(context, new QueryReader(context), Prefixes, out var id);
        if (problem is not null || await reader.FindApprovalAsync(id, context.RequestAborted) is not { } approval)
        {
            await ProblemWriter.WriteAsync(context, problem ?? Problem.NotFound(RefusalCodes.ObjectNotFound));
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, approval, ApprovalAnswer.Write);
    }
}
