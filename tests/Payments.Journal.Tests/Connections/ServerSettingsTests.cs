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
