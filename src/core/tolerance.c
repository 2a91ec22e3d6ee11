#include "core/tolerance.h"

#include "base/err.h"

const struct ll_tolerance ll_tolerances[] = {
#define ROW(kind, above_ppm, below_ppm, valid_from, certainty, source)                             \
    {kind, INT64_C(above_ppm), INT64_C(below_ppm), valid_from, certainty, source},
#include "core/treatment_tolerances.def"
#undef ROW
};
const size_t ll_tolerance_count = sizeof(ll_tolerances) / sizeof(ll_tolerances[0]);

static int32_t first_day(const struct ll_tolerance *row)
{
    struct ll_date day;
    enum ll_status status = ll_date_parse(ll_str_from_cstr(row->valid_from), &day, NULL);
    LL_ASSERT(status == LL_OK);
    return day.days;
}

const struct ll_tolerance *ll_tolerance_find(const struct ll_tolerance *rows, size_t count,
                                             enum ll_treatment_kind kind, struct ll_date day)
{
    struct ll_str name = ll_str_from_cstr(ll_treatment_kind_name(kind));
    const struct ll_tolerance *found = NULL;
    for (size_t i = 0; i < count; i++) {
        int32_t from = first_day(&rows[i]);
        if (ll_str_eq_cstr(name, rows[i].kind) && from <= day.days &&
            (found == NULL || from > first_day(found))) {
            found = &rows[i];
        }
    }
    return found;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t ll_tolerance_widest(const struct ll_tolerance *rule, enum ll_treatment_kind kind)
{
    bool both = kind == LL_TREATMENT_KIND_MECHANICAL;
    return both && rule->below_ppm > rule->above_ppm ? rule->below_ppm : rule->above_ppm;
}

/* Split, so that 10^15 g times 10^6 does not overflow. */
static int64_t share_of(int64_t g, int64_t ppm)
{
    return g / LL_PPM * ppm + g % LL_PPM * ppm / LL_PPM;
}

enum ll_balance ll_tolerance_judge(const struct ll_tolerance *rule, enum ll_treatment_kind kind,
                                   int64_t asked_ppm, struct ll_mass input, struct ll_mass output,
                                   struct ll_mass *ret_bound)
{
    bool is_weighed = kind == LL_TREATMENT_KIND_MECHANICAL;
    int64_t below_ppm = is_weighed ? least(asked_ppm, rule->below_ppm) : rule->below_ppm;
    int64_t above_g = share_of(input.g, least(asked_ppm, rule->above_ppm));
    int64_t below_g = share_of(input.g, below_ppm);
    ret_bound->g = output.g >= input.g ? above_g : below_g;
    return output.g - input.g > above_g   ? LL_BALANCE_HEAVY
           : input.g - output.g > below_g ? LL_BALANCE_LIGHT
                                          : LL_BALANCE_HOLDS;
}
