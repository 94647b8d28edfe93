namespace Payments.Benchmarks.Load;

/// <summary>Warming up: until caches are filled and hot code is compiled, throughput grows.</summary>
internal static class Warmth
{
    private const int SteadyWindows = 2;
    private const int WindowsMax = 8;
    private const double Growth = 1.03;

    /// <summary>Runs until throughput has not grown for a while.</summary>
    public static async Task UntilSteadyAsync(Func<Task<double>> runAsync)
    {
        var (best, steady) = (0.0, 0);
        for (var window = 0; window < WindowsMax && steady < SteadyWindows; window++)
        {
            var rate = await runAsync();
            steady = rate > best * Growth ? 0 : steady + 1;
            best = Math.Max(best, rate);
        }
    }
}
