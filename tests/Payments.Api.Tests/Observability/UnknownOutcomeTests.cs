using System.Diagnostics.Metrics;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Observability;

/// <summary>The count that wakes somebody: clients that were left without a certain outcome.</summary>
public sealed class UnknownOutcomeTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("wait=10", 1)]
    [InlineData("wait=0", 0)]
    public async Task It_counts_those_who_did_not_choose_to_wait_for_less_than_usual(string? prefer, long expected)
    {
        await using var site = await StubSite.StartAsync();
        using var count = new Count(site.Service<IMeterFactory>());
        site.Grain.Answer = _ => Task.FromException<Answer>(new JournalOutcomeUnknownException("the connection broke"));

        var answer = await site.SendAsync(
            HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), "unknown",
            prefer is null ? [] : [("Prefer", prefer)]);

        Assert.Equal((504, "outcome_unknown"), (answer.Status, answer.Code));
        Assert.Equal(expected, await count.ReadAsync(answers: 1));
    }

    /// <summary>The counter of one site: others are at work in this process.</summary>
    private sealed class Count : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly SemaphoreSlim _counted = new(0);
        private long _sum;

        public Count(IMeterFactory site)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "payments.http.unknown_outcomes" && instrument.Meter.Scope == site)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
            {
                Interlocked.Add(ref _sum, value);
                _counted.Release();
            });
            _listener.Start();
        }

        /// <summary>A request is counted after its client has the answer.</summary>
        public async Task<long> ReadAsync(int answers)
        {
            for (var answer = 0; answer < answers; answer++)
            {
                Assert.True(await _counted.WaitAsync(TimeSpan.FromSeconds(20)), "the answer was not counted");
            }

            return Interlocked.Read(ref _sum);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _counted.Dispose();
        }
    }
}
