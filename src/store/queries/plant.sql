-- What plants make and settle, and the certifications that they work towards.

-- ---------------------------------------------------------------- settlements

-- name: settlement_by_number :one
-- in: facility_id facility_id, number text
-- out: settlement_id settlement_id
SELECT settlement_id FROM settlement WHERE facility_id = $1 AND number = $2;

-- name: settlement_of_treatment :one
-- in: treatment_id treatment_id
-- out: settlement_id settlement_id, number text
-- The one that counts.
SELECT settlement_id, number FROM settlement WHERE treatment_id = $1 AND replaced = 0;

-- name: settlement_by_id :one
-- in: settlement_id settlement_id
-- out: settlement_id settlement_id, treatment_id treatment_id, amount_minor i64?, amount_currency text?, replaced bool
SELECT settlement_id, treatment_id, amount_minor, amount_currency, replaced
FROM settlement WHERE settlement_id = $1;

-- name: settlement_list :list
-- in: after settlement_id, limit i64, facility_id facility_id?, treatment_id treatment_id?, viewer user_id?, settled_from date, settled_before date, live_only i64
-- out: settlement_id settlement_id, settled_on date, number text, facility text, laboratory text, replaced bool, treatment_id treatment_id, facility_id facility_id
SELECT settlement.settlement_id, settlement.settled_on, settlement.number, facility.code,
    settlement.laboratory, settlement.replaced, settlement.treatment_id, settlement.facility_id
FROM settlement JOIN facility ON facility.facility_id = settlement.facility_id
WHERE settlement.settlement_id > $1
    AND settlement.facility_id = $3
    AND settlement.treatment_id = $4
    AND settlement.settlement_id IN (@visible_settlement($5))
    AND settlement.settled_on >= $6 AND settlement.settled_on < $7
    AND settlement.replaced + $8 <= 1
ORDER BY settlement.settlement_id LIMIT $2;

-- name: settlement_item :item
-- in: settlement_id settlement_id
-- out: settlement_id settlement_id, settled_on date, number text, facility text, laboratory text, replaced bool, replaces_id settlement_id?, treatment_id treatment_id, facility_id facility_id
SELECT settlement.settlement_id, settlement.settled_on, settlement.number, facility.code,
    settlement.laboratory, settlement.replaced, settlement.replaces_id, settlement.treatment_id,
    settlement.facility_id
FROM settlement JOIN facility ON facility.facility_id = settlement.facility_id
WHERE settlement.settlement_id = $1;

-- name: settlement_assay_all :many
-- in: settlement_id settlement_id
-- out: fraction text, fraction_g mass, metal text, mg_per_t i64, method text
SELECT settlement_assay.fraction, material.mass_g, settlement_assay.metal,
    settlement_assay.mg_per_t, settlement_assay.method
FROM settlement_assay
    JOIN settlement ON settlement.settlement_id = settlement_assay.settlement_id
    JOIN material ON material.treatment_id = settlement.treatment_id
        AND material.fraction = settlement_assay.fraction
WHERE settlement_assay.settlement_id = $1
ORDER BY settlement_assay.fraction, settlement_assay.metal;

-- ---------------------------------------------------------------- campaigns

-- name: campaign_by_number :one
-- in: facility_id facility_id, number text
-- out: campaign_id campaign_id
SELECT campaign_id FROM campaign WHERE facility_id = $1 AND number = $2;

-- name: campaign_by_id :one
-- in: campaign_id campaign_id
-- out: campaign_id campaign_id, facility_id facility_id, number text, operation text, interim bool, opened_on date, state campaign_state, ended_on date?
SELECT campaign_id, facility_id, number, operation, interim, opened_on, state, ended_on
FROM campaign WHERE campaign_id = $1;

