#include "store/early.h"
#include "store/gather.h"

#include <string.h>

#define STORE_ARENA_BYTES (16u << 20)

/* ---- open and close ---- */
static const struct {
    struct ll_str scheme;
    const struct ll_store_driver *driver;
} schemes[] = {
    {{"sqlite:", 7}, &ll_store_sqlite_driver},
    {{"postgresql://", 13}, &ll_store_postgres_driver},
    {{"postgres://", 11}, &ll_store_postgres_driver},
};

static const struct ll_store_driver *driver_of(struct ll_str target)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (ll_str_starts(target, schemes[i].scheme)) {
            return schemes[i].driver;
        }
    }
    return NULL;
}

enum ll_status ll_store_open(const struct ll_store_options *options, struct ll_store **ret_store,
                             struct ll_err *reterr)
{
    const struct ll_store_driver *driver = driver_of(options->target);
    struct ll_arena arena;
    struct ll_store *store;
    enum ll_status status;

    if (driver == NULL) {
        status = LL_FAIL(reterr, LL_EINVAL, "\"%.*s\" names no store", LL_STR_ARG(options->target));
        if (reterr != NULL) {
            ll_err_hint(reterr, "give sqlite:/path/ledger.db or postgresql://USER@HOST/DATABASE");
        }
        return status;
    }
    ll_arena_init(&arena, &ll_arena_malloc, STORE_ARENA_BYTES);
    store = LL_NEW(&arena, struct ll_store);
    if (store == NULL) {
        ll_arena_release(&arena);
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a connection to the store");
    }
    store->arena = arena;
    store->driver = driver;
    store->set = options->set != NULL ? options->set : &ll_store_product_set;
    store->read_only = options->read_only;
    store->options = *options;
    store->options.target = ll_str_copy(&store->arena, options->target);
    store->opened = ll_arena_mark(&store->arena);
    status = store->options.target.ptr == NULL
                 ? LL_FAIL(&store->failure, LL_ENOMEM, "no memory for a connection to the store")
                 : driver->open(store, &store->options, &store->failure);
    if (status != LL_OK) {
        if (reterr != NULL) {
            *reterr = store->failure;
        }
        arena = store->arena;
        ll_arena_release(&arena);
        return status;
    }
    *ret_store = store;
    return LL_OK;
}

static enum ll_status settle(struct ll_store *store, enum ll_status status, struct ll_err *reterr);

bool ll_store_is_broken(const struct ll_store *store)
{
    return store->broken;
}

/* A driver that could not open has freed what it took: nothing is left to close. */
static void close_connection(struct ll_store *store)
{
    ll_gather_close(store);
    if (store->connection != NULL) {
        store->driver->close(store);
        store->connection = NULL;
    }
}

enum ll_status ll_store_reopen(struct ll_store *store, struct ll_err *reterr)
{
    LL_ASSERT(!store->in_transaction);
    ll_early_settle(store, false);
    close_connection(store);
    ll_arena_rewind(&store->arena, store->opened);
    memset(store->readings, 0, sizeof(store->readings));
    store->readings_taken = 0;
    store->broken = false;
    enum ll_status status = store->driver->open(store, &store->options, &store->failure);
    if (status != LL_OK) {
        store->connection = NULL;
        store->broken = true;
    }
    return settle(store, status, reterr);
}

void ll_store_close(struct ll_store *store)
{
    struct ll_arena arena;

    if (store == NULL) {
        return;
    }
    ll_store_rollback(store);
    ll_early_settle(store, false);
    close_connection(store);
    arena = store->arena; /* the store lies in its own arena */
    ll_arena_release(&arena);
}

enum ll_store_engine ll_store_engine(const struct ll_store *store)
{
    return store->driver->engine;
}

/* ---- transactions ---- */
/* Drivers write errors to store->failure; hand it on, and keep it when it fails a transaction. */
static enum ll_status settle(struct ll_store *store, enum ll_status status, struct ll_err *reterr)
{
    if (status != LL_OK) {
        store->failed = store->in_transaction;
        if (reterr != NULL) {
            *reterr = store->failure;
        }
    }
    return status;
}

