-- The matching of demand with supply, one for one. Promises 1 and 2 of the design are constraints
-- here, so that no SQL, however written, can break them.

-- An interval of an order line matched to an interval of a lot; live ones only. The slice's and the
-- lot's bounds are copied here and tied by foreign keys, so that a row cannot leave them.
CREATE TABLE allocation (
    lot_id @id NOT NULL,
    lot_lo @i64 NOT NULL,
    lot_hi @i64 NOT NULL,
    lot_accepted @i64 NOT NULL,
    lot_eligible @bool NOT NULL,
    order_line_id @id NOT NULL,
    line_lo @i64 NOT NULL,
    line_hi @i64 NOT NULL,
    slice_lo @i64 NOT NULL,
    slice_hi @i64 NOT NULL,
    programme_id @id NOT NULL,
    state @i64 NOT NULL,
    CONSTRAINT allocation_pkey PRIMARY KEY (lot_id, lot_lo),
    CONSTRAINT allocation_span CHECK (0 <= lot_lo AND lot_lo < lot_hi),
    CONSTRAINT allocation_one_for_one CHECK (lot_hi - lot_lo = line_hi - line_lo),
    CONSTRAINT allocation_within_lot CHECK (lot_hi <= lot_accepted),
    CONSTRAINT allocation_within_slice CHECK (slice_lo <= line_lo AND line_hi <= slice_hi),
    -- Of a lot excluded later, only what a certificate cites stays.
    CONSTRAINT allocation_eligible CHECK (lot_eligible = 1 OR state <> 1),
    CONSTRAINT allocation_state CHECK (state IN (1, 2, 3)),
-- @postgres
    CONSTRAINT allocation_lot_overlap EXCLUDE USING gist
        (lot_id WITH =, int8range(lot_lo, lot_hi) WITH &&),
    CONSTRAINT allocation_line_overlap EXCLUDE USING gist
        (order_line_id WITH =, int8range(line_lo, line_hi) WITH &&),
-- @both
    CONSTRAINT allocation_lot FOREIGN KEY (lot_id, lot_accepted, lot_eligible, programme_id)
        REFERENCES lot (lot_id, accepted, eligible, programme_id) ON UPDATE CASCADE,
    CONSTRAINT allocation_slice FOREIGN KEY (order_line_id, slice_lo, slice_hi, programme_id)
        REFERENCES demand_slice (order_line_id, lo, hi, programme_id) ON UPDATE CASCADE
) @strict_norowid;
-- @sqlite
-- With line_hi, so that the look-up for overlap on a line ends in the index; that look-up refuses
-- equal starts too.
CREATE INDEX allocation_by_line ON allocation (order_line_id, line_lo, line_hi);
-- @postgres
CREATE UNIQUE INDEX allocation_by_line ON allocation (order_line_id, line_lo);

-- @sqlite
-- Overlap by an index seek: of the rows that start before the new one ends, only the last can reach
-- into it, since the stored ones are disjoint. One trigger for both lines: each costs its start.
CREATE TRIGGER allocation_overlap_insert BEFORE INSERT ON allocation
BEGIN
    SELECT CASE
        WHEN (SELECT lot_hi FROM allocation WHERE lot_id = new.lot_id AND lot_lo < new.lot_hi
              ORDER BY lot_lo DESC LIMIT 1) > new.lot_lo
            THEN RAISE(ABORT, 'allocation_lot_overlap')
        WHEN (SELECT line_hi FROM allocation WHERE order_line_id = new.order_line_id
              AND line_lo < new.line_hi ORDER BY line_lo DESC LIMIT 1) > new.line_lo
            THEN RAISE(ABORT, 'allocation_line_overlap')
        WHEN new.state = 1 AND EXISTS (SELECT 1 FROM custody WHERE lot_id = new.lot_id
              AND stage > 10 AND lo < new.lot_hi AND hi > new.lot_lo)
            THEN RAISE(ABORT, 'allocation_removed')
        WHEN (SELECT hi FROM voided WHERE order_line_id = new.order_line_id AND lo < new.line_hi
              ORDER BY lo DESC LIMIT 1) > new.line_lo
            THEN RAISE(ABORT, 'allocation_voided')
    END;
END;
CREATE TRIGGER allocation_lot_overlap_update BEFORE UPDATE OF lot_id, lot_lo, lot_hi ON allocation
WHEN (SELECT lot_hi FROM allocation WHERE lot_id = new.lot_id AND lot_lo < new.lot_hi
      AND NOT (lot_id = old.lot_id AND lot_lo = old.lot_lo)
      ORDER BY lot_lo DESC LIMIT 1) > new.lot_lo
