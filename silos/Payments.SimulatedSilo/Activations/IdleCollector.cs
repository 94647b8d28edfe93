using Orleans;

namespace Payments.SimulatedSilo.Activations;

/// <summary>
/// Ends activations that nobody has called for their collection age. They lie in buckets by the time at which they
/// could be idle, so a sweep looks at those that are due and not at the hundreds of thousands that are not.
/// </summary>
internal sealed class IdleCollector : IDisposable
{
    private readonly Silo _silo;
    private readonly long _quantum;
    private readonly SortedDictionary<long, LinkedList<Activation>> _buckets = [];
    private readonly ITimer _timer;
    private bool _armed;

    public IdleCollector(Silo silo)
    {
        _silo = silo;
        _quantum = silo.ToTimestamp(silo.Options.CollectionQuantum);
        _timer = silo.Clock.CreateTimer(
            static collector => ((IdleCollector)collector!).Sweep(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Puts the activation where it will be looked at when it could be idle.</summary>
    public void Watch(Activation activation)
    {
        var now = _silo.Clock.GetTimestamp();
        lock (_buckets)
            Put(activation, activation.IdleAt(now, AgeOf(activation)));
    }

    /// <summary>The activation has ended: nothing keeps it in memory any more.</summary>
    public void Forget(Activation activation)
    {
        lock (_buckets)
        {
            if (activation.WatchedAs is { List: { } bucket } place)
                bucket.Remove(place);

            activation.WatchedAs = null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Put(Activation activation, long idleAt)
    {
        var slot = (idleAt / _quantum) + 1;
        if (!_buckets.TryGetValue(slot, out var bucket))
            _buckets[slot] = bucket = [];

        activation.WatchedAs = bucket.AddLast(activation);
        if (!_armed)
        {
            _armed = true;
            _timer.Change(_silo.Options.CollectionQuantum, Timeout.InfiniteTimeSpan);
        }
    }

    private void Sweep()
    {
        var now = _silo.Clock.GetTimestamp();
        lock (_buckets)
        {
            while (_buckets.Count > 0 && _buckets.First() is var (slot, bucket) && slot * _quantum <= now)
            {
                _buckets.Remove(slot);
                while (bucket.First is { } first)
                {
                    bucket.RemoveFirst();
                    Look(first.Value, now);
                }
            }

            _armed = _buckets.Count > 0;
            if (_armed)
                _timer.Change(_silo.Options.CollectionQuantum, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look(Activation activation, long now)
    {
        activation.WatchedAs = null;
        var idleAt = activation.IdleAt(now, AgeOf(activation));
        if (idleAt > now)
            Put(activation, idleAt);
        else
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody called it."));
    }

    private long AgeOf(Activation activation) =>
        _silo.ToTimestamp(activation.Id.Class.CollectionAge ?? _silo.Options.CollectionAge);
}
