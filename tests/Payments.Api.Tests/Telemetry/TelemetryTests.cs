using System.Globalization;
using System.Text.Json;
using Payments.Api.Tests.Sites;
using Payments.Watching;

namespace Payments.Api.Tests.Telemetry;

public sealed class TelemetryTests(TracedSystem site)
{
    private const string ClientSpan = "00f067aa0ba902b7";

    [Fact]
    public async Task A_transfer_is_one_trace_from_the_client_s_span_through_the_grains_to_the_journal()
    {
        var trace = Guid.NewGuid().ToString("N");
        var answer = await site.SendAsync(
            HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), Calls.NewKey(),
            ("traceparent", $"00-{trace}-{ClientSpan}-01"));
        var http = await SpanAsync(trace, "POST /v1/transfers");
        // The account's grain may have to take its place first, which is an append of its own.
        var journal = await SpanAsync(trace, "journal append", "transfer");
        var way = await TracedSystem.UntilAsync(() => site.Collector.WayUp(journal, ClientSpan), "the way from the journal to the request");

        Assert.Equal(ClientSpan, http.ParentId);
        Assert.Equal(http.SpanId, way[^1].SpanId);
        Assert.Contains(way, span => span.Name.Contains("Account", StringComparison.Ordinal));
        Assert.Contains(way, span => span.Name.Contains("Idempotency", StringComparison.Ordinal));
        Assert.Equal("201", http.Attributes["http.response.status_code"]);
        Assert.Equal("done", journal.Attributes["payments.result"]);
        Assert.Equal(answer.Headers["Request-Id"], http.Attributes["payments.request_id"]);
        Assert.Equal(answer.Headers["Request-Id"], journal.Attributes["payments.request_id"]);
    }

    [Fact]
    public async Task A_request_that_its_client_does_not_record_makes_no_spans()
    {
        var (silent, heard) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        foreach (var (trace, flags) in new[] { (silent, "00"), (heard, "01") })
        {
            await site.SendAsync(
                HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), Calls.NewKey(),
                ("traceparent", $"00-{trace}-{ClientSpan}-{flags}"));
        }

        // One exporter sends in order: when the later request is there, the earlier one would be.
        await SpanAsync(heard, "POST /v1/transfers");
        Assert.DoesNotContain(site.Collector.Spans, span => span.TraceId == silent);
    }

    [Fact]
    public async Task Probes_and_scrapes_are_not_traced()
    {
        var trace = Guid.NewGuid().ToString("N");
        await site.SendAsync(HttpMethod.Get, null, "/health/ready");
        await site.SendAsync(
            HttpMethod.Get, site.UserToken, "/v1/accounts", null, null, ("traceparent", $"00-{trace}-{ClientSpan}-01"));

        await SpanAsync(trace, "GET /v1/accounts");
        Assert.DoesNotContain(site.Collector.Spans, span => span.Name.Contains("/health", StringComparison.Ordinal));
    }

    [Fact]
    public Task Metrics_of_product_and_process_reach_the_collector() => TracedSystem.UntilAsync(
        () => new[] { "payments.commands", "payments.journal.batch.size", "payments.http.request.duration", "dotnet.process.cpu.time" }
            .All(site.Collector.Metrics.ContainsKey) ? "all" : null,
        "the metrics");

    [Theory]
    [InlineData("payments.http.request.duration")]
    [InlineData("payments.journal.transaction.duration")]
    [InlineData("payments.journal.answer.duration")]
    public async Task Durations_reach_the_collector_in_the_buckets_that_the_metrics_page_shows(string name)
    {
        await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));
        var bounds = await TracedSystem.UntilAsync(() => site.Collector.Metrics.GetValueOrDefault(name), name);
        var page = (await site.SendAsync(HttpMethod.Get, null, "/metrics")).Text;

        var bucket = $"{name.Replace('.', '_')}_seconds_bucket";
        Assert.True(bounds.Count > 10 && bounds[0] <= 0.001 && bounds[^1] >= 10, string.Join(' ', bounds));
        Assert.All(bounds, bound => Assert.Matches(string.Create(CultureInfo.InvariantCulture, $"(?m)^{bucket}{{.*le=\"{bound}\"}} "), page));
    }

    [Fact]
    public async Task Log_lines_say_which_request_silo_and_grain()
    {
        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));
        var request = answer.Headers["Request-Id"];
        var grain = await LineAsync(request, "Payments.Grains.Accounts.AccountGrain");
        var front = await LineAsync(request, "Payments.Api.Requests.FrontDoor");

        Assert.Equal("AccountGrain", grain.GetProperty("grain_type").GetString());
        Assert.Contains("ccount", grain.GetProperty("grain").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", grain.GetProperty("silo").GetString());
        Assert.Equal("payments-silo", front.GetProperty("service").GetString());
        Assert.Equal("/v1/transfers", front.GetProperty("Route").GetString());
        Assert.False(front.TryGetProperty("grain", out _));
    }

    [Fact]
    public async Task No_secret_reaches_a_trace_a_metric_or_a_log()
    {
        const string Canary = "canary4242424242424242";
        var trace = Guid.NewGuid().ToString("N");
        await site.SendAsync(HttpMethod.Get, $"sk_{Canary}", $"/v1/accounts?q={Canary}");
        await site.PostAsync(site.UserToken, "/v1/transfers", $$"""{"card_number":"{{Canary}}","amount":"{{Canary}}"}""", Canary);
        await site.PostAsync(site.UserToken, $"/v1/{Canary}", Canary);
        await site.SendAsync(
            HttpMethod.Get, site.MerchantKey, "/v1/accounts", null, null,
            ("traceparent", $"00-{trace}-{ClientSpan}-01"), ("Cookie", Canary), ("User-Agent", Canary));

        await SpanAsync(trace, "GET /v1/accounts");
        foreach (var secret in new[] { Canary, site.UserToken, site.AdminToken, site.MerchantKey })
        {
            Assert.DoesNotContain(secret, site.Collector.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, site.Log, StringComparison.Ordinal);
        }
    }

    private Task<ReceivedSpan> SpanAsync(string trace, string name, string? command = null) => TracedSystem.UntilAsync(
        () => site.Collector.Spans.FirstOrDefault(span => span.TraceId == trace && span.Name == name &&
            (command is null || span.Attributes.GetValueOrDefault("payments.command") == command)),
        $"span {name} {command} of {trace}");

    private async Task<JsonElement> LineAsync(string request, string source)
    {
        var line = await TracedSystem.UntilAsync(
            () => site.Log.Split('\n').FirstOrDefault(one =>
                one.Contains($"\"RequestId\":\"{request}\"", StringComparison.Ordinal)
                && one.Contains($"\"SourceContext\":\"{source}\"", StringComparison.Ordinal)),
            $"a line of {source} for {request}");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("Properties").Clone();
    }
}
