/* The CSV reader, its guesses and the writer. */
#include "codec_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/csv.h"

/* Rows as one text: fields between < and >, each row with its line before it. */
static enum ll_status render(struct ll_arena *arena, struct ll_csv_reader *reader,
                             struct ll_strbuf *buf, struct ll_err *err)
{
    struct ll_csv_row row;
    enum ll_status status;
    (void)arena;
    while ((status = ll_csv_next(reader, &row, err)) == LL_OK) {
        ll_strbuf_i64(buf, row.line);
        for (size_t i = 0; i < row.count; i++) {
            ll_strbuf_char(buf, '<');
            ll_strbuf_str(buf, row.fields[i]);
            ll_strbuf_char(buf, '>');
        }
        ll_strbuf_char(buf, ';');
    }
    return status;
}

struct parse_case {
    const char *in;
    size_t in_len;   /* 0: strlen */
    const char *out; /* NULL: an error */
    const char *error_where;
};

static const struct parse_case parse_cases[] = {
    {"a,b\nc,d\n", 0, "1<a><b>;2<c><d>;", NULL},
    {"a,b\r\nc,d\r\n", 0, "1<a><b>;2<c><d>;", NULL},
    {"a,b\rc,d", 0, "1<a><b>;2<c><d>;", NULL},
    {"a,b\n\nc,d", 0, "1<a><b>;3<c><d>;", NULL},
    {"a,b\r\n\r\nc,d", 0, "1<a><b>;3<c><d>;", NULL},
    {"", 0, "", NULL},
    {"\n\n", 0, "", NULL},
    {",", 0, "1<><>;", NULL},
    {"a,\n,b", 0, "1<a><>;2<><b>;", NULL},
    {"\"a\",\"b\"\n", 0, "1<a><b>;", NULL},
    {"\"a,1\",\"b\"\"c\"\n", 0, "1<a,1><b\"c>;", NULL},
    {"\"a\nb\",c\nd,e", 0, "1<a\nb><c>;3<d><e>;", NULL},
    {"\"a\r\nb\r\",c\r\nd,e", 0, "1<a\r\nb\r><c>;4<d><e>;", NULL},
    {"\"\",\"\"\"\"", 0, "1<><\">;", NULL},
    {"13\" screen,b\"c", 0, "1<13\" screen><b\"c>;", NULL},
    {"sep=,\na,b", 0, "2<a><b>;", NULL},
    {"a,b\nsep=,\n", 0, "1<a><b>;2<sep=><>;", NULL},
    {"\"a\"b,c", 0, NULL, "line 1"},
    {"a,b\n\"c,d\ne,f\n", 0, NULL, "line 2"},
    {"a,b\nc,\"d\ne\nf", 0, NULL, "line 2"},
    {"a\0b,c", 5, NULL, "line 1"},
    {"a,b\n\"\0\",c", 9, NULL, "line 2"},
};

static struct ll_csv_format utf8_comma(void)
{
    return (struct ll_csv_format){.encoding = LL_CSV_UTF8, .delimiter = ','};
}

/* The same answer whether the bytes come whole or in pieces of any size. */
static void test_parse(void **state)
{
    struct ll_arena *arena = *state;
    for (size_t i = 0; i < sizeof(parse_cases) / sizeof(parse_cases[0]); i++) {
        const struct parse_case *c = &parse_cases[i];
        struct ll_str in = {c->in, c->in_len > 0 ? c->in_len : strlen(c->in)};
        for (size_t piece = 1; piece <= in.len + 1; piece++) {
            struct ll_csv_reader reader;
            struct ll_err err;
            struct ll_strbuf buf;
            ll_strbuf_init(&buf, arena, 1000);
            assert_int_equal(ll_csv_begin(&reader, arena, utf8_comma(), &err), LL_OK);
            enum ll_status status = LL_EEND;
            for (size_t at = 0; at < in.len && status == LL_EEND; at += piece) {
                ll_csv_feed(&reader, ll_str_sub(in, at, at + piece));
                status = render(arena, &reader, &buf, &err);
            }
            ll_csv_finish(&reader);
            if (status == LL_EEND) {
                status = render(arena, &reader, &buf, &err);
            }
            struct ll_str text;
            if (c->out == NULL) {
                assert_int_equal(status, LL_EPARSE);
                assert_string_equal(err.where, c->error_where);
                struct ll_csv_row row;
                assert_int_equal(ll_csv_next(&reader, &row, &err), LL_EPARSE);
                continue;
            }
            assert_int_equal(status, LL_EEND);
            assert_int_equal(ll_strbuf_finish(&buf, &text, &err), LL_OK);
            assert_str(text, c->out);
        }
    }
}

