using System.Diagnostics;
using System.Text.Json;
using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Product;

/// <summary>One silo of this project with a database and a data folder of its own.</summary>
internal sealed class ProductSilo : IAsyncDisposable
{
    private const string NoLimit = "1000000";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private readonly string _dataFolder = Directory.CreateTempSubdirectory("payments-bench-").FullName;

    private ProductSilo(SiloRuntime runtime, string connectionString)
    {
        Runtime = runtime;
        ConnectionString = connectionString;
        Server = Spawn();
    }

    public SiloRuntime Runtime { get; }

    public string ConnectionString { get; }

    public ChildServer Server { get; private set; }

    /// <summary>What <c>demo.json</c> says once the silo is ready.</summary>
    public Demo Demo { get; } = new();

    /// <summary>Starts on an empty database and waits until the silo is ready.</summary>
    public static async Task<ProductSilo> StartAsync(SiloRuntime runtime, string postgres, string? database = null)
    {
        var connectionString = await ProductDatabase.CreateAsync(postgres, database ?? runtime.Database);
        var silo = new ProductSilo(runtime, connectionString);
        try
        {
            await silo.Server.WaitUntilReadyAsync("/health/ready", StartMax);
            await silo.ReadDemoAsync();
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
        await Server.WaitUntilReadyAsync("/health/ready", StartMax);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_dataFolder, recursive: true);
    }

    private ChildServer Spawn() => ChildServer.Start(Runtime.Assembly, [], new Dictionary<string, string>
    {
        ["Payments__Postgres"] = ConnectionString,
        ["Payments__Port"] = "{port}",
        ["Payments__DataDirectory"] = _dataFolder,
        ["Payments__Limits__PerKeyPerSecond"] = NoLimit,
        ["Payments__Limits__PerAddressPerSecond"] = NoLimit,
    });

    private async Task ReadDemoAsync()
    {
        await using var file = File.OpenRead(Path.Combine(_dataFolder, "demo.json"));
        using var document = await JsonDocument.ParseAsync(file);
        var root = document.RootElement;
        Demo.MerchantId = root.GetProperty("merchant").GetProperty("id").GetString()!;
        Demo.MerchantKey = root.GetProperty("merchant").GetProperty("api_key").GetString()!;
        Demo.AdminToken = root.GetProperty("admin").GetProperty("token").GetString()!;
    }
}

/// <summary>The identities of the demo data that the bench acts as.</summary>
internal sealed class Demo
{
    public string MerchantId { get; set; } = string.Empty;

    public string MerchantKey { get; set; } = string.Empty;

    public string AdminToken { get; set; } = string.Empty;
}
