using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>What takes two people is done by two, in time, once, and by nobody else.</summary>
internal static class ApprovalChecks
{
    private static readonly TimeSpan SweepWithin = TimeSpan.FromSeconds(10);

    public static IEnumerable<Violation> TwoPeople(Evidence evidence) =>
        from text in evidence.Tables.Approvals.Values.SelectMany(approval => Wrong(evidence, approval)).Concat(WithoutApproval(evidence))
        select new Violation(Invariants.TwoPeople, text);

    public static IEnumerable<Violation> NothingOverdue(Evidence evidence) =>
        from approval in evidence.Tables.Approvals.Values
        where approval.Status == ApprovalStatus.Pending && approval.ExpiresAt + SweepWithin < evidence.DatabaseNow
        select new Violation(Invariants.Overdue, $"approval {approval.Id} was over at {approval.ExpiresAt:T}, it is {evidence.DatabaseNow:T}");

    private static IEnumerable<string> Wrong(Evidence evidence, ApprovalState approval)
    {
        if (evidence.ByObject.GetValueOrDefault(approval.Id) is not { End: not End.Fail } asked || asked.Request.Caller.Actor != approval.RequestedBy)
            yield return $"nobody has asked for {approval}";
        if (approval.Status is ApprovalStatus.Approved or ApprovalStatus.Rejected && approval.DecidedBy == approval.RequestedBy)
            yield return $"one person asked and decided: {approval}";
        if (approval.Status is ApprovalStatus.Approved or ApprovalStatus.Rejected && approval.DecidedAt >= approval.ExpiresAt)
            yield return $"it was decided after its time: {approval}";
        if (approval.Status == ApprovalStatus.Expired && approval.DecidedAt < approval.ExpiresAt)
            yield return $"it expired before its time: {approval}";
        if (approval.Status == ApprovalStatus.Withdrawn && approval.DecidedBy != approval.RequestedBy && approval.DecidedBy != Scene.Admin.Actor)
            yield return $"somebody else withdrew it: {approval}";
        if (approval.Status == ApprovalStatus.Approved && !IsExecutedBySomebodyElse(evidence, approval))
            yield return $"it was approved, and another one than its decider's reversal is there, or none: {approval}";
    }

    /// <summary>By the entry and by the attempt of a client: not by the row, which might tell of the wrong person.</summary>
    private static bool IsExecutedBySomebodyElse(Evidence evidence, ApprovalState approval) =>
        approval.ReversalId is { } reversal && evidence.Tables.Entries.TryGetValue(reversal, out var entry)
        && (entry.Reverses, entry.Origin.Actor) == (approval.OriginalEntryId, approval.DecidedBy)
        && evidence.ByObject.TryGetValue(reversal, out var decided) && decided.Request.Caller.Actor == approval.DecidedBy
        && decided.Request.Caller.Actor != approval.RequestedBy;

    /// <summary>A reversal by finance has its approval, and none has two.</summary>
    private static IEnumerable<string> WithoutApproval(Evidence evidence)
    {
        var approved = evidence.Tables.Approvals.Values.ToLookup(approval => approval.ReversalId);
        return from entry in evidence.Tables.Entries.Values
               where entry.Kind == EntryKind.Reversal && entry.Origin.Role == Role.Finance && approved[entry.Id].Count() != 1
               select $"{entry.Origin.Actor} made reversal {entry.Id} with {approved[entry.Id].Count()} approvals";
    }
}
