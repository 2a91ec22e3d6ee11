/*
 * Which version the store has (ll_store_version), asked once for all who want to know at that
 * moment: on PostgreSQL, where others commit too, each kept answer has to be asked about. Who comes
 * while a question is under way shares the next one with all who came meanwhile, so that nobody is
 * told of a sight of the store older than their own request. It has a connection of its own.
 */
#ifndef LL_EDGE_HTTP_LOOKS_H
#define LL_EDGE_HTTP_LOOKS_H

#include "store/store.h"

struct ll_look {
    /* ---- what is asked ---- */
    const void *who; /* one connection: who asks again and again alone need not be set aside */
    void (*set_aside)(void *ctx); /* before anybody else may see it */
    void (*done)(void *ctx);      /* from another thread, maybe before ll_looks_ask returns */
    void *ctx;
    /* ---- what came of it ---- */
    enum ll_status status;
    uint64_t version;
    /* ---- looks.c's ---- */
    struct ll_look *next;
};

struct ll_looks;
/* Opens the connection and starts the thread. The store's errors; LL_ENOMEM. */
LL_MUST enum ll_status ll_looks_open(struct ll_str target, struct ll_looks **ret_looks,
                                     struct ll_err *reterr);
/* Tells all who wait, and ends the thread; who asks from then on is told LL_EBUSY. NULL is
 * allowed, here and below. */
void ll_looks_stop(struct ll_looks *looks);
void ll_looks_close(struct ll_looks *looks); /* stopped, and nobody asks any more */

/* True: it is told already, since nobody else asks. False: it was set aside, and `done` is called
 * or was. */
bool ll_looks_ask(struct ll_looks *looks, struct ll_look *look);

struct ll_looks_facts {
    int64_t questions; /* to the store, since the start */
    int64_t told;      /* who shared their answers */
};
void ll_looks_facts(struct ll_looks *looks, struct ll_looks_facts *ret_facts);

#endif
