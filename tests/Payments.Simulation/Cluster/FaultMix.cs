using Payments.Simulation.Database;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Cluster;

/// <summary>Which faults a seed has, and how often: no two seeds are the same mixture.</summary>
internal static class FaultMix
{
    /// <summary>Faults that the nemesis makes.</summary>
    public static IReadOnlyList<string> Made { get; } =
        [NemesisFault.SiloCrash, NemesisFault.SiloPause, NemesisFault.Duplicate, DatabaseFault.Crash];

    /// <summary>Faults that are drawn where they happen, with the highest chance of each.</summary>
    public static IReadOnlyList<(string Point, double ChanceMax, int AtMost)> Drawn { get; } =
    [
        (SiloFault.CallLost, 0.01, 20), (SiloFault.CallDelayed, 0.05, 500), (SiloFault.CallRejected, 0.02, 50),
        (SiloFault.ReplyLost, 0.01, 20), (SiloFault.ReplyDelayed, 0.05, 500), (SiloFault.ReplyLate, 0.005, 10),
        (SiloFault.DuplicateActivation, 0.02, 50),
        (DatabaseFault.Unavailable, 0.03, 20), (DatabaseFault.LostBeforeWrite, 0.05, 30),
        (DatabaseFault.CommitLost, 0.05, 20), (DatabaseFault.AnswerLost, 0.05, 20), (DatabaseFault.LateTwin, 0.04, 12),
        (DatabaseFault.AnswerLate, 0.03, 10), (DatabaseFault.Slow, 0.04, 20), (DatabaseFault.RolledBack, 0.04, 20),
        (DatabaseFault.SiloDiesBeforeCommit, 0.005, 1), (DatabaseFault.SiloDiesAfterCommit, 0.005, 1),
    ];

    /// <summary>Every fault by name.</summary>
    public static IEnumerable<string> All => [.. Drawn.Select(fault => fault.Point), .. Made, DatabaseFault.Poisoned];

    /// <summary>Chooses the chances of this run's faults; one in five kinds is left out.</summary>
    public static void Choose(SimulationWorld world, IReadOnlySet<string> without)
    {
        foreach (var (point, most, atMost) in Drawn)
        {
            var chance = world.Random.Chance(0.2) ? 0 : most * world.Random.NextDouble();
            world.Faults.Set(point, without.Contains(point) ? 0 : chance, atMost);
        }
    }
}

/// <summary>The faults that the nemesis makes by itself.</summary>
internal static class NemesisFault
{
    /// <summary>A silo is killed and started again some seconds later.</summary>
    public const string SiloCrash = "silo.crash";

    /// <summary>A silo stands still, is declared dead, and wakes up as a zombie.</summary>
    public const string SiloPause = "silo.pause";

    /// <summary>A hot account gets a second activation.</summary>
    public const string Duplicate = "account.duplicate";
}
