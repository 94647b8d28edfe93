namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// Which faults a run may have, and which it had: a run in which a fault did not fire proves nothing about it.
/// </summary>
public sealed class FaultPlan
{
    private readonly SimulationRandom _random;
    private readonly Action<string> _onFired;
    private readonly SortedDictionary<string, Point> _points = new(StringComparer.Ordinal);

    internal FaultPlan(SimulationRandom random, Action<string> onFired)
    {
        _random = random;
        _onFired = onFired;
    }

    /// <summary>Whether faults fire at all; a phase without them at the end shows that the system heals.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>How often each point fired, points by name; those that were only asked have 0.</summary>
    public IReadOnlyDictionary<string, int> Fired => _points.ToDictionary(p => p.Key, p => p.Value.Fired);

    /// <summary>How often all points together fired.</summary>
    public int FiredCount => _points.Values.Sum(point => point.Fired);

    /// <summary>Lets a point fire with this probability each time that it is reached, up to the limit.</summary>
    public FaultPlan Set(string point, double probability, int atMost = int.MaxValue)
    {
        var settings = Find(point);
        settings.Probability = probability;
        settings.AtMost = atMost;
        return this;
    }

    /// <summary>Lets a point fire for certain the next times that it is reached, faults disabled or not.</summary>
    public FaultPlan FireNext(string point, int times = 1)
    {
        Find(point).Ordered += times;
        return this;
    }

    /// <summary>Asked by code under simulation where a fault may happen.</summary>
    public bool ShouldFire(string point)
    {
        var settings = Find(point);
        if (settings.Ordered > 0)
            settings.Ordered--;
        else if (!IsEnabled || settings.Probability <= 0 || settings.Fired >= settings.AtMost
                 || !_random.Chance(settings.Probability))
            return false;

        settings.Fired++;
        _onFired(point);
        return true;
    }

    private Point Find(string name)
    {
        if (!_points.TryGetValue(name, out var point))
            _points[name] = point = new Point();

        return point;
    }

    private sealed class Point
    {
        public double Probability { get; set; }

        public int AtMost { get; set; }

        public int Ordered { get; set; }

        public int Fired { get; set; }
    }
}

/// <summary>The fault points of the simulated network and directory.</summary>
public static class SiloFault
{
    /// <summary>A request never arrives; its caller gets a timeout.</summary>
    public const string CallLost = "call.lost";

    /// <summary>A request arrives later than others.</summary>
    public const string CallDelayed = "call.delayed";

    /// <summary>A request is refused by the runtime; the grain has not seen it.</summary>
    public const string CallRejected = "call.rejected";

    /// <summary>A request is executed but its answer never arrives: the caller gets a timeout.</summary>
    public const string ReplyLost = "reply.lost";

    /// <summary>An answer arrives later than others.</summary>
    public const string ReplyDelayed = "reply.delayed";

    /// <summary>An answer arrives after the caller's timeout.</summary>
    public const string ReplyLate = "reply.late";

    /// <summary>The directory does not see the activation of a grain, so another silo gets a second one.</summary>
    public const string DuplicateActivation = "directory.duplicate";
}
