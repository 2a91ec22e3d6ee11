-- Order lines, holds, quotes and certificates, as lists and pages show them.
-- Every column is a member of the answer, by its name. What has a code is named by it ("facility"), and its id stands beside it at
-- the end ("facility_id"). A list begins with what it is ordered and paged by.

-- name: order_list :list
-- in: after text, limit i64, beneficiary_id organisation_id?, class_code text?, programme_id programme_id?, viewer user_id?, waiting_before time?, waiting_from time?
-- out: code text, programme text, beneficiary text, class_code text, measure measure, demanded_units i64, voided_units i64, allocated_units i64, scrap_units i64, uncounted_g i64?, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id
-- Of a line in grams what is demanded, voided and allocated is grams; scrap_units: the units that
-- serve it, uncounted_g: and the grams that nobody counted. What was voided is not demanded any more.
-- A piece answers for one position: only for lines in grams is it asked what their lots count in.
SELECT page.code, programme.code, beneficiary.code, page.class_code, page.measure,
    CAST(page.demanded - page.voided AS BIGINT), CAST(page.voided AS BIGINT),
    CAST(page.allocated AS BIGINT),
    CAST(CASE WHEN page.measure = 1 THEN page.allocated
        ELSE coalesce((SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = page.order_line_id AND lot.measure = 1), 0) END
        AS BIGINT),
    CAST(CASE WHEN page.measure = 1 THEN NULL
        ELSE (SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = page.order_line_id AND lot.measure = 2) END AS BIGINT),
    page.order_line_id, page.programme_id, page.beneficiary_id
FROM (SELECT order_line.order_line_id, order_line.code, order_line.programme_id,
            order_line.beneficiary_id, order_line.class_code, order_line.measure,
            order_line.demanded,
            coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
                WHERE voided.order_line_id = order_line.order_line_id
                    AND voided.from_lo IS NULL), 0) AS voided,
            coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
                WHERE allocation.order_line_id = order_line.order_line_id), 0) AS allocated
        FROM order_line
        WHERE order_line.code > $1
            AND order_line.beneficiary_id = $3
            AND order_line.class_code = $4
            AND order_line.programme_id = $5
            AND order_line.order_line_id IN (@visible_order_line($6))
            AND order_line.order_line_id IN (@lines_waiting($7))
            AND order_line.order_line_id NOT IN (@lines_waiting($8))
        ORDER BY order_line.code LIMIT $2) AS page
    JOIN programme ON programme.programme_id = page.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = page.beneficiary_id
ORDER BY page.code;

-- fragment: positions_in piece
-- How many positions of an allocation those of its units serve that one piece of custody holds.
CASE WHEN $piece.lo <= allocation.lot_lo AND $piece.hi >= allocation.lot_hi
    THEN allocation.line_hi - allocation.line_lo
    ELSE (CASE WHEN $piece.hi >= allocation.lot_hi THEN allocation.line_hi
            ELSE allocation.line_lo + ($piece.hi - allocation.lot_lo) * allocation.credit END)
        - (allocation.line_lo + (CASE WHEN $piece.lo > allocation.lot_lo
            THEN $piece.lo - allocation.lot_lo ELSE 0 END) * allocation.credit) END;

-- name: order_progress :list
-- in: after text, limit i64, viewer user_id?, before order_line_id?
-- out: code text, programme text, beneficiary text, class_code text, measure measure, demanded_units i64, open_units i64, accepted_units i64, shipped_units i64, received_units i64, dismantled_units i64, recycled_units i64, certified_units i64, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id
-- Positions by how far the units have come that serve them; of a line in grams, the grams that those
-- answer for. Of every unit there is custody, so that what is not under way is recycled. All lines
-- together are read from what is under way, a few of many from their allocations (CROSS JOIN keeps
-- SQLite to that order). What a certificate cites is not provisional (1) any more.
-- planned: anew, all lines together are read in another order than a few of many
WITH listed AS (
    SELECT order_line.order_line_id, order_line.code, order_line.programme_id,
        order_line.beneficiary_id, order_line.class_code, order_line.measure, order_line.demanded
    FROM order_line
    WHERE order_line.code > $1
        AND order_line.order_line_id < $4
        AND order_line.order_line_id IN (@visible_order_line($3))
    ORDER BY
        order_line.order_line_id DESC, $4,
        order_line.code LIMIT $2)
