/* Promises 1 and 2: live allocations are disjoint on lots and on order lines, inside both, of one
 * programme, on eligible lots. */
#include <stddef.h>

#include "constraints_attempts.h"

#define FK "foreign key"
#define LOT_COLUMNS_UP_TO_UNITS                                                                    \
    "lot_id, collection_id, programme_id, class_code, country, vintage, funder_id, source, "       \
    "found_on, units"
#define LOT_COLUMNS_AFTER_ACCEPTED                                                                 \
    "mass_g, measure, battery, eligible, ineligible_reason, explanation, queue_at, "               \
    "public_number, event_id"
#define LINE_COLUMNS_TO_STANDARD                                                                   \
    "order_line_id, code, programme_id, payer_id, beneficiary_id, reseller_id, class_code, "       \
    "measure, countries, vintage_from, vintage_to, funder_id, standard"
/* A neighbour of the allocation of lot #51, to be changed together with it. */
#define SECOND "INSERT INTO allocation VALUES (#51, 10, 20, 50, 1, #61, 10, 20, 0, 50, #30, 1, 1);"
#define ROW "INSERT INTO allocation VALUES "
#define ONE " WHERE lot_id = #50 AND lot_lo = 20"
#define REMOVED "UPDATE custody SET stage = 11, facility_id = NULL WHERE lot_id = #50 AND lo = 40;"
#define BOTH_OF_51 " WHERE lot_id = #51"

