-- Programmes, organisations, facilities, classes and parties: what services look up.

-- name: device_class_by_code :one
-- in: class_code text
-- out: class_code text, unu_key text, hs_code text, mass_low_g mass, mass_g mass, mass_high_g mass
SELECT class_code, unu_key, hs_code, mass_low_g, mass_g, mass_high_g
FROM device_class WHERE class_code = $1;

-- name: organisation_id_by_code :one
-- in: code text
-- out: organisation_id organisation_id
SELECT organisation_id FROM organisation WHERE code = $1;

-- name: organisation_by_id :one
-- in: organisation_id organisation_id?, code text
-- out: organisation_id organisation_id, code text, country text, name_annex_id annex_id
-- standing, hidden: its name may be erased, in the annex
SELECT organisation_id, code, country, name_annex_id FROM organisation
WHERE organisation_id = coalesce($1, (SELECT organisation_id FROM organisation WHERE code = $2));

-- name: facility_id_by_code :one
-- in: code text
-- out: facility_id facility_id
SELECT facility_id FROM facility WHERE code = $1;

-- name: facility_by_id :one
-- in: facility_id facility_id?, code text
-- out: facility_id facility_id, code text, organisation_id organisation_id, country text, is_plant bool, name_annex_id annex_id
-- standing, hidden: its name may be erased, in the annex
SELECT facility_id, code, organisation_id, country, is_plant, name_annex_id
FROM facility
WHERE facility_id = coalesce($1, (SELECT facility_id FROM facility WHERE code = $2));

-- name: plant_key_by_public_key :one
-- in: public_key bytes
-- out: plant_key_id plant_key_id, facility_id facility_id
-- Registering a key, and the key that a receipt names.
SELECT plant_key_id, facility_id FROM plant_key WHERE public_key = $1;

-- name: plant_key_last :one
-- in: facility_id facility_id
-- out: public_key bytes
-- The key with which a plant signs unless another is named.
SELECT public_key FROM plant_key WHERE facility_id = $1 ORDER BY plant_key_id DESC LIMIT 1;

-- name: certification_known :one
-- in: facility_id facility_id, standard text, number text, valid_from date
-- out: certification_id certification_id
-- The same certificate entered again.
SELECT certification_id FROM certification
WHERE facility_id = $1 AND standard = $2 AND number = $3 AND valid_from = $4;

-- name: licence_known :one
-- in: organisation_id organisation_id, facility_id facility_id?, kind licence_kind, country text, number text, valid_from date
-- out: licence_id licence_id
-- The same licence entered again, and not withdrawn.
SELECT licence_id FROM licence
WHERE organisation_id = $1 AND coalesce(facility_id, organisation_id) = coalesce($2, $1)
    AND kind = $3 AND country = $4 AND number = $5 AND valid_from = $6 AND withdrawn_on IS NULL;

-- name: licence_of_other :one
-- in: organisation_id organisation_id, kind licence_kind, country text, number text, document_digest bytes, valid_from date, valid_until date
-- out: licence_id licence_id, organisation text
-- One that the same authority gave under the same number, as far as one can tell: of the same kind, or
-- by the same paper. Not withdrawn, somebody else's, and for days of these: a successor may keep a
-- number.
SELECT licence.licence_id, organisation.code
FROM licence JOIN organisation ON organisation.organisation_id = licence.organisation_id
WHERE licence.organisation_id <> $1 AND licence.country = $3 AND licence.number = $4
    AND (licence.kind = $2 OR licence.document_digest = $5) AND licence.withdrawn_on IS NULL
    AND licence.valid_from <= $7 AND licence.valid_until >= $6
ORDER BY licence.licence_id LIMIT 1;

-- name: licence_by_id :one
-- in: licence_id licence_id
-- out: licence_id licence_id, number text, valid_from date, valid_until date, withdrawn_on date?
SELECT licence_id, number, valid_from, valid_until, withdrawn_on FROM licence WHERE licence_id = $1;

-- name: programme_id_by_code :one
-- in: code text
-- out: programme_id programme_id
SELECT programme_id FROM programme WHERE code = $1;

-- name: programme_by_id :one
-- in: programme_id programme_id?, code text
-- out: programme_id programme_id, code text, version i64, operator_id organisation_id, oldest_vintage month
-- standing: the rules of a programme do not change
SELECT programme_id, code, version, operator_id, oldest_vintage
FROM programme
WHERE programme_id = coalesce($1, (SELECT programme_id FROM programme WHERE code = $2));

-- name: programme_class_of :many
-- in: programme_id programme_id
-- out: demand_class text, lot_classes text, fee_minor i64, fee_currency text, grams_per_device i64?
-- standing: all of them come with the programme
SELECT demand_class, lot_classes, fee_minor, fee_currency, grams_per_device
FROM programme_class WHERE programme_id = $1 ORDER BY demand_class;

-- name: party_has :one
-- in: object_kind text, object_id id, role party_role, organisation_id organisation_id
-- out: parties i64
SELECT count(*) FROM party
WHERE object_kind = $1 AND object_id = $2 AND role = $3 AND organisation_id = $4;

-- name: certificate_known :one
-- in: certificate_id certificate_id
-- out: serial text
SELECT serial FROM certificate WHERE certificate_id = $1;

-- name: standard_demanded :one
-- in: programme_id programme_id
-- out: lines i64
-- Does any order line of the programme demand a standard of the recycler?
SELECT count(*) FROM order_line WHERE programme_id = $1 AND standard IS NOT NULL;

-- name: signing_key_all :many
-- out: public_key bytes, retired_key bytes, signature bytes, changed_at time
-- Few: in the order of the changes.
SELECT public_key, retired_key, signature, changed_at FROM signing_key ORDER BY signing_key_id;

-- name: signing_key_last :one
-- out: public_key bytes
SELECT public_key FROM signing_key ORDER BY signing_key_id DESC LIMIT 1;

-- name: site_last :one
-- out: site_id site_id, address text, name text?
-- Which address and name count now.
SELECT site.site_id, site.address, annex.body
FROM site JOIN annex ON annex.annex_id = site.name_annex_id
ORDER BY site.site_id DESC LIMIT 1;
