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

    /// <summary>
    /// Commands that have come and that the journal does not have yet; null where nobody knows: what waits for a transfer's turn
    /// waits inside the grain runtime, and a slot hands on at once what comes.
    /// </summary>
    [Id(1)] public int? QueueLength { get; init; }

    /// <summary>
    /// Commands that the grain itself has given to the silo's journal writer and that have no answer yet; null for a slot, which
    /// gives it none.
    /// </summary>
    [Id(2)] public int? WritesInFlight { get; init; }

    /// <summary>The epoch under which an account's activation writes; null before its first write, and for other grains.</summary>
    [Id(3)] public long? Epoch { get; init; }

    /// <summary>
    /// Commands that the grain has begun and not answered, wherever they are now: for an account also those in its queue. Null
    /// from a silo of a version that does not count them.
    /// </summary>
    [Id(4)] public int? CommandsInFlight { get; init; }
}
