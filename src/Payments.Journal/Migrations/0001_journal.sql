-- The double-entry journal. Entries, postings, events and audit records are append-only, for the application by its
-- grants and for everybody by triggers. Entries and postings are partitioned by month through their ids: a UUIDv7 begins
-- with its time, so a month is a range of ids and every unique key stays whole within a partition.

CREATE TABLE party (
    id          uuid PRIMARY KEY,
    kind        smallint NOT NULL CONSTRAINT party_kind_known CHECK (kind IN (1, 2)),
    name        text NOT NULL,
    email       text CONSTRAINT party_email_key UNIQUE,
    metadata    jsonb,
    recorded_at timestamptz NOT NULL
);

CREATE TABLE api_key (
    id          uuid PRIMARY KEY,
    merchant_id uuid NOT NULL REFERENCES party (id),
    secret_hash bytea NOT NULL CONSTRAINT api_key_secret_hash_key UNIQUE,
    last_four   text NOT NULL,
    name        text,
    events      integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    ends_at     timestamptz
);
CREATE INDEX api_key_merchant ON api_key (merchant_id, id DESC);

-- What never changes about an account.
CREATE TABLE account (
    id          uuid PRIMARY KEY,
    owner_id    uuid NOT NULL,
    type        smallint NOT NULL,
    currency    text NOT NULL CONSTRAINT account_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    metadata    jsonb,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX account_owner ON account (owner_id, id DESC);

-- What changes with every posting: kept narrow and without further indexes, so that updates stay in their page.
-- The checks are the ledger's last word, whatever the code above them believes.
-- What the account is stands here again, at the front: a decision then reads one row, and an update's WAL record leaves
-- out the unchanged front of the row.
CREATE TABLE balance (
    account_id         uuid PRIMARY KEY REFERENCES account (id),
    owner_id           uuid NOT NULL,
    type               smallint NOT NULL,
    currency           text NOT NULL,
    opened_at          timestamptz NOT NULL,
    status             smallint NOT NULL,
    posted             bigint NOT NULL,
    held               bigint NOT NULL,
    floor              bigint,
    limit_per_transfer bigint,
    limit_per_day      bigint,
    day                date NOT NULL,
    day_debited        bigint NOT NULL,
    version            bigint NOT NULL,
    sequence           bigint NOT NULL,
    epoch              bigint NOT NULL,
    event_sequence     integer NOT NULL,
    CONSTRAINT balance_floor CHECK (floor IS NULL OR posted - held >= floor),
    CONSTRAINT balance_held_not_negative CHECK (held >= 0),
    CONSTRAINT balance_posted_exact CHECK (posted BETWEEN -9007199254740991 AND 9007199254740991),
    CONSTRAINT balance_closed_is_empty CHECK (status <> 3 OR (posted = 0 AND held = 0)),
    CONSTRAINT balance_counts_not_negative CHECK (version > 0 AND sequence >= 0 AND epoch >= 0 AND day_debited >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- A balance row only ever moves on: an update computed from an older row cannot go in.
CREATE FUNCTION balance_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'balance of % would go back from version % sequence % epoch % to % % %',
        OLD.account_id, OLD.version, OLD.sequence, OLD.epoch, NEW.version, NEW.sequence, NEW.epoch
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'balance_moves_on';
END $$;
CREATE TRIGGER balance_moves_on BEFORE UPDATE ON balance FOR EACH ROW
    WHEN (NEW.version < OLD.version OR NEW.sequence < OLD.sequence OR NEW.epoch < OLD.epoch)
    EXECUTE FUNCTION balance_moves_on();

-- A plan made from balance rows as they were writes only when every one of them is still so.
CREATE FUNCTION require_all_moved(moved bigint, planned bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF moved <> planned THEN
        RAISE EXCEPTION '% of % balance rows have changed since the plan was made', planned - moved, planned
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'balance_as_planned';
    END IF;
    RETURN true;
END $$;

-- Idempotency records: one for each key, written with the effect. id is the first 128 bits of SHA-256 over scope and key.
-- outcome is null where the operation's entry and postings say everything (immediate transfers keep balances_after only).
-- moves_money: its key is kept for 30 days instead of one.
CREATE TABLE operation (
    id             uuid CONSTRAINT operation_pkey PRIMARY KEY,
    tenant_id      uuid NOT NULL,
    key            text NOT NULL,
    route          text NOT NULL,
    fingerprint    bytea NOT NULL,
    object_id      uuid NOT NULL,
    balances_after bytea,
    outcome        json,
    refusal        json,
    recorded_at    timestamptz NOT NULL,
    last_used_at   timestamptz,
    moves_money    boolean NOT NULL DEFAULT true,
    CONSTRAINT operation_has_one_end CHECK (num_nonnulls(balances_after, outcome, refusal) = 1)
);

CREATE TABLE entry (
    id           uuid NOT NULL,
    kind         smallint NOT NULL,
    transfer_id  uuid NOT NULL,
    reverses     uuid,
    operation_id uuid,
    batch_id     uuid,
    currency     text NOT NULL,
    recorded_at  timestamptz NOT NULL,
    description  text,
    reference    text,
    metadata     json,
    tenant_id    uuid NOT NULL,
    actor        text NOT NULL,
    role         smallint NOT NULL,
    address      text,
    user_agent   text,
    request_id   text NOT NULL,
    CONSTRAINT entry_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX entry_reference ON entry (reference, id DESC) WHERE reference IS NOT NULL;

-- sequence: the account's gap-free number of postings, guarded by the locked balance row, by a unique index within each
-- month's partition, and by verification. epoch: the account's fence at the time.
CREATE TABLE posting (
    entry_id     uuid NOT NULL,
    ordinal      smallint NOT NULL,
    account_id   uuid NOT NULL,
    amount       bigint NOT NULL CONSTRAINT posting_amount_not_zero CHECK (amount <> 0),
    sequence     bigint NOT NULL CONSTRAINT posting_sequence_positive CHECK (sequence > 0),
    posted_after bigint NOT NULL,
    held_after   bigint NOT NULL,
    epoch        bigint NOT NULL,
    CONSTRAINT posting_pkey PRIMARY KEY (entry_id, ordinal)
) PARTITION BY RANGE (entry_id);

-- A two-phase transfer. The row moves through its life once; each step is an event and an audit record.
CREATE TABLE hold (
    transfer_id   uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL,
    source        uuid NOT NULL REFERENCES account (id),
    destination   uuid NOT NULL REFERENCES account (id),
    amount        bigint NOT NULL CONSTRAINT hold_amount_positive CHECK (amount > 0),
    currency      text NOT NULL,
    status        smallint NOT NULL,
    posted_amount bigint NOT NULL,
    expires_at    timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    entry_id      uuid,
    description   text,
    reference     text,
    metadata      jsonb,
    CONSTRAINT hold_posted_within CHECK (posted_amount BETWEEN 0 AND amount),
    CONSTRAINT hold_posted_when_posted CHECK (status = 2 OR posted_amount = 0)
);
CREATE INDEX hold_due ON hold (expires_at) WHERE status = 1;
CREATE INDEX hold_source ON hold (source, recorded_at DESC, transfer_id DESC);
CREATE INDEX hold_destination ON hold (destination, recorded_at DESC, transfer_id DESC);
CREATE INDEX hold_reference ON hold (reference, transfer_id DESC) WHERE reference IS NOT NULL;

CREATE FUNCTION hold_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'hold % has ended already', OLD.transfer_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_ends_once';
END $$;
CREATE TRIGGER hold_ends_once BEFORE UPDATE ON hold FOR EACH ROW
    WHEN (OLD.status <> 1) EXECUTE FUNCTION hold_ends_once();

-- An entry is reversed at most once.
CREATE TABLE reversal (
    entry_id    uuid CONSTRAINT reversal_pkey PRIMARY KEY,
    reversal_id uuid NOT NULL CONSTRAINT reversal_reversal_id_key UNIQUE
);

-- A reversal that takes two people: one asks, another one decides, once. Each step is an event and an audit record.
CREATE TABLE approval (
    id           uuid CONSTRAINT approval_pkey PRIMARY KEY,
    transfer_id  uuid NOT NULL,
    original_id  uuid NOT NULL,
    status       smallint NOT NULL,
    requested_by text NOT NULL,
    recorded_at  timestamptz NOT NULL,
    description  text,
    decided_by   text,
    decided_at   timestamptz,
    reversal_id  uuid CONSTRAINT approval_reversal_id_key UNIQUE,
    CONSTRAINT approval_by_a_second_person CHECK (decided_by <> requested_by),
    CONSTRAINT approval_decided_whole CHECK ((status = 1) = (decided_by IS NULL) AND (status = 1) = (decided_at IS NULL)
        AND (status = 2) = (reversal_id IS NOT NULL))
);
CREATE UNIQUE INDEX approval_one_pending ON approval (transfer_id) WHERE status = 1;

CREATE FUNCTION approval_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'approval % is decided already', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'approval_is_decided_once';
END $$;
CREATE TRIGGER approval_is_decided_once BEFORE UPDATE ON approval FOR EACH ROW
    WHEN (OLD.status <> 1) EXECUTE FUNCTION approval_is_decided_once();

-- Texts that the batch digest covers are json, not jsonb: they must be read as they were written.
-- The feed. position has no gaps and follows the order of commits: it is given out under the lock of feed_head, which a
-- transaction takes as its last step and keeps until it is committed. A sequence would show numbers before earlier ones.
CREATE TABLE event (
    position        bigint CONSTRAINT event_pkey PRIMARY KEY,
    type            smallint NOT NULL,
    object_id       uuid NOT NULL,
    object_sequence integer NOT NULL,
    entry_id        uuid,
    owner_id        uuid NOT NULL,
    other_owner_id  uuid,
    data            json,
    recorded_at     timestamptz NOT NULL
);

CREATE TABLE feed_head (
    only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT feed_head_has_one_row CHECK (only_row),
    position bigint NOT NULL,
    chain    bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO feed_head (position, chain) VALUES (0, sha256('payments-orleans journal'::bytea));

-- One row for each committed batch: digest covers the batch's events with their audit records, entries and postings;
-- chain covers all batches so far, so that a row changed later, consistently or not, is found by verification, and a
-- chain noted down elsewhere pins everything before it.
CREATE TABLE journal_batch (
    last_position  bigint CONSTRAINT journal_batch_pkey PRIMARY KEY,
    first_position bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    digest         bytea NOT NULL,
    chain          bytea NOT NULL
);

-- Audit records of what has no entry, one for each event of that kind; entries and postings carry theirs (see the view
-- audit_record).
CREATE TABLE audit (
    position    bigint CONSTRAINT audit_pkey PRIMARY KEY,
    action      text NOT NULL,
    object_id   uuid NOT NULL,
    account_id  uuid,
    old_balance bigint,
    new_balance bigint,
    tenant_id   uuid NOT NULL,
    actor       text NOT NULL,
    role        smallint NOT NULL,
    address     text,
    user_agent  text,
    request_id  text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX audit_object ON audit (object_id);

-- How far verification has come, for /health/ledger.
CREATE TABLE verification (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position    bigint NOT NULL,
    findings    integer NOT NULL,
    report      jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE VIEW audit_record AS
    SELECT CASE e.kind WHEN 1 THEN 'transfer.posted' WHEN 2 THEN 'hold.posted' ELSE 'transfer.reversed' END AS action,
           e.transfer_id AS object_id, p.account_id,
           p.posted_after - p.amount AS old_balance, p.posted_after AS new_balance,
           e.tenant_id, e.actor, e.role, e.address, e.user_agent, e.request_id, e.recorded_at
      FROM entry e JOIN posting p ON p.entry_id = e.id
    UNION ALL
    SELECT action, object_id, account_id, old_balance, new_balance, tenant_id, actor, role, address, user_agent,
           request_id, recorded_at
      FROM audit;

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reversal FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_batch FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON reversal FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON journal_batch FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON balance FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON operation FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON feed_head FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- The lowest UUIDv7 of an instant: 48 bits of milliseconds, all else zero.
CREATE FUNCTION uuid_of(instant timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT (lpad(to_hex((extract(epoch FROM instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the partitions of the month that holds the instant. They are attached when they are complete, because attaching
-- lets the parent's readers and writers go on, while CREATE TABLE ... PARTITION OF would wait for all of them.
-- The index on (account_id, sequence) is unique within the month. Triggers for each row come from the parent, the one
-- against TRUNCATE does not.
CREATE FUNCTION ensure_month(instant timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
DECLARE
    first timestamptz := date_trunc('month', instant AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    next  timestamptz := (date_trunc('month', instant AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    name  text := to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
    parent text;
BEGIN
    IF to_regclass('posting_' || name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7305809152735);
    -- By a query: to_regclass may remember from before the lock that there was no such table.
    IF EXISTS (SELECT FROM pg_class WHERE relname = 'posting_' || name AND relnamespace = current_schema()::regnamespace) THEN
        RETURN;
    END IF;
    FOREACH parent IN ARRAY ARRAY['entry', 'posting'] LOOP
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING CONSTRAINTS)', parent || '_' || name, parent);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION append_only()',
            parent || '_' || name);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO payments_journal', parent || '_' || name);
    END LOOP;
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (account_id, sequence)',
        'posting_' || name || '_account_sequence', 'posting_' || name);
    FOREACH parent IN ARRAY ARRAY['entry', 'posting'] LOOP
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            parent, parent || '_' || name, uuid_of(first), uuid_of(next));
    END LOOP;
END $$;

-- The account's last posting at or before an instant; 0 before the first. By bisection: a batch takes its time after it
-- has locked its accounts, so an account's postings are recorded in the order of their sequence.
CREATE FUNCTION sequence_at(account uuid, instant timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    low    bigint := 0;
    high   bigint := (SELECT sequence + 1 FROM balance WHERE account_id = account);
    middle bigint;
    found  timestamptz;
BEGIN
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        SELECT e.recorded_at INTO found
          FROM posting p JOIN entry e ON e.id = p.entry_id
         WHERE p.account_id = account AND p.sequence = middle;
        IF found <= instant THEN
            low := middle;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN low;
END $$;

-- The feed's last position at or before an instant; 0 before the first. Writers take their time before their position, so
-- an event may stand as far from here as a transaction lasts.
CREATE FUNCTION position_at(instant timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    low    bigint := 0;
    high   bigint := (SELECT position + 1 FROM feed_head);
    middle bigint;
    found  timestamptz;
BEGIN
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        SELECT recorded_at INTO found FROM event WHERE position = middle;
        IF found <= instant THEN
            low := middle;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN low;
END $$;

-- Idempotency records past their retention, of each kind at most so many. The only way to delete one.
CREATE FUNCTION purge_operations(before timestamptz, money_before timestamptz, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    purged bigint;
BEGIN
    IF before > clock_timestamp() - interval '24 hours' OR money_before > clock_timestamp() - interval '30 days' THEN
        RAISE EXCEPTION 'idempotency records are kept for at least 24 hours, those of transfers for 30 days';
    END IF;
    DELETE FROM operation WHERE id IN (
        (SELECT id FROM operation WHERE NOT moves_money AND recorded_at < before LIMIT most)
        UNION ALL
        (SELECT id FROM operation WHERE moves_money AND recorded_at < money_before LIMIT most));
    GET DIAGNOSTICS purged = ROW_COUNT;
    RETURN purged;
END $$;

-- Old reports of a sound ledger. Those with findings stay.
CREATE FUNCTION purge_verifications(before timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    DELETE FROM verification WHERE findings = 0 AND recorded_at < least(before, clock_timestamp() - interval '1 day')
$$;
CREATE INDEX operation_recorded_at ON operation USING brin (recorded_at);
CREATE INDEX operation_kept_a_day ON operation (recorded_at) WHERE NOT moves_money;

SELECT ensure_month((clock_timestamp() AT TIME ZONE 'UTC' + make_interval(months => months)) AT TIME ZONE 'UTC')
  FROM generate_series(-1, 2) AS months;

-- The application writes as payments_journal (a group role: its login inherits it), which cannot change what was recorded.
GRANT SELECT, INSERT ON party, account, entry, posting, reversal, event, journal_batch, audit, verification TO payments_journal;
GRANT SELECT, INSERT, UPDATE (status, posted, held, floor, limit_per_transfer, limit_per_day, day, day_debited, version,
    sequence, epoch, event_sequence) ON balance TO payments_journal;
GRANT SELECT, INSERT, UPDATE (status, posted_amount, entry_id) ON hold TO payments_journal;
GRANT SELECT, INSERT, UPDATE (status, decided_by, decided_at, reversal_id) ON approval TO payments_journal;
GRANT SELECT, INSERT, UPDATE (last_used_at) ON operation TO payments_journal;
GRANT SELECT, INSERT, UPDATE (ends_at, events) ON api_key TO payments_journal;
GRANT SELECT, UPDATE (position, chain) ON feed_head TO payments_journal;
GRANT SELECT ON audit_record TO payments_journal;
REVOKE EXECUTE ON FUNCTION ensure_month(timestamptz), purge_operations(timestamptz, timestamptz, integer),
    purge_verifications(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_month(timestamptz) TO payments_journal;
GRANT EXECUTE ON FUNCTION purge_operations(timestamptz, timestamptz, integer), purge_verifications(timestamptz) TO payments_journal;
