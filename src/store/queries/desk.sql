-- What waits for the operator: the filters that lists have for it, and how many each of them shows.
-- A count and its list name the same fragment, so that they cannot differ.

-- fragment: lots_waiting what
-- Lots of which units lie loose at a place, collected (stage 1) and not packed (all of
-- custody_collected), or are under review (all of custody_reviewed: a case that closes lets go of them).
SELECT custody.lot_id FROM custody
WHERE custody.facility_id IS NOT NULL AND custody.stage = 1 AND CAST($what AS BIGINT) = 1
UNION ALL
SELECT custody.lot_id FROM custody
WHERE custody.case_id IS NOT NULL AND CAST($what AS BIGINT) = 2;

-- fragment: packages_unplanned on
-- Packages that stand at a place that is no plant, hold something, and are in no shipment that is planned.
SELECT standing.package_id
FROM package AS standing JOIN facility AS place ON place.facility_id = standing.facility_id
WHERE place.is_plant = 0 AND CAST($on AS BIGINT) = 1
    AND (EXISTS (SELECT 1 FROM custody WHERE custody.package_id = standing.package_id)
        OR EXISTS (SELECT 1 FROM package AS inside WHERE inside.parent_id = standing.package_id))
    AND NOT EXISTS (SELECT 1 FROM shipment_package
            JOIN shipment AS planned ON planned.shipment_id = shipment_package.shipment_id
        WHERE shipment_package.package_id = standing.package_id AND planned.state = 1);

-- fragment: shipments_unconsented day
-- Planned shipments across a border that a country of the route does not consent to until they arrive, as
-- planned or on the day, and three days more (LL_SHIPMENT_MARGIN_DAYS).
SELECT planned.shipment_id
FROM shipment AS planned JOIN leg ON leg.shipment_id = planned.shipment_id
    JOIN facility AS stop ON stop.facility_id = leg.from_facility_id
        OR stop.facility_id = leg.to_facility_id
WHERE planned.state = 1 AND planned.crosses_border = 1
    AND NOT EXISTS (SELECT 1 FROM consent
        WHERE consent.shipment_id = planned.shipment_id AND consent.country = stop.country
            AND consent.valid_until >= planned.planned_arrival + 3
            AND consent.valid_until >= CAST($day AS BIGINT) + 3)
    AND NOT EXISTS (SELECT 1 FROM booking
        WHERE booking.shipment_id = planned.shipment_id AND booking.state <> 3
            AND NOT EXISTS (SELECT 1 FROM notification_state
                WHERE notification_state.notification_id = booking.notification_id
                    AND (notification_state.valid_until IS NULL
                        OR notification_state.valid_until < planned.planned_arrival + 3
                        OR notification_state.valid_until < CAST($day AS BIGINT) + 3)));

-- fragment: shipments_conflicting open
-- Shipments to a plant that has not received them, with units that serve a line of a standard which the
-- plant does not hold on the day on which they are planned to arrive: received there, they would no more.
WITH RECURSIVE loaded (shipment_id, package_id) AS (
    SELECT shipment_package.shipment_id, shipment_package.package_id
    FROM shipment AS coming
        JOIN facility AS place ON place.facility_id = coming.to_facility_id AND place.is_plant = 1
        JOIN shipment_package ON shipment_package.shipment_id = coming.shipment_id
    WHERE coming.state <= 3 AND CAST($open AS BIGINT) = 1
    UNION ALL
    SELECT loaded.shipment_id, package.package_id
    FROM loaded JOIN package ON package.parent_id = loaded.package_id)
SELECT loaded.shipment_id
FROM loaded JOIN shipment AS coming ON coming.shipment_id = loaded.shipment_id
    JOIN custody ON custody.package_id = loaded.package_id
    JOIN allocation ON allocation.lot_id = custody.lot_id AND allocation.lot_lo < custody.hi
        AND allocation.lot_hi > custody.lo
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE order_line.standard IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM certification
        WHERE certification.facility_id = coming.to_facility_id
            AND certification.standard = order_line.standard
            AND certification.valid_from <= coming.planned_arrival
            AND certification.valid_to >= coming.planned_arrival);

-- fragment: receipts_untreated stage
-- Receipts of which units are as they were received: of what is not recycled (custody_under_way). Grouped
-- by what is in no index, else both engines look through custody_by_receipt, which holds all that there was.
SELECT custody.receipt_id FROM custody
WHERE custody.stage <> 5 AND custody.stage = $stage
GROUP BY custody.receipt_id, custody.hi;

