using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>What the reference ledger knows of an approval.</summary>
internal sealed record ReferenceApproval(Guid Transfer, Guid Original, string AskedBy, DateTimeOffset? ExpiresAt)
{
    public ApprovalStatus Status { get; set; } = ApprovalStatus.Pending;
}

/// <summary>What takes two people, as the reference ledger understands it.</summary>
internal sealed class ReferenceApprovals(ReferenceBook book, DateTimeOffset now)
{
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Every reason against a command.</summary>
    public HashSet<string> Against(Command command)
    {
        switch (command)
        {
            case RequestReversal request:
                Add(!IsOfFinance(command.Origin), "not_allowed");
                Original(request.OriginalEntryId);
                Add(book.Approvals.Values.Any(known => IsWaiting(known, request) && !IsOver(known)), "approval_pending");
                break;
            case DecideApproval decide when Find(decide.ApprovalId, decide.TransferId) is { } approval:
                Add(!IsOfFinance(command.Origin), "not_allowed");
                Ended(approval, mayBeOver: false);
                Add(approval.AskedBy == command.Origin.Actor, "second_person_required");
                if (decide.IsApproved)
                    _reasons.UnionWith(new ReferenceRefusals(book, now).Reverse(ReversalOf(decide)));
                break;
            case EndApproval { End: ApprovalStatus.Expired } expire when Find(expire.ApprovalId, expire.TransferId) is { } approval:
                Add(command.Origin.Role != Role.System, "not_allowed");
                Ended(approval, mayBeOver: true);
                Add(approval.Status == ApprovalStatus.Pending && !IsOver(approval), "account_state_conflict");
                break;
            case EndApproval withdraw when Find(withdraw.ApprovalId, withdraw.TransferId) is { } approval:
                Add(!IsOfFinance(command.Origin), "not_allowed");
                Ended(approval, mayBeOver: false);
                Add(approval.AskedBy != command.Origin.Actor && command.Origin.Role != Role.Admin, "withdrawal_not_allowed");
                break;
            default:
                return ["object_not_found", "not_allowed"];
        }

        return _reasons;
    }

    /// <summary>Does what nothing speaks against.</summary>
    public void Accept(Command command, Action<ReverseTransfer> reverse)
    {
        switch (command)
        {
            case RequestReversal request:
                foreach (var (id, _) in book.Approvals.Where(known => IsWaiting(known.Value, request)).ToList())
                    End(id, ApprovalStatus.Expired);

                book.Approvals[request.ApprovalId] = new ReferenceApproval(
                    request.TransferId, request.OriginalEntryId, command.Origin.Actor, now + request.ValidFor);
                book.Events.Add((EventType.ApprovalRequested, request.ApprovalId, 1));
                break;
            case DecideApproval decide:
                if (decide.IsApproved)
                    reverse(ReversalOf(decide));
                End(decide.ApprovalId, decide.IsApproved ? ApprovalStatus.Approved : ApprovalStatus.Rejected);
                break;
            case EndApproval end:
                End(end.ApprovalId, end.End);
                break;
        }
    }

    /// <summary>The reversal that an approval executes; finance may, because another one has agreed.</summary>
    private static ReverseTransfer ReversalOf(DecideApproval decide) => new()
    {
        Origin = decide.Origin with { Role = Role.Admin },
        Epoch = decide.Epoch,
        TransferId = decide.TransferId,
        OriginalEntryId = decide.OriginalEntryId,
        Source = decide.Source,
        Destination = decide.Destination,
        EntryId = decide.EntryId,
    };

    private void End(Guid id, ApprovalStatus status)
    {
        book.Approvals[id].Status = status;
        var told = status switch
        {
            ApprovalStatus.Approved => EventType.ApprovalApproved,
            ApprovalStatus.Rejected => EventType.ApprovalRejected,
            ApprovalStatus.Withdrawn => EventType.ApprovalWithdrawn,
            _ => EventType.ApprovalExpired,
        };
        book.Events.Add((told, id, 2));
    }

    private void Original(Guid id)
    {
        var original = book.Entries.GetValueOrDefault(id);
        Add(original is null || original.Kind == EntryKind.Reversal, "not_reversible");
        Add(book.Reversed.Contains(id), "already_reversed");
    }

    private void Ended(ReferenceApproval approval, bool mayBeOver)
    {
        Add(approval.Status is ApprovalStatus.Approved or ApprovalStatus.Rejected, "approval_decided");
        Add(approval.Status == ApprovalStatus.Withdrawn, "approval_withdrawn");
        Add(approval.Status == ApprovalStatus.Expired || (IsOver(approval) && !mayBeOver), "approval_expired");
    }

    private ReferenceApproval? Find(Guid id, Guid transfer) =>
        book.Approvals.GetValueOrDefault(id) is { } approval && approval.Transfer == transfer ? approval : null;

    private static bool IsWaiting(ReferenceApproval approval, RequestReversal request) =>
        approval.Transfer == request.TransferId && approval.Status == ApprovalStatus.Pending;

    private bool IsOver(ReferenceApproval approval) => now >= approval.ExpiresAt;

    private static bool IsOfFinance(Origin caller) => caller.Role is Role.Finance or Role.Admin;

    private void Add(bool isSo, string reason)
    {
        if (isSo)
            _reasons.Add(reason);
    }
}
