-- What facts are chosen from that are known only as "k units of this package", or of a shipment.

-- name: selection_of_packages :many
-- in: package_id package_id?, class_code text, shipment_id shipment_id?, other_than text
-- out: lot_id lot_id, lo i64, hi i64, stage stage, case_id case_id?, since date, lot_lo i64?, lot_hi i64?, state allocation_state?, order_line_id order_line_id?, slice_lo i64?, queue_at time?
-- Custody in a package or the packages of a shipment, and in the packages within them, each row
-- beside each allocation that meets it; of one class, or of all when it is '',
-- but for those of another one.
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.case_id, custody.since,
    allocation.lot_lo, allocation.lot_hi, allocation.state, allocation.order_line_id, allocation.slice_lo, demand_slice.queue_at
FROM custody
    JOIN lot ON lot.lot_id = custody.lot_id
    LEFT JOIN allocation ON allocation.lot_id = custody.lot_id AND allocation.lot_lo < custody.hi
        AND allocation.lot_hi > custody.lo
    LEFT JOIN demand_slice ON demand_slice.order_line_id = allocation.order_line_id
        AND demand_slice.lo = allocation.slice_lo
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM package WHERE package_id = $1
        UNION ALL SELECT package_id FROM shipment_package WHERE shipment_id = $3))
    AND ($2 = '' OR coalesce(custody.class_code, lot.class_code) = $2)
    AND ($4 = '' OR coalesce(custody.class_code, lot.class_code) <> $4)
ORDER BY custody.lot_id, custody.lo, allocation.lot_lo;

-- name: package_last_moved :one
-- in: package_id package_id
-- out: last_moved date?
-- The last day on which a shipment left with a package or brought it, one around it or within it.
WITH RECURSIVE around (package_id) AS (
    SELECT package_id FROM package WHERE package_id IN (
        @inside(SELECT package_id FROM package WHERE package_id = $1))
    UNION
    SELECT package.parent_id FROM package JOIN around ON around.package_id = package.package_id
    WHERE package.parent_id IS NOT NULL)
SELECT max(coalesce(shipment.arrived_on, shipment.departed_on))
FROM around JOIN shipment_package ON shipment_package.package_id = around.package_id
    JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id;

-- name: lot_last_moved :one
-- in: lot_id lot_id, lo i64, hi i64
-- out: last_moved date?
-- The same of the packages in which units of a lot are, and of those around them.
WITH RECURSIVE around (package_id) AS (
    SELECT custody.package_id FROM custody
    WHERE custody.lot_id = $1 AND custody.lo < $3 AND custody.hi > $2
        AND custody.package_id IS NOT NULL
    UNION
    SELECT package.parent_id FROM package JOIN around ON around.package_id = package.package_id
    WHERE package.parent_id IS NOT NULL)
SELECT max(coalesce(shipment.arrived_on, shipment.departed_on))
FROM around JOIN shipment_package ON shipment_package.package_id = around.package_id
    JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id;

-- name: package_first_day :one
-- in: package_id package_id
-- out: first_day date?, last_moved date?
-- Since when any of what a package holds is where it is, and the last day on which a shipment left with
-- the package itself or brought it.
SELECT min(custody.since),
    (SELECT max(coalesce(shipment.arrived_on, shipment.departed_on))
     FROM shipment_package JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
     WHERE shipment_package.package_id = $1)
FROM custody
WHERE custody.package_id IN (
    @inside(SELECT package_id FROM package WHERE package_id = $1));

-- name: classes_of_lot :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: units i64, mass_low_g mass, mass_high_g mass
-- Of which classes units of a lot are, and what one of each weighs.
SELECT CAST(sum(CASE WHEN custody.hi < $3 THEN custody.hi ELSE $3 END
        - CASE WHEN custody.lo > $2 THEN custody.lo ELSE $2 END) AS BIGINT),
    device_class.mass_low_g, device_class.mass_high_g
FROM custody
    JOIN lot ON lot.lot_id = custody.lot_id
    JOIN device_class ON device_class.class_code = coalesce(custody.class_code, lot.class_code)
WHERE custody.lot_id = $1 AND custody.lo < $3 AND custody.hi > $2
GROUP BY device_class.class_code, device_class.mass_low_g, device_class.mass_high_g
ORDER BY device_class.class_code;

-- name: selection_of_lot :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: lot_id lot_id, lo i64, hi i64, stage stage, case_id case_id?, since date, class_code text
SELECT custody.lot_id, custody.lo, custody.hi, custody.stage, custody.case_id, custody.since,
    coalesce(custody.class_code, lot.class_code)
FROM custody
    JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.lot_id = $1 AND custody.lo < $3 AND custody.hi > $2
ORDER BY custody.lo;
