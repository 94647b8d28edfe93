using Npgsql;

namespace Payments.Chaos.Runs;

/// <summary>Reads the journal's tables for the checker, past the product.</summary>
internal static class JournalExport
{
    internal static async IAsyncEnumerable<JournalLine> ReadAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        yield return new JournalLine { ExportedAt = TimeProvider.System.GetUtcNow() };
        foreach (var (sql, read) in Tables)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                yield return read(rows);
            }
        }
    }

    private static readonly (string Sql, Func<NpgsqlDataReader, JournalLine> Read)[] Tables =
    [
        ("SELECT account_id, floor, posted, held, version, sequence, epoch FROM balance", row => new JournalLine
        {
            Account = new JournalAccount(
                PublicIds.Account(row.GetGuid(0)), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)),
        }),
        ("""
        SELECT e.id, e.kind, e.transfer_id, e.operation_id, e.batch_id, e.recorded_at,
               array_agg(p.account_id ORDER BY p.ordinal), array_agg(p.amount ORDER BY p.ordinal),
               array_agg(p.sequence ORDER BY p.ordinal), array_agg(p.posted_after ORDER BY p.ordinal),
               array_agg(p.held_after ORDER BY p.ordinal), array_agg(p.epoch ORDER BY p.ordinal)
          FROM entry e JOIN posting p ON p.entry_id = e.id GROUP BY 1, 2, 3, 4, 5, 6
        """, row => new JournalLine { Entry = Entry(row) }),
        ("SELECT transfer_id, source, destination, amount, status, posted_amount, expires_at, recorded_at FROM hold", row => new JournalLine
        {
            Hold = new JournalHold(
                PublicIds.Transfer(row.GetGuid(0)), PublicIds.Account(row.GetGuid(1)), PublicIds.Account(row.GetGuid(2)),
                row.GetInt64(3), row.GetInt16(4), row.GetInt64(5), Instant(row, 6), Instant(row, 7)),
        }),
        ("SELECT position, type, object_id, entry_id, recorded_at FROM event", row => new JournalLine
        {
            Event = new JournalEvent(
                row.GetInt64(0), row.GetInt16(1), row.GetInt16(1) >= 10 ? PublicIds.Account(row.GetGuid(2)) : PublicIds.Transfer(row.GetGuid(2)),
                row.IsDBNull(3) ? null : PublicIds.Entry(row.GetGuid(3)), Instant(row, 4)),
        }),
        ("SELECT id, key, object_id, refusal ->> 'code' FROM operation", row => new JournalLine
        {
            Operation = new JournalOperation(
                row.GetGuid(0).ToString(), row.GetString(1), PublicIds.Transfer(row.GetGuid(2)), row.IsDBNull(3) ? null : row.GetString(3)),
        }),
    ];

    private static JournalEntry Entry(NpgsqlDataReader row)
    {
        var (accounts, amounts, sequences) = (row.GetFieldValue<Guid[]>(6), row.GetFieldValue<long[]>(7), row.GetFieldValue<long[]>(8));
        var (posted, held, epochs) = (row.GetFieldValue<long[]>(9), row.GetFieldValue<long[]>(10), row.GetFieldValue<long[]>(11));
        return new JournalEntry(
            PublicIds.Entry(row.GetGuid(0)), row.GetInt16(1), PublicIds.Transfer(row.GetGuid(2)),
            row.IsDBNull(3) ? null : row.GetGuid(3).ToString(), row.IsDBNull(4) ? null : PublicIds.Transfer(row.GetGuid(4)), Instant(row, 5),
            [.. accounts.Select((account, index) => new JournalPosting(
                PublicIds.Account(account), amounts[index], sequences[index], posted[index], held[index], epochs[index]))]);
    }

    private static DateTimeOffset Instant(NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);
}
