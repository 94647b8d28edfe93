using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>The servers that a connection string names: one, or a primary and its standbys as <c>Host=a:5432,b:5432</c>.</summary>
public static class ServerHosts
{
    /// <summary>
    /// Of several servers the one is wanted that is primary, whatever the string says: the others can only read, and may not
    /// have yet what was answered.
    /// </summary>
    /// <param name="connection">Is changed.</param>
    /// <param name="recheck">How long Npgsql believes what it knows about a server before it asks again. Whole seconds.</param>
    public static void TargetPrimary(NpgsqlConnectionStringBuilder connection, TimeSpan recheck)
    {
        // Npgsql refuses the word primary for a single server.
        connection.TargetSessionAttributes = HasSeveral(connection) ? "primary" : null;
        connection.LoadBalanceHosts = false;
        connection.HostRecheckSeconds = (int)recheck.TotalSeconds;
    }

    internal static bool HasSeveral(NpgsqlConnectionStringBuilder connection) => connection.Host?.Contains(',') == true;

    /// <summary>Connection strings for each of the servers alone.</summary>
    internal static IEnumerable<string> Each(string connectionString)
    {
        var all = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var host in (all.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Npgsql reads a port behind the name of a single server too.
            yield return new NpgsqlConnectionStringBuilder(connectionString) { Host = host, TargetSessionAttributes = null }.ConnectionString;
        }
    }
}