/* Inside a transaction that still stands? */
static enum ll_status check_standing(struct ll_store *store, struct ll_err *reterr)
{
    LL_ASSERT(store->in_transaction);
    return store->failed ? settle(store, store->failure.status, reterr) : LL_OK;
}

static void close_readings(struct ll_store *store)
{
    for (size_t i = 0; i < LL_STORE_READINGS_MAX; i++) {
        if (store->readings[i].query != NULL && !store->readings[i].stands) {
            store->driver->read_close(store, &store->readings[i]);
            ll_store_reading_free(store, &store->readings[i]);
        }
    }
}

static void end_transaction(struct ll_store *store)
{
    ll_gather_forget(store);
    store->gathers = false;
    store->in_transaction = false;
    store->early = false;
    store->failed = false;
    store->doomed = false;
    store->lifted = false;
    store->depth = 0;
}

/* While rows are put off, a constraint that breaks is nobody's in particular: all is to be done
 * again. Where statements wait to be sent, the driver says so itself. */
static enum ll_status nobodys(struct ll_store *store, enum ll_status status)
{
    if (status != LL_ECONSTRAINT || !store->gathers) {
        return status;
    }
    store->failure.status = LL_ERETRY;
    return LL_ERETRY;
}

/* What was put off comes before what is done now. */
static enum ll_status catch_up(struct ll_store *store, struct ll_err *reterr)
{
    if (!store->gathers || !ll_gather_is_any(store)) {
        return LL_OK;
    }
    LL_TRY(settle(store, nobodys(store, ll_gather_write(store, &store->failure)), reterr));
    ll_store_defer(store);
    return LL_OK;
}

static enum ll_status lost(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_EIO, "the connection to the store is lost; open it again");
}

static enum ll_status begin_with(struct ll_store *store, enum ll_store_mode mode, bool migration,
                                 struct ll_err *reterr)
{
    LL_ASSERT(!store->in_transaction);
    LL_ASSERT(mode == LL_STORE_READ || !store->read_only);
    if (store->broken) {
        return lost(reterr);
    }
    LL_TRY(settle(store,
                  migration ? store->driver->begin_migration(store, &store->failure)
                            : store->driver->begin(store, mode, &store->failure),
                  reterr));
    store->in_transaction = true;
    store->mode = mode;
    return LL_OK;
}

enum ll_status ll_store_begin(struct ll_store *store, enum ll_store_mode mode,
                              struct ll_err *reterr)
{
    return begin_with(store, mode, false, reterr);
}

enum ll_status ll_store_begin_migration(struct ll_store *store, struct ll_err *reterr)
{
    return begin_with(store, LL_STORE_WRITE, true, reterr);
}

enum ll_status ll_store_commit(struct ll_store *store, struct ll_err *reterr)
{
    enum ll_status status = check_standing(store, reterr);

    if (status == LL_OK) {
        status = catch_up(store, reterr);
    }
    LL_ASSERT(store->depth == 0 && (status != LL_OK || !store->lifted));
    if (status != LL_OK) {
        ll_store_rollback(store);
        return status;
    }
    ll_early_settle(store, true);
    close_readings(store);
    status = store->driver->commit(store, &store->failure);
    if (status != LL_OK) {
        ll_early_settle(store, false);
    }
    end_transaction(store);
    store->broken = store->broken || status == LL_EUNKNOWN;
    return settle(store, status, reterr);
}

void ll_store_rollback(struct ll_store *store)
{
    if (!store->in_transaction) {
        return;
    }
    ll_early_settle(store, store->mode == LL_STORE_READ);
    close_readings(store);
    store->driver->rollback(store);
    end_transaction(store);
}

enum ll_status ll_store_leave(struct ll_store *store, struct ll_err *reterr)
{
    LL_ASSERT(store->in_transaction && store->driver->leave != NULL);
    enum ll_status status = check_standing(store, reterr);
    if (status == LL_OK) {
        status = settle(store, store->driver->leave(store, &store->failure), reterr);
    }
    if (status != LL_OK) {
        ll_store_rollback(store);
        return status;
    }
    ll_early_leave(store);
    end_transaction(store);
    return LL_OK;
}

