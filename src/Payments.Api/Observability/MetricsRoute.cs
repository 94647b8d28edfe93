using Payments.Api.Authorization;
using Payments.Api.Routes;
using Payments.Telemetry.Prometheus;

namespace Payments.Api.Observability;

/// <summary>The route that Prometheus scrapes.</summary>
internal static class MetricsRoute
{
    /// <summary>Maps it.</summary>
    public static void Map(RouteTable routes, MetricsPage page) => routes.Read(
        "/metrics", Access.LocalOrStaff, page.ShowAsync, new RouteDoc(
            "metrics", "Operations", "Measurements for Prometheus; from this machine or a monitoring network, or for support, finance and administrators.", null)
        {
            MediaTypes = ["text/plain"],
        });
}
