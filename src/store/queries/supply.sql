-- Collections, packages, shipments, receipts: what services and projectors look up.

-- fragment: inside tops
-- The packages that are asked for, and those within them.
WITH RECURSIVE inside (package_id) AS (
    $tops
    UNION ALL
    SELECT package.package_id FROM package JOIN inside ON package.parent_id = inside.package_id)
SELECT package_id FROM inside;

-- name: custody_over :one
-- in: lot_id lot_id, lo i64
-- out: lo i64, hi i64, stage stage, facility_id facility_id?, package_id package_id?
-- The row that holds this unit.
SELECT lo, hi, stage, facility_id, package_id FROM custody
WHERE lot_id = $1 AND lo <= $2 ORDER BY lo DESC LIMIT 1;

-- name: custody_near :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: lo i64, hi i64, stage stage, facility_id facility_id?, package_id package_id?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, since date
-- The rows that meet or touch [lo, hi): from the last that begins before it, by one seek.
SELECT lo, hi, stage, facility_id, package_id, receipt_id, treatment_id, case_id, class_code, credit_g,
    since
FROM custody
WHERE lot_id = $1 AND lo <= $3
    AND lo >= coalesce((SELECT lo FROM custody AS first WHERE first.lot_id = $1 AND first.lo < $2
                        ORDER BY first.lo DESC LIMIT 1), 0)
ORDER BY lo;

-- name: custody_of_shipment :many
-- in: shipment_id shipment_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, case_id case_id?
-- Units in the packages of a shipment, in whatever package within them.
SELECT lot_id, lo, hi, stage, case_id FROM custody WHERE package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1))
ORDER BY lot_id, lo;

-- name: custody_left_with :many
-- in: shipment_id shipment_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage
-- Units that left with a shipment, wherever they are now, that are not recycled.
SELECT custody.lot_id,
    CASE WHEN shipment_span.lo > custody.lo THEN shipment_span.lo ELSE custody.lo END AS lo,
    CASE WHEN shipment_span.hi < custody.hi THEN shipment_span.hi ELSE custody.hi END, custody.stage
FROM shipment_span JOIN custody ON custody.lot_id = shipment_span.lot_id
    AND custody.lo < shipment_span.hi AND custody.hi > shipment_span.lo
WHERE shipment_span.shipment_id = $1 AND custody.stage < 5
ORDER BY custody.lot_id, lo;

-- name: custody_of_package :many
-- in: package_id package_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, case_id case_id?
-- Units in a package and in the packages within it.
SELECT lot_id, lo, hi, stage, case_id FROM custody WHERE package_id IN (
    @inside(SELECT package_id FROM package WHERE package_id = $1))
ORDER BY lot_id, lo;

-- name: package_custody :many
-- in: package_id package_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, measure measure
-- Units directly in a package, with what keeps them from being one row.
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.receipt_id,
    custody.treatment_id, custody.case_id, custody.class_code, custody.credit_g, lot.measure
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id = $1 ORDER BY custody.lot_id, custody.lo;

-- name: package_last_since :one
-- in: package_id package_id
-- out: last_since date?
-- The last day on which anything became of what is directly in a package.
SELECT max(since) FROM custody WHERE package_id = $1;

-- name: package_first_inside :one
-- in: package_id package_id
-- out: code text
SELECT code FROM package WHERE parent_id = $1 ORDER BY code LIMIT 1;

-- name: custody_of_receipt :many
-- in: receipt_id receipt_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, package_id package_id?, case_id case_id?
-- Units whose latest receipt this is.
SELECT lot_id, lo, hi, stage, package_id, case_id FROM custody
WHERE receipt_id = $1 ORDER BY lot_id, lo;

-- name: shipment_route :one
-- in: shipment_id shipment_id
-- out: code text, from_facility_id facility_id, to_facility_id facility_id, crosses_border bool, planned_arrival date, state shipment_state, departed_on date?, arrived_on date?
SELECT code, from_facility_id, to_facility_id, crosses_border, planned_arrival, state, departed_on,
    arrived_on
FROM shipment WHERE shipment_id = $1;

-- name: shipment_answers :one
-- in: shipment_id shipment_id
-- out: organisation_id organisation_id
-- Who is to answer for what a plant finds missing: who brought it last, or who sent what the plant fetched itself.
SELECT asked.organisation_id
FROM (SELECT leg.carrier_id AS organisation_id, leg.number AS place FROM leg WHERE leg.shipment_id = $1
    UNION ALL
    SELECT start.organisation_id, -1 FROM shipment JOIN facility AS start
        ON start.facility_id = shipment.from_facility_id
    WHERE shipment.shipment_id = $1 AND start.organisation_id IS NOT NULL) AS asked
    JOIN shipment ON shipment.shipment_id = $1
    JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE goal.organisation_id IS NULL OR asked.organisation_id <> goal.organisation_id
ORDER BY asked.place DESC LIMIT 1;

