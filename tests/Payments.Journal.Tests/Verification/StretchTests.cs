using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>The live check goes over the feed in stretches, and tests balances also where a stretch ends in the middle.</summary>
public sealed class StretchTests(LivedInLedger ledger) : IClassFixture<LivedInLedger>
{
    private const string BusyWallet = "(SELECT max(account_id::text)::uuid FROM balance WHERE type = 1 AND sequence > 5)";

    // Its only posting is far from the end of the feed.
    private const string QuietAccount = "(SELECT account_id FROM balance WHERE type = 2)";
    private const string QuietPosting = $"(SELECT max(ev.position) FROM event ev JOIN posting p USING (entry_id) WHERE p.account_id = {QuietAccount})";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public async Task In_small_stretches_a_sound_ledger_is_sound(int eventsMax)
    {
        await using var database = await ledger.CopyAsync();
        var verifier = new LedgerVerifier(database.Connections.Reader);
        var head = await database.ScalarAsync<long>("SELECT position FROM feed_head");
        var report = await BeginningAsync();
        while (report.Position < head)
        {
            var next = await verifier.ContinueAsync(report, eventsMax, default);
            Assert.Equal([], next.Findings);
            Assert.True(next.Position > report.Position);
            report = next;
        }
    }

    [Theory]
    [InlineData("back", "posted = posted, sequence = 1", LedgerChecks.BalancePosted)]
    [InlineData("sideways", "posted = posted + 1", LedgerChecks.BalancePosted)]
    [InlineData("on to a posting that is not there", "sequence = 1000000", LedgerChecks.PostingSequence)]
    [InlineData("to another owner", "owner_id = gen_random_uuid()", LedgerChecks.EventOwner)]
    [InlineData("to another currency", "currency = 'EUR'", LedgerChecks.EntryCurrency)]
    [InlineData("back in its own events", "event_sequence = 0", LedgerChecks.ObjectSequence)]
    public async Task A_stretch_that_ends_in_the_middle_finds_a_balance_that_moved(string where, string change, string check)
    {
        await using var database = await ledger.CopyAsync();
        await database.ExecuteAsync($"SET session_replication_role = replica; UPDATE balance SET {change} WHERE account_id = {BusyWallet}");
        var half = await database.ScalarAsync<long>("SELECT position / 2 FROM feed_head");

        var report = await GoOnAsync(database, await BeginningAsync(), half);

        Assert.True(report.Findings.Any(finding => finding.Check == check), $"it moved {where}: {string.Join("; ", report.Findings)}");
    }

    [Fact]
    public async Task A_stretch_that_ends_in_the_middle_finds_a_tampered_balance_whose_last_posting_it_holds()
    {
        await using var database = await ledger.CopyAsync();
        var posting = await database.ScalarAsync<long>($"SELECT {QuietPosting}");
        await new TestJournal(database).OpenAndMoveAsync(5);
        await database.ExecuteAsync($"UPDATE balance SET posted = posted - 1 WHERE account_id = {QuietAccount}");

        var report = await GoOnAsync(database, await BeginningAsync(), posting);

        var finding = Assert.Single(report.Findings);
        Assert.Equal(LedgerChecks.BalancePosted, finding.Check);
    }

    [Fact]
    public async Task A_stretch_that_ends_in_the_middle_finds_that_a_balance_is_gone()
    {
        await using var database = await ledger.CopyAsync();
        await database.ExecuteAsync($"SET session_replication_role = replica; DELETE FROM balance WHERE account_id = {BusyWallet}");
        var half = await database.ScalarAsync<long>("SELECT position / 2 FROM feed_head");

        var report = await GoOnAsync(database, await BeginningAsync(), half);

        Assert.Contains(LedgerChecks.AccountState, report.Findings.Select(finding => finding.Check));
    }

    private static async Task<VerificationReport> GoOnAsync(TestDatabase database, VerificationReport sound, long eventsMax)
    {
        var report = await new LedgerVerifier(database.Connections.Reader).ContinueAsync(sound, eventsMax, default);
        Assert.InRange(report.Position, eventsMax, await database.ScalarAsync<long>("SELECT position - 1 FROM feed_head"));
        return report;
    }

    /// <summary>A sound report of nothing: where every ledger begins.</summary>
    private async Task<VerificationReport> BeginningAsync()
    {
        await using var empty = await ledger.CreateEmptyAsync();
        return await LivedInLedger.VerifyAsync(empty);
    }
}
