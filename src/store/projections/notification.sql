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
    event_id @id NOT NULL,
    CONSTRAINT notification_pkey PRIMARY KEY (notification_id),
    CONSTRAINT notification_code UNIQUE (code),
    CONSTRAINT notification_number UNIQUE (number),
    CONSTRAINT notification_limits CHECK (shipments_max > 0 AND mass_max_g > 0),
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
    CONSTRAINT notification_document_pkey PRIMARY KEY (document_digest),
    CONSTRAINT notification_document_of UNIQUE (notification_id, document_digest),
    CONSTRAINT notification_document_amount CHECK (
        (amount_minor IS NULL) = (amount_currency IS NULL)),
    CONSTRAINT notification_document_days CHECK (valid_until IS NULL OR valid_from IS NULL
        OR valid_until >= valid_from),
    CONSTRAINT notification_document_size CHECK (length(document_digest) = 32),
    CONSTRAINT notification_document_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id)
) @strict;

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
    CONSTRAINT notification_state_pkey PRIMARY KEY (notification_id, country),
    CONSTRAINT notification_state_number UNIQUE (notification_id, number),
    CONSTRAINT notification_state_step CHECK ((step IS NULL) = (stepped_on IS NULL)),
    CONSTRAINT notification_state_consent CHECK (
        (valid_from IS NULL) = (consented_on IS NULL)
        AND (valid_until IS NULL) = (valid_from IS NULL)
        AND (shipments_max IS NULL) = (valid_from IS NULL)
        AND (mass_max_g IS NULL) = (valid_from IS NULL)
        AND (basis IS NOT NULL OR consent_digest IS NOT NULL) = (valid_from IS NOT NULL)
        AND (valid_from IS NULL OR valid_until >= valid_from)),
    CONSTRAINT notification_state_notification FOREIGN KEY (notification_id)
        REFERENCES notification (notification_id),
    CONSTRAINT notification_state_document FOREIGN KEY (notification_id, consent_digest)
        REFERENCES notification_document (notification_id, document_digest)
) @strict_norowid;
CREATE INDEX notification_state_by_country ON notification_state (country);

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
