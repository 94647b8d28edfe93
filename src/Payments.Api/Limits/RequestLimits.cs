using System.Net;
using Microsoft.Extensions.Options;
using Payments.Api.Problems;

namespace Payments.Api.Limits;

/// <summary>All limits on the rate and number of requests.</summary>
internal sealed class RequestLimits
{
    private const int BurstFactor = 2;
    private readonly TimeProvider _clock;
    private readonly int _inFlightMax;
    private readonly BucketTable<UInt128> _addresses;
    private readonly BucketTable<UInt128> _failures;
    private readonly BucketTable<string> _callers;
    private int _inFlight;

    public RequestLimits(IOptions<LimitOptions> options, TimeProvider clock)
    {
        var limits = options.Value;
        _clock = clock;
        _inFlightMax = limits.InFlight;
        _addresses = new(PerSecond(limits.PerAddressPerSecond), limits.BucketsMax, clock);
        _callers = new(PerSecond(limits.PerKeyPerSecond), limits.BucketsMax, clock);
        _failures = new(
            Flow.Of(limits.FailedAuthenticationsPerMinute, TimeSpan.FromMinutes(1), limits.FailedAuthenticationsPerMinute, clock),
            limits.BucketsMax, clock);
    }

    /// <summary>Requests in work now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Counts a request in; false when there are too many. Each true needs one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inFlight) <= _inFlightMax)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>Counts a request out.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>A problem when the address asks too often.</summary>
    public Problem? RefuseAddress(IPAddress address) => Refuse(_addresses.Of(AddressKey.Of(address)));

    /// <summary>A problem when the caller asks too often.</summary>
    public Problem? RefuseCaller(TokenBucket bucket) => Refuse(bucket);

    /// <summary>The bucket of an API key's merchant or a token's subject.</summary>
    public TokenBucket BucketOf(string subject) => _callers.Of(subject);

    /// <summary>True while unknown credentials from this address are looked at.</summary>
    public bool MayTryCredentials(IPAddress address) => _failures.Of(AddressKey.Of(address)).HasToken(_clock.GetTimestamp());

    /// <summary>Counts refused credentials.</summary>
    public void CountFailure(IPAddress address) => _failures.Of(AddressKey.Of(address)).TryTake(_clock.GetTimestamp(), out _);

    private Problem? Refuse(TokenBucket bucket) =>
        bucket.TryTake(_clock.GetTimestamp(), out var wait) ? null : TooMany(wait);

    private Problem TooMany(long wait) => new()
    {
        Code = ProblemCodes.RateLimited,
        Detail = "More requests than the limit allows. Nothing was executed.",
        RetryAfter = (int)Math.Clamp((wait / _clock.TimestampFrequency) + 1, 1, 60),
    };

    private Flow PerSecond(int tokens) => Flow.Of(tokens, TimeSpan.FromSeconds(1), (long)tokens * BurstFactor, _clock);
}
