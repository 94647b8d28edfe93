using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>Tests the lives of holds: event, entry and row.</summary>
internal sealed class HoldChecks(AccountFolds accounts, EntryChecks entries, Findings findings)
{
    // Holds whose row says that they have ended, and whose end the feed has still to tell.
    private readonly HashSet<Guid> _endsAhead = [];

    internal void Check(FeedStretch stretch, StoredEvent told, HoldOutcome outcome, StoredEntry? entry)
    {
        var hold = outcome.Hold;
        var isNew = told.Row.Type == EventType.TransferHeld;
        findings.Require(
            hold.TransferId == told.Row.ObjectId && hold.Status == StatusAfter(told.Row.Type), LedgerChecks.HoldState, told,
            $"its data are of hold {hold.TransferId}, {hold.Status}");
        findings.Require(
            told.Row.ObjectSequence == (isNew ? 1 : 2), LedgerChecks.ObjectSequence, told,
            $"transfer {told.Row.ObjectId}: {told.Row.Type} has number {told.Row.ObjectSequence}");
        findings.Require(
            outcome.Source.OwnerId == told.Row.OwnerId && outcome.Destination.OwnerId == told.Row.OtherOwnerId,
            LedgerChecks.EventOwner, told, $"its data are of other owners than it is shown to");
        accounts.Hold(hold.Source, isNew ? hold.Amount : -hold.Amount, isAlone: hold.EntryId is null, told.Row.OwnerId, told);
        if (isNew)
        {
            accounts.Days.Spend(hold.Source, hold.Amount, told.RecordedAt);
        }
        else
        {
            accounts.Days.GiveBack(hold.Source, (Int128)hold.Amount - hold.PostedAmount, hold.CreatedAt, told.RecordedAt);
        }

        CheckEntry(stretch, told, hold, entry);
        accounts.RequireBalance(
            hold.Source, outcome.Source.Posted, outcome.Source.Held, told.Row.OwnerId, LedgerChecks.HoldState, told);
        CheckRow(stretch, told, hold, isNew);
    }

    /// <summary>After the whole feed.</summary>
    internal void Finish()
    {
        foreach (var hold in _endsAhead)
        {
            findings.Add(LedgerChecks.HoldState, $"hold {hold}", "its row says that it has ended, no event does");
        }
    }

    private void CheckEntry(FeedStretch stretch, StoredEvent told, HoldState hold, StoredEntry? entry)
    {
        findings.Require(
            hold.EntryId == told.Row.EntryId && (hold.EntryId is not null) == (hold.PostedAmount > 0), LedgerChecks.HoldEntry, told,
            $"hold {hold.TransferId}: {hold.PostedAmount} posted with entry {hold.EntryId}, the event tells of {told.Row.EntryId}");
        if (entry is null)
        {
            return;
        }

        entries.CheckEntry(stretch, told, entry, EntryKind.HoldPosted);
        findings.Require(
            entry.Postings is [var debit, var credit]
                && (debit.AccountId, debit.Amount) == (hold.Source, -hold.PostedAmount)
                && (credit.AccountId, credit.Amount) == (hold.Destination, hold.PostedAmount),
            LedgerChecks.HoldEntry, entry, $"it does not move {hold.PostedAmount} from {hold.Source} to {hold.Destination}");
    }

    private void CheckRow(FeedStretch stretch, StoredEvent told, HoldState hold, bool isNew)
    {
        if (!stretch.Holds.TryGetValue(hold.TransferId, out var row))
        {
            findings.Add(LedgerChecks.HoldState, told, $"hold {hold.TransferId} has no readable row");
            return;
        }

        if (!isNew)
        {
            _endsAhead.Remove(hold.TransferId);
        }
        else if (row.Status != HoldStatus.Held)
        {
            _endsAhead.Add(hold.TransferId);
            row = row with { Status = HoldStatus.Held, PostedAmount = 0, EntryId = null };
        }

        findings.Require(IsSame(row, hold), LedgerChecks.HoldState, told, $"hold {hold.TransferId}: its row is not as the event says");
    }

    /// <summary>The row keeps microseconds and its own form of JSON.</summary>
    private static bool IsSame(HoldState row, HoldState told) =>
        StoredForms.SameInstant(row.ExpiresAt, told.ExpiresAt)
        && StoredForms.SameInstant(row.CreatedAt, told.CreatedAt)
        && StoredForms.SameJson(row.Metadata, told.Metadata)
        && row with { ExpiresAt = told.ExpiresAt, CreatedAt = told.CreatedAt, Metadata = told.Metadata } == told;

    private static HoldStatus StatusAfter(EventType type) => type switch
    {
        EventType.TransferHeld => HoldStatus.Held,
        EventType.TransferVoided => HoldStatus.Voided,
        EventType.TransferExpired => HoldStatus.Expired,
        _ => HoldStatus.Posted,
    };
}
