-- Rows that no entry tells of get something to be compared with, so that verification finds them changed too.
-- Admits: 4

-- A registration's event keeps a digest of the row instead of personal data. Keyed with a salt that stands here alone:
-- without this row, nobody can find out a name by guessing. Null for rows of before.
ALTER TABLE party ADD COLUMN digest_salt bytea;

-- Operators' actions are no events of the ledger, so they have a chain of their own. A trigger keeps it: programs that do
-- not know it go on. The head stands apart, so that the end of the chain cannot be cut off unseen.
CREATE TABLE operator_action_head (
    only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT operator_action_head_has_one_row CHECK (only_row),
    number   bigint NOT NULL,
    chain    bytea NOT NULL
);
INSERT INTO operator_action_head (number, chain) VALUES (0, sha256('payments-orleans operator actions'::bytea));
ALTER TABLE operator_action ADD COLUMN number bigint, ADD COLUMN chain bytea;

-- Verification computes the same with a text of its own (OperatorActionChecks).
CREATE FUNCTION operator_action_digest(r operator_action) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(r.id, r.action, r.target, r.actor, r.role, r.address, r.user_agent, r.request_id,
        (extract(epoch FROM r.recorded_at) * 1000000)::bigint)::text, 'UTF8'))
$$;
CREATE FUNCTION operator_action_chains() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE operator_action_head SET number = number + 1, chain = sha256(chain || operator_action_digest(NEW))
    RETURNING number, chain INTO NEW.number, NEW.chain;
    RETURN NEW;
END $$;

-- What was recorded before this step joins the chain in its order.
ALTER TABLE operator_action DISABLE TRIGGER append_only;
DO $$
DECLARE
    r operator_action;
BEGIN
    FOR r IN SELECT * FROM operator_action ORDER BY recorded_at, id LOOP
        UPDATE operator_action_head SET number = number + 1, chain = sha256(chain || operator_action_digest(r))
        RETURNING number, chain INTO r.number, r.chain;
        UPDATE operator_action SET number = r.number, chain = r.chain WHERE id = r.id;
    END LOOP;
END $$;
ALTER TABLE operator_action ENABLE TRIGGER append_only;
ALTER TABLE operator_action ALTER COLUMN number SET NOT NULL, ALTER COLUMN chain SET NOT NULL,
    ADD CONSTRAINT operator_action_number_key UNIQUE (number);
CREATE TRIGGER operator_action_chains BEFORE INSERT ON operator_action FOR EACH ROW EXECUTE FUNCTION operator_action_chains();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON operator_action_head FOR EACH STATEMENT EXECUTE FUNCTION append_only();
GRANT SELECT ON operator_action_head TO payments_journal;
