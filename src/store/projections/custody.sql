-- Packages, their way to a plant, what it signed and made of them; and where every unit is.

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
    -- Of a container by ISO 6346, of another its SSCC.
    number @text,
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
CREATE INDEX package_by_facility ON package (facility_id) WHERE facility_id IS NOT NULL;
CREATE INDEX package_by_number ON package (number) WHERE number IS NOT NULL;

-- Labels that were printed before they are on anything: a sheet of them, for who is to stick them.
CREATE TABLE label_sheet (
    label_sheet_id @id NOT NULL,
    programme_id @id NOT NULL,
    organisation_id @id NOT NULL,
    labels @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT label_sheet_pkey PRIMARY KEY (label_sheet_id),
    CONSTRAINT label_sheet_some CHECK (labels > 0),
    CONSTRAINT label_sheet_programme FOREIGN KEY (programme_id)
        REFERENCES programme (programme_id),
    CONSTRAINT label_sheet_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;
CREATE INDEX label_sheet_by_organisation ON label_sheet (organisation_id);

-- number: which of the sheet it is, from 1.
CREATE TABLE label (
    label @text NOT NULL,
    label_sheet_id @id NOT NULL,
    number @i64 NOT NULL,
    CONSTRAINT label_pkey PRIMARY KEY (label),
    CONSTRAINT label_number UNIQUE (label_sheet_id, number),
    CONSTRAINT label_sheet_of FOREIGN KEY (label_sheet_id)
        REFERENCES label_sheet (label_sheet_id)
) @strict_norowid;

-- A label is claimed for a package, or withdrawn with a reason: once, and one of both.
CREATE TABLE label_use (
    label @text NOT NULL,
    package_id @id,
    reason @text,
    used_on @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT label_use_pkey PRIMARY KEY (label),
    CONSTRAINT label_use_one CHECK ((package_id IS NULL) <> (reason IS NULL)),
    CONSTRAINT label_use_label FOREIGN KEY (label) REFERENCES label (label),
    CONSTRAINT label_use_package FOREIGN KEY (package_id) REFERENCES package (package_id)
) @strict_norowid;
CREATE INDEX label_use_by_package ON label_use (package_id) WHERE package_id IS NOT NULL;

-- What packages weighed, entry by entry: the last one counts. units: what was in it then.
CREATE TABLE weighing (
    event_id @id NOT NULL,
    package_id @id NOT NULL,
    gross_g @i64 NOT NULL,
    tare_g @i64 NOT NULL,
    units @i64 NOT NULL,
    weighed_on @i64 NOT NULL,
    CONSTRAINT weighing_pkey PRIMARY KEY (event_id),
    CONSTRAINT weighing_net CHECK (0 < tare_g AND tare_g < gross_g),
    CONSTRAINT weighing_package FOREIGN KEY (package_id) REFERENCES package (package_id)
) @strict;
CREATE INDEX weighing_by_package ON weighing (package_id, event_id);

-- How many were counted in packages, and how many were recorded there then: a difference has its case.
CREATE TABLE package_count (
    event_id @id NOT NULL,
    package_id @id NOT NULL,
    organisation_id @id NOT NULL,
    counted_on @i64 NOT NULL,
    units @i64 NOT NULL,
    recorded @i64 NOT NULL,
    case_id @id,
    CONSTRAINT package_count_pkey PRIMARY KEY (event_id),
    CONSTRAINT package_count_differs CHECK ((units = recorded) = (case_id IS NULL)),
    CONSTRAINT package_count_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT package_count_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;
CREATE INDEX package_count_by_package ON package_count (package_id, event_id);
CREATE INDEX package_count_differing ON package_count (organisation_id) WHERE case_id IS NOT NULL;

-- What became of packages' seals, entry by entry: put (1), broken (2), found as it was (3) or another
-- (4), or none then. package.seal is the one that is on it.
CREATE TABLE seal_entry (
    event_id @id NOT NULL,
    package_id @id NOT NULL,
    deed @i64 NOT NULL,
    seal @text,
    kind @i64,
    organisation_id @id,
    happened_on @i64 NOT NULL,
    reason @text,
    case_id @id,
    CONSTRAINT seal_entry_pkey PRIMARY KEY (package_id, event_id),
    CONSTRAINT seal_entry_which CHECK (deed IN (1, 2, 3, 4) AND (seal IS NOT NULL OR deed = 4)),
    CONSTRAINT seal_entry_broken CHECK ((deed = 2) = (reason IS NOT NULL)),
    CONSTRAINT seal_entry_differs CHECK ((deed = 4) = (case_id IS NOT NULL)),
    CONSTRAINT seal_entry_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT seal_entry_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;
CREATE INDEX seal_entry_differing ON seal_entry (organisation_id) WHERE case_id IS NOT NULL;

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
    -- What it left with, and of which measure that was; none when it was empty by then.
    units @i64,
    measure @i64,
    -- What the units weighed at collection that came and that the bound of a sample left out.
    beyond_g @i64 NOT NULL,
    cancel_reason @text,
    event_id @id NOT NULL,
    -- Its departure rests on papers that were recorded after that day.
    recorded_late @bool NOT NULL,
    CONSTRAINT shipment_pkey PRIMARY KEY (shipment_id),
    CONSTRAINT shipment_code UNIQUE (code),
    CONSTRAINT shipment_left_with CHECK ((departed_on IS NULL) = (units IS NULL)),
    CONSTRAINT shipment_why_cancelled CHECK ((state = 5) = (cancel_reason IS NOT NULL)),
    CONSTRAINT shipment_from FOREIGN KEY (from_facility_id) REFERENCES facility (facility_id),
    CONSTRAINT shipment_to FOREIGN KEY (to_facility_id) REFERENCES facility (facility_id)
) @strict;
CREATE INDEX shipment_by_goal ON shipment (to_facility_id);

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

CREATE TABLE shipment_package (
    shipment_id @id NOT NULL,
    package_id @id NOT NULL,
    CONSTRAINT shipment_package_pkey PRIMARY KEY (shipment_id, package_id),
    CONSTRAINT shipment_package_shipment FOREIGN KEY (shipment_id)
        REFERENCES shipment (shipment_id),
    CONSTRAINT shipment_package_package FOREIGN KEY (package_id) REFERENCES package (package_id)
) @strict_norowid;
CREATE INDEX shipment_package_by_package ON shipment_package (package_id);

-- The units that left with a shipment: custody forgets what brought them here. What two people let leave,
-- and what turns out to have left without authority, is said of them for ever.
CREATE TABLE shipment_span (
    shipment_id @id NOT NULL,
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT shipment_span_pkey PRIMARY KEY (shipment_id, lot_id, lo),
    CONSTRAINT shipment_span_span CHECK (0 <= lo AND lo < hi),
    CONSTRAINT shipment_span_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT shipment_span_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id)
) @strict_norowid;
CREATE INDEX shipment_span_by_lot ON shipment_span (lot_id, lo);

-- A country's consent to a shipment: what a departure across a border needs.
CREATE TABLE consent (
    shipment_id @id NOT NULL,
    country @text NOT NULL,
    document_digest @bytes NOT NULL,
    valid_until @i64 NOT NULL,
    recorded_on @i64 NOT NULL,
    CONSTRAINT consent_pkey PRIMARY KEY (shipment_id, country),
-- @postgres
    -- A document consents to one shipment; several countries may have signed it.
    CONSTRAINT consent_document_once EXCLUDE USING gist
        (document_digest WITH =, shipment_id WITH <>),
-- @both
    CONSTRAINT consent_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT consent_digest_size CHECK (length(document_digest) = 32)
) @strict_norowid;
CREATE INDEX consent_by_document ON consent (document_digest);
-- @sqlite
-- A document consents to one shipment; several countries may have signed it.
CREATE TRIGGER consent_document_once_insert BEFORE INSERT ON consent
WHEN EXISTS (SELECT 1 FROM consent WHERE document_digest = new.document_digest
             AND shipment_id <> new.shipment_id)
BEGIN SELECT RAISE(ABORT, 'consent_document_once'); END;
CREATE TRIGGER consent_document_once_update
BEFORE UPDATE OF shipment_id, document_digest ON consent
WHEN EXISTS (SELECT 1 FROM consent WHERE document_digest = new.document_digest
             AND shipment_id <> new.shipment_id
             AND NOT (shipment_id = old.shipment_id AND country = old.country))
BEGIN SELECT RAISE(ABORT, 'consent_document_once'); END;
-- @both

-- What a plant counted and weighed, signed with its own key over `statement`.
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
CREATE INDEX receipt_by_facility ON receipt (facility_id);

-- A treatment that goes on over days and receipts. Closed, it is a treatment of each of them.
CREATE TABLE campaign (
    campaign_id @id NOT NULL,
    facility_id @id NOT NULL,
    number @text NOT NULL,
    operation @text NOT NULL,
    interim @bool NOT NULL,
    opened_on @i64 NOT NULL,
    -- 1 open, 2 closed, 3 cancelled
    state @i64 NOT NULL,
    ended_on @i64,
    reason @text,
    event_id @id NOT NULL,
    CONSTRAINT campaign_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_once UNIQUE (facility_id, number),
    CONSTRAINT campaign_state CHECK (1 <= state AND state <= 3),
    CONSTRAINT campaign_ended CHECK (
        (state = 1) = (ended_on IS NULL) AND (state = 3) = (reason IS NOT NULL)),
    CONSTRAINT campaign_days CHECK (ended_on >= opened_on),
    CONSTRAINT campaign_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;

-- What was put in, one row a time. entry: its number among all inputs and outputs of the campaign.
-- correction: why it was none, as a code; such a row counts no more.
CREATE TABLE campaign_input (
    event_id @id NOT NULL,
    campaign_id @id NOT NULL,
    receipt_id @id NOT NULL,
    units @i64 NOT NULL,
    input_mass_g @i64 NOT NULL,
    fed_on @i64 NOT NULL,
    entry @i64 NOT NULL,
    correction @text,
    CONSTRAINT campaign_input_pkey PRIMARY KEY (event_id),
    CONSTRAINT campaign_input_once UNIQUE (campaign_id, entry),
    CONSTRAINT campaign_input_some CHECK (units > 0 AND input_mass_g >= 0),
    CONSTRAINT campaign_input_campaign FOREIGN KEY (campaign_id)
        REFERENCES campaign (campaign_id),
    CONSTRAINT campaign_input_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id)
) @strict;
CREATE INDEX campaign_input_by_campaign ON campaign_input (campaign_id, event_id);

-- What came out, fraction by fraction, as it was weighed. entry, correction: as of inputs.
CREATE TABLE campaign_output (
    event_id @id NOT NULL,
    fraction @text NOT NULL,
    campaign_id @id NOT NULL,
    mass_g @i64 NOT NULL,
    weighed_on @i64 NOT NULL,
    entry @i64 NOT NULL,
    correction @text,
    CONSTRAINT campaign_output_pkey PRIMARY KEY (event_id, fraction),
    CONSTRAINT campaign_output_mass CHECK (mass_g > 0),
    CONSTRAINT campaign_output_campaign FOREIGN KEY (campaign_id)
        REFERENCES campaign (campaign_id)
) @strict_norowid;
CREATE INDEX campaign_output_by_campaign ON campaign_output (campaign_id, event_id);

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
    plant_key_id @id,
    statement @text,
    signature @bytes,
    campaign_id @id,
    event_id @id NOT NULL,
    CONSTRAINT treatment_pkey PRIMARY KEY (treatment_id),
    -- What a plant signed once counts once.
    CONSTRAINT treatment_statement_once UNIQUE (statement),
    CONSTRAINT treatment_signed CHECK (
        (plant_key_id IS NULL) = (statement IS NULL) AND (statement IS NULL) = (signature IS NULL)),
    -- What is calculated and not weighed (kind 2) stands on the plant's word.
    CONSTRAINT treatment_metallurgical CHECK (kind <> 2 OR statement IS NOT NULL),
    CONSTRAINT treatment_signature_size CHECK (length(signature) = 64),
    CONSTRAINT treatment_key FOREIGN KEY (plant_key_id) REFERENCES plant_key (plant_key_id),
    -- A campaign is one treatment of a receipt.
    CONSTRAINT treatment_campaign_once UNIQUE (campaign_id, receipt_id),
    CONSTRAINT treatment_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (campaign_id),
    CONSTRAINT treatment_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id)
) @strict;
CREATE INDEX treatment_by_receipt ON treatment (receipt_id, treatment_id);

