using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;

namespace Payments.Simulation.Database;

/// <summary>A plan on its way to the server, with what the history notes of it.</summary>
/// <param name="Planned">The plan.</param>
/// <param name="Commands">The commands as the silo was asked for them.</param>
/// <param name="Absent">Accounts that were asked for and were not there.</param>
/// <param name="Read">What it was made from.</param>
/// <param name="IsUnderLocks">Whether it was made under locks.</param>
/// <param name="IsInserted">Whether its inserts were sent before.</param>
internal sealed record SentPlan(
    PlannedBatch Planned, IReadOnlyList<Command> Commands, IReadOnlyList<Guid> Absent, Reading Read, bool IsUnderLocks, bool IsInserted)
{
    /// <summary>By how much a planted mistake has put the database's clock wrong for the planner.</summary>
    public TimeSpan ClockError { get; init; }

    public JournalWrites Writes => Planned.Plan.Writes;

    /// <summary>
    /// After how many transactions an account was as the plan saw it, of those that no lock has kept so until the commit.
    /// </summary>
    public IReadOnlyDictionary<Guid, int> SeenAt(int reliedOnAt)
    {
        var seen = Absent.Where(id => !Writes.Accounts.ContainsKey(id)).ToDictionary(id => id, _ => Read.RowsAt);
        if (!IsUnderLocks)
        {
            foreach (var account in Planned.ReliedOn)
                seen[account.Id] = reliedOnAt;
        }

        return seen;
    }

    public CommittedTransaction Record(long xid, string session, IReadOnlyDictionary<Guid, int> seenAt) =>
        new(xid, session, Planned.Now - ClockError, Commands, Planned.Plan.Answers, Writes) { SeenAt = seenAt, KeysSeenAt = Read.KeysAt };
}

/// <summary>What a plan is made from.</summary>
/// <param name="Snapshot">What was read.</param>
/// <param name="RowsAt">How many transactions there were when the accounts were read.</param>
/// <param name="KeysAt">How many there were when everything else was.</param>
internal sealed record Reading(JournalSnapshot Snapshot, int RowsAt, int KeysAt);

/// <summary>A part of a transaction that the server may be slow at.</summary>
internal enum CommitStage
{
    Inserts,
    Balances,
    Feed,
}

/// <summary>What becomes of a transaction on the server.</summary>
/// <param name="Delay">How long it takes beside what it needs.</param>
/// <param name="Stage">Before what.</param>
/// <param name="IsRolledBack">Whether its COMMIT is answered with ROLLBACK.</param>
internal readonly record struct CommitFate(TimeSpan Delay, CommitStage Stage, bool IsRolledBack)
{
    public TimeSpan DelayAt(CommitStage stage) => stage == Stage ? Delay : TimeSpan.Zero;
}
