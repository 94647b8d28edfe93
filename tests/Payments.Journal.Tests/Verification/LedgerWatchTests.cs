using Microsoft.Extensions.Logging.Abstractions;
using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>The live check goes on from what is verified, remembers, and does not forget what it has found.</summary>
public sealed class LedgerWatchTests(LivedInLedger ledger) : IClassFixture<LivedInLedger>
{
    private const string SomeBalance = "(SELECT min(account_id::text)::uuid FROM balance WHERE type = 1)";

    [Fact]
    public async Task A_look_goes_on_after_the_last_and_a_new_process_after_the_stored_one()
    {
        await using var database = await ledger.CopyAsync();
        var watch = Watch(database);
        await watch.LookAsync(default);
        Assert.Equal((0L, true), (watch.Last!.From, watch.Last.IsSound));
        var verified = watch.Last.Position;
        await new TestJournal(database).OpenAndMoveAsync(5);

        await watch.LookAsync(default);
        Assert.Equal((verified, verified + 3, true), (watch.Last.From, watch.Last.Position, watch.Last.IsSound));

        // The stored report is an hour old by now: too old to take over, good enough to go on from.
        await database.ExecuteAsync("UPDATE verification SET recorded_at = recorded_at - interval '1 hour'");
        var other = Watch(database);
        await other.LookAsync(default);
        Assert.Equal((verified, verified + 3), (other.Last!.From, other.Last.Position));
    }

    [Fact]
    public async Task A_fresh_report_of_another_process_is_taken_over()
    {
        await using var database = await ledger.CopyAsync();
        var first = Watch(database);
        await first.LookAsync(default);
        await new TestJournal(database).OpenAndMoveAsync(5);
        var second = Watch(database);

        await second.LookAsync(default);

        Assert.Equal(first.Last!.Position, second.Last!.Position);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM verification"));
    }

    [Fact]
    public async Task What_was_found_is_found_again_until_it_is_gone()
    {
        await using var database = await ledger.CopyAsync();
        var watch = Watch(database);
        await watch.LookAsync(default);
        await MoveOnAsync(database);
        await database.ExecuteAsync($"UPDATE balance SET posted = posted + 1 WHERE account_id = {SomeBalance}");

        await watch.LookAsync(default);
        Assert.Equal(LedgerChecks.BalancePosted, Assert.Single(watch.Last!.Findings).Check);
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT findings FROM verification ORDER BY id DESC LIMIT 1"));
        await watch.LookAsync(default);
        Assert.False(watch.Last.IsSound);

        await database.ExecuteAsync($"UPDATE balance SET posted = posted - 1 WHERE account_id = {SomeBalance}");
        await watch.LookAsync(default);
        Assert.True(watch.Last.IsSound);
        Assert.Equal(0, await database.ScalarAsync<int>("SELECT findings FROM verification ORDER BY id DESC LIMIT 1"));
    }

    [Fact]
    public async Task History_that_was_rewritten_with_all_its_digests_is_found_by_the_chain_that_was_noted()
    {
        await using var database = await ledger.CopyAsync();
        var verifier = new LedgerVerifier(database.Connections.Reader);
        var noted = await verifier.VerifyAsync(0, default);
        await database.ExecuteAsync("""
            SET session_replication_role = replica;
            UPDATE journal_batch SET chain = sha256(chain) WHERE last_position = (SELECT max(last_position) FROM journal_batch);
            UPDATE feed_head SET chain = sha256(chain)
            """);

        var finding = Assert.Single((await verifier.ContinueAsync(noted, long.MaxValue, default)).Findings);

        Assert.Equal(LedgerChecks.BatchChain, finding.Check);
    }

    [Fact]
    public async Task A_stored_report_that_cannot_be_read_is_as_none()
    {
        await using var database = await ledger.CopyAsync();
        await database.ExecuteAsync("INSERT INTO verification (position, findings, report) VALUES (5, 0, '{}')");
        var watch = Watch(database);

        await watch.LookAsync(default);

        Assert.Equal((0L, true), (watch.Last!.From, watch.Last.IsSound));
    }

    [Fact]
    public async Task Old_reports_of_a_sound_ledger_are_forgotten_and_those_with_findings_kept()
    {
        await using var database = await ledger.CopyAsync();
        await database.ExecuteAsync("""
            INSERT INTO verification (position, findings, report, recorded_at)
            SELECT n, n, '{}', clock_timestamp() - interval '40 days' FROM generate_series(0, 1) AS n
            """);

        await new VerificationStore(database.Connections.Writer).PurgeAsync(TimeSpan.FromDays(30), default);

        Assert.Equal(1, await database.ScalarAsync<int>("SELECT findings FROM verification"));
    }

    private static LedgerWatch Watch(TestDatabase database) => new(
        new LedgerVerifier(database.Connections.Reader), new VerificationStore(database.Connections.Writer), new(),
        TimeProvider.System, NullLogger<LedgerWatch>.Instance);

    /// <summary>An entry on the account that the test is about, so that the next look passes by it.</summary>
    private static async Task MoveOnAsync(TestDatabase database)
    {
        var account = await database.ScalarAsync<Guid>($"SELECT {SomeBalance}");
        var bank = await database.ScalarAsync<Guid>("SELECT account_id FROM balance WHERE type = 3");
        await new TestJournal(database).MoveAsync(bank, account, 1);
    }
}
