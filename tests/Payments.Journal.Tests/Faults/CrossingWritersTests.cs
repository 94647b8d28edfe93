using Payments.Journal.Tests.Verification;

namespace Payments.Journal.Tests.Faults;

/// <summary>Two silos that write to the same accounts at once, each with a part of what the other one needs.</summary>
public sealed class CrossingWritersTests(PostgresFixture server)
{
    private const string WritersConnected =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'payments-journal-writer' AND datname = current_database()";

    private const string WritersWaiting = WritersConnected + " AND wait_event_type = 'Lock'";

    [Fact]
    public async Task A_plan_without_locks_lets_go_of_its_postings_for_who_has_the_lock()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET deadlock_timeout = '1min'");
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(database.ConnectionString);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await ExecuteAsync(other, "BEGIN; SET LOCAL lock_timeout = '1s'");
        await ExecuteAsync(other, "SELECT FROM balance WHERE account_id = $1 FOR NO KEY UPDATE", wallet);

        var answer = writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7));
        await RunningTwinTests.UntilAsync(async () => await database.ScalarAsync<long>(WritersWaiting) > 0);
        // The wallet's next posting, as the other silo has planned it: fails when it has to wait for the writer's, which waits here.
        await ExecuteAsync(
            other, "INSERT INTO posting SELECT $1, 0, $2, 7, 2, 107, 0, 1", Guid.CreateVersion7(), wallet);
        await ExecuteAsync(other, "ROLLBACK");

        Assert.IsType<Done>(await answer);
        Assert.Equal(107L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
    }

    [Fact]
    public async Task Opposite_transfers_between_two_accounts_from_two_silos_are_all_made_without_a_deadlock()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        Guid[] accounts = [await journal.OpenAsync(AccountType.External), await journal.OpenAsync(AccountType.External)];
        Answer[] answers;
        await using (var left = new TestWriter(database.ConnectionString, new() { BatchWeightMax = 5 }))
        await using (var right = new TestWriter(database.ConnectionString, new() { BatchWeightMax = 7 }))
        {
            answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(index => (index % 2 == 0 ? left : right).AppendAsync(
                TestJournal.Transfer(accounts[index % 2], accounts[1 - (index % 2)], 1, $"key {index}"))));
        }

        Assert.All(answers, answer => Assert.IsType<Done>(answer));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT sum(abs(posted))::bigint FROM balance"));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
        // A session tells of its deadlocks at its end.
        await RunningTwinTests.UntilAsync(async () => await database.ScalarAsync<long>(WritersConnected) <= 1);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
