/* What makes a line a device: words, codes, units, decimals, mappings; and the set of keys. */
#include "codec_support.h"

#include <string.h>

#include "codec/chunks.h"
#include "codec/classify.h"
#include "codec/decimal.h"
#include "codec/keyset.h"
#include "codec/purchase.h"
#include "support/random.h"

struct words_case {
    const char *text;
    enum ll_sign_kind kind;
    const char *class_id;
};

static const struct words_case words_cases[] = {
    {"Smartphone Example One 128GB Black", LL_SIGN_DEVICE, "smartphone"},
    {"iPhone 15 128GB schwarz", LL_SIGN_DEVICE, "smartphone"},
    {"iPhone15", LL_SIGN_DEVICE, "smartphone"},
    {"Samsung Galaxy A54 5G", LL_SIGN_DEVICE, "smartphone"},
    {"Samsung Galaxy Tab S9 FE", LL_SIGN_DEVICE, "tablet"},
    {"Galaxy S24+", LL_SIGN_DEVICE, "smartphone"},
    {"TÉLÉPHONE PORTABLE double SIM", LL_SIGN_DEVICE, "smartphone"},
    {"Mobiele telefoon, zwart", LL_SIGN_DEVICE, "smartphone"},
    {"Notebook computer Example Book 14", LL_SIGN_DEVICE, "laptop"},
    {"MacBook Pro 13\"", LL_SIGN_DEVICE, "laptop"},
    {"Rack server Example R2, 2x 32 core", LL_SIGN_DEVICE, "server"},
    {"Server 2HE für Rechenzentrum", LL_SIGN_WEAK, "server"},
    {"Paracetamol tablets", LL_SIGN_WEAK, "tablet"},
    {"Bürotablett", LL_SIGN_NONE, ""},
    {"Mobile phone holder", LL_SIGN_OTHER, ""},
    {"Hülle für iPhone 15", LL_SIGN_OTHER, ""},
    {"USB-C Ladegerät 20W", LL_SIGN_OTHER, ""},
    {"Hoesje iPhone 15", LL_SIGN_OTHER, ""},
    {"Coque pour téléphone portable", LL_SIGN_OTHER, ""},
    {"\"Computing for dummies\" book", LL_SIGN_OTHER, ""},
    {"Windows Server 2025 license", LL_SIGN_OTHER, ""},
    {"iPhone 15 with case", LL_SIGN_DEVICE, "smartphone"},
    {"iPhone 15 + charger", LL_SIGN_DEVICE, "smartphone"},
    {"iPhone 15 Plus case", LL_SIGN_OTHER, ""},
    {"Case with phone holder", LL_SIGN_OTHER, ""},
    {"iPhone 15 and iPad 11", LL_SIGN_CLASH, "smartphone"},
    {"Needle 4mm", LL_SIGN_NONE, ""},
    {"", LL_SIGN_NONE, ""},
    {"Nintendo Switch", LL_SIGN_NONE, ""},
    {"network-switch 48 port", LL_SIGN_DEVICE, "network_rack"},
};

