/* Device identities: every row of the shared vectors, and our own beside them. */
#include "codec_support.h"

#include <string.h>

#include "codec/csv.h"
#include "codec/imei.h"

struct vector {
    const char *input;
    enum ll_imei_fault fault;
    enum ll_device_kind kind;
    const char *key;
};

static const struct vector vectors[] = {
    {"490154203237518", LL_IMEI_NONE, LL_DEVICE_IMEI, "49015420323751"},
    {"49-015420-323751-8", LL_IMEI_NONE, LL_DEVICE_IMEI, "49015420323751"},
    {"49015420 323751/8", LL_IMEI_NONE, LL_DEVICE_IMEI, "49015420323751"},
    {"49015420323751", LL_IMEI_NONE, LL_DEVICE_IMEI, "49015420323751"},
    {"4901542032375101", LL_IMEI_NONE, LL_DEVICE_IMEI, "49015420323751"},
    {"490154203237519", LL_IMEI_CHECK, 0, NULL},
    {"490154203237581", LL_IMEI_CHECK, 0, NULL}, /* neighbours changed places */
    {"4901542032375", LL_IMEI_LENGTH, 0, NULL},
    {"49015420323751801", LL_IMEI_LENGTH, 0, NULL},
    {"490154203237518490154203237518490154203237518", LL_IMEI_LENGTH, 0, NULL},
    {"", LL_IMEI_EMPTY, 0, NULL},
    {" - / ", LL_IMEI_EMPTY, 0, NULL},
    {"4.90154E+14", LL_IMEI_LOSSY, 0, NULL},
    {"4,90154E+14", LL_IMEI_LOSSY, 0, NULL},
    {"4.90154E14", LL_IMEI_LOSSY, 0, NULL},
    {"4e14", LL_IMEI_LOSSY, 0, NULL},
    {"490154203237518.0", LL_IMEI_LOSSY, 0, NULL},
    {"490154203237518,00", LL_IMEI_LOSSY, 0, NULL},
    {"490154203237518.", LL_IMEI_LOSSY, 0, NULL},
    {"490154203237518,356938035643809", LL_IMEI_CHARS, 0, NULL}, /* a list, not a decimal */
    {"000000000000000", LL_IMEI_PLACEHOLDER, 0, NULL},
    {"11111111111111", LL_IMEI_PLACEHOLDER, 0, NULL},
    {"123456789012347", LL_IMEI_PLACEHOLDER, 0, NULL},
    {"00440101000000", LL_IMEI_PLACEHOLDER, 0, NULL},
    {"49015420323751x", LL_IMEI_CHARS, 0, NULL},
    {"IMEI490154203237518", LL_IMEI_CHARS, 0, NULL},
    {"\xef\xbc\x94\x39\x30\x31", LL_IMEI_DIGITS, 0, NULL}, /* a full-width 4 */
    {"A00000003A4B5C", LL_IMEI_NONE, LL_DEVICE_MEID, "A00000003A4B5C"},
    {"a0-000000-3a4b5c", LL_IMEI_NONE, LL_DEVICE_MEID, "A00000003A4B5C"},
    {"10A0000003A4B5", LL_IMEI_CHARS, 0, NULL},
    {"268435456003820380", LL_IMEI_NONE, LL_DEVICE_MEID, "A00000003A4B5C"},
    {"999999999999999999", LL_IMEI_LENGTH, 0, NULL},
};

static void test_own_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        struct ll_imei imei = {.kind = LL_DEVICE_SERIAL};
        enum ll_imei_fault fault = ll_imei_read(ll_str_from_cstr(vectors[i].input), &imei);
        if (fault != vectors[i].fault) {
            fail_msg("\"%s\": fault %d, wanted %d", vectors[i].input, fault, vectors[i].fault);
        }
        if (fault == LL_IMEI_NONE) {
            assert_int_equal(imei.kind, vectors[i].kind);
            assert_string_equal(imei.key, vectors[i].key);
        } else {
            assert_int_equal(imei.kind, LL_DEVICE_SERIAL); /* untouched */
            assert_true(strlen(ll_imei_fault_code(fault)) > 2);
            assert_true(strlen(ll_imei_fault_text(fault)) > 2);
            assert_true(strlen(ll_imei_fault_hint(fault)) > 2);
        }
    }
}

static void test_flags(void **state)
{
    (void)state;
    struct ll_imei imei;
    assert_int_equal(ll_imei_read(LL_STR("49015420323751"), &imei), LL_IMEI_NONE);
    assert_true(imei.check_missing && !imei.has_version);
    assert_int_equal(ll_imei_read(LL_STR("4901542032375101"), &imei), LL_IMEI_NONE);
    assert_true(!imei.check_missing && imei.has_version);
    assert_int_equal(ll_imei_read(LL_STR("490154203237518"), &imei), LL_IMEI_NONE);
    assert_true(!imei.check_missing && !imei.has_version);
}

