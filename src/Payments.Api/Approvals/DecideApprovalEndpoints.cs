using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Approvals;

/// <summary>Decides about what another person asked for. That it is another one is tested where it is written.</summary>
internal abstract class DecideApprovalEndpoint(CommandRunner runner, ILedgerReader reader, bool isApproved)
    : ApprovalEndpoint(runner, reader)
{
    /// <inheritdoc/>
    protected override Command Build(CommandRequest request, ApprovalState approval) => new DecideApproval
    {
        Origin = request.Origin(),
        Idempotency = request.Stamp(),
        ApprovalId = approval.Id,
        TransferId = approval.TransferId,
        IsApproved = isApproved,
        EntryId = request.Ids.Next(),
    };
}

/// <summary>Approves: what was asked for happens now.</summary>
internal sealed class Approve(CommandRunner runner, ILedgerReader reader)
    : DecideApprovalEndpoint(runner, reader, isApproved: true)
{
    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/approve";
}

/// <summary>Rejects: what was asked for will not happen.</summary>
internal sealed class Reject(CommandRunner runner, ILedgerReader reader)
    : DecideApprovalEndpoint(runner, reader, isApproved: false)
{
    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/reject";
}
