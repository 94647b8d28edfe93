#if ORLEANS
using Orleans;
using Orleans.Runtime;

namespace Payments.Hosting.Cluster;

/// <summary>
/// The keys by which a client's calls lead to each silo, found out by asking: which connection a key gets is the client's choice, and
/// stays while the connection lasts.
/// </summary>
internal sealed class Entrances(IClusterClient client, TimeProvider clock)
{
    /// <summary>Keys that are tried in one look; what is not found then is found in a later one.</summary>
    private const int TriesMax = 32;

    /// <summary>Then the first key again: more would be activations for nothing.</summary>
    private const int KeysMax = 1_024;

    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(1);
    private Dictionary<SiloAddress, IEntranceGrain> _known = [];
    private int _next;

    /// <summary>The entrances of these silos, as far as they are found now. One caller at a time.</summary>
    internal async Task<IReadOnlyDictionary<SiloAddress, IEntranceGrain>> OfAsync(List<SiloAddress> silos, CancellationToken cancellation)
    {
        Dictionary<SiloAddress, IEntranceGrain> found = [];
        foreach (var (entrance, where) in await Task.WhenAll(_known.Values.Select(entrance => AskAsync(entrance, cancellation))))
        {
            Add(entrance, where);
        }

        for (var tries = 0; tries < TriesMax && silos.Exists(silo => !found.ContainsKey(silo)); tries++)
        {
            var entrance = client.GetGrain<IEntranceGrain>(_next);
            _next = (_next + 1) % KeysMax;
            Add(entrance, (await AskAsync(entrance, cancellation)).Where);
        }

        return _known = found;

        void Add(IEntranceGrain entrance, SiloAddress? where)
        {
            if (where is not null && silos.Contains(where))
            {
                found.TryAdd(where, entrance);
            }
        }
    }

    private async Task<(IEntranceGrain Entrance, SiloAddress? Where)> AskAsync(IEntranceGrain entrance, CancellationToken cancellation)
    {
        try
        {
            return (entrance, await entrance.WhereAsync().WaitAsync(AskFor, clock, cancellation));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return (entrance, null);
        }
    }
}
#endif
