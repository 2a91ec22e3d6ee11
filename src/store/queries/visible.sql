-- Who sees what (docs/people.md): for each kind of object a fragment that gives the ids of those that
-- a user sees, by the parts that their organisation has and the roles that they have there. Lists
-- have it as a filter, which a viewer who sees everything goes without; the queries at the end ask
-- about one object. visible_KIND: at all; whole_KIND: with all that it is, where a client would see
-- only what is its own in it.

-- fragment: parts viewer kind
-- A part (core/types.h, party_role) is seen in the role that goes with it: payer and beneficiary by
-- clients, collector and agent by agents, plant by recyclers, the others by their own name. The parts
-- of operator and funder show nothing.
SELECT party.object_id AS object_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id
    JOIN party ON party.organisation_id = ledger_user.organisation_id
WHERE ledger_user.user_id = $viewer AND party.object_kind = $kind
    AND user_role.role = CASE party.role WHEN 2 THEN 6 WHEN 3 THEN 6 WHEN 4 THEN 7 WHEN 5 THEN 11
        WHEN 6 THEN 11 WHEN 7 THEN 9 WHEN 8 THEN 10 WHEN 9 THEN 8 WHEN 11 THEN 12 WHEN 12 THEN 13
        ELSE 0 END;

-- fragment: audited viewer
-- Programmes of which an auditor sees everything.
SELECT party.object_id AS object_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id AND user_role.role = 12
    JOIN party ON party.organisation_id = ledger_user.organisation_id
WHERE ledger_user.user_id = $viewer AND party.object_kind = 'programme' AND party.role = 11;

-- fragment: audited_package viewer
-- Packages of such programmes.
SELECT package.package_id AS object_id FROM package
WHERE package.programme_id IN (@audited($viewer));

-- fragment: audited_shipment viewer
-- Shipments that carry or carried such packages.
SELECT shipment_package.shipment_id AS object_id FROM shipment_package JOIN package
    ON package.package_id = shipment_package.package_id
WHERE package.programme_id IN (@audited($viewer));

-- fragment: own viewer
SELECT ledger_user.organisation_id AS object_id FROM ledger_user
WHERE ledger_user.user_id = $viewer;

-- fragment: places viewer role
-- The user's own facilities, in a role: of a recycler or of a warehouse.
SELECT facility.facility_id AS object_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id
        AND user_role.role = $role
    JOIN facility ON facility.organisation_id = ledger_user.organisation_id
WHERE ledger_user.user_id = $viewer;

-- ---------------------------------------------------------------- demand

-- fragment: visible_order_line viewer
@parts($viewer, 'order_line')
UNION ALL
SELECT order_line.order_line_id FROM order_line
WHERE order_line.programme_id IN (@audited($viewer));

-- fragment: visible_hold viewer
SELECT hold.hold_id AS object_id FROM hold
WHERE hold.order_line_id IN (@visible_order_line($viewer));

-- fragment: lines_of_others viewer
-- Lines that the user's organisation pays or sells, and whose beneficiary is another.
SELECT order_line.order_line_id AS object_id FROM order_line
WHERE order_line.order_line_id IN (@parts($viewer, 'order_line'))
    AND order_line.beneficiary_id NOT IN (@own($viewer));

-- fragment: visible_certificate viewer
-- Who pays or sells for others sees the certificates all of whose units are for lines of that kind:
-- another's is not to be named by it.
@parts($viewer, 'certificate')
UNION ALL
SELECT theirs.certificate_id FROM (
    SELECT DISTINCT certificate_unit.certificate_id AS certificate_id
    FROM allocation JOIN certificate_unit ON certificate_unit.lot_id = allocation.lot_id
        AND certificate_unit.lot_lo = allocation.lot_lo
    WHERE allocation.order_line_id IN (@lines_of_others($viewer))) AS theirs
WHERE NOT EXISTS (SELECT 1 FROM certificate_unit JOIN allocation
        ON allocation.lot_id = certificate_unit.lot_id
        AND allocation.lot_lo = certificate_unit.lot_lo
    WHERE certificate_unit.certificate_id = theirs.certificate_id
        AND allocation.order_line_id NOT IN (@parts($viewer, 'order_line')))
UNION ALL
SELECT certificate.certificate_id FROM certificate
WHERE certificate.programme_id IN (@audited($viewer));

-- ---------------------------------------------------------------- supply

-- fragment: visible_collection viewer
@parts($viewer, 'collection')
UNION ALL
SELECT collection.collection_id FROM collection
WHERE collection.programme_id IN (@audited($viewer));

