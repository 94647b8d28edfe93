namespace Payments.SimulatedSilo.Simulation;

/// <summary>What a run was: a second run with the seed gives the same hash.</summary>
/// <param name="Seed">The seed of the world.</param>
/// <param name="TraceHash">The hash of everything that happened up to the end of the run.</param>
/// <param name="Steps">How many turns and messages there were since the world began.</param>
/// <param name="Time">The virtual time since the world began.</param>
/// <param name="Faults">How often each fault point fired.</param>
public sealed record SimulationReport(
    ulong Seed, string TraceHash, long Steps, TimeSpan Time, IReadOnlyDictionary<string, int> Faults)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"seed {Seed}: trace {TraceHash}, {Steps} steps, {Time:c} of virtual time, faults: "
        + string.Join(", ", Faults.Where(f => f.Value > 0).Select(f => $"{f.Key} {f.Value}"));
}

/// <summary>A run failed; the message says with which seed, what waited, and what happened last.</summary>
public sealed class SimulationFailedException : Exception
{
    /// <summary>A failure with its report and its cause.</summary>
    public SimulationFailedException(string message, SimulationReport report, Exception? cause)
        : base(message, cause) => Report = report;

    /// <summary>The run up to the failure.</summary>
    public SimulationReport Report { get; }
}