static void test_words(void **state)
{
    (void)state;
    assert_true(ll_words_sorted());
    for (size_t i = 0; i < sizeof(words_cases) / sizeof(words_cases[0]); i++) {
        struct ll_words words = ll_words_read(ll_str_from_cstr(words_cases[i].text));
        if (words.sign.kind != words_cases[i].kind) {
            fail_msg("\"%s\": kind %d", words_cases[i].text, words.sign.kind);
        }
        if (words_cases[i].class_id[0] != '\0') {
            assert_str(words.sign.class_id, words_cases[i].class_id);
        }
    }
    assert_true(ll_words_read(LL_STR("iPhone 15 twin pack")).several);
    assert_true(ll_words_read(LL_STR("Refurbished iPhone 12")).refurbished);
    assert_true(ll_words_read(LL_STR("Trade-in iPhone 12")).buyback);
    assert_true(ll_words_read(LL_STR("Inname toestel")).buyback);
}

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        const char *code;
        enum ll_sign_kind kind;
        const char *class_id;
    } rows[] = {
        {"TST", "43191501", LL_SIGN_DEVICE, "smartphone"},
        {"unspsc", "4319150100", LL_SIGN_DEVICE, "smartphone"},
        {"TST", "43191609", LL_SIGN_OTHER, ""},
        {"TST", "43191504", LL_SIGN_COARSE, ""},
        {"TST", "43211508", LL_SIGN_COARSE, ""},
        {"TST", "43231500", LL_SIGN_UNKNOWN_CODE, ""},
        {"STI", "32250000-0", LL_SIGN_DEVICE, "smartphone"},
        {"CPV", "32252100", LL_SIGN_COARSE, ""},
        {"STI", "65434568", LL_SIGN_UNKNOWN_CODE, ""},
        {"STI", "90514000", LL_SIGN_OTHER, ""},
        {"HS", "8517.13.00", LL_SIGN_DEVICE, "smartphone"},
        {"TSP", "85171400", LL_SIGN_DEVICE, "feature_phone_nb"},
        {"HS", "847130", LL_SIGN_COARSE, ""},
        {"ZZZ", "43191501", LL_SIGN_NONE, ""},
        {"", "43191501", LL_SIGN_DEVICE, "smartphone"},
        {"", "4711", LL_SIGN_NONE, ""},
        {"TST", "unknown", LL_SIGN_UNKNOWN_CODE, ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_sign sign =
            ll_sign_of_code(ll_str_from_cstr(rows[i].list), ll_str_from_cstr(rows[i].code));
        if (sign.kind != rows[i].kind) {
            fail_msg("%s %s: kind %d", rows[i].list, rows[i].code, sign.kind);
        }
        if (sign.kind == LL_SIGN_DEVICE) {
            assert_str(sign.class_id, rows[i].class_id);
        }
    }
    assert_str(ll_sign_of_class(LL_STR(" Phone ")).class_id, "smartphone");
    assert_str(ll_sign_of_class(LL_STR("feature phone")).class_id, "feature_phone_nb");
    assert_str(ll_sign_of_class(LL_STR("Mobile Phones")).class_id, "smartphone");
    assert_str(ll_sign_of_class(LL_STR("Tablets")).class_id, "tablet");
    assert_int_equal(ll_sign_of_class(LL_STR("Phone Accessories")).kind, LL_SIGN_OTHER);
    assert_int_equal(ll_sign_of_class(LL_STR("toaster")).kind, LL_SIGN_NONE);
}

static void test_units(void **state)
{
    (void)state;
    assert_int_equal(ll_unit_read(LL_STR("C62")).rule, LL_UNIT_PIECE);
    assert_int_equal(ll_unit_read(LL_STR("PCE")).rule, LL_UNIT_LENIENT);
    assert_int_equal(ll_unit_read(LL_STR("units")).rule, LL_UNIT_LENIENT);
    assert_int_equal(ll_unit_read(LL_STR("DZN")).factor, 12);
    assert_int_equal(ll_unit_read(LL_STR("XBX")).rule, LL_UNIT_PACK);
    assert_int_equal(ll_unit_read(LL_STR("KGM")).rule, LL_UNIT_MASS);
    assert_int_equal(ll_unit_read(LL_STR("KGM")).factor, 1000);
    assert_int_equal(ll_unit_read(LL_STR("grm")).factor, 1);
    assert_int_equal(ll_unit_read(LL_STR("TNE")).factor, 1000000);
    assert_int_equal(ll_unit_read(LL_STR("kg")).factor, 1000);
    assert_int_equal(ll_unit_read(LL_STR("MTR")).rule, LL_UNIT_NEVER);
    assert_int_equal(ll_unit_read(LL_STR("???")).rule, LL_UNIT_UNKNOWN);
}

