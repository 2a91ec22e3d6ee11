-- Certificates: what may be cited, what was stated.

-- fragment: without_standard units line
-- Units that a plant received without the standard that their line demands, on the day of that receipt.
$line.standard IS NOT NULL AND $units.receipt_id IS NOT NULL AND NOT EXISTS (SELECT 1
    FROM receipt JOIN certification ON certification.facility_id = receipt.facility_id
        AND certification.standard = $line.standard
        AND certification.valid_from <= receipt.received_on
        AND certification.valid_to >= receipt.received_on
    WHERE receipt.receipt_id = $units.receipt_id);

-- fragment: refused units
-- Units on their way (stage 2) that a plant refused, and that have not left since: they lie there, or
-- in a package that no shipment has taken on (state 2 to 4).
$units.stage = 2 AND ($units.facility_id IS NOT NULL OR NOT EXISTS (
    WITH RECURSIVE around (package_id) AS (
        SELECT package_id FROM package WHERE package.package_id = $units.package_id
        UNION ALL
        SELECT package.parent_id FROM package JOIN around ON around.package_id = package.package_id
        WHERE package.parent_id IS NOT NULL)
    SELECT 1 FROM around
        JOIN shipment_package ON shipment_package.package_id = around.package_id
        JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
    WHERE shipment.state IN (2, 3, 4)));

-- name: citable_of_line :many
-- in: order_line_id order_line_id, stage stage
-- out: lot_id lot_id, lot_lo i64, lot_hi i64, line_lo i64, line_hi i64, credit i64, allocation_lo i64, class_code text, country text, accepted i64, mass_g mass, lot_measure measure, public_number bytes, collection_id collection_id?, receipt_id receipt_id?, treatment_id treatment_id?, price_minor i64, trigger trigger, document_id document_id, issued_on date
-- The parts of a line's allocations that no certificate cites, that are not under review and whose
-- units are at a stage: not beyond it, since the words of the certificate say what has not happened
-- yet. What a plant refused is at stage 2 and not on its way: it lies loose, or in packages that
-- have not left since. What no document demands is not certified.
SELECT allocation.lot_id,
    CASE WHEN allocation.lot_lo > custody.lo THEN allocation.lot_lo ELSE custody.lo END,
    CASE WHEN allocation.lot_hi < custody.hi THEN allocation.lot_hi ELSE custody.hi END,
    allocation.line_lo + allocation.credit
        * CASE WHEN custody.lo > allocation.lot_lo THEN custody.lo - allocation.lot_lo ELSE 0 END,
    CASE WHEN custody.hi < allocation.lot_hi
        THEN allocation.line_lo + allocation.credit * (custody.hi - allocation.lot_lo)
        ELSE allocation.line_hi END,
    allocation.credit, allocation.lot_lo, coalesce(custody.class_code, lot.class_code), lot.country,
    lot.accepted, lot.mass_g, lot.measure, lot.public_number, lot.collection_id,
    custody.receipt_id, custody.treatment_id, coalesce(collection.price_minor, 0),
    demand_slice.trigger, document.document_id, document.issued_on
FROM allocation
    JOIN custody ON custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
        AND custody.hi > allocation.lot_lo
    JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
    LEFT JOIN collection ON collection.collection_id = lot.collection_id
    JOIN demand_slice ON demand_slice.order_line_id = allocation.order_line_id
        AND demand_slice.lo = allocation.slice_lo
    JOIN document ON document.document_id = demand_slice.document_id
    LEFT JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
        AND certificate_unit.lot_lo = allocation.lot_lo
WHERE allocation.order_line_id = $1 AND custody.stage = $2
    AND certificate_unit.lot_id IS NULL AND custody.case_id IS NULL
    AND NOT (@without_standard(custody, order_line))
    AND NOT (@refused(custody))
ORDER BY allocation.line_lo, custody.lo;

-- name: order_line_of_beneficiary :many
-- in: beneficiary_id organisation_id, programme_id programme_id
-- out: order_line_id order_line_id, code text, payer_id organisation_id, reseller_id organisation_id?, class_code text, measure measure, demanded i64
SELECT order_line_id, code, payer_id, reseller_id, class_code, measure, demanded FROM order_line
WHERE beneficiary_id = $1 AND programme_id = $2 ORDER BY code;

