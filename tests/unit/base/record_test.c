/* Records: round trips of every type, every refusal with its path, and fields from text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/record.h"
#include "support/random.h"

#define CAP ((size_t)64 << 20)
#define TEXT_MAX ((size_t)1 << 20)

enum {
    COLOUR_RED = 1,
    COLOUR_BLUE = 7
};
static const struct ll_enum_row colours[] = {{COLOUR_RED, "red"}, {COLOUR_BLUE, "blue"}};

struct part {
    int64_t hi;
    struct ll_id lot_id;
    struct ll_str note;
};
static const struct ll_field part_fields[] = {
    LL_MEMBER(part, hi, LL_REQ(I64), .min = -5, .max = 5),
    LL_MEMBER(part, lot_id, LL_OPT(ID), .id_prefix = "lot"),
    LL_MEMBER(part, note, LL_OPT(STR), .max = 10),
};
static const struct ll_record part_record = LL_RECORD("part", part, part_fields);

struct box {
    bool is_open;
    struct ll_str blob;
    struct ll_str code;
    int colour;
    bool has_count;
    int64_t count;
    struct ll_date day;
    struct ll_file file;
    struct ll_id id;
    struct ll_mass mass_g;
    struct ll_month month;
    struct ll_str name;
    struct ll_list parts;
    struct ll_money price;
    struct ll_str ref;
    struct ll_list tags;
    struct ll_time time;
    struct ll_units units;
};
static const struct ll_field box_fields[] = {
    LL_MEMBER(box, blob, LL_OPT(BYTES), .min = 2, .max = 4),
    LL_MEMBER(box, code, LL_OPT(CODE)),
    LL_MEMBER(box, colour, LL_OPT(ENUM), .enum_rows = colours, .enum_row_count = 2),
    LL_MEMBER(box, count, LL_OPT(I64), LL_PRESENT(box, has_count)),
    LL_MEMBER(box, day, LL_OPT(DATE)),
    LL_MEMBER(box, file, LL_OPT(FILE)),
    LL_MEMBER(box, id, LL_REQ(ID), .id_prefix = "box"),
    LL_MEMBER(box, is_open, LL_OPT(BOOL)),
    LL_MEMBER(box, mass_g, LL_OPT(MASS)),
    LL_MEMBER(box, month, LL_OPT(MONTH)),
    LL_MEMBER(box, name, LL_REQ(STR)),
    LL_MEMBER(box, parts, LL_OPT(LIST), .sub = &part_record, .max = 3),
    LL_MEMBER(box, price, LL_OPT(MONEY), .min = -1000, .max = 1000000),
    LL_MEMBER(box, ref, LL_OPT(REF)),
    LL_MEMBER(box, tags, LL_OPT(STRS), .min = 1, .max = 3),
    LL_MEMBER(box, time, LL_OPT(TIME)),
    LL_MEMBER(box, units, LL_OPT(UNITS)),
};
static const struct ll_record box_record = LL_RECORD("box", box, box_fields);

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static enum ll_status from_text(const char *text, struct box *ret_box, struct ll_err *reterr)
{
    struct ll_json *value = NULL;
    assert_int_equal(ll_json_read(&arena, ll_str_from_cstr(text), TEXT_MAX, &value, reterr), LL_OK);
    return ll_record_from_json(&arena, &box_record, value, ret_box, reterr);
}

static struct ll_str to_text(const struct box *box)
{
    struct ll_strbuf buf;
    struct ll_str text = {NULL, 0};
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    ll_record_to_json(&box_record, box, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

#define ID_TEXT "box_01j9zq3h5w8k2v4m6n7p9r0s1t"
#define REQUIRED "\"id\":\"" ID_TEXT "\",\"name\":\"n\""

static const char full[] =
    "{\"blob\":\"00ff7f\",\"code\":\"a-1.b_c\",\"colour\":\"blue\",\"count\":0,"
    "\"day\":\"2016-02-29\",\"id\":\"" ID_TEXT "\",\"is_open\":true,\"mass_g\":12500,"
    "\"month\":\"2016-03\",\"name\":\"é \\\"x\\\" 😀\","
    "\"parts\":[{\"hi\":-5,\"lot_id\":\"lot_7zzzzzzzzzzzzzzzzzzzzzzzzz\",\"note\":\"\\\\\"},"
    "{\"hi\":5}],\"price\":{\"currency\":\"EUR\",\"minor\":-150},"
    "\"ref\":\"lot_7zzzzzzzzzzzzzzzzzzzzzzzzz\",\"tags\":[\"GH\",\"NG\"],"
    "\"time\":\"2016-03-01T00:00:00.000001Z\",\"units\":1000000000000}";

static void every_type_round_trips(void **state)
{
    (void)state;
    struct box box;
    struct ll_err err;
    ll_record_check(&box_record);
    assert_int_equal(from_text(full, &box, &err), LL_OK);
    assert_int_equal(box.blob.len, 3);
    assert_memory_equal(box.blob.ptr, "\x00\xFF\x7F", 3);
    assert_true(ll_str_eq_cstr(box.code, "a-1.b_c"));
    assert_int_equal(box.colour, COLOUR_BLUE);
    assert_true(box.has_count && box.count == 0);
    assert_int_equal(box.day.days, 16860);
    assert_true(box.is_open);
    assert_true(box.mass_g.g == 12500);
    assert_int_equal(box.month.months, 24194);
    assert_true(ll_str_eq_cstr(box.name, "é \"x\" 😀"));
    assert_int_equal(box.parts.count, 2);
    const struct part *parts = box.parts.items;
    assert_true(parts[0].hi == -5 && parts[1].hi == 5);
    assert_int_equal(parts[0].lot_id.b[0], 0xFF);
    assert_true(ll_id_is_zero(parts[1].lot_id));
    assert_true(box.price.minor == -150);
    assert_string_equal(box.price.currency, "EUR");
    assert_int_equal(box.tags.count, 2);
    assert_true(ll_str_eq_cstr(((const struct ll_str *)box.tags.items)[1], "NG"));
    assert_true(box.time.us == INT64_C(1456790400000001));
    assert_true(box.units.n == LL_UNITS_MAX);
    assert_true(ll_str_eq_cstr(to_text(&box), full));
    /* What is written is canonical. */
    struct ll_json *value;
    struct ll_str canonical;
    assert_int_equal(ll_json_read(&arena, to_text(&box), TEXT_MAX, &value, &err), LL_OK);
    assert_int_equal(ll_json_canonical(&arena, value, TEXT_MAX, &canonical, &err), LL_OK);
    assert_true(ll_str_eq_cstr(canonical, full));
}

