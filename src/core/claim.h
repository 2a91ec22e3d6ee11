/*
 * Words that public text may not say (promise 13): what claims a balance, an absolute, or a general
 * virtue that no ledger can show. A table (core/claim_words.def) by language, and one way to look a
 * text through: for names as they are registered, and for every sentence, story, page and report
 * before it is published. Pure.
 */
#ifndef LL_CORE_CLAIM_H
#define LL_CORE_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What a phrase claims: symbol, name, why public text may not say it. */
#define LL_CLAIM_KIND_ROWS(X)                                                                      \
    X(BALANCE, "balance",                                                                          \
      "it claims that harm is undone or balanced, which collecting scrap does not show")           \
    X(ABSOLUTE, "absolute", "it claims all or nothing, and a ledger shows counted units only")     \
    X(GENERIC, "generic", "it praises without saying what was done and measured")                  \
    X(EQUAL, "equal", "it sets scrap equal to something that was not measured")

enum ll_claim_kind {
#define X(symbol, name, why) LL_CLAIM_##symbol,
    LL_CLAIM_KIND_ROWS(X)
#undef X
};
const char *ll_claim_kind_name(enum ll_claim_kind kind);
const char *ll_claim_kind_why(enum ll_claim_kind kind);

/* Languages of a phrase and of a text, one bit each. */
enum ll_claim_language {
    LL_CLAIM_EN = 1,
    LL_CLAIM_FR = 2,
    LL_CLAIM_NL = 4,
    LL_CLAIM_ANY = 7, /* a name has no language */
};

struct ll_claim {
    enum ll_claim_kind kind;
    struct ll_str words; /* of the text: borrowed */
};

/*
 * The first phrase of the table in the text. Phrases begin where a word begins; they match whatever
 * the case, accents, typographic variants ("CO₂", full width), hyphens or blanks between their
 * words. What stands between “ and ” is left out when `quoted_names` is true: names that were
 * registered as legal names are printed so. Cost: O(text × table), no memory.
 */
bool ll_claim_find(struct ll_str text, unsigned languages, bool quoted_names,
                   struct ll_claim *ret_claim);

/* The marks between which a legal name is printed; such a name may not hold them itself. */
#define LL_CLAIM_QUOTE_OPEN "\xe2\x80\x9c"
#define LL_CLAIM_QUOTE_CLOSE "\xe2\x80\x9d"

#endif
