using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

/// <summary>Each list shows exactly what its filter says, once, in both directions, whatever the size of its pages.</summary>
public sealed class TransferListTests(PostgresFixture server)
{
    [Fact]
    public async Task Randomly_composed_filters_show_what_a_search_through_everything_finds()
    {
        await using var database = await server.CreateDatabaseAsync();
        var town = await TestTown.BuildAsync(database, seed: 7);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var all = await town.AllTransfersAsync(reader);
        var random = new Random(11);
        var roundsWithPages = 0;
        for (var round = 0; round < 150; round++)
        {
            var filter = TransferFilter.Random(random, town, all);
            var expected = all.Where(filter.Matches).Select(transfer => transfer.Id).Order().ToList();

            var forward = await filter.PageForwardAsync(reader);
            var backward = await filter.PageBackwardAsync(reader, forward.LastOrDefault());

            Assert.Equal(expected, forward.Select(transfer => transfer.Id).Order());
            Assert.Equal(forward.Select(transfer => transfer.Id), backward.Select(transfer => transfer.Id));
            Assert.True(IsNewestFirst(forward, filter.IsByAccount), filter.ToString());
            roundsWithPages += forward.Count > filter.Limit ? 1 : 0;
        }

        Assert.True(roundsWithPages > 30, $"only {roundsWithPages} filters found more than a page");
    }

    [Fact]
    public async Task Entries_of_an_account_or_owner_are_those_with_a_posting_on_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        var town = await TestTown.BuildAsync(database, seed: 8);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var all = await ListAllEntriesAsync(reader, null, null);
        Assert.Equal(await database.ScalarAsync<long>("SELECT count(*) FROM entry"), all.Count);
        Assert.All(all, entry => Assert.Equal(0, entry.Postings.Sum(posting => posting.Amount)));
        foreach (var account in town.Accounts)
        {
            var expected = all.Where(entry => entry.Postings.Any(posting => posting.AccountId == account));
            Assert.Equal(expected.Select(entry => entry.Id).Order(), (await ListAllEntriesAsync(reader, null, account)).Select(entry => entry.Id).Order());
        }

        foreach (var owner in town.Owners)
        {
            var owned = town.AccountsOf(owner);
            var expected = all.Where(entry => entry.Postings.Any(posting => owned.Contains(posting.AccountId)));
            Assert.Equal(expected.Select(entry => entry.Id).Order(), (await ListAllEntriesAsync(reader, owner, null)).Select(entry => entry.Id).Order());
        }
    }

    [Fact]
    public async Task A_cursor_that_is_unknown_and_a_status_that_is_none_find_nothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        var town = await TestTown.BuildAsync(database, seed: 9);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var unknown = new PageRequest { StartingAfter = Guid.CreateVersion7() };

        Assert.Empty((await reader.ListTransfersAsync(null, town.Accounts[0], null, null, null, unknown, default)).Data);
        Assert.Empty((await reader.ListTransfersAsync(null, null, "lost", null, null, new(), default)).Data);
    }

    private static async Task<List<EntryView>> ListAllEntriesAsync(PostgresLedgerReader reader, Guid? owner, Guid? account)
    {
        var entries = new List<EntryView>();
        for (Page<EntryView>? page = null; page is null || page.HasMore;)
        {
            var request = new PageRequest { Limit = 7, StartingAfter = entries.Count == 0 ? null : entries[^1].Id };
            page = await reader.ListEntriesAsync(owner, account, null, null, request, default);
            entries.AddRange(page.Data);
        }

        return entries;
    }

    private static bool IsNewestFirst(List<TransferView> transfers, bool isByTime) => transfers.Zip(transfers.Skip(1)).All(pair =>
        isByTime
            ? (pair.First.CreatedAt, pair.First.Id).CompareTo((pair.Second.CreatedAt, pair.Second.Id)) > 0
            : pair.First.Id.CompareTo(pair.Second.Id) > 0);
}
