namespace Payments.Journal.Tests.Connections;

/// <summary>Every connection of the application is bounded in time and cannot change what is recorded.</summary>
public sealed class JournalConnectionTests(PostgresFixture server)
{
    [Fact]
    public async Task Writers_and_readers_act_as_the_application_also_when_the_connection_comes_from_the_pool_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        foreach (var source in new[] { database.Connections.Writer, database.Connections.Reader })
        {
            for (var use = 0; use < 3; use++)
            {
                Assert.Equal(JournalConnections.ApplicationRole, await ScalarAsync(source, "SELECT current_user::text"));
                Assert.Equal("5s", await ScalarAsync(source, "SHOW lock_timeout"));
                Assert.Equal("10s", await ScalarAsync(source, "SHOW idle_in_transaction_session_timeout"));
            }
        }

        Assert.Equal("15s", await ScalarAsync(database.Connections.Writer, "SHOW statement_timeout"));
        Assert.Equal("30s", await ScalarAsync(database.Connections.Reader, "SHOW statement_timeout"));
        Assert.Equal("on", await ScalarAsync(database.Connections.Reader, "SHOW default_transaction_read_only"));
    }

    [Fact]
    public async Task A_transaction_that_was_left_open_is_undone_before_the_connection_is_used_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var connections = new JournalConnections(new() { ConnectionString = database.ConnectionString, WriterConnectionsMax = 1 });
        await using (var connection = await connections.Writer.OpenConnectionAsync())
        {
            await using var command = new NpgsqlCommand("BEGIN; INSERT INTO party VALUES (gen_random_uuid(), 1, 'x', NULL, NULL, now())", connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(0L, await ScalarAsync(connections.Writer, "SELECT count(*) FROM party"));
    }

    [Fact]
    public async Task Values_of_rows_do_not_stand_in_exceptions()
    {
        await using var database = await server.CreateDatabaseAsync();
        const string insert = "INSERT INTO party VALUES ('00000000-0000-7000-8000-000000000001', 1, 'x', 'secret@example.com', NULL, now())";
        await using var command = database.Connections.Writer.CreateCommand(insert);
        await command.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.DoesNotContain("00000000-0000", refused.ToString(), StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
