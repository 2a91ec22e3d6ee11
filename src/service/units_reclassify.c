/* units reclassify: devices that turned out to be of another class */
#include "core/measure.h"
#include "service/answer.h"
#include "service/case.h"
#include "service/event.h"
#include "service/find.h"
#include "service/package.h"
#include "service/selection.h"
#include "service/settle.h"
#include "service/table.h"
#include "service/words.h"
#include "store/q_selection.h"

#define EXACT_RULE_VERSION 0 /* no rule chose: the units were named one by one */

struct units_reclassify {
    struct ll_str class_code;
    struct ll_date deadline;
    bool has_deadline;
    int64_t from;
    bool has_from;
    struct ll_str from_class;
    struct ll_str lot;
    struct ll_mass mass;
    struct ll_str note;
    struct ll_str package;
    struct ll_str reason;
    int64_t to;
    bool has_to;
    struct ll_units units;
};
static const struct ll_field reclassify_fields[] = {
    LL_MEMBER(units_reclassify, class_code, LL_REQ(CODE), .help = "the class that they are of"),
    LL_MEMBER(units_reclassify, deadline, LL_OPT(DATE), LL_PRESENT(units_reclassify, has_deadline),
              .help = "by when the case about the rest has to be settled (in 30 days)"),
    LL_MEMBER(units_reclassify, from, LL_OPT(I64), LL_PRESENT(units_reclassify, has_from), .min = 0,
              .max = LL_UNITS_MAX, .help = "with a lot: the number of the first unit"),
    LL_MEMBER(units_reclassify, from_class, LL_OPT(CODE),
              .help = "only units of this class, of those in the package (any other)"),
    LL_MEMBER(units_reclassify, lot, LL_OPT(REF), .one_of = "which",
              .help = "or the lot, when the very units are known"),
    LL_MEMBER(units_reclassify, mass, LL_OPT(MASS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how much, of a package of what nobody counted"),
    LL_MEMBER(units_reclassify, note, LL_OPT(STR), .min = 1, .max = 4000,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(units_reclassify, package, LL_OPT(REF), .one_of = "which",
              .help = "the smallest package in which they were counted"),
    LL_MEMBER(units_reclassify, reason, LL_REQ(CODE), .help = "why, as a code: sorted, misread"),
    LL_MEMBER(units_reclassify, to, LL_OPT(I64), LL_PRESENT(units_reclassify, has_to), .min = 1,
              .max = LL_UNITS_MAX, .help = "with a lot: the number behind the last unit"),
    LL_MEMBER(units_reclassify, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many, of a package"),
};
static const struct ll_record reclassify_record =
    LL_RECORD("units_reclassify", units_reclassify, reclassify_fields);

struct reclass {
    const struct units_reclassify *in;
    struct ll_programme_id programme_id;
    struct ll_q_package_by_id_row package; /* when the units are of a package */
    struct ll_selection selection;
    struct ll_units units;   /* how many of the package */
    enum ll_measure measure; /* of them */
    struct ll_units_reclassified body;
};

/* ---- which units ---- */
static enum ll_status choose_of_package(struct ll_ctx *ctx, struct reclass *reclass,
                                        struct ll_err *reterr)
{
    const struct units_reclassify *in = reclass->in;
    LL_TRY(ll_find_package(ctx, in->package, &reclass->package, reterr));
    reclass->programme_id = reclass->package.programme_id;
    LL_TRY(ll_package_measure(ctx, reclass->package.package_id, &reclass->measure, reterr));
    LL_TRY(ll_words_asked(reclass->measure, in->units, in->mass, &reclass->units, reterr));
    LL_TRY(ll_selection_of_others(ctx, reclass->package.package_id, in->from_class, in->class_code,
                                  &reclass->selection, reterr));
    if (reclass->units.n > reclass->selection.units) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ESHORT,
                    "package '%.*s' holds %lld %s that are of such a class and not "
                    "'%.*s' already, not %lld",
                    LL_STR_ARG(reclass->package.code), (long long)reclass->selection.units,
                    ll_measure_word(reclass->measure), LL_STR_ARG(in->class_code),
                    (long long)reclass->units.n);
        ll_err_where(reterr, "%s", ll_measure_option(reclass->measure));
        ll_err_hint(reterr, "see what it holds with 'loopledger package show %.*s'",
                    LL_STR_ARG(reclass->package.code));
        return status;
    }
    reclass->body.from_class_code = in->from_class;
    reclass->body.has_package_id = true;
    reclass->body.package_id = reclass->package.package_id;
    reclass->body.rule_version = LL_SELECT_RULE_VERSION;
    return ll_selection_choose(ctx, &reclass->selection, reclass->units, LL_SELECT_ADVERSE,
                               &reclass->body.spans, reterr);
}

/* Named units are there still, and none of them is of the class already. */
static enum ll_status check_exact(struct ll_ctx *ctx, const struct reclass *reclass,
                                  struct ll_lot_id lot_id, struct ll_err *reterr)
{
    const struct units_reclassify *in = reclass->in;
    struct ll_q_selection_of_lot_in of = {lot_id, in->from, in->to};
    struct ll_q_selection_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_selection_of_lot_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_selection_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        bool is_done = row.stage > LL_STAGE_DISMANTLED;
        if (!is_done && !ll_str_eq(row.class_code, in->class_code)) {
            continue;
        }
        if (is_done) {
            status = LL_FAIL(reterr, LL_EREFUSED, "[%lld, %lld) of the lot is %s",
                             (long long)row.lo, (long long)row.hi, ll_stage_name(row.stage));
        } else {
            status =
                LL_FAIL(reterr, LL_EREFUSED, "[%lld, %lld) of the lot is of that class already",
                        (long long)row.lo, (long long)row.hi);
        }
        ll_err_hint(reterr, is_done ? LL_R("what is gone stays what it was taken for")
                                    : LL_R("see them with 'loopledger lot show'"));
        break;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status take_of_lot(struct ll_ctx *ctx, struct reclass *reclass,
                                  struct ll_err *reterr)
{
    const struct units_reclassify *in = reclass->in;
    struct ll_q_lot_by_id_row lot;
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (in->from >= in->to) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give numbers from 0, the first below the last",
                      "there is no unit in [%lld, %lld)", (long long)in->from, (long long)in->to);
        ll_err_where(reterr, "to");
        return status;
    }
    reclass->programme_id = lot.programme_id;
    reclass->measure = lot.measure;
    reclass->body.rule_version = EXACT_RULE_VERSION;
    LL_TRY(ll_selection_of_lot(ctx, lot.lot_id, (struct ll_span){in->from, in->to},
                               &reclass->selection, reterr));
    LL_TRY(check_exact(ctx, reclass, lot.lot_id, reterr));
    reclass->body.spans = reclass->selection.whole;
    return LL_OK;
}

static enum ll_status choose(struct ll_ctx *ctx, struct reclass *reclass, struct ll_err *reterr)
{
    const struct units_reclassify *in = reclass->in;
    bool of_package = in->package.len > 0;
    bool of_lot = in->lot.len > 0;
    if (of_package == of_lot || (of_package && (in->has_from || in->has_to)) ||
        (of_package && in->units.n == 0 && in->mass.g == 0) ||
        (of_lot && (!in->has_from || !in->has_to || in->units.n > 0 || in->mass.g > 0 ||
                    in->from_class.len > 0))) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "say which units: so many of a package, or numbers of a lot");
        ll_err_hint(reterr,
                    "--package CODE --units K (--mass M of what nobody counted), or --lot ID "
                    "--from A --to B");
        return status;
    }
    return of_package ? choose_of_package(ctx, reclass, reterr) : take_of_lot(ctx, reclass, reterr);
}

