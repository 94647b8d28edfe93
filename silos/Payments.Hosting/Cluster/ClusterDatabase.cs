using Npgsql;
using Payments.Journal.Connections;

namespace Payments.Hosting.Cluster;

/// <summary>How Orleans' providers reach PostgreSQL: few connections, short time-outs. None of this is on the way of a payment.</summary>
public static class ClusterDatabase
{
    /// <summary>The name by which the providers find Npgsql.</summary>
    public const string Invariant = "Npgsql";

    // The providers make their connections themselves and do not ask again when they find no primary, so this is what a
    // promotion waits for; and what a connection that was cut costs where there are several servers.
    private static readonly TimeSpan ServerRecheck = TimeSpan.FromSeconds(2);

    /// <summary>The journal's connection string with what is different here.</summary>
    public static string ConnectionString(string postgres)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres)
        {
            ApplicationName = "payments-cluster",
            MaxPoolSize = 8,
            Timeout = 3,
            // A membership that cannot be read within this time is read again: silos go on with the one that they know.
            CommandTimeout = 3,
            CancellationTimeout = 1_000,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 2,
            IncludeErrorDetail = false,
            Enlist = false,
        };
        ServerHosts.TargetPrimary(connection, ServerRecheck);
        return connection.ConnectionString;
    }
}
