-- The ledger: facts (events, requests, annex, certificate bodies, device register) and the
-- projections that are rebuilt from the events. Promises 1 to 3 of the design are constraints here,
-- so that no SQL, however written, can break them.
-- @postgres
CREATE EXTENSION IF NOT EXISTS btree_gist;
-- @both

-- ---------------------------------------------------------------- facts
-- One request that changed something: its idempotency key, what it asked for, what it was told.
CREATE TABLE request (
    request_id @id NOT NULL,
    request_key @text NOT NULL,
    command @text NOT NULL,
    actor @text NOT NULL,
    digest @bytes NOT NULL,
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

-- ---------------------------------------------------------------- projections
-- projection: device_class
CREATE TABLE device_class (
    class_code @text NOT NULL,
    unu_key @text NOT NULL,
    hs_code @text NOT NULL,
    mass_low_g @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    mass_high_g @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT device_class_pkey PRIMARY KEY (class_code),
    CONSTRAINT device_class_mass CHECK (0 < mass_low_g AND mass_low_g <= mass_g AND mass_g <= mass_high_g)
) @strict;

-- projection: organisation
CREATE TABLE organisation (
    organisation_id @id NOT NULL,
    code @text NOT NULL,
    country @text NOT NULL,
    name_annex_id @id NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT organisation_pkey PRIMARY KEY (organisation_id),
    CONSTRAINT organisation_code UNIQUE (code),
    CONSTRAINT organisation_country CHECK (length(country) = 2)
) @strict;

-- projection: facility
CREATE TABLE facility (
    facility_id @id NOT NULL,
    code @text NOT NULL,
    organisation_id @id NOT NULL,
    country @text NOT NULL,
    is_plant @bool NOT NULL,
    name_annex_id @id NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT facility_pkey PRIMARY KEY (facility_id),
    CONSTRAINT facility_code UNIQUE (code),
    CONSTRAINT facility_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;

-- A plant's public keys: its receipts are checked against the one they name.
-- projection: plant_key
CREATE TABLE plant_key (
    plant_key_id @id NOT NULL,
    facility_id @id NOT NULL,
    public_key @bytes NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT plant_key_pkey PRIMARY KEY (plant_key_id),
    CONSTRAINT plant_key_once UNIQUE (public_key),
    CONSTRAINT plant_key_size CHECK (length(public_key) = 32),
    CONSTRAINT plant_key_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;

-- A rulebook version. oldest_vintage: lots collected before this month are not eligible.
-- projection: programme
CREATE TABLE programme (
    programme_id @id NOT NULL,
    code @text NOT NULL,
    version @i64 NOT NULL,
    operator_id @id NOT NULL,
    oldest_vintage @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT programme_pkey PRIMARY KEY (programme_id),
    CONSTRAINT programme_code UNIQUE (code),
    CONSTRAINT programme_operator FOREIGN KEY (operator_id)
        REFERENCES organisation (organisation_id)
) @strict;

-- Which lots serve a demand of a class, and its fee.
-- projection: programme_class
CREATE TABLE programme_class (
    programme_id @id NOT NULL,
    demand_class @text NOT NULL,
    lot_classes @text NOT NULL,
    fee_minor @i64 NOT NULL,
    fee_currency @text NOT NULL,
    CONSTRAINT programme_class_pkey PRIMARY KEY (programme_id, demand_class),
    CONSTRAINT programme_class_programme FOREIGN KEY (programme_id)
        REFERENCES programme (programme_id),
    CONSTRAINT programme_class_class FOREIGN KEY (demand_class)
        REFERENCES device_class (class_code)
) @strict;

-- An organisation's part in an object; visibility is joined from here.
-- projection: party
CREATE TABLE party (
    object_kind @text NOT NULL,
    object_id @id NOT NULL,
    role @i64 NOT NULL,
    organisation_id @id NOT NULL,
    CONSTRAINT party_pkey PRIMARY KEY (object_kind, object_id, role, organisation_id),
    CONSTRAINT party_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict_norowid;
-- What an organisation may see.
CREATE INDEX party_by_organisation ON party (organisation_id, object_kind, object_id);

-- projection: collection
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
    price_minor @i64 NOT NULL,
    price_currency @text NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT collection_pkey PRIMARY KEY (collection_id),
    -- The collector's own record number: the same record sent again changes nothing.
    CONSTRAINT collection_record_once UNIQUE (collector_id, record_key),
    CONSTRAINT collection_evidence_size CHECK (length(evidence_digest) = 32),
    CONSTRAINT collection_price CHECK (price_minor >= 0),
    CONSTRAINT collection_programme FOREIGN KEY (programme_id) REFERENCES programme (programme_id),
    CONSTRAINT collection_collector FOREIGN KEY (collector_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT collection_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;

-- units: as counted at collection; accepted: the length of the lot's line, numbered for ever.
-- public_number: what the public log calls the lot.
-- projection: lot
CREATE TABLE lot (
    lot_id @id NOT NULL,
    collection_id @id NOT NULL,
    programme_id @id NOT NULL,
    class_code @text NOT NULL,
    country @text NOT NULL,
    vintage @i64 NOT NULL,
    funder_id @id,
    source @i64 NOT NULL,
    units @i64 NOT NULL,
    accepted @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    battery @i64 NOT NULL,
    eligible @bool NOT NULL,
    ineligible_reason @text,
    queue_at @time NOT NULL,
    public_number @bytes NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT lot_pkey PRIMARY KEY (lot_id),
    -- What an allocation copies, so that its bounds and programme are foreign keys.
    CONSTRAINT lot_bounds UNIQUE (lot_id, accepted, eligible, programme_id),
    CONSTRAINT lot_public_number UNIQUE (public_number),
    CONSTRAINT lot_collection_class UNIQUE (collection_id, class_code),
    CONSTRAINT lot_accepted CHECK (0 <= accepted AND accepted <= units),
    CONSTRAINT lot_mass CHECK (mass_g > 0),
    CONSTRAINT lot_eligible CHECK (eligible IN (0, 1)),
    CONSTRAINT lot_why_not CHECK ((eligible = 1) = (ineligible_reason IS NULL)),
    CONSTRAINT lot_collection FOREIGN KEY (collection_id) REFERENCES collection (collection_id),
    CONSTRAINT lot_class FOREIGN KEY (class_code) REFERENCES device_class (class_code),
    CONSTRAINT lot_funder FOREIGN KEY (funder_id) REFERENCES organisation (organisation_id)
) @strict;

-- Lots that may still have free units, in queue order: what an allocation run reads.
-- projection: open_lot
CREATE TABLE open_lot (
    programme_id @id NOT NULL,
    queue_at @time NOT NULL,
    lot_id @id NOT NULL,
    CONSTRAINT open_lot_pkey PRIMARY KEY (programme_id, queue_at, lot_id)
) @strict_norowid;

-- projection: package
CREATE TABLE package (
    package_id @id NOT NULL,
    code @text NOT NULL,
    kind @i64 NOT NULL,
    programme_id @id NOT NULL,
    country @text NOT NULL,
    funder_id @id,
    parent_id @id,
    facility_id @id,
    shipment_id @id,
    seal @text,
    event_id @id NOT NULL,
    CONSTRAINT package_pkey PRIMARY KEY (package_id),
    CONSTRAINT package_code UNIQUE (code),
    -- In its parent, or at a facility, or on a shipment; nowhere once its content was received.
    CONSTRAINT package_place CHECK (
        (CASE WHEN parent_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN facility_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN shipment_id IS NULL THEN 0 ELSE 1 END) <= 1),
    CONSTRAINT package_parent FOREIGN KEY (parent_id) REFERENCES package (package_id),
    CONSTRAINT package_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;
CREATE INDEX package_by_parent ON package (parent_id);

-- projection: shipment
CREATE TABLE shipment (
    shipment_id @id NOT NULL,
    code @text NOT NULL,
    from_facility_id @id NOT NULL,
    to_facility_id @id NOT NULL,
    crosses_border @bool NOT NULL,
    planned_arrival @i64 NOT NULL,
    state @i64 NOT NULL,
    departed_on @i64,
    arrived_on @i64,
    event_id @id NOT NULL,
    CONSTRAINT shipment_pkey PRIMARY KEY (shipment_id),
    CONSTRAINT shipment_code UNIQUE (code),
    CONSTRAINT shipment_from FOREIGN KEY (from_facility_id) REFERENCES facility (facility_id),
    CONSTRAINT shipment_to FOREIGN KEY (to_facility_id) REFERENCES facility (facility_id)
) @strict;

-- projection: leg
CREATE TABLE leg (
    shipment_id @id NOT NULL,
    number @i64 NOT NULL,
    from_facility_id @id NOT NULL,
    to_facility_id @id NOT NULL,
    mode @text NOT NULL,
    carrier_id @id NOT NULL,
    distance_km @i64 NOT NULL,
    CONSTRAINT leg_pkey PRIMARY KEY (shipment_id, number),
    CONSTRAINT leg_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT leg_carrier FOREIGN KEY (carrier_id) REFERENCES organisation (organisation_id)
) @strict_norowid;

-- projection: shipment_package
CREATE TABLE shipment_package (
    shipment_id @id NOT NULL,
    package_id @id NOT NULL,
    CONSTRAINT shipment_package_pkey PRIMARY KEY (shipment_id, package_id),
    CONSTRAINT shipment_package_shipment FOREIGN KEY (shipment_id)
        REFERENCES shipment (shipment_id),
    CONSTRAINT shipment_package_package FOREIGN KEY (package_id) REFERENCES package (package_id)
) @strict_norowid;
CREATE INDEX shipment_package_by_package ON shipment_package (package_id);

-- A country's consent to a shipment: what a departure across a border needs.
-- projection: consent
CREATE TABLE consent (
    shipment_id @id NOT NULL,
    country @text NOT NULL,
    document_digest @bytes NOT NULL,
    valid_until @i64 NOT NULL,
    CONSTRAINT consent_pkey PRIMARY KEY (shipment_id, country),
    CONSTRAINT consent_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT consent_digest_size CHECK (length(document_digest) = 32)
) @strict_norowid;

-- What a plant counted and weighed, signed with its own key over `statement`.
-- projection: receipt
CREATE TABLE receipt (
    receipt_id @id NOT NULL,
    shipment_id @id NOT NULL,
    facility_id @id NOT NULL,
    plant_key_id @id NOT NULL,
    units @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    received_on @i64 NOT NULL,
    statement @text NOT NULL,
    signature @bytes NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT receipt_pkey PRIMARY KEY (receipt_id),
    CONSTRAINT receipt_shipment_once UNIQUE (shipment_id),
    -- What a plant signed once counts once.
    CONSTRAINT receipt_statement_once UNIQUE (statement),
    CONSTRAINT receipt_signature_size CHECK (length(signature) = 64),
    CONSTRAINT receipt_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT receipt_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id),
    CONSTRAINT receipt_key FOREIGN KEY (plant_key_id) REFERENCES plant_key (plant_key_id)
) @strict;

-- projection: treatment
CREATE TABLE treatment (
    treatment_id @id NOT NULL,
    receipt_id @id NOT NULL,
    facility_id @id NOT NULL,
    kind @i64 NOT NULL,
    operation @text NOT NULL,
    interim @bool NOT NULL,
    input_mass_g @i64 NOT NULL,
    tolerance_ppm @i64 NOT NULL,
    treated_on @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT treatment_pkey PRIMARY KEY (treatment_id),
    -- At most one interim treatment (dismantling), and one that ends it (recycling).
    CONSTRAINT treatment_receipt_once UNIQUE (receipt_id, interim),
    CONSTRAINT treatment_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id)
) @strict;

-- projection: material
CREATE TABLE material (
    treatment_id @id NOT NULL,
    fraction @text NOT NULL,
    mass_g @i64 NOT NULL,
    CONSTRAINT material_pkey PRIMARY KEY (treatment_id, fraction),
    CONSTRAINT material_mass CHECK (mass_g >= 0),
    CONSTRAINT material_treatment FOREIGN KEY (treatment_id) REFERENCES treatment (treatment_id)
) @strict_norowid;

-- Where the units of a lot are and how far they have come: intervals that together are exactly
-- [0, accepted). Loose at a facility, in a package, or treated.
-- projection: custody
CREATE TABLE custody (
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    stage @i64 NOT NULL,
    facility_id @id,
    package_id @id,
    receipt_id @id,
    treatment_id @id,
    CONSTRAINT custody_pkey PRIMARY KEY (lot_id, lo),
    CONSTRAINT custody_span CHECK (0 <= lo AND lo < hi),
    CONSTRAINT custody_stage CHECK (stage IN (1, 2, 3, 4, 5, 11, 12, 13, 14)),
    CONSTRAINT custody_place CHECK (
        (CASE WHEN facility_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN package_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN treatment_id IS NULL THEN 0 ELSE 1 END) = 1 OR stage > 10),
    CONSTRAINT custody_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id),
    CONSTRAINT custody_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT custody_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT custody_treatment FOREIGN KEY (treatment_id) REFERENCES treatment (treatment_id)
) @strict_norowid;
-- What an allocation run leaves out.
CREATE INDEX custody_removed ON custody (lot_id, lo, hi) WHERE stage > 10;
CREATE INDEX custody_by_package ON custody (package_id, lot_id, lo);
CREATE INDEX custody_by_receipt ON custody (receipt_id, lot_id, lo);

-- A client's standing demand in one programme, class and terms. demanded: its length so far.
-- countries: '' for any, else codes in order with a blank between ('GH NG').
-- projection: order_line
CREATE TABLE order_line (
    order_line_id @id NOT NULL,
    code @text NOT NULL,
    programme_id @id NOT NULL,
    payer_id @id NOT NULL,
    beneficiary_id @id NOT NULL,
    reseller_id @id,
    class_code @text NOT NULL,
    countries @text NOT NULL,
    vintage_from @i64,
    vintage_to @i64,
    funder_id @id,
    demanded @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT order_line_pkey PRIMARY KEY (order_line_id),
    CONSTRAINT order_line_code UNIQUE (code),
    -- What a slice copies, so that a line's demand is of one programme.
    CONSTRAINT order_line_bounds UNIQUE (order_line_id, programme_id),
    CONSTRAINT order_line_demanded CHECK (demanded >= 0),
    CONSTRAINT order_line_programme FOREIGN KEY (programme_id)
        REFERENCES programme (programme_id),
    CONSTRAINT order_line_payer FOREIGN KEY (payer_id) REFERENCES organisation (organisation_id),
    CONSTRAINT order_line_beneficiary FOREIGN KEY (beneficiary_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT order_line_class FOREIGN KEY (class_code) REFERENCES device_class (class_code)
) @strict;
CREATE INDEX order_line_by_beneficiary ON order_line (beneficiary_id, programme_id, class_code);

-- A purchase document that was booked. identity: SHA-256 of issuer, kind and document id, so that the
-- same document is known again; content_digest tells the same from another with its name.
-- order_identity: of the order that an invoice refers to (of an order: with the payer as issuer), so
-- that a purchase is counted once.
-- projection: document
CREATE TABLE document (
    document_id @id NOT NULL,
    kind @text NOT NULL,
    identity @bytes NOT NULL,
    content_digest @bytes NOT NULL,
    order_identity @bytes,
    issued_on @i64 NOT NULL,
    name_annex_id @id NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT document_pkey PRIMARY KEY (document_id),
    CONSTRAINT document_identity UNIQUE (identity)
) @strict;
CREATE INDEX document_by_order ON document (order_identity);

-- [lo, hi) of an order line: what one document or call appended, with its queue time.
-- projection: demand_slice
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
-- projection: open_slice
CREATE TABLE open_slice (
    programme_id @id NOT NULL,
    queue_at @time NOT NULL,
    order_line_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT open_slice_pkey PRIMARY KEY (programme_id, queue_at, order_line_id, lo)
) @strict_norowid;

-- An interval of an order line matched to an interval of a lot; live ones only. The slice's and the
-- lot's bounds are copied here and tied by foreign keys, so that a row cannot leave them.
-- projection: allocation
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
-- @both

-- projection: certificate
CREATE TABLE certificate (
    certificate_id @id NOT NULL,
    serial @text NOT NULL,
    programme_id @id NOT NULL,
    beneficiary_id @id NOT NULL,
    stage @i64 NOT NULL,
    units @i64 NOT NULL,
    revision @i64 NOT NULL,
    body_digest @bytes NOT NULL,
    issued_at @time NOT NULL,
    state @i64 NOT NULL,
    state_reason @text,
    event_id @id NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (certificate_id),
    CONSTRAINT certificate_serial UNIQUE (serial),
    -- What a cited unit copies: the stage that it had reached does not rise above it later.
    CONSTRAINT certificate_bounds UNIQUE (certificate_id, stage),
    CONSTRAINT certificate_stage CHECK (stage BETWEEN 1 AND 5),
    CONSTRAINT certificate_units CHECK (units > 0),
    CONSTRAINT certificate_state CHECK (state BETWEEN 1 AND 4),
    -- Under review and revoked for a reason.
    CONSTRAINT certificate_state_why CHECK ((state IN (2, 4)) = (state_reason IS NOT NULL)),
    CONSTRAINT certificate_digest_size CHECK (length(body_digest) = 32)
) @strict;

-- The allocations a live certificate cites, each at most once over all live certificates: with the
-- allocations disjoint on order lines, so are the certificates.
-- projection: certificate_unit
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

-- ---------------------------------------------------------------- constraints beyond CHECK
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
CREATE TRIGGER request_append_only_update BEFORE UPDATE ON request
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

-- By what a document and a collector's record are known again does not change.
CREATE TRIGGER document_identity_insert BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document WHERE identity = new.identity)
    OR EXISTS (SELECT 1 FROM document WHERE document_id = new.document_id)
BEGIN SELECT RAISE(ABORT, 'document_identity'); END;
CREATE TRIGGER document_fixed BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'document_fixed'); END;
CREATE TRIGGER collection_record_once_insert BEFORE INSERT ON collection
WHEN EXISTS (SELECT 1 FROM collection
             WHERE collector_id = new.collector_id AND record_key = new.record_key)
    OR EXISTS (SELECT 1 FROM collection WHERE collection_id = new.collection_id)
BEGIN SELECT RAISE(ABORT, 'collection_record_once'); END;
CREATE TRIGGER collection_record_fixed BEFORE UPDATE ON collection
WHEN new.collector_id <> old.collector_id OR new.record_key IS NOT old.record_key
    OR new.collection_id <> old.collection_id
BEGIN SELECT RAISE(ABORT, 'collection_record_fixed'); END;

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
CREATE TRIGGER custody_overlap_insert BEFORE INSERT ON custody
WHEN (SELECT hi FROM custody WHERE lot_id = new.lot_id AND lo < new.hi
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'custody_overlap'); END;
CREATE TRIGGER custody_overlap_update BEFORE UPDATE OF lot_id, lo, hi ON custody
WHEN (SELECT hi FROM custody WHERE lot_id = new.lot_id AND lo < new.hi
      AND NOT (lot_id = old.lot_id AND lo = old.lo) ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'custody_overlap'); END;
CREATE TRIGGER custody_within_lot_insert BEFORE INSERT ON custody
WHEN new.hi > (SELECT accepted FROM lot WHERE lot_id = new.lot_id)
BEGIN SELECT RAISE(ABORT, 'custody_within_lot'); END;
CREATE TRIGGER custody_within_lot_update BEFORE UPDATE OF lot_id, lo, hi ON custody
WHEN new.hi > (SELECT accepted FROM lot WHERE lot_id = new.lot_id)
BEGIN SELECT RAISE(ABORT, 'custody_within_lot'); END;
-- Also from the lot's side; on insert for a REPLACE of it.
CREATE TRIGGER lot_holds_custody_insert BEFORE INSERT ON lot
WHEN new.accepted < (SELECT hi FROM custody WHERE lot_id = new.lot_id ORDER BY lo DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'custody_within_lot'); END;
CREATE TRIGGER lot_holds_custody_update BEFORE UPDATE OF lot_id, accepted ON lot
WHEN new.accepted < (SELECT hi FROM custody WHERE lot_id = new.lot_id ORDER BY lo DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'custody_within_lot'); END;
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
CREATE TRIGGER certificate_ended BEFORE UPDATE OF state ON certificate
WHEN new.state > 2
    AND EXISTS (SELECT 1 FROM certificate_unit WHERE certificate_id = new.certificate_id)
BEGIN SELECT RAISE(ABORT, 'certificate_unit_live'); END;
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
CREATE FUNCTION ll_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = TG_ARGV[0];
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION ll_refuse('event_append_only');
CREATE TRIGGER request_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON request
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

-- By what a document and a collector's record are known again does not change.
CREATE TRIGGER document_fixed BEFORE UPDATE ON document
    FOR EACH ROW EXECUTE FUNCTION ll_refuse('document_fixed');
CREATE TRIGGER collection_record_fixed BEFORE UPDATE ON collection FOR EACH ROW
    WHEN (new.collector_id <> old.collector_id OR new.record_key IS DISTINCT FROM old.record_key
          OR new.collection_id <> old.collection_id)
    EXECUTE FUNCTION ll_refuse('collection_record_fixed');

ALTER TABLE custody ADD CONSTRAINT custody_overlap EXCLUDE USING gist
    (lot_id WITH =, int8range(lo, hi) WITH &&);
CREATE FUNCTION ll_custody_within_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.hi > (SELECT accepted FROM lot WHERE lot_id = new.lot_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'custody_within_lot';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER custody_within_lot BEFORE INSERT OR UPDATE OF lot_id, lo, hi ON custody
    FOR EACH ROW EXECUTE FUNCTION ll_custody_within_lot();
-- Also from the lot's side; on insert for one that takes the place of another.
CREATE FUNCTION ll_lot_holds_custody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.accepted < (SELECT hi FROM custody WHERE lot_id = new.lot_id
                       ORDER BY lo DESC LIMIT 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'custody_within_lot';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER lot_holds_custody BEFORE INSERT OR UPDATE OF lot_id, accepted ON lot
    FOR EACH ROW EXECUTE FUNCTION ll_lot_holds_custody();
ALTER TABLE demand_slice ADD CONSTRAINT demand_slice_overlap EXCLUDE USING gist
    (order_line_id WITH =, int8range(lo, hi) WITH &&);
-- What is allocated was demanded: a slice lies within what its line has grown to.
CREATE FUNCTION ll_demand_slice_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.hi > (SELECT demanded FROM order_line WHERE order_line_id = new.order_line_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'demand_slice_within_line';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER demand_slice_within_line BEFORE INSERT OR UPDATE OF order_line_id, lo, hi
    ON demand_slice FOR EACH ROW EXECUTE FUNCTION ll_demand_slice_within_line();
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
CREATE TRIGGER certificate_ended BEFORE UPDATE OF state ON certificate
    FOR EACH ROW WHEN (new.state > 2) EXECUTE FUNCTION ll_certificate_ended();
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
