using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Payments.Api.Limits;
using Payments.Api.Requests;

namespace Payments.Api;

/// <summary>Kestrel's own limits: what a client can cost before the first line of ours runs.</summary>
public static class KestrelSetup
{
    private const int HeaderBytesMax = 32 * 1024;
    private const int HeadersMax = 100;
    private const int RequestLineBytesMax = 8 * 1024;
    private const double BodyBytesPerSecondMin = 240;

    /// <summary>
    /// Must run before the first server is made: with it a header line that ends in a bare LF is refused, which a proxy in
    /// front may read differently (request smuggling, RFC 9112, 2.2).
    /// </summary>
    public static void RefuseBareLineFeeds() =>
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    /// <summary>Sets the limits. Call it before the addresses to listen on are named.</summary>
    public static void ConfigurePayments(this KestrelServerOptions kestrel, LimitOptions limits)
    {
        var cap = new ConnectionCap(limits.ConnectionsPerAddress);
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => cap.RunAsync(connection, next)));
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        kestrel.Limits.MaxRequestHeaderCount = HeadersMax;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersWithin;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecondMin, limits.SlowBodyFor);
        kestrel.Limits.MaxRequestBodySize = BodyReader.BytesMax;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
    }
}