static void test_decimals(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *in;
        enum ll_decimal_format format;
        const char *out; /* NULL: refused */
    } rows[] = {
        {"10.000", LL_DECIMAL_PLAIN, "10"},
        {"-3", LL_DECIMAL_PLAIN, "-3"},
        {"+3.50", LL_DECIMAL_PLAIN, "3.5"},
        {"0", LL_DECIMAL_PLAIN, "0"},
        {"-0.00", LL_DECIMAL_PLAIN, "0"},
        {"007", LL_DECIMAL_PLAIN, "7"},
        {".5", LL_DECIMAL_PLAIN, "0.5"},
        {"5.", LL_DECIMAL_PLAIN, "5"},
        {"1,250", LL_DECIMAL_PLAIN, NULL},
        {"1e3", LL_DECIMAL_PLAIN, NULL},
        {"", LL_DECIMAL_PLAIN, NULL},
        {"-", LL_DECIMAL_PLAIN, NULL},
        {".", LL_DECIMAL_PLAIN, NULL},
        {"1 000", LL_DECIMAL_PLAIN, NULL},
        {"3-", LL_DECIMAL_PLAIN, NULL},
        {"1,250.50", LL_DECIMAL_POINT, "1250.5"},
        {"1,250", LL_DECIMAL_POINT, NULL},
        {"12,50", LL_DECIMAL_POINT, NULL},
        {"1,25.5", LL_DECIMAL_POINT, NULL},
        {"1.250,000", LL_DECIMAL_COMMA, "1250"},
        {"25,000", LL_DECIMAL_COMMA, "25"},
        {"20,000-", LL_DECIMAL_COMMA, "-20"},
        {"1.250.000", LL_DECIMAL_COMMA, "1250000"},
        {"1.25", LL_DECIMAL_COMMA, NULL},
        {"1250.000,5", LL_DECIMAL_COMMA, NULL},
        {"8.450,00", LL_DECIMAL_COMMA, "8450"},
        {"1,2,3", LL_DECIMAL_COMMA, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str out;
        struct ll_err err;
        enum ll_status status =
            ll_decimal_read(arena, ll_str_from_cstr(rows[i].in), rows[i].format, &out, &err);
        if ((status == LL_OK) != (rows[i].out != NULL)) {
            fail_msg("\"%s\": status %d", rows[i].in, status);
        }
        if (status == LL_OK) {
            assert_str(out, rows[i].out);
        }
    }
    struct ll_str out;
    struct ll_err err;
    struct ll_str most = LL_STR("99999999999999999999999999999999999999");
    assert_int_equal(ll_decimal_read(arena, most, LL_DECIMAL_PLAIN, &out, &err), LL_OK);
    struct ll_str more = LL_STR("999999999999999999999999999999999999990");
    assert_int_equal(ll_decimal_read(arena, more, LL_DECIMAL_PLAIN, &out, &err), LL_ELIMIT);
    int64_t value = 0;
    assert_int_equal(ll_decimal_to_i64(LL_STR("-12"), &value), LL_OK);
    assert_int_equal(value, -12);
    assert_int_equal(ll_decimal_to_i64(LL_STR("1.5"), &value), LL_EINVAL);
    assert_int_equal(ll_decimal_to_i64(most, &value), LL_EOVERFLOW);
}

/* ---- one line ---- */

static const char *const labels[LL_PF_COUNT] = {
    "document", "id",      "date",     "currency", "buyer", "seller", "reference",
    "line",     "class",   "quantity", "unit",     "price", "imei",   "serial",
    "text",     "trigger", "client",   "part",     "gtin",  "maker",  "status",
};

static const struct ll_purchase_evidence no_evidence = {.stated_class = {"", 0}, .maker = {"", 0}};

static struct ll_purchase_line line_of(const char *name, const char *quantity, const char *unit)
{
    return (struct ll_purchase_line){.source_line = 1,
                                     .name = ll_str_from_cstr(name),
                                     .quantity = ll_str_from_cstr(quantity),
                                     .unit = ll_str_from_cstr(unit)};
}

