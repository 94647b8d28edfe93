using Payments.Domain.Refusals;
using Payments.Journal.Migrations;

namespace Payments.Journal.Tests.Failover;

/// <summary>One connection string names both servers: the primary is found, whichever it is, and the former one is left.</summary>
public sealed class PromotionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_promoted_standby_is_found_and_the_former_primary_is_left_though_it_still_answers()
    {
        await using var servers = await ReplicatedPostgres.StartAsync();
        await using var database = TestDatabase.Of(servers.Both);
        await new MigrationRunner(database.Connections.Owner).MigrateAsync(CancellationToken.None);
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        Assert.Equal(PortOf(servers.First), await PortAsync(database.Connections));
        await RefuseStandbyAsync(servers, bank, wallet);

        await servers.PromoteSecondAsync();
        // Nothing has told this process yet: its connections are good, only nobody follows that server any more.
        Assert.Equal(PortOf(servers.First), await PortAsync(database.Connections));
        await database.Connections.AskServersAsync(CancellationToken.None);

        Assert.Equal(PortOf(servers.Second), await PortAsync(database.Connections));
        Assert.Equal(2, database.Connections.Timeline);
        Assert.IsType<Done>(await new TestJournal(database).ExecuteAsync(TestJournal.Transfer(bank, wallet, 7, "key")));

        // A process that begins now asks both, and does not take the first one because it stands first.
        await using var late = TestDatabase.Of(servers.Both);
        await late.Connections.AskServersAsync(CancellationToken.None);
        Assert.Equal(PortOf(servers.Second), await PortAsync(late.Connections));

        // Killed and started again as what it was, it would be the first choice again.
        await servers.KillFirstAsync();
        await servers.StartFirstAgainAsync();
        await using var later = TestDatabase.Of(servers.Both);
        await later.Connections.AskServersAsync(CancellationToken.None);
        Assert.Equal(PortOf(servers.Second), await PortAsync(later.Connections));
        await AcknowledgeNothingAsync(servers.First, bank, wallet);
    }

    [Fact]
    public async Task A_connection_that_was_cut_does_not_make_the_primary_of_several_servers_unreachable()
    {
        await using var servers = await ReplicatedPostgres.StartAsync();
        await using var database = TestDatabase.Of(servers.Both);
        await new MigrationRunner(database.Connections.Owner).MigrateAsync(CancellationToken.None);
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(servers.Both);

        Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7)));
        await PostgresServer.ExecuteAsync(
            servers.First,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'payments-journal-writer'");

        // Who finds the connection cut is told that nothing was done; from then on Npgsql takes the server for away.
        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7)));
        Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7)));
    }

    private static async Task RefuseStandbyAsync(ReplicatedPostgres servers, Guid bank, Guid wallet)
    {
        await using var writer = new TestWriter(servers.Second);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(TestJournal.Transfer(bank, wallet, 7)));
    }

    /// <summary>Somebody who knows only the former primary: it commits, and waits for a standby that does not come back.</summary>
    private static async Task AcknowledgeNothingAsync(string former, Guid bank, Guid wallet)
    {
        await using var writer = new TestWriter(former, new() { TransactionTimeout = Short, ResolveWithin = 2 * Short });
        var transfer = TestJournal.Transfer(bank, wallet, 1, "former");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => writer.AppendAsync(transfer));
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => writer.AppendAsync(transfer));
    }

    private static int PortOf(string server) => new NpgsqlConnectionStringBuilder(server).Port;

    private static async Task<int> PortAsync(JournalConnections connections)
    {
        await using var command = connections.Reader.CreateCommand("SELECT inet_server_port()");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