CREATE TABLE material (
    treatment_id @id NOT NULL,
    fraction @text NOT NULL,
    mass_g @i64 NOT NULL,
    -- What of it went to who makes something of it.
    dispatched_g @i64 NOT NULL,
    CONSTRAINT material_pkey PRIMARY KEY (treatment_id, fraction),
    -- Nothing is handed on twice.
    CONSTRAINT material_dispatched CHECK (0 <= dispatched_g AND dispatched_g <= mass_g),
    CONSTRAINT material_treatment FOREIGN KEY (treatment_id) REFERENCES treatment (treatment_id)
) @strict_norowid;

-- Recovered materials that left a plant for who makes something of them.
CREATE TABLE dispatch (
    dispatch_id @id NOT NULL,
    facility_id @id NOT NULL,
    buyer_id @id NOT NULL,
    number @text NOT NULL,
    dispatched_on @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT dispatch_pkey PRIMARY KEY (dispatch_id),
    -- A delivery note of a plant is one dispatch.
    CONSTRAINT dispatch_once UNIQUE (facility_id, number),
    CONSTRAINT dispatch_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id),
    CONSTRAINT dispatch_buyer FOREIGN KEY (buyer_id) REFERENCES organisation (organisation_id)
) @strict;
CREATE INDEX dispatch_by_buyer ON dispatch (buyer_id);

