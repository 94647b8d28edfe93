#if ORLEANS
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Payments.Hosting.Cluster;

/// <summary>The connections between silos, and from front ends to silos.</summary>
public static class ClusterConnections
{
    /// <summary>
    /// How long they try to reach a silo before they look for another way. Short: a machine that is gone answers nothing at all, and
    /// callers wait meanwhile.
    /// </summary>
    public static void Configure(ConnectionOptions options)
    {
        options.OpenConnectionTimeout = TimeSpan.FromSeconds(2);
        options.ConnectionRetryDelay = TimeSpan.FromMilliseconds(250);
    }

    /// <summary>With mutual TLS: new certificates are taken up while the process runs.</summary>
    public static void AddCertificateWatch(this IServiceCollection services, ClusterTls tls) =>
        services.AddSingleton(tls).AddHostedService<CertificateWatch>();
}
#endif
