using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Planted;

/// <summary>Who asked is not looked at when it is decided.</summary>
internal sealed class OnePersonIsEnough : PlantedBug
{
    private readonly Dictionary<Guid, string> _askedBy = [];

    public override bool ChecksConstraints => false;

    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var (id, approval) in snapshot.Approvals.ToList())
        {
            _askedBy[id] = approval.RequestedBy;
            if (!batch.OfType<EndApproval>().Any(end => end.ApprovalId == id))
                snapshot.Approvals[id] = approval with { RequestedBy = "somebody" };
        }
    }

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        foreach (var (id, approval) in plan.Writes.Approvals.ToList())
        {
            if (_askedBy.TryGetValue(id, out var askedBy))
                plan.Writes.Approvals[id] = approval with { RequestedBy = askedBy };
        }
    }
}

/// <summary>What has ended may be approved once more.</summary>
internal sealed class ApprovedAgain : PlantedBug
{
    public override bool ChecksConstraints => false;

    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var (id, approval) in snapshot.Approvals.ToList())
            snapshot.Approvals[id] = approval with { Status = ApprovalStatus.Pending };
        foreach (var (id, original) in snapshot.Originals.ToList())
            snapshot.Originals[id] = original with { Reversed = false };
    }
}

/// <summary>Whoever comes before the sweeper may still decide.</summary>
internal sealed class DecidedTooLate : PlantedBug
{
    private readonly Dictionary<Guid, DateTimeOffset?> _ends = [];

    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var id in batch.OfType<DecideApproval>().Select(decide => decide.ApprovalId))
        {
            if (snapshot.Approvals.TryGetValue(id, out var approval))
            {
                _ends[id] = approval.ExpiresAt;
                snapshot.Approvals[id] = approval with { ExpiresAt = null };
            }
        }
    }

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        foreach (var (id, approval) in plan.Writes.Approvals.ToList())
        {
            if (_ends.TryGetValue(id, out var end))
                plan.Writes.Approvals[id] = approval with { ExpiresAt = end };
        }
    }
}
