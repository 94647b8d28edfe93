using System.Net.Sockets;

namespace Payments.Proxies;

/// <summary>One connection through a proxy: passes bytes on in both directions.</summary>
public class ProxyLink(TcpProxy proxy, TcpClient client, TcpClient server)
{
    private const int PieceMax = 64 * 1024;
    private int _ended;

    /// <summary>The proxy's rules for it.</summary>
    protected TcpProxy Proxy => proxy;

    /// <summary>Who has connected.</summary>
    protected TcpClient Client => client;

    /// <summary>Whom the proxy has connected to.</summary>
    protected TcpClient Server => server;

    internal void Start()
    {
        _ = RunAsync(PassRequestsAsync);
        _ = RunAsync(PassAnswersAsync);
    }

    internal void Close()
    {
        client.Close();
        server.Close();
        proxy.Forget(this);
    }

    internal void HalfClose()
    {
        try
        {
            server.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Passes on what the client sends.</summary>
    protected virtual Task PassRequestsAsync() => PassAsync(client.GetStream(), server.GetStream(), WaitAsync);

    /// <summary>Passes on what the target answers.</summary>
    protected virtual Task PassAnswersAsync() => PassAsync(server.GetStream(), client.GetStream(), WaitAsync);

    /// <summary>Whether a direction that has ended takes the other one with it at once.</summary>
    protected virtual bool ClosesTogether => true;

    /// <summary>Waits as the proxy's rules say.</summary>
    protected async ValueTask WaitAsync()
    {
        proxy.Passed++;
        if (proxy.Delay > TimeSpan.Zero)
        {
            await Task.Delay(proxy.Delay, proxy.Clock);
        }

        if (proxy.Stalled is { } stalled)
        {
            await stalled.Task;
        }
    }

    /// <summary>Passes on what comes, each piece after a wait, until the sender has no more.</summary>
    protected static async Task PassAsync(NetworkStream from, NetworkStream to, Func<ValueTask> wait)
    {
        var buffer = new byte[PieceMax];
        while (await from.ReadAsync(buffer) is var length and > 0)
        {
            await wait();
            await to.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    private async Task RunAsync(Func<Task> pass)
    {
        try
        {
            await pass();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone: so does the other.
        }
        finally
        {
            if (ClosesTogether || Interlocked.Exchange(ref _ended, 1) == 1)
            {
                Close();
            }
        }
    }
}
