using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Payments.Journal.Tests.Faults;

/// <summary>
/// Stands between Npgsql and PostgreSQL on loopback, understands as much of the protocol as it takes to see a COMMIT, and
/// does to it what a test has asked for.
/// </summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<CommitFault> _faults = new();
    private readonly ConcurrentBag<ProxyConnection> _connections = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private int _fired;

    internal PostgresProxy(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        _listener.Start();
        server.Host = "127.0.0.1";
        server.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        server.SslMode = SslMode.Disable;
        ConnectionString = server.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>Leads through the proxy.</summary>
    internal string ConnectionString { get; }

    /// <summary>How many faults have happened: a test in which none did has tested nothing.</summary>
    internal int Fired => Volatile.Read(ref _fired);

    /// <summary>True while the server cannot be reached: connections are closed as they come.</summary>
    internal bool IsUnreachable { get; set; }

    /// <summary>True makes the server unreachable from the next fault on.</summary>
    internal bool IsUnreachableAfterFault { get; set; }

    /// <summary>The next COMMITs meet these, one each.</summary>
    internal PostgresProxy Arm(params ReadOnlySpan<CommitFault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }

        return this;
    }

    internal CommitFault? TakeFault()
    {
        if (!_faults.TryDequeue(out var fault))
        {
            return null;
        }

        IsUnreachable |= IsUnreachableAfterFault;
        Interlocked.Increment(ref _fired);
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections)
        {
            connection.Close();
        }

        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (IsUnreachable)
                {
                    client.Dispose();
                    continue;
                }

                var server = new TcpClient();
                await server.ConnectAsync(_host, _port, _end.Token);
                var connection = new ProxyConnection(this, client, server);
                _connections.Add(connection);
                connection.Start();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
