-- The matching of demand with supply, one for one. Promises 1 and 2 of the design are constraints
-- here, so that no SQL, however written, can break them.

-- An interval of an order line matched to an interval of a lot; live ones only. Each unit answers for
-- `credit` positions, the last one perhaps for fewer (core/allocate.h): 1 between equal measures, the
-- grams of a unit on a line in grams. The slice's and the lot's bounds are copied here and tied by foreign keys, so that a row cannot leave them. What one
-- row must be is said twice below: in CHECKs for SQLite, in ll_allocation_row for PostgreSQL.
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
    credit @i64 NOT NULL,
    CONSTRAINT allocation_pkey PRIMARY KEY (lot_id, lot_lo),
-- @sqlite
    CONSTRAINT allocation_span CHECK (0 <= lot_lo AND lot_lo < lot_hi),
    CONSTRAINT allocation_credit CHECK (1 <= credit AND credit <= 1000000000000),
    -- No unit too few and none too many. (In divisions: the products could overflow.)
    CONSTRAINT allocation_one_for_one CHECK (line_hi > line_lo
        AND (line_hi - line_lo - 1) / credit + 1 = lot_hi - lot_lo),
    CONSTRAINT allocation_within_lot CHECK (lot_hi <= lot_accepted),
    CONSTRAINT allocation_within_slice CHECK (slice_lo <= line_lo AND line_hi <= slice_hi),
    -- Of a lot excluded later, only what a certificate cites stays.
    CONSTRAINT allocation_eligible CHECK (lot_eligible = 1 OR state <> 1),
    CONSTRAINT allocation_state CHECK (state IN (1, 2, 3)),
-- @both
    CONSTRAINT allocation_lot FOREIGN KEY (lot_id, lot_accepted, lot_eligible, programme_id)
        REFERENCES lot (lot_id, accepted, eligible, programme_id) ON UPDATE CASCADE,
    CONSTRAINT allocation_slice FOREIGN KEY (order_line_id, slice_lo, slice_hi, programme_id)
        REFERENCES demand_slice (order_line_id, lo, hi, programme_id) ON UPDATE CASCADE
) @strict_norowid;
-- @sqlite
-- With line_hi, so that the look-up for overlap on a line, and sums over a line, end in the index, and
-- the state, so that what certificates cite of it does; that look-up refuses equal starts too.
CREATE INDEX allocation_by_line ON allocation (order_line_id, line_lo, line_hi, state);
-- @postgres
CREATE UNIQUE INDEX allocation_by_line ON allocation (order_line_id, line_lo)
    INCLUDE (line_hi, state);

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
-- What one row must be, that it overlaps no other, and that its units and positions are there. In one
-- trigger, since that costs a fraction of CHECKs, which every statement reads anew from their stored
-- text, and of EXCLUDE.
--
-- The look-ups are SQLite's. One does not see what other transactions have not committed, or have
-- committed after this one's snapshot. So who places an allocation, removes units or voids positions
-- first writes the programme's row, once a transaction: at every isolation level the next one waits
-- for it, and then either sees what it stored (READ COMMITTED looks anew at every statement) or fails
-- with 40001, since a row was written after its snapshot. A lot's and a slice's allocations are all
-- of their programme, by the foreign keys.
--
-- Whether this transaction wrote the programme's row, its xmin tells: after a savepoint that is a
-- number of its own, higher than the transaction's and still in progress. (Counted from age(), so
-- that a number of very long ago may look like one to come: an error of pg_xact_status.)
--
-- Made by format() for the schema's name: a temporary table must not stand in for ours.
DO $do$ BEGIN EXECUTE format($sql$
CREATE FUNCTION ll_allocation_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text := CASE
        WHEN new.lot_lo < 0 OR new.lot_hi <= new.lot_lo THEN 'allocation_span'
        WHEN new.credit < 1 OR new.credit > 1000000000000 THEN 'allocation_credit'
        WHEN new.line_hi <= new.line_lo
            OR (new.line_hi - new.line_lo - 1) / new.credit + 1 <> new.lot_hi - new.lot_lo
            THEN 'allocation_one_for_one'
        WHEN new.lot_accepted < new.lot_hi THEN 'allocation_within_lot'
        WHEN new.line_lo < new.slice_lo OR new.slice_hi < new.line_hi THEN 'allocation_within_slice'
        WHEN new.lot_eligible <> 1 AND new.state = 1 THEN 'allocation_eligible'
        WHEN new.state < 1 OR new.state > 3 THEN 'allocation_state'
    END;
    old_lot_lo bigint; -- where the row was on the same lot and line
    old_line_lo bigint;
    writer xid;
    taken boolean := false;
BEGIN
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = broken;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF new.lot_id = old.lot_id AND new.lot_lo = old.lot_lo AND new.lot_hi = old.lot_hi
            AND new.order_line_id = old.order_line_id AND new.line_lo = old.line_lo
            AND new.line_hi = old.line_hi AND new.programme_id = old.programme_id
            AND (new.state <> 1 OR old.state = 1) THEN
            RETURN new;
        END IF;
        old_lot_lo := CASE WHEN new.lot_id = old.lot_id THEN old.lot_lo END;
        old_line_lo := CASE WHEN new.order_line_id = old.order_line_id THEN old.line_lo END;
    END IF;
    LOOP
        SELECT p.xmin, CASE
            WHEN (SELECT lot_hi FROM %1$I.allocation WHERE lot_id = new.lot_id
                  AND lot_lo < new.lot_hi AND lot_lo IS DISTINCT FROM old_lot_lo
                  ORDER BY lot_lo DESC LIMIT 1) > new.lot_lo
                THEN 'allocation_lot_overlap'
            WHEN (SELECT line_hi FROM %1$I.allocation WHERE order_line_id = new.order_line_id
                  AND line_lo < new.line_hi AND line_lo IS DISTINCT FROM old_line_lo
                  ORDER BY line_lo DESC LIMIT 1) > new.line_lo
                THEN 'allocation_line_overlap'
            WHEN new.state = 1 AND EXISTS (SELECT 1 FROM %1$I.custody WHERE lot_id = new.lot_id
                  AND stage > 10 AND lo < new.lot_hi AND hi > new.lot_lo)
                THEN 'allocation_removed'
            WHEN (SELECT hi FROM %1$I.voided WHERE order_line_id = new.order_line_id
                  AND lo < new.line_hi ORDER BY lo DESC LIMIT 1) > new.line_lo
                THEN 'allocation_voided'
            END
        INTO writer, broken
        FROM %1$I.programme AS p WHERE p.programme_id = new.programme_id;
        EXIT WHEN taken OR writer = pg_current_xact_id()::xid;
        IF new.programme_id IS NULL THEN
            RETURN new; -- to NOT NULL
        ELSIF writer IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = 'allocation_lot';
        END IF;
        IF age(writer) < 0 THEN
            BEGIN
                EXIT WHEN pg_xact_status((pg_current_xact_id()::text::bigint - age(writer))
                                         ::text::xid8) = 'in progress';
            EXCEPTION WHEN invalid_parameter_value THEN
            END;
        END IF;
        UPDATE %1$I.programme SET version = version WHERE programme_id = new.programme_id;
        taken := FOUND;
    END LOOP;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = broken;
    END IF;
    RETURN new;
END $$
$sql$, current_schema()); END $do$;
CREATE TRIGGER allocation_row BEFORE INSERT OR UPDATE ON allocation
    FOR EACH ROW EXECUTE FUNCTION ll_allocation_row();
