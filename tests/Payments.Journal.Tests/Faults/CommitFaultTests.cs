using Payments.Domain.Refusals;
using Payments.Journal.Tests.Verification;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Faults;

/// <summary>Whatever becomes of a COMMIT on its way: what is answered is what happened, and it happened once.</summary>
public sealed class CommitFaultTests(PostgresFixture server)
{
    // An answer that was swallowed is waited for so long, and a little longer.
    internal static readonly TimeSpan StatementMax = TimeSpan.FromSeconds(2);

    public static TheoryData<CommitFault> Faults { get; } = [.. Enum.GetValues<CommitFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_transfer_is_answered_when_it_is_certain_and_made_once(CommitFault fault)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(fault);
        await using var writer = new TestWriter(proxy.ConnectionString, statementMax: StatementMax);

        var transfer = TestJournal.Transfer(bank, wallet, 7, "key");
        var answer = await writer.AppendAsync(transfer);

        Assert.Equal(1, proxy.Fired);
        var outcome = Assert.IsType<TransferOutcome>(Assert.IsType<Done>(answer).Outcome);
        Assert.False(((Done)answer).Replayed);
        Assert.Equal((transfer.TransferId, 107), (outcome.TransferId, outcome.Destination.Posted));
        await IsMadeOnceAsync(database, wallet, 107);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_claim_of_an_account_is_its_activations_own(CommitFault fault)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(fault);
        await using var writer = new TestWriter(proxy.ConnectionString, statementMax: StatementMax);

        var claimed = Claimed(await writer.AppendAsync(TestJournal.Claim(wallet)));

        Assert.Equal(1, proxy.Fired);
        Assert.Equal(claimed.Epoch, await database.ScalarAsync<long>("SELECT epoch FROM balance WHERE account_id = $1", wallet));
        Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "key") with { Epoch = claimed.Epoch }));
    }

    [Fact]
    public async Task A_commit_that_was_answered_with_rollback_is_no_commit()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(CommitFault.TurnIntoRollback);
        await using var writer = new TestWriter(proxy.ConnectionString);

        var failure = await Assert.ThrowsAsync<JournalStoreException>(() =>
            writer.Store.ExecuteAsync([TestJournal.Transfer(bank, wallet, 7, "key")], CancellationToken.None));

        Assert.Equal(StoreFailure.Retry, failure.Failure);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
    }

    [Fact]
    public async Task When_the_proof_fails_after_the_commit_the_outcome_is_unknown_whatever_the_server_says()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await database.ExecuteAsync("""
            CREATE FUNCTION close_the_table() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                REVOKE SELECT ON operation FROM payments_journal;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER close_the_table AFTER INSERT ON operation DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION close_the_table()
            """);
        await using var writer = new TestWriter(database.ConnectionString);

        var failure = await Assert.ThrowsAsync<JournalStoreException>(() =>
            writer.Store.ExecuteAsync([TestJournal.Transfer(bank, wallet, 7, "key")], CancellationToken.None));

        Assert.Equal(StoreFailure.Unknown, failure.Failure);
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
    }

    [Theory]
    [InlineData(CommitFault.CutBefore, 1)]
    [InlineData(CommitFault.CutAfter, 2)]
    public async Task While_nobody_can_be_asked_the_outcome_is_unknown_and_not_called_a_failure(CommitFault fault, long entries)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString) { IsUnreachableAfterFault = true }.Arm(fault);
        await using var writer = new TestWriter(proxy.ConnectionString, new() { ResolveWithin = TimeSpan.FromSeconds(1) });
        var transfer = TestJournal.Transfer(bank, wallet, 7, "key");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => writer.AppendAsync(transfer));
        Assert.Equal(entries, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));

        // The same key finds out later, and makes it now if it was not made.
        (proxy.IsUnreachable, proxy.IsUnreachableAfterFault) = (false, false);
        Assert.IsType<Done>(await writer.AppendAsync(transfer with { TransferId = Guid.CreateVersion7() }));
        await IsMadeOnceAsync(database, wallet, 107);
    }

    [Fact]
    public async Task When_the_server_cannot_be_reached_at_all_nothing_was_executed_and_that_is_said()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString) { IsUnreachable = true };
        await using var writer = new TestWriter(proxy.ConnectionString);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key")));
    }

    internal static async Task IsMadeOnceAsync(TestDatabase database, Guid wallet, long posted)
    {
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
        Assert.Equal(posted, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }

    private static AccountState Claimed(Answer answer) => Assert.IsType<AccountOutcome>(Assert.IsType<Done>(answer).Outcome).Account;
}