-- name: campaign_days :one
-- in: campaign_id campaign_id
-- out: first_fed date?, last_fed date?, last_weighed date?
-- Of what counts.
SELECT (SELECT min(fed_on) FROM campaign_input WHERE campaign_id = $1 AND correction IS NULL),
    (SELECT max(fed_on) FROM campaign_input WHERE campaign_id = $1 AND correction IS NULL),
    (SELECT max(weighed_on) FROM campaign_output WHERE campaign_id = $1 AND correction IS NULL);

-- name: campaign_entry_last :one
-- in: campaign_id campaign_id
-- out: entry i64
-- 0 before the first.
SELECT CAST(coalesce(max(part.entry), 0) AS BIGINT)
FROM (SELECT entry FROM campaign_input WHERE campaign_id = $1
    UNION ALL SELECT entry FROM campaign_output WHERE campaign_id = $1) AS part;

-- name: campaign_entry :one
-- in: campaign_id campaign_id, entry i64
-- out: is_input bool, correction text?, first_left date?, first_weighed date?
-- first_left: of the inputs that count, but for this; first_weighed: of the outputs that count.
SELECT part.is_input, part.correction,
    (SELECT min(fed_on) FROM campaign_input
     WHERE campaign_id = $1 AND correction IS NULL AND entry <> $2),
    (SELECT min(weighed_on) FROM campaign_output WHERE campaign_id = $1 AND correction IS NULL)
FROM (SELECT CAST(1 AS BIGINT) AS is_input, correction FROM campaign_input
        WHERE campaign_id = $1 AND entry = $2
    UNION ALL SELECT CAST(0 AS BIGINT), correction FROM campaign_output
        WHERE campaign_id = $1 AND entry = $2) AS part
LIMIT 1;

-- name: campaign_span_all :many
-- in: campaign_id campaign_id
-- out: receipt_id receipt_id, lot_id lot_id, lo i64, hi i64
-- What an open campaign holds.
SELECT receipt_id, lot_id, lo, hi FROM campaign_span
WHERE campaign_id = $1 ORDER BY receipt_id, lot_id, lo;

-- name: campaign_span_of_receipt :many
-- in: receipt_id receipt_id
-- out: lot_id lot_id, lo i64, hi i64, number text
SELECT campaign_span.lot_id, campaign_span.lo, campaign_span.hi, campaign.number
FROM campaign_span JOIN campaign ON campaign.campaign_id = campaign_span.campaign_id
WHERE campaign_span.receipt_id = $1 ORDER BY campaign_span.lot_id, campaign_span.lo;

-- name: campaign_span_of_lot :many
-- in: lot_id lot_id
-- out: lo i64, hi i64
SELECT lo, hi FROM campaign_span WHERE lot_id = $1 ORDER BY lo;

-- name: campaign_any :one
-- out: campaign_id campaign_id
SELECT campaign_id FROM campaign_span LIMIT 1;

-- name: campaign_over :one
-- in: lot_id lot_id, lo i64, hi i64
-- out: campaign_id campaign_id, number text, lo i64, hi i64
-- A campaign that holds units of these.
SELECT campaign.campaign_id, campaign.number, campaign_span.lo, campaign_span.hi
FROM campaign_span JOIN campaign ON campaign.campaign_id = campaign_span.campaign_id
WHERE campaign_span.lot_id = $1 AND campaign_span.lo < $3 AND campaign_span.hi > $2
ORDER BY campaign_span.lo LIMIT 1;

-- name: campaign_fraction_all :many
-- in: campaign_id campaign_id
-- out: fraction text, mass_g mass
SELECT fraction, CAST(sum(mass_g) AS BIGINT) FROM campaign_output
WHERE campaign_id = $1 AND correction IS NULL GROUP BY fraction ORDER BY fraction;

-- name: campaign_list :list
-- in: after campaign_id, limit i64, facility_id facility_id?, viewer user_id?, last_state i64
-- out: campaign_id campaign_id, opened_on date, number text, facility text, operation text, interim bool, state campaign_state, ended_on date?, facility_id facility_id
SELECT campaign.campaign_id, campaign.opened_on, campaign.number, facility.code,
    campaign.operation, campaign.interim, campaign.state, campaign.ended_on, campaign.facility_id
