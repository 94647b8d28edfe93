namespace Payments.Chaos.Load;

/// <summary>Writes the history: every operation before it is sent and when it has ended, every fault when it is over.</summary>
internal sealed class Recorder(HistoryWriter history, RunClock clock)
{
    private long _op;
    private int _process;
    private long _acknowledged;

    internal RunClock Clock => clock;

    /// <summary>All transfers that any client was told of.</summary>
    internal AcknowledgedTransfers Transfers { get; } = new();

    internal long Acknowledged => Volatile.Read(ref _acknowledged);

    internal long Operations => Volatile.Read(ref _op);

    internal void Begin(RunHeader run) => history.Write(new HistoryLine { Run = run });

    internal int NewProcess() => Interlocked.Increment(ref _process);

    internal Invocation Invoke(Invocation invoke)
    {
        var sent = invoke with { Op = Interlocked.Increment(ref _op), At = clock.Now };
        history.Write(new HistoryLine { Invoke = sent });
        return sent;
    }

    internal void Complete(Invocation invoke, Completion completion)
    {
        history.Write(new HistoryLine { Complete = completion });
        if (completion.Outcome == Outcome.Ok)
        {
            Interlocked.Increment(ref _acknowledged);
            if (invoke.Key is not null)
            {
                Transfers.Add(completion.TransferIds());
            }
        }
    }

    internal void Fault(FaultRecord fault) => history.Write(new HistoryLine { Fault = fault });
}
