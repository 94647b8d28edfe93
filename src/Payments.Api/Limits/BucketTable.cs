using System.Collections.Concurrent;

namespace Payments.Api.Limits;

/// <summary>
/// A bucket for each key, in bounded memory. A full bucket is like a new one and is forgotten when room is needed; keys
/// that find no room share one bucket, so that a flood of new keys cannot push out the old ones.
/// </summary>
internal sealed class BucketTable<TKey>(Flow flow, int bucketsMax, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();
    private readonly TokenBucket _overflow = new(flow);
    private int _count;
    private long _sweptAt = long.MinValue;

    /// <summary>The bucket of a key.</summary>
    public TokenBucket Of(TKey key)
    {
        if (_buckets.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (Volatile.Read(ref _count) >= bucketsMax && !MakeRoom())
        {
            return _overflow;
        }

        bucket = new TokenBucket(flow);
        if (_buckets.TryAdd(key, bucket))
        {
            Interlocked.Increment(ref _count);
            return bucket;
        }

        return _buckets.GetValueOrDefault(key) ?? _overflow;
    }

    /// <summary>Forgets full buckets, at most once a second.</summary>
    private bool MakeRoom()
    {
        var now = clock.GetTimestamp();
        var last = Volatile.Read(ref _sweptAt);
        if ((last != long.MinValue && now - last < clock.TimestampFrequency)
            || Interlocked.CompareExchange(ref _sweptAt, now, last) != last)
        {
            return false;
        }

        foreach (var pair in _buckets)
        {
            if (pair.Value.IsFull(now) && _buckets.TryRemove(pair))
            {
                Interlocked.Decrement(ref _count);
            }
        }

        return Volatile.Read(ref _count) < bucketsMax;
    }
}
