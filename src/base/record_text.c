/* Fields from text: options, form fields, cells. Decimals are read as digits, never as floats. */
#include "base/mem.h"
#include "base/record_field.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "12.5" with scale 3 as 12500. More digits than the scale holds must be zeros. */
static enum ll_status read_fixed(struct ll_str s, int scale, int64_t *ret_value)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    size_t at = negative ? 1 : 0;
    size_t point = ll_str_find_char(s, '.');
    if (point == at || point + 1 == s.len || (s.len > at && s.ptr[at] == '0' && point > at + 1)) {
        return LL_EPARSE;
    }
    int64_t value = 0;
    int left = scale;
    for (; at < s.len; at++) {
        if (at == point) {
            continue;
        }
        if (!is_digit(s.ptr[at])) {
            return LL_EPARSE;
        }
        if (at > point && left == 0) {
            if (s.ptr[at] != '0') {
                return LL_EINVAL;
            }
            continue;
        }
        left -= at > point;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, s.ptr[at] - '0', &value)) {
            return LL_EOVERFLOW;
        }
    }
    for (; left > 0; left--) {
        if (__builtin_mul_overflow(value, 10, &value)) {
            return LL_EOVERFLOW;
        }
    }
    *ret_value = negative ? -value : value;
    return LL_OK;
}

static enum ll_status refuse_fixed(const struct ll_field *field, struct ll_str s,
                                   enum ll_status status, const char *too_fine,
                                   struct ll_err *reterr)
{
    const char *what = LL_R("%s is no number with a decimal point");
    if (status == LL_EINVAL) {
        what = too_fine;
    } else if (status == LL_EOVERFLOW) {
        what = LL_R("%s is too large");
    } else if (ll_str_find_char(s, ',') != s.len) {
        what = LL_R("%s has a comma; write a decimal point, and thousands without a mark");
    }
    return ll_field_refuse(field, &s, what, reterr);
}

static enum ll_status read_i64(const struct ll_field *field, struct ll_str s, int64_t *ret_value,
                               struct ll_err *reterr)
{
    int64_t value;
    enum ll_status status = ll_str_to_i64(s, &value);
    if (status == LL_EOVERFLOW) {
        return ll_field_refuse(field, &s, "%s is too large", reterr);
    }
    if (status != LL_OK) {
        return ll_field_refuse(field, &s, "%s is no whole number", reterr);
    }
    LL_TRY(ll_field_check_i64(field, value, reterr));
    *ret_value = value;
    return LL_OK;
}

/* The letters at the end, and what is before them without spaces. */
static struct ll_str split_unit(struct ll_str s, struct ll_str *ret_number)
{
    size_t at = s.len;
    while (at > 0 && !is_digit(s.ptr[at - 1]) && s.ptr[at - 1] != ' ' && s.ptr[at - 1] != '.') {
        at--;
    }
    *ret_number = ll_str_trim(ll_str_sub(s, 0, at));
    return ll_str_sub(s, at, s.len);
}

static enum ll_status read_mass(const struct ll_field *field, struct ll_str s,
                                struct ll_mass *ret_mass, struct ll_err *reterr)
{
    static const struct {
        const char *unit;
        int scale;
    } units[] = {{"", 0}, {"g", 0}, {"kg", 3}, {"t", 6}};
    struct ll_str number;
    struct ll_str unit = split_unit(s, &number);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (!ll_str_eq_cstr(unit, units[i].unit)) {
            continue;
        }
        int64_t mass_g;
        enum ll_status status = read_fixed(number, units[i].scale, &mass_g);
        if (status != LL_OK) {
            return refuse_fixed(field, s, status, LL_R("%s is not a whole number of grams"),
                                reterr);
        }
        LL_TRY(ll_field_check_i64(field, mass_g, reterr));
        ret_mass->g = mass_g;
        return LL_OK;
    }
    return ll_field_refuse(field, &s, "%s has no unit known here (g, kg, t)", reterr);
}

static enum ll_status read_money(const struct ll_field *field, struct ll_str s,
                                 struct ll_money *ret_money, struct ll_err *reterr)
{
    struct ll_str number;
    struct ll_str code = split_unit(s, &number);
    char currency[4] = "";
    if (code.len == sizeof(currency) - 1) {
        memcpy(currency, code.ptr, code.len);
    }
    int scale = ll_currency_scale(currency);
    if (scale < 0) {
        return ll_field_refuse(field, &s, "%s does not end with a currency known here", reterr);
    }
    int64_t minor;
    enum ll_status status = read_fixed(number, scale, &minor);
    if (status != LL_OK) {
        return refuse_fixed(field, s, status, LL_R("%s has more decimals than the currency"),
                            reterr);
    }
    return ll_field_check_money(field, code, minor, ret_money, reterr);
}

