namespace Payments.Journal.Verification;

/// <summary>The rules that verification tests. Names are stable: alerts and runbooks refer to them.</summary>
public static class LedgerChecks
{
    /// <summary>Positions of the feed have no gaps, and its head is the last of them.</summary>
    public const string FeedPosition = "feed_position";

    /// <summary>The batches cover the feed, and each has the digest of what it recorded.</summary>
    public const string BatchDigest = "batch_digest";

    /// <summary>Each batch's chain is the hash of the chain before it and its own digest; the feed's head has the last one.</summary>
    public const string BatchChain = "batch_chain";

    /// <summary>Events of an object are numbered from 1 without gaps, in the order of its life.</summary>
    public const string ObjectSequence = "object_sequence";

    /// <summary>An event that tells of an entry has it, and it fits; each entry has one event.</summary>
    public const string EventEntry = "event_entry";

    /// <summary>An event is shown to the owners of the accounts that it is about.</summary>
    public const string EventOwner = "event_owner";

    /// <summary>An entry has two postings or more, on different accounts, and each posting its entry.</summary>
    public const string EntryPostings = "entry_postings";

    /// <summary>An entry's postings sum to zero.</summary>
    public const string EntrySum = "entry_sum";

    /// <summary>An entry is in the currency of its accounts.</summary>
    public const string EntryCurrency = "entry_currency";

    /// <summary>An account's postings are numbered from 1 without gaps, in the order of the feed.</summary>
    public const string PostingSequence = "posting_sequence";

    /// <summary>A posting's balance is the one before it and its amount.</summary>
    public const string PostingBalance = "posting_balance";

    /// <summary>A posting's held amount is what holds have reserved until then.</summary>
    public const string PostingHeld = "posting_held";

    /// <summary>A balance row's posted amount and sequence are those of the account's last posting.</summary>
    public const string BalancePosted = "balance_posted";

    /// <summary>A balance row's held amount is the sum of the account's open holds.</summary>
    public const string BalanceHeld = "balance_held";

    /// <summary>
    /// A balance row's version counts its postings, holds and events, and its epoch is not before that of its last posting.
    /// </summary>
    public const string BalanceVersion = "balance_version";

    /// <summary>What a balance row counts against the day's limit is what transfers and holds have taken on that day.</summary>
    public const string BalanceDay = "balance_day";

    /// <summary>No balance is below its floor, and a closed account is empty.</summary>
    public const string BalanceFloor = "balance_floor";

    /// <summary>All balances of a currency sum to zero.</summary>
    public const string CurrencySum = "currency_sum";

    /// <summary>An account's row is as its last event says, and each account was opened by an event.</summary>
    public const string AccountState = "account_state";

    /// <summary>A hold's row is as its last event says, and each hold was made by an event.</summary>
    public const string HoldState = "hold_state";

    /// <summary>A posted hold has its entry, between its accounts and of the posted amount.</summary>
    public const string HoldEntry = "hold_entry";

    /// <summary>A reversal has the opposite postings of one earlier entry that is no reversal, and is recorded as its only one.</summary>
    public const string Reversal = "reversal";

    /// <summary>An idempotency record tells of what it made as the ledger does, and by whom and when.</summary>
    public const string OperationEntry = "operation_entry";

    /// <summary>Each event without an entry of its own has its audit record, with the balances before and after.</summary>
    public const string Audit = "audit";

    /// <summary>Each user, merchant and API key was registered by an event, and its row fits the digest that its events keep.</summary>
    public const string Registration = "registration";

    /// <summary>What takes two people was asked for by one and decided by another; approved, it has its reversal.</summary>
    public const string Approval = "approval";

    /// <summary>The records of what operators did follow each other in their chain, up to its head.</summary>
    public const string OperatorAction = "operator_action";
}
