using Payments.Domain.Refusals;

namespace Payments.Journal.Tests.Connections;

/// <summary>The service does not start on a server that loses what it has acknowledged.</summary>
public sealed class ServerSettingsTests(PostgresFixture server)
{
    [Theory]
    [InlineData("fsync", "off")]
    [InlineData("full_page_writes", "off")]
    [InlineData("synchronous_commit", "off")]
    [InlineData("synchronous_commit", "local")]
    public async Task A_server_that_loses_commits_is_refused_by_the_name_of_its_setting(string setting, string value)
    {
        var connectionString = await PostgresServer.StartTemporaryAsync($"{setting}={value}");
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");

        var refusal = await Assert.ThrowsAsync<UnsafeServerException>(() => ServerSettings.CheckAsync(source, default));

        Assert.Equal((setting, value), (refusal.Setting, refusal.Value));
        Assert.Contains($"{setting} = {value}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("local")]
    public async Task A_database_or_login_with_a_setting_of_its_own_is_refused(string value)
    {
        await using var database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = {value}");

        var refusal = await Assert.ThrowsAsync<UnsafeServerException>(() =>
            ServerSettings.CheckAsync(database.Connections.Writer, default));

        Assert.Equal("synchronous_commit", refusal.Setting);
    }

    [Theory]
    [InlineData("synchronous_commit", "local")]
    [InlineData("default_transaction_read_only", "on")]
    public async Task A_server_that_became_unsafe_or_read_only_since_the_start_gets_nothing_written_and_that_is_said(
        string setting, string value)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await server.ExecuteAsync($"ALTER DATABASE {database.Name} SET {setting} = '{value}'");
        await using var writer = new TestWriter(database.ConnectionString);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key")));

        await server.ExecuteAsync($"ALTER DATABASE {database.Name} RESET {setting}");
        Assert.Equal(100L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
    }

    [Fact]
    public async Task What_is_unwise_is_told_in_words()
    {
        var connectionString = await PostgresServer.StartTemporaryAsync("data_sync_retry=on");
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");

        Assert.Contains(await ServerSettings.CheckAsync(source, default), warning => warning.Contains("data_sync_retry = on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("on")]
    [InlineData("remote_write")]
    [InlineData("remote_apply")]
    public async Task A_server_that_keeps_commits_is_accepted(string commit)
    {
        await using var database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = {commit}");

        Assert.Empty(await ServerSettings.CheckAsync(database.Connections.Writer, default));
    }
}
