#include "base/record_field.h"

#include <stdalign.h>

#include "base/mem.h"
#include "base/text.h"

#define FACTS(type, least, most, words)                                                            \
    {                                                                                              \
        .size = sizeof(type), .align = alignof(type), .min = (least), .max = (most),               \
        .form = (words)                                                                            \
    }

static const struct ll_field_facts facts[] = {
    [LL_FIELD_I64] = FACTS(int64_t, -LL_JSON_INT_MAX, LL_JSON_INT_MAX, LL_R("a whole number")),
    [LL_FIELD_BOOL] = FACTS(bool, 0, 1, LL_R("true or false")),
    [LL_FIELD_STR] =
        FACTS(struct ll_str, 0, LL_FIELD_STR_MAX, LL_R("text without control characters")),
    [LL_FIELD_CODE] =
        FACTS(struct ll_str, 1, LL_FIELD_CODE_MAX,
              LL_R("a code: 1 to 64 of a-z 0-9 . _ - that begin with a letter or digit")),
    [LL_FIELD_REF] = FACTS(struct ll_str, 1, LL_FIELD_CODE_MAX, LL_R("an id or a code")),
    [LL_FIELD_ID] = FACTS(struct ll_id, 0, 0, "an id"),
    [LL_FIELD_TIME] = FACTS(struct ll_time, 0, 0, LL_R("a time like 2016-03-01T14:30:00Z")),
    [LL_FIELD_DATE] = FACTS(struct ll_date, 0, 0, LL_R("a day like 2016-03-01")),
    [LL_FIELD_MONTH] = FACTS(struct ll_month, 0, 0, LL_R("a month like 2016-03")),
    [LL_FIELD_UNITS] = FACTS(struct ll_units, 0, LL_UNITS_MAX, LL_R("a whole number of pieces")),
    [LL_FIELD_MASS] =
        FACTS(struct ll_mass, 0, LL_MASS_G_MAX,
              LL_R("a mass in whole grams (in JSON a number; elsewhere also like 12.5 kg)")),
    [LL_FIELD_MONEY] =
        FACTS(struct ll_money, 0, LL_JSON_INT_MAX,
              LL_R("an amount like 1.50 EUR (in JSON {\"currency\":\"EUR\",\"minor\":150})")),
    [LL_FIELD_BYTES] =
        FACTS(struct ll_str, 0, 65536, LL_R("bytes as hexadecimal digits, two for each")),
    [LL_FIELD_ENUM] = FACTS(int, 0, 0, "a word"),
    [LL_FIELD_LIST] = FACTS(struct ll_list, 0, 1000000, LL_R("a list of objects")),
    [LL_FIELD_STRS] =
        FACTS(struct ll_list, 0, 10000,
              LL_R("a list of texts (in JSON an array; elsewhere with commas between)")),
    [LL_FIELD_FILE] = FACTS(struct ll_file, 0, 0, LL_R("the path of a file")),
};
_Static_assert(sizeof(facts) / sizeof(facts[0]) == LL_FIELD_TYPE_COUNT, "a row for every type");

const struct ll_field_facts *ll_field_facts(enum ll_field_type type)
{
    LL_ASSERT((size_t)type < LL_FIELD_TYPE_COUNT);
    return &facts[type];
}

void ll_field_limits(const struct ll_field *field, int64_t *ret_min, int64_t *ret_max)
{
    const struct ll_field_facts *own = ll_field_facts(field->type);
    if (field->min == 0 && field->max == 0) {
        *ret_min = field->type == LL_FIELD_STR && field->required ? 1 : own->min;
        *ret_max = own->max;
        return;
    }
    *ret_min = field->min;
    *ret_max = field->max == 0 && field->min > 0 ? own->max : field->max;
}

/* ---- refusing ---- */

static bool shows_limits(const struct ll_field *field)
{
    return field->type == LL_FIELD_I64 || field->type == LL_FIELD_UNITS ||
           field->type == LL_FIELD_MASS || field->type == LL_FIELD_MONEY ||
           field->type == LL_FIELD_STR || field->type == LL_FIELD_BYTES ||
           field->type == LL_FIELD_LIST || field->type == LL_FIELD_STRS;
}

/* Of what a field takes, and from how many to how many; or how many at most when that is one. */
static const char *limited_form(enum ll_field_type type, bool is_one)
{
    if (type == LL_FIELD_STR || type == LL_FIELD_BYTES) {
        return is_one ? LL_R("give %s, %lld bytes") : LL_R("give %s, %lld to %lld bytes");
    }
    if (type == LL_FIELD_MONEY) {
        return is_one ? LL_R("give %s, %lld minor units")
                      : LL_R("give %s, %lld to %lld minor units");
    }
    if (type == LL_FIELD_LIST || type == LL_FIELD_STRS) {
        return is_one ? LL_R("give %s, %lld items") : LL_R("give %s, %lld to %lld items");
    }
    return is_one ? LL_R("give %s, %lld") : LL_R("give %s, %lld to %lld");
}