static void members_in_any_order(void **state)
{
    (void)state;
    struct box box;
    assert_int_equal(from_text("{\"units\":3,\"name\":\"n\",\"colour\":\"red\",\"id\":\"" ID_TEXT
                               "\",\"blob\":\"0011\"}",
                               &box, NULL),
                     LL_OK);
    assert_true(ll_str_eq_cstr(to_text(&box),
                               "{\"blob\":\"0011\",\"colour\":\"red\"," REQUIRED ",\"units\":3}"));
}

static void absent_fields_are_zero_and_left_out(void **state)
{
    (void)state;
    struct box box;
    memset(&box, 0x55, sizeof(box));
    assert_int_equal(from_text("{" REQUIRED "}", &box, NULL), LL_OK);
    assert_true(box.units.n == 0 && box.tags.count == 0 && !box.has_count && !box.is_open);
    assert_true(ll_str_eq_cstr(to_text(&box), "{" REQUIRED "}"));
    box.count = 5; /* without its flag */
    assert_true(ll_str_eq_cstr(to_text(&box), "{" REQUIRED "}"));
    box.file.name = LL_STR("x.csv"); /* never written */
    assert_true(ll_str_eq_cstr(to_text(&box), "{" REQUIRED "}"));
    const struct ll_record none = {.name = "none", .size = 1};
    struct ll_strbuf buf;
    struct ll_str text;
    ll_record_check(&none);
    ll_strbuf_init(&buf, &arena, 10);
    ll_record_to_json(&none, &box, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(text, "{}"));
}

struct refusal {
    const char *text; /* members besides the required ones, or a whole text */
    const char *where;
    const char *words; /* in the text or the hint */
};

