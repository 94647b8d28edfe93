using Payments.Chaos.Load;

namespace Payments.Chaos.Faults;

/// <summary>Makes faults, one after the other, in an order and at times that a seed decides, until the time is over.</summary>
internal sealed class Nemesis(FaultScene scene, IReadOnlyList<Fault> faults, Recorder recorder)
{
    private readonly List<FaultRecord> _fired = [];

    internal IReadOnlyList<FaultRecord> Fired => _fired;

    /// <summary>Each fault once, and then again and again while there is time.</summary>
    internal async Task RunAsync(TimeSpan time)
    {
        var started = scene.Clock.GetTimestamp();
        var round = 0;
        do
        {
            foreach (var fault in Shuffled())
            {
                if (round > 0 && scene.Clock.GetElapsedTime(started) > time)
                {
                    return;
                }

                await StrikeAsync(fault);
                await scene.LastAsync(0.5 + scene.Random.NextDouble() * 1.5);
            }

            round++;
        }
        while (scene.Clock.GetElapsedTime(started) < time);
    }

    internal async Task StrikeAsync(Fault fault)
    {
        var from = recorder.Clock.Now;
        var strike = await fault.StrikeAsync(scene);
        var record = new FaultRecord(
            fault.Number, fault.Means, strike.Target, strike.StruckAt == 0 ? from : strike.StruckAt, recorder.Clock.Now, strike.Fired)
        {
            RecoveredAt = strike.HealedAt == 0 ? null : strike.HealedAt,
            Accounts = strike.Accounts,
            UnknownMost = strike.UnknownMost,
            Partition = strike.Partition,
        };
        _fired.Add(record);
        recorder.Fault(record);
        Console.WriteLine($"{from / 1e6,7:F1} s  {fault.Number,-4} {(strike.Fired ? "fired    " : "NOT FIRED")} {strike.Target}: {fault.Means}");
    }

    private Fault[] Shuffled()
    {
        var order = faults.ToArray();
        scene.Random.Shuffle(order);
        return order;
    }
}
