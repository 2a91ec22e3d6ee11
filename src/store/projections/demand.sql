-- What clients asked for: standing order lines, and the slices that documents appended.

-- A client's standing demand in one programme, class and terms. demanded: its length so far.
-- measure: whether a position is a device or a gram.
-- countries: '' for any, else codes in order with a blank between ('GH NG').
CREATE TABLE order_line (
    order_line_id @id NOT NULL,
    code @text NOT NULL,
    programme_id @id NOT NULL,
    payer_id @id NOT NULL,
    beneficiary_id @id NOT NULL,
    reseller_id @id,
    class_code @text NOT NULL,
    measure @i64 NOT NULL,
    countries @text NOT NULL,
    vintage_from @i64,
    vintage_to @i64,
    funder_id @id,
    -- What the recycler must be certified for on the day of its receipt.
    standard @text,
    demanded @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT order_line_pkey PRIMARY KEY (order_line_id),
    CONSTRAINT order_line_code UNIQUE (code),
    -- What a slice copies, so that a line's demand is of one programme.
    CONSTRAINT order_line_bounds UNIQUE (order_line_id, programme_id),
    CONSTRAINT order_line_demanded CHECK (demanded >= 0),
    CONSTRAINT order_line_measure CHECK (measure IN (1, 2)),
    CONSTRAINT order_line_programme FOREIGN KEY (programme_id)
        REFERENCES programme (programme_id),
    CONSTRAINT order_line_payer FOREIGN KEY (payer_id) REFERENCES organisation (organisation_id),
    CONSTRAINT order_line_beneficiary FOREIGN KEY (beneficiary_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT order_line_class FOREIGN KEY (class_code) REFERENCES device_class (class_code)
) @strict;
CREATE INDEX order_line_by_beneficiary ON order_line (beneficiary_id, programme_id, class_code);

-- A purchase document that was booked. identity: keyed digest of issuer, kind and document id, so that
-- the same document is known again; content_digest tells the same from another with its name.
-- order_identity: of the order that an invoice refers to (of an order: with the payer as issuer), so
-- that a purchase is counted once. of_document_id: of a credit note about one.
CREATE TABLE document (
    document_id @id NOT NULL,
    kind @text NOT NULL,
    identity @bytes NOT NULL,
    content_digest @bytes NOT NULL,
    order_identity @bytes,
    issued_on @i64 NOT NULL,
    name_annex_id @id NOT NULL,
    of_document_id @id,
    event_id @id NOT NULL,
    CONSTRAINT document_pkey PRIMARY KEY (document_id),
    CONSTRAINT document_identity UNIQUE (identity),
    CONSTRAINT document_of FOREIGN KEY (of_document_id) REFERENCES document (document_id)
) @strict;
-- What the foreign key looks for when a document goes.
CREATE INDEX document_by_of_document ON document (of_document_id)
    WHERE of_document_id IS NOT NULL;
CREATE INDEX document_by_order ON document (order_identity) WHERE order_identity IS NOT NULL;

-- Who asks to join. closed_at: answered, with an order line and a user of theirs, or declined.
CREATE TABLE enquiry (
    enquiry_id @id NOT NULL,
    organisation_annex_id @id,
    name_annex_id @id NOT NULL,
    email_annex_id @id NOT NULL,
    message_annex_id @id,
    country @text,
    devices @text,
    units_a_year @i64,
    trigger @i64,
    -- What somebody doubts, in place of all that.
    certificate_id @id,
    closed_at @time,
    order_line_id @id,
    user_id @id,
    event_id @id NOT NULL,
    CONSTRAINT enquiry_pkey PRIMARY KEY (enquiry_id),
    CONSTRAINT enquiry_about CHECK ((certificate_id IS NULL) = (organisation_annex_id IS NOT NULL)
        AND (certificate_id IS NULL) = (country IS NOT NULL)
        AND (certificate_id IS NULL) = (devices IS NOT NULL)
        AND (certificate_id IS NULL) = (units_a_year IS NOT NULL)
        AND (certificate_id IS NULL) = (trigger IS NOT NULL)
        AND (certificate_id IS NULL OR (message_annex_id IS NOT NULL AND user_id IS NULL))),
    CONSTRAINT enquiry_accepted CHECK ((order_line_id IS NULL) = (user_id IS NULL)
        AND (closed_at IS NOT NULL OR user_id IS NULL)),
    CONSTRAINT enquiry_order_line FOREIGN KEY (order_line_id)
        REFERENCES order_line (order_line_id),
    CONSTRAINT enquiry_user FOREIGN KEY (user_id) REFERENCES ledger_user (user_id)
) @strict;
CREATE INDEX enquiry_open ON enquiry (enquiry_id) WHERE closed_at IS NULL;

-- By what a document is known again does not change.
-- @sqlite
CREATE TRIGGER document_identity_insert BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document WHERE identity = new.identity)
    OR EXISTS (SELECT 1 FROM document WHERE document_id = new.document_id)
