using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>
/// The journal's transaction in two round trips: look and plan, then write, COMMIT and the proof of it.
/// </summary>
/// <remarks>
/// First without locks, on top of what this writer planned before; a plan whose rows have changed is undone by the database,
/// and the batch goes again with every row locked before it is read.
/// </remarks>
/// <param name="open">Opens a session for one batch.</param>
/// <param name="accountsMax">More accounts than this are forgotten all at once.</param>
internal sealed class JournalStore(Func<CancellationToken, Task<IJournalSession>> open, int accountsMax = JournalStore.AccountsMax)
    : IJournalStore
{
    /// <summary>About 60 MB.</summary>
    internal const int AccountsMax = 200_000;

    private readonly PlannedAccounts _planned = new(accountsMax);
    private readonly LaneGate _gate = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        var demand = JournalDemand.Of(batch);
        await using var session = await open(cancellation);

        // What is decided from rows other than balances needs their locks.
        var needsLocks = demand.Holds.Count + demand.Originals.Count + demand.ApiKeys.Count + demand.Approvals.Count > 0;
        var answers = needsLocks || !_planned.MayTry() ? null : await TryWithoutLocksAsync(session, batch, demand, cancellation);
        return answers ?? await ExecuteUnderLocksAsync(session, batch, demand, cancellation);
    }

    /// <summary>The answers, or null when the batch has to go under locks.</summary>
    private async Task<IReadOnlyList<Answer>?> TryWithoutLocksAsync(
        IJournalSession session, IReadOnlyList<Command> batch, JournalDemand demand, CancellationToken cancellation)
    {
        await _gate.EnterTogetherAsync();
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var missing = _planned.Missing(demand.Accounts);
            var snapshot = await session.LookAsync(demand, missing, cancellation);
            if (_planned.Plan(batch, demand, missing, snapshot, end.Task) is not var (planned, before))
            {
                return null;
            }

            var isWritten = await OptimisticWrite.RunAsync(session, planned, before, cancellation);
            end.SetResult(isWritten);
            return isWritten ? planned.Plan.Answers : null;
        }
        catch (InvariantViolationException)
        {
            // Another lane's plan is remembered before it is committed: what that does not fit to, such as the same command once
            // more, breaks a rule only if it still does under locks.
            return null;
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
        IJournalSession session, IReadOnlyList<Command> batch, JournalDemand demand, CancellationToken cancellation)
    {
        await _gate.EnterAloneAsync();
        try
        {
            var snapshot = await session.LockAsync(demand, cancellation);
            var planned = PlannedBatch.Make(batch, snapshot);
            await (planned.Plan.Writes.IsEmpty
                ? session.LeaveAsync(planned, cancellation)
                : session.WriteAsync(planned, cancellation));
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
}
