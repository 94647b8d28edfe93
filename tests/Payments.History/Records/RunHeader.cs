namespace Payments.History.Records;

/// <summary>What a run was: the first line of its history.</summary>
public sealed record RunHeader
{
    public required string Run { get; init; }

    public required long Seed { get; init; }

    /// <summary>The wall clock when the monotonic clock stood at 0.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Accounts that only move money among themselves once they are funded.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>What these accounts hold together, always.</summary>
    public required long Total { get; init; }

    /// <summary>Faults that the run is to see, by their numbers. Empty for a run without faults.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Kinds of operations that the run is to see.</summary>
    public required IReadOnlyList<OperationKind> Kinds { get; init; }

    /// <summary>Every one of them has to show at the end what was acknowledged.</summary>
    public IReadOnlyList<string> FrontEnds { get; init; } = [];

    /// <summary>How many of the acknowledged transfers each front end is asked for at the end; all of them when there are fewer.</summary>
    public int FinalTransfers { get; init; }

    /// <summary>What the run has to reach.</summary>
    public RunTargets Targets { get; init; } = new();
}

/// <summary>A fault that was injected.</summary>
/// <param name="Fault">Its number in the matrix, e.g. F4.</param>
/// <param name="Means">How it was made.</param>
/// <param name="Target">What it struck.</param>
/// <param name="From">When it began, microseconds.</param>
/// <param name="Until">When what it struck was well again.</param>
/// <param name="Fired">Whether it really happened: a cut at a COMMIT that never came has not.</param>
public sealed record FaultRecord(string Fault, string Means, string Target, long From, long Until, bool Fired)
{
    /// <summary>When PostgreSQL had recovered, for a fault that took it down; when silos reached each other again, for one that parted them.</summary>
    public long? RecoveredAt { get; init; }

    /// <summary>
    /// For what clients are not to notice, above all what an operator does on purpose: no request may get an error meanwhile, and
    /// at most this share of them no certain answer. Null for what they may.
    /// </summary>
    public double? UnknownMost { get; init; }

    /// <summary>False for what an operator does on purpose when it did not come to its end.</summary>
    public bool HasEnded { get; init; } = true;

    /// <summary>Front ends that could not answer in time, because they or their clients' links stood still.</summary>
    public IReadOnlyList<string>? StandingStill { get; init; }

    /// <summary>Accounts that were active where a silo was killed.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>For silos that could not reach each other: what that brought about.</summary>
    public PartitionRecord? Partition { get; init; }
}

/// <summary>What came of silos that could not reach each other, each of which reached PostgreSQL and the front ends.</summary>
/// <param name="DeadAt">When the others had declared the silo dead, microseconds; null when they were not to.</param>
/// <param name="Twice">Accounts of that silo that became active on another one while it still ran, each with a new epoch.</param>
/// <param name="Executed">Commands of accounts that it executed after that, and not the accounts' new activations.</param>
/// <param name="Fenced">How many of these the journal refused, because a new activation had taken the account's place.</param>
/// <param name="AnsweredAt">When every account had answered a request that was sent after the links were whole again; null when not within the bound.</param>
/// <param name="AnswerMost">The bound, in seconds from <see cref="FaultRecord.RecoveredAt"/>.</param>
public sealed record PartitionRecord(long? DeadAt, int Twice, long Executed, long Fenced, long? AnsweredAt, double AnswerMost);

/// <summary>One line of a history file: exactly one member is there.</summary>
public sealed record HistoryLine
{
    public RunHeader? Run { get; init; }

    public Invocation? Invoke { get; init; }

    public Completion? Complete { get; init; }

    public FaultRecord? Fault { get; init; }
}
