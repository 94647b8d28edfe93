using System.Diagnostics;

namespace Payments.Processes;

/// <summary>Looks again and again until what is expected is there.</summary>
public static class Waiting
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="isThere">The condition.</param>
    /// <param name="longest">How long to look.</param>
    /// <param name="what">What was expected, for the exception; asked for when the time is over.</param>
    /// <exception cref="TimeoutException">It does not hold within that time.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isThere, TimeSpan longest, Func<string> what)
    {
        using var ticks = new PeriodicTimer(Tick, TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        while (!await isThere())
        {
            if (Stopwatch.GetElapsedTime(started) > longest)
            {
                throw new TimeoutException($"not within {longest}: {what()}");
            }

            await ticks.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static Task UntilAsync(Func<Task<bool>> isThere, TimeSpan longest, string what) => UntilAsync(isThere, longest, () => what);

    /// <summary>Lets time go by that a fault is to last: nothing can be looked for meanwhile.</summary>
    public static async Task PassAsync(TimeSpan time)
    {
        using var tick = new PeriodicTimer(time, TimeProvider.System);
        await tick.WaitForNextTickAsync();
    }
}