const struct attempt attempts_allocation[] = {
    /* disjoint on lots: inserted */
    BOTH("allocation_lot_overlap", NULL, ROW "(#50, 30, 35, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL,
         ROW "(#50, 10, 40, 90, 1, #60, 70, 100, 60, 100, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL,
         ROW "(#50, 35, 65, 90, 1, #60, 70, 100, 60, 100, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL, ROW "(#50, 49, 50, 90, 1, #60, 40, 41, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL, ROW "(#50, 19, 20, 90, 1, #60, 40, 41, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", "allocation_lot_overlap|allocation_pkey",
         ROW "(#50, 20, 40, 90, 1, #60, 40, 60, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL,
         ROW "(#50, 50, 55, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1),"
             "(#50, 54, 59, 90, 1, #60, 45, 50, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL,
         "INSERT INTO allocation SELECT #50, 50 + n, 55 + n, 90, 1, #60, 70 + 5 * n, 75 + 5 * n,"
         " 60, 100, #30, 1, 1 FROM (SELECT 0 AS n UNION ALL SELECT 4) AS t"),
    BOTH(
        "allocation_lot_overlap", NULL,
        "INSERT INTO allocation SELECT lot_id, lot_lo + 5, lot_lo + 6, lot_accepted, 1, #60,"
        " 40 + lot_lo / 10, 41 + lot_lo / 10, 0, 60, #30, 1, 1 FROM allocation WHERE lot_id = #50"),
    SQLITE("allocation_lot_overlap", NULL,
           "INSERT OR REPLACE INTO allocation VALUES"
           " (#50, 20, 30, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"),
    SQLITE("allocation_lot_overlap", NULL,
           "REPLACE INTO allocation VALUES (#50, 25, 30, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    SQLITE("allocation_lot_overlap", NULL,
           "INSERT OR IGNORE INTO allocation VALUES"
           " (#50, 25, 30, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot_overlap", NULL,
         ROW "(#50, 20, 30, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"
             " ON CONFLICT (lot_id, lot_lo) DO UPDATE SET lot_hi = 45, line_hi = 45"),
    BOTH("allocation_lot_overlap", NULL,
         ROW "(#50, 25, 30, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1) ON CONFLICT DO NOTHING"),
    BOTH("allocation_lot_overlap", NULL,
         "SAVEPOINT a;" ROW "(#50, 50, 55, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1); RELEASE a;"
         "SAVEPOINT b;" ROW "(#50, 54, 59, 90, 1, #60, 45, 50, 0, 60, #30, 1, 1); RELEASE b"),
    POSTGRES("allocation_lot_overlap", NULL,
             "WITH a AS (" ROW
             "(#50, 50, 55, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1) RETURNING 1)" ROW
             "(#50, 54, 59, 90, 1, #60, 45, 50, 0, 60, #30, 1, 1)"),
    POSTGRES("allocation_line_overlap", NULL,
             "WITH a AS (UPDATE allocation SET line_lo = 40, line_hi = 60" ONE " RETURNING 1)" ROW
             "(#51, 30, 35, 50, 1, #60, 50, 55, 0, 60, #30, 1, 1)"),
    POSTGRES("allocation_lot_overlap", NULL,
             "MERGE INTO allocation AS a USING (SELECT 50 AS n UNION ALL SELECT 54) AS s"
             " ON a.lot_id = #50 AND a.lot_lo = n WHEN NOT MATCHED THEN"
             " INSERT VALUES (#50, n, n + 5, 90, 1, #60, n, n + 5, 0, 60, #30, 1, 1)"),
    BOTH("allocation_pkey", "allocation_pkey|allocation_lot_overlap|allocation_line_overlap",
         "INSERT INTO allocation SELECT * FROM allocation"),
    /* updated */
    BOTH("allocation_lot_overlap", NULL, "UPDATE allocation SET lot_lo = 30, lot_hi = 50" ONE),
    BOTH("allocation_lot_overlap", NULL, "UPDATE allocation SET lot_hi = 45, line_hi = 45" ONE),
    BOTH("allocation_lot_overlap", NULL,
         "UPDATE allocation SET lot_lo = 15, lot_hi = 35, line_lo = 40, line_hi = 60" ONE),
    BOTH("allocation_lot_overlap", NULL, "UPDATE allocation SET lot_lo = 19, lot_hi = 39" ONE),
    BOTH("allocation_lot_overlap", "allocation_lot_overlap|allocation_pkey",
         "UPDATE allocation SET lot_id = #50, lot_accepted = 90" BOTH_OF_51),
    SQLITE("allocation_lot_overlap", NULL,
           "UPDATE OR REPLACE allocation SET lot_lo = 40, lot_hi = 60" ONE),
    SQLITE("allocation_lot_overlap", NULL,
           "UPDATE OR IGNORE allocation SET lot_lo = 35, lot_hi = 55" ONE),
    BOTH("allocation_lot_overlap", "allocation_lot_overlap|allocation_pkey",
         SECOND "UPDATE allocation SET lot_lo = 30, lot_hi = 40" BOTH_OF_51),
    BOTH("allocation_lot_overlap", NULL,
         SECOND
         "UPDATE allocation SET lot_lo = 25 + lot_lo / 2, lot_hi = 35 + lot_lo / 2" BOTH_OF_51),
    /* A swap would end well, but neither engine looks at the end only. */
    BOTH("allocation_lot_overlap", "allocation_lot_overlap|allocation_pkey",
         SECOND "UPDATE allocation SET lot_lo = 10 - lot_lo, lot_hi = 30 - lot_hi" BOTH_OF_51),
    POSTGRES("allocation_lot_overlap", NULL,
             "MERGE INTO allocation AS a USING (SELECT 1) AS s ON a.lot_id = #50 AND a.lot_lo = 20"
             " WHEN MATCHED THEN UPDATE SET lot_hi = 45, line_hi = 45"),
    POSTGRES("allocation_lot_overlap", NULL,
             "SET CONSTRAINTS ALL DEFERRED;"
             "UPDATE allocation SET lot_lo = 30, lot_hi = 50" ONE),
    /* the span itself */
    BOTH("allocation_span", NULL, ROW "(#50, 60, 60, 90, 1, #60, 40, 40, 0, 60, #30, 1, 1)"),
    BOTH("allocation_span", NULL, ROW "(#50, 70, 60, 90, 1, #60, 50, 40, 0, 60, #30, 1, 1)"),
    BOTH("allocation_span", NULL, ROW "(#53, -5, 5, 50, 1, #62, 0, 10, 0, 50, #31, 1, 1)"),
    BOTH("allocation_span", NULL, "UPDATE allocation SET lot_hi = 20, line_hi = 20" ONE),
    BOTH("allocation_span", NULL,
         "UPDATE allocation SET lot_lo = -10, line_lo = line_hi - 20" BOTH_OF_51),
    BOTH("allocation_one_for_one", NULL, ROW "(#50, 50, 60, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_one_for_one", NULL, "UPDATE allocation SET line_hi = 39" ONE),
    BOTH("allocation_one_for_one", NULL, "UPDATE allocation SET lot_lo = 21" ONE),
    BOTH("allocation_one_for_one", NULL, "UPDATE allocation SET credit = 2" ONE),
    BOTH("allocation_one_for_one", NULL, ROW "(#50, 50, 52, 90, 1, #60, 40, 45, 0, 60, #30, 1, 2)"),
    BOTH("allocation_one_for_one", NULL, ROW "(#50, 50, 53, 90, 1, #60, 40, 44, 0, 60, #30, 1, 2)"),
    BOTH("allocation_one_for_one", NULL,
         ROW "(#50, 50, 51, 90, 1, #60, 40, 40, 0, 60, #30, 1, 1000000)"),
    BOTH("allocation_credit", NULL, ROW "(#50, 50, 51, 90, 1, #60, 40, 41, 0, 60, #30, 1, 0)"),
    BOTH("allocation_credit", NULL, ROW "(#50, 50, 51, 90, 1, #60, 40, 41, 0, 60, #30, 1, -5)"),
    BOTH("allocation_credit", NULL, "UPDATE allocation SET credit = 1000000000001" ONE),
    BOTH("allocation_state", NULL, ROW "(#50, 50, 60, 90, 1, #60, 40, 50, 0, 60, #30, 0, 1)"),
    BOTH("allocation_state", NULL, "UPDATE allocation SET state = 4" ONE),
    /* within the accepted units */
    BOTH("allocation_within_lot", NULL, ROW "(#50, 80, 91, 90, 1, #60, 40, 51, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot", FK, ROW "(#50, 80, 91, 91, 1, #60, 40, 51, 0, 60, #30, 1, 1)"),
    BOTH("allocation_within_lot", NULL, "UPDATE allocation SET lot_lo = 75, lot_hi = 95" ONE),
    BOTH("allocation_lot", FK, "UPDATE allocation SET lot_accepted = 100" ONE),
    BOTH("allocation_within_lot", NULL,
         "DELETE FROM custody WHERE lot_id = #50 AND lo = 40;"
         "UPDATE lot SET accepted = 49 WHERE lot_id = #50"),
    SQLITE("allocation_lot", FK,
           "INSERT OR REPLACE INTO lot SELECT " LOT_COLUMNS_UP_TO_UNITS
           ", 95, " LOT_COLUMNS_AFTER_ACCEPTED " FROM lot WHERE lot_id = #50"),
    SQLITE("allocation_lot", FK,
           "PRAGMA defer_foreign_keys = ON;"
           "DELETE FROM custody WHERE lot_id = #50; DELETE FROM lot WHERE lot_id = #50"),
    SQLITE("allocation_lot", FK,
           "PRAGMA defer_foreign_keys = ON;" ROW
           "(#50, 80, 91, 91, 1, #60, 40, 51, 0, 60, #30, 1, 1)"),
    POSTGRES("allocation_lot", FK,
             "WITH d AS (DELETE FROM lot WHERE lot_id = #50 RETURNING *)"
             " INSERT INTO lot SELECT " LOT_COLUMNS_UP_TO_UNITS ", 95, " LOT_COLUMNS_AFTER_ACCEPTED
             " FROM d"),
    BOTH("allocation_lot", FK, "DELETE FROM lot WHERE lot_id = #50"),
    BOTH("allocation_lot", FK, "DELETE FROM custody; DELETE FROM lot WHERE lot_id = #51"),
    BOTH("allocation_lot", FK, ROW "(#5f, 0, 5, 90, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    /* on eligible lots */
    BOTH("allocation_eligible", NULL, ROW "(#52, 0, 5, 10, 0, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot", FK, ROW "(#52, 0, 5, 10, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_eligible", NULL, "UPDATE allocation SET lot_eligible = 0" ONE),
    BOTH("allocation_eligible", NULL,
         "UPDATE lot SET eligible = 0, ineligible_reason = 'x' WHERE lot_id = #50"),
    BOTH("allocation_eligible", NULL, "UPDATE lot SET eligible = 0, ineligible_reason = 'x'"),
    BOTH("allocation_lot", FK, ROW "(#50, 50, 60, 90, 0, #60, 40, 50, 0, 60, #30, 3, 1)"),
    BOTH("allocation_eligible", NULL,
         "DELETE FROM allocation WHERE state = 1;"
         "UPDATE lot SET eligible = 0, ineligible_reason = 'x' WHERE lot_id = #50;"
         "DELETE FROM certificate_unit WHERE certificate_id = #70;"
         "UPDATE allocation SET state = 1 WHERE lot_id = #50 AND lot_lo = 0"),
    BOTH("lot_eligible", "lot_eligible|lot_why_not", "UPDATE lot SET eligible = 2"),
    BOTH("lot_why_not", NULL, "UPDATE lot SET eligible = 0 WHERE lot_id = #53"),
    BOTH("lot_accepted", NULL, "UPDATE lot SET accepted = 101 WHERE lot_id = #50"),
    BOTH("lot_accepted", NULL,
         "DELETE FROM custody; UPDATE lot SET accepted = -1 WHERE lot_id = #53"),
    /* on units that are there */
    BOTH("allocation_removed", NULL,
         "UPDATE custody SET stage = 11, package_id = NULL WHERE lot_id = #51"),
    BOTH("allocation_removed", NULL,
         "UPDATE custody SET stage = 14, treatment_id = NULL WHERE lot_id = #50 AND lo = 0"),
    BOTH(
        "allocation_removed", NULL,
        "UPDATE custody SET hi = 5 WHERE lot_id = #51;"
        "INSERT INTO custody VALUES (#51, 5, 50, 12, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 9)"),
    BOTH("allocation_removed", NULL,
         REMOVED ROW "(#50, 50, 60, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"),
    BOTH("allocation_removed", NULL,
         REMOVED ROW "(#50, 80, 90, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"),
    BOTH("allocation_removed", NULL, REMOVED "UPDATE allocation SET lot_lo = 70, lot_hi = 90" ONE),
    BOTH("allocation_removed", NULL,
         REMOVED "DELETE FROM certificate_unit WHERE certificate_id = #71;"
                 "UPDATE allocation SET state = 1 WHERE lot_id = #50 AND lot_lo = 40"),
    /* on positions that are demanded */
    BOTH("allocation_voided", NULL, ROW "(#50, 80, 90, 90, 1, #61, 25, 35, 0, 50, #30, 1, 1)"),
    BOTH("allocation_voided", NULL, ROW "(#50, 80, 81, 90, 1, #61, 32, 33, 0, 50, #30, 1, 1)"),
    BOTH("allocation_voided", NULL, ROW "(#50, 80, 85, 90, 1, #61, 30, 35, 0, 50, #30, 2, 1)"),
    BOTH("allocation_voided", NULL,
         ROW "(#50, 80, 85, 90, 1, #61, 20, 25, 0, 50, #30, 1, 1);"
             "UPDATE allocation SET line_lo = 26, line_hi = 31 WHERE lot_lo = 80"),
    BOTH("allocation_voided", NULL,
         "INSERT INTO voided VALUES (#60, 39, 41, 0, 60, #30, #6a, NULL, NULL, #12)"),
    BOTH("allocation_voided", NULL, "UPDATE voided SET lo = 9 WHERE lo = 30"),
    BOTH("voided_span", NULL, "UPDATE voided SET hi = lo"),
    BOTH("voided_within_slice", NULL, "UPDATE voided SET hi = 51 WHERE lo = 40"),
    BOTH("voided_overlap", "voided_overlap|voided_pkey",
         "INSERT INTO voided VALUES (#61, 25, 31, 0, 50, #30, #6a, NULL, NULL, #12)"),
    BOTH("voided_overlap", "voided_overlap|voided_pkey",
         "INSERT INTO voided VALUES (#61, 20, 25, 0, 50, #30, #6a, NULL, NULL, #12);"
         "UPDATE voided SET hi = 31 WHERE lo = 20"),
    BOTH("voided_slice", FK, "UPDATE voided SET slice_lo = 1"),
    BOTH("voided_document", FK, "UPDATE voided SET document_id = #6f"),
    BOTH("voided_from", NULL, "UPDATE voided SET from_lo = 1 WHERE lo = 30"),
    BOTH("voided_from", NULL, "UPDATE voided SET from_lo = NULL WHERE lo = 40"),
    BOTH("voided_from_line", FK, "UPDATE voided SET from_order_line_id = #6f WHERE lo = 40"),
    BOTH("carried_overlap", NULL,
         "INSERT INTO voided VALUES (#61, 20, 25, 0, 50, #30, #6a, #60, 61, #12)"),
    BOTH("carried_overlap", NULL,
         "INSERT INTO voided VALUES (#61, 20, 25, 0, 50, #30, #6a, #60, 60, #12);"
         "UPDATE voided SET from_lo = 61 WHERE lo = 20"),
    BOTH("carried_overlap", NULL,
         "INSERT INTO voided VALUES (#61, 20, 25, 0, 50, #30, #6a, #60, 60, #12);"
         "UPDATE voided SET hi = 26 WHERE lo = 20"),
    BOTH("carry_over_span", NULL, "UPDATE carry_over SET hi = lo"),
    BOTH("carry_over_within_slice", NULL, "UPDATE carry_over SET lo = 59"),
    BOTH("carry_over_overlap", "carry_over_overlap|carry_over_pkey",
         "INSERT INTO carry_over VALUES (#60, 60, 66, 60, 100, #30, #6a, #12)"),
    BOTH("carry_over_overlap", "carry_over_overlap|carry_over_pkey",
         "INSERT INTO carry_over VALUES (#60, 60, 61, 60, 100, #30, #6a, #12);"
         "UPDATE carry_over SET hi = 66 WHERE lo = 60"),
    BOTH("carry_over_slice", FK, "UPDATE carry_over SET slice_lo = 61"),
    BOTH("carry_over_document", FK, "UPDATE carry_over SET document_id = #6f"),
    BOTH("hold_pkey", "hold_pkey", "UPDATE hold SET hold_id = #6b WHERE hold_id = #6c"),
    BOTH("hold_once", "hold_once", "INSERT INTO hold VALUES (#6d, #61, 0, #30, 9, 1, NULL, #12)"),
    BOTH("hold_state", "hold_state|hold_confirmed",
         "UPDATE hold SET state = 5 WHERE hold_id = #6b"),
    BOTH("hold_confirmed", NULL, "UPDATE hold SET state = 2 WHERE hold_id = #6b"),
    BOTH("hold_confirmed", NULL, "UPDATE hold SET state = 3 WHERE hold_id = #6c"),
    BOTH("hold_slice", FK, "UPDATE hold SET lo = 1 WHERE hold_id = #6b"),
    BOTH("hold_line", FK, "UPDATE hold SET programme_id = #30 WHERE hold_id = #6b"),
    BOTH("hold_document", FK, "UPDATE hold SET document_id = #6f WHERE hold_id = #6c"),
    BOTH("document_of", FK,
         "INSERT INTO document VALUES (#6e, 'order', ##6e, ##02, NULL, 1, #18, #6f, #12)"),
    /* never across programmes */
    BOTH("allocation_slice", FK, ROW "(#53, 0, 5, 50, 1, #60, 40, 45, 0, 60, #31, 1, 1)"),
    BOTH("allocation_lot", FK, ROW "(#53, 0, 5, 50, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("allocation_lot", FK, "UPDATE allocation SET programme_id = #31" ONE),
    BOTH("allocation_slice", FK, "UPDATE lot SET programme_id = #31 WHERE lot_id = #51"),
    BOTH("allocation_lot", FK, "UPDATE demand_slice SET programme_id = #31 WHERE lo = 0"),
    BOTH("demand_slice_line", FK,
         "UPDATE demand_slice SET programme_id = #30 WHERE order_line_id = #62"),
    BOTH("demand_slice_line", FK,
         "UPDATE order_line SET programme_id = #30 WHERE order_line_id = #62"),
    BOTH("demand_slice_line", FK,
         "UPDATE order_line SET demanded = 60 WHERE order_line_id = #61;"
         "INSERT INTO demand_slice VALUES (#61, 50, 60, #31, 1, NULL, 3, #12)"),
    SQLITE("demand_slice_line", FK,
           "PRAGMA defer_foreign_keys = ON;"
           "UPDATE lot SET programme_id = #31 WHERE lot_id = #51;"
           "UPDATE demand_slice SET programme_id = #31 WHERE order_line_id = #61"),
    POSTGRES("demand_slice_line", FK,
             "WITH l AS (UPDATE lot SET programme_id = #31 WHERE lot_id = #51)"
             " UPDATE demand_slice SET programme_id = #31 WHERE order_line_id = #61"),
    /* disjoint on order lines */
    BOTH("allocation_line_overlap", NULL,
         ROW "(#50, 50, 55, 90, 1, #60, 30, 35, 0, 60, #30, 1, 1)"),
    BOTH("allocation_line_overlap", NULL,
         ROW "(#50, 50, 90, 90, 1, #60, 10, 50, 0, 60, #30, 1, 1)"),
    BOTH("allocation_line_overlap", NULL,
         ROW "(#50, 50, 51, 90, 1, #60, 39, 40, 0, 60, #30, 1, 1)"),
    BOTH("allocation_by_line", "allocation_line_overlap|allocation_by_line",
         ROW "(#50, 50, 60, 90, 1, #60, 20, 30, 0, 60, #30, 1, 1)"),
    BOTH("allocation_line_overlap", NULL,
         "INSERT INTO allocation SELECT #50, 50 + 5 * n, 55 + 5 * n, 90, 1, #60, 40 + n, 45 + n,"
         " 0, 60, #30, 1, 1 FROM (SELECT 0 AS n UNION ALL SELECT 4) AS t"),
    SQLITE("allocation_line_overlap", NULL,
           "INSERT OR REPLACE INTO allocation VALUES"
           " (#50, 50, 60, 90, 1, #60, 20, 30, 0, 60, #30, 1, 1)"),
    SQLITE("allocation_line_overlap", NULL,
           "UPDATE OR REPLACE allocation SET line_lo = 0, line_hi = 20" ONE),
    BOTH("allocation_line_overlap", NULL, "UPDATE allocation SET line_lo = 19, line_hi = 39" ONE),
    BOTH("allocation_line_overlap", "allocation_line_overlap|allocation_by_line",
         SECOND "UPDATE allocation SET line_lo = 10 - line_lo, line_hi = 30 - line_hi" BOTH_OF_51),
    BOTH("allocation_line_overlap", "allocation_line_overlap|allocation_by_line",
         "UPDATE allocation SET order_line_id = #60, slice_hi = 60" BOTH_OF_51),
    /* within demanded positions */
    BOTH("allocation_within_slice", NULL,
         ROW "(#50, 50, 60, 90, 1, #60, 50, 60, 60, 100, #30, 1, 1)"),
    BOTH("allocation_within_slice", NULL,
         ROW "(#50, 50, 60, 90, 1, #61, 45, 55, 0, 50, #30, 1, 1)"),
    BOTH("allocation_within_slice", NULL,
         ROW "(#50, 50, 60, 90, 1, #60, -10, 0, 0, 60, #30, 1, 1)"),
    BOTH("allocation_slice", FK, ROW "(#50, 50, 60, 90, 1, #60, 50, 60, 0, 100, #30, 1, 1)"),
    BOTH("allocation_slice", FK, ROW "(#50, 50, 60, 90, 1, #6f, 40, 50, 0, 60, #30, 1, 1)"),
    BOTH("allocation_slice", FK, "UPDATE allocation SET slice_hi = 61" ONE),
    BOTH("allocation_slice", FK,
         "UPDATE allocation SET slice_lo = 1 WHERE lot_id = #50 AND lot_lo = 20"),
    BOTH("allocation_within_slice", NULL,
         "UPDATE allocation SET slice_lo = 60, slice_hi = 100" ONE),
    BOTH("allocation_within_slice", NULL,
         "UPDATE demand_slice SET hi = 39 WHERE order_line_id = #60 AND lo = 0"),
    BOTH("allocation_within_slice", NULL,
         "UPDATE demand_slice SET lo = 1 WHERE order_line_id = #60 AND lo = 0"),
    BOTH("allocation_slice", FK, "DELETE FROM demand_slice WHERE order_line_id = #61"),
    BOTH("demand_slice_span", NULL, "UPDATE demand_slice SET hi = lo WHERE order_line_id = #62"),
    BOTH("demand_slice_span", NULL, "UPDATE demand_slice SET lo = -1 WHERE order_line_id = #62"),
    BOTH("demand_slice_span", NULL,
         "INSERT INTO demand_slice VALUES (#62, -5, 0, #31, 1, NULL, 3, #12)"),
    BOTH("demand_slice_overlap", NULL,
         "INSERT INTO demand_slice VALUES (#60, 59, 60, #30, 1, NULL, 3, #12)"),
    BOTH("demand_slice_overlap", "demand_slice_overlap|demand_slice_pkey",
         "INSERT INTO demand_slice VALUES (#60, 0, 100, #30, 1, NULL, 3, #12)"),
    BOTH("demand_slice_overlap", NULL,
         "UPDATE demand_slice SET hi = 61 WHERE order_line_id = #60 AND lo = 0"),
    SQLITE("demand_slice_overlap", NULL,
           "INSERT OR REPLACE INTO demand_slice VALUES (#60, 0, 50, #30, 1, NULL, 3, #12)"),
    SQLITE("demand_slice_overlap", NULL,
           "UPDATE OR REPLACE demand_slice SET lo = 0, hi = 100 WHERE lo = 60"),
    BOTH("demand_slice_bounds", "demand_slice_overlap|demand_slice_pkey|demand_slice_bounds",
         "INSERT INTO demand_slice VALUES (#60, 0, 60, #30, 1, NULL, 3, #12)"),
    BOTH("demand_slice_within_line", NULL,
         "INSERT INTO demand_slice VALUES (#61, 50, 51, #30, 1, NULL, 3, #12)"),
    BOTH("demand_slice_within_line", NULL,
         "UPDATE demand_slice SET hi = 101 WHERE order_line_id = #60 AND lo = 60"),
    BOTH("demand_slice_within_line", NULL,
         "UPDATE demand_slice SET order_line_id = #61 WHERE order_line_id = #60 AND lo = 60"),
    BOTH("demand_slice_within_line", NULL,
         "UPDATE order_line SET demanded = 99 WHERE order_line_id = #60"),
    BOTH("order_line_demanded", "order_line_demanded|demand_slice_within_line",
         "UPDATE order_line SET demanded = -1"),
    BOTH("order_line_demanded", NULL,
         "INSERT INTO order_line VALUES"
         " (#6f, 'o9', #30, #21, #21, NULL, 'phone', 1, '', NULL, NULL, NULL, NULL, -1, #12)"),
    SQLITE("demand_slice_within_line", NULL,
           "INSERT OR REPLACE INTO order_line SELECT " LINE_COLUMNS_TO_STANDARD
           ", 10, event_id FROM order_line WHERE order_line_id = #60"),
    POSTGRES("demand_slice_within_line", NULL,
             "WITH d AS (DELETE FROM order_line WHERE order_line_id = #60 RETURNING *)"
             " INSERT INTO order_line SELECT " LINE_COLUMNS_TO_STANDARD ", 10, event_id FROM d"),
    BOTH("demand_slice_line", FK, "DELETE FROM order_line WHERE order_line_id = #60"),
    BOTH("demand_slice_line", FK,
         "UPDATE order_line SET order_line_id = #6f WHERE order_line_id = #60"),
    /* custody, on which certificates rest: disjoint and within the lot */
    BOTH("custody_overlap", NULL,
         "INSERT INTO custody VALUES (#50, 10, 20, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9)"),
    BOTH("custody_overlap", "custody_overlap|custody_pkey",
         "INSERT INTO custody VALUES (#50, 0, 90, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9)"),
    BOTH("custody_overlap", "custody_overlap|custody_pkey",
         "UPDATE custody SET lo = 0 WHERE lot_id = #50 AND lo = 40"),
    BOTH("custody_overlap", NULL, "UPDATE custody SET hi = 41 WHERE lot_id = #50 AND lo = 0"),
    BOTH("custody_overlap", "custody_overlap|custody_pkey|custody_within_lot",
         "UPDATE custody SET lot_id = #50 WHERE lot_id = #51"),
    BOTH(
        "custody_overlap", NULL,
        "DELETE FROM custody WHERE lot_id = #51; INSERT INTO custody SELECT #51, n, n + 10, 1,"
        " #28, NULL, NULL, NULL, NULL, NULL, NULL, 9 FROM (SELECT 0 AS n UNION ALL SELECT 9) AS t"),
    SQLITE("custody_overlap", NULL,
           "INSERT OR REPLACE INTO custody VALUES (#50, 40, 90, 1, #28, NULL, NULL, NULL, NULL, "
           "NULL, NULL, 9)"),
    SQLITE("custody_overlap", NULL,
           "UPDATE OR REPLACE custody SET lo = 40, hi = 90 WHERE lot_id = #50 AND lo = 0"),
    BOTH("custody_within_lot", NULL, "UPDATE custody SET hi = 91 WHERE lot_id = #50 AND lo = 40"),
    BOTH("custody_within_lot", NULL,
         "INSERT INTO custody VALUES (#50, 90, 91, 1, #28, NULL, NULL, NULL, NULL, NULL, NULL, 9)"),
    BOTH("custody_within_lot", NULL, "UPDATE lot SET accepted = 49 WHERE lot_id = #53"),
    SQLITE("custody_within_lot", NULL,
           "INSERT OR REPLACE INTO lot SELECT " LOT_COLUMNS_UP_TO_UNITS
           ", 5, " LOT_COLUMNS_AFTER_ACCEPTED " FROM lot WHERE lot_id = #53"),
    POSTGRES("custody_within_lot", NULL,
             "WITH d AS (DELETE FROM lot WHERE lot_id = #53 RETURNING *)"
             " INSERT INTO lot SELECT " LOT_COLUMNS_UP_TO_UNITS ", 5, " LOT_COLUMNS_AFTER_ACCEPTED
             " FROM d"),
    BOTH("custody_span", NULL, "UPDATE custody SET hi = lo WHERE lot_id = #53"),
    BOTH("custody_span", NULL, "UPDATE custody SET lo = -1 WHERE lot_id = #53"),
    BOTH("custody_stage", NULL,
         "UPDATE custody SET stage = 6, facility_id = NULL WHERE lot_id = #53"),
    BOTH("custody_stage", NULL, "UPDATE custody SET stage = 0 WHERE lot_id = #53"),
    BOTH("custody_place", NULL, "UPDATE custody SET facility_id = NULL WHERE lot_id = #53"),
    BOTH("custody_place", NULL, "UPDATE custody SET package_id = #58 WHERE lot_id = #53"),
    BOTH("custody_place", NULL, "UPDATE custody SET facility_id = #29 WHERE stage = 5"),
    BOTH("custody_place", NULL, "UPDATE custody SET stage = 11 WHERE lot_id = #53"),
    BOTH("custody_place", NULL,
         "UPDATE custody SET stage = 4, treatment_id = #5d WHERE lot_id = #50 AND lo = 0"),
    BOTH("custody_received", NULL, "UPDATE custody SET stage = 3 WHERE lot_id = #53"),
    BOTH("custody_treated", NULL, "UPDATE custody SET treatment_id = NULL WHERE stage = 5"),
    BOTH("custody_credit", NULL, "UPDATE custody SET credit_g = 0 WHERE stage = 5"),
    BOTH("custody_credit", NULL, "UPDATE custody SET credit_g = 5 WHERE lot_id = #53"),
    BOTH("custody_incident", NULL,
         "UPDATE custody SET stage = 5, facility_id = NULL, receipt_id = #5c, treatment_id = #5d,"
         " case_id = #4f WHERE lot_id = #53"),
    BOTH("custody_incident", NULL,
         "DELETE FROM custody WHERE lot_id = #53; INSERT INTO custody VALUES"
         " (#53, 9, 10, 5, NULL, NULL, #5c, #5d, #4f, NULL, NULL, 9)"),
    BOTH("custody_facility", FK, "UPDATE custody SET facility_id = #2f WHERE lot_id = #53"),
    BOTH("custody_class", FK, "UPDATE custody SET class_code = 'x' WHERE lot_id = #53"),
    BOTH("custody_case", FK, "UPDATE custody SET case_id = #5f WHERE lot_id = #53"),
    BOTH("custody_lot", FK, "UPDATE custody SET lot_id = #5f WHERE lot_id = #53"),
    BOTH("custody_lot", FK, "DELETE FROM lot WHERE lot_id = #53"),
    BOTH("custody_package", FK, "UPDATE custody SET package_id = #5f WHERE lot_id = #51"),
    BOTH("custody_receipt", FK, "UPDATE custody SET receipt_id = #5f WHERE lot_id = #51"),
    BOTH("custody_treatment", FK, "UPDATE custody SET treatment_id = #5f WHERE stage = 5"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};
