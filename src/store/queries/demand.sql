-- Order lines, documents, slices.

-- name: order_line_by_id :one
-- in: order_line_id order_line_id
-- out: order_line_id order_line_id, code text, programme_id programme_id, payer_id organisation_id, beneficiary_id organisation_id, reseller_id organisation_id?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder_id organisation_id?, demanded i64, standard text?
SELECT order_line_id, code, programme_id, payer_id, beneficiary_id, reseller_id, class_code, measure,
    countries, vintage_from, vintage_to, funder_id, demanded, standard
FROM order_line WHERE order_line_id = $1;

-- name: order_line_terms :one
-- in: order_line_id order_line_id?, code text
-- out: order_line_id order_line_id, code text, programme_id programme_id, beneficiary_id organisation_id, class_code text
-- standing, hidden: a line only grows
SELECT order_line_id, code, programme_id, beneficiary_id, class_code
FROM order_line
WHERE order_line_id = coalesce((SELECT order_line_id FROM order_line WHERE code = $2), $1);

-- name: order_line_tail :one
-- in: order_line_id order_line_id
-- out: demanded i64
SELECT demanded FROM order_line WHERE order_line_id = $1;

-- name: order_line_by_code :one
-- in: code text
-- out: order_line_id order_line_id
SELECT order_line_id FROM order_line WHERE code = $1;

-- name: order_line_for :many
-- in: beneficiary_id organisation_id, programme_id programme_id, class_code text
-- out: order_line_id order_line_id, code text, payer_id organisation_id, reseller_id organisation_id?, countries text, vintage_from month?, vintage_to month?, funder_id organisation_id?, demanded i64, standard text?
-- Import: the lines a document of this client and class could be appended to.
SELECT order_line_id, code, payer_id, reseller_id, countries, vintage_from, vintage_to, funder_id,
    demanded, standard
FROM order_line WHERE beneficiary_id = $1 AND programme_id = $2 AND class_code = $3
ORDER BY code;

-- name: document_by_identity :one
-- in: identity bytes
-- out: document_id document_id, content_digest bytes, kind text
SELECT document_id, content_digest, kind FROM document WHERE identity = $1;

-- name: document_by_id :one
-- in: document_id document_id
-- out: document_id document_id, kind text, issued_on date
SELECT document_id, kind, issued_on FROM document WHERE document_id = $1;

-- name: document_of_line :many
-- in: order_line_id order_line_id, number text
-- out: document_id document_id, kind text, issued_on date
-- Documents of this number that appended to an order line.
SELECT DISTINCT document.document_id, document.kind, document.issued_on
FROM demand_slice JOIN document ON document.document_id = demand_slice.document_id
    JOIN annex ON annex.annex_id = document.name_annex_id
WHERE demand_slice.order_line_id = $1 AND annex.body = $2
ORDER BY document.document_id;

-- name: line_of_number :many
-- in: beneficiary_id organisation_id, programme_id programme_id, number text
-- out: order_line_id order_line_id
-- A client's order lines to which a document of this number appended.
SELECT DISTINCT order_line.order_line_id
FROM order_line JOIN demand_slice ON demand_slice.order_line_id = order_line.order_line_id
    JOIN document ON document.document_id = demand_slice.document_id
    JOIN annex ON annex.annex_id = document.name_annex_id
WHERE order_line.beneficiary_id = $1 AND order_line.programme_id = $2 AND annex.body = $3
ORDER BY order_line.order_line_id;

-- name: line_of_document :many
-- in: document_id document_id
-- out: order_line_id order_line_id
SELECT DISTINCT order_line_id FROM demand_slice WHERE document_id = $1 ORDER BY order_line_id;

-- name: slice_of_document :many
-- in: document_id document_id, order_line_id order_line_id
-- out: lo i64, hi i64
SELECT lo, hi FROM demand_slice WHERE document_id = $1 AND order_line_id = $2 ORDER BY lo;

-- name: line_standing :many
-- in: order_line_id order_line_id, lo i64, hi i64
-- out: lo i64, hi i64, state i64
-- How the positions of one slice stand: provisionally served (1), held by a certificate (2),
-- returned (3), carried (4). What is not told is open; what was returned while a certificate held it
-- is told twice.
SELECT line_lo, line_hi, CAST(CASE WHEN state = 1 THEN 1 ELSE 2 END AS BIGINT) FROM allocation
WHERE order_line_id = $1 AND line_lo >= $2 AND line_lo < $3
UNION ALL
SELECT lo, hi, CAST(CASE WHEN from_lo IS NULL THEN 3 ELSE 4 END AS BIGINT) FROM voided
WHERE order_line_id = $1 AND lo >= $2 AND lo < $3
UNION ALL
SELECT lo, hi, CAST(3 AS BIGINT) FROM carry_over WHERE order_line_id = $1 AND lo >= $2 AND lo < $3
ORDER BY 1;