static void put_form(const struct ll_field *field, struct ll_text *text)
{
    const char *form = ll_field_facts(field->type)->form;
    if (field->type == LL_FIELD_ID) {
        ll_text_filled(text, LL_R("give an id that begins with '%s_'"), &field->id_prefix, 1);
    } else if (field->type == LL_FIELD_ENUM) {
        char words[LL_ERR_HINT_MAX];
        const char *all = words;
        struct ll_text list;
        ll_text_init(&list, words, sizeof(words));
        for (size_t i = 0; i < field->enum_row_count; i++) {
            ll_text_cstr(&list, i == 0 ? "" : ", ");
            ll_text_cstr(&list, field->enum_rows[i].name);
        }
        ll_text_filled(text, LL_R("give one of: %s"), &all, 1);
    } else if (shows_limits(field)) {
        char least[21];
        char most[21];
        int64_t min;
        int64_t max;
        ll_field_limits(field, &min, &max);
        least[ll_i64_digits(min, least)] = '\0';
        most[ll_i64_digits(max, most)] = '\0';
        const char *const pieces[] = {form, min < max ? least : most, most};
        ll_text_filled(text, limited_form(field->type, min >= max), pieces, 3);
    } else {
        ll_text_filled(text, LL_R("give %s"), &form, 1);
    }
}

enum ll_status ll_field_refuse(const struct ll_field *field, const struct ll_str *given,
                               const char *what, struct ll_err *reterr)
{
    char message[LL_ERR_TEXT_MAX];
    struct ll_text text;
    char quoted[LL_TEXT_QUOTED_MAX];
    const char *piece = quoted;
    ll_text_init(&text, quoted, sizeof(quoted));
    if (field->secret) {
        ll_text_cstr(&text, "\"…\"");
    } else {
        ll_text_quoted(&text, given == NULL ? LL_STR("") : *given);
    }
    ll_text_init(&text, message, sizeof(message));
    ll_text_filled(&text, what, &piece, 1);
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EINVAL, message);
    ll_text_init(&text, message, LL_ERR_HINT_MAX);
    put_form(field, &text);
    ll_err_hint_text(reterr, message);
    return status;
}

enum ll_status ll_field_no_memory(struct ll_err *reterr)
{
    return LL_FAIL_TEXT(reterr, LL_ENOMEM, ll_status_text(LL_ENOMEM));
}

/* ---- checks ---- */

enum ll_status ll_field_check_i64(const struct ll_field *field, int64_t value,
                                  struct ll_err *reterr)
{
    int64_t min;
    int64_t max;
    ll_field_limits(field, &min, &max);
    if (value < min || value > max) {
        char digits[20];
        struct ll_str given = {digits, ll_i64_digits(value, digits)};
        return ll_field_refuse(field, &given, "%s is outside its limits", reterr);
    }
    return LL_OK;
}

/* C0, DEL, and C1 (in UTF-8: C2 80 to C2 9F). */
static bool has_control(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20u || c == 0x7Fu ||
            (c == 0xC2u && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xA0u)) {
            return true;
        }
    }
    return false;
}

static enum ll_status check_clean(const struct ll_field *field, struct ll_str s,
                                  struct ll_err *reterr)
{
    if (!ll_str_is_utf8(s)) {
        return ll_field_refuse(field, &s, "%s is no UTF-8", reterr);
    }
    if (has_control(s)) {
        return ll_field_refuse(field, &s, "%s has a control character", reterr);
    }
    return LL_OK;
}

enum ll_status ll_field_check_str(const struct ll_field *field, struct ll_str s,
                                  struct ll_err *reterr)
{
    int64_t min;
    int64_t max;
    ll_field_limits(field, &min, &max);
    if ((int64_t)s.len < min || (int64_t)s.len > max) {
        return ll_field_refuse(
            field, &s, s.len == 0 ? LL_R("%s is empty") : LL_R("%s is too short or too long"),
            reterr);
    }
    return check_clean(field, s, reterr);
}

enum ll_status ll_field_check_item(const struct ll_field *field, struct ll_str s,
                                   struct ll_err *reterr)
{
    if (s.len == 0 || s.len > LL_FIELD_STR_MAX) {
        return ll_field_refuse(field, &s, "%s is empty or too long", reterr);
    }
    return check_clean(field, s, reterr);
}