/* Any one digit changed, and any two different neighbours exchanged, is noticed (but 0 and 9). */
static void test_check_digit_finds_slips(void **state)
{
    (void)state;
    char digits[16] = "490154203237518";
    struct ll_imei imei;
    for (size_t i = 0; i < 15; i++) {
        char right = digits[i];
        for (char wrong = '0'; wrong <= '9'; wrong++) {
            digits[i] = wrong;
            enum ll_imei_fault fault = ll_imei_read((struct ll_str){digits, 15}, &imei);
            assert_int_equal(fault, wrong == right ? LL_IMEI_NONE : LL_IMEI_CHECK);
        }
        digits[i] = right;
    }
}

static bool cell_is(struct ll_str cell, const char *want)
{
    return ll_str_eq_cstr(cell, want);
}

static void test_shared_vectors(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_str bytes = sample(arena, "identifiers/imei_vectors.csv");
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    struct ll_err err;
    assert_int_equal(ll_csv_open(&reader, arena, bytes, ',', &err), LL_OK);
    assert_int_equal(ll_csv_next(&reader, &row, &err), LL_OK);
    size_t seen = 0;
    while (ll_csv_next(&reader, &row, &err) == LL_OK) {
        assert_int_equal(row.count, 5);
        struct ll_imei imei;
        enum ll_imei_fault fault = ll_imei_read(row.fields[0], &imei);
        if ((fault == LL_IMEI_NONE) != cell_is(row.fields[2], "true")) {
            fail_msg("\"%.*s\": fault %d", LL_STR_ARG(row.fields[0]), fault);
        }
        if (fault == LL_IMEI_NONE) {
            assert_true(ll_str_eq_cstr(row.fields[3], imei.key));
            assert_int_equal(imei.kind,
                             cell_is(row.fields[1], "meid") ? LL_DEVICE_MEID : LL_DEVICE_IMEI);
            assert_int_equal(imei.has_version, cell_is(row.fields[1], "imeisv"));
        }
        seen++;
    }
    assert_int_equal(seen, 14);
}

static void test_serials(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_str out;
    struct ll_err err;
    assert_int_equal(ll_serial_normalise(arena, LL_STR(" sgh 2401x7z\t"), &out, &err), LL_OK);
    assert_str(out, "SGH2401X7Z");
    static const char *const refused[] = {
        "", "  ", "n/a", "None", "0", "To be filled by O.E.M.", "a\001b"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(ll_serial_normalise(arena, ll_str_from_cstr(refused[i]), &out, &err),
                         LL_EPARSE);
    }
    char longer[LL_SERIAL_MAX + 1];
    memset(longer, 'A', sizeof(longer));
    assert_int_equal(ll_serial_normalise(arena, (struct ll_str){longer, LL_SERIAL_MAX}, &out, &err),
                     LL_OK);
    assert_int_equal(
        ll_serial_normalise(arena, (struct ll_str){longer, LL_SERIAL_MAX + 1}, &out, &err),
        LL_ELIMIT);
}

static void test_makers(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"Apple Inc.", "APPLE"},
        {"APPLE", "APPLE"},
        {" Hewlett-Packard  Company", "HP"},
        {"HP Inc", "HP"},
        {"Hewlett Packard Enterprise", "HPE"},
        {"Samsung Electronics Co., Ltd.", "SAMSUNG"},
        {"Dell  Inc.", "DELL"},
        {"Fairphone B.V.", "FAIRPHONE"},
        {"", ""},
        {"Inc", "INC"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str out;
        struct ll_err err;
        assert_int_equal(ll_maker_normalise(arena, ll_str_from_cstr(rows[i].in), &out, &err),
                         LL_OK);
        assert_str(out, rows[i].out);
    }
}

static void test_gtin(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out; /* NULL: refused */
        bool global;
    } rows[] = {
        {"4006381333931", "04006381333931", true},
        {"96385074", "00000096385074", true},
        {"614141007349", "00614141007349", true},
        {"10614141007346", "10614141007346", true},
        {"2000000000114", "02000000000114", false},
        {"0212345678909", "00212345678909", false},
        {"4006381333930", NULL, false},
        {"400638133393", NULL, false},
        {"400638133393a", NULL, false},
        {"", NULL, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[LL_GTIN_MAX] = "";
        bool global = true;
        struct ll_err err;
        enum ll_status status = ll_gtin_read(ll_str_from_cstr(rows[i].in), out, &global, &err);
        if ((status == LL_OK) != (rows[i].out != NULL)) {
            fail_msg("%s: status %d", rows[i].in, status);
        }
        if (status == LL_OK) {
            assert_string_equal(out, rows[i].out);
            assert_int_equal(global, rows[i].global);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_vectors),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_check_digit_finds_slips),
        cmocka_unit_test_setup_teardown(test_shared_vectors, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_serials, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_makers, arena_setup, arena_teardown),
        cmocka_unit_test(test_gtin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