BEGIN SELECT RAISE(ABORT, 'allocation_lot_overlap'); END;
CREATE TRIGGER allocation_line_overlap_update
BEFORE UPDATE OF order_line_id, line_lo, line_hi ON allocation
WHEN (SELECT line_hi FROM allocation WHERE order_line_id = new.order_line_id
      AND line_lo < new.line_hi
      AND NOT (order_line_id = old.order_line_id AND line_lo = old.line_lo)
      ORDER BY line_lo DESC LIMIT 1) > new.line_lo
BEGIN SELECT RAISE(ABORT, 'allocation_line_overlap'); END;
-- Lost, diverted, returned and seized units serve only what a certificate cites.
CREATE TRIGGER allocation_removed_update BEFORE UPDATE OF lot_id, lot_lo, lot_hi, state ON allocation
WHEN new.state = 1 AND EXISTS (SELECT 1 FROM custody WHERE lot_id = new.lot_id
    AND stage > 10 AND lo < new.lot_hi AND hi > new.lot_lo)
BEGIN SELECT RAISE(ABORT, 'allocation_removed'); END;
CREATE TRIGGER custody_removed_insert BEFORE INSERT ON custody
WHEN new.stage > 10 AND EXISTS (SELECT 1 FROM allocation WHERE lot_id = new.lot_id
    AND state = 1 AND lot_lo < new.hi AND lot_hi > new.lo)
BEGIN SELECT RAISE(ABORT, 'allocation_removed'); END;
CREATE TRIGGER custody_removed_update BEFORE UPDATE OF lot_id, lo, hi, stage ON custody
WHEN new.stage > 10 AND EXISTS (SELECT 1 FROM allocation WHERE lot_id = new.lot_id
    AND state = 1 AND lot_lo < new.hi AND lot_hi > new.lo)
BEGIN SELECT RAISE(ABORT, 'allocation_removed'); END;
-- Nothing serves a position that is no longer demanded.
CREATE TRIGGER allocation_voided_update
BEFORE UPDATE OF order_line_id, line_lo, line_hi ON allocation
WHEN (SELECT hi FROM voided WHERE order_line_id = new.order_line_id AND lo < new.line_hi
      ORDER BY lo DESC LIMIT 1) > new.line_lo
BEGIN SELECT RAISE(ABORT, 'allocation_voided'); END;
CREATE TRIGGER voided_allocation_insert BEFORE INSERT ON voided
WHEN (SELECT line_hi FROM allocation WHERE order_line_id = new.order_line_id
      AND line_lo < new.hi ORDER BY line_lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'allocation_voided'); END;
CREATE TRIGGER voided_allocation_update BEFORE UPDATE OF order_line_id, lo, hi ON voided
WHEN (SELECT line_hi FROM allocation WHERE order_line_id = new.order_line_id
      AND line_lo < new.hi ORDER BY line_lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'allocation_voided'); END;
-- @postgres
-- Lost, diverted, returned and seized units serve only what a certificate cites.
CREATE FUNCTION ll_allocation_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM custody WHERE lot_id = new.lot_id
               AND stage > 10 AND lo < new.lot_hi AND hi > new.lot_lo) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_removed';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER allocation_removed BEFORE INSERT OR UPDATE OF lot_id, lot_lo, lot_hi, state
    ON allocation FOR EACH ROW WHEN (new.state = 1)
    EXECUTE FUNCTION ll_allocation_removed();
CREATE FUNCTION ll_custody_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM allocation WHERE lot_id = new.lot_id
               AND state = 1 AND lot_lo < new.hi AND lot_hi > new.lo) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_removed';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER custody_removed BEFORE INSERT OR UPDATE OF lot_id, lo, hi, stage ON custody
    FOR EACH ROW WHEN (new.stage > 10) EXECUTE FUNCTION ll_custody_removed();
-- Nothing serves a position that is no longer demanded.
CREATE FUNCTION ll_allocation_voided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT hi FROM voided WHERE order_line_id = new.order_line_id AND lo < new.line_hi
        ORDER BY lo DESC LIMIT 1) > new.line_lo THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_voided';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER allocation_voided BEFORE INSERT OR UPDATE OF order_line_id, line_lo, line_hi
    ON allocation FOR EACH ROW EXECUTE FUNCTION ll_allocation_voided();
CREATE FUNCTION ll_voided_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT line_hi FROM allocation WHERE order_line_id = new.order_line_id
        AND line_lo < new.hi ORDER BY line_lo DESC LIMIT 1) > new.lo THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_voided';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER voided_allocation BEFORE INSERT OR UPDATE OF order_line_id, lo, hi
    ON voided FOR EACH ROW EXECUTE FUNCTION ll_voided_allocation();
-- @both