CREATE TABLE dispatch_item (
    dispatch_id @id NOT NULL,
    treatment_id @id NOT NULL,
    fraction @text NOT NULL,
    mass_g @i64 NOT NULL,
    CONSTRAINT dispatch_item_pkey PRIMARY KEY (dispatch_id, treatment_id, fraction),
    CONSTRAINT dispatch_item_mass CHECK (mass_g > 0),
    CONSTRAINT dispatch_item_dispatch FOREIGN KEY (dispatch_id) REFERENCES dispatch (dispatch_id),
    CONSTRAINT dispatch_item_material FOREIGN KEY (treatment_id, fraction)
        REFERENCES material (treatment_id, fraction)
) @strict_norowid;
CREATE INDEX dispatch_item_by_treatment ON dispatch_item (treatment_id, fraction);

-- What a plant settled with the programme of what it recycled: how much of each metal a laboratory
-- found in a fraction, and what was paid. Another takes its place; the last one counts.
CREATE TABLE settlement (
    settlement_id @id NOT NULL,
    treatment_id @id NOT NULL,
    facility_id @id NOT NULL,
    number @text NOT NULL,
    laboratory @text NOT NULL,
    settled_on @i64 NOT NULL,
    amount_minor @i64,
    amount_currency @text,
    replaces_id @id,
    replaced @bool NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT settlement_pkey PRIMARY KEY (settlement_id),
    CONSTRAINT settlement_once UNIQUE (facility_id, number),
    CONSTRAINT settlement_replaced_once UNIQUE (replaces_id),
    CONSTRAINT settlement_amount CHECK (
        (amount_minor IS NULL) = (amount_currency IS NULL) AND coalesce(amount_minor, 0) >= 0),
    CONSTRAINT settlement_treatment FOREIGN KEY (treatment_id) REFERENCES treatment (treatment_id),
    CONSTRAINT settlement_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id),
    CONSTRAINT settlement_replaces FOREIGN KEY (replaces_id) REFERENCES settlement (settlement_id)
) @strict;
-- One counts of a treatment.
CREATE UNIQUE INDEX settlement_counts ON settlement (treatment_id) WHERE replaced = 0;

