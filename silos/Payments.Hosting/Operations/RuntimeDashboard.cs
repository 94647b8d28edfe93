#if ORLEANS
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;
using Orleans.Hosting;

namespace Payments.Hosting.Operations;

/// <summary>The dashboard of Microsoft Orleans. Its live log is left out: logs have a place of their own.</summary>
public sealed class RuntimeDashboard : IRuntimeDashboard
{
    /// <inheritdoc/>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path) => endpoints.MapOrleansDashboard(path);

    /// <summary>Lets a silo collect what the dashboard shows.</summary>
    public static void CollectIn(ISiloBuilder silo) => silo.AddDashboard(options => options.HideTrace = true);

    /// <summary>Lets a front end that is a process of its own ask the silos for it.</summary>
    public static void ShowFrom(IClientBuilder client) => client.AddDashboard(options => options.HideTrace = true);
}
#endif