SELECT page.code, programme.code, beneficiary.code, page.class_code, page.measure,
    CAST(page.demanded - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = page.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(page.demanded
        - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
            WHERE voided.order_line_id = page.order_line_id), 0)
        - coalesce(served.allocated, 0) AS BIGINT),
    CAST(coalesce(under_way.accepted, 0) AS BIGINT), CAST(coalesce(under_way.shipped, 0) AS BIGINT),
    CAST(coalesce(under_way.received, 0) AS BIGINT),
    CAST(coalesce(under_way.dismantled, 0) AS BIGINT),
    CAST(coalesce(served.allocated, 0) - coalesce(under_way.positions, 0) AS BIGINT),
    CAST(coalesce(served.certified, 0) AS BIGINT),
    page.order_line_id, page.programme_id, page.beneficiary_id
FROM listed AS page
    LEFT JOIN (SELECT allocation.order_line_id AS order_line_id,
            sum(allocation.line_hi - allocation.line_lo) AS allocated,
            sum(CASE WHEN allocation.state <> 1
                THEN allocation.line_hi - allocation.line_lo END) AS certified
        FROM allocation
        WHERE allocation.order_line_id IN (SELECT listed.order_line_id FROM listed)
        GROUP BY allocation.order_line_id) AS served ON served.order_line_id = page.order_line_id
    LEFT JOIN (SELECT part.order_line_id AS order_line_id, sum(part.positions) AS positions,
            sum(CASE WHEN part.stage = 1 THEN part.positions END) AS accepted,
            sum(CASE WHEN part.stage = 2 THEN part.positions END) AS shipped,
            sum(CASE WHEN part.stage = 3 THEN part.positions END) AS received,
            sum(CASE WHEN part.stage = 4 THEN part.positions END) AS dismantled
        FROM (SELECT allocation.order_line_id AS order_line_id, custody.stage AS stage,
                @positions_in(custody) AS positions
            FROM custody CROSS JOIN allocation
            WHERE custody.stage <> 5 AND allocation.lot_id = custody.lot_id
                AND allocation.lot_lo < custody.hi AND allocation.lot_hi > custody.lo
                AND NOT EXISTS (SELECT 1 FROM order_line WHERE order_line.order_line_id
                    NOT IN (SELECT listed.order_line_id FROM listed))
            UNION ALL
            SELECT allocation.order_line_id, custody.stage, @positions_in(custody)
            FROM listed CROSS JOIN allocation CROSS JOIN custody
            WHERE allocation.order_line_id = listed.order_line_id AND custody.stage <> 5
                AND custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
                AND custody.hi > allocation.lot_lo
                AND EXISTS (SELECT 1 FROM order_line WHERE order_line.order_line_id
                    NOT IN (SELECT listed.order_line_id FROM listed))) AS part
        GROUP BY part.order_line_id) AS under_way ON under_way.order_line_id = page.order_line_id
    JOIN programme ON programme.programme_id = page.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = page.beneficiary_id
ORDER BY
    page.order_line_id DESC, $4,
    page.code;

-- name: order_item :item
-- in: order_line_id order_line_id
-- out: code text, programme text, payer text, beneficiary text, reseller text?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder text?, standard text?, demanded_units i64, voided_units i64, carried_units i64, allocated_units i64, scrap_units i64, uncounted_g i64?, served_units i64, open_units i64, carry_over_units i64, order_line_id order_line_id, programme_id programme_id, payer_id organisation_id, beneficiary_id organisation_id, reseller_id organisation_id?, funder_id organisation_id?
SELECT order_line.code, programme.code, payer.code, beneficiary.code, reseller.code,
    order_line.class_code, order_line.measure, order_line.countries, order_line.vintage_from,
    order_line.vintage_to, funder.code, order_line.standard,
    CAST(order_line.demanded - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NOT NULL), 0) AS BIGINT),
    CAST(coalesce(served.positions, 0) AS BIGINT),
    CAST(CASE WHEN order_line.measure = 1
        THEN coalesce(served.positions, 0)
        ELSE coalesce((SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = order_line.order_line_id AND lot.measure = 1), 0) END
        AS BIGINT),
    CAST(CASE WHEN order_line.measure = 1 THEN NULL
        ELSE (SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = order_line.order_line_id AND lot.measure = 2) END
        AS BIGINT),
    -- Carried positions are served as long as the earlier ones are.
    CAST(coalesce(served.positions, 0)
        + coalesce((SELECT sum(
            CASE WHEN allocation.line_hi < voided.from_lo + (voided.hi - voided.lo)
                THEN allocation.line_hi ELSE voided.from_lo + (voided.hi - voided.lo) END
            - CASE WHEN allocation.line_lo > voided.from_lo
                THEN allocation.line_lo ELSE voided.from_lo END)
        FROM voided JOIN allocation ON allocation.order_line_id = voided.from_order_line_id
            AND allocation.line_lo < voided.from_lo + (voided.hi - voided.lo)
            AND allocation.line_hi > voided.from_lo
        WHERE voided.order_line_id = order_line.order_line_id), 0) AS BIGINT),
    CAST(order_line.demanded
        - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
            WHERE voided.order_line_id = order_line.order_line_id), 0)
        - coalesce(served.positions, 0) AS BIGINT),
    CAST(coalesce((SELECT sum(carry_over.hi - carry_over.lo) FROM carry_over
        WHERE carry_over.order_line_id = order_line.order_line_id), 0)
        - coalesce((SELECT sum(used.hi - used.lo) FROM voided AS used
            WHERE used.from_order_line_id = order_line.order_line_id), 0) AS BIGINT),
    order_line.order_line_id, order_line.programme_id, order_line.payer_id,
    order_line.beneficiary_id, order_line.reseller_id, order_line.funder_id