-- fragment: whole_lot viewer
@parts($viewer, 'lot')
UNION ALL
SELECT lot.lot_id FROM lot WHERE lot.collection_id IN (@parts($viewer, 'collection'))
UNION ALL
SELECT lot.lot_id FROM lot WHERE lot.programme_id IN (@audited($viewer));

-- fragment: seen_units viewer
-- A row of custody some of whose units a user sees: those of lot_units_seen. Of allocations beside it
-- the look-up begins at the last that begins no later, since none overlap.
(custody.facility_id IN (@places($viewer, 10))
    OR EXISTS (SELECT 1 FROM allocation AS serving
        WHERE serving.lot_id = custody.lot_id AND serving.lot_lo < custody.hi
            AND serving.lot_hi > custody.lo
            AND serving.lot_lo >= coalesce((SELECT max(first.lot_lo) FROM allocation AS first
                WHERE first.lot_id = custody.lot_id AND first.lot_lo <= custody.lo), 0)
            AND serving.order_line_id IN (@parts($viewer, 'order_line')))
    OR EXISTS (SELECT 1 FROM (@whole_lot($viewer)) AS seen WHERE seen.object_id = custody.lot_id));

-- fragment: visible_lot viewer
@whole_lot($viewer)
UNION ALL
SELECT allocation.lot_id FROM allocation
WHERE allocation.order_line_id IN (@parts($viewer, 'order_line'))
UNION ALL
SELECT custody.lot_id FROM custody WHERE custody.facility_id IN (@places($viewer, 10));

-- fragment: within tops
-- Packages, and what is in them: bags in boxes on pallets in containers.
SELECT package.package_id AS object_id FROM package WHERE package.package_id IN ($tops)
UNION ALL
SELECT package.package_id FROM package WHERE package.parent_id IN ($tops)
UNION ALL
SELECT package.package_id FROM package AS around JOIN package
    ON package.parent_id = around.package_id
WHERE around.parent_id IN ($tops)
UNION ALL
SELECT package.package_id FROM package AS outermost JOIN package AS around
        ON around.parent_id = outermost.package_id
    JOIN package ON package.parent_id = around.package_id
WHERE outermost.parent_id IN ($tops);

-- fragment: with_own package viewer
-- The join from a package to the units in it that serve a client's own lines. A join rather than IN:
-- about one package, it is begun from there.
JOIN custody ON custody.package_id = $package
JOIN allocation ON allocation.lot_id = custody.lot_id AND allocation.lot_lo < custody.hi
    AND allocation.lot_hi > custody.lo
    AND allocation.order_line_id IN (@parts($viewer, 'order_line'));

-- fragment: packed viewer
-- Packages that such units lie in, directly or in packages within.
SELECT package.package_id AS object_id FROM package @with_own(package.package_id, $viewer)
UNION ALL
SELECT package.parent_id FROM package @with_own(package.package_id, $viewer)
WHERE package.parent_id IS NOT NULL
UNION ALL
SELECT around.parent_id FROM package JOIN package AS around
        ON around.package_id = package.parent_id
    @with_own(package.package_id, $viewer)
WHERE around.parent_id IS NOT NULL
UNION ALL
SELECT outermost.parent_id FROM package JOIN package AS around
        ON around.package_id = package.parent_id
    JOIN package AS outermost ON outermost.package_id = around.parent_id
    @with_own(package.package_id, $viewer)
WHERE outermost.parent_id IS NOT NULL;

-- fragment: shipped viewer
-- Shipments that have not been received, of such packages: all of them. Which packages is looked up once.
SELECT shipment_package.shipment_id AS object_id
FROM (SELECT DISTINCT custody.package_id AS package_id FROM allocation JOIN custody
            ON custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
            AND custody.hi > allocation.lot_lo
        WHERE custody.package_id IS NOT NULL
            AND allocation.order_line_id IN (@parts($viewer, 'order_line'))) AS held
    JOIN package ON package.package_id = held.package_id
    LEFT JOIN package AS around ON around.package_id = package.parent_id
    LEFT JOIN package AS outermost ON outermost.package_id = around.parent_id
    JOIN shipment_package ON shipment_package.package_id
        IN (package.package_id, package.parent_id, around.parent_id, outermost.parent_id)
    JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id
WHERE shipment.state < 4;

-- fragment: shipped_one viewer
-- The same, to ask about one: it is begun from there.
SELECT shipment_package.shipment_id AS object_id FROM shipment_package JOIN shipment
        ON shipment.shipment_id = shipment_package.shipment_id
    @with_own(shipment_package.package_id, $viewer)
