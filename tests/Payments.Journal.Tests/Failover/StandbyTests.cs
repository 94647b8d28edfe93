using Payments.Domain.Refusals;
using Payments.Journal.Migrations;

namespace Payments.Journal.Tests.Failover;

/// <summary>What is answered is on the standby, and not only on the server that may be lost.</summary>
public sealed class StandbyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_commit_that_the_standby_does_not_have_is_answered_neither_when_it_is_made_nor_when_its_key_comes_again()
    {
        await using var servers = await ReplicatedPostgres.StartAsync();
        await using var database = TestDatabase.Of(servers.First);
        await new MigrationRunner(database.Connections.Owner).MigrateAsync(CancellationToken.None);
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(servers.First, new() { TransactionTimeout = Short, ResolveWithin = 2 * Short });
        await servers.StopSecondAsync();
        var transfer = TestJournal.Transfer(bank, wallet, 7, "key");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => writer.AppendAsync(transfer));
        // The first server has it, and shows it: its time was over, PostgreSQL stopped waiting and called it a success.
        Assert.Equal(107L, await PostedAsync(database, wallet));
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => writer.AppendAsync(transfer));

        await servers.StartSecondAgainAsync();
        await using var patient = new TestWriter(servers.First);
        Assert.IsType<Done>(await patient.AppendAsync(transfer));
        Assert.Equal(107L, await PostedAsync(database, wallet));
        await using var second = TestDatabase.Of(servers.Second);
        await Waiting.UntilAsync(async () => await PostedAsync(second, wallet) == 107, TimeSpan.FromSeconds(30), "the transfer on the standby");
    }

    private static Task<long> PostedAsync(TestDatabase database, Guid wallet) =>
        database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet);
}
