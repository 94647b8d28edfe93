using Npgsql;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A cluster on a primary and its standby.</summary>
public sealed class ReplicatedCluster : TestCluster
{
    private ReplicatedPostgres? _servers;

    protected override int FrontEndsWanted => 1;

    /// <summary>Its two servers.</summary>
    public ReplicatedPostgres Servers => _servers ?? throw new InvalidOperationException("the cluster has not been started");

    protected override async Task<string> CreateDatabaseAsync()
    {
        _servers = await ReplicatedPostgres.StartAsync();
        // For the tests' own statements; the product says so itself.
        return new NpgsqlConnectionStringBuilder(_servers.Both) { TargetSessionAttributes = "primary" }.ConnectionString;
    }

    protected override Task DropDatabaseAsync(string database) => Servers.DisposeAsync().AsTask();
}
