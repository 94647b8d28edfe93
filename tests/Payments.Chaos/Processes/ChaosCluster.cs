using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Payments.Chaos.Processes;

/// <summary>A process with the proxies on its links.</summary>
internal sealed class Node(ChaosProcess process, PostgresProxy database, TcpProxy? clients)
{
    internal ChaosProcess Process => process;

    /// <summary>Between it and PostgreSQL.</summary>
    internal PostgresProxy Database => database;

    /// <summary>Between clients and it; null for a silo.</summary>
    internal TcpProxy? Clients => clients;

    internal string Name => process.Name;

    /// <summary>True while clients are to leave it alone, because it is about to stop.</summary>
    internal bool IsDraining { get; set; }
}

/// <summary>Silos and front ends as processes, with a proxy of ours on every link to PostgreSQL and from clients.</summary>
internal sealed class ChaosCluster(ChaosPostgres postgres, string folder, string silo, string frontEnd) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(2);
    private readonly string _data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
    private readonly string _clusterId = $"chaos-{Path.GetRandomFileName()}";
    private int _silos;

    internal List<Node> Silos { get; } = [];

    internal List<Node> FrontEnds { get; } = [];

    internal ChaosPostgres Postgres => postgres;

    internal string AdminToken { get; private set; } = "";

    internal async Task StartAsync(int silos, int frontEnds)
    {
        for (var index = 0; index < silos; index++)
        {
            AddSilo().Process.Start();
        }

        await Silos[0].Process.WaitUntilReadyAsync(ReadyMax);
        for (var index = 0; index < frontEnds; index++)
        {
            AddFrontEnd().Process.Start();
            // The first one makes the key of the tokens that the others take.
            await FrontEnds[^1].Process.WaitUntilReadyAsync(ReadyMax);
        }

        await WaitUntilReadyAsync();
        using var demo = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_data, "demo.json")));
        AdminToken = demo.RootElement.GetProperty("admin").GetProperty("token").GetString()!;
    }

    internal async Task WaitUntilReadyAsync()
    {
        foreach (var node in Silos.Concat(FrontEnds))
        {
            await node.Process.WaitUntilReadyAsync(ReadyMax);
        }
    }

    /// <summary>One more silo; not started yet.</summary>
    internal Node AddSilo()
    {
        var name = $"silo-{++_silos}";
        var (port, siloPort, gateway) = (FreePort(), FreePort(), FreePort());
        var database = new PostgresProxy(postgres.ConnectionString);
        var settings = Settings(port, database);
        settings["Payments__Cluster__Enabled"] = "true";
        settings["Payments__Cluster__SiloName"] = name;
        settings["Payments__Cluster__SiloPort"] = $"{siloPort}";
        settings["Payments__Cluster__GatewayPort"] = $"{gateway}";
        var node = new Node(new ChaosProcess(name, silo, port, folder, settings), database, null);
        Silos.Add(node);
        return node;
    }

    /// <summary>Takes a silo that has stopped out of the cluster.</summary>
    internal async Task RemoveAsync(Node node)
    {
        Silos.Remove(node);
        await node.Process.DisposeAsync();
        await node.Database.DisposeAsync();
    }

    private Node AddFrontEnd()
    {
        var port = FreePort();
        var database = new PostgresProxy(postgres.ConnectionString);
        var settings = Settings(port, database);
        var isFirst = FrontEnds.Count == 0;
        settings["Payments__Demo"] = isFirst ? "true" : "false";
        if (!isFirst)
        {
            settings["Payments__Auth__Issuer"] = "https://issuer.payments.local";
            settings["Payments__Auth__JwksFile"] = Path.Combine(_data, "jwks.json");
        }

        var name = $"front-end-{FrontEnds.Count + 1}";
        var node = new Node(new ChaosProcess(name, frontEnd, port, folder, settings), database, new TcpProxy("127.0.0.1", port));
        FrontEnds.Add(node);
        return node;
    }

    private Dictionary<string, string> Settings(int port, PostgresProxy database) => new()
    {
        ["Payments__Postgres"] = database.ConnectionString,
        ["Payments__Port"] = $"{port}",
        ["Payments__DataDirectory"] = _data,
        ["Payments__Cluster__ClusterId"] = _clusterId,
        ["Payments__LogLevel"] = "Warning",
        ["Payments__Limits__PerKeyPerSecond"] = "100000",
        ["Payments__Limits__PerAddressPerSecond"] = "100000",
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var node in FrontEnds.Concat(Silos))
        {
            await node.Process.DisposeAsync();
            await node.Database.DisposeAsync();
            if (node.Clients is { } clients)
            {
                await clients.DisposeAsync();
            }
        }
    }

    private static int FreePort()
    {
        // Below the range that outgoing connections take their ports from: a killed process finds its port free again.
        for (var tries = 0; tries < 200; tries++)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        throw new InvalidOperationException("found no free port");
    }
}
