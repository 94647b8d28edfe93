using System.Runtime.CompilerServices;
using Npgsql;
using Payments.Domain;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    /// <summary>How long a transaction may last: as far an event may stand from where its time would put it.</summary>
    private static readonly TimeSpan FeedDisorder = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<Page<EntryView>> ListEntriesAsync(
        Guid? owner, Guid? account, EntryKind? kind, string? reference, PageRequest page, CancellationToken cancellation)
    {
        var list = new EntryList { Owner = owner, Account = account, Kind = kind, Reference = reference, Page = page };
        if (await PlaceAsync(list, cancellation) is not { } placed)
        {
            return new Page<EntryView>([], HasMore: false);
        }

        var query = placed.AddEntries(new LedgerQuery().Add($"SELECT DISTINCT id, recorded_at FROM (")).Add($") AS found");
        var ids = ToPage(await ListAsync(placed.AddOrder(query), row => row.GetGuid(0), cancellation), page.Limit, placed.IsTowardsOlder);
        var entries = await FindEntriesAsync(ids.Data, cancellation);
        return new Page<EntryView>([.. ids.Data.Select(id => entries[id])], ids.HasMore);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryView> StreamEntriesAsync(
        DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (after, last) = await PositionsAsync(from, to, cancellation);
        for (; after < last; after += StretchLength)
        {
            var query = new LedgerQuery().Add($"""
                SELECT entry_id FROM event
                 WHERE position > {after} AND position <= {Math.Min(last, after + StretchLength)} AND entry_id IS NOT NULL
                """)
                .AddIf(from is not null, $"   AND recorded_at >= {from}")
                .AddIf(to is not null, $"   AND recorded_at < {to}")
                .Add($" ORDER BY position");
            var ids = await ListAsync(query, row => row.GetGuid(0), cancellation);
            var entries = await FindEntriesAsync(ids, cancellation);
            foreach (var id in ids)
            {
                yield return entries[id];
            }
        }
    }

    /// <summary>The stretch of the feed that holds a period, a little too long at both ends.</summary>
    private async Task<(long After, long Last)> PositionsAsync(
        DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        var query = new LedgerQuery()
            .Add($"SELECT")
            .AddIf(from is null, $"0::bigint,")
            .AddIf(from is not null, $"position_at({from - FeedDisorder}),")
            .AddIf(to is null, $"position FROM feed_head")
            .AddIf(to is not null, $"position_at({to + FeedDisorder})");
        return (await ListAsync(query, row => (row.GetInt64(0), row.GetInt64(1)), cancellation))[0];
    }

    /// <summary>Looks up when the objects at the page's ends were recorded; null when one of them is unknown.</summary>
    private async Task<EntryList?> PlaceAsync(EntryList list, CancellationToken cancellation)
    {
        if (!list.IsByAccount)
        {
            return list;
        }

        var placed = list with
        {
            AfterRecordedAt = await RecordedAtAsync(list.Page.StartingAfter, cancellation),
            BeforeRecordedAt = await RecordedAtAsync(list.Page.EndingBefore, cancellation),
        };
        return placed.AfterRecordedAt is null == list.Page.StartingAfter is null
            && placed.BeforeRecordedAt is null == list.Page.EndingBefore is null ? placed : null;
    }

    private async Task<DateTimeOffset?> RecordedAtAsync(Guid? id, CancellationToken cancellation)
    {
        if (id is null)
        {
            return null;
        }

        var query = new LedgerQuery().Add($"""
            SELECT recorded_at FROM entry WHERE id = {id}
            UNION ALL
            SELECT recorded_at FROM hold WHERE transfer_id = {id}
            """);
        var found = await ListAsync(query, row => row.Instant(0), cancellation);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Entries with their postings, by id.</summary>
    private async Task<Dictionary<Guid, EntryView>> FindEntriesAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var entries = new Dictionary<Guid, EntryView>(ids.Count);
        if (ids.Count == 0)
        {
            return entries;
        }

        // Through a join, so that each id is looked for in the one partition that can hold it.
        var query = new LedgerQuery().Add($"""
            SELECT {LedgerRows.PostingColumns}, e.kind, e.transfer_id, e.reverses, e.currency, e.recorded_at, e.description,
                   e.reference, e.metadata::text, e.actor, e.request_id
              FROM unnest({ids.ToArray()}) AS wanted (id)
              JOIN entry e ON e.id = wanted.id
              JOIN posting p ON p.entry_id = e.id
             ORDER BY e.id, p.ordinal
            """);
        await using var command = query.ToCommand(connections);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var posting = LedgerRows.Posting(reader, 0);
            if (!entries.TryGetValue(posting.EntryId, out var entry))
            {
                entry = Entry(reader, posting.EntryId);
                entries.Add(posting.EntryId, entry);
            }

            ((List<PostingRow>)entry.Postings).Add(posting);
        }

        return entries;
    }

    private static EntryView Entry(NpgsqlDataReader row, Guid id) => new(
        id, (EntryKind)row.GetInt16(8), row.GetGuid(9), row.OptionalId(10), Currency.Of(row.GetString(11)), row.Instant(12),
        row.OptionalText(13), row.OptionalText(14), row.OptionalText(15), row.GetString(16), row.GetString(17),
        new List<PostingRow>(2));
}
