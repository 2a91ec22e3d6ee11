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
-- out: case_id case_id, units units
-- A case that units of a shipment are under, and how many of them.
SELECT case_id, CAST(sum(hi - lo) AS BIGINT) FROM custody
WHERE case_id IS NOT NULL AND package_id IN (
    WITH RECURSIVE inside (package_id) AS (
        SELECT package_id FROM shipment_package WHERE shipment_id = $1
        UNION ALL
        SELECT package.package_id FROM package JOIN inside
            ON package.parent_id = inside.package_id)
    SELECT package_id FROM inside)
GROUP BY case_id ORDER BY case_id LIMIT 1;
