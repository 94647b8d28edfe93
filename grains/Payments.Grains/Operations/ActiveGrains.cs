using System.Collections.Concurrent;
using Payments.Grains.Idempotency;

namespace Payments.Grains.Operations;

/// <summary>A grain that can be looked at from outside, on any thread, while it works.</summary>
internal interface IWatchedGrain
{
    /// <summary>What it has to do.</summary>
    GrainLoad Load { get; }
}

/// <summary>What a grain has to do, as <see cref="GrainReport"/> tells it.</summary>
internal readonly record struct GrainLoad(int CommandsInFlight, int? QueueLength, int? WritesInFlight, long? Epoch);

/// <summary>A grain that is placed at the home of its slot, and moves there when that is elsewhere.</summary>
internal interface IHomeGrain : IWatchedGrain
{
    /// <summary>Goes home, on any thread, after what it has begun.</summary>
    void Leave();
}

/// <summary>
/// The grains that are active in this silo, so that an operator can find one without calling it: a call would activate it.
/// </summary>
/// <param name="clock">Tells since when.</param>
public sealed class ActiveGrains(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(GrainKind Kind, Guid Id), Active> _grains = new();

    /// <summary>How many there are.</summary>
    public int Count => _grains.Count;

    /// <summary>The grain as it is now; null when it is not active here.</summary>
    public GrainReport? Find(GrainKind kind, Guid id)
    {
        if (!_grains.TryGetValue((kind, id), out var active))
        {
            return null;
        }

        var load = active.Grain.Load;
        return new GrainReport
        {
            Since = active.Since,
            CommandsInFlight = load.CommandsInFlight,
            QueueLength = load.QueueLength,
            WritesInFlight = load.WritesInFlight,
            Epoch = load.Epoch,
        };
    }

    /// <summary>The grains here whose home is elsewhere, found one by one while the sequence is walked.</summary>
    /// <param name="isHome">Whether a slot is at home here.</param>
    public IEnumerable<(GrainKind Kind, Guid Id)> AwayFromHome(Predicate<int> isHome) => _grains
        .Where(grain => grain.Value.Grain is IHomeGrain && !isHome(IdempotencySlots.SlotOf(grain.Key.Id)))
        .Select(grain => grain.Key);

    /// <summary>Tells a grain to go home, if it is still active here.</summary>
    public void SendHome(GrainKind kind, Guid id)
    {
        if (_grains.TryGetValue((kind, id), out var active) && active.Grain is IHomeGrain grain)
        {
            grain.Leave();
        }
    }

    /// <summary>An activation begins. A later one of the same grain takes its place.</summary>
    internal void Enter(GrainKind kind, Guid id, IWatchedGrain grain) =>
        _grains[(kind, id)] = new Active(grain, clock.GetUtcNow());

    /// <summary>An activation has ended.</summary>
    internal void Leave(GrainKind kind, Guid id, IWatchedGrain grain)
    {
        if (_grains.TryGetValue((kind, id), out var active) && ReferenceEquals(active.Grain, grain))
        {
            _grains.TryRemove(new KeyValuePair<(GrainKind, Guid), Active>((kind, id), active));
        }
    }

    private sealed class Active(IWatchedGrain grain, DateTimeOffset since)
    {
        internal IWatchedGrain Grain => grain;

        internal DateTimeOffset Since => since;
    }
}
