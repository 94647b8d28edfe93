using Payments.Simulation.Checking;
using Payments.Simulation.Database;
using Payments.Simulation.Workload;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Runs;

/// <summary>What a run proved.</summary>
internal enum Verdict
{
    /// <summary>Enough happened, and every invariant holds.</summary>
    Passed,

    /// <summary>An invariant does not hold, or the run did not come to its end.</summary>
    Failed,

    /// <summary>Too little happened to say anything.</summary>
    Unknown,
}

/// <summary>A run with its evidence and the verdict about it.</summary>
internal sealed record RunResult(
    RunOptions Options, History History, SimulationReport Report, IReadOnlyList<Violation> Violations, string? Breakdown,
    PlanTally Plans)
{
    public const int OperationsLeast = 300;
    public const int FaultsLeast = 5;

    public Verdict Verdict => Violations.Count > 0 || Breakdown is not null ? Verdict.Failed
        : History.Operations < OperationsLeast || FaultsFired < FaultsLeast ? Verdict.Unknown
        : Verdict.Passed;

    public int FaultsFired => Report.Faults.Values.Sum();

    public bool Violates(string invariant) => Violations.Any(violation => violation.Invariant == invariant);

    public int Count(End end) => History.Attempts.Count(attempt => attempt.End == end);

    /// <summary>One line: what the seed did and what it came to.</summary>
    public override string ToString() =>
        $"{Verdict.ToString().ToLowerInvariant()} {History.Operations} operations, {History.Attempts.Count} attempts "
        + $"({Count(End.Ok)} ok, {Count(End.Fail)} fail, {Count(End.Info)} info), {FaultsFired} faults, plans without locks: {Plans}; {Report}";

    /// <summary>What is wrong, with the smallest witnesses and how to see it again.</summary>
    public string Story() => string.Join(Environment.NewLine,
    [
        ToString(),
        .. Violations.Select(violation => $"  {violation}"),
        .. Breakdown is null ? Array.Empty<string>() : [$"  {Breakdown}"],
        $"  again: ./test simulation --seeds 1 --from {Options.Seed}, or the simulation's executable with --seed {Options.Seed}",
    ]);
}
