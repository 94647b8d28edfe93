using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>
/// Decides a batch of commands against locked state. Pure: the same commands and snapshot give the same plan. A refused
/// command leaves no trace but its idempotency record, whatever its neighbours in the batch do.
/// </summary>
public static class JournalPlanner
{
    /// <summary>Decides each command in order, each seeing the effects of those before it.</summary>
    /// <param name="commands">The batch.</param>
    /// <param name="snapshot">What <see cref="JournalDemand"/> asked for. The plan uses it up.</param>
    public static JournalPlan Plan(IReadOnlyList<Command> commands, JournalSnapshot snapshot)
    {
        var book = new PlanningBook(snapshot);
        var answers = new Answer[commands.Count];
        for (var index = 0; index < answers.Length; index++)
        {
            answers[index] = Replay(book, commands[index]) ?? Execute(book, commands[index]);
        }

        return new JournalPlan(answers, book.Writes);
    }

    /// <summary>The lasting answer of the command's key, if it has one.</summary>
    private static Answer? Replay(PlanningBook book, Command command)
    {
        if (command.Idempotency is not { } stamp || !book.Snapshot.Operations.TryGetValue(stamp.OperationId, out var stored))
        {
            return null;
        }

        if (!Fingerprint.SameBody(stored.Fingerprint, stamp.Fingerprint))
        {
            return new Refused(
                new Refusal(RefusalCodes.IdempotencyKeyReused, "the idempotency key was used before with another body"),
                StoredFingerprint: stored.Fingerprint);
        }

        // The record is this attempt's own when an earlier try of the same batch was committed and its answer got lost.
        var isReplay = stored.ObjectId != command.ObjectId;
        return stored.Refusal is { } refusal ? new Refused(refusal, isReplay) : new Done(stored.Outcome!, isReplay);
    }

    private static Answer Execute(PlanningBook book, Command command)
    {
        var answer = Decide(book, command);
        if (command.Idempotency is not { } stamp || answer is Fenced)
        {
            return answer;
        }

        var refusal = (answer as Refused)?.Refusal;
        if (refusal is { IsLasting: false })
        {
            return answer;
        }

        var outcome = (answer as Done)?.Outcome;
        book.Writes.Operations.Add(new OperationRow(
            stamp, command.Origin.TenantId, command.ObjectId, outcome, refusal, command.MovesMoney));
        book.Snapshot.Operations[stamp.OperationId] = new StoredOperation(stamp.Fingerprint, command.ObjectId, outcome, refusal);
        return answer;
    }

    private static Answer Decide(PlanningBook book, Command command) => command switch
    {
        TransferMoney { HoldFor: null } transfer => TransferRules.Transfer(book, transfer),
        TransferMoney hold => HoldRules.Hold(book, hold),
        SettleHold settle => HoldRules.Settle(book, settle),
        ReverseTransfer reverse => TransferRules.Reverse(book, reverse),
        TransferBatch batch => BatchRules.Execute(book, batch),
        ClaimAccount claim => AccountRules.Claim(book, claim),
        OpenAccount open => AccountRules.Open(book, open),
        ChangeAccountStatus change => AccountRules.ChangeStatus(book, change),
        ChangeAccountLimits change => AccountRules.ChangeLimits(book, change),
        RequestReversal request => ApprovalRules.Request(book, request),
        DecideApproval decide => ApprovalRules.Decide(book, decide),
        EndApproval end => ApprovalRules.End(book, end),
        RegisterParty register => PartyRules.Register(book, register),
        IssueApiKey issue => PartyRules.IssueKey(book, issue),
        RevokeApiKey revoke => PartyRules.RevokeKey(book, revoke),
        _ => throw new InvariantViolationException($"no rule for {command.GetType().Name}"),
    };
}
