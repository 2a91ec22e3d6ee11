-- Samples for auditors: what may be drawn, and all that is known of one unit of it.

-- name: audits_programme :one
-- in: viewer user_id, programme_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@audited($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sample_until :many
-- in: until_id event_id
-- out: event_id event_id
-- The last event up to there.
SELECT event_id FROM event WHERE event_id <= $1 ORDER BY event_id DESC LIMIT 1;

-- name: sample_span_all :many
-- in: programme_id programme_id, until_id event_id
-- out: receipt_id receipt_id, lot_id lot_id, lo i64, hi i64
-- Counted units that plants signed for in the programme, up to an event: spans of receipts never
-- change, so the same position gives the same rows for ever.
SELECT receipt_span.receipt_id, receipt_span.lot_id, receipt_span.lo, receipt_span.hi
FROM receipt JOIN receipt_span ON receipt_span.receipt_id = receipt.receipt_id
    JOIN lot ON lot.lot_id = receipt_span.lot_id
WHERE lot.programme_id = $1 AND lot.measure = 1 AND receipt.event_id <= $2
ORDER BY receipt_span.receipt_id, receipt_span.lot_id, receipt_span.lo;

-- name: sample_lot :list
-- in: lot_id lot_id
-- out: lot_id lot_id, class_code text, country text, vintage month, source source, explanation text?, public_number bytes, event_id event_id
SELECT lot_id, class_code, country, vintage, source, explanation, public_number, event_id FROM lot
WHERE lot_id = $1 ORDER BY lot_id;

-- name: sample_collection :list
-- in: lot_id lot_id
-- out: collection_id collection_id, collected_on date, collector text, facility text, evidence_digest bytes, event_id event_id, collector_id organisation_id, facility_id facility_id
SELECT collection.collection_id, collection.collected_on, organisation.code, facility.code,
    collection.evidence_digest, collection.event_id, collection.collector_id,
    collection.facility_id
FROM lot JOIN collection ON collection.collection_id = lot.collection_id
    JOIN organisation ON organisation.organisation_id = collection.collector_id
    JOIN facility ON facility.facility_id = collection.facility_id
WHERE lot.lot_id = $1 ORDER BY collection.collection_id;

-- name: sample_price :many
-- in: lot_id lot_id
-- out: price_minor i64, price_currency text
-- What was agreed to be paid for the collection that brought the lot. One row or none.
SELECT collection.price_minor, collection.price_currency
FROM lot JOIN collection ON collection.collection_id = lot.collection_id
WHERE lot.lot_id = $1 ORDER BY collection.collection_id;

-- name: sample_leg :list
-- in: lot_id lot_id, unit i64
-- out: shipment text, from_facility text, to_facility text, mode text, carrier text, distance_km i64, departed_on date?, arrived_on date?, shipment_id shipment_id, from_facility_id facility_id, to_facility_id facility_id, carrier_id organisation_id
-- Of every shipment that the unit left with, the earliest first.
SELECT shipment.code, start.code, goal.code, leg.mode, carrier.code, leg.distance_km,
    shipment.departed_on, shipment.arrived_on, shipment.shipment_id, leg.from_facility_id,
    leg.to_facility_id, leg.carrier_id
FROM shipment_span JOIN shipment ON shipment.shipment_id = shipment_span.shipment_id
    JOIN leg ON leg.shipment_id = shipment.shipment_id
    JOIN facility AS start ON start.facility_id = leg.from_facility_id
    JOIN facility AS goal ON goal.facility_id = leg.to_facility_id
    JOIN organisation AS carrier ON carrier.organisation_id = leg.carrier_id
WHERE shipment_span.lot_id = $1 AND shipment_span.lo <= $2 AND shipment_span.hi > $2
ORDER BY shipment.departed_on, shipment.shipment_id, leg.number;

-- name: sample_pour :many
-- out: event_id event_id, recorded_at time, body text
-- Contents that were mixed and dealt anew, in their order.
SELECT event_id, recorded_at, body FROM event WHERE kind = 'package_poured' ORDER BY event_id;

-- name: sample_shipment :list
-- in: receipt_id receipt_id
-- out: code text, from_facility text, to_facility text, crosses_border bool, departed_on date?, arrived_on date?, packages i64, event_id event_id, shipment_id shipment_id, from_facility_id facility_id, to_facility_id facility_id
SELECT shipment.code, from_facility.code, to_facility.code, shipment.crosses_border,
    shipment.departed_on, shipment.arrived_on,
    (SELECT count(*) FROM shipment_package
        WHERE shipment_package.shipment_id = shipment.shipment_id),
    shipment.event_id, shipment.shipment_id, shipment.from_facility_id, shipment.to_facility_id
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
    JOIN facility AS from_facility ON from_facility.facility_id = shipment.from_facility_id
    JOIN facility AS to_facility ON to_facility.facility_id = shipment.to_facility_id
WHERE receipt.receipt_id = $1 ORDER BY shipment.shipment_id;

-- name: sample_consent :list
-- in: receipt_id receipt_id
-- out: country text, document_digest bytes?, valid_until date
-- To it alone, or to the notification that it was booked on; one by silence has no document.
SELECT consent.country, consent.document_digest, consent.valid_until
FROM receipt JOIN consent ON consent.shipment_id = receipt.shipment_id
WHERE receipt.receipt_id = $1
UNION ALL
SELECT notification_state.country, notification_state.consent_digest, notification_state.valid_until
FROM receipt JOIN booking ON booking.shipment_id = receipt.shipment_id AND booking.state <> 3
    JOIN notification_state ON notification_state.notification_id = booking.notification_id
WHERE receipt.receipt_id = $1 AND notification_state.valid_until IS NOT NULL
ORDER BY 1;

-- name: sample_receipt :list
-- in: receipt_id receipt_id
-- out: receipt_id receipt_id, received_on date, facility text, signature bytes, plant_key_id plant_key_id, event_id event_id, facility_id facility_id
SELECT receipt.receipt_id, receipt.received_on, facility.code, receipt.signature,
    receipt.plant_key_id, receipt.event_id, receipt.facility_id
FROM receipt JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id = $1 ORDER BY receipt.receipt_id;

-- name: sample_key :list
-- in: receipt_id receipt_id
-- out: plant_key_id plant_key_id, public_key bytes, event_id event_id
SELECT plant_key.plant_key_id, plant_key.public_key, plant_key.event_id
FROM receipt JOIN plant_key ON plant_key.plant_key_id = receipt.plant_key_id
WHERE receipt.receipt_id = $1 ORDER BY plant_key.plant_key_id;

-- name: sample_signature :one
-- in: receipt_id receipt_id
-- out: statement text, signature bytes, public_key bytes
SELECT receipt.statement, receipt.signature, plant_key.public_key
FROM receipt JOIN plant_key ON plant_key.plant_key_id = receipt.plant_key_id
WHERE receipt.receipt_id = $1;

-- name: sample_treatment :list
-- in: lot_id lot_id, unit i64
-- out: treatment_id treatment_id, treated_on date, kind treatment_kind, operation text, interim bool, event_id event_id
SELECT treatment.treatment_id, treatment.treated_on, treatment.kind, treatment.operation,
    treatment.interim, treatment.event_id
FROM treatment_span JOIN treatment ON treatment.treatment_id = treatment_span.treatment_id
WHERE treatment_span.lot_id = $1 AND treatment_span.lo <= $2 AND treatment_span.hi > $2
ORDER BY treatment.treatment_id;

-- name: sample_certificate :list
-- in: lot_id lot_id, unit i64
-- out: serial text, state certificate_state, stage stage, certificate_id certificate_id
SELECT certificate.serial, certificate.state, certificate.stage, certificate.certificate_id
FROM certificate_unit JOIN certificate
    ON certificate.certificate_id = certificate_unit.certificate_id
WHERE certificate_unit.lot_id = $1 AND certificate_unit.lot_lo <= $2
    AND certificate_unit.lot_hi > $2
ORDER BY certificate.certificate_id;

-- name: sample_standing :list
-- in: lot_id lot_id, unit i64
-- out: stage stage, facility text?, package text?, case_id case_id?, facility_id facility_id?, package_id package_id?
SELECT custody.stage, facility.code, package.code, custody.case_id, custody.facility_id,
    custody.package_id
FROM custody LEFT JOIN facility ON facility.facility_id = custody.facility_id
    LEFT JOIN package ON package.package_id = custody.package_id
WHERE custody.lot_id = $1 AND custody.lo <= $2 AND custody.hi > $2
ORDER BY custody.lo;

-- name: sample_log_entry :list
-- in: event_id event_id
-- out: log_index i64, leaf_hash bytes
-- Of the log that is kept last.
SELECT log_entry.log_index, log_entry.leaf_hash FROM log_entry
WHERE log_entry.event_id = $1 AND log_entry.log_id = (SELECT max(log.log_id) FROM log)
ORDER BY log_entry.part;

-- name: sample_entry :many
-- in: log_id i64, log_index i64
-- out: entry text
-- One row or none.
SELECT entry FROM log_entry WHERE log_id = $1 AND log_index = $2 ORDER BY log_index;
