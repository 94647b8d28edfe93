#if ORLEANS
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Payments.Grains.Operations;

namespace Payments.Hosting.Operations;

/// <summary>The silos of an Orleans cluster, by its membership.</summary>
internal sealed class ClusterSilos(IGrainFactory grains) : ISiloDirectory
{
    // A silo that does not reach PostgreSQL may have no answer that it could send.
    private static readonly TimeSpan ListMax = TimeSpan.FromSeconds(2);
    private const int TriesMax = 3;
    private const uint KeysMax = 16;
    private int _nextKey;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiloMember>> ListAsync(CancellationToken cancellation)
    {
        var entries = await ReadAsync(cancellation);
        return [.. entries.OrderBy(entry => entry.SiloName, StringComparer.Ordinal).ThenByDescending(entry => entry.StartTime).Select(Member)];
    }

    /// <summary>Every silo has the list. One that does not answer, or cannot say why it has none, is gone around by another key.</summary>
    private async Task<MembershipEntry[]> ReadAsync(CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var key = (int)((uint)Interlocked.Increment(ref _nextKey) % KeysMax);
            try
            {
                return await grains.GetGrain<IManagementGrain>(key).GetDetailedHosts().WaitAsync(ListMax, cancellation);
            }
            catch (Exception e) when (e is TimeoutException or OrleansException or SerializerException)
            {
                if (tries == TriesMax)
                {
                    throw new OrleansException("no silo that was asked has a list of the silos", e);
                }
            }
        }
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
