#if ORLEANS
using System.Buffers.Binary;
using Orleans.Runtime;

namespace Payments.Hosting.Cluster;

/// <summary>
/// Which silo is the home of a slot: the one with the highest weight for it (rendezvous hashing, Thaler and Ravishankar,
/// "Using name-based mappings to increase hit rates", 1998). Whoever knows the same silos finds the same home, each silo gets an
/// equal share, and a silo that comes or goes moves no more than its own share.
/// </summary>
public static class Homes
{
    /// <summary>The home of a slot among these silos, in whatever order they are; at least one.</summary>
    public static SiloAddress Of(int slot, IReadOnlyList<SiloAddress> silos)
    {
        var home = silos[0];
        for (var (i, most) = (1, Weight(slot, home)); i < silos.Count; i++)
        {
            var weight = Weight(slot, silos[i]);
            if (weight > most || (weight == most && silos[i].Generation > home.Generation))
            {
                (home, most) = (silos[i], weight);
            }
        }

        return home;
    }

    /// <summary>Of the address alone: a silo that starts again gets the slots back that it had.</summary>
    private static ulong Weight(int slot, SiloAddress silo)
    {
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        silo.Endpoint.Address.TryWriteBytes(address, out _);
        var high = BinaryPrimitives.ReadUInt64BigEndian(address);
        var low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        return Mix(Mix(Mix(high) ^ low) ^ (((ulong)silo.Endpoint.Port << 32) | (uint)slot));
    }

    /// <summary>Spreads every bit over all (SplitMix64: Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
#endif
