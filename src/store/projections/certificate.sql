-- Certificates and what they cite: promise 3 of the design.

CREATE TABLE certificate (
    certificate_id @id NOT NULL,
    serial @text NOT NULL,
    programme_id @id NOT NULL,
    beneficiary_id @id NOT NULL,
    stage @i64 NOT NULL,
    units @i64 NOT NULL,
    uncounted_g @i64 NOT NULL,
    revision @i64 NOT NULL,
    body_digest @bytes NOT NULL,
    issued_at @time NOT NULL,
    state @i64 NOT NULL,
    state_reason @text,
    replaces_id @id,
    event_id @id NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (certificate_id),
    CONSTRAINT certificate_serial UNIQUE (serial),
    -- What a cited unit copies: the stage that it had reached does not rise above it later.
    CONSTRAINT certificate_bounds UNIQUE (certificate_id, stage),
    CONSTRAINT certificate_stage CHECK (stage BETWEEN 1 AND 5),
    -- Counted devices, grams of what nobody counted, or both.
    CONSTRAINT certificate_units CHECK (units >= 0 AND uncounted_g >= 0 AND units + uncounted_g > 0),
    CONSTRAINT certificate_state CHECK (state BETWEEN 1 AND 4),
    -- Under review and revoked for a reason.
    CONSTRAINT certificate_state_why CHECK ((state IN (2, 4)) = (state_reason IS NOT NULL)),
    CONSTRAINT certificate_digest_size CHECK (length(body_digest) = 32),
    -- One replaces another, once.
    CONSTRAINT certificate_replaced_once UNIQUE (replaces_id),
    CONSTRAINT certificate_replaces FOREIGN KEY (replaces_id) REFERENCES certificate (certificate_id)
) @strict;

-- The allocations a live certificate cites, each at most once over all live certificates: with the
-- allocations disjoint on order lines, so are the certificates.
CREATE TABLE certificate_unit (
    lot_id @id NOT NULL,
    lot_lo @i64 NOT NULL,
    lot_hi @i64 NOT NULL,
    certificate_id @id NOT NULL,
    stage @i64 NOT NULL,
    CONSTRAINT certificate_unit_once PRIMARY KEY (lot_id, lot_lo),
    CONSTRAINT certificate_unit_certificate FOREIGN KEY (certificate_id, stage)
        REFERENCES certificate (certificate_id, stage),
    CONSTRAINT certificate_unit_allocation FOREIGN KEY (lot_id, lot_lo)
        REFERENCES allocation (lot_id, lot_lo)
) @strict_norowid;
CREATE INDEX certificate_unit_by_certificate ON certificate_unit (certificate_id, lot_id, lot_lo);

-- Units that a certificate cited until it was revoked: what cites them later says so. The key's
-- columns come first: without that, SQLite 3.40 checks the columns of such a table in the wrong order
-- and calls a sound store damaged.
CREATE TABLE reissue (
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    certificate_id @id NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT reissue_pkey PRIMARY KEY (lot_id, lo, certificate_id),
    CONSTRAINT reissue_span CHECK (0 <= lo AND lo < hi),
    CONSTRAINT reissue_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id),
    CONSTRAINT reissue_certificate FOREIGN KEY (certificate_id)
        REFERENCES certificate (certificate_id)
) @strict_norowid;

-- Bitstring Status Lists: each has addresses of its own, under the name that the log had then.
CREATE TABLE status_list (
    list @i64 NOT NULL,
    origin @text NOT NULL,
    CONSTRAINT status_list_pkey PRIMARY KEY (list),
    CONSTRAINT status_list_number CHECK (list > 0)
) @strict_norowid;
-- The place of each revision of a certificate in them, drawn at random, never given out again.
CREATE TABLE status_place (
    list @i64 NOT NULL,
    place @i64 NOT NULL,
    certificate_id @id NOT NULL,
    revision @i64 NOT NULL,
    restated @bool NOT NULL,
    CONSTRAINT status_place_once PRIMARY KEY (list, place),
    CONSTRAINT status_place_range CHECK (place BETWEEN 0 AND 131071),
    CONSTRAINT status_place_revision UNIQUE (certificate_id, revision),
    CONSTRAINT status_place_list FOREIGN KEY (list) REFERENCES status_list (list),
    CONSTRAINT status_place_certificate FOREIGN KEY (certificate_id)
        REFERENCES certificate (certificate_id)
) @strict_norowid;

