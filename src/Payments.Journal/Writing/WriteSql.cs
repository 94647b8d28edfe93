namespace Payments.Journal.Writing;

/// <summary>The set-based statements that write a plan. Arrays come in as parameters and are unnested.</summary>
internal static class WriteSql
{
    internal const string Commit = "COMMIT";

    /// <summary>A wait for a row shall be short from here on in the transaction.</summary>
    internal const string WaitBriefly = "SET LOCAL lock_timeout = '20ms'";

    /// <summary>A wait may take as long again as the connection allows. A row of true, as every statement of a write gives.</summary>
    internal const string WaitPatiently =
        "SELECT set_config('lock_timeout', current_setting('payments.lock_timeout'), true) IS NOT NULL";

    // No ON CONFLICT: a twin that committed since the records were read must undo this whole transaction, not slip through.
    internal const string Operations = """
        INSERT INTO operation (id, tenant_id, key, route, fingerprint, object_id, balances_after, outcome, refusal, recorded_at,
                               moves_money)
        SELECT id, tenant_id, key, route, fingerprint, object_id, balances_after, outcome::json, refusal::json, $10, moves_money
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::uuid[], $7::bytea[], $8::text[], $9::text[],
                      $11::boolean[])
            AS u (id, tenant_id, key, route, fingerprint, object_id, balances_after, outcome, refusal, moves_money)
        """;

    internal const string Entries = """
        INSERT INTO entry (id, kind, transfer_id, reverses, operation_id, batch_id, currency, recorded_at, description,
                           reference, metadata, tenant_id, actor, role, address, user_agent, request_id)
        SELECT id, kind, transfer_id, reverses, operation_id, batch_id, currency, $17, description,
               reference, metadata::json, tenant_id, actor, role, address, user_agent, request_id
          FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[],
                      $9::text[], $10::text[], $11::uuid[], $12::text[], $13::smallint[], $14::text[], $15::text[], $16::text[])
            AS u (id, kind, transfer_id, reverses, operation_id, batch_id, currency, description, reference, metadata,
                  tenant_id, actor, role, address, user_agent, request_id)
        """;

    // In the order of the unique index on account and sequence: two silos that plan on the same accounts at once wait for each
    // other at the first account that they share, not in a circle.
    internal const string Postings = """
        INSERT INTO posting (entry_id, ordinal, account_id, amount, sequence, posted_after, held_after, epoch)
        SELECT *
          FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
            AS u (entry_id, ordinal, account_id, amount, sequence, posted_after, held_after, epoch)
         ORDER BY account_id, sequence
        """;

    internal const string NewAccounts = """
        INSERT INTO account (id, owner_id, type, currency, metadata, recorded_at)
        SELECT id, owner_id, type, currency, metadata::jsonb, $6
          FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[]) AS u (id, owner_id, type, currency, metadata)
        """;

    internal const string NewBalances = """
        INSERT INTO balance (account_id, owner_id, type, currency, opened_at, status, posted, held, floor, limit_per_transfer,
                             limit_per_day, day, day_debited, version, sequence, epoch, event_sequence)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::timestamptz[], $6::smallint[], $7::bigint[],
                             $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::date[], $13::bigint[], $14::bigint[],
                             $15::bigint[], $16::bigint[], $17::int[])
        """;

    // Writes only over the very rows that the plan was made from; anything else undoes the transaction. Comes late, so that
    // a writer that planned on top of another's plan waits for that one's commit here, with its inserts done.
    internal const string Balances = """
        WITH moved AS (
            UPDATE balance b
               SET posted = u.posted, held = u.held, day = u.day, day_debited = u.day_debited, version = u.version,
                   sequence = u.sequence, epoch = u.epoch
              FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::bigint[], $9::bigint[], $10::bigint[])
                AS u (account_id, posted, held, day, day_debited, version, sequence, epoch, version_before, epoch_before)
             WHERE b.account_id = u.account_id AND b.version = u.version_before AND b.epoch = u.epoch_before
         RETURNING 1)
        SELECT require_all_moved(count(*), $11) FROM moved
        """;

    // A refusal that was decided without locks, and a balance that is told but not changed, stand only when the accounts are
    // committed as the plan saw them.
    internal const string ReliedOn = """
        SELECT require_all_moved(count(*), $4)
          FROM balance b JOIN unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS u (account_id, version, epoch)
               ON b.account_id = u.account_id AND b.version = u.version AND b.epoch = u.epoch
        """;

    internal const string Settings = """
        UPDATE balance b
           SET status = u.status, floor = u.floor, limit_per_transfer = u.limit_per_transfer, limit_per_day = u.limit_per_day,
               event_sequence = u.event_sequence
          FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[])
            AS u (account_id, status, floor, limit_per_transfer, limit_per_day, event_sequence)
         WHERE b.account_id = u.account_id
        """;