-- name: certificate_by_serial :one
-- in: serial text
-- out: certificate_id certificate_id, serial text, programme_id programme_id, beneficiary_id organisation_id, stage stage, units units, revision i64, issued_at time, body_digest bytes, state certificate_state, state_reason text?, replaces_id certificate_id?
SELECT certificate_id, serial, programme_id, beneficiary_id, stage, units, revision, issued_at,
    body_digest, state, state_reason, replaces_id
FROM certificate WHERE serial = $1;

-- name: document_of_beneficiary :many
-- in: beneficiary_id organisation_id, programme_id programme_id, number text
-- out: document_id document_id
-- Documents of this number that brought demand of a beneficiary.
SELECT DISTINCT document.document_id
FROM order_line JOIN demand_slice ON demand_slice.order_line_id = order_line.order_line_id
    JOIN document ON document.document_id = demand_slice.document_id
    JOIN annex ON annex.annex_id = document.name_annex_id
WHERE order_line.beneficiary_id = $1 AND order_line.programme_id = $2 AND annex.body = $3
ORDER BY document.document_id;

-- name: standing_of_line :many
-- in: order_line_id order_line_id
-- out: serial text?, stage stage, under_review bool, lacks_standard bool, is_refused bool, document_id document_id, issued_on date, measure measure, units i64
-- How the allocated units of a line stand: cited by which certificate, at which stage; whether a
-- plant refused them and they have not left since.
SELECT certificate.serial, custody.stage, CASE WHEN custody.case_id IS NULL THEN 0 ELSE 1 END,
    CASE WHEN @without_standard(custody, order_line) THEN 1 ELSE 0 END,
    CASE WHEN @refused(custody) THEN 1 ELSE 0 END,
    document.document_id, document.issued_on, lot.measure,
    CAST(sum(CASE WHEN allocation.lot_hi < custody.hi THEN allocation.lot_hi ELSE custody.hi END
        - CASE WHEN allocation.lot_lo > custody.lo THEN allocation.lot_lo ELSE custody.lo END)
        AS BIGINT)
FROM allocation
    JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
    JOIN custody ON custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
        AND custody.hi > allocation.lot_lo
    JOIN demand_slice ON demand_slice.order_line_id = allocation.order_line_id
        AND demand_slice.lo = allocation.slice_lo
    JOIN document ON document.document_id = demand_slice.document_id
    LEFT JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
        AND certificate_unit.lot_lo = allocation.lot_lo
    LEFT JOIN certificate ON certificate.certificate_id = certificate_unit.certificate_id
WHERE allocation.order_line_id = $1
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY coalesce(certificate.serial, ''), 2, 3, 4, 5, 6, 8;

-- name: waiting_of_line :many
-- in: order_line_id order_line_id
-- out: document_id document_id, issued_on date, units i64
-- Positions of a line that nothing serves yet, by document.
SELECT document.document_id, document.issued_on, CAST(open_slice.hi - open_slice.lo
    - coalesce((SELECT sum(line_hi - line_lo) FROM allocation
        WHERE allocation.order_line_id = open_slice.order_line_id
        AND allocation.slice_lo = open_slice.lo), 0)
    - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = open_slice.order_line_id
        AND voided.slice_lo = open_slice.lo), 0) AS BIGINT)
FROM demand_slice JOIN open_slice ON open_slice.programme_id = demand_slice.programme_id
        AND open_slice.queue_at = demand_slice.queue_at
        AND open_slice.order_line_id = demand_slice.order_line_id
        AND open_slice.lo = demand_slice.lo
    JOIN document ON document.document_id = demand_slice.document_id
WHERE demand_slice.order_line_id = $1
ORDER BY demand_slice.lo;

