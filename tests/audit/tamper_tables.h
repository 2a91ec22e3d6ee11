/* What tampering with each table and column must be called, and what cannot be seen. */
#ifndef LL_TESTS_AUDIT_TAMPER_TABLES_H
#define LL_TESTS_AUDIT_TAMPER_TABLES_H

#include "audit/audit.h"

#include <stdbool.h>
#include <stddef.h>

#define CODES_MAX 14

enum deed {
    DEED_CHANGE,
    DEED_NULL,
    DEED_SWAP,
    DEED_DELETE,
    DEED_DOUBLE,
    DEED_COUNT,
};
static const char *const deed_names[DEED_COUNT] = {"change", "empty", "swap", "delete", "double"};

#define STORED                                                                                     \
    {                                                                                              \
        "row-differs", "row-missing", "row-extra", "row-twice", "row-unreadable"                   \
    }

/* What the audit must say of a table; the first row that fits. */
static const struct {
    const char *table;
    const char *column; /* NULL: any; "": the whole row */
    const char *codes[CODES_MAX];
} expected[] = {
    {"event",
     "body",
     {"event-unreadable", "event-not-canonical", "member-missing", "row-differs", "row-missing",
      "row-unreadable", "annex-row"}},
    {"event", "kind", {"event-kind", "member-missing", "row-unreadable"}},
    {"event", "request_id", {"event-request", "request-shape", "row-unreadable"}},
    {"event", "recorded_at", {"event-time", "event-order", "row-unreadable"}},
    {"event", "public_body", {"public-part"}},
    {"event", "salt", {"public-part"}},
    {"event",
     NULL,
     {"event-order", "event-time", "row-differs", "row-missing", "row-extra", "row-unreadable",
      "object-unknown", "allocation-ineligible", "lot-state", "certificate-state",
      "certificate-shape", "release-wrong", "annex-row", "user-state"}},
    {"request", NULL, {"event-request", "request-shape", "request-key-twice", "row-unreadable"}},
    {"annex", NULL, {"annex-row", "row-unreadable"}},
    {"certificate_body",
     "body",
     {"body-digest", "body-signature", "body-numbers", "row-unreadable"}},
    {"certificate_body", "certificate_id", {"row-missing", "body-numbers", "row-unreadable"}},
    {"certificate_body", NULL, {"row-missing", "row-extra", "row-twice", "row-unreadable"}},
    {"custody", "", {"custody-sum"}},
    {"device", "life", {"device-life", "row-unreadable"}},
    {"device", NULL, {"device-register", "row-unreadable"}},
    {"log", "origin", {"log-signature", "row-unreadable"}},
    {"log", "public_key", {"log-signature", "row-unreadable"}},
    {"log", NULL, {"log-shape", "row-unreadable"}},
    {"log_entry", "log_id", {"log-shape", "log-entry", "row-unreadable"}},
    {"log_entry", "leaf_hash", {"log-leaf", "row-unreadable"}},
    {"log_entry", "", {"log-entry", "log-checkpoint"}},
    {"log_entry", NULL, {"log-entry", "row-unreadable"}},
    {"log_tile", NULL, {"log-tile", "row-unreadable"}},
    {"log_checkpoint",
     "log_id",
     {"log-shape", "log-checkpoint", "log-signature", "row-unreadable"}},
    {"log_checkpoint", "note", {"log-signature", "row-unreadable"}},
    {"log_checkpoint", "signed_at", {"log-shape", "row-unreadable"}},
    {"log_checkpoint", NULL, {"log-checkpoint", "row-unreadable"}},
    {NULL, NULL, STORED},
};

/* Tables of which the full ledger has no row, and why. */
static const struct {
    const char *table;
    const char *why;
} without_rows[] = {
    {"credential", "how people get in: neither fact nor projection, and no event speaks of it"},
    {"identity", "likewise"},
    {"mail", "likewise"},
    {"one_time_link", "likewise"},
    {"recovery_code", "likewise"},
    {"second_factor", "likewise"},
    {"session", "likewise"},
    {"official_access", "likewise: a log of its own, to which rows are added and nothing else"},
    {"user_language", "likewise"},
    {"webhook_turn", "likewise, nor of who sends to webhooks just now"},
    {"log_tile", "the first full tile needs 256 entries, four times as many as there are events; "
                 "full_tiles has some"},
};

