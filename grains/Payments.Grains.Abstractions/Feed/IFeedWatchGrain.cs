using Payments.Domain.Feed;

namespace Payments.Grains.Feed;

/// <summary>Watches all streams of the feed for the front ends, which are no grains. Key: <see cref="Guid.Empty"/>.</summary>
[Alias("pay.feed-watch-grain")]
public interface IFeedWatchGrain : IGrainWithGuidKey
{
    /// <summary>Takes a page of a namespace.</summary>
    [Alias("Accept")]
    Task AcceptAsync(string space, FeedPage page);

    /// <summary>Waits for a few seconds at most until there is news.</summary>
    /// <param name="after">The last serial that the caller has; 0 to begin now.</param>
    [Alias("Wait")]
    Task<FeedNews> WaitAsync(long after);
}

/// <summary>What came through the streams.</summary>
/// <param name="Serial">To ask on from.</param>
/// <param name="Notices">What is new; in order within a namespace.</param>
/// <param name="IsWhole">False when the caller has missed some, because it was away or the watch moved to another silo.</param>
[GenerateSerializer, Immutable, Alias("pay.feed-news")]
public sealed record FeedNews(
    [property: Id(0)] long Serial,
    [property: Id(1)] IReadOnlyList<FeedNotice> Notices,
    [property: Id(2)] bool IsWhole);
