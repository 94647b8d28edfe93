using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

/// <summary>A system whose requests wait for a second alone.</summary>
public sealed class ImpatientSystem : SystemSite
{
    protected override Dictionary<string, string> Settings => new(base.Settings) { ["Payments:Approvals:ValidFor"] = "00:00:01" };
}

/// <summary>A request that nobody decides about expires by itself, and the next one finds its place free.</summary>
public sealed class ApprovalExpiryTests(ImpatientSystem site) : IClassFixture<ImpatientSystem>
{
    [Fact]
    public async Task Nobody_decides_after_its_time_and_the_system_records_that()
    {
        var (maker, checker) = (site.TokenOf("adm_maker", Role.Finance), site.TokenOf("adm_checker", Role.Finance));
        var moved = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 7));
        var transfer = moved.GetProperty("id").GetString()!;
        var asked = await site.PostAsync(maker, $"/v1/transfers/{transfer}/reverse");
        Assert.Equal(202, asked.Status);

        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string? status;
        do
        {
            await ticks.WaitForNextTickAsync(limit.Token);
            status = (await site.GetAsync(maker, $"/v1/approvals/{asked["id"]}")).GetProperty("status").GetString();
        }
        while (status == "pending");

        Assert.Equal("expired", status);
        var late = await site.PostAsync(checker, $"/v1/approvals/{asked["id"]}/approve");
        Assert.Equal((409, "approval_expired"), (late.Status, late.Code));
        var events = await site.GetAsync(maker, $"/v1/events?limit=100&object={asked["id"]}");
        Assert.Equal(
            ["approval.requested", "approval.expired"],
            events.GetProperty("data").EnumerateArray().Select(told => told.GetProperty("type").GetString()));
        Assert.Equal("posted", (await site.GetAsync(maker, $"/v1/transfers/{transfer}")).GetProperty("status").GetString());
        Assert.Equal(202, (await site.PostAsync(maker, $"/v1/transfers/{transfer}/reverse")).Status);
    }

    [Fact]
    public async Task A_request_finds_the_place_of_one_whose_time_is_over_free_at_once()
    {
        var maker = site.TokenOf("adm_maker", Role.Finance);
        var moved = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 7));
        var reverse = $"/v1/transfers/{moved.GetProperty("id").GetString()}/reverse";
        var asked = await site.PostAsync(maker, reverse);
        var over = DateTimeOffset.Parse(asked["expires_at"], System.Globalization.CultureInfo.InvariantCulture);
        // Several times, because the sweeper, which comes every second, may just have been there.
        for (var round = 0; round < 3; round++)
        {
            await Waiting.UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > over), TimeSpan.FromMinutes(1), "its end");

            var next = await site.PostAsync(maker, reverse);

            Assert.Equal(202, next.Status);
            over = DateTimeOffset.Parse(next["expires_at"], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("00:00:00.5")]
    [InlineData("-00:01:00")]
    [InlineData("30.00:00:01")]
    public async Task A_time_out_of_bounds_is_refused_at_the_start(string validFor)
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => StubSite.StartAsync(new() { ["Payments:Approvals:ValidFor"] = validFor }));

        Assert.Contains("ValidFor", refused.Message, StringComparison.Ordinal);
    }
}
