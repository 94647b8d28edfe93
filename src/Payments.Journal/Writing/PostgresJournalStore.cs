using System.Net.Sockets;
using Npgsql;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>
/// The journal's transaction on PostgreSQL in two round trips: locks and reads, then writes, COMMIT and the proof of it.
/// </summary>
/// <param name="connections">Connections of the application's role.</param>
public sealed class PostgresJournalStore(NpgsqlDataSource connections) : IJournalStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        var plan = await PlanAsync(connection, batch, cancellation);
        await WriteAsync(connection, plan, cancellation);
        return plan.Plan.Answers;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await connections.OpenConnectionAsync(cancellation);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            throw new JournalStoreException(StoreFailure.Unavailable, "PostgreSQL cannot be reached", e);
        }
    }

    private static async Task<(JournalPlan Plan, JournalSnapshot Snapshot)> PlanAsync(
        NpgsqlConnection connection, IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        try
        {
            var snapshot = await SnapshotReader.ReadAsync(connection, JournalDemand.Of(batch), cancellation);
            return (JournalPlanner.Plan(batch, snapshot), snapshot);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            // Nothing was written yet, so whatever broke, nothing happened.
            throw new JournalStoreException(StoreFailures.BeforeWrite(e), "reading the journal failed", e);
        }
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, (JournalPlan Plan, JournalSnapshot Snapshot) planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (planned.Plan.Writes.IsEmpty)
        {
            batch.Add("ROLLBACK");
        }
        else
        {
            PlanWriter.Compose(batch, planned.Plan.Writes, planned.Snapshot);
        }

        try
        {
            await ExecuteToTheEndAsync(batch, planned.Plan.Writes, cancellation);
        }
        catch (Exception e) when (IsDatabaseFault(e) && !planned.Plan.Writes.IsEmpty)
        {
            var proof = batch.BatchCommands[^1];
            throw new JournalStoreException(StoreFailures.AfterWrite(e, proof), "writing the journal failed", e);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            throw new JournalStoreException(StoreFailure.Retry, "ending a transaction without writes failed", e);
        }
    }

    /// <summary>
    /// Reads every result to its end before anything is believed: rows can arrive before the server has decided.
    /// </summary>
    private static async Task ExecuteToTheEndAsync(NpgsqlBatch batch, JournalWrites writes, CancellationToken cancellation)
    {
        var isProven = writes.IsEmpty;
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            do
            {
                while (await reader.ReadAsync(cancellation))
                {
                    isProven = reader.GetBoolean(0);
                }
            }
            while (await reader.NextResultAsync(cancellation));
        }

        if (!isProven)
        {
            // The COMMIT did not fail, and yet its rows are not there: it was answered with ROLLBACK.
            throw new JournalStoreException(StoreFailure.Retry, "the transaction was rolled back by its COMMIT");
        }

        RequireBalancesWritten(batch);
    }

    private static void RequireBalancesWritten(NpgsqlBatch batch)
    {
        foreach (var command in batch.BatchCommands)
        {
            if (command.CommandText == WriteSql.Balances
                && command.RecordsAffected != ((Guid[])command.Parameters[0].Value!).Length)
            {
                throw new InvariantViolationException($"{command.RecordsAffected} balance rows were updated, more were planned");
            }
        }
    }

    private static bool IsDatabaseFault(Exception e) =>
        e is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException;
}
