using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Writing;

/// <summary>A lane plans with accounts that it did not read, because the writer knew them when it looked.</summary>
public sealed class RememberedAccountTests
{
    private static readonly AccountState Bank = Account();
    private static readonly AccountState Shop = Account();
    private static readonly AccountState Wallet = Account();

    [Fact]
    public async Task An_account_that_is_forgotten_while_a_plan_is_being_made_is_still_there_for_that_plan()
    {
        var database = new AccountsOnly(Bank, Shop);
        var store = new JournalStore(database.OpenAsync);
        await ExecuteAsync(store, Bank, Shop);

        var (looking, failing) = (database.HoldLook(), database.HoldLook());
        var answer = ExecuteAsync(store, Bank, Shop);
        var failed = ExecuteAsync(store, Bank, Shop);
        failing.SetException(new JournalStoreException(StoreFailure.Retry, "the connection was cut"));
        await Assert.ThrowsAsync<JournalStoreException>(() => failed);
        looking.SetResult();

        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task Accounts_that_are_too_many_to_remember_are_still_there_for_a_plan_that_is_being_made()
    {
        var database = new AccountsOnly(Bank, Shop, Wallet);
        var store = new JournalStore(database.OpenAsync, accountsMax: 1);
        await ExecuteAsync(store, Bank, Shop);

        var looking = database.HoldLook();
        var answer = ExecuteAsync(store, Bank, Shop);
        await ExecuteAsync(store, Wallet, Wallet);
        looking.SetResult();

        Assert.IsType<Done>(await answer);
    }

    private static async Task<Answer> ExecuteAsync(JournalStore store, AccountState source, AccountState destination) =>
        (await store.ExecuteAsync([TestJournal.Transfer(source.Id, destination.Id, 1)], CancellationToken.None))[0];

    private static AccountState Account() => new()
    {
        Id = Guid.CreateVersion7(), OwnerId = Guid.Empty, Type = AccountType.External, Currency = TestJournal.Usd,
        Floor = null, CreatedAt = DateTimeOffset.UnixEpoch, Version = 1,
    };

    /// <summary>A database of accounts alone that takes every plan.</summary>
    private sealed class AccountsOnly(params AccountState[] accounts) : IJournalSession
    {
        private readonly Dictionary<Guid, AccountState> _accounts = accounts.ToDictionary(account => account.Id);
        private readonly Queue<TaskCompletionSource> _held = new();

        public Task<IJournalSession> OpenAsync(CancellationToken cancellation) => Task.FromResult<IJournalSession>(this);

        /// <summary>The next look that is not held yet waits for this.</summary>
        public TaskCompletionSource HoldLook()
        {
            var hold = new TaskCompletionSource();
            _held.Enqueue(hold);
            return hold;
        }

        public async Task<JournalSnapshot> LookAsync(
            JournalDemand demand, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation)
        {
            if (_held.TryDequeue(out var hold))
            {
                await hold.Task;
            }

            return Read(accounts);
        }

        public Task<JournalSnapshot> LockAsync(JournalDemand demand, CancellationToken cancellation) =>
            Task.FromResult(Read(demand.Accounts));

        public Task InsertAsync(PlannedBatch planned, CancellationToken cancellation) => Task.CompletedTask;

        public Task FinishAsync(PlannedBatch planned, bool isInserted, CancellationToken cancellation) =>
            WriteAsync(planned, cancellation);

        public Task WriteAsync(PlannedBatch planned, CancellationToken cancellation)
        {
            foreach (var account in planned.Plan.Writes.Accounts.Values)
            {
                _accounts[account.Id] = account;
            }

            return Task.CompletedTask;
        }

        public Task ConfirmAsync(PlannedBatch planned, CancellationToken cancellation) => Task.CompletedTask;

        public Task LeaveAsync(PlannedBatch planned, CancellationToken cancellation) => Task.CompletedTask;

        public Task RollBackAsync(CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private JournalSnapshot Read(IEnumerable<Guid> accounts)
        {
            var snapshot = new JournalSnapshot { Now = DateTimeOffset.UnixEpoch };
            foreach (var id in accounts.Where(_accounts.ContainsKey))
            {
                snapshot.Accounts[id] = _accounts[id];
            }

            return snapshot;
        }
    }
}