FROM campaign JOIN facility ON facility.facility_id = campaign.facility_id
WHERE campaign.campaign_id > $1
    AND campaign.facility_id = $3
    AND campaign.campaign_id IN (@visible_campaign($4))
    AND campaign.state <= $5
ORDER BY campaign.campaign_id LIMIT $2;

-- name: campaign_item :item
-- in: campaign_id campaign_id
-- out: campaign_id campaign_id, opened_on date, number text, facility text, operation text, interim bool, state campaign_state, ended_on date?, reason text?, facility_id facility_id
SELECT campaign.campaign_id, campaign.opened_on, campaign.number, facility.code,
    campaign.operation, campaign.interim, campaign.state, campaign.ended_on, campaign.reason,
    campaign.facility_id
FROM campaign JOIN facility ON facility.facility_id = campaign.facility_id
WHERE campaign.campaign_id = $1;

-- name: campaign_input_all :list
-- in: campaign_id campaign_id
-- out: entry i64, fed_on date, receipt_id receipt_id, units units, input_mass_g mass, correction text?
SELECT entry, fed_on, receipt_id, units, input_mass_g, correction FROM campaign_input
WHERE campaign_id = $1 ORDER BY event_id;

-- name: campaign_output_all :list
-- in: campaign_id campaign_id
-- out: entry i64, weighed_on date, fraction text, mass_g mass, correction text?
SELECT entry, weighed_on, fraction, mass_g, correction FROM campaign_output
WHERE campaign_id = $1 ORDER BY event_id, fraction;

-- name: campaign_treatment_all :list
-- in: campaign_id campaign_id
-- out: treatment_id treatment_id, receipt_id receipt_id, input_mass_g mass
SELECT treatment_id, receipt_id, input_mass_g FROM treatment
WHERE campaign_id = $1 ORDER BY treatment_id;

-- name: campaign_input_mass :one
-- in: campaign_id campaign_id
-- out: input_mass_g mass
SELECT CAST(coalesce(sum(input_mass_g), 0) AS BIGINT) FROM campaign_input
WHERE campaign_id = $1 AND correction IS NULL;

-- ---------------------------------------------------------------- what came of a lot

-- name: yield_treatment :many
-- in: lot_id lot_id
-- out: treatment_id treatment_id, receipt_id receipt_id, treated_on date, kind treatment_kind, input_mass_g mass, facility text, facility_id facility_id, settlement_id settlement_id?, units i64
-- Treatments that recycled units of a lot.
SELECT treatment.treatment_id, treatment.receipt_id, treatment.treated_on, treatment.kind,
    treatment.input_mass_g, facility.code, treatment.facility_id, settlement.settlement_id,
    part.units
FROM (SELECT treatment_span.treatment_id AS treatment_id,
        CAST(sum(treatment_span.hi - treatment_span.lo) AS BIGINT) AS units
    FROM treatment_span WHERE treatment_span.lot_id = $1
    GROUP BY treatment_span.treatment_id) AS part
    JOIN treatment ON treatment.treatment_id = part.treatment_id
    JOIN facility ON facility.facility_id = treatment.facility_id
    LEFT JOIN settlement ON settlement.treatment_id = treatment.treatment_id
        AND settlement.replaced = 0
WHERE treatment.interim = 0
ORDER BY treatment.treated_on, treatment.treatment_id;

-- name: yield_class :many
-- in: lot_id lot_id, treatment_id treatment_id
-- out: class_code text, mass_g mass, units i64
-- How many of a lot's units a treatment was of, by class, with what one weighs as a rule.
SELECT device_class.class_code, device_class.mass_g, CAST(sum(
        CASE WHEN custody.hi < treatment_span.hi THEN custody.hi ELSE treatment_span.hi END
        - CASE WHEN custody.lo > treatment_span.lo THEN custody.lo ELSE treatment_span.lo END)
        AS BIGINT)
