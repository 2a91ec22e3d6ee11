-- Receipts, treatments, materials, dispatch statements and cases, as lists and pages show them.
-- Every column is a member of the answer, by its name. What has a code is named by it ("facility"), and its id stands beside it at
-- the end ("facility_id"). A list begins with what it is ordered and paged by.

-- name: receipt_list :list
-- in: after receipt_id, limit i64, facility_id facility_id?, viewer user_id?, received_from date, received_before date, untreated stage?
-- out: receipt_id receipt_id, received_on date, shipment text, facility text, units units?, mass_g mass, shipment_id shipment_id, facility_id facility_id
-- What nobody counted has a mass and no units.
SELECT receipt.receipt_id, receipt.received_on, shipment.code, facility.code,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE receipt.units END,
    receipt.mass_g, receipt.shipment_id, receipt.facility_id
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id > $1
    AND receipt.facility_id = $3
    AND receipt.receipt_id IN (@visible_receipt($4))
    AND receipt.received_on >= $5 AND receipt.received_on < $6
    AND receipt.receipt_id IN (@receipts_untreated($7))
ORDER BY receipt.receipt_id LIMIT $2;

-- name: receipt_item :item
-- in: receipt_id receipt_id
-- out: receipt_id receipt_id, received_on date, shipment text, facility text, units units?, mass_g mass, plant_key_id plant_key_id, signature bytes, shipment_id shipment_id, facility_id facility_id
SELECT receipt.receipt_id, receipt.received_on, shipment.code, facility.code,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE receipt.units END,
    receipt.mass_g, receipt.plant_key_id, receipt.signature, receipt.shipment_id,
    receipt.facility_id
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id = $1;

-- name: receipt_treatments :list
-- in: receipt_id receipt_id
-- out: treatment_id treatment_id, operation text, interim bool, treated_on date, units i64?, input_mass_g mass
SELECT treatment.treatment_id, treatment.operation, treatment.interim, treatment.treated_on,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE
        (SELECT CAST(sum(treatment_span.hi - treatment_span.lo) AS BIGINT) FROM treatment_span
         WHERE treatment_span.treatment_id = treatment.treatment_id) END,
    treatment.input_mass_g
FROM treatment JOIN receipt ON receipt.receipt_id = treatment.receipt_id
    JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE treatment.receipt_id = $1 ORDER BY treatment.treatment_id;

-- name: treatment_list :list
-- in: after treatment_id, limit i64, facility_id facility_id?, kind treatment_kind?, viewer user_id?, interim bool?, treated_from date, treated_before date
-- out: treatment_id treatment_id, treated_on date, receipt_id receipt_id, facility text, kind treatment_kind, operation text, interim bool, units i64, input_mass_g mass, facility_id facility_id
SELECT treatment.treatment_id, treatment.treated_on, treatment.receipt_id, facility.code,
    treatment.kind, treatment.operation, treatment.interim,
    CAST(coalesce((SELECT sum(treatment_span.hi - treatment_span.lo)
        FROM treatment_span JOIN lot ON lot.lot_id = treatment_span.lot_id
        WHERE treatment_span.treatment_id = treatment.treatment_id AND lot.measure = 1), 0) AS BIGINT),
    treatment.input_mass_g, treatment.facility_id
FROM treatment JOIN facility ON facility.facility_id = treatment.facility_id
WHERE treatment.treatment_id > $1
    AND treatment.facility_id = $3
    AND treatment.kind = $4
    AND treatment.treatment_id IN (@visible_treatment($5))
    AND treatment.interim = $6
    AND treatment.treated_on >= $7 AND treatment.treated_on < $8
ORDER BY treatment.treatment_id LIMIT $2;

-- name: treatment_item :item
-- in: treatment_id treatment_id
-- out: treatment_id treatment_id, treated_on date, receipt_id receipt_id, facility text, kind treatment_kind, operation text, interim bool, input_mass_g mass, tolerance_ppm i64, facility_id facility_id
SELECT treatment.treatment_id, treatment.treated_on, treatment.receipt_id, facility.code,
    treatment.kind, treatment.operation, treatment.interim, treatment.input_mass_g,
    treatment.tolerance_ppm, treatment.facility_id
