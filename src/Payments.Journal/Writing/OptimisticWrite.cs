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
        IJournalSession session, PlannedBatch planned, Task<bool> before, CancellationToken cancellation)
    {
        if (planned.Plan.Writes.IsEmpty)
        {
            return await StillTrueAsync(session, planned, before, cancellation);
        }

        try
        {
            if (before.IsCompletedSuccessfully)
            {
                return before.Result && await FinishAsync(session, planned, isInserted: false, cancellation);
            }

            await session.InsertAsync(planned, cancellation);
            if (await before)
            {
                return await FinishAsync(session, planned, isInserted: true, cancellation);
            }
        }
        catch (JournalStoreException e) when (e.IsStalePlan)
        {
            // Undone below.
        }

        await session.RollBackAsync(cancellation);
        return false;
    }

    private static async Task<bool> FinishAsync(
        IJournalSession session, PlannedBatch planned, bool isInserted, CancellationToken cancellation)
    {
        await session.FinishAsync(planned, isInserted, cancellation);
        return true;
    }

    /// <summary>
    /// Every command was replayed or refused without a record: nothing to commit, but a refusal must be true, and what is
    /// replayed must last.
    /// </summary>
    private static async Task<bool> StillTrueAsync(
        IJournalSession session, PlannedBatch planned, Task<bool> before, CancellationToken cancellation)
    {
        // Nobody may take this plan for a commit of the one before it.
        if (!await before)
        {
            return false;
        }

        try
        {
            await session.ConfirmAsync(planned, cancellation);
            return true;
        }
        catch (JournalStoreException e) when (e.IsStalePlan)
        {
            return false;
        }
    }
}
