using System.Diagnostics;
using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Product;

/// <summary>One silo of this project with a database and a data folder of its own.</summary>
internal sealed class ProductSilo : IProductSite, IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _dataFolder = new("payments-bench-");
    private DemoFile? _demo;

    private ProductSilo(SiloRuntime runtime, string connectionString)
    {
        Runtime = runtime;
        ConnectionString = connectionString;
        Server = Spawn();
    }

    public SiloRuntime Runtime { get; }

    public string Name => Runtime.Name;

    public string ConnectionString { get; }

    public ServerProcess Server { get; private set; }

    public DemoFile Demo => _demo ?? throw new InvalidOperationException("the demo is made when the product is ready");

    /// <summary>Starts on an empty database and waits until the silo is ready.</summary>
    public static async Task<ProductSilo> StartAsync(SiloRuntime runtime, string postgres, string? database = null)
    {
        var connectionString = await ProductDatabase.CreateAsync(postgres, database ?? runtime.Database);
        var silo = new ProductSilo(runtime, connectionString);
        try
        {
            await silo.Server.WaitUntilReadyAsync(StartMax);
            silo._demo = await DemoFile.ReadAsync(silo._dataFolder.Path);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync() => Server.DisposeAsync().AsTask();

    /// <summary>
    /// Stops the silo, starts it again on the same data and waits until it is ready; the time stamp of the start.
    /// </summary>
    public async Task<long> RestartAsync()
    {
        await StopAsync();
        var started = Stopwatch.GetTimestamp();
        Server = Spawn();
        await Server.WaitUntilReadyAsync(StartMax);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _dataFolder.Dispose();
    }

    private ServerProcess Spawn()
    {
        var settings = ProductSettings.WholeSystem(ConnectionString, _dataFolder.Path).Concat(ProductSettings.WideLimits);
        return BenchServer.Start(Name, Runtime.Assembly, new Dictionary<string, string>(settings));
    }
}