FROM treatment JOIN facility ON facility.facility_id = treatment.facility_id
WHERE treatment.treatment_id = $1;

-- name: material_list :list
-- in: after text, limit i64, facility_id facility_id?, fraction text?, viewer user_id?, from_g mass
-- out: material text, facility text, fraction text, mass_g mass, dispatched_g mass, left_g mass, treatments i64, facility_id facility_id
-- What plants recovered, what of it they handed on, and what is there. Dismantled units are not
-- materials yet: their parts go on to the next plant as units.
SELECT stock.material, stock.facility, stock.fraction, stock.mass_g, stock.dispatched_g,
    stock.mass_g - stock.dispatched_g, stock.treatments, stock.facility_id
FROM (SELECT facility.code || ':' || material.fraction AS material, facility.code AS facility,
        material.fraction AS fraction, CAST(sum(material.mass_g) AS BIGINT) AS mass_g,
        CAST(sum(material.dispatched_g) AS BIGINT) AS dispatched_g,
        CAST(count(*) AS BIGINT) AS treatments, facility.facility_id AS facility_id
    FROM treatment JOIN material ON material.treatment_id = treatment.treatment_id
        JOIN facility ON facility.facility_id = treatment.facility_id
    WHERE treatment.interim = 0
        AND treatment.facility_id = $3
        AND material.fraction = $4
        AND treatment.treatment_id IN (@whole_treatment($5))
    GROUP BY facility.code, material.fraction, facility.facility_id) AS stock
WHERE stock.material > $1 AND stock.mass_g - stock.dispatched_g >= $6
ORDER BY stock.material LIMIT $2;

-- name: dispatch_list :list
-- in: after dispatch_id, limit i64, facility_id facility_id?, buyer_id organisation_id?, viewer user_id?, dispatched_from date, dispatched_before date
-- out: dispatch_id dispatch_id, dispatched_on date, number text, facility text, buyer text, mass_g mass, facility_id facility_id, buyer_id organisation_id
SELECT dispatch.dispatch_id, dispatch.dispatched_on, dispatch.number, facility.code,
    organisation.code,
    CAST((SELECT sum(dispatch_item.mass_g) FROM dispatch_item
        WHERE dispatch_item.dispatch_id = dispatch.dispatch_id) AS BIGINT),
    dispatch.facility_id, dispatch.buyer_id
FROM dispatch JOIN facility ON facility.facility_id = dispatch.facility_id
    JOIN organisation ON organisation.organisation_id = dispatch.buyer_id
WHERE dispatch.dispatch_id > $1
    AND dispatch.facility_id = $3
    AND dispatch.buyer_id = $4
    AND dispatch.dispatch_id IN (@visible_dispatch($5))
    AND dispatch.dispatched_on >= $6 AND dispatch.dispatched_on < $7
ORDER BY dispatch.dispatch_id LIMIT $2;

-- name: dispatch_item :item
-- in: dispatch_id dispatch_id
-- out: dispatch_id dispatch_id, dispatched_on date, number text, facility text, facility_country text, buyer text, facility_id facility_id, buyer_id organisation_id
SELECT dispatch.dispatch_id, dispatch.dispatched_on, dispatch.number, facility.code,
    facility.country, organisation.code, dispatch.facility_id, dispatch.buyer_id
FROM dispatch JOIN facility ON facility.facility_id = dispatch.facility_id
    JOIN organisation ON organisation.organisation_id = dispatch.buyer_id
WHERE dispatch.dispatch_id = $1;

-- name: dispatch_materials :list
-- in: dispatch_id dispatch_id
-- out: fraction text, mass_g mass, calculated bool
SELECT dispatch_item.fraction, CAST(sum(dispatch_item.mass_g) AS BIGINT),
    max(CASE WHEN treatment.kind = 2 THEN 1 ELSE 0 END)