/* Counted devices do not turn into what nobody counts. */
static enum ll_status check_counts(const struct reclass *reclass,
                                   const struct ll_q_device_class_by_code_row *class,
                                   struct ll_err *reterr)
{
    if (class->mass_g.g > 0 || reclass->measure == LL_MEASURE_GRAMS) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                    "class '%.*s' is of what nobody counts, and these were counted",
                                    LL_STR_ARG(class->class_code));
    ll_err_where(reterr, "class_code");
    ll_err_hint(reterr, "reclassify them to a class of devices, or record that they left");
    return status;
}

/* ---- can it be? ---- */
/* Between what and what twice the mass of some units lies. */
struct bounds {
    int64_t low;
    int64_t high;
};

static enum ll_status add_bounds(struct bounds *bounds, int64_t units, struct ll_mass low,
                                 struct ll_mass high, struct ll_err *reterr)
{
    int64_t thrice;
    int64_t add_low;
    int64_t add_high;
    if (ll_i64_mul(high.g, 3, &thrice) != LL_OK || ll_i64_mul(low.g, units, &add_low) != LL_OK ||
        ll_i64_mul(thrice, units, &add_high) != LL_OK ||
        ll_i64_add(bounds->low, add_low, &bounds->low) != LL_OK ||
        ll_i64_add(bounds->high, add_high, &bounds->high) != LL_OK) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "%lld units are more than can be weighed",
                       (long long)units);
    }
    return LL_OK;
}