static const struct refusal refusals[] = {
    {"[]", "", "JSON object"},
    {"{}", "id", "missing"},
    {"{\"id\":\"" ID_TEXT "\"}", "name", "missing"},
    {"{\"id\":\"" ID_TEXT "\",\"name\":\"\"}", "name", "is empty"},
    {"{\"id\":\"" ID_TEXT "\",\"name\":null}", "name", "null"},
    {"{\"id\":\"lot_7zzzzzzzzzzzzzzzzzzzzzzzzz\"}", "id", "\"box_\""},
    {"\"nam\":1", "", "\"nam\" is no member"},
    {"\"nam\":1", "", "members are: blob, code"},
    {"\"blob\":\"00\"", "blob", "number of digits"},
    {"\"blob\":\"0011223344\"", "blob", "2 to 4 bytes"},
    {"\"blob\":\"001\"", "blob", "number of digits"},
    {"\"blob\":\"00gg\"", "blob", "not hexadecimal"},
    {"\"blob\":\"00FF\"", "blob", "capital"},
    {"\"blob\":1", "blob", "number is not"},
    {"\"code\":\"\"", "code", "no code"},
    {"\"code\":\"A\"", "code", "no code"},
    {"\"code\":\"-a\"", "code", "begin with a letter"},
    {"\"code\":\"a b\"", "code", "no code"},
    {"\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "code",
     "no code"},
    {"\"colour\":\"green\"", "colour", "one of: red, blue"},
    {"\"colour\":1", "colour", "one of: red, blue"},
    {"\"count\":1.5", "count", "whole number"},
    {"\"count\":1.0", "count", "whole number"},
    {"\"count\":9007199254740992", "count", "whole number"},
    {"\"count\":\"1\"", "count", "string is not"},
    {"\"day\":\"2015-02-29\"", "day", "no day of the calendar"},
    {"\"file\":\"x.csv\"", "file", "cannot be given in JSON"},
    {"\"is_open\":\"yes\"", "is_open", "true or false"},
    {"\"is_open\":1", "is_open", "true or false"},
    {"\"mass_g\":-1", "mass_g", "outside its limits"},
    {"\"mass_g\":1000000000000001", "mass_g", "0 to 1000000000000000"},
    {"\"month\":\"2016-13\"", "month", "no month"},
    {"\"name\":\"a\\nb\",\"id\":\"" ID_TEXT "\"", "name", "control character"},
    {"\"parts\":{}", "parts", "object is not"},
    {"\"parts\":[{\"hi\":1},{\"hi\":1},{\"hi\":1},{\"hi\":1}]", "parts", "0 to 3 items"},
    {"\"parts\":[{\"hi\":1},2]", "parts[1]", "JSON object"},
    {"\"parts\":[{\"hi\":1},{\"lo\":2}]", "parts[1]", "\"lo\" is no member"},
    {"\"parts\":[{\"hi\":1},{\"hi\":1},{\"hi\":6}]", "parts[2].hi", "-5 to 5"},
    {"\"parts\":[{}]", "parts[0].hi", "missing"},
    {"\"parts\":[{\"hi\":1,\"note\":\"12345678901\"}]", "parts[0].note", "too long"},
    {"\"price\":150", "price", "1.50 EUR"},
    {"\"price\":{\"currency\":\"EUR\"}", "price", "object is not"},
    {"\"price\":{\"currency\":\"EUR\",\"minor\":1.5}", "price", "object is not"},
    {"\"price\":{\"currency\":\"EUR\",\"minor\":1,\"x\":1}", "price", "object is not"},
    {"\"price\":{\"currency\":\"eur\",\"minor\":1}", "price", "no currency"},
    {"\"price\":{\"currency\":\"EURO\",\"minor\":1}", "price", "no currency"},
    {"\"price\":{\"currency\":\"EUR\",\"minor\":-1001}", "price", "outside"},
    {"\"ref\":\"Lot\"", "ref", "an id or a code"},
    {"\"tags\":[]", "tags", "1 to 3 items"},
    {"\"tags\":[\"a\",\"\"]", "tags[1]", "empty"},
    {"\"tags\":[\"a\",1]", "tags[1]", "number is not"},
    {"\"tags\":[\"a\",\"b\\u0085\"]", "tags[1]", "control character"},
    {"\"tags\":\"a\"", "tags", "string is not"},
    {"\"time\":\"2016-03-01\"", "time", "no time"},
    {"\"units\":1000000000001", "units", "outside"},
};

