using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>Rules of immediate transfers and reversals: who may, whether the accounts allow it, what is written.</summary>
internal static class TransferRules
{
    internal static Answer Transfer(PlanningBook book, TransferMoney command, Guid? batchId = null)
    {
        var (accounts, answer) = Admit(book, command);
        if (accounts is not var (source, destination))
        {
            return answer!;
        }

        if (!PlanningBook.InRange(source, -command.Amount) || !PlanningBook.InRange(destination, command.Amount))
        {
            return PlanningBook.Refuse(Reason.BalanceOutOfRange());
        }

        var entry = new EntryRow(
            command.TransferId, EntryKind.Transfer, command.TransferId, null, command.Idempotency?.OperationId, batchId,
            command.Currency, command.Description, command.Reference, command.Metadata, command.Origin);
        book.Writes.Entries.Add(entry);
        var sourceAfter = book.Post(entry.Id, 0, Spend(book, source, command.Amount), -command.Amount);
        var destinationAfter = book.Post(entry.Id, 1, destination, command.Amount);
        book.RaiseMoved(EventType.TransferPosted, command.TransferId, 1, source, destination, entry.Id);
        return Moved(book, command.TransferId, entry.Id, sourceAfter, destinationAfter);
    }

    internal static Answer Reverse(PlanningBook book, ReverseTransfer command) =>
        book.Account(command.Destination) is { } destination && command.Origin.MayDebit(destination.OwnerId)
            ? ReverseAllowed(book, command)
            : PlanningBook.Refuse(Reason.TransferNotFound());

