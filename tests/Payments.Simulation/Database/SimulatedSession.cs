using Npgsql;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>
/// A silo's connection to the database for one batch, with every fault that a network and a server can put there.
/// </summary>
internal sealed class SimulatedSession(
    SimulatedJournalDatabase database, SimulationWorld world, SessionOwner owner, PlantedBug bug, IReadOnlyList<Command> commands)
    : IJournalSession
{
    private readonly CommitTrip _trip = new(database, world, owner.Silo, bug);
    private readonly int _crashes = database.Crashes;
    private SimulatedTransaction? _transaction;
    private JournalDemand _demand = new();
    private Reading _read = new(new JournalSnapshot { Now = default }, 0, 0);
    private TimeSpan _clockError;
    private bool _isTrying;

    public async Task<JournalSnapshot> LookAsync(
        JournalDemand demand, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation)
    {
        (_demand, _isTrying) = (demand, true);
        _read = await JournalCommit.BeforeAsync(async () =>
        {
            var read = await database.ServeAsync(() => database.LookAsync(demand, accounts)).WaitAsync(cancellation);
            await database.TakeTimeAsync();
            return world.ShouldFire(DatabaseFault.LostBeforeWrite) ? throw new ConnectionLostException() : read;
        });
        return WithMistakes(_read.Snapshot);
    }

    public async Task<JournalSnapshot> LockAsync(JournalDemand demand, CancellationToken cancellation)
    {
        if (_isTrying)
            Count(PlanEnd.GivenUp);
        _demand = demand;
        _read = await JournalCommit.BeforeAsync(async () =>
        {
            var transaction = _transaction = database.Begin(owner.Name);
            var read = await database.ServeAsync(() => transaction.LockAndReadAsync(demand)).WaitAsync(cancellation);
            return world.ShouldFire(DatabaseFault.LostBeforeWrite) ? throw _trip.LeaveBehind(transaction) : read;
        });
        return WithMistakes(_read.Snapshot);
    }

    public Task InsertAsync(PlannedBatch planned, CancellationToken cancellation) => CountedAsync(PlanEnd.OnTop, () =>
    {
        bug.AfterPlan(commands, planned.Plan);
        return JournalCommit.BeforeAsync(async () =>
        {
            var transaction = _transaction = database.Begin(owner.Name);
            var inserts = database.ServeAsync(() => transaction.InsertAsync(planned.Plan.Writes));
            return world.ShouldFire(DatabaseFault.LostBeforeWrite)
                ? throw _trip.LeaveBehind(transaction)
                : await inserts.WaitAsync(cancellation);
        });
    });

    public async Task FinishAsync(PlannedBatch planned, bool isInserted, CancellationToken cancellation)
    {
        try
        {
            await CountedAsync(PlanEnd.Written, () => CommitAsync(planned, isUnderLocks: false, isInserted, cancellation));
        }
        catch (JournalStoreException e)
        {
            if (bug.Told(e) is { } told)
                throw told;
        }
    }

    public Task WriteAsync(PlannedBatch planned, CancellationToken cancellation) =>
        CommitAsync(planned, isUnderLocks: true, isInserted: false, cancellation);

    public Task ConfirmAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        var sent = Send(planned, isUnderLocks: false, isInserted: false);
        return CountedAsync(PlanEnd.Confirmed, () => _trip.GoAsync(
            null, planned.Plan, _ => database.ConfirmAsync(sent, owner.Name), cancellation));
    }

    public Task LeaveAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        var (transaction, sent) = (_transaction!, Send(planned, isUnderLocks: true, isInserted: false));
        return _trip.GoAsync(transaction, planned.Plan, _ => transaction.LeaveAsync(sent), cancellation);
    }

    public Task RollBackAsync(CancellationToken cancellation)
    {
        // Of a plan with nothing wrong: the one before it was not committed.
        if (_isTrying)
            Count(owner.IsLatestUnknown ? PlanEnd.BaseUnknown : PlanEnd.BaseFailed);
        return JournalCommit.BeforeAsync(async () =>
        {
            await database.TakeTimeAsync();
            if (!database.IsUp || database.Crashes != _crashes)
                throw new ConnectionLostException();

            _transaction?.End();
            return true;
        });
    }

    public ValueTask DisposeAsync()
    {
        _transaction?.Abandon();
        return ValueTask.CompletedTask;
    }

    private async Task CommitAsync(PlannedBatch planned, bool isUnderLocks, bool isInserted, CancellationToken cancellation)
    {
        if (!isInserted)
            bug.AfterPlan(commands, planned.Plan);
        var sent = Send(planned, isUnderLocks, isInserted);
        await _trip.DieAsync(_transaction);
        if (!isUnderLocks && !isInserted)
            _transaction = database.IsUp ? database.Begin(owner.Name) : null;
        await _trip.GoAsync(_transaction, planned.Plan, fate => _transaction is { } transaction
            ? transaction.CommitAsync(sent, fate)
            : throw new ConnectionLostException(), cancellation);
    }

    private JournalSnapshot WithMistakes(JournalSnapshot snapshot)
    {
        var now = snapshot.Now;
        bug.BeforePlan(commands, snapshot, owner.Silo.ClockOffset);
        _clockError = snapshot.Now - now;
        return snapshot;
    }

    private SentPlan Send(PlannedBatch planned, bool isUnderLocks, bool isInserted) => new(
        planned, commands, [.. _demand.Accounts.Where(id => !_read.Snapshot.Accounts.ContainsKey(id))], _read, isUnderLocks, isInserted)
    {
        ClockError = _clockError,
    };

    private async Task CountedAsync(PlanEnd end, Func<Task> run)
    {
        try
        {
            await run();
            Count(end);
        }
        catch (JournalStoreException e) when (e.Failure == StoreFailure.Unknown || e.IsStalePlan)
        {
            Count(e.Failure == StoreFailure.Unknown ? PlanEnd.Unknown : (e.InnerException as PostgresException)?.ConstraintName switch
            {
                null => PlanEnd.InTheWay,
                "balance_as_planned" => PlanEnd.Moved,
                "operation_pkey" => PlanEnd.KeyTaken,
                _ => PlanEnd.NumberTaken,
            });
            throw;
        }
    }

    private void Count(PlanEnd end)
    {
        database.Plans.Add(end);
        _isTrying = end == PlanEnd.OnTop;
        if (!_isTrying)
            owner.IsLatestUnknown = end == PlanEnd.Unknown;
    }
}