WHERE shipment.state < 4
UNION ALL
SELECT shipment_package.shipment_id FROM shipment_package JOIN shipment
        ON shipment.shipment_id = shipment_package.shipment_id
    JOIN package ON package.parent_id = shipment_package.package_id
    @with_own(package.package_id, $viewer)
WHERE shipment.state < 4
UNION ALL
SELECT shipment_package.shipment_id FROM shipment_package JOIN shipment
        ON shipment.shipment_id = shipment_package.shipment_id
    JOIN package AS around ON around.parent_id = shipment_package.package_id
    JOIN package ON package.parent_id = around.package_id
    @with_own(package.package_id, $viewer)
WHERE shipment.state < 4
UNION ALL
SELECT shipment_package.shipment_id FROM shipment_package JOIN shipment
        ON shipment.shipment_id = shipment_package.shipment_id
    JOIN package AS outermost ON outermost.parent_id = shipment_package.package_id
    JOIN package AS around ON around.parent_id = outermost.package_id
    JOIN package ON package.parent_id = around.package_id
    @with_own(package.package_id, $viewer)
WHERE shipment.state < 4;

-- fragment: whole_shipment viewer
-- An office that is official of a programme sees its shipments through the office's own country.
@parts($viewer, 'shipment')
UNION ALL
SELECT shipment.shipment_id FROM shipment
WHERE shipment.to_facility_id IN (@places($viewer, 8))
UNION ALL
SELECT shipment_package.shipment_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id AND user_role.role = 13
    JOIN organisation ON organisation.organisation_id = ledger_user.organisation_id
    JOIN party ON party.organisation_id = ledger_user.organisation_id
        AND party.object_kind = 'programme' AND party.role = 12
    JOIN package ON package.programme_id = party.object_id
    JOIN shipment_package ON shipment_package.package_id = package.package_id
    JOIN leg ON leg.shipment_id = shipment_package.shipment_id
    JOIN facility AS start ON start.facility_id = leg.from_facility_id
    JOIN facility AS goal ON goal.facility_id = leg.to_facility_id
WHERE ledger_user.user_id = $viewer
    AND (start.country = organisation.country OR goal.country = organisation.country)
UNION ALL
@audited_shipment($viewer);

-- fragment: received_shipment viewer
@whole_shipment($viewer)
UNION ALL
SELECT receipt.shipment_id FROM allocation JOIN receipt_span
        ON receipt_span.lot_id = allocation.lot_id AND receipt_span.lo < allocation.lot_hi
        AND receipt_span.hi > allocation.lot_lo
    JOIN receipt ON receipt.receipt_id = receipt_span.receipt_id
WHERE allocation.order_line_id IN (@parts($viewer, 'order_line'));

-- fragment: visible_shipment viewer
@received_shipment($viewer)
UNION ALL
@shipped($viewer);

-- fragment: visible_handover viewer
-- Of who gives or takes; and of the packages of a programme that is audited.
SELECT handover.handover_id AS object_id FROM handover WHERE handover.giver_id IN (@own($viewer))
UNION ALL
SELECT handover.handover_id FROM handover WHERE handover.receiver_id IN (@own($viewer))
UNION ALL
SELECT handover_package.handover_id FROM handover_package JOIN package
    ON package.package_id = handover_package.package_id
WHERE package.programme_id IN (@audited($viewer));

-- fragment: visible_notification viewer
-- Of its notifier, of a plant, of the carriers it names, of officials of programmes whose country it goes through, and
-- of auditors of a programme whose shipments are or were movements of it.
SELECT notification.notification_id AS object_id FROM notification
WHERE notification.plant_id IN (@places($viewer, 8))
UNION ALL
SELECT notification.notification_id FROM notification
WHERE notification.notifier_id IN (@own($viewer))
UNION ALL
SELECT notification_carrier.notification_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id AND user_role.role = 9
    JOIN notification_carrier ON notification_carrier.carrier_id = ledger_user.organisation_id
WHERE ledger_user.user_id = $viewer
UNION ALL
SELECT notification_state.notification_id
FROM ledger_user JOIN user_role ON user_role.user_id = ledger_user.user_id AND user_role.role = 13
    JOIN organisation ON organisation.organisation_id = ledger_user.organisation_id
    JOIN party ON party.organisation_id = ledger_user.organisation_id
        AND party.object_kind = 'programme' AND party.role = 12
    JOIN notification_state ON notification_state.country = organisation.country
