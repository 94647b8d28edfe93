using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

/// <summary>The feed is read in the order of commits, without gaps, by whoever may see it.</summary>
public sealed class FeedTests(PostgresFixture server)
{
    [Fact]
    public async Task Every_event_comes_once_in_order_with_its_entry_or_its_data()
    {
        await using var database = await server.CreateDatabaseAsync();
        await TestTown.BuildAsync(database, seed: 5);
        var reader = new PostgresLedgerReader(database.Connections.Reader);

        var events = await ReadAsync(reader, null, null, null, 13);

        Assert.Equal(Enumerable.Range(1, events.Count).Select(position => (long)position), events.Select(row => row.Position));
        Assert.Equal(await database.ScalarAsync<long>("SELECT position FROM feed_head"), events.Count);
        Assert.All(events, row => Assert.True(row.Data is not null || row.Entry is not null));
        Assert.All(events.Where(row => row.Type == EventType.TransferPosted && row.Data is null), row => Assert.Equal(row.ObjectId, row.Entry!.TransferId));
    }

    [Fact]
    public async Task An_owner_sees_what_concerns_the_owner_and_no_more()
    {
        await using var database = await server.CreateDatabaseAsync();
        var town = await TestTown.BuildAsync(database, seed: 6);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        foreach (var owner in town.Owners)
        {
            var expected = await database.ScalarAsync<long[]>(
                "SELECT array_agg(position ORDER BY position) FROM event WHERE owner_id = $1 OR other_owner_id = $1", owner);
            Assert.Equal(expected, (await ReadAsync(reader, owner, null, null, 5)).Select(row => row.Position));
        }

        var one = (await ReadAsync(reader, null, null, EventType.TransferVoided, 5))[0];
        Assert.Equal(2, (await ReadAsync(reader, null, one.ObjectId, null, 5)).Count);
    }

    [Fact]
    public async Task A_reader_at_the_end_stays_where_it_is()
    {
        await using var database = await server.CreateDatabaseAsync();
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        Assert.Equal((0, false), await EndAsync(reader, 0));
        Assert.Equal((5, false), await EndAsync(reader, 5));
        var journal = new TestJournal(database);
        await journal.OpenAndMoveAsync(1);
        Assert.Equal((3, false), await EndAsync(reader, 0));
        Assert.Equal((3, false), await EndAsync(reader, 3));
    }

    private static async Task<(long, bool)> EndAsync(PostgresLedgerReader reader, long after)
    {
        var (_, lookedUpTo, hasMore) = await reader.ListEventsAsync(after, null, null, null, 100, default);
        return (lookedUpTo, hasMore);
    }

    private static async Task<List<EventView>> ReadAsync(PostgresLedgerReader reader, Guid? owner, Guid? objectId, EventType? type, int limit)
    {
        var events = new List<EventView>();
        for (var (after, hasMore) = (0L, true); hasMore;)
        {
            (var found, after, hasMore) = await reader.ListEventsAsync(after, owner, objectId, type, limit, default);
            events.AddRange(found);
        }

        return events;
    }
}
