using Npgsql;

namespace Payments.Hosting.Cluster;

/// <summary>How Orleans' providers reach PostgreSQL: few connections, short time-outs. None of this is on the way of a payment.</summary>
public static class ClusterDatabase
{
    /// <summary>The name by which the providers find Npgsql.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>The journal's connection string with what is different here.</summary>
    public static string ConnectionString(string postgres) => new NpgsqlConnectionStringBuilder(postgres)
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
    }.ConnectionString;
}