    internal const string Holds = """
        INSERT INTO hold (transfer_id, tenant_id, source, destination, amount, currency, status, posted_amount, expires_at,
                          recorded_at, entry_id, description, reference, metadata)
        SELECT transfer_id, tenant_id, source, destination, amount, currency, status, posted_amount, expires_at,
               recorded_at, entry_id, description, reference, metadata::jsonb
          FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::smallint[], $8::bigint[],
                      $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::text[], $13::text[], $14::text[])
            AS u (transfer_id, tenant_id, source, destination, amount, currency, status, posted_amount, expires_at,
                  recorded_at, entry_id, description, reference, metadata)
            ON CONFLICT (transfer_id) DO UPDATE
           SET status = excluded.status, posted_amount = excluded.posted_amount, entry_id = excluded.entry_id
        """;

    internal const string Reversals =
        "INSERT INTO reversal (entry_id, reversal_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])";

    internal const string Parties = """
        INSERT INTO party (id, kind, name, email, metadata, digest_salt, recorded_at)
        SELECT id, kind, name, email, metadata::jsonb, digest_salt, $7
          FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::bytea[])
            AS u (id, kind, name, email, metadata, digest_salt)
        """;

    internal const string ApiKeys = """
        INSERT INTO api_key (id, merchant_id, secret_hash, last_four, name, events, ends_at, recorded_at)
        SELECT id, merchant_id, secret_hash, last_four, name, events, ends_at, $8
          FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::int[], $7::timestamptz[])
            AS u (id, merchant_id, secret_hash, last_four, name, events, ends_at)
            ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at, events = excluded.events
        """;

    internal const string Approvals = """
        INSERT INTO approval (id, transfer_id, original_id, status, requested_by, recorded_at, description, decided_by,
                              decided_at, reversal_id, expires_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::timestamptz[], $7::text[],
                             $8::text[], $9::timestamptz[], $10::uuid[], $11::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, decided_by = excluded.decided_by,
               decided_at = excluded.decided_at, reversal_id = excluded.reversal_id
        """;

    // Takes the lock of the feed: the last step before the commit, so that writers wait for each other only here.
    internal const string Events = """
        WITH head AS (
            UPDATE feed_head SET position = position + $1, chain = sha256(chain || $2)
            RETURNING position - $1 AS base, position, chain),
        batch AS (
            INSERT INTO journal_batch (last_position, first_position, recorded_at, digest, chain)
            SELECT position, base + 1, $3, $2, chain FROM head)
        INSERT INTO event (position, type, object_id, object_sequence, entry_id, owner_id, other_owner_id, data, recorded_at)
        SELECT head.base + u.ordinal, u.type, u.object_id, u.object_sequence, u.entry_id, u.owner_id, u.other_owner_id,
               u.data::json, $3
          FROM head, unnest($4::smallint[], $5::uuid[], $6::int[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[])
               WITH ORDINALITY AS u (type, object_id, object_sequence, entry_id, owner_id, other_owner_id, data, ordinal)
        """;

    internal const string Audits = """
        INSERT INTO audit (position, action, object_id, account_id, old_balance, new_balance, tenant_id, actor, role,
                           address, user_agent, request_id, recorded_at)
        SELECT head.position - $1 + u.ordinal, u.action, u.object_id, u.account_id, u.old_balance, u.new_balance,
               u.tenant_id, u.actor, u.role, u.address, u.user_agent, u.request_id, $2
          FROM feed_head head,
               unnest($3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::bigint[], $9::uuid[], $10::text[],
                      $11::smallint[], $12::text[], $13::text[], $14::text[])
               AS u (ordinal, action, object_id, account_id, old_balance, new_balance, tenant_id, actor, role, address,
                     user_agent, request_id)
        """;

    // Proofs run after the COMMIT in a transaction of their own: what they see is committed. A COMMIT alone proves nothing:
    // on an aborted transaction the server answers it with ROLLBACK, and the driver does not look at that word.
    internal const string ProofByOperation = "SELECT EXISTS (SELECT FROM operation WHERE id = $1)";

    internal const string ProofByApproval = "SELECT EXISTS (SELECT FROM approval WHERE id = $1 AND status = $2)";

    internal const string ProofByBalance =
        "SELECT EXISTS (SELECT FROM balance WHERE account_id = $1 AND version >= $2 AND epoch >= $3)";

    // What was read may be committed here and on no standby: the server was killed between the two, or somebody has ended the
    // commit's wait. Then a promoted standby does not have it. A commit that waits for the standby has everything before it
    // there, and this is the smallest one. Without synchronous replication what can be read lasts as it is.
    internal const string Lasting = """
        SELECT CASE WHEN current_setting('synchronous_standby_names') = '' THEN true
                    ELSE pg_logical_emit_message(true, 'payments'::text, ''::text) IS NOT NULL END
        """;
}
