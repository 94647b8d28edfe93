-- step
CREATE UNIQUE INDEX :posting_account_sequence ON :posting (account_id, sequence) WITH (fillfactor = 75)
-- step
ALTER TABLE operation ADD CONSTRAINT operation_pkey PRIMARY KEY (id) WITH (fillfactor = 75)
