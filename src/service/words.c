#include "service/words.h"

size_t ll_words_split(struct ll_str s, char separator, struct ll_str *ret_parts, size_t most)
{
    size_t count = 0;
    for (;;) {
        size_t end = ll_str_find_char(s, separator);
        if (count < most) {
            ret_parts[count] = ll_str_trim(ll_str_sub(s, 0, end));
        }
        count++;
        if (end >= s.len) {
            return count;
        }
        s = ll_str_sub(s, end + 1, s.len);
    }
}

enum ll_status ll_words_units(struct ll_str s, const char *what, struct ll_units *ret_units,
                              struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX};
    return ll_field_from_text(NULL, &field, s, ret_units, reterr);
}

enum ll_status ll_words_mass(struct ll_str s, const char *what, struct ll_mass *ret_mass,
                             struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX};
    return ll_field_from_text(NULL, &field, s, ret_mass, reterr);
}

enum ll_status ll_words_asked(enum ll_measure measure, struct ll_units units, struct ll_mass mass,
                              struct ll_units *ret_units, struct ll_err *reterr)
{
    bool in_grams = measure == LL_MEASURE_GRAMS;
    if (in_grams ? units.n == 0 && mass.g > 0 : mass.g == 0 && units.n > 0) {
        ret_units->n = in_grams ? mass.g : units.n;
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EINVAL, "%s",
        in_grams ? LL_R("nobody counted what this is about: say what it weighs, not how many")
                 : LL_R("what this is about was counted: say how many, not what they weigh"));
    ll_err_where(reterr, in_grams ? "mass" : "units");
    ll_err_hint(reterr, in_grams ? LL_R("--mass 12.5kg") : LL_R("--units K"));
    return status;
}

enum ll_status ll_words_measured(struct ll_str s, enum ll_measure measure, const char *what,
                                 struct ll_units *ret_units, struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(MASS), .min = 1, .max = LL_UNITS_MAX};
    struct ll_mass mass;
    if (measure == LL_MEASURE_PIECES) {
        return ll_words_units(s, what, ret_units, reterr);
    }
    LL_TRY(ll_field_from_text(NULL, &field, s, &mass, reterr));
    ret_units->n = mass.g;
    return LL_OK;
}

enum ll_status ll_words_money(struct ll_str s, const char *what, struct ll_money *ret_money,
                              struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(MONEY)};
    return ll_field_from_text(NULL, &field, s, ret_money, reterr);
}

enum ll_status ll_words_i64(struct ll_str s, const char *what, int64_t min, int64_t max,
                            int64_t *ret_value, struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(I64), .min = min, .max = max};
    return ll_field_from_text(NULL, &field, s, ret_value, reterr);
}

enum ll_status ll_words_date(struct ll_str s, const char *what, struct ll_date *ret_date,
                             struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(DATE)};
    return ll_field_from_text(NULL, &field, s, ret_date, reterr);
}

enum ll_status ll_words_code(struct ll_arena *arena, struct ll_str s, const char *what,
                             struct ll_str *ret_code, struct ll_err *reterr)
{
    struct ll_field field = {.name = what, LL_REQ(CODE)};
    return ll_field_from_text(arena, &field, s, ret_code, reterr);
}

enum ll_status ll_words_token(struct ll_str s, const char *what, struct ll_err *reterr)
{
    static const char marks[] = "._:/#+-";
    bool good = s.len >= 1 && s.len <= 64;
    for (size_t i = 0; good && i < s.len; i++) {
        char c = s.ptr[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               ll_str_find_char(ll_str_from_cstr(marks), c) < sizeof(marks) - 1;
    }
    if (good) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not a number or mark",
                                    (int)(s.len < 64 ? s.len : 64), s.ptr);
    ll_err_where(reterr, "%s", what);
    ll_err_hint(reterr,
                "1 to 64 letters without accents, digits and %s, no blanks: it stays in the "
                "log for ever, so no names or notes",
                marks);
    return status;
}
