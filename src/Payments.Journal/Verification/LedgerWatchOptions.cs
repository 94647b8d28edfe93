namespace Payments.Journal.Verification;

/// <summary>How often the ledger is verified while the service runs.</summary>
public sealed record LedgerWatchOptions
{
    /// <summary>Pause between two looks at what is new. Ten times as long while something is wrong: the stretch grows.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The most events that one look goes over, about 0.2 s of one core: payments go first. At a peak the verified position
    /// falls behind, and it catches up afterwards.
    /// </summary>
    public long EventsPerLook { get; init; } = 3_000;

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