-- @sqlite
-- At issue every cited unit is allocated exactly so and has reached the stated stage.
CREATE TRIGGER certificate_unit_reached BEFORE INSERT ON certificate_unit
WHEN NOT EXISTS (SELECT 1 FROM allocation WHERE lot_id = new.lot_id AND lot_lo = new.lot_lo
                 AND lot_hi = new.lot_hi AND state <> 1)
    OR coalesce((SELECT sum(min(hi, new.lot_hi) - max(lo, new.lot_lo)) FROM custody
                 WHERE lot_id = new.lot_id AND lo < new.lot_hi AND hi > new.lot_lo
                 AND stage BETWEEN new.stage AND 5), 0) <> new.lot_hi - new.lot_lo
BEGIN SELECT RAISE(ABORT, 'certificate_unit_reached'); END;
CREATE TRIGGER certificate_unit_once_insert BEFORE INSERT ON certificate_unit
WHEN EXISTS (SELECT 1 FROM certificate_unit WHERE lot_id = new.lot_id AND lot_lo = new.lot_lo)
BEGIN SELECT RAISE(ABORT, 'certificate_unit_once'); END;
CREATE TRIGGER certificate_unit_fixed BEFORE UPDATE ON certificate_unit
BEGIN SELECT RAISE(ABORT, 'certificate_unit_fixed'); END;
-- A certificate that was superseded or revoked cites nothing.
CREATE TRIGGER certificate_unit_live BEFORE INSERT ON certificate_unit
WHEN EXISTS (SELECT 1 FROM certificate WHERE certificate_id = new.certificate_id AND state > 2)
BEGIN SELECT RAISE(ABORT, 'certificate_unit_live'); END;
CREATE TRIGGER certificate_ended_insert BEFORE INSERT ON certificate
WHEN new.state > 2
    AND EXISTS (SELECT 1 FROM certificate_unit WHERE certificate_id = new.certificate_id)
BEGIN SELECT RAISE(ABORT, 'certificate_unit_live'); END;
CREATE TRIGGER certificate_ended_update BEFORE UPDATE OF certificate_id, state ON certificate
WHEN new.state > 2
    AND EXISTS (SELECT 1 FROM certificate_unit WHERE certificate_id = new.certificate_id)
BEGIN SELECT RAISE(ABORT, 'certificate_unit_live'); END;
-- Nor does it come back.
CREATE TRIGGER certificate_over BEFORE UPDATE OF state ON certificate
WHEN old.state > 2 AND new.state <> old.state
BEGIN SELECT RAISE(ABORT, 'certificate_over'); END;
CREATE TRIGGER reissue_revoked BEFORE INSERT ON reissue
WHEN NOT EXISTS (SELECT 1 FROM certificate WHERE certificate_id = new.certificate_id AND state = 4)
BEGIN SELECT RAISE(ABORT, 'reissue_revoked'); END;
CREATE TRIGGER reissue_fixed BEFORE UPDATE ON reissue
BEGIN SELECT RAISE(ABORT, 'reissue_fixed'); END;
-- A place stays whose it is, and what was restated stays so.
CREATE TRIGGER status_place_fixed BEFORE UPDATE ON status_place
WHEN new.list <> old.list OR new.place <> old.place
    OR new.certificate_id <> old.certificate_id OR new.revision <> old.revision
    OR new.restated < old.restated
BEGIN SELECT RAISE(ABORT, 'status_place_fixed'); END;
-- What a live certificate cites does not change under it. (A cascade names all columns of its
-- foreign key, also those that stay: hence the comparison.) The foreign key alone would let the row
-- be deleted and another be put in its place.
CREATE TRIGGER allocation_cited_update BEFORE UPDATE OF lot_id, lot_lo, lot_hi, order_line_id,
    line_lo, line_hi, state ON allocation
WHEN (new.lot_id <> old.lot_id OR new.lot_lo <> old.lot_lo OR new.lot_hi <> old.lot_hi
      OR new.order_line_id <> old.order_line_id OR new.line_lo <> old.line_lo
      OR new.line_hi <> old.line_hi OR new.state = 1)
    AND EXISTS (SELECT 1 FROM certificate_unit
                WHERE lot_id = old.lot_id AND lot_lo = old.lot_lo)
