using System.ComponentModel.DataAnnotations;

namespace Payments.Journal.Writing;

/// <summary>How a silo's journal writer groups, waits and gives up.</summary>
public sealed class JournalWriterOptions
{
    /// <summary>Transactions under way at once. Two keep PostgreSQL busy while one of them waits for its commit.</summary>
    [Range(1, 16)] public int Lanes { get; init; } = 2;

    /// <summary>Most operations in one transaction; a single larger batch of transfers still goes in whole.</summary>
    [Range(1, 10_000)] public int BatchWeightMax { get; init; } = 1_000;

    /// <summary>
    /// Longest time between the starts of two transactions while commands come thick. A transaction costs PostgreSQL about as
    /// much as 50 operations in it: started as soon as anything waits, most of its work would go into small ones.
    /// </summary>
    public TimeSpan GroupFor { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>So many that wait start a transaction at once.</summary>
    [Range(1, 10_000)] public int GroupSize { get; init; } = 50;

    /// <summary>
    /// Commands come thick when so many are to be expected within <see cref="GroupFor"/>; else nothing waits. A silo with a
    /// tenth of what it can do has cores to spare, and its clients get their answers sooner.
    /// </summary>
    [Range(1, 10_000)] public int GroupFrom { get; init; } = 16;

    /// <summary>Commands that may wait; more are refused at once as not executed.</summary>
    [Range(1, 1_000_000)] public int QueueMax { get; init; } = 16_384;

    /// <summary>Tries of one transaction that is known to have failed without effect.</summary>
    [Range(1, 100)] public int AttemptsMax { get; init; } = 8;

    /// <summary>First pause between tries; doubles up to <see cref="DelayMax"/>, with jitter.</summary>
    public TimeSpan DelayFirst { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest pause between tries.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an unknown outcome is pursued before the caller is told that it is unknown. Under the grain call time-out.</summary>
    public TimeSpan ResolveWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Most that one transaction may take before it is given up.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
