-- A request for a second person's approval ends by itself: it expires, and who asked for it can withdraw it. Earlier programs
-- know neither status and would take the rows for broken, so this step admits none of them.
-- status: 1 pending, 2 approved, 3 rejected, 4 withdrawn, 5 expired. decided_by is who ended it: for 4 that may be who asked.
-- Requests of before have no expires_at and wait until somebody decides about them or withdraws them.
ALTER TABLE approval
    ADD COLUMN expires_at timestamptz,
    ADD CONSTRAINT approval_status_known CHECK (status BETWEEN 1 AND 5),
    DROP CONSTRAINT approval_by_a_second_person,
    ADD CONSTRAINT approval_by_a_second_person CHECK (status NOT IN (2, 3) OR decided_by <> requested_by);
CREATE INDEX approval_due ON approval (expires_at) WHERE status = 1;
