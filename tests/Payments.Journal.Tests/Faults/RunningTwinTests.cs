namespace Payments.Journal.Tests.Faults;

/// <summary>
/// The first try's transaction is still running when its client has lost it: to look for its rows finds none, and says
/// nothing. Inserting under the same operation id waits for its end.
/// </summary>
public sealed class RunningTwinTests(PostgresFixture server)
{
    private const long CommitGate = 42;

    // At COMMIT the transaction waits at a gate that the test holds.
    private static readonly string HoldCommits = $"""
        CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared({CommitGate});
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER wait_at_the_gate AFTER INSERT ON operation DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate()
        """;

    private static readonly string WaitingQuery =
        $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {CommitGate} AND NOT granted";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_second_try_waits_for_the_first_and_answers_what_became_of_it(bool firstCommits)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var gate = await CloseGateAsync(database);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(CommitFault.Abandon);
        await using var writer = new TestWriter(proxy.ConnectionString);

        var answer = writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key"));
        await UntilAsync(async () => await database.ScalarAsync<long>(WaitingQuery) == 1 && proxy.Fired == 1);
        // The second try must be there and wait, not answer from what it sees.
        await UntilAsync(() => IsWaitingForAnotherAsync(database));
        Assert.False(answer.IsCompleted);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
        await ExecuteAsync(gate, firstCommits ? $"SELECT pg_advisory_unlock({CommitGate})" : EndTheFirst);
        await ExecuteAsync(gate, "SELECT pg_advisory_unlock_all()");

        Assert.False(Assert.IsType<Done>(await answer).Replayed);
        await CommitFaultTests.IsMadeOnceAsync(database, wallet, 107);
    }

    // No row is there that the second try could lock: it meets the first one at what both insert.
    [Theory]
    [InlineData("account")]
    [InlineData("party")]
    public async Task The_second_try_of_what_has_no_row_to_lock_waits_for_the_first_and_answers_what_became_of_it(string table)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var gate = await CloseGateAsync(database);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(CommitFault.Abandon);
        await using var writer = new TestWriter(proxy.ConnectionString);

        var answer = writer.AppendAsync(table == "account" ? NewAccount : NewParty);
        await UntilAsync(async () => await database.ScalarAsync<long>(WaitingQuery) == 1 && proxy.Fired == 1);
        await UntilAsync(() => IsWaitingForAnotherAsync(database));
        await ExecuteAsync(gate, "SELECT pg_advisory_unlock_all()");

        Assert.False(Assert.IsType<Done>(await answer).Replayed);
        Assert.Equal(1L, await database.ScalarAsync<long>($"SELECT count(*) FROM {table}"));
    }

    // One lane still writes the account that another lane is asked to open once more, under the same key.
    [Fact]
    public async Task A_command_that_comes_again_while_its_account_is_being_opened_gets_the_same_answer()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var gate = await CloseGateAsync(database);
        await using var writer = new TestWriter(database.ConnectionString, new() { BatchWeightMax = 1 });
        var command = NewAccount;

        var first = writer.AppendAsync(command);
        await UntilAsync(async () => await database.ScalarAsync<long>(WaitingQuery) == 1);
        var second = writer.AppendAsync(command);
        await UntilAsync(async () => second.IsCompleted || await database.ScalarAsync<long>(WritersThatLooked) == 1);
        await ExecuteAsync(gate, "SELECT pg_advisory_unlock_all()");

        Assert.All(await Task.WhenAll(first, second), answer => Assert.False(Assert.IsType<Done>(answer).Replayed));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM account"));
    }

    /// <summary>Makes COMMITs wait until the connection that is given lets them go.</summary>
    private static async Task<NpgsqlConnection> CloseGateAsync(TestDatabase database)
    {
        await database.ExecuteAsync(HoldCommits);
        var gate = new NpgsqlConnection(database.ConnectionString);
        await gate.OpenAsync();
        await ExecuteAsync(gate, $"SELECT pg_advisory_lock({CommitGate})");
        return gate;
    }

    private static Command NewAccount => new OpenAccount
    {
        Origin = TestJournal.Admin, Idempotency = TestJournal.Stamp("key"), AccountId = Guid.CreateVersion7(), OwnerId = Guid.Empty,
        Type = AccountType.External, Currency = TestJournal.Usd,
    };

    private static Command NewParty => new RegisterParty
    {
        Origin = TestJournal.Admin, Idempotency = TestJournal.Stamp("key"), PartyId = Guid.CreateVersion7(), Kind = PartyKind.Merchant,
        Name = "Ann",
    };

    private const string WritersThatLooked = """
        SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'payments-journal-writer' AND state = 'idle'
               AND query LIKE '%clock_timestamp%'
        """;

    private static readonly string EndTheFirst =
        $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {CommitGate} AND NOT granted";

    private static async Task<bool> IsWaitingForAnotherAsync(TestDatabase database) => await database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted") > 0;

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
