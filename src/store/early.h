/* Inside the store: questions that were asked before their answers are needed
 * (ll_store_early_begin, store/store.h), and answers that stand: what a query of rows that never
 * change found is not asked for again on this connection. */
#ifndef LL_STORE_EARLY_H
#define LL_STORE_EARLY_H

#include "store/driver.h"

/* Was this asked, and nothing written since? Then *ret_index is its reading, at the start. */
bool ll_early_find(struct ll_store *store, const struct ll_store_query *query,
                   const struct ll_store_value *params, unsigned *ret_index);
/* Is it to be asked now? False: it was, or there is no room for it. */
bool ll_early_prepare(struct ll_store *store, const struct ll_store_query *query,
                      const struct ll_store_value *params);
/* What was prepared was asked: its reading, of a cursor that is open, or of none yet. */
void ll_early_keep(struct ll_store *store, unsigned index, bool is_read);
/* A cursor was closed. True: its reading is kept for who asks the same again. */
bool ll_early_give_back(struct ll_store *store, unsigned index);
/* Forget what is no longer true, or all of it. */
void ll_early_drop(struct ll_store *store, bool all);
/* A transaction ends: forget all but what stands, if it was stored. Cursors that read it end. */
void ll_early_settle(struct ll_store *store, bool stored);
/* The same, leaving cursors as they are. */
void ll_early_leave(struct ll_store *store);
/* How many answers stand that nobody reads. */
unsigned ll_early_idle(const struct ll_store *store);

#endif