FROM dispatch_item JOIN treatment ON treatment.treatment_id = dispatch_item.treatment_id
WHERE dispatch_item.dispatch_id = $1
GROUP BY dispatch_item.fraction ORDER BY dispatch_item.fraction;

-- name: dispatch_sources :list
-- in: dispatch_id dispatch_id
-- out: fraction text, mass_g mass, kind treatment_kind, operation text, treated_on date, received_on date, treatment_id treatment_id, receipt_id receipt_id
SELECT dispatch_item.fraction, dispatch_item.mass_g, treatment.kind, treatment.operation,
    treatment.treated_on, receipt.received_on, dispatch_item.treatment_id, treatment.receipt_id
FROM dispatch_item JOIN treatment ON treatment.treatment_id = dispatch_item.treatment_id
    JOIN receipt ON receipt.receipt_id = treatment.receipt_id
WHERE dispatch_item.dispatch_id = $1
ORDER BY dispatch_item.fraction, treatment.treated_on, dispatch_item.treatment_id;

-- fragment: claimant_of c
-- Who found the difference that a case is of; of cases that do not say it, who took a package, counted
-- it or saw its seal, and the plant that received.
SELECT claimed.claimant_id FROM ledger_case AS claimed
WHERE claimed.case_id = $c.case_id AND claimed.claimant_id IS NOT NULL
UNION ALL
SELECT handover.receiver_id FROM handover_package
    JOIN handover ON handover.handover_id = handover_package.handover_id
WHERE handover_package.package_id = $c.package_id AND handover_package.case_id = $c.case_id
UNION ALL
SELECT package_count.organisation_id FROM package_count
WHERE package_count.package_id = $c.package_id AND package_count.case_id = $c.case_id
UNION ALL
SELECT seal_entry.organisation_id FROM seal_entry
WHERE seal_entry.package_id = $c.package_id AND seal_entry.case_id = $c.case_id
UNION ALL
SELECT facility.organisation_id FROM receipt
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id = $c.receipt_id
LIMIT 1;

-- fragment: case_units c
-- How many counted units a case is about.
CAST(coalesce((SELECT sum(case_span.hi - case_span.lo)
        FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        WHERE case_span.case_id = $c.case_id AND lot.measure = 1), 0) AS BIGINT);

-- fragment: case_mass c
-- And how much that nobody counted.
CAST((SELECT sum(case_span.hi - case_span.lo)
        FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        WHERE case_span.case_id = $c.case_id AND lot.measure = 2) AS BIGINT);

-- fragment: case_reviewed c measure
-- How much of it an open case has under review: what did not leave the programme.
(SELECT sum(CASE WHEN custody.hi < case_span.hi THEN custody.hi ELSE case_span.hi END
        - CASE WHEN custody.lo > case_span.lo THEN custody.lo ELSE case_span.lo END)
    FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        JOIN custody ON custody.lot_id = case_span.lot_id AND custody.lo < case_span.hi
            AND custody.hi > case_span.lo
    WHERE case_span.case_id = $c.case_id AND lot.measure = $measure AND custody.stage < 10
        AND $c.closed_on IS NULL);

-- name: case_list :list
-- in: after case_id, limit i64, open bool?, viewer user_id?, deadline_before date, later case_id?, by_deadline bool?
-- out: case_id case_id, open bool, cause text, deadline date, claimant text?, counterparty text?, receipt_id receipt_id?, package text?, shipment text?, units i64, mass_g mass?, closed_on date?, outcome text?, claimant_id organisation_id?, counterparty_id organisation_id?, package_id package_id?, shipment_id shipment_id?, units_gone i64, mass_gone_g mass?
SELECT ledger_case.case_id, CASE WHEN ledger_case.closed_on IS NULL THEN 1 ELSE 0 END,
    ledger_case.cause, ledger_case.deadline,
    (SELECT claimant.code FROM organisation AS claimant
     WHERE claimant.organisation_id = (@claimant_of(ledger_case))),
    organisation.code, ledger_case.receipt_id, package.code, shipment.code,
    @case_units(ledger_case), @case_mass(ledger_case),
    ledger_case.closed_on, ledger_case.outcome, (@claimant_of(ledger_case)),
    ledger_case.counterparty_id, ledger_case.package_id, ledger_case.shipment_id,
    ledger_case.gone_units, CASE WHEN ledger_case.gone_g > 0 THEN ledger_case.gone_g END
