using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;

namespace Payments.Proxies;

/// <summary>
/// A proxy before PostgreSQL that understands enough of its protocol to see a COMMIT, and does to it what a test has asked for.
/// </summary>
public sealed class PostgresProxy : TcpProxy
{
    private readonly ConcurrentQueue<CommitFault> _faults = new();
    private int _fired;
    private int _commits;

    /// <summary>Stands before the server that a connection string names.</summary>
    public PostgresProxy(string connectionString)
        : this(new DbConnectionStringBuilder { ConnectionString = connectionString })
    {
    }

    private PostgresProxy(DbConnectionStringBuilder server)
        : base((string)server["Host"], int.Parse((string)server["Port"], CultureInfo.InvariantCulture))
    {
        server["Host"] = "127.0.0.1";
        server["Port"] = Port;
        server["SSL Mode"] = "Disable";
        ConnectionString = server.ConnectionString;
    }

    /// <summary>Leads through the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many faults have happened: a test in which none did has tested nothing.</summary>
    public int Fired => Volatile.Read(ref _fired);

    /// <summary>How many COMMITs have come by.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>True makes the server unreachable from the next fault on.</summary>
    public bool IsUnreachableAfterFault { get; set; }

    /// <summary>Is called when a COMMIT is cut: before a cut before it, after the server's answer for a cut after it.</summary>
    public Action? AtCut { get; set; }

    /// <summary>
    /// Is called before a COMMIT that is abandoned is passed on, with the process id of the server's session. All that came before
    /// it has been passed on.
    /// </summary>
    public Func<int, Task>? BeforeAbandon { get; set; }

    /// <summary>The next COMMITs meet these, one each.</summary>
    public PostgresProxy Arm(params ReadOnlySpan<CommitFault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }

        return this;
    }

    /// <summary>No further COMMIT meets a fault.</summary>
    public void Disarm() => _faults.Clear();

    protected override ProxyLink Join(TcpClient client, TcpClient server) => new PostgresLink(this, client, server);

    internal CommitFault? TakeFault()
    {
        Interlocked.Increment(ref _commits);
        if (!_faults.TryDequeue(out var fault))
        {
            return null;
        }

        IsUnreachable |= IsUnreachableAfterFault;
        Interlocked.Increment(ref _fired);
        return fault;
    }
}
