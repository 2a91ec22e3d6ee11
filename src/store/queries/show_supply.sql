-- Collections and lots, packages, labels and what stands where, as lists and pages show them.
-- Every column is a member of the answer, by its name. What has a code is named by it ("facility"), and its id stands beside it at
-- the end ("facility_id"). A list begins with what it is ordered and paged by.

-- name: collection_list :list
-- in: after collection_id, limit i64, collector_id organisation_id?, country text?, facility_id facility_id?, programme_id programme_id?, viewer user_id?, before collection_id?
-- out: collection_id collection_id, collected_on date, programme text, collector text, facility text, country text, record text?, programme_id programme_id, collector_id organisation_id, facility_id facility_id
SELECT collection.collection_id, collection.collected_on, programme.code, organisation.code,
    facility.code, collection.country, collection.record_key, collection.programme_id,
    collection.collector_id, collection.facility_id
FROM collection JOIN programme ON programme.programme_id = collection.programme_id
    JOIN organisation ON organisation.organisation_id = collection.collector_id
    JOIN facility ON facility.facility_id = collection.facility_id
WHERE collection.collection_id > $1
    AND collection.collector_id = $3
    AND collection.country = $4
    AND collection.facility_id = $5
    AND collection.programme_id = $6
    AND collection.collection_id IN (@visible_collection($7))
    AND collection.collection_id < $8
ORDER BY
    collection.collection_id DESC, $8,
    collection.collection_id LIMIT $2;

-- name: collection_item :item
-- in: collection_id collection_id
-- out: collection_id collection_id, collected_on date, programme text, collector text, facility text, country text, source source, record text?, evidence_digest bytes, evidence_again bool, programme_id programme_id, collector_id organisation_id, facility_id facility_id
SELECT collection.collection_id, collection.collected_on, programme.code, organisation.code,
    facility.code, collection.country, collection.source, collection.record_key,
    collection.evidence_digest, collection.evidence_again, collection.programme_id, collection.collector_id,
    collection.facility_id
FROM collection JOIN programme ON programme.programme_id = collection.programme_id
    JOIN organisation ON organisation.organisation_id = collection.collector_id
    JOIN facility ON facility.facility_id = collection.facility_id
WHERE collection.collection_id = $1;

-- name: collection_lots :list
-- in: collection_id collection_id
-- out: lot_id lot_id, class_code text, measure measure, units units?, mass_g mass, battery battery, funder text?, eligible bool, ineligible_reason text?, funder_id organisation_id?
SELECT lot.lot_id, lot.class_code, lot.measure, CASE WHEN lot.measure = 1 THEN lot.units END, lot.mass_g, lot.battery, funder.code, lot.eligible,
    lot.ineligible_reason, lot.funder_id
FROM lot LEFT JOIN organisation AS funder ON funder.organisation_id = lot.funder_id
WHERE lot.collection_id = $1
ORDER BY lot.class_code;

-- name: lot_list :list
-- in: after lot_id, limit i64, class_code text?, country text?, not_eligible i64, programme_id programme_id?, source_first source, viewer user_id?, waits i64?, vintage_from month, vintage_to month, before lot_id?, source_last source
-- out: lot_id lot_id, programme text, class_code text, country text, vintage month, source source, units units?, mass_g mass, battery battery, eligible bool, ineligible_reason text?, programme_id programme_id
-- What nobody counted has a mass and no units. not_eligible: what lots are not; 2 is what none is.
-- planned: anew, a filter may leave a few of all lots, which are then looked up one by one
SELECT lot.lot_id, programme.code, lot.class_code, lot.country, lot.vintage, lot.source,
    CASE WHEN lot.measure = 1 THEN lot.accepted END, lot.mass_g, lot.battery, lot.eligible,
    lot.ineligible_reason, lot.programme_id
FROM lot JOIN programme ON programme.programme_id = lot.programme_id
WHERE lot.lot_id > $1
    AND lot.class_code = $3
    AND lot.country = $4
    AND lot.eligible <> $5
    AND lot.programme_id = $6
    AND lot.source BETWEEN $7 AND $13
    AND lot.lot_id IN (@visible_lot($8))
    AND lot.lot_id IN (@lots_waiting($9))
    AND lot.vintage >= $10 AND lot.vintage <= $11
    AND lot.lot_id < $12
ORDER BY
    lot.lot_id DESC, $12,
    lot.lot_id LIMIT $2;

