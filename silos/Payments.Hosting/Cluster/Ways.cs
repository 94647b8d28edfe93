#if ORLEANS
using Orleans.Runtime;
using Payments.Grains.Idempotency;

namespace Payments.Hosting.Cluster;

/// <summary>How a front end's commands get into the cluster, as far as it knows now: by entrances that have answered it.</summary>
internal sealed class Ways
{
    private readonly IEntranceGrain?[] _homes = new IEntranceGrain?[IdempotencySlots.Count];
    private readonly IEntranceGrain[] _all = [];
    private int _next;

    /// <summary>While nothing is known.</summary>
    internal Ways()
    {
    }

    /// <summary>Among these silos, of which these have answered.</summary>
    internal Ways(IReadOnlyList<SiloAddress> silos, IReadOnlyDictionary<SiloAddress, IEntranceGrain> entrances)
    {
        _all = [.. entrances.Values];
        for (var slot = 0; slot < _homes.Length && silos.Count > 0; slot++)
        {
            _homes[slot] = entrances.GetValueOrDefault(Homes.Of(slot, silos));
        }
    }

    /// <summary>
    /// The entrance of the slot's home. When that has not answered, or is not to be relied on, another one, whose silo calls the slot
    /// for the front end: what the home answers to a front end itself takes their own connection, or waits for it. Null when none is known.
    /// </summary>
    /// <param name="slot">The command's slot.</param>
    /// <param name="around">True for a way around the home.</param>
    internal IEntranceGrain? To(int slot, bool around)
    {
        var home = _homes[slot];
        if (home is not null && !around)
        {
            return home;
        }

        for (var tries = 0; tries < _all.Length; tries++)
        {
            var other = _all[(int)((uint)Interlocked.Increment(ref _next) % (uint)_all.Length)];
            if (!ReferenceEquals(other, home))
            {
                return other;
            }
        }

        return null;
    }
}
#endif
