using Payments.Domain.Ledger;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>
/// The twin of PostgreSQL behind the journal's port: row locks, a unique index on operation ids, constraints, a log that
/// a crash cuts. What is committed here is the history that a run is judged by.
/// </summary>
internal sealed class SimulatedJournalDatabase
{
    private static readonly TimeSpan StatementMax = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FlushLagMax = TimeSpan.FromSeconds(1);

    private readonly SimulationWorld _world;
    private readonly SimulationRandom _random;
    private readonly PlantedBug _bug;
    private readonly List<SimulatedTransaction> _open = [];
    private readonly TimeSpan _clockOffset;
    private readonly List<(CommittedTransaction Transaction, DateTimeOffset FlushedAt)> _log = [];
    private long _lastXid;

    public SimulatedJournalDatabase(SimulationWorld world, PlantedBug bug)
    {
        _world = world;
        _bug = bug;
        _random = new SimulationRandom(world.Seed ^ 0xDA7A_BA5E);
        Locks = new RowLocks(world.Time);
        Keys = new UniqueKeys(world.Time);
        // Half of the runs cross midnight, where the day's limits begin anew.
        _clockOffset = _random.Chance(0.5)
            ? TimeSpan.FromDays(1) - _random.NextTime(TimeSpan.FromSeconds(90))
            : TimeSpan.FromHours(12);
    }

    public Tables Tables { get; private set; } = new();

    public RowLocks Locks { get; }

    public UniqueKeys Keys { get; }

    /// <summary>Every committed transaction in commit order, and those that only decided.</summary>
    public List<CommittedTransaction> History { get; } = [];

    /// <summary>Numbers of committed transactions, as pg_xact_status tells them.</summary>
    public HashSet<long> CommittedXids { get; } = [];

    public bool IsUp { get; private set; } = true;

    /// <summary>The server's clock.</summary>
    public DateTimeOffset Now => _world.Time.GetUtcNow() + _clockOffset;

    public bool LocksRows => _bug.LocksRows;

    public SimulatedTransaction Begin(string session)
    {
        if (!IsUp)
            throw new ConnectionLostException();

        var transaction = new SimulatedTransaction(this, session);
        _open.Add(transaction);
        return transaction;
    }

    /// <summary>Runs a part of a transaction in turns of the server, whatever becomes of the silo that waits for it.</summary>
    public async Task<T> ServeAsync<T>(Func<Task<T>> work)
    {
        var result = default(T);
        await _world.StartClient("postgres", async () => result = await work());
        return result!;
    }

    public Task TakeTimeAsync(TimeSpan more = default) => Task.Delay(more + _random.NextTime(StatementMax), _world.Time);

    public long NextXid() => ++_lastXid;

    public string? FirstViolated(JournalWrites writes)
    {
        var constraint = _bug.ChecksConstraints ? Constraints.FirstViolated(Tables, writes) : null;
        if (constraint == "text_without_nul")
            _world.Mark(DatabaseFault.Poisoned);

        return constraint;
    }

    /// <summary>Makes a transaction visible and lasting at once, and gives its events their positions.</summary>
    public void Commit(CommittedTransaction transaction)
    {
        var committed = transaction with { CommittedAt = _world.Time.GetUtcNow(), FirstPosition = Tables.FeedHead + 1 };
        Tables.Apply(committed);
        History.Add(committed);
        CommittedXids.Add(committed.Xid);
        if (_bug.FlushesLater)
            _log.Add((committed, committed.CommittedAt + _random.NextTime(FlushLagMax)));
    }

    /// <summary>Records what was decided without a write.</summary>
    public void Note(CommittedTransaction transaction) =>
        History.Add(transaction with { CommittedAt = _world.Time.GetUtcNow(), FirstPosition = Tables.FeedHead + 1 });

    public void Ended(SimulatedTransaction transaction)
    {
        _open.Remove(transaction);
        Keys.Release(transaction);
        Locks.Release(transaction);
    }

    /// <summary>The client of these sessions is gone: what waits for it is rolled back, a commit under way goes on.</summary>
    public void Disconnect(string silo)
    {
        foreach (var transaction in _open.Where(open => open.IsIdle && open.Session.StartsWith(silo, StringComparison.Ordinal)).ToArray())
            transaction.End();
    }

    /// <summary>Killed: what had reached the disk is there after the start, nothing else.</summary>
    public void Crash()
    {
        IsUp = false;
        _world.Mark(DatabaseFault.Crash);
        foreach (var transaction in _open.ToArray())
        {
            if (transaction.Flushing is { } record && _random.Chance(0.5))
                Commit(record);

            transaction.End();
        }

        LoseWhatWasNotFlushed();
        _lastXid = CommittedXids.Count == 0 ? 0 : CommittedXids.Max();
    }

    public void Start() => IsUp = true;

    /// <summary>The sweeper's query.</summary>
    public IReadOnlyList<HoldState> ListOverdueHolds(int limit) =>
        [.. Tables.Holds.Values.Where(hold => hold.Status == HoldStatus.Held && hold.ExpiresAt <= Now)
            .OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.TransferId).Take(limit)];

    /// <summary>The other sweeper's query.</summary>
    public IReadOnlyList<ApprovalState> ListOverdueApprovals(int limit) =>
        [.. Tables.Approvals.Values.Where(approval => approval.Status == ApprovalStatus.Pending && approval.ExpiresAt <= Now)
            .OrderBy(approval => approval.ExpiresAt).ThenBy(approval => approval.Id).Take(limit)];

    private void LoseWhatWasNotFlushed()
    {
        var now = _world.Time.GetUtcNow();
        var lost = _log.SkipWhile(record => record.FlushedAt <= now).Select(record => record.Transaction).ToHashSet();
        _log.Clear();
        if (lost.Count == 0)
            return;

        History.RemoveAll(lost.Contains);
        Tables = new Tables();
        CommittedXids.Clear();
        foreach (var kept in History.Where(transaction => !transaction.Writes.IsEmpty))
        {
            Tables.Apply(kept);
            CommittedXids.Add(kept.Xid);
        }
    }
}

/// <summary>Faults that the simulation makes itself, counted beside those that the world draws.</summary>
internal static class MarkedFaults
{
    /// <summary>Counts a fault and puts it into the trace.</summary>
    public static void Mark(this SimulationWorld world, string fault)
    {
        world.Faults.FireNext(fault);
        world.ShouldFire(fault);
    }
}
