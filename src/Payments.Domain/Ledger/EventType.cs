namespace Payments.Domain.Ledger;

/// <summary>What the event feed tells of. Values are stored: never renumber.</summary>
public enum EventType : short
{
    /// <summary>transfer.posted: money moved, at once or out of a hold.</summary>
    TransferPosted = 1,

    /// <summary>transfer.held: funds were reserved.</summary>
    TransferHeld = 2,

    /// <summary>transfer.voided: a hold was given back on request.</summary>
    TransferVoided = 3,

    /// <summary>transfer.expired: a hold was given back because its time was over.</summary>
    TransferExpired = 4,

    /// <summary>transfer.reversed: a posted transfer was corrected.</summary>
    TransferReversed = 5,

    /// <summary>account.opened.</summary>
    AccountOpened = 10,

    /// <summary>account.frozen.</summary>
    AccountFrozen = 11,

    /// <summary>account.unfrozen.</summary>
    AccountUnfrozen = 12,

    /// <summary>account.closed.</summary>
    AccountClosed = 13,

    /// <summary>account.limits_changed: floor or limits.</summary>
    AccountLimitsChanged = 14,

    /// <summary>party.registered: a user or merchant.</summary>
    PartyRegistered = 20,

    /// <summary>api_key.issued.</summary>
    ApiKeyIssued = 30,

    /// <summary>api_key.ended: revoked now or at the end of a roll.</summary>
    ApiKeyEnded = 31,

    /// <summary>approval.requested: a reversal waits for a second person.</summary>
    ApprovalRequested = 40,

    /// <summary>approval.approved: and it was done.</summary>
    ApprovalApproved = 41,

    /// <summary>approval.rejected.</summary>
    ApprovalRejected = 42,

    /// <summary>approval.withdrawn: who asked, or an administrator, took it back.</summary>
    ApprovalWithdrawn = 43,

    /// <summary>approval.expired: nobody decided in time.</summary>
    ApprovalExpired = 44,
}

/// <summary>The names of event types as clients see them.</summary>
public static class EventTypes
{
    private static readonly Dictionary<EventType, string> Names = new()
    {
        [EventType.TransferPosted] = "transfer.posted",
        [EventType.TransferHeld] = "transfer.held",
        [EventType.TransferVoided] = "transfer.voided",
        [EventType.TransferExpired] = "transfer.expired",
        [EventType.TransferReversed] = "transfer.reversed",
        [EventType.AccountOpened] = "account.opened",
        [EventType.AccountFrozen] = "account.frozen",
        [EventType.AccountUnfrozen] = "account.unfrozen",
        [EventType.AccountClosed] = "account.closed",
        [EventType.AccountLimitsChanged] = "account.limits_changed",
        [EventType.PartyRegistered] = "party.registered",
        [EventType.ApiKeyIssued] = "api_key.issued",
        [EventType.ApiKeyEnded] = "api_key.ended",
        [EventType.ApprovalRequested] = "approval.requested",
        [EventType.ApprovalApproved] = "approval.approved",
        [EventType.ApprovalRejected] = "approval.rejected",
        [EventType.ApprovalWithdrawn] = "approval.withdrawn",
        [EventType.ApprovalExpired] = "approval.expired",
    };

    /// <summary>The client's name of a type, e.g. <c>transfer.posted</c>.</summary>
    public static string NameOf(EventType type) => Names[type];

    /// <summary>Finds a type by the client's name.</summary>
    public static bool TryParse(string name, out EventType type)
    {
        foreach (var pair in Names)
        {
            if (pair.Value == name)
            {
                type = pair.Key;
                return true;
            }
        }

        type = default;
        return false;
    }
}