-- Also for a session_replication_role that leaves out other triggers.
ALTER TABLE allocation ENABLE ALWAYS TRIGGER allocation_row;
-- From the other side: units are not removed, and positions not voided, under an allocation.
DO $do$ BEGIN EXECUTE format($sql$
CREATE FUNCTION ll_custody_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE %1$I.programme SET version = version
    WHERE programme_id = (SELECT programme_id FROM %1$I.lot WHERE lot_id = new.lot_id)
        AND xmin <> pg_current_xact_id()::xid;
    IF EXISTS (SELECT 1 FROM %1$I.allocation WHERE lot_id = new.lot_id
               AND state = 1 AND lot_lo < new.hi AND lot_hi > new.lo) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_removed';
    END IF;
    RETURN new;
END $$
$sql$, current_schema()); END $do$;
CREATE TRIGGER custody_removed BEFORE INSERT OR UPDATE OF lot_id, lo, hi, stage ON custody
    FOR EACH ROW WHEN (new.stage > 10) EXECUTE FUNCTION ll_custody_removed();
DO $do$ BEGIN EXECUTE format($sql$
CREATE FUNCTION ll_voided_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE %1$I.programme SET version = version
    WHERE programme_id = new.programme_id AND xmin <> pg_current_xact_id()::xid;
    IF (SELECT line_hi FROM %1$I.allocation WHERE order_line_id = new.order_line_id
        AND line_lo < new.hi ORDER BY line_lo DESC LIMIT 1) > new.lo THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'allocation_voided';
    END IF;
    RETURN new;
END $$
$sql$, current_schema()); END $do$;
CREATE TRIGGER voided_allocation BEFORE INSERT OR UPDATE OF order_line_id, lo, hi
    ON voided FOR EACH ROW EXECUTE FUNCTION ll_voided_allocation();
-- @both
