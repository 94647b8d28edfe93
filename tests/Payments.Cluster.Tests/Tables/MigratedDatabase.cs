using Npgsql;
using Payments.Hosting.Cluster;
using Payments.Journal.Connections;
using Payments.Journal.Migrations;

namespace Payments.Cluster.Tests.Tables;

/// <summary>A migrated database of its own for the tests of one kind of table.</summary>
public sealed class MigratedDatabase : IAsyncLifetime
{
    /// <summary>As the providers are given it.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var postgres = await PostgresServer.CreateDatabaseAsync();
        ConnectionString = ClusterDatabase.ConnectionString(postgres);
        await using var connections = new JournalConnections(new JournalConnectionOptions { ConnectionString = postgres });
        await new MigrationRunner(connections.Owner).MigrateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await PostgresServer.DropDatabaseAsync(ConnectionString);
    }
}
