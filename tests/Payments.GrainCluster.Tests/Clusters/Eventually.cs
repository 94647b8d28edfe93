namespace Payments.GrainCluster.Tests.Clusters;

/// <summary>Waits for a state of the cluster, for a bounded time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>Asks again until it is so.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isSo, string what)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Most, what);
            await ticks.WaitForNextTickAsync();
        }
    }
}