bool ll_store_has_news(const struct ll_store *store)
{
    LL_ASSERT(!store->in_transaction);
    return store->driver->has_news != NULL && !store->broken && store->driver->has_news(store);
}

void ll_store_push(struct ll_store *store)
{
    LL_ASSERT(store->in_transaction);
    if (store->driver->push == NULL || store->failed || store->broken) {
        return;
    }
    if (ll_gather_is_any(store)) {
        enum ll_status status = ll_gather_write_some(store, &store->failure);
        ll_store_defer(store);
        if (settle(store, status, NULL) != LL_OK) { /* who comes next is told */
            return;
        }
    }
    store->driver->push(store);
}

bool ll_store_scrub(struct ll_store *store, int wait_ms)
{
    LL_ASSERT(!store->in_transaction);
    return store->driver->scrub == NULL || store->driver->scrub(store, wait_ms);
}

bool ll_store_in_transaction(const struct ll_store *store)
{
    return store->in_transaction;
}

bool ll_store_has_failed(const struct ll_store *store)
{
    return store->failed || store->broken;
}

uint64_t ll_store_writes(const struct ll_store *store)
{
    return store->writes;
}

unsigned ll_store_depth(const struct ll_store *store)
{
    return store->depth;
}

enum ll_status ll_store_savepoint(struct ll_store *store, struct ll_err *reterr)
{
    LL_TRY(check_standing(store, reterr));
    LL_TRY(catch_up(store, reterr));
    LL_ASSERT(store->mode == LL_STORE_WRITE && store->depth < LL_STORE_SAVEPOINTS_MAX);
    LL_TRY(
        settle(store, store->driver->savepoint(store, store->depth + 1, &store->failure), reterr));
    store->depth++;
    return LL_OK;
}

enum ll_status ll_store_release(struct ll_store *store, struct ll_err *reterr)
{
    LL_TRY(check_standing(store, reterr));
    LL_TRY(catch_up(store, reterr));
    LL_ASSERT(store->depth > 0);
    LL_TRY(settle(store, store->driver->release(store, store->depth, &store->failure), reterr));
    store->depth--;
    return LL_OK;
}

enum ll_status ll_store_rollback_to(struct ll_store *store, struct ll_err *reterr)
{
    LL_ASSERT(store->in_transaction && store->depth > 0);
    unsigned depth = store->depth--;
    ll_gather_forget(store);    /* what came before the point was written then */
    ll_early_drop(store, true); /* of what was not read yet there is no answer any more */
    if (store->doomed) {
        return check_standing(store, reterr);
    }
    LL_TRY(settle(store, store->driver->rollback_to(store, depth, &store->failure), reterr));
    store->failed = false;
    return LL_OK;
}

void ll_store_defer(struct ll_store *store)
{
    LL_ASSERT(store->in_transaction);
    if (store->driver->defer != NULL) {
        store->driver->defer(store);
    }
}

void ll_store_gather(struct ll_store *store)
{
    LL_ASSERT(store->in_transaction && store->mode == LL_STORE_WRITE);
    store->gathers = true;
}

void ll_store_hide(struct ll_store *store, bool hides)
{
    store->hides = hides;
}

uint64_t ll_store_waits(const struct ll_store *store)
{
    return store->waits;
}

/* ---- statements ---- */
/* Both engines take the same values: texts are UTF-8 without zero bytes. */
static enum ll_status check_params(const struct ll_store_query *query,
                                   const struct ll_store_value *params, struct ll_err *reterr)
{
    LL_ASSERT(query->param_count <= LL_STORE_PARAMS_MAX);
    LL_ASSERT(query->column_count <= LL_STORE_COLUMNS_MAX);
    for (size_t i = 0; i < query->param_count; i++) {
        struct ll_str text = params[i].text;

        LL_ASSERT(params[i].type == LL_STORE_NULL || params[i].type == query->param_types[i]);
        if (params[i].type == LL_STORE_TEXT &&
            (ll_str_find_char(text, '\0') < text.len || !ll_str_is_utf8(text))) {
            return LL_FAIL(reterr, LL_EINVAL, "%s: text $%zu is not UTF-8 or has a zero byte",
                           query->name, i + 1);
        }
    }
    return LL_OK;
}

