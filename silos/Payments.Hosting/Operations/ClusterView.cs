using Microsoft.Extensions.DependencyInjection;
using Payments.Grains.Operations;

namespace Payments.Hosting.Operations;

/// <summary>What every process with a front end can see of the cluster.</summary>
public static class ClusterView
{
    /// <summary>Registers the list of silos, and the grain runtime's dashboard where it has one.</summary>
    public static IServiceCollection AddClusterView(this IServiceCollection services) => services
#if ORLEANS
        .AddSingleton<ISiloDirectory, ClusterSilos>()
        .AddSingleton<IRuntimeDashboard, RuntimeDashboard>();
#else
        .AddSingleton<ISiloDirectory, SingleSilo>();
#endif
}