WHERE ledger_user.user_id = $viewer
UNION ALL
SELECT booking.notification_id FROM booking
WHERE booking.shipment_id IN (@audited_shipment($viewer));

-- fragment: carried viewer
-- Packages on shipments that are seen whole, as long as they are on them: what was unpacked and
-- filled again at the end of the way is others' business.
SELECT shipment_package.package_id AS object_id FROM shipment_package JOIN shipment
        ON shipment.shipment_id = shipment_package.shipment_id
    JOIN package ON package.package_id = shipment_package.package_id
WHERE shipment_package.shipment_id IN (@whole_shipment($viewer))
    AND (shipment.state IN (1, 2, 4)
        OR (shipment.state = 3 AND package.facility_id = shipment.to_facility_id));

-- fragment: whole_package viewer
@within(@parts($viewer, 'package'))
UNION ALL
@within(@carried($viewer))
UNION ALL
@within(SELECT stored.package_id FROM package AS stored
    WHERE stored.facility_id IN (@places($viewer, 10)))
UNION ALL
@audited_package($viewer);

-- fragment: visible_package viewer
@whole_package($viewer)
UNION ALL
@packed($viewer);

-- fragment: kept viewer
-- Places all of whose stock a user sees: their own warehouses and plants.
@places($viewer, 8)
UNION ALL
@places($viewer, 10);

-- fragment: visible_label_sheet viewer
-- Of who is to stick them, and of auditors, who claim none of them (service/label.h).
SELECT label_sheet.label_sheet_id AS object_id FROM label_sheet
WHERE label_sheet.organisation_id IN (@own($viewer))
UNION ALL
SELECT label_sheet.label_sheet_id FROM label_sheet
WHERE label_sheet.programme_id IN (@audited($viewer));

-- fragment: whole_receipt viewer
@parts($viewer, 'receipt')
UNION ALL
SELECT receipt.receipt_id FROM receipt WHERE receipt.facility_id IN (@places($viewer, 8))
UNION ALL
SELECT receipt.receipt_id FROM receipt
WHERE receipt.shipment_id IN (@audited_shipment($viewer));

-- fragment: visible_receipt viewer
@whole_receipt($viewer)
UNION ALL
SELECT receipt_span.receipt_id FROM allocation JOIN receipt_span
    ON receipt_span.lot_id = allocation.lot_id AND receipt_span.lo < allocation.lot_hi
    AND receipt_span.hi > allocation.lot_lo
WHERE allocation.order_line_id IN (@parts($viewer, 'order_line'));

-- fragment: whole_treatment viewer
SELECT treatment.treatment_id AS object_id FROM treatment
WHERE treatment.receipt_id IN (@whole_receipt($viewer));

-- fragment: visible_treatment viewer
@whole_treatment($viewer)
UNION ALL
SELECT treatment_span.treatment_id FROM allocation JOIN treatment_span
    ON treatment_span.lot_id = allocation.lot_id AND treatment_span.lo < allocation.lot_hi
    AND treatment_span.hi > allocation.lot_lo
WHERE allocation.order_line_id IN (@parts($viewer, 'order_line'));

-- fragment: visible_dispatch viewer
-- What the user's organisation bought, and what is of treatments that they see whole.
SELECT dispatch.dispatch_id AS object_id FROM dispatch WHERE dispatch.buyer_id IN (@own($viewer))
UNION ALL
SELECT dispatch_item.dispatch_id FROM dispatch_item
WHERE dispatch_item.treatment_id IN (@whole_treatment($viewer));

-- fragment: visible_settlement viewer
SELECT settlement.settlement_id AS object_id FROM settlement
WHERE settlement.treatment_id IN (@whole_treatment($viewer));

-- fragment: visible_campaign viewer
-- Of the user's own plants.
SELECT campaign.campaign_id AS object_id FROM campaign
WHERE campaign.facility_id IN (@places($viewer, 8));

-- fragment: visible_case viewer
-- Cases with the user's organisation, and about what came to its plants.
SELECT ledger_case.case_id AS object_id FROM ledger_case
WHERE ledger_case.counterparty_id IN (@own($viewer))
UNION ALL
SELECT ledger_case.case_id FROM ledger_case
WHERE ledger_case.claimant_id IN (@own($viewer))
UNION ALL
SELECT ledger_case.case_id FROM ledger_case JOIN receipt
    ON receipt.receipt_id = ledger_case.receipt_id
WHERE receipt.facility_id IN (@places($viewer, 8))
UNION ALL
SELECT ledger_case.case_id FROM ledger_case JOIN shipment
    ON shipment.shipment_id = ledger_case.shipment_id