/* "é€😀" in each encoding, by pieces of every size. */
static void test_encodings(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *bytes;
        size_t len;
        enum ll_csv_encoding encoding;
        bool guessed;
        const char *out;
    } rows[] = {
        {"\xc3\xa9;\xe2\x82\xac\n1;2\n", 11, LL_CSV_UTF8, false, "1<é><€>;2<1><2>;"},
        {"\xef\xbb\xbf\xc3\xa9;\xe2\x82\xac\n1;2\n", 14, LL_CSV_UTF8, false, "1<é><€>;2<1><2>;"},
        {"\xe9;\x80\n1;2\n", 8, LL_CSV_WINDOWS_1252, true, "1<é><€>;2<1><2>;"},
        {"\xff\xfe\xe9\0;\0\xac\x20\n\0\x3d\xd8\x00\xde;\0002\0", 18, LL_CSV_UTF16LE, false,
         "1<é><€>;2<😀><2>;"},
        {"\xfe\xff\0\xe9\0;\x20\xac\0\n\xd8\x3d\xde\0\0;\0002", 18, LL_CSV_UTF16BE, false,
         "1<é><€>;2<😀><2>;"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str in = {rows[i].bytes, rows[i].len};
        for (size_t piece = 1; piece <= in.len; piece++) {
            struct ll_csv_sniff sniff;
            struct ll_csv_format format;
            struct ll_csv_reader reader;
            struct ll_err err;
            struct ll_strbuf buf;
            struct ll_str text;
            ll_strbuf_init(&buf, arena, 1000);
            assert_int_equal(ll_csv_sniff_begin(&sniff, arena, SIZE_MAX, &err), LL_OK);
            for (size_t at = 0; at < in.len; at += piece) {
                ll_csv_sniff_feed(&sniff, ll_str_sub(in, at, at + piece));
            }
            assert_int_equal(ll_csv_sniff_end(&sniff, arena, 0, &format, &err), LL_OK);
            assert_int_equal(format.encoding, rows[i].encoding);
            assert_int_equal(format.encoding_guessed, rows[i].guessed);
            assert_int_equal(format.delimiter, ';');
            assert_int_equal(ll_csv_begin(&reader, arena, format, &err), LL_OK);
            for (size_t at = 0; at < in.len; at += piece) {
                ll_csv_feed(&reader, ll_str_sub(in, at, at + piece));
                assert_int_equal(render(arena, &reader, &buf, &err), LL_EEND);
            }
            ll_csv_finish(&reader);
            assert_int_equal(render(arena, &reader, &buf, &err), LL_EEND);
            assert_int_equal(ll_strbuf_finish(&buf, &text, &err), LL_OK);
            assert_str(text, rows[i].out);
        }
    }
}

static void test_encoding_errors(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        {"a\n\x81\n", 4}, /* in neither */
        {"\xff\xfe"
         "a",
         3},                     /* half a unit */
        {"\xff\xfe\x3d\xd8", 4}, /* half a pair at the end */
        {"\xff\xfe\x3d\xd8"
         "a\0",
         6}, /* half a pair */
        {"\xff\xfe\x00\xde"
         "a\0",
         6}, /* the other half */
        {"\xef\xbb\xbf"
         "a\xff\n",
         6},              /* the mark says UTF-8 */
        {"a\0,\0b\0", 6}, /* UTF-16 without its mark */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_csv_reader reader;
        struct ll_csv_row row;
        struct ll_err err;
        struct ll_str in = {rows[i].bytes, rows[i].len};
        assert_int_equal(ll_csv_open(&reader, arena, in, ',', &err), LL_OK);
        enum ll_status status;
        do {
            status = ll_csv_next(&reader, &row, &err);
        } while (status == LL_OK);
        if (status != LL_EPARSE) {
            fail_msg("case %zu: status %d", i, status);
        }
        assert_true(strncmp(err.where, "line ", 5) == 0);
    }
}

