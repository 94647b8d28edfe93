namespace Payments.Simulation.Database;

/// <summary>Row locks: the first who asks has it until its transaction ends, the others wait in order.</summary>
internal sealed class RowLocks(TimeProvider clock)
{
    private readonly Dictionary<Guid, Row> _rows = [];

    /// <summary>Waits for the lock of a row.</summary>
    /// <exception cref="Npgsql.PostgresException">It was not to be had in time.</exception>
    public async Task AcquireAsync(Guid id, SimulatedTransaction owner)
    {
        if (!_rows.TryGetValue(id, out var row))
            _rows[id] = row = new Row();

        if (row.Owner is not null && row.Owner != owner)
            await WaitAsync(row, owner);

        owner.RequireAlive();
        Grant(row, id, owner);
    }

    /// <summary>The transaction has ended: the next that waits for each of its rows goes on.</summary>
    public void Release(SimulatedTransaction owner)
    {
        foreach (var id in owner.Locked.ToArray())
        {
            var row = _rows[id];
            if (row.Owner != owner)
                continue;

            row.Owner = null;
            while (row.Owner is null && row.Waiting.TryDequeue(out var next))
            {
                if (next.Owner.IsOpen && next.Granted.TrySetResult())
                    Grant(row, id, next.Owner);
            }
        }

        owner.Locked.Clear();
    }

    /// <summary>Noted at once: the owner may end before it goes on.</summary>
    private static void Grant(Row row, Guid id, SimulatedTransaction owner)
    {
        row.Owner = owner;
        owner.Locked.Add(id);
    }

    private async Task WaitAsync(Row row, SimulatedTransaction owner)
    {
        var wait = new Waiter(owner, new TaskCompletionSource());
        row.Waiting.Enqueue(wait);
        try
        {
            await Task.WhenAny(wait.Granted.Task, owner.Ended).WaitAsync(owner.LockTimeout, clock);
        }
        catch (TimeoutException)
        {
            // The lock may have been granted in the same instant; then it is ours.
            if (wait.Granted.TrySetCanceled())
                throw ServerErrors.LockTimeout();
        }
    }

    private sealed class Row
    {
        public SimulatedTransaction? Owner { get; set; }

        public Queue<Waiter> Waiting { get; } = new();
    }

    private sealed record Waiter(SimulatedTransaction Owner, TaskCompletionSource Granted);
}