-- name: gate_leg_all :many
-- in: shipment_id shipment_id
-- out: carrier_id organisation_id, carrier text, home text, from_country text, to_country text, mode text
-- The route in travelling order, and who carries.
SELECT leg.carrier_id, carrier.code, carrier.country, start.country, goal.country, leg.mode
FROM leg JOIN organisation AS carrier ON carrier.organisation_id = leg.carrier_id
    JOIN facility AS start ON start.facility_id = leg.from_facility_id
    JOIN facility AS goal ON goal.facility_id = leg.to_facility_id
WHERE leg.shipment_id = $1 ORDER BY leg.number;

-- name: gate_licence_all :many
-- in: shipment_id shipment_id, departs_on date, limit i64
-- out: organisation_id organisation_id, facility_id facility_id?, kind licence_kind, country text, valid_from date, last_day date, mass_max_g mass?, streams text, recorded_at time
-- What the carriers of a shipment and who runs the places where it starts and ends are allowed, on a day
-- or later.
SELECT licence.organisation_id, licence.facility_id, licence.kind, licence.country,
    licence.valid_from, coalesce(licence.withdrawn_on - 1, licence.valid_until), licence.mass_max_g,
    licence.streams, event.recorded_at
FROM licence JOIN event ON event.event_id = licence.event_id
WHERE (licence.organisation_id IN (SELECT leg.carrier_id FROM leg WHERE leg.shipment_id = $1)
        OR licence.organisation_id IN (SELECT facility.organisation_id FROM shipment
            JOIN facility ON facility.facility_id IN (shipment.from_facility_id, shipment.to_facility_id)
            WHERE shipment.shipment_id = $1))
    AND coalesce(licence.withdrawn_on - 1, licence.valid_until) >= $2
ORDER BY licence.licence_id LIMIT $3;

-- name: gate_load :one
-- in: shipment_id shipment_id
-- out: about_mass_g mass, first_country text?, last_country text?, measure measure?, with_batteries i64, with_others i64, with_whole i64, with_damaged i64
-- What a shipment carries: about its mass where it was collected, from where that is, whether (1)
-- batteries may be in it: there are none, or they were removed, only where that was recorded;
-- whether (1) anything else than phones is (HS 8517.13, 8517.14); whether (1) any of it was not
-- taken apart; and whether (1) batteries of it are damaged.
SELECT CAST(coalesce(sum(lot.mass_g / lot.accepted * (custody.hi - custody.lo)), 0) AS BIGINT),
    min(lot.country), max(lot.country), max(lot.measure),
    CAST(coalesce(max(CASE WHEN lot.battery IN (1, 2) THEN 0 ELSE 1 END), 0) AS BIGINT),
    CAST(coalesce(max(CASE WHEN device_class.hs_code IN ('8517.13', '8517.14') THEN 0 ELSE 1 END), 0)
        AS BIGINT),
    CAST(coalesce(max(CASE WHEN custody.stage = 4 THEN 0 ELSE 1 END), 0) AS BIGINT),
    CAST(coalesce(max(CASE WHEN lot.battery = 4 THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
    JOIN device_class ON device_class.class_code = coalesce(custody.class_code, lot.class_code)
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1));

-- name: shipment_id_by_code :one
-- in: code text
-- out: shipment_id shipment_id
SELECT shipment_id FROM shipment WHERE code = $1;

-- name: shipment_leg_all :many
-- in: shipment_id shipment_id
-- out: number i64, mode text, carrier_id organisation_id, distance_km i64, from_facility_id facility_id, from_code text, from_country text, to_facility_id facility_id, to_code text, to_country text
-- The route in travelling order, with the countries it passes.
SELECT leg.number, leg.mode, leg.carrier_id, leg.distance_km, leg.from_facility_id, start.code,
    start.country, leg.to_facility_id, goal.code, goal.country
FROM leg
JOIN facility AS start ON start.facility_id = leg.from_facility_id
JOIN facility AS goal ON goal.facility_id = leg.to_facility_id
WHERE leg.shipment_id = $1 ORDER BY leg.number;

-- name: consent_elsewhere :one
-- in: document_digest bytes, shipment_id shipment_id
-- out: code text, country text
-- Another shipment to which this document consents.
SELECT shipment.code, consent.country
FROM consent JOIN shipment ON shipment.shipment_id = consent.shipment_id
WHERE consent.document_digest = $1 AND consent.shipment_id <> $2
ORDER BY shipment.code, consent.country LIMIT 1;

-- name: shipment_consent_all :many
-- in: shipment_id shipment_id
-- out: country text, document_digest bytes, valid_until date, recorded_on date
SELECT country, document_digest, valid_until, recorded_on FROM consent WHERE shipment_id = $1 ORDER BY country;

-- name: shipment_units :one
-- in: shipment_id shipment_id
-- out: units units, measure measure?
-- Units still in the packages of a shipment, in whatever package within them; it carries lots of
-- one measure alone.
SELECT CAST(coalesce(sum(custody.hi - custody.lo), 0) AS BIGINT), max(lot.measure)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1));