-- name: cited_of_certificate :many
-- in: certificate_id certificate_id
-- out: order_line_id order_line_id, line_code text, line_class text, line_measure measure, payer_id organisation_id, reseller_id organisation_id?, slice_lo i64, stage stage, case_id case_id?, eligible bool, lacks_standard bool, is_refused bool, unit_credit_g i64?, lot_id lot_id, lot_lo i64, lot_hi i64, line_lo i64, line_hi i64, credit i64, allocation_lo i64, class_code text, country text, accepted i64, mass_g mass, lot_measure measure, public_number bytes, collection_id collection_id?, receipt_id receipt_id?, treatment_id treatment_id?, price_minor i64, trigger trigger, document_id document_id, issued_on date
-- What a certificate cites, in the order of its issue, cut where custody changes.
SELECT allocation.order_line_id, order_line.code, order_line.class_code, order_line.measure,
    order_line.payer_id, order_line.reseller_id, allocation.slice_lo, custody.stage,
    custody.case_id, lot.eligible,
    CASE WHEN @without_standard(custody, order_line) THEN 1 ELSE 0 END,
    CASE WHEN @refused(custody) THEN 1 ELSE 0 END,
    custody.credit_g, allocation.lot_id,
    CASE WHEN allocation.lot_lo > custody.lo THEN allocation.lot_lo ELSE custody.lo END,
    CASE WHEN allocation.lot_hi < custody.hi THEN allocation.lot_hi ELSE custody.hi END,
    allocation.line_lo + allocation.credit
        * CASE WHEN custody.lo > allocation.lot_lo THEN custody.lo - allocation.lot_lo ELSE 0 END,
    CASE WHEN custody.hi < allocation.lot_hi
        THEN allocation.line_lo + allocation.credit * (custody.hi - allocation.lot_lo)
        ELSE allocation.line_hi END,
    allocation.credit, allocation.lot_lo, coalesce(custody.class_code, lot.class_code), lot.country,
    lot.accepted, lot.mass_g, lot.measure, lot.public_number, lot.collection_id,
    custody.receipt_id, custody.treatment_id, coalesce(collection.price_minor, 0),
    demand_slice.trigger, document.document_id, document.issued_on
FROM certificate_unit
    JOIN allocation ON allocation.lot_id = certificate_unit.lot_id
        AND allocation.lot_lo = certificate_unit.lot_lo
    JOIN custody ON custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
        AND custody.hi > allocation.lot_lo
    JOIN lot ON lot.lot_id = allocation.lot_id
    LEFT JOIN collection ON collection.collection_id = lot.collection_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
    JOIN demand_slice ON demand_slice.order_line_id = allocation.order_line_id
        AND demand_slice.lo = allocation.slice_lo
    JOIN document ON document.document_id = demand_slice.document_id
WHERE certificate_unit.certificate_id = $1
ORDER BY order_line.code, allocation.order_line_id, allocation.line_lo, custody.lo;

-- name: certificate_unit_of :many
-- in: certificate_id certificate_id
-- out: lot_id lot_id, lot_lo i64, lot_hi i64
SELECT lot_id, lot_lo, lot_hi FROM certificate_unit WHERE certificate_id = $1
ORDER BY lot_id, lot_lo;

-- name: reissued_over :many
-- in: lot_id lot_id, lo i64, hi i64
-- out: certificate_id certificate_id, serial text
-- Revoked certificates that cited any of the units.
SELECT DISTINCT certificate.certificate_id, certificate.serial
FROM reissue JOIN certificate ON certificate.certificate_id = reissue.certificate_id
WHERE reissue.lot_id = $1 AND reissue.lo < $3 AND reissue.hi > $2
ORDER BY certificate.serial;

-- name: certificate_digest :one
-- in: certificate_id certificate_id
-- out: body_digest bytes
-- What the public log calls a certificate.
SELECT body_digest FROM certificate WHERE certificate_id = $1;

-- name: certificate_of_unit :one
-- in: lot_id lot_id, lot_lo i64
-- out: certificate_id certificate_id, serial text, stage stage
SELECT certificate.certificate_id, certificate.serial, certificate.stage
FROM certificate_unit JOIN certificate
    ON certificate.certificate_id = certificate_unit.certificate_id
WHERE certificate_unit.lot_id = $1 AND certificate_unit.lot_lo = $2;

-- name: receipt_plant :one
-- in: receipt_id receipt_id
-- out: facility_id facility_id, facility_code text, country text, name_annex_id annex_id, organisation_name_annex_id annex_id, public_key bytes, units units, received_on date, statement text
-- A certificate names the recycler whose signed receipt covers its units.
SELECT receipt.facility_id, facility.code, facility.country, facility.name_annex_id,
    organisation.name_annex_id, plant_key.public_key, receipt.units, receipt.received_on,
    receipt.statement
FROM receipt JOIN facility ON facility.facility_id = receipt.facility_id
    JOIN organisation ON organisation.organisation_id = facility.organisation_id
    JOIN plant_key ON plant_key.plant_key_id = receipt.plant_key_id
