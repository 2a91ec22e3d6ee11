/*
 * Errors are values: a status that must be looked at, and a record that the caller owns and that
 * says where, what and what to do. Freestanding but for ll_fail (err_fmt.c, hosted).
 */
#ifndef LL_BASE_ERR_H
#define LL_BASE_ERR_H

#include <stddef.h>

#define LL_MUST __attribute__((warn_unused_result))
#define LL_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum ll_status {
#define LL_STATUS(symbol, number, exit_code, http, text, hint) LL_##symbol = (number),
#include "base/errors.def"
#undef LL_STATUS
};

#define LL_ERR_WHERE_MAX 200
#define LL_ERR_TEXT_MAX 400
#define LL_ERR_HINT_MAX 240

struct ll_err {
    enum ll_status status;
    const char *source_file; /* of the program, for developers */
    int source_line;
    char where[LL_ERR_WHERE_MAX]; /* "orders.csv:12 quantity", or "" */
    char text[LL_ERR_TEXT_MAX];   /* what is wrong */
    char hint[LL_ERR_HINT_MAX];   /* what to do about it, or "" */
};

/* Stop the program: a programmer error, on in every build. Never reachable from input or data. */
_Noreturn void ll_assert_failed(const char *text, const char *file, int line);
#define LL_ASSERT(x) ((x) ? (void)0 : ll_assert_failed(#x, __FILE__, __LINE__))

/* Return at once when an expression of type enum ll_status is not LL_OK. The one flow macro. */
#define LL_TRY(expr)                                                                               \
    do {                                                                                           \
        enum ll_status ll_try_status_ = (expr);                                                    \
        if (ll_try_status_ != LL_OK) {                                                             \
            return ll_try_status_;                                                                 \
        }                                                                                          \
    } while (0)

/* "EINVAL", its sentence, what to do about it, its exit code, its HTTP status. Never NULL. */
const char *ll_status_name(enum ll_status status);
const char *ll_status_text(enum ll_status status);
const char *ll_status_hint(enum ll_status status);
int ll_status_exit_code(enum ll_status status);
int ll_status_http(enum ll_status status);

/*
 * Fill `reterr` (NULL is allowed) and return `status`, so that a failure is one statement:
 *     return LL_FAIL(reterr, LL_EINVAL, "count %lld is negative", (long long)n);
 * Over-long text is cut at a character boundary. `where` and `hint` are cleared.
 */
void ll_fail_(struct ll_err *reterr, enum ll_status status, const char *file, int line,
              const char *fmt, ...) LL_PRINTF(5, 6);
/* The status is the value of the expression, so that compilers see that it is no success. */
#define LL_FAIL(reterr, status, ...)                                                               \
    (ll_fail_((reterr), (status), __FILE__, __LINE__, __VA_ARGS__), (enum ll_status)(status))

/* The same with what would mend it, a text without pieces. */
#define LL_REFUSE(reterr, status, hint, ...)                                                       \
    (ll_fail_((reterr), (status), __FILE__, __LINE__, __VA_ARGS__),                                \
     ll_err_hint_text((reterr), (hint)), (enum ll_status)(status))

/* The same without formatting, for freestanding code. */
void ll_fail_text_(struct ll_err *reterr, enum ll_status status, const char *file, int line,
                   const char *text);
#define LL_FAIL_TEXT(reterr, status, text)                                                         \
    (ll_fail_text_((reterr), (status), __FILE__, __LINE__, (text)), (enum ll_status)(status))

/*
 * Marks a text of a refusal, for translation (base/refusal.h), that is no argument of LL_FAIL,
 * LL_FAIL_TEXT, ll_err_hint or ll_err_hint_text itself: one of two that are chosen from, one that
 * is handed on, a part of a sentence or a word that is a piece of another ("%s").
 */
#define LL_R(text) ("" text)

/* Add to an error on its way up: set the hint if none is set; put "part " before `where`. */
void ll_err_hint(struct ll_err *err, const char *fmt, ...) LL_PRINTF(2, 3);
void ll_err_where(struct ll_err *err, const char *fmt, ...) LL_PRINTF(2, 3);
/* The same without formatting, for freestanding code; `separator` stands between the parts. */
void ll_err_hint_text(struct ll_err *err, const char *text);
void ll_err_where_text(struct ll_err *err, const char *part, const char *separator);

#endif
