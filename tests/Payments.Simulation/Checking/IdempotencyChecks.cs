using System.Globalization;
using Payments.Domain.Commands;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>A key has one effect and one answer.</summary>
internal static class IdempotencyChecks
{
    /// <summary>The refusals that are a key's answer for ever; the others may change when the request comes again.</summary>
    public static IReadOnlySet<string> LastingRefusals { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "insufficient_funds", "day_limit_exceeded", "account_frozen", "account_closed", "account_not_empty",
        "account_state_conflict", "hold_already_posted", "hold_already_voided", "hold_expired", "already_reversed",
        "not_reversible", "transfer_not_held", "batch_refused", "api_key_revoked", "already_exists",
        "approval_pending", "approval_decided", "approval_withdrawn", "approval_expired",
    };

    public static IEnumerable<Violation> OneEffect(Evidence evidence)
    {
        var done = evidence.Tables.Operations.Values.Select(row => evidence.ByObject.GetValueOrDefault(row.ObjectId)).OfType<Attempt>();
        foreach (var key in done.GroupBy(attempt => attempt.Request.Number).Where(key => key.Count() > 1))
            yield return new(Invariants.Idempotency, $"one key was executed more than once: {string.Join("; ", key)}");
    }

    public static IEnumerable<Violation> OneAnswer(Evidence evidence)
    {
        foreach (var key in evidence.History.Attempts.GroupBy(attempt => attempt.Request.OperationId))
        {
            var lasting = key.Where(IsLasting).ToList();
            if (lasting.Select(attempt => attempt.Request.Body).Distinct().Count() > 1)
                yield return new(Invariants.Idempotency, $"one key answered two bodies: {string.Join("; ", lasting)}");
            else if (lasting.Select(attempt => TextOf(attempt.Answer!)).Distinct().Count() > 1)
                yield return new(Invariants.Idempotency, $"one key had several answers: {string.Join("; ", lasting.Select(a => TextOf(a.Answer!)))}");

            foreach (var refused in lasting.Where(attempt => attempt.End == End.Fail))
            {
                if (evidence.Tables.Operations.GetValueOrDefault(refused.Request.OperationId)?.Refusal?.Code != refused.Refusal)
                    yield return new(Invariants.Idempotency, $"the refusal of {refused} is not kept");
            }
        }
    }

    /// <summary>An answer is told as a repetition to whom it was not made for, and to nobody else.</summary>
    public static IEnumerable<Violation> Repetitions(Evidence evidence)
    {
        foreach (var attempt in evidence.History.Attempts.Where(IsLasting))
        {
            var isReplayed = attempt.Answer is Done { Replayed: true } or Refused { Replayed: true };
            if (evidence.Tables.Operations.GetValueOrDefault(attempt.Request.OperationId) is { } record
                && isReplayed != (record.ObjectId != attempt.ObjectId))
            {
                yield return new(Invariants.Idempotency, $"{attempt} was {(isReplayed ? "" : "not ")}told as a repetition");
            }
        }
    }

    /// <summary>The id of what an outcome made, by which the attempt that made it is found.</summary>
    public static Guid? ObjectOf(Outcome outcome) => outcome switch
    {
        TransferOutcome transfer => transfer.EntryId,
        HoldOutcome { Hold: { Status: Payments.Domain.Ledger.HoldStatus.Held } hold } => hold.TransferId,
        BatchOutcome batch => batch.BatchId,
        PartyOutcome party => party.PartyId,
        ApprovalOutcome { Approval: { Status: Payments.Domain.Ledger.ApprovalStatus.Pending } approval } => approval.Id,
        ApprovalOutcome { Approval.ReversalId: { } reversal } => reversal,
        AccountOutcome { Account: { EventSequence: 1 } account } => account.Id,
        _ => null,
    };

    private static bool IsLasting(Attempt attempt) =>
        attempt.End == End.Ok || (attempt.Refusal is { } code && LastingRefusals.Contains(code));

    private static string TextOf(Answer answer) => answer switch
    {
        Refused refused => refused.Refusal.Code,
        Done { Outcome: TransferOutcome o } => Text($"{o.TransferId} {o.EntryId} {o.Source} {o.Destination}"),
        Done { Outcome: HoldOutcome o } => Text($"{o.Hold} {o.Source} {o.Destination}"),
        Done { Outcome: AccountOutcome o } => Text($"{o.Account}"),
        Done { Outcome: BatchOutcome o } => Text($"{o.BatchId} {string.Join(',', o.Results.Select(line => $"{line.TransferId}{line.Refusal?.Code}"))}"),
        Done { Outcome: ApiKeyOutcome o } => Text($"{o.KeyId} {o.EndsAt:O}"),
        Done { Outcome: ApprovalOutcome o } => Text($"{o.Approval}"),
        Done { Outcome: PartyOutcome o } => Text($"{o.PartyId}"),
        _ => answer.ToString(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