WHERE shipment.to_facility_id IN (@places($viewer, 8))
UNION ALL
SELECT package_count.case_id FROM package_count
WHERE package_count.case_id IS NOT NULL AND package_count.organisation_id IN (@own($viewer))
UNION ALL
SELECT seal_entry.case_id FROM seal_entry
WHERE seal_entry.case_id IS NOT NULL AND seal_entry.organisation_id IN (@own($viewer))
UNION ALL
SELECT handover_package.case_id FROM handover
    JOIN handover_package ON handover_package.handover_id = handover.handover_id
WHERE handover_package.case_id IS NOT NULL AND handover.receiver_id IN (@own($viewer))
UNION ALL
SELECT case_span.case_id FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
WHERE lot.programme_id IN (@audited($viewer))
UNION ALL
SELECT ledger_case.case_id FROM ledger_case
WHERE ledger_case.shipment_id IN (@audited_shipment($viewer))
UNION ALL
SELECT ledger_case.case_id FROM ledger_case JOIN receipt
    ON receipt.receipt_id = ledger_case.receipt_id
WHERE receipt.shipment_id IN (@audited_shipment($viewer))
UNION ALL
SELECT package_count.case_id FROM package_count
WHERE package_count.case_id IS NOT NULL
    AND package_count.package_id IN (@audited_package($viewer))
UNION ALL
SELECT seal_entry.case_id FROM seal_entry
WHERE seal_entry.case_id IS NOT NULL
    AND seal_entry.package_id IN (@audited_package($viewer));

-- ---------------------------------------------------------------- registry

-- fragment: visible_facility viewer
SELECT facility.facility_id AS object_id FROM facility
WHERE facility.organisation_id IN (@own($viewer))
UNION ALL
@parts($viewer, 'facility')
UNION ALL
SELECT shipment.from_facility_id FROM shipment
WHERE shipment.shipment_id IN (@visible_shipment($viewer))
UNION ALL
SELECT shipment.to_facility_id FROM shipment
WHERE shipment.shipment_id IN (@visible_shipment($viewer))
UNION ALL
SELECT leg.to_facility_id FROM leg WHERE leg.shipment_id IN (@whole_shipment($viewer))
UNION ALL
SELECT notification.from_facility_id FROM notification
WHERE notification.notification_id IN (@visible_notification($viewer))
UNION ALL
SELECT notification.plant_id FROM notification
WHERE notification.notification_id IN (@visible_notification($viewer))
UNION ALL
SELECT dispatch.facility_id FROM dispatch WHERE dispatch.buyer_id IN (@own($viewer))
UNION ALL
SELECT collection.facility_id FROM collection
WHERE collection.collection_id IN (@visible_collection($viewer))
UNION ALL
SELECT package.facility_id FROM package
WHERE package.programme_id IN (@audited($viewer)) AND package.facility_id IS NOT NULL;

-- fragment: audited_holder viewer
-- Whose licences an auditor looks at: who operates such programmes, collects for them, carries their
-- shipments, is named by a notification of them, runs a place where they left something or go.
SELECT programme.operator_id AS object_id FROM programme
WHERE programme.programme_id IN (@audited($viewer))
UNION ALL
SELECT collection.collector_id FROM collection
WHERE collection.programme_id IN (@audited($viewer))
UNION ALL
SELECT facility.organisation_id FROM collection JOIN facility
    ON facility.facility_id = collection.facility_id
WHERE collection.programme_id IN (@audited($viewer))
UNION ALL
SELECT facility.organisation_id FROM package JOIN facility
    ON facility.facility_id = package.facility_id
WHERE package.programme_id IN (@audited($viewer))
UNION ALL
SELECT leg.carrier_id FROM leg WHERE leg.shipment_id IN (@audited_shipment($viewer))
UNION ALL
SELECT facility.organisation_id FROM leg JOIN facility ON facility.facility_id = leg.to_facility_id
WHERE leg.shipment_id IN (@audited_shipment($viewer))
UNION ALL
SELECT notification_carrier.carrier_id FROM booking JOIN notification_carrier
    ON notification_carrier.notification_id = booking.notification_id
WHERE booking.shipment_id IN (@audited_shipment($viewer));

-- fragment: visible_licence viewer
-- One's own; of who has a hand in an audited programme those for all they do, and for places that
-- are seen.
SELECT licence.licence_id AS object_id FROM licence WHERE licence.organisation_id IN (@own($viewer))
UNION ALL
SELECT licence.licence_id FROM licence
WHERE licence.organisation_id IN (@audited_holder($viewer))
    AND (licence.facility_id IS NULL OR licence.facility_id IN (@visible_facility($viewer)));

