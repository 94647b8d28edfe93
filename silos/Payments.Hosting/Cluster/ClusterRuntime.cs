namespace Payments.Hosting.Cluster;

/// <summary>Whether this build can be part of a cluster.</summary>
public static class ClusterRuntime
{
#if ORLEANS
    /// <summary>What is missing for a cluster; null when nothing is.</summary>
    public static string? Missing => null;
#else
    /// <summary>What is missing for a cluster; null when nothing is.</summary>
    public static string? Missing =>
        "A cluster needs Microsoft Orleans, and this program was built with the simulated silo, which is one process.";
#endif
}
