#include "core/claim.h"

#include <stdint.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

/* ---- the table ---- */
struct phrase {
    enum ll_claim_kind kind;
    unsigned languages;
    const char *words;
};
#define EN LL_CLAIM_EN
#define FR LL_CLAIM_FR
#define NL LL_CLAIM_NL
#define LL_CLAIM_FINE(text)
#define LL_CLAIM_WORDS(what, tongues, text) {LL_CLAIM_##what, tongues, text},
static const struct phrase phrases[] = {
#include "core/claim_words.def"
};
#undef LL_CLAIM_FINE
#undef LL_CLAIM_WORDS
#define LL_CLAIM_FINE(text) text,
#define LL_CLAIM_WORDS(what, tongues, text)
static const char *const fine[] = {
#include "core/claim_words.def"
};
#undef LL_CLAIM_FINE
#undef LL_CLAIM_WORDS
#undef EN
#undef FR
#undef NL

static const struct {
    const char *name;
    const char *why;
} kinds[] = {
#define X(symbol, text, reason) [LL_CLAIM_##symbol] = {text, reason},
    LL_CLAIM_KIND_ROWS(X)
#undef X
};

const char *ll_claim_kind_name(enum ll_claim_kind kind)
{
    return kinds[kind].name;
}

const char *ll_claim_kind_why(enum ll_claim_kind kind)
{
    return kinds[kind].why;
}

/* ---- reading a text as the table is written ---- */
/* What a character is read as: a small letter, a digit, '%', or one of these. */
#define BETWEEN ' ' /* blanks and marks */
#define FOREIGN '?' /* a letter that no phrase has */
#define DROPPED '-' /* seen by nobody: a soft hyphen, an accent of its own */
#define END '\0'

struct reader {
    struct ll_str text;
    size_t at;
    char second; /* of a ligature, still to come; or END */
    bool upper;  /* the character just read was a capital */
};

/* U+00C0 to U+017F; of a ligature the first letter. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static const struct {
    uint32_t code;
    char second;
} ligatures[] = {{0xc6, 'e'},  {0xde, 'h'},  {0xdf, 's'},  {0xe6, 'e'}, {0xfe, 'h'},
                 {0x132, 'j'}, {0x133, 'j'}, {0x152, 'e'}, {0x153, 'e'}};
/* Characters of which a reader sees another: first, last, what the first is read as; those behind
 * it are read as what follows in order, or all alike. */
static const struct {
    uint32_t first, last;
    char as;
    bool in_order;
} ranges[] = {
    {0xad, 0xad, DROPPED, false},
    {0xb2, 0xb3, '2', true},
    {0xb9, 0xb9, '1', false},
    {0x80, 0xbf, BETWEEN, false},
    {0x300, 0x36f, DROPPED, false},
    {0x200b, 0x200f, DROPPED, false},
    {0x2060, 0x2064, DROPPED, false},
    {0x2070, 0x2070, '0', false},
    {0x2074, 0x2079, '4', true},
    {0x2080, 0x2089, '0', true},
    {0x2000, 0x2bff, BETWEEN, false},
    {0x3000, 0x303f, BETWEEN, false},
    {0xfe00, 0xfe0f, DROPPED, false},
    {0xfeff, 0xfeff, DROPPED, false},
    {0xff05, 0xff05, '%', false},
    {0xff10, 0xff19, '0', true},
    {0xff21, 0xff3a, 'a', true},
    {0xff41, 0xff5a, 'a', true},
    {0xff00, 0xff20, BETWEEN, false},
    {0x1f000, 0x1faff, BETWEEN, false},
    /* Cyrillic letters that look like Latin ones. */
    {0x430, 0x430, 'a', false},
    {0x435, 0x435, 'e', false},
    {0x43e, 0x43e, 'o', false},
    {0x440, 0x440, 'p', false},
    {0x441, 0x441, 'c', false},
    {0x443, 0x443, 'y', false},
    {0x445, 0x445, 'x', false},
    {0x455, 0x455, 's', false},
    {0x456, 0x456, 'i', false},
    {0x458, 0x458, 'j', false},
};

static char read_wide(struct reader *r, uint32_t code)
{
    if (code >= 0xc0 && code < 0xc0 + sizeof(latin) - 1) {
        for (size_t i = 0; i < LENGTH(ligatures); i++) {
            r->second = ligatures[i].code == code ? ligatures[i].second : r->second;
        }
        r->upper = code < 0xdf;
        return latin[code - 0xc0];
    }
    for (size_t i = 0; i < LENGTH(ranges); i++) {
        if (ranges[i].first <= code && code <= ranges[i].last) {
            uint32_t step = ranges[i].in_order ? code - ranges[i].first : 0;
            return (char)(ranges[i].as + (char)step);
        }
    }
    return FOREIGN;
}

static char read_ascii(struct reader *r, char c)
{
    r->upper = c >= 'A' && c <= 'Z';
    if (r->upper) {
        return (char)(c - 'A' + 'a');
    }
    bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%';
    return kept ? c : BETWEEN;
}

