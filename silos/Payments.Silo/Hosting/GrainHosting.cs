using Payments.Hosting;
using Payments.Hosting.Cluster;
#if ORLEANS
using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Payments.Hosting.Operations;
using Payments.Silo.Feed;
using Payments.Telemetry.Otlp;
#else
using Payments.SimulatedSilo;
#endif

namespace Payments.Silo.Hosting;

/// <summary>The runtime that the grains run on, chosen when the project is built.</summary>
internal static class GrainHosting
{
#if ORLEANS
    /// <summary>A silo: one of a cluster, or one for this process alone.</summary>
    internal static void AddGrains(this WebApplicationBuilder builder, ProcessOptions process, ClusterSettings cluster)
    {
        if (cluster.Enabled)
        {
            // Hosted services start in the order of their registration: these before the silo.
            builder.Services.AddHostedService<ClockCheck>().AddHostedService<ColdStart>();
        }

        builder.Host.UseOrleans(silo =>
        {
            if (cluster.Enabled)
            {
                silo.JoinCluster(process, cluster);
            }
            else
            {
                silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
            }

            silo.PlaceAtHome();
            silo.KeepStateInPostgres(process);
            RuntimeDashboard.CollectIn(silo);
            FeedStreams.AddTo(silo);
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(15));
            if (OtlpSettings.Of(builder.Configuration).Traces)
            {
                // A filter on each call, so only when somebody receives the traces.
                silo.AddActivityPropagation();
            }
        });
    }

    /// <summary>Nobody else is to reach the silo of a single process: its ports are free ones on loopback.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
#else
    /// <summary>The simulated silo in real time. Its calls carry the trace whenever somebody listens.</summary>
    internal static void AddGrains(this WebApplicationBuilder builder, ProcessOptions process, ClusterSettings cluster) =>
        builder.Services.AddSimulatedSilo(options => options.GrainAssemblies.Add(typeof(Grains.Transfers.HoldSweeper).Assembly));
#endif
}
