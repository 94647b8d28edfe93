using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Approvals;

/// <summary>Takes a request back. Who may is tested where it is written.</summary>
internal sealed class WithdrawApproval(CommandRunner runner, ILedgerReader reader) : ApprovalEndpoint(runner, reader)
{
    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/withdraw";

    /// <inheritdoc/>
    protected override Command Build(CommandRequest request, ApprovalState approval) => new EndApproval
    {
        Origin = request.Origin(),
        Idempotency = request.Stamp(),
        ApprovalId = approval.Id,
        TransferId = approval.TransferId,
        End = ApprovalStatus.Withdrawn,
        ChangeId = request.Ids.Next(),
    };
}
