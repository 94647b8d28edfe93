using Payments.Journal.Tests.Verification;

namespace Payments.Journal.Tests.Faults;

/// <summary>
/// As <see cref="CommitFaultTests"/>, with faults that strike again and again. Run beside them: both wait for most of their time.
/// </summary>
public sealed class RepeatedCommitFaultTests(PostgresFixture server)
{
    [Theory]
    [MemberData(nameof(CommitFaultTests.Faults), MemberType = typeof(CommitFaultTests))]
    public async Task Many_transfers_of_a_batch_are_each_made_once_however_often_it_strikes(CommitFault fault)
    {
        await using var database = await server.CreateDatabaseAsync();
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var proxy = new PostgresProxy(database.ConnectionString).Arm(fault, fault, fault);
        await using var writer = new TestWriter(proxy.ConnectionString, new() { BatchWeightMax = 20 }, CommitFaultTests.StatementMax);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(index =>
            writer.AppendAsync(TestJournal.Transfer(bank, wallet, 1, $"key {index}"))));

        Assert.Equal(3, proxy.Fired);
        Assert.All(answers, answer => Assert.False(Assert.IsType<Done>(answer).Replayed));
        Assert.Equal(201L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
        Assert.Equal(300L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }
}
