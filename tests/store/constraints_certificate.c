/* Promise 3: live certificates are disjoint, and at issue every cited unit is allocated and has
 * reached the stated stage. (That a certificate's `units` is the sum of what it cites is the
 * audit's: it is a sum over rows.) */
#include <stddef.h>

#include "constraints_attempts.h"

#define FK "foreign key"
#define CITE "INSERT INTO certificate_unit VALUES "
#define CITED " WHERE lot_id = #50 AND lot_lo = 0"
#define COMMIT_ALL "UPDATE allocation SET state = 3 WHERE state = 1;"
#define UNIT_SELECT "SELECT lot_id, lot_lo, lot_hi, "
#define RESTAGED                                                                                   \
    "certificate_id, serial, programme_id, beneficiary_id, 5, units, uncounted_g, revision, "      \
    "body_digest, "                                                                                \
    "issued_at, state, state_reason, replaces_id, event_id"
#define ENDED                                                                                      \
    "certificate_id, serial, programme_id, beneficiary_id, stage, units, uncounted_g, revision, "  \
    "body_digest, issued_at, 4, 'x', replaces_id, event_id"

const struct attempt attempts_certificate[] = {
    /* each allocation at most once */
    BOTH("certificate_unit_once", NULL, CITE "(#50, 0, 20, #71, 1)"),
    BOTH("certificate_unit_once", NULL, CITE "(#50, 0, 20, #70, 5)"),
    BOTH("certificate_unit_once", NULL,
         COMMIT_ALL CITE "(#50, 20, 40, #70, 5), (#50, 20, 40, #71, 1)"),
    BOTH("certificate_unit_once", "certificate_unit_once|certificate_unit_reached",
         "INSERT INTO certificate_unit SELECT lot_id, lot_lo, lot_hi, #71, 1 FROM allocation"),
    SQLITE("certificate_unit_once", NULL,
           "INSERT OR REPLACE INTO certificate_unit VALUES (#50, 0, 20, #71, 1)"),
    BOTH("certificate_unit_once", "certificate_unit_once|certificate_unit_fixed",
         CITE "(#50, 0, 20, #70, 5)"
              " ON CONFLICT (lot_id, lot_lo) DO UPDATE SET certificate_id = #71, stage = 1"),
    BOTH("certificate_unit_fixed", NULL, "UPDATE certificate_unit SET lot_id = #51"),
    BOTH("certificate_unit_fixed", NULL, "UPDATE certificate_unit SET lot_lo = 20, lot_hi = 40"),
    BOTH("certificate_unit_fixed", NULL, "UPDATE certificate_unit SET lot_hi = 19" CITED),
    BOTH("certificate_unit_fixed", NULL,
         "UPDATE certificate_unit SET certificate_id = #71, stage = 1" CITED),
    BOTH("certificate_unit_fixed", NULL, "UPDATE certificate_unit SET stage = 1" CITED),
    SQLITE("certificate_unit_fixed", NULL,
           "UPDATE OR REPLACE certificate_unit SET lot_lo = 40, lot_hi = 50" CITED),
    /* exactly what is allocated */
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#50, 20, 39, #70, 5)"),
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#50, 21, 40, #70, 5)"),
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#51, 0, 11, #71, 1)"),
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#51, 10, 20, #71, 1)"),
    BOTH("certificate_unit_reached", NULL, CITE "(#50, 10, 20, #71, 1)"),
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#51, 0, 0, #71, 1)"),
    BOTH("certificate_unit_reached", "certificate_unit_reached|certificate_unit.lot_lo",
         CITE "(#51, NULL, 10, #71, 1)"),
    SQLITE("certificate_unit_reached", NULL,
           "PRAGMA defer_foreign_keys = ON;" CITE "(#51, 10, 20, #71, 1);"
           "INSERT INTO allocation VALUES (#51, 10, 15, 50, 1, #61, 10, 15, 0, 50, #30, 1, 1)"),
    BOTH("certificate_unit_reached", NULL, CITE "(#51, 0, 10, #71, 1)"),
    /* by a certificate that lasts */
    BOTH("certificate_unit_live", NULL, COMMIT_ALL CITE "(#51, 0, 10, #72, 1)"),
    BOTH("certificate_unit_live", NULL,
         "UPDATE certificate SET state = 3, state_reason = NULL WHERE certificate_id = #70"),
    BOTH("certificate_unit_live", NULL,
         "UPDATE certificate SET state = 4 WHERE certificate_id = #71"),
    SQLITE("certificate_unit_live", NULL,
           "INSERT OR REPLACE INTO certificate SELECT " ENDED
           " FROM certificate WHERE certificate_id = #70"),
    POSTGRES("certificate_unit_live", NULL,
             "WITH d AS (DELETE FROM certificate WHERE certificate_id = #70 RETURNING *)"
             " INSERT INTO certificate SELECT " ENDED " FROM d"),
    /* at the stated stage */
    BOTH("certificate_unit_reached", NULL, COMMIT_ALL CITE "(#51, 0, 10, #70, 5)"),
    BOTH("certificate_unit_reached", NULL,
         COMMIT_ALL "UPDATE custody SET stage = 11, package_id = NULL WHERE lot_id = #51;" CITE
                    "(#51, 0, 10, #71, 1)"),
    BOTH("certificate_unit_reached", NULL,
         COMMIT_ALL "UPDATE custody SET lo = 1 WHERE lot_id = #51;" CITE "(#51, 0, 10, #71, 1)"),
    BOTH("certificate_unit_reached", NULL,
         COMMIT_ALL "DELETE FROM custody WHERE lot_id = #51;" CITE "(#51, 0, 10, #71, 1)"),
    BOTH("certificate_unit_reached", NULL,
         COMMIT_ALL "UPDATE custody SET hi = 9 WHERE lot_id = #51;"
                    "INSERT INTO custody VALUES (#51, 9, 50, 12, NULL, NULL, NULL, NULL, NULL, "
                    "NULL, NULL, 9);" CITE "(#51, 0, 10, #71, 1)"),
    BOTH("certificate_unit_certificate", FK, COMMIT_ALL CITE "(#51, 0, 10, #70, 1)"),
    BOTH("certificate_unit_certificate", FK, COMMIT_ALL CITE "(#50, 20, 40, #71, 5)"),
    BOTH("certificate_unit_certificate", FK, COMMIT_ALL CITE "(#51, 0, 10, #7f, 1)"),
    BOTH("certificate_unit_certificate", FK,
         "UPDATE certificate SET stage = 5 WHERE certificate_id = #71"),
    BOTH("certificate_unit_certificate", FK,
         "UPDATE certificate SET stage = 3 WHERE certificate_id = #70"),
    BOTH("certificate_unit_certificate", FK,
         "UPDATE certificate SET certificate_id = #7f WHERE certificate_id = #70"),
    BOTH("certificate_unit_certificate", FK, "DELETE FROM certificate WHERE certificate_id = #70"),
    SQLITE("certificate_unit_certificate", FK,
           "INSERT OR REPLACE INTO certificate SELECT " RESTAGED
           " FROM certificate WHERE certificate_id = #71"),
    SQLITE("certificate_unit_certificate", FK,
           "UPDATE OR REPLACE certificate SET serial = 'LL-1' WHERE certificate_id = #71"),
    SQLITE("certificate_unit_certificate", FK,
           "PRAGMA defer_foreign_keys = ON;" COMMIT_ALL CITE "(#51, 0, 10, #7f, 1);"
           "INSERT INTO certificate VALUES (#7f, 'LL-9', #30, #21, 5, 10, 0, 1, ##7f, 1, 1, NULL, "
           "NULL, #12)"),
    POSTGRES("certificate_unit_certificate", FK,
             "WITH d AS (DELETE FROM certificate WHERE certificate_id = #71 RETURNING *)"
             " INSERT INTO certificate SELECT " RESTAGED " FROM d"),
    BOTH("certificate_stage", "certificate_stage|certificate_unit_certificate",
         "INSERT INTO certificate VALUES (#7f, 'LL-9', #30, #21, 11, 10, 0, 1, ##7f, 1, 1, NULL, "
         "NULL, #12)"),
    BOTH("certificate_stage", NULL,
         "INSERT INTO certificate VALUES (#7f, 'LL-9', #30, #21, 0, 10, 0, 1, ##7f, 1, 1, NULL, "
         "NULL, "
         "#12)"),
    BOTH("certificate_bounds", "certificate_pkey|certificate_bounds|certificate_serial",
         "INSERT INTO certificate SELECT * FROM certificate"),
    BOTH("certificate_serial", NULL,
         "INSERT INTO certificate VALUES (#7f, 'LL-1', #30, #21, 5, 10, 0, 1, ##7f, 1, 1, NULL, "
         "NULL, "
         "#12)"),
    BOTH("certificate_serial", NULL, "UPDATE certificate SET serial = 'LL-1'"),
    BOTH("certificate_state", "certificate_state|certificate_unit_live",
         "UPDATE certificate SET state = 5 WHERE certificate_id = #71"),
    BOTH("certificate_state", NULL, "UPDATE certificate SET state = 0 WHERE certificate_id = #70"),
    BOTH("certificate_state_why", NULL,
         "UPDATE certificate SET state = 2 WHERE certificate_id = #70"),
    BOTH("certificate_state_why", NULL,
         "UPDATE certificate SET state = 1 WHERE certificate_id = #71"),
    BOTH("certificate_state_why", NULL, "UPDATE certificate SET state_reason = 'x'"),
    /* for ever */
    BOTH("certificate_over", NULL,
         "UPDATE certificate SET state = 1, state_reason = NULL WHERE certificate_id = #72"),
    BOTH("certificate_over", NULL,
         "UPDATE certificate SET state = 3, state_reason = NULL WHERE certificate_id = #72"),
    BOTH("certificate_replaced_once", NULL,
         "UPDATE certificate SET replaces_id = #72 WHERE certificate_id <> #72"),
    BOTH("certificate_replaces", FK,
         "UPDATE certificate SET replaces_id = #7f WHERE certificate_id = #70"),
    /* what is reissued */
    BOTH("reissue_revoked", NULL, "INSERT INTO reissue VALUES (#50, 0, #70, 20)"),
    BOTH("reissue_revoked", "reissue_revoked|foreign key",
         "INSERT INTO reissue VALUES (#50, 0, #7f, 20)"),
    BOTH("reissue_fixed", NULL, "UPDATE reissue SET hi = 20"),
    BOTH("reissue_pkey", NULL, "INSERT INTO reissue VALUES (#51, 0, #72, 20)"),
    BOTH("reissue_span", NULL, "INSERT INTO reissue VALUES (#51, 10, #72, 10)"),
    BOTH("reissue_span", NULL, "INSERT INTO reissue VALUES (#51, -1, #72, 10)"),
    BOTH("reissue_lot", FK, "INSERT INTO reissue VALUES (#5f, 0, #72, 10)"),
    BOTH("reissue_certificate", FK, "DELETE FROM certificate WHERE certificate_id = #72"),
    /* places in status lists */
    BOTH("status_list_pkey", NULL, "INSERT INTO status_list VALUES (1, 'log.example')"),
    BOTH("status_list_number", NULL, "INSERT INTO status_list VALUES (0, 'log.example')"),
    BOTH("status_place_once", NULL, "INSERT INTO status_place VALUES (1, 5, #72, 1, 0)"),
    BOTH("status_place_range", NULL, "INSERT INTO status_place VALUES (1, 131072, #72, 1, 0)"),
    BOTH("status_place_range", NULL, "INSERT INTO status_place VALUES (1, -1, #72, 1, 0)"),
    BOTH("status_place_revision", NULL, "INSERT INTO status_place VALUES (1, 7, #70, 1, 0)"),
    BOTH("status_place_list", FK, "INSERT INTO status_place VALUES (2, 7, #72, 1, 0)"),
    BOTH("status_place_list", FK, "DELETE FROM status_list"),
    BOTH("status_place_certificate", FK, "INSERT INTO status_place VALUES (1, 7, #7f, 1, 0)"),
    BOTH("status_place_fixed", NULL, "UPDATE status_place SET place = 7 WHERE place = 5"),
    BOTH("status_place_fixed", NULL, "UPDATE status_place SET list = 2"),
    BOTH("status_place_fixed", NULL,
         "UPDATE status_place SET certificate_id = #72 WHERE place = 5"),
    BOTH("status_place_fixed", NULL, "UPDATE status_place SET revision = 2"),
    BOTH("status_place_fixed", NULL, "UPDATE status_place SET restated = 0"),
    BOTH("certificate_units", NULL, "UPDATE certificate SET units = 0"),
    BOTH("certificate_digest_size", NULL, "UPDATE certificate SET body_digest = #-01"),
    /* what is cited stays as it is: moves that would be allowed were it not cited */
    BOTH("allocation_cited", NULL, "UPDATE allocation SET line_lo = 40, line_hi = 60" CITED),
    BOTH("allocation_cited", NULL, "UPDATE allocation SET lot_lo = 60, lot_hi = 80" CITED),
    BOTH("allocation_cited", NULL, "UPDATE allocation SET lot_hi = 19, line_hi = 19" CITED),
    BOTH("allocation_cited", NULL, "UPDATE allocation SET lot_lo = 1, line_lo = 1" CITED),
    BOTH("allocation_cited", NULL,
         "UPDATE allocation SET lot_id = #51, lot_lo = 10, lot_hi = 30, lot_accepted = 50" CITED),
    BOTH("allocation_cited", NULL,
         "UPDATE allocation SET order_line_id = #61, line_lo = 10, line_hi = 30, slice_hi = "
         "50" CITED),
    BOTH("allocation_cited", NULL,
         "UPDATE order_line SET demanded = 100 WHERE order_line_id = #61;"
         "UPDATE demand_slice SET order_line_id = #61 WHERE order_line_id = #60 AND lo = 60"),
    BOTH("allocation_cited", NULL,
         "DELETE FROM custody WHERE lot_id = #50; DELETE FROM receipt_span;"
         "DELETE FROM treatment_span; DELETE FROM campaign_span;"
         "UPDATE lot SET lot_id = #5f WHERE lot_id = #50"),
    BOTH("allocation_cited", NULL, "UPDATE allocation SET state = 1" CITED),
    BOTH("allocation_cited", NULL, "DELETE FROM allocation" CITED),
    BOTH("allocation_cited", NULL, "DELETE FROM allocation"),
    SQLITE("allocation_cited", NULL,
           "PRAGMA defer_foreign_keys = ON; DELETE FROM allocation" CITED
           "; INSERT INTO allocation VALUES (#50, 0, 20, 90, 1, #60, 40, 60, 0, 60, #30, 2, 1)"),
    POSTGRES("allocation_cited", NULL,
             "WITH d AS (DELETE FROM allocation" CITED " RETURNING *)"
             " INSERT INTO allocation SELECT "
             "lot_id, lot_lo, lot_hi, lot_accepted, lot_eligible,"
             " order_line_id, 40, 60, slice_lo, slice_hi, programme_id, state, credit FROM d"),
    POSTGRES("certificate_unit_allocation", "certificate_unit_reached|foreign key",
             "WITH d AS (DELETE FROM allocation WHERE lot_id = #51 RETURNING *)"
             " INSERT INTO certificate_unit " UNIT_SELECT "#71, 1 FROM d"),
    SQLITE("certificate_unit_allocation", "certificate_unit_reached", CITE "(#5f, 0, 10, #71, 1)"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};
