namespace Payments.Journal.Verification;

/// <summary>The statements that verification reads stretches of the feed with.</summary>
internal static class VerificationSql
{
    internal const string Head = "SELECT position, chain, statement_timestamp() FROM feed_head";

    // Where a batch ends, so that no digest begins in the middle.
    internal const string End =
        "SELECT last_position, chain FROM journal_batch WHERE last_position >= $1 ORDER BY last_position LIMIT 1";

    internal const string Start = """
        SELECT last_position, chain FROM journal_batch WHERE last_position <= $1 ORDER BY last_position DESC LIMIT 1
        """;

    internal const string Events = """
        SELECT ev.position, ev.recorded_at, ev.type, ev.object_id, ev.object_sequence, ev.entry_id, ev.owner_id,
               ev.other_owner_id, ev.data::text, au.recorded_at, au.action, au.object_id, au.account_id, au.old_balance,
               au.new_balance, au.tenant_id, au.actor, au.role, au.address, au.user_agent, au.request_id
          FROM event ev
          LEFT JOIN audit au ON au.position = ev.position
         WHERE ev.position > $1 AND ev.position <= $2
         ORDER BY ev.position
        """;

    internal const string Batches = """
        SELECT last_position, first_position, recorded_at, digest, chain
          FROM journal_batch WHERE last_position > $1 AND last_position <= $2 ORDER BY last_position
        """;

    private const string EntryColumns = """
        e.id, e.kind, e.transfer_id, e.reverses, e.operation_id, e.batch_id, e.currency, e.description, e.reference,
        e.metadata::text, e.tenant_id, e.actor, e.role, e.address, e.user_agent, e.request_id, e.recorded_at
        """;

    private const string PostingColumns =
        "p.entry_id, p.ordinal, p.account_id, p.amount, p.sequence, p.posted_after, p.held_after, p.epoch";

    // Ids are made shortly before they are recorded: one range of them holds nearly all entries of a stretch, and is read
    // at a fraction of the cost of looking for each. The limit is for a range that one odd id has made too wide.
    internal const string EntriesInRange = $"""
        SELECT {EntryColumns} FROM entry e WHERE e.id >= $1 AND e.id <= $2 ORDER BY e.id LIMIT $3
        """;

    internal const string PostingsInRange = $"""
        SELECT {PostingColumns} FROM posting p WHERE p.entry_id >= $1 AND p.entry_id <= $2 ORDER BY p.entry_id, p.ordinal LIMIT $3
        """;

    internal const string EntriesById = $"""
        SELECT {EntryColumns} FROM unnest($1) AS wanted (id) JOIN entry e ON e.id = wanted.id
        """;

    internal const string PostingsById = $"""
        SELECT {PostingColumns}
          FROM unnest($1) AS wanted (id) JOIN posting p ON p.entry_id = wanted.id
         ORDER BY p.entry_id, p.ordinal
        """;

    internal const string Operations = """
        SELECT id, object_id, balances_after, outcome::text, tenant_id, recorded_at, moves_money
          FROM unnest($1) AS wanted (wanted_id) JOIN operation ON id = wanted_id
        """;

    internal const string Reversals = """
        SELECT entry_id, reversal_id FROM unnest($1) AS wanted (id) JOIN reversal ON entry_id = wanted.id
        """;

    internal const string Parties = """
        SELECT id, kind, name, email, metadata::text, digest_salt, recorded_at FROM party WHERE id = ANY ($1)
        """;

    internal const string ApiKeys = """
        SELECT id, merchant_id, secret_hash, last_four, name, ends_at, events, recorded_at FROM api_key WHERE id = ANY ($1)
        """;

    // What the account is said to be in both of its rows: columns 18 to 21 are of account.
    private const string AccountColumns = """
        b.account_id, b.owner_id, b.type, b.currency, b.opened_at, b.status, b.posted, b.held, b.floor, b.limit_per_transfer,
        b.limit_per_day, b.day, b.day_debited, b.version, b.sequence, b.epoch, b.event_sequence, a.metadata::text,
        a.owner_id, a.type, a.currency, a.recorded_at
        """;

    internal const string AccountsById = $"""
        SELECT {AccountColumns}
          FROM unnest($1) AS wanted (id) JOIN balance b ON b.account_id = wanted.id JOIN account a ON a.id = b.account_id
        """;

    internal const string AllAccounts = $"""
        SELECT {AccountColumns} FROM balance b JOIN account a ON a.id = b.account_id
        """;

    internal const string HoldsById = """
        SELECT h.transfer_id, h.tenant_id, h.source, h.destination, h.amount, h.currency, h.status, h.posted_amount,
               h.expires_at, h.recorded_at, h.entry_id, h.description, h.reference, h.metadata::text
          FROM unnest($1) AS wanted (id) JOIN hold h ON h.transfer_id = wanted.id
        """;

    internal const string Approvals = """
        SELECT a.id, a.transfer_id, a.original_id, a.status, a.requested_by, a.recorded_at, a.description, a.decided_by,
               a.decided_at, a.reversal_id, a.expires_at, r.entry_id IS NOT NULL
          FROM approval a LEFT JOIN reversal r ON r.reversal_id = a.reversal_id AND r.entry_id = a.original_id
         WHERE a.id = ANY ($1)
        """;

    // Single postings outside of the verified part, to go on from or to compare with.
    internal const string PostingsBySequence = """
        SELECT p.account_id, p.sequence, p.posted_after
          FROM unnest($1::uuid[], $2::bigint[]) AS wanted (account_id, sequence)
          JOIN posting p ON p.account_id = wanted.account_id AND p.sequence = wanted.sequence
        """;
}
