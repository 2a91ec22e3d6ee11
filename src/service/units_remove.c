/* units lose, divert, return, seize: units that leave the programme before they are recycled */
#include "base/catalogue.h"
#include "core/measure.h"
#include "service/answer.h"
#include "service/campaign.h"
#include "service/case.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/package.h"
#include "service/selection.h"
#include "service/settle.h"
#include "service/table.h"
#include "service/units.h"
#include "service/words.h"
#include "store/q_selection.h"

#define EXACT_RULE_VERSION 0 /* no rule chose: the units were named one by one */

struct units_remove {
    struct ll_str class_code;
    struct ll_date deadline;
    bool has_deadline;
    struct ll_date happened_on;
    bool has_happened_on;
    int64_t from;
    bool has_from;
    struct ll_str lot;
    struct ll_mass mass;
    struct ll_str note;
    struct ll_str package;
    struct ll_str reason;
    struct ll_file test_record;
    struct ll_str test_record_digest; /* 32 bytes */
    int64_t to;
    bool has_to;
    struct ll_units units;
};

#define WHICH_UNITS                                                                                \
    LL_MEMBER(units_remove, class_code, LL_OPT(CODE),                                              \
              .help = "only units of this class, of those in the package"),                        \
        LL_MEMBER(units_remove, deadline, LL_OPT(DATE), LL_PRESENT(units_remove, has_deadline),    \
                  .help = "by when the case about the rest has to be settled (in 30 days)"),       \
        LL_MEMBER(units_remove, from, LL_OPT(I64), LL_PRESENT(units_remove, has_from), .min = 0,   \
                  .max = LL_UNITS_MAX, .help = "with a lot: the number of the first unit")
#define HAPPENED(why)                                                                              \
    LL_MEMBER(units_remove, happened_on, LL_OPT(DATE), LL_PRESENT(units_remove, has_happened_on),  \
              .help = "the day it happened (today)"),                                              \
        LL_MEMBER(units_remove, lot, LL_OPT(REF), .one_of = "which",                               \
                  .help = "or the lot, when the very units are known"),                            \
        LL_MEMBER(units_remove, mass, LL_OPT(MASS), .min = 1, .max = LL_UNITS_MAX,                 \
                  .help = "how much, of a package of what nobody counted"),                        \
        LL_MEMBER(units_remove, note, LL_OPT(STR), .min = 1, .max = 4000,                          \
                  .help = "in words; kept apart from the ledger, where it can be erased"),         \
        LL_MEMBER(units_remove, package, LL_OPT(REF), .one_of = "which",                           \
                  .help = "the smallest package in which they were counted"),                      \
        LL_MEMBER(units_remove, reason, LL_REQ(CODE), .help = (why))
#define HOW_MANY                                                                                   \
    LL_MEMBER(units_remove, to, LL_OPT(I64), LL_PRESENT(units_remove, has_to), .min = 1,           \
              .max = LL_UNITS_MAX, .help = "with a lot: the number behind the last unit"),         \
        LL_MEMBER(units_remove, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,               \
                  .help = "how many, of a package")

static const struct ll_field lose_fields[] = {
    WHICH_UNITS, HAPPENED(LL_T("why, as a code: theft, fire")), HOW_MANY};
static const struct ll_record lose_record = LL_RECORD("units_lose", units_remove, lose_fields);
static const struct ll_field return_fields[] = {
    WHICH_UNITS, HAPPENED(LL_T("why, as a code: wrong-class, refused")), HOW_MANY};
static const struct ll_record return_record =
    LL_RECORD("units_return", units_remove, return_fields);
static const struct ll_field seize_fields[] = {
    WHICH_UNITS, HAPPENED(LL_T("why, as a code: customs, police")), HOW_MANY};
