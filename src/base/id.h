/*
 * Ids: 16 bytes, made by the program: 48 bits of milliseconds, 16 bits of sequence, 64 random bits,
 * so that they sort by the time they were made. As text: a prefix that names the kind, "_", and 26
 * characters of Crockford base 32 in lower case ("lot_01j9zq3h5w8k2v4m6n7p9r0s1t").
 */
#ifndef LL_BASE_ID_H
#define LL_BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

struct ll_id {
    uint8_t b[16];
};

#define LL_ID_PREFIX_MAX 8
#define LL_ID_TEXT_MAX (LL_ID_PREFIX_MAX + 1 + 26 + 1)

bool ll_id_eq(struct ll_id a, struct ll_id b);
int ll_id_cmp(struct ll_id a, struct ll_id b); /* bytewise, the order of the store */
bool ll_id_is_zero(struct ll_id id);

/* Text ended by a zero. `prefix` has 1 to 8 lower-case letters. */
void ll_id_format(const char *prefix, struct ll_id id, char ret_text[LL_ID_TEXT_MAX]);
/* LL_EPARSE: says which prefix was expected and which came. */
LL_MUST enum ll_status ll_id_parse(const char *prefix, struct ll_str s, struct ll_id *ret_id,
                                   struct ll_err *reterr);

/*
 * Makes ids in strictly rising order. `random` fills bytes (hosted: libsodium; tests: seeded);
 * `last` is the highest id given out or seen: raise it with ll_id_source_saw so that what is made
 * here sorts after what was read.
 */
struct ll_id_source {
    void (*random)(void *ctx, uint8_t *ret_bytes, size_t count);
    void *ctx;
    struct ll_id last;
};
struct ll_id ll_id_next(struct ll_id_source *source, struct ll_time now);
void ll_id_source_saw(struct ll_id_source *source, struct ll_id id);
/* Before every id that was made at that time or later. */
struct ll_id ll_id_first(struct ll_time time);
/* Behind every id. */
struct ll_id ll_id_last(void);
/* The milliseconds inside. */
struct ll_time ll_id_time(struct ll_id id);

#endif
