namespace Payments.Journal.Writing;

/// <summary>The statements that lock and read what a batch needs. Order of locks: accounts, holds, API keys, approvals, each by id.</summary>
internal static class ReadSql
{
    internal const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    internal const string Clock = "SELECT clock_timestamp()";

    internal const string Accounts = """
        SELECT account_id, owner_id, type, currency, opened_at, status, posted, held, floor, limit_per_transfer,
               limit_per_day, day, day_debited, version, sequence, epoch, event_sequence
          FROM balance WHERE account_id = ANY ($1)
        """;

    internal const string AccountsLocked = Accounts + " ORDER BY account_id FOR NO KEY UPDATE";

    internal const string Holds = """
        SELECT transfer_id, tenant_id, source, destination, amount, currency, status, posted_amount, expires_at,
               recorded_at, entry_id, description, reference, metadata::text
          FROM hold WHERE transfer_id = ANY ($1) ORDER BY transfer_id FOR NO KEY UPDATE
        """;

    internal const string ApiKeys = """
        SELECT id, merchant_id, secret_hash, last_four, name, ends_at, events
          FROM api_key WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
        """;

    internal const string ApprovalColumns =
        "id, transfer_id, original_id, status, requested_by, recorded_at, description, decided_by, decided_at, reversal_id, expires_at";

    internal const string Approvals = $"""
        SELECT {ApprovalColumns} FROM approval WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
        """;

    // Two requests for one transfer at once: the unique index lets one through, and the other one is decided anew. Locked,
    // because one whose time is over is ended by the next request, and somebody else may be ending it.
    internal const string PendingApprovals = $"""
        SELECT {ApprovalColumns} FROM approval WHERE transfer_id = ANY ($1) AND status = 1 ORDER BY id FOR NO KEY UPDATE
        """;

    // After the locks: a twin that held them has committed by now, and this statement's snapshot sees its records.
    internal const string Operations = """
        SELECT id, fingerprint, object_id, balances_after, outcome::text, refusal::text, recorded_at
          FROM operation WHERE id = ANY ($1)
        """;

    internal const string Originals = """
        SELECT e.id, e.kind, e.transfer_id, e.currency, p.account_id, p.amount, r.entry_id IS NOT NULL
          FROM entry e
          JOIN posting p ON p.entry_id = e.id
          LEFT JOIN reversal r ON r.entry_id = e.id
         WHERE e.id = ANY ($1) ORDER BY e.id, p.ordinal
        """;

    internal const string Parties = "SELECT id, kind FROM party WHERE id = ANY ($1)";

    internal const string Emails = "SELECT email FROM party WHERE email = ANY ($1)";
}