static const struct ll_record seize_record = LL_RECORD("units_seize", units_remove, seize_fields);
static const struct ll_field divert_fields[] = {
    WHICH_UNITS,
    HAPPENED(LL_T("why, as a code: reuse, repair")),
    LL_MEMBER(units_remove, test_record, LL_OPT(FILE), .one_of = "test_record",
              .help = "the record of the test that each of them passed"),
    LL_MEMBER(units_remove, test_record_digest, LL_OPT(BYTES), .min = 32, .max = 32,
              .one_of = "test_record", .help = "or its SHA-256, when the record stays elsewhere"),
    HOW_MANY,
};
static const struct ll_record divert_record =
    LL_RECORD("units_divert", units_remove, divert_fields);

/* ---- which units ---- */
struct removal {
    const struct units_remove *in;
    enum ll_fact fact;
    struct ll_programme_id programme_id;
    struct ll_q_package_by_id_row package; /* when the units are of a package */
    struct ll_selection selection;
    struct ll_units units;   /* how many of the package */
    enum ll_measure measure; /* of them */
    struct ll_units_removed body;
};

static enum ll_status which_wrong(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "say which units: so many of a package, or numbers of a lot");
    ll_err_hint(reterr, "--package CODE --units K (--mass M of what nobody counted), or --lot ID "
                        "--from A --to B");
    return status;
}

/* The fact is one of the stage table for every unit. */
static enum ll_status check_stages(const struct removal *removal, const struct ll_list *spans,
                                   struct ll_err *reterr)
{
    const struct ll_select_span *parts = removal->selection.contents.items;
    const enum ll_stage *stages = removal->selection.stages.items;
    const struct ll_lot_span *chosen = spans->items;
    size_t at = 0;
    for (size_t i = 0; i < removal->selection.contents.count; i++) {
        while (at < spans->count && (ll_id_cmp(chosen[at].lot_id.raw, parts[i].at.lot_id.raw) < 0 ||
                                     (ll_id_eq(chosen[at].lot_id.raw, parts[i].at.lot_id.raw) &&
                                      chosen[at].hi <= parts[i].at.lo))) {
            at++;
        }
        bool meets = at < spans->count && ll_id_eq(chosen[at].lot_id.raw, parts[i].at.lot_id.raw) &&
                     chosen[at].lo < parts[i].at.hi;
        if (!meets || ll_units_can(stages[i], removal->fact)) {
            continue;
        }
        char lot[LL_ID_TEXT_MAX];
        ll_id_format("lot", parts[i].at.lot_id.raw, lot);
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "[%lld, %lld) of %s is %s: there is no '%s' from there",
                    (long long)parts[i].at.lo, (long long)parts[i].at.hi, lot,
                    ll_stage_name(stages[i]), ll_fact_name(removal->fact));
        ll_err_hint(reterr, "docs/stages.md lists what can follow what");
        return status;
    }
    return LL_OK;
}

static enum ll_status choose_of_package(struct ll_ctx *ctx, struct removal *removal,
                                        struct ll_err *reterr)
{
    const struct units_remove *in = removal->in;
    LL_TRY(ll_find_package(ctx, in->package, &removal->package, reterr));
    removal->programme_id = removal->package.programme_id;
    LL_TRY(ll_package_measure(ctx, removal->package.package_id, &removal->measure, reterr));
    LL_TRY(ll_words_asked(removal->measure, in->units, in->mass, &removal->units, reterr));
    LL_TRY(ll_selection_of_package(ctx, removal->package.package_id, in->class_code,
                                   &removal->selection, reterr));
    if (removal->units.n > removal->selection.units) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ESHORT, "package '%.*s' holds %lld such %s, not %lld",
                    LL_STR_ARG(removal->package.code), (long long)removal->selection.units,
                    ll_measure_word(removal->measure), (long long)removal->units.n);
        ll_err_where(reterr, "%s", ll_measure_option(removal->measure));
        ll_err_hint(reterr, "see what it holds with 'loopledger package show %.*s'",
                    LL_STR_ARG(removal->package.code));
        return status;
    }
    removal->body.has_package_id = true;
    removal->body.package_id = removal->package.package_id;
    removal->body.rule_version = LL_SELECT_RULE_VERSION;
    return ll_selection_choose(ctx, &removal->selection, removal->units, LL_SELECT_ADVERSE,
                               &removal->body.spans, reterr);
}

