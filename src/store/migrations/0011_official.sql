-- Links by which an official reads about one notification: as how people get in (0003_access.sql), and
-- left out of dumps. digest: of the secret in the link. country: the state whose authority it is for.
CREATE TABLE official_link (
    official_link_id @id NOT NULL,
    digest @bytes NOT NULL,
    notification_id @id NOT NULL,
    country @text NOT NULL,
    language @text NOT NULL,
    expires_on @i64 NOT NULL,
    made_at @time NOT NULL,
    revoked_at @time,
    CONSTRAINT official_link_pkey PRIMARY KEY (official_link_id),
    CONSTRAINT official_link_digest UNIQUE (digest)
) @strict;
CREATE INDEX official_link_by_notification ON official_link (notification_id);

-- What was opened, when, by which link; none: by an official who is signed in. Nothing else is known of
-- who it was. Rows are added and nothing else.
CREATE TABLE official_access (
    official_access_id @id NOT NULL,
    notification_id @id NOT NULL,
    official_link_id @id,
    opened_at @time NOT NULL,
    opened @text NOT NULL,
    CONSTRAINT official_access_pkey PRIMARY KEY (official_access_id)
) @strict;
CREATE INDEX official_access_by_notification ON official_access (notification_id);
CREATE INDEX official_access_by_link ON official_access (official_link_id);
-- @sqlite
CREATE TRIGGER official_access_append_only_update BEFORE UPDATE ON official_access
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
CREATE TRIGGER official_access_append_only_delete BEFORE DELETE ON official_access
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
CREATE TRIGGER official_access_append_only_insert BEFORE INSERT ON official_access
WHEN EXISTS (SELECT 1 FROM official_access WHERE official_access_id = new.official_access_id)
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
-- @postgres
CREATE TRIGGER official_access_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON official_access
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('official_access_append_only');
-- @both
