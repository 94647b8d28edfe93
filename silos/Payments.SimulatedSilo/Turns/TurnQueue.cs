namespace Payments.SimulatedSilo.Turns;

/// <summary>
/// Runs turns one at a time and in order. It is the <see cref="TaskScheduler.Current"/> of its turns, so the
/// continuation of every await in them comes back as another turn: that is what makes a grain single-threaded.
/// </summary>
internal sealed class TurnQueue(ITurnExecutor executor, object owner, int number) : TaskScheduler, IThreadPoolWorkItem
{
    private const int TurnsAtOnce = 64;

    [ThreadStatic]
    private static TurnQueue? _current;

    private readonly Queue<object> _turns = new();
    private bool _scheduled;

    /// <summary>The queue whose turn this thread runs.</summary>
    public static TurnQueue? OfThisThread => _current;

    /// <summary>Whose turns they are.</summary>
    public object Owner => owner;

    /// <summary>What runs the turns.</summary>
    public ITurnExecutor Executor => executor;

    /// <summary>The place in the order of creation, the same in every run of a seed.</summary>
    public int Number => number;

    /// <summary>One at a time.</summary>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Posts a turn that does not inherit the caller's execution context.</summary>
    public void Post(ITurn turn) => Add(turn);

    /// <summary>Runs the first turn; true when another one waits.</summary>
    public bool RunTurn()
    {
        object? turn;
        lock (_turns)
        {
            if (!_turns.TryDequeue(out turn))
                return _scheduled = false;
        }

        Run(turn);
        lock (_turns)
            return _scheduled = _turns.Count > 0;
    }

    /// <summary>Whose turns they are, for messages.</summary>
    public override string ToString() => owner.ToString()!;

    /// <summary>Runs turns on a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TurnsAtOnce; i++)
        {
            if (!RunTurn())
                return;
        }

        executor.Enqueue(this);
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => Add(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && _current == this && executor.Accepts(this) && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    private void Add(object turn)
    {
        if (!executor.Accepts(this))
            return;

        lock (_turns)
        {
            _turns.Enqueue(turn);
            if (_scheduled)
                return;

            _scheduled = true;
        }

        executor.Enqueue(this);
    }

    private void Run(object turn)
    {
        var outer = _current;
        _current = this;
        try
        {
            // The task is made here, not by the poster, so that it captures no context of the poster's.
            if (turn is Task task)
                TryExecuteTask(task);
            else
                new Task(static turn => ((ITurn)turn!).Run(), turn).RunSynchronously(this);
        }
        finally
        {
            _current = outer;
        }
    }
}

/// <summary>A piece of work that begins in a turn of its own. It must not throw.</summary>
internal interface ITurn
{
    /// <summary>Runs in the turn.</summary>
    void Run();
}