FROM ledger_case
    LEFT JOIN organisation ON organisation.organisation_id = ledger_case.counterparty_id
    LEFT JOIN package ON package.package_id = ledger_case.package_id
    LEFT JOIN shipment ON shipment.shipment_id = ledger_case.shipment_id
WHERE ledger_case.deadline < $5
    AND ledger_case.case_id > $1
    AND (ledger_case.deadline, ledger_case.case_id) > (SELECT last.deadline, last.case_id FROM ledger_case AS last WHERE last.case_id = $6)
    AND (CASE WHEN ledger_case.closed_on IS NULL THEN 1 ELSE 0 END) = $3
    AND ledger_case.case_id IN (@visible_case($4))
ORDER BY
    ledger_case.deadline, CAST($7 AS BIGINT),
    ledger_case.case_id LIMIT $2;

-- name: case_reopenings :list
-- in: case_id case_id
-- out: reopened_at time, reason text, deadline date, closed_on date, outcome text, closing_note text?
SELECT event.recorded_at, case_reopening.reason, case_reopening.deadline, case_reopening.closed_on,
    case_reopening.outcome, annex.body
FROM case_reopening JOIN event ON event.event_id = case_reopening.event_id
    LEFT JOIN annex ON annex.annex_id = case_reopening.closing_note_annex_id
WHERE case_reopening.case_id = $1
ORDER BY case_reopening.event_id;

-- name: case_item :item
-- in: case_id case_id
-- out: case_id case_id, cause text, deadline date, claimant text?, counterparty text?, receipt_id receipt_id?, package text?, shipment text?, closed_on date?, outcome text?, claimant_id organisation_id?, counterparty_id organisation_id?, package_id package_id?, shipment_id shipment_id?, units i64, mass_g mass?, units_gone i64, mass_gone_g mass?, units_under_review i64, mass_under_review_g mass?
SELECT ledger_case.case_id, ledger_case.cause, ledger_case.deadline,
    (SELECT claimant.code FROM organisation AS claimant
     WHERE claimant.organisation_id = (@claimant_of(ledger_case))),
    organisation.code, ledger_case.receipt_id, package.code, shipment.code, ledger_case.closed_on,
    ledger_case.outcome, (@claimant_of(ledger_case)), ledger_case.counterparty_id, ledger_case.package_id,
    ledger_case.shipment_id, @case_units(ledger_case), @case_mass(ledger_case),
    ledger_case.gone_units, CASE WHEN ledger_case.gone_g > 0 THEN ledger_case.gone_g END,
    CAST(coalesce(@case_reviewed(ledger_case, 1), 0) AS BIGINT),
    CAST(@case_reviewed(ledger_case, 2) AS BIGINT)
FROM ledger_case
    LEFT JOIN organisation ON organisation.organisation_id = ledger_case.counterparty_id
    LEFT JOIN package ON package.package_id = ledger_case.package_id
    LEFT JOIN shipment ON shipment.shipment_id = ledger_case.shipment_id
WHERE ledger_case.case_id = $1;

-- name: case_spans :list
-- in: case_id case_id, after_lot_id lot_id, after i64, limit i64?
-- out: lot_id lot_id, measure measure, lo i64, hi i64
SELECT case_span.lot_id, lot.measure, case_span.lo, case_span.hi
FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
WHERE case_span.case_id = $1 AND (case_span.lot_id, case_span.lo) > ($2, $3)
ORDER BY case_span.lot_id, case_span.lo
LIMIT $4;