static enum ll_status read_bounds(struct ll_ctx *ctx, struct ll_lot_id lot_id, struct ll_span span,
                                  struct bounds *bounds, struct ll_err *reterr)
{
    struct ll_q_classes_of_lot_in in = {lot_id, span.lo, span.hi};
    struct ll_q_classes_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_classes_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_classes_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        status = add_bounds(bounds, row.units, row.mass_low_g, row.mass_high_g, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* What a receipt found above its papers nobody weighed alone: it has the usual mass of its class.
 */
static enum ll_status find_weighed(struct ll_ctx *ctx, const struct ll_q_lot_by_id_row *lot,
                                   bool *ret_weighed, struct ll_err *reterr)
{
    struct ll_q_device_class_by_code_row class;
    struct ll_mass usual;
    LL_TRY(ll_find_class(ctx, lot->class_code, &class, reterr));
    *ret_weighed = lot->has_collection_id ||
                   ll_mass_mul(class.mass_g, lot->accepted, &usual) != LL_OK ||
                   usual.g != lot->mass_g.g;
    return LL_OK;
}

static enum ll_status cannot_weigh(const struct ll_q_lot_by_id_row *lot,
                                   const struct ll_q_device_class_by_code_row *class, int64_t units,
                                   bool is_light, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    ll_id_format("lot", lot->lot_id.raw, id);
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "lot %s, of %lld units, weighs %lld g: too %s for %lld of '%.*s' among them", id,
                (long long)lot->accepted.n, (long long)lot->mass_g.g, is_light ? "little" : "much",
                (long long)units, LL_STR_ARG(class->class_code));
    ll_err_where(reterr, "class_code");
    ll_err_hint(
        reterr,
        "one of '%.*s' weighs %lld to %lld g: see that class and number are right, and what "
        "else the lot holds with 'loopledger lot show %s'",
        LL_STR_ARG(class->class_code), (long long)class->mass_low_g.g,
        (long long)class->mass_high_g.g, id);
    return status;
}

/* The spans of one lot: with them of the class, can it weigh what it does? What was doubtful before
 * may become less so. */
static enum ll_status check_mass_of(struct ll_ctx *ctx, const struct ll_lot_span *spans,
                                    size_t count, const struct ll_q_device_class_by_code_row *class,
                                    struct ll_err *reterr)
{
    struct ll_q_lot_by_id_in key = {spans[0].lot_id};
    struct ll_q_lot_by_id_row lot;
    struct bounds before = {0, 0};
    struct bounds moved = {0, 0};
    int64_t units = 0;
    bool is_weighed;
    LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &key, &lot, reterr));
    LL_TRY(find_weighed(ctx, &lot, &is_weighed, reterr));
    LL_TRY(read_bounds(ctx, lot.lot_id, (struct ll_span){0, lot.accepted.n}, &before, reterr));
    for (size_t i = 0; i < count; i++) {
        LL_TRY(read_bounds(ctx, lot.lot_id, (struct ll_span){spans[i].lo, spans[i].hi}, &moved,
                           reterr));
        units += spans[i].hi - spans[i].lo;
    }
    struct bounds after = {before.low - moved.low, before.high - moved.high};
    LL_TRY(add_bounds(&after, units, class->mass_low_g, class->mass_high_g, reterr));
    bool is_light = after.low > before.low && lot.mass_g.g < after.low - lot.mass_g.g;
    bool is_heavy = after.high < before.high && lot.mass_g.g > after.high - lot.mass_g.g;
    return is_weighed && (is_light || is_heavy) ? cannot_weigh(&lot, class, units, is_light, reterr)
                                                : LL_OK;
}

