/*
 * The audit: re-derives every promise of the ledger from its events alone, with code of its own. It
 * shares no rule with core and nothing with services: what events mean is docs/events.md, written
 * down a second time here. It reads, reports and never repairs; contradictory data is a finding,
 * and the pass goes on.
 *
 * First the store's schema is compared with what the program makes, object by object: constraints
 * and triggers keep the promises between audits. One pass over the events in id order keeps a model
 * of the ledger in memory and checks it at every log position, each new interval against its
 * neighbours only. Then every stored row of the
 * projections, and the facts beside the events, are compared with the model, both ways, and every
 * public log with the events. Whether more was signed than is stored is not seen in a store: it is
 * what the checkpoint kept outside, and those who follow the log, are for (docs/log.md).
 *
 * Memory: O(objects + custody intervals + slices + allocations + parties), some 1.4 KB for each
 * object (a programme of 27,000 lots, 36,000 allocations and 70,000 objects in all: 95 MB, two
 * seconds); besides, the JSON of one event at a time, 72 bytes for 256 entries of a log and 64 KB
 * for its tree. Requests, devices and entries are not kept. Time:
 * O(n log n) in what the events hold.
 */
#ifndef LL_AUDIT_AUDIT_H
#define LL_AUDIT_AUDIT_H

#include "base/json.h"
#include "base/time.h"
#include "core/types.h"
#include "crypto/crypto.h"
#include "store/store.h"

enum ll_audit_code {
#define LL_AUDIT_FINDING(symbol, code, promise, text) LL_AUDIT_##symbol,
#include "audit/findings.def"
#undef LL_AUDIT_FINDING
    LL_AUDIT_CODE_COUNT,
};

const char *ll_audit_code_name(enum ll_audit_code code); /* "allocation-overlap" */
const char *ll_audit_code_text(enum ll_audit_code code); /* a sentence */
int ll_audit_code_promise(enum ll_audit_code code);      /* number in the design's section 4 */

#define LL_AUDIT_FINDINGS_MAX 1000 /* kept; all are counted */
#define LL_AUDIT_TEXT_MAX 280

struct ll_audit_finding {
    enum ll_audit_code code;
    char object[LL_ID_TEXT_MAX]; /* id of what it is about, or "" */
    char event[LL_ID_TEXT_MAX];  /* id of the event that shows it, or "" */
    char text[LL_AUDIT_TEXT_MAX];
};

/* What was checked: symbol, member of the report. Grams are of lots that nobody counted,
 * and left out of the report where there are none. */
#define LL_AUDIT_COUNTS(X)                                                                         \
    X(EVENTS, "events")                                                                            \
    X(REQUESTS, "requests")                                                                        \
    X(OBJECTS, "objects")                                                                          \
    X(LOTS, "lots")                                                                                \
    X(LOT_UNITS, "lot_units")                                                                      \
    X(LOT_G, "lot_uncounted_g")                                                                    \
    X(PACKAGES, "packages")                                                                        \
    X(SHIPMENTS, "shipments")                                                                      \
    X(RECEIPTS, "receipts")                                                                        \
    X(TREATMENTS, "treatments")                                                                    \
    X(ORDER_LINES, "order_lines")                                                                  \
    X(SLICES, "slices")                                                                            \
    X(ALLOCATIONS, "allocations")                                                                  \
    X(ALLOCATED_UNITS, "allocated_units")                                                          \
    X(ALLOCATED_G, "allocated_uncounted_g")                                                        \
    X(RELEASES, "releases")                                                                        \
    X(CERTIFICATES, "certificates")                                                                \
    X(CERTIFIED_UNITS, "certified_units") /* by certificates that are live */                      \
    X(CERTIFIED_G, "certified_uncounted_g")                                                        \
    X(UNITS_UNDER_REVIEW, "certified_units_under_review")                                          \
    X(SIGNATURES, "signatures")                                                                    \
    X(COMMITMENTS, "commitments")                                                                  \
    X(ERASED, "erased")                                                                            \
    X(DEVICES, "devices")                                                                          \
    X(LOG_ENTRIES, "log_entries")                                                                  \
    X(CHECKPOINTS, "checkpoints")                                                                  \
    X(ROWS, "rows")

enum ll_audit_count {
#define X(symbol, name) LL_AUDIT_COUNT_##symbol,
    LL_AUDIT_COUNTS(X)
#undef X
    LL_AUDIT_COUNT_COUNT,
};

struct ll_audit_report {
    struct ll_audit_finding *findings; /* [kept] in the order found */
    size_t kept;
    int64_t finding_count; /* all */
    int64_t code_counts[LL_AUDIT_CODE_COUNT];
    int64_t counts[LL_AUDIT_COUNT_COUNT];
    size_t memory_bytes; /* highest, of both arenas */
};

/* Called now and then, in the thread that audits. */
struct ll_audit_progress {
    /* `total` 0 when unknown. */
    void (*report)(void *ctx, const char *what, int64_t done, int64_t total);
    void *ctx;
    /* Is it to end, whatever is left to look at? NULL: never. Asked every 1024 rows or events. */
    bool (*is_over)(void *ctx);
};

/*
 * Audit a store, inside one read transaction that this opens and ends. `progress` may be NULL. The
 * report and the model live in `arena`; a second arena of the same cap and source is used for one
 * event at a time and given back. LL_OK also with findings. LL_ENOMEM: the ledger does not fit
 * under the arena's cap; LL_ESTOPPED: `progress` said that it is over; the store's errors, but not
 * LL_ECORRUPT: that is a finding.
 */
LL_MUST enum ll_status ll_audit_run(struct ll_store *store, struct ll_crypto *crypto,
                                    struct ll_arena *arena,
                                    const struct ll_audit_progress *progress,
                                    struct ll_audit_report **ret_report, struct ll_err *reterr);
/* The same without the schema: for who knows what was done to it, such as tests that take a store's
 * constraints off. */
LL_MUST enum ll_status ll_audit_rows(struct ll_store *store, struct ll_crypto *crypto,
                                     struct ll_arena *arena, struct ll_audit_report **ret_report,
                                     struct ll_err *reterr);

/*
 * The report for readers and programs: {"checked": {…}, "findings": [{"finding", "promise",
 * "object", "event", "text"}], "finding_count", "findings_by_code": {…}, "not_applicable":
 * [{"promise", "why"}], "ok"}. LL_ENOMEM. The caller's exit code is 1 when "ok" is false.
 */
LL_MUST enum ll_status ll_audit_report_json(struct ll_arena *arena,
                                            const struct ll_audit_report *report,
                                            struct ll_json **ret_json, struct ll_err *reterr);

#endif
