using System.Numerics;

namespace Payments.Benchmarks.Load;

/// <summary>Counts of latencies in microseconds, in buckets that are at most 1.6 % wide.</summary>
internal sealed class LatencyHistogram
{
    // Values below 64 have a bucket each; every further power of two is cut into 64 buckets.
    private const int SubBits = 6;
    private const int SubCount = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * SubCount];

    public long Count { get; private set; }

    public long Max { get; private set; }

    public void Record(long microseconds)
    {
        var value = Math.Max(0, microseconds);
        _counts[IndexOf(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>The latency in milliseconds that the given share (0…1) of the requests did not exceed.</summary>
    public double Milliseconds(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(UpperEnd(index), Max) / 1000.0;
            }
        }

        return Max / 1000.0;
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits);
        return (shift * SubCount) + (int)(value >> shift);
    }

    private static long UpperEnd(int index)
    {
        var shift = Math.Max(0, (index / SubCount) - 1);
        return ((index - (shift * SubCount) + 1L) << shift) - 1;
    }
}
