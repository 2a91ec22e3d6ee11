/*
 * Message catalogues: the texts of the program in another language. English is the source text, so
 * a missing translation is the text itself. Catalogues are gettext's compiled .mo files; the reader
 * checks a whole file once, so that look-ups cannot fail. Freestanding; no state of its own.
 */
#ifndef LL_BASE_CATALOGUE_H
#define LL_BASE_CATALOGUE_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Marks of text to translate. The lint finds them, and demands each in every catalogue of po/:
 *     LL_T("Issued on")                one text
 *     LL_TC("verb", "open")            the same word with another meaning; two arguments or fields
 *     LL_TN("{n} lot", "{n} lots")     one and more of something; two arguments or fields
 * Only string literals compile.
 */
#define LL_T(text) ("" text)
#define LL_TC(context, text) ("" context), ("" text)
#define LL_TN(one, many) ("" one), ("" many)

#define LL_CATALOGUE_BYTES_MAX ((size_t)16 << 20)

/* Which form of a plural serves `n` (the sign does not matter); below the language's forms. */
typedef uint32_t ll_plural_fn(uint64_t n);

struct ll_catalogue {
    struct ll_str bytes; /* borrowed: the .mo file; empty: every text is missing */
    uint32_t count;
    uint32_t originals; /* offset of the sorted table of texts */
    uint32_t translations;
};

/*
 * Check a .mo file (little-endian, as ours are made; sorted texts; every string within the file,
 * ended by a zero, UTF-8) and open it; the bytes are borrowed for the catalogue's life.
 * LL_EPARSE: says what is wrong. LL_ELIMIT: above LL_CATALOGUE_BYTES_MAX.
 */
LL_MUST enum ll_status ll_catalogue_open(struct ll_str bytes, struct ll_catalogue *ret_catalogue,
                                         struct ll_err *reterr);

/*
 * The translation of `text` (in `context`, or NULL), borrowed; or .ptr NULL when there is none. The
 * empty text finds the catalogue's heading. About 10 comparisons in a catalogue of 1,000 texts.
 */
struct ll_str ll_catalogue_find(const struct ll_catalogue *catalogue, const char *context,
                                const char *text);
/* The same for a plural, found by its singular; .ptr NULL also when there is no such form. */
struct ll_str ll_catalogue_find_form(const struct ll_catalogue *catalogue, const char *one,
                                     uint32_t form);

/*
 * The texts of a context stand side by side: rows from *ret_from on, below *ret_end. One of them,
 * without its context, with its translation (its first form).
 */
void ll_catalogue_context(const struct ll_catalogue *catalogue, const char *context,
                          uint32_t *ret_from, uint32_t *ret_end);
void ll_catalogue_row(const struct ll_catalogue *catalogue, const char *context, uint32_t row,
                      struct ll_str *ret_text, struct ll_str *ret_translation);

#endif