-- fragment: facilities_certified_until day
-- Plants that hold a standard until before a day at the latest.
SELECT certification.facility_id FROM certification
GROUP BY certification.facility_id, certification.standard
HAVING max(certification.valid_to) < $day;

-- fragment: facilities_plan_due day
-- Plants of whose plan a step should have been done before a day.
SELECT plan_step.facility_id FROM plan_step
WHERE plan_step.state <= 2 AND plan_step.due_on < $day;

-- fragment: licences_ending day
-- The last of a holder's licences of a kind in a country, where it ends before a day.
SELECT ending.licence_id FROM licence AS ending
WHERE coalesce(ending.withdrawn_on - 1, ending.valid_until) < $day
    AND NOT EXISTS (SELECT 1 FROM licence AS later
        WHERE later.organisation_id = ending.organisation_id AND later.kind = ending.kind
            AND later.country = ending.country
            AND coalesce(later.facility_id, later.organisation_id)
                = coalesce(ending.facility_id, ending.organisation_id)
            AND (coalesce(later.withdrawn_on - 1, later.valid_until)
                    > coalesce(ending.withdrawn_on - 1, ending.valid_until)
                OR (coalesce(later.withdrawn_on - 1, later.valid_until)
                        = coalesce(ending.withdrawn_on - 1, ending.valid_until)
                    AND later.licence_id > ending.licence_id)));

-- fragment: open_of slice
-- Positions of a slice that nothing serves and that are not voided.
$slice.hi - $slice.lo - coalesce((SELECT sum(allocation.line_hi - allocation.line_lo)
        FROM allocation WHERE allocation.order_line_id = $slice.order_line_id
            AND allocation.line_lo >= $slice.lo AND allocation.line_lo < $slice.hi), 0)
    - coalesce((SELECT sum(voided.hi - voided.lo)
        FROM voided WHERE voided.order_line_id = $slice.order_line_id
            AND voided.lo >= $slice.lo AND voided.lo < $slice.hi), 0);

-- fragment: lines_waiting end
-- Order lines with open positions of slices that came before a time.
SELECT waiting.order_line_id FROM open_slice AS waiting
WHERE waiting.queue_at < $end AND @open_of(waiting) > 0;

-- ---------------------------------------------------------------- how many

-- name: desk_lots_loose :one
-- in: on bool
-- out: entries i64, units i64, mass_g i64
SELECT count(DISTINCT custody.lot_id),
    CAST(coalesce(sum(CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN lot.measure = 2 THEN custody.hi - custody.lo END), 0) AS BIGINT)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.facility_id IS NOT NULL AND custody.stage = 1 AND CAST($1 AS BIGINT) = 1;

-- name: desk_lots_under_review :one
-- in: on bool
-- out: entries i64, units i64, mass_g i64
SELECT count(DISTINCT custody.lot_id),
    CAST(coalesce(sum(CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN lot.measure = 2 THEN custody.hi - custody.lo END), 0) AS BIGINT)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.case_id IS NOT NULL AND CAST($1 AS BIGINT) = 1;

-- name: desk_packages_unplanned :one
-- in: on bool
-- out: entries i64
SELECT count(*) FROM package WHERE package.package_id IN (@packages_unplanned($1));

-- name: desk_shipments_unconsented :one
-- in: day date
-- out: entries i64
SELECT count(*) FROM shipment WHERE shipment.shipment_id IN (@shipments_unconsented($1));

-- name: desk_next_all :many
-- in: day date, limit i64
-- out: shipment_id shipment_id, code text, from_facility_id facility_id, to_facility_id facility_id, crosses_border bool, planned_arrival date
-- Planned shipments that arrive first, of those that are not past their day.
SELECT shipment_id, code, from_facility_id, to_facility_id, crosses_border, planned_arrival
FROM shipment WHERE state = 1 AND planned_arrival >= $1
ORDER BY planned_arrival, code LIMIT $2;

-- name: desk_shipments_conflicting :one
-- in: open bool
-- out: entries i64
SELECT count(*) FROM shipment WHERE shipment.shipment_id IN (@shipments_conflicting($1));

-- name: desk_shipments_late :one
-- in: state shipment_state, day date
-- out: entries i64, units i64, mass_g i64
SELECT count(*),
    CAST(coalesce(sum(CASE WHEN measure = 2 THEN 0 ELSE units END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN measure = 2 THEN units ELSE 0 END), 0) AS BIGINT)
FROM shipment WHERE state = $1 AND planned_arrival < $2;