enum ll_status ll_store_exec(struct ll_store *store, const struct ll_store_query *query,
                             const struct ll_store_value *params, int64_t *ret_changed,
                             struct ll_err *reterr)
{
    LL_TRY(check_standing(store, reterr));
    LL_ASSERT(store->mode == LL_STORE_WRITE && query->column_count == 0 && !store->early);
    LL_TRY(check_params(query, params, reterr));
    store->writes++;
    if (store->gathers) {
        if (ret_changed == NULL && ll_gather_take(store, query, params)) {
            return LL_OK;
        }
        LL_TRY(catch_up(store, reterr));
        if (ret_changed == NULL && ll_gather_take(store, query, params)) { /* there was no room */
            return LL_OK;
        }
    }
    enum ll_status status = store->driver->exec(store, query, params, ret_changed, &store->failure);
    return settle(store, nobodys(store, status), reterr);
}

enum ll_status ll_store_script(struct ll_store *store, const char *sql, struct ll_err *reterr)
{
    LL_TRY(check_standing(store, reterr));
    LL_ASSERT(store->mode == LL_STORE_WRITE);
    store->writes++;
    LL_TRY(catch_up(store, reterr));
    ll_early_drop(store, true); /* it may change what no query does */
    return settle(store, store->driver->script(store, sql, &store->failure), reterr);
}

/* Of what is taken, cursors; and questions whose answers may still be read. Answers that stand have
 * room of their own, which those that are just being read may have left too small. */
static bool is_full(const struct ll_store *store)
{
    return store->readings_taken >= LL_STORE_READINGS_MAX ||
           (store->readings_taken >= LL_STORE_CURSORS_MAX &&
            store->readings_taken - ll_early_idle(store) >= LL_STORE_CURSORS_MAX);
}

static unsigned free_reading(const struct ll_store *store)
{
    unsigned index = 0;

    while (index < LL_STORE_READINGS_MAX && store->readings[index].query != NULL) {
        index++;
    }
    return index;
}

static enum ll_status open_reading(struct ll_store *store, const struct ll_store_query *query,
                                   const struct ll_store_value *params, unsigned *ret_index,
                                   struct ll_err *reterr)
{
    if (is_full(store)) {
        return LL_FAIL(reterr, LL_ELIMIT, "%s: %d cursors are open already", query->name,
                       LL_STORE_CURSORS_MAX);
    }
    unsigned index = free_reading(store);
    store->readings[index] = (struct ll_store_reading){.generation = ++store->generation};
    LL_TRY(catch_up(store, reterr));
    LL_TRY(settle(
        store,
        store->driver->read_open(store, query, params, &store->readings[index], &store->failure),
        reterr));
    store->readings[index].query = query;
    store->readings_taken++;
    *ret_index = index;
    return LL_OK;
}

static enum ll_status ask_early(struct ll_store *store, const struct ll_store_query *query,
                                const struct ll_store_value *params, struct ll_err *reterr)
{
    unsigned index;

    if (ll_early_prepare(store, query, params)) {
        LL_TRY(open_reading(store, query, params, &index, reterr));
        ll_early_keep(store, index, false);
    }
    return LL_EEND;
}

/* What is found may stand. */
static enum ll_status open_standing(struct ll_store *store, const struct ll_store_query *query,
                                    const struct ll_store_value *params, unsigned *ret_index,
                                    struct ll_err *reterr)
{
    bool is_kept = ll_early_prepare(store, query, params);

    LL_TRY(open_reading(store, query, params, ret_index, reterr));
    if (is_kept) {
        ll_early_keep(store, *ret_index, true);
    }
    return LL_OK;
}

