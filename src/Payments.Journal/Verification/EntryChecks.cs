using Payments.Domain.Ledger;
using Payments.Journal.Retention;

namespace Payments.Journal.Verification;

/// <summary>Tests entries with their postings, what they reverse, and the idempotency records that tell of them.</summary>
internal sealed class EntryChecks(AccountFolds accounts, DateTimeOffset now, Findings findings)
{
    /// <summary>Tests an event that an entry says everything about: an immediate transfer or a reversal.</summary>
    internal void CheckMoved(FeedStretch stretch, StoredEvent told, StoredEntry? entry)
    {
        if (entry is null || told.Row.Type is not (EventType.TransferPosted or EventType.TransferReversed))
        {
            findings.Add(LedgerChecks.EventEntry, told, $"an event {told.Row.Type} without an entry has no data");
            return;
        }

        findings.Require(told.Row.Audit is null, LedgerChecks.Audit, told, $"its entry carries the audit data, and there is a record besides");
        var isReversal = told.Row.Type == EventType.TransferReversed;
        CheckEntry(stretch, told, entry, isReversal ? EntryKind.Reversal : EntryKind.Transfer);
        var expected = !isReversal ? 1 : entry.Row.Reverses == entry.Row.TransferId ? 2 : 3;
        findings.Require(
            told.Row.ObjectSequence == expected, LedgerChecks.ObjectSequence, told,
            $"transfer {told.Row.ObjectId}: {told.Row.Type} has number {told.Row.ObjectSequence}, not {expected}");
        if (isReversal)
        {
            CheckReversal(stretch, entry);
        }
    }

    /// <summary>Tests an entry by itself, goes on over its postings, and finds its idempotency record.</summary>
    internal void CheckEntry(FeedStretch stretch, StoredEvent told, StoredEntry entry, EntryKind kind)
    {
        var row = entry.Row;
        findings.Require(
            row.Kind == kind && row.TransferId == told.Row.ObjectId && entry.RecordedAt == told.RecordedAt
                && (kind != EntryKind.Transfer || row.Id == row.TransferId) && (kind == EntryKind.Reversal) == row.Reverses is not null,
            LedgerChecks.EventEntry, told,
            $"entry {row.Id} is a {row.Kind} of transfer {row.TransferId} at {entry.RecordedAt:O}: it is not the event's");
        CheckPostings(entry);
        // Of a reversal, the first posting debits the account that the transfer had credited.
        var (first, second) = kind == EntryKind.Reversal
            ? (told.Row.OtherOwnerId ?? Guid.Empty, told.Row.OwnerId)
            : (told.Row.OwnerId, told.Row.OtherOwnerId ?? Guid.Empty);
        foreach (var posting in entry.Postings)
        {
            accounts.Post(posting, row.Currency, posting.Ordinal == 0 ? first : second, entry);
            if (kind == EntryKind.Transfer && posting.Ordinal == 0)
            {
                accounts.Days.Spend(posting.AccountId, -(Int128)posting.Amount, told.RecordedAt);
            }
        }

        if (row.OperationId is { } operationId)
        {
            CheckOperation(stretch.Operations.GetValueOrDefault(operationId), told, entry);
        }
    }

    private void CheckPostings(StoredEntry entry)
    {
        var postings = entry.Postings;
        var (sum, inOrder) = (Int128.Zero, postings.Count >= 2);
        for (var index = 0; index < postings.Count; index++)
        {
            sum += postings[index].Amount;
            inOrder &= postings[index].Ordinal == index && (index == 0 || postings[index].AccountId != postings[index - 1].AccountId);
        }

        findings.Require(inOrder, LedgerChecks.EntryPostings, entry, $"it has {postings.Count} postings that do not make an entry");
        findings.Require(sum == 0, LedgerChecks.EntrySum, entry, $"its postings sum to {sum}");
    }

    private void CheckReversal(FeedStretch stretch, StoredEntry reversal)
    {
        if (reversal.Row.Reverses is not { } originalId || !stretch.Entries.TryGetValue(originalId, out var original))
        {
            findings.Add(LedgerChecks.Reversal, reversal, $"there is no entry {reversal.Row.Reverses} that it could reverse");
            return;
        }

        findings.Require(
            original.Row.Kind != EntryKind.Reversal && original.Row.TransferId == reversal.Row.TransferId,
            LedgerChecks.Reversal, reversal, $"it reverses {originalId}, a {original.Row.Kind} of {original.Row.TransferId}");
        findings.Require(
            stretch.Reversals.GetValueOrDefault(originalId) == reversal.Row.Id, LedgerChecks.Reversal, reversal,
            $"it is not recorded as the reversal of {originalId}");
        var given = original.Postings.Select(posting => (posting.AccountId, -posting.Amount)).Order();
        var taken = reversal.Postings.Select(posting => (posting.AccountId, posting.Amount)).Order();
        findings.Require(
            given.SequenceEqual(taken), LedgerChecks.Reversal, reversal, $"its postings are not the opposite of those of {originalId}");
    }

    private void CheckOperation(StoredOperation? operation, StoredEvent told, StoredEntry entry)
    {
        if (operation is null)
        {
            findings.Require(
                now - told.RecordedAt > OperationRetention.KeepMoneyFor, LedgerChecks.OperationEntry, entry,
                $"its idempotency record {entry.Row.OperationId} is not there");
            return;
        }

        findings.Require(
            operation.ObjectId == entry.Row.Id, LedgerChecks.OperationEntry, entry,
            $"its idempotency record {operation.Id} tells of {operation.ObjectId}");
        findings.Require(
            operation.TenantId == entry.Row.Origin.TenantId && operation.RecordedAt == entry.RecordedAt && operation.MovesMoney,
            LedgerChecks.OperationEntry, entry, $"its idempotency record {operation.Id} is of another tenant, time or kind");
        findings.Require(
            OperationAnswers.Fit(operation, told, entry), LedgerChecks.OperationEntry, entry,
            $"its idempotency record {operation.Id} answers something else than was posted");
    }
}