-- name: desk_shipments_unreceived :one
-- in: is_plant bool
-- out: entries i64, units i64, mass_g i64
SELECT count(*),
    CAST(coalesce(sum(CASE WHEN shipment.measure = 2 THEN 0 ELSE shipment.units END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN shipment.measure = 2 THEN shipment.units ELSE 0 END), 0) AS BIGINT)
FROM shipment JOIN facility ON facility.facility_id = shipment.to_facility_id
WHERE shipment.state = 3 AND facility.is_plant = $1;

-- name: desk_receipts_untreated :one
-- in: stage stage
-- out: entries i64, units i64, mass_g i64
SELECT count(DISTINCT custody.receipt_id),
    CAST(coalesce(sum(CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN lot.measure = 2 THEN custody.hi - custody.lo END), 0) AS BIGINT)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.stage <> 5 AND custody.stage = $1;

-- name: desk_campaigns_open :one
-- in: state campaign_state
-- out: entries i64
SELECT count(*) FROM campaign WHERE state = $1;

-- name: desk_facilities_certified_until :one
-- in: day date
-- out: entries i64
SELECT count(*) FROM facility WHERE facility.facility_id IN (@facilities_certified_until($1));

-- name: desk_facilities_plan_due :one
-- in: day date
-- out: entries i64
SELECT count(*) FROM facility WHERE facility.facility_id IN (@facilities_plan_due($1));

-- name: desk_stock_at_limit :one
-- in: day date
-- out: entries i64
SELECT count(*)
FROM (SELECT DISTINCT entry.facility_id, coalesce(entry.class_code, lot.class_code)
    FROM (@stored_entries(NULL)) AS entry JOIN lot ON lot.lot_id = entry.lot_id
    WHERE entry.facility_id IN (@facilities_at_limit($1))) AS kinds;

-- name: desk_cases_late :one
-- in: day date
-- out: entries i64
SELECT count(*) FROM ledger_case WHERE closed_on IS NULL AND deadline < $1;

-- name: desk_incidents_open :one
-- in: open bool
-- out: entries i64
SELECT count(*) FROM incident WHERE (CASE WHEN cleared_on IS NULL THEN 1 ELSE 0 END) = $1;

-- name: desk_enquiries_open :one
-- in: open bool
-- out: entries i64
-- Who asks to join, and who doubts a certificate, that nobody has answered.
SELECT count(*) FROM enquiry WHERE (CASE WHEN closed_at IS NULL THEN 1 ELSE 0 END) = $1;

-- name: desk_proposals_open :one
-- in: state proposal_state, expires_after time
-- out: entries i64
-- Steps that wait for a second person, and have not run out.
SELECT count(*) FROM proposal WHERE state = $1 AND expires_at > $2;

-- name: desk_certificates_in :one
-- in: state certificate_state
-- out: entries i64, units i64
SELECT count(*), CAST(coalesce(sum(units), 0) AS BIGINT) FROM certificate WHERE state = $1;

-- name: desk_waiting_all :many
-- out: code text, programme text, class_code text, measure measure, first_at time, slices i64, open_count i64
-- What waits of each order line, and since when the first of it does. Grouped first, and told apart
-- afterwards, so that no engine works out twice what is open of a slice.
SELECT order_line.code, programme.code, order_line.class_code, order_line.measure,
    min(CASE WHEN slice.open_count > 0 THEN slice.queue_at END),
    count(CASE WHEN slice.open_count > 0 THEN 1 END), CAST(sum(slice.open_count) AS BIGINT)
FROM (SELECT waiting.order_line_id AS order_line_id, min(waiting.queue_at) AS queue_at,
            min(@open_of(waiting)) AS open_count
        FROM open_slice AS waiting
        GROUP BY waiting.order_line_id, waiting.lo) AS slice
    JOIN order_line ON order_line.order_line_id = slice.order_line_id
    JOIN programme ON programme.programme_id = order_line.programme_id
GROUP BY slice.order_line_id, order_line.code, programme.code, order_line.class_code,
    order_line.measure
HAVING sum(slice.open_count) > 0
ORDER BY slice.order_line_id;

-- ---------------------------------------------------------------- coverage

-- name: desk_demanded_all :many
-- out: programme text, class_code text, measure measure, demanded i64, left i64
-- What is owed, by programme and class of demand: what was voided is not. left: and what something
-- serves or nothing does yet (desk_waiting_all).
SELECT programme.code, order_line.class_code, order_line.measure,
    CAST(sum(order_line.demanded - coalesce(gone.unasked, 0)) AS BIGINT),
    CAST(sum(order_line.demanded - coalesce(gone.voided, 0)) AS BIGINT)
