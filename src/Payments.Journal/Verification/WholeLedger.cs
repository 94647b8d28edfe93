using Npgsql;

namespace Payments.Journal.Verification;

/// <summary>
/// Tests that there is no row which no event tells of. Numbers of rows are compared first; only where they differ the rows
/// themselves are looked for.
/// </summary>
internal sealed class WholeLedger(NpgsqlConnection connection, Findings findings)
{
    private const int ShownMax = 100;

    // Of a partitioned table every partition is counted, so also what was put into one of them directly.
    private const string Counts = """
        SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM posting), (SELECT count(*) FROM audit),
               (SELECT count(*) FROM hold), (SELECT count(*) FROM reversal), (SELECT count(*) FROM approval),
               (SELECT count(*) FROM party), (SELECT count(*) FROM api_key)
        """;

    private const string UntoldEntries = """
        SELECT e.id::text FROM entry e WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.entry_id = e.id)
        """;

    private const string UntoldPostings = """
        SELECT p.entry_id::text || ' ordinal ' || p.ordinal
          FROM posting p WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.entry_id = p.entry_id)
        """;

    private const string UntoldAudits = """
        SELECT au.position::text FROM audit au WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.position = au.position)
        """;

    private const string UntoldHolds = """
        SELECT h.transfer_id::text
          FROM hold h WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.object_id = h.transfer_id AND ev.type = 2)
        """;

    private const string UntoldReversals = """
        SELECT r.entry_id::text
          FROM reversal r WHERE NOT EXISTS (SELECT FROM entry e WHERE e.id = r.reversal_id AND e.reverses = r.entry_id)
        """;

    private const string UntoldApprovals = """
        SELECT a.id::text
          FROM approval a WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.object_id = a.id AND ev.type = 40)
        """;

    private const string UntoldParties = """
        SELECT p.id::text
          FROM party p WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.object_id = p.id AND ev.type = 20)
        """;

    private const string UntoldApiKeys = """
        SELECT k.id::text
          FROM api_key k WHERE NOT EXISTS (SELECT FROM event ev WHERE ev.object_id = k.id AND ev.type = 30)
        """;

    private const string EventsBesideTheFeed = """
        SELECT ev.position::text FROM event ev WHERE ev.position < 1 OR ev.position > (SELECT position FROM feed_head)
        """;

    internal async Task CheckAsync(ToldRows told, CancellationToken cancellation)
    {
        var counts = await CountAsync(cancellation);
        await ShowAsync(counts[0] != told.Entries, LedgerChecks.EventEntry, "entry", UntoldEntries, cancellation);
        await ShowAsync(counts[1] != told.Postings, LedgerChecks.EntryPostings, "posting of entry", UntoldPostings, cancellation);
        await ShowAsync(counts[2] != told.Audits, LedgerChecks.Audit, "audit record", UntoldAudits, cancellation);
        await ShowAsync(counts[3] != told.Holds, LedgerChecks.HoldState, "hold", UntoldHolds, cancellation);
        await ShowAsync(counts[4] != told.Reversals, LedgerChecks.Reversal, "reversal of entry", UntoldReversals, cancellation);
        await ShowAsync(counts[5] != told.Approvals, LedgerChecks.Approval, "approval", UntoldApprovals, cancellation);
        await ShowAsync(counts[6] != told.Parties, LedgerChecks.Registration, "party", UntoldParties, cancellation);
        await ShowAsync(counts[7] != told.ApiKeys, LedgerChecks.Registration, "API key", UntoldApiKeys, cancellation);
        foreach (var query in OperationSql.All)
        {
            await ShowAsync(true, LedgerChecks.OperationEntry, "idempotency record", query, cancellation);
        }

        await ShowAsync(true, LedgerChecks.OperatorAction, "operator action", OperatorActionSql.Broken, cancellation);
        await ShowAsync(true, LedgerChecks.FeedPosition, "event", EventsBesideTheFeed, cancellation);
    }

    private async Task<long[]> CountAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Counts, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)];
    }

    private async Task ShowAsync(bool isSuspected, string check, string what, string query, CancellationToken cancellation)
    {
        if (!isSuspected)
        {
            return;
        }

        await using var command = new NpgsqlCommand($"{query} LIMIT {ShownMax}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            findings.Add(check, $"{what} {reader.GetString(0)}", "nothing in the ledger tells of it");
        }
    }
}
