using Orleans.Runtime;

namespace Orleans.Concurrency;

/// <summary>Requests to the class may interleave at their awaits; they still never run in parallel.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>Requests to the method begin at once, between the turns of requests that await.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>The method changes nothing, so requests to such methods may interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>The caller does not wait and learns neither result nor failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>The grain has no state of its own, so it is activated where its caller is.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute(int maxLocalWorkers = -1) : Placement.PlacementAttribute(new StatelessWorkerPlacement())
{
    /// <summary>How many activations Orleans may make in one silo; here it is always one.</summary>
    public int MaxLocalWorkers { get; } = maxLocalWorkers;
}
