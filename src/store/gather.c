/*
 * Rows that are put off. A statement costs PostgreSQL as much as what it does: with 16 rows of a
 * kind in one, a row costs a third; SQLite copies each page that a statement changes, in case that
 * it is undone. So while requests share a transaction, their rows wait for each other, by kind, and
 * kinds are written in an order that holds for all of them.
 */
#include "store/gather.h"

#include <string.h>

#define ROWS_MAX 16
#define BYTES_MAX ((size_t)1 << 20) /* of values that wait */
#define MANY 4

struct kind {
    const struct ll_store_query *query; /* NULL: nobody wrote such a row on this connection */
    size_t count;
    struct ll_store_value params[LL_STORE_PARAMS_MAX];
};

struct ll_store_gathered {
    struct ll_arena arena; /* values, until they are written */
    bool is_any;
    size_t bytes;
    struct kind kinds[LL_STORE_GATHERED_MAX]; /* by their places */
};

static struct ll_store_gathered *gathered_of(struct ll_store *store)
{
    if (store->gathered == NULL) {
        store->gathered = LL_NEW(&store->arena, struct ll_store_gathered);
        if (store->gathered != NULL) {
            ll_arena_init(&store->gathered->arena, &ll_arena_malloc, 2 * BYTES_MAX);
        }
    }
    return store->gathered;
}

/* The row that this one stands in for, or a new one; NULL: there is no room. */
static struct ll_store_value *place_of(struct kind *kind, const struct ll_store_query *query,
                                       const struct ll_store_value *params)
{
    struct ll_store_value *row = kind->params;
    for (size_t i = 0; query->is_last && i < kind->count; i++, row += query->param_count) {
        if (ll_str_eq(row->text, params->text) && row->i64 == params->i64) {
            return row;
        }
    }
    row = &kind->params[kind->count * query->param_count];
    if (kind->count == ROWS_MAX || (kind->count + 1) * query->param_count > LL_STORE_PARAMS_MAX) {
        return NULL;
    }
    kind->count++;
    return row;
}

static bool copy_values(struct ll_arena *arena, struct ll_store_value *values, size_t count)
{
    bool is_copied = true;
    for (size_t i = 0; i < count; i++) {
        bool has_text = values[i].type == LL_STORE_TEXT || values[i].type == LL_STORE_BYTES;
        if (has_text && values[i].text.len > 0) {
            values[i].text = ll_str_copy(arena, values[i].text);
            is_copied = is_copied && values[i].text.ptr != NULL;
        }
    }
    return is_copied;
}

bool ll_gather_take(struct ll_store *store, const struct ll_store_query *query,
                    const struct ll_store_value *params)
{
    struct ll_store_value values[LL_STORE_PARAMS_MAX];
    struct ll_store_gathered *gathered = NULL;
    size_t bytes = 0;
    if (!store->gathers || query->gathered == 0 || (gathered = gathered_of(store)) == NULL) {
        return false;
    }
    for (size_t i = 0; i < query->param_count; i++) {
        values[i] = params[i];
        bytes += values[i].text.len;
    }
    struct kind *kind = &gathered->kinds[query->gathered - 1];
    LL_ASSERT(kind->query == NULL || kind->query == query || kind->count == 0);
    if (gathered->bytes + bytes > BYTES_MAX ||
        !copy_values(&gathered->arena, values, query->param_count)) {
        return false;
    }
    kind->query = query;
    struct ll_store_value *row = place_of(kind, query, values);
    if (row == NULL) {
        return false;
    }
    memcpy(row, values, query->param_count * sizeof(values[0]));
    gathered->bytes += bytes;
    gathered->is_any = true;
    return true;
}

/* As many rows as wait, by as few statements as there are for them. */
static enum ll_status write_kind(struct ll_store *store, struct kind *kind, struct ll_err *reterr)
{
    const struct ll_store_query *query = kind->query;
    const struct ll_store_value *params = kind->params;
    size_t left = kind->count;
    kind->count = 0;
    for (size_t i = 0; left > 0 && query->forms != NULL && query->forms[i] != NULL; i++) {
        size_t rows = (size_t)query->forms[i]->param_count / query->param_count;
        for (; left >= rows; left -= rows, params += query->forms[i]->param_count) {
            LL_TRY(store->driver->exec(store, query->forms[i], params, NULL, reterr));
        }
    }
    for (; left > 0; left--, params += query->param_count) {
        LL_TRY(store->driver->exec(store, query, params, NULL, reterr));
    }
    return LL_OK;
}

/* Those of the first so many places. */
static enum ll_status write_up_to(struct ll_store *store, size_t places, struct ll_err *reterr)
{
    struct ll_store_gathered *gathered = store->gathered;
    enum ll_status status = LL_OK;
    for (size_t i = 0; i < places; i++) {
        if (status == LL_OK && gathered->kinds[i].count > 0) {
            status = write_kind(store, &gathered->kinds[i], reterr);
        }
        gathered->kinds[i].count = 0;
    }
    return status;
}

enum ll_status ll_gather_write(struct ll_store *store, struct ll_err *reterr)
{
    struct ll_store_gathered *gathered = store->gathered;
    enum ll_status status = write_up_to(store, LL_STORE_GATHERED_MAX, reterr);
    gathered->is_any = false;
    gathered->bytes = 0;
    ll_arena_reset(&gathered->arena);
    return status;
}

enum ll_status ll_gather_write_some(struct ll_store *store, struct ll_err *reterr)
{
    struct kind *kinds = store->gathered->kinds;
    size_t places = 0;
    size_t most = 0;
    while (places < LL_STORE_GATHERED_MAX &&
           (kinds[places].query == NULL || !kinds[places].query->is_last)) {
        most = kinds[places].count > most ? kinds[places].count : most;
        places++;
    }
    return most < MANY ? LL_OK : write_up_to(store, places, reterr);
}

bool ll_gather_is_any(const struct ll_store *store)
{
    return store->gathered != NULL && store->gathered->is_any;
}

void ll_gather_forget(struct ll_store *store)
{
    struct ll_store_gathered *gathered = store->gathered;
    for (size_t i = 0; gathered != NULL && i < LL_STORE_GATHERED_MAX; i++) {
        gathered->kinds[i].count = 0;
    }
    if (gathered != NULL) {
        gathered->is_any = false;
        gathered->bytes = 0;
        ll_arena_reset(&gathered->arena);
    }
}

void ll_gather_close(struct ll_store *store)
{
    if (store->gathered != NULL) {
        ll_arena_release(&store->gathered->arena);
        store->gathered = NULL;
    }
}
