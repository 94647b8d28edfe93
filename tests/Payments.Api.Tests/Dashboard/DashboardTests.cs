using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Payments.Api.Tests.Sites;
using Payments.Hosting.Operations;

namespace Payments.Api.Tests.Dashboard;

/// <summary>The way to the dashboard with a browser, and what a session of it is good for.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task A_token_in_the_form_begins_a_session_for_the_pages()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var entered = await EnterAsync(site, site.AdminToken);
        var cookie = CookieOf(entered);

        Assert.Equal((303, "/dashboard/"), (entered.Status, entered.Headers["Location"]));
        Assert.DoesNotContain(site.AdminToken, entered.Headers["Set-Cookie"], StringComparison.Ordinal);
        foreach (var flag in new[] { "httponly", "samesite=strict", "path=/dashboard", "max-age=900" })
        {
            Assert.Contains(flag, entered.Headers["Set-Cookie"].ToLowerInvariant(), StringComparison.Ordinal);
        }

        var page = await site.SendAsync(HttpMethod.Get, null, "/dashboard/", null, null, ("Cookie", cookie));
        Assert.Equal((200, "the dashboard"), (page.Status, page.Text));
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Away_from_this_machine_the_cookie_keeps_to_TLS()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var entered = await EnterAsync(site, site.AdminToken, ("X-Forwarded-For", "203.0.113.1"));

        Assert.Contains("secure", entered.Headers["Set-Cookie"].ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_no_key_to_anything_else()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var cookie = CookieOf(await EnterAsync(site, site.AdminToken));

        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, null, "/v1/accounts", null, null, ("Cookie", cookie))).Status);
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Post, null, "/v1/ops/silos/one/drain", null, null, ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_or_made_elsewhere_is_not_taken()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        await using var other = await StubSite.StartAsync(dashboard: new Pages());
        var cookie = CookieOf(await EnterAsync(site, site.AdminToken));
        var foreign = CookieOf(await EnterAsync(other, other.AdminToken));
        string[] bad = [foreign, cookie[..^2] + "AA", cookie.Replace(".", "", StringComparison.Ordinal), "payments_dashboard=.", "payments_dashboard=x.y"];

        foreach (var value in bad)
        {
            Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, null, "/dashboard/", null, null, ("Cookie", value))).Status);
        }
    }

    [Fact]
    public async Task A_session_that_front_ends_share_is_good_at_each()
    {
        var shared = new Dictionary<string, string?> { ["Payments:Dashboard:SessionKey"] = Convert.ToBase64String(new byte[32]) };
        await using var site = await StubSite.StartAsync(shared, new Pages());
        await using var other = await StubSite.StartAsync(shared, new Pages());
        var cookie = CookieOf(await EnterAsync(site, site.AdminToken));

        Assert.Equal(200, (await other.SendAsync(HttpMethod.Get, null, "/dashboard/", null, null, ("Cookie", cookie))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("user")]
    public async Task No_session_begins_without_an_administrator_s_token(string token)
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var entered = await EnterAsync(site, token == "user" ? site.UserToken : token);

        Assert.Equal(401, entered.Status);
        Assert.False(entered.Headers.ContainsKey("Set-Cookie"));
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Another_site_s_page_signs_nobody_in_or_out(string header, string value)
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());

        Assert.Equal(403, (await EnterAsync(site, site.AdminToken, (header, value))).Status);
        Assert.Equal(403, (await site.SendAsync(HttpMethod.Post, null, "/dashboard/logout", null, null, (header, value))).Status);
    }

    [Fact]
    public async Task Without_a_session_a_browser_is_shown_the_form_and_a_program_a_problem()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var browser = await site.SendAsync(HttpMethod.Get, null, "/dashboard/", null, null, ("Accept", "text/html,*/*;q=0.8"));
        var form = await site.SendAsync(HttpMethod.Get, null, browser.Headers["Location"]);
        var program = await site.SendAsync(HttpMethod.Get, null, "/dashboard/");

        Assert.Equal((302, 200), (browser.Status, form.Status));
        Assert.Contains("<form method=\"post\"", form.Text, StringComparison.Ordinal);
        Assert.Equal((401, "unauthenticated"), (program.Status, program.Code));
        Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, site.UserToken, "/dashboard/")).Status);
    }

    [Fact]
    public async Task A_session_can_be_ended()
    {
        await using var site = await StubSite.StartAsync(dashboard: new Pages());
        var left = await site.SendAsync(HttpMethod.Post, null, "/dashboard/logout");

        Assert.Equal(303, left.Status);
        Assert.Contains("max-age=0", left.Headers["Set-Cookie"].ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_without_a_dashboard_says_so()
    {
        await using var site = await StubSite.StartAsync();
        var answer = await site.SendAsync(HttpMethod.Get, site.AdminToken, "/dashboard/anything");

        Assert.Equal((501, "dashboard_unavailable"), (answer.Status, answer.Code));
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, null, "/dashboard")).Status);
    }

    private static async Task<ApiAnswer> EnterAsync(StubSite site, string token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dashboard/login")
        {
            Content = new FormUrlEncodedContent([new("token", token)]),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await site.Client.SendAsync(request);
        return await Calls.ReadAsync(response);
    }

    private static string CookieOf(ApiAnswer answer) => answer.Headers["Set-Cookie"].Split(';')[0];

    /// <summary>A dashboard of one page.</summary>
    private sealed class Pages : IRuntimeDashboard
    {
        public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path)
        {
            var group = endpoints.MapGroup(path);
            group.MapGet("/", () => Results.Text("the dashboard"));
            return group;
        }
    }
}