-- name: lot_item :item
-- in: lot_id lot_id
-- out: lot_id lot_id, collection_id collection_id?, programme text, class_code text, country text, vintage month, source source, found_on date?, funder text?, measure measure, units units?, mass_g mass, battery battery, eligible bool, ineligible_reason text?, explanation text?, queue_at time, public_number bytes, programme_id programme_id, funder_id organisation_id?
SELECT lot.lot_id, lot.collection_id, programme.code, lot.class_code, lot.country, lot.vintage,
    lot.source, lot.found_on, funder.code, lot.measure, CASE WHEN lot.measure = 1 THEN lot.accepted END, lot.mass_g, lot.battery, lot.eligible,
    lot.ineligible_reason, lot.explanation, lot.queue_at, lot.public_number, lot.programme_id,
    lot.funder_id
FROM lot JOIN programme ON programme.programme_id = lot.programme_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = lot.funder_id
WHERE lot.lot_id = $1;

-- name: lot_custody :list
-- in: lot_id lot_id, after i64, limit i64?, viewer user_id?
-- out: lo i64, hi i64, stage stage, facility text?, package text?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, facility_id facility_id?, package_id package_id?
SELECT custody.lo, custody.hi, custody.stage, facility.code, package.code, custody.receipt_id,
    custody.treatment_id, custody.case_id, custody.class_code, custody.credit_g,
    custody.facility_id, custody.package_id
FROM custody LEFT JOIN facility ON facility.facility_id = custody.facility_id
    LEFT JOIN package ON package.package_id = custody.package_id
WHERE custody.lot_id = $1 AND custody.lo >= coalesce((SELECT max(before.lo) FROM custody AS before
        WHERE before.lot_id = $1 AND before.lo <= $2), 0)
    AND @seen_units($4)
ORDER BY custody.lo
LIMIT $3;

-- name: lot_allocations :list
-- in: lot_id lot_id, after i64?, limit i64?, viewer user_id?
-- out: lo i64, hi i64, order_line text, line_lo i64, line_hi i64, credit_g i64?, state allocation_state, order_line_id order_line_id
SELECT allocation.lot_lo, allocation.lot_hi, order_line.code, allocation.line_lo, allocation.line_hi,
    CASE WHEN order_line.measure = 2 THEN allocation.credit END, allocation.state,
    allocation.order_line_id
FROM allocation JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE allocation.lot_id = $1
    AND allocation.lot_lo > $2
    AND allocation.order_line_id IN (@visible_order_line($4))
ORDER BY allocation.lot_lo
LIMIT $3;

-- fragment: packages_under_way on
-- Packages of shipments that are planned or on their way. What arrived long ago stays to be seen.
SELECT shipment_package.package_id
FROM shipment_package JOIN shipment AS moved ON moved.shipment_id = shipment_package.shipment_id
WHERE moved.state IN (1, 2) AND CAST($on AS BIGINT) = 1;

-- name: package_list :list
-- in: after text, limit i64, facility_id facility_id?, kind package_kind?, programme_id programme_id?, viewer user_id?, unplanned bool?, under_way bool?
-- out: code text, kind package_kind, number text?, programme text, country text, facility text?, parent text?, shipment text?, seal text?, package_id package_id, programme_id programme_id, facility_id facility_id?, parent_id package_id?, shipment_id shipment_id?
SELECT package.code, package.kind, package.number, programme.code, package.country, facility.code,
    parent.code, shipment.code, package.seal, package.package_id, package.programme_id, package.facility_id,
    package.parent_id, package.shipment_id
FROM package JOIN programme ON programme.programme_id = package.programme_id
    LEFT JOIN facility ON facility.facility_id = package.facility_id
    LEFT JOIN package AS parent ON parent.package_id = package.parent_id
    LEFT JOIN shipment ON shipment.shipment_id = package.shipment_id
WHERE package.code > $1
    AND package.facility_id = $3
    AND package.kind = $4
    AND package.programme_id = $5
    AND package.package_id IN (@visible_package($6))
    AND package.package_id IN (@packages_unplanned($7))
    AND package.package_id IN (@packages_under_way($8))
ORDER BY package.code LIMIT $2;