-- name: shipment_inside :many
-- in: shipment_id shipment_id
-- out: package_id package_id
-- The packages of a shipment, and those within them.
@inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1) ORDER BY package_id;

-- name: shipment_contents :many
-- in: shipment_id shipment_id
-- out: lot_id lot_id, lo i64, hi i64, package_id package_id, programme_id programme_id, class_code text, country text, funder_id organisation_id?, mass_g mass, accepted units, measure measure, mass_low_g mass, mass_high_g mass
-- Units in the packages of a shipment, with the mass of their lots and what one of them may weigh:
-- of dismantled ones (stage 4) perhaps only a part travels; what nobody counted (measure 2) is a
-- gram each.
SELECT custody.lot_id, custody.lo, custody.hi, custody.package_id, lot.programme_id,
    device_class.class_code, lot.country, lot.funder_id, lot.mass_g, lot.accepted,
    lot.measure, CASE WHEN lot.measure = 2 THEN 1 WHEN custody.stage = 4 THEN 0
        ELSE device_class.mass_low_g END,
    CASE WHEN lot.measure = 2 THEN 1 ELSE device_class.mass_high_g END
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
    JOIN device_class ON device_class.class_code = coalesce(custody.class_code, lot.class_code)
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1))
ORDER BY custody.lot_id, custody.lo;

-- name: lot_lost_before :one
-- in: lot_id lot_id
-- out: lost i64, explained i64, found_on date
-- What found units may be explained by: of eligible lots of the same programme, country and measure,
-- the units that were of their class when they were lost (stage 11), on their day or before; and how
-- many of these explain others already.
SELECT CAST(coalesce((SELECT sum(custody.hi - custody.lo)
        FROM custody JOIN lot ON lot.lot_id = custody.lot_id
        WHERE custody.stage > 10 AND custody.stage = 11 AND lot.eligible = 1
            AND lot.programme_id = found.programme_id AND lot.country = found.country
            AND lot.measure = found.measure
            AND coalesce(custody.class_code, lot.class_code) = found.class_code
            AND custody.since <= found.found_on
            AND NOT EXISTS (SELECT 1 FROM shipment_span
                JOIN incident ON incident.shipment_id = shipment_span.shipment_id
                WHERE shipment_span.lot_id = custody.lot_id AND shipment_span.lo < custody.hi
                    AND shipment_span.hi > custody.lo AND incident.cleared_on IS NULL)), 0)
        AS BIGINT),
    CAST(coalesce((SELECT sum(other.units) FROM lot other
        WHERE other.source = 3 AND other.eligible = 1 AND other.explanation = 'lost-before'
            AND other.programme_id = found.programme_id AND other.country = found.country
            AND other.measure = found.measure AND other.class_code = found.class_code), 0) AS BIGINT),
    found.found_on
FROM lot found WHERE found.lot_id = $1;

-- name: lot_explains :one
-- in: lot_id lot_id
-- out: lot_id lot_id
-- A found lot that would no longer be explained if this one were excluded: of the losses by its day
-- fewer would be left than found lots have that turned up by then.
SELECT found.lot_id
FROM lot found
WHERE found.source = 3 AND found.eligible = 1 AND found.explanation = 'lost-before'
    AND found.lot_id <> $1
    AND EXISTS (SELECT 1 FROM custody JOIN lot ON lot.lot_id = custody.lot_id
        WHERE custody.lot_id = $1 AND custody.stage > 10 AND custody.stage = 11
            AND lot.programme_id = found.programme_id AND lot.country = found.country
            AND lot.measure = found.measure
            AND coalesce(custody.class_code, lot.class_code) = found.class_code
            AND custody.since <= found.found_on)
    AND coalesce((SELECT sum(custody.hi - custody.lo)
        FROM custody JOIN lot ON lot.lot_id = custody.lot_id
        WHERE custody.stage > 10 AND custody.stage = 11 AND lot.eligible = 1
            AND lot.lot_id <> $1 AND lot.programme_id = found.programme_id
            AND lot.country = found.country AND lot.measure = found.measure
            AND coalesce(custody.class_code, lot.class_code) = found.class_code
            AND custody.since <= found.found_on), 0)
        < (SELECT sum(other.units) FROM lot other
        WHERE other.source = 3 AND other.eligible = 1 AND other.explanation = 'lost-before'
            AND other.lot_id <> $1 AND other.programme_id = found.programme_id
            AND other.country = found.country AND other.measure = found.measure
            AND other.class_code = found.class_code AND other.found_on <= found.found_on)
ORDER BY found.lot_id LIMIT 1;

