using System.Globalization;

namespace Payments.Chaos.Runs;

/// <summary>What a run is to be, from the environment: <c>./test chaos --minutes 20 --seed 7 --faults F1,F4</c> sets it.</summary>
internal sealed record ChaosOptions
{
    internal long Seed { get; init; } = long.Parse(Setting("CHAOS_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>How long faults are made. Each one is made once, however long that takes.</summary>
    internal TimeSpan Faulty { get; init; } = TimeSpan.FromMinutes(double.Parse(Setting("CHAOS_MINUTES") ?? "0", CultureInfo.InvariantCulture));

    /// <summary>Only these; empty for all of them.</summary>
    internal IReadOnlyList<string> Faults => _chosen ?? (Setting("CHAOS_MINUTES") is null ? [.. Short, .. InTurns[Math.Abs(Seed % InTurns.Length)]] : []);

    /// <summary>What it has to reach.</summary>
    internal RunTargets Targets => ChaosTargets.Of(Faulty, isWhole: _chosen is null);

    private readonly string[]? _chosen = Setting("CHAOS_FAULTS")?.Split(',');

    /// <summary>The faults of a short run, as a part of all tests: those that take least time for what they show.</summary>
    private static readonly string[] Short =
    [
        "F1", "F4", "F5", "F9", "F10", "F13", "F14", "F15", "F16b", "F16c", "F17", "F19", "F20", "F30", "F33",
    ];

    /// <summary>Some of the others, which take longer: the seed decides which. F29 is in none, it needs a second build and 100 s.</summary>
    private static readonly string[][] InTurns = [["F16d", "F18"], ["F3", "F6"], ["F2", "F26"], ["F16a"]];

    internal int Silos { get; init; } = 3;

    internal int FrontEnds { get; init; } = 2;

    /// <summary>A long run has to see many operations; a short one shares its machine with other tests.</summary>
    internal int Workers { get; init; } = Setting("CHAOS_MINUTES") is null ? 12 : 32;

    /// <summary>How long a client waits between two requests, on average.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(Setting("CHAOS_MINUTES") is null ? 25 : 10);

    /// <summary>Where histories, logs and pages of runs are.</summary>
    internal string Results { get; init; } = Setting("CHAOS_RESULTS") ?? Path.Combine(Path.GetTempPath(), "payments-chaos");

    /// <summary>How to make this run again.</summary>
    internal string Command => string.Create(
        CultureInfo.InvariantCulture,
        $"./test chaos{(Faulty > TimeSpan.Zero ? $" --minutes {Faulty.TotalMinutes}" : "")} --seed {Seed}{(_chosen is null ? "" : $" --faults {string.Join(',', _chosen)}")}");

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
