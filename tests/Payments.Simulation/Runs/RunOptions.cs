using Payments.Simulation.Planted;

namespace Payments.Simulation.Runs;

/// <summary>What a run is made from; the same options give the same run.</summary>
internal sealed record RunOptions(ulong Seed)
{
    /// <summary>Requests that each client sends.</summary>
    public int OperationsOfEach { get; init; } = 56;

    /// <summary>Requests that are left out, to find the smallest run that still fails.</summary>
    public IReadOnlySet<int> Dropped { get; init; } = new HashSet<int>();

    /// <summary>Faults that are left out.</summary>
    public IReadOnlySet<string> WithoutFaults { get; init; } = new HashSet<string>();

    public PlantedBug Bug { get; init; } = PlantedBug.None;
}