/* What cannot be seen, and why. */
static const struct {
    const char *table;
    const char *column;
    bool deeds[DEED_COUNT];
    bool sometimes; /* it depends on the row */
    const char *why;
} unseen[] = {
    {"annex",
     "body",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     true,
     "personal data and free text: erasable, and no event commits to it; one that is erased with "
     "one that is not is seen"},
    {"device",
     "key_id",
     {[DEED_CHANGE] = true},
     false,
     "names the fingerprint key that lies outside; the event commits to the fingerprints"},
    {"request",
     "request_key",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     false,
     "the sender's own word; no event repeats it"},
    {"request",
     "command",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     false,
     "no event repeats it"},
    {"request",
     "key_id",
     {[DEED_CHANGE] = true},
     true,
     "names the key of the digest; only events with digests of their own repeat it"},
    {"request", "actor", {[DEED_CHANGE] = true}, false, "no event repeats it"},
    {"request",
     "digest",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     false,
     "of the input, which is not kept"},
    {"request",
     "answer",
     {[DEED_SWAP] = true},
     true,
     "what was told then; only its form, the ids in it and whether it was erased are checked"},
    {"event",
     "event_id",
     {[DEED_CHANGE] = true},
     true,
     "a fact that makes no row of its own: no row repeats its id"},
    {"request",
     "request_id",
     {[DEED_CHANGE] = true},
     true,
     "of a request that found nothing to do: no event names it"},
    {"event",
     "salt",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     true,
     "only the commitments of allocation runs are made with it"},
    {"open_lot",
     NULL,
     {[DEED_DELETE] = true},
     true,
     "a superset is kept: a row of a lot without free units may be there or not"},
    {"open_slice",
     NULL,
     {[DEED_DELETE] = true},
     true,
     "a superset is kept: a row of a served slice may be there or not"},
    {"log_checkpoint",
     "signed_at",
     {[DEED_CHANGE] = true, [DEED_SWAP] = true},
     true,
     "the note that was signed holds no time, and clocks are set back; only the first one's time "
     "stands in the log's row, too"},
    {"log_checkpoint",
     NULL,
     {[DEED_DELETE] = true},
     true,
     "one between the first and the last: where batches ended stands nowhere else"},
    {"request",
     NULL,
     {[DEED_DELETE] = true},
     true,
     "one that stored no event: it proposed what waits for a second person"},
    {"proposal",
     NULL,
     {true, true, true, true, true},
     false,
     "what waits for a second person: no fact yet"},
    {"official_link",
     NULL,
     {true, true, true, true, true},
     false,
     "how officials get in: neither fact nor projection, and no event speaks of it"},
    {"token_secret",
     NULL,
     {true, true, true, true, true},
     false,
     "how programs get in: neither fact nor projection, and no event speaks of it"},
    {"webhook_delivery",
     NULL,
     {true, true, true, true, true},
     false,
     "what is sent to webhooks: neither fact nor projection, and gone after 30 days"},
    {"log_lease",
     NULL,
     {true, true, true, true, true},
     false,
     "who numbers entries just now: no fact, and what is changed before the next batch"},
};

/* ---- a certificate that was made to say something else, and signed again ---- */
static const struct {
    const char *stage;
    const char *from;
    const char *to;
    enum ll_audit_code code;
} lies[] = {
    {"recycled", "\"massGrams\":8500", "\"massGrams\":8501", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"lots\":1", "\"lots\":2", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"collections\":1", "\"collections\":2", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"revision\":1", "\"revision\":2", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"units\":50", "\"units\":51", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"units\":50},\"id\"", "\"units\":51},\"id\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"unitsCited\":50", "\"unitsCited\":51", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"unitsSigned\":90", "\"unitsSigned\":91", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"receivedOn\":\"2026", "\"receivedOn\":\"2025", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"positions\":[[0,50]]", "\"positions\":[[0,51]]", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"positions\":[[0,50]]", "\"positions\":[[0,25],[25,50]]", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"stage\":\"recycled\"", "\"stage\":\"received\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"classCode\":\"smartphone\"", "\"classCode\":\"tablet\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"country\":\"GH\"", "\"country\":\"NG\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"code\":\"utrecht\"", "\"code\":\"arnhem\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"serial\":\"LL-", "\"serial\":\"LM-", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"orderLine\":\"utrecht", "\"orderLine\":\"arnhem", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "urn:loopledger:certificate:LL-", "urn:loopledger:certificate:LM-",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"country\":\"GH\",\"units\":50", "\"country\":\"GH\",\"units\":51",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"version\":1", "\"version\":2", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"number\":\"R2-0042/BE\"", "\"number\":\"R2-0043/BE\"", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"validTo\":\"2028", "\"validTo\":\"2029", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"purchases\":[{\"date\":\"2026", "\"purchases\":[{\"date\":\"2025",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"kind\":\"order\",\"units\":50", "\"kind\":\"order\",\"units\":51",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"kind\":\"order\",\"units\":50", "\"kind\":\"invoice\",\"units\":50",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"materials\":[{\"basis\":\"calculated", "\"materials\":[{\"basis\":\"weighed",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"fraction\":\"", "\"fraction\":\"more-", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"collectionPaid\":true", "\"collectionPaid\":false", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "[\"purchase\"]", "[\"purchase\",\"lease\"]", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "[\"purchase\"]", "[\"lease\"]", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"documents\":{\"from\":\"2026-02-01\"", "\"documents\":{\"from\":\"2026-01-01\"",
     LL_AUDIT_BODY_NUMBERS},
    {"recycled", "\"documents\":{", "\"papers\":{", LL_AUDIT_BODY_NUMBERS},
    {"recycled", "new devices.", "new devices: they are climate Neutral.", LL_AUDIT_BODY_WORDS},
    {"recycled", "\"name\":\"City of Utrecht\"", "\"name\":\"Net-Zero Utrecht\"",
     LL_AUDIT_BODY_WORDS},
    {"recycled", "new devices.", "new devices. \xe2\x80\x9cZero waste\xe2\x80\x9d.",
     LL_AUDIT_BODY_WORDS},
    {"recycled", "new devices.", "new devices, \xe2\x80\x9cneutral.", LL_AUDIT_BODY_WORDS},
    {"recycled", "\"For 50", "\"This is a commitment. For 50", LL_AUDIT_BODY_WORDS},
    {"accepted", "\"This is a commitment. For 4", "\"For 4", LL_AUDIT_BODY_WORDS},
    {"accepted", "\"units\":4", "\"units\":5", LL_AUDIT_BODY_NUMBERS},
};

#endif
