namespace Payments.Domain.Ledger;

/// <summary>Where a request for a second person's approval stands. Values are stored: never renumber.</summary>
public enum ApprovalStatus : short
{
    /// <summary>Nobody has decided yet; nothing has happened.</summary>
    Pending = 1,

    /// <summary>A second person agreed, and in the same step it was done.</summary>
    Approved = 2,

    /// <summary>A second person refused it: it will never be done.</summary>
    Rejected = 3,

    /// <summary>Who asked, or an administrator, took it back: it will never be done.</summary>
    Withdrawn = 4,

    /// <summary>Nobody decided in time: it will never be done.</summary>
    Expired = 5,
}

/// <summary>A reversal that one person asks for and another one decides about.</summary>
[GenerateSerializer, Immutable, Alias("pay.approval-state")]
public sealed record ApprovalState
{
    /// <summary>How long a request waits when nobody says otherwise.</summary>
    public static readonly TimeSpan ValidForDefault = TimeSpan.FromDays(3);

    /// <summary>The approval.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The transfer that is to be reversed.</summary>
    [Id(1)] public required Guid TransferId { get; init; }

    /// <summary>The entry that posted it.</summary>
    [Id(2)] public required Guid OriginalEntryId { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(3)] public ApprovalStatus Status { get; init; } = ApprovalStatus.Pending;

    /// <summary>Public id of the person who asked.</summary>
    [Id(4)] public required string RequestedBy { get; init; }

    /// <summary>When, by the database's clock.</summary>
    [Id(5)] public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Why, for people; the reversal's entry carries it too.</summary>
    [Id(6)] public string? Description { get; init; }

    /// <summary>Public id of who ended it: the other person, who decided, or whoever withdrew it; "system" when it expired.</summary>
    [Id(7)] public string? DecidedBy { get; init; }

    /// <summary>When, by the database's clock.</summary>
    [Id(8)] public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The reversal's entry, when it was approved.</summary>
    [Id(9)] public Guid? ReversalId { get; init; }

    /// <summary>From this instant on, by the database's clock, nobody decides any more; null for requests of before expiry.</summary>
    [Id(10)] public DateTimeOffset? ExpiresAt { get; init; }
}
