using System.Diagnostics;
using System.Globalization;

namespace Payments.Benchmarks.Product;

/// <summary>How long the silo takes from its start until it is ready, with its schema and demo data in place.</summary>
internal static class StartupRun
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        foreach (var runtime in SiloRuntime.Available())
        {
            var first = Stopwatch.GetTimestamp();
            await using var silo = await ProductSilo.StartAsync(runtime, options.Postgres!);
            await WriteAsync(output, runtime, "on an empty database", Stopwatch.GetElapsedTime(first));
            var times = new List<TimeSpan>();
            for (var round = 0; round < Rounds; round++)
            {
                var started = await silo.RestartAsync();
                times.Add(Stopwatch.GetElapsedTime(started));
            }

            times.Sort();
            await WriteAsync(output, runtime, $"again, median of {Rounds}", times[Rounds / 2]);
        }

        return 0;
    }

    private static Task WriteAsync(TextWriter output, SiloRuntime runtime, string what, TimeSpan time) =>
        output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{runtime.Name} {what}: ready after {time.TotalMilliseconds:N0} ms"));
}
