namespace Payments.Domain.Ledger;

/// <summary>What an account is for. Values are stored: never renumber.</summary>
public enum AccountType : short
{
    /// <summary>Money of a user or merchant that they spend themselves.</summary>
    Wallet = 1,

    /// <summary>What is owed to a merchant for sales.</summary>
    Merchant = 2,

    /// <summary>The outside world: the other side of money that enters or leaves. Has no floor.</summary>
    External = 3,

    /// <summary>The operator's income from fees.</summary>
    Fees = 4,

    /// <summary>Money whose owner is not known yet.</summary>
    Suspense = 5,

    /// <summary>Money on its way between systems.</summary>
    Clearing = 6,
}

/// <summary>What may happen on an account. Values are stored: never renumber.</summary>
public enum AccountStatus : short
{
    /// <summary>Debits and credits.</summary>
    Open = 1,

    /// <summary>Credits only; holds made earlier may still be posted or voided.</summary>
    Frozen = 2,

    /// <summary>Nothing, for ever; the balance was zero when it was closed.</summary>
    Closed = 3,
}

/// <summary>Where a hold is in its life. Values are stored: never renumber.</summary>
public enum HoldStatus : short
{
    /// <summary>The funds are reserved.</summary>
    Held = 1,

    /// <summary>All or a part was posted, the rest returned.</summary>
    Posted = 2,

    /// <summary>Everything returned because someone asked.</summary>
    Voided = 3,

    /// <summary>Everything returned because its time was over.</summary>
    Expired = 4,
}

/// <summary>Why a journal entry was made. Values are stored: never renumber.</summary>
public enum EntryKind : short
{
    /// <summary>An immediate transfer; the entry's id is the transfer's id.</summary>
    Transfer = 1,

    /// <summary>The posting of a hold.</summary>
    HoldPosted = 2,

    /// <summary>The correction of an earlier entry, which stays as it is.</summary>
    Reversal = 3,
}

/// <summary>Who acts. Values are stored: never renumber.</summary>
public enum Role : short
{
    /// <summary>The system itself, e.g. the sweeper of expired holds.</summary>
    System = 0,

    /// <summary>A merchant: own objects.</summary>
    Merchant = 1,

    /// <summary>A user: own wallets.</summary>
    User = 2,

    /// <summary>Support: reads, freezes.</summary>
    Support = 3,

    /// <summary>Finance: settlement and reconciliation.</summary>
    Finance = 4,

    /// <summary>Administrator.</summary>
    Admin = 5,
}
