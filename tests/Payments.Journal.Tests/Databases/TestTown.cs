using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Databases;

/// <summary>
/// A few owners with a few accounts each and some hundred transfers of every kind between them, many recorded in one batch
/// and thus at the same time, with ids that are not in the order of their recording.
/// </summary>
internal sealed class TestTown
{
    private readonly TestDatabase _database;
    private readonly TestJournal _journal;
    private readonly Random _random;
    private readonly Dictionary<Guid, HashSet<Guid>> _accountsOf = [];

    private TestTown(TestDatabase database, int seed)
    {
        _database = database;
        _journal = new TestJournal(database);
        _random = new Random(seed);
    }

    internal TestJournal Journal => _journal;

    internal List<Guid> Owners { get; } = [];

    internal List<Guid> Accounts { get; } = [];

    internal HashSet<Guid> AccountsOf(Guid owner) => _accountsOf[owner];

    internal static async Task<TestTown> BuildAsync(TestDatabase database, int seed, int rounds = 12)
    {
        var town = new TestTown(database, seed);
        await town.SettleDownAsync();
        for (var round = 0; round < rounds; round++)
        {
            await town.LiveAsync();
        }

        return town;
    }

    /// <summary>Every transfer, found by its id: not through a list.</summary>
    internal async Task<IReadOnlyList<TransferView>> AllTransfersAsync(ILedgerReader reader)
    {
        var ids = await _database.ScalarAsync<Guid[]>(
            "SELECT array_agg(id) FROM (SELECT id FROM entry WHERE kind = 1 UNION ALL SELECT transfer_id FROM hold) AS ids");
        var transfers = new List<TransferView>();
        foreach (var id in ids)
        {
            transfers.Add((await reader.FindTransferAsync(id, default))!);
        }

        return transfers;
    }

    private async Task SettleDownAsync()
    {
        Owners.Add(Guid.Empty);
        _accountsOf[Guid.Empty] = [await _journal.OpenAsync(AccountType.External)];
        for (var owner = 0; owner < 3; owner++)
        {
            var id = await _journal.RegisterAsync();
            Owners.Add(id);
            _accountsOf[id] = [];
            for (var account = 0; account < 2; account++)
            {
                _accountsOf[id].Add(await _journal.OpenAsync(owner: id, metadata: """{"shelf":"1"}"""));
            }
        }

        Accounts.AddRange(_accountsOf.Values.SelectMany(accounts => accounts));
        foreach (var account in Accounts.Skip(1))
        {
            await _journal.MoveAsync(Accounts[0], account, 1_000);
        }
    }

    /// <summary>One batch of transfers and holds, then the ends of some of them.</summary>
    private async Task LiveAsync()
    {
        var commands = Enumerable.Range(0, 15).Select(_ => RandomTransfer()).OrderBy(_ => _random.Next()).ToArray<Command>();
        var answers = await _journal.Store.ExecuteAsync(commands, CancellationToken.None);
        foreach (var (command, answer) in commands.Cast<TransferMoney>().Zip(answers))
        {
            if (answer is Done && _random.Next(3) == 0)
            {
                await EndAsync(command);
            }
        }
    }

    private TransferMoney RandomTransfer()
    {
        var source = Accounts[_random.Next(Accounts.Count)];
        var destination = Accounts.Where(account => account != source).ElementAt(_random.Next(Accounts.Count - 1));
        return TestJournal.Transfer(source, destination, _random.Next(1, 200), _random.Next(2) == 0 ? Guid.NewGuid().ToString() : null) with
        {
            HoldFor = _random.Next(3) == 0 ? TimeSpan.FromHours(1) : null,
            Description = "a walk through the town",
            Reference = _random.Next(2) == 0 ? $"ref-{_random.Next(4)}" : null,
            Metadata = _random.Next(2) == 0 ? $$"""{"shop":"{{_random.Next(3)}}"}""" : null,
        };
    }

    private async Task EndAsync(TransferMoney transfer)
    {
        if (transfer.HoldFor is null)
        {
            await TryReverseAsync(transfer, transfer.TransferId);
            return;
        }

        var end = _random.Next(2) == 0 ? HoldStatus.Voided : HoldStatus.Posted;
        var amount = end == HoldStatus.Posted ? _random.NextInt64(0, transfer.Amount + 1) : (long?)null;
        var answer = await _journal.SettleAsync(transfer.TransferId, transfer.Source, transfer.Destination, end, amount);
        if (answer is Done { Outcome: HoldOutcome { Hold.EntryId: { } entry } } && _random.Next(2) == 0)
        {
            await TryReverseAsync(transfer, entry);
        }
    }

    private async Task TryReverseAsync(TransferMoney transfer, Guid entry)
    {
        try
        {
            await _journal.ReverseAsync(transfer.TransferId, entry, transfer.Source, transfer.Destination);
        }
        catch (Xunit.Sdk.IsTypeException)
        {
            // Refused for funds: it stays posted.
        }
    }
}