BEGIN SELECT RAISE(ABORT, 'document_identity'); END;
CREATE TRIGGER document_fixed BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'document_fixed'); END;
-- @postgres
CREATE TRIGGER document_fixed BEFORE UPDATE ON document
    FOR EACH ROW EXECUTE FUNCTION ll_refuse('document_fixed');
-- @both

-- [lo, hi) of an order line: what one document or call appended, with its queue time.
CREATE TABLE demand_slice (
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    programme_id @id NOT NULL,
    trigger @i64 NOT NULL,
    document_id @id,
    queue_at @time NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT demand_slice_pkey PRIMARY KEY (order_line_id, lo),
    -- What an allocation copies: it lies in one slice, of the programme of its lot.
    CONSTRAINT demand_slice_bounds UNIQUE (order_line_id, lo, hi, programme_id),
    CONSTRAINT demand_slice_span CHECK (0 <= lo AND lo < hi),
    CONSTRAINT demand_slice_line FOREIGN KEY (order_line_id, programme_id)
        REFERENCES order_line (order_line_id, programme_id),
    CONSTRAINT demand_slice_document FOREIGN KEY (document_id)
        REFERENCES document (document_id)
) @strict_norowid;
CREATE INDEX demand_slice_by_document ON demand_slice (document_id);

-- Slices that may still have open positions, in queue order: what an allocation run reads, alone.
CREATE TABLE open_slice (
    programme_id @id NOT NULL,
    queue_at @time NOT NULL,
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT open_slice_pkey PRIMARY KEY (programme_id, queue_at, order_line_id, lo)
) @strict_norowid;

