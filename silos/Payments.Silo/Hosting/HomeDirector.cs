#if ORLEANS
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.Silo.Hosting;

/// <summary>Places accounts and slots at their home among the silos that take activations.</summary>
internal sealed class HomeDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos)
            ?? Homes.Of(IdempotencySlots.SlotOf(target.GrainIdentity.GetGuidKey()), silos));
    }
}
#endif
