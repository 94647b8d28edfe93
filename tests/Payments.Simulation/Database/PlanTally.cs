namespace Payments.Simulation.Database;

/// <summary>What may become of a plan that was made without locks.</summary>
internal enum PlanEnd
{
    /// <summary>Written.</summary>
    Written,

    /// <summary>It wrote nothing, and what it relied on was as it saw it.</summary>
    Confirmed,

    /// <summary>Inserted while the plan before it was still being written.</summary>
    OnTop,

    /// <summary>Stale: another writer has moved a balance that it moves or relies on.</summary>
    Moved,

    /// <summary>Stale: another writer has used a posting's number.</summary>
    NumberTaken,

    /// <summary>Stale: a key has been used meanwhile.</summary>
    KeyTaken,

    /// <summary>Stale: another writer is at a row.</summary>
    InTheWay,

    /// <summary>Nothing was sent: the plan before it had failed, or an account was forgotten while it was made.</summary>
    GivenUp,

    /// <summary>Inserted, and the plan before it was not committed.</summary>
    BaseFailed,

    /// <summary>Inserted, and nobody knows whether the plan before it is committed.</summary>
    BaseUnknown,

    /// <summary>Its COMMIT was sent, and no answer came.</summary>
    Unknown,

    /// <summary>Its silo died with the inserts done.</summary>
    Abandoned,
}

/// <summary>Counts the ends of plans that were made without locks: a run in which none went wrong proves nothing about them.</summary>
internal sealed class PlanTally
{
    private static readonly PlanEnd[] Ends = Enum.GetValues<PlanEnd>();

    /// <summary>What every few runs must have seen; the others are too rare for that.</summary>
    public static IReadOnlyList<PlanEnd> InEveryChunk { get; } = [.. Ends.Except([PlanEnd.KeyTaken, PlanEnd.Abandoned, PlanEnd.BaseUnknown])];

    private readonly int[] _counts = new int[Ends.Length];

    public int this[PlanEnd end] => _counts[(int)end];

    public void Add(PlanEnd end) => _counts[(int)end]++;

    public override string ToString() => string.Join(", ", Ends.Where(end => this[end] > 0).Select(end => $"{end} {this[end]}"));
}