-- @sqlite
CREATE TRIGGER demand_slice_overlap_insert BEFORE INSERT ON demand_slice
WHEN (SELECT hi FROM demand_slice WHERE order_line_id = new.order_line_id AND lo < new.hi
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'demand_slice_overlap'); END;
CREATE TRIGGER demand_slice_overlap_update BEFORE UPDATE OF order_line_id, lo, hi ON demand_slice
WHEN (SELECT hi FROM demand_slice WHERE order_line_id = new.order_line_id AND lo < new.hi
      AND NOT (order_line_id = old.order_line_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'demand_slice_overlap'); END;
-- What is allocated was demanded: a slice lies within what its line has grown to.
CREATE TRIGGER demand_slice_within_line_insert BEFORE INSERT ON demand_slice
WHEN new.hi > (SELECT demanded FROM order_line WHERE order_line_id = new.order_line_id)
BEGIN SELECT RAISE(ABORT, 'demand_slice_within_line'); END;
CREATE TRIGGER demand_slice_within_line_update BEFORE UPDATE OF order_line_id, lo, hi ON demand_slice
WHEN new.hi > (SELECT demanded FROM order_line WHERE order_line_id = new.order_line_id)
BEGIN SELECT RAISE(ABORT, 'demand_slice_within_line'); END;
CREATE TRIGGER order_line_holds_slices_insert BEFORE INSERT ON order_line
WHEN new.demanded < (SELECT hi FROM demand_slice WHERE order_line_id = new.order_line_id
                     ORDER BY lo DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'demand_slice_within_line'); END;
CREATE TRIGGER order_line_holds_slices_update BEFORE UPDATE OF order_line_id, demanded ON order_line
WHEN new.demanded < (SELECT hi FROM demand_slice WHERE order_line_id = new.order_line_id
                     ORDER BY lo DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'demand_slice_within_line'); END;
-- @postgres
-- What is allocated was demanded: a slice lies within what its line has grown to. And slices do not
-- overlap: by one look-up, as on SQLite, where EXCLUDE costs a purchase twice that. It is safe at every
-- level as that of allocations is (ll_allocation_row): before it looks, the transaction has written the row
-- of the order line, as who appends a slice does anyway, so that whoever comes second waits, and then sees
-- what was stored or fails.
-- Made by format() for the schema's name: a temporary table must not stand in for ours.
DO $do$ BEGIN EXECUTE format($sql$
CREATE FUNCTION ll_demand_slice_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_lo bigint; -- where the row was on the same line
    writer xid;
    room bigint;
    reach bigint; -- of the last slice that starts before the new one ends
    taken boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF new.order_line_id = old.order_line_id AND new.lo = old.lo AND new.hi = old.hi THEN
            RETURN new;
        END IF;
        old_lo := CASE WHEN new.order_line_id = old.order_line_id THEN old.lo END;
    END IF;
    LOOP
        SELECT l.xmin, l.demanded, (SELECT s.hi FROM %1$I.demand_slice AS s
            WHERE s.order_line_id = new.order_line_id AND s.lo < new.hi
            AND s.lo IS DISTINCT FROM old_lo ORDER BY s.lo DESC LIMIT 1)
        INTO writer, room, reach
        FROM %1$I.order_line AS l WHERE l.order_line_id = new.order_line_id;
        EXIT WHEN taken OR writer = pg_current_xact_id()::xid;
        IF new.order_line_id IS NULL THEN
            RETURN new; -- to NOT NULL
        ELSIF writer IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
                MESSAGE = 'demand_slice_line';
        END IF;
        IF age(writer) < 0 THEN -- of a savepoint of this transaction
            BEGIN
                EXIT WHEN pg_xact_status((pg_current_xact_id()::text::bigint - age(writer))
                                         ::text::xid8) = 'in progress';
            EXCEPTION WHEN invalid_parameter_value THEN
            END;
        END IF;
        UPDATE %1$I.order_line SET demanded = demanded WHERE order_line_id = new.order_line_id;
        taken := FOUND;
    END LOOP;
    IF reach > new.lo THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'demand_slice_overlap';
    ELSIF new.hi > room THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'demand_slice_within_line';
    END IF;
    RETURN new;
END $$
$sql$, current_schema()); END $do$;
CREATE TRIGGER demand_slice_row BEFORE INSERT OR UPDATE OF order_line_id, lo, hi
    ON demand_slice FOR EACH ROW EXECUTE FUNCTION ll_demand_slice_row();
-- Also for a session_replication_role that leaves out other triggers.
ALTER TABLE demand_slice ENABLE ALWAYS TRIGGER demand_slice_row;
CREATE FUNCTION ll_order_line_holds_slices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.demanded < (SELECT hi FROM demand_slice WHERE order_line_id = new.order_line_id
                       ORDER BY lo DESC LIMIT 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'demand_slice_within_line';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER order_line_holds_slices BEFORE INSERT OR UPDATE OF order_line_id, demanded
    ON order_line FOR EACH ROW EXECUTE FUNCTION ll_order_line_holds_slices();
-- @both

-- [lo, hi) of an order line that nothing is to serve: a credit note took it back, or the line's
-- beneficiary had carry-over, and the positions from from_lo of an earlier purchase stand for these.
-- document_id: the credit note, or the purchase; none where a hold ended.
CREATE TABLE voided (
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    slice_lo @i64 NOT NULL,
    slice_hi @i64 NOT NULL,
    programme_id @id NOT NULL,
    document_id @id,
    from_order_line_id @id,
    from_lo @i64,
    event_id @id NOT NULL,
    CONSTRAINT voided_pkey PRIMARY KEY (order_line_id, lo),
    CONSTRAINT voided_span CHECK (lo < hi),
    CONSTRAINT voided_from CHECK ((from_order_line_id IS NULL) = (from_lo IS NULL)),
    CONSTRAINT voided_within_slice CHECK (slice_lo <= lo AND hi <= slice_hi),
-- @postgres
    CONSTRAINT voided_overlap EXCLUDE USING gist
        ((encode(order_line_id, 'hex')::uuid) WITH =, int8range(lo, hi) WITH &&),
    -- Carry-over is used once.
    CONSTRAINT carried_overlap EXCLUDE USING gist
        ((encode(from_order_line_id, 'hex')::uuid) WITH =,
            int8range(from_lo, from_lo + (hi - lo)) WITH &&),
-- @both
    CONSTRAINT voided_slice FOREIGN KEY (order_line_id, slice_lo, slice_hi, programme_id)
        REFERENCES demand_slice (order_line_id, lo, hi, programme_id) ON UPDATE CASCADE,
    CONSTRAINT voided_document FOREIGN KEY (document_id) REFERENCES document (document_id),
    CONSTRAINT voided_from_line FOREIGN KEY (from_order_line_id)
        REFERENCES order_line (order_line_id)
) @strict_norowid;
CREATE INDEX voided_by_from ON voided (from_order_line_id, from_lo)
    WHERE from_order_line_id IS NOT NULL;

-- [lo, hi) of an order line whose devices were returned when a certificate held the units that serve
-- them: the client's carry-over, until the next purchase uses it (voided.from_lo).
CREATE TABLE carry_over (
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    slice_lo @i64 NOT NULL,
    slice_hi @i64 NOT NULL,
    programme_id @id NOT NULL,
    document_id @id NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT carry_over_pkey PRIMARY KEY (order_line_id, lo),
    CONSTRAINT carry_over_span CHECK (lo < hi),
    CONSTRAINT carry_over_within_slice CHECK (slice_lo <= lo AND hi <= slice_hi),
-- @postgres
    CONSTRAINT carry_over_overlap EXCLUDE USING gist
        ((encode(order_line_id, 'hex')::uuid) WITH =, int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT carry_over_slice FOREIGN KEY (order_line_id, slice_lo, slice_hi, programme_id)
        REFERENCES demand_slice (order_line_id, lo, hi, programme_id) ON UPDATE CASCADE,
    CONSTRAINT carry_over_document FOREIGN KEY (document_id) REFERENCES document (document_id)
) @strict_norowid;

-- A slice without a document, for a quote or an award: until a day, then it ends. A document confirms
-- it. state: 1 held, 2 confirmed, 3 expired, 4 withdrawn.
CREATE TABLE hold (
    hold_id @id NOT NULL,
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    programme_id @id NOT NULL,
    until_on @i64 NOT NULL,
    state @i64 NOT NULL,
    document_id @id,
    event_id @id NOT NULL,
    CONSTRAINT hold_pkey PRIMARY KEY (hold_id),
    CONSTRAINT hold_once UNIQUE (order_line_id, lo),
    CONSTRAINT hold_state CHECK (state BETWEEN 1 AND 4),
    CONSTRAINT hold_confirmed CHECK ((state = 2) = (document_id IS NOT NULL)),
    CONSTRAINT hold_slice FOREIGN KEY (order_line_id, lo)
        REFERENCES demand_slice (order_line_id, lo),
    CONSTRAINT hold_line FOREIGN KEY (order_line_id, programme_id)
        REFERENCES order_line (order_line_id, programme_id),
    CONSTRAINT hold_document FOREIGN KEY (document_id) REFERENCES document (document_id)
) @strict;
CREATE INDEX hold_due ON hold (programme_id, until_on) WHERE state = 1;

-- @sqlite
CREATE TRIGGER voided_overlap_insert BEFORE INSERT ON voided
WHEN (SELECT hi FROM voided WHERE order_line_id = new.order_line_id AND lo < new.hi
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'voided_overlap'); END;
CREATE TRIGGER voided_overlap_update BEFORE UPDATE OF order_line_id, lo, hi ON voided
WHEN (SELECT hi FROM voided WHERE order_line_id = new.order_line_id AND lo < new.hi
      AND NOT (order_line_id = old.order_line_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'voided_overlap'); END;
-- Carry-over is used once.
CREATE TRIGGER carried_overlap_insert BEFORE INSERT ON voided
WHEN (SELECT from_lo + (hi - lo) FROM voided WHERE from_order_line_id = new.from_order_line_id
      AND from_lo < new.from_lo + (new.hi - new.lo) ORDER BY from_lo DESC LIMIT 1) > new.from_lo
BEGIN SELECT RAISE(ABORT, 'carried_overlap'); END;
CREATE TRIGGER carried_overlap_update
BEFORE UPDATE OF order_line_id, lo, hi, from_order_line_id, from_lo ON voided
WHEN (SELECT from_lo + (hi - lo) FROM voided WHERE from_order_line_id = new.from_order_line_id
      AND from_lo < new.from_lo + (new.hi - new.lo)
      AND NOT (order_line_id = old.order_line_id AND lo = old.lo)
      ORDER BY from_lo DESC LIMIT 1) > new.from_lo
BEGIN SELECT RAISE(ABORT, 'carried_overlap'); END;
CREATE TRIGGER carry_over_overlap_insert BEFORE INSERT ON carry_over
WHEN (SELECT hi FROM carry_over WHERE order_line_id = new.order_line_id AND lo < new.hi
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'carry_over_overlap'); END;
CREATE TRIGGER carry_over_overlap_update BEFORE UPDATE OF order_line_id, lo, hi ON carry_over
WHEN (SELECT hi FROM carry_over WHERE order_line_id = new.order_line_id AND lo < new.hi
      AND NOT (order_line_id = old.order_line_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'carry_over_overlap'); END;
-- @both
