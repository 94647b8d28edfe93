using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Product;

/// <summary>Silos and front ends of this project in processes of their own, on a database of their own.</summary>
internal sealed class ProductCluster : IProductSite, IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _dataFolder = new("payments-bench-");
    private DemoFile? _demo;
    private readonly List<ServerProcess> _silos = [];
    private readonly List<ServerProcess> _frontEnds = [];
    private readonly string _connectionString;

    private ProductCluster(string name, string connectionString)
    {
        Name = name;
        _connectionString = connectionString;
    }

    public string Name { get; }

    public ServerProcess Server => _frontEnds[0];

    public DemoFile Demo => _demo ?? throw new InvalidOperationException("the demo is made when the product is ready");

    public IReadOnlyList<ServerProcess> Silos => _silos;

    public IReadOnlyList<ServerProcess> MoreFrontEnds => [.. _frontEnds.Skip(1)];

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

        _dataFolder.Dispose();
    }

    private async Task StartAsync(string silo, int silos, string api, int frontEnds)
    {
        for (var number = 1; number <= silos; number++)
        {
            // The first one makes the tables.
            var name = $"silo-{number}";
            _silos.Add(BenchServer.Start(name, silo, ProductSettings.Silo(_connectionString, name, FreePort.Next())));
            await _silos[^1].WaitUntilReadyAsync(StartMax);
        }

        for (var number = 1; number <= frontEnds; number++)
        {
            var settings = ProductSettings.FrontEnd(_connectionString, _dataFolder.Path, isFirst: number == 1);
            _frontEnds.Add(BenchServer.Start($"front-end-{number}", api, settings));
            await _frontEnds[^1].WaitUntilReadyAsync(StartMax);
        }

        _demo = await DemoFile.ReadAsync(_dataFolder.Path);
    }

    private static string PathOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && File.Exists(path)
            ? path
            : throw new InvalidOperationException($"a cluster needs Microsoft Orleans: {variable} names no built program");
}
