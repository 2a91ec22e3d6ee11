/*
 * Strings: a pointer and a length, borrowed, not ended by a zero, UTF-8 checked at the edge. And
 * string buffers: bounded when made, latching their first failure, asked once at the end.
 * Freestanding but for ll_strbuf_fmt.
 */
#ifndef LL_BASE_STR_H
#define LL_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct ll_str {
    const char *ptr;
    size_t len;
};

#define LL_STR(literal) ((struct ll_str){"" literal, sizeof(literal) - 1})
/* For printf: "%.*s", LL_STR_ARG(s). */
#define LL_STR_ARG(s) (int)(s).len, (s).ptr

struct ll_str ll_str_from_cstr(const char *cstr);
bool ll_str_eq(struct ll_str a, struct ll_str b);
bool ll_str_eq_cstr(struct ll_str a, const char *cstr);
bool ll_str_eq_nocase(struct ll_str a, struct ll_str b); /* ASCII letters only */
int ll_str_cmp(struct ll_str a, struct ll_str b);        /* bytewise; shorter first when a prefix */
bool ll_str_starts(struct ll_str s, struct ll_str prefix);
bool ll_str_ends(struct ll_str s, struct ll_str suffix);
struct ll_str ll_str_trim(struct ll_str s); /* ASCII white space, both ends */
struct ll_str ll_str_sub(struct ll_str s, size_t from, size_t to); /* clamped */
/* Index of the first `c`, or s.len. */
size_t ll_str_find_char(struct ll_str s, char c);
/* Index of the first `part` (ASCII case ignored when `nocase`), or SIZE_MAX. */
size_t ll_str_find(struct ll_str s, struct ll_str part, bool nocase);
bool ll_str_is_utf8(struct ll_str s);       /* strict: no overlong forms, no surrogates */
size_t ll_str_utf8_prefix(struct ll_str s); /* bytes of valid UTF-8 in front; s.len when all is */

/* Copies in the arena; .ptr is NULL when the cap is reached. `cstr` is ended by a zero. */
struct ll_str ll_str_copy(struct ll_arena *arena, struct ll_str s);
char *ll_str_to_cstr(struct ll_arena *arena, struct ll_str s);

/* Whole decimal number, optional '-', no leading zeros or spaces: LL_EPARSE, LL_EOVERFLOW. */
LL_MUST enum ll_status ll_str_to_i64(struct ll_str s, int64_t *ret_value);

struct ll_strbuf {
    struct ll_arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
    size_t max; /* length that may not be passed */
    bool failed;
    enum ll_status status; /* the first failure */
};

void ll_strbuf_init(struct ll_strbuf *buf, struct ll_arena *arena, size_t max);
void ll_strbuf_char(struct ll_strbuf *buf, char c);
void ll_strbuf_str(struct ll_strbuf *buf, struct ll_str s);
void ll_strbuf_cstr(struct ll_strbuf *buf, const char *cstr);
void ll_strbuf_i64(struct ll_strbuf *buf, int64_t value);
void ll_strbuf_hex(struct ll_strbuf *buf, const uint8_t *bytes, size_t count); /* lowercase */
void ll_strbuf_fmt(struct ll_strbuf *buf, const char *fmt, ...) LL_PRINTF(2, 3);
/* Latch a failure of the writer's own (a value that has no text, say). */
void ll_strbuf_fail(struct ll_strbuf *buf, enum ll_status status);
/* Make room for `count` bytes behind the text, for writing there directly; false when failed. */
bool ll_strbuf_reserve(struct ll_strbuf *buf, size_t count);
/* The text, or LL_ENOMEM, LL_ELIMIT or the latched status when anything failed on the way. Stays
 * valid with the arena. */
LL_MUST enum ll_status ll_strbuf_finish(struct ll_strbuf *buf, struct ll_str *ret_text,
                                        struct ll_err *reterr);

/* Bytes from hex of either case; `ret_bytes` holds s.len / 2. LL_EPARSE. */
LL_MUST enum ll_status ll_hex_decode(struct ll_str s, uint8_t *ret_bytes);

#endif
