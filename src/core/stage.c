#include "core/stage.h"

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

#define X(symbol, number, text) {.value = (number), .name = (text)},
const struct ll_enum_row ll_fact_rows[] = {LL_FACT_ROWS(X)};
#undef X

/*
 * A stage never falls: moving on from an interim plant keeps what was reached there. Adverse facts
 * end a unit's way, save that what authorities seized may be ordered back. Before departure there
 * is nothing to return: a wrong count is corrected at the lot's tail instead.
 */
const struct ll_stage_step ll_stage_steps[] = {
    {LL_STAGE_ACCEPTED, LL_FACT_DEPART, LL_STAGE_SHIPPED, "the first departure towards a plant"},
    {LL_STAGE_ACCEPTED, LL_FACT_RECEIVE_DOMESTIC, LL_STAGE_RECEIVED,
     "only at a plant in the country of origin"},
    {LL_STAGE_ACCEPTED, LL_FACT_LOSE, LL_STAGE_LOST, ""},
    {LL_STAGE_ACCEPTED, LL_FACT_DIVERT, LL_STAGE_DIVERTED, ""},
    {LL_STAGE_ACCEPTED, LL_FACT_SEIZE, LL_STAGE_SEIZED, ""},
    {LL_STAGE_SHIPPED, LL_FACT_DEPART, LL_STAGE_SHIPPED, "a further leg"},
    {LL_STAGE_SHIPPED, LL_FACT_ARRIVE, LL_STAGE_SHIPPED, "at a warehouse or port on the way"},
    {LL_STAGE_SHIPPED, LL_FACT_RECEIVE, LL_STAGE_RECEIVED, "counted and signed for by a plant"},
    {LL_STAGE_SHIPPED, LL_FACT_LOSE, LL_STAGE_LOST, ""},
    {LL_STAGE_SHIPPED, LL_FACT_DIVERT, LL_STAGE_DIVERTED, ""},
    {LL_STAGE_SHIPPED, LL_FACT_RETURN, LL_STAGE_RETURNED, "taken back to the country of origin"},
    {LL_STAGE_SHIPPED, LL_FACT_SEIZE, LL_STAGE_SEIZED, ""},
    {LL_STAGE_RECEIVED, LL_FACT_DEPART, LL_STAGE_RECEIVED, "from an interim plant to the next"},
    {LL_STAGE_RECEIVED, LL_FACT_ARRIVE, LL_STAGE_RECEIVED, "on the way between plants"},
    {LL_STAGE_RECEIVED, LL_FACT_RECEIVE_ONWARD, LL_STAGE_RECEIVED, "signed for by the next plant"},
    {LL_STAGE_RECEIVED, LL_FACT_DISMANTLE, LL_STAGE_DISMANTLED, ""},
    {LL_STAGE_RECEIVED, LL_FACT_RECYCLE, LL_STAGE_RECYCLED, "treated whole"},
    {LL_STAGE_RECEIVED, LL_FACT_LOSE, LL_STAGE_LOST, ""},
    {LL_STAGE_RECEIVED, LL_FACT_DIVERT, LL_STAGE_DIVERTED, ""},
    {LL_STAGE_RECEIVED, LL_FACT_RETURN, LL_STAGE_RETURNED, "refused by the plant"},
    {LL_STAGE_RECEIVED, LL_FACT_SEIZE, LL_STAGE_SEIZED, ""},
    {LL_STAGE_DISMANTLED, LL_FACT_DEPART, LL_STAGE_DISMANTLED, "its parts, to the next plant"},
    {LL_STAGE_DISMANTLED, LL_FACT_ARRIVE, LL_STAGE_DISMANTLED, "its parts, between plants"},
    {LL_STAGE_DISMANTLED, LL_FACT_RECEIVE_ONWARD, LL_STAGE_DISMANTLED,
     "its parts, signed for by the next plant"},
    {LL_STAGE_DISMANTLED, LL_FACT_RECYCLE, LL_STAGE_RECYCLED, ""},
    {LL_STAGE_DISMANTLED, LL_FACT_LOSE, LL_STAGE_LOST, "its parts"},
    {LL_STAGE_DISMANTLED, LL_FACT_DIVERT, LL_STAGE_DIVERTED, "its parts"},
    {LL_STAGE_DISMANTLED, LL_FACT_SEIZE, LL_STAGE_SEIZED, "its parts"},
    {LL_STAGE_SEIZED, LL_FACT_RETURN, LL_STAGE_RETURNED, "ordered back by the authorities"},
};
const size_t ll_stage_step_count = LENGTH(ll_stage_steps);