static void refusals_name_the_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *row = &refusals[i];
        struct ll_strbuf buf;
        struct ll_str text;
        struct ll_json *value;
        struct ll_err err;
        struct box box;
        memset(&box, 0x55, sizeof(box));
        ll_strbuf_init(&buf, &arena, TEXT_MAX);
        if (row->text[0] == '"') {
            bool names_itself = strstr(row->text, "\"id\"") != NULL;
            ll_strbuf_fmt(&buf, "{%s%s}", row->text, names_itself ? "" : "," REQUIRED);
        } else {
            ll_strbuf_cstr(&buf, row->text);
        }
        assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
        assert_int_equal(ll_json_read(&arena, text, TEXT_MAX, &value, &err), LL_OK);
        enum ll_status status = ll_record_from_json(&arena, &box_record, value, &box, &err);
        if (status != LL_EINVAL || err.status != LL_EINVAL || strcmp(err.where, row->where) != 0 ||
            (strstr(err.text, row->words) == NULL && strstr(err.hint, row->words) == NULL)) {
            fail_msg("%.*s: %s: %s; %s", LL_STR_ARG(text), err.where, err.text, err.hint);
        }
        assert_true(box.units.n == INT64_C(0x5555555555555555)); /* untouched */
        assert_int_equal(ll_record_from_json(&arena, &box_record, value, &box, NULL), LL_EINVAL);
    }
}

static void no_memory(void **state)
{
    (void)state;
    struct ll_json *value;
    bool filled = false;
    assert_int_equal(ll_json_read(&arena, ll_str_from_cstr(full), TEXT_MAX, &value, NULL), LL_OK);
    for (size_t cap_bytes = 0; cap_bytes < 4000; cap_bytes += 16) {
        struct ll_arena small;
        struct box box;
        ll_arena_init(&small, &ll_arena_malloc, cap_bytes);
        enum ll_status status = ll_record_from_json(&small, &box_record, value, &box, NULL);
        assert_true(status == LL_OK || (status == LL_ENOMEM && !filled));
        filled = status == LL_OK;
        ll_arena_release(&small);
    }
    assert_true(filled);
}

/* Numbers that no reader would take back are not written either. */
static void what_cannot_be_written(void **state)
{
    (void)state;
    struct box box;
    struct ll_strbuf buf;
    struct ll_str text;
    assert_int_equal(from_text("{" REQUIRED "}", &box, NULL), LL_OK);
    box.colour = 3;
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    ll_record_to_json(&box_record, &box, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_EINVAL);
    box.colour = 0;
    box.units.n = LL_JSON_INT_MAX + 1;
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    ll_record_to_json(&box_record, &box, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_EOVERFLOW);
    box.units.n = 0;
    box.code = LL_STR("\xFF");
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    ll_record_to_json(&box_record, &box, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_EPARSE);
}

/* A field's text, and the JSON of the struct with it; or NULL and words of the refusal. */
struct text_row {
    const char *field;
    const char *text;
    const char *json;
    const char *words;
};

