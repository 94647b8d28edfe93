using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>
/// The twin of PostgreSQL behind the journal's port: row locks, a unique index on operation ids, constraints, a log that
/// a crash cuts. What is committed here is the history that a run is judged by.
/// </summary>
internal sealed class SimulatedJournalDatabase
{
    private static readonly TimeSpan[] Speeds = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40)];
    private static readonly TimeSpan FlushLagMax = TimeSpan.FromSeconds(1);

    private readonly SimulationWorld _world;
    private readonly SimulationRandom _random;
    private readonly PlantedBug _bug;
    private readonly List<SimulatedTransaction> _open = [];
    private readonly TimeSpan _clockOffset;
    private readonly TimeSpan _statementMax;
    private readonly List<(CommittedTransaction Transaction, DateTimeOffset FlushedAt)> _log = [];
    private long _lastXid;

    public SimulatedJournalDatabase(SimulationWorld world, PlantedBug bug)
    {
        _world = world;
        _bug = bug;
        _random = new SimulationRandom(world.Seed ^ 0xDA7A_BA5E);
        _statementMax = _random.Pick(Speeds);
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

    /// <summary>What became of plans that were made without locks.</summary>
    public PlanTally Plans { get; } = new();

    public bool IsUp { get; private set; } = true;

    /// <summary>How often it has been killed: no connection outlives that.</summary>
    public int Crashes { get; private set; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset Now => _world.Time.GetUtcNow() + _clockOffset;

    public bool LocksRows => _bug.LocksRows;

    public bool HasConstraints => _bug.ChecksConstraints;

    public SimulatedTransaction Begin(string session)
    {
        RequireUp();
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

    public Task TakeTimeAsync(TimeSpan more = default) => Task.Delay(more + _random.NextTime(_statementMax), _world.Time);

    public long NextXid() => ++_lastXid;

    /// <summary>Throws what the server answers when a constraint is violated.</summary>
    public void Require(string? violated)
    {
        if (violated is null || !HasConstraints)
            return;

        if (violated == Constraints.Text)
            _world.Mark(DatabaseFault.Poisoned);
        throw ServerErrors.Constraint(violated);
    }

    /// <summary>The row must be the one that a plan was made from.</summary>
    public void RequireAsPlanned(AccountState before)
    {
        if (_bug.ComparesVersions && !IsAsSeen(before))
            throw ServerErrors.NotAsPlanned();
    }

    /// <summary>Accounts that answers rely on must be committed as the plan saw them.</summary>
    /// <returns>How many transactions there are.</returns>
    public int RequireReliedOn(PlannedBatch planned)
    {
        if (_bug.LooksAtReliedOn && !planned.ReliedOn.TrueForAll(IsAsSeen))
            throw ServerErrors.NotAsPlanned();

        return History.Count;
    }

    /// <summary>Reads without locks, each table at a time of its own.</summary>
    public async Task<Reading> LookAsync(JournalDemand demand, IEnumerable<Guid> accounts)
    {
        await TakeTimeAsync();
        RequireUp();
        var snapshot = new JournalSnapshot { Now = default };
        Tables.ReadAccounts(accounts, snapshot);
        var rowsAt = History.Count;
        await Task.Yield();
        RequireUp();
        Tables.Read(demand, snapshot);
        snapshot.Now = Now;
        return new Reading(snapshot, rowsAt, History.Count);
    }

    public void RequireUp()
    {
        if (!IsUp)
            throw new ConnectionLostException();
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

    /// <summary>What a plan without locks and without writes relied on must be so; its decisions stand as of now.</summary>
    public async Task<bool> ConfirmAsync(SentPlan sent, string session)
    {
        await TakeTimeAsync();
        RequireUp();
        Note(sent.Record(0, session, sent.SeenAt(RequireReliedOn(sent.Planned))));
        return true;
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
        {
            if (transaction.Inserted.Count > 0)
                Plans.Add(PlanEnd.Abandoned);
            transaction.End();
        }
    }

    /// <summary>Killed: what had reached the disk is there after the start, nothing else.</summary>
    public void Crash()
    {
        IsUp = false;
        Crashes++;
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

    private bool IsAsSeen(AccountState seen) =>
        Tables.Accounts.TryGetValue(seen.Id, out var row) && (row.Version, row.Epoch) == (seen.Version, seen.Epoch);

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
