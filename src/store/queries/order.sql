-- What a client is told of an order line, in plain words (service/order_trail.c).

-- name: order_places :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, stage stage, country text?, shipment text?, planned_arrival date?, to_country text?, under_review bool, shipment_id shipment_id?
-- Where the units are that serve each position: in which country, what they go on with, and whether a
-- case looks into them. What lies in something is where that is; what is treated is nowhere, and was
-- treated where it was received.
SELECT allocation.line_lo + (CASE WHEN custody.lo > allocation.lot_lo
        THEN custody.lo - allocation.lot_lo ELSE 0 END) * allocation.credit,
    CASE WHEN custody.hi >= allocation.lot_hi THEN allocation.line_hi
        ELSE allocation.line_lo + (custody.hi - allocation.lot_lo) * allocation.credit END,
    custody.stage,
    CASE WHEN custody.stage <= 5 THEN coalesce(loose.country, place.country, plant.country) END,
    shipment.code, shipment.planned_arrival, goal.country,
    CAST(CASE WHEN custody.case_id IS NULL THEN 0 ELSE 1 END AS BIGINT), shipment.shipment_id
FROM allocation
    JOIN custody ON custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
        AND custody.hi > allocation.lot_lo
    LEFT JOIN facility AS loose ON loose.facility_id = custody.facility_id
    LEFT JOIN package AS own ON own.package_id = custody.package_id
    LEFT JOIN package AS around ON around.package_id = own.parent_id
    LEFT JOIN package AS outermost ON outermost.package_id = around.parent_id
    LEFT JOIN package AS container ON container.package_id = outermost.parent_id
    LEFT JOIN facility AS place ON place.facility_id = coalesce(own.facility_id,
        around.facility_id, outermost.facility_id, container.facility_id)
    LEFT JOIN receipt ON receipt.receipt_id = custody.receipt_id AND custody.stage = 5
    LEFT JOIN facility AS plant ON plant.facility_id = receipt.facility_id
    LEFT JOIN shipment ON shipment.shipment_id = coalesce(own.shipment_id, around.shipment_id,
        outermost.shipment_id, container.shipment_id,
        CASE WHEN custody.package_id IS NOT NULL
            THEN (SELECT shipment_package.shipment_id
                FROM shipment_package JOIN shipment AS planned
                    ON planned.shipment_id = shipment_package.shipment_id
                WHERE planned.state = 1 AND shipment_package.package_id = coalesce(
                    container.package_id, outermost.package_id, around.package_id, own.package_id)
                ORDER BY shipment_package.shipment_id LIMIT 1) END)
    LEFT JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE allocation.order_line_id = $1
ORDER BY allocation.line_lo, custody.lo;

-- name: order_certificates :list
-- in: order_line_id order_line_id, viewer user_id?, limit i64
-- out: serial text, state certificate_state, stage stage, issued_at time, positions i64, certificate_id certificate_id
-- Live certificates, the newest first, and how many positions of the line each is about.
SELECT certificate.serial, certificate.state, certificate.stage, certificate.issued_at,
    cited.positions, certificate.certificate_id
FROM (SELECT certificate_unit.certificate_id AS certificate_id,
            CAST(sum(allocation.line_hi - allocation.line_lo) AS BIGINT) AS positions
        FROM allocation JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
            AND certificate_unit.lot_lo = allocation.lot_lo
        WHERE allocation.order_line_id = $1
        GROUP BY certificate_unit.certificate_id) AS cited
    JOIN certificate ON certificate.certificate_id = cited.certificate_id
WHERE certificate.certificate_id = cited.certificate_id
    AND certificate.certificate_id IN (@visible_certificate($2))
ORDER BY certificate.issued_at DESC, certificate.serial LIMIT $3;

-- name: order_certified :one
-- in: order_line_id order_line_id
-- out: certificates i64, positions i64
SELECT count(DISTINCT certificate_unit.certificate_id),
    CAST(coalesce(sum(allocation.line_hi - allocation.line_lo), 0) AS BIGINT)
FROM allocation JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
    AND certificate_unit.lot_lo = allocation.lot_lo
WHERE allocation.order_line_id = $1;

-- name: order_purchases :list
-- in: order_line_id order_line_id, limit i64
-- out: lo i64, hi i64, trigger trigger, queue_at time, issued_on date?, served i64
-- The newest purchases, and how many positions of each something serves.
SELECT newest.lo, newest.hi, newest.trigger, newest.queue_at, document.issued_on,
    CAST(coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
        WHERE allocation.order_line_id = $1 AND allocation.line_lo >= newest.lo
            AND allocation.line_lo < newest.hi), 0) AS BIGINT)
FROM (SELECT demand_slice.lo, demand_slice.hi, demand_slice.trigger, demand_slice.queue_at,
            demand_slice.document_id
        FROM demand_slice WHERE demand_slice.order_line_id = $1
        ORDER BY demand_slice.lo DESC LIMIT $2) AS newest
    LEFT JOIN document ON document.document_id = newest.document_id
ORDER BY newest.lo DESC;

-- name: order_purchase_count :one
-- in: order_line_id order_line_id
-- out: purchases i64
SELECT count(*) FROM demand_slice WHERE order_line_id = $1;

-- name: order_waiting_since :one
-- in: order_line_id order_line_id, programme_id programme_id
-- out: queue_at time
SELECT waiting.queue_at FROM open_slice AS waiting
WHERE waiting.programme_id = $2 AND waiting.order_line_id = $1 AND @open_of(waiting) > 0
ORDER BY waiting.queue_at LIMIT 1;
