using System.Buffers.Binary;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// Random numbers from a seed (xoshiro256**). It is written here because the numbers of System.Random may change with
/// the runtime, and then a recorded seed would show another run.
/// </summary>
public sealed class SimulationRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The sequence of this seed.</summary>
    public SimulationRandom(ulong seed)
    {
        var state = seed;
        _a = Mix(ref state);
        _b = Mix(ref state);
        _c = Mix(ref state);
        _d = Mix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_b * 5, 7) * 9;
            var shifted = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>A number from 0 to one less than the limit.</summary>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(((NextBits() >> 32) * (ulong)limit) >> 32);
    }

    /// <summary>A number from the lower bound to one less than the upper bound.</summary>
    public long Next(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        return unchecked(from + (long)Math.BigMul(NextBits(), (ulong)(to - from), out _));
    }

    /// <summary>A number from 0 to just under 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A time from zero to just under the limit.</summary>
    public TimeSpan NextTime(TimeSpan limit) => limit <= TimeSpan.Zero ? TimeSpan.Zero : new(Next(0L, limit.Ticks));

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items[Next(items.Count)];
    }

    /// <summary>A random id (version 4); those of Guid.NewGuid would differ from run to run.</summary>
    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, NextBits());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], NextBits());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A sequence of its own, so that drawing from one does not shift the other.</summary>
    public SimulationRandom Fork() => new(NextBits());

    private static ulong Mix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