-- name: carry_over_for :many
-- in: order_line_id order_line_id
-- out: order_line_id order_line_id, lo i64, hi i64
-- Carry-over that a purchase on this line may use, used or not, in the order in which it is used:
-- of the same beneficiary, programme, class and terms.
SELECT carry_over.order_line_id, carry_over.lo, carry_over.hi
FROM order_line JOIN order_line AS earlier ON earlier.beneficiary_id = order_line.beneficiary_id
        AND earlier.programme_id = order_line.programme_id
        AND earlier.class_code = order_line.class_code
        AND earlier.countries = order_line.countries
        AND earlier.vintage_from IS NOT DISTINCT FROM order_line.vintage_from
        AND earlier.vintage_to IS NOT DISTINCT FROM order_line.vintage_to
        AND earlier.funder_id IS NOT DISTINCT FROM order_line.funder_id
        AND earlier.standard IS NOT DISTINCT FROM order_line.standard
    JOIN carry_over ON carry_over.order_line_id = earlier.order_line_id
WHERE order_line.order_line_id = $1
ORDER BY carry_over.event_id, carry_over.order_line_id, carry_over.lo;

-- name: carry_over_of_line :many
-- in: order_line_id order_line_id
-- out: lo i64, hi i64
-- All carry-over of a line, used or not.
SELECT lo, hi FROM carry_over WHERE order_line_id = $1 ORDER BY lo;

-- name: carried_from :many
-- in: order_line_id order_line_id, lo i64, hi i64
-- out: order_line_id order_line_id, lo i64, hi i64, slice_lo i64, document_id document_id, from_lo i64, event_id event_id
-- What uses carry-over of these positions.
SELECT order_line_id, lo, hi, slice_lo, document_id, from_lo, event_id FROM voided
WHERE from_order_line_id = $1 AND from_lo < $3 AND from_lo + (hi - lo) > $2 ORDER BY from_lo;

-- name: carried_within :many
-- in: order_line_id order_line_id, lo i64, hi i64
-- out: lo i64, hi i64, slice_lo i64, document_id document_id, from_order_line_id order_line_id, from_lo i64, event_id event_id
-- Which of these positions are carried, and from where.
SELECT lo, hi, slice_lo, document_id, from_order_line_id, from_lo, event_id FROM voided
WHERE order_line_id = $1 AND lo < $3 AND hi > $2 AND from_lo IS NOT NULL ORDER BY lo;

-- name: carried_at :one
-- in: order_line_id order_line_id, position i64
-- out: lo i64, from_order_line_id order_line_id, from_order_line text, from_lo i64
-- The earlier position that stands for this one.
SELECT voided.lo, voided.from_order_line_id, earlier.code, voided.from_lo
FROM voided JOIN order_line AS earlier ON earlier.order_line_id = voided.from_order_line_id
WHERE voided.order_line_id = $1 AND voided.lo <= $2 AND voided.hi > $2;

-- name: voided_at :one
-- in: order_line_id order_line_id, position i64
-- out: lo i64
-- What was taken back, or held and let go, is demanded no more.
SELECT lo FROM voided
WHERE order_line_id = $1 AND lo <= $2 AND hi > $2 AND from_lo IS NULL;

-- name: hold_quoted :one
-- in: hold_id hold_id
-- out: order_line_id order_line_id, programme_id programme_id, operator_id organisation_id, beneficiary_id organisation_id, reseller_id organisation_id?, class_code text, measure measure, lo i64, hi i64, allocated i64
SELECT hold.order_line_id, hold.programme_id, programme.operator_id, order_line.beneficiary_id,
    order_line.reseller_id, order_line.class_code, order_line.measure, hold.lo, demand_slice.hi,
    CAST(coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
        WHERE allocation.order_line_id = hold.order_line_id
            AND allocation.line_lo >= hold.lo AND allocation.line_lo < demand_slice.hi), 0) AS BIGINT)
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
        AND demand_slice.lo = hold.lo
WHERE hold.hold_id = $1;

