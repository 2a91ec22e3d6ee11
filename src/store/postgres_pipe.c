#include "store/postgres_pipe.h"

#include <stdio.h>

#include "store/postgres.h"

#define NAME_MAX_BYTES 32

enum ll_status ll_pipe_lost(struct ll_store *store, const char *what, struct ll_err *reterr)
{
    store->broken = true;
    return ll_postgres_lost(ll_pipe_of(store)->conn, what, reterr);
}

/* Read the results up to the synchronization point that ends an aborted pipeline. */
static bool resynchronize(struct ll_pipe *c)
{
    PGresult *result;
    bool reached = false;

    while (!reached) {
        result = PQgetResult(c->conn);
        if (result == NULL && PQstatus(c->conn) != CONNECTION_OK) {
            return false;
        }
        reached = result != NULL && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
    return true;
}

/* The one result of a command, and the NULL after it; of a synchronization point, which no NULL
 * follows. NULL: the connection is lost. */
static PGresult *take_result(struct ll_pipe *c, bool is_sync)
{
    PGresult *result = PQgetResult(c->conn);
    PGresult *end = result == NULL || is_sync ? NULL : PQgetResult(c->conn);

    if (end != NULL) { /* no command here gives two */
        PQclear(end);
        PQclear(result);
        return NULL;
    }
    return result;
}

/* No savepoint undoes this any more: what was built on it has to be done again. */
static enum ll_status fail_deferred(struct ll_store *store, const char *what, struct ll_err *reterr)
{
    struct ll_err why = {0};

    if (reterr != NULL) {
        why = *reterr;
    }
    store->doomed = true;
    return LL_FAIL(reterr, LL_ERETRY, "%s was put off, and failed: %s", what, why.text);
}

/* The first failure among the results of all that is pending, and the last result. */
static enum ll_status take_results(struct ll_store *store, PGresult **ret_last,
                                   struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    unsigned count = c->pending_count;
    unsigned defer_count = c->defer_count;
    enum ll_status status = LL_OK;
    PGresult *last = NULL;

    c->pending_count = 0;
    c->work_count = 0;
    c->defer_count = 0;
    for (unsigned i = 0; i < count; i++) {
        bool ok;

        PQclear(last);
        last = take_result(c, c->pending[i].is_sync);
        if (last == NULL) {
            return ll_pipe_lost(store, c->pending[i].what, reterr);
        }
        ok = ll_pipe_result_ok(last);
        if (c->pending[i].prepares != NULL) {
            *c->pending[i].prepares = ok ? LL_PIPE_PREPARED_YES : LL_PIPE_PREPARED_NO;
        }
        if (!ok && status == LL_OK) {
            status = ll_postgres_fail(last, c->pending[i].what, reterr);
            status = i < defer_count ? fail_deferred(store, c->pending[i].what, reterr) : status;
        }
        if (ok && c->pending[i].reading != NULL) {
            c->pending[i].reading->handle = last;
            last = NULL;
        }
    }
    *ret_last = last;
    return status;
}

enum ll_status ll_pipe_drain(struct ll_store *store, bool sync, PGresult **ret_last,
                             struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    PGresult *last = NULL;
    enum ll_status status;

    if (store->broken) {
        return LL_FAIL(reterr, LL_EIO, "the connection to PostgreSQL is lost");
    }
    if (c->pending_count == 0 && !sync) {
        return LL_OK;
    }
    store->waits++;
    if ((sync ? PQpipelineSync(c->conn) : PQsendFlushRequest(c->conn)) != 1 ||
        PQflush(c->conn) != 0) {
        return ll_pipe_lost(store, "send", reterr);
    }
    status = take_results(store, &last, reterr);
    if (!store->broken && (sync || status != LL_OK) &&
        ((!sync && PQpipelineSync(c->conn) != 1) || !resynchronize(c))) {
        store->broken = true;
        status = status == LL_OK ? ll_pipe_lost(store, "receive", reterr) : status;
    }
    if (ret_last != NULL && status == LL_OK) {
        *ret_last = last;
    } else {
        PQclear(last);
    }
    return status;
}

static void note_pending(struct ll_pipe *c, const char *what, enum ll_pipe_prepared *prepares)
{
    LL_ASSERT(c->pending_count < LL_PIPE_PENDING_MAX);
    c->pending[c->pending_count++] = (struct ll_pipe_pending){.what = what, .prepares = prepares};
}

enum ll_status ll_pipe_leave(struct ll_store *store, struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);

    if (PQpipelineSync(c->conn) != 1 || PQflush(c->conn) != 0) {
        return ll_pipe_lost(store, "send", reterr);
    }
    note_pending(c, "sync", NULL);
    c->pending[c->pending_count - 1].is_sync = true;
    return LL_OK;
}

enum ll_status ll_pipe_send_plain(struct ll_store *store, const char *what, const char *sql,
                                  struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);

    if (PQsendQueryParams(c->conn, sql, 0, NULL, NULL, NULL, NULL, 1) != 1) {
        return ll_pipe_lost(store, what, reterr);
    }
    note_pending(c, what, NULL);
    return LL_OK;
}

