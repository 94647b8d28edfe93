using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class OperationsTests(SharedSystem site)
{
    [Fact]
    public async Task Health_tells_of_the_process_and_of_the_ledger()
    {
        var live = await site.SendAsync(HttpMethod.Get, null, "/health/live");
        var ready = await site.SendAsync(HttpMethod.Get, null, "/health/ready");
        var ledger = await site.SendAsync(HttpMethod.Get, null, "/health/ledger");

        Assert.Equal((200, "live"), (live.Status, live["status"]));
        Assert.Equal((200, "ready"), (ready.Status, ready["status"]));
        Assert.Equal(200, ledger.Status);
        Assert.Contains(ledger["status"], new[] { "sound", "not_verified_yet" });
    }

    [Fact]
    public async Task Health_can_be_asked_by_HEAD()
    {
        var answer = await site.SendAsync(HttpMethod.Head, null, "/health/ready");

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Every_answer_has_its_id_and_is_not_to_be_kept()
    {
        foreach (var path in new[] { "/health/live", "/v1/accounts", "/v1/nothing", "/metrics" })
        {
            var answer = await site.SendAsync(HttpMethod.Get, site.UserToken, path);
            Assert.StartsWith("req_", answer.Headers["Request-Id"], StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.False(answer.Headers.ContainsKey("Server"));
        }
    }

    [Fact]
    public async Task The_client_s_trace_is_continued()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var answer = await site.SendAsync(
            HttpMethod.Get, site.UserToken, "/v1/accounts", null, null, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));

        Assert.StartsWith($"00-{Trace}-", answer.Headers["traceresponse"], StringComparison.Ordinal);
        Assert.DoesNotContain("00f067aa0ba902b7", answer.Headers["traceresponse"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_count_requests_by_route_and_refusals_by_code()
    {
        await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Source, 1));
        var metrics = (await site.SendAsync(HttpMethod.Get, site.UserToken, "/metrics")).Text;

        Assert.Contains("payments_http_request_duration_seconds_count{route=\"/v1/transfers\",method=\"POST\",status=\"422\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("payments_http_problems_total{code=\"same_account\"}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("acc_", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_reaches_a_log()
    {
        const string Canary = "canary4711";
        await site.SendAsync(HttpMethod.Get, $"sk_{Canary}", $"/v1/accounts?q={Canary}");
        await site.SendAsync(HttpMethod.Get, $"{Canary}.{Canary}.{Canary}", "/v1/accounts");
        await site.PostAsync(site.UserToken, "/v1/transfers", $$"""{"amount":"{{Canary}}"}""");
        await site.PostAsync(site.UserToken, $"/v1/{Canary}", Canary);

        Assert.DoesNotContain(Canary, site.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(site.MerchantKey, site.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(site.AdminToken, site.Log, StringComparison.Ordinal);
    }
}
