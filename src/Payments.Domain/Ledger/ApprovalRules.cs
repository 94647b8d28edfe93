using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>
/// Rules of reversals that take two people: who asks never decides, and a request ends once: decided, withdrawn, or expired by
/// the database's clock.
/// </summary>
internal static class ApprovalRules
{
    internal static Answer Request(PlanningBook book, RequestReversal command)
    {
        if (!command.Origin.MayApprove)
        {
            return PlanningBook.Refuse(Reason.NotAllowed());
        }

        if (TransferRules.RefuseOriginal(book, command.OriginalEntryId) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        var earlier = book.Snapshot.Approvals.Values.FirstOrDefault(known =>
            known.TransferId == command.TransferId && known.Status == ApprovalStatus.Pending);
        if (earlier is not null && !IsOver(book, earlier))
        {
            return PlanningBook.Refuse(new Refusal(
                RefusalCodes.ApprovalPending, "the reversal of this transfer waits for a second person already"));
        }

        if (earlier is not null)
        {
            // Its time is over, and only nobody has said so yet: whether the sweeper has come by decides nothing.
            End(book, earlier, ApprovalStatus.Expired, EventType.ApprovalExpired, Origin.OfSystem(command.Origin.RequestId));
        }

        var approval = new ApprovalState
        {
            Id = command.ApprovalId,
            TransferId = command.TransferId,
            OriginalEntryId = command.OriginalEntryId,
            RequestedBy = command.Origin.Actor,
            RequestedAt = book.Now,
            Description = command.Description,
            ExpiresAt = book.Now + (command.ValidFor ?? ApprovalState.ValidForDefault),
        };
        return Tell(book, EventType.ApprovalRequested, 1, approval, command.Origin);
    }

    internal static Answer Decide(PlanningBook book, DecideApproval command)
    {
        if (!command.Origin.MayApprove)
        {
            return PlanningBook.Refuse(Reason.NotAllowed());
        }

        if (!book.Snapshot.Approvals.TryGetValue(command.ApprovalId, out var approval) || approval.TransferId != command.TransferId)
        {
            return PlanningBook.Refuse(Reason.ObjectNotFound());
        }

        if (RefuseDecision(book, approval, command.Origin) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        if (command.IsApproved && TransferRules.ReverseAllowed(book, ReversalOf(command, approval)) is var answer and not Done)
        {
            return answer;
        }

        return command.IsApproved
            ? End(book, approval with { ReversalId = command.EntryId }, ApprovalStatus.Approved, EventType.ApprovalApproved, command.Origin)
            : End(book, approval, ApprovalStatus.Rejected, EventType.ApprovalRejected, command.Origin);
    }

    /// <summary>Withdraws a request, or expires it.</summary>
    internal static Answer End(PlanningBook book, EndApproval command)
    {
        var isExpiry = command.End == ApprovalStatus.Expired;
        if (isExpiry ? command.Origin.Role != Role.System : !command.Origin.MayApprove)
        {
            return PlanningBook.Refuse(Reason.NotAllowed());
        }

        if (!book.Snapshot.Approvals.TryGetValue(command.ApprovalId, out var approval) || approval.TransferId != command.TransferId)
        {
            return PlanningBook.Refuse(Reason.ObjectNotFound());
        }

        if ((isExpiry ? RefuseExpiry(book, approval) : RefuseWithdrawal(book, approval, command.Origin)) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        return isExpiry
            ? End(book, approval, ApprovalStatus.Expired, EventType.ApprovalExpired, command.Origin)
            : End(book, approval, ApprovalStatus.Withdrawn, EventType.ApprovalWithdrawn, command.Origin);
    }

    private static Refusal? RefuseDecision(PlanningBook book, ApprovalState approval, Origin origin)
    {
        if (RefuseEnded(book, approval) is { } ended)
        {
            return ended;
        }

        return approval.RequestedBy == origin.Actor
            ? new Refusal(RefusalCodes.SecondPersonRequired, "who asked for it cannot decide about it")
            : null;
    }

    private static Refusal? RefuseWithdrawal(PlanningBook book, ApprovalState approval, Origin origin)
    {
        if (RefuseEnded(book, approval) is { } ended)
        {
            return ended;
        }

        return approval.RequestedBy == origin.Actor || origin.IsAdministrator
            ? null
            : new Refusal(RefusalCodes.WithdrawalNotAllowed, "who asked for it, or an administrator, withdraws it");
    }

    private static Refusal? RefuseExpiry(PlanningBook book, ApprovalState approval) =>
        approval.Status == ApprovalStatus.Pending && !IsOver(book, approval)
            ? new Refusal(RefusalCodes.AccountStateConflict, "the request has time left")
            : RefuseEnded(book, approval with { ExpiresAt = null });

    /// <summary>Why nothing more can become of a request: it has ended, or its time is over and only nobody has said so yet.</summary>
    private static Refusal? RefuseEnded(PlanningBook book, ApprovalState approval) => approval.Status switch
    {
        ApprovalStatus.Pending when !IsOver(book, approval) => null,
        ApprovalStatus.Pending or ApprovalStatus.Expired =>
            new Refusal(RefusalCodes.ApprovalExpired, "nobody has decided about the request in time"),
        ApprovalStatus.Withdrawn => new Refusal(RefusalCodes.ApprovalWithdrawn, "the request was withdrawn"),
        _ => new Refusal(RefusalCodes.ApprovalDecided, $"the request was {approval.Status.ToString().ToLowerInvariant()} already"),
    };

    private static bool IsOver(PlanningBook book, ApprovalState approval) => book.Now >= approval.ExpiresAt;

    private static Done End(PlanningBook book, ApprovalState approval, ApprovalStatus status, EventType type, Origin origin)
    {
        var ended = approval with { Status = status, DecidedBy = origin.Actor, DecidedAt = book.Now };
        return Tell(book, type, 2, ended, origin);
    }

    private static ReverseTransfer ReversalOf(DecideApproval command, ApprovalState approval) => new()
    {
        Origin = command.Origin,
        Idempotency = command.Idempotency,
        Epoch = command.Epoch,
        TransferId = approval.TransferId,
        OriginalEntryId = approval.OriginalEntryId,
        Source = command.Source,
        Destination = command.Destination,
        EntryId = command.EntryId,
        Description = approval.Description,
    };

    /// <summary>Approvals are the operator's own affair: the feed shows them to nobody else.</summary>
    private static Done Tell(PlanningBook book, EventType type, int sequence, ApprovalState approval, Origin origin)
    {
        book.Save(approval);
        var outcome = new ApprovalOutcome { RecordedAt = book.Now, Approval = approval };
        book.Raise(type, sequence, Guid.Empty, null, null, outcome, PlanningBook.Audit(type, approval.Id, null, null, origin));
        return new Done(outcome);
    }
}
