using Npgsql;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    /// <summary>How much of the feed one call looks at when its filter passes little.</summary>
    private const int FeedStretch = 10_000;

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<EventView> Events, long LookedUpTo, bool HasMore)> ListEventsAsync(
        long after, Guid? owner, Guid? objectId, EventType? type, int limit, CancellationToken cancellation)
    {
        // The head is read first: what stands before it is committed and has no gaps.
        var head = await FeedHeadAsync(cancellation);
        var last = after > head - FeedStretch ? head : after + FeedStretch;
        var query = new LedgerQuery().Add($"""
            SELECT position, type, object_id, object_sequence, recorded_at, data::text, entry_id
              FROM event
             WHERE position > {after} AND position <= {last}
            """)
            .AddIf(owner is not null, $"   AND (owner_id = {owner} OR other_owner_id = {owner})")
            .AddIf(objectId is not null, $"   AND object_id = {objectId}")
            .AddIf(type is not null, $"   AND type = {(short)type.GetValueOrDefault()}")
            .Add($" ORDER BY position LIMIT {LedgerQuery.Number(limit)}");
        var rows = await ListAsync(query, Event, cancellation);
        var lookedUpTo = rows.Count == limit ? rows[^1].Event.Position : Math.Max(after, last);
        return (await WithEntriesAsync(rows, cancellation), lookedUpTo, lookedUpTo < head);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OperationView>> FindOperationsAsync(
        IReadOnlyCollection<Guid> operationIds, CancellationToken cancellation)
    {
        Guid[] ids = [.. operationIds];
        var query = new LedgerQuery().Add($"""
            SELECT id, key, route, fingerprint, object_id, balances_after, outcome::text, refusal::text, recorded_at, last_used_at, moves_money
              FROM operation WHERE id = ANY ({ids})
            """);
        return await ListAsync(query, LedgerRows.Operation, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HoldState>> ListOverdueHoldsAsync(int limit, CancellationToken cancellation)
    {
        var query = new LedgerQuery().Add($"""
            SELECT {LedgerRows.HoldColumns}
              FROM hold h WHERE h.status = 1 AND h.expires_at <= statement_timestamp()
             ORDER BY h.expires_at LIMIT {LedgerQuery.Number(limit)}
            """);
        return await ListAsync(query, LedgerRows.Hold, cancellation);
    }

    private async Task<long> FeedHeadAsync(CancellationToken cancellation) => (await ListAsync(
        new LedgerQuery().Add($"SELECT position FROM feed_head"), row => row.GetInt64(0), cancellation))[0];

    private async Task<IReadOnlyList<EventView>> WithEntriesAsync(
        List<(EventView Event, Guid? EntryId)> rows, CancellationToken cancellation)
    {
        var entries = await FindEntriesAsync([.. rows.Where(row => row.EntryId is not null).Select(row => row.EntryId!.Value)], cancellation);
        return [.. rows.Select(row => row.EntryId is { } id ? row.Event with { Entry = entries[id] } : row.Event)];
    }

    private static (EventView Event, Guid? EntryId) Event(NpgsqlDataReader row)
    {
        var data = row.OptionalText(5) is { } json ? OutcomeCodec.ReadOutcome(json) : null;
        var view = new EventView(
            row.GetInt64(0), (EventType)row.GetInt16(1), row.GetGuid(2), row.GetInt32(3), row.Instant(4), data, Entry: null);
        return (view, row.OptionalId(6));
    }
}