enum ll_status ll_store_query_open(struct ll_store *store, struct ll_arena *arena,
                                   const struct ll_store_query *query,
                                   const struct ll_store_value *params,
                                   struct ll_store_cursor **ret_cursor, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor;
    unsigned index;

    LL_TRY(check_standing(store, reterr));
    LL_ASSERT(query->column_count > 0);
    LL_TRY(check_params(query, params, reterr));
    if (is_full(store)) {
        ll_early_drop(store, true); /* what nobody reads now makes way */
    }
    if (store->early) {
        return ask_early(store, query, params, reterr);
    }
    cursor = LL_NEW(arena, struct ll_store_cursor);
    if (cursor == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "%s: no memory for a cursor", query->name);
    }
    if (!ll_early_find(store, query, params, &index)) {
        LL_TRY(query->is_standing && !(query->is_hidden && store->hides)
                   ? open_standing(store, query, params, &index, reterr)
                   : open_reading(store, query, params, &index, reterr));
    }
    *cursor = (struct ll_store_cursor){store, query, index, store->readings[index].generation};
    *ret_cursor = cursor;
    return LL_OK;
}

static struct ll_store_reading *reading_of(const struct ll_store_cursor *cursor)
{
    struct ll_store_reading *reading = &cursor->store->readings[cursor->index];

    return reading->query != NULL && reading->generation == cursor->generation ? reading : NULL;
}

enum ll_status ll_store_query_step(struct ll_store_cursor *cursor,
                                   struct ll_store_value *ret_values, struct ll_err *reterr)
{
    struct ll_store *store = cursor->store;
    const struct ll_store_query *query = cursor->query;
    struct ll_store_reading *reading = reading_of(cursor);
    struct ll_store_value values[LL_STORE_COLUMNS_MAX];
    enum ll_status status;

    LL_ASSERT(reading != NULL);
    LL_TRY(check_standing(store, reterr));
    if (reading->done) {
        return LL_EEND;
    }
    status = store->driver->read_step(store, reading, values, &store->failure);
    if (status == LL_EEND) {
        reading->done = true;
        return LL_EEND;
    }
    LL_TRY(settle(store, status, reterr));
    for (size_t i = 0; i < query->column_count; i++) {
        if (values[i].type != LL_STORE_NULL && values[i].type != query->column_types[i]) {
            return LL_FAIL(reterr, LL_ECORRUPT, "%s: column %zu has another type than expected",
                           query->name, i + 1);
        }
    }
    memcpy(ret_values, values, query->column_count * sizeof(values[0]));
    return LL_OK;
}

void ll_store_query_close(struct ll_store_cursor *cursor)
{
    struct ll_store_reading *reading = cursor == NULL ? NULL : reading_of(cursor);

    if (reading != NULL && !ll_early_give_back(cursor->store, cursor->index)) {
        cursor->store->driver->read_close(cursor->store, reading);
        ll_store_reading_free(cursor->store, reading);
    }
}

const struct ll_store_query *ll_store_cursor_query(const struct ll_store_cursor *cursor)
{
    return cursor->query;
}

/* ---- questions that drivers know how to ask ---- */
static const enum ll_store_type number_columns[] = {LL_STORE_I64};

enum ll_status ll_store_ask(struct ll_store *store, struct ll_arena *arena, const char *name,
                            const char *sql, int64_t *ret_number, struct ll_err *reterr)
{
    const struct ll_store_query query =
        LL_STORE_RUN_TIME_QUERY(name, sql, NULL, 0, number_columns, 1);
    struct ll_store_cursor *cursor;
    struct ll_store_value number = {0};
    enum ll_status status;

    LL_TRY(ll_store_query_open(store, arena, &query, NULL, &cursor, reterr));
    status = ll_store_query_step(cursor, &number, reterr);
    ll_store_query_close(cursor);
    LL_TRY(status);
    *ret_number = number.i64;
    return LL_OK;
}

enum ll_status ll_store_version(struct ll_store *store, uint64_t *ret_version,
                                struct ll_err *reterr)
{
    int64_t version = 0;

    LL_ASSERT(!store->in_transaction);
    if (store->driver->version == NULL) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED, "this engine does not count its versions");
    }
    if (store->broken) {
        return lost(reterr);
    }
    LL_TRY(settle(store, store->driver->version(store, &version, &store->failure), reterr));
    *ret_version = (uint64_t)version;
    return LL_OK;
}