/* A mistake is met at its place: the rows before it come out, and its line is named. */
static void test_encoding_error_has_its_line(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    struct ll_err err;
    struct ll_str in = LL_STR("a,b\nc,\xe9\nd,\x81\n");
    assert_int_equal(ll_csv_open(&reader, arena, in, ',', &err), LL_OK);
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_OK);
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_OK);
    assert_str(row.fields[1], "\xc3\xa9");
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_EPARSE);
    assert_string_equal(err.where, "line 3");
}

static void test_delimiters(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *in;
        char delimiter;
        bool guessed;
    } rows[] = {
        {"a,b,c\n1,2,3\n", ',', false},
        {"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ';', false},
        {"a\tb\n1,1\t2\n", '\t', false},
        {"a|b|c\n1|2|3\n", '|', false},
        {"\"x;y;z\",b\n\"1;2;3\",2\n", ',', false},
        {"a;b\n\"1\n2\";3\n", ';', false},
        {"sep=|\na,b|c,d\n", '|', false},
        {"one\ntwo\n", ',', true},
        {"a,b,c\n1,2\n1,2,3\n", ',', true},
        {"", ',', true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_csv_reader reader;
        struct ll_err err;
        assert_int_equal(ll_csv_open(&reader, arena, ll_str_from_cstr(rows[i].in), 0, &err), LL_OK);
        if (reader.format.delimiter != rows[i].delimiter ||
            reader.format.delimiter_guessed != rows[i].guessed) {
            fail_msg("case %zu: '%c'", i, reader.format.delimiter);
        }
    }
}

static enum ll_status read_all(struct ll_arena *arena, struct ll_str in, int64_t *ret_rows,
                               struct ll_err *err)
{
    struct ll_csv_reader reader;
    struct ll_csv_row row = {.number = 0};
    enum ll_status status = ll_csv_open(&reader, arena, in, ',', err);
    while (status == LL_OK) {
        status = ll_csv_next(&reader, &row, err);
    }
    *ret_rows = row.number;
    return status;
}

static void test_limits(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_err err;
    int64_t rows = 0;
    size_t cap = LL_CSV_ROW_MAX * 2;
    char *bytes = ll_arena_alloc(arena, cap, 1);
    assert_non_null(bytes);
    memset(bytes, 'x', cap);
    /* A field of the largest size, and one byte more. */
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_FIELD_MAX}, &rows, &err),
                     LL_EEND);
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_FIELD_MAX + 1}, &rows, &err),
                     LL_ELIMIT);
    assert_string_equal(err.where, "line 1");
    /* A row of the largest size: 17 fields, of which 16 have the most; and one byte more. */
    for (size_t i = LL_CSV_FIELD_MAX; i < cap; i += LL_CSV_FIELD_MAX + 1) {
        bytes[i] = ',';
    }
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_ROW_MAX + 16}, &rows, &err),
                     LL_EEND);
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_ROW_MAX + 17}, &rows, &err),
                     LL_ELIMIT);
    /* Columns. */
    memset(bytes, ',', LL_CSV_COLUMNS_MAX);
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_COLUMNS_MAX - 1}, &rows, &err),
                     LL_EEND);
    assert_int_equal(read_all(arena, (struct ll_str){bytes, LL_CSV_COLUMNS_MAX}, &rows, &err),
                     LL_ELIMIT);
}

/* A million rows take no more memory than the stated bound; one more is refused. */
static void test_million_rows(void **state)
{
    (void)state;
    static const char text[] = "351044630000076,PO-2026-1,\"a \"\"quoted\"\" phone\",\n";
    enum {
        REPEAT = 1000
    };
    size_t piece_len = (sizeof(text) - 1) * REPEAT;
    char *piece = malloc(piece_len);
    assert_non_null(piece);
    for (size_t i = 0; i < REPEAT; i++) {
        memcpy(piece + i * (sizeof(text) - 1), text, sizeof(text) - 1);
    }
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, LL_CSV_ARENA_BYTES);
    struct ll_csv_reader reader;
    struct ll_csv_row row = {.number = 0};
    struct ll_err err;
    assert_int_equal(ll_csv_begin(&reader, &arena, utf8_comma(), &err), LL_OK);
    enum ll_status status = LL_EEND;
    for (int64_t i = 0; i < LL_CSV_ROWS_MAX / REPEAT; i++) {
        assert_int_equal(status, LL_EEND);
        ll_csv_feed(&reader, (struct ll_str){piece, piece_len});
        while ((status = ll_csv_next(&reader, &row, &err)) == LL_OK) {
            assert_int_equal(row.count, 4);
        }
    }
    assert_int_equal(status, LL_EEND);
    assert_int_equal(row.number, LL_CSV_ROWS_MAX);
    assert_true(arena.peak_bytes < (size_t)64 << 10);
    ll_csv_feed(&reader, (struct ll_str){piece, 2 * (sizeof(text) - 1)});
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_OK);
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_ELIMIT);
    assert_string_equal(err.where, "line 1000002");
    ll_arena_release(&arena);
    free(piece);
}