WHERE receipt.receipt_id = $1;

-- name: certificate_replacing :one
-- in: replaces_id certificate_id
-- out: certificate_id certificate_id, serial text
SELECT certificate_id, serial FROM certificate WHERE replaces_id = $1;

-- name: reissued_in :many
-- in: certificate_id certificate_id
-- out: serial text, certificate_id certificate_id
-- Certificates that cite units of a revoked one.
SELECT DISTINCT certificate.serial, certificate.certificate_id
FROM reissue JOIN certificate_unit ON certificate_unit.lot_id = reissue.lot_id
        AND certificate_unit.lot_lo < reissue.hi AND certificate_unit.lot_hi > reissue.lo
    JOIN certificate ON certificate.certificate_id = certificate_unit.certificate_id
WHERE reissue.certificate_id = $1
ORDER BY certificate.serial;

-- name: document_printed :one
-- in: document_id document_id
-- out: kind text, number text?
-- What a certificate calls a document; without a number once that was erased.
SELECT document.kind, annex.body
FROM document JOIN annex ON annex.annex_id = document.name_annex_id
WHERE document.document_id = $1;

-- name: certification_on :many
-- in: facility_id facility_id, day date
-- out: standard text, scope text, number text, valid_from date, valid_to date
-- What a plant was certified for on a day.
SELECT standard, scope, number, valid_from, valid_to FROM certification
WHERE facility_id = $1 AND valid_from <= $2 AND valid_to >= $2
ORDER BY standard, valid_from, certification_id;

-- name: status_list_last :one
-- out: list i64, origin text
SELECT list, origin FROM status_list ORDER BY list DESC LIMIT 1;

-- name: status_list_by_number :one
-- in: list i64
-- out: origin text
SELECT origin FROM status_list WHERE list = $1;

-- name: status_place_taken :one
-- in: list i64, place i64
-- out: revision i64
SELECT revision FROM status_place WHERE list = $1 AND place = $2;

-- name: status_of_list :many
-- in: list i64
-- out: place i64, state certificate_state, restated bool
-- The places of a list of which there is anything to tell.
SELECT status_place.place, certificate.state, status_place.restated
FROM status_place JOIN certificate
    ON certificate.certificate_id = status_place.certificate_id
WHERE status_place.list = $1 AND (certificate.state <> 1 OR status_place.restated = 1)
ORDER BY status_place.place;

-- name: certificate_bodies :many
-- in: certificate_id certificate_id
-- out: revision i64, body text
-- Every revision as it was signed, the first first.
SELECT revision, body FROM certificate_body WHERE certificate_id = $1 ORDER BY revision;

-- name: certificate_standing :many
-- in: certificate_id certificate_id
-- out: country text, measure measure, stage stage, under_review bool, units i64, oldest month, newest month
-- Where the units of a certificate stand now, by country: what a public page says of their trail.
-- planned: once, from the certificate on, whichever it is
SELECT lot.country, lot.measure, custody.stage,
    CASE WHEN custody.case_id IS NULL THEN 0 ELSE 1 END,
    CAST(sum(CASE WHEN certificate_unit.lot_hi < custody.hi THEN certificate_unit.lot_hi
            ELSE custody.hi END
        - CASE WHEN certificate_unit.lot_lo > custody.lo THEN certificate_unit.lot_lo
            ELSE custody.lo END) AS BIGINT),
    min(lot.vintage), max(lot.vintage)
FROM certificate_unit
    JOIN custody ON custody.lot_id = certificate_unit.lot_id
        AND custody.lo < certificate_unit.lot_hi AND custody.hi > certificate_unit.lot_lo
    JOIN lot ON lot.lot_id = certificate_unit.lot_id
WHERE certificate_unit.certificate_id = $1
GROUP BY lot.country, lot.measure, custody.stage,
    CASE WHEN custody.case_id IS NULL THEN 0 ELSE 1 END
ORDER BY lot.country, lot.measure, custody.stage, 4;

