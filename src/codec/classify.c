#include "codec/classify.h"

#include <string.h>

/* ---- codes ---- */

struct code_row {
    const char *scheme;
    const char *list_id;
    const char *code;
    const char *match;
    const char *class_id;
};

static const struct code_row code_rows[] = {
#define ROW(scheme, list_id, code, match, class_id, label, source)                                 \
    {scheme, list_id, code, match, class_id},
#include "codec/device_class_codes.def"
#undef ROW
};

/* Other names of the lists, as documents write them. */
static const struct {
    const char *written;
    const char *scheme;
} list_names[] = {
    {"", "UNSPSC"}, {"TSP", "HS"}, {"CN", "HS"}, {"HTS", "HS"}, {"TARIC", "HS"},
};

#define CODE_DIGITS_MAX 16

/* Digits only; what follows '-' is a check digit (CPV). Too long or other characters: empty. */
static struct ll_str code_digits(struct ll_str code, char buf[CODE_DIGITS_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < code.len && code.ptr[i] != '-'; i++) {
        char c = code.ptr[i];
        if (c == '.' || c == ' ') {
            continue;
        }
        if (c < '0' || c > '9' || len == CODE_DIGITS_MAX) {
            return (struct ll_str){buf, 0};
        }
        buf[len++] = c;
    }
    return (struct ll_str){buf, len};
}

static struct ll_sign sign_of_row(const struct code_row *row)
{
    struct ll_str class_id = ll_str_from_cstr(row->class_id);
    if (ll_str_eq_cstr(class_id, "coarse")) {
        return (struct ll_sign){.kind = LL_SIGN_COARSE};
    }
    if (ll_str_eq_cstr(class_id, "other")) {
        return (struct ll_sign){.kind = LL_SIGN_OTHER};
    }
    return (struct ll_sign){.kind = LL_SIGN_DEVICE, .class_id = class_id};
}

struct ll_sign ll_sign_of_code(struct ll_str list, struct ll_str code)
{
    struct ll_str scheme = list;
    for (size_t i = 0; i < sizeof(list_names) / sizeof(list_names[0]); i++) {
        if (ll_str_eq_nocase(list, ll_str_from_cstr(list_names[i].written))) {
            scheme = ll_str_from_cstr(list_names[i].scheme);
        }
    }
    char buf[CODE_DIGITS_MAX];
    struct ll_str digits = code_digits(code, buf);
    const struct code_row *best = NULL;
    size_t best_len = 0;
    bool known_list = false;
    for (size_t i = 0; i < sizeof(code_rows) / sizeof(code_rows[0]); i++) {
        const struct code_row *row = &code_rows[i];
        struct ll_str want = ll_str_from_cstr(row->code);
        if (strcmp(row->scheme, "CLASS") == 0 ||
            (!ll_str_eq_nocase(scheme, ll_str_from_cstr(row->scheme)) &&
             !ll_str_eq_nocase(scheme, ll_str_from_cstr(row->list_id)))) {
            continue;
        }
        known_list = true;
        bool exact = strcmp(row->match, "exact") == 0;
        /* UNSPSC may carry two digits more: the business function. */
        struct ll_str given = exact ? ll_str_sub(digits, 0, want.len) : digits;
        if (ll_str_starts(given, want) && want.len > best_len) {
            best = row;
            best_len = want.len;
        }
    }
    if (best != NULL) {
        return sign_of_row(best);
    }
    return (struct ll_sign){.kind =
                                known_list && list.len > 0 ? LL_SIGN_UNKNOWN_CODE : LL_SIGN_NONE};
}

/* ---- words ---- */

struct tokens {
    char buf[1024];
    size_t buf_len;
    struct ll_str at[LL_WORDS_MAX];
    size_t count;
};

static bool is_word_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Bytes of the separator at `i`, 0 when there is a letter or digit. Of the characters beyond ASCII
 * those in U+0080 to U+00BF and U+2000 to U+203F (spaces, dashes, quotes) separate. */
static size_t separator(struct ll_str s, size_t i)
{
    unsigned char c = (unsigned char)s.ptr[i];
    if (c == 0xc2 && i + 1 < s.len) {
        return 2;
    }
    if (c == 0xe2 && i + 2 < s.len && (unsigned char)s.ptr[i + 1] == 0x80) {
        return 3;
    }
    return is_word_byte(c) ? 0 : 1;
}

/* Lower case of ASCII and of U+00C0 to U+00DE. */
static char lower(unsigned char before, unsigned char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    if (before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97) {
        return (char)(c + 0x20);
    }
    return (char)c;
}