static const struct text_row text_rows[] = {
    {"blob", "00fF", "\"00ff\"", NULL},
    {"blob", "0", NULL, "number of digits"},
    {"code", " abc ", "\"abc\"", NULL},
    {"code", "Abc", NULL, "no code"},
    {"colour", "red", "\"red\"", NULL},
    {"colour", "Red", NULL, "one of: red, blue"},
    {"count", "-12", "-12", NULL},
    {"count", "0", "0", NULL},
    {"count", "9007199254740991", "9007199254740991", NULL},
    {"count", "9007199254740992", NULL, "outside its limits"},
    {"count", "99999999999999999999", NULL, "too large"},
    {"count", "1.5", NULL, "no whole number"},
    {"count", "", NULL, "no whole number"},
    {"day", "2016-02-29", "\"2016-02-29\"", NULL},
    {"day", "29.2.2016", NULL, "no day"},
    {"id", ID_TEXT, "\"" ID_TEXT "\"", NULL},
    {"id", "01j9zq3h5w8k2v4m6n7p9r0s1t", NULL, "no id"},
    {"is_open", "yes", "true", NULL},
    {"is_open", "on", "true", NULL},
    {"is_open", "maybe", NULL, "neither true nor false"},
    {"mass_g", "12.5 kg", "12500", NULL},
    {"mass_g", "12.5kg", "12500", NULL},
    {"mass_g", "12500 g", "12500", NULL},
    {"mass_g", "12500", "12500", NULL},
    {"mass_g", "12.5000 kg", "12500", NULL},
    {"mass_g", "0.001 kg", "1", NULL},
    {"mass_g", "1.25 t", "1250000", NULL},
    {"mass_g", "1000000000 t", "1000000000000000", NULL},
    {"mass_g", "1000000000.000001 t", NULL, "outside"},
    {"mass_g", "99999999999999999999 kg", NULL, "too large"},
    {"mass_g", "9223372036854775807 kg", NULL, "too large"},
    {"mass_g", "12.0005 kg", NULL, "whole number of grams"},
    {"mass_g", "12.5", NULL, "whole number of grams"},
    {"mass_g", "12,5 kg", NULL, "comma"},
    {"mass_g", "1,250 g", NULL, "comma"},
    {"mass_g", "-1 g", NULL, "outside"},
    {"mass_g", "012 g", NULL, "decimal point"},
    {"mass_g", ".5 kg", NULL, "decimal point"},
    {"mass_g", "5. kg", NULL, "decimal point"},
    {"mass_g", "1.2.3 kg", NULL, "decimal point"},
    {"mass_g", "1 2 kg", NULL, "decimal point"},
    {"mass_g", "5 lb", NULL, "no unit known"},
    {"mass_g", "kg", NULL, "decimal point"},
    {"mass_g", "", NULL, "decimal point"},
    {"month", "2016-03", "\"2016-03\"", NULL},
    {"name", " spaces stay ", "\" spaces stay \"", NULL},
    {"name", "", NULL, "is empty"},
    {"name", "a\tb", NULL, "control character"},
    {"name", "\xFF", NULL, "no UTF-8"},
    {"parts", "x", NULL, "JSON only"},
    {"price", "1.50 EUR", "{\"currency\":\"EUR\",\"minor\":150}", NULL},
    {"price", "1.5 EUR", "{\"currency\":\"EUR\",\"minor\":150}", NULL},
    {"price", "1 EUR", "{\"currency\":\"EUR\",\"minor\":100}", NULL},
    {"price", "-0.05EUR", "{\"currency\":\"EUR\",\"minor\":-5}", NULL},
    {"price", "250 XAF", "{\"currency\":\"XAF\",\"minor\":250}", NULL},
    {"price", "250.0 XAF", "{\"currency\":\"XAF\",\"minor\":250}", NULL},
    {"price", "1.234 TND", "{\"currency\":\"TND\",\"minor\":1234}", NULL},
    {"price", "2.5 XAF", NULL, "more decimals"},
    {"price", "1.505 EUR", NULL, "more decimals"},
    {"price", "1,50 EUR", NULL, "comma"},
    {"price", "10000.01 EUR", NULL, "outside"},
    {"price", "1.50 eur", NULL, "currency known"},
    {"price", "1.50 ABC", NULL, "currency known"},
    {"price", "1.50", NULL, "currency known"},
    {"price", "EUR", NULL, "decimal point"},
    {"ref", "acme", "\"acme\"", NULL},
    {"ref", "", NULL, "no code"},
    {"tags", "GH,NG", "[\"GH\",\"NG\"]", NULL},
    {"tags", " GH , NG ", "[\"GH\",\"NG\"]", NULL},
    {"tags", "GH", "[\"GH\"]", NULL},
    {"tags", "GH,", NULL, "empty"},
    {"tags", "", NULL, "1 to 3 items"},
    {"tags", "a,b,c,d", NULL, "1 to 3 items"},
    {"time", "2016-03-01T01:00:00+01:00", "\"2016-03-01T00:00:00Z\"", NULL},
    {"units", "7", "7", NULL},
    {"units", "-1", NULL, "0 to 1000000000000"},
};

