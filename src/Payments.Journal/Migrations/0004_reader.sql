-- A front end needs the journal to read, and the list of silos. It acts as payments_reader, so that whoever takes one over
-- can write nothing. Later tables are readable too: what must not be, is revoked where it is made.
DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO payments_reader', current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO payments_reader', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO payments_reader', current_schema());
END $$;
-- State of grains and reminders are no business of a front end.
REVOKE ALL ON grain_state, reminder FROM payments_reader;
