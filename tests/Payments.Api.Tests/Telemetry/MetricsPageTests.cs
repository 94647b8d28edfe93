using System.Diagnostics.Metrics;
using Payments.Clocks;
using Payments.Telemetry.Prometheus;

namespace Payments.Api.Tests.Telemetry;

/// <summary>What a scrape shows, of instruments of its own: the page hears all meters of the process.</summary>
public sealed class MetricsPageTests : IDisposable
{
    private static readonly TimeSpan LongerThanASiloIsRemembered = TimeSpan.FromMinutes(11);
    private readonly HandClock _clock = new();
    private readonly Meter _own = new("Payments.Tests");
    private readonly Meter _orleans = new("Microsoft.Orleans");
    private readonly MetricsPage _page;

    public MetricsPageTests() => _page = new MetricsPage(_clock);

    public void Dispose()
    {
        _page.Dispose();
        _own.Dispose();
        _orleans.Dispose();
    }

    [Fact]
    public void A_gauge_that_cannot_tell_keeps_no_value_of_before()
    {
        long? lag = 5;
        _own.CreateObservableGauge("page.lag", () => lag is { } value ? [new Measurement<long>(value)] : Array.Empty<Measurement<long>>());
        Assert.Equal(["page_lag 5"], Samples("page_lag"));

        lag = null;
        Assert.Empty(Samples("page_lag"));
        Assert.Contains("# TYPE page_lag gauge", _page.Text(), StringComparison.Ordinal);

        lag = 6;
        Assert.Equal(["page_lag 6"], Samples("page_lag"));
    }

    [Fact]
    public void Of_an_instrument_s_series_those_stay_that_it_still_tells()
    {
        string[] names = ["a", "b"];
        _own.CreateObservableCounter("page.queues", () => names.Select(name => new Measurement<int>(1, Tag("name", name))));
        Assert.Equal(2, Samples("page_queues_total").Count);

        names = ["b"];
        Assert.Equal(["page_queues_total{name=\"b\"} 1"], Samples("page_queues_total"));
    }

    [Fact]
    public void Scrapes_at_the_same_time_all_see_what_there_is()
    {
        _own.CreateObservableGauge("page.steady", () => 1);

        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Assert.Equal(["page_steady 1"], Samples("page_steady")));
    }

    [Fact]
    public void A_silo_that_is_gone_is_forgotten_and_what_the_process_counts_itself_is_not()
    {
        var pings = _orleans.CreateCounter<int>("page.pings");
        var sizes = _orleans.CreateHistogram<int>("page.sizes");
        foreach (var silo in new[] { "S1:1", "S1:2" })
        {
            pings.Add(1, Tag("Destination", silo));
            sizes.Record(10, Tag("silo", silo));
        }

        pings.Add(1);
        Samples("page_pings_total");
        _clock.Move(LongerThanASiloIsRemembered);
        pings.Add(1, Tag("Destination", "S1:2"));
        sizes.Record(10, Tag("silo", "S1:2"));

        Assert.Equal(["page_pings_total 1", "page_pings_total{Destination=\"S1:2\"} 2"], Samples("page_pings_total").Order());
        Assert.Equal(["page_sizes_count{silo=\"S1:2\"} 2"], Samples("page_sizes_count"));
    }

    [Fact]
    public void After_any_number_of_starts_a_new_silo_is_shown_by_its_name()
    {
        var pings = _orleans.CreateCounter<int>("page.starts");
        for (var start = 0; start < 1_000; start++)
        {
            pings.Add(1, Tag("Destination", $"S1:{start}"));
        }

        Assert.Equal(1_000, Samples("page_starts_total").Count);
        _clock.Move(LongerThanASiloIsRemembered);
        Assert.Empty(Samples("page_starts_total"));

        pings.Add(1, Tag("Destination", "S1:1000"));
        Assert.Equal(["page_starts_total{Destination=\"S1:1000\"} 1"], Samples("page_starts_total"));
    }

    [Fact]
    public void Buckets_are_those_that_the_instrument_advises()
    {
        _own.CreateHistogram("page.wait", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 2] }).Record(1);

        Assert.Equal(
            ["page_wait_seconds_bucket{le=\"0.25\"} 0", "page_wait_seconds_bucket{le=\"2\"} 1", "page_wait_seconds_bucket{le=\"+Inf\"} 1"],
            Samples("page_wait_seconds_bucket"));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private List<string> Samples(string name) =>
        [.. _page.Text().Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))];
}
