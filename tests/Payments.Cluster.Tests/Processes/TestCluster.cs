using System.Text.Json;
using Npgsql;

namespace Payments.Cluster.Tests.Processes;

/// <summary>Three silos and two front ends on a database of their own, all real processes, with the demo's people and money.</summary>
public class TestCluster : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("payments-cluster-").FullName;
    private readonly List<PaymentsProcess> _silos = [];
    private readonly List<PaymentsProcess> _frontEnds = [];
    private readonly string _login = $"front_end_{Guid.NewGuid():N}";
    private string _database = "";
    private int _started;
    private int _gatewayPort;
    private JsonElement _demo;

    /// <summary>Settings that all its processes have.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>How many silos it is to have.</summary>
    protected virtual int SilosWanted => 3;

    /// <summary>How many front ends.</summary>
    protected virtual int FrontEndsWanted => 2;

    internal IReadOnlyList<PaymentsProcess> Silos => _silos;

    internal IReadOnlyList<HttpClient> Clients { get; private set; } = [];

    /// <summary>The gateway of the silo that was started last.</summary>
    public int GatewayPort => _gatewayPort;

    /// <summary>A member of demo.json.</summary>
    public string Demo(string who, string what) => _demo.GetProperty(who).GetProperty(what).GetString()!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        await RestoreAsync();
        await ExecuteAsync($"CREATE ROLE {_login} LOGIN PASSWORD '{_login}' IN ROLE payments_reader");
        for (var number = 0; number < FrontEndsWanted; number++)
        {
            _frontEnds.Add(StartFrontEnd(isFirst: number == 0));
            await _frontEnds[^1].WaitUntilReadyAsync();
        }

        Clients = [.. _frontEnds.Select(process => new HttpClient { BaseAddress = process.Address })];
        using var demo = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_directory, "demo.json")));
        _demo = demo.RootElement.Clone();
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

        await Task.WhenAll(_silos.Select(silo => silo.WaitUntilReadyAsync()));
    }

    /// <summary>How many silos the cluster counts as active, ghosts included.</summary>
    public Task<long> ActiveSilosAsync() => CountAsync("status = 3");

    /// <summary>Whether others have declared a silo dead.</summary>
    internal async Task<bool> IsDeclaredDeadAsync(PaymentsProcess silo) => await CountAsync($"status = 6 AND name = '{silo.Name}'") > 0;

    public async ValueTask DisposeAsync()
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
        Directory.Delete(_directory, recursive: true);
        await ExecuteAsync($"DROP ROLE {_login}");
        await PostgresServer.DropDatabaseAsync(_database);
        GC.SuppressFinalize(this);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string condition)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var command = source.CreateCommand($"SELECT count(*) FROM cluster_silo WHERE {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private PaymentsProcess StartSilo()
    {
        var name = $"silo-{++_started}";
        _gatewayPort = FreePort.Next();
        return PaymentsProcess.Start("Payments.Silo", name, new Dictionary<string, string>(Settings)
        {
            ["Payments:Postgres"] = _database,
            ["Payments:Cluster:Enabled"] = "true",
            ["Payments:Cluster:SiloName"] = name,
            ["Payments:Cluster:SiloPort"] = $"{FreePort.Next()}",
            ["Payments:Cluster:GatewayPort"] = $"{_gatewayPort}",
        });
    }

    private PaymentsProcess StartFrontEnd(bool isFirst)
    {
        var settings = new Dictionary<string, string>(Settings)
        {
            // A login of its own, which may read and no more.
            ["Payments:Postgres"] = new NpgsqlConnectionStringBuilder(_database) { Username = _login, Password = _login }.ConnectionString,
            ["Payments:DataDirectory"] = _directory,
            ["Payments:Demo"] = isFirst ? "true" : "false",
            ["Payments:Limits:PerKeyPerSecond"] = "100000",
            ["Payments:Limits:PerAddressPerSecond"] = "100000",
        };
        if (!isFirst)
        {
            settings["Payments:Auth:Issuer"] = "https://issuer.payments.local";
            settings["Payments:Auth:JwksFile"] = Path.Combine(_directory, "jwks.json");
        }

        return PaymentsProcess.Start("Payments.Api", isFirst ? "front-end-1" : "front-end", settings);
    }
}
