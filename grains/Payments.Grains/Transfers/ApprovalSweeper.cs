using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Grains.Transfers;

/// <summary>Expires requests for approval that nobody has decided about in time.</summary>
/// <remarks>Any number of silos may sweep at once: a request ends once, decided under its row's lock.</remarks>
public sealed class ApprovalSweeper(IGrainFactory grains, Func<int, Task<IReadOnlyList<ApprovalState>>> listOverdue)
{
    private const int ApprovalsMax = 100;

    /// <summary>Expires what is overdue now, up to a limit.</summary>
    /// <returns>How many requests it expired.</returns>
    public async Task<int> SweepAsync()
    {
        var overdue = await listOverdue(ApprovalsMax);
        var answers = await Task.WhenAll(
            overdue.Select(approval => grains.GetGrain<ITransferGrain>(approval.TransferId).EndApprovalAsync(Expire(approval))));
        return answers.Count(answer => answer is Done);
    }

    private static EndApproval Expire(ApprovalState approval) => new()
    {
        Origin = Origin.OfSystem("approval-sweeper"),
        ApprovalId = approval.Id,
        TransferId = approval.TransferId,
        End = ApprovalStatus.Expired,
        ChangeId = Guid.CreateVersion7(),
    };
}
