#include "service/certificate_words.h"

#include "base/catalogue.h"

#define SENTENCE_BYTES_MAX 8192
#define NAMED_MAX 20 /* serials in a sentence; the body lists them all */

static const struct stage_words {
    enum ll_stage stage;
    const char *verb;   /* after "{units} scrap devices … were collected in {countries}" */
    bool names_plants;  /* "… at {plants}" follows the verb */
    const char *caveat; /* or NULL */
    bool is_commitment;
} stage_table[] = {
    {LL_STAGE_ACCEPTED, " and are set aside", false, "They have not been shipped or recycled yet.",
     true},
    {LL_STAGE_SHIPPED, " and are on their way to a recycler", false,
     "They have not been received or recycled yet.", true},
    {LL_STAGE_RECEIVED, " and received", true, "Their recycling is not evidenced yet.", false},
    {LL_STAGE_DISMANTLED, ", received and dismantled", true,
     "What they were taken apart into is not recycled yet.", false},
    {LL_STAGE_RECYCLED, " and recycled", true, NULL, false},
};

static const struct stage_words *words_of(enum ll_stage stage)
{
    for (size_t i = 0; i < sizeof(stage_table) / sizeof(stage_table[0]); i++) {
        if (stage_table[i].stage == stage) {
            return &stage_table[i];
        }
    }
    LL_ASSERT(false);
}

/* What the client did with its devices. */
static const struct {
    enum ll_trigger trigger;
    const char *words;
} trigger_table[] = {
    {LL_TRIGGER_PURCHASE, "bought"},
    {LL_TRIGGER_LEASE, "leased"},
    {LL_TRIGGER_DISPOSAL, "disposed of"},
    {LL_TRIGGER_REUSE_EXPORT, "exported for reuse"},
};

const char ll_certificate_footprint[] = "This does not change the footprint of the new devices.";

const char *const ll_certificate_conventions[] = {
    LL_T("Which unit stands for which device is a convention: mixed units cannot be told apart."),
    LL_T("The mass is that of the lots as weighed at collection, shared out by number of units."),
    LL_T("The units are scrap devices of other owners; they are not this client's own waste."),
    LL_T("The documents' dates are as written on them, or as booked where they bear none."),
    LL_T("Paid for means that a price is recorded with every collection cited here; fees "
         "between the parties are settled elsewhere."),
    LL_T("What a plant is certified for is not stated here."),
};
const size_t ll_certificate_convention_count =
    sizeof(ll_certificate_conventions) / sizeof(ll_certificate_conventions[0]);

const char *ll_certificate_caveat(enum ll_stage stage)
{
    return words_of(stage)->caveat;
}

/* 12345678 as "12,345,678". */
static void put_grouped(struct ll_strbuf *out, int64_t value)
{
    char digits[32];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (count > 0) {
        ll_strbuf_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0) {
            ll_strbuf_char(out, ',');
        }
    }
}

/* "60 (smartphone), 15 (tablet) devices of X, bought (documents of …), " */
static void put_demand(struct ll_strbuf *out, const struct ll_certified *certified,
                       struct ll_str beneficiary)
{
    const struct ll_certified_line *lines = certified->lines.items;
    for (size_t i = 0; i < certified->lines.count; i++) {
        ll_strbuf_cstr(out, i > 0 ? ", " : "");
        put_grouped(out, lines[i].units);
        ll_strbuf_fmt(out, " (%.*s)", LL_STR_ARG(lines[i].class_code));
    }
    ll_strbuf_fmt(out, " devices of %.*s, ", LL_STR_ARG(beneficiary));
    const char *before = "";
    for (size_t i = 0; i < sizeof(trigger_table) / sizeof(trigger_table[0]); i++) {
        if ((certified->triggers & (1u << trigger_table[i].trigger)) != 0) {
            ll_strbuf_fmt(out, "%s%s", before, trigger_table[i].words);
            before = " or ";
        }
    }
    if (certified->has_period) {
        char from[LL_TIME_TEXT_MAX];
        char to[LL_TIME_TEXT_MAX];
        bool one_day = certified->period_from.days == certified->period_to.days;
        ll_date_format(certified->period_from, from);
        ll_date_format(certified->period_to, to);
        ll_strbuf_fmt(out, " (documents of %s%s%s)", from, one_day ? "" : " to ",
                      one_day ? "" : to);
    }
    ll_strbuf_cstr(out, certified->triggers != 0 || certified->has_period ? ", " : "");
}

/* "60 scrap devices (5.4 kg, weighed at collection) were collected and paid for in GH, NG" */
static void put_supply(struct ll_strbuf *out, const struct ll_certified *certified)
{
    const struct ll_certified_scrap *scrap = certified->scrap.items;
    put_grouped(out, certified->units);
    ll_strbuf_cstr(out, " scrap devices (");
    put_grouped(out, certified->mass_g / 1000);
    ll_strbuf_fmt(out, ".%lld kg, weighed at collection) were collected%s in ",
                  (long long)(certified->mass_g % 1000 / 100),
                  certified->unpaid_units == 0 ? " and paid for" : "");
    for (size_t i = 0; i < certified->scrap.count; i++) {
        bool named = false;
        for (size_t j = 0; j < i; j++) {
            named = named || (scrap[j].country[0] == scrap[i].country[0] &&
                              scrap[j].country[1] == scrap[i].country[1]);
        }
        if (!named) {
            ll_strbuf_fmt(out, "%s%s", i > 0 ? ", " : "", scrap[i].country);
        }
    }
}

enum ll_status ll_certificate_lead(struct ll_arena *arena, const struct ll_certified *certified,
                                   struct ll_str beneficiary, struct ll_str plants,
                                   struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct stage_words *words = words_of(certified->stage);
    struct ll_strbuf out;
    ll_strbuf_init(&out, arena, SENTENCE_BYTES_MAX);
    ll_strbuf_cstr(&out, words->is_commitment ? "Commitment: for " : "For ");
    put_demand(&out, certified, beneficiary);
    put_supply(&out, certified);
    ll_strbuf_cstr(&out, words->verb);
    if (words->names_plants) {
        ll_strbuf_fmt(&out, " at %.*s", LL_STR_ARG(plants));
    }
    ll_strbuf_char(&out, '.');
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
    if (certified->dropped_units > 0) {
        ll_strbuf_init(&out, arena, SENTENCE_BYTES_MAX);
        put_grouped(&out, certified->dropped_units);
        ll_strbuf_cstr(&out, " scrap devices cited before have left the programme since and are no "
                             "longer cited.");
        LL_TRY(ll_strbuf_finish(&out, &ret_texts[(*ret_count)++], reterr));
    }
    return LL_OK;
}
