using Microsoft.AspNetCore.Authorization;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Routes;

public class PolicyTests
{
    private static readonly string[] OpenToEverybody = ["/health/live", "/health/ready", "/health/ledger", "/dashboard/login", "/dashboard/logout"];

    [Fact]
    public async Task Every_route_names_its_policy_and_only_health_and_the_way_to_the_dashboard_are_open_to_everybody()
    {
        await using var site = await StubSite.StartAsync();
        foreach (var endpoint in site.Endpoints)
        {
            var route = endpoint.RoutePattern.RawText!;
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                Assert.Contains(route, OpenToEverybody);
            }
            else
            {
                Assert.False(
                    string.IsNullOrEmpty(endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy), $"{route} has no policy");
            }
        }

        Assert.True(site.Endpoints.Count() > 35, "the routes are mapped");
    }
}