BEGIN SELECT RAISE(ABORT, 'allocation_cited'); END;
CREATE TRIGGER allocation_cited_delete BEFORE DELETE ON allocation
WHEN EXISTS (SELECT 1 FROM certificate_unit WHERE lot_id = old.lot_id AND lot_lo = old.lot_lo)
BEGIN SELECT RAISE(ABORT, 'allocation_cited'); END;
-- @postgres
CREATE FUNCTION ll_certificate_unit_reached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM allocation WHERE lot_id = new.lot_id AND lot_lo = new.lot_lo
                   AND lot_hi = new.lot_hi AND state <> 1)
        OR coalesce((SELECT sum(least(hi, new.lot_hi) - greatest(lo, new.lot_lo)) FROM custody
                     WHERE lot_id = new.lot_id AND lo < new.lot_hi AND hi > new.lot_lo
                     AND stage BETWEEN new.stage AND 5), 0) <> new.lot_hi - new.lot_lo THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'certificate_unit_reached';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER certificate_unit_reached BEFORE INSERT ON certificate_unit
    FOR EACH ROW EXECUTE FUNCTION ll_certificate_unit_reached();
CREATE TRIGGER certificate_unit_fixed BEFORE UPDATE ON certificate_unit
    FOR EACH ROW EXECUTE FUNCTION ll_refuse('certificate_unit_fixed');
-- A certificate that was superseded or revoked cites nothing.
CREATE FUNCTION ll_certificate_unit_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM certificate
               WHERE certificate_id = new.certificate_id AND state > 2) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'certificate_unit_live';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER certificate_unit_live BEFORE INSERT ON certificate_unit
    FOR EACH ROW EXECUTE FUNCTION ll_certificate_unit_live();
CREATE FUNCTION ll_certificate_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM certificate_unit WHERE certificate_id = new.certificate_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'certificate_unit_live';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER certificate_ended BEFORE INSERT OR UPDATE OF certificate_id, state ON certificate
    FOR EACH ROW WHEN (new.state > 2) EXECUTE FUNCTION ll_certificate_ended();
-- Nor does it come back.
CREATE TRIGGER certificate_over BEFORE UPDATE OF state ON certificate
    FOR EACH ROW WHEN (old.state > 2 AND new.state <> old.state)
    EXECUTE FUNCTION ll_refuse('certificate_over');
CREATE FUNCTION ll_reissue_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM certificate
                   WHERE certificate_id = new.certificate_id AND state = 4) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'reissue_revoked';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER reissue_revoked BEFORE INSERT ON reissue
    FOR EACH ROW EXECUTE FUNCTION ll_reissue_revoked();
CREATE TRIGGER reissue_fixed BEFORE UPDATE ON reissue
    FOR EACH ROW EXECUTE FUNCTION ll_refuse('reissue_fixed');
-- A place stays whose it is, and what was restated stays so.
CREATE TRIGGER status_place_fixed BEFORE UPDATE ON status_place
    FOR EACH ROW WHEN (new.list <> old.list OR new.place <> old.place
        OR new.certificate_id <> old.certificate_id OR new.revision <> old.revision
        OR new.restated < old.restated)
    EXECUTE FUNCTION ll_refuse('status_place_fixed');
-- What a live certificate cites does not change under it. (A cascade names all columns of its
-- foreign key, also those that stay: hence the comparison.) The foreign key alone would let the row
-- be deleted and another be put in its place, in one statement.
CREATE FUNCTION ll_allocation_cited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM certificate_unit
               WHERE lot_id = old.lot_id AND lot_lo = old.lot_lo) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_cited';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN old ELSE new END;
END $$;
CREATE TRIGGER allocation_cited_update
    BEFORE UPDATE OF lot_id, lot_lo, lot_hi, order_line_id, line_lo, line_hi, state ON allocation
    FOR EACH ROW
    WHEN (new.lot_id <> old.lot_id OR new.lot_lo <> old.lot_lo OR new.lot_hi <> old.lot_hi
          OR new.order_line_id <> old.order_line_id OR new.line_lo <> old.line_lo
          OR new.line_hi <> old.line_hi OR new.state = 1)
    EXECUTE FUNCTION ll_allocation_cited();
CREATE TRIGGER allocation_cited_delete BEFORE DELETE ON allocation
    FOR EACH ROW EXECUTE FUNCTION ll_allocation_cited();
-- @both
