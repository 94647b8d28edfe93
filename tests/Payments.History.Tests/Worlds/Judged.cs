namespace Payments.History.Tests.Worlds;

/// <summary>An honest world's history and journal, open to be tampered with before they are judged.</summary>
internal sealed class Judged
{
    internal Judged(int seed, int operations)
    {
        var world = new HonestWorld(seed, operations);
        (Header, Invocations, Completions) = (world.Header, world.Invocations, world.Completions);
        (Events, Entries, Holds) = (world.Events, world.Entries, world.Holds);
        (Accounts, Operations) = (world.Accounts, world.Operations);
        ExportedAt = Events[^1].RecordedAt.AddSeconds(1);
    }

    internal RunHeader Header { get; set; }

    internal List<Invocation> Invocations { get; }

    internal List<Completion> Completions { get; }

    internal List<JournalEvent> Events { get; }

    internal List<JournalEntry> Entries { get; }

    internal List<JournalHold> Holds { get; }

    internal List<JournalAccount> Accounts { get; }

    internal List<JournalOperation> Operations { get; }

    internal List<FaultRecord> Faults { get; } = [];

    internal DateTimeOffset ExportedAt { get; set; }

    internal Report Check()
    {
        var lines = new List<HistoryLine> { new() { Run = Header } };
        lines.AddRange(Invocations.Select(invoke => new HistoryLine { Invoke = invoke }));
        lines.AddRange(Completions.Select(complete => new HistoryLine { Complete = complete }));
        lines.AddRange(Faults.Select(fault => new HistoryLine { Fault = fault }));
        return HistoryChecker.Check(HistoryFile.Of(lines), new JournalFile
        {
            ExportedAt = ExportedAt,
            Accounts = Accounts,
            Entries = Entries,
            Events = Events,
            Holds = Holds,
            Operations = Operations,
        });
    }

    /// <summary>Answers of operations, from one to another, come after all of them: as after a fault that held all of them up.</summary>
    internal void DelayAnswers(int from, int to)
    {
        var last = Completions.Take(to).Max(answer => answer.At);
        for (var index = from; index < to; index++)
        {
            Completions[index] = Completions[index] with { At = last };
        }
    }

    /// <summary>The index of an answered operation of a kind, somewhere in the middle of the run.</summary>
    internal int AnsweredAt(OperationKind kind, Func<Completion, bool>? also = null) => Enumerable.Range(0, Completions.Count).First(index =>
        index > Completions.Count / 3 && Invocations[index].Kind == kind && Completions[index].Outcome == Outcome.Ok
        && (also is null || also(Completions[index])));

    /// <summary>The entry that an acknowledged operation made.</summary>
    internal int EntryOf(Invocation invoke) => Entries.FindIndex(entry => entry.Operation == $"op {invoke.Op}");
}
