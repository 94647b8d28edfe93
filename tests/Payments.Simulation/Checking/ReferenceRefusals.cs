using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>Every reason that there is against a command, by code; none of them is more right than another.</summary>
internal sealed class ReferenceRefusals(ReferenceBook book, DateTimeOffset now)
{
    private const long AmountMax = 9_007_199_254_740_991;

    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);

    public HashSet<string> Transfer(TransferMoney command)
    {
        var source = book.Accounts.GetValueOrDefault(command.Source);
        var destination = book.Accounts.GetValueOrDefault(command.Destination);
        if (source is null || destination is null || !MayDebit(command.Origin, source.Owner))
            _reasons.Add("account_not_found");
        if (source is null)
            return _reasons;

        Fence(source, command);
        Add(command.Source == command.Destination, "same_account");
        Add(command.Amount is < 1 or > AmountMax, "amount_out_of_range");
        Add(source.Currency != command.Currency.Code || (destination ?? source).Currency != command.Currency.Code, "currency_mismatch");
        Add(command.Amount > source.PerTransfer, "transfer_limit_exceeded");
        Add(source.Status == AccountStatus.Frozen, "account_frozen");
        Add(source.Status == AccountStatus.Closed || destination?.Status == AccountStatus.Closed, "account_closed");
        Add((Int128)source.SpentOn(DateOnly.FromDateTime(now.UtcDateTime)) + command.Amount > (source.PerDay ?? Int128.MaxValue), "day_limit_exceeded");
        Add(!source.CanSpend(command.Amount), "insufficient_funds");
        var heldToo = command.HoldFor is null ? 0 : source.Held;
        var arrives = command.HoldFor is null ? command.Amount : 0;
        Add(!source.StaysExact(-heldToo - command.Amount) || destination?.StaysExact(arrives) == false, "balance_out_of_range");
        return _reasons;
    }

    public HashSet<string> Settle(SettleHold command)
    {
        if (!book.Holds.TryGetValue(command.TransferId, out var hold))
            return ["transfer_not_found"];

        var (source, destination) = (book.Accounts[hold.Source], book.Accounts[hold.Destination]);
        Add(!MayDebit(command.Origin, source.Owner) && !MayDebit(command.Origin, destination.Owner), "transfer_not_found");
        Fence(source, command);
        Add(hold.Status == HoldStatus.Posted, "hold_already_posted");
        Add(hold.Status == HoldStatus.Voided, "hold_already_voided");
        var isOver = now >= hold.ExpiresAt;
        Add(hold.Status == HoldStatus.Expired || (isOver && command.End != HoldStatus.Expired), "hold_expired");
        Add(!isOver && command.End == HoldStatus.Expired, "account_state_conflict");
        if (command.End != HoldStatus.Posted)
            return _reasons;

        var amount = command.Amount ?? hold.Amount;
        Add(amount < 0, "amount_out_of_range");
        Add(amount > hold.Amount, "amount_exceeds_hold");
        Add(destination.Status == AccountStatus.Closed, "account_closed");
        Add(!source.StaysExact(-amount) || !destination.StaysExact(amount), "balance_out_of_range");
        return _reasons;
    }

    public HashSet<string> Reverse(ReverseTransfer command)
    {
        var payee = book.Accounts.GetValueOrDefault(command.Destination);
        if (payee is null || !book.Accounts.TryGetValue(command.Source, out var payer))
            return ["transfer_not_found"];

        Add(!MayDebit(command.Origin, payee.Owner), "transfer_not_found");
        Fence(payee, command);
        if (!book.Entries.TryGetValue(command.OriginalEntryId, out var original))
            return [.. _reasons, "not_reversible"];

        Add(original.Kind == EntryKind.Reversal, "not_reversible");
        Add(book.Reversed.Contains(command.OriginalEntryId), "already_reversed");
        Add(payer.Status == AccountStatus.Closed || payee.Status == AccountStatus.Closed, "account_closed");
        Add(!payee.CanSpend(original.Amount), "insufficient_funds");
        Add(!payer.StaysExact(original.Amount) || !payee.StaysExact(-original.Amount), "balance_out_of_range");
        return _reasons;
    }

    public HashSet<string> Status(ChangeAccountStatus command)
    {
        if (!book.Accounts.TryGetValue(command.AccountId, out var account))
            return ["account_not_found"];

        var isStaff = command.Origin.Role is Role.Admin or Role.System or Role.Support;
        Add(command.Status == AccountStatus.Closed ? !MayDebit(command.Origin, account.Owner) : !isStaff, "account_not_found");
        Fence(account, command);
        Add(account.Status == AccountStatus.Closed, "account_closed");
        Add(account.Status == command.Status, "account_state_conflict");
        Add(command.Status == AccountStatus.Closed && (account.Posted != 0 || account.Held != 0), "account_not_empty");
        return _reasons;
    }

    public HashSet<string> Limits(ChangeAccountLimits command)
    {
        if (!book.Accounts.TryGetValue(command.AccountId, out var account))
            return ["account_not_found"];

        Add(command.Origin.Role is not (Role.Admin or Role.System), "account_not_found");
        Fence(account, command);
        Add(account.Status == AccountStatus.Closed, "account_closed");
        Add(account.Posted - account.Held < command.Floor?.Amount, "floor_above_balance");
        return _reasons;
    }

    public HashSet<string> Open(OpenAccount command)
    {
        var isPlain = command is { Type: AccountType.Wallet, Floor: 0 } && MayDebit(command.Origin, command.OwnerId);
        Add(!isPlain && command.Origin.Role is not (Role.Admin or Role.System), "not_allowed");
        Add(command.OwnerId != Guid.Empty && !book.Parties.Contains(command.OwnerId), "object_not_found");
        Add(command.Floor > 0, "floor_above_balance");
        return _reasons;
    }

    private static bool MayDebit(Origin caller, Guid owner) =>
        caller.Role is Role.Admin or Role.System
        || (caller.Role is Role.User or Role.Merchant && owner != Guid.Empty && caller.TenantId == owner);

    /// <summary>An activation that lost its place must not write.</summary>
    private void Fence(ReferenceAccount account, AccountCommand command) =>
        Add(command.Epoch is { } epoch && epoch != account.Epoch, "fenced");

    private void Add(bool isSo, string reason)
    {
        if (isSo)
            _reasons.Add(reason);
    }
}