FROM order_line JOIN programme ON programme.programme_id = order_line.programme_id
    JOIN organisation AS payer ON payer.organisation_id = order_line.payer_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = order_line.beneficiary_id
    LEFT JOIN organisation AS reseller ON reseller.organisation_id = order_line.reseller_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = order_line.funder_id
    LEFT JOIN (SELECT allocation.order_line_id AS order_line_id,
            sum(allocation.line_hi - allocation.line_lo) AS positions
        FROM allocation WHERE allocation.order_line_id = $1
        GROUP BY allocation.order_line_id) AS served
        ON served.order_line_id = order_line.order_line_id
WHERE order_line.order_line_id = $1;

-- name: order_slices :list
-- in: order_line_id order_line_id, after i64?, limit i64?
-- out: lo i64, hi i64, trigger trigger, queue_at time, document_id document_id?
SELECT lo, hi, trigger, queue_at, document_id FROM demand_slice
WHERE order_line_id = $1
    AND lo > $2
ORDER BY lo
LIMIT $3;

-- name: order_voided :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, document_id document_id?
-- What credit notes took back, and, without a document, holds that ended.
SELECT lo, hi, document_id FROM voided WHERE order_line_id = $1 AND from_lo IS NULL ORDER BY lo;

-- name: order_carried :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, from_order_line text, from_lo i64, from_order_line_id order_line_id
-- Positions for which earlier ones stand.
SELECT voided.lo, voided.hi, earlier.code, voided.from_lo, voided.from_order_line_id
FROM voided JOIN order_line AS earlier ON earlier.order_line_id = voided.from_order_line_id
WHERE voided.order_line_id = $1 ORDER BY voided.lo;

-- name: order_carry_over :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, document_id document_id
SELECT lo, hi, document_id FROM carry_over WHERE order_line_id = $1 ORDER BY lo;

-- name: order_allocations :list
-- in: order_line_id order_line_id, after i64?, limit i64?
-- out: lo i64, hi i64, lot_id lot_id, lot_lo i64, lot_hi i64, credit_g i64?, country text, class_code text, state allocation_state
SELECT allocation.line_lo, allocation.line_hi, allocation.lot_id, allocation.lot_lo,
    allocation.lot_hi, CASE WHEN order_line.measure = 2 THEN allocation.credit END, lot.country, lot.class_code, allocation.state
FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE allocation.order_line_id = $1
    AND allocation.line_lo > $2
ORDER BY allocation.line_lo
LIMIT $3;

-- name: hold_list :list
-- in: after hold_id, limit i64, programme_id programme_id?, state hold_state?, viewer user_id?
-- out: hold_id hold_id, order_line text, programme text, until_on date, state hold_state, positions i64, order_line_id order_line_id, programme_id programme_id
SELECT hold.hold_id, order_line.code, programme.code, hold.until_on, hold.state,
    demand_slice.hi - demand_slice.lo, hold.order_line_id, hold.programme_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
        AND demand_slice.lo = hold.lo
WHERE hold.hold_id > $1
    AND hold.programme_id = $3
    AND hold.state = $4
    AND hold.hold_id IN (@visible_hold($5))
ORDER BY hold.hold_id LIMIT $2;

-- name: hold_item :item
-- in: hold_id hold_id
-- out: hold_id hold_id, order_line text, programme text, until_on date, state hold_state, lo i64, hi i64, allocated_positions i64, queue_at time, order_line_id order_line_id, programme_id programme_id, document_id document_id?
SELECT hold.hold_id, order_line.code, programme.code, hold.until_on, hold.state, hold.lo,
    demand_slice.hi,
    CAST(coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
        WHERE allocation.order_line_id = hold.order_line_id
            AND allocation.line_lo >= hold.lo AND allocation.line_lo < demand_slice.hi), 0)
        AS BIGINT),
    demand_slice.queue_at, hold.order_line_id, hold.programme_id, hold.document_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
        AND demand_slice.lo = hold.lo