/* A plus sign between spaces joins two things: it is a word of its own. */
static bool is_joining_plus(struct ll_str s, size_t i)
{
    return s.ptr[i] == '+' && i > 0 && s.ptr[i - 1] == ' ' && i + 1 < s.len && s.ptr[i + 1] == ' ';
}

static void split(struct ll_str s, struct tokens *t)
{
    t->buf_len = 0;
    t->count = 0;
    size_t i = 0;
    while (i < s.len && t->count < LL_WORDS_MAX) {
        if (is_joining_plus(s, i)) {
            t->at[t->count++] = LL_STR("+");
        }
        size_t skip = separator(s, i);
        if (skip > 0) {
            i += skip;
            continue;
        }
        size_t start = t->buf_len;
        unsigned char before = 0;
        while (i < s.len && separator(s, i) == 0) {
            if (t->buf_len == sizeof(t->buf)) {
                return;
            }
            t->buf[t->buf_len++] = lower(before, (unsigned char)s.ptr[i]);
            before = (unsigned char)s.ptr[i];
            i++;
        }
        t->at[t->count++] = (struct ll_str){t->buf + start, t->buf_len - start};
    }
}

/* One word of the table: '@' is a letter, '#' a digit, '*' at its end the rest of the word. */
static bool word_fits(struct ll_str want, struct ll_str word)
{
    for (size_t i = 0; i < want.len; i++) {
        char c = want.ptr[i];
        if (c == '*') {
            return true;
        }
        if (i >= word.len) {
            return false;
        }
        char w = word.ptr[i];
        bool fits = c == '@' ? (w >= 'a' && w <= 'z') : c == '#' ? (w >= '0' && w <= '9') : w == c;
        if (!fits) {
            return false;
        }
    }
    return want.len == word.len;
}

/* Words of the text from `at` on that the row's words fit, 0 when they do not. */
static size_t words_fit(const char *words, const struct tokens *t, size_t at)
{
    struct ll_str rest = ll_str_from_cstr(words);
    size_t count = 0;
    while (rest.len > 0) {
        size_t len = ll_str_find_char(rest, ' ');
        if (at + count >= t->count || !word_fits(ll_str_sub(rest, 0, len), t->at[at + count])) {
            return 0;
        }
        count++;
        rest = ll_str_sub(rest, len + 1, rest.len);
    }
    return count;
}

struct word_row {
    const char *words;
    const char *kind;
    const char *class_id;
};

static const struct word_row word_rows[] = {
#define ROW(words, kind, class_id, lang, source) {words, kind, class_id},
#include "codec/device_words.def"
#undef ROW
};
#define WORD_ROWS (sizeof(word_rows) / sizeof(word_rows[0]))

/* What has been met so far in the text. */
struct met {
    bool other; /* an accessory word that does not follow "device with" */
    bool slight;
    bool joined; /* a bundle word after a device word */
    bool clash;
    bool device;
    bool weak;
    struct ll_str class_id;
};

static void meet_device(struct met *met, struct ll_str class_id, bool weak)
{
    bool stronger = met->weak && !met->device && !weak;
    if ((met->device || met->weak) && !stronger && !ll_str_eq(met->class_id, class_id)) {
        /* A weak word beside a strong one of another class says nothing. */
        met->clash = met->clash || (met->device && !weak) || (!met->device && weak);
        return;
    }
    if (!weak || !met->device) {
        met->class_id = class_id;
    }
    met->device = met->device || !weak;
    met->weak = met->weak || weak;
}

static void meet(struct met *met, struct ll_words *words, const struct word_row *row)
{
    struct ll_str kind = ll_str_from_cstr(row->kind);
    if (ll_str_eq_cstr(kind, "device") || ll_str_eq_cstr(kind, "weak")) {
        meet_device(met, ll_str_from_cstr(row->class_id), row->kind[0] == 'w');
    } else if (ll_str_eq_cstr(kind, "other")) {
        met->other = met->other || !met->joined;
    } else if (ll_str_eq_cstr(kind, "slight")) {
        met->slight = true;
    } else if (ll_str_eq_cstr(kind, "bundle")) {
        met->joined = met->joined || ((met->device || met->weak) && !met->other);
    } else if (ll_str_eq_cstr(kind, "several")) {
        words->several = true;
    } else if (ll_str_eq_cstr(kind, "refurbished")) {
        words->refurbished = true;
    } else if (ll_str_eq_cstr(kind, "buyback")) {
        words->buyback = true;
    }
}

