namespace Payments.Grains.Operations;

/// <summary>Kinds of grains that an operator can look for. Values go over the wire: never renumber.</summary>
public enum GrainKind
{
    /// <summary>A ledger account.</summary>
    Account = 1,

    /// <summary>A transfer after it was made.</summary>
    Transfer = 2,

    /// <summary>The slot in which requests with one idempotency key meet.</summary>
    IdempotencySlot = 3,
}

/// <summary>An activation of a grain in one silo, as it was when it was looked at.</summary>
[GenerateSerializer, Immutable, Alias("pay.grain-report")]
public sealed record GrainReport
{
    /// <summary>When the activation came to this silo, by the silo's clock.</summary>
    [Id(0)] public required DateTimeOffset Since { get; init; }

    /// <summary>Commands that have come and that the journal does not have yet.</summary>
    [Id(1)] public required int QueueLength { get; init; }

    /// <summary>Commands that the silo's journal writer has and that have no answer yet.</summary>
    [Id(2)] public required int WritesInFlight { get; init; }

    /// <summary>The epoch under which an account's activation writes; null before its first write, and for other grains.</summary>
    [Id(3)] public long? Epoch { get; init; }
}
