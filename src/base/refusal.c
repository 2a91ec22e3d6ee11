#include "base/refusal.h"

#include <stdbool.h>

#include "base/mem.h"

#define PIECES_MAX 16u /* of a sentence; those with more stay English */
#define BETWEEN "; "   /* sentences in a row */
#define DEEP_MAX 4     /* a sentence, a part of it, a word of that */
#define IN_A_ROW_MAX 8 /* what is longer stays English: each is looked up for each before it */

/* A sentence of the catalogue beside what it is compared with. */
struct match {
    struct ll_str pieces[PIECES_MAX]; /* in the order of the sentence */
    size_t count;
};

/* "{t1}" or "{n1}" at the front: its length, kind and number; 0: something else. */
static size_t slot_at(struct ll_str sentence, size_t at, char *ret_kind, size_t *ret_number)
{
    struct ll_str rest = ll_str_sub(sentence, at, sentence.len);
    size_t len = 2;
    size_t number = 0;
    if (rest.len < 4 || rest.ptr[0] != '{' || (rest.ptr[1] != 't' && rest.ptr[1] != 'n')) {
        return 0;
    }
    while (len < rest.len && len < 4 && rest.ptr[len] >= '0' && rest.ptr[len] <= '9') {
        number = number * 10 + (size_t)(rest.ptr[len] - '0');
        len++;
    }
    if (len == 2 || len == rest.len || rest.ptr[len] != '}') {
        return 0;
    }
    *ret_kind = rest.ptr[1];
    *ret_number = number;
    return len + 1;
}

/* Where the next slot for text begins, or the end. */
static size_t next_text(struct ll_str sentence, size_t at)
{
    char kind;
    size_t number;
    while (at < sentence.len) {
        size_t len = slot_at(sentence, at, &kind, &number);
        if (len > 0 && kind == 't') {
            return at;
        }
        at += len > 0 ? len : 1;
    }
    return at;
}

static size_t number_len(struct ll_str text)
{
    size_t len = text.len > 0 && text.ptr[0] == '-' ? 1 : 0;
    size_t sign = len;
    while (len < text.len && text.ptr[len] >= '0' && text.ptr[len] <= '9') {
        len++;
    }
    return len > sign ? len : 0;
}

static void put_piece(struct match *match, size_t index, struct ll_str piece)
{
    if (index < PIECES_MAX) {
        match->pieces[index] = piece;
    }
}

/* Is `text` led by this run of words and numbers? *ret_len of it, and *ret_count pieces from
 * `first` on. */
static bool is_run(struct ll_str run, struct ll_str text, struct match *match, size_t first,
                   size_t *ret_len, size_t *ret_count)
{
    size_t at = 0;
    size_t used = 0;
    size_t count = 0;
    while (at < run.len) {
        char kind;
        size_t number;
        size_t slot = run.ptr[at] == '{' ? slot_at(run, at, &kind, &number) : 0;
        if (slot == 0) {
            if (used == text.len || text.ptr[used] != run.ptr[at]) {
                return false;
            }
            at++;
            used++;
            continue;
        }
        size_t len = number_len(ll_str_sub(text, used, text.len));
        if (len == 0) {
            return false;
        }
        put_piece(match, first + count, ll_str_sub(text, used, used + len));
        count++;
        used += len;
        at += slot;
    }
    *ret_len = used;
    *ret_count = count;
    return true;
}

/* Each text takes as little as it can, the last run of words has to end the text: so a way is found
 * if there is one. */
static bool is_made_of(struct ll_str sentence, struct ll_str text, struct match *match)
{
    size_t at = 0;
    size_t from = 0;
    bool is_open = false; /* behind a slot for text */
    match->count = 0;
    for (;;) {
        size_t end = next_text(sentence, at);
        struct ll_str run = ll_str_sub(sentence, at, end);
        size_t first = match->count + (is_open ? 1 : 0);
        size_t p = is_open && end == sentence.len && run.len == 0 ? text.len : from;
        size_t len = 0;
        size_t count = 0;
        while (!is_run(run, ll_str_sub(text, p, text.len), match, first, &len, &count) ||
               (end == sentence.len && p + len != text.len)) {
            if (!is_open || p == text.len) {
                return false;
            }
            p++;
        }
        if (is_open) {
            put_piece(match, match->count, ll_str_sub(text, from, p));
        }
        match->count = first + count;
        from = p + len;
        if (end == sentence.len) {
            return match->count <= PIECES_MAX;
        }
        is_open = true;
        char kind;
        size_t number;
        at = end + slot_at(sentence, end, &kind, &number);
    }
}

/* Bytes of a sentence that are its own. */
static size_t own_bytes(struct ll_str sentence)
{
    size_t own = 0;
    for (size_t at = 0; at < sentence.len;) {
        char kind;
        size_t number;
        size_t slot = sentence.ptr[at] == '{' ? slot_at(sentence, at, &kind, &number) : 0;
        own += slot == 0 ? 1 : 0;
        at += slot == 0 ? 1 : slot;
    }
    return own;
}

