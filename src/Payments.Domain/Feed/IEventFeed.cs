namespace Payments.Domain.Feed;

/// <summary>The committed feed, for whoever has missed a part of it.</summary>
public interface IEventFeed
{
    /// <summary>The position of the last event.</summary>
    Task<long> HeadAsync(CancellationToken cancellation);

    /// <summary>What follows a position, without gaps; a page that holds nothing ends where it begins.</summary>
    Task<FeedPage> ReadAsync(long after, int limit, CancellationToken cancellation);
}
