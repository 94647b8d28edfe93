namespace Payments.GrainCluster.Tests.Clusters;

/// <summary>Waits for a state of the cluster, for a bounded time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>Asks again until it is so.</summary>
    public static Task TrueAsync(Func<Task<bool>> isSo, string what) => Waiting.UntilAsync(isSo, Most, what);
}
