using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>A rule for the silo in which a new activation is placed.</summary>
    public abstract class PlacementStrategy;

    /// <summary>In the silo of the caller.</summary>
    public sealed class PreferLocalPlacement : PlacementStrategy;

    /// <summary>In the silo that the hash of the key chooses among those that run.</summary>
    public sealed class HashBasedPlacement : PlacementStrategy;

    /// <summary>In any silo.</summary>
    public sealed class RandomPlacement : PlacementStrategy;

    /// <summary>In the silo of the caller, again and again.</summary>
    internal sealed class StatelessWorkerPlacement : PlacementStrategy;
}

namespace Orleans.Placement
{
    /// <summary>Says in which silo a new activation is placed.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class PlacementAttribute(PlacementStrategy placement) : Attribute
    {
        /// <summary>The rule.</summary>
        public PlacementStrategy PlacementStrategy { get; } = placement;
    }

    /// <summary>In the silo of the caller.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new PreferLocalPlacement());

    /// <summary>In the silo that the hash of the key chooses among those that run.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class HashBasedPlacementAttribute() : PlacementAttribute(new HashBasedPlacement());

    /// <summary>In any silo.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacement());
}
