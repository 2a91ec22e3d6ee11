/*
 * What was asked before its answer is needed: the readings of such questions, by the question. They
 * say the same until something is written; whoever asks again meanwhile reads them from the start.
 */
#include "store/early.h"

#include <string.h>

/* The question's values, one after another; false: they have no room. */
static bool put_values(const struct ll_store_query *query, const struct ll_store_value *params,
                       struct ll_store_asked *asked)
{
    size_t len = 0;
    for (size_t i = 0; i < query->param_count; i++) {
        bool has_text = params[i].type == LL_STORE_TEXT || params[i].type == LL_STORE_BYTES;
        int64_t head[3] = {(int64_t)params[i].type,
                           params[i].type == LL_STORE_I64 ? params[i].i64 : 0,
                           has_text ? (int64_t)params[i].text.len : 0};
        size_t text_len = (size_t)head[2];
        if (text_len > sizeof(asked->values) ||
            len + sizeof(head) + text_len > sizeof(asked->values)) {
            return false;
        }
        memcpy(asked->values + len, head, sizeof(head));
        len += sizeof(head);
        if (text_len > 0) {
            memcpy(asked->values + len, params[i].text.ptr, text_len);
            len += text_len;
        }
    }
    asked->query = query;
    asked->values_len = len;
    return true;
}

static bool is_same(const struct ll_store_asked *a, const struct ll_store_asked *b)
{
    return a->query == b->query && a->values_len == b->values_len &&
           memcmp(a->values, b->values, a->values_len) == 0;
}

/* Of what is still true and nobody reads just now. */
static struct ll_store_asked *find(struct ll_store *store, const struct ll_store_asked *wanted)
{
    for (unsigned i = 0; i < store->asked_count; i++) {
        struct ll_store_asked *asked = &store->asked[i];
        if (!asked->is_read && asked->writes == store->writes && is_same(asked, wanted)) {
            return asked;
        }
    }
    return NULL;
}

bool ll_early_find(struct ll_store *store, const struct ll_store_query *query,
                   const struct ll_store_value *params, unsigned *ret_index)
{
    struct ll_store_asked wanted;
    if (store->asked_count == 0 || !put_values(query, params, &wanted)) {
        return false;
    }
    struct ll_store_asked *asked = find(store, &wanted);
    if (asked == NULL) {
        return false;
    }
    asked->is_read = true;
    *ret_index = asked->index;
    return true;
}

bool ll_early_prepare(struct ll_store *store, const struct ll_store_query *query,
                      const struct ll_store_value *params)
{
    struct ll_store_asked *next = &store->asked[store->asked_count];
    if (store->asked_count == LL_STORE_ASKED_MAX || query->whole_table ||
        !put_values(query, params, next) || find(store, next) != NULL) {
        return false;
    }
    next->is_read = false;
    next->writes = store->writes;
    return true;
}

void ll_early_keep(struct ll_store *store, unsigned index)
{
    store->asked[store->asked_count++].index = index;
}

bool ll_early_give_back(struct ll_store *store, unsigned index)
{
    for (unsigned i = 0; i < store->asked_count; i++) {
        struct ll_store_reading *reading = &store->readings[index];
        if (store->asked[i].index == index && store->asked[i].writes == store->writes) {
            store->asked[i].is_read = false;
            reading->row = 0;
            reading->done = false;
            reading->generation = ++store->generation; /* the cursor that was closed is of no use */
            return true;
        }
        if (store->asked[i].index == index) { /* no longer true: closed as any other */
            store->asked[i] = store->asked[--store->asked_count];
            return false;
        }
    }
    return false;
}

void ll_early_drop(struct ll_store *store, bool all)
{
    for (unsigned i = store->asked_count; i-- > 0;) {
        struct ll_store_asked *asked = &store->asked[i];
        if (!all && (asked->is_read || asked->writes == store->writes)) {
            continue;
        }
        if (!asked->is_read) { /* else it is its cursor's */
            store->driver->read_close(store, &store->readings[asked->index]);
            store->readings[asked->index].query = NULL;
        }
        *asked = store->asked[--store->asked_count];
    }
}

bool ll_store_early_begin(struct ll_store *store)
{
    LL_ASSERT(!store->early);
    if (store->driver->engine != LL_STORE_POSTGRES || !store->in_transaction || store->failed) {
        return false;
    }
    ll_early_drop(store, false);
    store->early = true;
    return true;
}

void ll_store_early_end(struct ll_store *store)
{
    store->early = false;
}
