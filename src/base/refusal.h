/*
 * Refusals in the reader's language. What a failure says (the texts and hints of struct ll_err, the
 * texts of the audit's findings) is made in English, and reaches a reader by many roads: as it
 * failed, in a problem, in the findings of an answer, in a report that was kept. So it is not told
 * in two languages where it is made; whoever shows it to a person asks here for the sentence that
 * it was made of, and fills that sentence's translation with the same pieces. Success costs
 * nothing, and programs read one stable text. Freestanding.
 */
#ifndef LL_BASE_REFUSAL_H
#define LL_BASE_REFUSAL_H

#include "base/arena.h"
#include "base/locale.h"
#include "base/str.h"

/* The context of such texts in the catalogues; their directives are slots there: {t1} for text,
 * {n2} for a whole number, in the order of the English. */
#define LL_REFUSAL_CONTEXT "refusal"
#define LL_REFUSAL_BYTES_MAX ((size_t)16 << 10)

/* What a word of the program, such as a state, is called; itself when it is none. */
typedef struct ll_str ll_refusal_word(const struct ll_locale *locale, struct ll_str word);

/*
 * `text` as the locale's reader reads it: of the sentences that it can be made of, that with most
 * words of its own. Pieces of text are looked up in turn, three deep, and are words of the program
 * otherwise (`word` may be NULL); but for what stands in quotes, which is a name. As it is when the
 * catalogue holds no such sentence, when it is longer than LL_REFUSAL_BYTES_MAX, or without memory.
 * Walks all sentences of refusals: about 0.2 ms.
 */
struct ll_str ll_refusal_in(const struct ll_locale *locale, struct ll_arena *arena,
                            struct ll_str text, ll_refusal_word *word);

#endif
