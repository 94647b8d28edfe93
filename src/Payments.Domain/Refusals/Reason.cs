
namespace Payments.Domain.Refusals;


/// <summary>Builds the refusals of the ledger with their sentences.</summary>
public static class Reason
{
    /// <summary><see cref="RefusalCodes.AccountNotFound"/>. The same words for unknown and foreign accounts.</summary>
    public static Refusal AccountNotFound(string? pointer) =>
        new(RefusalCodes.AccountNotFound, "there is no such account", pointer);

    /// <summary><see cref="RefusalCodes.TransferNotFound"/>. The same words for unknown and foreign transfers.</summary>
    public static Refusal TransferNotFound() => new(RefusalCodes.TransferNotFound, "there is no such transfer");

    /// <summary><see cref="RefusalCodes.ObjectNotFound"/>. The same words for unknown and foreign objects.</summary>
    public static Refusal ObjectNotFound(string? pointer = null) =>
        new(RefusalCodes.ObjectNotFound, "there is no such object", pointer);

    /// <summary><see cref="RefusalCodes.SiloNotFound"/>.</summary>
    public static Refusal SiloNotFound() => new(RefusalCodes.SiloNotFound, "there is no such silo in the cluster");

    /// <summary><see cref="RefusalCodes.LastSilo"/>.</summary>
    public static Refusal LastSilo() => new(RefusalCodes.LastSilo, "no other silo would be left to take over");

    /// <summary><see cref="RefusalCodes.NotAllowed"/>.</summary>
    public static Refusal NotAllowed() => new(RefusalCodes.NotAllowed, "the caller's role does not allow this");

    /// <summary><see cref="RefusalCodes.InsufficientFunds"/>.</summary>
    public static Refusal InsufficientFunds(long asked, long available, Currency currency) =>
        new(RefusalCodes.InsufficientFunds, $"asked for {new Money(asked, currency)}, {new Money(available, currency)} is available", "/amount");

    /// <summary><see cref="RefusalCodes.DayLimitExceeded"/>.</summary>
    public static Refusal DayLimitExceeded(long asked, long left, Currency currency) =>
        new(RefusalCodes.DayLimitExceeded, $"asked for {new Money(asked, currency)}, the day's limit leaves {new Money(left, currency)}", "/amount");

    /// <summary><see cref="RefusalCodes.TransferLimitExceeded"/>.</summary>
    public static Refusal TransferLimitExceeded(long limit, Currency currency) =>
        new(RefusalCodes.TransferLimitExceeded, $"one transfer from this account may move at most {new Money(limit, currency)}", "/amount");

    /// <summary><see cref="RefusalCodes.AccountFrozen"/>.</summary>
    public static Refusal AccountFrozen(string? pointer) =>
        new(RefusalCodes.AccountFrozen, "the account is frozen: nothing may be debited from it", pointer);

    /// <summary><see cref="RefusalCodes.AccountClosed"/>.</summary>
    public static Refusal AccountClosed(string? pointer) => new(RefusalCodes.AccountClosed, "the account is closed", pointer);

    /// <summary><see cref="RefusalCodes.CurrencyMismatch"/>.</summary>
    public static Refusal CurrencyMismatch(Currency held, Currency asked, string? pointer) =>
        new(RefusalCodes.CurrencyMismatch, $"the account holds {held}, the request names {asked}", pointer);

    /// <summary><see cref="RefusalCodes.SameAccount"/>.</summary>
    public static Refusal SameAccount() =>
        new(RefusalCodes.SameAccount, "source and destination are the same account", "/destination");

    /// <summary><see cref="RefusalCodes.AmountOutOfRange"/>.</summary>
    public static Refusal AmountOutOfRange(long least, long most) =>
        new(RefusalCodes.AmountOutOfRange, $"the amount must lie between {least} and {most}", "/amount");

    /// <summary><see cref="RefusalCodes.BalanceOutOfRange"/>.</summary>
    public static Refusal BalanceOutOfRange() =>
        new(RefusalCodes.BalanceOutOfRange, "a balance would leave the range of exact integers", "/amount");

    /// <summary>The refusal for a hold that is not open any more.</summary>
    public static Refusal HoldSettled(string code) => new(code, code switch
    {
        RefusalCodes.HoldAlreadyPosted => "the hold was posted already",
        RefusalCodes.HoldAlreadyVoided => "the hold was voided already",
        RefusalCodes.HoldExpired => "the hold has expired",
        _ => throw new InvariantViolationException($"'{code}' is no end of a hold"),
    });
}
