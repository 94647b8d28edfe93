using System.ComponentModel.DataAnnotations;

namespace Payments.Journal.Verification;

/// <summary>How often the ledger is verified while the service runs.</summary>
public sealed record LedgerWatchOptions
{
    /// <summary>Pause between two looks at what is new. Ten times as long while something is wrong: the stretch grows.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The most events that one look goes over: so few that no payment waits for long. While more are left the next look
    /// comes sooner, after <see cref="RestFactor"/> times as long as this one took.
    /// </summary>
    [Range(1, 1_000_000)] public long EventsPerLook { get; init; } = 1_000;

    /// <summary>
    /// How much longer than a look the pause after it is, at the least: payments go first. At a peak the verified position
    /// falls behind, and it catches up afterwards.
    /// </summary>
    [Range(1, 1_000)] public int RestFactor { get; init; } = 10;

    /// <summary>
    /// How often a report is stored. Another process that finds one younger than twice this takes it over in place of
    /// verifying the same a second time.
    /// </summary>
    public TimeSpan StoreEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the whole ledger is verified from its first event; null for never.</summary>
    public TimeSpan? WholeEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long stored reports of a sound ledger are kept.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);
}
