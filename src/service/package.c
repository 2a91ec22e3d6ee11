/* package fill, nest, list, show */
#include "service/package.h"

#include "core/measure.h"
#include "service/answer.h"
#include "service/campaign.h"
#include "service/country.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/handover.h"
#include "service/page_input.h"
#include "service/part.h"
#include "service/standard.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_supply.h"

#define PACKAGES_MAX 10000
#define SPANS_MAX 100000

static enum ll_status refuse_booked(struct ll_ctx *ctx, struct ll_str code,
                                    const struct ll_q_shipment_booked_row *booked,
                                    struct ll_err *reterr)
{
    bool is_visible = false;
    LL_TRY(ll_visible(ctx, LL_OBJECT_SHIPMENT, booked->shipment_id.raw, &is_visible, reterr));
    enum ll_status status =
        is_visible ? LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is booked on shipment '%.*s'",
                             LL_STR_ARG(code), LL_STR_ARG(booked->code))
                   : LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is booked on a shipment",
                             LL_STR_ARG(code));
    ll_err_hint(reterr, "take another package, or free it with 'loopledger shipment cancel'");
    return status;
}

enum ll_status ll_package_refuse_empty(struct ll_str code, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is empty", LL_STR_ARG(code));
    ll_err_hint(reterr, "put units into it with 'loopledger package fill', or leave it out");
    return status;
}

enum ll_status ll_package_handled(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_package_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_find_package(ctx, ref, ret_row, reterr));
    return ret_row->has_facility_id
               ? ll_acts_at(ctx, LL_ROLE_WAREHOUSE, ret_row->facility_id, "package", ref, reterr)
               : LL_OK;
}

enum ll_status ll_package_check_place(struct ll_ctx *ctx,
                                      const struct ll_q_package_by_id_row *package,
                                      struct ll_err *reterr)
{
    if (!package->has_facility_id) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is %s", LL_STR_ARG(package->code),
                    package->has_parent_id     ? LL_R("inside another package")
                    : package->has_shipment_id ? LL_R("on its way")
                                               : LL_R("unpacked: its content was received"));
        ll_err_hint(reterr, "%s",
                    package->has_parent_id ? LL_R("make another one with 'loopledger package make'")
                    : package->has_shipment_id
                        ? LL_R("wait until it is there: 'loopledger shipment arrive'")
                        : LL_R("make a new one with 'loopledger package make'"));
        return status;
    }
    struct ll_q_shipment_booked_in in = {package->package_id};
    struct ll_q_shipment_booked_row booked;
    enum ll_status status = ll_q_shipment_booked(ctx->store, ctx->arena, &in, &booked, reterr);
    if (status == LL_OK) {
        return refuse_booked(ctx, package->code, &booked, reterr);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

enum ll_status ll_package_add_measure(struct ll_package_measure *so_far, enum ll_measure measure,
                                      const char *word, struct ll_str code, struct ll_err *reterr)
{
    if (!so_far->is_known || so_far->measure == measure) {
        *so_far = (struct ll_package_measure){true, measure};
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED,
        "%s '%.*s' would mix counted devices with e-waste that nobody counted, which is in grams",
        word, LL_STR_ARG(code));
    ll_err_hint(reterr, "they are packed and shipped apart: plants count the one and weigh the "
                        "other");
    return status;
}

enum ll_status ll_package_measure(struct ll_ctx *ctx, struct ll_package_id package_id,
                                  enum ll_measure *ret_measure, struct ll_err *reterr)
{
    struct ll_q_package_units_in in = {package_id};
    struct ll_q_package_units_row content;
    LL_TRY(ll_q_package_units(ctx->store, ctx->arena, &in, &content, reterr));
    *ret_measure = content.has_measure ? content.measure : LL_MEASURE_PIECES;
    return LL_OK;
}

/* Of what is in it, and in the packages within it. */
static enum ll_status add_content(struct ll_ctx *ctx, struct ll_package_id package_id,
                                  struct ll_str code, struct ll_package_measure *so_far,
                                  struct ll_err *reterr)
{
    struct ll_q_package_units_in in = {package_id};
    struct ll_q_package_units_row content;
    LL_TRY(ll_q_package_units(ctx->store, ctx->arena, &in, &content, reterr));
    return content.has_measure
               ? ll_package_add_measure(so_far, content.measure, "package", code, reterr)
               : LL_OK;
}

/* Something can be put into it: it stands at a facility, not sealed, not booked on a shipment. */
static enum ll_status check_open(struct ll_ctx *ctx, const struct ll_q_package_by_id_row *package,
                                 struct ll_err *reterr)
{
    if (package->has_seal) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is sealed", LL_STR_ARG(package->code));
        ll_err_hint(reterr, "take another package, or break the seal with 'loopledger package "
                            "pour'");
        return status;
    }
    return ll_package_check_place(ctx, package, reterr);
}

