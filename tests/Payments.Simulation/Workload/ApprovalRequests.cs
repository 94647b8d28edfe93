using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Workload;

/// <summary>What people of finance ask for and decide about.</summary>
internal static class ApprovalRequests
{
    public static Request Ask(Scene scene, Origin caller, Guid transfer, TimeSpan validFor) =>
        scene.New("ask", $"{Short(transfer)} {validFor} by {caller.Actor}", caller, (stamp, id) => new RequestReversal
        {
            Origin = caller,
            Idempotency = stamp,
            ApprovalId = id,
            TransferId = transfer,
            ValidFor = validFor,
        });

    public static Request Decide(Scene scene, Origin caller, (Guid Id, Guid Transfer) approval, bool isApproved) =>
        scene.New(isApproved ? "approve" : "reject", $"{Short(approval.Id)} by {caller.Actor}", caller, (stamp, id) => new DecideApproval
        {
            Origin = caller,
            Idempotency = stamp,
            ApprovalId = approval.Id,
            TransferId = approval.Transfer,
            IsApproved = isApproved,
            EntryId = id,
        });

    public static Request Withdraw(Scene scene, Origin caller, (Guid Id, Guid Transfer) approval) =>
        scene.New("withdraw", $"{Short(approval.Id)} by {caller.Actor}", caller, (stamp, id) => new EndApproval
        {
            Origin = caller,
            Idempotency = stamp,
            ApprovalId = approval.Id,
            TransferId = approval.Transfer,
            End = ApprovalStatus.Withdrawn,
            ChangeId = id,
        });

    private static string Short(Guid id) => id.ToString()[..8];
}
