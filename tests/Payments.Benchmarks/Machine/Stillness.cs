namespace Payments.Benchmarks.Machine;

/// <summary>
/// Waits until nobody else works: those that were measured before may have something left to do, such as verifying what they
/// have written, and it must not cost the next one.
/// </summary>
internal static class Stillness
{
    private const double BusyMost = 0.04;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(90);

    /// <summary>Returns when the machine is still, or when it does not become so: the sample then says what others took.</summary>
    public static async Task WaitAsync()
    {
        for (var waited = TimeSpan.Zero; waited < WaitMax; waited += Look)
        {
            var meter = CpuMeter.Start([], [], postmaster: null);
            await Task.Delay(Look);
            if (meter.Stop().Other < BusyMost * Environment.ProcessorCount * Look.TotalSeconds)
            {
                return;
            }
        }
    }
}