-- name: shipment_load :one
-- in: shipment_id shipment_id
-- out: last_collected date?, last_found date?, last_received date?, last_treated date?, last_since date?, about_mass_g mass
-- What a shipment carries: when the last of it was collected, found, received and treated, the last day
-- on which anything became of it, and about what it weighed where it was collected.
SELECT max(collection.collected_on), max(lot.found_on), max(receipt.received_on), max(treatment.treated_on),
    max(custody.since), CAST(coalesce(sum(lot.mass_g / lot.accepted * (custody.hi - custody.lo)), 0) AS BIGINT)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
    LEFT JOIN collection ON collection.collection_id = lot.collection_id
    LEFT JOIN receipt ON receipt.receipt_id = custody.receipt_id
    LEFT JOIN treatment ON treatment.treatment_id = custody.treatment_id
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1));

-- name: shipment_last_arrival :one
-- in: shipment_id shipment_id
-- out: last_arrived date?
-- The last day on which a shipment brought a package of this one, or one within it.
SELECT max(shipment.arrived_on)
FROM shipment_package JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
WHERE shipment_package.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1));

-- name: shipment_booked :one
-- in: package_id package_id
-- out: code text, shipment_id shipment_id
-- The shipment that a package is booked on or travels with.
SELECT shipment.code, shipment.shipment_id FROM shipment_package
JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
WHERE shipment_package.package_id = $1 AND shipment.state IN (1, 2)
ORDER BY shipment.code LIMIT 1;

-- name: shipment_onward :one
-- in: shipment_id shipment_id
-- out: package_code text, shipment_code text
-- A package of a shipment, or one around it, that a later shipment takes or took on. Ids rise with
-- time.
WITH RECURSIVE around (package_id, parent_id) AS (
    SELECT package.package_id, package.parent_id
    FROM shipment_package JOIN package ON package.package_id = shipment_package.package_id
    WHERE shipment_package.shipment_id = $1
    UNION
    SELECT package.package_id, package.parent_id
    FROM package JOIN around ON package.package_id = around.parent_id)
SELECT package.code, shipment.code
FROM around JOIN package ON package.package_id = around.package_id
    JOIN shipment_package ON shipment_package.package_id = around.package_id
    JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
WHERE shipment_package.shipment_id > $1 AND shipment.state <> 5
ORDER BY package.code, shipment.code LIMIT 1;

-- name: collection_by_id :one
-- in: collection_id collection_id
-- out: collection_id collection_id, programme_id programme_id, collector_id organisation_id, facility_id facility_id, country text, collected_on date, source source, record_key text?, evidence_digest bytes, price_minor i64, price_currency text
SELECT collection_id, programme_id, collector_id, facility_id, country, collected_on, source,
    record_key, evidence_digest, price_minor, price_currency
FROM collection WHERE collection_id = $1;

-- name: collection_evidence_again :one
-- in: collection_id collection_id
-- out: evidence_again bool
SELECT evidence_again FROM collection WHERE collection_id = $1;

-- name: collection_id_by_record :one
-- in: collector_id organisation_id, record_key text
-- out: collection_id collection_id
SELECT collection_id FROM collection WHERE collector_id = $1 AND record_key = $2;

-- name: collection_by_evidence :one
-- in: evidence_digest bytes
-- out: collection_id collection_id, collected_on date, collector_code text, record_key text?
-- The collection for which evidence was shown first.
SELECT collection.collection_id, collection.collected_on, organisation.code, collection.record_key
FROM collection JOIN organisation ON organisation.organisation_id = collection.collector_id
WHERE collection.evidence_digest = $1 AND collection.evidence_again = 0;

-- name: lot_of_collection :many
-- in: collection_id collection_id
-- out: lot_id lot_id, class_code text, units units, mass_g mass, measure measure, battery battery, funder_id organisation_id?, eligible bool, ineligible_reason text?
SELECT lot_id, class_code, units, mass_g, measure, battery, funder_id, eligible, ineligible_reason
FROM lot WHERE collection_id = $1 ORDER BY class_code;

-- name: lot_by_id :one
-- in: lot_id lot_id
-- out: lot_id lot_id, collection_id collection_id?, programme_id programme_id, class_code text, country text, vintage month, funder_id organisation_id?, source source, units units, accepted units, mass_g mass, measure measure, battery battery, eligible bool, ineligible_reason text?, queue_at time, public_number bytes
SELECT lot_id, collection_id, programme_id, class_code, country, vintage, funder_id, source, units,
    accepted, mass_g, measure, battery, eligible, ineligible_reason, queue_at, public_number
FROM lot WHERE lot_id = $1;

-- name: lot_loose :many
-- in: lot_id lot_id, facility_id facility_id, stage_from stage, stage_to stage
-- out: lo i64, hi i64
-- Units, or the parts of dismantled ones, that lie loose at a facility and are not under review, of
-- those between two stages.
SELECT lo, hi FROM custody
WHERE lot_id = $1 AND facility_id = $2 AND stage >= $3 AND stage <= $4 AND case_id IS NULL
ORDER BY lo;

