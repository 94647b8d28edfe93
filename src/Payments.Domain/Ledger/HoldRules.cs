using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>
/// Rules of two-phase transfers. Funds are tested when they are reserved, so that a posting can never fail for funds;
/// a hold ends exactly once: posted (0 … held amount, the rest returns), voided, or expired by the database's clock.
/// </summary>
internal static class HoldRules
{
    internal static Answer Hold(PlanningBook book, TransferMoney command)
    {
        var (accounts, answer) = TransferRules.Admit(book, command);
        if (accounts is not var (source, destination))
        {
            return answer!;
        }

        // An account without a floor: what is held must stay postable, and countable.
        if (!PlanningBook.InRange(source, -source.Held - command.Amount))
        {
            return PlanningBook.Refuse(Reason.BalanceOutOfRange());
        }

        var hold = new HoldState
        {
            TransferId = command.TransferId,
            TenantId = command.Origin.TenantId,
            Source = command.Source,
            Destination = command.Destination,
            Amount = command.Amount,
            Currency = command.Currency,
            ExpiresAt = book.Now + command.HoldFor!.Value,
            CreatedAt = book.Now,
            Description = command.Description,
            Reference = command.Reference,
            Metadata = command.Metadata,
        };
        var reserved = TransferRules.Spend(book, source, command.Amount) with
        {
            Held = source.Held + command.Amount,
            Version = source.Version + 1,
        };
        book.Save(reserved);
        book.Save(hold);
        return Tell(book, EventType.TransferHeld, 1, hold, source, reserved, destination, command.Origin);
    }

    internal static Answer Settle(PlanningBook book, SettleHold command)
    {
        if (book.Hold(command.TransferId) is not { } hold
            || book.Account(hold.Source) is not { } source
            || book.Account(hold.Destination) is not { } destination
            || !MaySettle(command, source, destination))
        {
            return PlanningBook.Refuse(Reason.TransferNotFound());
        }

        if (PlanningBook.PassFence(source, command) is not { } fenced)
        {
            return new Fenced();
        }

        if (RefuseSettlement(book, command, hold, fenced, destination) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        return command.End == HoldStatus.Posted
            ? Post(book, command, hold, fenced, destination)
            : GiveBack(book, command, hold, fenced, destination);
    }

    /// <summary>The payer's side and the payee's side may both end a hold; the payee is who captures it.</summary>
    private static bool MaySettle(SettleHold command, AccountState source, AccountState destination) =>
        command.Origin.MayDebit(source.OwnerId) || command.Origin.MayDebit(destination.OwnerId);

    private static Refusal? RefuseSettlement(
        PlanningBook book, SettleHold command, HoldState hold, AccountState source, AccountState destination)
    {
        var ended = hold.Status switch
        {
            HoldStatus.Posted => RefusalCodes.HoldAlreadyPosted,
            HoldStatus.Voided => RefusalCodes.HoldAlreadyVoided,
            HoldStatus.Expired => RefusalCodes.HoldExpired,
            _ => null,
        };
        if (ended is not null)
        {
            return Reason.HoldSettled(ended);
        }

        var isOver = book.Now >= hold.ExpiresAt;
        if (command.End == HoldStatus.Expired)
        {
            return isOver ? null : new Refusal(RefusalCodes.AccountStateConflict, "the hold has time left");
        }

        if (isOver)
        {
            return Reason.HoldSettled(RefusalCodes.HoldExpired);
        }

        return command.End == HoldStatus.Posted ? RefusePosting(command, hold, source, destination) : null;
    }

    private static Refusal? RefusePosting(SettleHold command, HoldState hold, AccountState source, AccountState destination)
    {
        var amount = command.Amount ?? hold.Amount;
        if (amount < 0)
        {
            return Reason.AmountOutOfRange(0, hold.Amount);
        }

        if (amount > hold.Amount)
        {
            return new Refusal(
                RefusalCodes.AmountExceedsHold, $"{new Money(hold.Amount, hold.Currency)} is held", "/amount");
        }

        if (destination.Status == AccountStatus.Closed)
        {
            return Reason.AccountClosed("/destination");
        }

        return PlanningBook.InRange(source, -amount) && PlanningBook.InRange(destination, amount)
            ? null
            : Reason.BalanceOutOfRange();
    }

    private static Done Post(
        PlanningBook book, SettleHold command, HoldState hold, AccountState source, AccountState destination)
    {
        var amount = command.Amount ?? hold.Amount;
        var ended = hold with { Status = HoldStatus.Posted, PostedAmount = amount, EntryId = amount > 0 ? command.EntryId : null };
        if (amount == 0)
        {
            return GiveBack(book, command, hold, source, destination, ended, EventType.TransferPosted);
        }

        book.Writes.Entries.Add(new EntryRow(
            command.EntryId, EntryKind.HoldPosted, hold.TransferId, null, command.Idempotency?.OperationId, null,
            hold.Currency, hold.Description, hold.Reference, hold.Metadata, command.Origin));
        var given = Unspend(book, hold, source, hold.Amount - amount);
        var sourceAfter = book.Post(command.EntryId, 0, given, -amount, -hold.Amount);
        var destinationAfter = book.Post(command.EntryId, 1, destination, amount);
        book.Save(ended);
        return Tell(book, EventType.TransferPosted, 2, ended, source, sourceAfter, destinationAfter, command.Origin);
    }

    private static Done GiveBack(
        PlanningBook book, SettleHold command, HoldState hold, AccountState source, AccountState destination)
    {
        var ended = hold with { Status = command.End };
        var type = command.End == HoldStatus.Voided ? EventType.TransferVoided : EventType.TransferExpired;
        return GiveBack(book, command, hold, source, destination, ended, type);
    }

    private static Done GiveBack(
        PlanningBook book, SettleHold command, HoldState hold, AccountState source, AccountState destination,
        HoldState ended, EventType type)
    {
        var after = Unspend(book, hold, source, hold.Amount) with
        {
            Held = source.Held - hold.Amount,
            Version = source.Version + 1,
        };
        book.Save(after);
        book.Save(ended);
        return Tell(book, type, 2, ended, source, after, destination, command.Origin);
    }

    /// <summary>What returns from a hold of today counts against today's limit no longer.</summary>
    private static AccountState Unspend(PlanningBook book, HoldState hold, AccountState account, long amount)
    {
        var isOfToday = DateOnly.FromDateTime(hold.CreatedAt.UtcDateTime) == book.Today && account.Day == book.Today;
        return isOfToday ? account with { DayDebited = account.DayDebited - amount } : account;
    }

    private static Done Tell(
        PlanningBook book, EventType type, int sequence, HoldState hold, AccountState before, AccountState source,
        AccountState destination, Origin origin)
    {
        var outcome = new HoldOutcome
        {
            RecordedAt = book.Now,
            Hold = hold,
            Source = PlanningBook.BalanceOf(source),
            Destination = PlanningBook.BalanceOf(destination),
        };
        var entry = type == EventType.TransferPosted ? hold.EntryId : null;
        var audit = PlanningBook.Audit(type, hold.TransferId, before, source, origin);
        book.Raise(type, sequence, source.OwnerId, destination.OwnerId, entry, outcome, audit);
        return new Done(outcome);
    }
}
