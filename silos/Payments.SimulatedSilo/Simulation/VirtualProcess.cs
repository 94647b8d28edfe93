using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// One run of a program: a silo from its start to its crash, or the clients. Its queues and timers belong to it; when
/// it dies nothing of it runs again, when it is paused everything waits for the resumption.
/// </summary>
internal sealed class VirtualProcess : ITurnExecutor
{
    private readonly SimulationScheduler _scheduler;
    private readonly List<object> _parked = [];

    public VirtualProcess(SimulationScheduler scheduler, string name)
    {
        _scheduler = scheduler;
        Name = name;
        Time = new VirtualTimeProvider(this, scheduler);
        Main = new TurnQueue(this, name, scheduler.NextQueueNumber());
    }

    public string Name { get; }

    public TimeProvider Time { get; }

    /// <summary>Runs timer callbacks and whatever has no queue of its own.</summary>
    public TurnQueue Main { get; }

    public TimeSpan ClockOffset { get; set; }

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    public bool Accepts(TurnQueue queue) => IsAlive && _scheduler.IsOnItsThread(queue);

    public void CheckCaller(string what) => _scheduler.CheckCaller(what);

    public void Enqueue(TurnQueue queue)
    {
        if (IsPaused)
            _parked.Add(queue);
        else
            _scheduler.MakeReady(queue);
    }

    public void Kill()
    {
        IsAlive = false;
        _parked.Clear();
    }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        foreach (var queue in _parked)
            _scheduler.MakeReady(queue);

        _parked.Clear();
    }
}
