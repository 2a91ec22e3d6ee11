-- Collections and the lots they brought.

CREATE TABLE collection (
    collection_id @id NOT NULL,
    programme_id @id NOT NULL,
    collector_id @id NOT NULL,
    facility_id @id NOT NULL,
    country @text NOT NULL,
    collected_on @i64 NOT NULL,
    source @i64 NOT NULL,
    record_key @text,
    evidence_digest @bytes NOT NULL,
    evidence_again @bool NOT NULL,
    price_minor @i64 NOT NULL,
    price_currency @text NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT collection_pkey PRIMARY KEY (collection_id),
    -- The collector's own record number: the same record sent again changes nothing.
    CONSTRAINT collection_record_once UNIQUE (collector_id, record_key),
    CONSTRAINT collection_evidence_size CHECK (length(evidence_digest) = 32),
    CONSTRAINT collection_evidence_again CHECK (evidence_again IN (0, 1)),
    CONSTRAINT collection_price CHECK (price_minor >= 0),
    CONSTRAINT collection_programme FOREIGN KEY (programme_id) REFERENCES programme (programme_id),
    CONSTRAINT collection_collector FOREIGN KEY (collector_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT collection_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;
-- What was shown for one collection does not make another: that one says so (evidence_again), and its
-- lots begin not eligible.
CREATE UNIQUE INDEX collection_evidence_once ON collection (evidence_digest)
    WHERE evidence_again = 0;

-- By what a collector's record and its evidence are known again does not change.
-- @sqlite
CREATE TRIGGER collection_record_once_insert BEFORE INSERT ON collection
WHEN EXISTS (SELECT 1 FROM collection
             WHERE collector_id = new.collector_id AND record_key = new.record_key)
    OR EXISTS (SELECT 1 FROM collection WHERE collection_id = new.collection_id)
BEGIN SELECT RAISE(ABORT, 'collection_record_once'); END;
CREATE TRIGGER collection_evidence_once_insert BEFORE INSERT ON collection
WHEN new.evidence_again = 0 AND EXISTS (SELECT 1 FROM collection
             WHERE evidence_digest = new.evidence_digest AND evidence_again = 0)
BEGIN SELECT RAISE(ABORT, 'collection_evidence_once'); END;
CREATE TRIGGER collection_record_fixed BEFORE UPDATE ON collection
WHEN new.collector_id <> old.collector_id OR new.record_key IS NOT old.record_key
    OR new.collection_id <> old.collection_id OR new.evidence_digest <> old.evidence_digest
    OR new.evidence_again <> old.evidence_again
BEGIN SELECT RAISE(ABORT, 'collection_record_fixed'); END;
-- @postgres
CREATE TRIGGER collection_record_fixed BEFORE UPDATE ON collection FOR EACH ROW
    WHEN (new.collector_id <> old.collector_id OR new.record_key IS DISTINCT FROM old.record_key
          OR new.collection_id <> old.collection_id OR new.evidence_digest <> old.evidence_digest
          OR new.evidence_again <> old.evidence_again)
    EXECUTE FUNCTION ll_refuse('collection_record_fixed');
-- @both

-- units: as counted at collection; accepted: the length of the lot's line, numbered for ever.
-- public_number: what the public log calls the lot. measure: grams when nobody counted, each gram then
-- is a unit. What was found was not collected, and has a day of its own.
CREATE TABLE lot (
    lot_id @id NOT NULL,
    collection_id @id,
    programme_id @id NOT NULL,
    class_code @text NOT NULL,
    country @text NOT NULL,
    vintage @i64 NOT NULL,
    funder_id @id,
    source @i64 NOT NULL,
    found_on @i64,
    units @i64 NOT NULL,
    accepted @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    measure @i64 NOT NULL,
    battery @i64 NOT NULL,
    eligible @bool NOT NULL,
    ineligible_reason @text,
    explanation @text, -- of found units, or of an excluded lot: why it was admitted last
    queue_at @time NOT NULL,
    public_number @bytes NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT lot_pkey PRIMARY KEY (lot_id),
    -- What an allocation copies, so that its bounds and programme are foreign keys.
    CONSTRAINT lot_bounds UNIQUE (lot_id, accepted, eligible, programme_id),
    CONSTRAINT lot_public_number UNIQUE (public_number),
    CONSTRAINT lot_collection_class UNIQUE (collection_id, class_code),
    CONSTRAINT lot_accepted CHECK (0 <= accepted AND accepted <= units),
    CONSTRAINT lot_found CHECK ((source = 3) = (collection_id IS NULL)
        AND (source = 3) = (found_on IS NOT NULL)),
    CONSTRAINT lot_mass CHECK (mass_g > 0),
    CONSTRAINT lot_measure CHECK (measure = 1 OR (measure = 2 AND units = mass_g)),
    CONSTRAINT lot_eligible CHECK (eligible IN (0, 1)),
    CONSTRAINT lot_why_not CHECK ((eligible = 1) = (ineligible_reason IS NULL)),
    CONSTRAINT lot_collection FOREIGN KEY (collection_id) REFERENCES collection (collection_id),
    CONSTRAINT lot_class FOREIGN KEY (class_code) REFERENCES device_class (class_code),
    CONSTRAINT lot_funder FOREIGN KEY (funder_id) REFERENCES organisation (organisation_id)
) @strict;
-- What there is, by programme and class and month: the desk reads this alone.
CREATE INDEX lot_by_class ON lot (programme_id, class_code, measure, eligible, vintage, accepted);

-- Lots that may still have free units, in queue order: what an allocation run reads.
CREATE TABLE open_lot (
    programme_id @id NOT NULL,
    queue_at @time NOT NULL,
    lot_id @id NOT NULL,
    CONSTRAINT open_lot_pkey PRIMARY KEY (programme_id, queue_at, lot_id)
) @strict_norowid;