/* The translation of the sentence that `text` is best made of, with *ret_own bytes of its own; .ptr
 * NULL: of none. */
static struct ll_str find_sentence(const struct ll_catalogue *catalogue, struct ll_str text,
                                   struct match *match, size_t *ret_own)
{
    struct ll_str best = {NULL, 0};
    size_t best_own = 0;
    uint32_t row;
    uint32_t end;
    ll_catalogue_context(catalogue, LL_REFUSAL_CONTEXT, &row, &end);
    for (; row < end; row++) {
        struct match tried;
        struct ll_str sentence;
        struct ll_str translation;
        ll_catalogue_row(catalogue, LL_REFUSAL_CONTEXT, row, &sentence, &translation);
        if (sentence.len > best_own && translation.len > 0 && is_made_of(sentence, text, &tried) &&
            own_bytes(sentence) > best_own) {
            best = translation;
            best_own = own_bytes(sentence);
            *match = tried;
        }
    }
    *ret_own = best_own;
    return best;
}

/* The first of several sentences that are told one after another, or all of `text`. */
static struct ll_str first_of(struct ll_str text)
{
    return ll_str_sub(text, 0, ll_str_find(text, LL_STR(BETWEEN), false));
}

static struct ll_str behind(struct ll_str text, struct ll_str first)
{
    return ll_str_sub(text, first.len + sizeof(BETWEEN) - 1, text.len);
}

/* What is sentences' own when `text` is several of them; 0 when it is one. */
static size_t own_of_several(const struct ll_catalogue *catalogue, struct ll_str text)
{
    size_t sum = 0;
    if (first_of(text).len == text.len) {
        return 0;
    }
    while (text.len > 0) {
        struct match match;
        size_t own = 0;
        struct ll_str first = first_of(text);
        (void)find_sentence(catalogue, first, &match, &own);
        sum += own;
        text = behind(text, first);
    }
    return sum;
}

static size_t count_in_a_row(struct ll_str text)
{
    size_t count = 0;
    for (; text.len > 0; text = behind(text, first_of(text))) {
        count++;
    }
    return count;
}

struct telling {
    const struct ll_locale *locale;
    struct ll_strbuf *out;
    ll_refusal_word *word;
};

/* Is what follows `front` a name, as it was given, rather than words of the program? */
static bool is_quoted(struct ll_str front)
{
    static const char *const marks[] = {"'", "\"", "\xC2\xAB\xC2\xA0"}; /* the last: « U+00A0 */
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct ll_str mark = ll_str_from_cstr(marks[i]);
        if (front.len >= mark.len &&
            ll_str_eq(ll_str_sub(front, front.len - mark.len, front.len), mark)) {
            return true;
        }
    }
    return false;
}

/* Recursion ends with DEEP_MAX, and with the number of sentences in a row. */
static void put_told(const struct telling *t, struct ll_str text, int deep)
{
    struct match match;
    size_t own = 0;
    struct ll_str told = {NULL, 0};
    if (deep > 0) {
        told = find_sentence(&t->locale->catalogue, text, &match, &own);
    }
    if (deep > 0 && own_of_several(&t->locale->catalogue, text) > own) {
        struct ll_str first = first_of(text);
        put_told(t, first, deep - 1);
        ll_strbuf_str(t->out, ll_locale_text_in(t->locale, LL_TC("between sentences", "; ")));
        put_told(t, behind(text, first), deep);
        return;
    }
    if (told.ptr == NULL) {
        ll_strbuf_str(t->out, t->word == NULL ? text : t->word(t->locale, text));
        return;
    }
    for (size_t at = 0; at < told.len;) {
        char kind = '\0';
        size_t number = 0;
        size_t slot = told.ptr[at] == '{' ? slot_at(told, at, &kind, &number) : 0;
        if (slot == 0) {
            ll_strbuf_char(t->out, told.ptr[at]);
            at++;
            continue;
        }
        if (number > 0 && number <= match.count) {
            struct ll_str piece = match.pieces[number - 1];
            if (kind == 'n' || is_quoted(ll_str_sub(told, 0, at))) {
                ll_strbuf_str(t->out, piece);
            } else {
                put_told(t, piece, deep - 1);
            }
        }
        at += slot;
    }
}

struct ll_str ll_refusal_in(const struct ll_locale *locale, struct ll_arena *arena,
                            struct ll_str text, ll_refusal_word *word)
{
    struct ll_strbuf out;
    struct ll_str told;
    const struct telling t = {locale, &out, word};
    if (locale->catalogue.count == 0 || text.len == 0 || count_in_a_row(text) > IN_A_ROW_MAX) {
        return text;
    }
    ll_strbuf_init(&out, arena, LL_REFUSAL_BYTES_MAX);
    put_told(&t, text, DEEP_MAX);
    return ll_strbuf_finish(&out, &told, NULL) == LL_OK ? told : text;
}
