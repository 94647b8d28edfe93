namespace Payments.Chaos.Load;

/// <summary>
/// Random numbers from a run's seed, for one purpose each: what one of them draws changes nothing for another. The same in
/// every process, unlike <see cref="HashCode"/>, which begins differently in each.
/// </summary>
internal static class Seeds
{
    /// <summary>Whose turn it is to choose: the first number of a path.</summary>
    internal enum Purpose
    {
        /// <summary>A client's request: then the client's number and the request's.</summary>
        Request,

        /// <summary>How a client sends a request: then the client's number and the request's.</summary>
        Sending,

        /// <summary>The order of the faults, and the time between them.</summary>
        Order,

        /// <summary>A fault's targets and times: then its number in the run.</summary>
        Strike,

        /// <summary>The transfers that are read at the end.</summary>
        Reads,
    }

    /// <summary>The random numbers of a path.</summary>
    internal static Random Of(long seed, Purpose purpose, params ReadOnlySpan<long> path)
    {
        var state = Mix(Mix(unchecked((ulong)seed)) ^ (ulong)purpose);
        foreach (var step in path)
        {
            state = Mix(state ^ unchecked((ulong)step));
        }

        return new Random((int)(state >> 33));
    }

    /// <summary>One step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</summary>
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
