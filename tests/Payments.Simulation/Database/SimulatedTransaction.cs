using System.Security.Cryptography;
using System.Text;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Database;

/// <summary>
/// One transaction on the server's side. It runs in turns of the server, so it goes on when the silo that began it dies.
/// </summary>
internal sealed class SimulatedTransaction(SimulatedJournalDatabase database, string session)
{
    private readonly TaskCompletionSource _ended = new();

    public string Session { get; } = session;

    public List<Guid> Locked { get; } = [];

    /// <summary>Operation ids inserted and not yet committed.</summary>
    public List<Guid> Inserted { get; } = [];

    public long Xid { get; private set; }

    /// <summary>Waits for nothing but its client: it ends when the connection does.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Its commit record is on its way to the disk: a crash may find it there or not.</summary>
    public CommittedTransaction? Flushing { get; private set; }

    public bool IsOpen => !_ended.Task.IsCompleted;

    public Task Ended => _ended.Task;

    private DateTimeOffset ReadAt { get; set; }

    /// <summary>The first round trip: locks in order of ids, then everything else, then the clock.</summary>
    public async Task<JournalSnapshot> LockAndReadAsync(JournalDemand demand)
    {
        await database.TakeTimeAsync();
        if (database.LocksRows)
            await LockAsync(demand);

        var snapshot = new JournalSnapshot { Now = default };
        database.Tables.ReadLocked(demand, snapshot);
        await Task.Yield();
        RequireAlive();
        database.Tables.Read(demand, snapshot);
        snapshot.Now = ReadAt = database.Now;
        return snapshot;
    }

    /// <summary>The second round trip: writes, COMMIT and the look at what it did.</summary>
    /// <returns>False when the COMMIT was answered with ROLLBACK.</returns>
    public async Task<bool> WriteAndCommitAsync(
        IReadOnlyList<Command> commands, JournalPlan plan, bool rollsBack, TimeSpan delay)
    {
        RequireAlive();
        IsIdle = false;
        try
        {
            Xid = database.NextXid();
            await InsertOperationsAsync(plan.Writes);
            if (database.FirstViolated(plan.Writes) is { } constraint)
                throw new ServerRefusalException(constraint, isBadCommand: true);

            await database.TakeTimeAsync(delay);
            RequireAlive();
            if (rollsBack)
                return false;

            Flushing = new CommittedTransaction(Xid, Session, ReadAt, commands, plan.Answers, plan.Writes);
            await database.TakeTimeAsync();
            RequireAlive();
            database.Commit(Flushing);
            return true;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Nothing to write: the decisions stand as of now, then the locks go.</summary>
    public void FinishWithoutWrites(IReadOnlyList<Command> commands, JournalPlan plan)
    {
        RequireAlive();
        database.Note(new CommittedTransaction(0, Session, ReadAt, commands, plan.Answers, plan.Writes));
        End();
    }

    /// <summary>Rolls back, or ends after the commit.</summary>
    public void End()
    {
        if (!_ended.TrySetResult())
            return;

        IsIdle = false;
        database.Ended(this);
    }

    public void RequireAlive()
    {
        if (!IsOpen)
            throw new ConnectionLostException();
    }

    private async Task LockAsync(JournalDemand demand)
    {
        foreach (var id in demand.Accounts.Where(database.Tables.Accounts.ContainsKey))
            await database.Locks.AcquireAsync(id, this);
        foreach (var id in demand.Holds.Where(database.Tables.Holds.ContainsKey))
            await database.Locks.AcquireAsync(id, this);
        foreach (var id in demand.ApiKeys.Where(database.Tables.ApiKeys.ContainsKey).Order())
            await database.Locks.AcquireAsync(id, this);
        foreach (var id in demand.Approvals.Where(database.Tables.Approvals.ContainsKey))
            await database.Locks.AcquireAsync(id, this);
        foreach (var id in database.Tables.PendingOf(demand).Select(approval => approval.Id).Order().ToList())
            await database.Locks.AcquireAsync(id, this);
    }

    private async Task InsertOperationsAsync(JournalWrites writes)
    {
        foreach (var row in writes.Operations)
        {
            await database.Keys.InsertAsync(row.Stamp.OperationId, this);
            if (database.Tables.Operations.ContainsKey(row.Stamp.OperationId))
                throw new ServerRefusalException("operation_pkey", isBadCommand: false);
        }

        foreach (var pending in writes.Approvals.Values.Where(row => row.Status == ApprovalStatus.Pending))
        {
            await database.Keys.InsertAsync(pending.TransferId, this);
            if (database.Tables.Approvals.Values.Any(row => row.Status == ApprovalStatus.Pending && row.TransferId == pending.TransferId
                && !writes.Approvals.ContainsKey(row.Id)))
                throw new ServerRefusalException("approval_one_pending", isBadCommand: false);
        }

        foreach (var email in writes.Parties.Select(row => row.Email).OfType<string>())
        {
            await database.Keys.InsertAsync(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(email)).AsSpan(0, 16)), this);
            if (database.Tables.Emails.Contains(email))
                throw new ServerRefusalException("party_email_key", isBadCommand: false);
        }
    }
}
