namespace Payments.Simulation.Runs;

/// <summary>Looks for a smaller run that violates the same invariant: first fewer operations, then fewer faults.</summary>
internal static class Shrinker
{
    private const int Clients = 6;
    private const int RunsMax = 60;

    /// <summary>The smallest failing run that was found within a number of tries.</summary>
    public static RunResult Shrink(RunResult failed)
    {
        if (failed.Violations.Count == 0)
            return failed;

        var invariant = failed.Violations[0].Invariant;
        var (best, runs) = (failed, 0);
        var kept = Enumerable.Range(0, Clients)
            .SelectMany(client => Enumerable.Range(0, failed.Options.OperationsOfEach).Select(index => (client * 10_000) + index))
            .ToList();
        for (var size = kept.Count / 2; size >= 1 && runs < RunsMax; size /= 2)
        {
            for (var at = 0; at < kept.Count && runs < RunsMax; runs++)
            {
                var dropped = best.Options.Dropped.Concat(kept.Skip(at).Take(size)).ToHashSet();
                if (Try(best.Options with { Dropped = dropped }, invariant) is { } smaller)
                    (best, kept) = (smaller, [.. kept.Take(at), .. kept.Skip(at + size)]);
                else
                    at += size;
            }
        }

        return WithFewerFaults(best, invariant);
    }

    private static RunResult WithFewerFaults(RunResult best, string invariant)
    {
        foreach (var fault in best.Report.Faults.Where(fault => fault.Value > 0).Select(fault => fault.Key).ToList())
        {
            var without = best.Options.WithoutFaults.Append(fault).ToHashSet();
            best = Try(best.Options with { WithoutFaults = without }, invariant) ?? best;
        }

        return best;
    }

    private static RunResult? Try(RunOptions options, string invariant) =>
        SeedRun.Of(options) is var result && result.Violates(invariant) ? result : null;
}
