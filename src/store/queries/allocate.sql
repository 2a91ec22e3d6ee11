-- What an allocation run reads, and what looks along the two lines.

-- name: open_lot_all :many
-- in: programme_id programme_id
-- out: lot_id lot_id, class_code text, country text, vintage month, funder_id organisation_id?, accepted i64, mass_g mass, measure measure, eligible bool, queue_at time, public_number bytes
SELECT lot.lot_id, lot.class_code, lot.country, lot.vintage, lot.funder_id, lot.accepted,
    lot.mass_g, lot.measure, lot.eligible, lot.queue_at, lot.public_number
FROM open_lot JOIN lot ON lot.lot_id = open_lot.lot_id
WHERE open_lot.programme_id = $1 ORDER BY open_lot.queue_at, open_lot.lot_id;

-- name: used_up_lot_kinds :many
-- in: programme_id programme_id
-- out: class_code text, country text, vintage month, funder_id organisation_id?, measure measure, is_credited bool
-- What restrictions look at in eligible lots that are not open, or in units of them that are of
-- another class, each kind once. A lot is credited in grams when a unit of it weighs one or more.
SELECT lot.class_code, lot.country, lot.vintage, lot.funder_id, lot.measure,
    CASE WHEN lot.accepted > 0 AND lot.mass_g >= lot.accepted THEN 1 ELSE 0 END
FROM lot
WHERE lot.programme_id = $1 AND lot.eligible = 1 AND NOT EXISTS (SELECT 1 FROM open_lot
    WHERE open_lot.programme_id = lot.programme_id AND open_lot.queue_at = lot.queue_at
        AND open_lot.lot_id = lot.lot_id)
UNION
SELECT custody.class_code, lot.country, lot.vintage, lot.funder_id, lot.measure,
    CASE WHEN lot.accepted > 0 AND lot.mass_g >= lot.accepted THEN 1 ELSE 0 END
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.class_code IS NOT NULL AND lot.programme_id = $1 AND lot.eligible = 1
    AND NOT EXISTS (SELECT 1 FROM open_lot
        WHERE open_lot.programme_id = lot.programme_id AND open_lot.queue_at = lot.queue_at
            AND open_lot.lot_id = lot.lot_id)
ORDER BY 1, 2, 3, 4, 5, 6;

-- name: open_lot_allocation_all :many
-- in: programme_id programme_id
-- out: lot_id lot_id, lot_lo i64, lot_hi i64
-- What is allocated of the open lots, in their order.
SELECT allocation.lot_id, allocation.lot_lo, allocation.lot_hi
FROM open_lot JOIN allocation ON allocation.lot_id = open_lot.lot_id
WHERE open_lot.programme_id = $1
ORDER BY open_lot.queue_at, open_lot.lot_id, allocation.lot_lo;

-- name: open_lot_removed_all :many
-- in: programme_id programme_id
-- out: lot_id lot_id, lo i64, hi i64
-- Units of the open lots that are lost, diverted, returned or seized, in the order of the lots.
SELECT custody.lot_id, custody.lo, custody.hi
FROM open_lot JOIN custody ON custody.lot_id = open_lot.lot_id AND custody.stage > 10
WHERE open_lot.programme_id = $1
ORDER BY open_lot.queue_at, open_lot.lot_id, custody.lo;

-- name: lot_reclassified_all :many
-- in: programme_id programme_id
-- out: lot_id lot_id, lo i64, hi i64, class_code text
-- Units that are not of their lot's class, by lot.
SELECT custody.lot_id, custody.lo, custody.hi, custody.class_code
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.class_code IS NOT NULL AND lot.programme_id = $1
ORDER BY custody.lot_id, custody.lo;

-- name: open_lot_received_all :many
-- in: programme_id programme_id
-- out: lot_id lot_id, lo i64, hi i64, facility_id facility_id, received_on date, credit_g i64?
-- Units of the open lots with the plant that received them last and what they are credited since,
-- in the order of the lots.
SELECT custody.lot_id, custody.lo, custody.hi, receipt.facility_id, receipt.received_on,
    custody.credit_g
FROM open_lot JOIN custody ON custody.lot_id = open_lot.lot_id
    JOIN receipt ON receipt.receipt_id = custody.receipt_id
WHERE open_lot.programme_id = $1
ORDER BY open_lot.queue_at, open_lot.lot_id, custody.lo;

-- name: certification_all :many
-- out: facility_id facility_id, standard text, valid_from date, valid_to date
SELECT facility_id, standard, valid_from, valid_to FROM certification
ORDER BY facility_id, certification_id;

