using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>
/// A connection to the database while one batch is written: each call is one round trip, and says of every failure what is
/// certain. Disposing undoes a transaction that is still open.
/// </summary>
/// <remarks>What fails throws <see cref="JournalStoreException"/>.</remarks>
internal interface IJournalSession : IAsyncDisposable
{
    /// <summary>Reads without locks and without a transaction; only some of the accounts, the others being known.</summary>
    Task<JournalSnapshot> LookAsync(JournalDemand demand, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation);

    /// <summary>Begins a transaction, and locks what it reads until that ends.</summary>
    Task<JournalSnapshot> LockAsync(JournalDemand demand, CancellationToken cancellation);

    /// <summary>Begins a transaction with what no other plan of this writer could hold; waits for a row are short from here on.</summary>
    Task InsertAsync(PlannedBatch planned, CancellationToken cancellation);

    /// <summary>
    /// Moves the balances of a plan that was made without locks, over exactly the rows that it was made from, and commits: behind
    /// <see cref="InsertAsync"/>, or with what that does in the same round trip.
    /// </summary>
    Task FinishAsync(PlannedBatch planned, bool isInserted, CancellationToken cancellation);

    /// <summary>Writes a plan that was made under locks, and commits.</summary>
    Task WriteAsync(PlannedBatch planned, CancellationToken cancellation);

    /// <summary>
    /// Of a plan that was made without locks and writes nothing: that the accounts which it relied on are committed as it saw them,
    /// and that what was read lasts.
    /// </summary>
    Task ConfirmAsync(PlannedBatch planned, CancellationToken cancellation);

    /// <summary>Ends a transaction under locks that writes nothing; what it read lasts.</summary>
    Task LeaveAsync(PlannedBatch planned, CancellationToken cancellation);

    /// <summary>Undoes a transaction.</summary>
    Task RollBackAsync(CancellationToken cancellation);
}