-- name: package_id_by_code :one
-- in: code text
-- out: package_id package_id
SELECT package_id FROM package WHERE code = $1;

-- name: package_by_number :one
-- in: number text
-- out: package_id package_id, code text
-- That bears this number: a container until what was in it is received, another for ever.
SELECT package_id, code FROM package
WHERE number = $1
    AND (kind <> 4 OR parent_id IS NOT NULL OR facility_id IS NOT NULL OR shipment_id IS NOT NULL)
ORDER BY package_id LIMIT 1;

-- name: package_by_id :one
-- in: package_id package_id?, code text
-- out: package_id package_id, code text, kind package_kind, programme_id programme_id, country text, funder_id organisation_id?, parent_id package_id?, facility_id facility_id?, shipment_id shipment_id?, seal text?
SELECT package_id, code, kind, programme_id, country, funder_id, parent_id, facility_id, shipment_id,
    seal
FROM package
WHERE package_id = coalesce($1, (SELECT package_id FROM package WHERE code = $2));

-- name: label_by_code :one
-- in: label text
-- out: label text, label_sheet_id label_sheet_id, organisation_id organisation_id, programme_id programme_id, package_id package_id?, package text?, reason text?, used_on date?
SELECT label.label, label.label_sheet_id, label_sheet.organisation_id, label_sheet.programme_id,
    label_use.package_id, package.code, label_use.reason, label_use.used_on
FROM label JOIN label_sheet ON label_sheet.label_sheet_id = label.label_sheet_id
    LEFT JOIN label_use ON label_use.label = label.label
    LEFT JOIN package ON package.package_id = label_use.package_id
WHERE label.label = $1;

-- name: label_sheet_by_id :one
-- in: label_sheet_id label_sheet_id
-- out: label_sheet_id label_sheet_id, organisation_id organisation_id, programme text, labels i64
SELECT label_sheet.label_sheet_id, label_sheet.organisation_id, programme.code, label_sheet.labels
FROM label_sheet JOIN programme ON programme.programme_id = label_sheet.programme_id
WHERE label_sheet.label_sheet_id = $1;

-- name: label_open_all :many
-- in: label_sheet_id label_sheet_id
-- out: label text, number i64
-- Those of a sheet that are neither claimed nor withdrawn, as they stand on it.
SELECT label.label, label.number FROM label
WHERE label.label_sheet_id = $1
    AND NOT EXISTS (SELECT 1 FROM label_use WHERE label_use.label = label.label)
ORDER BY label.number;

-- name: package_weights :one
-- in: package_id package_id
-- out: units units, measure measure?, low_g mass, high_g mass, tares_g mass, last_since date?, last_weighed date?, last_counted date?, last_sealed date?
-- What is in a package and in the packages within it, by what one of each may weigh: of dismantled ones
-- (stage 4) perhaps only a part is there, what nobody counted (measure 2) is a gram each. What the
-- packages directly within it weigh empty. The last days on which anything became of what is in it,
-- and on which it was weighed and counted, and its seal dealt with.
SELECT CAST(coalesce(sum(custody.hi - custody.lo), 0) AS BIGINT), max(lot.measure),
    CAST(coalesce(sum((custody.hi - custody.lo) * CASE WHEN lot.measure = 2 THEN 1
        WHEN custody.stage = 4 THEN 0 ELSE device_class.mass_low_g END), 0) AS BIGINT),
    CAST(coalesce(sum((custody.hi - custody.lo) * CASE WHEN lot.measure = 2 THEN 1
        ELSE device_class.mass_high_g END), 0) AS BIGINT),
    (SELECT CAST(coalesce(sum(weighing.tare_g), 0) AS BIGINT)
     FROM package JOIN weighing ON weighing.package_id = package.package_id
     WHERE package.parent_id = $1 AND weighing.event_id = (
        SELECT last.event_id FROM weighing AS last WHERE last.package_id = package.package_id
        ORDER BY last.event_id DESC LIMIT 1)),
    max(custody.since),
    (SELECT max(weighing.weighed_on) FROM weighing WHERE weighing.package_id = $1),
    (SELECT max(package_count.counted_on) FROM package_count WHERE package_count.package_id = $1),
    (SELECT max(seal_entry.happened_on) FROM seal_entry WHERE seal_entry.package_id = $1)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
    JOIN device_class ON device_class.class_code = coalesce(custody.class_code, lot.class_code)
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM package WHERE package_id = $1));

-- name: package_carrier :one
-- in: package_id package_id
-- out: carrier_id organisation_id
-- Who brought it last, or brings it.
SELECT leg.carrier_id
FROM shipment_package JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
    JOIN leg ON leg.shipment_id = shipment.shipment_id
WHERE shipment_package.package_id = $1 AND shipment.departed_on IS NOT NULL
ORDER BY shipment.departed_on DESC, shipment.code, leg.number DESC LIMIT 1;

