-- Who and where, the classes of devices, the rules of programmes.

CREATE TABLE device_class (
    class_code @text NOT NULL,
    unu_key @text NOT NULL,
    hs_code @text NOT NULL,
    mass_low_g @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    mass_high_g @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT device_class_pkey PRIMARY KEY (class_code),
    -- All 0: what nobody counts.
    CONSTRAINT device_class_mass CHECK (mass_low_g <= mass_g AND mass_g <= mass_high_g
        AND (0 < mass_low_g OR (mass_low_g = 0 AND mass_high_g = 0)))
) @strict;

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
CREATE INDEX facility_by_organisation ON facility (organisation_id);

-- The most that may be stored at a place at once, and for how long; NULL: no limit of the kind.
CREATE TABLE facility_limit (
    facility_id @id NOT NULL,
    mass_max_g @i64,
    battery_mass_max_g @i64,
    units_max @i64,
    days_max @i64,
    basis @text,
    event_id @id NOT NULL,
    CONSTRAINT facility_limit_pkey PRIMARY KEY (facility_id),
    CONSTRAINT facility_limit_some CHECK (coalesce(mass_max_g, 1) > 0
        AND coalesce(battery_mass_max_g, 1) > 0 AND coalesce(units_max, 1) > 0
        AND coalesce(days_max, 1) > 0),
    CONSTRAINT facility_limit_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;

-- A plant's public keys: its receipts are checked against the one they name.
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

-- Changes of the key that the installation signs with, each said by the one that retires. A key retires
-- once and never comes back.
CREATE TABLE signing_key (
    signing_key_id @id NOT NULL,
    public_key @bytes NOT NULL,
    retired_key @bytes NOT NULL,
    signature @bytes NOT NULL,
    changed_at @time NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT signing_key_pkey PRIMARY KEY (signing_key_id),
    CONSTRAINT signing_key_once UNIQUE (public_key),
    CONSTRAINT signing_key_retired_once UNIQUE (retired_key),
    CONSTRAINT signing_key_other CHECK (public_key <> retired_key),
    CONSTRAINT signing_key_size CHECK (length(public_key) = 32 AND length(retired_key) = 32
        AND length(signature) = 64)
) @strict;

-- A plant's certifications: standard and scope, from the first to the last day.
-- projection: certification
CREATE TABLE certification (
    certification_id @id NOT NULL,
    facility_id @id NOT NULL,
    standard @text NOT NULL,
    scope @text NOT NULL,
    number @text NOT NULL,
    valid_from @i64 NOT NULL,
    valid_to @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT certification_pkey PRIMARY KEY (certification_id),
    CONSTRAINT certification_once UNIQUE (facility_id, standard, number, valid_from),
    CONSTRAINT certification_days CHECK (valid_from <= valid_to),
    CONSTRAINT certification_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;

-- What a plant does to get a certification of data/permit/certifications.csv, step by step, as it stands.
CREATE TABLE plan_step (
    plan_step_id @id NOT NULL,
    facility_id @id NOT NULL,
    scheme @text NOT NULL,
    step @text NOT NULL,
    state @i64 NOT NULL,
    due_on @i64 NOT NULL,
    helper_id @id,
    evidence_digest @bytes,
    event_id @id NOT NULL,
    CONSTRAINT plan_step_pkey PRIMARY KEY (plan_step_id),
    CONSTRAINT plan_step_once UNIQUE (facility_id, scheme, step),
    CONSTRAINT plan_step_digest_size CHECK (length(evidence_digest) = 32),
    CONSTRAINT plan_step_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id),
    CONSTRAINT plan_step_helper FOREIGN KEY (helper_id) REFERENCES organisation (organisation_id)
) @strict;

-- What an authority allows: an organisation, or one facility that it runs. streams: of waste, with a blank
-- between; empty: all. withdrawn_on: the first day on which it holds no more.
CREATE TABLE licence (
    licence_id @id NOT NULL,
    organisation_id @id NOT NULL,
    facility_id @id,
    kind @i64 NOT NULL,
    country @text NOT NULL,
    number @text NOT NULL,
    streams @text NOT NULL,
    mass_max_g @i64,
    document_digest @bytes NOT NULL,
    valid_from @i64 NOT NULL,
    valid_until @i64 NOT NULL,
    withdrawn_on @i64,
    withdraw_reason @text,
    event_id @id NOT NULL,
    CONSTRAINT licence_pkey PRIMARY KEY (licence_id),
    CONSTRAINT licence_days CHECK (valid_from <= valid_until),
    CONSTRAINT licence_withdrawn CHECK ((withdrawn_on IS NULL) = (withdraw_reason IS NULL)
        AND (withdrawn_on IS NULL OR withdrawn_on BETWEEN valid_from AND valid_until)),
    CONSTRAINT licence_mass CHECK (mass_max_g > 0),
    CONSTRAINT licence_digest_size CHECK (length(document_digest) = 32),
    CONSTRAINT licence_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id),
    CONSTRAINT licence_facility FOREIGN KEY (facility_id) REFERENCES facility (facility_id)
) @strict;
-- The same licence counts once for each holder; one that was withdrawn may be entered anew, as it should be.
CREATE UNIQUE INDEX licence_once ON licence (organisation_id, kind, country, number, valid_from)
    WHERE facility_id IS NULL AND withdrawn_on IS NULL;
CREATE UNIQUE INDEX licence_once_there ON licence (facility_id, kind, country, number, valid_from)
    WHERE facility_id IS NOT NULL AND withdrawn_on IS NULL;
