using System.Runtime.CompilerServices;
using Npgsql;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    /// <inheritdoc/>
    public async Task<Page<StatementLine>> ListPostingsAsync(
        Guid accountId, long? beforeSequence, long? afterSequence, int limit, CancellationToken cancellation)
    {
        var isTowardsOlder = afterSequence is null || beforeSequence is not null;
        var query = Statement(accountId)
            .AddIf(beforeSequence is not null, $"   AND p.sequence < {beforeSequence}")
            .AddIf(afterSequence is not null, $"   AND p.sequence > {afterSequence}")
            .Add($" ORDER BY p.sequence {new LedgerQuery.Constant(isTowardsOlder ? "DESC" : "ASC")} LIMIT {LedgerQuery.Number(limit + 1)}");
        return ToPage(await ListAsync(query, Line, cancellation), limit, isTowardsOlder);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StatementLine> StreamStatementAsync(
        Guid accountId, long afterSequence, long lastSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = afterSequence; after < lastSequence;)
        {
            var query = Statement(accountId)
                .Add($"   AND p.sequence > {after} AND p.sequence <= {lastSequence}")
                .Add($" ORDER BY p.sequence LIMIT {LedgerQuery.Number(StretchLength)}");
            var stretch = await ListAsync(query, Line, cancellation);
            foreach (var line in stretch)
            {
                yield return line;
            }

            after = stretch.Count == StretchLength ? stretch[^1].Posting.Sequence : lastSequence;
        }
    }

    private static LedgerQuery Statement(Guid accountId) => new LedgerQuery().Add($"""
        SELECT {LedgerRows.PostingColumns}, e.kind, e.transfer_id, e.recorded_at, e.description, e.reference, counter.account_id
          FROM posting p
          JOIN entry e ON e.id = p.entry_id
         CROSS JOIN LATERAL (
               SELECT other.account_id FROM posting other
                WHERE other.entry_id = p.entry_id AND other.ordinal <> p.ordinal
                ORDER BY other.ordinal LIMIT 1) AS counter
         WHERE p.account_id = {accountId}
        """);

    private static StatementLine Line(NpgsqlDataReader row) => new(
        LedgerRows.Posting(row, 0), (EntryKind)row.GetInt16(8), row.GetGuid(9), row.Instant(10), row.OptionalText(11),
        row.OptionalText(12), row.GetGuid(13));
}
