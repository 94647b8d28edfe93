using Npgsql;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>The round trip that ends a transaction, and what becomes of it on its way.</summary>
internal sealed class CommitTrip(SimulatedJournalDatabase database, SimulationWorld world, VirtualSilo silo, PlantedBug bug)
{
    private static readonly TimeSpan SlowMax = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(9);
    private static readonly NpgsqlBatchCommand Proof = new();

    /// <summary>The silo may die before it sends the COMMIT.</summary>
    public async Task DieAsync(SimulatedTransaction? transaction)
    {
        if (!world.ShouldFire(DatabaseFault.SiloDiesBeforeCommit))
            return;

        transaction?.End();
        await silo.CrashHereAsync();
    }

    /// <summary>Sends the end of a transaction and waits for the proof.</summary>
    public async Task GoAsync(
        SimulatedTransaction? transaction, JournalPlan plan, Func<CommitFate, Task<bool>> commit, CancellationToken cancellation)
    {
        var sent = SendAsync(transaction, commit);
        if (bug.AnswersBeforeCommit)
            return;

        try
        {
            if (!await sent.WaitAsync(cancellation) && !bug.BelievesCommit)
                throw new JournalStoreException(StoreFailure.Retry, "the transaction was rolled back by its COMMIT");
        }
        catch (Exception e) when (JournalCommit.IsDatabaseFault(e))
        {
            var failed = JournalCommit.Failed(StoreFailures.AfterWrite(e, Proof), "the transaction failed at its end", e);
            if (failed.Failure != StoreFailure.Unknown || transaction is null
                || !await bug.ResolvesAsync(transaction, plan, database, world.Time))
                throw failed;
        }
    }

    /// <summary>The connection is cut: the server may not know it yet, and keep what the transaction has locked and inserted.</summary>
    public ConnectionLostException LeaveBehind(SimulatedTransaction transaction)
    {
        var notices = world.Random.Chance(0.5) ? TimeSpan.Zero : world.Random.NextTime(SlowMax);
        world.StartClient("postgres", async () =>
        {
            await database.TakeTimeAsync(notices);
            transaction.Abandon();
        });
        return new ConnectionLostException();
    }

    private async Task<bool> SendAsync(SimulatedTransaction? transaction, Func<CommitFate, Task<bool>> commit)
    {
        if (world.ShouldFire(DatabaseFault.CommitLost))
            throw transaction is null ? new ConnectionLostException() : LeaveBehind(transaction);

        var isLate = world.ShouldFire(DatabaseFault.LateTwin);
        var delay = isLate ? world.Random.NextTime(LateMax)
            : world.ShouldFire(DatabaseFault.Slow) ? world.Random.NextTime(SlowMax)
            : TimeSpan.Zero;
        var fate = new CommitFate(delay, (CommitStage)world.Random.Next(3), world.ShouldFire(DatabaseFault.RolledBack));
        transaction?.Receive();
        var ended = database.ServeAsync(() => commit(fate));
        if (isLate)
        {
            await database.TakeTimeAsync();
            throw new ConnectionLostException();
        }

        var isCommitted = await ended;
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
}
