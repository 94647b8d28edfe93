using Npgsql;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Connections;

namespace Payments.Journal.Writing;

/// <summary>
/// The journal's transaction on PostgreSQL in two round trips: look and plan, then write, COMMIT and the proof of it.
/// </summary>
/// <remarks>
/// First without locks, on top of what this writer planned before; a plan whose rows have changed is undone by the database,
/// and the batch goes again with every row locked before it is read.
/// </remarks>
/// <param name="connections">Connections of the application's role.</param>
public sealed class PostgresJournalStore(NpgsqlDataSource connections) : IJournalStore
{
    private readonly PlannedAccounts _planned = new();
    private readonly LaneGate _gate = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        var demand = JournalDemand.Of(batch);
        await using var connection = await OpenAsync(cancellation);

        // What is decided from rows other than balances needs their locks.
        var needsLocks = demand.Holds.Count + demand.Originals.Count + demand.ApiKeys.Count + demand.Approvals.Count > 0;
        var answers = needsLocks || !_planned.MayTry() ? null : await TryWithoutLocksAsync(connection, batch, demand, cancellation);
        return answers ?? await ExecuteUnderLocksAsync(connection, batch, demand, cancellation);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await PrimaryConnection.OpenAsync(connections, cancellation);
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            throw new JournalStoreException(StoreFailure.Unavailable, "PostgreSQL cannot be reached", e);
        }
    }

    /// <summary>The answers, or null when the batch has to go under locks.</summary>
    private async Task<IReadOnlyList<Answer>?> TryWithoutLocksAsync(
        NpgsqlConnection connection, IReadOnlyList<Command> batch, JournalDemand demand, CancellationToken cancellation)
    {
        await _gate.EnterTogetherAsync();
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var snapshot = await BeforeWriteAsync(
                () => SnapshotReader.LookAsync(connection, demand, _planned.Missing(demand.Accounts), cancellation));
            var (planned, before) = _planned.Plan(batch, demand, snapshot, end.Task);
            var isWritten = await OptimisticWrite.RunAsync(connection, planned, before, cancellation);
            end.SetResult(isWritten);
            return isWritten ? planned.Plan.Answers : null;
        }
        finally
        {
            if (end.TrySetResult(false) || !end.Task.Result)
            {
                _planned.Forget(demand.Accounts);
            }

            _planned.Tried(wasStale: !end.Task.Result);
            _gate.LeaveTogether();
        }
    }

    private async Task<IReadOnlyList<Answer>> ExecuteUnderLocksAsync(
        NpgsqlConnection connection, IReadOnlyList<Command> batch, JournalDemand demand, CancellationToken cancellation)
    {
        await _gate.EnterAloneAsync();
        try
        {
            var snapshot = await BeforeWriteAsync(() => SnapshotReader.LockAsync(connection, demand, cancellation));
            var planned = PlannedBatch.Make(batch, snapshot);
            await LockedWriteAsync(connection, planned, cancellation);
            _planned.Learn(snapshot.Accounts.Values);
            return planned.Plan.Answers;
        }
        catch
        {
            _planned.Forget(demand.Accounts);
            throw;
        }
        finally
        {
            _gate.LeaveAlone();
        }
    }

    private static async Task LockedWriteAsync(NpgsqlConnection connection, PlannedBatch planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (planned.Plan.Writes.IsEmpty)
        {
            batch.Add("ROLLBACK");
            batch.Add(WriteSql.Lasting);
        }
        else
        {
            PlanWriter.AddInserts(batch, planned);
            PlanWriter.AddBalances(batch, planned);
            PlanWriter.AddEnd(batch, planned);
        }

        await JournalCommit.ExecuteAsync(batch, cancellation);
    }

    private static Task<T> BeforeWriteAsync<T>(Func<Task<T>> read) => JournalCommit.BeforeAsync(read);

    private static bool IsDatabaseFault(Exception e) => JournalCommit.IsDatabaseFault(e);
}
