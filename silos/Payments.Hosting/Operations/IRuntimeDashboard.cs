using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Payments.Hosting.Operations;

/// <summary>The dashboard that the host's grain runtime brings along. A host without one registers none.</summary>
public interface IRuntimeDashboard
{
    /// <summary>Maps the dashboard's pages under a path. Who may see them is added by the front end.</summary>
    IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path);
}
