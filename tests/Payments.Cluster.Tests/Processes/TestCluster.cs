using System.Globalization;
using Npgsql;

namespace Payments.Cluster.Tests.Processes;

/// <summary>Three silos and two front ends on a database of their own, all real processes, with the demo's people and money.</summary>
public class TestCluster : IAsyncLifetime
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder _directory = new("payments-cluster-");
    private readonly List<ServerProcess> _silos = [];
    private readonly List<ServerProcess> _frontEnds = [];
    private readonly string _login = $"front_end_{Guid.NewGuid():N}";
    private string _database = "";
    private int _started;
    private int _gatewayPort;
    private DemoFile? _demo;

    /// <summary>Settings that all its processes have.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Makes a database for it, and tells its superuser's connection string.</summary>
    protected virtual Task<string> CreateDatabaseAsync() => PostgresServer.CreateDatabaseAsync();

    /// <summary>Takes the database away when all processes have ended.</summary>
    protected virtual Task DropDatabaseAsync(string database) => PostgresServer.DropDatabaseAsync(database);

    /// <summary>How many silos it is to have.</summary>
    protected virtual int SilosWanted => 3;

    /// <summary>How many front ends.</summary>
    protected virtual int FrontEndsWanted => 2;

    internal IReadOnlyList<ServerProcess> Silos => _silos;

    internal IReadOnlyList<HttpClient> Clients { get; private set; } = [];

    /// <summary>The gateway of the silo that was started last.</summary>
    public int GatewayPort => _gatewayPort;

    /// <summary>A member of demo.json.</summary>
    public string Demo(string who, string what) => _demo![who, what];

    public virtual async ValueTask InitializeAsync()
    {
        _database = await CreateDatabaseAsync();
        await RestoreAsync();
        await ExecuteAsync($"CREATE ROLE {_login} LOGIN PASSWORD '{_login}' IN ROLE payments_reader");
        for (var number = 0; number < FrontEndsWanted; number++)
        {
            _frontEnds.Add(StartFrontEnd(isFirst: number == 0));
            await _frontEnds[^1].WaitUntilReadyAsync(ReadyMax);
        }

        Clients = [.. _frontEnds.Select(process => new HttpClient { BaseAddress = process.Address })];
        _demo = await DemoFile.ReadAsync(_directory.Path);
    }

    /// <summary>Starts silos, on ports that none had before, until there are as many as there are to be.</summary>
    public async Task RestoreAsync()
    {
        foreach (var gone in _silos.Where(silo => !silo.IsRunning).ToList())
        {
            _silos.Remove(gone);
            await gone.DisposeAsync();
        }

        while (_silos.Count < SilosWanted)
        {
            _silos.Add(StartSilo());
        }

        await Task.WhenAll(_silos.Select(silo => silo.WaitUntilReadyAsync(ReadyMax)));
    }

    /// <summary>How many silos the cluster counts as active, ghosts included.</summary>
    public Task<long> ActiveSilosAsync() => CountAsync("status = 3");

    /// <summary>Whether others have declared a silo dead.</summary>
    internal async Task<bool> IsDeclaredDeadAsync(ServerProcess silo) => await CountAsync($"status = 6 AND name = '{silo.Name}'") > 0;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
        {
            client.Dispose();
        }

        foreach (var process in _frontEnds)
        {
            await process.DisposeAsync();
        }

        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        _directory.Dispose();
        await ExecuteAsync($"DROP ROLE {_login}");
        await DropDatabaseAsync(_database);
        GC.SuppressFinalize(this);
    }

    /// <summary>Settings of a silo that is about to be started.</summary>
    protected virtual Dictionary<string, string> SiloSettings(string name) => ProductSettings.Silo(_database, name, FreePort.Next());

    private Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(_database, sql);

    /// <summary>How many silos count as active, found at these ports.</summary>
    protected Task<long> ActiveAtAsync(int siloPort, int gatewayPort) =>
        CountAsync($"status = 3 AND address = '127.0.0.1' AND port = {siloPort} AND gateway_port = {gatewayPort}");

    private async Task<long> CountAsync(string condition)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var command = source.CreateCommand($"SELECT count(*) FROM cluster_silo WHERE {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private ServerProcess StartSilo()
    {
        var name = $"silo-{++_started}";
        var settings = SiloSettings(name);
        _gatewayPort = int.Parse(settings["Payments:Cluster:GatewayPort"], CultureInfo.InvariantCulture);
        return Start("Payments.Silo", name, settings);
    }

    private ServerProcess StartFrontEnd(bool isFirst)
    {
        // A login of its own, which may read and no more.
        var reader = new NpgsqlConnectionStringBuilder(_database) { Username = _login, Password = _login }.ConnectionString;
        return Start("Payments.Api", isFirst ? "front-end-1" : "front-end", ProductSettings.FrontEnd(reader, _directory.Path, isFirst));
    }

    private ServerProcess Start(string project, string name, Dictionary<string, string> settings)
    {
        foreach (var (setting, value) in Settings)
        {
            settings.TryAdd(setting, value);
        }

        return ServerProcess.Start(ServerProgram.OfProduct(name, BuiltProgram.AssemblyOf(project), settings));
    }
}
