using Payments.Chaos.Load;

namespace Payments.Chaos.Faults;

/// <summary>More load than there is room for.</summary>
internal static class LoadFaults
{
    private const double Seconds = 5;

    internal static readonly Fault Overload = new(
        "F30", "requests at three times the rate that is served, whoever waits for answers; what is turned away comes again at once", OverloadAsync);

    private static async Task<Strike> OverloadAsync(FaultScene scene)
    {
        var storm = new Storm(scene);
        await storm.RunAsync(Seconds);
        var (overAt, answeredAt) = (scene.Now, await Answered.ByAllAsync(scene));
        var recovered = answeredAt is { } at ? $"{(at - overAt) / 1e6:F1} s" : "never";
        return new Strike(
            $"{storm.Sent / Seconds:F0} requests a second, {storm.Served / Seconds:F0} done, {storm.Shed} turned away, all accounts answered after: {recovered}",
            storm.Shed > 0 && storm.Sent >= 2 * storm.Served);
    }
}
