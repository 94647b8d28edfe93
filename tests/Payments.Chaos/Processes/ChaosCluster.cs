namespace Payments.Chaos.Processes;

/// <summary>A process with the proxies on its links.</summary>
internal sealed class Node(ServerProcess process, PostgresProxy database, TcpProxy? clients, IReadOnlyList<PeerProxy> doors)
{
    internal ServerProcess Process => process;

    /// <summary>Between it and PostgreSQL.</summary>
    internal PostgresProxy Database => database;

    /// <summary>Between clients and it; null for a silo.</summary>
    internal TcpProxy? Clients => clients;

    /// <summary>Where the other silos find it, and front ends; none for a front end.</summary>
    internal IReadOnlyList<PeerProxy> Doors => doors;

    internal string Name => process.Name;

    /// <summary>True while clients are to leave it alone, because it is about to stop.</summary>
    internal bool IsDraining { get; set; }
}

/// <summary>Silos and front ends as processes, with a proxy of ours on every link to PostgreSQL, from clients, from front ends to silos and between silos.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    // Of each front end.
    private const int InFlightMax = 256;

    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(2);
    private readonly string _folder;
    private readonly string _silo;
    private readonly string _frontEnd;
    private readonly string _data;
    private readonly string _clusterId = $"chaos-{Path.GetRandomFileName()}";
    private int _silos;

    internal ChaosCluster(ChaosPostgres postgres, string folder, string silo, string frontEnd)
    {
        (Postgres, _folder, _silo, _frontEnd) = (postgres, folder, silo, frontEnd);
        _data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
    }

    internal List<Node> Silos { get; } = [];

    internal List<Node> FrontEnds { get; } = [];

    /// <summary>Between silos, and from front ends to silos.</summary>
    internal PeerNetwork Links { get; } = new();

    internal ChaosPostgres Postgres { get; }

    internal string AdminToken { get; private set; } = "";

    internal async Task StartAsync(int silos, int frontEnds)
    {
        for (var index = 0; index < silos; index++)
        {
            AddSilo().Process.Start();
        }

        await Silos[0].Process.SuperviseUntilReadyAsync(ReadyMax);
        for (var index = 0; index < frontEnds; index++)
        {
            AddFrontEnd().Process.Start();
            // The first one makes the key of the tokens that the others take.
            await FrontEnds[^1].Process.SuperviseUntilReadyAsync(ReadyMax);
        }

        await WaitUntilReadyAsync();
        AdminToken = (await DemoFile.ReadAsync(_data))["admin", "token"];
    }

    internal async Task WaitUntilReadyAsync()
    {
        foreach (var node in Silos.Concat(FrontEnds))
        {
            await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        }
    }

    /// <summary>One more silo; not started yet.</summary>
    internal Node AddSilo()
    {
        var name = $"silo-{++_silos}";
        var database = new PostgresProxy(Postgres.ConnectionString);
        ServerProcess? process = null;
        var (silos, gateway) = (FreePort.Next(), FreePort.Next());
        PeerProxy[] doors = [Links.Before(name, silos, () => process?.LastId), Links.Before(name, gateway, () => process?.LastId)];
        var settings = ProductSettings.Silo(database.ConnectionString, name, doors[1].Port);
        settings["Payments:Cluster:SiloPort"] = $"{doors[0].Port}";
        settings["Payments:Cluster:Listen:SiloPort"] = $"{silos}";
        settings["Payments:Cluster:Listen:GatewayPort"] = $"{gateway}";
        // No load balancer sends clients to a silo.
        settings["Payments:Drain:Notice"] = "00:00:01";
        process = Make(name, _silo, settings);
        var node = new Node(process, database, null, doors);
        Silos.Add(node);
        return node;
    }

    /// <summary>Takes a silo that has stopped out of the cluster.</summary>
    internal async Task RemoveAsync(Node node)
    {
        Silos.Remove(node);
        await node.Process.KillAsync();
        await node.Process.DisposeAsync();
        await node.Database.DisposeAsync();
        await CloseAsync(node.Doors);
    }

    private Node AddFrontEnd()
    {
        var name = $"front-end-{FrontEnds.Count + 1}";
        var database = new PostgresProxy(Postgres.ConnectionString);
        var settings = ProductSettings.FrontEnd(database.ConnectionString, _data, isFirst: FrontEnds.Count == 0);
        // So few that a storm of requests meets the limit; clients that wait for their answers stay below it.
        settings["Payments:Limits:InFlight"] = $"{InFlightMax}";
        var process = Make(name, _frontEnd, settings);
        Links.Admit(name, () => process.LastId);
        var node = new Node(process, database, new TcpProxy("127.0.0.1", process.Port), []);
        FrontEnds.Add(node);
        return node;
    }

    private ServerProcess Make(string name, string assembly, Dictionary<string, string> settings)
    {
        settings["Payments:DataDirectory"] = _data;
        settings["Payments:Cluster:ClusterId"] = _clusterId;
        settings["Payments:LogLevel"] = "Warning";
        // Several on few cores: tiered compilation in the background is all they can afford.
        settings["DOTNET_gcServer"] = "0";
        settings["DOTNET_TieredPGO"] = "0";
        var program = ServerProgram.OfProduct(name, assembly, settings);
        return new ServerProcess(program with { LogFile = Path.Combine(_folder, $"{name}.log"), LinesMax = 40 });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in FrontEnds.Concat(Silos))
        {
            await node.Process.KillAsync();
            await node.Process.DisposeAsync();
            await node.Database.DisposeAsync();
            await CloseAsync(node.Doors);
            if (node.Clients is { } clients)
            {
                await clients.DisposeAsync();
            }
        }
    }

    private static async Task CloseAsync(IReadOnlyList<PeerProxy> proxies)
    {
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }
}
