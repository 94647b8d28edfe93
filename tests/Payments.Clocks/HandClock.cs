namespace Payments.Clocks;

/// <summary>A clock that stands still until it is moved. Timers fire once, also those with a period.</summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new HandTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>How many timers run that are due within this time.</summary>
    public int Waiting(TimeSpan within)
    {
        lock (_lock)
        {
            return _timers.Count(timer => timer.Due <= _now + within);
        }
    }

    /// <summary>Moves it on. What becomes due runs before this returns.</summary>
    public void Move(TimeSpan by)
    {
        HandTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            _timers.RemoveAll(timer => timer.Due <= _now);
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    private sealed class HandTimer(HandClock clock, Action fire) : ITimer
    {
        internal TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => fire();
    }
}
