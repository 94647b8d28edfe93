using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Payments.Proxies;

/// <summary>Where one peer of a network is found by the others.</summary>
public sealed class PeerProxy : TcpProxy
{
    private readonly PeerNetwork _network;
    private readonly Func<int?> _process;
    private readonly ConditionalWeakTable<TcpClient, string> _dialers = [];

    internal PeerProxy(PeerNetwork network, string name, int port, Func<int?> process)
        : base("127.0.0.1", port) => (_network, Name, _process) = (network, name, process);

    /// <summary>Whom it leads to.</summary>
    public string Name { get; }

    internal int? Process => _process();

    internal int CutFrom(string dialer) => ForEach(link => link is PeerLink peer && peer.Dialer == dialer, static link => link.Close());

    /// <summary>Nobody but a peer of the network, and none whose link is cut.</summary>
    protected override bool Admits(TcpClient client)
    {
        if (DialerOf(client) is not { } dialer)
        {
            return false;
        }

        if (_network.AreApart(dialer, Name))
        {
            _network.TurnAway();
            return false;
        }

        _dialers.Add(client, dialer);
        return base.Admits(client);
    }

    protected override ProxyLink Join(TcpClient client, TcpClient server) =>
        new PeerLink(this, _network, _dialers.TryGetValue(client, out var dialer) ? dialer : "", client, server);

    /// <summary>Null for one who has gone before he could be asked.</summary>
    private string? DialerOf(TcpClient client)
    {
        var peers = _network.Peers();
        var (end, other) = ((IPEndPoint)client.Client.RemoteEndPoint!, (IPEndPoint)client.Client.LocalEndPoint!);
        return SocketOwner.Of(end, other, peers.Keys) is { } owner ? peers[owner] : null;
    }
}

/// <summary>A connection between two peers.</summary>
internal sealed class PeerLink(PeerProxy proxy, PeerNetwork network, string dialer, TcpClient client, TcpClient server)
    : ProxyLink(proxy, client, server)
{
    internal string Dialer => dialer;

    protected override Task PassRequestsAsync() => PassAsync(Client.GetStream(), Server.GetStream(), () => WaitAsync(dialer, proxy.Name));

    protected override Task PassAnswersAsync() => PassAsync(Server.GetStream(), Client.GetStream(), () => WaitAsync(proxy.Name, dialer));

    private async ValueTask WaitAsync(string from, string to)
    {
        await WaitAsync();
        await network.HeardAsync(from, to);
        if (network.AreApart(from, to))
        {
            // It was just being made when the link was cut.
            throw new IOException($"{from} and {to} are cut off from each other");
        }
    }
}
