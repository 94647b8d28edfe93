using Payments.Journal.Observation;

namespace Payments.Journal.Tests.Observation;

public sealed class DatabaseWatchTests(PostgresFixture server)
{
    [Fact]
    public async Task A_look_tells_positions_overdue_holds_and_missing_partitions()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, _) = await journal.OpenAndMoveAsync(100);
        await journal.HoldAsync(destination, source, 10);
        var position = await database.ScalarAsync<long>("SELECT position FROM feed_head");

        Assert.Equal(new DatabaseState(position, null, 0, HasNextMonth: true, IsArchiveFailing: false), await LookAsync(database));

        await database.ExecuteAsync("INSERT INTO feed_cursor (name, position) VALUES ('streams', 1)");
        await database.ExecuteAsync("UPDATE hold SET expires_at = clock_timestamp() - interval '31 seconds'");
        await database.ExecuteAsync("DROP TABLE " + await database.ScalarAsync<string>(
            "SELECT 'posting_' || to_char(date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + interval '1 month', 'YYYY_MM')"));

        Assert.Equal(new DatabaseState(position, 1, 1, HasNextMonth: false, IsArchiveFailing: false), await LookAsync(database));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_has_no_state()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        var watch = new DatabaseWatch(away, TimeProvider.System);
        await watch.LookAsync(CancellationToken.None);

        Assert.Null(watch.Last);
    }

    private static async Task<DatabaseState?> LookAsync(TestDatabase database)
    {
        var watch = new DatabaseWatch(database.Connections.Reader, TimeProvider.System);
        await watch.LookAsync(CancellationToken.None);
        return watch.Last;
    }
}
