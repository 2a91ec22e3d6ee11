/*
 * Inside the PostgreSQL driver: the connection, which stays in libpq's pipeline mode. Statements
 * are queued; their results are read later, in order, when an answer is needed.
 */
#ifndef LL_STORE_POSTGRES_PIPE_H
#define LL_STORE_POSTGRES_PIPE_H

#include <libpq-fe.h>

#include "store/driver.h"

#define LL_PIPE_PENDING_MAX 512 /* results not read: few enough to stay in the server's buffers */

/* Types of the protocol (pg_type.dat): their numbers never change. */
enum {
    LL_PIPE_BYTES = 17,
    LL_PIPE_NAME = 19,
    LL_PIPE_I64 = 20,
    LL_PIPE_I16 = 21,
    LL_PIPE_I32 = 23,
    LL_PIPE_TEXT = 25,
    LL_PIPE_VARCHAR = 1043,
};

enum ll_pipe_prepared {
    LL_PIPE_PREPARED_NO,
    LL_PIPE_PREPARED_SENT,
    LL_PIPE_PREPARED_YES,
};

/* One command on its way. */
struct ll_pipe_pending {
    const char *what;
    enum ll_pipe_prepared *prepares;  /* the slot it prepares, or NULL */
    struct ll_store_reading *reading; /* the cursor that its result is for, or NULL */
    bool is_sync;                     /* no command: the end of a pipeline */
};

/* Commands without parameters that come with every transaction: prepared on first use, since what
 * is sent as text is read, analysed and kept by the server anew each time. */
enum ll_pipe_plain {
    LL_PIPE_BEGIN_WRITE,
    LL_PIPE_BEGIN_READ,
    LL_PIPE_COMMIT,
    LL_PIPE_ROLLBACK,
    LL_PIPE_SAVEPOINT, /* the outermost */
    LL_PIPE_RELEASE,
    LL_PIPE_PLAN_ONCE, /* what comes next, until */
    LL_PIPE_PLAN_ANEW, /* or */
    LL_PIPE_PLAN_ANY,
    LL_PIPE_VERSION, /* alone: outside a transaction */
    LL_PIPE_PLAIN_COUNT,
};

struct ll_pipe {
    PGconn *conn;
    enum ll_pipe_prepared plain[LL_PIPE_PLAIN_COUNT];
    struct ll_pipe_pending pending[LL_PIPE_PENDING_MAX];
    unsigned pending_count;
    unsigned work_count;  /* of these, statements that may fail and that a savepoint has to know of:
                           * not BEGIN, RELEASE, CLOSE…, nor what ll_store_defer put off */
    unsigned defer_count; /* of these, the first so many were put off */
    enum ll_pipe_prepared *prepared; /* [query_count] */
    bool doubtful;                   /* a warning said that a commit may not be replicated */
};

static inline struct ll_pipe *ll_pipe_of(const struct ll_store *store)
{
    return store->connection;
}

/* The connection failed: the store is broken. LL_EIO. */
LL_MUST enum ll_status ll_pipe_lost(struct ll_store *store, const char *what,
                                    struct ll_err *reterr);
/*
 * Read the results of all that is pending. The first failure is the answer; what the server skipped
 * after it is not reported. What was put off fails as LL_ERETRY, and with it the whole transaction.
 * *ret_last (may be NULL) = the last command's result, to be cleared. `sync`: also end the
 * pipeline, so that PQtransactionStatus is what the server says; a failure ends it in any case.
 */
LL_MUST enum ll_status ll_pipe_drain(struct ll_store *store, bool sync, PGresult **ret_last,
                                     struct ll_err *reterr);
/* Have the server do all that was queued and end the pipeline, without waiting: nothing of it may
 * be able to fail. What it answers is read with the next results. */
LL_MUST enum ll_status ll_pipe_leave(struct ll_store *store, struct ll_err *reterr);
/* Room for a few commands: a statement, its preparation, a commit. */
LL_MUST enum ll_status ll_pipe_make_room(struct ll_store *store, struct ll_err *reterr);
/* Queue one of the commands that come with every transaction. */
LL_MUST enum ll_status ll_pipe_send_known(struct ll_store *store, enum ll_pipe_plain plain,
                                          struct ll_err *reterr);
/* Queue another command without parameters. */
LL_MUST enum ll_status ll_pipe_send_plain(struct ll_store *store, const char *what, const char *sql,
                                          struct ll_err *reterr);
/* Queue a query, preparing it on first use. `declaration` not NULL: that text in its place, which
 * declares a cursor. */
LL_MUST enum ll_status ll_pipe_send_query(struct ll_store *store,
                                          const struct ll_store_query *query,
                                          const struct ll_store_value *params,
                                          const char *declaration, struct ll_err *reterr);

static inline bool ll_pipe_result_ok(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
}

#endif
