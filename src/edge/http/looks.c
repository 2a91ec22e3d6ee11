#include "edge/http/looks.h"

#include <pthread.h>
#include <string.h>

struct ll_looks {
    struct ll_store *store; /* of who is asking */
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t wanted;
    /* ---- under the lock ---- */
    bool is_asking;        /* somebody has the connection */
    struct ll_look *first; /* who came since, in no order */
    const void *last;      /* who came last */
    bool is_stopped;
    struct ll_looks_facts facts;
};

/* Once more with another connection, when it was lost. */
static enum ll_status ask_store(struct ll_store *store, uint64_t *ret_version)
{
    enum ll_status status = LL_EIO;
    if (!ll_store_is_broken(store)) {
        status = ll_store_version(store, ret_version, NULL);
    }
    if (status != LL_OK && ll_store_is_broken(store)) {
        LL_TRY(ll_store_reopen(store, NULL));
        status = ll_store_version(store, ret_version, NULL);
    }
    return status;
}

/* Under the lock, with nobody asking: for all of the list, who came before the question begins. */
static void ask_for(struct ll_looks *looks, struct ll_look *first)
{
    uint64_t version = 0;
    looks->is_asking = true;
    looks->facts.questions++;
    (void)pthread_mutex_unlock(&looks->lock);
    enum ll_status status = ask_store(looks->store, &version);
    (void)pthread_mutex_lock(&looks->lock);
    looks->is_asking = false;
    for (struct ll_look *look = first; look != NULL; look = look->next) {
        look->status = status;
        look->version = version;
        looks->facts.told++;
    }
}

static void *ask_on(void *arg)
{
    struct ll_looks *looks = arg;
    (void)pthread_mutex_lock(&looks->lock);
    while (!looks->is_stopped || looks->first != NULL || looks->is_asking) {
        struct ll_look *first = looks->first;
        if (first == NULL || looks->is_asking) {
            (void)pthread_cond_wait(&looks->wanted, &looks->lock);
            continue;
        }
        looks->first = NULL;
        ask_for(looks, first);
        (void)pthread_mutex_unlock(&looks->lock);
        while (first != NULL) {
            struct ll_look *look = first;
            first = look->next; /* it may be over once it is told */
            look->done(look->ctx);
        }
        (void)pthread_mutex_lock(&looks->lock);
    }
    (void)pthread_mutex_unlock(&looks->lock);
    return NULL;
}

bool ll_looks_ask(struct ll_looks *looks, struct ll_look *look)
{
    bool is_told = true;
    (void)pthread_mutex_lock(&looks->lock);
    bool is_alone = looks->last == look->who && looks->first == NULL && !looks->is_asking;
    looks->last = look->who;
    look->next = NULL;
    if (looks->is_stopped) {
        look->status = LL_EBUSY;
    } else if (is_alone) {
        ask_for(looks, look); /* waking another thread takes as long as asking */
        if (looks->first != NULL || looks->is_stopped) {
            (void)pthread_cond_signal(&looks->wanted);
        }
    } else {
        is_told = false;
        look->set_aside(look->ctx);
        look->next = looks->first;
        looks->first = look;
        if (!looks->is_asking) {
            (void)pthread_cond_signal(&looks->wanted);
        }
    }
    (void)pthread_mutex_unlock(&looks->lock);
    return is_told;
}

void ll_looks_facts(struct ll_looks *looks, struct ll_looks_facts *ret_facts)
{
    *ret_facts = (struct ll_looks_facts){0};
    if (looks != NULL) {
        (void)pthread_mutex_lock(&looks->lock);
        *ret_facts = looks->facts;
        (void)pthread_mutex_unlock(&looks->lock);
    }
}

/* ---- opening and closing ---- */

enum ll_status ll_looks_open(struct ll_str target, struct ll_looks **ret_looks,
                             struct ll_err *reterr)
{
    const struct ll_store_options options = {.target = target, .read_only = true};
    struct ll_looks *looks = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*looks));
    if (looks == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(looks, 0, sizeof(*looks));
    (void)pthread_mutex_init(&looks->lock, NULL);
    (void)pthread_cond_init(&looks->wanted, NULL);
    enum ll_status status = ll_store_open(&options, &looks->store, reterr);
    int failed = status == LL_OK ? pthread_create(&looks->thread, NULL, ask_on, looks) : 0;
    looks->started = status == LL_OK && failed == 0;
    if (failed != 0) {
        status = LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
    }
    if (status != LL_OK) {
        ll_looks_stop(looks);
        ll_looks_close(looks);
        return status;
    }
    *ret_looks = looks;
    return LL_OK;
}

void ll_looks_stop(struct ll_looks *looks)
{
    if (looks == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&looks->lock);
    looks->is_stopped = true;
    (void)pthread_cond_signal(&looks->wanted);
    (void)pthread_mutex_unlock(&looks->lock);
    if (looks->started) {
        (void)pthread_join(looks->thread, NULL);
    }
}

void ll_looks_close(struct ll_looks *looks)
{
    if (looks == NULL) {
        return;
    }
    ll_store_close(looks->store);
    (void)pthread_cond_destroy(&looks->wanted);
    (void)pthread_mutex_destroy(&looks->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, looks, sizeof(*looks));
}