static void fields_from_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(text_rows) / sizeof(text_rows[0]); i++) {
        const struct text_row *row = &text_rows[i];
        const struct ll_field *field = ll_record_find(&box_record, ll_str_from_cstr(row->field));
        assert_non_null(field);
        /* The text is gone after the call, as a row of a file is. */
        char given[64];
        struct box box = {.name = LL_STR("n")};
        struct ll_err err = {.text = ""};
        size_t len = strlen(row->text);
        memcpy(given, row->text, len);
        enum ll_status status =
            ll_field_from_text(&arena, field, (struct ll_str){given, len}, &box, &err);
        memset(given, '#', sizeof(given));
        if (row->json == NULL) {
            if (status != LL_EINVAL || strcmp(err.where, row->field) != 0 || err.hint[0] == '\0' ||
                (strstr(err.text, row->words) == NULL && strstr(err.hint, row->words) == NULL)) {
                fail_msg("%s %s: %s: %s; %s", row->field, row->text, err.where, err.text, err.hint);
            }
            continue;
        }
        struct ll_strbuf buf;
        struct ll_str member;
        ll_strbuf_init(&buf, &arena, 200);
        ll_strbuf_fmt(&buf, "\"%s\":%s", row->field, row->json);
        assert_int_equal(ll_strbuf_finish(&buf, &member, NULL), LL_OK);
        struct ll_str text = to_text(&box);
        if (status != LL_OK || ll_str_find(text, member, false) == SIZE_MAX) {
            fail_msg("%s %s: %s; %.*s", row->field, row->text, err.text, LL_STR_ARG(text));
        }
    }
}

static void files_take_a_name_only(void **state)
{
    (void)state;
    struct box box = {.name = LL_STR("n")};
    const struct ll_field *field = ll_record_find(&box_record, LL_STR("file"));
    assert_int_equal(ll_field_from_text(&arena, field, LL_STR("a b.csv"), &box, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(box.file.name, "a b.csv"));
    assert_int_equal(box.file.bytes.len, 0);
    assert_int_equal(ll_field_from_text(&arena, field, LL_STR(""), &box, NULL), LL_EINVAL);
}

static void completeness(void **state)
{
    (void)state;
    bool given[sizeof(box_fields) / sizeof(box_fields[0])] = {false};
    struct ll_err err;
    assert_int_equal(ll_record_complete(&box_record, given, &err), LL_EINVAL);
    assert_string_equal(err.where, "id");
    given[ll_record_find(&box_record, LL_STR("id")) - box_fields] = true;
    assert_int_equal(ll_record_complete(&box_record, given, &err), LL_EINVAL);
    assert_string_equal(err.where, "name");
    given[ll_record_find(&box_record, LL_STR("name")) - box_fields] = true;
    assert_int_equal(ll_record_complete(&box_record, given, &err), LL_OK);
}

static void finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < box_record.field_count; i++) {
        struct ll_str name = ll_str_from_cstr(box_fields[i].name);
        assert_ptr_equal(ll_record_find(&box_record, name), &box_fields[i]);
        assert_null(ll_record_find(&box_record, ll_str_sub(name, 1, name.len)));
    }
    assert_null(ll_record_find(&box_record, LL_STR("")));
    assert_null(ll_record_find(&box_record, LL_STR("zzz")));
}

static void currencies(void **state)
{
    (void)state;
    assert_int_equal(ll_currency_scale("EUR"), 2);
    assert_int_equal(ll_currency_scale("XOF"), 0);
    assert_int_equal(ll_currency_scale("TND"), 3);
    assert_int_equal(ll_currency_scale("EU"), -1);
    assert_int_equal(ll_currency_scale("EURO"), -1);
    assert_int_equal(ll_currency_scale(""), -1);
}

