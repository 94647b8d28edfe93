using Npgsql;
using Payments.Journal.Connections;

namespace Payments.Cluster.Tests.Tables;

/// <summary>What PostgreSQL lets a front end do.</summary>
public sealed class ReaderRoleTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Theory]
    [InlineData("SELECT count(*) FROM posting")]
    [InlineData("SELECT count(*) FROM cluster_silo")]
    [InlineData("SELECT querytext FROM orleansquery")]
    public async Task It_reads_the_journal_and_the_list_of_silos(string statement) => await RunAsync(statement);

    [Fact]
    public async Task It_reads_tables_that_are_made_later()
    {
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
        await using var make = owner.CreateCommand("CREATE TABLE made_later (id int)");
        await make.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await RunAsync("SELECT count(*) FROM made_later");
    }

    [Theory]
    [InlineData("UPDATE balance SET posted = posted + 1")]
    [InlineData("DELETE FROM operation")]
    [InlineData("INSERT INTO cluster (id) VALUES ('mine')")]
    [InlineData("UPDATE orleansquery SET querytext = ''")]
    [InlineData("SELECT count(*) FROM grain_state")]
    [InlineData("SET ROLE payments_journal; INSERT INTO cluster (id) VALUES ('mine')")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("SELECT ensure_month(clock_timestamp())")]
    public async Task It_changes_nothing(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_process_that_only_reads_has_no_writer()
    {
        await using var connections = new JournalConnections(new() { ConnectionString = database.ConnectionString, ReadOnly = true });
        await using var command = connections.Reader.CreateCommand("SELECT current_user::text");

        Assert.Equal(JournalConnections.ReaderRole, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => connections.Writer);
    }

    /// <summary>As a login that is a member of the readers, and of nothing else.</summary>
    private async Task RunAsync(string statement)
    {
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
        var login = $"reader_{Guid.NewGuid():N}";
        await using var make = owner.CreateCommand($"CREATE ROLE {login} LOGIN PASSWORD '{login}' IN ROLE {JournalConnections.ReaderRole}");
        await make.ExecuteNonQueryAsync();
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = login, Password = login, Pooling = false };
            await using var source = NpgsqlDataSource.Create(settings);
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            await using var drop = owner.CreateCommand($"DROP ROLE {login}");
            await drop.ExecuteNonQueryAsync();
        }
    }
}