static struct ll_sign conclude(const struct met *met)
{
    if (met->other) {
        return (struct ll_sign){.kind = LL_SIGN_OTHER};
    }
    if (met->clash) {
        return (struct ll_sign){.kind = LL_SIGN_CLASH, .class_id = met->class_id};
    }
    if (met->device) {
        return (struct ll_sign){.kind = LL_SIGN_DEVICE, .class_id = met->class_id};
    }
    if (met->weak && !met->slight) {
        return (struct ll_sign){.kind = LL_SIGN_WEAK, .class_id = met->class_id};
    }
    return (struct ll_sign){.kind = met->slight ? LL_SIGN_OTHER : LL_SIGN_NONE};
}

/* The first row whose words begin with `first` or a later byte: the table is sorted. */
static size_t first_row(unsigned first)
{
    size_t lo = 0;
    size_t hi = WORD_ROWS;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if ((unsigned char)word_rows[middle].words[0] < first) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo;
}

/* The row that most words of the text fit from `at` on, or NULL. */
static const struct word_row *longest_fit(const struct tokens *tokens, size_t at, size_t *ret_words)
{
    const struct word_row *best = NULL;
    unsigned first = (unsigned char)tokens->at[at].ptr[0];
    *ret_words = 0;
    for (size_t i = first_row(first);
         i < WORD_ROWS && (unsigned char)word_rows[i].words[0] == first; i++) {
        size_t fit = words_fit(word_rows[i].words, tokens, at);
        if (fit > *ret_words) {
            best = &word_rows[i];
            *ret_words = fit;
        }
    }
    return best;
}

struct ll_words ll_words_read(struct ll_str text)
{
    struct tokens tokens;
    split(text, &tokens);
    struct ll_words words = {.several = false};
    struct met met = {.other = false};
    size_t at = 0;
    while (at < tokens.count) {
        size_t fit = 0;
        const struct word_row *best = longest_fit(&tokens, at, &fit);
        if (best != NULL) {
            meet(&met, &words, best);
        }
        at += fit > 0 ? fit : 1;
    }
    words.sign = conclude(&met);
    return words;
}

bool ll_words_sorted(void)
{
    for (size_t i = 1; i < WORD_ROWS; i++) {
        if (strcmp(word_rows[i - 1].words, word_rows[i].words) >= 0) {
            return false;
        }
    }
    return true;
}

struct ll_sign ll_sign_of_class(struct ll_str name)
{
    struct ll_str s = ll_str_trim(name);
    char buf[40];
    if (s.len > 0 && s.len <= sizeof(buf)) {
        for (size_t i = 0; i < s.len; i++) {
            char c = lower(0, (unsigned char)s.ptr[i]);
            buf[i] = c == ' ' || c == '-' ? '_' : c;
        }
        struct ll_str id = {buf, s.len};
        for (size_t i = 0; i < sizeof(code_rows) / sizeof(code_rows[0]); i++) {
            if (strcmp(code_rows[i].scheme, "CLASS") == 0 &&
                ll_str_eq_cstr(id, code_rows[i].code)) {
                return sign_of_row(&code_rows[i]);
            }
        }
    }
    /* A category column is about nothing but the kind of thing: a weak word will do. */
    struct ll_sign sign = ll_words_read(s).sign;
    if (sign.kind == LL_SIGN_WEAK) {
        sign.kind = LL_SIGN_DEVICE;
    }
    return sign;
}

/* ---- units ---- */

static const struct {
    const char *code;
    const char *factor;
    const char *rule;
} unit_rows[] = {
#define ROW(code, factor, rule, meaning, source) {code, factor, rule},
#include "codec/unit_codes.def"
#undef ROW
};

static const struct {
    const char *word;
    enum ll_unit_rule rule;
} unit_rules[] = {
    {"piece", LL_UNIT_PIECE}, {"lenient", LL_UNIT_LENIENT}, {"several", LL_UNIT_SEVERAL},
    {"pack", LL_UNIT_PACK},   {"mass", LL_UNIT_MASS},       {"never", LL_UNIT_NEVER},
};

struct ll_unit ll_unit_read(struct ll_str code)
{
    struct ll_unit unit = {.rule = LL_UNIT_UNKNOWN};
    struct ll_str s = ll_str_trim(code);
    for (size_t i = 0; i < sizeof(unit_rows) / sizeof(unit_rows[0]); i++) {
        if (!ll_str_eq_nocase(s, ll_str_from_cstr(unit_rows[i].code))) {
            continue;
        }
        for (size_t k = 0; k < sizeof(unit_rules) / sizeof(unit_rules[0]); k++) {
            if (strcmp(unit_rows[i].rule, unit_rules[k].word) == 0) {
                unit.rule = unit_rules[k].rule;
            }
        }
        /* The table is ours: a number that is none stays 0, "unknown". */
        if (ll_str_to_i64(ll_str_from_cstr(unit_rows[i].factor), &unit.factor) != LL_OK) {
            unit.factor = 0;
        }
    }
    return unit;
}
