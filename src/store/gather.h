/* Inside the store: rows that are put off and written together (ll_store_gather, store/store.h). */
#ifndef LL_STORE_GATHER_H
#define LL_STORE_GATHER_H

#include "store/driver.h"

/* Put it off? Its values are copied. False: it is to be done now, behind all that was put off. */
bool ll_gather_take(struct ll_store *store, const struct ll_store_query *query,
                    const struct ll_store_value *params);
/* Write all that was put off; something was. */
LL_MUST enum ll_status ll_gather_write(struct ll_store *store, struct ll_err *reterr);
/* Is anything put off? */
bool ll_gather_is_any(const struct ll_store *store);
/* Something was put off: write what does not stand for later rows, too, once there is as much as
 * one statement may as well take. */
LL_MUST enum ll_status ll_gather_write_some(struct ll_store *store, struct ll_err *reterr);
/* What was not written is undone. */
void ll_gather_forget(struct ll_store *store);
/* Give back what it took: the connection ends. */
void ll_gather_close(struct ll_store *store);

#endif
