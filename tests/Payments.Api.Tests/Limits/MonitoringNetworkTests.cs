using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Payments.Api.Requests;

namespace Payments.Api.Tests.Limits;

public sealed class MonitoringNetworkTests
{
    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("172.30.86.9", null, true)]
    [InlineData("::ffff:172.30.86.9", null, true)]
    [InlineData("172.30.86.10", null, false)]
    [InlineData("203.0.113.7", null, false)]
    [InlineData("172.30.86.9", "203.0.113.7", false)]
    [InlineData("127.0.0.1", "172.30.86.9", false)]
    public void A_scraper_is_let_in_from_its_network_when_no_proxy_has_passed_it_on(string peer, string? forwarded, bool isLocal)
    {
        var addresses = new ClientAddresses(
            Options.Create(new ProxyOptions()), Options.Create(new MonitoringOptions { Networks = ["172.30.86.9/32"] }));
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        Assert.Equal(isLocal, addresses.IsLocal(context));
    }
}
