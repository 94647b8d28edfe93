using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>A ledger in which everything has happened at least once, built once and copied for each test.</summary>
public sealed class LivedInLedger(PostgresFixture server) : IAsyncLifetime
{
    private TestDatabase? _original;

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
        // A copy is only made of a database that nobody is connected to.
        await _original.Connections.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_original is not null)
        {
            await _original.DisposeAsync();
        }
    }

    public Task<TestDatabase> CopyAsync() => server.CloneAsync(_original!);

    public Task<TestDatabase> CreateEmptyAsync() => server.CreateDatabaseAsync();

    internal static Task<VerificationReport> VerifyAsync(TestDatabase database, long from = 0) =>
        new LedgerVerifier(database.Connections.Reader).VerifyAsync(from, CancellationToken.None);

    /// <summary>One that is approved, one that is rejected and one that waits.</summary>
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
    }

    private static async Task EndOneHoldForNothingAsync(TestJournal journal, Guid source, Guid destination)
    {
        var hold = await journal.HoldAsync(source, destination, 5);
        Assert.IsType<Done>(await journal.SettleAsync(hold, source, destination, HoldStatus.Posted, amount: 0));
    }
}
