using Payments.Domain.Feed;

namespace Payments.Domain.Tests.Feed;

/// <summary>A consumer applies each notice once and in order, whatever a stream does to them.</summary>
public sealed class FeedFollowerTests
{
    private static readonly FeedNamespace Payments = FeedNamespace.Of(FeedNamespace.PaymentsName);
    private readonly List<long> _applied = [];
    private readonly Book _book = new(events: 40);

    [Fact]
    public async Task Pages_in_order_are_applied_without_asking_the_feed()
    {
        var follower = new FeedFollower(_book, Payments, 0);

        await follower.FollowAsync(_book.Page(0, 10), Apply);
        await follower.FollowAsync(_book.Page(10, 25), Apply);

        Assert.Equal(_book.Payments(0, 25), _applied);
        Assert.Equal(0, _book.Reads);
    }

    [Fact]
    public async Task A_page_that_was_lost_is_read_from_the_feed()
    {
        var follower = new FeedFollower(_book, Payments, 0);

        await follower.FollowAsync(_book.Page(0, 10), Apply);
        await follower.FollowAsync(_book.Page(20, 30), Apply);

        Assert.Equal(_book.Payments(0, follower.Position), _applied);
        Assert.True(follower.Position >= 30);
    }

    [Fact]
    public async Task What_comes_again_or_late_is_applied_once()
    {
        var follower = new FeedFollower(_book, Payments, 0);
        foreach (var (after, upTo) in new[] { (0, 10), (0, 10), (20, 30), (10, 20), (5, 35), (0, 40) })
        {
            await follower.FollowAsync(_book.Page(after, upTo), Apply);
        }

        Assert.Equal(_book.Payments(0, 40), _applied);
    }

    [Fact]
    public async Task A_page_that_could_not_be_applied_comes_again()
    {
        var follower = new FeedFollower(_book, Payments, 0);

        await Assert.ThrowsAsync<IOException>(() => follower.FollowAsync(_book.Page(0, 10), _ => throw new IOException()));
        await follower.FollowAsync(_book.Page(0, 10), Apply);

        Assert.Equal(_book.Payments(0, 10), _applied);
    }

    [Fact]
    public async Task A_consumer_that_was_away_catches_up()
    {
        var follower = new FeedFollower(_book, Payments, 7);

        await follower.CatchUpAsync(Apply);

        Assert.Equal(_book.Payments(7, 40), _applied);
        Assert.Equal(40, follower.Position);
    }

    [Fact]
    public async Task A_stream_that_is_ahead_of_the_feed_is_not_believed() =>
        await Assert.ThrowsAsync<InvariantViolationException>(() =>
            new FeedFollower(_book, Payments, 0).FollowAsync(new FeedPage(50, 60, []), Apply));

    [Fact]
    public void Every_type_of_event_is_in_exactly_one_namespace() => Assert.All(
        Enum.GetValues<EventType>(),
        type => Assert.Single(FeedNamespace.All, space => space.Of([new FeedNotice(1, type, Guid.Empty, 1, Guid.Empty, null)]).Length == 1));

    private Task Apply(FeedPage page)
    {
        _applied.AddRange(page.Notices.Select(notice => notice.Position));
        return Task.CompletedTask;
    }

    /// <summary>A feed in which every third event is of an account.</summary>
    private sealed class Book(int events) : IEventFeed
    {
        public int Reads { get; private set; }

        public Task<long> HeadAsync(CancellationToken cancellation) => Task.FromResult((long)events);

        public Task<FeedPage> ReadAsync(long after, int limit, CancellationToken cancellation)
        {
            Reads++;
            // Small pages: a gap takes several.
            var upTo = Math.Min(Math.Min(after + Math.Min(limit, 4), events), events);
            return Task.FromResult(new FeedPage(after, Math.Max(after, upTo), All(after, upTo)));
        }

        public FeedPage Page(long after, long upTo) => new(after, upTo, FeedFollowerTests.Payments.Of(All(after, upTo)));

        public IEnumerable<long> Payments(long after, long upTo) => Page(after, upTo).Notices.Select(notice => notice.Position);

        private static FeedNotice[] All(long after, long upTo) =>
        [
            .. Enumerable.Range((int)after + 1, (int)Math.Max(upTo - after, 0)).Select(position => new FeedNotice(
                position, position % 3 == 0 ? EventType.AccountOpened : EventType.TransferPosted, Guid.Empty, 1, Guid.Empty, null)),
        ];
    }
}
