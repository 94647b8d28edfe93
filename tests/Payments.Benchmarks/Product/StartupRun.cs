using System.Diagnostics;
using System.Globalization;
using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Product;

/// <summary>How long the silo takes from its start until it is ready, and how long <c>./run</c> takes.</summary>
internal static class StartupRun
{
    private const int Rounds = 5;
    private const double SecondsMax = 6;
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        foreach (var runtime in SiloRuntime.Available())
        {
            var first = Stopwatch.GetTimestamp();
            await using var silo = await ProductSilo.StartAsync(runtime, options.Postgres!);
            await WriteAsync(output, $"{runtime.Name} on an empty database", Stopwatch.GetElapsedTime(first));
            var times = new List<TimeSpan>();
            for (var round = 0; round < Rounds; round++)
            {
                var started = await silo.RestartAsync();
                times.Add(Stopwatch.GetElapsedTime(started));
            }

            times.Sort();
            await WriteAsync(output, $"{runtime.Name} again, median of {Rounds}", times[Rounds / 2]);
        }

        return Environment.GetEnvironmentVariable("BENCH_RUN") is { Length: > 0 } run
            ? await MeasureRunAsync(run, options.OutFolder, output)
            : 0;
    }

    /// <summary>The command that people type, with its own PostgreSQL: the first start builds and is not counted.</summary>
    private static async Task<int> MeasureRunAsync(string run, string folder, TextWriter output)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, $"run-{Environment.ProcessId}")).FullName;
        try
        {
            await StartRunAsync(run, data);
            Directory.Delete(data, recursive: true);
            Directory.CreateDirectory(data);
            await WriteAsync(output, "./run on a built tree, new data", await StartRunAsync(run, data));
            var times = new List<TimeSpan>();
            for (var round = 0; round < Rounds; round++)
            {
                times.Add(await StartRunAsync(run, data));
            }

            times.Sort();
            await WriteAsync(output, $"./run on a built tree, again, median of {Rounds} (target <= {SecondsMax:N0} s)", times[Rounds / 2]);
            return times[Rounds / 2].TotalSeconds <= SecondsMax ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<TimeSpan> StartRunAsync(string run, string data)
    {
        var started = Stopwatch.GetTimestamp();
        var port = FreePort.Next();
        await using var server = BenchServer.Start(new ServerProgram("./run", run, port)
        {
            Settings = new Dictionary<string, string>
            {
                ["PAYMENTS_PORT"] = $"{port}",
                ["PAYMENTS_DATA"] = data,
                ["PAYMENTS_POSTGRES"] = string.Empty,
            },
        });
        await server.WaitUntilReadyAsync(ReadyMax);
        return Stopwatch.GetElapsedTime(started);
    }

    private static Task WriteAsync(TextWriter output, string what, TimeSpan time) =>
        output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{what}: ready after {time.TotalMilliseconds:N0} ms"));
}
