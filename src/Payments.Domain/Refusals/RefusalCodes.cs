using System.Collections.Frozen;

namespace Payments.Domain.Refusals;

/// <summary>Every reason that the ledger can say no with. A code is never reused and never changes its meaning.</summary>
public static class RefusalCodes
{
    /// <summary>The account does not exist, or the caller may not know that it does.</summary>
    public const string AccountNotFound = "account_not_found";

    /// <summary>The transfer does not exist, or the caller may not know that it does.</summary>
    public const string TransferNotFound = "transfer_not_found";

    /// <summary>The user, merchant or API key does not exist, or the caller may not know that it does.</summary>
    public const string ObjectNotFound = "object_not_found";

    /// <summary>The caller's role does not allow this.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>The amount would take the available balance below the account's floor.</summary>
    public const string InsufficientFunds = "insufficient_funds";

    /// <summary>The account's limit for one UTC day would be passed.</summary>
    public const string DayLimitExceeded = "day_limit_exceeded";

    /// <summary>The amount is above the account's limit for one transfer.</summary>
    public const string TransferLimitExceeded = "transfer_limit_exceeded";

    /// <summary>The account is frozen and may not be debited.</summary>
    public const string AccountFrozen = "account_frozen";

    /// <summary>The account is closed.</summary>
    public const string AccountClosed = "account_closed";

    /// <summary>The account still has a balance or holds, so it cannot be closed.</summary>
    public const string AccountNotEmpty = "account_not_empty";

    /// <summary>The account is not in the state that this change starts from.</summary>
    public const string AccountStateConflict = "account_state_conflict";

    /// <summary>The account holds another currency than the request names.</summary>
    public const string CurrencyMismatch = "currency_mismatch";

    /// <summary>Source and destination are the same account.</summary>
    public const string SameAccount = "same_account";

    /// <summary>The amount is outside 1 … 2^53-1, or outside what the rule at hand allows.</summary>
    public const string AmountOutOfRange = "amount_out_of_range";

    /// <summary>A balance would leave ±(2^53-1).</summary>
    public const string BalanceOutOfRange = "balance_out_of_range";

    /// <summary>The floor would lie above what is available now.</summary>
    public const string FloorAboveBalance = "floor_above_balance";

    /// <summary>More was asked to be posted than was held.</summary>
    public const string AmountExceedsHold = "amount_exceeds_hold";

    /// <summary>The transfer has no hold: it was immediate.</summary>
    public const string TransferNotHeld = "transfer_not_held";

    /// <summary>The hold was posted already.</summary>
    public const string HoldAlreadyPosted = "hold_already_posted";

    /// <summary>The hold was voided already.</summary>
    public const string HoldAlreadyVoided = "hold_already_voided";

    /// <summary>The hold has expired.</summary>
    public const string HoldExpired = "hold_expired";

    /// <summary>The transfer was reversed already.</summary>
    public const string AlreadyReversed = "already_reversed";

    /// <summary>What is not posted money cannot be reversed.</summary>
    public const string NotReversible = "not_reversible";

    /// <summary>One transfer of an all-or-nothing batch was refused, so none was made.</summary>
    public const string BatchRefused = "batch_refused";

    /// <summary>The idempotency key was used before with another body.</summary>
    public const string IdempotencyKeyReused = "idempotency_key_reused";

    /// <summary>A request with this idempotency key is still in flight.</summary>
    public const string IdempotencyKeyInFlight = "idempotency_key_in_flight";

    /// <summary>The API key is revoked already.</summary>
    public const string ApiKeyRevoked = "api_key_revoked";

    /// <summary>The reversal of this transfer waits for a second person already.</summary>
    public const string ApprovalPending = "approval_pending";

    /// <summary>The request was approved or rejected already.</summary>
    public const string ApprovalDecided = "approval_decided";

    /// <summary>The request was withdrawn before anybody decided about it.</summary>
    public const string ApprovalWithdrawn = "approval_withdrawn";

    /// <summary>Nobody decided about the request in time.</summary>
    public const string ApprovalExpired = "approval_expired";

    /// <summary>Only who asked for something that takes two people, or an administrator, withdraws the request.</summary>
    public const string WithdrawalNotAllowed = "withdrawal_not_allowed";

    /// <summary>Who asked for something that takes two people cannot decide about it.</summary>
    public const string SecondPersonRequired = "second_person_required";

    /// <summary>An object with this unique value exists already.</summary>
    public const string AlreadyExists = "already_exists";

    /// <summary>There is no silo with this name in the cluster.</summary>
    public const string SiloNotFound = "silo_not_found";

    /// <summary>No other silo would be left to take over.</summary>
    public const string LastSilo = "last_silo";

    /// <summary>The system is at a limit of its own; nothing was executed, the same request may be sent again.</summary>
    public const string NotExecuted = "not_executed";

    internal static readonly FrozenSet<string> Lasting = FrozenSet.ToFrozenSet(
        [
            InsufficientFunds, DayLimitExceeded, AccountFrozen, AccountClosed, AccountNotEmpty, AccountStateConflict,
            HoldAlreadyPosted, HoldAlreadyVoided, HoldExpired, AlreadyReversed, NotReversible, TransferNotHeld,
            BatchRefused, ApiKeyRevoked, AlreadyExists, ApprovalPending, ApprovalDecided, ApprovalWithdrawn,
            ApprovalExpired,
        ],
        StringComparer.Ordinal);

    /// <summary>Reasons that lie in the command, in an account's currency, a hold's amount, or in a key that has its answer.</summary>
    internal static readonly FrozenSet<string> Unchanging = FrozenSet.ToFrozenSet(
        [SameAccount, AmountOutOfRange, CurrencyMismatch, AmountExceedsHold, SecondPersonRequired, IdempotencyKeyReused],
        StringComparer.Ordinal);
}
