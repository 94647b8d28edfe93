using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>Plants one error into a right history or its journal, and expects it to be found by the checks that are for it.</summary>
public abstract class PlantedViolation
{
    private protected Judged World { get; } = new(11, 2_000);

    private protected void MakeRich(string account)
    {
        var index = World.Accounts.FindIndex(one => one.Id == account);
        World.Accounts[index] = World.Accounts[index] with { Floor = -1_000_000 };
    }

    private protected static SeenBalance Off(SeenBalance seen) => seen with { Posted = seen.Posted + 1 };

    private protected void ChangeRequest(int at, Func<Invocation, Invocation> change) => World.Invocations[at] = change(World.Invocations[at]);

    private protected void ChangeAnswer(int at, Func<Completion, Completion> change) => World.Completions[at] = change(World.Completions[at]);

    private protected void Tamper(Func<JournalEntry, JournalEntry> change)
    {
        var index = World.EntryOf(World.Invocations[World.AnsweredAt(OperationKind.Transfer)]);
        World.Entries[index] = change(World.Entries[index]);
    }

    private protected void Repeat(int index, Func<Invocation, Completion, (Invocation Invoke, Completion Answer)> change)
    {
        var op = World.Invocations.Count + 1_000;
        var (invoke, answer) = change(World.Invocations[index], World.Completions[index]);
        World.Invocations.Add(invoke with { Op = op, At = World.Completions[index].At + 10 });
        World.Completions.Add(answer with { Op = op, At = World.Completions[index].At + 20 });
    }

    private protected void IsFound(params string[] checks)
    {
        var report = World.Check();

        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.All(checks, check => Assert.Contains(report.Violations, violation => violation.Check == check));
    }
}
