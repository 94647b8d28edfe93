using Microsoft.Extensions.Logging.Abstractions;
using Payments.Journal.Retention;

namespace Payments.Journal.Tests.Records;

/// <summary>A key keeps its answer for 24 hours, and for 30 days where it moved money or was refused to.</summary>
public sealed class RetentionTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task What_moves_money_is_kept_for_thirty_days_and_all_else_for_one()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, _) = await journal.OpenAndMoveAsync(100);
        foreach (var age in new[] { "23 hours", "25 hours", "29 days", "31 days" })
        {
            await journal.MoveAsync(source, destination, 1, $"transfer {age}");
            await journal.ExecuteAsync(TestJournal.Transfer(destination, source, 1_000_000, $"refused {age}"));
            await journal.ExecuteAsync(TestJournal.Freeze(destination, $"refused freeze {age}") with { Status = AccountStatus.Open });
            await journal.RegisterAsync(stamp: TestJournal.Stamp($"user {age}"));
            await database.ExecuteAsync($"UPDATE operation SET recorded_at = recorded_at - interval '{age}' WHERE key LIKE '% {age}'");
        }

        var retention = new OperationRetention(
            database.Connections.Writer, TimeProvider.System, NullLogger<OperationRetention>.Instance);

        Assert.Equal(8, await retention.PurgeAsync(default));
        Assert.Equal(
            [
                "refused 23 hours", "refused 25 hours", "refused 29 days", "refused freeze 23 hours",
                "transfer 23 hours", "transfer 25 hours", "transfer 29 days", "user 23 hours",
            ],
            await database.ScalarAsync<string[]>("SELECT array_agg(key ORDER BY key COLLATE \"C\") FROM operation"));
        Assert.Equal(0, await retention.PurgeAsync(default));
    }
}
