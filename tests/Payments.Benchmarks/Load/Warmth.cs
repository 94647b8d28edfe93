using System.Diagnostics;
using Payments.Benchmarks.Machine;

namespace Payments.Benchmarks.Load;

/// <summary>Warming up: until caches are filled and hot code is compiled, throughput grows.</summary>
internal static class Warmth
{
    private const int SteadyWindows = 2;
    private const int WindowsMax = 30;
    private const double Growth = 1.03;

    /// <summary>Of one core. Several processes of one system share its load, and so they compile for longer than one does.</summary>
    private const double CompilingMost = 0.03;

    /// <summary>Runs until throughput has not grown for a while and these processes have compiled what is hot.</summary>
    public static async Task UntilSteadyAsync(IReadOnlyCollection<int> processes, Func<Task<double>> runAsync)
    {
        var (best, steady) = (0.0, 0);
        for (var window = 0; window < WindowsMax && steady < SteadyWindows; window++)
        {
            var (started, compiled) = (Stopwatch.GetTimestamp(), ProcessCpu.OfCompilers(processes));
            var rate = await runAsync();
            var compiling = (ProcessCpu.OfCompilers(processes) - compiled) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            steady = rate > best * Growth || compiling > CompilingMost ? 0 : steady + 1;
            best = Math.Max(best, rate);
        }
    }
}
