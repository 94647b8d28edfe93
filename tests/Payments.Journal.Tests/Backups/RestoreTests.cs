using Payments.Journal.Reading;
using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Backups;

public sealed class RestoreTests(BackedUpServer server) : IClassFixture<BackedUpServer>
{
    [Fact]
    public async Task A_lost_database_comes_back_as_of_a_transaction_a_time_or_whole_and_is_sound()
    {
        var journal = (await TestTown.BuildAsync(server.Database, seed: 7, rounds: 2)).Journal;
        await server.BackUpAsync();
        var (source, destination, _) = await journal.OpenAndMoveAsync(100);
        var last = await journal.MoveAsync(source, destination, 20);
        var wanted = await StateAsync(destination);
        var transaction = await server.Database.ScalarAsync<string>("SELECT xmin::text FROM entry WHERE id = $1", last);
        var time = await server.Database.ScalarAsync<string>("SELECT clock_timestamp()::text");
        var accident = await journal.MoveAsync(source, destination, 3);
        var whole = await StateAsync(destination);
        await server.ArchiveAsync();

        await server.LoseAndRestoreAsync("--target-xid", transaction);
        await ExpectAsync(wanted, destination, last, accident);

        // What is written from here on is a time line of its own: the archive still holds what came after the target.
        await new TestJournal(server.Database).MoveAsync(source, destination, 7);
        await server.LoseAndRestoreAsync("--target-time", time);
        await ExpectAsync(wanted, destination, last, accident);

        await server.LoseAndRestoreAsync();
        Assert.Equal(whole, await StateAsync(destination));
        await ExpectSoundAsync();
    }

    private async Task ExpectAsync((long Balance, long Position) wanted, Guid account, Guid there, Guid gone)
    {
        Assert.Equal(wanted, await StateAsync(account));
        var reader = new PostgresLedgerReader(server.Database.Connections.Reader);
        Assert.NotNull(await reader.FindTransferAsync(there, CancellationToken.None));
        Assert.Null(await reader.FindTransferAsync(gone, CancellationToken.None));
        await ExpectSoundAsync();
    }

    private async Task ExpectSoundAsync()
    {
        var report = await new LedgerVerifier(server.Database.Connections.Reader).VerifyAsync(0, CancellationToken.None);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal(await server.Database.ScalarAsync<long>("SELECT position FROM feed_head"), report.Position);
    }

    private async Task<(long Balance, long Position)> StateAsync(Guid account) => (
        await server.Database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", account),
        await server.Database.ScalarAsync<long>("SELECT position FROM feed_head"));
}
