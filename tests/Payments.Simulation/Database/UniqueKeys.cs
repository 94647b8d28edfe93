namespace Payments.Simulation.Database;

/// <summary>
/// The unique index on operation ids: who inserts an id that a running transaction has inserted waits for its end.
/// </summary>
internal sealed class UniqueKeys(TimeProvider clock)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, SimulatedTransaction> _inserting = [];

    /// <summary>Inserts an id, after the end of everybody who has inserted it before.</summary>
    public async Task InsertAsync(Guid id, SimulatedTransaction transaction)
    {
        while (_inserting.TryGetValue(id, out var other) && other != transaction)
        {
            try
            {
                await Task.WhenAny(other.Ended, transaction.Ended).WaitAsync(WaitMax, clock);
            }
            catch (TimeoutException)
            {
                throw new ServerRefusalException("lock_timeout", isBadCommand: false);
            }

            transaction.RequireAlive();
        }

        if (_inserting.TryAdd(id, transaction))
            transaction.Inserted.Add(id);
    }

    /// <summary>The transaction has ended.</summary>
    public void Release(SimulatedTransaction transaction)
    {
        foreach (var id in transaction.Inserted)
            _inserting.Remove(id);
    }
}
