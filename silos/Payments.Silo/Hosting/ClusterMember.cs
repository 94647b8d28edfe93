#if ORLEANS
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Payments.Grains.Homes;
using Payments.Hosting;
using Payments.Hosting.Cluster;

namespace Payments.Silo.Hosting;

/// <summary>A silo as one of a cluster: where it finds the others and where they find it.</summary>
internal static class ClusterMember
{
    /// <summary>Grain storage and reminders. Money is in the journal; here is what Orleans remembers for grains.</summary>
    internal static void KeepStateInPostgres(this ISiloBuilder silo, ProcessOptions process)
    {
        var connectionString = ClusterDatabase.ConnectionString(process.Postgres);
        silo.AddAdoNetGrainStorageAsDefault(options =>
        {
            options.Invariant = ClusterDatabase.Invariant;
            options.ConnectionString = connectionString;
        });
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = ClusterDatabase.Invariant;
            options.ConnectionString = connectionString;
        });
    }

    /// <summary>Accounts and slots live where their home is.</summary>
    internal static void PlaceAtHome(this ISiloBuilder silo) => silo.Services.AddPlacementDirector<HomePlacement, HomeDirector>();

    /// <summary>Among several silos they move when their home does.</summary>
    internal static void KeepHomes(this ISiloBuilder silo) => silo.Services.AddHostedService<HomeKeeper>();

    internal static void JoinCluster(this ISiloBuilder silo, ProcessOptions process, ClusterSettings cluster)
    {
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId));
        silo.Configure<SiloOptions>(options => options.SiloName = cluster.SiloName ?? $"{Dns.GetHostName()}-{cluster.SiloPort}");
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = ClusterDatabase.Invariant;
            options.ConnectionString = ClusterDatabase.ConnectionString(process.Postgres);
        });
        // Orleans asks for its endpoints before the host has its settings checked: these are checked when they are asked for.
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSettings>>(static (options, found) => Listen(options, found.Value));
        silo.Configure<ConnectionOptions>(ClusterConnections.Configure);
        silo.Configure<ClusterMembershipOptions>(FailureDetection.Configure);
        silo.KeepHomes();
        silo.Services.AddHostedService<StrandedSilo>();
        if (cluster.Tls is { } settings)
        {
            var tls = new ClusterTls(settings);
            silo.UseTls(tls.Configure);
            silo.Services.AddCertificateWatch(tls);
        }
    }

    private static void Listen(EndpointOptions options, ClusterSettings cluster)
    {
        var found = AddressOf(cluster.Address);
        options.AdvertisedIPAddress = found;
        options.SiloPort = cluster.SiloPort;
        options.GatewayPort = cluster.GatewayPort;
        var address = cluster.Listen?.Address is { } here ? AddressOf(here) : found;
        options.SiloListeningEndpoint = new IPEndPoint(address, cluster.Listen?.SiloPort ?? cluster.SiloPort);
        options.GatewayListeningEndpoint = new IPEndPoint(address, cluster.Listen?.GatewayPort ?? cluster.GatewayPort);
    }

    /// <summary>A container knows its name better than its address.</summary>
    private static IPAddress AddressOf(string address)
    {
        if (IPAddress.TryParse(address, out var parsed))
        {
            return parsed;
        }

        var found = Dns.GetHostAddresses(address);
        return Array.Find(found, candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
    }
}
#endif
