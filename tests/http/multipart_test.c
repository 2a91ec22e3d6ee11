/* Bodies of multipart/form-data: what is in them, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/multipart.h"

#define FORM "multipart/form-data; boundary="
#define DISPOSED "Content-Disposition: form-data; name="
#define PARTS_MAX 3

static const struct {
    const char *what;
    const char *type;
    const char *body;
    const char
        *parts; /* "name=value;", with ":file" behind the name of a file; else what is wrong */
    bool is_bad;
} rows[] = {
    {"one", FORM "BBBB", "--BBBB\r\n" DISPOSED "\"a\"\r\n\r\n1\r\n--BBBB--\r\n", "a=1;", false},
    {"a short boundary", FORM "B", "--B\r\n" DISPOSED "a\r\n\r\n1\r\n--B--", "a=1;", false},
    {"a boundary between quotes", FORM "\"b c\"; x=y",
     "--b c\r\n" DISPOSED "\"a\"\r\n\r\n1\r\n--b c--\r\n", "a=1;", false},
    {"a parameter before it", "Multipart/Form-Data; charset=utf-8; Boundary=B",
     "--B\r\n" DISPOSED "\"a\"\r\n\r\n1\r\n--B--\r\n", "a=1;", false},
    {"words before and behind", FORM "B",
     "words\r\n--B  \r\n" DISPOSED "\"a\"\r\n\r\n1\r\n--B--\r\nmore words", "a=1;", false},
    {"a file", FORM "B",
     "--B\r\n" DISPOSED
     "\"f\"; filename=\"l \\\"1\\\" C:\\x.csv\"\r\nContent-Type: text/csv\r\n\r\n"
     "a;b\r\n1;2\r\n\r\n--B\r\ncontent-disposition:form-data;name=b\r\n\r\n\r\n--B--\r\n",
     "f:l \"1\" C:\\x.csv=a;b\r\n1;2\r\n;b=;", false},
    {"what nearly is a boundary", FORM "B",
     "--B\r\n" DISPOSED "\"a\"\r\n\r\nx\r\n--Bx\r\n--B-\r\nx--B--\r\n--B--\r\n",
     "a=x\r\n--Bx\r\n--B-\r\nx--B--;", false},
    {"nothing", FORM "B", "--B--\r\n", "", false},
    {"as many as are taken", FORM "B",
     "--B\r\n" DISPOSED "a\r\n\r\n1\r\n--B\r\n" DISPOSED "b\r\n\r\n2\r\n--B\r\n" DISPOSED
     "c\r\n\r\n3\r\n--B--",
     "a=1;b=2;c=3;", false},
    {"one more", FORM "B",
     "--B\r\n" DISPOSED "a\r\n\r\n1\r\n--B\r\n" DISPOSED "b\r\n\r\n2\r\n--B\r\n" DISPOSED
     "c\r\n\r\n3\r\n--B\r\n" DISPOSED "d\r\n\r\n4\r\n--B--",
     "more than 3 fields", true},
    {"no boundary", "multipart/form-data", "--B--\r\n", "names no boundary", true},
    {"an empty boundary", FORM "", "--B--\r\n", "names no boundary", true},
    {"a boundary too long",
     FORM "12345678901234567890123456789012345678901234567890123456789012345678901", "--B--\r\n",
     "names no boundary", true},
    {"quotes that do not close", FORM "\"B", "--B--\r\n", "names no boundary", true},
    {"another boundary", FORM "C", "--B\r\n" DISPOSED "a\r\n\r\n1\r\n--B--", "is broken", true},
    {"no end", FORM "B", "--B\r\n" DISPOSED "a\r\n\r\n1\r\n", "is broken", true},
    {"an end without its hyphens", FORM "B", "--B\r\n" DISPOSED "a\r\n\r\n1\r\n--B\r\n",
     "is broken", true},
    {"no name", FORM "B", "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--", "is broken",
     true},
    {"two names", FORM "B", "--B\r\n" DISPOSED "a\r\n" DISPOSED "b\r\n\r\n1\r\n--B--", "is broken",
     true},
    {"no head", FORM "B", "--B\r\n\r\n1\r\n--B--", "is broken", true},
    {"a head without end", FORM "B", "--B\r\n" DISPOSED "a\r\n--B--", "is broken", true},
    {"an attachment", FORM "B", "--B\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B--",
     "is broken", true},
    {"ends of lines without CR", FORM "B", "--B\n" DISPOSED "a\n\n1\n--B--\n", "is broken", true},
    {"an encoding", FORM "B",
     "--B\r\n" DISPOSED "a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--B--", "is encoded",
     true},
    {"a name that is no UTF-8", FORM "B", "--B\r\n" DISPOSED "\"\xff\"\r\n\r\n1\r\n--B--",
     "not UTF-8", true},
    {"an empty body", FORM "B", "", "is broken", true},
};

static void put(struct ll_arena *arena, const struct ll_http_part *parts, size_t count,
                struct ll_str *ret_text)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, 10000);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_fmt(&buf, "%.*s%s%.*s=%.*s;", LL_STR_ARG(parts[i].name),
                      parts[i].is_file ? ":" : "", LL_STR_ARG(parts[i].file_name),
                      LL_STR_ARG(parts[i].value));
    }
    assert_int_equal(ll_strbuf_finish(&buf, ret_text, NULL), LL_OK);
}

static void a_form_is_read_as_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_arena arena;
        struct ll_http_part parts[PARTS_MAX];
        size_t count = 0;
        struct ll_err err = {0};
        struct ll_str text;
        ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
        enum ll_status status =
            ll_multipart_read(&arena, ll_str_from_cstr(rows[i].type),
                              ll_str_from_cstr(rows[i].body), PARTS_MAX, parts, &count, &err);
        if (status != LL_OK) {
            text = ll_str_from_cstr(err.text);
        } else {
            put(&arena, parts, count, &text);
        }
        bool is_same = status == LL_OK ? ll_str_eq_cstr(text, rows[i].parts)
                                       : strstr(err.text, rows[i].parts) != NULL;
        if ((status != LL_OK) != rows[i].is_bad || !is_same) {
            fail_msg("%s: %d \"%.*s\"", rows[i].what, (int)status, LL_STR_ARG(text));
        }
        ll_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_form_is_read_as_it_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