-- name: open_slice_all :many
-- in: programme_id programme_id
-- out: order_line_id order_line_id, lo i64, hi i64, queue_at time
SELECT order_line_id, lo, hi, queue_at FROM open_slice
WHERE programme_id = $1 ORDER BY queue_at, order_line_id, lo;

-- name: open_slice_taken_all :many
-- in: programme_id programme_id
-- out: queue_at time, order_line_id order_line_id, slice_lo i64, line_lo i64, line_hi i64
-- What is allocated or voided of the open slices, in their order.
SELECT open_slice.queue_at, open_slice.order_line_id, open_slice.lo, allocation.line_lo,
    allocation.line_hi
FROM open_slice JOIN allocation ON allocation.order_line_id = open_slice.order_line_id
    AND allocation.line_lo >= open_slice.lo AND allocation.line_lo < open_slice.hi
WHERE open_slice.programme_id = $1
UNION ALL
SELECT open_slice.queue_at, open_slice.order_line_id, open_slice.lo, voided.lo, voided.hi
FROM open_slice JOIN voided ON voided.order_line_id = open_slice.order_line_id
    AND voided.lo >= open_slice.lo AND voided.lo < open_slice.hi
WHERE open_slice.programme_id = $1
ORDER BY 1, 2, 3, 4;

-- name: order_line_of_programme :many
-- in: programme_id programme_id
-- out: order_line_id order_line_id, code text, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder_id organisation_id?, demanded i64, standard text?
SELECT order_line_id, code, class_code, measure, countries, vintage_from, vintage_to, funder_id,
    demanded, standard
FROM order_line WHERE programme_id = $1 ORDER BY order_line_id;

-- name: allocation_of_lot :many
-- in: lot_id lot_id
-- out: lot_lo i64, lot_hi i64, order_line_id order_line_id, line_lo i64, line_hi i64, slice_lo i64, slice_hi i64, state allocation_state
SELECT lot_lo, lot_hi, order_line_id, line_lo, line_hi, slice_lo, slice_hi, state
FROM allocation WHERE lot_id = $1 ORDER BY lot_lo;

-- name: allocation_of_lines :many
-- in: order_line_id order_line_id, lo i64, hi i64
-- out: lot_id lot_id, lot_lo i64, lot_hi i64, line_lo i64, line_hi i64, slice_lo i64, slice_hi i64, state allocation_state
-- Allocations of one slice: they never cross slices, so those that start in it are all of them.
SELECT lot_id, lot_lo, lot_hi, line_lo, line_hi, slice_lo, slice_hi, state
FROM allocation WHERE order_line_id = $1 AND line_lo >= $2 AND line_lo < $3 ORDER BY line_lo;

-- name: allocation_at :one
-- in: order_line_id order_line_id, position i64
-- out: lot_id lot_id, lot_lo i64, lot_hi i64, line_lo i64, line_hi i64, state allocation_state, credit i64
-- A device's counterpart: the last allocation that starts at or before the position.
SELECT lot_id, lot_lo, lot_hi, line_lo, line_hi, state, credit FROM allocation
WHERE order_line_id = $1 AND line_lo <= $2 ORDER BY line_lo DESC LIMIT 1;

-- name: allocation_over :many
-- in: lot_id lot_id, lot_lo i64
-- out: lot_lo i64, lot_hi i64, lot_accepted i64, lot_eligible bool, order_line_id order_line_id, line_lo i64, line_hi i64, slice_lo i64, slice_hi i64, programme_id programme_id, state allocation_state, credit i64
-- A projector that splits a row: the one that holds this unit, when there is one.
SELECT lot_lo, lot_hi, lot_accepted, lot_eligible, order_line_id, line_lo, line_hi, slice_lo, slice_hi,
    programme_id, state, credit
FROM allocation WHERE lot_id = $1 AND lot_lo <= $2 ORDER BY lot_lo DESC LIMIT 1;

-- name: allocation_from :one
-- in: lot_id lot_id, lo i64, hi i64
-- out: lot_lo i64
-- Where the first allocation of units [lo, hi) begins, at or before them.
SELECT lot_lo FROM allocation WHERE lot_id = $1 AND lot_lo < $3 AND lot_hi > $2
    AND lot_lo >= coalesce((SELECT lot_lo FROM allocation AS first
        WHERE first.lot_id = $1 AND first.lot_lo <= $2 ORDER BY first.lot_lo DESC LIMIT 1), $2)
ORDER BY lot_lo LIMIT 1;

-- name: lot_place :one
-- in: lot_id lot_id
-- out: programme_id programme_id, queue_at time, accepted i64, eligible bool, public_number bytes
-- Where a lot stands in its programme's queue, and what the public log calls it.
SELECT programme_id, queue_at, accepted, eligible, public_number FROM lot WHERE lot_id = $1;
