
namespace Payments.Domain.Ledger;

/// <summary>A two-phase transfer: funds reserved on the source for the destination.</summary>
[GenerateSerializer, Immutable, Alias("pay.hold-state")]
public sealed record HoldState
{
    /// <summary>The transfer's id, which is the hold's id.</summary>
    [Id(0)] public required Guid TransferId { get; init; }

    /// <summary>Who asked for it.</summary>
    [Id(1)] public required Guid TenantId { get; init; }

    /// <summary>The account whose funds are reserved.</summary>
    [Id(2)] public required Guid Source { get; init; }

    /// <summary>The account that a posting credits.</summary>
    [Id(3)] public required Guid Destination { get; init; }

    /// <summary>Reserved, in minor units.</summary>
    [Id(4)] public required long Amount { get; init; }

    /// <summary>The currency of both accounts.</summary>
    [Id(5)] public required Currency Currency { get; init; }

    /// <summary>Where it is in its life.</summary>
    [Id(6)] public HoldStatus Status { get; init; } = HoldStatus.Held;

    /// <summary>Posted, in minor units; the rest went back.</summary>
    [Id(7)] public long PostedAmount { get; init; }

    /// <summary>From this instant of the database's clock on it can only expire.</summary>
    [Id(8)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the funds were reserved, by the database's clock.</summary>
    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The entry that posted it, if it was posted with an amount.</summary>
    [Id(10)] public Guid? EntryId { get; init; }

    /// <summary>The caller's text for people.</summary>
    [Id(11)] public string? Description { get; init; }

    /// <summary>The caller's own reference.</summary>
    [Id(12)] public string? Reference { get; init; }

    /// <summary>The caller's own data: a JSON object of strings.</summary>
    [Id(13)] public string? Metadata { get; init; }
}
