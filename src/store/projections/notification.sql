-- Notifications of movements of waste: what was notified, to whom, and what each state answered.

-- Lists (packaging, physical) have a blank between.
CREATE TABLE notification (
    notification_id @id NOT NULL,
    code @text NOT NULL,
    -- As the authority of export gave it.
    number @text,
    notifier_id @id NOT NULL,
    consignee_id @id NOT NULL,
    from_facility_id @id NOT NULL,
    plant_id @id NOT NULL,
    stream @text NOT NULL,
    battery @text NOT NULL,
    purpose @text NOT NULL,
    operation @text NOT NULL,
    preconsented @bool NOT NULL,
    special_handling @bool NOT NULL,
    shipments_max @i64 NOT NULL,
    mass_max_g @i64 NOT NULL,
    mass_min_g @i64,
    first_departure @i64 NOT NULL,
    last_departure @i64 NOT NULL,
    packaging @text NOT NULL,
    physical @text NOT NULL,
    -- What is booked on it, reserved or drawn: kept by the triggers of booking.
    booked @i64 NOT NULL,
    booked_g @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT notification_pkey PRIMARY KEY (notification_id),
    CONSTRAINT notification_code UNIQUE (code),
    CONSTRAINT notification_number UNIQUE (number),
    CONSTRAINT notification_limits CHECK (shipments_max > 0 AND mass_max_g > 0),
    CONSTRAINT notification_booked CHECK (0 <= booked AND booked <= shipments_max
        AND 0 <= booked_g AND booked_g <= mass_max_g),
    CONSTRAINT notification_days CHECK (last_departure >= first_departure),
    CONSTRAINT notification_notifier FOREIGN KEY (notifier_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT notification_consignee FOREIGN KEY (consignee_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT notification_from FOREIGN KEY (from_facility_id) REFERENCES facility (facility_id),
    CONSTRAINT notification_plant FOREIGN KEY (plant_id) REFERENCES facility (facility_id)
) @strict;
CREATE INDEX notification_by_plant ON notification (plant_id);

CREATE TABLE notification_carrier (
    notification_id @id NOT NULL,
    number @i64 NOT NULL,
    carrier_id @id NOT NULL,
    mode @text NOT NULL,
    CONSTRAINT notification_carrier_pkey PRIMARY KEY (notification_id, number),
    CONSTRAINT notification_carrier_once UNIQUE (notification_id, carrier_id, mode),
    CONSTRAINT notification_carrier_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id),
    CONSTRAINT notification_carrier_carrier FOREIGN KEY (carrier_id)
        REFERENCES organisation (organisation_id)
) @strict_norowid;
CREATE INDEX notification_carrier_by_carrier ON notification_carrier (carrier_id);

-- Papers of its dossier, consents among them, by their SHA-256: each is of one notification.
CREATE TABLE notification_document (
    document_digest @bytes NOT NULL,
    notification_id @id NOT NULL,
    kind @text NOT NULL,
    valid_from @i64,
    valid_until @i64,
    -- Of a guarantee or insurance.
    amount_minor @i64,
    amount_currency @text,
    recorded_on @i64 NOT NULL,
    -- Of one movement: which; of its movement document when the authorities had it, of its declaration of
    -- dangerous goods what it declares.
    shipment_id @id,
    sent_on @i64,
    un @text,
    -- Which movement the shipment was then: booked anew, it is another, and needs papers of its own.
    movement_serial @i64,
    -- A list of the plants after R12 or R13: the notified plant is one of them, and recycles what it took apart.
    final_here @bool NOT NULL,
    CONSTRAINT notification_document_pkey PRIMARY KEY (document_digest),
    CONSTRAINT notification_document_of UNIQUE (notification_id, document_digest),
    CONSTRAINT notification_document_amount CHECK (
        (amount_minor IS NULL) = (amount_currency IS NULL)),
    CONSTRAINT notification_document_days CHECK (valid_until IS NULL OR valid_from IS NULL
        OR valid_until >= valid_from),
    CONSTRAINT notification_document_size CHECK (length(document_digest) = 32),
    CONSTRAINT notification_document_movement CHECK (
        (sent_on IS NULL AND un IS NULL AND movement_serial IS NULL) OR shipment_id IS NOT NULL),
    CONSTRAINT notification_document_final CHECK (final_here = 0 OR kind = 'doc-subseq-fac'),
    CONSTRAINT notification_document_shipment FOREIGN KEY (shipment_id)
        REFERENCES shipment (shipment_id),
    CONSTRAINT notification_document_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id)
) @strict;
CREATE INDEX notification_document_by_shipment ON notification_document (shipment_id);