static enum ll_status check_mass(struct ll_ctx *ctx, const struct reclass *reclass,
                                 const struct ll_q_device_class_by_code_row *class,
                                 struct ll_err *reterr)
{
    const struct ll_lot_span *spans = reclass->body.spans.items;
    size_t count = reclass->measure == LL_MEASURE_PIECES ? reclass->body.spans.count : 0;
    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        while (end < count && ll_id_eq(spans[end].lot_id.raw, spans[i].lot_id.raw)) {
            end++;
        }
        LL_TRY(check_mass_of(ctx, &spans[i], end - i, class, reterr));
    }
    return LL_OK;
}

/* When the very units are known, there is no case. */
static enum ll_status open_case(struct ll_ctx *ctx, struct reclass *reclass, struct ll_err *reterr)
{
    const struct units_reclassify *in = reclass->in;
    const struct ll_case_rest rest = {
        .package_id = reclass->package.package_id,
        .cause = in->reason,
        .deadline = in->has_deadline ? in->deadline : ll_case_deadline(ctx),
        .note = in->note,
    };
    return !reclass->body.has_package_id
               ? LL_OK
               : ll_case_open_rest(ctx, &rest, &reclass->selection, reclass->units,
                                   &reclass->body.has_case_id, &reclass->body.case_id, reterr);
}

static enum ll_status run_reclassify(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct units_reclassify *in = input;
    struct ll_q_device_class_by_code_row class;
    struct ll_settle settle;
    struct reclass reclass = {
        .in = in,
        .body = {.class_code = in->class_code, .from_class_code = LL_STR(""), .reason = in->reason},
    };
    int64_t units = 0;
    LL_TRY(ll_find_class(ctx, in->class_code, &class, reterr));
    LL_TRY(choose(ctx, &reclass, reterr));
    LL_TRY(check_counts(&reclass, &class, reterr));
    LL_TRY(check_mass(ctx, &reclass, &class, reterr));
    ll_settle_begin(ctx, reclass.programme_id, &settle);
    const struct ll_lot_span *spans = reclass.body.spans.items;
    for (size_t i = 0; i < reclass.body.spans.count; i++) {
        LL_TRY(ll_settle_reclass(&settle, &spans[i], in->class_code, reterr));
        units += spans[i].hi - spans[i].lo;
    }
    LL_TRY(open_case(ctx, &reclass, reterr));
    LL_TRY(ll_settle_before(&settle, in->reason, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_UNITS_RECLASSIFIED, &reclass.body, reterr));
    LL_TRY(ll_settle_refill(&settle, true, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (reclass.body.has_case_id) {
        ll_answer_id(ctx, answer, "case_id", "cas", reclass.body.case_id.raw);
    }
    ll_answer_measured(ctx, answer, reclass.measure, units);
    ll_settle_answer(&settle, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_units_reclassify = {
    .noun = "units",
    .verb = "reclassify",
    .help = "record that units are of another class than they were taken for",
    .details =
        "Of a package, units that serve nobody are taken first, then those that serve the "
        "latest demand; which they are is a convention, so the rest of the package is under "
        "review until the case that this opens is closed. They serve what their new class "
        "may serve; what they served and may not any more is filled again from other lots "
        "at its old queue place, and certificates that cite them are put under review. Refused "
        "when their lot does not weigh as much, or as little, as it would have to.",
    .input = &reclassify_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_reclassify,
};