-- name: seal_broken :one
-- in: package_id package_id, seal text
-- out: happened_on date
-- The seal was on this package before.
SELECT happened_on FROM seal_entry WHERE package_id = $1 AND seal = $2 AND deed = 2
ORDER BY event_id DESC LIMIT 1;

-- name: package_units :one
-- in: package_id package_id
-- out: units units, measure measure?
-- Units in a package and in the packages within it, which holds lots of one measure alone.
SELECT CAST(coalesce(sum(custody.hi - custody.lo), 0) AS BIGINT), max(lot.measure)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM package WHERE package_id = $1));

-- name: receipt_by_id :one
-- in: receipt_id receipt_id
-- out: receipt_id receipt_id, shipment_id shipment_id, facility_id facility_id, plant_key_id plant_key_id, units units, mass_g mass, received_on date, statement text, signature bytes, measure measure
SELECT receipt.receipt_id, receipt.shipment_id, receipt.facility_id, receipt.plant_key_id,
    receipt.units, receipt.mass_g, receipt.received_on, receipt.statement, receipt.signature,
    coalesce(shipment.measure, 1)
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE receipt.receipt_id = $1;

-- name: receipt_by_statement :one
-- in: statement text
-- out: receipt_id receipt_id
-- One signed statement is one receipt.
SELECT receipt_id FROM receipt WHERE statement = $1;

-- name: receipt_of_shipment :one
-- in: shipment_id shipment_id
-- out: receipt_id receipt_id
SELECT receipt_id FROM receipt WHERE shipment_id = $1;

-- name: treatment_by_id :one
-- in: treatment_id treatment_id
-- out: treatment_id treatment_id, receipt_id receipt_id, facility_id facility_id, kind treatment_kind, operation text, interim bool, input_mass_g mass, tolerance_ppm i64, treated_on date
SELECT treatment_id, receipt_id, facility_id, kind, operation, interim, input_mass_g, tolerance_ppm,
    treated_on
FROM treatment WHERE treatment_id = $1;

-- name: treatment_by_statement :one
-- in: statement text
-- out: treatment_id treatment_id
-- One signed statement is one treatment.
SELECT treatment_id FROM treatment WHERE statement = $1;

-- name: treatable_of_receipt :many
-- in: receipt_id receipt_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, facility_id facility_id?, receipt_id receipt_id?, package_code text?, treatment_id treatment_id?, treated_by receipt_id?, since date
-- Units whose latest receipt this is, with where they are packed, if they are, and their latest
-- treatment, by whose receipt it was.
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.facility_id,
    custody.receipt_id, package.code, custody.treatment_id, treatment.receipt_id, custody.since
FROM custody LEFT JOIN package ON package.package_id = custody.package_id
    LEFT JOIN treatment ON treatment.treatment_id = custody.treatment_id
WHERE custody.receipt_id = $1 ORDER BY custody.lot_id, custody.lo;

-- name: treatable_of_lot :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: lot_id lot_id, lo i64, hi i64, stage stage, facility_id facility_id?, receipt_id receipt_id?, package_code text?, treatment_id treatment_id?, treated_by receipt_id?, since date
-- The same of units of a lot, whatever brought them.
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.facility_id,
    custody.receipt_id, package.code, custody.treatment_id, treatment.receipt_id, custody.since
FROM custody LEFT JOIN package ON package.package_id = custody.package_id
    LEFT JOIN treatment ON treatment.treatment_id = custody.treatment_id
WHERE custody.lot_id = $1 AND custody.lo < $3 AND custody.hi > $2 ORDER BY custody.lo;

-- name: receipt_span_mass :many
-- in: receipt_id receipt_id
-- out: lot_id lot_id, lo i64, hi i64, mass_g mass, accepted units
-- What a receipt covers, with what the lots of it weighed where they were collected.
SELECT receipt_span.lot_id, receipt_span.lo, receipt_span.hi, lot.mass_g, lot.accepted
FROM receipt_span JOIN lot ON lot.lot_id = receipt_span.lot_id
WHERE receipt_span.receipt_id = $1 ORDER BY receipt_span.lot_id, receipt_span.lo;

-- name: receipt_beyond :one
-- in: receipt_id receipt_id
-- out: beyond_g mass
-- What the units that the bound of its sample left out weighed where they were collected.
SELECT shipment.beyond_g
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE receipt.receipt_id = $1;

-- name: units_weighed :many
-- in: receipt_id receipt_id
-- out: lot_id lot_id, lo i64, hi i64, stage stage, credit_g i64?, programme_id programme_id, class_code text, mass_g mass, accepted units, measure measure
-- Units that a receipt brought, with what they are credited on lines in grams; programme by programme.
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.credit_g, lot.programme_id,
    coalesce(custody.class_code, lot.class_code), lot.mass_g, lot.accepted, lot.measure
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.receipt_id = $1 ORDER BY lot.programme_id, custody.lot_id, custody.lo;

