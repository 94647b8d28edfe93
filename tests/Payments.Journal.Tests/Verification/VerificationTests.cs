using System.Reflection;
using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>Verification finds nothing in a ledger that was left alone, and everything that was changed in one.</summary>
public sealed class VerificationTests(LivedInLedger ledger) : IClassFixture<LivedInLedger>
{
    public static TheoryData<string> Cases { get; } = [.. Tampering.All.Select(way => way.Name)];

    [Fact]
    public async Task A_ledger_that_was_left_alone_is_sound()
    {
        await using var database = await ledger.CopyAsync();
        var report = await LivedInLedger.VerifyAsync(database);

        Assert.Equal([], report.Findings);
        Assert.True(report.IsSound);
        Assert.Equal(await database.ScalarAsync<long>("SELECT position FROM feed_head"), report.Position);
        Assert.Equal(await database.ScalarAsync<string>("SELECT encode(chain, 'hex') FROM feed_head"), report.Chain);
    }

    [Fact]
    public async Task An_empty_ledger_is_sound()
    {
        await using var empty = await ledger.CreateEmptyAsync();

        Assert.Equal([], (await LivedInLedger.VerifyAsync(empty)).Findings);
    }

    [Fact]
    public async Task From_any_position_on_it_is_sound_too()
    {
        await using var database = await ledger.CopyAsync();
        var last = await database.ScalarAsync<long>("SELECT position FROM feed_head");
        for (var from = 0L; from <= last; from += 7)
        {
            var report = await LivedInLedger.VerifyAsync(database, from);
            Assert.Equal([], report.Findings);
            Assert.InRange(report.From, 0, from);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_was_changed_is_found(string name)
    {
        var (_, check, sql) = Tampering.All.Single(way => way.Name == name);

        var report = await ledger.TamperAndVerifyAsync(sql);

        Assert.Contains(check, report.Findings.Select(finding => finding.Check));
    }

    [Fact]
    public async Task What_is_changed_after_the_verified_position_is_found_by_going_on_from_there()
    {
        await using var database = await ledger.CopyAsync();
        var from = await database.ScalarAsync<long>("SELECT position FROM event WHERE type = 1 AND data IS NULL ORDER BY position LIMIT 1 OFFSET 5");
        var wallet = "(SELECT max(account_id::text)::uuid FROM balance WHERE type = 1 AND sequence > 5)";

        var report = await ledger.TamperAndVerifyAsync($"UPDATE balance SET posted = posted + 1 WHERE account_id = {wallet}", from: from);

        Assert.Equal(LedgerChecks.BalancePosted, Assert.Single(report.Findings).Check);
    }

    [Fact]
    public async Task A_feed_that_has_become_shorter_is_found()
    {
        await using var database = await ledger.CopyAsync();
        var last = await database.ScalarAsync<long>("SELECT position FROM feed_head");

        var report = await LivedInLedger.VerifyAsync(database, last + 1);

        Assert.Equal(LedgerChecks.FeedPosition, Assert.Single(report.Findings).Check);
    }

    [Fact]
    public void Every_check_has_a_way_of_tampering_that_it_must_find()
    {
        var checks = typeof(LedgerChecks).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);

        Assert.Empty(checks.Except(Tampering.All.Select(way => way.Check)));
        Assert.True(Tampering.All.Length >= 20);
    }
}
