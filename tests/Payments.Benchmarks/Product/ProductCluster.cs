using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Product;

/// <summary>Silos and front ends of this project in processes of their own, on a database of their own.</summary>
internal sealed class ProductCluster : IProductSite, IAsyncDisposable
{
    private const string NoLimit = "1000000";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private readonly string _dataFolder = Directory.CreateTempSubdirectory("payments-bench-").FullName;
    private readonly List<ChildServer> _silos = [];
    private readonly List<ChildServer> _frontEnds = [];
    private readonly string _connectionString;

    private ProductCluster(string name, string connectionString)
    {
        Name = name;
        _connectionString = connectionString;
    }

    public string Name { get; }

    public ChildServer Server => _frontEnds[0];

    public Demo Demo { get; private set; } = new();

    public IReadOnlyList<ChildServer> Silos => _silos;

    public IReadOnlyList<ChildServer> MoreFrontEnds => [.. _frontEnds.Skip(1)];

    /// <summary>Starts on an empty database and waits until every process is ready.</summary>
    public static async Task<ProductCluster> StartAsync(string postgres, int silos, int frontEnds)
    {
        var (silo, api) = (PathOf("BENCH_SILO_ORLEANS"), PathOf("BENCH_API_ORLEANS"));
        var name = $"{TargetTable.ProductPrefix}{silos} {Figures.Silos}, {frontEnds} front {(frontEnds == 1 ? "end" : "ends")})";
        var cluster = new ProductCluster(name, await ProductDatabase.CreateAsync(postgres, "bench_cluster"));
        try
        {
            await cluster.StartAsync(silo, silos, api, frontEnds);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Front ends first, so that no silo is missed.
        foreach (var server in _frontEnds.Concat(_silos))
        {
            await server.DisposeAsync();
        }

        Directory.Delete(_dataFolder, recursive: true);
    }

    private async Task StartAsync(string silo, int silos, string api, int frontEnds)
    {
        for (var number = 1; number <= silos; number++)
        {
            // The first one makes the tables.
            _silos.Add(ChildServer.Start(silo, [], Settings(SiloSettings(number))));
            await _silos[^1].WaitUntilReadyAsync("/health/ready", StartMax);
        }

        for (var number = 1; number <= frontEnds; number++)
        {
            _frontEnds.Add(ChildServer.Start(api, [], Settings(FrontEndSettings(number))));
            await _frontEnds[^1].WaitUntilReadyAsync("/health/ready", StartMax);
        }

        Demo = await Demo.ReadAsync(_dataFolder);
    }

    private Dictionary<string, string> Settings(IEnumerable<(string Name, string Value)> own)
    {
        var settings = new Dictionary<string, string>
        {
            ["Payments__Postgres"] = _connectionString,
            ["Payments__Port"] = "{port}",
            ["Payments__DataDirectory"] = _dataFolder,
            ["Payments__Limits__PerKeyPerSecond"] = NoLimit,
            ["Payments__Limits__PerAddressPerSecond"] = NoLimit,
        };
        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static IEnumerable<(string Name, string Value)> SiloSettings(int number) =>
    [
        ("Payments__Cluster__Enabled", "true"),
        ("Payments__Cluster__SiloName", $"silo-{number}"),
        ("Payments__Cluster__SiloPort", $"{ChildServer.FreePort()}"),
        ("Payments__Cluster__GatewayPort", $"{ChildServer.FreePort()}"),
    ];

    /// <summary>The first one makes the demo's data and keys; the others take the tokens that it has signed.</summary>
    private IEnumerable<(string Name, string Value)> FrontEndSettings(int number) => number == 1
        ? []
        :
        [
            ("Payments__Demo", "false"),
            ("Payments__Auth__Issuer", "https://issuer.payments.local"),
            ("Payments__Auth__JwksFile", Path.Combine(_dataFolder, "jwks.json")),
        ];

    private static string PathOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && File.Exists(path)
            ? path
            : throw new InvalidOperationException($"a cluster needs Microsoft Orleans: {variable} names no built program");
}
