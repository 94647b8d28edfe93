using Payments.Journal.Operations;
using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>A ledger in which everything has happened at least once, built once and copied for each test.</summary>
public sealed class LivedInLedger(PostgresFixture server) : IAsyncLifetime
{
    private TestDatabase? _original;
    private TestDatabase? _shared;

    public async ValueTask InitializeAsync()
    {
        _original = await server.CreateDatabaseAsync();
        var town = await TestTown.BuildAsync(_original, seed: 21);
        var journal = town.Journal;
        var merchant = await journal.RegisterAsync(PartyKind.Merchant);
        var key = await journal.IssueKeyAsync(merchant, new byte[32]);
        await journal.RevokeKeyAsync(key);
        await journal.IssueKeyAsync(merchant, [1, 2]);
        var shop = await journal.OpenAsync(AccountType.Merchant, merchant, metadata: """{"b":"2","a":"1"}""");
        await journal.ChangeStatusAsync(shop, AccountStatus.Frozen);
        await journal.ChangeStatusAsync(shop, AccountStatus.Open);
        await journal.MoveAsync(town.Accounts[0], shop, 5_000, "a key");
        var late = await journal.HoldAsync(shop, town.Accounts[0], 10, TimeSpan.FromMicroseconds(30));
        Assert.IsType<Done>(await journal.SettleAsync(late, shop, town.Accounts[0], HoldStatus.Expired));
        await journal.HoldAsync(shop, town.Accounts[0], 70);
        await EndOneHoldForNothingAsync(journal, shop, town.Accounts[0]);
        await DecideAboutReversalsAsync(town);
        await journal.RegisterAsync(email: "ann@example.com", metadata: """{"b":"ä","a":"1"}""");
        await MoveInBatchesAsync(journal, town.Accounts[0], town.Accounts[1]);
        await new OperatorActions(_original.Connections.Writer).TryRecordDrainAsync("one", ["one", "two"], TestJournal.Admin, default);
        await new OperatorActions(_original.Connections.Writer).TryRecordDrainAsync("two", ["two", "three"], TestJournal.Admin, default);
        // A copy is only made of a database that nobody is connected to.
        await _original.Connections.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null)
        {
            await _shared.DisposeAsync();
        }

        if (_original is not null)
        {
            await _original.DisposeAsync();
        }
    }

    public Task<TestDatabase> CopyAsync() => server.CloneAsync(_original!);

    public Task<TestDatabase> CreateEmptyAsync() => server.CreateDatabaseAsync();

    /// <summary>
    /// Changes a ledger as a superuser whom no trigger stops, verifies it as it is then, and takes the change back: the tests of
    /// a class share one copy.
    /// </summary>
    /// <param name="change">What has to change rows.</param>
    /// <param name="prepare">What is done before and changes none.</param>
    /// <param name="from">The position after which is verified.</param>
    internal async Task<VerificationReport> TamperAndVerifyAsync(string change, string prepare = "", long from = 0)
    {
        _shared ??= await CopyAsync();
        var address = new NpgsqlConnectionStringBuilder(_shared.ConnectionString) { Pooling = false, Timezone = "UTC" };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        // Ends with the connection, undone.
        await using (var begin = new NpgsqlCommand($"BEGIN; SET LOCAL session_replication_role = replica; {prepare}", connection))
        {
            await begin.ExecuteNonQueryAsync();
        }

        await using var tamper = new NpgsqlCommand(change, connection);
        Assert.True(await tamper.ExecuteNonQueryAsync() > 0, "nothing was changed");
        return await LedgerVerifier.VerifyAsync(connection, from, notedChain: null, long.MaxValue, CancellationToken.None);
    }

    internal static Task<VerificationReport> VerifyAsync(TestDatabase database, long from = 0) =>
        new LedgerVerifier(database.Connections.Reader).VerifyAsync(from, CancellationToken.None);

    /// <summary>One that is approved, one that is rejected, one that waits, one that is withdrawn and one that expires.</summary>
    private static async Task DecideAboutReversalsAsync(TestTown town)
    {
        foreach (var isApproved in new bool?[] { true, false, null })
        {
            var asked = TestJournal.Ask(await town.Journal.MoveAsync(town.Accounts[0], town.Accounts[1], 10));
            await town.Journal.DoAsync(asked);
            if (isApproved is { } decision)
            {
                await town.Journal.DoAsync(TestJournal.Decide(asked, town.Accounts[0], town.Accounts[1], decision));
            }
        }

        var withdrawn = TestJournal.Ask(await town.Journal.MoveAsync(town.Accounts[0], town.Accounts[1], 10));
        await town.Journal.DoAsync(withdrawn);
        await town.Journal.DoAsync(TestJournal.Withdraw(withdrawn));
        var late = TestJournal.Ask(withdrawn.TransferId, validFor: TimeSpan.FromMicroseconds(30));
        await town.Journal.DoAsync(late);
        await town.Journal.DoAsync(TestJournal.Expire(late));
    }

    /// <summary>One batch whose second transfer is refused, and one that is refused as a whole.</summary>
    private static async Task MoveInBatchesAsync(TestJournal journal, Guid source, Guid destination)
    {
        TransferMoney[] transfers = [TestJournal.Transfer(source, destination, 3), TestJournal.Transfer(destination, source, 1_000_000_000)];
        var batch = new TransferBatch
        {
            Origin = TestJournal.Admin, Idempotency = TestJournal.Stamp("some"), BatchId = Guid.CreateVersion7(), AllOrNothing = false,
            Transfers = transfers,
        };
        await journal.DoAsync(batch);
        var refused = batch with { Idempotency = TestJournal.Stamp("all"), BatchId = Guid.CreateVersion7(), AllOrNothing = true };
        Assert.IsType<Refused>(await journal.ExecuteAsync(refused));
    }

    private static async Task EndOneHoldForNothingAsync(TestJournal journal, Guid source, Guid destination)
    {
        var hold = await journal.HoldAsync(source, destination, 5);
        Assert.IsType<Done>(await journal.SettleAsync(hold, source, destination, HoldStatus.Posted, amount: 0));
    }
}
