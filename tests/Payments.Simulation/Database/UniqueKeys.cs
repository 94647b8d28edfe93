namespace Payments.Simulation.Database;

/// <summary>An entry of a unique index.</summary>
/// <param name="Index">Its name.</param>
/// <param name="Id">What is unique.</param>
/// <param name="Number">With what, where the index is over two columns.</param>
internal readonly record struct UniqueKey(string Index, Guid Id, long Number = 0);

/// <summary>
/// The unique indexes: who inserts a key that a running transaction has inserted waits for its end.
/// </summary>
internal sealed class UniqueKeys(TimeProvider clock)
{
    private readonly Dictionary<UniqueKey, SimulatedTransaction> _inserting = [];

    /// <summary>Inserts a key, after the end of everybody who has inserted it before.</summary>
    public async Task InsertAsync(UniqueKey key, SimulatedTransaction transaction)
    {
        while (_inserting.TryGetValue(key, out var other) && other != transaction)
        {
            try
            {
                await Task.WhenAny(other.Ended, transaction.Ended).WaitAsync(transaction.LockTimeout, clock);
            }
            catch (TimeoutException)
            {
                throw ServerErrors.LockTimeout();
            }

            transaction.RequireAlive();
        }

        if (_inserting.TryAdd(key, transaction))
            transaction.Inserted.Add(key);
    }

    /// <summary>The transaction has ended.</summary>
    public void Release(SimulatedTransaction transaction)
    {
        foreach (var key in transaction.Inserted)
            _inserting.Remove(key);
    }
}
