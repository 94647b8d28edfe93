using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>The clock of one virtual process: its timers end with it, and its wall clock may be wrong.</summary>
internal sealed class VirtualTimeProvider(VirtualProcess process, SimulationScheduler scheduler) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(scheduler.Now) + process.ClockOffset;

    public override long GetTimestamp() => scheduler.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        scheduler.CheckCaller("a timer was created");
        var timer = new VirtualTimer(process, scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Calls back in a turn of the process that made it, never on another thread.</summary>
    private sealed class VirtualTimer(
        VirtualProcess process, SimulationScheduler scheduler, TimerCallback callback, object? state)
        : ITimer, IDue, ITurn
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period;
        private bool _disposed;

        public int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;

            Version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                scheduler.SetTimer(this, Version, dueTime);

            return true;
        }

        public void Due()
        {
            Version++;
            if (!process.IsAlive)
                return;

            if (_period > TimeSpan.Zero)
                scheduler.SetTimer(this, Version, _period);

            process.Main.Post(this);
        }

        public void Run()
        {
            if (_disposed)
                return;

            if (_context is null)
                callback(state);
            else
                ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
        }

        public void Dispose()
        {
            _disposed = true;
            Version++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call()
        {
            try
            {
                callback(state);
            }
            catch (Exception failure)
            {
                scheduler.Fail($"a timer callback of {process.Name} failed", failure);
            }
        }
    }
}