static void test_lines(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *name;
        const char *quantity;
        const char *unit;
        enum ll_line_kind kind;
        int64_t units;
        enum ll_finding_code code; /* LL_W_ROW_SKIPPED: none is expected */
    } rows[] = {
        {"iPhone 15", "3", "EA", LL_LINE_DEVICE, 3, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "3", "PCE", LL_LINE_DEVICE, 3, LL_W_UNIT_LENIENT},
        {"iPhone 15", "3", "PR", LL_LINE_DEVICE, 6, LL_W_UNIT_MULTIPLE},
        {"iPhone 15", "3", "XBX", LL_LINE_UNCLEAR, 0, LL_E_PACK_SIZE},
        {"iPhone 15", "3", "MON", LL_LINE_UNCLEAR, 0, LL_W_UNIT_NOT_PIECES},
        {"iPhone 15", "3", "Q9", LL_LINE_UNCLEAR, 3, LL_E_UNIT_UNKNOWN},
        {"iPhone 15", "0", "EA", LL_LINE_DEVICE, 0, LL_W_QTY_ZERO},
        {"iPhone 15", "1.5", "EA", LL_LINE_UNCLEAR, 0, LL_E_QTY},
        {"iPhone 15", "", "EA", LL_LINE_UNCLEAR, 0, LL_E_QTY},
        {"iPhone 15", "1000000001", "EA", LL_LINE_UNCLEAR, 0, LL_E_QTY},
        {"iPhone 15", "1000000000", "DZN", LL_LINE_UNCLEAR, 0, LL_E_QTY},
        {"iPhone 15", "-3", "EA", LL_LINE_RETURN, 3, LL_E_RETURN},
        {"Buy-back iPhone 12", "-3", "EA", LL_LINE_BUYBACK, 3, LL_W_BUYBACK_LINE},
        {"iPhone 15 twin pack", "3", "EA", LL_LINE_DEVICE, 3, LL_W_UNIT_MULTIPLE},
        {"iPhone 12 refurbished", "3", "EA", LL_LINE_DEVICE, 3, LL_W_REFURBISHED},
        {"Tablets", "500", "EA", LL_LINE_UNCLEAR, 500, LL_W_CLASS_UNKNOWN},
        {"Screen protector", "-3", "EA", LL_LINE_OTHER, 0, LL_W_ROW_SKIPPED},
        {"Beeswax", "1.5", "KGM", LL_LINE_OTHER, 0, LL_W_ROW_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_purchase_context context = {.arena = arena, .labels = labels};
        struct ll_findings findings = {.count = 0};
        struct ll_err err;
        struct ll_purchase_line line = line_of(rows[i].name, rows[i].quantity, rows[i].unit);
        assert_int_equal(ll_purchase_check_line(&context, &no_evidence, &line, &findings, &err),
                         LL_OK);
        bool expected = rows[i].code == LL_W_ROW_SKIPPED
                            ? findings.count == 0
                            : count_findings(&findings, rows[i].code) == 1;
        if (line.kind != rows[i].kind || line.units.n != rows[i].units || !expected) {
            print_findings(rows[i].name, &findings);
            fail_msg("\"%s\" %s %s: %s %lld", rows[i].name, rows[i].quantity, rows[i].unit,
                     ll_line_kind_name(line.kind), (long long)line.units.n);
        }
    }
}

