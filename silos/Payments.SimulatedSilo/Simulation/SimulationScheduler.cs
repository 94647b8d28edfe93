using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// The loop of a world: among everything that could happen next (a turn of some queue, a message on its way) the seed
/// chooses one. Each step takes a little virtual time; when nothing can happen, the clock jumps to the next timer.
/// </summary>
internal sealed class SimulationScheduler(SimulationRandom random, SimulationTrace trace, SimulationOptions options)
{
    private static readonly TimeSpan EscapeWait = TimeSpan.FromSeconds(2);

    private readonly List<object> _ready = [];
    private readonly VirtualTimers _timers = new();
    private volatile int _thread;
    private volatile Failure? _failure;
    private int _queues;

    /// <summary>The virtual time since the start, in ticks.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>What went wrong outside of the scenario's own task.</summary>
    public Failure? Failed => _failure;

    public IEnumerable<string> Ready => _ready.Select(item => item.ToString()!);

    public int TimerCount => _timers.Count;

    public int NextQueueNumber() => ++_queues;

    public void MakeReady(object item) => _ready.Add(item);

    public void SetTimer(IDue item, int version, TimeSpan after) =>
        _timers.Add(item, version, Now + Math.Max(0, after.Ticks));

    /// <summary>The first failure ends the run.</summary>
    public void Fail(string what, Exception? cause) => _failure ??= new Failure(what, cause);

    /// <summary>While the world runs, only code in a turn may do this.</summary>
    public void CheckCaller(string what)
    {
        if (_thread == 0 || (!IsForeignThread && TurnQueue.OfThisThread is not null))
            return;

        Escaped($"{what} outside of every turn");
        throw new InvalidOperationException($"Simulated code left the simulation: {what} outside of every turn.");
    }

    public bool IsOnItsThread(TurnQueue queue)
    {
        if (!IsForeignThread)
            return true;

        Escaped($"a turn for {queue} came from another thread");
        return false;
    }

    /// <summary>Steps on this thread until done, or until a limit, a failure or a standstill.</summary>
    public void Drive(Func<bool> done)
    {
        var (stepsEnd, timeEnd) = (Steps + options.StepsMax, Now + options.TimeMax.Ticks);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            while (_failure is null && !done())
            {
                if (Steps >= stepsEnd)
                    Fail($"the run took more than {options.StepsMax} steps", null);
                else if (!TryStep() && !TryJump(timeEnd))
                    return;
            }
        }
        finally
        {
            _thread = 0;
        }
    }

    private bool IsForeignThread => _thread != 0 && _thread != Environment.CurrentManagedThreadId;

    private void Escaped(string what) => Fail(
        $"{what}. Usual causes: ConfigureAwait(false), Task.Run, WhenAll, WhenAny or WaitAsync over the task of a "
        + "source with RunContinuationsAsynchronously, ReadAllAsync of a channel, WaitAsync of a semaphore with a "
        + "timeout or token, CancelAsync, I/O, a timer that was not made by the world's TimeProvider",
        new InvalidOperationException($"Escape at:{Environment.NewLine}{Environment.StackTrace}"));

    private bool TryStep()
    {
        while (_timers.TakeDue(Now) is { } due)
            due.Due();

        if (_ready.Count == 0)
            return false;

        var bits = random.NextBits();
        var index = (int)(((bits >> 32) * (ulong)_ready.Count) >> 32);
        var item = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);

        Steps++;
        Now += (long)(((bits & 0xFFFF_FFFF) * (ulong)options.TurnTimeMax.Ticks) >> 32);
        Run(item);
        return true;
    }

    private void Run(object item)
    {
        if (item is not TurnQueue queue)
        {
            ((IMessage)item).Arrive();
            return;
        }

        var process = (VirtualProcess)queue.Executor;
        if (!process.IsAlive)
            return;

        if (process.IsPaused)
        {
            process.Enqueue(queue);
            return;
        }

        trace.Fold(queue.Number);
        trace.Fold(Now);
        if (queue.RunTurn())
            process.Enqueue(queue);
    }

    private bool TryJump(long timeEnd)
    {
        if (_timers.NextDue() is not { } next)
        {
            FailUnlessEscaped("nothing can happen any more");
            return false;
        }

        if (next > timeEnd)
        {
            FailUnlessEscaped($"the run took more than {options.TimeMax} of virtual time");
            return false;
        }

        Now = Math.Max(Now, next);
        return true;
    }

    /// <summary>A continuation that is on its way back from another thread is the better explanation.</summary>
    private void FailUnlessEscaped(string what)
    {
        if (!SpinWait.SpinUntil(() => _failure is not null, EscapeWait))
            Fail(what, null);
    }

    internal sealed record Failure(string What, Exception? Cause);
}

/// <summary>Something on its way that arrives when the scheduler says so.</summary>
internal interface IMessage
{
    /// <summary>It arrives.</summary>
    void Arrive();
}
