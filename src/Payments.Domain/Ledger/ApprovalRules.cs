using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>Rules of reversals that take two people: who asks never decides, and a decision is made once.</summary>
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

        if (book.Snapshot.Approvals.Values.Any(known => known.TransferId == command.TransferId && known.Status == ApprovalStatus.Pending))
        {
            return PlanningBook.Refuse(new Refusal(
                RefusalCodes.ApprovalPending, "the reversal of this transfer waits for a second person already"));
        }

        var approval = new ApprovalState
        {
            Id = command.ApprovalId,
            TransferId = command.TransferId,
            OriginalEntryId = command.OriginalEntryId,
            RequestedBy = command.Origin.Actor,
            RequestedAt = book.Now,
            Description = command.Description,
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

        if (RefuseDecision(approval, command.Origin) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        if (command.IsApproved && TransferRules.ReverseAllowed(book, ReversalOf(command, approval)) is var answer and not Done)
        {
            return answer;
        }

        var decided = approval with
        {
            Status = command.IsApproved ? ApprovalStatus.Approved : ApprovalStatus.Rejected,
            DecidedBy = command.Origin.Actor,
            DecidedAt = book.Now,
            ReversalId = command.IsApproved ? command.EntryId : null,
        };
        var type = command.IsApproved ? EventType.ApprovalApproved : EventType.ApprovalRejected;
        return Tell(book, type, 2, decided, command.Origin);
    }

    private static Refusal? RefuseDecision(ApprovalState approval, Origin origin)
    {
        if (approval.Status != ApprovalStatus.Pending)
        {
            return new Refusal(
                RefusalCodes.ApprovalDecided, $"the request was {approval.Status.ToString().ToLowerInvariant()} already");
        }

        return approval.RequestedBy == origin.Actor
            ? new Refusal(RefusalCodes.SecondPersonRequired, "who asked for it cannot decide about it")
            : null;
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
