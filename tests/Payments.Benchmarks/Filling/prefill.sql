-- Fills the journal with entries as if the accounts had paid each other for a long time. Rounds: in round r each of the A
-- accounts pays once, account n pays account n + s (mod A) with s = 1 + r mod (A - 1), so each is paid once as well and ends
-- the round with the balance that it began with. Sequences and balances follow from the round: nothing has to be added up.
--
-- Parameters are written into the text as :name. A marked line begins each statement.
-- Beforehand: table bench_account (n, id, owner_id, posted, sequence, epoch). Entry k is payment k mod A of round k / A.

-- step posting
INSERT INTO :posting (entry_id, ordinal, account_id, amount, sequence, posted_after, held_after, epoch)
SELECT bench_id(k), p.ordinal, p.account_id, p.amount, p.sequence, p.posted_after, 0, p.epoch
  FROM (SELECT k, k / :accounts AS r, (k % :accounts)::int AS payer, (1 + k / :accounts % (:accounts - 1))::int AS s,
               100 + k / :accounts % 900 AS amount
          FROM generate_series(:first::bigint, :last::bigint) AS k) AS e
  JOIN bench_account a ON a.n = e.payer
  JOIN bench_account b ON b.n = (e.payer + e.s) % :accounts
 CROSS JOIN LATERAL (VALUES
       (0::smallint, a.id, -amount, a.sequence + 2 * r + CASE WHEN a.n < s THEN 1 ELSE 2 END,
        a.posted - CASE WHEN a.n < s THEN amount ELSE 0 END, a.epoch),
       (1::smallint, b.id, amount, b.sequence + 2 * r + CASE WHEN b.n < s THEN 2 ELSE 1 END,
        b.posted + CASE WHEN b.n < s THEN 0 ELSE amount END, b.epoch))
       AS p (ordinal, account_id, amount, sequence, posted_after, epoch)

-- step entry
INSERT INTO :entry (id, kind, transfer_id, operation_id, currency, recorded_at, tenant_id, actor, role, address, request_id)
SELECT bench_id(k), 1, bench_id(k), md5(:salt || k)::uuid, 'USD', bench_time(k), a.owner_id,
       'key_00000000000000000000000000', 1, '127.0.0.1', 'req_' || lpad(k::text, 26, '0')
  FROM generate_series(:first::bigint, :last::bigint) AS k JOIN bench_account a ON a.n = (k % :accounts)::int

-- step event
INSERT INTO event (position, type, object_id, object_sequence, entry_id, owner_id, other_owner_id, recorded_at)
SELECT :position + 1 + k, 1, bench_id(k), 1, bench_id(k), a.owner_id, a.owner_id, bench_time(k)
  FROM generate_series(:first::bigint, :last::bigint) AS k JOIN bench_account a ON a.n = (k % :accounts)::int

-- step operation
INSERT INTO operation (id, tenant_id, key, route, fingerprint, object_id, balances_after, recorded_at)
SELECT md5(:salt || k)::uuid, a.owner_id, md5(k || :salt), 'POST /v1/transfers', decode(repeat('ab', 56), 'hex'), bench_id(k),
       decode(repeat('00', 80), 'hex'), bench_time(k)
  FROM generate_series(:first::bigint, :last::bigint) AS k JOIN bench_account a ON a.n = (k % :accounts)::int

-- step journal_batch
INSERT INTO journal_batch (last_position, first_position, recorded_at, digest, chain)
SELECT :position + least(k + 1000, :last + 1), :position + 1 + k, bench_time(k), sha256('prefilled'),
       sha256(convert_to('prefilled ' || least(k + 1000, :last + 1), 'UTF8'))
  FROM generate_series(:first::bigint, :last::bigint, 1000) AS k