/* Does the check stop the program? In a child, so that this one goes on. */
static bool is_refused(const struct ll_record *record)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(STDERR_FILENO);
        ll_record_check(record);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void check_refuses_bad_tables(void **state)
{
    (void)state;
    struct pair {
        int64_t a;
        int64_t b;
        bool has_b;
    };
    const struct ll_field good[] = {
        {.name = "a", .type = LL_FIELD_I64, .offset = offsetof(struct pair, a), .required = true},
        {.name = "b",
         .type = LL_FIELD_I64,
         .offset = offsetof(struct pair, b),
         .present_offset = offsetof(struct pair, has_b)},
    };
    struct ll_field fields[2];
    const struct ll_record record = {
        .name = "pair", .size = sizeof(struct pair), .fields = fields, .field_count = 2};
    for (int fault = 0; fault < 12; fault++) {
        memcpy(fields, good, sizeof(fields));
        fields[0].name = fault == 1 ? "b" : fault == 2 ? "A" : fault == 3 ? "a-" : fields[0].name;
        fields[1].name = fault == 4 ? "" : fields[1].name;
        fields[1].offset = fault == 5 ? sizeof(struct pair) - 4 : fields[1].offset;
        fields[1].offset = fault == 6 ? 9 : fields[1].offset;
        fields[1].present_offset = fault == 7 ? sizeof(struct pair) : fields[1].present_offset;
        fields[1].required = fault == 8;
        fields[0].type = fault == 9 ? LL_FIELD_ENUM : fault == 10 ? LL_FIELD_ID : LL_FIELD_I64;
        fields[0].min = fault == 11 ? 5 : 0;
        fields[0].max = fault == 11 ? 4 : 0;
        if (is_refused(&record) != (fault != 0)) {
            fail_msg("fault %d", fault);
        }
    }
    struct ll_field endless = {.name = "a", .type = LL_FIELD_LIST};
    const struct ll_record loop = {
        .name = "loop", .size = sizeof(struct ll_list), .fields = &endless, .field_count = 1};
    endless.sub = &loop;
    assert_true(is_refused(&loop));
    endless.sub = NULL;
    assert_true(is_refused(&loop));
}

/* Lists are long in allocation runs; and their order and number stay. */
static void long_lists(void **state)
{
    (void)state;
    struct ll_field fields[] = {
        {.name = "parts", .type = LL_FIELD_LIST, .sub = &part_record, .required = true}};
    const struct ll_record record = {
        .name = "run", .size = sizeof(struct ll_list), .fields = fields, .field_count = 1};
    struct ll_test_random random = ll_test_random_begin();
    struct ll_list list = {.count = 20000};
    struct part *parts = LL_NEW_ARRAY(&arena, struct part, list.count);
    list.items = parts;
    for (size_t i = 0; i < list.count; i++) {
        parts[i].hi = (int64_t)ll_test_random_below(&random, 11) - 5;
        ll_test_random_fill(&random, parts[i].lot_id.b, sizeof(parts[i].lot_id.b));
    }
    struct ll_strbuf buf;
    struct ll_str text;
    struct ll_json *value;
    struct ll_list back;
    ll_strbuf_init(&buf, &arena, CAP);
    ll_record_to_json(&record, &list, &buf);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_int_equal(ll_json_read(&arena, text, CAP, &value, NULL), LL_OK);
    assert_int_equal(ll_record_from_json(&arena, &record, value, &back, NULL), LL_OK);
    assert_int_equal(back.count, list.count);
    const struct part *others = back.items;
    for (size_t i = 0; i < list.count; i++) {
        assert_true(others[i].hi == parts[i].hi && ll_id_eq(others[i].lot_id, parts[i].lot_id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_type_round_trips, setup, teardown),
        cmocka_unit_test_setup_teardown(members_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(absent_fields_are_zero_and_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(refusals_name_the_path, setup, teardown),
        cmocka_unit_test_setup_teardown(no_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_written, setup, teardown),
        cmocka_unit_test_setup_teardown(fields_from_text, setup, teardown),
        cmocka_unit_test_setup_teardown(files_take_a_name_only, setup, teardown),
        cmocka_unit_test_setup_teardown(completeness, setup, teardown),
        cmocka_unit_test(finding),
        cmocka_unit_test(currencies),
        cmocka_unit_test(check_refuses_bad_tables),
        cmocka_unit_test_setup_teardown(long_lists, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
