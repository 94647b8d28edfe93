namespace Payments.Journal.Tests.Faults;

/// <summary>Several writers share accounts, and each remembers them: what an answer tells is what is there, not what is remembered.</summary>
public sealed class ToldBalanceTests(PostgresFixture server)
{
    [Fact]
    public async Task A_hold_tells_its_destination_as_it_is_when_another_writer_has_changed_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var left = new TestWriter(database.ConnectionString);
        await using var right = new TestWriter(database.ConnectionString);
        Assert.IsType<Done>(await left.AppendAsync(TestJournal.Transfer(bank, wallet, 1, "left knows both accounts")));
        Assert.IsType<Done>(await right.AppendAsync(TestJournal.Transfer(bank, wallet, 10, "right changes both")));
        Assert.IsType<Done>(await left.AppendAsync(TestJournal.Transfer(bank, wallet, 100, "left learns of it")));
        var before = Held(await left.AppendAsync(Hold(bank, wallet, "before")));
        Assert.Equal(211, before.Destination.Posted);

        // Only the destination is new to the left writer.
        var other = await new TestJournal(database).OpenAsync();
        Assert.IsType<Done>(await right.AppendAsync(TestJournal.Transfer(wallet, other, 11, "right changes the destination")));

        Assert.Equal(200, Held(await left.AppendAsync(Hold(bank, wallet, "after"))).Destination.Posted);
    }

    private static TransferMoney Hold(Guid source, Guid destination, string key) =>
        TestJournal.Transfer(source, destination, 5, key) with { HoldFor = TimeSpan.FromHours(1) };

    private static HoldOutcome Held(Answer answer) => Assert.IsType<HoldOutcome>(Assert.IsType<Done>(answer).Outcome);
}
