using Orleans.Placement;
using Orleans.Runtime;

namespace Payments.Grains.Homes;

/// <summary>
/// Activates grains at the home of their slot, so that an account and the keys of its commands are in one silo
/// (docs/decisions/0009-accounts-have-homes.md).
/// </summary>
public sealed class HomePlacement : PlacementStrategy;

/// <summary>The grain is activated at its home. Its key is a UUID.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HomePlacementAttribute() : PlacementAttribute(new HomePlacement());
