#include "service/treatment_balance.h"

static const char *kind_word(enum ll_treatment_kind kind)
{
    return kind == LL_TREATMENT_KIND_MECHANICAL ? LL_R("mechanical") : LL_R("metallurgical");
}

static const char *certainty_word(const struct ll_tolerance *rule)
{
    return ll_str_eq_cstr(LL_STR("high"), rule->certainty) ? LL_R("certain") : LL_R("uncertain");
}

/* What the table lets, on the day; what is asked only narrows it. */
static enum ll_status find(const struct ll_treatment_asked_ppm *asked, enum ll_treatment_kind kind,
                           struct ll_date day, const struct ll_tolerance **ret_rule,
                           int64_t *ret_ppm, struct ll_err *reterr)
{
    const struct ll_tolerance *rule =
        ll_tolerance_find(ll_tolerances, ll_tolerance_count, kind, day);
    if (rule == NULL) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "no tolerance of %s treatments is known for that day",
                    kind_word(kind));
        ll_err_where(reterr, "treated_on");
        ll_err_hint(reterr, "give the day on which it was done");
        return status;
    }
    int64_t widest_ppm = ll_tolerance_widest(rule, kind);
    if (asked->is_there && asked->ppm > widest_ppm) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL,
                    "a tolerance of %lld ppm is wider than the %lld ppm of %s treatments since %s "
                    "(%s: %s)",
                    (long long)asked->ppm, (long long)widest_ppm, kind_word(kind), rule->valid_from,
                    certainty_word(rule), rule->source);
        ll_err_where(reterr, "tolerance_ppm");
        ll_err_hint(reterr, "leave it out, or give a narrower one");
        return status;
    }
    *ret_rule = rule;
    *ret_ppm = asked->is_there ? asked->ppm : widest_ppm;
    return LL_OK;
}

enum ll_status ll_treatment_balance(const struct ll_treatment_asked_ppm *asked,
                                    enum ll_treatment_kind kind, struct ll_date day,
                                    struct ll_mass input, struct ll_mass output, int64_t *ret_ppm,
                                    struct ll_err *reterr)
{
    const struct ll_tolerance *rule = NULL;
    struct ll_mass bound;
    int64_t ppm = 0;
    LL_TRY(find(asked, kind, day, &rule, &ppm, reterr));
    enum ll_balance balance = ll_tolerance_judge(rule, kind, ppm, input, output, &bound);
    if (balance == LL_BALANCE_HOLDS) {
        *ret_ppm = ppm;
        return LL_OK;
    }
    bool is_heavy = balance == LL_BALANCE_HEAVY;
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED,
        "outputs of %lld g do not balance an input of %lld g: they are off by %lld g, and may be "
        "by %lld g (%s treatments since %s; %s: %s)",
        (long long)output.g, (long long)input.g,
        (long long)(is_heavy ? output.g - input.g : input.g - output.g), (long long)bound.g,
        kind_word(kind), rule->valid_from, certainty_word(rule), rule->source);
    ll_err_where(reterr, "outputs");
    ll_err_hint(reterr, "%s",
                is_heavy ? LL_R("what comes out cannot weigh more than what went in")
                         : LL_R("name what is missing as a fraction: dust, loss, residue"));
    return status;
}