-- fragment: visible_plan_step viewer
-- Of one's own plants, and those that one helps with: what a plant still lacks is nobody else's.
SELECT plan_step.plan_step_id AS object_id FROM plan_step
WHERE plan_step.helper_id IN (@own($viewer))
UNION ALL
SELECT plan_step.plan_step_id FROM plan_step
    JOIN facility ON facility.facility_id = plan_step.facility_id
WHERE facility.organisation_id IN (@own($viewer));

-- fragment: visible_organisation viewer
-- Who operates a programme is no secret, nor who runs a facility that is seen. Who is to fetch what
-- stands at a place is named by who hands it over there.
@own($viewer)
UNION ALL
SELECT programme.operator_id FROM programme
UNION ALL
SELECT facility.organisation_id FROM facility
WHERE facility.facility_id IN (@visible_facility($viewer))
UNION ALL
SELECT leg.carrier_id FROM leg WHERE leg.shipment_id IN (@whole_shipment($viewer))
UNION ALL
SELECT leg.carrier_id FROM facility
    JOIN package ON package.facility_id = facility.facility_id
    JOIN shipment_package ON shipment_package.package_id = package.package_id
    JOIN shipment ON shipment.shipment_id = shipment_package.shipment_id AND shipment.state = 1
    JOIN leg ON leg.shipment_id = shipment.shipment_id
        AND leg.from_facility_id = facility.facility_id
WHERE facility.organisation_id IN (@own($viewer))
UNION ALL
SELECT notification_carrier.carrier_id FROM notification_carrier
WHERE notification_carrier.notification_id IN (@visible_notification($viewer))
UNION ALL
SELECT notification.notifier_id FROM notification
WHERE notification.notification_id IN (@visible_notification($viewer))
UNION ALL
SELECT notification.consignee_id FROM notification
WHERE notification.notification_id IN (@visible_notification($viewer))
UNION ALL
SELECT collection.collector_id FROM collection
WHERE collection.collection_id IN (@visible_collection($viewer))
UNION ALL
SELECT dispatch.buyer_id FROM dispatch
WHERE dispatch.dispatch_id IN (@visible_dispatch($viewer))
UNION ALL
SELECT handover.giver_id FROM handover
WHERE handover.handover_id IN (@visible_handover($viewer))
UNION ALL
SELECT handover.receiver_id FROM handover
WHERE handover.handover_id IN (@visible_handover($viewer))
UNION ALL
SELECT order_line.payer_id FROM order_line
WHERE order_line.order_line_id IN (@visible_order_line($viewer))
UNION ALL
SELECT order_line.beneficiary_id FROM order_line
WHERE order_line.order_line_id IN (@visible_order_line($viewer))
UNION ALL
SELECT order_line.reseller_id FROM order_line
WHERE order_line.order_line_id IN (@visible_order_line($viewer))
    AND order_line.reseller_id IS NOT NULL
UNION ALL
SELECT order_line.funder_id FROM order_line
WHERE order_line.order_line_id IN (@visible_order_line($viewer))
    AND order_line.funder_id IS NOT NULL
UNION ALL
SELECT lot.funder_id FROM lot
WHERE lot.programme_id IN (@audited($viewer)) AND lot.funder_id IS NOT NULL
UNION ALL
SELECT ledger_case.counterparty_id FROM ledger_case
WHERE ledger_case.case_id IN (@visible_case($viewer))
    AND ledger_case.counterparty_id IS NOT NULL
UNION ALL
SELECT (@claimant_of(ledger_case)) FROM ledger_case
WHERE ledger_case.case_id IN (@visible_case($viewer));

-- ---------------------------------------------------------------- one object

-- name: sees_everything :one
-- in: organisation_id organisation_id
-- out: programmes i64, operated i64
-- How many programmes there are, and how many of them the organisation operates.
SELECT count(*), coalesce(sum(CASE WHEN operator_id = $1 THEN 1 ELSE 0 END), 0) FROM programme;

-- name: lot_units_seen :many
-- in: viewer user_id, lot_id lot_id
-- out: lo i64, hi i64, measure measure
-- The units of a lot that a user sees: all of it, those that serve their lines, those that lie where
-- they keep a warehouse. They may overlap.
SELECT 0, lot.accepted, lot.measure FROM lot
WHERE lot.lot_id = $2 AND lot.lot_id IN (SELECT seen.object_id FROM (@whole_lot($1)) AS seen
    WHERE seen.object_id = $2)
