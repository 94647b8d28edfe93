using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Payments.Hosting.Cluster;

namespace Payments.Cluster.Tests.Tables;

/// <summary>Orleans' own membership table and gateway list of a cluster that nobody else is in, on our SQL.</summary>
internal sealed class MembershipTable : IDisposable
{
    private readonly IHost _silo;
    private readonly IHost _client;

    private MembershipTable(IHost silo, IHost client) => (_silo, _client) = (silo, client);

    public IMembershipTable Rows => _silo.Services.GetRequiredService<IMembershipTable>();

    public IGatewayListProvider Gateways => _client.Services.GetRequiredService<IGatewayListProvider>();

    public static async Task<MembershipTable> OpenAsync(string connectionString)
    {
        var cluster = $"cluster-{Guid.NewGuid():N}";
        var table = new MembershipTable(Silo(connectionString, cluster), Client(connectionString, cluster));
        await table.Rows.InitializeMembershipTable(tryInitTableVersion: true);
        await table.Gateways.InitializeGatewayListProvider();
        return table;
    }

    /// <summary>A silo as it writes itself down when it starts.</summary>
    public static MembershipEntry Silo(int number, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 20_000 + number), number),
        SiloName = $"silo-{number}",
        HostName = "here",
        Status = status,
        ProxyPort = 30_000 + number,
        StartTime = Second(0),
        IAmAliveTime = Second(0),
    };

    /// <summary>An instant that PostgreSQL stores without rounding.</summary>
    public static DateTime Second(int second) => new DateTime(2026, 11, 21, 10, 0, 0, DateTimeKind.Utc).AddSeconds(second);

    /// <summary>Adds a silo on top of the newest version.</summary>
    public async Task AddAsync(MembershipEntry silo) =>
        Assert.True(await Rows.InsertRow(silo, (await Rows.ReadAll()).Version.Next()));

    /// <summary>One silo's row with the version that it was read at.</summary>
    public async Task<(MembershipEntry Silo, string Etag, TableVersion Version)> ReadAsync(MembershipEntry silo)
    {
        var data = await Rows.ReadRow(silo.SiloAddress);
        var (entry, etag) = Assert.Single(data.Members);
        return (entry, etag, data.Version);
    }

    public void Dispose()
    {
        _silo.Dispose();
        _client.Dispose();
    }

    private static IHost Silo(string connectionString, string cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("tests", cluster));
            silo.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (ClusterDatabase.Invariant, connectionString));
        });
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static IHost Client(string connectionString, string cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("tests", cluster));
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (ClusterDatabase.Invariant, connectionString));
        });
        return builder.Build();
    }
}
