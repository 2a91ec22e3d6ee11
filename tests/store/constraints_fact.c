/* Promise 6: facts are append-only, and the annex is only erased. Promise 8: repeating a request, a
 * document, a collector's record or a device's claim changes nothing. */
#include <stddef.h>

#include "constraints_attempts.h"

#define FK "foreign key"

const struct attempt attempts_fact[] = {
    /* events */
    BOTH("event_append_only", NULL, "UPDATE event SET event_id = #1f WHERE event_id = #11"),
    BOTH("event_append_only", NULL, "UPDATE event SET request_id = #02"),
    BOTH("event_append_only", NULL, "UPDATE event SET kind = 'x'"),
    BOTH("event_append_only", NULL, "UPDATE event SET recorded_at = 9"),
    BOTH("event_append_only", NULL, "UPDATE event SET body = 'x'"),
    BOTH("event_append_only", NULL, "UPDATE event SET public_body = NULL, salt = NULL"),
    BOTH("event_append_only", NULL, "DELETE FROM event"),
    BOTH("event_append_only", "event_append_only|event_pkey",
         "INSERT INTO event SELECT * FROM event"),
    BOTH("event_append_only", "event_append_only|event_pkey",
         "INSERT INTO event VALUES (#13, #01, 'k', 1, '{}', NULL, NULL),"
         " (#13, #01, 'k', 1, '{}', NULL, NULL)"),
    BOTH("event_append_only", NULL,
         "INSERT INTO event VALUES (#11, #01, 'k', 1, 'x', NULL, NULL)"
         " ON CONFLICT (event_id) DO UPDATE SET body = 'x'"),
    SQLITE("event_append_only", NULL,
           "INSERT OR REPLACE INTO event VALUES (#11, #01, 'k', 1, 'x', NULL, NULL)"),
    SQLITE(
        "event_append_only", NULL,
        "INSERT OR REPLACE INTO event (rowid, event_id, request_id, kind, recorded_at, body)"
        " SELECT rowid, #1f, request_id, kind, recorded_at, 'x' FROM event WHERE event_id = #11"),
    SQLITE("event_append_only", NULL, "UPDATE OR REPLACE event SET event_id = #12"),
    POSTGRES("event_append_only", NULL, "TRUNCATE event CASCADE"),
    POSTGRES("event_append_only", NULL,
             "MERGE INTO event USING (SELECT 1) AS s ON event_id = #11 WHEN MATCHED THEN DELETE"),
    POSTGRES("event_append_only", NULL,
             "WITH d AS (DELETE FROM event RETURNING *)"
             " INSERT INTO event SELECT event_id, request_id, kind, 9, body, NULL, NULL FROM d"),
    BOTH("event_request", FK, "INSERT INTO event VALUES (#13, #0f, 'k', 1, '{}', NULL, NULL)"),
    BOTH("event_id_size", NULL, "INSERT INTO event VALUES (#-3, #01, 'k', 1, '{}', NULL, NULL)"),
    BOTH("event_salt_size", NULL, "INSERT INTO event VALUES (#13, #01, 'k', 1, '{}', NULL, #-1)"),
    /* what officials opened */
    BOTH("official_access_append_only", NULL, "UPDATE official_access SET opened = 'x'"),
    BOTH("official_access_append_only", NULL, "UPDATE official_access SET official_link_id = NULL"),
    BOTH("official_access_append_only", NULL, "DELETE FROM official_access"),
    BOTH("official_access_append_only", "official_access_append_only|official_access_pkey",
         "INSERT INTO official_access SELECT * FROM official_access"),
    SQLITE("official_access_append_only", NULL,
           "INSERT OR REPLACE INTO official_access VALUES (#2e, #2e, #2e, 2, 'x', NULL)"),
    POSTGRES("official_access_append_only", NULL, "TRUNCATE official_access"),
    BOTH("official_link_digest", NULL,
         "INSERT INTO official_link VALUES (#2f, ##2e, #2e, 'GH', 'en', 9, 1, NULL)"),
    /* requests */
    BOTH("request_append_only", NULL, "UPDATE request SET answer = 'x'"),
    BOTH("request_append_only", NULL,
         "UPDATE request SET answer = '{\"erased\":true}', recorded_at = 2"),
    BOTH("request_append_only", NULL, "UPDATE request SET request_key = 'x' WHERE command = 'c'"),
    BOTH("request_append_only", NULL, "DELETE FROM request WHERE request_id = #01"),
    BOTH("request_append_only", "request_append_only|request_pkey",
         "INSERT INTO request VALUES (#01, 'key-9', 'c', 'a', ##01, #01, 1, '{}')"),
    BOTH("request_key_once", NULL,
         "INSERT INTO request VALUES (#03, 'key-1', 'c', 'a', ##01, #01, 1, '{}')"),
    BOTH("request_key_once", NULL,
         "INSERT INTO request VALUES (#03, 'key-3', 'c', 'a', ##01, #01, 1, '{}'),"
         " (#04, 'key-3', 'c', 'a', ##01, #01, 1, '{}')"),
    BOTH("request_key_once", "request_key_once|request_append_only",
         "INSERT INTO request VALUES (#03, 'key-1', 'c', 'a', ##01, #01, 1, '{}')"
         " ON CONFLICT (request_key) DO UPDATE SET answer = 'x'"),
    SQLITE("request_key_once", NULL,
           "INSERT OR REPLACE INTO request VALUES (#03, 'key-1', 'c', 'a', ##01, #01, 1, 'x')"),
    SQLITE("request_append_only", NULL,
           "INSERT OR REPLACE INTO request VALUES (#01, 'key-9', 'c', 'a', ##01, #01, 1, 'x')"),
    SQLITE("request_append_only", NULL,
           "INSERT OR REPLACE INTO request (rowid, request_id, request_key, command, actor, digest,"
           " key_id, recorded_at, answer)"
           " SELECT rowid, #03, 'key-3', 'c', 'a', digest, key_id, 1, 'x' FROM request"
           " WHERE request_id = #01"),
    SQLITE("request_append_only", NULL, "UPDATE OR REPLACE request SET request_key = 'key-2'"),
    POSTGRES("request_append_only", NULL, "TRUNCATE request CASCADE"),
    BOTH("request_id_size", NULL,
         "INSERT INTO request VALUES (#-3, 'key-3', 'c', 'a', ##01, #01, 1, '{}')"),
    BOTH("request_digest_size", NULL,
         "INSERT INTO request VALUES (#03, 'key-3', 'c', 'a', #01, #01, 1, '{}')"),
    /* signed bodies */
    BOTH("certificate_body_append_only", NULL, "UPDATE certificate_body SET body = 'x'"),
    BOTH("certificate_body_append_only", NULL, "UPDATE certificate_body SET revision = 2"),
    BOTH("certificate_body_append_only", NULL, "DELETE FROM certificate_body"),
    BOTH("certificate_body_append_only", "certificate_body_append_only|certificate_body_pkey",
         "INSERT INTO certificate_body VALUES (#70, 1, 'x')"),
    SQLITE("certificate_body_append_only", NULL,
           "INSERT OR REPLACE INTO certificate_body VALUES (#70, 1, 'x')"),
    SQLITE(
        "certificate_body_append_only", NULL,
        "INSERT OR REPLACE INTO certificate_body (rowid, certificate_id, revision, body)"
        " SELECT rowid, certificate_id, 9, 'x' FROM certificate_body WHERE certificate_id = #70"),
    POSTGRES("certificate_body_append_only", NULL, "TRUNCATE certificate_body"),
    POSTGRES("certificate_body_append_only", NULL,
             "INSERT INTO certificate_body VALUES (#70, 1, 'x')"
             " ON CONFLICT (certificate_id, revision) DO UPDATE SET body = 'x'"),
    /* the annex: a body goes, and nothing else */
    BOTH("annex_only_erased", NULL, "UPDATE annex SET body = 'x' WHERE annex_id = #18"),
    BOTH("annex_only_erased", NULL,
         "UPDATE annex SET body = 'x', erased_at = NULL WHERE annex_id = #19"),
    BOTH("annex_only_erased", NULL, "UPDATE annex SET erased_at = 6 WHERE annex_id = #19"),
    BOTH("annex_only_erased", NULL,
         "UPDATE annex SET body = NULL, erased_at = 6, field = 'x' WHERE annex_id = #18"),
    BOTH("annex_only_erased", NULL,
         "UPDATE annex SET body = NULL, erased_at = 6, event_id = #12 WHERE annex_id = #18"),
    BOTH("annex_only_erased", NULL,
         "UPDATE annex SET body = NULL, erased_at = 6, annex_id = #1f WHERE annex_id = #18"),
    BOTH("annex_only_erased", NULL, "DELETE FROM annex WHERE annex_id = #18"),
    BOTH("annex_only_erased", NULL, "DELETE FROM annex WHERE annex_id = #19"),
    BOTH("annex_only_erased", "annex_only_erased|annex_pkey",
         "INSERT INTO annex VALUES (#18, #11, 'name', 'x', NULL)"),
    SQLITE("annex_only_erased", NULL,
           "INSERT OR REPLACE INTO annex VALUES (#18, #11, 'name', 'x', NULL)"),
    SQLITE("annex_only_erased", NULL,
           "INSERT OR REPLACE INTO annex (rowid, annex_id, event_id, field, body)"
           " SELECT rowid, #1f, event_id, field, 'x' FROM annex WHERE annex_id = #18"),
    SQLITE("annex_only_erased", NULL,
           "UPDATE OR REPLACE annex SET body = NULL, erased_at = 6, rowid ="
           " (SELECT rowid FROM annex WHERE annex_id = #1a) WHERE annex_id = #18"),
    POSTGRES("annex_only_erased", NULL, "TRUNCATE annex"),
    POSTGRES("annex_only_erased", NULL,
             "INSERT INTO annex VALUES (#18, #11, 'name', 'x', NULL)"
             " ON CONFLICT (annex_id) DO UPDATE SET body = 'x'"),
    BOTH("annex_erased", NULL, "UPDATE annex SET body = NULL WHERE annex_id = #18"),
    BOTH("annex_erased", NULL, "INSERT INTO annex VALUES (#1f, #11, 'name', 'Eve', 5)"),
    BOTH("annex_erased", NULL, "INSERT INTO annex VALUES (#1f, #11, 'name', NULL, NULL)"),
    BOTH("annex_event", FK, "INSERT INTO annex VALUES (#1f, #1f, 'name', 'Eve', NULL)"),
    /* devices */
    BOTH("device_append_only", NULL, "UPDATE device SET fingerprint = ##8f, position = position"),
    BOTH("device_append_only", NULL, "UPDATE device SET claim_scope = 'x'"),
    BOTH("device_append_only", NULL, "UPDATE device SET life = 2"),
    BOTH("device_append_only", NULL, "UPDATE device SET key_id = #02"),
    BOTH("device_append_only", NULL, "UPDATE device SET order_line_id = #61"),
    BOTH("device_append_only", NULL, "UPDATE device SET position = position + 10"),
    BOTH("device_append_only", NULL, "DELETE FROM device"),
    BOTH("device_claimed_once", NULL, "INSERT INTO device VALUES (##80, 's', 1, #01, #61, 7, #12)"),
    BOTH("device_claimed_once", NULL,
         "INSERT INTO device VALUES (##8f, 's', 1, #01, #61, 7, #12),"
         " (##8f, 's', 1, #01, #61, 8, #12)"),
    BOTH("device_claimed_once", "device_claimed_once|device_append_only",
         "INSERT INTO device VALUES (##80, 's', 1, #01, #61, 7, #12)"
         " ON CONFLICT (fingerprint, claim_scope, life) DO UPDATE SET position = 7"),
    SQLITE("device_claimed_once", NULL,
           "INSERT OR REPLACE INTO device VALUES (##80, 's', 1, #01, #61, 7, #12)"),
    BOTH("device_position_once", NULL,
         "INSERT INTO device VALUES (##8f, 's', 1, #01, #60, 0, #12)"),
    BOTH("device_append_only", NULL,
         "INSERT INTO device VALUES (##8f, 's', 1, #01, #60, 0, #12)"
         " ON CONFLICT (order_line_id, position, claim_scope) DO UPDATE SET fingerprint = ##8f"),
    SQLITE("device_append_only", NULL,
           "INSERT OR REPLACE INTO device VALUES (##8f, 's', 1, #01, #60, 0, #12)"),
    POSTGRES("device_append_only", NULL, "TRUNCATE device"),
    BOTH("device_fingerprint_size", NULL,
         "INSERT INTO device VALUES (#80, 's', 1, #01, #61, 7, #12)"),
    BOTH("device_life", NULL, "INSERT INTO device VALUES (##8f, 's', 0, #01, #61, 7, #12)"),
    BOTH("device_position", NULL, "INSERT INTO device VALUES (##8f, 's', 1, #01, #61, -1, #12)"),
    /* documents and collectors' records are known again */
    BOTH("document_identity", NULL,
         "INSERT INTO document VALUES (#6e, 'order', ##68, ##02, NULL, 1, #18, NULL, #12)"),
    BOTH("document_identity", NULL,
         "INSERT INTO document VALUES (#6e, 'order', ##6e, ##02, NULL, 1, #18, NULL, #12),"
         " (#6f, 'order', ##6e, ##02, NULL, 1, #18, NULL, #12)"),
    BOTH("document_identity", "document_identity|document_fixed",
         "INSERT INTO document VALUES (#6e, 'order', ##68, ##02, NULL, 1, #18, NULL, #12)"
         " ON CONFLICT (identity) DO UPDATE SET content_digest = ##02"),
    SQLITE("document_identity", NULL,
           "INSERT OR REPLACE INTO document VALUES (#6e, 'order', ##68, ##02, NULL, 1, #18, NULL, "
           "#12)"),
    SQLITE("document_identity", NULL,
           "INSERT OR REPLACE INTO document VALUES (#68, 'order', ##6e, ##02, NULL, 1, #18, NULL, "
           "#12)"),
    SQLITE("document_fixed", NULL,
           "UPDATE OR REPLACE document SET identity = ##69 WHERE document_id = #68"),
    BOTH("document_fixed", NULL, "UPDATE document SET identity = ##6e WHERE document_id = #68"),
    BOTH("document_fixed", NULL, "UPDATE document SET content_digest = ##02"),
    BOTH("document_fixed", NULL, "UPDATE document SET document_id = #6e WHERE document_id = #68"),
    BOTH("demand_slice_document", FK, "DELETE FROM document WHERE document_id = #68"),
    BOTH("demand_slice_document", FK, "UPDATE demand_slice SET document_id = #6f"),
    BOTH("collection_record_once", NULL,
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, 'r1', ##4f, 0, 0, 'GHS', #11)"),
    BOTH("collection_record_once", NULL,
         "INSERT INTO collection VALUES"
         " (#4e, #30, #22, #28, 'GH', 1, 1, 'r9', ##4e, 0, 0, 'GHS', #11),"
         " (#4f, #30, #22, #28, 'GH', 1, 1, 'r9', ##4f, 0, 0, 'GHS', #11)"),
    SQLITE("collection_record_once", NULL,
           "INSERT OR REPLACE INTO collection VALUES"
           " (#40, #30, #22, #28, 'GH', 1, 1, 'r9', ##4f, 0, 0, 'GHS', #11)"),
    SQLITE("collection_record_once", NULL,
           "INSERT OR REPLACE INTO collection VALUES"
           " (#4f, #30, #22, #28, 'GH', 1, 1, 'r1', ##4f, 0, 0, 'GHS', #11)"),
    BOTH("collection_record_once", "collection_record_once|collection_record_fixed",
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, 'r1', ##4f, 0, 0, 'GHS', #11)"
         " ON CONFLICT (collector_id, record_key) DO UPDATE SET record_key = 'r9'"),
    SQLITE("collection_record_fixed", NULL, "UPDATE OR REPLACE collection SET record_key = 'r2'"),
    BOTH("collection_record_fixed", NULL, "UPDATE collection SET record_key = 'r9'"),
    BOTH("collection_record_fixed", NULL, "UPDATE collection SET record_key = NULL"),
    BOTH("collection_record_fixed", NULL,
         "UPDATE collection SET record_key = 'r9' WHERE record_key IS NULL"),
    BOTH("collection_record_fixed", NULL, "UPDATE collection SET collector_id = #21"),
    BOTH("collection_record_fixed", NULL,
         "UPDATE collection SET collection_id = #4f WHERE collection_id = #42"),
    BOTH("collection_evidence_once", NULL,
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##40, 0, 0, 'GHS', #11)"),
    BOTH("collection_evidence_once", NULL,
         "INSERT INTO collection VALUES"
         " (#4e, #30, #22, #28, 'GH', 1, 1, NULL, ##4e, 0, 0, 'GHS', #11),"
         " (#4f, #31, #20, #28, 'GH', 1, 1, NULL, ##4e, 0, 0, 'GHS', #11)"),
    SQLITE("collection_evidence_once", NULL,
           "INSERT OR REPLACE INTO collection VALUES"
           " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##40, 0, 0, 'GHS', #11)"),
    BOTH("collection_evidence_once", "collection_record_fixed",
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##40, 1, 0, 'GHS', #11);"
         "UPDATE collection SET evidence_again = 0 WHERE collection_id = #4f"),
    BOTH("collection_record_fixed", NULL,
         "UPDATE collection SET evidence_digest = ##4f WHERE collection_id = #40"),
    BOTH("lot_collection", FK, "DELETE FROM collection WHERE collection_id = #40"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};