-- The states of the route, where the notification stands with each, and what it consented to:
-- valid_from to consent_digest, which a tacit consent by law (basis) may lack.
CREATE TABLE notification_state (
    notification_id @id NOT NULL,
    country @text NOT NULL,
    number @i64 NOT NULL,
    part @i64 NOT NULL,
    entry @text,
    exit @text,
    authority @text,
    step @i64,
    stepped_on @i64,
    questions @i64 NOT NULL,
    consented_on @i64,
    valid_from @i64,
    valid_until @i64,
    shipments_max @i64,
    mass_max_g @i64,
    basis @text,
    consent_digest @bytes,
    consent_number @text, -- the authority's own
    -- The same as of the notification: within what the state consents to.
    booked @i64 NOT NULL,
    booked_g @i64 NOT NULL,
    recorded_on @i64, -- of the consent
    CONSTRAINT notification_state_pkey PRIMARY KEY (notification_id, country),
    CONSTRAINT notification_state_number UNIQUE (notification_id, number),
    CONSTRAINT notification_state_step CHECK ((step IS NULL) = (stepped_on IS NULL)),
    CONSTRAINT notification_state_consent CHECK (
        (valid_from IS NULL) = (consented_on IS NULL)
        AND (valid_until IS NULL) = (valid_from IS NULL)
        AND (shipments_max IS NULL) = (valid_from IS NULL)
        AND (mass_max_g IS NULL) = (valid_from IS NULL)
        AND (recorded_on IS NULL) = (valid_from IS NULL)
        AND (consent_number IS NULL OR valid_from IS NOT NULL)
        AND (basis IS NOT NULL OR consent_digest IS NOT NULL) = (valid_from IS NOT NULL)
        AND (valid_from IS NULL OR valid_until >= valid_from)),
    CONSTRAINT notification_state_booked CHECK (booked >= 0 AND booked_g >= 0
        AND (valid_from IS NULL OR (booked <= shipments_max AND booked_g <= mass_max_g))),
    CONSTRAINT notification_state_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id),
    CONSTRAINT notification_state_document FOREIGN KEY (notification_id, consent_digest)
        REFERENCES notification_document (notification_id, document_digest)
) @strict_norowid;
CREATE INDEX notification_state_by_country ON notification_state (country);

-- Each step with a state's authority as it was recorded, its consents among them: a state's row holds
-- the last one alone.
CREATE TABLE notification_step (
    event_id @id NOT NULL,
    notification_id @id NOT NULL,
    country @text NOT NULL,
    step @i64 NOT NULL,
    stepped_on @i64 NOT NULL,
    CONSTRAINT notification_step_pkey PRIMARY KEY (event_id),
    CONSTRAINT notification_step_state FOREIGN KEY (notification_id, country)
        REFERENCES notification_state (notification_id, country)
) @strict_norowid;
CREATE INDEX notification_step_by_state ON notification_step (notification_id, country);

-- Free text and contacts of the form; subject_id: the carrier that a field is of, else the
-- notification itself.
CREATE TABLE notification_text (
    notification_id @id NOT NULL,
    field @text NOT NULL,
    subject_id @id NOT NULL,
    annex_id @id NOT NULL,
    CONSTRAINT notification_text_pkey PRIMARY KEY (notification_id, field, subject_id),
    CONSTRAINT notification_text_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id)
) @strict_norowid;

-- The movements of a notification, numbered from 1 on, each the number of one shipment for ever.
-- Mass and movement are reserved, then drawn by the departure; or released, when it is cancelled or
-- unbooked. Nothing else of a row changes.
CREATE TABLE booking (
    notification_id @id NOT NULL,
    serial @i64 NOT NULL,
    -- The notification's, a point and six digits.
    number @text NOT NULL,
    shipment_id @id NOT NULL,
    mass_g @i64 NOT NULL,
    state @i64 NOT NULL,
    reason @text,
    event_id @id NOT NULL,
    CONSTRAINT booking_pkey PRIMARY KEY (notification_id, serial),
    CONSTRAINT booking_number UNIQUE (number),
    CONSTRAINT booking_amount CHECK (1 <= serial AND serial <= 999999 AND mass_g > 0),
    CONSTRAINT booking_state CHECK (state IN (1, 2, 3) AND (state = 3 OR reason IS NULL)),
    CONSTRAINT booking_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id),
    CONSTRAINT booking_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id)
) @strict_norowid;
-- A shipment is one movement of one notification.
CREATE UNIQUE INDEX booking_once ON booking (shipment_id) WHERE state <> 3;
CREATE INDEX booking_by_shipment ON booking (shipment_id);

