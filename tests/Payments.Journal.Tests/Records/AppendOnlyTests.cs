using Payments.Journal.Operations;

namespace Payments.Journal.Tests.Records;

/// <summary>What is recorded stays: the application has no right to change it, and its owner is stopped by triggers.</summary>
public sealed class AppendOnlyTests(PostgresFixture server)
{
    private static readonly string[] Recorded = ["account", "entry", "posting", "event", "audit", "reversal", "journal_batch", "operator_action"];

    private static readonly string[] Written =
    [
        "party", "api_key", "balance", "hold", "operation", "feed_head", "verification", "feed_cursor",
        "operator_action_head",
    ];

    [Fact]
    public async Task The_application_has_no_right_to_change_what_is_recorded()
    {
        await using var database = await server.CreateDatabaseAsync();
        foreach (var table in Recorded)
        {
            var column = await FirstColumnAsync(database, table);
            await RefusesAsync(database.Connections.Writer, $"UPDATE {table} SET {column} = {column}");
            await RefusesAsync(database.Connections.Writer, $"DELETE FROM {table}");
            await RefusesAsync(database.Connections.Writer, $"TRUNCATE {table} CASCADE");
            await RefusesAsync(database.Connections.Writer, $"DROP TABLE {table} CASCADE");
            await RefusesAsync(database.Connections.Writer, $"ALTER TABLE {table} DISABLE TRIGGER ALL");
        }
    }

    [Fact]
    public async Task The_application_has_no_right_to_remove_anything_else_of_the_journal()
    {
        await using var database = await server.CreateDatabaseAsync();
        foreach (var table in Written)
        {
            await RefusesAsync(database.Connections.Writer, $"DELETE FROM {table}");
            await RefusesAsync(database.Connections.Writer, $"TRUNCATE {table} CASCADE");
            await RefusesAsync(database.Connections.Writer, $"DROP TABLE {table} CASCADE");
        }
    }

    [Theory]
    [InlineData("UPDATE operation SET outcome = refusal")]
    [InlineData("UPDATE operation SET fingerprint = ''")]
    [InlineData("UPDATE balance SET owner_id = account_id")]
    [InlineData("UPDATE balance SET currency = 'EUR'")]
    [InlineData("UPDATE hold SET amount = 1")]
    [InlineData("UPDATE hold SET source = destination")]
    [InlineData("UPDATE api_key SET secret_hash = ''")]
    [InlineData("UPDATE party SET email = NULL")]
    [InlineData("UPDATE party SET digest_salt = NULL")]
    [InlineData("UPDATE operator_action_head SET number = 0")]
    [InlineData("INSERT INTO feed_head VALUES (false, 0, '')")]
    [InlineData("INSERT INTO schema_migration VALUES (2, '', '')")]
    [InlineData("CREATE TABLE mine (id int)")]
    public async Task The_application_may_change_only_what_moves(string statement)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var login = await TestLogin.CreateAsync(server, database, "IN ROLE payments_journal");

        await RefusesAsync(login.Connections.Writer, statement);
    }

    [Fact]
    public async Task Triggers_stop_the_owner_too()
    {
        await using var database = await server.CreateDatabaseAsync();
        await FillAsync(database);
        foreach (var table in Recorded)
        {
            var column = await FirstColumnAsync(database, table);
            await IsAppendOnlyAsync(database, $"UPDATE {table} SET {column} = {column}");
            await IsAppendOnlyAsync(database, $"DELETE FROM {table}");
            await IsAppendOnlyAsync(database, $"TRUNCATE {table} CASCADE");
        }
    }

    [Fact]
    public async Task Nobody_deletes_an_idempotency_record_within_its_time()
    {
        await using var database = await server.CreateDatabaseAsync();
        foreach (var (before, moneyBefore) in new[] { ("23 hours", "31 days"), ("25 hours", "29 days") })
        {
            await using var early = database.Connections.Writer.CreateCommand(
                $"SELECT purge_operations(clock_timestamp() - interval '{before}', clock_timestamp() - interval '{moneyBefore}', 10)");
            await Assert.ThrowsAsync<PostgresException>(() => early.ExecuteScalarAsync());
        }
    }

    /// <summary>At least one row in each table that is recorded.</summary>
    private static async Task FillAsync(TestDatabase database)
    {
        var journal = new TestJournal(database);
        var (source, destination, transfer) = await journal.OpenAndMoveAsync(100);
        await journal.ReverseAsync(transfer, transfer, source, destination);
        await new OperatorActions(database.Connections.Writer)
            .TryRecordDrainAsync("one", ["one", "two"], Origin.OfSystem("test"), CancellationToken.None);
    }

    private static Task<string> FirstColumnAsync(TestDatabase database, string table) => database.ScalarAsync<string>(
        $"SELECT attname::text FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum = 1");

    private static async Task RefusesAsync(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{statement}: {refused.MessageText}");
    }

    private static async Task IsAppendOnlyAsync(TestDatabase database, string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(statement));
        Assert.True(refused.ConstraintName == "append_only", $"{statement}: {refused.MessageText}");
    }
}
