using System.Security.Cryptography;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

/// <summary>What was written is read back, field for field.</summary>
public sealed class LedgerReaderTests(PostgresFixture server)
{
    [Fact]
    public async Task An_account_is_read_with_its_balance_and_metadata()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var owner = await journal.RegisterAsync();
        var bank = await journal.OpenAsync(AccountType.External);
        var wallet = await journal.OpenAsync(owner: owner, floor: -50, metadata: """{"a":"1"}""");
        await journal.MoveAsync(bank, wallet, 300);
        await journal.HoldAsync(wallet, bank, 120);

        var found = await reader.FindAccountAsync(wallet, default);

        Assert.Equal((owner, AccountType.Wallet, TestJournal.Usd), (found!.Account.OwnerId, found.Account.Type, found.Account.Currency));
        Assert.Equal((300, 120, -50L, 1), (found.Account.Posted, found.Account.Held, found.Account.Floor, found.Account.Sequence));
        Assert.Equal("""{"a": "1"}""", found.Metadata);
        Assert.Null(await reader.FindAccountAsync(Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task Accounts_are_listed_by_owner_type_currency_and_status_in_pages_of_both_directions()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var owner = await journal.RegisterAsync();
        var wallets = new List<Guid>();
        for (var index = 0; index < 5; index++)
        {
            wallets.Add(await journal.OpenAsync(owner: owner));
        }

        // Lists are in the order of ids, which two that were made in one millisecond have by chance.
        wallets.Sort();
        var euros = await journal.OpenAsync(owner: owner, currency: Currency.Of("EUR"));
        await journal.OpenAsync(AccountType.External);
        await journal.ChangeStatusAsync(wallets[1], AccountStatus.Frozen);

        var first = await reader.ListAccountsAsync(owner, AccountType.Wallet, "USD", null, new() { Limit = 2 }, default);
        Assert.Equal([wallets[4], wallets[3]], first.Data.Select(view => view.Account.Id));
        Assert.True(first.HasMore);
        var second = await reader.ListAccountsAsync(owner, AccountType.Wallet, "USD", null, new() { Limit = 3, StartingAfter = wallets[3] }, default);
        Assert.Equal([wallets[2], wallets[1], wallets[0]], second.Data.Select(view => view.Account.Id));
        Assert.False(second.HasMore);
        var back = await reader.ListAccountsAsync(owner, AccountType.Wallet, "USD", null, new() { Limit = 2, EndingBefore = wallets[0] }, default);
        Assert.Equal([wallets[2], wallets[1]], back.Data.Select(view => view.Account.Id));
        Assert.True(back.HasMore);

        var frozen = await reader.ListAccountsAsync(null, null, null, AccountStatus.Frozen, new(), default);
        Assert.Equal(wallets[1], Assert.Single(frozen.Data).Account.Id);
        Assert.Equal(euros, Assert.Single((await reader.ListAccountsAsync(null, null, "EUR", null, new(), default)).Data).Account.Id);
    }

    [Fact]
    public async Task An_idempotency_record_gives_back_the_outcome_or_the_refusal_that_was_answered()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var (bank, wallet, _) = await journal.OpenAndMoveAsync(100);
        var moved = TestJournal.Transfer(bank, wallet, 7, "moved");
        var held = TestJournal.Transfer(wallet, bank, 3, "held") with { HoldFor = TimeSpan.FromHours(1) };
        var refused = TestJournal.Transfer(wallet, bank, 1_000, "refused");
        var answers = new[] { await journal.ExecuteAsync(moved), await journal.ExecuteAsync(held), await journal.ExecuteAsync(refused) };

        var found = (await reader.FindOperationsAsync(
            [moved.Idempotency!.OperationId, held.Idempotency!.OperationId, refused.Idempotency!.OperationId, Guid.NewGuid()], default))
            .ToDictionary(operation => operation.Key);

        Assert.Equal(3, found.Count);
        Assert.Equal(((Done)answers[0]).Outcome, found["moved"].Outcome);
        Assert.Equal(moved.TransferId, found["moved"].ObjectId);
        Assert.Equal(((Done)answers[1]).Outcome, found["held"].Outcome);
        Assert.Equal(RefusalCodes.InsufficientFunds, found["refused"].Refusal!.Code);
        Assert.Equal(moved.Idempotency.Fingerprint, found["moved"].Fingerprint);
        Assert.Equal(found["moved"].FirstUsedAt, found["moved"].LastUsedAt);
    }

    [Fact]
    public async Task Overdue_holds_are_found_by_the_databases_clock_oldest_first()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var (bank, wallet, _) = await journal.OpenAndMoveAsync(100);
        var late = await journal.HoldAsync(wallet, bank, 1, TimeSpan.FromMicroseconds(20));
        var later = await journal.HoldAsync(wallet, bank, 2, TimeSpan.FromMicroseconds(20));
        await journal.HoldAsync(wallet, bank, 3);

        Assert.Equal([late, later], (await reader.ListOverdueHoldsAsync(10, default)).Select(hold => hold.TransferId));
        Assert.Equal(late, Assert.Single(await reader.ListOverdueHoldsAsync(1, default)).TransferId);
    }

    [Fact]
    public async Task Parties_and_api_keys_are_read_and_a_secret_is_known_by_its_hash()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var user = await journal.RegisterAsync(email: "ann@example.com");
        var merchant = await journal.RegisterAsync(PartyKind.Merchant);
        var hash = SHA256.HashData([1, 2, 3]);
        var key = await journal.IssueKeyAsync(merchant, hash);

        Assert.Equal("ann@example.com", (await reader.FindPartyAsync(user, default))!.Email);
        Assert.Equal(user, Assert.Single((await reader.ListPartiesAsync(PartyKind.User, new(), default)).Data).Id);
        Assert.Equal((key, merchant, null), Identity(await reader.IdentifyApiKeyAsync(hash, default)));
        Assert.Null(await reader.IdentifyApiKeyAsync(SHA256.HashData([]), default));
        await journal.RevokeKeyAsync(key);
        Assert.NotNull((await reader.IdentifyApiKeyAsync(hash, default))!.EndsAt);
        Assert.Equal("wxyz", (await reader.FindApiKeyAsync(key, default))!.LastFour);
        Assert.Equal(key, Assert.Single((await reader.ListApiKeysAsync(merchant, new(), default)).Data).Id);
        Assert.Empty((await reader.ListApiKeysAsync(user, new(), default)).Data);
    }

    [Fact]
    public async Task The_trial_balance_sums_to_zero_in_each_currency()
    {
        await using var database = await server.CreateDatabaseAsync();
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        Assert.Empty((await reader.TrialBalanceAsync(default)).Lines);
        await TestTown.BuildAsync(database, seed: 3, rounds: 3);

        var balance = await reader.TrialBalanceAsync(default);

        Assert.Equal(0, balance.Lines.Sum(line => line.Posted));
        Assert.Equal(7, balance.Lines.Sum(line => line.Accounts));
        Assert.Equal(await database.ScalarAsync<long>("SELECT max(position) FROM event"), balance.Position);
        Assert.Equal(await database.ScalarAsync<decimal>("SELECT sum(held) FROM balance"), balance.Lines.Sum(line => line.Held));
    }

    private static (Guid, Guid, DateTimeOffset?) Identity(ApiKeyIdentity? identity) =>
        (identity!.KeyId, identity.MerchantId, identity.EndsAt);
}
