using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>Tests what takes two people: event, row and reversal, and that they were two.</summary>
internal sealed class ApprovalChecks(Findings findings)
{
    // Approvals whose row says that they are decided, and whose decision the feed has still to tell.
    private readonly HashSet<Guid> _decisionsAhead = [];

    internal void Check(FeedStretch stretch, StoredEvent told, ApprovalOutcome outcome)
    {
        var approval = outcome.Approval;
        var isNew = told.Row.Type == EventType.ApprovalRequested;
        findings.Require(
            told.Row.ObjectSequence == (isNew ? 1 : 2), LedgerChecks.ObjectSequence, told,
            $"approval {told.Row.ObjectId}: {told.Row.Type} has number {told.Row.ObjectSequence}");
        findings.Require(
            approval.Id == told.Row.ObjectId && approval.Status == StatusAfter(told.Row.Type), LedgerChecks.Approval, told,
            $"its data are of approval {approval.Id}, {approval.Status}");
        findings.Require(
            approval.Status is not (ApprovalStatus.Approved or ApprovalStatus.Rejected) || approval.DecidedBy != approval.RequestedBy,
            LedgerChecks.Approval, told, $"{approval.RequestedBy} asked and decided");
        findings.Require(
            approval.Status != ApprovalStatus.Expired || approval.DecidedAt >= approval.ExpiresAt, LedgerChecks.Approval, told,
            $"it expired at {approval.DecidedAt:O}, before its time");
        if (!stretch.Approvals.TryGetValue(told.Row.ObjectId, out var stored))
        {
            findings.Add(LedgerChecks.Approval, told, $"approval {told.Row.ObjectId} has no row");
            return;
        }

        CheckRow(told, approval, stored, isNew);
    }

    /// <summary>After the whole feed.</summary>
    internal void Finish()
    {
        foreach (var approval in _decisionsAhead)
        {
            findings.Add(LedgerChecks.Approval, $"approval {approval}", "its row says that it is decided, no event does");
        }
    }

    private void CheckRow(StoredEvent told, ApprovalState approval, StoredApproval stored, bool isNew)
    {
        var row = stored.Row;
        if (!isNew)
        {
            _decisionsAhead.Remove(approval.Id);
        }
        else if (row.Status != ApprovalStatus.Pending)
        {
            _decisionsAhead.Add(approval.Id);
            row = row with { Status = ApprovalStatus.Pending, DecidedBy = null, DecidedAt = null, ReversalId = null };
        }

        findings.Require(IsSame(row, approval), LedgerChecks.Approval, told, $"approval {approval.Id}: its row is not as the event says");
        findings.Require(
            isNew || stored.HasReversal == (approval.Status == ApprovalStatus.Approved), LedgerChecks.Approval, told,
            $"approval {approval.Id}: {approval.Status}, and the reversal {approval.ReversalId} does not fit");
    }

    /// <summary>The row keeps microseconds.</summary>
    private static bool IsSame(ApprovalState row, ApprovalState told) =>
        StoredForms.SameInstant(row.RequestedAt, told.RequestedAt)
        && StoredForms.SameInstant(row.DecidedAt, told.DecidedAt)
        && StoredForms.SameInstant(row.ExpiresAt, told.ExpiresAt)
        && row with { RequestedAt = told.RequestedAt, DecidedAt = told.DecidedAt, ExpiresAt = told.ExpiresAt } == told;

    private static ApprovalStatus StatusAfter(EventType type) => type switch
    {
        EventType.ApprovalRequested => ApprovalStatus.Pending,
        EventType.ApprovalApproved => ApprovalStatus.Approved,
        EventType.ApprovalWithdrawn => ApprovalStatus.Withdrawn,
        EventType.ApprovalExpired => ApprovalStatus.Expired,
        _ => ApprovalStatus.Rejected,
    };
}
