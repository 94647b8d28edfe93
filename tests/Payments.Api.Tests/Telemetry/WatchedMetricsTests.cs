using System.Diagnostics;
using Payments.Api.Tests.Sites;
using Payments.Watching;

namespace Payments.Api.Tests.Telemetry;

/// <summary>Each metric that dashboard, alerts and autoscaling use is in a scrape of the running product, with its labels.</summary>
public sealed class WatchedMetricsTests(TracedSystem site)
{
#if ORLEANS
    private const bool HasOrleans = true;
#else
    private const bool HasOrleans = false;
#endif

    [Fact]
    public async Task What_is_watched_exists()
    {
        await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));
        await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 9_000_000_000_000_000));
        var uses = Expressions.All()
            .SelectMany(one => Expressions.Uses(one.Expression).Select(use => (one.Place, Use: use)))
            // Only where there is mutual TLS: the tests of the cluster look for it.
            .Where(one => !one.Use.Metric.StartsWith("payments_cluster_certificate", StringComparison.Ordinal))
            .Where(one => HasOrleans || !one.Use.Metric.StartsWith("orleans_", StringComparison.Ordinal))
            .ToList();
        Assert.True(uses.Count > 40, $"only {uses.Count} uses of metrics were found");

        var missing = await MissingAsync(uses);
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Names_labels_and_values_are_found_in_an_expression()
    {
        var uses = Expressions.Uses(
            """sum by (le, status) (rate(a_count{status=~"5..",route="/v1/x"}[5m])) > 0.1 * (count(up{job="z"} == 1) or vector(0)) and b_total""");

        Assert.Equal(["a_count", "b_total"], uses.Select(use => use.Metric));
        Assert.Equal(["status", "route"], uses[0].Labels);
        Assert.Equal([("route", "/v1/x")], uses[0].Values);
    }

    /// <summary>Gauges follow within seconds: the ledger is verified, the database looked at.</summary>
    private async Task<List<string>> MissingAsync(List<(string Place, MetricUse Use)> uses)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        List<string> missing;
        do
        {
            var scrape = new MetricsScrape((await site.SendAsync(HttpMethod.Get, null, "/metrics")).Text);
            missing = [.. uses.SelectMany(one => scrape.Complaints(one.Use).Select(complaint => $"{one.Place}: {complaint}")).Distinct()];
        }
        while (missing.Count > 0 && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30) && await ticks.WaitForNextTickAsync());

        return missing;
    }
}