static const struct {
    const char *what; /* also the prepared statement's name */
    const char *sql;
} plain_commands[LL_PIPE_PLAIN_COUNT] = {
    [LL_PIPE_BEGIN_WRITE] = {"begin", "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"},
    [LL_PIPE_BEGIN_READ] = {"begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    [LL_PIPE_COMMIT] = {"commit", "COMMIT"},
    [LL_PIPE_ROLLBACK] = {"rollback", "ROLLBACK"},
    [LL_PIPE_SAVEPOINT] = {"savepoint", "SAVEPOINT ll_1"},
    [LL_PIPE_RELEASE] = {"release", "RELEASE ll_1"},
    [LL_PIPE_PLAN_ONCE] = {"plan_once", "SET LOCAL plan_cache_mode = 'force_generic_plan'"},
    [LL_PIPE_PLAN_ANEW] = {"plan_anew", "SET LOCAL plan_cache_mode = 'force_custom_plan'"},
    [LL_PIPE_PLAN_ANY] = {"plan_any", "SET LOCAL plan_cache_mode = 'auto'"},
    /* What a snapshot sees, as text: the same text is the same sight of every table. */
    [LL_PIPE_VERSION] = {"version", "SELECT hashtextextended(pg_current_snapshot()::text, 0)"},
};

enum ll_status ll_pipe_send_known(struct ll_store *store, enum ll_pipe_plain plain,
                                  struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    const char *what = plain_commands[plain].what;

    if (c->plain[plain] == LL_PIPE_PREPARED_NO) {
        if (PQsendPrepare(c->conn, what, plain_commands[plain].sql, 0, NULL) != 1) {
            return ll_pipe_lost(store, what, reterr);
        }
        c->plain[plain] = LL_PIPE_PREPARED_SENT;
        note_pending(c, what, &c->plain[plain]);
    }
    if (PQsendQueryPrepared(c->conn, what, 0, NULL, NULL, NULL, 1) != 1) {
        return ll_pipe_lost(store, what, reterr);
    }
    note_pending(c, what, NULL);
    return LL_OK;
}

enum ll_status ll_pipe_make_room(struct ll_store *store, struct ll_err *reterr)
{
    return ll_pipe_of(store)->pending_count + 6 > LL_PIPE_PENDING_MAX
               ? ll_pipe_drain(store, false, NULL, reterr)
               : LL_OK;
}

/* Parameters in the binary form of the protocol: numbers in network order, the rest as they are. */
struct wire {
    const char *values[LL_STORE_PARAMS_MAX];
    int lengths[LL_STORE_PARAMS_MAX];
    int formats[LL_STORE_PARAMS_MAX];
    Oid types[LL_STORE_PARAMS_MAX];
    char numbers[LL_STORE_PARAMS_MAX][8];
};

static void put_number(int64_t value, char ret_bytes[8])
{
    for (size_t i = 0; i < 8; i++) {
        ret_bytes[i] = (char)(uint8_t)((uint64_t)value >> (56 - 8 * i));
    }
}

static const Oid type_oids[] = {
    [LL_STORE_NULL] = 0,
    [LL_STORE_I64] = LL_PIPE_I64,
    [LL_STORE_TEXT] = LL_PIPE_TEXT,
    [LL_STORE_BYTES] = LL_PIPE_BYTES,
};

static enum ll_status fill_wire(const struct ll_store_query *query,
                                const struct ll_store_value *params, struct wire *wire,
                                struct ll_err *reterr)
{
    for (size_t i = 0; i < query->param_count; i++) {
        wire->formats[i] = 1;
        wire->lengths[i] = 0;
        wire->types[i] = type_oids[query->param_types[i]];
        switch (params[i].type) {
        case LL_STORE_NULL:
            wire->values[i] = NULL;
            break;
        case LL_STORE_I64:
            put_number(params[i].i64, wire->numbers[i]);
            wire->values[i] = wire->numbers[i];
            wire->lengths[i] = 8;
            break;
        case LL_STORE_TEXT:
        case LL_STORE_BYTES:
            if (params[i].text.len > INT32_MAX / 2) {
                return LL_FAIL(reterr, LL_ELIMIT, "%s: $%zu is too long", query->name, i + 1);
            }
            wire->values[i] = params[i].text.len == 0 ? "" : params[i].text.ptr;
            wire->lengths[i] = (int)params[i].text.len;
            break;
        }
    }
    return LL_OK;
}

enum ll_status ll_pipe_send_query(struct ll_store *store, const struct ll_store_query *query,
                                  const struct ll_store_value *params, const char *declaration,
                                  struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    struct wire wire;
    char name[NAME_MAX_BYTES];
    int sent;

    LL_TRY(fill_wire(query, params, &wire, reterr));
    if (declaration != NULL || query->slot == LL_STORE_SLOT_NONE) {
        sent = PQsendQueryParams(c->conn, declaration != NULL ? declaration : query->sql,
                                 query->param_count, wire.types, wire.values, wire.lengths,
                                 wire.formats, 1);
    } else {
        LL_ASSERT(query->slot < store->set->query_count);
        snprintf(name, sizeof(name), "q%u", (unsigned)query->slot);
        if (c->prepared[query->slot] == LL_PIPE_PREPARED_NO) {
            if (PQsendPrepare(c->conn, name, query->sql, query->param_count, wire.types) != 1) {
                return ll_pipe_lost(store, query->name, reterr);
            }
            c->prepared[query->slot] = LL_PIPE_PREPARED_SENT;
            note_pending(c, query->name, &c->prepared[query->slot]);
        }
        sent = PQsendQueryPrepared(c->conn, name, query->param_count, wire.values, wire.lengths,
                                   wire.formats, 1);
    }
    if (sent != 1) {
        return ll_pipe_lost(store, query->name, reterr);
    }
    note_pending(c, query->name, NULL);
    c->work_count++;
    return LL_OK;
}
