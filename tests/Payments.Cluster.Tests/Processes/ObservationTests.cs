using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Payments.Watching;

namespace Payments.Cluster.Tests.Processes;

/// <summary>What operators see of a cluster, where the front end is another process than the silo.</summary>
public sealed partial class ObservationTests(ObservedCluster cluster) : IClassFixture<ObservedCluster>
{
    private const string ClientSpan = "00f067aa0ba902b7";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_transfer_is_one_trace_over_both_processes()
    {
        var trace = Guid.NewGuid().ToString("N");
        Assert.Equal(HttpStatusCode.Created, await TransferAsync(1, trace));

        IReadOnlyList<ReceivedSpan>? way = null;
        await Waiting.UntilAsync(
            () =>
            {
                var journal = cluster.Collector.Spans.FirstOrDefault(span => span.TraceId == trace
                    && span.Name == "journal append" && span.Attributes.GetValueOrDefault("payments.command") == "transfer");
                way = journal is null ? null : cluster.Collector.WayUp(journal, ClientSpan);
                return Task.FromResult(way is not null);
            },
            Longest, $"the way from the journal to the request in {trace}");

        Assert.Equal(("payments-silo", "payments-api"), (way![0].Service, way[^1].Service));
        Assert.Equal("POST /v1/transfers", way[^1].Name);
        Assert.All(["Entrance", "Idempotency", "Account"], grain =>
            Assert.Contains(way, span => span.Service == "payments-silo" && span.Name.Contains(grain, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_watched_is_on_the_pages_of_silo_and_front_end_each_its_own()
    {
        Assert.Equal(HttpStatusCode.Created, await TransferAsync(1));
        Assert.Equal(HttpStatusCode.PaymentRequired, await TransferAsync(9_000_000_000_000_000));
        var uses = Expressions.All().SelectMany(one => Expressions.Uses(one.Expression).Select(use => (one.Place, Use: use))).ToList();
        Assert.True(uses.Count > 40, $"only {uses.Count} uses of metrics were found");

        List<string> missing = [];
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await Waiting.UntilAsync(
            async () =>
            {
                await pause.WaitForNextTickAsync();
                var (silo, frontEnd) = (await ScrapeAsync(cluster.Silos[0].Address), await ScrapeAsync(cluster.Clients[0].BaseAddress!));
                missing = [.. uses.SelectMany(one => PagesOf(one.Use.Metric, silo, frontEnd)
                    .SelectMany(page => page.Complaints(one.Use)).Select(complaint => $"{one.Place}: {complaint}")).Distinct()];
                return missing.Count == 0;
            },
            Longest, () => string.Join('\n', missing));
    }

    [Fact]
    public async Task The_dashboard_shows_the_silos_grains_by_names_that_the_manual_explains()
    {
        Assert.Equal(HttpStatusCode.Created, await TransferAsync(1));
        List<string> names = [];
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await Waiting.UntilAsync(
            async () =>
            {
                await pause.WaitForNextTickAsync();
                names = await GrainNamesAsync();
                return names.Contains("AccountGrain") && names.Contains("IdempotencyGrain");
            },
            Longest, () => $"the grains of a transfer among {string.Join(", ", names)}");

        var explained = Row().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs/operations.md"))).Select(match => match.Groups[1].Value);
        Assert.Empty(names.Except(explained));
        using var page = await GetAsync("/dashboard/");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
    }

    /// <summary>Requests are counted where they come in, commands where they are written; every process has memory.</summary>
    private static MetricsScrape[] PagesOf(string metric, MetricsScrape silo, MetricsScrape frontEnd) => metric.Split('_') switch
    {
        ["payments", "http", ..] => [frontEnd],
        ["dotnet", ..] => [silo, frontEnd],
        // Of mutual TLS, which this cluster has not: TlsTests.
        ["payments", "cluster", "certificate", ..] => [],
        _ => [silo],
    };

    private static async Task<MetricsScrape> ScrapeAsync(Uri address)
    {
        using var scraper = new HttpClient { BaseAddress = address };
        return new MetricsScrape(await scraper.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
    }

    /// <summary>The product's grains as the pages call them: by the last part of the type's name.</summary>
    private async Task<List<string>> GrainNamesAsync()
    {
        using var answer = await GetAsync("/dashboard/DashboardCounters");
        using var counters = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return
        [
            .. counters.RootElement.GetProperty("simpleGrainStats").EnumerateArray().Select(grain => grain.GetProperty("grainType").GetString()!)
                .Where(type => type.StartsWith("Payments.", StringComparison.Ordinal)).Select(type => type.Split('.')[^1]).Distinct(),
        ];
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Demo("admin", "token"));
        return await cluster.Clients[0].SendAsync(request);
    }

    private async Task<HttpStatusCode> TransferAsync(long amount, string? trace = null)
    {
        var body = $$"""
            {"source":"{{cluster.Demo("accounts", "user_usd")}}","destination":"{{cluster.Demo("accounts", "merchant_usd")}}",
             "amount":{{amount}},"currency":"USD"}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transfers") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Demo("user", "token"));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        if (trace is not null)
        {
            request.Headers.Add("traceparent", $"00-{trace}-{ClientSpan}-01");
        }

        using var answer = await cluster.Clients[0].SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"(?m)^\| `(\w+Grain)` \|")]
    private static partial Regex Row();
}