static enum ll_status take_of_lot(struct ll_ctx *ctx, struct removal *removal,
                                  struct ll_err *reterr)
{
    const struct units_remove *in = removal->in;
    struct ll_q_lot_by_id_row lot;
    struct ll_span units = {in->from, in->to};
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (units.lo >= units.hi) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give numbers from 0, the first below the last",
                      "there is no unit in [%lld, %lld)", (long long)units.lo, (long long)units.hi);
        ll_err_where(reterr, "to");
        return status;
    }
    removal->programme_id = lot.programme_id;
    removal->measure = lot.measure;
    removal->body.rule_version = EXACT_RULE_VERSION;
    LL_TRY(ll_selection_of_lot(ctx, lot.lot_id, units, &removal->selection, reterr));
    removal->body.spans = removal->selection.whole;
    return LL_OK;
}

static enum ll_status choose(struct ll_ctx *ctx, struct removal *removal, struct ll_err *reterr)
{
    const struct units_remove *in = removal->in;
    bool of_package = in->package.len > 0;
    bool of_lot = in->lot.len > 0;
    bool exact = in->has_from && in->has_to;
    if (of_package == of_lot || (of_package && (in->has_from || in->has_to)) ||
        (of_package && in->units.n == 0 && in->mass.g == 0) ||
        (of_lot && (!exact || in->units.n > 0 || in->mass.g > 0 || in->class_code.len > 0))) {
        return which_wrong(reterr);
    }
    LL_TRY(of_package ? choose_of_package(ctx, removal, reterr)
                      : take_of_lot(ctx, removal, reterr));
    LL_TRY(check_stages(removal, &removal->body.spans, reterr));
    return ll_campaign_refuse(ctx, &removal->body.spans, reterr);
}

/* ---- when ---- */
/* The first day that they may have: nothing became of any of them after it, and their package, or
 * one around it or within it, did not move. */
static enum ll_status find_first_day(struct ll_ctx *ctx, const struct removal *removal,
                                     struct ll_date *ret_day, struct ll_err *reterr)
{
    const struct ll_lot_span *spans = removal->body.spans.items;
    struct ll_q_package_last_moved_in of_package = {removal->package.package_id};
    struct ll_q_package_last_moved_row by_package = {.has_last_moved = false};
    struct ll_q_lot_last_moved_in of_lot = {spans[0].lot_id, removal->in->from, removal->in->to};
    struct ll_q_lot_last_moved_row row = {.has_last_moved = false};
    if (removal->body.has_package_id) {
        LL_TRY(ll_q_package_last_moved(ctx->store, ctx->arena, &of_package, &by_package, reterr));
        row.has_last_moved = by_package.has_last_moved;
        row.last_moved = by_package.last_moved;
    } else {
        LL_TRY(ll_q_lot_last_moved(ctx->store, ctx->arena, &of_lot, &row, reterr));
    }
    *ret_day = removal->selection.last_day;
    if (row.has_last_moved && row.last_moved.days > ret_day->days) {
        *ret_day = row.last_moved;
    }
    return LL_OK;
}

static enum ll_status check_day(struct ll_ctx *ctx, struct removal *removal, struct ll_err *reterr)
{
    const struct units_remove *in = removal->in;
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = in->has_happened_on ? in->happened_on : today;
    struct ll_date first;
    if (day.days > today.days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "record it once it is done, with the day on which it was",
                      "the day lies ahead");
        ll_err_where(reterr, "happened_on");
        return status;
    }
    LL_TRY(find_first_day(ctx, removal, &first, reterr));
    if (day.days < first.days) {
        char text[LL_TIME_TEXT_MAX];
        ll_date_format(first, text);
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL,
                    "the last that is known of some of these units is of %s, after that", text);
        ll_err_where(reterr, "happened_on");
        ll_err_hint(reterr, "give the day on which it happened, or was noticed: %s or later", text);
        return status;
    }
    removal->body.happened_on = day;
    return LL_OK;
}