static bool same_funder(bool has_a, struct ll_organisation_id a, bool has_b,
                        struct ll_organisation_id b)
{
    return has_a == has_b && (!has_a || ll_id_eq(a.raw, b.raw));
}

/* ---- fill ---- */
struct package_fill {
    struct ll_str bound_for;
    struct ll_list lots; /* of struct ll_str */
    struct ll_str package;
    int stage; /* enum ll_stage; 0: what no plant has received */
};
/* What can lie loose. */
static const struct ll_enum_row loose_rows[] = {
    {LL_STAGE_ACCEPTED, "accepted"},
    {LL_STAGE_SHIPPED, "shipped"},
    {LL_STAGE_RECEIVED, "received"},
    {LL_STAGE_DISMANTLED, "dismantled"},
};
static const struct ll_field fill_fields[] = {
    LL_MEMBER(package_fill, bound_for, LL_OPT(REF),
              .help =
                  "plant that is to receive it: tells what would no longer serve its order lines"),
    LL_MEMBER(package_fill, lots, LL_REQ(STRS), .min = 1, .max = 1000,
              .help = "LOT, all that lies loose there, or LOT:UNITS, the lowest numbers first; of "
                      "what nobody counted LOT:MASS"),
    LL_MEMBER(package_fill, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_fill, stage, LL_OPT(ENUM), .enum_rows = loose_rows, .enum_row_count = 4,
              .help = "only units that have come so far: received or dismantled ones go on to "
                      "another plant (those that no plant has received)"),
};
static const struct ll_record fill_record = LL_RECORD("package_fill", package_fill, fill_fields);

static enum ll_status check_lot_fits(const struct ll_q_package_by_id_row *package,
                                     const struct ll_q_lot_by_id_row *lot, struct ll_err *reterr)
{
    const char *what = NULL;
    if (!ll_id_eq(package->programme_id.raw, lot->programme_id.raw)) {
        what = "programme";
    } else if (!ll_str_eq(package->country, lot->country)) {
        what = "country";
    } else if (!same_funder(package->has_funder_id, package->funder_id, lot->has_funder_id,
                            lot->funder_id)) {
        what = "funder";
    }
    if (what == NULL) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the lot is of another %s than package '%.*s'", what,
                LL_STR_ARG(package->code));
    ll_err_hint(reterr,
                "make a package for it: 'loopledger package make CODE --country %.*s', "
                "with the programme and the funder of the lot",
                LL_STR_ARG(lot->country));
    return status;
}