UNION ALL
SELECT allocation.lot_lo, allocation.lot_hi, lot.measure FROM allocation
    JOIN lot ON lot.lot_id = allocation.lot_id
WHERE allocation.lot_id = $2 AND allocation.order_line_id IN (@parts($1, 'order_line'))
UNION ALL
SELECT custody.lo, custody.hi, lot.measure FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.lot_id = $2 AND custody.facility_id IN (@places($1, 10))
ORDER BY 1, 2;

-- fragment: overlap spans
-- How much of allocations lies within spans of their lots.
coalesce(sum(CASE WHEN $spans.hi < allocation.lot_hi THEN $spans.hi ELSE allocation.lot_hi END
    - CASE WHEN $spans.lo > allocation.lot_lo THEN $spans.lo ELSE allocation.lot_lo END), 0);

-- name: own_units_of_receipt :one
-- in: viewer user_id, object_id id
-- out: units i64, measure measure?
-- How many units of a receipt serve the user's own lines.
SELECT CAST(@overlap(receipt_span) AS BIGINT), max(lot.measure)
FROM receipt_span JOIN allocation ON allocation.lot_id = receipt_span.lot_id
        AND allocation.lot_lo < receipt_span.hi AND allocation.lot_hi > receipt_span.lo
    JOIN lot ON lot.lot_id = receipt_span.lot_id
WHERE receipt_span.receipt_id = $2 AND allocation.order_line_id IN (@parts($1, 'order_line'));

-- name: own_units_of_treatment :one
-- in: viewer user_id, object_id id
-- out: units i64, measure measure?
SELECT CAST(@overlap(treatment_span) AS BIGINT), max(lot.measure)
FROM treatment_span JOIN allocation ON allocation.lot_id = treatment_span.lot_id
        AND allocation.lot_lo < treatment_span.hi AND allocation.lot_hi > treatment_span.lo
    JOIN lot ON lot.lot_id = treatment_span.lot_id
WHERE treatment_span.treatment_id = $2
    AND allocation.order_line_id IN (@parts($1, 'order_line'));

-- name: own_units_of_package :one
-- in: viewer user_id, object_id id
-- out: units i64, measure measure?
-- In a package, and in those within it.
SELECT CAST(@overlap(custody) AS BIGINT), max(lot.measure)
FROM custody JOIN allocation ON allocation.lot_id = custody.lot_id
        AND allocation.lot_lo < custody.hi AND allocation.lot_hi > custody.lo
    JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id IN (@within($2))
    AND allocation.order_line_id IN (@parts($1, 'order_line'));

-- name: own_units_of_shipment :one
-- in: viewer user_id, object_id id
-- out: units i64, measure measure?
-- In its packages until it is received, then as its receipt covers them.
SELECT CAST(coalesce(sum(part.units), 0) AS BIGINT), max(part.measure) FROM (
    SELECT @overlap(custody) AS units, max(lot.measure) AS measure
    FROM custody JOIN allocation ON allocation.lot_id = custody.lot_id
            AND allocation.lot_lo < custody.hi AND allocation.lot_hi > custody.lo
        JOIN lot ON lot.lot_id = custody.lot_id
    WHERE custody.package_id IN (@within(SELECT shipment_package.package_id
            FROM shipment_package JOIN shipment
                ON shipment.shipment_id = shipment_package.shipment_id
            WHERE shipment_package.shipment_id = $2 AND shipment.state < 4))
        AND allocation.order_line_id IN (@parts($1, 'order_line'))
    UNION ALL
    SELECT @overlap(receipt_span), max(lot.measure)
    FROM receipt JOIN receipt_span ON receipt_span.receipt_id = receipt.receipt_id
        JOIN allocation ON allocation.lot_id = receipt_span.lot_id
            AND allocation.lot_lo < receipt_span.hi AND allocation.lot_hi > receipt_span.lo
        JOIN lot ON lot.lot_id = receipt_span.lot_id
    WHERE receipt.shipment_id = $2
        AND allocation.order_line_id IN (@parts($1, 'order_line'))) AS part;