-- name: units_credited :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: lo i64, hi i64, credit_g i64
-- Units of [lo, hi) that a plant weighed less than their lot did.
SELECT lo, hi, credit_g FROM custody
WHERE lot_id = $1 AND lo < $3 AND hi > $2 AND credit_g IS NOT NULL ORDER BY lo;

-- name: treatment_span_mass :many
-- in: treatment_id treatment_id
-- out: lot_id lot_id, lo i64, hi i64, mass_g mass, accepted units
-- The same of what a treatment made something of.
SELECT treatment_span.lot_id, treatment_span.lo, treatment_span.hi, lot.mass_g, lot.accepted
FROM treatment_span JOIN lot ON lot.lot_id = treatment_span.lot_id
WHERE treatment_span.treatment_id = $1 ORDER BY treatment_span.lot_id, treatment_span.lo;

-- name: material_left :many
-- in: facility_id facility_id, fraction text, treatment_id treatment_id?, until date
-- out: treatment_id treatment_id, left_g mass, treated_on date
-- Of a fraction what a plant has not handed on, from what it recycled until a day: the oldest first.
SELECT material.treatment_id, material.mass_g - material.dispatched_g, treatment.treated_on
FROM treatment JOIN material ON material.treatment_id = treatment.treatment_id
WHERE treatment.facility_id = $1 AND material.fraction = $2
    AND treatment.treatment_id = coalesce($3, treatment.treatment_id)
    AND treatment.interim = 0 AND treatment.treated_on <= $4
    AND material.dispatched_g < material.mass_g
ORDER BY treatment.treated_on, treatment.treatment_id;

-- name: dispatch_by_number :one
-- in: facility_id facility_id, number text
-- out: dispatch_id dispatch_id
SELECT dispatch_id FROM dispatch WHERE facility_id = $1 AND number = $2;

-- name: dispatch_by_id :one
-- in: dispatch_id dispatch_id
-- out: dispatch_id dispatch_id, facility_id facility_id, buyer_id organisation_id
SELECT dispatch_id, facility_id, buyer_id FROM dispatch WHERE dispatch_id = $1;

-- name: dispatch_source :many
-- in: dispatch_id dispatch_id
-- out: treatment_id treatment_id, receipt_id receipt_id, fraction text, mass_g mass
SELECT dispatch_item.treatment_id, treatment.receipt_id, dispatch_item.fraction,
    dispatch_item.mass_g
FROM dispatch_item JOIN treatment ON treatment.treatment_id = dispatch_item.treatment_id
WHERE dispatch_item.dispatch_id = $1
ORDER BY treatment.treated_on, dispatch_item.treatment_id, dispatch_item.fraction;

-- name: dispatch_lots :one
-- in: dispatch_id dispatch_id
-- out: lots i64, doubted i64
-- The lots, and those of them that are not eligible, but for their age, class or measure: found units that
-- nobody explained, and what was excluded or is in doubt.
SELECT CAST(count(DISTINCT treatment_span.lot_id) AS BIGINT),
    CAST(count(DISTINCT CASE WHEN lot.eligible = 0 AND lot.ineligible_reason NOT IN
        ('class-not-in-programme', 'not-counted', 'too-old') THEN treatment_span.lot_id END) AS BIGINT)
FROM dispatch_item JOIN treatment_span ON treatment_span.treatment_id = dispatch_item.treatment_id
    JOIN lot ON lot.lot_id = treatment_span.lot_id
WHERE dispatch_item.dispatch_id = $1;

-- name: treatment_lot_origin :many
-- in: treatment_id treatment_id
-- out: lot_id lot_id, country text, vintage month
SELECT DISTINCT treatment_span.lot_id, lot.country, lot.vintage
FROM treatment_span JOIN lot ON lot.lot_id = treatment_span.lot_id
WHERE treatment_span.treatment_id = $1 ORDER BY treatment_span.lot_id;

-- name: material_of_treatment :many
-- in: treatment_id treatment_id
-- out: fraction text, mass_g mass
SELECT fraction, mass_g FROM material WHERE treatment_id = $1 ORDER BY fraction;

-- name: treatment_lot_class :many
-- in: treatment_id treatment_id
-- out: lot_id lot_id, class_code text, measure measure, units i64
-- How many units of each lot and class were treated, as their class is known now.
SELECT treatment_span.lot_id, coalesce(custody.class_code, lot.class_code), lot.measure,
    CAST(sum(
        CASE WHEN custody.hi < treatment_span.hi THEN custody.hi ELSE treatment_span.hi END
        - CASE WHEN custody.lo > treatment_span.lo THEN custody.lo ELSE treatment_span.lo END)
        AS BIGINT)
FROM treatment_span
    JOIN lot ON lot.lot_id = treatment_span.lot_id
    JOIN custody ON custody.lot_id = treatment_span.lot_id AND custody.lo < treatment_span.hi
        AND custody.hi > treatment_span.lo