FROM treatment_span
    JOIN lot ON lot.lot_id = treatment_span.lot_id
    JOIN custody ON custody.lot_id = treatment_span.lot_id AND custody.lo < treatment_span.hi
        AND custody.hi > treatment_span.lo
    JOIN device_class ON device_class.class_code = coalesce(custody.class_code, lot.class_code)
WHERE treatment_span.lot_id = $1 AND treatment_span.treatment_id = $2
GROUP BY 1, 2 ORDER BY 1;

-- ---------------------------------------------------------------- plans

-- name: plan_step_known :one
-- in: facility_id facility_id, scheme text, step text
-- out: plan_step_id plan_step_id, state plan_state, due_on date, helper_id organisation_id?, evidence_digest bytes?
SELECT plan_step_id, state, due_on, helper_id, evidence_digest FROM plan_step
WHERE facility_id = $1 AND scheme = $2 AND step = $3;

-- name: plan_held :many
-- in: facility_id facility_id
-- out: standard text, valid_from date, valid_to date
SELECT standard, valid_from, valid_to FROM certification
WHERE facility_id = $1 ORDER BY standard, valid_to;

-- name: plan_permitted :one
-- in: facility_id facility_id, kind licence_kind, day date
-- out: valid_until date?
-- The last day of the licence that the plant has on a day, NULL: none.
SELECT max(CASE WHEN withdrawn_on IS NULL THEN valid_until ELSE withdrawn_on - 1 END)
FROM licence
WHERE facility_id = $1 AND kind = $2 AND valid_from <= $3 AND valid_until >= $3
    AND coalesce(withdrawn_on, valid_until + 1) > $3;

-- name: plan_steps :list
-- in: facility_id facility_id, viewer user_id?
-- out: scheme text, step text, state plan_state, due_on date, helper text?, evidence_digest bytes?, plan_step_id plan_step_id, helper_id organisation_id?
SELECT plan_step.scheme, plan_step.step, plan_step.state, plan_step.due_on, helper.code,
    plan_step.evidence_digest, plan_step.plan_step_id, plan_step.helper_id
FROM plan_step LEFT JOIN organisation AS helper ON helper.organisation_id = plan_step.helper_id
WHERE plan_step.facility_id = $1
    AND plan_step.plan_step_id IN (@visible_plan_step($2))
ORDER BY plan_step.due_on, plan_step.plan_step_id;

-- name: plan_waiting :list
-- in: facility_id facility_id, day date, viewer user_id?
-- out: standard text, order_line text, beneficiary text, programme text, open_units i64?, open_g i64?, order_line_id order_line_id, beneficiary_id organisation_id, programme_id programme_id
-- Order lines with open positions that demand a standard which the plant does not hold on the day.
SELECT waits.standard, waits.code, beneficiary.code, programme.code,
    CASE WHEN waits.measure = 1 THEN waits.open END, CASE WHEN waits.measure = 2 THEN waits.open END,
    waits.order_line_id, waits.beneficiary_id, waits.programme_id
FROM (SELECT order_line.order_line_id AS order_line_id, order_line.code AS code,
        order_line.standard AS standard, order_line.measure AS measure,
        order_line.programme_id AS programme_id, order_line.beneficiary_id AS beneficiary_id,
        CAST(order_line.demanded
            - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
                WHERE voided.order_line_id = order_line.order_line_id), 0)
            - coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
                WHERE allocation.order_line_id = order_line.order_line_id), 0) AS BIGINT) AS open
    FROM order_line
    WHERE order_line.standard IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM certification
            WHERE certification.facility_id = $1 AND certification.standard = order_line.standard
                AND certification.valid_from <= $2 AND certification.valid_to >= $2)) AS waits
    JOIN programme ON programme.programme_id = waits.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = waits.beneficiary_id
WHERE waits.open > 0
    AND waits.order_line_id IN (@visible_order_line($3))
ORDER BY waits.standard, waits.code;