-- name: sees_organisation :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_organisation($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_facility :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_facility($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_collection :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_collection($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_lot :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_lot($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_package :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_package($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_label_sheet :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_label_sheet($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_shipment :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@received_shipment($1) UNION ALL @shipped_one($1)) AS seen
WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_notification :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_notification($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_receipt :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_receipt($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_treatment :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_treatment($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_handover :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_handover($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_dispatch :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_dispatch($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_settlement :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_settlement($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_campaign :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_campaign($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_case :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_case($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_licence :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_licence($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_order_line :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_order_line($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_hold :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_hold($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_certificate :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@visible_certificate($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_whole_lot :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@whole_lot($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_whole_package :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@whole_package($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_whole_shipment :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@whole_shipment($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_whole_receipt :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@whole_receipt($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: sees_whole_treatment :one
-- in: viewer user_id, object_id id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@whole_treatment($1)) AS seen WHERE seen.object_id = $2 LIMIT 1;

-- name: acts_for_order_line :one
-- in: viewer user_id, object_id id
-- out: seen i64
-- Lines that the user orders on, beside those that they only look at.
SELECT CAST(1 AS BIGINT) FROM (@parts($1, 'order_line')) AS seen
    JOIN user_role ON user_role.user_id = $1 AND user_role.role IN (6, 7)
WHERE seen.object_id = $2 LIMIT 1;

-- name: acts_at :one
-- in: viewer user_id, role role, facility_id facility_id
-- out: seen i64
SELECT CAST(1 AS BIGINT) FROM (@places($1, $2)) AS seen WHERE seen.object_id = $3 LIMIT 1;

-- name: carries :one
-- in: viewer user_id, shipment_id shipment_id
-- out: seen i64
-- The user is a carrier's (role 9) that takes the shipment on one of its legs.
SELECT CAST(1 AS BIGINT) FROM ledger_user
    JOIN user_role ON user_role.user_id = ledger_user.user_id AND user_role.role = 9
    JOIN leg ON leg.carrier_id = ledger_user.organisation_id AND leg.shipment_id = $2
WHERE ledger_user.user_id = $1 LIMIT 1;

-- name: any_organisation :one
-- out: object_id id
SELECT organisation_id FROM organisation ORDER BY organisation_id DESC LIMIT 1;

-- name: any_facility :one
-- out: object_id id
SELECT facility_id FROM facility ORDER BY facility_id DESC LIMIT 1;

-- name: any_collection :one
-- out: object_id id
SELECT collection_id FROM collection ORDER BY collection_id DESC LIMIT 1;

-- name: any_lot :one
-- out: object_id id
SELECT lot_id FROM lot ORDER BY lot_id DESC LIMIT 1;

-- name: any_package :one
-- out: object_id id
SELECT package_id FROM package ORDER BY package_id DESC LIMIT 1;

-- name: any_label_sheet :one
-- out: object_id id
SELECT label_sheet_id FROM label_sheet ORDER BY label_sheet_id DESC LIMIT 1;

-- name: any_shipment :one
-- out: object_id id
SELECT shipment_id FROM shipment ORDER BY shipment_id DESC LIMIT 1;

-- name: any_notification :one
-- out: object_id id
SELECT notification_id FROM notification ORDER BY notification_id DESC LIMIT 1;

-- name: any_receipt :one
-- out: object_id id
SELECT receipt_id FROM receipt ORDER BY receipt_id DESC LIMIT 1;

-- name: any_treatment :one
-- out: object_id id
SELECT treatment_id FROM treatment ORDER BY treatment_id DESC LIMIT 1;

-- name: any_handover :one
-- out: object_id id
SELECT handover_id FROM handover ORDER BY handover_id DESC LIMIT 1;

-- name: any_dispatch :one
-- out: object_id id
SELECT dispatch_id FROM dispatch ORDER BY dispatch_id DESC LIMIT 1;

-- name: any_settlement :one
-- out: object_id id
SELECT settlement_id FROM settlement ORDER BY settlement_id DESC LIMIT 1;

-- name: any_campaign :one
-- out: object_id id
SELECT campaign_id FROM campaign ORDER BY campaign_id DESC LIMIT 1;

-- name: any_case :one
-- out: object_id id
SELECT case_id FROM ledger_case ORDER BY case_id DESC LIMIT 1;

-- name: any_licence :one
-- out: object_id id
SELECT licence_id FROM licence ORDER BY licence_id DESC LIMIT 1;

-- name: any_order_line :one
-- out: object_id id
SELECT order_line_id FROM order_line ORDER BY order_line_id DESC LIMIT 1;

-- name: any_hold :one
-- out: object_id id
SELECT hold_id FROM hold ORDER BY hold_id DESC LIMIT 1;

-- name: any_certificate :one
-- out: object_id id
SELECT certificate_id FROM certificate ORDER BY certificate_id DESC LIMIT 1;
