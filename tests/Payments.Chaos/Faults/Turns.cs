using Payments.Chaos.Load;

namespace Payments.Chaos.Faults;

/// <summary>The order of the faults, round after round, and the pauses between them: from the seed alone, whatever faults draw.</summary>
internal sealed class Turns(long seed, IReadOnlyList<Fault> faults)
{
    private readonly Random _random = Seeds.Of(seed, Seeds.Purpose.Order);

    /// <summary>All of them, in the next round's order.</summary>
    internal Fault[] Next()
    {
        var order = faults.ToArray();
        _random.Shuffle(order);
        return order;
    }

    /// <summary>Seconds until the next one.</summary>
    internal double Pause() => 0.5 + _random.NextDouble() * 1.5;
}
