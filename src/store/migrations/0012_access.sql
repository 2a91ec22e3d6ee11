-- What an official who is signed in opens is logged wherever it is: of which notification, where it is
-- about one, and at which address.
-- @sqlite
ALTER TABLE official_access RENAME TO official_access_before;
CREATE TABLE official_access (
    official_access_id @id NOT NULL,
    notification_id @id,
    official_link_id @id,
    opened_at @time NOT NULL,
    opened @text NOT NULL,
    address @text,
    CONSTRAINT official_access_pkey PRIMARY KEY (official_access_id)
) @strict;
INSERT INTO official_access
    (official_access_id, notification_id, official_link_id, opened_at, opened)
SELECT official_access_id, notification_id, official_link_id, opened_at, opened
FROM official_access_before;
DROP TABLE official_access_before;
CREATE INDEX official_access_by_notification ON official_access (notification_id);
CREATE INDEX official_access_by_link ON official_access (official_link_id);
CREATE TRIGGER official_access_append_only_update BEFORE UPDATE ON official_access
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
CREATE TRIGGER official_access_append_only_delete BEFORE DELETE ON official_access
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
CREATE TRIGGER official_access_append_only_insert BEFORE INSERT ON official_access
WHEN EXISTS (SELECT 1 FROM official_access WHERE official_access_id = new.official_access_id)
BEGIN SELECT RAISE(ABORT, 'official_access_append_only'); END;
-- @postgres
ALTER TABLE official_access ALTER COLUMN notification_id DROP NOT NULL;
ALTER TABLE official_access ADD COLUMN address @text;
-- @both
