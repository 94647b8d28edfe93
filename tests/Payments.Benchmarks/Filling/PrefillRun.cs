using System.Globalization;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Load;
using Payments.Benchmarks.Product;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Filling;

/// <summary>Does throughput last when the journal is large? Measured beside an empty journal, in alternation.</summary>
internal static class PrefillRun
{
    private const long CountDefault = 20_000_000;
    private const double RatioMin = 0.8;
    private const string Empty = "empty journal";
    private const string Full = "filled journal";

    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        var (runtime, postgres) = (SiloRuntime.First(), options.Postgres!);
        var postmaster = await ProcessCpu.FindPostmasterAsync(postgres);
        await using var fullSilo = await ProductSilo.StartAsync(runtime, postgres, "bench_full");
        var full = await ProductApi.PrepareAsync(fullSilo, options.Accounts, postmaster);
        await fullSilo.StopAsync();
        var count = await new JournalFilling(fullSilo.ConnectionString, Console.Error)
            .FillAsync([.. full.Accounts.Take(options.Accounts).Select(PublicAccount.Parse)], options.Count ?? CountDefault);
        await fullSilo.RestartAsync();
        await using var emptySilo = await ProductSilo.StartAsync(runtime, postgres, "bench_empty");
        var empty = await ProductApi.PrepareAsync(emptySilo, options.Accounts, postmaster);
        return await CompareAsync(options, [empty with { Name = Empty }, full with { Name = Full, Server = fullSilo.Server }], count, output);
    }

    private static async Task<int> CompareAsync(
        BenchOptions options, HttpContestant[] contestants, long count, TextWriter output)
    {
        var contest = new Contest(Console.Error);
        foreach (var contestant in contestants)
        {
            await contestant.WarmUpAsync(options.WarmUp);
            contest.Add(
                contestant.Name, Figures.Uniform, () => Task.FromResult(contestant.Measure(Traffic.Uniform, options.RunTime)));
        }

        var series = await contest.RunAsync(options.Rounds);
        var ratio = series[1].PerSecond / series[0].PerSecond;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            transfers/s over HTTP, uniform: {Empty} {series[0].PerSecond:N0}, with {count:N0} entries {series[1].PerSecond:N0}
            ratio {ratio:N2}, target >= {RatioMin:N1}: {(ratio >= RatioMin ? "yes" : "NO")}
            CPU per transfer, us: server {Cpu(sample => sample.ServerCpu)}, PostgreSQL {Cpu(sample => sample.PostgresCpu)}
            """));
        return ratio >= RatioMin && series.All(one => one.IsValid) ? 0 : 1;

        string Cpu(Func<Sample, double> quantity) => string.Create(
            CultureInfo.InvariantCulture, $"{series[0].Median(quantity):N0} and {series[1].Median(quantity):N0}");
    }
}
