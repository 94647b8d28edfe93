using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Domain.Feed;
using Payments.Journal.Feed;

namespace Payments.Journal.Tests.Feed;

/// <summary>The streams are fed in the order of commits, by one process at a time, and the next one goes on.</summary>
public sealed class FeedPumpTests(PostgresFixture server)
{
    [Fact]
    public async Task Every_event_is_published_once_in_the_order_of_the_feed()
    {
        await using var database = await server.CreateDatabaseAsync();
        await BeginAsync(database);
        var expected = await FillAsync(database);
        var streams = new Listening();
        using var pump = Pump(database, streams);

        await pump.StartAsync(default);
        await streams.UntilAsync(expected.Count);
        await pump.StopAsync(default);

        Assert.Equal(expected, streams.Positions.Order());
        foreach (var space in FeedNamespace.All)
        {
            var pages = streams.Pages.Where(page => page.Space == space.Name).Select(page => page.Page).ToList();
            Assert.Equal(pages.Skip(1).Select(page => page.After), pages.SkipLast(1).Select(page => page.UpTo));
            var positions = pages.SelectMany(page => page.Notices).Select(notice => notice.Position).ToList();
            Assert.Equal(positions.Order(), positions);
        }
    }

    [Fact]
    public async Task The_next_pump_goes_on_where_the_last_one_stopped()
    {
        await using var database = await server.CreateDatabaseAsync();
        await BeginAsync(database);
        var first = await FillAsync(database);
        var before = new Listening();
        using (var pump = Pump(database, before))
        {
            await pump.StartAsync(default);
            await before.UntilAsync(first.Count);
            await pump.StopAsync(default);
        }

        var all = await FillAsync(database);
        var after = new Listening();
        using var next = Pump(database, after);
        await next.StartAsync(default);
        await after.UntilAsync(all.Count - first.Count);
        await next.StopAsync(default);

        Assert.Equal(all.Except(first), after.Positions.Order());
    }

    [Fact]
    public async Task One_feeds_and_the_other_takes_over_when_its_session_ends()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using (var one = await FeedLease.TryTakeAsync(database.Connections.Feed, default))
        {
            Assert.NotNull(one);
            await using var other = new JournalConnections(new() { ConnectionString = database.ConnectionString });
            Assert.Null(await FeedLease.TryTakeAsync(other.Feed, default));

            await database.ExecuteAsync("""
                SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                 WHERE locktype = 'advisory' AND granted AND datname = current_database()
                """);
            await using var taken = await TakeAsync(other);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => one!.MoveAsync(1, default));
        }
    }

    [Fact]
    public async Task A_ledger_that_had_no_streams_before_is_not_replayed_into_them()
    {
        await using var database = await server.CreateDatabaseAsync();
        var events = await FillAsync(database);
        await using var lease = await FeedLease.TryTakeAsync(database.Connections.Feed, default);

        Assert.Equal(events[^1], lease!.Position);
    }

    private static async Task BeginAsync(TestDatabase database)
    {
        await using var lease = await FeedLease.TryTakeAsync(database.Connections.Feed, default);
        Assert.Equal(0, lease!.Position);
    }

    private static async Task<FeedLease> TakeAsync(JournalConnections connections)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await ticks.WaitForNextTickAsync(limit.Token))
        {
            if (await FeedLease.TryTakeAsync(connections.Feed, default) is { } lease)
            {
                return lease;
            }
        }

        throw new TimeoutException();
    }

    private static async Task<List<long>> FillAsync(TestDatabase database)
    {
        var journal = new TestJournal(database);
        for (var time = 0; time < 5; time++)
        {
            await journal.OpenAndMoveAsync(100);
        }

        var head = await database.ScalarAsync<long>("SELECT position FROM feed_head");
        return [.. Enumerable.Range(1, (int)head).Select(position => (long)position)];
    }

    private static FeedPump Pump(TestDatabase database, IFeedStreams streams) =>
        new(database.Connections.Feed, streams, TimeProvider.System, NullLogger<FeedPump>.Instance);

    private sealed class Listening : IFeedStreams
    {
        private readonly Channel<long> _came = Channel.CreateUnbounded<long>();

        public ConcurrentQueue<(string Space, FeedPage Page)> Pages { get; } = new();

        public IEnumerable<long> Positions => Pages.SelectMany(page => page.Page.Notices).Select(notice => notice.Position);

        public Task PublishAsync(FeedNamespace space, FeedPage page)
        {
            Pages.Enqueue((space.Name, page));
            return _came.Writer.WriteAsync(page.UpTo).AsTask();
        }

        public async Task UntilAsync(int count)
        {
            while (Positions.Count() < count)
            {
                await _came.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            }
        }
    }
}
