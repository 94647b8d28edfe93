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
        Guid accountId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (after, last) = await SequencesAsync(accountId, from, to, cancellation);
        while (after < last)
        {
            var query = Statement(accountId)
                .Add($"   AND p.sequence > {after} AND p.sequence <= {last}")
                .Add($" ORDER BY p.sequence LIMIT {LedgerQuery.Number(StretchLength)}");
            var stretch = await ListAsync(query, Line, cancellation);
            foreach (var line in stretch)
            {
                yield return line;
            }

            after = stretch.Count == StretchLength ? stretch[^1].Posting.Sequence : last;
        }
    }

    /// <summary>The last sequence before a period and the last one within it. Instants count in microseconds.</summary>
    private async Task<(long Before, long Last)> SequencesAsync(
        Guid accountId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var query = new LedgerQuery().Add($"""
            SELECT sequence_at({accountId}, {from} - interval '1 microsecond'),
                   sequence_at({accountId}, {to} - interval '1 microsecond')
            """);
        return (await ListAsync(query, row => (row.OptionalInt64(0) ?? 0, row.OptionalInt64(1) ?? 0), cancellation))[0];
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
