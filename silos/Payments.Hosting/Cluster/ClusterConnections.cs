#if ORLEANS
using Orleans.Configuration;

namespace Payments.Hosting.Cluster;

/// <summary>How long silos and front ends try to reach a silo before they look for another way.</summary>
public static class ClusterConnections
{
    /// <summary>Short: a machine that is gone answers nothing at all, and callers wait meanwhile.</summary>
    public static void Configure(ConnectionOptions options)
    {
        options.OpenConnectionTimeout = TimeSpan.FromSeconds(2);
        options.ConnectionRetryDelay = TimeSpan.FromMilliseconds(250);
    }
}
#endif
