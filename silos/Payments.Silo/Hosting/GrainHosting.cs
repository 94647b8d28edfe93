#if ORLEANS
using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
#else
using Payments.SimulatedSilo;
#endif

namespace Payments.Silo.Hosting;

/// <summary>The runtime that the grains run on, chosen when the project is built.</summary>
internal static class GrainHosting
{
#if ORLEANS
    internal const string Runtime = "Microsoft Orleans";

    /// <summary>One silo in this process, for this process: its ports are free ones on loopback.</summary>
    internal static void AddGrains(this WebApplicationBuilder builder) => builder.Host.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: "payments", clusterId: "payments");
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(15));
    });

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
#else
    internal const string Runtime = "the simulated silo";

    /// <summary>The simulated silo in real time.</summary>
    internal static void AddGrains(this WebApplicationBuilder builder) =>
        builder.Services.AddSimulatedSilo(options => options.GrainAssemblies.Add(typeof(Grains.Transfers.HoldSweeper).Assembly));
#endif
}