WHERE treatment_span.treatment_id = $1
GROUP BY 1, 2, 3 ORDER BY 1, 2;

-- name: custody_of_unit :one
-- in: lot_id lot_id, lo i64
-- out: stage stage, class_code text, under_review bool, country text, vintage month, measure measure
-- What everybody may know of the unit that stands for a device.
SELECT custody.stage, coalesce(custody.class_code, lot.class_code),
    CASE WHEN custody.case_id IS NULL THEN 0 ELSE 1 END, lot.country, lot.vintage, lot.measure
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.lot_id = $1 AND custody.lo <= $2 ORDER BY custody.lo DESC LIMIT 1;

-- name: lots_like :one
-- in: lot_id lot_id
-- out: collections i64, units i64
-- How much of a lot's class was collected in its country and month for its programme.
SELECT count(DISTINCT other.collection_id), CAST(sum(other.accepted) AS BIGINT)
FROM lot JOIN lot AS other ON other.programme_id = lot.programme_id
    AND other.class_code = lot.class_code AND other.measure = lot.measure
    AND other.eligible = lot.eligible AND other.vintage = lot.vintage
    AND other.country = lot.country
WHERE lot.lot_id = $1;

-- fragment: stored_entries place
-- What lies at places with a limit, or at the one: from the places on, so that the rest of the stock
-- costs nothing. CROSS JOIN is an order of joins for SQLite.
WITH RECURSIVE standing (facility_id, package_id) AS (
    SELECT limited.facility_id, package.package_id
    FROM facility_limit AS limited CROSS JOIN package
    WHERE limited.facility_id = coalesce($place, limited.facility_id)
        AND package.facility_id = limited.facility_id
    UNION ALL
    SELECT standing.facility_id, package.package_id
    FROM standing JOIN package ON package.parent_id = standing.package_id)
SELECT standing.facility_id AS facility_id, custody.lot_id AS lot_id, custody.lo AS lo,
    custody.hi AS hi, custody.since AS since, custody.class_code AS class_code
FROM standing CROSS JOIN custody WHERE custody.package_id = standing.package_id
UNION ALL
SELECT limited.facility_id, custody.lot_id, custody.lo, custody.hi, custody.since, custody.class_code
FROM facility_limit AS limited CROSS JOIN custody
WHERE limited.facility_id = coalesce($place, limited.facility_id)
    AND custody.facility_id = limited.facility_id;

-- fragment: stored place
-- The same, summed up. Batteries: in it, or not said to be out. The mass is about what was collected.
SELECT entry.facility_id AS facility_id,
    CAST(sum(CASE WHEN lot.measure = 1 THEN entry.hi - entry.lo ELSE 0 END) AS BIGINT) AS units,
    CAST(sum(lot.mass_g / lot.accepted * (entry.hi - entry.lo)) AS BIGINT) AS mass_g,
    min(entry.since) AS since,
    CAST(sum(CASE WHEN lot.battery IN (3, 4, 5) THEN
        lot.mass_g / lot.accepted * (entry.hi - entry.lo) ELSE 0 END) AS BIGINT) AS battery_mass_g
FROM (@stored_entries($place)) AS entry CROSS JOIN lot
WHERE lot.lot_id = entry.lot_id
GROUP BY entry.facility_id;

-- fragment: facilities_at_limit day
-- Places of which a limit is passed, or more than nine tenths of it used, on a day.
SELECT most.facility_id
FROM facility_limit AS most
    JOIN (@stored(NULL)) AS place ON place.facility_id = most.facility_id
WHERE place.units > most.units_max - most.units_max / 10
    OR place.mass_g > most.mass_max_g - most.mass_max_g / 10
    OR place.battery_mass_g > most.battery_mass_max_g - most.battery_mass_max_g / 10
    OR CAST($day AS BIGINT) - place.since > most.days_max - most.days_max / 10;

-- name: stock_limit_all :many
-- in: facility_id facility_id?
-- out: facility text, organisation text, facility_id facility_id, organisation_id organisation_id, mass_max_g i64?, battery_mass_max_g i64?, units_max i64?, days_max i64?, basis text?, units i64?, mass_g i64?, battery_mass_g i64?, since date?
-- Places with a limit, or the one if it has any, and what is there against it.
SELECT limited.code, organisation.code, limited.facility_id, limited.organisation_id,
    facility_limit.mass_max_g, facility_limit.battery_mass_max_g, facility_limit.units_max,
    facility_limit.days_max, facility_limit.basis, place.units, place.mass_g, place.battery_mass_g,
    place.since
FROM facility_limit JOIN facility AS limited ON limited.facility_id = facility_limit.facility_id
    JOIN organisation ON organisation.organisation_id = limited.organisation_id
    LEFT JOIN (@stored($1)) AS place ON place.facility_id = facility_limit.facility_id
WHERE facility_limit.facility_id = coalesce($1, facility_limit.facility_id)
ORDER BY limited.code;
