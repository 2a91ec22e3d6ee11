/*
 * What was erased, kept beside the keys and outside the store, so that it is erased again when an
 * older copy of the store comes back: DATA/keys/erasures, one line an annex entry, in the order in
 * which they were erased. Whoever puts the folder of keys beside a restored store brings it along.
 */
#ifndef LL_SERVICE_ERASURES_H
#define LL_SERVICE_ERASURES_H

#include "service/ctx.h"

#define LL_ERASURES_FILE "keys/erasures"

/*
 * Add entries to the file, durably. To be called before the erasure is committed: a line of one
 * that came to nothing finishes it later, a missing line would bring its text back. LL_EIO.
 * O(count).
 */
LL_MUST enum ll_status ll_erasures_keep(struct ll_ctx *ctx, const struct ll_annex_id *entries,
                                        size_t count, struct ll_err *reterr);

/*
 * Which entries of the file the store still holds the text of, of struct ll_annex_id in the arena:
 * none but after a restore. Reads the file from its end until it meets an entry that is erased:
 * those before it were erased earlier, and a copy of the store that has the later erasure has
 * theirs too. `all`: reads all of it, since lists of several data directories that were put
 * together are in no such order. No file: nothing was ever erased. LL_ECORRUPT for a file with
 * other lines; the store's errors.
 */
LL_MUST enum ll_status ll_erasures_due(struct ll_ctx *ctx, bool all, struct ll_list *ret_entries,
                                       struct ll_err *reterr);

#endif