CREATE INDEX licence_by_organisation ON licence (organisation_id, kind);

-- A rulebook version. oldest_vintage: lots collected before this month are not eligible.
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

-- Which lots serve a demand of a class, and its fee. grams_per_device: demand of the class counts in
-- grams, each device so many.
CREATE TABLE programme_class (
    programme_id @id NOT NULL,
    demand_class @text NOT NULL,
    lot_classes @text NOT NULL,
    fee_minor @i64 NOT NULL,
    fee_currency @text NOT NULL,
    grams_per_device @i64,
    CONSTRAINT programme_class_pkey PRIMARY KEY (programme_id, demand_class),
    CONSTRAINT programme_class_grams CHECK (grams_per_device BETWEEN 1 AND 1000000000000),
    CONSTRAINT programme_class_programme FOREIGN KEY (programme_id)
        REFERENCES programme (programme_id),
    CONSTRAINT programme_class_class FOREIGN KEY (demand_class)
        REFERENCES device_class (class_code)
) @strict;

-- An organisation's part in an object; visibility is joined from here.
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

-- People who act for an organisation (USER is a word of SQL's own). email_digest: the keyed fingerprint
-- of their address, by which they are found until they are disabled.
CREATE TABLE ledger_user (
    user_id @id NOT NULL,
    organisation_id @id NOT NULL,
    email_digest @bytes NOT NULL,
    key_id @bytes NOT NULL,
    name_annex_id @id NOT NULL,
    email_annex_id @id NOT NULL,
    disabled_at @time,
    event_id @id NOT NULL,
    CONSTRAINT ledger_user_pkey PRIMARY KEY (user_id),
    CONSTRAINT ledger_user_email_size CHECK (length(email_digest) = 32),
    CONSTRAINT ledger_user_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;
CREATE UNIQUE INDEX ledger_user_email_once ON ledger_user (email_digest) WHERE disabled_at IS NULL;
CREATE INDEX ledger_user_by_organisation ON ledger_user (organisation_id);

CREATE TABLE user_role (
    user_id @id NOT NULL,
    role @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT user_role_pkey PRIMARY KEY (user_id, role),
    CONSTRAINT user_role_user FOREIGN KEY (user_id) REFERENCES ledger_user (user_id)
) @strict;

-- What programs may ask as a user; the secret lies beside the ledger. permissions: with a blank between.
CREATE TABLE token (
    token_id @id NOT NULL,
    user_id @id NOT NULL,
    permissions @text NOT NULL,
    expires_on @i64 NOT NULL,
    revoked_at @time,
    event_id @id NOT NULL,
    CONSTRAINT token_pkey PRIMARY KEY (token_id),
    CONSTRAINT token_user FOREIGN KEY (user_id) REFERENCES ledger_user (user_id)
) @strict;

-- Where the installation is found on the web, and its name: the last one counts.
CREATE TABLE site (
    site_id @id NOT NULL,
    address @text NOT NULL,
    name_annex_id @id NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT site_pkey PRIMARY KEY (site_id),
    CONSTRAINT site_address CHECK (substr(address, 1, 8) = 'https://' OR substr(address, 1, 7) = 'http://')
) @strict;

-- Addresses that organisations are told of events at. kinds: with a blank before and after each. secret_id:
-- the event that its secret is made from; former_id: the one before, still signed with for a day after
-- secret_at. The secrets themselves are in no store (service/webhook_sign.h).
CREATE TABLE webhook (
    webhook_id @id NOT NULL,
    organisation_id @id NOT NULL,
    url_annex_id @id NOT NULL,
    kinds @text NOT NULL,
    secret_id @id NOT NULL,
    secret_at @time NOT NULL,
    former_id @id,
    disabled_at @time,
    disabled_reason @text,
    event_id @id NOT NULL,
    CONSTRAINT webhook_pkey PRIMARY KEY (webhook_id),
    CONSTRAINT webhook_disabled CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
    CONSTRAINT webhook_organisation FOREIGN KEY (organisation_id)
        REFERENCES organisation (organisation_id)
) @strict;
-- Each request asks whether there is any.
CREATE INDEX webhook_active ON webhook (organisation_id) WHERE disabled_at IS NULL;

-- What signing in asks: the last one counts. second_factor: of whom (core/types.h).
CREATE TABLE access_rule (
    access_rule_id @id NOT NULL,
    second_factor @i64 NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT access_rule_pkey PRIMARY KEY (access_rule_id)
) @strict;

-- Who stood behind steps that need two people. object_id: what the step was about. single_control: one person
-- did it, who is proposed_by, or the machine itself.
CREATE TABLE control (
    control_id @id NOT NULL,
    step @i64 NOT NULL,
    object_id @id NOT NULL,
    proposed_by @id,
    approved_by @id,
    single_control @bool NOT NULL,
    event_id @id NOT NULL,
    CONSTRAINT control_pkey PRIMARY KEY (control_id),
    CONSTRAINT control_two_people CHECK ((single_control = 1 AND approved_by IS NULL)
        OR (single_control = 0 AND proposed_by IS NOT NULL AND approved_by IS NOT NULL
            AND proposed_by <> approved_by)),
    CONSTRAINT control_proposed_by FOREIGN KEY (proposed_by) REFERENCES ledger_user (user_id),
    CONSTRAINT control_approved_by FOREIGN KEY (approved_by) REFERENCES ledger_user (user_id)
) @strict;
CREATE INDEX control_by_object ON control (object_id);
CREATE INDEX control_by_step ON control (step);
