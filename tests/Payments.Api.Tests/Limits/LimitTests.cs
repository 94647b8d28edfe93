using System.Net;
using System.Net.Sockets;
using Payments.Api.Limits;
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

    [Fact]
    public async Task An_address_has_so_many_connections_and_others_have_theirs()
    {
        await using var site = await StubSite.StartAsync(new() { ["Payments:Limits:ConnectionsPerAddress"] = "2" });
        using var first = await HoldAsync(site, IPAddress.Loopback);
        using var second = await HoldAsync(site, IPAddress.Loopback);
        using var third = await ConnectAsync(site, IPAddress.Loopback);
        Assert.True(await IsClosedByServerAsync(third));

        using var other = await HoldAsync(site, IPAddress.Parse("127.0.0.2"));
        first.Dispose();
        var taken = false;
        while (!taken)
        {
            using var next = await ConnectAsync(site, IPAddress.Loopback);
            taken = !await IsClosedByServerAsync(next);
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void An_address_is_counted_alone_or_with_its_network(string one, string other, bool together) =>
        Assert.Equal(together, AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other)));

    private static Task<ApiAnswer[]> ManyAsync(Func<int, Task<ApiAnswer>> send) => Task.WhenAll(Enumerable.Range(0, Many).Select(send));

    /// <summary>Connects and makes sure that the server has taken the connection.</summary>
    private static async Task<TcpClient> HoldAsync(StubSite site, IPAddress from)
    {
        var connection = await ConnectAsync(site, from);
        Assert.False(await IsClosedByServerAsync(connection));
        return connection;
    }

    private static async Task<bool> IsClosedByServerAsync(TcpClient connection)
    {
        try
        {
            await connection.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            return await connection.GetStream().ReadAsync(new byte[4096]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<TcpClient> ConnectAsync(StubSite site, IPAddress from)
    {
        var connection = new TcpClient(new IPEndPoint(from, 0));
        await connection.ConnectAsync(site.Address.Host, site.Address.Port);
        return connection;
    }
}
