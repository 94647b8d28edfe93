namespace Payments.Api.Limits;

/// <summary>A rate with a burst: what a bucket takes, in ticks of <see cref="TimeProvider.TimestampFrequency"/>.</summary>
/// <param name="TicksPerToken">Time in which one token flows in.</param>
/// <param name="Capacity">Time in which an empty bucket gets full.</param>
internal readonly record struct Flow(long TicksPerToken, long Capacity)
{
    /// <summary>So many tokens per period, and so many at once.</summary>
    public static Flow Of(long tokens, TimeSpan period, long burst, TimeProvider clock)
    {
        var ticksPerToken = Math.Max(1, (long)(clock.TimestampFrequency * period.TotalSeconds / tokens));
        return new Flow(ticksPerToken, ticksPerToken * burst);
    }
}

/// <summary>
/// A token bucket in one number: the instant at which it is full again (the generic cell rate algorithm, ITU-T I.371).
/// Needs no timer and no lock.
/// </summary>
internal sealed class TokenBucket(Flow flow)
{
    private long _fullAt = long.MinValue;

    /// <summary>Takes a token if there is one.</summary>
    /// <param name="now">Timestamp of now.</param>
    /// <param name="wait">Ticks until there is one.</param>
    public bool TryTake(long now, out long wait)
    {
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var next = Math.Max(fullAt, now) + flow.TicksPerToken;
            wait = next - now - flow.Capacity;
            if (wait > 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, next, fullAt) == fullAt)
            {
                return true;
            }
        }
    }

    /// <summary>True when a token could be taken.</summary>
    public bool HasToken(long now) => Math.Max(Volatile.Read(ref _fullAt), now) + flow.TicksPerToken - now <= flow.Capacity;

    /// <summary>True when it is as a new one would be, so that it may be forgotten.</summary>
    public bool IsFull(long now) => Volatile.Read(ref _fullAt) <= now;
}
