-- The facts: events, requests, the annex, certificates' signed bytes, the register of devices. All other
-- tables are projections, made from the events (../projections/), and can be dropped and made anew: no
-- foreign key leads from a fact to one, nor from one to a fact.
-- @postgres
CREATE EXTENSION IF NOT EXISTS btree_gist;
-- @both

-- One request that changed something: its idempotency key, what it asked for (a digest that is keyed
-- by the fingerprint key key_id, since names and device numbers go into it), what it was told.
CREATE TABLE request (
    request_id @id NOT NULL,
    request_key @text NOT NULL,
    command @text NOT NULL,
    actor @text NOT NULL,
    digest @bytes NOT NULL,
    key_id @bytes NOT NULL,
    recorded_at @time NOT NULL,
    answer @text NOT NULL,
    CONSTRAINT request_pkey PRIMARY KEY (request_id),
    CONSTRAINT request_key_once UNIQUE (request_key),
    CONSTRAINT request_id_size CHECK (length(request_id) = 16),
    CONSTRAINT request_digest_size CHECK (length(digest) = 32)
) @strict;

-- One immutable fact. body: canonical JSON without personal data or free text. public_body: what the
-- public log will say of it; salt: the secret from which its commitments' salts come. There is no
-- log index here: a sequencer will number events outside the requests' transactions.
CREATE TABLE event (
    event_id @id NOT NULL,
    request_id @id NOT NULL,
    kind @text NOT NULL,
    recorded_at @time NOT NULL,
    body @text NOT NULL,
    public_body @text,
    salt @bytes,
    CONSTRAINT event_pkey PRIMARY KEY (event_id),
    CONSTRAINT event_request FOREIGN KEY (request_id) REFERENCES request (request_id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_id_size CHECK (length(event_id) = 16),
    CONSTRAINT event_salt_size CHECK (salt IS NULL OR length(salt) = 32)
) @strict;
CREATE INDEX event_by_request ON event (request_id);

-- Personal data and free text that facts refer to by id; erasable (body becomes NULL).
CREATE TABLE annex (
    annex_id @id NOT NULL,
    event_id @id NOT NULL,
    field @text NOT NULL,
    body @text,
    erased_at @time,
    CONSTRAINT annex_pkey PRIMARY KEY (annex_id),
    CONSTRAINT annex_event FOREIGN KEY (event_id) REFERENCES event (event_id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT annex_erased CHECK ((body IS NULL) = (erased_at IS NOT NULL))
) @strict;
-- Also what keeps inserting cheap: while a request's row is still to come, SQLite looks for annex rows
-- of every event it inserts, and without this reads them all.
CREATE INDEX annex_by_event ON annex (event_id);

-- The signed bytes of a certificate. Its event commits to their digest only.
CREATE TABLE certificate_body (
    certificate_id @id NOT NULL,
    revision @i64 NOT NULL,
    body @text NOT NULL,
    CONSTRAINT certificate_body_pkey PRIMARY KEY (certificate_id, revision)
) @strict;

-- Clients' own devices by keyed fingerprint: the one table that grows with phones. Its event holds
-- the digest of the list. The primary key finds double claims.
CREATE TABLE device (
    fingerprint @bytes NOT NULL,
    claim_scope @text NOT NULL,
    life @i64 NOT NULL,
    key_id @bytes NOT NULL,
    order_line_id @id NOT NULL,
    position @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT device_claimed_once PRIMARY KEY (fingerprint, claim_scope, life),
    CONSTRAINT device_position_once UNIQUE (order_line_id, position, claim_scope),
    CONSTRAINT device_fingerprint_size CHECK (length(fingerprint) = 32),
    CONSTRAINT device_life CHECK (life >= 1),
    CONSTRAINT device_position CHECK (position >= 0)
) @strict_norowid;

-- ---------------------------------------------------------------- what keeps them
-- @sqlite
-- REPLACE deletes rows that are in its way: all that hold one of the new row's keys, the hidden rowid
-- too. The driver has it fire delete triggers (recursive_triggers). The insert triggers here stop it
-- on any connection, and where deleting is allowed.
CREATE TRIGGER event_append_only_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event_append_only'); END;
CREATE TRIGGER event_append_only_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event_append_only'); END;
CREATE TRIGGER event_append_only_insert BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE event_id = new.event_id)
BEGIN SELECT RAISE(ABORT, 'event_append_only'); END;
-- What a request was told may hold what was in the annex, and goes with it.
CREATE TRIGGER request_append_only_update BEFORE UPDATE ON request
WHEN new.answer <> '{"erased":true}' OR new.request_id <> old.request_id
    OR new.request_key <> old.request_key OR new.command <> old.command OR new.actor <> old.actor
    OR new.digest <> old.digest OR new.key_id <> old.key_id
    OR new.recorded_at <> old.recorded_at
BEGIN SELECT RAISE(ABORT, 'request_append_only'); END;
CREATE TRIGGER request_append_only_delete BEFORE DELETE ON request
BEGIN SELECT RAISE(ABORT, 'request_append_only'); END;
CREATE TRIGGER request_append_only_insert BEFORE INSERT ON request
WHEN EXISTS (SELECT 1 FROM request WHERE request_id = new.request_id)
BEGIN SELECT RAISE(ABORT, 'request_append_only'); END;
CREATE TRIGGER request_key_once_insert BEFORE INSERT ON request
WHEN EXISTS (SELECT 1 FROM request WHERE request_key = new.request_key)
BEGIN SELECT RAISE(ABORT, 'request_key_once'); END;
CREATE TRIGGER certificate_body_append_only_update BEFORE UPDATE ON certificate_body
BEGIN SELECT RAISE(ABORT, 'certificate_body_append_only'); END;
CREATE TRIGGER certificate_body_append_only_delete BEFORE DELETE ON certificate_body
BEGIN SELECT RAISE(ABORT, 'certificate_body_append_only'); END;
CREATE TRIGGER certificate_body_append_only_insert BEFORE INSERT ON certificate_body
WHEN EXISTS (SELECT 1 FROM certificate_body
             WHERE certificate_id = new.certificate_id AND revision = new.revision)
BEGIN SELECT RAISE(ABORT, 'certificate_body_append_only'); END;
CREATE TRIGGER device_append_only_update BEFORE UPDATE ON device
BEGIN SELECT RAISE(ABORT, 'device_append_only'); END;
CREATE TRIGGER device_append_only_delete BEFORE DELETE ON device
BEGIN SELECT RAISE(ABORT, 'device_append_only'); END;
CREATE TRIGGER device_claimed_once_insert BEFORE INSERT ON device
WHEN EXISTS (SELECT 1 FROM device WHERE fingerprint = new.fingerprint
             AND claim_scope = new.claim_scope AND life = new.life)
BEGIN SELECT RAISE(ABORT, 'device_claimed_once'); END;
-- An erased row stays, so that the erasure can be seen.
CREATE TRIGGER annex_only_erased_update BEFORE UPDATE ON annex
WHEN new.body IS NOT NULL OR new.annex_id <> old.annex_id OR new.event_id <> old.event_id
    OR new.field <> old.field OR old.body IS NULL
BEGIN SELECT RAISE(ABORT, 'annex_only_erased'); END;
CREATE TRIGGER annex_only_erased_delete BEFORE DELETE ON annex
BEGIN SELECT RAISE(ABORT, 'annex_only_erased'); END;
CREATE TRIGGER annex_only_erased_insert BEFORE INSERT ON annex
WHEN EXISTS (SELECT 1 FROM annex WHERE annex_id = new.annex_id)
BEGIN SELECT RAISE(ABORT, 'annex_only_erased'); END;
-- @postgres
CREATE FUNCTION ll_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = TG_ARGV[0];
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('event_append_only');
-- What a request was told may hold what was in the annex, and goes with it.
CREATE TRIGGER request_append_only_update BEFORE UPDATE ON request FOR EACH ROW
    WHEN (new.answer <> '{"erased":true}' OR new.request_id <> old.request_id
          OR new.request_key <> old.request_key OR new.command <> old.command
          OR new.actor <> old.actor OR new.digest <> old.digest OR new.key_id <> old.key_id
          OR new.recorded_at <> old.recorded_at)
    EXECUTE FUNCTION ll_refuse('request_append_only');
CREATE TRIGGER request_append_only BEFORE DELETE OR TRUNCATE ON request
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('request_append_only');
CREATE TRIGGER certificate_body_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_body
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('certificate_body_append_only');
CREATE TRIGGER device_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON device
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('device_append_only');
-- An erased row stays, so that the erasure can be seen.
CREATE TRIGGER annex_only_erased_update BEFORE UPDATE ON annex FOR EACH ROW
    WHEN (new.body IS NOT NULL OR new.annex_id <> old.annex_id OR new.event_id <> old.event_id
          OR new.field <> old.field OR old.body IS NULL)
    EXECUTE FUNCTION ll_refuse('annex_only_erased');
CREATE TRIGGER annex_only_erased BEFORE DELETE OR TRUNCATE ON annex
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('annex_only_erased');
-- @both