const struct ll_stage_trait ll_stage_traits[] = {
    {LL_STAGE_ACCEPTED, 1, LL_PLACE_CUSTODY},  {LL_STAGE_SHIPPED, 2, LL_PLACE_CUSTODY},
    {LL_STAGE_RECEIVED, 3, LL_PLACE_CUSTODY},  {LL_STAGE_DISMANTLED, 4, LL_PLACE_TREATED},
    {LL_STAGE_RECYCLED, 5, LL_PLACE_TREATED},  {LL_STAGE_LOST, 0, LL_PLACE_LOST},
    {LL_STAGE_DIVERTED, 0, LL_PLACE_DIVERTED}, {LL_STAGE_RETURNED, 0, LL_PLACE_RETURNED},
    {LL_STAGE_SEIZED, 0, LL_PLACE_SEIZED},
};
const size_t ll_stage_trait_count = LENGTH(ll_stage_traits);

const char *ll_fact_name(enum ll_fact fact)
{
    for (size_t i = 0; i < LL_FACT_ROW_COUNT; i++) {
        if (ll_fact_rows[i].value == (int)fact) {
            return ll_fact_rows[i].name;
        }
    }
    return "?";
}

const char *ll_place_name(enum ll_place place)
{
    static const char *const names[LL_PLACE_COUNT] = {"in custody", "treated",  "lost",
                                                      "diverted",   "returned", "seized"};
    return (size_t)place < LL_PLACE_COUNT ? names[place] : "?";
}

enum ll_status ll_stage_next(enum ll_stage from, enum ll_fact fact, enum ll_stage *ret_to,
                             struct ll_err *reterr)
{
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        if (ll_stage_steps[i].from == from && ll_stage_steps[i].fact == fact) {
            *ret_to = ll_stage_steps[i].to;
            return LL_OK;
        }
    }
    return LL_FAIL(reterr, LL_EREFUSED, "units in stage '%s' cannot take the fact '%s'",
                   ll_stage_name(from), ll_fact_name(fact));
}

static const struct ll_stage_trait *find_trait(enum ll_stage stage)
{
    for (size_t i = 0; i < ll_stage_trait_count; i++) {
        if (ll_stage_traits[i].stage == stage) {
            return &ll_stage_traits[i];
        }
    }
    return NULL;
}

int ll_stage_rank(enum ll_stage stage)
{
    const struct ll_stage_trait *trait = find_trait(stage);
    return trait == NULL ? 0 : trait->rank;
}

bool ll_stage_reached(enum ll_stage stage, enum ll_stage least)
{
    int needed = ll_stage_rank(least);
    return needed > 0 && ll_stage_rank(stage) >= needed;
}

bool ll_stage_place(enum ll_stage stage, enum ll_place *ret_place)
{
    const struct ll_stage_trait *trait = find_trait(stage);
    if (trait == NULL) {
        return false;
    }
    *ret_place = trait->place;
    return true;
}

enum ll_status ll_stage_balance(const struct ll_stage_span *spans, size_t count,
                                struct ll_units accepted,
                                struct ll_units ret_counts[LL_PLACE_COUNT], struct ll_err *reterr)
{
    int64_t counts[LL_PLACE_COUNT] = {0};
    int64_t reached = 0;
    for (size_t i = 0; i < count; i++) {
        struct ll_span units = spans[i].units;
        enum ll_place place;
        if (!ll_span_ok(units) || units.lo != reached) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "the stages of a lot leave a gap or overlap: [%lld, %lld) after %lld",
                           (long long)units.lo, (long long)units.hi, (long long)reached);
        }
        if (!ll_stage_place(spans[i].stage, &place)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "%d is no stage", (int)spans[i].stage);
        }
        counts[place] += ll_span_len(units);
        reached = units.hi;
    }
    if (reached != accepted.n) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot of %lld accepted units has stages for %lld",
                       (long long)accepted.n, (long long)reached);
    }
    for (size_t i = 0; i < LL_PLACE_COUNT; i++) {
        ret_counts[i] = (struct ll_units){counts[i]};
    }
    return LL_OK;
}
