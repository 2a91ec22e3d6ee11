#include "store/projection.h"

#include <stdio.h>
#include <string.h>

#define NAME_BYTES_MAX 64
#define NAMES_BYTES_MAX ((size_t)1 << 20)

static const enum ll_store_type recorded_columns[] = {LL_STORE_BYTES, LL_STORE_TEXT, LL_STORE_TEXT};
static const enum ll_store_type record_params[] = {LL_STORE_BYTES, LL_STORE_TEXT, LL_STORE_TEXT,
                                                   LL_STORE_I64};

static const struct ll_store_query recorded_query = LL_STORE_RUN_TIME_QUERY(
    "schema_projection_all", "SELECT digest, tables, functions FROM schema_projection", NULL, 0,
    recorded_columns, 3);
static const struct ll_store_query forget_query = LL_STORE_RUN_TIME_QUERY(
    "schema_projection_delete", "DELETE FROM schema_projection", NULL, 0, NULL, 0);
static const struct ll_store_query record_query =
    LL_STORE_RUN_TIME_QUERY("schema_projection_add",
                            "INSERT INTO schema_projection (digest, tables, functions, made_at)"
                            " VALUES ($1, $2, $3, $4)",
                            record_params, 4, NULL, 0);

enum ll_status ll_store_projections_read(struct ll_store *store, struct ll_arena *arena,
                                         struct ll_store_projections *ret_there,
                                         struct ll_err *reterr)
{
    struct ll_store_projections there = {0};
    struct ll_store_cursor *cursor;
    struct ll_store_value row[3];
    enum ll_status status;

    LL_TRY(ll_store_query_open(store, arena, &recorded_query, NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        if (there.any) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "schema_projection has more than one row");
            break;
        }
        there = (struct ll_store_projections){true, ll_str_copy(arena, row[0].text),
                                              ll_str_copy(arena, row[1].text),
                                              ll_str_copy(arena, row[2].text)};
        if (there.digest.ptr == NULL || there.tables.ptr == NULL || there.functions.ptr == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the names of the projections");
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_there = there;
    return LL_OK;
}

enum ll_status ll_store_projections_check(const struct ll_store *store,
                                          const struct ll_store_projections *there,
                                          struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;
    struct ll_str digest = {(const char *)set->projection_digest, sizeof(set->projection_digest)};
    enum ll_status status;

    if (there->any ? ll_str_eq(there->digest, digest) : set->script_count == 0) {
        return LL_OK;
    }
    status = there->any ? LL_FAIL(reterr, LL_EREFUSED,
                                  "another version of the program made the store's projections")
                        : LL_FAIL(reterr, LL_EREFUSED, "the store has no projections yet");
    if (reterr != NULL) {
        ll_err_hint(reterr, "'loopledger db upgrade' makes them anew from the events");
    }
    return status;
}

/* ---- drop ---- */
/* The last of the names; *names is what is before it. */
static struct ll_str take_last(struct ll_str *names)
{
    size_t from = names->len;
    struct ll_str name;

    while (from > 0 && names->ptr[from - 1] != ' ') {
        from--;
    }
    name = ll_str_sub(*names, from, names->len);
    *names = ll_str_sub(*names, 0, from > 0 ? from - 1 : 0);
    return name;
}

/* Names become SQL: nothing but what a script can have made. */
static bool is_name(struct ll_str name)
{
    bool ok = name.len > 0 && name.len < NAME_BYTES_MAX;

    for (size_t i = 0; ok && i < name.len; i++) {
        char c = name.ptr[i];

        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return ok;
}

static enum ll_status drop_one(struct ll_store *store, const char *verb, struct ll_str name,
                               const char *tail, struct ll_err *reterr)
{
    char sql[NAME_BYTES_MAX + 32];
    enum ll_status status;

    if (!is_name(name)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "schema_projection names what no program made");
    }
    snprintf(sql, sizeof(sql), "%s IF EXISTS %.*s%s", verb, LL_STR_ARG(name), tail);
    status = ll_store_script(store, sql, reterr);
    if (status != LL_OK && reterr != NULL) {
        ll_err_where(reterr, "%s", sql);
        ll_err_hint(reterr, "drop what others made on it (views, foreign keys), and try again");
    }
    return status;
}

enum ll_status ll_store_projections_drop(struct ll_store *store,
                                         const struct ll_store_projections *there,
                                         struct ll_err *reterr)
{
    struct ll_str tables = there->tables;
    struct ll_str functions = there->functions;

    while (tables.len > 0) {
        LL_TRY(drop_one(store, "DROP TABLE", take_last(&tables), "", reterr));
    }
    while (store->driver->engine == LL_STORE_POSTGRES && functions.len > 0) {
        LL_TRY(drop_one(store, "DROP FUNCTION", take_last(&functions), "()", reterr));
    }
    return LL_OK;
}

/* ---- make ---- */
static enum ll_status join(struct ll_arena *arena, const char *const *names, size_t count,
                           struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;

    ll_strbuf_init(&buf, arena, NAMES_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : " ");
        ll_strbuf_cstr(&buf, names[i]);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

static enum ll_status record(struct ll_store *store, struct ll_arena *arena, struct ll_time now,
                             struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;
    struct ll_store_value params[4] = {
        {.type = LL_STORE_BYTES,
         .text = {(const char *)set->projection_digest, sizeof(set->projection_digest)}},
        {.type = LL_STORE_TEXT},
        {.type = LL_STORE_TEXT},
        {.type = LL_STORE_I64, .i64 = now.us},
    };

    LL_TRY(join(arena, set->projections, set->projection_count, &params[1].text, reterr));
    LL_TRY(join(arena, set->functions, set->function_count, &params[2].text, reterr));
    LL_TRY(ll_store_exec(store, &forget_query, NULL, NULL, reterr));
    return ll_store_exec(store, &record_query, params, NULL, reterr);
}

enum ll_status ll_store_projections_make(struct ll_store *store, struct ll_arena *arena,
                                         struct ll_time now, struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;

    for (size_t i = 0; i < set->script_count; i++) {
        const struct ll_store_script *script = &set->scripts[i];
        const char *sql =
            store->driver->engine == LL_STORE_SQLITE ? script->sqlite : script->postgres;
        enum ll_status status = ll_store_script(store, sql, reterr);

        if (status != LL_OK) {
            if (reterr != NULL) {
                ll_err_where(reterr, "projections %s", script->name);
            }
            return status;
        }
    }
    return record(store, arena, now, reterr);
}