/* When the very units are known, there is no case. */
static enum ll_status open_case(struct ll_ctx *ctx, struct removal *removal, struct ll_err *reterr)
{
    const struct units_remove *in = removal->in;
    const struct ll_case_rest rest = {
        .package_id = removal->package.package_id,
        .cause = in->reason,
        .deadline = in->has_deadline ? in->deadline : ll_case_deadline(ctx),
        .note = in->note,
    };
    return !removal->body.has_package_id
               ? LL_OK
               : ll_case_open_rest(ctx, &rest, &removal->selection, removal->units,
                                   &removal->body.has_case_id, &removal->body.case_id, reterr);
}

static int64_t count_units(const struct ll_list *list)
{
    const struct ll_lot_span *spans = list->items;
    int64_t units = 0;
    for (size_t i = 0; i < list->count; i++) {
        units += spans[i].hi - spans[i].lo;
    }
    return units;
}

static enum ll_status store(struct ll_ctx *ctx, struct removal *removal, struct ll_settle *settle,
                            struct ll_err *reterr)
{
    const struct ll_lot_span *spans = removal->body.spans.items;
    ll_settle_begin(ctx, removal->programme_id, settle);
    for (size_t i = 0; i < removal->body.spans.count; i++) {
        LL_TRY(ll_settle_out(settle, &spans[i], reterr));
    }
    LL_TRY(open_case(ctx, removal, reterr));
    LL_TRY(ll_settle_before(settle, removal->in->reason, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_UNITS_REMOVED, &removal->body, reterr));
    return ll_settle_refill(settle, false, reterr);
}

static enum ll_status run_remove(struct ll_ctx *ctx, const struct units_remove *in,
                                 enum ll_fact fact, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct removal removal = {
        .in = in,
        .fact = fact,
        .body = {.class_code = in->class_code, .fact = (int)fact, .reason = in->reason},
    };
    struct ll_settle settle;
    if (fact == LL_FACT_DIVERT) {
        LL_TRY(ll_evidence_digest(ctx, "test-record", &in->test_record, in->test_record_digest,
                                  &removal.body.test_record_digest, reterr));
    }
    LL_TRY(choose(ctx, &removal, reterr));
    LL_TRY(check_day(ctx, &removal, reterr));
    LL_TRY(store(ctx, &removal, &settle, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (removal.body.has_case_id) {
        ll_answer_id(ctx, answer, "case_id", "cas", removal.body.case_id.raw);
    }
    ll_answer_measured(ctx, answer, removal.measure, count_units(&removal.body.spans));
    ll_settle_answer(&settle, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

#define RUN(verb, FACT)                                                                            \
    static enum ll_status run_##verb(struct ll_ctx *ctx, const void *input,                        \
                                     struct ll_json **ret_answer, struct ll_err *reterr)           \
    {                                                                                              \
        return run_remove(ctx, input, LL_FACT_##FACT, ret_answer, reterr);                         \
    }
RUN(lose, LOSE)
RUN(divert, DIVERT)
RUN(return, RETURN)
RUN(seize, SEIZE)

#define CONVENTION                                                                                 \
    "Of a package, units that serve nobody are taken first, then those that serve the latest "     \
    "demand; which they are is a convention, so the rest of the package is under review until "    \
    "the case that this opens is closed. What they served is filled again from other lots at its " \
    "old queue place, and certificates that cite them are put under review."

const struct ll_service ll_service_units_lose = {
    .noun = "units",
    .verb = "lose",
    .help = "record that units were lost, stolen or destroyed on the way",
    .details = CONVENTION " A lost unit never comes back: when it turns up it is found.",
    .input = &lose_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_lose,
};
const struct ll_service ll_service_units_divert = {
    .noun = "units",
    .verb = "divert",
    .help = "record that units work and go to reuse, with the record of their test",
    .details = CONVENTION,
    .input = &divert_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_divert,
};
const struct ll_service ll_service_units_return = {
    .noun = "units",
    .verb = "return",
    .help = "record that units went back to where they came from",
    .details = CONVENTION,
    .input = &return_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_return,
};
const struct ll_service ll_service_units_seize = {
    .noun = "units",
    .verb = "seize",
    .help = "record that an authority seized units",
    .details = CONVENTION,
    .input = &seize_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_seize,
};