/* Grams, exactly; whole ones. */
static void test_masses(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *name;
        const char *quantity;
        const char *unit;
        enum ll_line_kind kind;
        int64_t mass_g;
        enum ll_finding_code code; /* LL_W_ROW_SKIPPED: none is expected */
    } rows[] = {
        {"iPhone 15", "340", "KGM", LL_LINE_DEVICE, 340000, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "0.001", "KGM", LL_LINE_DEVICE, 1, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "12.345", "kg", LL_LINE_DEVICE, 12345, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "7", "GRM", LL_LINE_DEVICE, 7, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "1.000001", "TNE", LL_LINE_DEVICE, 1000001, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "1000000", "TNE", LL_LINE_DEVICE, 1000000000000, LL_W_CLASS_TEXT_ONLY},
        {"iPhone 15", "1000000.000001", "TNE", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "12.3456", "KGM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "0.5", "GRM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "1.0000001", "TNE", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "99999999999999999999", "KGM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "", "KGM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "1,5", "KGM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "--5", "KGM", LL_LINE_UNCLEAR, 0, LL_E_MASS},
        {"iPhone 15", "0", "KGM", LL_LINE_DEVICE, 0, LL_W_QTY_ZERO},
        {"iPhone 15", "-3.5", "KGM", LL_LINE_RETURN, 3500, LL_E_RETURN},
        {"Buy-back iPhone 12", "-3", "KGM", LL_LINE_BUYBACK, 3000, LL_W_BUYBACK_LINE},
        {"iPhone 12 refurbished", "3", "KGM", LL_LINE_DEVICE, 3000, LL_W_REFURBISHED},
        {"Tablets", "500", "KGM", LL_LINE_UNCLEAR, 500000, LL_W_CLASS_UNKNOWN},
        {"Tablets", "0.0001", "KGM", LL_LINE_UNCLEAR, 0, LL_W_CLASS_UNKNOWN},
        {"Beeswax", "1.5555", "KGM", LL_LINE_OTHER, 0, LL_W_ROW_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_purchase_context context = {.arena = arena, .labels = labels};
        struct ll_findings findings = {.count = 0};
        struct ll_err err;
        struct ll_purchase_line line = line_of(rows[i].name, rows[i].quantity, rows[i].unit);
        assert_int_equal(ll_purchase_check_line(&context, &no_evidence, &line, &findings, &err),
                         LL_OK);
        bool expected = rows[i].code == LL_W_ROW_SKIPPED
                            ? findings.count == 0
                            : count_findings(&findings, rows[i].code) == 1;
        if (line.kind != rows[i].kind || line.mass.g != rows[i].mass_g || line.units.n != 0 ||
            !expected) {
            print_findings(rows[i].name, &findings);
            fail_msg("\"%s\" %s %s: %s %lld g", rows[i].name, rows[i].quantity, rows[i].unit,
                     ll_line_kind_name(line.kind), (long long)line.mass.g);
        }
    }
    /* Numbers of devices say how many they are: a mass does not. */
    struct ll_purchase_context context = {.arena = arena, .labels = labels};
    const struct ll_purchase_raw_id raw = {
        .kind = LL_RAW_IMEI, .source_line = 1, .text = LL_STR("490154203237518")};
    const struct ll_purchase_evidence listed = {
        .stated_class = LL_STR(""), .maker = LL_STR(""), .raw_ids = &raw, .raw_id_count = 1};
    struct ll_findings findings = {.count = 0};
    struct ll_err err;
    struct ll_purchase_line line = line_of("iPhone 15", "3", "KGM");
    assert_int_equal(ll_purchase_check_line(&context, &listed, &line, &findings, &err), LL_OK);
    assert_int_equal(line.kind, LL_LINE_UNCLEAR);
    assert_int_equal(count_findings(&findings, LL_E_MASS_DEVICES), 1);
}

static void test_mapping(void **state)
{
    struct ll_arena *arena = *state;
    const struct ll_class_map map[] = {
        {LL_CLASS_MAP_PART, LL_STR("X-1"), LL_STR("tablet")},
        {LL_CLASS_MAP_GTIN, LL_STR("04006381333931"), LL_STR("")},
        {LL_CLASS_MAP_TAC, LL_STR("49015420"), LL_STR("feature_phone_nb")},
    };
    const struct ll_purchase_options options = {.map = map, .map_count = 3};
    struct ll_purchase_context context = {.arena = arena, .labels = labels, .options = &options};
    struct ll_findings findings = {.count = 0};
    struct ll_err err;
    struct ll_purchase_line line = line_of("Screen protector", "3", "EA");
    line.part = LL_STR("x-1");
    assert_int_equal(ll_purchase_check_line(&context, &no_evidence, &line, &findings, &err), LL_OK);
    assert_int_equal(line.kind, LL_LINE_DEVICE);
    assert_int_equal(line.basis, LL_CLASS_BY_MAPPING);
    assert_str(line.class_id, "tablet");
    line = line_of("iPhone 15", "3", "EA");
    line.gtin = LL_STR("04006381333931");
    assert_int_equal(ll_purchase_check_line(&context, &no_evidence, &line, &findings, &err), LL_OK);
    assert_int_equal(line.kind, LL_LINE_OTHER);
    line = line_of("Article 7", "1", "EA");
    struct ll_purchase_raw_id raw = {.kind = LL_RAW_IMEI, .text = LL_STR("490154203237518")};
    struct ll_purchase_evidence evidence = no_evidence;
    evidence.raw_ids = &raw;
    evidence.raw_id_count = 1;
    assert_int_equal(ll_purchase_check_line(&context, &evidence, &line, &findings, &err), LL_OK);
    assert_int_equal(line.basis, LL_CLASS_BY_TAC);
    assert_str(line.class_id, "feature_phone_nb");
    assert_int_equal(findings.count, 0);
}

static void test_identities(void **state)
{
    struct ll_arena *arena = *state;
    static const struct {
        const char *text;
        enum ll_purchase_raw_kind kind;
        size_t devices;
        enum ll_finding_code code; /* LL_W_ROW_SKIPPED: none of the number's own */
    } rows[] = {
        {"490154203237518", LL_RAW_IMEI, 1, LL_W_ROW_SKIPPED},
        {"490154203237518,356938035643809", LL_RAW_IMEI, 2, LL_W_ROW_SKIPPED},
        {"490154203237518 / 356938035643809", LL_RAW_IMEI, 2, LL_W_ROW_SKIPPED},
        {"490154203237518\n356938035643809\n", LL_RAW_IMEI, 2, LL_W_ROW_SKIPPED},
        {"490154203237518 356938035643809", LL_RAW_IMEI, 2, LL_W_ROW_SKIPPED},
        {"49015420 323751 8", LL_RAW_IMEI, 1, LL_W_ROW_SKIPPED},
        {"49-015420-323751-8; 35-693803-564380-9", LL_RAW_IMEI, 2, LL_W_ROW_SKIPPED},
        {"490154203237518,356938035643808", LL_RAW_IMEI, 1, LL_E_IMEI_CHECK},
        {"4.90154E+14", LL_RAW_IMEI, 0, LL_E_IMEI_LOSSY},
        {"49015420323751", LL_RAW_IMEI, 1, LL_W_IMEI_NO_CHECK},
        {"000000000000000", LL_RAW_IMEI, 0, LL_E_IMEI_PLACEHOLDER},
        {"F2LX9876", LL_RAW_SERIAL, 1, LL_W_ROW_SKIPPED},
        {"490154203237518", LL_RAW_SERIAL, 1, LL_W_ROW_SKIPPED},
        {"490154203237519", LL_RAW_SERIAL, 0, LL_E_IMEI_CHECK},
        {"n/a", LL_RAW_SERIAL, 0, LL_E_SERIAL},
        {"490154203237518", LL_RAW_IMEI2, 1, LL_W_ROW_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_purchase_context context = {.arena = arena, .labels = labels};
        struct ll_findings findings = {.count = 0};
        struct ll_err err;
        struct ll_purchase_line line = line_of("iPhone 15", "2", "EA");
        struct ll_purchase_raw_id raw = {
            .kind = rows[i].kind, .source_line = 1, .text = ll_str_from_cstr(rows[i].text)};
        struct ll_purchase_evidence evidence = no_evidence;
        evidence.raw_ids = &raw;
        evidence.raw_id_count = 1;
        assert_int_equal(ll_purchase_check_line(&context, &evidence, &line, &findings, &err),
                         LL_OK);
        bool expected = rows[i].code == LL_W_ROW_SKIPPED
                            ? !ll_findings_have_error(&findings, 0)
                            : count_findings(&findings, rows[i].code) == 1;
        bool differs = line.device_count > 0 && line.device_count != 2;
        if (line.device_count != rows[i].devices || !expected ||
            (count_findings(&findings, LL_W_SERIAL_COUNT) == 1) != differs) {
            print_findings(rows[i].text, &findings);
            fail_msg("\"%s\": %zu devices", rows[i].text, line.device_count);
        }
        for (size_t k = 0; k < findings.count; k++) {
            assert_int_equal(ll_str_find(findings.items[k].value, LL_STR("4901"), false), SIZE_MAX);
        }
    }
}

static void test_finding_table(void **state)
{
    (void)state;
    size_t errors = 0;
    for (int code = 0; code <= (int)LL_W_ROW_SKIPPED; code++) {
        const char *name = ll_finding_name((enum ll_finding_code)code);
        assert_true(name[0] == 'E' || name[0] == 'W');
        assert_true(strlen(ll_finding_text((enum ll_finding_code)code)) > 5);
        if (ll_finding_is_error((enum ll_finding_code)code)) {
            errors++;
            assert_true(ll_finding_effect((enum ll_finding_code)code) >= LL_DISPOSITION_REVIEW);
            assert_true(strlen(ll_finding_hint((enum ll_finding_code)code)) > 5);
        }
    }
    assert_true(errors > 20);
}

/* Against a plain array, with keys that share long beginnings. */
static void test_keyset(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_test_random random = ll_test_random_begin();
    struct ll_keyset set = {.arena = arena};
    enum {
        KEYS = 2000
    };
    struct ll_str keys[KEYS];
    size_t kept = 0;
    for (size_t i = 0; i < KEYS; i++) {
        char buf[8];
        size_t len = ll_test_random_below(&random, sizeof(buf));
        for (size_t k = 0; k < len; k++) {
            buf[k] = (char)('a' + ll_test_random_below(&random, 3));
        }
        struct ll_str key = ll_str_copy(arena, (struct ll_str){buf, len});
        size_t *place = NULL;
        struct ll_err err;
        size_t found = SIZE_MAX;
        for (size_t k = 0; k < kept && found == SIZE_MAX; k++) {
            found = ll_str_eq(keys[k], key) ? k : SIZE_MAX;
        }
        size_t *seen = ll_keyset_find(&set, key);
        assert_int_equal(ll_keyset_put(&set, key, kept, &place, &err), LL_OK);
        assert_ptr_equal(seen, place);
        if (found == SIZE_MAX) {
            assert_null(place);
            keys[kept++] = key;
        } else {
            assert_non_null(place);
            assert_int_equal(*place, found);
        }
    }
    assert_true(kept > 500);
}

/* A list and texts of many chunks against plain arrays. */
static void test_chunks(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_test_random random = ll_test_random_begin();
    enum {
        THINGS = 5000
    };
    struct thing {
        size_t number;
        char rest[88];
    };
    struct ll_chunks list;
    struct ll_texts texts;
    uint32_t names[THINGS];
    struct ll_str copies[THINGS];
    char *bytes = ll_arena_alloc(arena, 70000, 1);
    assert_non_null(bytes);
    ll_chunks_init(&list, arena, sizeof(struct thing));
    ll_texts_init(&texts, arena);
    for (size_t i = 0; i < 70000; i++) {
        bytes[i] = (char)('a' + ll_test_random_below(&random, 26));
    }
    for (size_t i = 0; i < THINGS; i++) {
        struct thing *thing = ll_chunks_add(&list);
        assert_non_null(thing);
        assert_int_equal(thing->number, 0);
        thing->number = i + 1;
        /* Short ones, some of a chunk and more. */
        size_t len = ll_test_random_below(&random, i % 100 == 0 ? 70000 : 40);
        uint32_t dropped = 0;
        struct ll_err err;
        copies[i] = ll_str_copy(arena, (struct ll_str){bytes + 70000 - len, len});
        if (i % 7 == 0) {
            assert_int_equal(ll_texts_put(&texts, LL_STR("forgotten"), &dropped, &err), LL_OK);
            ll_texts_undo(&texts, dropped);
        }
        assert_int_equal(i % 2 == 0 ? ll_texts_put(&texts, copies[i], &names[i], &err)
                                    : ll_texts_intern(&texts, copies[i], &names[i], &err),
                         LL_OK);
        if (i % 50 == 0) {
            assert_int_equal(ll_texts_put(&texts, copies[i], &dropped, &err), LL_OK);
            ll_texts_undo(&texts, dropped);
        }
    }
    for (size_t i = 0; i < THINGS; i++) {
        assert_int_equal(((struct thing *)ll_chunks_at(&list, i))->number, i + 1);
        assert_true(ll_str_eq(ll_texts_get(&texts, names[i]), copies[i]));
        assert_int_equal(names[i] == 0, copies[i].len == 0);
    }
    /* What is repeated is kept once. */
    uint32_t once = 0;
    uint32_t again = 0;
    struct ll_err err;
    assert_int_equal(ll_texts_intern(&texts, LL_STR("laptop"), &once, &err), LL_OK);
    assert_int_equal(ll_texts_intern(&texts, LL_STR("laptop"), &again, &err), LL_OK);
    assert_int_equal(once, again);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        T(test_words),         T(test_codes),  T(test_units),   T(test_decimals),
        T(test_lines),         T(test_masses), T(test_mapping), T(test_identities),
        T(test_finding_table), T(test_keyset), T(test_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
