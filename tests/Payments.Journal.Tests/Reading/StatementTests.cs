using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

/// <summary>An account's history in order, and its balance at any instant, without recomputation.</summary>
public sealed class StatementTests(PostgresFixture server)
{
    [Fact]
    public async Task The_balance_at_an_instant_is_that_after_the_last_posting_recorded_until_then()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var (bank, wallet, _) = await journal.OpenAndMoveAsync(100);
        for (var index = 0; index < 20; index++)
        {
            await journal.MoveAsync(bank, wallet, 1 + index);
        }

        var lines = (await reader.ListPostingsAsync(wallet, null, null, 100, default)).Data;
        foreach (var line in lines)
        {
            var at = await reader.BalanceAtAsync(wallet, line.RecordedAt, default);
            Assert.Equal((line.Posting.PostedAfter, line.Posting.Sequence), (at!.Posted, at.Sequence));
        }

        var before = await reader.BalanceAtAsync(wallet, lines[^1].RecordedAt.AddMicroseconds(-1), default);
        Assert.Equal((0, 0), (before!.Posted, before.Sequence));
        Assert.Equal(lines[0].Posting.PostedAfter, (await reader.BalanceAtAsync(wallet, DateTimeOffset.MaxValue.AddDays(-2), default))!.Posted);
        Assert.Null(await reader.BalanceAtAsync(Guid.CreateVersion7(), lines[0].RecordedAt, default));
    }

    [Fact]
    public async Task Postings_come_in_pages_by_sequence_with_the_account_on_the_other_side()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var (bank, wallet, _) = await journal.OpenAndMoveAsync(100);
        for (var index = 0; index < 4; index++)
        {
            await journal.MoveAsync(bank, wallet, 10);
        }

        var newest = await reader.ListPostingsAsync(wallet, null, null, 2, default);
        var older = await reader.ListPostingsAsync(wallet, 4, null, 2, default);
        var newer = await reader.ListPostingsAsync(wallet, null, 1, 2, default);

        Assert.Equal([5L, 4L], newest.Data.Select(line => line.Posting.Sequence));
        Assert.Equal([3L, 2L], older.Data.Select(line => line.Posting.Sequence));
        Assert.Equal([3L, 2L], newer.Data.Select(line => line.Posting.Sequence));
        Assert.True(newest.HasMore && older.HasMore && newer.HasMore);
        Assert.All(newest.Data, line => Assert.Equal(bank, line.CounterAccount));
        Assert.Equal(140, newest.Data[0].Posting.PostedAfter);
        Assert.False((await reader.ListPostingsAsync(wallet, 2, null, 2, default)).HasMore);
    }

    [Fact]
    public async Task A_statement_streams_what_lies_between_two_balances()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var (bank, wallet, _) = await journal.OpenAndMoveAsync(100);
        for (var index = 0; index < 3; index++)
        {
            // More than one stretch of the stream.
            var transfers = Enumerable.Range(0, 700).Select(_ => TestJournal.Transfer(bank, wallet, 1)).ToArray<Command>();
            await journal.Store.ExecuteAsync(transfers, CancellationToken.None);
        }

        var all = await ToListAsync(reader.StreamStatementAsync(wallet, 0, long.MaxValue, default));
        Assert.Equal(Enumerable.Range(1, 2101).Select(sequence => (long)sequence), all.Select(line => line.Posting.Sequence));
        var opening = (await reader.BalanceAtAsync(wallet, all[0].RecordedAt, default))!;
        var closing = (await reader.BalanceAtAsync(wallet, all[1401].RecordedAt.AddMicroseconds(-1), default))!;
        var middle = await ToListAsync(reader.StreamStatementAsync(wallet, opening.Sequence, closing.Sequence, default));
        Assert.Equal((2L, 1401L), (middle[0].Posting.Sequence, middle[^1].Posting.Sequence));
        Assert.Equal(closing.Posted, opening.Posted + middle.Sum(line => line.Posting.Amount));
    }

    [Fact]
    public async Task Exports_stream_all_entries_in_feed_order_and_all_accounts_that_have_postings()
    {
        await using var database = await server.CreateDatabaseAsync();
        await TestTown.BuildAsync(database, seed: 4);
        var reader = new PostgresLedgerReader(database.Connections.Reader);
        var inOrder = await database.ScalarAsync<Guid[]>("SELECT array_agg(entry_id ORDER BY position) FROM event WHERE entry_id IS NOT NULL");

        var entries = await ToListAsync(reader.StreamEntriesAsync(null, null, default));
        Assert.Equal(inOrder, entries.Select(entry => entry.Id));
        var (from, to) = (entries[20].RecordedAt, entries[60].RecordedAt);
        var some = await ToListAsync(reader.StreamEntriesAsync(from, to, default));
        Assert.Equal(entries.Where(entry => entry.RecordedAt >= from && entry.RecordedAt < to).Select(entry => entry.Id), some.Select(entry => entry.Id));
        var accounts = await ToListAsync(reader.StreamAccountsAsync(default));
        Assert.Equal(await database.ScalarAsync<long>("SELECT count(*) FROM balance WHERE sequence > 0"), accounts.Count);
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> stream)
    {
        var list = new List<T>();
        await foreach (var item in stream)
        {
            list.Add(item);
        }

        return list;
    }
}
