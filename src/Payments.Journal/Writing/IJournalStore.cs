using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>
/// One transaction of the journal: locks and reads what the batch needs, lets
/// <see cref="Payments.Domain.Ledger.JournalPlanner"/> decide, writes and commits.
/// </summary>
public interface IJournalStore
{
    /// <summary>Executes a batch in one transaction of its own.</summary>
    /// <returns>One answer for each command, in order, when the commit is proven.</returns>
    /// <exception cref="JournalStoreException">It failed; the exception says whether it may have been committed.</exception>
    Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation);
}

/// <summary>What a failed transaction has certainly done, and what helps.</summary>
public enum StoreFailure
{
    /// <summary>Not committed, and the same batch may succeed at once: serialization failure, deadlock, lock time-out, lost connection before the commit was sent.</summary>
    Retry,

    /// <summary>Not committed, and the database needs time or an operator: full disk, too many connections, starting up.</summary>
    Unavailable,

    /// <summary>Not committed: a command of the batch is unacceptable to the database. Alone it will fail again, its neighbours will not.</summary>
    BadCommand,

    /// <summary>The commit was sent and no answer came. Only inserting again under the same operation ids tells.</summary>
    Unknown,
}

/// <summary>A transaction of the journal failed.</summary>
public sealed class JournalStoreException(StoreFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What is certain about it.</summary>
    public StoreFailure Failure { get; } = failure;

    /// <summary>
    /// True when a plan that was made without locks met rows that have changed or that somebody else is changing, or a key
    /// that has been used since: certain to be undone, and to be decided anew under locks.
    /// </summary>
    public bool IsStalePlan { get; init; }
}