-- Of two bookings at once, the second waits for the rows that the first wrote.
-- @sqlite
CREATE TRIGGER booking_counted_insert AFTER INSERT ON booking WHEN new.state <> 3
BEGIN
    UPDATE notification SET booked = booked + 1, booked_g = booked_g + new.mass_g
    WHERE notification_id = new.notification_id;
    UPDATE notification_state SET booked = booked + 1, booked_g = booked_g + new.mass_g
    WHERE notification_id = new.notification_id;
END;
CREATE TRIGGER booking_counted_delete AFTER DELETE ON booking WHEN old.state <> 3
BEGIN
    UPDATE notification SET booked = booked - 1, booked_g = booked_g - old.mass_g
    WHERE notification_id = old.notification_id;
    UPDATE notification_state SET booked = booked - 1, booked_g = booked_g - old.mass_g
    WHERE notification_id = old.notification_id;
END;
CREATE TRIGGER booking_counted_update AFTER UPDATE ON booking
WHEN old.state <> 3 AND new.state = 3
BEGIN
    UPDATE notification SET booked = booked - 1, booked_g = booked_g - old.mass_g
    WHERE notification_id = old.notification_id;
    UPDATE notification_state SET booked = booked - 1, booked_g = booked_g - old.mass_g
    WHERE notification_id = old.notification_id;
END;
CREATE TRIGGER booking_fixed BEFORE UPDATE ON booking
WHEN old.state <> 1 OR new.state = 1 OR new.notification_id <> old.notification_id
    OR new.serial <> old.serial OR new.number <> old.number
    OR new.shipment_id <> old.shipment_id OR new.mass_g <> old.mass_g OR new.event_id <> old.event_id
BEGIN SELECT RAISE(ABORT, 'booking_fixed'); END;
-- @postgres
CREATE FUNCTION ll_booking_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed booking%rowtype;
    more bigint;
BEGIN
    IF tg_op = 'INSERT' THEN
        changed := new;
        more := CASE WHEN new.state = 3 THEN 0 ELSE 1 END;
    ELSE
        changed := old;
        more := CASE WHEN old.state = 3 OR (tg_op = 'UPDATE' AND new.state <> 3) THEN 0 ELSE -1 END;
    END IF;
    IF more <> 0 THEN
        UPDATE notification SET booked = booked + more, booked_g = booked_g + more * changed.mass_g
        WHERE notification_id = changed.notification_id;
        UPDATE notification_state
        SET booked = booked + more, booked_g = booked_g + more * changed.mass_g
        WHERE notification_id = changed.notification_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER booking_counted AFTER INSERT OR UPDATE OR DELETE ON booking
    FOR EACH ROW EXECUTE FUNCTION ll_booking_counted();
CREATE FUNCTION ll_booking_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.state <> 1 OR new.state = 1 OR new.notification_id <> old.notification_id
        OR new.serial <> old.serial OR new.number <> old.number
        OR new.shipment_id <> old.shipment_id OR new.mass_g <> old.mass_g OR new.event_id <> old.event_id THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'booking_fixed';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER booking_fixed BEFORE UPDATE ON booking
    FOR EACH ROW EXECUTE FUNCTION ll_booking_fixed();
-- @both

-- What two people let a shipment leave without on a day: a blocker of the gate, as it was told then. The words
-- are those of data/gate_blockers.csv; what it says nobody may override is refused here, too.
CREATE TABLE departure_override (
    event_id @id NOT NULL,
    number @i64 NOT NULL,
    shipment_id @id NOT NULL,
    blocker @text NOT NULL,
    country @text,
    holder @text,
    kind @i64,
    reason @text NOT NULL,
    departs_on @i64,
    rule @text,
    CONSTRAINT departure_override_pkey PRIMARY KEY (event_id, number),
    CONSTRAINT departure_override_may CHECK (
        blocker NOT IN ('prohibited', 'under-review', 'booked-mass', 'booked-waste')),
    CONSTRAINT departure_override_day CHECK ((departs_on IS NULL) = (rule IS NULL)),
    CONSTRAINT departure_override_shipment FOREIGN KEY (shipment_id)
        REFERENCES shipment (shipment_id)
) @strict_norowid;
CREATE INDEX departure_override_by_shipment ON departure_override (shipment_id);
