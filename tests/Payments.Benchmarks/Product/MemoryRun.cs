using System.Globalization;
using Payments.Benchmarks.Load;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Product;

/// <summary>Does the silo's memory stay level over many transfers?</summary>
internal static class MemoryRun
{
    private const long CountDefault = 5_000_000;
    private const int SampleCount = 50;
    private const int Connections = 256;
    private const double MebibytesMax = 1536;
    private const double GrowthMax = 1.05;

    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        await using var silo = await ProductSilo.StartAsync(SiloRuntime.First(), options.Postgres!);
        var contestant = await ProductApi.PrepareAsync(silo, options.Accounts, postmaster: null);
        var count = options.Count ?? CountDefault;
        var points = new List<(long Transfers, double PerSecond, double Mebibytes)>();
        var done = 0L;
        while (done < count)
        {
            var result = LoadGenerator.Run(new LoadPlan(
                contestant.Server.Address, contestant.Token, contestant.Accounts, Traffic.Uniform,
                TimeSpan.FromMinutes(5), Connections, CountMax: Math.Max(1, count / SampleCount)));
            done += result.Statuses.Total;
            if (!result.Statuses.IsValid)
            {
                await output.WriteLineAsync($"INVALID after {done} transfers: {result.Statuses}");
                return 1;
            }

            var resident = ProcessCpu.ResidentBytes(silo.Server.Id) / 1048576.0;
            points.Add((done, result.PerSecond, resident));
            await Console.Error.WriteLineAsync($"  {done:N0} transfers, {result.PerSecond:N0}/s, {resident:N0} MiB");
        }

        return await ReportAsync(points, output);
    }

    /// <summary>
    /// Level: the last quarter is at most a twentieth above the second one; the first one fills the caches.
    /// </summary>
    private static async Task<int> ReportAsync(
        List<(long Transfers, double PerSecond, double Mebibytes)> points, TextWriter output)
    {
        await output.WriteLineAsync(TextTable.Format(
            ["transfers", "per second", "resident MiB"],
            [.. points.Select(point => new[]
            {
                point.Transfers.ToString("N0", CultureInfo.InvariantCulture),
                point.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
                point.Mebibytes.ToString("N0", CultureInfo.InvariantCulture),
            })]));
        var quarter = Math.Max(1, points.Count / 4);
        var early = points.Skip(quarter).Take(quarter).DefaultIfEmpty(points[0]).Average(point => point.Mebibytes);
        var late = points.TakeLast(quarter).Average(point => point.Mebibytes);
        var most = points.Max(point => point.Mebibytes);
        var isLevel = late <= early * GrowthMax && most < MebibytesMax;
        var verdict = isLevel ? "level" : "NOT LEVEL";
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"second quarter {early:N0} MiB, last quarter {late:N0} MiB, most {most:N0} MiB: {verdict}"));
        return isLevel ? 0 : 1;
    }
}
