using Npgsql;

namespace Payments.Journal.Writing;

/// <summary>
/// Writes a plan that was made without locks, on top of the plan before it: inserts while that one is still being written,
/// then waits for its commit, then moves the balances and commits.
/// </summary>
/// <remarks>
/// Whom it meets at a posting or a balance is another silo, which writes to the same accounts: this plan is stale, or soon
/// will be. It lets go instead of waiting, for it may hold what that one waits for: postings, which come before balances here
/// and after them under locks, and what later plans have inserted, which wait for this one where the database does not see it.
/// </remarks>
internal static class OptimisticWrite
{
    /// <returns>False when the plan is stale: it is undone, and the batch has to be decided anew.</returns>
    internal static async Task<bool> RunAsync(
        NpgsqlConnection connection, PlannedBatch planned, Task<bool> before, CancellationToken cancellation)
    {
        if (planned.Plan.Writes.IsEmpty)
        {
            return await StillTrueAsync(connection, planned, before, cancellation);
        }

        try
        {
            await using var inserts = new NpgsqlBatch(connection);
            inserts.Add(ReadSql.Begin);
            inserts.Add(WriteSql.WaitBriefly);
            PlanWriter.AddInserts(inserts, planned);
            if (before.IsCompletedSuccessfully)
            {
                return before.Result && await EndAsync(inserts, planned, cancellation);
            }

            await JournalCommit.BeforeAsync(() => inserts.ExecuteNonQueryAsync(cancellation));
            if (await before)
            {
                await using var end = new NpgsqlBatch(connection);
                return await EndAsync(end, planned, cancellation);
            }
        }
        catch (JournalStoreException e) when (StoreFailures.IsStalePlan(e))
        {
            // Undone below.
        }

        await RollBackAsync(connection, cancellation);
        return false;
    }

    private static async Task<bool> EndAsync(NpgsqlBatch batch, PlannedBatch planned, CancellationToken cancellation)
    {
        PlanWriter.AddReliedOn(batch, planned);
        PlanWriter.AddBalances(batch, planned);
        batch.Add(WriteSql.WaitPatiently);
        PlanWriter.AddEnd(batch, planned);
        await JournalCommit.ExecuteAsync(batch, cancellation);
        return true;
    }

    /// <summary>
    /// Every command was replayed or refused without a record: nothing to commit, but a refusal must be true, and what is
    /// replayed must last.
    /// </summary>
    private static async Task<bool> StillTrueAsync(
        NpgsqlConnection connection, PlannedBatch planned, Task<bool> before, CancellationToken cancellation)
    {
        // Nobody may take this plan for a commit of the one before it.
        if (!await before)
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection);
        PlanWriter.AddReliedOn(batch, planned);
        batch.Add(WriteSql.Lasting);
        try
        {
            await JournalCommit.ExecuteAsync(batch, cancellation);
            return true;
        }
        catch (JournalStoreException e) when (StoreFailures.IsStalePlan(e))
        {
            return false;
        }
    }

    private static async Task RollBackAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
        await JournalCommit.BeforeAsync(() => rollback.ExecuteNonQueryAsync(cancellation));
    }
}
