
namespace Payments.Domain.Ledger;

/// <summary>An account as of one version: what its balance row holds. All amounts are minor units of its currency.</summary>
[GenerateSerializer, Immutable, Alias("pay.account-state")]
public sealed record AccountState
{
    /// <summary>The account.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The user or merchant that owns it; <see cref="Guid.Empty"/> for the operator's own accounts.</summary>
    [Id(1)] public required Guid OwnerId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public required AccountType Type { get; init; }

    /// <summary>The one currency that it holds.</summary>
    [Id(3)] public required Currency Currency { get; init; }

    /// <summary>What may happen on it.</summary>
    [Id(4)] public AccountStatus Status { get; init; } = AccountStatus.Open;

    /// <summary>Sum of all postings. Positive is money that is owed to the owner.</summary>
    [Id(5)] public long Posted { get; init; }

    /// <summary>Reserved by holds: lowers what is available, not what is posted.</summary>
    [Id(6)] public long Held { get; init; }

    /// <summary>Posted less held never goes below this; null for no floor; a negative floor is a credit limit.</summary>
    [Id(7)] public long? Floor { get; init; } = 0;

    /// <summary>The most that one transfer may debit, if there is such a limit.</summary>
    [Id(8)] public long? LimitPerTransfer { get; init; }

    /// <summary>The most that may be debited or held on one UTC day, if there is such a limit.</summary>
    [Id(9)] public long? LimitPerDay { get; init; }

    /// <summary>The UTC day that <see cref="DayDebited"/> counts for.</summary>
    [Id(10)] public DateOnly Day { get; init; }

    /// <summary>Debited or held on <see cref="Day"/>.</summary>
    [Id(11)] public long DayDebited { get; init; }

    /// <summary>Grows by one with each change of the balance, of the holds or of the account itself.</summary>
    [Id(12)] public long Version { get; init; }

    /// <summary>Number of postings so far: the last posting's gap-free sequence number.</summary>
    [Id(13)] public long Sequence { get; init; }

    /// <summary>
    /// The fence: each activation takes the next epoch before its first write, and the journal refuses writes of an earlier
    /// one. Orleans may run two activations of one grain for a while; this decides which of them is the account's.
    /// </summary>
    [Id(14)] public long Epoch { get; init; }

    /// <summary>Number of events about the account itself (opened, frozen, …).</summary>
    [Id(15)] public int EventSequence { get; init; }

    /// <summary>When it was opened, by the database's clock.</summary>
    [Id(16)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What can be spent or held now, without regard to the floor.</summary>
    public long Available => Posted - Held;

    /// <summary>What can be spent or held now without crossing the floor; <see cref="long.MaxValue"/> with no floor.</summary>
    public long Spendable => Floor is { } floor ? long.CreateSaturating((Int128)Available - floor) : long.MaxValue;
}
