/*
 * JSON, strict, used everywhere. Freestanding.
 *
 * The reader refuses: invalid UTF-8 (also a byte order mark), lone surrogates, duplicate member
 * names, nesting deeper than LL_JSON_DEPTH_MAX, text longer than its limit, numbers outside the
 * range of a double, anything after the value. The writer's canonical form is RFC 8785 (JCS):
 * members sorted by UTF-16 code units, shortest numbers, minimal escapes.
 */
#ifndef LL_BASE_JSON_H
#define LL_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define LL_JSON_DEPTH_MAX 64
#define LL_JSON_INT_MAX INT64_C(9007199254740991) /* 2^53 - 1: integers beyond lose exactness */

enum ll_json_type {
    LL_JSON_NULL,
    LL_JSON_FALSE,
    LL_JSON_TRUE,
    LL_JSON_NUMBER,
    LL_JSON_STRING,
    LL_JSON_ARRAY,
    LL_JSON_OBJECT,
};

struct ll_json_member;

struct ll_json {
    enum ll_json_type type;
    bool is_integer;       /* NUMBER: written without fraction or exponent and within 2^53 - 1 */
    bool broken;           /* building it ran out of memory: no writer takes it (LL_ENOMEM) */
    uint32_t offset;       /* of its first byte in the text read; 0 when built */
    int64_t integer;       /* NUMBER and is_integer */
    double number;         /* NUMBER */
    struct ll_str string;  /* STRING, decoded */
    size_t count;          /* ARRAY and OBJECT */
    size_t capacity;       /* ARRAY and OBJECT, when built */
    struct ll_json *items; /* ARRAY: [count] */
    struct ll_json_member *members; /* OBJECT: [count], in the order read */
};

struct ll_json_member {
    struct ll_str name;
    struct ll_json value;
};

/*
 * Read one JSON text. Strings without escapes point into `text`, which must live as long as the
 * value. LL_EPARSE (reterr->where is "byte N"), LL_ELIMIT above max_bytes or too deep, LL_ENOMEM.
 * Cost: O(text), O(m log m) for the members of one object.
 */
LL_MUST enum ll_status ll_json_read(struct ll_arena *arena, struct ll_str text, size_t max_bytes,
                                    struct ll_json **ret_value, struct ll_err *reterr);

/* The member of an object, or NULL (also when `object` is NULL or no object). */
const struct ll_json *ll_json_get(const struct ll_json *object, const char *name);
/* The string, or the empty string when it is none. */
struct ll_str ll_json_string(const struct ll_json *value);
/* What an object has at a name: its string (else the empty one), its integer (else 0), whether it
 * is true. */
struct ll_str ll_json_string_at(const struct ll_json *object, const char *name);
int64_t ll_json_integer_at(const struct ll_json *object, const char *name);
bool ll_json_true_at(const struct ll_json *object, const char *name);

/*
 * Write a value: canonical (JCS), or pretty with two-space indents, members in given order.
 * LL_ENOMEM, LL_ELIMIT, LL_EPARSE when a string is no UTF-8 or a number no finite double.
 */
LL_MUST enum ll_status ll_json_canonical(struct ll_arena *arena, const struct ll_json *value,
                                         size_t max_bytes, struct ll_str *ret_text,
                                         struct ll_err *reterr);
LL_MUST enum ll_status ll_json_pretty(struct ll_arena *arena, const struct ll_json *value,
                                      size_t max_bytes, struct ll_str *ret_text,
                                      struct ll_err *reterr);

/* Where the bytes from `at` on that stand for themselves in a string end: at a quote,
 * a backslash, a control character or the end of the text. Eight at a time. */
size_t ll_json_plain_end(struct ll_str s, size_t at);
/* Append a string in quotes, escaped as JCS does; latches LL_EPARSE when `s` is no UTF-8. */
void ll_json_put_string(struct ll_strbuf *out, struct ll_str s);

/* The shortest text of a finite double as ECMAScript writes it; 25 bytes suffice. Its length. */
size_t ll_json_format_double(double value, char ret_text[32]);
/* A JSON number's text to the nearest double (ties to even). LL_EOVERFLOW when not finite. */
LL_MUST enum ll_status ll_json_parse_double(struct ll_str text, double *ret_value);

/* ---- building ---- values live in the arena; a NULL answer means the cap is reached, and NULL
 * given as a value or container is passed on, so that a whole tree is checked once at its root. */
struct ll_json *ll_json_new_null(struct ll_arena *arena);
struct ll_json *ll_json_new_bool(struct ll_arena *arena, bool value);
struct ll_json *ll_json_new_integer(struct ll_arena *arena,
                                    int64_t value); /* asserts |value| <= INT_MAX */
struct ll_json *ll_json_new_string(struct ll_arena *arena, struct ll_str value); /* borrowed */
struct ll_json *ll_json_new_cstr(struct ll_arena *arena, const char *value);     /* borrowed */
struct ll_json *ll_json_new_array(struct ll_arena *arena);
struct ll_json *ll_json_new_object(struct ll_arena *arena);
/* Append; the container keeps a copy of *value (move: do not use `value` after). A NULL value or a
 * failed allocation marks the container as broken, which spreads to what it is put into. */
void ll_json_append(struct ll_arena *arena, struct ll_json *array, struct ll_json *value);
/* Append a member; asserts that `name` is not there yet. `name` is borrowed. */
void ll_json_set(struct ll_arena *arena, struct ll_json *object, const char *name,
                 struct ll_json *value);
void ll_json_set_cstr(struct ll_arena *arena, struct ll_json *object, const char *name,
                      const char *value);
void ll_json_set_str(struct ll_arena *arena, struct ll_json *object, const char *name,
                     struct ll_str value);
void ll_json_set_integer(struct ll_arena *arena, struct ll_json *object, const char *name,
                         int64_t value);
void ll_json_set_bool(struct ll_arena *arena, struct ll_json *object, const char *name, bool value);

#endif
