namespace Payments.Domain.Feed;

/// <summary>
/// The consumer's side of a stream that may lose, repeat and reorder: applies every notice of a namespace once and in
/// order, because it knows how far it has come, sees gaps and repetitions by position, and fills gaps from the feed.
/// </summary>
/// <remarks>
/// For an effect that must happen exactly once, <c>apply</c> writes it in one transaction with the position, and the next
/// follower begins at the position written last. One caller at a time.
/// </remarks>
/// <param name="feed">Where gaps are filled from.</param>
/// <param name="space">The namespace.</param>
/// <param name="position">How far the consumer has come already.</param>
public sealed class FeedFollower(IEventFeed feed, FeedNamespace space, long position)
{
    private const int PageMax = 1_000;

    /// <summary>Everything up to here has been applied.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Takes a page from the stream.</summary>
    /// <param name="page">What came, however late, early or often.</param>
    /// <param name="apply">Applies the notices of a page that is new from its first to its last position. When it throws, the page counts as not taken.</param>
    public async Task FollowAsync(FeedPage page, Func<FeedPage, Task> apply)
    {
        while (Position < page.After && await ReadOnAsync(apply))
        {
        }

        if (Position < page.After)
        {
            throw new InvariantViolationException($"the stream is at {page.After}, but the feed ends at {Position}");
        }

        if (page.UpTo > Position)
        {
            await ApplyAsync(new FeedPage(Position, page.UpTo, page.Notices.Where(notice => notice.Position > Position).ToArray()), apply);
        }
    }

    /// <summary>Takes everything that the feed holds after the position.</summary>
    public async Task CatchUpAsync(Func<FeedPage, Task> apply)
    {
        while (await ReadOnAsync(apply))
        {
        }
    }

    private async Task<bool> ReadOnAsync(Func<FeedPage, Task> apply)
    {
        var missed = await feed.ReadAsync(Position, PageMax, CancellationToken.None);
        if (missed.UpTo == Position)
        {
            return false;
        }

        await ApplyAsync(missed with { Notices = space.Of(missed.Notices) }, apply);
        return true;
    }

    private async Task ApplyAsync(FeedPage page, Func<FeedPage, Task> apply)
    {
        await apply(page);
        Position = page.UpTo;
    }
}
