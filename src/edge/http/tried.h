/*
 * Files of forms that were tried or refused, for some minutes: whoever sends the form again need
 * not choose its file again. They lie in files without a name in the data directory, a bounded
 * number and size of each user, and are had by an unguessable name in the session that sent them.
 * Any number of threads.
 */
#ifndef LL_EDGE_HTTP_TRIED_H
#define LL_EDGE_HTTP_TRIED_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"

#define LL_TRIED_NAME_SIZE 33
#define LL_TRIED_FILE_BYTES_MAX ((size_t)8 << 20) /* a larger one has to be chosen again */
#define LL_TRIED_USER_BYTES_MAX ((size_t)16 << 20)
#define LL_TRIED_USER_FILES_MAX 4
#define LL_TRIED_US (INT64_C(10) * 60 * 1000000)
/* Once it was stored, only the same request sent twice may have its file, and not for long. */
#define LL_TRIED_STORED_US (INT64_C(60) * 1000000)

struct ll_tried;

struct ll_tried_file {
    struct ll_str field; /* of the form */
    struct ll_str name;  /* the sender's word for it */
    struct ll_str bytes;
};

/* Whose, and when it is. */
struct ll_tried_who {
    struct ll_tried *tried;
    struct ll_str session; /* its secret; empty: nothing is kept */
    struct ll_str user;
    int64_t now_us;
};

/* LL_ENOMEM. `dir` must live as long. */
LL_MUST enum ll_status ll_tried_open(struct ll_str dir, const struct ll_id_source *ids,
                                     struct ll_tried **ret_tried, struct ll_err *reterr);
void ll_tried_close(struct ll_tried *tried); /* NULL is allowed */

/* False: it is not kept, since it is too large or cannot be written. The user's oldest gives way.
 */
bool ll_tried_put(const struct ll_tried_who *who, const struct ll_tried_file *file,
                  char ret_name[LL_TRIED_NAME_SIZE]);
/* False: there is none of this name, or none any more. `key`: of the request that asks. */
bool ll_tried_find(const struct ll_tried_who *who, struct ll_str name, struct ll_str key,
                   struct ll_arena *arena, struct ll_tried_file *ret_file);
/* The request with this key has stored it. */
void ll_tried_stored(const struct ll_tried_who *who, struct ll_str name, struct ll_str key);
/* All of the session, which ends. */
void ll_tried_forget(const struct ll_tried_who *who);
/* What is over by now goes. */
void ll_tried_sweep(struct ll_tried *tried, int64_t now_us);

#endif
