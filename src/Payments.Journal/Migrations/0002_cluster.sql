-- What Microsoft Orleans keeps in PostgreSQL: which silos there are, reminders, and grain state that is not money. Its
-- AdoNet providers bring no statements of their own. Each reads its statements by key from the table orleansquery, gives
-- parameters by name and reads columns by name; those names are the only part of this file that is not ours. Each
-- statement is one statement, so that it needs no transaction around it.

CREATE TABLE orleansquery (
    querykey  text CONSTRAINT orleansquery_pkey PRIMARY KEY,
    querytext text NOT NULL
);

-- A cluster and the version of its membership. A silo's status changes only on top of the version that its writer has
-- read, and moves it by one: of two silos that decide at once, one has to look again.
CREATE TABLE cluster (
    id         text CONSTRAINT cluster_pkey PRIMARY KEY,
    version    integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A start of a silo. generation tells it from earlier starts at the same address. status: 1 created, 2 joining, 3 active,
-- 4 shutting down, 5 stopping, 6 dead. suspicions: who could not reach it and when, in Orleans' own format.
CREATE TABLE cluster_silo (
    cluster_id   text NOT NULL CONSTRAINT cluster_silo_cluster REFERENCES cluster (id) ON DELETE CASCADE,
    address      text NOT NULL,
    port         integer NOT NULL,
    generation   integer NOT NULL,
    name         text NOT NULL,
    host_name    text NOT NULL,
    status       integer NOT NULL CONSTRAINT cluster_silo_status_known CHECK (status BETWEEN 0 AND 6),
    gateway_port integer,
    suspicions   text,
    started_at   timestamptz NOT NULL,
    alive_at     timestamptz NOT NULL,
    CONSTRAINT cluster_silo_pkey PRIMARY KEY (cluster_id, address, port, generation)
);

-- Versions of reminders and of grain state come from a sequence: what is made anew after it was deleted does not answer to
-- the version that somebody has kept from before.
CREATE SEQUENCE reminder_version AS integer CYCLE;
CREATE TABLE reminder (
    service_id text NOT NULL,
    grain_id   text NOT NULL,
    name       text NOT NULL,
    starts_at  timestamptz NOT NULL,
    period_ms  bigint NOT NULL,
    grain_hash integer NOT NULL,
    version    integer NOT NULL DEFAULT nextval('reminder_version'),
    CONSTRAINT reminder_pkey PRIMARY KEY (service_id, grain_id, name)
);
-- A silo reads the reminders of its part of the ring of hashes.
CREATE INDEX reminder_hash ON reminder (service_id, grain_hash);

-- State that grains keep through Orleans' grain storage: subscriptions to streams and the like. A null payload is state
-- that was cleared; its version stays for whoever writes next. Grains with a text for a key have it in id_extension, and
-- no other: id_hash makes their rows found by index, which a comparison with a null cannot.
CREATE SEQUENCE grain_state_version AS integer CYCLE;
CREATE TABLE grain_state (
    service_id   text NOT NULL,
    grain_type   text NOT NULL,
    id_hash      integer NOT NULL,
    id_high      bigint NOT NULL,
    id_low       bigint NOT NULL,
    id_extension text CONSTRAINT grain_state_extension_length CHECK (octet_length(id_extension) <= 1024),
    payload      bytea,
    version      integer NOT NULL DEFAULT nextval('grain_state_version'),
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT grain_state_key UNIQUE NULLS NOT DISTINCT
        (service_id, grain_type, id_hash, id_high, id_low, id_extension)
);

-- Membership. Answers true when a row was written. A cluster that is there already is no error.
INSERT INTO orleansquery (querykey, querytext) VALUES ('InsertMembershipVersionKey', '
WITH made AS (
    INSERT INTO cluster (id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING id
)
SELECT EXISTS (SELECT FROM made)');

-- The version moves first: whoever comes second waits for that row, finds another version and adds nothing.
INSERT INTO orleansquery (querykey, querytext) VALUES ('InsertMembershipKey', '
WITH moved AS (
    UPDATE cluster SET version = version + 1, changed_at = clock_timestamp()
     WHERE id = @DeploymentId AND version = @Version
       AND NOT EXISTS (SELECT FROM cluster_silo WHERE cluster_id = @DeploymentId AND address = @Address
                          AND port = @Port AND generation = @Generation)
    RETURNING id
), added AS (
    INSERT INTO cluster_silo (cluster_id, address, port, generation, name, host_name, status, gateway_port, started_at, alive_at)
    SELECT id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM moved
    RETURNING cluster_id
)
SELECT EXISTS (SELECT FROM added)');

-- Whoever votes on a silo writes a copy of its row: a sign of life that came since then is kept.
INSERT INTO orleansquery (querykey, querytext) VALUES ('UpdateMembershipKey', '
WITH moved AS (
    UPDATE cluster SET version = version + 1, changed_at = clock_timestamp()
     WHERE id = @DeploymentId AND version = @Version
       AND EXISTS (SELECT FROM cluster_silo WHERE cluster_id = @DeploymentId AND address = @Address
                      AND port = @Port AND generation = @Generation)
    RETURNING id
), changed AS (
    UPDATE cluster_silo SET status = @Status, suspicions = @SuspectTimes, alive_at = greatest(alive_at, @IAmAliveTime)
      FROM moved
     WHERE cluster_id = moved.id AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING cluster_id
)
SELECT EXISTS (SELECT FROM changed)');

-- A sign of life is no change of membership: it leaves the version alone, and so never makes a vote fail.
INSERT INTO orleansquery (querykey, querytext) VALUES ('UpdateIAmAlivetimeKey', '
UPDATE cluster_silo SET alive_at = @IAmAliveTime
 WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation');

-- The version with one silo, or with all of them; without a silo, the version alone.
INSERT INTO orleansquery (querykey, querytext) VALUES ('MembershipReadRowKey', '
SELECT c.version AS "Version", s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
       s.host_name AS "HostName", s.status AS "Status", s.gateway_port AS "ProxyPort", s.suspicions AS "SuspectTimes",
       s.started_at AS "StartTime", s.alive_at AS "IAmAliveTime"
  FROM cluster c LEFT JOIN cluster_silo s
    ON s.cluster_id = c.id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
 WHERE c.id = @DeploymentId');

INSERT INTO orleansquery (querykey, querytext) VALUES ('MembershipReadAllKey', '
SELECT c.version AS "Version", s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
       s.host_name AS "HostName", s.status AS "Status", s.gateway_port AS "ProxyPort", s.suspicions AS "SuspectTimes",
       s.started_at AS "StartTime", s.alive_at AS "IAmAliveTime"
  FROM cluster c LEFT JOIN cluster_silo s ON s.cluster_id = c.id
 WHERE c.id = @DeploymentId');

-- Where front ends may connect to.
INSERT INTO orleansquery (querykey, querytext) VALUES ('GatewaysQueryKey', '
SELECT address AS "Address", gateway_port AS "ProxyPort", generation AS "Generation"
  FROM cluster_silo
 WHERE cluster_id = @DeploymentId AND status = @Status AND gateway_port > 0');

-- Only the dead: a silo that others still probe, or that is leaving, keeps its row until it has been declared dead.
INSERT INTO orleansquery (querykey, querytext) VALUES ('CleanupDefunctSiloEntriesKey', '
DELETE FROM cluster_silo WHERE cluster_id = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime');

INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteMembershipTableEntriesKey', '
DELETE FROM cluster WHERE id = @DeploymentId');

-- Reminders.
INSERT INTO orleansquery (querykey, querytext) VALUES ('UpsertReminderRowKey', '
INSERT INTO reminder (service_id, grain_id, name, starts_at, period_ms, grain_hash)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
ON CONFLICT ON CONSTRAINT reminder_pkey DO UPDATE
   SET starts_at = excluded.starts_at, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash,
       version = excluded.version
RETURNING version AS "Version"');

INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadReminderRowsKey', '
SELECT grain_id AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period_ms AS "Period", version AS "Version"
  FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId');

INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadReminderRowKey', '
SELECT grain_id AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period_ms AS "Period", version AS "Version"
  FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName');

-- A stretch of the ring, without its beginning and with its end; the second one goes over the point where the ring closes.
INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadRangeRows1Key', '
SELECT grain_id AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period_ms AS "Period", version AS "Version"
  FROM reminder WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash');

INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadRangeRows2Key', '
SELECT grain_id AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period_ms AS "Period", version AS "Version"
  FROM reminder WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)');

INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteReminderRowKey', '
WITH deleted AS (
    DELETE FROM reminder
     WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
    RETURNING version
)
SELECT EXISTS (SELECT FROM deleted)');

INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteReminderRowsKey', '
DELETE FROM reminder WHERE service_id = @ServiceId');

-- Grain state. No row in the answer means: somebody else has written since. A writer that has read nothing inserts, every
-- other one replaces the version that it has read.
INSERT INTO orleansquery (querykey, querytext) VALUES ('WriteToStorageKey', '
WITH replaced AS (
    UPDATE grain_state
       SET payload = @PayloadBinary, version = nextval(''grain_state_version''), changed_at = clock_timestamp()
     WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_hash = @GrainIdHash
       AND id_high = @GrainIdN0 AND id_low = @GrainIdN1 AND id_extension IS NOT DISTINCT FROM @GrainIdExtensionString AND version = @GrainStateVersion
    RETURNING version
), added AS (
    INSERT INTO grain_state (service_id, grain_type, id_hash, id_high, id_low, id_extension, payload)
    SELECT @ServiceId, @GrainTypeString, @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @PayloadBinary
     WHERE @GrainStateVersion IS NULL
    ON CONFLICT ON CONSTRAINT grain_state_key DO NOTHING
    RETURNING version
)
SELECT version AS "NewGrainStateVersion" FROM replaced UNION ALL SELECT version FROM added');

INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadFromStorageKey', '
SELECT payload AS "PayloadBinary", version AS "Version"
  FROM grain_state
 WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_hash = @GrainIdHash
   AND id_high = @GrainIdN0 AND id_low = @GrainIdN1 AND id_extension IS NOT DISTINCT FROM @GrainIdExtensionString');

INSERT INTO orleansquery (querykey, querytext) VALUES ('ClearStorageKey', '
UPDATE grain_state SET payload = NULL, version = nextval(''grain_state_version''), changed_at = clock_timestamp()
 WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_hash = @GrainIdHash
   AND id_high = @GrainIdN0 AND id_low = @GrainIdN1 AND id_extension IS NOT DISTINCT FROM @GrainIdExtensionString AND version = @GrainStateVersion
RETURNING version AS "NewGrainStateVersion"');

-- The version that it answers only has to differ from the one that was deleted.
INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteStorageKey', '
DELETE FROM grain_state
 WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND id_hash = @GrainIdHash
   AND id_high = @GrainIdN0 AND id_low = @GrainIdN1 AND id_extension IS NOT DISTINCT FROM @GrainIdExtensionString AND version = @GrainStateVersion
RETURNING -version AS "NewGrainStateVersion"');

GRANT SELECT ON orleansquery TO payments_journal;
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster, cluster_silo, reminder, grain_state TO payments_journal;
GRANT USAGE ON SEQUENCE reminder_version, grain_state_version TO payments_journal;