-- name: package_item :item
-- in: package_id package_id
-- out: code text, kind package_kind, number text?, programme text, country text, funder text?, facility text?, parent text?, shipment text?, seal text?, package_id package_id, programme_id programme_id, funder_id organisation_id?, facility_id facility_id?, parent_id package_id?, shipment_id shipment_id?
SELECT package.code, package.kind, package.number, programme.code, package.country, funder.code,
    facility.code, parent.code, shipment.code, package.seal, package.package_id, package.programme_id,
    package.funder_id, package.facility_id, package.parent_id, package.shipment_id
FROM package JOIN programme ON programme.programme_id = package.programme_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = package.funder_id
    LEFT JOIN facility ON facility.facility_id = package.facility_id
    LEFT JOIN package AS parent ON parent.package_id = package.parent_id
    LEFT JOIN shipment ON shipment.shipment_id = package.shipment_id
WHERE package.package_id = $1;

-- fragment: standing held
-- Units that are at a place, loose or in what stands there, until they are recycled or removed.
$held JOIN lot ON lot.lot_id = $held.lot_id
        LEFT JOIN package ON package.package_id = $held.package_id
        LEFT JOIN package AS box ON box.package_id = package.parent_id
        LEFT JOIN package AS pallet ON pallet.package_id = box.parent_id
        LEFT JOIN package AS container ON container.package_id = pallet.parent_id
        JOIN facility ON facility.facility_id = coalesce($held.facility_id, package.facility_id,
            box.facility_id, pallet.facility_id, container.facility_id);

-- name: stock_list :list
-- in: after text, limit i64, facility_id facility_id?, class_code text?, viewer user_id?, at_limit_on date?, keeper user_id?
-- out: stock text, facility text, class_code text, units i64, mass_g mass, since date, facility_id facility_id
-- The mass is about what it weighed where it was collected; since: the day of the oldest.
SELECT place.stock, place.facility, place.class_code, place.units, place.mass_g, place.since,
    place.facility_id
FROM (SELECT facility.code || ':' || coalesce(custody.class_code, lot.class_code) AS stock,
        facility.code AS facility, coalesce(custody.class_code, lot.class_code) AS class_code,
        CAST(sum(CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo ELSE 0 END) AS BIGINT) AS units,
        CAST(sum(lot.mass_g / lot.accepted * (custody.hi - custody.lo)) AS BIGINT) AS mass_g,
        min(custody.since) AS since, facility.facility_id AS facility_id
    FROM @standing(custody)
    WHERE custody.stage < 5
        AND facility.facility_id = $3
        AND coalesce(custody.class_code, lot.class_code) = $4
        AND (facility.facility_id IN (@kept($5)) OR lot.programme_id IN (@audited($5)))
        AND facility.facility_id IN (@facilities_at_limit($6))
        AND facility.facility_id IN (@kept($7))
    GROUP BY facility.code, coalesce(custody.class_code, lot.class_code), facility.facility_id)
    AS place
WHERE place.stock > $1
ORDER BY place.stock LIMIT $2;

-- name: stock_entries :list
-- in: facility_id facility_id, class_code text?, viewer user_id?
-- out: since date, lot_id lot_id, class_code text, battery battery, stage stage, package text?, units i64?, mass_g mass, case_id case_id?, package_id package_id?
-- What lies there, the oldest first.
SELECT custody.since, custody.lot_id, coalesce(custody.class_code, lot.class_code), lot.battery,
    custody.stage, package.code,
    CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo ELSE NULL END,
    lot.mass_g / lot.accepted * (custody.hi - custody.lo), custody.case_id, custody.package_id
FROM @standing(custody)
WHERE custody.stage < 5
    AND facility.facility_id = $1
    AND coalesce(custody.class_code, lot.class_code) = $2
    AND (facility.facility_id IN (@kept($3)) OR lot.programme_id IN (@audited($3)))
ORDER BY custody.since, custody.lot_id, custody.lo;

-- name: label_list :list
-- in: after text, limit i64, label_sheet_id label_sheet_id?, programme_id programme_id?, viewer user_id?, open bool?
-- out: label text, open bool, label_sheet label_sheet_id, number i64, programme text, organisation text, package text?, reason text?, used_on date?, programme_id programme_id, organisation_id organisation_id, package_id package_id?
SELECT label.label, CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END, label.label_sheet_id,
    label.number, programme.code, organisation.code, package.code, label_use.reason, label_use.used_on,
    label_sheet.programme_id, label_sheet.organisation_id, package.package_id
