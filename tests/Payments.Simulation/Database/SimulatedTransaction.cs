using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;

namespace Payments.Simulation.Database;

/// <summary>
/// One transaction on the server's side. It runs in turns of the server, so it goes on when the silo that began it dies.
/// </summary>
internal sealed class SimulatedTransaction(SimulatedJournalDatabase database, string session)
{
    /// <summary>The lock_timeout of the connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The one that a plan without locks sets for itself.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    /// <summary>The row of the feed, which a transaction takes last.</summary>
    private static readonly Guid FeedHead = new("feedfeed-feed-feed-feed-feedfeedfeed");

    private readonly TaskCompletionSource _ended = new();
    private bool _isAbandoned;

    public string Session { get; } = session;

    public List<Guid> Locked { get; } = [];

    /// <summary>Keys inserted and not yet committed.</summary>
    public List<UniqueKey> Inserted { get; } = [];

    public TimeSpan LockTimeout { get; private set; } = Patience;

    public long Xid { get; private set; }

    /// <summary>Waits for nothing but its client: it ends when the connection does.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Its commit record is on its way to the disk: a crash may find it there or not.</summary>
    public CommittedTransaction? Flushing { get; private set; }

    public bool IsOpen => !_ended.Task.IsCompleted;

    public Task Ended => _ended.Task;

    /// <summary>Locks in order of ids, then everything else, then the clock.</summary>
    public async Task<Reading> LockAndReadAsync(JournalDemand demand)
    {
        await database.TakeTimeAsync();
        if (database.LocksRows)
            await LockAsync(demand);

        var snapshot = new JournalSnapshot { Now = default };
        database.Tables.ReadAccounts(demand.Accounts, snapshot);
        database.Tables.ReadLocked(demand, snapshot);
        var rowsAt = database.History.Count;
        await Task.Yield();
        RequireAlive();
        database.Tables.Read(demand, snapshot);
        snapshot.Now = database.Now;
        return new Reading(snapshot, rowsAt, database.History.Count);
    }

    /// <summary>The inserts of a plan that was made without locks, in a round trip of their own.</summary>
    public async Task<bool> InsertAsync(JournalWrites writes)
    {
        RequireAlive();
        IsIdle = false;
        LockTimeout = Brief;
        try
        {
            await AddAsync(writes);
            RequireAlive();
            IsIdle = true;
            if (_isAbandoned)
                End();
            return true;
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>The server has got what ends the transaction: it goes on with that whatever becomes of the client.</summary>
    public void Receive() => IsIdle = false;

    /// <summary>What is left to write, COMMIT and the look at what it did.</summary>
    /// <returns>False when the COMMIT was answered with ROLLBACK.</returns>
    public async Task<bool> CommitAsync(SentPlan sent, CommitFate fate)
    {
        RequireAlive();
        LockTimeout = sent.IsUnderLocks ? Patience : Brief;
        try
        {
            await database.TakeTimeAsync(fate.DelayAt(CommitStage.Inserts));
            if (!sent.IsInserted)
                await AddAsync(sent.Writes);
            await database.TakeTimeAsync(fate.DelayAt(CommitStage.Balances));
            var seen = sent.SeenAt(sent.IsUnderLocks ? 0 : database.RequireReliedOn(sent.Planned));
            await MoveAsync(sent);
            LockTimeout = Patience;
            await database.TakeTimeAsync(fate.DelayAt(CommitStage.Feed));
            if (sent.Writes.Events.Count > 0)
                await database.Locks.AcquireAsync(FeedHead, this);
            RequireAlive();
            return !fate.IsRolledBack && await FlushAsync(sent, seen);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Nothing to write: the decisions stand as of now, then the locks go.</summary>
    public async Task<bool> LeaveAsync(SentPlan sent)
    {
        RequireAlive();
        database.Note(sent.Record(0, Session, sent.SeenAt(0)));
        End();
        await database.TakeTimeAsync();
        return true;
    }

    /// <summary>Nobody will finish it: it ends, unless it is at its end already.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        if (IsIdle)
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

    private async Task AddAsync(JournalWrites writes)
    {
        Xid = database.NextXid();
        await database.TakeTimeAsync();
        RequireAlive();
        await new Inserts(database, this, writes).AddAsync();
    }

    /// <summary>Each row is locked and looked at: it must be the one that the plan was made from.</summary>
    private async Task MoveAsync(SentPlan sent)
    {
        RequireAlive();
        foreach (var (before, _) in sent.Planned.Changed)
        {
            database.RequireAsPlanned(before);
            await database.Locks.AcquireAsync(before.Id, this);
            database.RequireAsPlanned(before);
        }

        database.Require(Constraints.OfBalances(database.Tables, sent.Writes));
    }

    private async Task<bool> FlushAsync(SentPlan sent, IReadOnlyDictionary<Guid, int> seen)
    {
        Flushing = sent.Record(Xid, Session, seen);
        await database.TakeTimeAsync();
        RequireAlive();
        database.Commit(Flushing);
        return true;
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
}
