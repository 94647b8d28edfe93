-- What prefill.sql needs. The ids' times lie between the last entry and now, so an account's postings stay in order.
-- Indexes over random keys are made when all is in, as full as long growth leaves them.
DROP TABLE IF EXISTS bench_account;
CREATE UNLOGGED TABLE bench_account AS
SELECT (row_number() OVER (ORDER BY u.ordinal) - 1)::int AS n, b.account_id AS id, b.owner_id, b.posted, b.sequence, b.epoch
  FROM unnest(:'accounts'::uuid[]) WITH ORDINALITY AS u (id, ordinal) JOIN balance b ON b.account_id = u.id;
CREATE UNIQUE INDEX ON bench_account (n);
ANALYZE bench_account;

DO $$
DECLARE
    first double precision := (SELECT ceil(extract(epoch FROM max(recorded_at)) * 1000) + 1 FROM entry);
    span  double precision := extract(epoch FROM clock_timestamp()) * 1000 - first;
BEGIN
    EXECUTE format($f$
        CREATE OR REPLACE FUNCTION bench_milliseconds(k bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT (%s + k * %s::double precision)::bigint' $f$, first::bigint, span / :count);
END $$;

-- UUIDv7: milliseconds, version 7, variant, and a number in place of randomness.
CREATE OR REPLACE FUNCTION bench_id(k bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(bench_milliseconds(k)), 12, '0') || '70008' || lpad(to_hex(k), 15, '0'))::uuid
$$;
CREATE OR REPLACE FUNCTION bench_time(k bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_timestamp(bench_milliseconds(k) / 1000.0)
$$;

DROP INDEX :posting_account_sequence;
ALTER TABLE operation DROP CONSTRAINT operation_pkey;