FROM label JOIN label_sheet ON label_sheet.label_sheet_id = label.label_sheet_id
    JOIN programme ON programme.programme_id = label_sheet.programme_id
    JOIN organisation ON organisation.organisation_id = label_sheet.organisation_id
    LEFT JOIN label_use ON label_use.label = label.label
    LEFT JOIN package ON package.package_id = label_use.package_id
        AND package.package_id IN (@visible_package($5))
WHERE label.label > $1
    AND label.label_sheet_id = $3
    AND label_sheet.programme_id = $4
    AND label.label_sheet_id IN (@visible_label_sheet($5))
    AND (CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END) = $6
ORDER BY label.label LIMIT $2;

-- name: label_item :item
-- in: label text, seen i64
-- out: label text, open bool, label_sheet label_sheet_id, number i64, programme text, organisation text, package text?, reason text?, used_on date?, programme_id programme_id, organisation_id organisation_id, package_id package_id?
SELECT label.label, CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END, label.label_sheet_id,
    label.number, programme.code, organisation.code, package.code, label_use.reason, label_use.used_on,
    label_sheet.programme_id, label_sheet.organisation_id, package.package_id
FROM label JOIN label_sheet ON label_sheet.label_sheet_id = label.label_sheet_id
    JOIN programme ON programme.programme_id = label_sheet.programme_id
    JOIN organisation ON organisation.organisation_id = label_sheet.organisation_id
    LEFT JOIN label_use ON label_use.label = label.label
    LEFT JOIN package ON package.package_id = label_use.package_id AND $2 = 1
WHERE label.label = $1;

-- name: package_labels :list
-- in: package_id package_id
-- out: label text, used_on date
SELECT label_use.label, label_use.used_on FROM label_use
WHERE label_use.package_id = $1 ORDER BY label_use.event_id;

-- name: package_content :list
-- in: package_id package_id, after_lot_id lot_id, after i64, limit i64?
-- out: lot_id lot_id, lo i64, hi i64, measure measure, class_code text, stage stage, case_id case_id?
-- Units directly in a package, as what they are taken for by now.
SELECT custody.lot_id, custody.lo, custody.hi, lot.measure, coalesce(custody.class_code, lot.class_code),
    custody.stage, custody.case_id
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id = $1 AND (custody.lot_id, custody.lo) > ($2, $3)
ORDER BY custody.lot_id, custody.lo
LIMIT $4;

-- name: package_weighings :list
-- in: package_id package_id
-- out: weighed_on date, gross_g mass, tare_g mass, net_g mass, still_so bool
-- The last first; still so: as much is in it as then.
SELECT weighing.weighed_on, weighing.gross_g, weighing.tare_g, weighing.gross_g - weighing.tare_g,
    CASE WHEN weighing.units = (SELECT coalesce(sum(custody.hi - custody.lo), 0) FROM custody
        WHERE custody.package_id IN (
            @inside(SELECT package_id FROM package WHERE package_id = $1))) THEN 1 ELSE 0 END
FROM weighing WHERE weighing.package_id = $1 ORDER BY weighing.event_id DESC;

-- name: package_counts :list
-- in: package_id package_id
-- out: counted_on date, counted i64, recorded i64, organisation text?, case_id case_id?, organisation_id organisation_id?
-- The last first; of what nobody counts grams.
SELECT package_count.counted_on, package_count.units, package_count.recorded, organisation.code,
    package_count.case_id, package_count.organisation_id
FROM package_count JOIN organisation
    ON organisation.organisation_id = package_count.organisation_id
WHERE package_count.package_id = $1 ORDER BY package_count.event_id DESC;

-- name: package_seals :list
-- in: package_id package_id
-- out: happened_on date, deed seal_deed, seal text?, kind seal_kind?, organisation text?, reason text?, case_id case_id?, organisation_id organisation_id?
SELECT seal_entry.happened_on, seal_entry.deed, seal_entry.seal, seal_entry.kind, organisation.code,
    seal_entry.reason, seal_entry.case_id, seal_entry.organisation_id
FROM seal_entry LEFT JOIN organisation
    ON organisation.organisation_id = seal_entry.organisation_id
WHERE seal_entry.package_id = $1 ORDER BY seal_entry.event_id;

-- name: package_inside :list
-- in: package_id package_id, after text?, limit i64?, viewer user_id?
-- out: code text, kind package_kind, package_id package_id
-- What was put directly into a package.
SELECT code, kind, package_id FROM package WHERE parent_id = $1
    AND code > $2
    AND package_id IN (@visible_package($4))
ORDER BY code
LIMIT $3;
