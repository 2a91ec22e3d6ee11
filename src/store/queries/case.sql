-- Cases: discrepancies between parties, and the units under review until they are closed.

-- name: case_by_id :one
-- in: case_id case_id
-- out: case_id case_id, cause text, deadline date, amount_minor i64?, amount_currency text?, closed_on date?, outcome text?, note_annex_id annex_id?, closing_note_annex_id annex_id?, event_id event_id
SELECT case_id, cause, deadline, amount_minor, amount_currency, closed_on, outcome, note_annex_id,
    closing_note_annex_id, event_id
FROM ledger_case WHERE case_id = $1;

-- name: case_span_all :many
-- in: case_id case_id
-- out: lot_id lot_id, lo i64, hi i64
SELECT lot_id, lo, hi FROM case_span WHERE case_id = $1 ORDER BY lot_id, lo;

-- name: case_amount :one
-- in: case_id case_id
-- out: units i64, mass_g i64
-- How much a case has under review: units that were counted, and grams of what nobody counted.
SELECT CAST(coalesce(sum(CASE WHEN lot.measure = 1 THEN case_span.hi - case_span.lo END), 0)
        AS BIGINT),
    CAST(coalesce(sum(CASE WHEN lot.measure = 2 THEN case_span.hi - case_span.lo END), 0)
        AS BIGINT)
FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
WHERE case_span.case_id = $1;

-- name: case_open_over :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: case_id case_id, lo i64, hi i64
-- Spans of open cases that meet [lo, hi), the earliest case first.
SELECT case_span.case_id, case_span.lo, case_span.hi
FROM case_span JOIN ledger_case ON ledger_case.case_id = case_span.case_id
WHERE case_span.lot_id = $1 AND case_span.lo < $3 AND case_span.hi > $2
    AND ledger_case.closed_on IS NULL
ORDER BY case_span.case_id, case_span.lo;

-- name: case_of_shipment :one
-- in: shipment_id shipment_id
-- out: case_id case_id, units units, measure measure
-- A case that units of a shipment are under, and how many of them.
SELECT custody.case_id, CAST(sum(custody.hi - custody.lo) AS BIGINT), max(lot.measure)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.case_id IS NOT NULL AND custody.package_id IN (
    @inside(SELECT package_id FROM shipment_package WHERE shipment_id = $1))
GROUP BY custody.case_id ORDER BY custody.case_id LIMIT 1;

-- name: incident_of_shipment :one
-- in: shipment_id shipment_id
-- out: shipment_id shipment_id, case_id case_id, cause text, lacked text, found_on date, cleared_on date?, outcome text?
SELECT shipment_id, case_id, cause, lacked, found_on, cleared_on, outcome FROM incident
WHERE shipment_id = $1;

-- name: incident_of_case :one
-- in: case_id case_id
-- out: code text
-- The shipment of an incident that is not cleared and has a case of its own.
SELECT shipment.code FROM incident JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE incident.case_id = $1 AND incident.cleared_on IS NULL;

-- name: incident_known_of_case :one
-- in: case_id case_id
-- out: code text
-- The shipment of the incident that a case is of, cleared or not.
SELECT shipment.code FROM incident JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE incident.case_id = $1;

-- name: incident_recycled :one
-- in: shipment_id shipment_id
-- out: units i64, mass_g i64
-- Of what left with a shipment, what is recycled.
SELECT CAST(coalesce(sum(CASE WHEN part.measure = 1 THEN part.hi - part.lo END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN part.measure = 2 THEN part.hi - part.lo END), 0) AS BIGINT)
FROM (SELECT lot.measure AS measure,
        CASE WHEN shipment_span.lo > custody.lo THEN shipment_span.lo ELSE custody.lo END AS lo,
        CASE WHEN shipment_span.hi < custody.hi THEN shipment_span.hi ELSE custody.hi END AS hi
    FROM shipment_span JOIN custody ON custody.lot_id = shipment_span.lot_id
        AND custody.lo < shipment_span.hi AND custody.hi > shipment_span.lo
        JOIN lot ON lot.lot_id = custody.lot_id
    WHERE shipment_span.shipment_id = $1 AND custody.stage = 5) AS part;

-- name: incident_any :one
-- out: case_id case_id
-- Whether any incident is open: hardly ever, and nothing more is asked then.
SELECT case_id FROM incident WHERE cleared_on IS NULL LIMIT 1;

-- name: incident_over :one
-- in: lot_id lot_id, lo i64, hi i64
-- out: code text, lo i64, hi i64
-- Units of [lo, hi) that left without authority, where that is not cleared.
SELECT shipment.code, case_span.lo, case_span.hi
FROM case_span JOIN incident ON incident.case_id = case_span.case_id
    JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE case_span.lot_id = $1 AND case_span.lo < $3 AND case_span.hi > $2
    AND incident.cleared_on IS NULL
ORDER BY case_span.lo LIMIT 1;

-- name: incident_beside :one
-- in: lot_id lot_id
-- out: code text
-- The shipment without authority, not cleared, of which a plant received units together with this lot.
SELECT shipment.code
FROM receipt_span JOIN receipt_span AS beside ON beside.receipt_id = receipt_span.receipt_id
    JOIN shipment_span ON shipment_span.lot_id = beside.lot_id AND shipment_span.lo < beside.hi
        AND shipment_span.hi > beside.lo
    JOIN incident ON incident.shipment_id = shipment_span.shipment_id
    JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE receipt_span.lot_id = $1 AND incident.cleared_on IS NULL
ORDER BY shipment.code LIMIT 1;
