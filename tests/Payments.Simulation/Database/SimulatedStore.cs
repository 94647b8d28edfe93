using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>
/// A silo's way to the database: two round trips like the PostgreSQL store, with the product's planner between them, and
/// every fault that a network and a server can put there.
/// </summary>
internal sealed class SimulatedStore(
    SimulatedJournalDatabase database, SimulationWorld world, VirtualSilo silo, PlantedBug bug) : IJournalStore
{
    private static readonly TimeSpan SlowMax = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(9);

    private readonly string _session = $"{silo.Name}/{silo.Starts}";

    public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        var transaction = Open();
        var snapshot = await ReadAsync(transaction, batch, cancellation);
        var commands = bug.BeforePlan(batch, snapshot, silo.ClockOffset);
        var plan = bug.AfterPlan(batch, JournalPlanner.Plan(commands, snapshot));
        if (plan.Writes.IsEmpty)
            await FinishAsync(transaction, batch, plan);
        else
            await WriteAsync(transaction, batch, plan, cancellation);

        return plan.Answers;
    }

    private SimulatedTransaction Open() =>
        !database.IsUp || world.ShouldFire(DatabaseFault.Unavailable)
            ? throw new JournalStoreException(StoreFailure.Unavailable, "the simulated server cannot be reached")
            : database.Begin(_session);

    private async Task<JournalSnapshot> ReadAsync(
        SimulatedTransaction transaction, IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        try
        {
            var demand = JournalDemand.Of(batch);
            return await database.ServeAsync(() => transaction.LockAndReadAsync(demand)).WaitAsync(cancellation);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            transaction.End();
            throw new JournalStoreException(StoreFailure.Retry, "reading failed", e);
        }
    }

    private async Task FinishAsync(SimulatedTransaction transaction, IReadOnlyList<Command> batch, JournalPlan plan)
    {
        try
        {
            transaction.FinishWithoutWrites(batch, plan);
            await database.TakeTimeAsync();
        }
        catch (ConnectionLostException e)
        {
            throw new JournalStoreException(StoreFailure.Retry, "ending a transaction without writes failed", e);
        }
    }

    private async Task WriteAsync(
        SimulatedTransaction transaction, IReadOnlyList<Command> batch, JournalPlan plan, CancellationToken cancellation)
    {
        await FailBeforeTheWriteAsync(transaction);
        var commit = CommitAsync(transaction, batch, plan);
        if (bug.AnswersBeforeCommit)
            return;

        try
        {
            if (!await commit.WaitAsync(cancellation) && !bug.BelievesCommit)
                throw new JournalStoreException(StoreFailure.Retry, "the transaction was rolled back by its COMMIT");
        }
        catch (ServerRefusalException e)
        {
            throw new JournalStoreException(e.IsBadCommand ? StoreFailure.BadCommand : StoreFailure.Retry, e.Message, e);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            if (!await bug.ResolvesAsync(transaction, plan, database, world.Time))
                throw new JournalStoreException(StoreFailure.Unknown, "the COMMIT was sent and no answer came", e);
        }
    }

    private async Task FailBeforeTheWriteAsync(SimulatedTransaction transaction)
    {
        if (world.ShouldFire(DatabaseFault.SiloDiesBeforeCommit))
        {
            transaction.End();
            await silo.CrashHereAsync();
        }

        if (world.ShouldFire(DatabaseFault.LostBeforeWrite))
        {
            transaction.End();
            throw new JournalStoreException(StoreFailure.Retry, "the connection was lost before the write");
        }
    }

    private async Task<bool> CommitAsync(SimulatedTransaction transaction, IReadOnlyList<Command> batch, JournalPlan plan)
    {
        if (world.ShouldFire(DatabaseFault.CommitLost))
        {
            transaction.End();
            throw new ConnectionLostException();
        }

        var isLate = world.ShouldFire(DatabaseFault.LateTwin);
        var delay = isLate ? world.Random.NextTime(LateMax)
            : world.ShouldFire(DatabaseFault.Slow) ? world.Random.NextTime(SlowMax)
            : TimeSpan.Zero;
        var rollsBack = world.ShouldFire(DatabaseFault.RolledBack);
        var commit = database.ServeAsync(() => transaction.WriteAndCommitAsync(batch, plan, rollsBack, delay));
        if (isLate)
        {
            await database.TakeTimeAsync();
            throw new ConnectionLostException();
        }

        var isCommitted = await commit;
        await LoseTheAnswerAsync();
        return isCommitted;
    }

    private async Task LoseTheAnswerAsync()
    {
        if (world.ShouldFire(DatabaseFault.SiloDiesAfterCommit))
            await silo.CrashHereAsync();

        if (world.ShouldFire(DatabaseFault.AnswerLost))
        {
            await bug.HangAsync();
            throw new ConnectionLostException();
        }

        if (world.ShouldFire(DatabaseFault.AnswerLate))
            await Task.Delay(world.Random.NextTime(LateMax), world.Time);
    }

    private static bool IsDatabaseFault(Exception e) =>
        e is ConnectionLostException or ServerRefusalException or OperationCanceledException;
}
