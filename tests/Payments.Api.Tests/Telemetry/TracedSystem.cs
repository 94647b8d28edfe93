using System.Diagnostics;
using Payments.Api.Tests.Sites;
using Payments.Api.Tests.Telemetry;
using Payments.Watching;

[assembly: AssemblyFixture(typeof(TracedSystem))]

namespace Payments.Api.Tests.Telemetry;

/// <summary>A whole system that sends its traces and metrics to a collector, and logs every request and command.</summary>
public sealed class TracedSystem : SystemSite
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private OtlpReceiver? _receiver;

    internal OtlpReceiver Collector => _receiver!;

    protected override Dictionary<string, string> Settings => new([.. base.Settings, .. Collector.Settings])
    {
        ["Payments:LogLevels:Payments.Api"] = "debug",
        ["Payments:LogLevels:Payments.Grains"] = "Debug",
    };

    public override async ValueTask InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }

    /// <summary>What comes when it comes: exports and log lines follow the answer.</summary>
    public static async Task<T> UntilAsync<T>(Func<T?> look, string what)
        where T : class
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        do
        {
            if (look() is { } found)
            {
                return found;
            }
        }
        while (Stopwatch.GetElapsedTime(started) < Deadline && await ticks.WaitForNextTickAsync());

        throw new TimeoutException($"{what} did not come within {Deadline}");
    }
}