-- name: certificate_incidents :many
-- in: certificate_id certificate_id
-- out: shipment_id shipment_id, code text, cause text, departed_on date, found_on date, units i64, uncounted_g i64, cleared_on date?, outcome text?
-- Of what it cites, what once left without authority: by each departure, and what came of that. Not
-- looked for at all where nothing ever did.
SELECT shipment.shipment_id, shipment.code, incident.cause, shipment.departed_on, incident.found_on,
    CAST(coalesce(sum(CASE WHEN lot.measure = 1 THEN CASE WHEN shipment_span.hi < certificate_unit.lot_hi THEN shipment_span.hi
            ELSE certificate_unit.lot_hi END
        - CASE WHEN shipment_span.lo > certificate_unit.lot_lo THEN shipment_span.lo
            ELSE certificate_unit.lot_lo END END), 0)
        AS BIGINT),
    CAST(coalesce(sum(CASE WHEN lot.measure = 2 THEN CASE WHEN shipment_span.hi < certificate_unit.lot_hi THEN shipment_span.hi
            ELSE certificate_unit.lot_hi END
        - CASE WHEN shipment_span.lo > certificate_unit.lot_lo THEN shipment_span.lo
            ELSE certificate_unit.lot_lo END END), 0)
        AS BIGINT),
    incident.cleared_on, incident.outcome
FROM certificate_unit
    JOIN shipment_span ON shipment_span.lot_id = certificate_unit.lot_id
        AND shipment_span.lo < certificate_unit.lot_hi
        AND shipment_span.hi > certificate_unit.lot_lo
    JOIN incident ON incident.shipment_id = shipment_span.shipment_id
    JOIN shipment ON shipment.shipment_id = incident.shipment_id
    JOIN lot ON lot.lot_id = certificate_unit.lot_id
WHERE certificate_unit.certificate_id = $1 AND EXISTS (SELECT 1 FROM incident AS ever)
GROUP BY shipment.shipment_id, shipment.code, incident.cause, shipment.departed_on,
    incident.found_on, incident.cleared_on, incident.outcome
ORDER BY shipment.departed_on, shipment.shipment_id;

-- name: incident_cited :many
-- in: shipment_id shipment_id
-- out: certificate_id certificate_id
-- Certificates that cite units of what left without authority, or is about to be said to.
SELECT certificate_unit.certificate_id AS certificate_id FROM shipment_span
    JOIN certificate_unit ON certificate_unit.lot_id = shipment_span.lot_id
        AND certificate_unit.lot_lo < shipment_span.hi
        AND certificate_unit.lot_hi > shipment_span.lo
WHERE shipment_span.shipment_id = $1
UNION
SELECT certificate_unit.certificate_id FROM incident
    JOIN case_span ON case_span.case_id = incident.case_id
    JOIN certificate_unit ON certificate_unit.lot_id = case_span.lot_id
        AND certificate_unit.lot_lo < case_span.hi AND certificate_unit.lot_hi > case_span.lo
WHERE incident.shipment_id = $1
ORDER BY certificate_id;

-- name: certificate_ways :one
-- in: certificate_id certificate_id
-- out: packages i64, shipments i64, treatments i64
-- In how many packages the units of a certificate lie now, by how many shipments they came to
-- plants, and how many treatments made something of them.
-- planned: once, from the certificate on, whichever it is
SELECT count(DISTINCT custody.package_id), count(DISTINCT receipt.shipment_id),
    count(DISTINCT custody.treatment_id)
FROM certificate_unit
    JOIN custody ON custody.lot_id = certificate_unit.lot_id
        AND custody.lo < certificate_unit.lot_hi AND custody.hi > certificate_unit.lot_lo
    LEFT JOIN receipt ON receipt.receipt_id = custody.receipt_id
WHERE certificate_unit.certificate_id = $1;

-- name: certificate_position_all :many
-- in: certificate_id certificate_id
-- out: order_line text, line_lo i64, line_hi i64, measure measure, lot_id lot_id, lot_lo i64, lot_hi i64, class_code text, country text, vintage month
-- What a live certificate cites: positions of order lines, and the units that serve them.
SELECT order_line.code, allocation.line_lo, allocation.line_hi, order_line.measure,
    allocation.lot_id, allocation.lot_lo, allocation.lot_hi, lot.class_code, lot.country, lot.vintage
FROM certificate_unit JOIN allocation ON allocation.lot_id = certificate_unit.lot_id
        AND allocation.lot_lo = certificate_unit.lot_lo
    JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE certificate_unit.certificate_id = $1
ORDER BY order_line.code, allocation.line_lo;
