/*
 * The last audit and what it found, kept in a file of the data directory: it says something about
 * the ledger and is no part of it. Whoever audits leaves it there, the command or the server, which
 * runs one at a time in a thread of its own, on a connection of its own.
 */
#ifndef LL_EDGE_HTTP_AUDITS_H
#define LL_EDGE_HTTP_AUDITS_H

#include "base/json.h"
#include "base/time.h"
#include "edge/http/work.h"

/*
 * Keep a report (ll_audit_report_json), in place of the one before. LL_EIO: the folder cannot be
 * written; then the one before stays.
 */
LL_MUST enum ll_status ll_audits_keep(struct ll_arena *arena, struct ll_str data_dir,
                                      struct ll_time started_at, struct ll_time finished_at,
                                      const struct ll_json *report, struct ll_err *reterr);
/*
 * What was kept: {"finished_at", "report", "started_at"} and, of one that began in a server later
 * and did not come to its end, "unfinished": {"code", "detail", "started_at"}, without the first
 * two when the server did not come to say. NULL: nothing, or it cannot be read.
 */
struct ll_json *ll_audits_read(struct ll_arena *arena, struct ll_str data_dir);

struct ll_audits;
/* `work` is borrowed. LL_ENOMEM. */
LL_MUST enum ll_status ll_audits_open(const struct ll_work_options *work,
                                      struct ll_audits **ret_audits, struct ll_err *reterr);
/* The one that runs is to end where it is. NULL is allowed. */
void ll_audits_stop(struct ll_audits *audits);
/* Stops the one that runs, and waits for its thread. NULL is allowed. */
void ll_audits_close(struct ll_audits *audits);

/*
 * Begin one, unless one runs. LL_ERATE: the last one ended less than LL_HTTP_AUDIT_PAUSE_S_MAX
 * ago, or less than it took; *ret_wait_us until another may begin. LL_EIO: no thread can be
 * started.
 */
LL_MUST enum ll_status ll_audits_begin(struct ll_audits *audits, int64_t *ret_wait_us,
                                       struct ll_err *reterr);

struct ll_audits_state {
    bool is_running;
    char what[64]; /* it looks at now */
    int64_t done;
    int64_t of;        /* 0: unknown */
    struct ll_err err; /* why the last one of this server came to no end; status LL_OK: it did */
};
void ll_audits_state(struct ll_audits *audits, struct ll_audits_state *ret_state);

#endif
