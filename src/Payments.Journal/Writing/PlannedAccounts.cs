using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>
/// Accounts as this writer's latest plans leave them, committed or not. Lets a lane plan on top of another lane's plan
/// while that one is still being written, so that two transactions overlap although they share accounts.
/// </summary>
/// <remarks>
/// A plan writes over exactly the rows it was made from or not at all (<see cref="WriteSql.Balances"/>), so what is older than
/// its row costs a second try under locks, never a cent. What never came true would cost one, for another silo may have given the
/// account the same version: no plan is written on top of one that failed, and what that would have left is forgotten.
/// </remarks>
internal sealed class PlannedAccounts(int accountsMax)
{
    /// <summary>Most batches that go under locks after plans have been stale again and again.</summary>
    private const int CautionMax = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, AccountState> _accounts = [];
    private DateTimeOffset _latest;
    private int _caution = 1;
    private int _cautiousBatchesLeft;
    private Task<bool> _latestEnd = Task.FromResult(true);

    /// <summary>Which of the accounts have to be read, in order.</summary>
    internal List<Guid> Missing(SortedSet<Guid> accounts)
    {
        lock (_lock)
        {
            return [.. accounts.Where(id => !_accounts.ContainsKey(id))];
        }
    }

    /// <summary>Plans on top of what is known, and remembers the result for the next plan.</summary>
    /// <param name="commands">The batch.</param>
    /// <param name="demand">Its demand.</param>
    /// <param name="read">The accounts that were <see cref="Missing"/> and are read.</param>
    /// <param name="snapshot">What was read for it.</param>
    /// <param name="end">Completed with true when the plan is committed as it is, and with false when it is not.</param>
    /// <returns>
    /// The plan, and the end of the plan before it: this one is written only when that one is committed. Null when an account is
    /// neither read nor known any more: it would seem not to exist.
    /// </returns>
    internal (PlannedBatch Planned, Task<bool> Before)? Plan(
        IReadOnlyList<Command> commands, JournalDemand demand, List<Guid> read, JournalSnapshot snapshot, Task<bool> end)
    {
        lock (_lock)
        {
            foreach (var id in demand.Accounts)
            {
                if (_accounts.TryGetValue(id, out var known))
                {
                    snapshot.Accounts[id] = known;
                }
                else if (read.BinarySearch(id) < 0)
                {
                    return null;
                }
            }

            // An account's postings are in the order of their instants, whichever lane read the clock first.
            snapshot.Now = _latest = snapshot.Now > _latest ? snapshot.Now : _latest;
            var planned = PlannedBatch.Make(commands, snapshot);
            Remember(snapshot.Accounts.Values);
            var before = _latestEnd;
            _latestEnd = end;
            return (planned, before);
        }
    }

    /// <summary>A transaction under locks has read and written these.</summary>
    internal void Learn(IEnumerable<AccountState> accounts)
    {
        lock (_lock)
        {
            _latestEnd = Task.FromResult(true);
            Remember(accounts);
        }
    }

    /// <summary>A transaction that touched these did not end as planned.</summary>
    internal void Forget(IEnumerable<Guid> accounts)
    {
        lock (_lock)
        {
            foreach (var id in accounts)
            {
                _accounts.Remove(id);
            }
        }
    }

    /// <summary>False while plans were stale lately, because other silos write to the same accounts.</summary>
    internal bool MayTry()
    {
        lock (_lock)
        {
            return _cautiousBatchesLeft == 0 || --_cautiousBatchesLeft < 0;
        }
    }

    /// <summary>Each stale plan doubles the number of batches that go under locks; each good one halves it.</summary>
    internal void Tried(bool wasStale)
    {
        lock (_lock)
        {
            _caution = wasStale ? Math.Min(_caution * 2, CautionMax) : Math.Max(_caution / 2, 1);
            _cautiousBatchesLeft = wasStale ? _caution : _cautiousBatchesLeft;
        }
    }

    private void Remember(IEnumerable<AccountState> accounts)
    {
        if (_accounts.Count > accountsMax)
        {
            _accounts.Clear();
        }

        foreach (var account in accounts)
        {
            _accounts[account.Id] = account;
        }
    }
}
