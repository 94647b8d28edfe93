using Payments.Journal.Tests.Verification;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Faults;

/// <summary>
/// Two activations of one account, or two silos that write to it, may both believe to be alone. PostgreSQL decides.
/// </summary>
public sealed class FenceTests(PostgresFixture server)
{
    [Fact]
    public async Task An_activation_that_was_overtaken_writes_nothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var left = new TestWriter(database.ConnectionString);
        await using var right = new TestWriter(database.ConnectionString);
        var older = await ClaimAsync(left, wallet);
        Assert.IsType<Done>(await left.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "before") with { Epoch = older }));
        var newer = await ClaimAsync(right, wallet);

        // The older one has everything in its memory that made it right a moment ago.
        Assert.IsType<Fenced>(await left.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "zombie") with { Epoch = older }));
        Assert.IsType<Done>(await right.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "after") with { Epoch = newer }));
        Assert.IsType<Fenced>(await left.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "zombie") with { Epoch = older }));

        Assert.Equal(98L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM operation WHERE key = 'zombie'"));
    }

    [Fact]
    public async Task A_writer_without_an_epoch_moves_it_on_so_that_the_activation_notices()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(database.ConnectionString);
        var epoch = await ClaimAsync(writer, wallet);

        Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "from elsewhere")));

        Assert.IsType<Fenced>(await writer.AppendAsync(TestJournal.Transfer(wallet, bank, 1, "cached") with { Epoch = epoch }));
    }

    [Fact]
    public async Task Claims_from_everywhere_give_each_epoch_once()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (_, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var left = new TestWriter(database.ConnectionString);
        await using var right = new TestWriter(database.ConnectionString);

        var epochs = await Task.WhenAll(Enumerable.Range(0, 60).Select(index => ClaimAsync(index % 2 == 0 ? left : right, wallet)));

        Assert.Equal(60, epochs.Distinct().Count());
    }

    [Fact]
    public async Task Writers_on_the_same_accounts_lose_no_update_and_cross_no_floor()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        var other = await new TestJournal(database).OpenAsync();
        await using var left = new TestWriter(database.ConnectionString, new() { BatchWeightMax = 7 });
        await using var right = new TestWriter(database.ConnectionString, new() { BatchWeightMax = 11 });
        Guid[] accounts = [bank, wallet, other];

        // A hundred is there and three hundred are asked for: a hundred may go.
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(index => (index % 2 == 0 ? left : right).AppendAsync(
            TestJournal.Transfer(wallet, accounts[2 * (index % 2)], 1, $"key {index}"))));

        Assert.Equal(100, answers.Count(answer => answer is Done));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }

    [Fact]
    public async Task The_same_key_from_two_sides_has_one_effect_and_one_answer()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var left = new TestWriter(database.ConnectionString);
        await using var right = new TestWriter(database.ConnectionString);

        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(new[] { left, right }.Select(writer =>
                writer.AppendAsync(TestJournal.Transfer(bank, wallet, 1, $"key {round}"))));
            Assert.Single(answers, answer => answer is Done { Replayed: false });
            Assert.Single(answers.Select(answer => ((Done)answer).Outcome).Distinct());
        }

        Assert.Equal(21L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
    }

    [Fact]
    public async Task A_command_that_comes_again_because_its_answer_was_lost_gets_it_as_its_own()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var left = new TestWriter(database.ConnectionString);
        await using var right = new TestWriter(database.ConnectionString);
        var transfer = TestJournal.Transfer(bank, wallet, 1, "key");

        var first = await left.AppendAsync(transfer);
        var again = await right.AppendAsync(transfer);
        var repeated = await right.AppendAsync(transfer with { TransferId = Guid.CreateVersion7() });

        Assert.Equal([false, false, true], new[] { first, again, repeated }.Select(answer => Assert.IsType<Done>(answer).Replayed));
        Assert.Single(new[] { first, again, repeated }.Select(answer => ((Done)answer).Outcome).Distinct());
    }

    [Fact]
    public async Task A_balance_row_cannot_go_back_whoever_writes_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        await new TestJournal(database).OpenAndMoveAsync(100);
        foreach (var column in new[] { "version", "sequence", "epoch" })
        {
            await database.ExecuteAsync($"UPDATE balance SET {column} = {column} + 5");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"UPDATE balance SET {column} = {column} - 1"));
            Assert.Equal("balance_moves_on", refused.ConstraintName);
        }
    }

    [Theory]
    [InlineData("balance_floor", "UPDATE balance SET held = posted + 1 WHERE type = 1")]
    [InlineData("balance_held_not_negative", "UPDATE balance SET held = -1")]
    [InlineData("balance_posted_exact", "UPDATE balance SET posted = 9007199254740992 WHERE type = 1")]
    [InlineData("balance_closed_is_empty", "UPDATE balance SET status = 3 WHERE type = 1")]
    public async Task The_database_has_the_last_word_about_a_balance(string constraint, string statement)
    {
        await using var database = await server.CreateDatabaseAsync();
        await new TestJournal(database).OpenAndMoveAsync(100);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(statement));

        Assert.Equal(constraint, refused.ConstraintName);
    }

    private static async Task<long> ClaimAsync(TestWriter writer, Guid account) =>
        Assert.IsType<AccountOutcome>(Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Claim(account))).Outcome).Account.Epoch;
}