    /// <summary>Reverses for a caller who may: the owner of the credited account, an administrator, or two people together.</summary>
    internal static Answer ReverseAllowed(PlanningBook book, ReverseTransfer command)
    {
        if (book.Account(command.Source) is not { } source || book.Account(command.Destination) is not { } destination)
        {
            return PlanningBook.Refuse(Reason.TransferNotFound());
        }

        if (!book.Snapshot.Originals.TryGetValue(command.OriginalEntryId, out var original))
        {
            return PlanningBook.Refuse(NothingMoved());
        }

        if (PlanningBook.PassFence(destination, command) is not { } fenced)
        {
            return new Fenced();
        }

        if (RefuseReversal(book, command, original, source, fenced) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        return WriteReversal(book, command, original, source, fenced);
    }

    /// <summary>Why an entry cannot be reversed, whatever its accounts hold.</summary>
    internal static Refusal? RefuseOriginal(PlanningBook book, Guid originalEntryId)
    {
        if (!book.Snapshot.Originals.TryGetValue(originalEntryId, out var original))
        {
            return NothingMoved();
        }

        if (original.Kind == EntryKind.Reversal)
        {
            return new Refusal(RefusalCodes.NotReversible, "a reversal cannot be reversed");
        }

        return original.Reversed || book.Writes.Reversals.Exists(pair => pair.OriginalId == original.Id)
            ? new Refusal(RefusalCodes.AlreadyReversed, "the transfer was reversed already")
            : null;
    }

    private static Refusal NothingMoved() =>
        new(RefusalCodes.NotReversible, "no money has moved, so there is nothing to reverse");

    private static Refusal? RefuseReversal(
        PlanningBook book, ReverseTransfer command, OriginalEntry original, AccountState source, AccountState destination)
    {
        if (RefuseOriginal(book, original.Id) is { } refusal)
        {
            return refusal;
        }

        if (original.Postings is not [var debit, var credit]
            || debit.AccountId != command.Source || credit.AccountId != command.Destination)
        {
            throw new InvariantViolationException($"entry {original.Id} is not between the accounts of the reversal");
        }

        if (source.Status == AccountStatus.Closed || destination.Status == AccountStatus.Closed)
        {
            return Reason.AccountClosed(null);
        }

        if (!PlanningBook.InRange(source, credit.Amount) || !PlanningBook.InRange(destination, -credit.Amount))
        {
            return Reason.BalanceOutOfRange();
        }

        return destination.Spendable < credit.Amount
            ? Reason.InsufficientFunds(credit.Amount, destination.Spendable, original.Currency)
            : null;
    }

    private static Done WriteReversal(
        PlanningBook book, ReverseTransfer command, OriginalEntry original, AccountState source, AccountState destination)
    {
        var amount = original.Postings[1].Amount;
        var entry = new EntryRow(
            command.EntryId, EntryKind.Reversal, command.TransferId, original.Id, command.Idempotency?.OperationId, null,
            original.Currency, command.Description, null, null, command.Origin);
        book.Writes.Entries.Add(entry);
        book.Writes.Reversals.Add((original.Id, entry.Id));
        var destinationAfter = book.Post(entry.Id, 0, destination, -amount);
        var sourceAfter = book.Post(entry.Id, 1, source, amount);
        // An immediate transfer has one event before this one, a two-phase transfer two (held, posted).
        var sequence = original.Kind == EntryKind.Transfer ? 2 : 3;
        book.RaiseMoved(EventType.TransferReversed, command.TransferId, sequence, source, destination, entry.Id);
        return Moved(book, command.TransferId, entry.Id, sourceAfter, destinationAfter);
    }

    private static Done Moved(
        PlanningBook book, Guid transferId, Guid entryId, AccountState source, AccountState destination) =>
        new(new TransferOutcome
        {
            RecordedAt = book.Now,
            TransferId = transferId,
            EntryId = entryId,
            Source = PlanningBook.BalanceOf(source),
            Destination = PlanningBook.BalanceOf(destination),
        });

    /// <summary>The tests that a transfer and a hold share: both accounts, the fence, states, limits and funds.</summary>
    internal static ((AccountState Source, AccountState Destination)? Accounts, Answer? Answer) Admit(
        PlanningBook book, TransferMoney command)
    {
        if (book.Account(command.Source) is not { } source || !command.Origin.MayDebit(source.OwnerId))
        {
            return (null, PlanningBook.Refuse(Reason.AccountNotFound("/source")));
        }

        if (PlanningBook.PassFence(source, command) is not { } fenced)
        {
            return (null, new Fenced());
        }

        if (book.Account(command.Destination) is not { } destination)
        {
            return (null, PlanningBook.Refuse(Reason.AccountNotFound("/destination")));
        }

        var refusal = RefuseByShape(command, fenced, destination) ?? RefuseByStateAndFunds(book, command, fenced, destination);
        return refusal is null ? ((fenced, destination), null) : (null, PlanningBook.Refuse(refusal));
    }

    /// <summary>Counts a debit or a hold against the account's UTC day.</summary>
    internal static AccountState Spend(PlanningBook book, AccountState account, long amount) =>
        account with { Day = book.Today, DayDebited = long.CreateSaturating((Int128)SpentToday(book, account) + amount) };

    private static long SpentToday(PlanningBook book, AccountState account) =>
        account.Day == book.Today ? account.DayDebited : 0;

    private static Refusal? RefuseByShape(TransferMoney command, AccountState source, AccountState destination)
    {
        if (command.Source == command.Destination)
        {
            return Reason.SameAccount();
        }

        if (command.Amount is < 1 or > Money.AmountMax)
        {
            return Reason.AmountOutOfRange(1, Money.AmountMax);
        }

        if (source.Currency != command.Currency)
        {
            return Reason.CurrencyMismatch(source.Currency, command.Currency, "/currency");
        }

        if (destination.Currency != command.Currency)
        {
            return Reason.CurrencyMismatch(destination.Currency, command.Currency, "/destination");
        }

        return source.LimitPerTransfer is { } limit && command.Amount > limit
            ? Reason.TransferLimitExceeded(limit, source.Currency)
            : null;
    }

    private static Refusal? RefuseByStateAndFunds(
        PlanningBook book, TransferMoney command, AccountState source, AccountState destination)
    {
        if (source.Status != AccountStatus.Open)
        {
            return source.Status == AccountStatus.Frozen ? Reason.AccountFrozen("/source") : Reason.AccountClosed("/source");
        }

        if (destination.Status == AccountStatus.Closed)
        {
            return Reason.AccountClosed("/destination");
        }

        if (source.LimitPerDay is { } limit && (Int128)SpentToday(book, source) + command.Amount > limit)
        {
            var left = Math.Max(0, limit - SpentToday(book, source));
            return Reason.DayLimitExceeded(command.Amount, left, source.Currency);
        }

        return source.Spendable < command.Amount
            ? Reason.InsufficientFunds(command.Amount, source.Spendable, source.Currency)
            : null;
    }
}
