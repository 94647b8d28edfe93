using Payments.Domain.Feed;

namespace Payments.Grains.Feed;

/// <summary>Watches all streams of the feed for the front ends.</summary>
/// <remarks>
/// Key: none. Called by: the streams, FeedBell. Calls: the feed, to fill what a stream has lost.
/// Keeps the latest notices in memory. Crash: the next activation begins with the next page, and callers learn that they may
/// have missed something: what they wait for is in the feed.
/// </remarks>
[Reentrant]
internal sealed class FeedWatchGrain(IEventFeed feed, TimeProvider clock) : Grain, IFeedWatchGrain
{
    private const int NoticesMax = 4_096;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, FeedFollower> _followers = [];
    private readonly Queue<FeedNotice> _latest = new();

    // Begins with the time, so that a serial of an earlier activation is never one of this one's.
    private long _serial = clock.GetUtcNow().Ticks;
    private Task _accepting = Task.CompletedTask;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task AcceptAsync(string space, FeedPage page) => _accepting = AcceptAfterAsync(_accepting, space, page);

    /// <inheritdoc/>
    public async Task<FeedNews> WaitAsync(long after)
    {
        if (after == _serial)
        {
            try
            {
                await _news.Task.WaitAsync(WaitMax, clock);
            }
            catch (TimeoutException)
            {
                // No news is an answer, too.
            }
        }

        return Since(after == 0 ? _serial : after);
    }

    /// <summary>One page after the other, although calls interleave. What went wrong with the one before is its caller's to know.</summary>
    private async Task AcceptAfterAsync(Task before, string space, FeedPage page)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!_followers.TryGetValue(space, out var follower))
        {
            _followers[space] = follower = new FeedFollower(feed, FeedNamespace.Of(space), page.After);
        }

        await follower.FollowAsync(page, Remember);
    }

    private FeedNews Since(long after)
    {
        var missed = _serial - after;
        return missed >= 0 && missed <= _latest.Count
            ? new FeedNews(_serial, _latest.Skip(_latest.Count - (int)missed).ToArray(), IsWhole: true)
            : new FeedNews(_serial, Array.Empty<FeedNotice>(), IsWhole: false);
    }

    private Task Remember(FeedPage page)
    {
        foreach (var notice in page.Notices)
        {
            _latest.Enqueue(notice);
            if (_latest.Count > NoticesMax)
            {
                _latest.Dequeue();
            }
        }

        _serial += page.Notices.Count;
        if (page.Notices.Count > 0)
        {
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Task.CompletedTask;
    }
}
