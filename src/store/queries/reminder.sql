-- What expires or falls due (service/reminders.def).

-- name: reminder_ending :many
-- in: day date
-- out: kind i64, due date, object_id id, code text, note text?
-- What has an end of its own before a day; kinds as service/reminder.c has them.
SELECT 1, notification_state.valid_until, notification.notification_id, notification.code,
    notification_state.country
FROM notification_state JOIN notification
    ON notification.notification_id = notification_state.notification_id
WHERE notification_state.valid_until < $1
UNION ALL
SELECT 2, notification.last_departure, notification.notification_id, notification.code, NULL
FROM notification WHERE notification.last_departure < $1
UNION ALL
SELECT CASE notification_document.kind WHEN 'doc-finguar' THEN 3 WHEN 'doc-contract' THEN 4 ELSE 5 END,
    notification_document.valid_until, notification.notification_id, notification.code,
    notification_document.kind
FROM notification_document JOIN notification
    ON notification.notification_id = notification_document.notification_id
WHERE notification_document.valid_until < $1
UNION ALL
SELECT 6, consent.valid_until, shipment.shipment_id, shipment.code, consent.country
FROM consent JOIN shipment ON shipment.shipment_id = consent.shipment_id
WHERE consent.valid_until < $1 AND shipment.state IN (1, 2)
UNION ALL
SELECT 7, coalesce(licence.withdrawn_on - 1, licence.valid_until), licence.licence_id,
    organisation.code, licence.country
FROM licence JOIN organisation ON organisation.organisation_id = licence.organisation_id
WHERE licence.licence_id IN (@licences_ending($1))
UNION ALL
SELECT 8, max(certification.valid_to), facility.facility_id, facility.code, certification.standard
FROM certification JOIN facility ON facility.facility_id = certification.facility_id
GROUP BY facility.facility_id, facility.code, certification.standard
HAVING max(certification.valid_to) < $1
UNION ALL
SELECT 9, ledger_case.deadline, ledger_case.case_id, ledger_case.cause, NULL
FROM ledger_case WHERE ledger_case.closed_on IS NULL AND ledger_case.deadline < $1
UNION ALL
SELECT 10, hold.until_on, hold.hold_id, order_line.code, NULL
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
WHERE hold.state = 1 AND hold.until_on < $1
UNION ALL
SELECT 11, shipment.planned_arrival, shipment.shipment_id, shipment.code, NULL
FROM shipment WHERE shipment.state = 2 AND shipment.planned_arrival < $1
ORDER BY 1, 2, 3, 4, 5;

-- name: reminder_steps :many
-- out: notification_id notification_id, code text, country text, part route_part, step notification_step, stepped_on date
-- Where notifications stand with states that are still to act, or to be answered.
SELECT notification.notification_id, notification.code, notification_state.country, notification_state.part,
    notification_state.step, notification_state.stepped_on
FROM notification_state JOIN notification
    ON notification.notification_id = notification_state.notification_id
WHERE notification_state.step BETWEEN 1 AND 6
ORDER BY notification.notification_id, notification_state.number;

-- name: reminder_movements :many
-- in: departed_since date
-- out: notification_id notification_id, shipment_id shipment_id, number text, departed_on date, arrived_on date?, received_on date?, treated_on date?, untreated bool
-- Movements that left: what is known of their days, and whether anything received is as it came. Of those
-- that left before a day only what is not received, or not treated whole: of the others all terms
-- are over.
SELECT booking.notification_id, booking.shipment_id, booking.number, shipment.departed_on,
    shipment.arrived_on, receipt.received_on,
    (SELECT max(treatment.treated_on) FROM treatment
     WHERE treatment.receipt_id = receipt.receipt_id AND treatment.interim = 0),
    CASE WHEN EXISTS (SELECT 1 FROM custody WHERE custody.receipt_id = receipt.receipt_id
        AND custody.stage = 3) THEN 1 ELSE 0 END
FROM booking JOIN shipment ON shipment.shipment_id = booking.shipment_id
    LEFT JOIN receipt ON receipt.shipment_id = shipment.shipment_id
WHERE booking.state = 2 AND shipment.departed_on IS NOT NULL
    AND (shipment.departed_on >= $1 OR receipt.receipt_id IS NULL
        OR NOT EXISTS (SELECT 1 FROM treatment
            WHERE treatment.receipt_id = receipt.receipt_id AND treatment.interim = 0)
        OR EXISTS (SELECT 1 FROM custody
            WHERE custody.receipt_id = receipt.receipt_id AND custody.stage = 3))
ORDER BY booking.notification_id, booking.serial;

-- name: reminder_laws :many
-- in: day date, new_law date
-- out: notification_id notification_id
-- Notifications that the end of the old law may concern: something on them is still to move, or is
-- not treated whole; nobody objected or took it back before anything was booked; and before the new
-- law something was recorded of them, or that day is still to come.
SELECT notification.notification_id
FROM notification
WHERE (notification.last_departure >= $1 OR EXISTS (
        SELECT 1 FROM booking LEFT JOIN receipt ON receipt.shipment_id = booking.shipment_id
        WHERE booking.notification_id = notification.notification_id AND booking.state = 2
            AND (receipt.receipt_id IS NULL OR EXISTS (SELECT 1 FROM custody
                WHERE custody.receipt_id = receipt.receipt_id AND custody.stage = 3))))
    AND ($1 < $2 OR EXISTS (SELECT 1 FROM notification_step
        WHERE notification_step.notification_id = notification.notification_id
            AND notification_step.stepped_on < $2))
    AND (EXISTS (SELECT 1 FROM booking
            WHERE booking.notification_id = notification.notification_id AND booking.state = 2)
        OR NOT EXISTS (SELECT 1 FROM notification_state
            WHERE notification_state.notification_id = notification.notification_id
                AND notification_state.step IN (8, 9)))
ORDER BY notification.notification_id;
