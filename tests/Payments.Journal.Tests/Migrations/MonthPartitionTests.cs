using Payments.Journal.Migrations;

namespace Payments.Journal.Tests.Migrations;

/// <summary>Each month has partitions with everything that guards their parents.</summary>
public sealed class MonthPartitionTests(PostgresFixture server)
{
    private const string PartitionsQuery = """
        SELECT count(*) FROM pg_inherits WHERE inhparent IN ('entry'::regclass, 'posting'::regclass)
        """;

    [Fact]
    public async Task Last_this_and_the_next_two_months_are_ready_after_the_migration()
    {
        await using var database = await server.CreateDatabaseAsync();

        Assert.Equal(8L, await database.ScalarAsync<long>(PartitionsQuery));
    }

    [Fact]
    public async Task The_application_may_make_months_again_and_again_and_from_several_sides()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("DROP TABLE " + await NewestAsync(database, "entry") + ", " + await NewestAsync(database, "posting"));
        var months = new MonthPartitions(database.Connections.Writer);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => months.EnsureMonthsAsync(default)));

        Assert.Equal(8L, await database.ScalarAsync<long>(PartitionsQuery));
    }

    [Theory]
    [InlineData("entry", "UPDATE {0} SET actor = 'x'")]
    [InlineData("entry", "DELETE FROM {0}")]
    [InlineData("entry", "TRUNCATE {0}")]
    [InlineData("posting", "UPDATE {0} SET amount = 1")]
    [InlineData("posting", "DELETE FROM {0}")]
    [InlineData("posting", "TRUNCATE {0}")]
    public async Task A_partition_itself_is_append_only_for_its_owner(string parent, string statement)
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        await journal.OpenAndMoveAsync(100);
        var partition = await database.ScalarAsync<string>($"SELECT tableoid::regclass::text FROM {parent} LIMIT 1");

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            database.ExecuteAsync(statement.Replace("{0}", partition, StringComparison.Ordinal)));

        Assert.Equal("append_only", refused.ConstraintName);
    }

    [Fact]
    public async Task A_sequence_number_cannot_be_given_twice_within_a_month()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        await journal.OpenAndMoveAsync(100);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("""
            INSERT INTO posting SELECT uuid_of(clock_timestamp()), 0, account_id, amount, sequence, posted_after, held_after, epoch
              FROM posting
            """));

        Assert.EndsWith("_account_sequence", refused.ConstraintName, StringComparison.Ordinal);
    }

    private static Task<string> NewestAsync(TestDatabase database, string parent) => database.ScalarAsync<string>(
        $"SELECT max(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = '{parent}'::regclass");
}
