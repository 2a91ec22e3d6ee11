-- What a fact about units or positions meets: allocations with what holds them (service/settle.h).

-- name: settle_of_lot :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: lot_id lot_id, lot_lo i64, lot_hi i64, order_line_id order_line_id, line_lo i64, line_hi i64, slice_lo i64, programme_id programme_id, state allocation_state, credit i64, public_number bytes, line_code text, line_class text, certificate_id certificate_id?, serial text?, certificate_state certificate_state?, standard text?, measure measure
-- Allocations of a lot that meet [lo, hi). The first may begin before it: one seek finds it.
SELECT allocation.lot_id, allocation.lot_lo, allocation.lot_hi, allocation.order_line_id,
    allocation.line_lo, allocation.line_hi, allocation.slice_lo, allocation.programme_id,
    allocation.state, allocation.credit, lot.public_number, order_line.code, order_line.class_code,
    certificate.certificate_id, certificate.serial, certificate.state, order_line.standard, lot.measure
FROM allocation
    JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
    LEFT JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
        AND certificate_unit.lot_lo = allocation.lot_lo
    LEFT JOIN certificate ON certificate.certificate_id = certificate_unit.certificate_id
WHERE allocation.lot_id = $1 AND allocation.lot_lo < $3 AND allocation.lot_hi > $2
    AND allocation.lot_lo >= coalesce((SELECT lot_lo FROM allocation AS first
        WHERE first.lot_id = $1 AND first.lot_lo <= $2 ORDER BY first.lot_lo DESC LIMIT 1), $2)
ORDER BY allocation.lot_lo;

-- name: settle_of_line :many
-- in: order_line_id order_line_id, lo i64, hi i64
-- out: lot_id lot_id, lot_lo i64, lot_hi i64, order_line_id order_line_id, line_lo i64, line_hi i64, slice_lo i64, programme_id programme_id, state allocation_state, credit i64, public_number bytes, line_code text, line_class text, certificate_id certificate_id?, serial text?, certificate_state certificate_state?, standard text?, measure measure
-- The same of an order line, by its positions.
SELECT allocation.lot_id, allocation.lot_lo, allocation.lot_hi, allocation.order_line_id,
    allocation.line_lo, allocation.line_hi, allocation.slice_lo, allocation.programme_id,
    allocation.state, allocation.credit, lot.public_number, order_line.code, order_line.class_code,
    certificate.certificate_id, certificate.serial, certificate.state, order_line.standard, lot.measure
FROM allocation
    JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
    LEFT JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
        AND certificate_unit.lot_lo = allocation.lot_lo
    LEFT JOIN certificate ON certificate.certificate_id = certificate_unit.certificate_id
WHERE allocation.order_line_id = $1 AND allocation.line_lo < $3 AND allocation.line_hi > $2
    AND allocation.line_lo >= coalesce((SELECT line_lo FROM allocation AS first
        WHERE first.order_line_id = $1 AND first.line_lo <= $2
        ORDER BY first.line_lo DESC LIMIT 1), $2)
ORDER BY allocation.line_lo;
