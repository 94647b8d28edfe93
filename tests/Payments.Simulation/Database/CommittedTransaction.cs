using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Database;

/// <summary>One transaction of the database's history: what was asked, what was decided, what was written.</summary>
/// <param name="Xid">The transaction's number; numbers that a crash lost are given again.</param>
/// <param name="Session">The silo's life that sent it.</param>
/// <param name="ReadAt">The database's clock after everything was read.</param>
/// <param name="Commands">The commands as the silo sent them.</param>
/// <param name="Answers">What was decided about each.</param>
/// <param name="Writes">What was written; empty when every command was refused without a record.</param>
internal sealed record CommittedTransaction(
    long Xid, string Session, DateTimeOffset ReadAt, IReadOnlyList<Command> Commands, IReadOnlyList<Answer> Answers,
    JournalWrites Writes)
{
    /// <summary>
    /// Accounts that were decided about without a lock and without a change, with the number of transactions after which they were
    /// as the plan saw them.
    /// </summary>
    public IReadOnlyDictionary<Guid, int> SeenAt { get; init; } = new Dictionary<Guid, int>();

    /// <summary>How many transactions there were when it looked for its keys.</summary>
    public int KeysSeenAt { get; init; }

    /// <summary>The true time at which it became visible.</summary>
    public DateTimeOffset CommittedAt { get; init; }

    /// <summary>The feed position of its first event.</summary>
    public long FirstPosition { get; init; }
}