enum ll_status ll_field_check_money(const struct ll_field *field, struct ll_str currency,
                                    int64_t minor, struct ll_money *ret_money,
                                    struct ll_err *reterr)
{
    struct ll_money money = {.minor = minor};
    if (currency.len == sizeof(money.currency) - 1) {
        memcpy(money.currency, currency.ptr, currency.len);
    }
    if (ll_currency_scale(money.currency) < 0) {
        return ll_field_refuse(field, &currency, "%s is no currency known here", reterr);
    }
    LL_TRY(ll_field_check_i64(field, minor, reterr));
    *ret_money = money;
    return LL_OK;
}

/* ---- words ---- */

static bool is_code(struct ll_str s)
{
    if (s.len == 0 || s.len > LL_FIELD_CODE_MAX) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!alnum && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
            return false;
        }
    }
    return true;
}

static enum ll_status read_enum(const struct ll_field *field, struct ll_str s, int *ret_value,
                                struct ll_err *reterr)
{
    for (size_t i = 0; i < field->enum_row_count; i++) {
        if (ll_str_eq_cstr(s, field->enum_rows[i].name)) {
            *ret_value = field->enum_rows[i].value;
            return LL_OK;
        }
    }
    return ll_field_refuse(field, &s, "%s is none of the words known here", reterr);
}

enum ll_status ll_field_read_word(const struct ll_field *field, struct ll_str s, void *ret_slot,
                                  struct ll_err *reterr)
{
    enum ll_status status = LL_EINVAL;
    if (field->type == LL_FIELD_CODE || field->type == LL_FIELD_REF) {
        /* An id has the characters of a code. */
        if (!is_code(s)) {
            return ll_field_refuse(field, &s, "%s is no code", reterr);
        }
        *(struct ll_str *)ret_slot = s;
        return LL_OK;
    }
    if (field->type == LL_FIELD_ENUM) {
        return read_enum(field, s, ret_slot, reterr);
    }
    if (field->type == LL_FIELD_ID) {
        status = ll_id_parse(field->id_prefix, s, ret_slot, reterr);
    } else if (field->type == LL_FIELD_TIME) {
        status = ll_time_parse(s, ret_slot, reterr);
    } else if (field->type == LL_FIELD_DATE) {
        status = ll_date_parse(s, ret_slot, reterr);
    } else {
        LL_ASSERT(field->type == LL_FIELD_MONTH);
        status = ll_month_parse(s, ret_slot, reterr);
    }
    if (status != LL_OK && reterr != NULL) {
        reterr->status = LL_EINVAL; /* as a field's value it is not acceptable */
    }
    return status == LL_OK ? LL_OK : LL_EINVAL;
}

enum ll_status ll_field_read_hex(struct ll_arena *arena, const struct ll_field *field,
                                 struct ll_str s, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    int64_t min;
    int64_t max;
    ll_field_limits(field, &min, &max);
    int64_t count = (int64_t)(s.len / 2);
    if (s.len % 2 != 0 || count < min || count > max) {
        return ll_field_refuse(field, &s, "%s has not the right number of digits", reterr);
    }
    uint8_t *bytes = ll_arena_alloc(arena, s.len / 2, 1);
    if (bytes == NULL) {
        return ll_field_no_memory(reterr);
    }
    if (ll_hex_decode(s, bytes) != LL_OK) {
        return ll_field_refuse(field, &s, "%s is not hexadecimal", reterr);
    }
    *ret_bytes = (struct ll_str){(const char *)bytes, s.len / 2};
    return LL_OK;
}

void ll_field_mark_present(const struct ll_field *field, void *ret_struct)
{
    if (field->present_offset != 0) {
        *(bool *)((char *)ret_struct + field->present_offset) = true;
    }
}

/* ---- currencies ---- */

struct currency {
    char code[4];
    int scale;
};

/* ISO 4217, list one: minor units of the currencies that programmes have met. */
static const struct currency currencies[] = {
    {"BIF", 0}, {"CDF", 2}, {"CHF", 2}, {"DJF", 0}, {"DKK", 2}, {"ETB", 2}, {"EUR", 2},
    {"GBP", 2}, {"GHS", 2}, {"GMD", 2}, {"GNF", 0}, {"JPY", 0}, {"KES", 2}, {"KMF", 0},
    {"LRD", 2}, {"LYD", 3}, {"MGA", 2}, {"MRU", 2}, {"MWK", 2}, {"MZN", 2}, {"NGN", 2},
    {"NOK", 2}, {"RWF", 0}, {"SEK", 2}, {"SLE", 2}, {"TND", 3}, {"TZS", 2}, {"UGX", 0},
    {"USD", 2}, {"XAF", 0}, {"XOF", 0}, {"ZAR", 2}, {"ZMW", 2},
};

int ll_currency_scale(const char *currency)
{
    struct ll_str wanted = ll_str_from_cstr(currency);
    for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++) {
        if (ll_str_eq_cstr(wanted, currencies[i].code)) {
            return currencies[i].scale;
        }
    }
    return -1;
}