/* The character at hand; a byte that is no UTF-8 stands for itself. */
static uint32_t decode(struct reader *r)
{
    uint8_t lead = (uint8_t)r->text.ptr[r->at++];
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    uint32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (; more > 0 && r->at < r->text.len; more--) {
        code = code << 6 | ((uint8_t)r->text.ptr[r->at++] & 0x3fu);
    }
    return code;
}

static char next(struct reader *r)
{
    char c = r->second;
    r->second = END;
    while (c == END && r->at < r->text.len) {
        r->upper = false;
        bool ascii = (uint8_t)r->text.ptr[r->at] < 0x80;
        c = ascii ? read_ascii(r, r->text.ptr[r->at++]) : read_wide(r, decode(r));
        if (c == DROPPED) {
            c = END;
        }
    }
    return c;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == FOREIGN;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a word go on from one character to the next? "goGreen" is two words. */
static bool goes_on(char before, bool before_upper, char after, bool after_upper)
{
    bool camel = !before_upper && after_upper;
    return (is_letter(before) && is_letter(after) && !camel) ||
           (is_digit(before) && is_digit(after));
}

/* ---- matching ---- */
/* A number, with marks among its digits. */
static bool match_number(struct reader *r)
{
    struct reader ahead = *r;
    bool any = false;
    for (char c = next(&ahead); is_digit(c) || (any && c == BETWEEN); c = next(&ahead)) {
        if (is_digit(c)) {
            any = true;
            *r = ahead;
        }
    }
    return any;
}

/* From a word's beginning; on success the reader stands behind what matched. */
static bool match(struct reader *r, const char *words)
{
    struct reader at = *r;
    char before = END;
    for (const char *w = words; *w != '\0'; w++) {
        struct reader ahead = at;
        char c = next(&ahead);
        if (*w == '.') {
            if (goes_on(before, at.upper, c, ahead.upper)) {
                return false;
            }
        } else if (*w == ' ') {
            while (c == BETWEEN) {
                at = ahead;
                c = next(&ahead);
            }
        } else if (*w == '#') {
            if (!match_number(&at)) {
                return false;
            }
        } else if (c == *w) {
            before = c;
            at = ahead;
        } else {
            return false;
        }
    }
    *r = at;
    return true;
}

static bool match_fine(struct reader *r)
{
    for (size_t i = 0; i < LENGTH(fine); i++) {
        if (match(r, fine[i])) {
            return true;
        }
    }
    return false;
}

static const struct phrase *match_any(struct reader *r, unsigned languages)
{
    for (size_t i = 0; i < LENGTH(phrases); i++) {
        if ((phrases[i].languages & languages) != 0 && match(r, phrases[i].words)) {
            return &phrases[i];
        }
    }
    return NULL;
}

/* To the end of the word whose beginning matched, for showing it: that ended in a letter. */
static size_t word_end(struct reader r)
{
    size_t end = r.at;
    bool upper = r.upper;
    char before = FOREIGN;
    for (char c = next(&r); goes_on(before, upper, c, r.upper); c = next(&r)) {
        before = c;
        upper = r.upper;
        end = r.at;
    }
    return end;
}

/* Behind a quoted name; where the reader stands when none begins there. */
static size_t skip_quoted(struct ll_str text, size_t at)
{
    struct ll_str rest = ll_str_sub(text, at, text.len);
    if (!ll_str_starts(rest, LL_STR(LL_CLAIM_QUOTE_OPEN))) {
        return at;
    }
    size_t close = ll_str_find(rest, LL_STR(LL_CLAIM_QUOTE_CLOSE), false);
    return close == SIZE_MAX ? at : at + close + sizeof(LL_CLAIM_QUOTE_CLOSE) - 1;
}

bool ll_claim_find(struct ll_str text, unsigned languages, bool quoted_names,
                   struct ll_claim *ret_claim)
{
    struct reader r = {.text = text};
    char before = END;
    bool before_upper = false;
    while (r.at < text.len) {
        size_t behind = quoted_names ? skip_quoted(text, r.at) : r.at;
        if (behind > r.at) {
            r = (struct reader){.text = text, .at = behind};
            before = BETWEEN;
            continue;
        }
        struct reader from = r;
        char c = next(&r);
        if (c == END || goes_on(before, before_upper, c, r.upper)) {
            before = c;
            before_upper = r.upper;
            continue;
        }
        struct reader to = from;
        if (match_fine(&to)) {
            r = to;
            before = BETWEEN;
            continue;
        }
        const struct phrase *phrase = match_any(&to, languages);
        if (phrase != NULL) {
            *ret_claim = (struct ll_claim){
                .kind = phrase->kind,
                .words = ll_str_sub(text, from.at, word_end(to)),
            };
            return true;
        }
        before = c;
        before_upper = r.upper;
    }
    return false;
}
