-- The public log (docs/log.md), numbered and signed by a sequencer outside the requests' transactions.

-- What it is called and the key that signs it. A log that cannot go on (an old backup, a lost key) is
-- followed by one of the next number, from its first entry on.
CREATE TABLE log (
    log_id @i64 NOT NULL,
    origin @text NOT NULL,
    public_key @bytes NOT NULL,
    started_at @time NOT NULL,
    CONSTRAINT log_pkey PRIMARY KEY (log_id),
    CONSTRAINT log_origin_once UNIQUE (origin),
    CONSTRAINT log_key_size CHECK (length(public_key) = 32)
) @strict_norowid;

-- The bytes that were logged: kept as they are, since they were signed. An event that is too long for
-- one entry has several parts, from 0. leaf_hash: of the last entries no full tile holds it yet.
CREATE TABLE log_entry (
    log_id @i64 NOT NULL,
    log_index @i64 NOT NULL,
    event_id @id NOT NULL,
    part @i64 NOT NULL,
    entry @text NOT NULL,
    leaf_hash @bytes NOT NULL,
    CONSTRAINT log_entry_pkey PRIMARY KEY (log_id, log_index),
    CONSTRAINT log_entry_once UNIQUE (log_id, event_id, part),
    CONSTRAINT log_entry_index CHECK (log_index >= 0 AND part >= 0),
    CONSTRAINT log_entry_hash_size CHECK (length(leaf_hash) = 32),
    CONSTRAINT log_entry_log FOREIGN KEY (log_id) REFERENCES log (log_id)
) @strict;

-- Full tiles: 256 hashes, and the root over them.
CREATE TABLE log_tile (
    log_id @i64 NOT NULL,
    level @i64 NOT NULL,
    tile_index @i64 NOT NULL,
    hashes @bytes NOT NULL,
    root @bytes NOT NULL,
    CONSTRAINT log_tile_pkey PRIMARY KEY (log_id, level, tile_index),
    CONSTRAINT log_tile_size CHECK (length(hashes) = 8192 AND length(root) = 32),
    CONSTRAINT log_tile_log FOREIGN KEY (log_id) REFERENCES log (log_id)
) @strict;

-- What was signed, one for each size.
CREATE TABLE log_checkpoint (
    log_id @i64 NOT NULL,
    size @i64 NOT NULL,
    root @bytes NOT NULL,
    note @text NOT NULL,
    signed_at @time NOT NULL,
    CONSTRAINT log_checkpoint_pkey PRIMARY KEY (log_id, size),
    CONSTRAINT log_checkpoint_root CHECK (size >= 0 AND length(root) = 32),
    CONSTRAINT log_checkpoint_log FOREIGN KEY (log_id) REFERENCES log (log_id)
) @strict;

-- Who may number events now, and until when.
CREATE TABLE log_lease (
    log_id @i64 NOT NULL,
    holder @text NOT NULL,
    until_at @time NOT NULL,
    CONSTRAINT log_lease_pkey PRIMARY KEY (log_id),
    CONSTRAINT log_lease_log FOREIGN KEY (log_id) REFERENCES log (log_id)
) @strict_norowid;

-- What was logged stays.
-- @sqlite
CREATE TRIGGER log_append_only_update BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'log_append_only'); END;
CREATE TRIGGER log_append_only_delete BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'log_append_only'); END;
CREATE TRIGGER log_append_only_insert BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE log_id = new.log_id OR origin = new.origin)
BEGIN SELECT RAISE(ABORT, 'log_append_only'); END;
CREATE TRIGGER log_entry_append_only_update BEFORE UPDATE ON log_entry
BEGIN SELECT RAISE(ABORT, 'log_entry_append_only'); END;
CREATE TRIGGER log_entry_append_only_delete BEFORE DELETE ON log_entry
BEGIN SELECT RAISE(ABORT, 'log_entry_append_only'); END;
CREATE TRIGGER log_entry_append_only_insert BEFORE INSERT ON log_entry
WHEN EXISTS (SELECT 1 FROM log_entry WHERE log_id = new.log_id AND log_index = new.log_index)
    OR EXISTS (SELECT 1 FROM log_entry
               WHERE log_id = new.log_id AND event_id = new.event_id AND part = new.part)
BEGIN SELECT RAISE(ABORT, 'log_entry_append_only'); END;
CREATE TRIGGER log_tile_append_only_update BEFORE UPDATE ON log_tile
BEGIN SELECT RAISE(ABORT, 'log_tile_append_only'); END;
CREATE TRIGGER log_tile_append_only_delete BEFORE DELETE ON log_tile
BEGIN SELECT RAISE(ABORT, 'log_tile_append_only'); END;
CREATE TRIGGER log_tile_append_only_insert BEFORE INSERT ON log_tile
WHEN EXISTS (SELECT 1 FROM log_tile WHERE log_id = new.log_id AND level = new.level
             AND tile_index = new.tile_index)
BEGIN SELECT RAISE(ABORT, 'log_tile_append_only'); END;
CREATE TRIGGER log_checkpoint_append_only_update BEFORE UPDATE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'log_checkpoint_append_only'); END;
CREATE TRIGGER log_checkpoint_append_only_delete BEFORE DELETE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'log_checkpoint_append_only'); END;
CREATE TRIGGER log_checkpoint_append_only_insert BEFORE INSERT ON log_checkpoint
WHEN EXISTS (SELECT 1 FROM log_checkpoint WHERE log_id = new.log_id AND size = new.size)
BEGIN SELECT RAISE(ABORT, 'log_checkpoint_append_only'); END;
-- @postgres
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('log_append_only');
CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('log_entry_append_only');
CREATE TRIGGER log_tile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_tile
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('log_tile_append_only');
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('log_checkpoint_append_only');
-- @both
