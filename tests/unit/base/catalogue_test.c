/* Message catalogues: look-ups in files made here, and files that lie about themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalogue.h"
#include "support/random.h"

/* LL_STR, as a constant. */
#define PART(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

struct pair {
    struct ll_str text;
    struct ll_str translation;
};

/* Sorted, as in a file. */
static const struct pair pairs[] = {
    {PART(""), PART("Language: fr\n")},     {PART("noun\004open"), PART("ouverture")},
    {PART("open"), PART("ouvert")},         {PART("opens"), PART("ouvre")},
    {PART("verb\004open"), PART("ouvrir")}, {PART("{n} lot\0{n} lots"), PART("un lot\0des lots")},
};
#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

struct file {
    char bytes[1024];
    size_t len;
};

static void put_u32(struct file *file, size_t at, size_t value)
{
    for (size_t i = 0; i < 4; i++) {
        file->bytes[at + i] = (char)(value >> (8 * i) & 0xFFU);
    }
}

static void put_text(struct file *file, size_t row, struct ll_str s)
{
    put_u32(file, row, s.len);
    put_u32(file, row + 4, file->len);
    memcpy(file->bytes + file->len, s.ptr, s.len);
    file->bytes[file->len + s.len] = '\0';
    file->len += s.len + 1;
}

static struct file make(const struct pair *rows, size_t count)
{
    struct file file = {.len = 28 + 16 * count};
    static const size_t numbers[] = {0x950412deU, 0, 0, 28, 0, 0, 0};
    for (size_t i = 0; i < 7; i++) {
        put_u32(&file, i * 4, numbers[i]);
    }
    put_u32(&file, 8, count);
    put_u32(&file, 16, 28 + 8 * count);
    for (size_t i = 0; i < count; i++) {
        put_text(&file, 28 + 8 * i, rows[i].text);
        put_text(&file, 28 + 8 * (count + i), rows[i].translation);
    }
    return file;
}

static struct ll_str bytes_of(const struct file *file)
{
    return (struct ll_str){file->bytes, file->len};
}

#define ASSERT_STR(got, want)                                                                      \
    do {                                                                                           \
        struct ll_str got_ = (got);                                                                \
        assert_non_null(got_.ptr);                                                                 \
        assert_int_equal(got_.len, strlen(want));                                                  \
        assert_memory_equal(got_.ptr, want, got_.len);                                             \
    } while (0)

static void texts_are_found(void **state)
{
    (void)state;
    struct file file = make(pairs, PAIRS);
    struct ll_catalogue catalogue;
    assert_int_equal(ll_catalogue_open(bytes_of(&file), &catalogue, NULL), LL_OK);
    ASSERT_STR(ll_catalogue_find(&catalogue, NULL, ""), "Language: fr\n");
    ASSERT_STR(ll_catalogue_find(&catalogue, NULL, "open"), "ouvert");
    ASSERT_STR(ll_catalogue_find(&catalogue, LL_TC("verb", "open")), "ouvrir");
    ASSERT_STR(ll_catalogue_find(&catalogue, LL_TC("noun", "open")), "ouverture");
    ASSERT_STR(ll_catalogue_find(&catalogue, NULL, LL_T("opens")), "ouvre");
    ASSERT_STR(ll_catalogue_find(&catalogue, NULL, "{n} lot"), "un lot");
    ASSERT_STR(ll_catalogue_find_form(&catalogue, "{n} lot", 0), "un lot");
    ASSERT_STR(ll_catalogue_find_form(&catalogue, "{n} lot", 1), "des lots");
    ASSERT_STR(ll_catalogue_find_form(&catalogue, "open", 0), "ouvert");
}

static void what_is_missing_is_null(void **state)
{
    (void)state;
    struct file file = make(pairs, PAIRS);
    struct ll_catalogue catalogue;
    struct ll_catalogue none = {0};
    assert_int_equal(ll_catalogue_open(bytes_of(&file), &catalogue, NULL), LL_OK);
    static const char *const texts[] = {"ope", "opene", "a", "zzz", "verb", "{n} lots", "\xFF"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_null(ll_catalogue_find(&catalogue, NULL, texts[i]).ptr);
        assert_null(ll_catalogue_find(&catalogue, "verb", texts[i]).ptr);
        assert_null(ll_catalogue_find(&none, NULL, texts[i]).ptr);
    }
    assert_null(ll_catalogue_find(&catalogue, "ver", "open").ptr);
    assert_null(ll_catalogue_find(&catalogue, "verbs", "open").ptr);
    assert_null(ll_catalogue_find(&none, NULL, "").ptr);
    assert_null(ll_catalogue_find_form(&catalogue, "{n} lot", 2).ptr);
    assert_null(ll_catalogue_find_form(&catalogue, "open", 1).ptr);
    assert_null(ll_catalogue_find_form(&none, "{n} lot", 0).ptr);
}

static void refused(const struct file *file)
{
    struct ll_catalogue catalogue = {.count = 77};
    struct ll_err err;
    assert_int_equal(ll_catalogue_open(bytes_of(file), &catalogue, &err), LL_EPARSE);
    assert_int_equal(catalogue.count, 77);
    assert_true(err.text[0] != '\0');
}

static void what_lies_is_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        size_t value;
    } rows[] = {
        {0, 0xde120495U},  {4, 1},
        {8, PAIRS + 1000}, {8, 0xFFFFFFFFU},
        {12, 0xFFFFFFF8U}, {16, 100000},
        {28, 0xFFFFFFFFU}, {28, 5000},
        {32, 0xFFFFFFFFU}, {36, 3 /* no zero there */},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct file file = make(pairs, PAIRS);
        put_u32(&file, rows[i].at, rows[i].value);
        refused(&file);
    }
    static const struct pair unsorted[] = {{PART("b"), PART("")}, {PART("a"), PART("")}};
    static const struct pair twice[] = {{PART("a"), PART("")}, {PART("a"), PART("")}};
    static const struct pair broken[] = {{PART("a"), PART("\xFF")}};
    struct file file = make(unsorted, 2);
    refused(&file);
    file = make(twice, 2);
    refused(&file);
    file = make(broken, 1);
    refused(&file);
}

/* Cut anywhere it is refused; with any byte changed, what opens can be asked anything. */
static void no_byte_leads_astray(void **state)
{
    (void)state;
    struct file good = make(pairs, PAIRS);
    for (size_t len = 0; len < good.len; len++) {
        struct file cut = good;
        cut.len = len;
        refused(&cut);
    }
    struct ll_test_random random = ll_test_random_begin();
    for (int round = 0; round < 20000; round++) {
        struct file file = good;
        struct ll_catalogue catalogue;
        file.bytes[ll_test_random_below(&random, file.len)] =
            (char)ll_test_random_below(&random, 256);
        if (ll_catalogue_open(bytes_of(&file), &catalogue, NULL) != LL_OK) {
            continue;
        }
        for (size_t i = 0; i < PAIRS; i++) {
            struct ll_str found = ll_catalogue_find(&catalogue, NULL, pairs[i].text.ptr);
            assert_true(found.ptr == NULL ||
                        (found.ptr >= file.bytes && found.ptr + found.len < file.bytes + file.len));
            found = ll_catalogue_find_form(&catalogue, pairs[i].text.ptr, 1);
            assert_true(found.ptr == NULL ||
                        (found.ptr >= file.bytes && found.ptr + found.len < file.bytes + file.len));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found),
        cmocka_unit_test(what_is_missing_is_null),
        cmocka_unit_test(what_lies_is_refused),
        cmocka_unit_test(no_byte_leads_astray),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