WHERE hold.hold_id = $1;

-- name: quote_item :item
-- in: hold_id hold_id
-- out: hold_id hold_id, order_line text, programme text, state hold_state, until_on date, beneficiary text, reseller text?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder text?, standard text?, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id, reseller_id organisation_id?, funder_id organisation_id?
SELECT hold.hold_id, order_line.code, programme.code, hold.state, hold.until_on, beneficiary.code,
    reseller.code, order_line.class_code, order_line.measure, order_line.countries,
    order_line.vintage_from, order_line.vintage_to, funder.code, order_line.standard,
    hold.order_line_id, hold.programme_id, order_line.beneficiary_id, order_line.reseller_id,
    order_line.funder_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = order_line.beneficiary_id
    LEFT JOIN organisation AS reseller ON reseller.organisation_id = order_line.reseller_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = order_line.funder_id
WHERE hold.hold_id = $1;

-- name: quote_shipments :list
-- in: order_line_id order_line_id, lo i64, hi i64, day date, viewer user_id?
-- out: shipment text, planned_arrival date, shipment_id shipment_id
-- Planned shipments with units that serve [lo, hi) of a line, which a country does not consent to.
WITH RECURSIVE around (package_id) AS (
    SELECT custody.package_id
    FROM allocation JOIN custody ON custody.lot_id = allocation.lot_id
        AND custody.lo < allocation.lot_hi AND custody.hi > allocation.lot_lo
    WHERE allocation.order_line_id = $1 AND allocation.line_lo >= $2 AND allocation.line_lo < $3
        AND custody.package_id IS NOT NULL
    UNION
    SELECT package.parent_id FROM package JOIN around ON around.package_id = package.package_id
    WHERE package.parent_id IS NOT NULL)
SELECT shipment.code, shipment.planned_arrival, shipment.shipment_id
FROM shipment
WHERE shipment.shipment_id IN (SELECT shipment_package.shipment_id
        FROM around JOIN shipment_package ON shipment_package.package_id = around.package_id)
    AND shipment.shipment_id IN (@shipments_unconsented($4))
    AND shipment.shipment_id IN (@visible_shipment($5))
ORDER BY shipment.code;

-- name: certificate_list :list
-- in: after text, limit i64, beneficiary_id organisation_id?, programme_id programme_id?, stage stage?, state certificate_state?, viewer user_id?, issued_from time, issued_before time, last_state certificate_state, before certificate_id?
-- out: serial text, programme text, beneficiary text, stage stage, units units, uncounted_g mass?, revision i64, issued_at time, state certificate_state, reason text?, certificate_id certificate_id, programme_id programme_id, beneficiary_id organisation_id
SELECT certificate.serial, programme.code, beneficiary.code, certificate.stage, certificate.units,
    nullif(certificate.uncounted_g, 0), certificate.revision, certificate.issued_at, certificate.state, certificate.state_reason,
    certificate.certificate_id, certificate.programme_id, certificate.beneficiary_id
FROM certificate JOIN programme ON programme.programme_id = certificate.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = certificate.beneficiary_id
WHERE certificate.serial > $1
    AND certificate.certificate_id < $11
    AND certificate.beneficiary_id = $3
    AND certificate.programme_id = $4
    AND certificate.stage = $5
    AND certificate.state = $6
    AND certificate.certificate_id IN (@visible_certificate($7))
    AND certificate.issued_at >= $8 AND certificate.issued_at < $9 AND certificate.state <= $10
ORDER BY
    certificate.certificate_id DESC, $11,
    certificate.serial LIMIT $2;

-- name: certificate_item :item
-- in: certificate_id certificate_id
-- out: serial text, state certificate_state, reason text?, revision i64, stage stage, units units, uncounted_g mass?, programme text, beneficiary text, issued_at time, replaces text?, superseded_by text?, certificate_id certificate_id, programme_id programme_id, beneficiary_id organisation_id, replaces_id certificate_id?, superseded_by_id certificate_id?
SELECT certificate.serial, certificate.state, certificate.state_reason, certificate.revision,
    certificate.stage, certificate.units, nullif(certificate.uncounted_g, 0), programme.code, beneficiary.code, certificate.issued_at,
    replaced.serial, superseding.serial, certificate.certificate_id, certificate.programme_id,
    certificate.beneficiary_id, replaced.certificate_id, superseding.certificate_id
FROM certificate JOIN programme ON programme.programme_id = certificate.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = certificate.beneficiary_id
    LEFT JOIN certificate AS replaced ON replaced.certificate_id = certificate.replaces_id
    LEFT JOIN certificate AS superseding
        ON superseding.replaces_id = certificate.certificate_id
WHERE certificate.certificate_id = $1;
