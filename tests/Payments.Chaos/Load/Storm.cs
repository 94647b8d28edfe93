using Payments.Chaos.Faults;

namespace Payments.Chaos.Load;

/// <summary>
/// An open loop beside the other clients: requests come at a rate, whether or not earlier ones have been answered. Who is turned
/// away does not wait as long as he is asked to, but comes again at once.
/// </summary>
internal sealed class Storm(FaultScene scene)
{
    private const double Times = 3;
    private const double RateLeast = 200;

    // The load machine is the cluster's: bounds that its processors still bear.
    private const double RateMost = 4_000;
    private const int InFlightMax = 1_000;
    private const int TriesMax = 4;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly List<Task> _requests = [];
    private int _inFlight;
    private int _sent;
    private int _shed;

    /// <summary>Requests of the storm that were sent, tries after the first one too.</summary>
    internal int Sent => _sent;

    /// <summary>Requests of the storm that were turned away.</summary>
    internal int Shed => _shed;

    /// <summary>What was done meanwhile, for whichever client.</summary>
    internal long Served { get; private set; }

    /// <summary>Sends for so long, each second three times what was served in the second before; returns when all have ended.</summary>
    internal async Task RunAsync(double seconds)
    {
        var (choices, recorder) = (scene.NewChoices(), scene.Load.Client.Recorder);
        var rate = Times * await ServedInASecondAsync();
        var before = recorder.Acknowledged;
        for (var second = 0; second < seconds; second++)
        {
            var served = recorder.Acknowledged;
            await SendForASecondAsync(choices, Math.Clamp(rate, RateLeast, RateMost));
            rate = Times * (recorder.Acknowledged - served);
        }

        Served = recorder.Acknowledged - before;
        await Task.WhenAll(_requests);
    }

    private async Task<long> ServedInASecondAsync()
    {
        var before = scene.Load.Client.Recorder.Acknowledged;
        await scene.LastAsync(1);
        return scene.Load.Client.Recorder.Acknowledged - before;
    }

    private async Task SendForASecondAsync(Choices choices, double rate)
    {
        using var ticks = new PeriodicTimer(Tick, scene.Clock);
        var (started, begun) = (scene.Clock.GetTimestamp(), 0);
        for (var elapsed = 0.0; elapsed < 1; elapsed = scene.Clock.GetElapsedTime(started).TotalSeconds)
        {
            for (; begun < elapsed * rate; begun++)
            {
                if (Volatile.Read(ref _inFlight) < InFlightMax)
                {
                    Interlocked.Increment(ref _inFlight);
                    _requests.Add(SendAsync(choices.Next(process: 0) with { Phase = Phase.Storm }));
                }
            }

            await ticks.WaitForNextTickAsync();
        }
    }

    private async Task SendAsync(Invocation wanted)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var sent = Interlocked.Increment(ref _sent);
            var answer = await scene.SendAsync(scene.Cluster.FrontEnds[sent % scene.Cluster.FrontEnds.Count], wanted);
            if (answer.Status is not (429 or 503))
            {
                break;
            }

            Interlocked.Increment(ref _shed);
        }

        Interlocked.Decrement(ref _inFlight);
    }
}