static enum ll_status read_bool(const struct ll_field *field, struct ll_str s, bool *ret_value,
                                struct ll_err *reterr)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {
        {"true", true},   {"yes", true}, {"on", true},   {"1", true},
        {"false", false}, {"no", false}, {"off", false}, {"0", false},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ll_str_eq_cstr(s, words[i].word)) {
            *ret_value = words[i].value;
            return LL_OK;
        }
    }
    return ll_field_refuse(field, &s, "%s is neither true nor false", reterr);
}

static enum ll_status copy_str(struct ll_arena *arena, struct ll_str s, struct ll_str *ret_copy,
                               struct ll_err *reterr)
{
    struct ll_str copy = ll_str_copy(arena, s);
    if (copy.ptr == NULL) {
        return ll_field_no_memory(reterr);
    }
    *ret_copy = copy;
    return LL_OK;
}

static enum ll_status read_strs(struct ll_arena *arena, const struct ll_field *field,
                                struct ll_str s, struct ll_list *ret_list, struct ll_err *reterr)
{
    size_t count = s.len == 0 ? 0 : 1;
    for (size_t i = 0; i < s.len; i++) {
        count += s.ptr[i] == ',';
    }
    LL_TRY(ll_field_check_i64(field, (int64_t)count, reterr));
    struct ll_str *items = LL_NEW_ARRAY(arena, struct ll_str, count);
    if (items == NULL) {
        return ll_field_no_memory(reterr);
    }
    struct ll_str rest = s;
    for (size_t i = 0; i < count; i++) {
        size_t comma = ll_str_find_char(rest, ',');
        struct ll_str item = ll_str_trim(ll_str_sub(rest, 0, comma));
        LL_TRY(ll_field_check_item(field, item, reterr));
        LL_TRY(copy_str(arena, item, &items[i], reterr));
        rest = ll_str_sub(rest, comma + 1, rest.len);
    }
    *ret_list = (struct ll_list){.items = items, .count = count};
    return LL_OK;
}

/* CODE and REF borrow what they read, so it is copied first. */
static enum ll_status read_word(struct ll_arena *arena, const struct ll_field *field,
                                struct ll_str s, void *ret_slot, struct ll_err *reterr)
{
    struct ll_str copy = s;
    if (field->type == LL_FIELD_CODE || field->type == LL_FIELD_REF) {
        LL_TRY(copy_str(arena, s, &copy, reterr));
    }
    return ll_field_read_word(field, copy, ret_slot, reterr);
}

static enum ll_status read_field(struct ll_arena *arena, const struct ll_field *field,
                                 struct ll_str s, void *ret_slot, struct ll_err *reterr)
{
    struct ll_str trimmed = ll_str_trim(s);
    switch (field->type) {
    case LL_FIELD_I64:
    case LL_FIELD_UNITS: /* a struct of one int64_t */
        return read_i64(field, trimmed, ret_slot, reterr);
    case LL_FIELD_BOOL:
        return read_bool(field, trimmed, ret_slot, reterr);
    case LL_FIELD_STR:
        LL_TRY(ll_field_check_str(field, s, reterr));
        return copy_str(arena, s, ret_slot, reterr);
    case LL_FIELD_CODE:
    case LL_FIELD_REF:
    case LL_FIELD_ID:
    case LL_FIELD_TIME:
    case LL_FIELD_DATE:
    case LL_FIELD_MONTH:
    case LL_FIELD_ENUM:
        return read_word(arena, field, trimmed, ret_slot, reterr);
    case LL_FIELD_MASS:
        return read_mass(field, trimmed, ret_slot, reterr);
    case LL_FIELD_MONEY:
        return read_money(field, trimmed, ret_slot, reterr);
    case LL_FIELD_BYTES:
        return ll_field_read_hex(arena, field, trimmed, ret_slot, reterr);
    case LL_FIELD_STRS:
        return read_strs(arena, field, trimmed, ret_slot, reterr);
    case LL_FIELD_LIST:
        return ll_field_refuse(field, NULL, "a list of objects can be given as JSON only", reterr);
    case LL_FIELD_FILE:
        break;
    }
    struct ll_file file = {.bytes = LL_STR("")};
    LL_TRY(ll_field_check_item(field, s, reterr));
    LL_TRY(copy_str(arena, s, &file.name, reterr));
    *(struct ll_file *)ret_slot = file;
    return LL_OK;
}

enum ll_status ll_field_from_text(struct ll_arena *arena, const struct ll_field *field,
                                  struct ll_str text, void *ret_struct, struct ll_err *reterr)
{
    enum ll_status status =
        read_field(arena, field, text, (char *)ret_struct + field->offset, reterr);
    if (status != LL_OK) {
        ll_err_where_text(reterr, field->name, ".");
        return status;
    }
    ll_field_mark_present(field, ret_struct);
    return LL_OK;
}
