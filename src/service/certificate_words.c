#include "service/certificate_words.h"

#include "base/catalogue.h"
#include "draw/certificate_words.h"

#define SENTENCE_BYTES_MAX 8192
#define NAMED_MAX 20 /* serials in a sentence; the body lists them all */

/* ---- what is calculated or a convention ---- */
static bool always(const struct ll_certified *certified)
{
    return certified->units > 0 || certified->uncounted_g > 0;
}

static bool has_units(const struct ll_certified *certified)
{
    return certified->units > 0;
}

static bool has_uncounted(const struct ll_certified *certified)
{
    return certified->uncounted_g > 0;
}

static bool is_paid(const struct ll_certified *certified)
{
    return certified->unpaid_units == 0;
}

static bool has_found(const struct ll_certified *certified)
{
    return certified->found_units > 0;
}

static bool has_certifications(const struct ll_certified *certified)
{
    return certified->has_certifications;
}

static bool has_materials(const struct ll_certified *certified)
{
    return certified->materials.count > 0;
}

static bool has_calculated(const struct ll_certified *certified)
{
    const struct ll_certified_material *materials = certified->materials.items;
    bool has = false;
    for (size_t i = 0; i < certified->materials.count; i++) {
        has = has || materials[i].is_calculated;
    }
    return has;
}

static bool is_sampled(const struct ll_certified *certified)
{
    return (certified->bases & 1u << LL_RECEIPT_BASIS_SAMPLED) != 0;
}

static bool is_weighed(const struct ll_certified *certified)
{
    return (certified->bases & 1u << LL_RECEIPT_BASIS_WEIGHED) != 0;
}

static bool is_by_mass(const struct ll_certified *certified)
{
    const struct ll_certified_line *lines = certified->lines.items;
    bool by_mass = false;
    for (size_t i = 0; i < certified->lines.count; i++) {
        by_mass = by_mass || lines[i].measure == LL_MEASURE_GRAMS;
    }
    return by_mass && certified->units > 0;
}

static const struct convention {
    const char *text;
    bool (*holds)(const struct ll_certified *certified);
} conventions[] = {
    {LL_T("Which unit stands for which device is a convention: mixed units cannot be told apart."),
     has_units},
    {LL_T("Uncounted e-waste is stated by its mass alone: how many devices were in it is not "
          "known, and which gram stands for which device is a convention."),
     has_uncounted},
    {LL_T("The mass is that of the lots as weighed at collection, shared out by number of units."),
     has_units},
    {LL_T("The mass of uncounted e-waste is as weighed at collection, or by a plant where it found "
          "more."),
     has_uncounted},
    {LL_T("The units are scrap devices of other owners; they are not this client's own waste."),
     has_units},
    {LL_T("The uncounted e-waste is that of other owners; it is not this client's own waste."),
     has_uncounted},
    {LL_T("The documents' dates are as written on them, or as booked where they bear none."),
     always},
    {LL_T("Paid for means that a price is recorded with every collection cited here; fees "
          "between the parties are settled elsewhere."),
     is_paid},
    {LL_T("Some units were found, not collected: there were more than recorded. The mass of those "
          "found by a plant is calculated, the typical one of their class."),
     has_found},
    {LL_T("A plant's certifications are those that the issuer has recorded as valid on the day of "
          "its receipt; what they cover is for the certifier to say."),
     has_certifications},
    {LL_T("A number from a sample is calculated: the lower 95 percent limit, never above what was "
          "declared."),
     is_sampled},
    {LL_T("A number from a weight is calculated: what was declared, in the proportion of the mass "
          "received to the mass collected."),
     is_weighed},
    {LL_T(
         "Materials are a share, by mass, of what was made of these units and of others together."),
     has_materials},
    {LL_T("Materials that are called calculated follow from assays and yields; they were not "
          "weighed."),
     has_calculated},
    {LL_T("Demand by mass takes whole units, each credited its lot's mass by the number of its "
          "units, "
          "rounded down; what the last one weighs beyond the demand serves nobody."),
     is_by_mass},
};
const size_t ll_certificate_convention_count = sizeof(conventions) / sizeof(conventions[0]);

const char *ll_certificate_convention(const struct ll_certified *certified, size_t i)
{
    LL_ASSERT(i < ll_certificate_convention_count);
    return conventions[i].holds(certified) ? conventions[i].text : NULL;
}

/* ---- sentences ---- */
enum ll_status ll_certificate_lead(struct ll_arena *arena, const struct ll_certified *certified,
                                   struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_printed_certificate printed = {
        .stage = certified->stage,
        .triggers = certified->triggers,
        .has_period = certified->has_period,
        .period_from = certified->period_from,
        .period_to = certified->period_to,
        .mass = {certified->mass_g},
        .is_paid = certified->unpaid_units == 0,
        .dropped = {certified->dropped_units},
        .dropped_uncounted = {certified->dropped_g},
    };
    const struct ll_certified_line *lines = certified->lines.items;
    const struct ll_printed_sum scrap = {.units = {certified->units},
                                         .mass = {certified->uncounted_g}};
    struct ll_printed_sum demand = {.units = {0}};
    for (size_t i = 0; i < certified->lines.count; i++) {
        bool in_grams = lines[i].measure == LL_MEASURE_GRAMS;
        demand.mass.g += in_grams ? lines[i].positions : 0;
        demand.units.n += in_grams ? 0 : lines[i].positions;
    }
    struct ll_locale locale;
    struct ll_strbuf out;
    LL_TRY(ll_locale_open(LL_LANGUAGE_EN, &locale, reterr));
    ll_strbuf_init(&out, arena, SENTENCE_BYTES_MAX);
    ll_certificate_lead_put(&locale, &printed, &demand, &scrap, arena, &out);
    return ll_strbuf_finish(&out, ret_text, reterr);
}

enum ll_status ll_certificate_history(struct ll_arena *arena, const struct ll_certified *certified,
                                      struct ll_str ret_texts[LL_CERTIFICATE_HISTORY_MAX],
                                      size_t *ret_count, struct ll_err *reterr)
{
    const struct ll_reissued_item *reissued = certified->reissued.items;
    struct ll_strbuf out;
    *ret_count = 0;
    if (certified->reissued.count > 0) {
        ll_strbuf_init(&out, arena, SENTENCE_BYTES_MAX);
        ll_strbuf_cstr(&out, "Reissued, in whole or in part, from certificate ");
        for (size_t i = 0; i < certified->reissued.count && i < NAMED_MAX; i++) {
            ll_strbuf_cstr(&out, i > 0 ? ", " : "");
            ll_strbuf_str(&out, reissued[i].serial);
        }
        ll_strbuf_cstr(&out, certified->reissued.count > NAMED_MAX ? " and others" : "");
        ll_strbuf_cstr(&out, ", revoked as stated in error.");
        LL_TRY(ll_strbuf_finish(&out, &ret_texts[(*ret_count)++], reterr));
    }
    if (certified->replaces.len > 0) {
        ll_strbuf_init(&out, arena, SENTENCE_BYTES_MAX);
        ll_strbuf_fmt(&out, "This replaces certificate %.*s.", LL_STR_ARG(certified->replaces));
        LL_TRY(ll_strbuf_finish(&out, &ret_texts[(*ret_count)++], reterr));
    }
    return LL_OK;
}