FROM order_line JOIN programme ON programme.programme_id = order_line.programme_id
    LEFT JOIN (SELECT voided.order_line_id AS order_line_id, sum(voided.hi - voided.lo) AS voided,
                sum(CASE WHEN voided.from_lo IS NULL THEN voided.hi - voided.lo END) AS unasked
            FROM voided GROUP BY voided.order_line_id) AS gone
        ON gone.order_line_id = order_line.order_line_id
GROUP BY programme.code, order_line.class_code, order_line.measure
ORDER BY programme.code, order_line.class_code, order_line.measure;

-- name: desk_supplied_all :many
-- out: programme text, class_code text, measure measure, eligible bool, vintage month, lots i64, accepted i64
-- Units of lots, by programme, class and month: all of it from lot_by_class.
SELECT programme.code, part.class_code, part.measure, part.eligible, part.vintage, part.lots, part.accepted
FROM (SELECT lot.programme_id AS programme_id, lot.class_code AS class_code, lot.measure AS measure,
            lot.eligible AS eligible, lot.vintage AS vintage, count(*) AS lots,
            CAST(sum(lot.accepted) AS BIGINT) AS accepted
        FROM lot
        GROUP BY lot.programme_id, lot.class_code, lot.measure, lot.eligible, lot.vintage) AS part
    JOIN programme ON programme.programme_id = part.programme_id
ORDER BY programme.code, part.class_code, part.measure, part.eligible, part.vintage;

-- ---------------------------------------------------------------- month by month, in pieces

-- name: desk_last_event :many
-- out: recorded_at time
-- One row or none.
SELECT recorded_at FROM event ORDER BY event_id DESC LIMIT 1;

-- name: desk_shipped_by_day :many
-- in: first date
-- out: day date, units i64
SELECT departed_on, CAST(sum(units) AS BIGINT) FROM shipment
WHERE departed_on >= $1 AND coalesce(measure, 1) = 1 GROUP BY departed_on ORDER BY departed_on;

-- name: desk_received_by_day :many
-- in: first date
-- out: day date, units i64
SELECT receipt.received_on, CAST(sum(receipt.units) AS BIGINT)
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE receipt.received_on >= $1 AND coalesce(shipment.measure, 1) = 1
GROUP BY receipt.received_on ORDER BY receipt.received_on;

-- name: desk_recycled_by_day :many
-- in: first date
-- out: day date, units i64
SELECT treatment.treated_on, CAST(sum(treatment_span.hi - treatment_span.lo) AS BIGINT)
FROM treatment JOIN treatment_span ON treatment_span.treatment_id = treatment.treatment_id
    JOIN receipt ON receipt.receipt_id = treatment.receipt_id
    JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE treatment.treated_on >= $1 AND treatment.interim = 0 AND coalesce(shipment.measure, 1) = 1
GROUP BY treatment.treated_on ORDER BY treatment.treated_on;

-- name: desk_certified_by_day :many
-- in: first time, last_state certificate_state
-- out: day date, units i64
SELECT issued_at / 86400000000, CAST(sum(units) AS BIGINT) FROM certificate
WHERE issued_at >= $1 AND state <= $2
GROUP BY issued_at / 86400000000 ORDER BY issued_at / 86400000000;

-- name: desk_under_way_all :many
-- in: state shipment_state
-- out: from_country text, to_country text, shipments i64, units i64, mass_g i64
-- Shipments by the countries that they left and go to.
SELECT start.country, goal.country, count(*),
    CAST(coalesce(sum(CASE WHEN shipment.measure = 2 THEN 0 ELSE shipment.units END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN shipment.measure = 2 THEN shipment.units ELSE 0 END), 0) AS BIGINT)
FROM shipment JOIN facility AS start ON start.facility_id = shipment.from_facility_id
    JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE shipment.state = $1
GROUP BY start.country, goal.country
ORDER BY start.country, goal.country;

-- name: desk_begun :one
-- out: partners bool, facilities bool, programmes bool, collections bool, orders bool, demand bool, allocations bool, packages bool, shipments bool
-- What of the way from an empty store to a first shipment was gone; the operator is the first
-- organisation.
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM organisation
        WHERE organisation_id > (SELECT organisation_id FROM organisation
            ORDER BY organisation_id LIMIT 1)) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM facility) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM programme) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM collection) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM order_line) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM demand_slice) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM allocation) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM package) THEN 1 ELSE 0 END AS BIGINT),
    CAST(CASE WHEN EXISTS (SELECT 1 FROM shipment) THEN 1 ELSE 0 END AS BIGINT);

-- name: desk_first_programme :one
-- out: code text
SELECT code FROM programme ORDER BY programme_id LIMIT 1;
