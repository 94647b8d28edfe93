using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>Rules of opening, freezing, closing, limiting and claiming accounts.</summary>
internal static class AccountRules
{
    internal static Answer Open(PlanningBook book, OpenAccount command)
    {
        if (book.Account(command.AccountId) is not null)
        {
            throw new InvariantViolationException($"account {command.AccountId} exists already");
        }

        if (!command.Origin.MayOpen(command))
        {
            return PlanningBook.Refuse(Reason.NotAllowed());
        }

        if (command.OwnerId != Guid.Empty && !book.Snapshot.Parties.ContainsKey(command.OwnerId))
        {
            return PlanningBook.Refuse(Reason.ObjectNotFound("/owner"));
        }

        if (command.Floor > 0)
        {
            return PlanningBook.Refuse(FloorAboveBalance());
        }

        var account = new AccountState
        {
            Id = command.AccountId,
            OwnerId = command.OwnerId,
            Type = command.Type,
            Currency = command.Currency,
            Floor = command.Floor,
            LimitPerTransfer = command.LimitPerTransfer,
            LimitPerDay = command.LimitPerDay,
            Day = book.Today,
            Version = 1,
            EventSequence = 1,
            CreatedAt = book.Now,
        };
        book.Writes.OpenedAccounts.Add((account.Id, command.Metadata, command.Origin));
        return Tell(book, EventType.AccountOpened, null, account, command.Origin, command.Metadata);
    }

    internal static Answer ChangeStatus(PlanningBook book, ChangeAccountStatus command)
    {
        var (found, answer) = Find(book, command, owner => command.Origin.MayChangeStatus(command.Status, owner));
        if (found is not { } account)
        {
            return answer!;
        }

        if (RefuseStatus(command.Status, account) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        var after = Changed(account) with { Status = command.Status };
        var type = command.Status switch
        {
            AccountStatus.Frozen => EventType.AccountFrozen,
            AccountStatus.Open => EventType.AccountUnfrozen,
            _ => EventType.AccountClosed,
        };
        return Tell(book, type, account, after, command.Origin);
    }

    internal static Answer ChangeLimits(PlanningBook book, ChangeAccountLimits command)
    {
        var (found, answer) = Find(book, command, _ => command.Origin.IsAdministrator);
        if (found is not { } account)
        {
            return answer!;
        }

        if (account.Status == AccountStatus.Closed)
        {
            return PlanningBook.Refuse(Reason.AccountClosed(null));
        }

        if (command.Floor?.Amount is { } floor && account.Available < floor)
        {
            return PlanningBook.Refuse(FloorAboveBalance());
        }

        var after = Changed(account) with
        {
            Floor = New(command.Floor, account.Floor),
            LimitPerTransfer = New(command.LimitPerTransfer, account.LimitPerTransfer),
            LimitPerDay = New(command.LimitPerDay, account.LimitPerDay),
        };
        return Tell(book, EventType.AccountLimitsChanged, account, after, command.Origin);
    }

    internal static Answer Claim(PlanningBook book, ClaimAccount command)
    {
        if (book.Account(command.AccountId) is not { } account)
        {
            return PlanningBook.Refuse(Reason.AccountNotFound(null));
        }

        var claimed = account with { Epoch = account.Epoch + 1 };
        book.Save(claimed);
        return new Done(new AccountOutcome { RecordedAt = book.Now, Account = claimed });
    }

    private static long? New(NewLimit? named, long? old) => named is null ? old : named.Amount;

    /// <summary>The account as the writer may use it; unknown to a caller who may not make the change.</summary>
    private static (AccountState? Account, Answer? Answer) Find(PlanningBook book, AccountCommand command, Func<Guid, bool> mayChange)
    {
        if (book.Account(command.Account) is not { } account || !mayChange(account.OwnerId))
        {
            return (null, PlanningBook.Refuse(Reason.AccountNotFound(null)));
        }

        return PlanningBook.PassFence(account, command) is { } fenced ? (fenced, null) : (null, new Fenced());
    }

    private static Refusal? RefuseStatus(AccountStatus wanted, AccountState account)
    {
        if (account.Status == AccountStatus.Closed)
        {
            return Reason.AccountClosed(null);
        }

        if (account.Status == wanted)
        {
            return new Refusal(
                RefusalCodes.AccountStateConflict, $"the account is {account.Status.ToString().ToLowerInvariant()} already");
        }

        return wanted == AccountStatus.Closed && (account.Posted != 0 || account.Held != 0)
            ? new Refusal(RefusalCodes.AccountNotEmpty, "an account is closed with a balance of zero and no holds")
            : null;
    }

    private static Refusal FloorAboveBalance() =>
        new(RefusalCodes.FloorAboveBalance, "the floor would lie above what is available now", "/floor");

    private static AccountState Changed(AccountState account) =>
        account with { Version = account.Version + 1, EventSequence = account.EventSequence + 1 };

    private static Done Tell(
        PlanningBook book, EventType type, AccountState? before, AccountState after, Origin origin, string? metadata = null)
    {
        book.Save(after);
        var outcome = new AccountOutcome { RecordedAt = book.Now, Account = after, Metadata = metadata };
        var audit = PlanningBook.Audit(type, after.Id, before, after, origin);
        book.Raise(type, after.EventSequence, after.OwnerId, null, null, outcome, audit);
        return new Done(outcome);
    }
}
