-- Collections, packages, shipments, receipts: what services and projectors look up.

-- name: custody_over :one
-- in: lot_id lot_id, lo i64
-- out: lo i64, hi i64, stage stage, facility_id facility_id?, package_id package_id?
-- A projector that splits a row: the one that holds this unit.
SELECT lo, hi, stage, facility_id, package_id FROM custody
WHERE lot_id = $1 AND lo <= $2 ORDER BY lo DESC LIMIT 1;

-- name: shipment_route :one
-- in: shipment_id shipment_id
-- out: code text, from_facility_id facility_id, to_facility_id facility_id, crosses_border bool, planned_arrival date, state shipment_state, departed_on date?, arrived_on date?
SELECT code, from_facility_id, to_facility_id, crosses_border, planned_arrival, state, departed_on,
    arrived_on
FROM shipment WHERE shipment_id = $1;
