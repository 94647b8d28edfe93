using System.Net;
using Microsoft.Extensions.Options;

namespace Payments.Api.Requests;

/// <summary>Finds out where a request comes from. A header is believed only when a trusted proxy has sent it.</summary>
internal sealed class ClientAddresses(IOptions<ProxyOptions> options, IOptions<MonitoringOptions> monitoring)
{
    private const string ForwardedFor = "X-Forwarded-For";
    private readonly IPNetwork[] _trusted = [.. options.Value.Trusted.Select(network => IPNetwork.Parse(network))];
    private readonly IPNetwork[] _monitoring = [.. monitoring.Value.Networks.Select(network => IPNetwork.Parse(network))];

    /// <summary>The client's address.</summary>
    public IPAddress Of(HttpContext context)
    {
        var peer = PeerOf(context);
        return _trusted.Length > 0 && IsTrusted(peer) ? Forwarded(context, peer) : peer;
    }

    /// <summary>True when the request was made on this machine, or by the monitoring, and no proxy has passed it on.</summary>
    public bool IsLocal(HttpContext context)
    {
        var (headers, peer) = (context.Request.Headers, PeerOf(context));
        return (IPAddress.IsLoopback(peer) || Array.Exists(_monitoring, network => network.Contains(peer)))
            && !headers.ContainsKey(ForwardedFor) && !headers.ContainsKey("Forwarded") && headers.Via.Count == 0;
    }

    private static IPAddress PeerOf(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        return peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
    }

    /// <summary>Each proxy adds at the end whom it heard, so the last address that is no proxy of ours is the client's.</summary>
    private IPAddress Forwarded(HttpContext context, IPAddress peer)
    {
        var hops = string.Join(',', context.Request.Headers[ForwardedFor].ToArray()).Split(',');
        for (var index = hops.Length - 1; index >= 0; index--)
        {
            if (!IPAddress.TryParse(hops[index].Trim(), out var hop))
            {
                return peer;
            }

            peer = hop.IsIPv4MappedToIPv6 ? hop.MapToIPv4() : hop;
            if (!IsTrusted(peer))
            {
                return peer;
            }
        }

        return peer;
    }

    private bool IsTrusted(IPAddress address) => Array.Exists(_trusted, network => network.Contains(address));
}
