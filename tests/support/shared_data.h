/*
 * Files for tests: third-party samples, which live outside the source tree and may be missing (then
 * such a case calls skip()), and the project's own.
 */
#ifndef LL_TESTS_SUPPORT_SHARED_DATA_H
#define LL_TESTS_SUPPORT_SHARED_DATA_H

#include "base/arena.h"
#include "base/str.h"

/*
 * The path of a sample ("json" or "json/y_number.json") in the folder that LL_SHARED_DATA names, or
 * else in ../shared/data; NULL when it is not there. In the arena.
 */
const char *ll_test_shared_path(struct ll_arena *arena, const char *name);

/* A whole file, in the arena; .ptr is NULL when it cannot be read. */
struct ll_str ll_test_read_file(struct ll_arena *arena, const char *path);

/* The names in a folder that begin with `prefix`, sorted; NULL when it cannot be read. */
const char **ll_test_list_folder(struct ll_arena *arena, const char *path, const char *prefix,
                                 size_t *ret_count);

#endif
