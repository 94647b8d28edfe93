using Payments.Domain.Refusals;
using Payments.Journal.Tests.Verification;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Faults;

/// <summary>A transaction that the database has undone had no effect: it is tried again, or given up in words, or split.</summary>
public sealed class FailingStatementTests(PostgresFixture server)
{
    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("57014")]
    public async Task What_may_succeed_at_once_is_tried_again(string sqlState)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await FailAsync(database, sqlState, times: 3);
        await using var writer = new TestWriter(database.ConnectionString);

        Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key")));

        Assert.True(await TriesAsync(database) >= 4);
        await CommitFaultTests.IsMadeOnceAsync(database, wallet, 107);
    }

    [Fact]
    public async Task Tries_have_an_end_and_then_nothing_was_executed()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await FailAsync(database, "40001", times: 1_000);
        await using var writer = new TestWriter(database.ConnectionString, new() { AttemptsMax = 3 });

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key")));

        Assert.InRange(await TriesAsync(database), 3, 6);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
    }

    // Npgsql calls both of these transient. A full disk is not helped by hurry.
    [Theory]
    [InlineData("53100")]
    [InlineData("53300")]
    [InlineData("58030")]
    public async Task A_database_that_needs_help_is_not_pressed(string sqlState)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await FailAsync(database, sqlState, times: 1_000);
        await using var writer = new TestWriter(database.ConnectionString);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7, "key")));

        Assert.Equal(1, await TriesAsync(database));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(99)]
    public async Task Of_a_batch_only_the_command_that_the_database_cannot_take_fails(int place)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(database.ConnectionString);
        var transfers = Enumerable.Range(0, 100).Select(index => TestJournal.Transfer(bank, wallet, 1, $"key {index}")).ToArray();
        // PostgreSQL's texts hold every character but this one.
        transfers[place] = transfers[place] with { Description = "\0" };

        await OnlyOneFailsAsync(database, writer, transfers, place);
    }

    [Fact]
    public async Task A_failure_that_comes_only_at_the_commit_takes_back_what_rows_have_said_before()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await database.ExecuteAsync("""
            CREATE FUNCTION too_late() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'found at the commit' USING ERRCODE = 'check_violation', CONSTRAINT = 'too_late';
            END $$;
            CREATE CONSTRAINT TRIGGER too_late AFTER INSERT ON operation DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.key = 'key 3') EXECUTE FUNCTION too_late()
            """);
        await using var writer = new TestWriter(database.ConnectionString);
        var transfers = Enumerable.Range(0, 10).Select(index => TestJournal.Transfer(bank, wallet, 1, $"key {index}")).ToArray();

        await OnlyOneFailsAsync(database, writer, transfers, place: 3);
    }

    private static async Task OnlyOneFailsAsync(TestDatabase database, TestWriter writer, TransferMoney[] transfers, int place)
    {
        var answers = transfers.Select(writer.AppendAsync).ToArray();
        for (var index = 0; index < answers.Length; index++)
        {
            if (index == place)
            {
                await Assert.ThrowsAsync<InvariantViolationException>(() => answers[place]);
            }
            else
            {
                Assert.IsType<Done>(await answers[index]);
            }
        }

        Assert.Equal(transfers.Length, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
        Assert.Equal(transfers.Length - 1, await database.ScalarAsync<long>("SELECT count(*) FROM operation"));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }

    /// <summary>The first inserts of idempotency records fail. They are counted by a sequence, which no rollback takes back.</summary>
    private static Task FailAsync(TestDatabase database, string sqlState, int times) => database.ExecuteAsync($"""
        CREATE SEQUENCE tries;
        GRANT USAGE ON SEQUENCE tries TO payments_journal;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF nextval('tries') <= {times} THEN
                RAISE EXCEPTION 'as asked for' USING ERRCODE = '{sqlState}';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER fail AFTER INSERT ON operation FOR EACH STATEMENT EXECUTE FUNCTION fail()
        """);

    private static Task<long> TriesAsync(TestDatabase database) => database.ScalarAsync<long>("SELECT last_value FROM tries");
}
