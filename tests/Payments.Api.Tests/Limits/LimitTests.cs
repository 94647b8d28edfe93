using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Limits;

/// <summary>Who asks too often or too much at a time is turned away, told when to come back, and nothing is executed.</summary>
public sealed class LimitTests
{
    private const int Many = 40;

    [Fact]
    public async Task A_caller_has_a_burst_and_then_a_rate()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:PerKeyPerSecond"] = "1" });
        var answers = await ManyAsync(_ => site.SendAsync(HttpMethod.Get, site.UserToken, "/v1/accounts"));

        Assert.True(answers.Count(answer => answer.Status == 200) >= 2);
        var refused = answers.First(answer => answer.Status != 200);
        Assert.Equal((429, "rate_limited"), (refused.Status, refused.Code));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], null), 1, 2);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, site.AdminToken, "/v1/accounts")).Status);
    }

    [Fact]
    public async Task Two_tokens_of_one_subject_share_its_limit()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:PerKeyPerSecond"] = "1" });
        string[] tokens = [.. Enumerable.Range(0, 2).Select(_ => site.Issuer.Mint(StubSite.UserId, Role.User, TimeSpan.FromMinutes(5)))];
        var first = await ManyAsync(_ => site.SendAsync(HttpMethod.Get, tokens[0], "/v1/accounts"));
        var second = await ManyAsync(_ => site.SendAsync(HttpMethod.Get, tokens[1], "/v1/accounts"));

        Assert.Contains(first, answer => answer.Status == 429);
        Assert.Contains(second, answer => answer.Status == 429);
    }

    [Fact]
    public async Task An_address_has_a_limit_whatever_it_sends()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:PerAddressPerSecond"] = "1" });
        var answers = await ManyAsync(_ => site.SendAsync(HttpMethod.Get, null, "/v1/nothing"));

        Assert.Contains(answers, answer => answer.Status == 404);
        Assert.Contains(answers, answer => answer.Status == 429);
    }

    [Fact]
    public async Task A_forwarded_address_of_nobody_s_proxy_is_not_believed()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:PerAddressPerSecond"] = "1" });
        var answers = await ManyAsync(count => site.SendAsync(
            HttpMethod.Get, null, "/v1/nothing", null, null, ("X-Forwarded-For", $"203.0.113.{count}")));

        Assert.Contains(answers, answer => answer.Status == 429);
    }

    [Fact]
    public async Task A_trusted_proxy_s_clients_are_counted_each_for_itself()
    {
        await using var site = await StubSite.StartAsync(new()
        {
            ["Payments:Limits:PerAddressPerSecond"] = "1",
            ["Payments:Proxies:Trusted:0"] = "127.0.0.0/8",
        });
        var answers = await ManyAsync(count => site.SendAsync(
            HttpMethod.Get, null, "/v1/nothing", null, null, ("X-Forwarded-For", $"6.6.6.6, 203.0.113.{count}")));

        Assert.All(answers, answer => Assert.Equal(404, answer.Status));
    }

    [Fact]
    public async Task Unknown_credentials_from_an_address_are_not_looked_at_for_ever_but_known_ones_are()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:FailedAuthenticationsPerMinute"] = "3" });
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, site.UserToken, "/v1/accounts")).Status);
        var statuses = new List<int>();
        for (var count = 0; count < 6; count++)
        {
            statuses.Add((await site.SendAsync(HttpMethod.Get, $"sk_{count}", "/v1/accounts")).Status);
        }

        Assert.Equal([401, 401, 401], statuses[..3]);
        Assert.Equal(429, statuses[^1]);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, site.UserToken, "/v1/accounts")).Status);
    }

    [Fact]
    public async Task More_requests_at_a_time_than_fit_are_turned_away_before_they_queue()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:InFlight"] = "1" });
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource<Answer>());
        site.Grain.Answer = _ =>
        {
            arrived.SetResult();
            return release.Task;
        };
        var body = Calls.Transfer(site.Source, site.Destination, 1);
        var first = site.PostAsync(site.UserToken, "/v1/transfers", body);
        await arrived.Task;

        var second = await site.PostAsync(site.UserToken, "/v1/transfers", body);
        var health = await site.SendAsync(HttpMethod.Get, null, "/health/live");
        release.SetResult(Sites.Ledger.Do(site.Grain.Commands.First()));

        Assert.Equal((503, "not_executed"), (second.Status, second.Code));
        Assert.Equal("1", second.Headers["Retry-After"]);
        Assert.Equal(200, health.Status);
        Assert.Equal(201, (await first).Status);
        Assert.Single(site.Grain.Commands);
    }

    private static Task<ApiAnswer[]> ManyAsync(Func<int, Task<ApiAnswer>> send) => Task.WhenAll(Enumerable.Range(0, Many).Select(send));
}
