using System.Diagnostics;

namespace Payments.Cluster.Tests.Processes;

/// <summary>Looks again and again until what is expected is there.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<Task<bool>> isThere, TimeSpan atMost, Func<string> otherwise)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        while (!await isThere())
        {
            if (Stopwatch.GetElapsedTime(started) > atMost)
            {
                Assert.Fail($"not within {atMost}: {otherwise()}");
            }

            await ticks.WaitForNextTickAsync();
        }
    }
}
