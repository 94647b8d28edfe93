using System.Text.Json;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;

namespace Payments.Journal.Verification;

/// <summary>Whether the answer that an idempotency record keeps is that of its entry.</summary>
internal static class OperationAnswers
{
    internal static bool Fit(StoredOperation operation, StoredEvent told, StoredEntry entry)
    {
        if (entry.Postings is not [var first, var second])
        {
            return false;
        }

        try
        {
            return entry.Row.Kind switch
            {
                EntryKind.Transfer => operation.BalancesAfter is { } balances
                    && IsOf(BalancesAfter.Read(balances, entry.Row.Id, entry.RecordedAt), entry, first, second),
                // The event has its own data, and so the record has.
                EntryKind.HoldPosted => operation.Outcome == told.Row.Data,
                // Of a reversal, the first posting is that of the transfer's destination. An approval is compared with its event.
                _ => operation.Outcome is { } text && OutcomeCodec.ReadOutcome(text) switch
                {
                    TransferOutcome reversed => IsOf(reversed, entry, second, first),
                    ApprovalOutcome approved => approved.Approval.ReversalId == entry.Row.Id,
                    _ => false,
                },
            };
        }
        catch (Exception e) when (e is JsonException or InvariantViolationException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsOf(TransferOutcome outcome, StoredEntry entry, in PostingRow source, in PostingRow destination) =>
        (outcome.TransferId, outcome.EntryId, outcome.RecordedAt) == (entry.Row.TransferId, entry.Row.Id, entry.RecordedAt)
        && Same(outcome.Source, source) && Same(outcome.Destination, destination);

    private static bool Same(BalanceAfter answer, in PostingRow posting) =>
        answer.Posted == posting.PostedAfter && answer.Held == posting.HeldAfter;
}
