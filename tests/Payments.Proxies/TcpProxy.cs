using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Payments.Proxies;

/// <summary>
/// Stands between two processes on loopback, one proxy for each link, and does to the link what a test asks: delays it, stalls
/// it, cuts it, closes one half of it, or makes the other side unreachable.
/// </summary>
public class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<ProxyLink, byte> _links = new();
    private readonly Task _accepting;

    /// <summary>Listens on a port of its own and passes on to the target.</summary>
    public TcpProxy(string host, int port)
    {
        Target = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens on loopback.</summary>
    public int Port { get; }

    /// <summary>Where connections lead; those that are open stay where they are.</summary>
    public (string Host, int Port) Target { get; set; }

    /// <summary>True while the other side cannot be reached: connections are closed as they come.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>How long every piece of data waits on its way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>By which delays pass.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>While set, nothing passes in either direction, and connections stay open.</summary>
    public TaskCompletionSource? Stalled { get; private set; }

    /// <summary>Connections that are open now.</summary>
    public int Open => _links.Count;

    /// <summary>How many pieces of data have passed.</summary>
    public long Passed { get; internal set; }

    /// <summary>Closes all open connections.</summary>
    /// <returns>How many.</returns>
    public int Cut() => ForEach(link => link.Close());

    /// <summary>Tells the targets of all open connections that no more comes; what they answer still passes.</summary>
    /// <returns>How many.</returns>
    public int HalfClose() => ForEach(link => link.HalfClose());

    /// <summary>Nothing passes until <see cref="Release"/>.</summary>
    public void Stall() => Stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends <see cref="Stall"/>: what has waited passes now.</summary>
    public void Release()
    {
        var stalled = Stalled;
        Stalled = null;
        stalled?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        // Nobody asks a listener that has been stopped: that is a fault of another kind than a socket's.
        await _accepting;
        _listener.Stop();
        Release();
        Cut();
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a client that has connected gets through at all.</summary>
    protected virtual bool Admits(TcpClient client) => !IsUnreachable;

    /// <summary>What passes data between a client and its target.</summary>
    protected virtual ProxyLink Join(TcpClient client, TcpClient server) => new(this, client, server);

    internal void Forget(ProxyLink link) => _links.TryRemove(link, out _);

    /// <summary>Does something to the open connections of a kind.</summary>
    /// <returns>How many there were.</returns>
    protected int ForEach(Func<ProxyLink, bool> which, Action<ProxyLink> act)
    {
        var links = _links.Keys.Where(which).ToList();
        links.ForEach(act);
        return links.Count;
    }

    private int ForEach(Action<ProxyLink> act) => ForEach(static _ => true, act);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ConnectAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        var server = new TcpClient { NoDelay = true };
        try
        {
            if (!Admits(client))
            {
                client.Dispose();
                return;
            }

            client.NoDelay = true;
            await server.ConnectAsync(Target.Host, Target.Port, _end.Token);
            var link = Join(client, server);
            _links[link] = 0;
            link.Start();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens there: neither does the proxy.
            client.Dispose();
            server.Dispose();
        }
    }
}
