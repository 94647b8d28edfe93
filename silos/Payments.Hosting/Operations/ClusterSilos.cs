#if ORLEANS
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Payments.Grains.Operations;

namespace Payments.Hosting.Operations;

/// <summary>The silos of an Orleans cluster, by its membership.</summary>
internal sealed class ClusterSilos(IGrainFactory grains) : ISiloDirectory
{
    // A silo that does not reach PostgreSQL may have no answer that it could send.
    private static readonly TimeSpan ListMax = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiloMember>> ListAsync(CancellationToken cancellation)
    {
        var entries = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts().WaitAsync(ListMax, cancellation);
        return [.. entries.OrderBy(entry => entry.SiloName, StringComparer.Ordinal).ThenByDescending(entry => entry.StartTime).Select(Member)];
    }

    /// <inheritdoc/>
    public async Task<T> AskAsync<T>(SiloMember silo, Func<ISiloGrain, Task<T>> ask)
    {
        // Ends with this method: what an async method sets does not flow back to its caller.
        RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(silo.Key));
        return await ask(grains.GetGrain<ISiloGrain>(silo.Key));
    }

    private static SiloMember Member(MembershipEntry entry) => new(
        entry.SiloAddress.ToParsableString(),
        entry.SiloName,
        entry.SiloAddress.Endpoint.ToString(),
        entry.Status switch
        {
            SiloStatus.Active => SiloState.Active,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloState.Leaving,
            SiloStatus.Dead => SiloState.Dead,
            _ => SiloState.Joining,
        },
        new DateTimeOffset(DateTime.SpecifyKind(entry.StartTime, DateTimeKind.Utc)));
}
#endif
