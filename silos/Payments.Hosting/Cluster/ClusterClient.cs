using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
#if ORLEANS
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Payments.Grains.Idempotency;
using Payments.Hosting.Operations;
using Payments.Telemetry.Otlp;
#endif

namespace Payments.Hosting.Cluster;

/// <summary>A front end's way to the grains: a client of the cluster, which finds the silos in PostgreSQL.</summary>
public static class ClusterClient
{
#if ORLEANS
    // A silo that went away is not asked again before the list is read anew, and a new one gets its share of the load then.
    private static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(2);

    // Longer than any wait of a caller (30 s at most), so that the caller's own deadline speaks first.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(35);

    /// <summary>Registers the client. It connects when the host starts, and waits for a silo as long as that takes.</summary>
    public static void AddClusterClient(this WebApplicationBuilder builder, ProcessOptions process, ClusterSettings cluster)
    {
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddSingleton<HomeSender>().AddSingleton<ICommandSender>(services => services.GetRequiredService<HomeSender>());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId));
            client.UseAdoNetClustering(options =>
            {
                options.Invariant = ClusterDatabase.Invariant;
                options.ConnectionString = ClusterDatabase.ConnectionString(process.Postgres);
            });
            RuntimeDashboard.ShowFrom(client);
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayListRefresh);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallTimeout);
            client.Configure<ConnectionOptions>(ClusterConnections.Configure);
            client.Services.AddSingleton<IClientConnectionRetryFilter>(services => services.GetRequiredService<ClusterConnection>());
            client.AddGatewayCountChangedHandler(services =>
                (_, change) => services.GetRequiredService<ClusterConnection>().Gateways = change.NumberOfConnectedGateways);
            if (OtlpSettings.Of(builder.Configuration).Traces)
            {
                client.AddActivityPropagation();
            }

            if (cluster.Tls is { } settings)
            {
                var tls = new ClusterTls(settings);
                client.UseTls(tls.Configure);
                client.Services.AddCertificateWatch(tls);
            }
        });
        // After the client, which waits for a silo.
        builder.Services.AddHostedService(services => services.GetRequiredService<HomeSender>());
    }
#else
    /// <summary>Not on the simulated silo.</summary>
    public static void AddClusterClient(this WebApplicationBuilder builder, ProcessOptions process, ClusterSettings cluster) =>
        throw new NotSupportedException(ClusterRuntime.Missing);
#endif
}