-- name: hold_by_id :one
-- in: hold_id hold_id
-- out: hold_id hold_id, order_line_id order_line_id, lo i64, hi i64, programme_id programme_id, until_on date, state hold_state, document_id document_id?
SELECT hold.hold_id, hold.order_line_id, hold.lo, demand_slice.hi, hold.programme_id,
    hold.until_on, hold.state, hold.document_id
FROM hold JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
    AND demand_slice.lo = hold.lo
WHERE hold.hold_id = $1;

-- name: hold_due :many
-- in: programme_id programme_id, today date
-- out: hold_id hold_id, order_line_id order_line_id, lo i64, hi i64
-- Holds whose last day is over.
SELECT hold.hold_id, hold.order_line_id, hold.lo, demand_slice.hi
FROM hold JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
    AND demand_slice.lo = hold.lo
WHERE hold.programme_id = $1 AND hold.state = 1 AND hold.until_on < $2
ORDER BY hold.hold_id;

-- name: units_of_order :one
-- in: order_identity bytes
-- out: units i64, mass_g i64
-- Import of an order: what did other papers of it count, in pieces and in grams?
SELECT CAST(coalesce(sum(CASE WHEN order_line.measure = 1
        THEN demand_slice.hi - demand_slice.lo ELSE 0 END), 0) AS BIGINT),
    CAST(coalesce(sum(CASE WHEN order_line.measure = 2
        THEN demand_slice.hi - demand_slice.lo ELSE 0 END), 0) AS BIGINT)
FROM document JOIN demand_slice ON demand_slice.document_id = document.document_id
    JOIN order_line ON order_line.order_line_id = demand_slice.order_line_id
WHERE document.order_identity = $1;

-- name: paper_expect_new :exec
-- in: own bytes, order_identity bytes?, order_by_client bytes?, counted_by bytes?, counted_by_client bytes?
-- Import, when the request goes ahead: no paper of these identities is known, and none that counts for the
-- last two. What is would be put in twice, which document_pkey refuses.
INSERT INTO document (document_id, kind, identity, content_digest, order_identity, issued_on,
    name_annex_id, of_document_id, event_id)
SELECT document_id, kind, identity, content_digest, order_identity, issued_on, name_annex_id,
    of_document_id, event_id
FROM document WHERE identity IN ($1, $2, $3) OR order_identity IN ($4, $5);

-- name: paper_expect_all :exec
-- in: until event_id, identities bytes, order_identities bytes
-- The same for all papers of a commit: 16 identities one behind the other, none that was stored up to this
-- event is one of the first, none counts for one of the second.
INSERT INTO document (document_id, kind, identity, content_digest, order_identity, issued_on,
    name_annex_id, of_document_id, event_id)
SELECT document_id, kind, identity, content_digest, order_identity, issued_on, name_annex_id,
    of_document_id, event_id
FROM document WHERE event_id <= $1 AND (identity IN (
    substr($2, 1, 32), substr($2, 33, 32), substr($2, 65, 32), substr($2, 97, 32),
    substr($2, 129, 32), substr($2, 161, 32), substr($2, 193, 32), substr($2, 225, 32),
    substr($2, 257, 32), substr($2, 289, 32), substr($2, 321, 32), substr($2, 353, 32),
    substr($2, 385, 32), substr($2, 417, 32), substr($2, 449, 32), substr($2, 481, 32))
    OR order_identity IN (
    substr($3, 1, 32), substr($3, 33, 32), substr($3, 65, 32), substr($3, 97, 32),
    substr($3, 129, 32), substr($3, 161, 32), substr($3, 193, 32), substr($3, 225, 32),
    substr($3, 257, 32), substr($3, 289, 32), substr($3, 321, 32), substr($3, 353, 32),
    substr($3, 385, 32), substr($3, 417, 32), substr($3, 449, 32), substr($3, 481, 32)));

-- name: programme_rule :many
-- in: programme_id programme_id
-- out: demand_class text, lot_classes text, grams_per_device i64?
-- standing: all of them come with the programme
SELECT demand_class, lot_classes, grams_per_device FROM programme_class WHERE programme_id = $1
ORDER BY demand_class;

-- name: class_code_all :many
-- out: class_code text
SELECT class_code FROM device_class ORDER BY class_code;

-- name: allocation_lock :exec
-- in: programme_id programme_id
-- Runs of one programme take turns: this row is written, not changed.
UPDATE programme SET version = version WHERE programme_id = $1;
