#include "core/guess.h"

#include <string.h>

#define OWN_BYTES_MIN 3
#define RUN_MIN 3
#define REPEAT_MIN 4

static const char *const words[] = {
#define LL_WORD(text) text,
#include "core/guess_words.def"
#undef LL_WORD
};

/* Rows of keyboards, and what everybody can count: both ways. */
static const char *const rows[] = {
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiop",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
};

/* Digits and signs that are written for letters. */
static char letter_for(char c)
{
    static const char from[] = "0134578@$!";
    static const char to[] = "oleastbasi";
    const char *at = c == '\0' ? NULL : strchr(from, c);
    return at == NULL ? c : to[at - from];
}

/* In small letters, without what people set between words. */
static struct ll_str plain(struct ll_str text, bool as_letters, char *buffer)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < LL_GUESS_BYTES_MAX; i++) {
        char c = text.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        c = as_letters ? letter_for(c) : c;
        if (c != '\0' && strchr(" \t-_.,:;/'", c) == NULL) {
            buffer[len++] = c;
        }
    }
    return (struct ll_str){buffer, len};
}

static size_t same_front(struct ll_str a, struct ll_str b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.ptr[len] == b.ptr[len]) {
        len++;
    }
    return len;
}

static size_t longer(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t word_at(struct ll_str rest, const struct ll_str *own, size_t own_count,
                      bool as_letters)
{
    size_t longest = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct ll_str word = ll_str_from_cstr(words[i]);
        longest = ll_str_starts(rest, word) ? longer(longest, word.len) : longest;
    }
    for (size_t i = 0; i < own_count; i++) {
        char buffer[LL_GUESS_BYTES_MAX];
        struct ll_str word = plain(own[i], as_letters, buffer);
        if (word.len >= OWN_BYTES_MIN && ll_str_starts(rest, word)) {
            longest = longer(longest, word.len);
        }
    }
    return longest;
}

/* Along a row from where its first letter stands, forwards or backwards. */
static size_t run_along(struct ll_str rest, struct ll_str row)
{
    size_t longest = 0;
    for (size_t at = 0; at < row.len; at++) {
        size_t back = 0;
        while (back < rest.len && back <= at && rest.ptr[back] == row.ptr[at - back]) {
            back++;
        }
        longest = longer(longest, longer(back, same_front(rest, ll_str_sub(row, at, row.len))));
    }
    return longest;
}

static size_t run_at(struct ll_str rest)
{
    size_t longest = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        longest = longer(longest, run_along(rest, ll_str_from_cstr(rows[i])));
    }
    return longest >= RUN_MIN ? longest : 0;
}

/* A year that somebody living has seen. */
static size_t year_at(struct ll_str rest)
{
    bool is_year =
        rest.len >= 4 && (ll_str_starts(rest, LL_STR("19")) || ll_str_starts(rest, LL_STR("20")));
    for (size_t i = 2; is_year && i < 4; i++) {
        is_year = rest.ptr[i] >= '0' && rest.ptr[i] <= '9';
    }
    return is_year ? 4 : 0;
}

/* What stands before, again; one letter over and over is that, too. */
static size_t repeat_at(struct ll_str text, size_t at)
{
    size_t longest = 0;
    struct ll_str rest = ll_str_sub(text, at, text.len);
    for (size_t from = 0; from < at; from++) {
        longest = longer(longest, same_front(rest, ll_str_sub(text, from, text.len)));
    }
    size_t least = at > 0 && rest.ptr[0] == text.ptr[at - 1] ? 2 : REPEAT_MIN;
    return longest >= least ? longest : 0;
}

static int weight_of(struct ll_str text, const struct ll_str *own, size_t own_count,
                     bool as_letters)
{
    int weight = 0;
    for (size_t at = 0; at < text.len; weight++) {
        struct ll_str rest = ll_str_sub(text, at, text.len);
        size_t piece = longer(word_at(rest, own, own_count, as_letters),
                              longer(longer(run_at(rest), year_at(rest)), repeat_at(text, at)));
        at += piece > 0 ? piece : 1;
    }
    return weight;
}

int ll_guess_weight(struct ll_str password, const struct ll_str *own, size_t own_count)
{
    char buffer[LL_GUESS_BYTES_MAX];
    int as_typed = weight_of(plain(password, false, buffer), own, own_count, false);
    int as_read = weight_of(plain(password, true, buffer), own, own_count, true);
    return as_typed < as_read ? as_typed : as_read;
}