-- mg_per_t: milligrams of the metal in a tonne of the fraction.
CREATE TABLE settlement_assay (
    settlement_id @id NOT NULL,
    fraction @text NOT NULL,
    metal @text NOT NULL,
    mg_per_t @i64 NOT NULL,
    method @text NOT NULL,
    CONSTRAINT settlement_assay_pkey PRIMARY KEY (settlement_id, fraction, metal),
    CONSTRAINT settlement_assay_content CHECK (0 <= mg_per_t AND mg_per_t <= 1000000000),
    CONSTRAINT settlement_assay_settlement FOREIGN KEY (settlement_id)
        REFERENCES settlement (settlement_id)
) @strict_norowid;

-- A discrepancy between parties, until its outcome. It is about a receipt, a package or a shipment,
-- or about single units. amount: what is claimed. gone: what left the programme with it (missing, lost,
-- diverted, returned, seized), units that were counted and grams of what nobody counted.
CREATE TABLE ledger_case (
    case_id @id NOT NULL,
    cause @text NOT NULL,
    deadline @i64 NOT NULL,
    amount_minor @i64,
    amount_currency @text,
    claimant_id @id,
    counterparty_id @id,
    note_annex_id @id,
    receipt_id @id,
    package_id @id,
    shipment_id @id,
    gone_units @i64 NOT NULL,
    gone_g @i64 NOT NULL,
    closed_on @i64,
    outcome @text,
    closing_note_annex_id @id,
    event_id @id NOT NULL,
    CONSTRAINT ledger_case_pkey PRIMARY KEY (case_id),
    CONSTRAINT ledger_case_amount CHECK (
        (amount_minor IS NULL) = (amount_currency IS NULL) AND coalesce(amount_minor, 0) >= 0),
    CONSTRAINT ledger_case_about CHECK (
        (CASE WHEN receipt_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN package_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN shipment_id IS NULL THEN 0 ELSE 1 END) <= 1),
    CONSTRAINT ledger_case_closed CHECK ((closed_on IS NULL) = (outcome IS NULL)
        AND (closed_on IS NOT NULL OR closing_note_annex_id IS NULL)),
    CONSTRAINT ledger_case_gone CHECK (gone_units >= 0 AND gone_g >= 0),
    CONSTRAINT ledger_case_claimant FOREIGN KEY (claimant_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT ledger_case_counterparty FOREIGN KEY (counterparty_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT ledger_case_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT ledger_case_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT ledger_case_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id)
) @strict;

-- A departure that nothing authorised: its units are under review by a case that closes only once two
-- people cleared it. lacked: what the gate missed then, in the words of data/gate_blockers.csv.
CREATE TABLE incident (
    shipment_id @id NOT NULL,
    case_id @id NOT NULL,
    cause @text NOT NULL,
    lacked @text NOT NULL,
    found_by_id @id,
    found_on @i64 NOT NULL,
    document_digest @bytes,
    cleared_on @i64,
    outcome @text,
    reason @text,
    clearing_digest @bytes,
    event_id @id NOT NULL,
    CONSTRAINT incident_pkey PRIMARY KEY (shipment_id),
    CONSTRAINT incident_case_once UNIQUE (case_id),
    CONSTRAINT incident_cleared CHECK (
        (cleared_on IS NULL) = (outcome IS NULL) AND (cleared_on IS NULL) = (reason IS NULL)
        AND (cleared_on IS NULL) = (clearing_digest IS NULL)
        AND coalesce(cleared_on, found_on) >= found_on),
    CONSTRAINT incident_digest_size CHECK (
        coalesce(length(document_digest), 32) = 32 AND coalesce(length(clearing_digest), 32) = 32),
    CONSTRAINT incident_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT incident_case FOREIGN KEY (case_id) REFERENCES ledger_case (case_id),
    CONSTRAINT incident_found_by FOREIGN KEY (found_by_id)
        REFERENCES organisation (organisation_id)
) @strict_norowid;
CREATE INDEX incident_open ON incident (case_id) WHERE cleared_on IS NULL;

-- A hand-over: who gives says what and signs it, who takes confirms it or notes differences, and signs.
-- *_digest: SHA-256 of exactly what each signed; *_by: the person; *_key_id: the organisation's key
-- that signed it, too. A correction is another one, which names the one that it corrects; replaces_id:
-- what both signed, which stands until both signed this, too. note_annex_id: what the receiver noted.
CREATE TABLE handover (
    handover_id @id NOT NULL,
    giver_id @id NOT NULL,
    receiver_id @id NOT NULL,
    shipment_id @id,
    condition @text NOT NULL,
    corrects_id @id,
    given_on @i64 NOT NULL,
    given_by @id,
    given_digest @bytes NOT NULL,
    given_key_id @id,
    given_signature @bytes,
    taken_on @i64,
    taken_by @id,
    taken_digest @bytes,
    taken_key_id @id,
    taken_signature @bytes,
    event_id @id NOT NULL,
    replaces_id @id,
    note_annex_id @id,
    CONSTRAINT handover_pkey PRIMARY KEY (handover_id),
    -- What is corrected is so once.
    CONSTRAINT handover_corrected_once UNIQUE (corrects_id),
    CONSTRAINT handover_replacing CHECK (replaces_id IS NULL OR corrects_id IS NOT NULL),
    CONSTRAINT handover_two CHECK (giver_id <> receiver_id),
    CONSTRAINT handover_taken CHECK ((taken_on IS NULL) = (taken_digest IS NULL)
        AND coalesce(taken_on, given_on) >= given_on
        AND (taken_on IS NOT NULL
            OR (taken_by IS NULL AND taken_key_id IS NULL AND note_annex_id IS NULL))),
    CONSTRAINT handover_digest_size CHECK (
        length(given_digest) = 32 AND coalesce(length(taken_digest), 32) = 32),
    CONSTRAINT handover_signed CHECK (
        (given_key_id IS NULL) = (given_signature IS NULL)
        AND (taken_key_id IS NULL) = (taken_signature IS NULL)
        AND coalesce(length(given_signature), 64) = 64
        AND coalesce(length(taken_signature), 64) = 64),
    CONSTRAINT handover_giver FOREIGN KEY (giver_id) REFERENCES organisation (organisation_id),
    CONSTRAINT handover_receiver FOREIGN KEY (receiver_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT handover_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
    CONSTRAINT handover_corrects FOREIGN KEY (corrects_id) REFERENCES handover (handover_id),
    CONSTRAINT handover_replaces FOREIGN KEY (replaces_id) REFERENCES handover (handover_id),
    CONSTRAINT handover_given_by FOREIGN KEY (given_by) REFERENCES ledger_user (user_id),
    CONSTRAINT handover_taken_by FOREIGN KEY (taken_by) REFERENCES ledger_user (user_id),
    CONSTRAINT handover_given_key FOREIGN KEY (given_key_id) REFERENCES plant_key (plant_key_id),
    CONSTRAINT handover_taken_key FOREIGN KEY (taken_key_id) REFERENCES plant_key (plant_key_id)
) @strict;
CREATE INDEX handover_by_giver ON handover (giver_id);
CREATE INDEX handover_by_receiver ON handover (receiver_id);
CREATE INDEX handover_by_replaced ON handover (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX handover_by_shipment ON handover (shipment_id) WHERE shipment_id IS NOT NULL;

-- What was handed over, with what was on it and what it weighed by its last weighing; and how the
-- receiver found it to differ.
CREATE TABLE handover_package (
    handover_id @id NOT NULL,
    package_id @id NOT NULL,
    gross_g @i64,
    seal @text,
    cause @text,
    case_id @id,
    CONSTRAINT handover_package_pkey PRIMARY KEY (handover_id, package_id),
    CONSTRAINT handover_package_differs CHECK ((cause IS NULL) = (case_id IS NULL)),
    CONSTRAINT handover_package_handover FOREIGN KEY (handover_id)
        REFERENCES handover (handover_id),
    CONSTRAINT handover_package_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT handover_package_case FOREIGN KEY (case_id) REFERENCES ledger_case (case_id)
) @strict_norowid;
CREATE INDEX handover_package_by_package ON handover_package (package_id, handover_id);

-- Where the units of a lot are and how far they have come: intervals that together are exactly
-- [0, accepted), neighbours that are equal in everything joined. Loose at a facility or in a package,
-- until they are recycled or removed. receipt_id, treatment_id: the latest. case_id: under review.
-- class_code: what they turned out to be, where that is not their lot's class. since: the last day on
-- which anything became of them, or of what they were poured with; nothing does on an earlier one.
CREATE TABLE custody (
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    stage @i64 NOT NULL,
    facility_id @id,
    package_id @id,
    receipt_id @id,
    treatment_id @id,
    case_id @id,
    class_code @text,
    credit_g @i64,
    since @i64 NOT NULL,
    CONSTRAINT custody_pkey PRIMARY KEY (lot_id, lo),
    CONSTRAINT custody_span CHECK (0 <= lo AND lo < hi),
    CONSTRAINT custody_stage CHECK (stage IN (1, 2, 3, 4, 5, 11, 12, 13, 14)),
    CONSTRAINT custody_place CHECK (
        (CASE WHEN facility_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN package_id IS NULL THEN 0 ELSE 1 END)
        = (CASE WHEN stage < 5 THEN 1 ELSE 0 END)),
    CONSTRAINT custody_received CHECK (stage NOT IN (3, 4, 5) OR receipt_id IS NOT NULL),
    -- Lower than their lot's, since a plant weighed them.
    CONSTRAINT custody_credit CHECK (credit_g IS NULL OR (credit_g >= 1 AND receipt_id IS NOT NULL)),
    CONSTRAINT custody_treated CHECK (stage NOT IN (4, 5) OR treatment_id IS NOT NULL),
    CONSTRAINT custody_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id),
    CONSTRAINT custody_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id),
    CONSTRAINT custody_package FOREIGN KEY (package_id) REFERENCES package (package_id),
    CONSTRAINT custody_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT custody_treatment FOREIGN KEY (treatment_id) REFERENCES treatment (treatment_id),
    CONSTRAINT custody_case FOREIGN KEY (case_id) REFERENCES ledger_case (case_id),
    CONSTRAINT custody_class FOREIGN KEY (class_code) REFERENCES device_class (class_code)
) @strict_norowid;
-- What an allocation run leaves out.
CREATE INDEX custody_removed ON custody (lot_id, lo, hi) WHERE stage > 10;
CREATE INDEX custody_reclassified ON custody (lot_id, lo, hi) WHERE class_code IS NOT NULL;
CREATE INDEX custody_by_package ON custody (package_id, lot_id, lo);
CREATE INDEX custody_by_receipt ON custody (receipt_id, lot_id, lo);
-- What lies loose in a warehouse.
CREATE INDEX custody_loose ON custody (facility_id, lot_id) WHERE facility_id IS NOT NULL;
-- What waits for packing, and what a case looks into: little of all that there ever was.
CREATE INDEX custody_collected ON custody (lot_id, lo, hi)
    WHERE facility_id IS NOT NULL AND stage = 1;
CREATE INDEX custody_reviewed ON custody (lot_id, lo, hi) WHERE case_id IS NOT NULL;
-- How far the rest has come: most of what there ever was is recycled (5), which is known without it.
CREATE INDEX custody_under_way ON custody (lot_id, lo, hi, stage) WHERE stage <> 5;

-- The units that a receipt covers. Units may come by several receipts, one after another.
CREATE TABLE receipt_span (
    receipt_id @id NOT NULL,
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT receipt_span_pkey PRIMARY KEY (receipt_id, lot_id, lo),
    CONSTRAINT receipt_span_span CHECK (0 <= lo AND lo < hi),
-- @postgres
    -- Ids as uuid: a gist keeps and compares what is of fixed length at a third of the cost or less.
    CONSTRAINT receipt_span_overlap EXCLUDE USING gist
        ((encode(receipt_id, 'hex')::uuid) WITH =, (encode(lot_id, 'hex')::uuid) WITH =,
            int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT receipt_span_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT receipt_span_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id)
) @strict_norowid;
CREATE INDEX receipt_span_by_lot ON receipt_span (lot_id, lo);

-- The units that a treatment made something of: the parents of its materials.
CREATE TABLE treatment_span (
    treatment_id @id NOT NULL,
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT treatment_span_pkey PRIMARY KEY (treatment_id, lot_id, lo),
    CONSTRAINT treatment_span_span CHECK (0 <= lo AND lo < hi),
-- @postgres
    CONSTRAINT treatment_span_overlap EXCLUDE USING gist
        ((encode(treatment_id, 'hex')::uuid) WITH =, (encode(lot_id, 'hex')::uuid) WITH =,
            int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT treatment_span_treatment FOREIGN KEY (treatment_id)
        REFERENCES treatment (treatment_id),
    CONSTRAINT treatment_span_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id)
) @strict_norowid;
CREATE INDEX treatment_span_by_lot ON treatment_span (lot_id, lo);

-- The units that open campaigns hold: each is in one.
CREATE TABLE campaign_span (
    campaign_id @id NOT NULL,
    receipt_id @id NOT NULL,
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    entry @i64 NOT NULL,
    CONSTRAINT campaign_span_pkey PRIMARY KEY (lot_id, lo),
    CONSTRAINT campaign_span_span CHECK (0 <= lo AND lo < hi),
-- @postgres
    CONSTRAINT campaign_span_overlap EXCLUDE USING gist
        ((encode(lot_id, 'hex')::uuid) WITH =, int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT campaign_span_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (campaign_id),
    CONSTRAINT campaign_span_receipt FOREIGN KEY (receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT campaign_span_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id)
) @strict_norowid;
CREATE INDEX campaign_span_by_campaign ON campaign_span (campaign_id);
CREATE INDEX campaign_span_by_receipt ON campaign_span (receipt_id);

-- What an outcome was before the case was opened again. deadline: until then.
CREATE TABLE case_reopening (
    event_id @id NOT NULL,
    case_id @id NOT NULL,
    reason @text NOT NULL,
    deadline @i64 NOT NULL,
    closed_on @i64 NOT NULL,
    outcome @text NOT NULL,
    closing_note_annex_id @id,
    CONSTRAINT case_reopening_pkey PRIMARY KEY (event_id),
    CONSTRAINT case_reopening_case FOREIGN KEY (case_id) REFERENCES ledger_case (case_id)
) @strict_norowid;
CREATE INDEX case_reopening_by_case ON case_reopening (case_id);

-- The units that a case is about, closed or not: units may be under several, and custody names the
-- earliest that is open.
CREATE TABLE case_span (
    case_id @id NOT NULL,
    lot_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    CONSTRAINT case_span_pkey PRIMARY KEY (case_id, lot_id, lo),
    CONSTRAINT case_span_span CHECK (0 <= lo AND lo < hi),
-- @postgres
    CONSTRAINT case_span_overlap EXCLUDE USING gist
        ((encode(case_id, 'hex')::uuid) WITH =, (encode(lot_id, 'hex')::uuid) WITH =,
            int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT case_span_case FOREIGN KEY (case_id) REFERENCES ledger_case (case_id),
    CONSTRAINT case_span_lot FOREIGN KEY (lot_id) REFERENCES lot (lot_id)
) @strict_norowid;
CREATE INDEX case_span_by_lot ON case_span (lot_id, lo);

-- @sqlite
-- Overlap by an index seek: of the rows that start before the new one ends, only the last can reach
-- into it, since the stored ones are disjoint.
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
-- What somebody signed stays as it is: it is taken once, and differences are noted once.
CREATE TRIGGER handover_fixed BEFORE UPDATE ON handover
WHEN old.taken_on IS NOT NULL OR new.handover_id <> old.handover_id OR new.giver_id <> old.giver_id
    OR new.receiver_id <> old.receiver_id OR new.condition <> old.condition
    OR new.given_on <> old.given_on OR new.given_digest <> old.given_digest
    OR new.event_id <> old.event_id OR new.shipment_id IS NOT old.shipment_id
    OR new.corrects_id IS NOT old.corrects_id OR new.replaces_id IS NOT old.replaces_id
    OR new.given_by IS NOT old.given_by
    OR new.given_key_id IS NOT old.given_key_id
    OR new.given_signature IS NOT old.given_signature
BEGIN SELECT RAISE(ABORT, 'handover_fixed'); END;
CREATE TRIGGER handover_package_fixed BEFORE UPDATE ON handover_package
WHEN old.cause IS NOT NULL OR new.handover_id <> old.handover_id OR new.package_id <> old.package_id
    OR new.gross_g IS NOT old.gross_g OR new.seal IS NOT old.seal
BEGIN SELECT RAISE(ABORT, 'handover_package_fixed'); END;
-- What left without authority is not recycled before that is cleared, nor is its case closed.
CREATE TRIGGER custody_incident_insert BEFORE INSERT ON custody
WHEN new.stage = 5 AND new.case_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM case_span JOIN incident ON incident.case_id = case_span.case_id
    WHERE case_span.lot_id = new.lot_id AND case_span.lo < new.hi AND case_span.hi > new.lo
        AND incident.cleared_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'custody_incident'); END;
CREATE TRIGGER custody_incident_update BEFORE UPDATE ON custody
WHEN new.stage = 5 AND new.case_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM case_span JOIN incident ON incident.case_id = case_span.case_id
    WHERE case_span.lot_id = new.lot_id AND case_span.lo < new.hi AND case_span.hi > new.lo
        AND incident.cleared_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'custody_incident'); END;
CREATE TRIGGER ledger_case_incident BEFORE UPDATE ON ledger_case
WHEN new.closed_on IS NOT NULL AND EXISTS (SELECT 1 FROM incident
    WHERE incident.case_id = new.case_id AND incident.cleared_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'ledger_case_incident'); END;
CREATE TRIGGER receipt_span_overlap_insert BEFORE INSERT ON receipt_span
WHEN (SELECT hi FROM receipt_span WHERE receipt_id = new.receipt_id AND lot_id = new.lot_id
      AND lo < new.hi ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'receipt_span_overlap'); END;
CREATE TRIGGER receipt_span_overlap_update BEFORE UPDATE ON receipt_span
WHEN (SELECT hi FROM receipt_span WHERE receipt_id = new.receipt_id AND lot_id = new.lot_id
      AND lo < new.hi
      AND NOT (receipt_id = old.receipt_id AND lot_id = old.lot_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'receipt_span_overlap'); END;
CREATE TRIGGER treatment_span_overlap_insert BEFORE INSERT ON treatment_span
WHEN (SELECT hi FROM treatment_span WHERE treatment_id = new.treatment_id AND lot_id = new.lot_id
      AND lo < new.hi ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'treatment_span_overlap'); END;
CREATE TRIGGER treatment_span_overlap_update BEFORE UPDATE ON treatment_span
WHEN (SELECT hi FROM treatment_span WHERE treatment_id = new.treatment_id AND lot_id = new.lot_id
      AND lo < new.hi
      AND NOT (treatment_id = old.treatment_id AND lot_id = old.lot_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'treatment_span_overlap'); END;
CREATE TRIGGER campaign_span_overlap_insert BEFORE INSERT ON campaign_span
WHEN (SELECT hi FROM campaign_span WHERE lot_id = new.lot_id
      AND lo < new.hi ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'campaign_span_overlap'); END;
CREATE TRIGGER campaign_span_overlap_update BEFORE UPDATE ON campaign_span
WHEN (SELECT hi FROM campaign_span WHERE lot_id = new.lot_id AND lo < new.hi
      AND NOT (lot_id = old.lot_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'campaign_span_overlap'); END;
CREATE TRIGGER case_span_overlap_insert BEFORE INSERT ON case_span
WHEN (SELECT hi FROM case_span WHERE case_id = new.case_id AND lot_id = new.lot_id
      AND lo < new.hi ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'case_span_overlap'); END;
CREATE TRIGGER case_span_overlap_update BEFORE UPDATE ON case_span
WHEN (SELECT hi FROM case_span WHERE case_id = new.case_id AND lot_id = new.lot_id
      AND lo < new.hi
      AND NOT (case_id = old.case_id AND lot_id = old.lot_id AND lo = old.lo)
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'case_span_overlap'); END;
-- @postgres
ALTER TABLE custody ADD CONSTRAINT custody_overlap EXCLUDE USING gist
    ((encode(lot_id, 'hex')::uuid) WITH =, int8range(lo, hi) WITH &&);
CREATE FUNCTION ll_custody_within_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.hi > (SELECT accepted FROM lot WHERE lot_id = new.lot_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'custody_within_lot';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER custody_within_lot BEFORE INSERT OR UPDATE OF lot_id, lo, hi ON custody
    FOR EACH ROW EXECUTE FUNCTION ll_custody_within_lot();
-- What somebody signed stays as it is: it is taken once, and differences are noted once.
CREATE FUNCTION ll_handover_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.taken_on IS NOT NULL OR new.handover_id <> old.handover_id OR new.giver_id <> old.giver_id
        OR new.receiver_id <> old.receiver_id OR new.condition <> old.condition
        OR new.given_on <> old.given_on OR new.given_digest <> old.given_digest
        OR new.event_id <> old.event_id OR new.shipment_id IS DISTINCT FROM old.shipment_id
        OR new.corrects_id IS DISTINCT FROM old.corrects_id
        OR new.replaces_id IS DISTINCT FROM old.replaces_id OR new.given_by IS DISTINCT FROM old.given_by
        OR new.given_key_id IS DISTINCT FROM old.given_key_id
        OR new.given_signature IS DISTINCT FROM old.given_signature THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'handover_fixed';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER handover_fixed BEFORE UPDATE ON handover
    FOR EACH ROW EXECUTE FUNCTION ll_handover_fixed();
CREATE FUNCTION ll_handover_package_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.cause IS NOT NULL OR new.handover_id <> old.handover_id OR new.package_id <> old.package_id
        OR new.gross_g IS DISTINCT FROM old.gross_g OR new.seal IS DISTINCT FROM old.seal THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'handover_package_fixed';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER handover_package_fixed BEFORE UPDATE ON handover_package
    FOR EACH ROW EXECUTE FUNCTION ll_handover_package_fixed();
-- What left without authority is not recycled before that is cleared, nor is its case closed.
CREATE FUNCTION ll_custody_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM case_span JOIN incident ON incident.case_id = case_span.case_id
               WHERE case_span.lot_id = new.lot_id AND case_span.lo < new.hi
                   AND case_span.hi > new.lo AND incident.cleared_on IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'custody_incident';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER custody_incident BEFORE INSERT OR UPDATE ON custody
    FOR EACH ROW WHEN (new.stage = 5 AND new.case_id IS NOT NULL)
    EXECUTE FUNCTION ll_custody_incident();
CREATE FUNCTION ll_ledger_case_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM incident
               WHERE incident.case_id = new.case_id AND incident.cleared_on IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'ledger_case_incident';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER ledger_case_incident BEFORE UPDATE ON ledger_case
    FOR EACH ROW WHEN (new.closed_on IS NOT NULL) EXECUTE FUNCTION ll_ledger_case_incident();
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
-- @both
