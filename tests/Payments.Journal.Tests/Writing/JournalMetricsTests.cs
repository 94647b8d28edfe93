using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Writing;

public sealed class JournalMetricsTests : IMeterFactory
{
    private readonly Meter _meter = new(JournalMetrics.MeterName);

    [Fact]
    public void What_alerts_watch_for_begins_at_zero_for_every_kind_of_command()
    {
        var seen = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == _meter && instrument.Name == "payments.commands")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen[$"{tags[0].Value} {tags[1].Value}"] = value);
        listener.Start();

        new JournalMetrics(this).Begin();

        string[] ends = ["unavailable", "unknown", "bad", "shed"];
        var expected = Enumerable.Range(0, CommandKinds.Count).SelectMany(kind => ends.Select(end => $"{CommandKinds.NameOf(kind)} {end}"));
        Assert.Equal(expected.Order(), seen.Keys.Order());
        Assert.All(seen.Values, value => Assert.Equal(0, value));
    }

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
