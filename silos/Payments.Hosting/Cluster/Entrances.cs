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
    private const int TriesMax = 16;

    /// <summary>Keys that are asked together: each that leads to a silo that does not answer takes the whole time.</summary>
    private const int TriesAtOnce = 8;

    /// <summary>Then the first key again: more would be activations for nothing.</summary>
    private const int KeysMax = 1_024;

    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(1);
    private Dictionary<SiloAddress, IEntranceGrain> _known = [];
    private int _next;

    /// <summary>Of the entrances that are known those that answer, and where they are now. One caller at a time.</summary>
    internal async Task<IReadOnlyDictionary<SiloAddress, IEntranceGrain>> AskAgainAsync(CancellationToken cancellation)
    {
        Dictionary<SiloAddress, IEntranceGrain> found = [];
        await AskAsync(found, _known.Values, cancellation);
        return _known = found;
    }

    /// <summary>The entrances of these silos: those that are known, and others as far as they are found now. One caller at a time.</summary>
    internal async Task<IReadOnlyDictionary<SiloAddress, IEntranceGrain>> FindAsync(List<SiloAddress> silos, CancellationToken cancellation)
    {
        Dictionary<SiloAddress, IEntranceGrain> found = new(_known.Where(pair => silos.Contains(pair.Key)));
        for (var tries = 0; tries < TriesMax && silos.Exists(silo => !found.ContainsKey(silo)); tries += TriesAtOnce)
        {
            await AskAsync(found, Enumerable.Range(0, TriesAtOnce).Select(_ => Next()), cancellation);
        }

        return _known = new(found.Where(pair => silos.Contains(pair.Key)));
    }

    private IEntranceGrain Next()
    {
        _next = (_next + 1) % KeysMax;
        return client.GetGrain<IEntranceGrain>(_next);
    }

    private async Task AskAsync(
        Dictionary<SiloAddress, IEntranceGrain> found, IEnumerable<IEntranceGrain> entrances, CancellationToken cancellation)
    {
        foreach (var (entrance, where) in await Task.WhenAll(entrances.Select(entrance => AskAsync(entrance, cancellation))))
        {
            if (where is not null)
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
