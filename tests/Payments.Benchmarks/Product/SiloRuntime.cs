using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Product;

/// <summary>A built silo on one of the two grain runtimes.</summary>
internal sealed record SiloRuntime(string Runtime, string Assembly)
{
    private static readonly string[] Runtimes = ["Orleans", "Simulated"];

    public string Name => $"{TargetTable.ProductPrefix}{Runtime})";

    public string Database => $"bench_{Runtime.ToLowerInvariant()}";

    /// <summary>Orleans first: targets are judged on the first.</summary>
    public static IReadOnlyList<SiloRuntime> Available() =>
    [
        .. Runtimes
            .Select(runtime => (runtime, path: PathOf(runtime)))
            .Where(pair => File.Exists(pair.path))
            .Select(pair => new SiloRuntime(pair.runtime, pair.path!)),
    ];

    /// <summary>The runtime that single-runtime commands measure.</summary>
    public static SiloRuntime First() => Available() is [var first, ..]
        ? first
        : throw new InvalidOperationException(
            "set BENCH_SILO_ORLEANS or BENCH_SILO_SIMULATED to a built Payments.Silo.dll");

    private static string? PathOf(string runtime) =>
        Environment.GetEnvironmentVariable($"BENCH_SILO_{runtime.ToUpperInvariant()}");
}