/* The largest row fits the stated memory. */
static void test_largest_row_fits(void **state)
{
    struct ll_arena *arena = *state;
    size_t len = LL_CSV_ROW_MAX + 16;
    char *bytes = ll_arena_alloc(arena, len, 1);
    assert_non_null(bytes);
    memset(bytes, 'x', len);
    for (size_t i = LL_CSV_FIELD_MAX; i < len; i += LL_CSV_FIELD_MAX + 1) {
        bytes[i] = ',';
    }
    struct ll_arena small;
    int64_t rows = 0;
    struct ll_err err;
    ll_arena_init(&small, &ll_arena_malloc, LL_CSV_ARENA_BYTES);
    assert_int_equal(read_all(&small, (struct ll_str){bytes, len}, &rows, &err), LL_EEND);
    assert_int_equal(rows, 1);
    ll_arena_release(&small);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct ll_arena tiny;
    struct ll_csv_reader reader;
    struct ll_err err;
    ll_arena_init(&tiny, &ll_arena_malloc, 1000);
    assert_int_equal(ll_csv_begin(&reader, &tiny, utf8_comma(), &err), LL_ENOMEM);
    ll_arena_release(&tiny);
}

static void test_writer(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_strbuf buf;
    struct ll_csv_writer writer;
    struct ll_str text;
    struct ll_err err;
    ll_strbuf_init(&buf, arena, 1000);
    ll_csv_write_begin(&writer, &buf, ',');
    static const char *const cells[] = {"plain",       "a,b",  "say \"x\"", "two\nlines", "",
                                        "=SUM(A1:A9)", "+316", "-1",        "@cmd",       "\tx",
                                        "\rx",         " pad", "a=b"};
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        ll_csv_write_text(&writer, ll_str_from_cstr(cells[i]));
    }
    ll_csv_write_i64(&writer, -5);
    ll_csv_write_end_row(&writer);
    ll_csv_write_i64(&writer, 7);
    ll_csv_write_end_row(&writer);
    assert_int_equal(ll_strbuf_finish(&buf, &text, &err), LL_OK);
    assert_str(text, "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",,'=SUM(A1:A9),'+316,'-1,'@cmd,"
                     "'\tx,\"'\rx\",\" pad\",a=b,-5\r\n7\r\n");
    /* What was written reads back. */
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    assert_int_equal(ll_csv_open(&reader, arena, text, ',', &err), LL_OK);
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_OK);
    assert_int_equal(row.count, 14);
    assert_str(row.fields[2], "say \"x\"");
    assert_str(row.fields[3], "two\nlines");
    assert_str(row.fields[5], "'=SUM(A1:A9)");
}

/* Every beginning of a file gives rows or an error, and the same rows by pieces. */
static void test_truncation(void **state)
{
    struct ll_arena *arena = *state;
    static const char *const names[] = {"generic.csv", "sap.csv", "odoo.csv", "snipeit.csv"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct ll_str whole = fixture(arena, names[i]);
        for (size_t len = 0; len <= whole.len; len++) {
            struct ll_arena_mark mark = ll_arena_mark(arena);
            struct ll_err err;
            int64_t rows = 0;
            struct ll_str cut = ll_str_copy(arena, ll_str_sub(whole, 0, len));
            enum ll_status status = read_all(arena, cut, &rows, &err);
            assert_true(status == LL_EEND || status == LL_EPARSE);
            ll_arena_rewind(arena, mark);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parse, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_encodings, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_encoding_errors, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_encoding_error_has_its_line, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(test_delimiters, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_limits, arena_setup, arena_teardown),
        cmocka_unit_test(test_million_rows),
        cmocka_unit_test_setup_teardown(test_largest_row_fits, arena_setup, arena_teardown),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test_setup_teardown(test_writer, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_truncation, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
