-- What operators do to the running system, and how far readers of the feed have come.

-- Append-only like the journal. Not in the audit table: those rows belong to events of the ledger, one for each.
CREATE TABLE operator_action (
    id          uuid CONSTRAINT operator_action_pkey PRIMARY KEY,
    action      text NOT NULL,
    target      text NOT NULL,
    actor       text NOT NULL,
    role        smallint NOT NULL,
    address     text,
    user_agent  text,
    request_id  text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX operator_action_target ON operator_action (target, action);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON operator_action FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON operator_action FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- A reader that died goes on from its cursor. It may stand behind what was done, never before it: readers see an event
-- again rather than miss one.
CREATE TABLE feed_cursor (
    name     text CONSTRAINT feed_cursor_pkey PRIMARY KEY,
    position bigint NOT NULL CONSTRAINT feed_cursor_position_not_negative CHECK (position >= 0),
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

GRANT SELECT, INSERT ON operator_action TO payments_journal;
GRANT SELECT, INSERT, UPDATE (position, moved_at) ON feed_cursor TO payments_journal;
