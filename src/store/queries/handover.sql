-- Hand-overs: what is asked before one is given or taken.

-- fragment: correction_of old
-- What came in the place of a hand-over: of one that only the giver signed, at once; of one that both
-- signed, once both signed the correction, too.
SELECT correction.handover_id FROM handover AS correction
WHERE correction.corrects_id = $old.handover_id AND $old.taken_on IS NULL
UNION ALL
SELECT correction.handover_id FROM handover AS correction
WHERE correction.replaces_id = $old.handover_id AND correction.taken_on IS NOT NULL;

-- name: handover_by_id :one
-- in: handover_id handover_id
-- out: handover_id handover_id, giver_id organisation_id, receiver_id organisation_id, given_on date, given_digest bytes, taken_on date?, replaces_id handover_id?, corrected_by handover_id?, next_id handover_id?, note_annex_id annex_id?
SELECT handover.handover_id, handover.giver_id, handover.receiver_id, handover.given_on,
    handover.given_digest, handover.taken_on, handover.replaces_id, (@correction_of(handover)),
    next.handover_id, handover.note_annex_id
FROM handover LEFT JOIN handover AS next ON next.corrects_id = handover.handover_id
WHERE handover.handover_id = $1;

-- name: handover_package_all :many
-- in: handover_id handover_id
-- out: package_id package_id, code text
SELECT handover_package.package_id, package.code
FROM handover_package JOIN package ON package.package_id = handover_package.package_id
WHERE handover_package.handover_id = $1 ORDER BY package.code;

-- name: handover_last :one
-- in: package_id package_id, but_id handover_id
-- out: handover_id handover_id, receiver_id organisation_id, receiver text, taken_on date?
-- The last hand-over of a package that was not corrected, but for one and what that one replaces.
SELECT handover.handover_id, handover.receiver_id, organisation.code, handover.taken_on
FROM handover_package JOIN handover ON handover.handover_id = handover_package.handover_id
    JOIN organisation ON organisation.organisation_id = handover.receiver_id
WHERE handover_package.package_id = $1 AND handover.handover_id <> $2
    AND NOT EXISTS (SELECT 1 FROM handover AS but
                    WHERE but.handover_id = $2 AND but.replaces_id = handover.handover_id)
    AND (handover.replaces_id IS NULL OR handover.taken_on IS NOT NULL)
    AND NOT EXISTS (@correction_of(handover))
ORDER BY handover.handover_id DESC LIMIT 1;

-- name: handover_keeper :one
-- in: package_id package_id, organisation_id organisation_id
-- out: keeps i64
-- That an organisation runs the place where a package stands, or carries the shipment it is on.
SELECT CAST(1 AS BIGINT) FROM package JOIN facility ON facility.facility_id = package.facility_id
WHERE package.package_id = $1 AND facility.organisation_id = $2
UNION ALL
SELECT CAST(1 AS BIGINT) FROM package JOIN leg ON leg.shipment_id = package.shipment_id
WHERE package.package_id = $1 AND leg.carrier_id = $2
LIMIT 1;

-- name: handover_signed :one
-- in: package_id package_id, digest bytes
-- out: handover_id handover_id
-- That a plant's key signed the very same already.
SELECT handover.handover_id
FROM handover_package JOIN handover ON handover.handover_id = handover_package.handover_id
WHERE handover_package.package_id = $1 AND handover.given_digest = $2
    AND handover.given_signature IS NOT NULL
LIMIT 1;

-- name: handover_claim :one
-- in: handover_id handover_id
-- out: deadline date, amount_minor i64?, amount_currency text?
-- What the receiver claims of each difference: the same of all of them.
SELECT ledger_case.deadline, ledger_case.amount_minor, ledger_case.amount_currency
FROM handover_package JOIN ledger_case ON ledger_case.case_id = handover_package.case_id
WHERE handover_package.handover_id = $1
ORDER BY ledger_case.case_id LIMIT 1;

-- name: handover_gross :one
-- in: package_id package_id
-- out: gross_g mass
SELECT gross_g FROM weighing WHERE package_id = $1 ORDER BY event_id DESC LIMIT 1;

-- name: handover_shipment_all :many
-- in: shipment_id shipment_id
-- out: code text
SELECT package.code FROM shipment_package JOIN package
    ON package.package_id = shipment_package.package_id
WHERE shipment_package.shipment_id = $1 ORDER BY package.code;

-- name: handover_key :one
-- in: public_key bytes, organisation_id organisation_id
-- out: plant_key_id plant_key_id
SELECT plant_key.plant_key_id
FROM plant_key JOIN facility ON facility.facility_id = plant_key.facility_id
WHERE plant_key.public_key = $1 AND facility.organisation_id = $2;
