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

    /// <summary>PostgreSQL's data may lie in the folder that the process was started in: it would hear of every write.</summary>
    [Fact]
    public void The_process_watches_no_files()
    {
        var watches = Directory.EnumerateFiles($"/proc/{site.ProcessId}/fdinfo").SelectMany(Lines).Where(IsWatch);

        Assert.Empty(watches);

        // See proc_pid_fdinfo(5): a line for each watch.
        static bool IsWatch(string line) => line.StartsWith("inotify ", StringComparison.Ordinal);
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
        var metrics = (await site.SendAsync(HttpMethod.Get, null, "/metrics")).Text;

        Assert.Contains("payments_http_request_duration_seconds_count{route=\"/v1/transfers\",method=\"POST\",status=\"422\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("payments_http_problems_total{code=\"same_account\"}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("acc_", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_has_worked_is_found_with_the_epoch_it_writes_under()
    {
        var wallet = await site.OpenWalletAsync(500);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Source, 1));

        var found = await site.GetAsync(site.AdminToken, $"/v1/ops/grains/{wallet}");

        var place = Assert.Single(found.GetProperty("places").EnumerateArray());
        Assert.True(place.GetProperty("epoch").GetInt64() > 0);
        Assert.Equal((0, 0), (place.GetProperty("queue_length").GetInt32(), place.GetProperty("writes_in_flight").GetInt32()));
        Assert.Empty(found.GetProperty("silent_silos").EnumerateArray());
    }

    [Fact]
    public async Task Asking_for_a_grain_does_not_wake_it()
    {
        var wallet = await site.OpenWalletAsync(500);
        var transfer = (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Source, 1))).GetProperty("id").GetString();

        // An immediate transfer never needed its own grain.
        for (var time = 0; time < 2; time++)
        {
            Assert.False((await site.GetAsync(site.AdminToken, $"/v1/ops/grains/{transfer}")).GetProperty("active").GetBoolean());
        }
    }

    [Fact]
    public async Task The_only_silo_is_listed_with_its_load_and_is_not_drained()
    {
        var silo = Assert.Single((await site.GetAsync(site.AdminToken, "/v1/ops/silos")).GetProperty("data").EnumerateArray());
        Assert.Equal(("active", true), (silo.GetProperty("status").GetString(), silo.GetProperty("answers").GetBoolean()));
        Assert.True(silo.GetProperty("memory_bytes").GetInt64() > 0);

        var drain = await site.PostAsync(site.AdminToken, $"/v1/ops/silos/{silo.GetProperty("name").GetString()}/drain");

        Assert.Equal((409, "last_silo"), (drain.Status, drain.Code));
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, null, "/health/ready")).Status);
    }

    [Fact]
    public async Task The_dashboard_is_there_for_administrators_or_says_why_not()
    {
        var page = await site.SendAsync(HttpMethod.Get, site.AdminToken, "/dashboard/");
#if ORLEANS
        Assert.Equal(200, page.Status);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, site.AdminToken, "/dashboard/DashboardCounters")).Status);
        Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, site.AdminToken, "/dashboard/Trace")).Status);
#else
        Assert.Equal((501, "dashboard_unavailable"), (page.Status, page.Code));
#endif
        Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, site.UserToken, "/dashboard/")).Status);
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, null, "/dashboard/DashboardCounters")).Status);
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

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return []; // Closed while we looked.
        }
    }
}
