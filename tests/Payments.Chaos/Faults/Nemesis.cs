using Payments.Chaos.Load;

namespace Payments.Chaos.Faults;

/// <summary>Makes faults, one after the other, in an order and at times that a seed decides, until the time is over.</summary>
internal sealed class Nemesis(FaultScene scene, IReadOnlyList<Fault> faults, Recorder recorder, long seed)
{
    private const int TriesMax = 3;
    private readonly Turns _turns = new(seed, faults);
    private int _strikes;

    /// <summary>Each fault once, and then again and again while there is time.</summary>
    internal async Task RunAsync(TimeSpan time)
    {
        var started = scene.Clock.GetTimestamp();
        var round = 0;
        do
        {
            foreach (var fault in _turns.Next())
            {
                if (round > 0 && scene.Clock.GetElapsedTime(started) > time)
                {
                    return;
                }

                // What did not happen is tried again at once; the run proves nothing when it does not happen then either.
                for (var tries = 0; tries < TriesMax && !await StrikeAsync(fault); tries++)
                {
                }

                await scene.LastAsync(_turns.Pause());
            }

            round++;
        }
        while (scene.Clock.GetElapsedTime(started) < time);
    }

    /// <summary>Makes one; false when it did not happen.</summary>
    private async Task<bool> StrikeAsync(Fault fault)
    {
        var from = recorder.Clock.Now;
        var strike = await fault.StrikeAsync(scene with { Random = Seeds.Of(seed, Seeds.Purpose.Strike, ++_strikes) });
        var record = new FaultRecord(
            fault.Number, fault.Means, strike.Target, strike.StruckAt == 0 ? from : strike.StruckAt, recorder.Clock.Now, strike.Fired)
        {
            RecoveredAt = strike.HealedAt == 0 ? null : strike.HealedAt,
            Accounts = strike.Accounts,
            UnknownMost = strike.UnknownMost,
            HasEnded = strike.HasEnded,
            StandingStill = strike.StandingStill,
            Partition = strike.Partition,
        };
        recorder.Fault(record);
        Console.WriteLine($"{from / 1e6,7:F1} s  {fault.Number,-4} {(strike.Fired ? "fired    " : "NOT FIRED")} {strike.Target}: {fault.Means}");
        return strike.Fired;
    }
}