/* What open campaigns hold of a lot: it lies at the plant, and is not packed. */
static enum ll_status read_held(struct ll_ctx *ctx, struct ll_lot_id lot_id, struct ll_grow *held,
                                struct ll_err *reterr)
{
    struct ll_q_campaign_span_of_lot_in in = {lot_id};
    struct ll_q_campaign_span_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_campaign_span_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_campaign_span_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_lot_span *one = ll_grow_add(held);
        if (one == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for what campaigns hold");
            break;
        }
        *one = (struct ll_lot_span){.hi = row.hi, .lo = row.lo, .lot_id = lot_id};
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Up to `wanted` loose units of a lot, from the lowest number; `wanted` -1: all. */
static enum ll_status take_loose(struct ll_ctx *ctx, const struct ll_q_lot_loose_in *in,
                                 int64_t wanted, struct ll_grow *spans, int64_t *ret_taken,
                                 struct ll_err *reterr)
{
    struct ll_q_lot_loose_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow held = LL_GROW(ctx->arena, struct ll_lot_span);
    size_t at = 0;
    int64_t taken = 0;
    LL_TRY(read_held(ctx, in->lot_id, &held, reterr));
    LL_TRY(ll_q_lot_loose_open(ctx->store, ctx->arena, in, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (taken != wanted && status == LL_OK) {
        status = ll_q_lot_loose_next(cursor, &row, reterr);
        struct ll_lot_span rest = {.hi = row.hi, .lo = row.lo, .lot_id = in->lot_id};
        while (status == LL_OK && taken != wanted && rest.lo < rest.hi) {
            struct ll_lot_span part;
            if (!ll_campaign_next_free(&held, &at, &rest, &part)) {
                continue;
            }
            int64_t left = wanted < 0 ? part.hi - part.lo : wanted - taken;
            part.hi = part.hi - part.lo > left ? part.lo + left : part.hi;
            struct ll_lot_span *span = spans->count < SPANS_MAX ? ll_grow_add(spans) : NULL;
            if (span == NULL) {
                status = LL_FAIL(reterr, LL_ELIMIT, "more pieces than one filling takes");
                break;
            }
            *span = part;
            taken += part.hi - part.lo;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_OK && status != LL_EEND) {
        return status;
    }
    *ret_taken = taken;
    return LL_OK;
}

/* What is left of dismantled e-waste that nobody counted is not what was weighed: no plant could
 * receive it by its mass. */
static enum ll_status check_whole(const struct ll_q_lot_by_id_row *lot, int stage,
                                  struct ll_err *reterr)
{
    if (lot->measure != LL_MEASURE_GRAMS || stage != LL_STAGE_DISMANTLED) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "dismantled e-waste that nobody counted does not go on: its grams are no longer "
                "what a scale shows");
    ll_err_where(reterr, "stage");
    ll_err_hint(reterr, "record its last treatment where it is, or ship it on before it is "
                        "dismantled");
    return status;
}

/* What a filling has got to. */
struct filling {
    int stage;
    struct ll_grow spans; /* of struct ll_lot_span */
    struct ll_package_measure measure;
    int64_t units;
};

/* "lot_…", "lot_…:20" or "lot_…:12.5kg" */
static enum ll_status fill_from(struct ll_ctx *ctx, const struct ll_q_package_by_id_row *package,
                                struct ll_str text, struct filling *filling, struct ll_err *reterr)
{
    struct ll_str words[2];
    struct ll_q_lot_by_id_row lot;
    struct ll_units wanted = {-1};
    int64_t taken = 0;
    size_t count = ll_words_split(text, ':', words, 2);
    if (count > 2) {
        return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is neither LOT nor LOT:UNITS or LOT:MASS",
                       LL_STR_ARG(text));
    }
    LL_TRY(ll_find_lot(ctx, words[0], &lot, reterr));
    if (count == 2) {
        LL_TRY(ll_words_measured(words[1], lot.measure, "lots", &wanted, reterr));
    }
    LL_TRY(check_lot_fits(package, &lot, reterr));
    LL_TRY(check_whole(&lot, filling->stage, reterr));
    LL_TRY(
        ll_package_add_measure(&filling->measure, lot.measure, "package", package->code, reterr));
    const struct ll_lot_span *items = filling->spans.items;
    for (size_t i = 0; i < filling->spans.count; i++) {
        if (ll_id_eq(items[i].lot_id.raw, lot.lot_id.raw)) {
            return LL_REFUSE(reterr, LL_EINVAL, "name each lot once, with all that goes in",
                             "lot '%.*s' is named twice", LL_STR_ARG(words[0]));
        }
    }
    struct ll_q_lot_loose_in loose = {
        .lot_id = lot.lot_id,
        .facility_id = package->facility_id,
        .stage_from = filling->stage == 0 ? LL_STAGE_ACCEPTED : (enum ll_stage)filling->stage,
        .stage_to = filling->stage == 0 ? LL_STAGE_SHIPPED : (enum ll_stage)filling->stage,
    };
    LL_TRY(take_loose(ctx, &loose, wanted.n, &filling->spans, &taken, reterr));
    if (taken == 0 || (wanted.n > 0 && taken < wanted.n)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ESHORT,
                    "%lld %s of the lot lie loose, and not under review, where the package "
                    "stands",
                    (long long)taken, ll_measure_word(lot.measure));
        ll_err_hint(reterr, "see where they are with 'loopledger lot show %.*s'",
                    LL_STR_ARG(words[0]));
        return status;
    }
    filling->units += taken;
    return LL_OK;
}

static enum ll_status run_fill(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_fill *in = input;
    const struct ll_str *lots = in->lots.items;
    struct ll_q_package_by_id_row package;
    struct filling filling = {.stage = in->stage, .spans = LL_GROW(ctx->arena, struct ll_lot_span)};
    LL_TRY(ll_package_handled(ctx, in->package, &package, reterr));
    LL_TRY(check_open(ctx, &package, reterr));
    LL_TRY(add_content(ctx, package.package_id, package.code, &filling.measure, reterr));
    for (size_t i = 0; i < in->lots.count; i++) {
        LL_TRY(fill_from(ctx, &package, lots[i], &filling, reterr));
    }
    struct ll_package_filled body = {
        .package_id = package.package_id,
        .spans = ll_grow_list(&filling.spans),
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_FILLED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    ll_answer_measured(ctx, answer, filling.measure.measure, filling.units);
    if (in->bound_for.len > 0 && !ll_viewer_is_partial(ctx)) {
        struct ll_q_facility_by_id_row plant;
        LL_TRY(ll_find_facility(ctx, in->bound_for, &plant, reterr));
        LL_TRY(ll_standard_conflicts_of(ctx, package.programme_id, &body.spans, plant.facility_id,
                                        ll_time_date(ctx->now), answer, reterr));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- nest ---- */
struct package_nest {
    struct ll_list packages; /* of struct ll_str */
    struct ll_str parent;
};
static const struct ll_field nest_fields[] = {
    LL_MEMBER(package_nest, packages, LL_REQ(STRS), .min = 1, .max = PACKAGES_MAX,
              .help = "what goes into it, by code or id"),
    LL_MEMBER(package_nest, parent, LL_REQ(REF), .operand = true,
              .help = "the package that takes them"),
};
static const struct ll_record nest_record = LL_RECORD("package_nest", package_nest, nest_fields);

static enum ll_status check_nests(struct ll_ctx *ctx, const struct ll_q_package_by_id_row *parent,
                                  const struct ll_q_package_by_id_row *child, struct ll_err *reterr)
{
    if (child->kind >= parent->kind) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "bags go into boxes, boxes onto pallets, all of them into containers",
                         "a %s does not go into a %s: '%.*s'", ll_package_kind_name(child->kind),
                         ll_package_kind_name(parent->kind), LL_STR_ARG(child->code));
    }
    if (!child->has_facility_id || !ll_id_eq(child->facility_id.raw, parent->facility_id.raw)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' does not stand where '%.*s' does",
                    LL_STR_ARG(child->code), LL_STR_ARG(parent->code));
        ll_err_hint(reterr, "see where they are with 'loopledger package show'; what is elsewhere "
                            "is brought with 'loopledger shipment plan'");
        return status;
    }
    const char *what = NULL;
    if (!ll_id_eq(parent->programme_id.raw, child->programme_id.raw)) {
        what = "programme";
    } else if (!ll_str_eq(parent->country, child->country)) {
        what = "country";
    } else if (!same_funder(parent->has_funder_id, parent->funder_id, child->has_funder_id,
                            child->funder_id)) {
        what = "funder";
    }
    if (what != NULL) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is of another %s than '%.*s'",
                    LL_STR_ARG(child->code), what, LL_STR_ARG(parent->code));
        ll_err_hint(reterr, "make another one for it with 'loopledger package make'");
        return status;
    }
    struct ll_q_shipment_booked_in in = {child->package_id};
    struct ll_q_shipment_booked_row booked;
    enum ll_status status = ll_q_shipment_booked(ctx->store, ctx->arena, &in, &booked, reterr);
    if (status == LL_OK) {
        return refuse_booked(ctx, child->code, &booked, reterr);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_nest(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_nest *in = input;
    const struct ll_str *refs = in->packages.items;
    struct ll_q_package_by_id_row parent;
    LL_TRY(ll_package_handled(ctx, in->parent, &parent, reterr));
    LL_TRY(check_open(ctx, &parent, reterr));
    struct ll_package_measure measure = {.is_known = false};
    LL_TRY(add_content(ctx, parent.package_id, parent.code, &measure, reterr));
    struct ll_package_item *items =
        LL_NEW_ARRAY(ctx->arena, struct ll_package_item, in->packages.count);
    if (items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the packages");
    }
    for (size_t i = 0; i < in->packages.count; i++) {
        struct ll_q_package_by_id_row child;
        LL_TRY(ll_package_handled(ctx, refs[i], &child, reterr));
        LL_TRY(check_nests(ctx, &parent, &child, reterr));
        LL_TRY(add_content(ctx, child.package_id, parent.code, &measure, reterr));
        items[i].package_id = child.package_id;
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(items[j].package_id.raw, child.package_id.raw)) {
                return LL_REFUSE(reterr, LL_EINVAL, "name each package once",
                                 "package '%.*s' is named twice", LL_STR_ARG(child.code));
            }
        }
    }
    struct ll_package_nested body = {
        .packages = {items, in->packages.count},
        .parent_id = parent.package_id,
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_NESTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "package_id", "pkg", parent.package_id.raw);
    ll_answer_i64(ctx, answer, "packages", (int64_t)in->packages.count);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct package_list {
    struct ll_str after;
    struct ll_str facility;
    int kind; /* enum ll_package_kind */
    int64_t limit;
    struct ll_str programme;
    bool under_way;
    bool unplanned;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(package_list),
    LL_MEMBER(package_list, facility, LL_OPT(REF), .help = "only what stands there"),
    LL_MEMBER(package_list, kind, LL_OPT(ENUM), LL_ENUM_OF(package_kind, PACKAGE_KIND),
              .help = "only of this kind"),
    LL_PAGE_LIMIT(package_list),
    LL_MEMBER(package_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(package_list, under_way, LL_OPT(BOOL),
              .help = "only what is to leave with a shipment, or is on its way"),
    LL_MEMBER(package_list, unplanned, LL_OPT(BOOL),
              .help = "only what waits for a shipment to be planned"),
};
static const struct ll_record list_record = LL_RECORD("package_list", package_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_list *in = input;
    struct ll_q_package_list_in by = {
        .after = in->after,
        .has_kind = in->kind != 0,
        .kind = (enum ll_package_kind)in->kind,
        .limit = ll_page_limit(in->limit),
        .has_under_way = in->under_way,
        .under_way = true,
        .has_unplanned = in->unplanned,
        .unplanned = true,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_package_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* Who sees the package whole sees all that lies in it, though perhaps not of which lots: then how
 * much it is stands for the numbers of the units. */
static enum ll_status cut_content(struct ll_ctx *ctx, struct ll_package_id package_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    bool is_whole = true;
    LL_TRY(ll_visible_whole(ctx, LL_OBJECT_PACKAGE, package_id.raw, &is_whole, reterr));
    return is_whole ? ll_visible_unnumber(ctx, answer, "content", reterr)
                    : ll_visible_cut(ctx, answer, "content", NULL, reterr);
}

/* Weights and counts are of all that is in it: for who sees the package whole. */
static enum ll_status put_entries(struct ll_ctx *ctx, struct ll_package_id package_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    bool is_whole = true;
    if (ll_viewer_is_partial(ctx)) {
        LL_TRY(ll_visible_whole(ctx, LL_OBJECT_PACKAGE, package_id.raw, &is_whole, reterr));
    }
    if (!is_whole) {
        return LL_OK;
    }
    struct ll_q_package_labels_in labelled = {package_id};
    LL_TRY(ll_q_package_labels_open(ctx->store, ctx->arena, &labelled, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "labels", reterr));
    LL_TRY(ll_handover_put_chain(ctx, &package_id, NULL, answer, reterr));
    struct ll_q_package_weighings_in weighed = {package_id};
    LL_TRY(ll_q_package_weighings_open(ctx->store, ctx->arena, &weighed, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "weighings", reterr));
    struct ll_q_package_counts_in counted = {package_id};
    LL_TRY(ll_q_package_counts_open(ctx->store, ctx->arena, &counted, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "counts", reterr));
    struct ll_q_package_seals_in sealed = {package_id};
    LL_TRY(ll_q_package_seals_open(ctx->store, ctx->arena, &sealed, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "seals", reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_package_by_id_row row;
    struct ll_q_package_units_row load;
    struct ll_store_cursor *cursor = NULL;
    struct ll_part_page page;
    LL_TRY(ll_find_package(ctx, in->ref, &row, reterr));
    struct ll_q_package_units_in by = {row.package_id};
    LL_TRY(ll_q_package_units(ctx->store, ctx->arena, &by, &load, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_package_item_in item = {row.package_id};
    LL_TRY(ll_q_package_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_answer_measured(ctx, answer, load.has_measure ? load.measure : LL_MEASURE_PIECES,
                       load.units.n);
    LL_TRY(ll_part_page(ctx, "content", &page, reterr));
    struct ll_q_package_content_in content = {.package_id = row.package_id,
                                              .after_lot_id = page.lot_id,
                                              .after = page.number,
                                              .has_limit = page.has_limit,
                                              .limit = page.limit};
    LL_TRY(ll_q_package_content_open(ctx->store, ctx->arena, &content, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "content", reterr));
    LL_TRY(cut_content(ctx, row.package_id, answer, reterr));
    LL_TRY(put_entries(ctx, row.package_id, answer, reterr));
    LL_TRY(ll_part_page(ctx, "packages", &page, reterr));
    struct ll_q_package_inside_in inside = {
        .package_id = row.package_id, LL_PART_FILTER(page, code), LL_VIEWER_FILTER(ctx)};
    LL_TRY(ll_q_package_inside_open(ctx->store, ctx->arena, &inside, &cursor, reterr));
    LL_TRY(ll_answer_seen(ctx, cursor, answer, "packages", "package_id", reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_PACKAGE, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_fill = {
    .noun = "package",
    .verb = "fill",
    .help = "put loose units of lots into a package",
    .details = "Units are taken from what lies loose at the package's facility, the lowest numbers "
               "first. A package never mixes programmes, countries or funders, nor counted devices "
               "with what nobody counted.",
    .input = &fill_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_fill,
};
const struct ll_service ll_service_package_nest = {
    .noun = "package",
    .verb = "nest",
    .help = "put packages into a larger one",
    .input = &nest_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_nest,
};
const struct ll_service ll_service_package_list = {
    .noun = "package",
    .verb = "list",
    .help = "list packages by code",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_package_show = {
    .noun = "package",
    .verb = "show",
    .help = "show one package: where it is and what is in it",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
