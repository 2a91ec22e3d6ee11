/*
 * What was asked before its answer is needed: the readings of such questions, by the question. They
 * say the same until something is written; whoever asks again meanwhile reads them from the start.
 * What a standing query found says the same for ever: it is kept, however it was asked, until a
 * transaction is undone, which may have been the one that wrote it. That nothing was found is not.
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

/* May what it finds be kept, and told to who asks now? */
static bool is_standing(const struct ll_store *store, const struct ll_store_query *query)
{
    return query->is_standing && !(query->is_hidden && store->hides);
}

/* Of what is still true and nobody reads just now. */
static struct ll_store_asked *find(struct ll_store *store, const struct ll_store_asked *wanted)
{
    for (unsigned i = 0; i < store->asked_count; i++) {
        struct ll_store_asked *asked = &store->asked[i];
        bool is_true =
            asked->stands ? is_standing(store, asked->query) : asked->writes == store->writes;
        if (!asked->is_read && is_true && is_same(asked, wanted)) {
            return asked;
        }
    }
    return NULL;
}

/* Also while it is being read: a second answer would stand in its way. */
static bool is_kept(const struct ll_store *store, const struct ll_store_asked *wanted)
{
    for (unsigned i = 0; is_standing(store, wanted->query) && i < store->asked_count; i++) {
        if (is_same(&store->asked[i], wanted)) {
            return true;
        }
    }
    return false;
}

static void forget(struct ll_store *store, unsigned i)
{
    struct ll_store_reading *reading = &store->readings[store->asked[i].index];
    reading->stands = false;
    if (!store->asked[i].is_read) { /* else it is its cursor's */
        store->driver->read_close(store, reading);
        ll_store_reading_free(store, reading);
    }
    store->asked[i] = store->asked[--store->asked_count];
}

unsigned ll_early_idle(const struct ll_store *store)
{
    unsigned idle = 0;
    for (unsigned i = 0; i < store->asked_count; i++) {
        idle += store->asked[i].stands && !store->asked[i].is_read ? 1 : 0;
    }
    return idle;
}

/* Room for one more that may come to stand; the oldest make way in turns. */
static void make_way(struct ll_store *store)
{
    unsigned standing = 0;
    for (unsigned i = 0; i < store->asked_count; i++) {
        standing += store->asked[i].query->is_standing ? 1 : 0;
    }
    for (unsigned tries = 0; standing >= LL_STORE_STANDING_MAX && tries < LL_STORE_ASKED_MAX;
         tries++) {
        unsigned i = store->next_out++ % store->asked_count;
        if (store->asked[i].stands && !store->asked[i].is_read) {
            forget(store, i);
            standing--;
        }
    }
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
    if (query->is_standing) {
        ll_early_drop(store, false);
        make_way(store);
    }
    struct ll_store_asked *next = &store->asked[store->asked_count];
    if (store->asked_count == LL_STORE_ASKED_MAX || query->whole_table ||
        !put_values(query, params, next) || find(store, next) != NULL || is_kept(store, next)) {
        return false;
    }
    next->stands = false;
    next->writes = store->writes;
    return true;
}

void ll_early_keep(struct ll_store *store, unsigned index, bool is_read)
{
    store->asked[store->asked_count].is_read = is_read;
    store->asked[store->asked_count++].index = index;
}

/* The cursor that read it is of no use any more. */
static void begin_anew(struct ll_store *store, struct ll_store_reading *reading)
{
    reading->row = 0;
    reading->done = false;
    reading->generation = ++store->generation;
}

bool ll_early_give_back(struct ll_store *store, unsigned index)
{
    struct ll_store_reading *reading = &store->readings[index];
    unsigned i = 0;
    while (i < store->asked_count && store->asked[i].index != index) {
        i++;
    }
    if (i == store->asked_count) {
        return false;
    }
    struct ll_store_asked *asked = &store->asked[i];
    if (is_standing(store, asked->query) && reading->row > 0 && !store->failed) {
        asked->stands = true;
        reading->stands = true;
    }
    if (!asked->stands && asked->writes != store->writes) { /* closed as any other */
        store->asked[i] = store->asked[--store->asked_count];
        return false;
    }
    asked->is_read = false;
    begin_anew(store, reading);
    return true;
}

void ll_early_drop(struct ll_store *store, bool all)
{
    for (unsigned i = store->asked_count; i-- > 0;) {
        const struct ll_store_asked *asked = &store->asked[i];
        if (all || !(asked->is_read || asked->stands || asked->writes == store->writes)) {
            forget(store, i);
        }
    }
}

void ll_early_settle(struct ll_store *store, bool stored)
{
    for (unsigned i = store->asked_count; i-- > 0;) {
        struct ll_store_asked *asked = &store->asked[i];
        if (!stored || !asked->stands) {
            forget(store, i);
        } else if (asked->is_read) {
            asked->is_read = false;
            begin_anew(store, &store->readings[asked->index]);
        }
    }
}

void ll_early_leave(struct ll_store *store)
{
    for (unsigned i = store->asked_count; i-- > 0;) {
        if (!store->asked[i].stands) {
            store->asked[i] = store->asked[--store->asked_count];
        }
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

void ll_store_early_forget(struct ll_store *store)
{
    LL_ASSERT(!store->early);
    for (unsigned i = store->asked_count; i-- > 0;) {
        if (!store->asked[i].is_read && !store->asked[i].stands) {
            forget(store, i);
        }
    }
}
