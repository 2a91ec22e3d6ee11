#include "service/treatment_units.h"

#include "core/apportion.h"
#include "core/lot_mass.h"
#include "core/measure.h"
#include "core/select.h"
#include "service/campaign.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/units.h"
#include "service/words.h"
#include "store/q_plant.h"

__extension__ typedef __int128 wide;

/* A custody row, or the part of it that was asked for. */
struct waiting {
    struct ll_lot_span at;
    bool has_treatment_id; /* dismantled by a treatment of this receipt: weighed again there */
    struct ll_treatment_id treatment_id;
    struct ll_date not_before;
};

struct choice {
    const struct ll_q_receipt_by_id_row *receipt;
    enum ll_fact fact;
    struct ll_grow waiting; /* of struct waiting */
    struct ll_units units;
    struct ll_grow held; /* of struct ll_lot_span: of the receipt, by open campaigns */
    struct ll_units held_units;
    struct ll_str held_by;
    bool has_other; /* units that do not wait, `other` the first of them */
    struct ll_q_treatable_of_lot_row other;
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a receipt");
}

/* ---- which units ---- */
static enum ll_status add_row(struct ll_ctx *ctx, struct choice *choice,
                              const struct ll_q_treatable_of_lot_row *row, struct ll_err *reterr)
{
    struct ll_receipt_id receipt_id = choice->receipt->receipt_id;
    bool waits = row->has_receipt_id && ll_id_eq(row->receipt_id.raw, receipt_id.raw) &&
                 row->has_facility_id &&
                 ll_id_eq(row->facility_id.raw, choice->receipt->facility_id.raw) &&
                 ll_units_can(row->stage, choice->fact);
    if (!waits) {
        if (!choice->has_other) {
            choice->has_other = true;
            choice->other = *row;
            choice->other.package_code = ll_str_copy(ctx->arena, row->package_code);
        }
        return LL_OK;
    }
    const struct waiting all = {
        .at = {.lot_id = row->lot_id, .lo = row->lo, .hi = row->hi},
        .has_treatment_id = row->has_treated_by && ll_id_eq(row->treated_by.raw, receipt_id.raw),
        .treatment_id = row->treatment_id,
        .not_before = row->since,
    };
    size_t at = 0;
    for (struct ll_lot_span rest = all.at; rest.lo < rest.hi;) {
        struct ll_lot_span free;
        bool some = ll_campaign_next_free(&choice->held, &at, &rest, &free);
        struct waiting *one = some ? ll_grow_add(&choice->waiting) : NULL;
        if (some && one == NULL) {
            return no_memory(reterr);
        }
        if (some) {
            *one = all;
            one->at = free;
            choice->units.n += free.hi - free.lo;
        }
    }
    return LL_OK;
}

/* What of the receipt open campaigns hold: it does not wait. */
static enum ll_status read_held(struct ll_ctx *ctx, struct choice *choice, struct ll_err *reterr)
{
    struct ll_q_campaign_span_of_receipt_in in = {choice->receipt->receipt_id};
    struct ll_q_campaign_span_of_receipt_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_campaign_span_of_receipt_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_campaign_span_of_receipt_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_lot_span *one = ll_grow_add(&choice->held);
        if (one == NULL) {
            status = no_memory(reterr);
            break;
        }
        *one = (struct ll_lot_span){.hi = row.hi, .lo = row.lo, .lot_id = row.lot_id};
        choice->held_units.n += row.hi - row.lo;
        choice->held_by = ll_str_copy(ctx->arena, row.number);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_receipt(struct ll_ctx *ctx, struct choice *choice, struct ll_err *reterr)
{
    struct ll_q_treatable_of_receipt_in in = {choice->receipt->receipt_id};
    struct ll_q_treatable_of_receipt_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_treatable_of_receipt_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_treatable_of_receipt_next(cursor, &row, reterr)) == LL_OK) {
        const struct ll_q_treatable_of_lot_row same = {
            .lot_id = row.lot_id,
            .lo = row.lo,
            .hi = row.hi,
            .stage = row.stage,
            .has_facility_id = row.has_facility_id,
            .facility_id = row.facility_id,
            .has_receipt_id = row.has_receipt_id,
            .receipt_id = row.receipt_id,
            .has_package_code = row.has_package_code,
            .package_code = row.package_code,
            .has_treatment_id = row.has_treatment_id,
            .treatment_id = row.treatment_id,
            .has_treated_by = row.has_treated_by,
            .treated_by = row.treated_by,
            .since = row.since,
        };
        status = add_row(ctx, choice, &same, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_lot(struct ll_ctx *ctx, struct choice *choice, struct ll_lot_id lot_id,
                               struct ll_span units, struct ll_err *reterr)
{
    struct ll_q_treatable_of_lot_in in = {lot_id, units.lo, units.hi};
    struct ll_q_treatable_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_treatable_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_treatable_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        row.lo = row.lo > units.lo ? row.lo : units.lo;
        row.hi = row.hi < units.hi ? row.hi : units.hi;
        status = add_row(ctx, choice, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- why a unit does not wait ---- */
static void hint_of(const struct ll_q_treatable_of_lot_row *row, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    if (row->has_package_code) {
        ll_err_hint(reterr, "the plant that receives package '%.*s' treats them",
                    LL_STR_ARG(row->package_code));
    } else if (row->has_treatment_id) {
        ll_id_format("trt", row->treatment_id.raw, id);
        ll_err_hint(reterr, "see 'loopledger treatment show %s'", id);
    } else if (row->has_receipt_id) {
        ll_id_format("rcp", row->receipt_id.raw, id);
        ll_err_hint(reterr, "see 'loopledger receipt show %s'", id);
    } else {
        ll_err_hint(reterr, "record the receipt of the plant that has them first");
    }
}

static enum ll_status refuse(const struct choice *choice, struct ll_err *reterr)
{
    const struct ll_q_treatable_of_lot_row *row = &choice->other;
    char lot[LL_ID_TEXT_MAX];
    bool is_ours =
        row->has_receipt_id && ll_id_eq(row->receipt_id.raw, choice->receipt->receipt_id.raw);
    ll_id_format("lot", row->lot_id.raw, lot);
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "%s [%lld, %lld) of %s %s %s",
        ll_measure_word(choice->receipt->measure), (long long)row->lo, (long long)row->hi, lot,
        !row->has_receipt_id    ? LL_R("were not received by any plant: they are")
        : !is_ours              ? LL_R("came last with another receipt, and are")
        : row->has_package_code ? LL_R("are packed to go on, and")
        : row->has_facility_id && !ll_id_eq(row->facility_id.raw, choice->receipt->facility_id.raw)
            ? LL_R("lie at another facility, and are")
            : LL_R("are"),
        row->stage == LL_STAGE_RECYCLED || row->stage == LL_STAGE_DISMANTLED
            ? (row->stage == LL_STAGE_RECYCLED ? LL_R("recycled already")
                                               : LL_R("dismantled already"))
            : ll_stage_name(row->stage));
    hint_of(row, reterr);
    return status;
}

/* All of it went on to another plant, whose receipt it is of now. */
static enum ll_status refuse_empty(const struct choice *choice, struct ll_err *reterr)
{
    if (choice->receipt->units.n == 0) {
        return LL_REFUSE(reterr, LL_EREFUSED, "pack it and ship it on: there is nothing to treat",
                         "the plant refused all that came, and received nothing");
    }
    if (choice->held_units.n > 0) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "close that campaign, or cancel it: 'loopledger campaign list --open'",
                         "campaign '%.*s' holds %lld %s of the receipt, and nothing else of it "
                         "waits",
                         LL_STR_ARG(choice->held_by), (long long)choice->held_units.n,
                         ll_measure_word(choice->receipt->measure));
    }
    if (choice->has_other) {
        return refuse(choice, reterr);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                    "nothing that came with this receipt is "
                                    "at the plant");
    ll_err_hint(reterr, "it went on: treat it by the receipt of the plant that has it");
    return status;
}

/* ---- choosing ---- */
static enum ll_status choose_exact(struct ll_ctx *ctx, struct choice *choice,
                                   const struct ll_treatment_asked *asked, struct ll_err *reterr)
{
    struct ll_q_lot_by_id_row lot;
    LL_TRY(ll_find_lot(ctx, asked->lot, &lot, reterr));
    if (asked->exact.lo >= asked->exact.hi || asked->exact.hi > lot.accepted.n) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the lot has no %s [%lld, %lld)",
                                        ll_measure_word(lot.measure), (long long)asked->exact.lo,
                                        (long long)asked->exact.hi);
        ll_err_where(reterr, "to");
        ll_err_hint(reterr, "its %s are [0, %lld)", ll_measure_word(lot.measure),
                    (long long)lot.accepted.n);
        return status;
    }
    LL_TRY(read_lot(ctx, choice, lot.lot_id, asked->exact, reterr));
    if (choice->has_other) {
        return refuse(choice, reterr);
    }
    struct ll_lot_span named = {.hi = asked->exact.hi, .lo = asked->exact.lo, .lot_id = lot.lot_id};
    return ll_campaign_refuse(ctx, &(struct ll_list){&named, 1}, reterr);
}

static enum ll_status choose_some(struct ll_ctx *ctx, struct choice *choice, struct ll_units asked,
                                  struct ll_err *reterr)
{
    LL_TRY(read_held(ctx, choice, reterr));
    LL_TRY(read_receipt(ctx, choice, reterr));
    if (choice->units.n == 0) {
        return refuse_empty(choice, reterr);
    }
    if (asked.n <= choice->units.n) {
        return LL_OK;
    }
    char id[LL_ID_TEXT_MAX];
    ll_id_format("rcp", choice->receipt->receipt_id.raw, id);
    enum ll_status status = LL_FAIL(
        reterr, LL_ESHORT, "%lld %s of the receipt wait for this, not %lld",
        (long long)choice->units.n, ll_measure_word(choice->receipt->measure), (long long)asked.n);
    ll_err_where(reterr, "%s", ll_measure_option(choice->receipt->measure));
    ll_err_hint(reterr, "see what was treated before with 'loopledger receipt show %s'", id);
    return status;
}

/* The neutral rule over what waits: cut at the borders of custody. */
static enum ll_status select_units(struct ll_ctx *ctx, const struct choice *choice,
                                   struct ll_units k, struct ll_list *ret_spans,
                                   struct ll_err *reterr)
{
    const struct waiting *waiting = choice->waiting.items;
    struct ll_select_result result;
    struct ll_select_span *contents =
        LL_NEW_ARRAY(ctx->arena, struct ll_select_span, choice->waiting.count);
    if (contents == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < choice->waiting.count; i++) {
        contents[i] = (struct ll_select_span){.at = waiting[i].at};
    }
    LL_TRY(ll_select(ctx->arena, contents, choice->waiting.count, k, LL_SELECT_NEUTRAL, &result,
                     reterr));
    *ret_spans = (struct ll_list){result.spans, result.count};
    return LL_OK;
}

/* ---- mass ---- */
/* What a span weighed where it was collected: the weight by which the whole is shared. */
static enum ll_status add_part(struct ll_grow *spans, struct ll_grow *parts,
                               const struct ll_lot_span *span, struct ll_mass lot_mass,
                               struct ll_units accepted, struct ll_err *reterr)
{
    struct ll_mass weight;
    struct ll_lot_span *kept = ll_grow_add(spans);
    struct ll_apportion_part *part = ll_grow_add(parts);
    if (kept == NULL || part == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(ll_lot_mass(lot_mass, accepted, (struct ll_span){span->lo, span->hi}, &weight, reterr));
    *kept = *span;
    *part = (struct ll_apportion_part){.id = span->lot_id.raw, .lo = span->lo, .weight = weight.g};
    return LL_OK;
}

enum ll_status ll_treatment_share(struct ll_ctx *ctx, struct ll_mass mass,
                                  struct ll_treatment_whole *whole, struct ll_err *reterr)
{
    int64_t *shares = NULL;
    LL_TRY(ll_apportion(ctx->arena, &mass.g, 1, whole->parts, whole->count, &shares, reterr));
    struct ll_mass *masses = LL_NEW_ARRAY(ctx->arena, struct ll_mass, whole->count);
    if (masses == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < whole->count; i++) {
        masses[i] = (struct ll_mass){shares[i]};
    }
    whole->shares = masses;
    return LL_OK;
}

/* The units of a query by lot and unit, and each one's share of a mass. */
#define WHOLE_OF(object, verb, query)                                                              \
    enum ll_status ll_treatment_##verb(struct ll_ctx *ctx, struct ll_##object##_id object_id,      \
                                       struct ll_mass mass, struct ll_treatment_whole *ret_whole,  \
                                       struct ll_err *reterr)                                      \
    {                                                                                              \
        struct ll_grow spans = LL_GROW(ctx->arena, struct ll_lot_span);                            \
        struct ll_grow parts = LL_GROW(ctx->arena, struct ll_apportion_part);                      \
        struct ll_q_##query##_in in = {object_id};                                                 \
        struct ll_q_##query##_row row;                                                             \
        struct ll_store_cursor *cursor = NULL;                                                     \
        LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &in, &cursor, reterr));                 \
        enum ll_status status = LL_OK;                                                             \
        while (status == LL_OK) {                                                                  \
            status = ll_q_##query##_next(cursor, &row, reterr);                                    \
            if (status == LL_OK) {                                                                 \
                struct ll_lot_span span = {.lot_id = row.lot_id, .lo = row.lo, .hi = row.hi};      \
                status = add_part(&spans, &parts, &span, row.mass_g, row.accepted, reterr);        \
            }                                                                                      \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        LL_TRY(status == LL_EEND ? LL_OK : status);                                                \
        struct ll_treatment_whole whole = {                                                        \
            .spans = spans.items, .parts = parts.items, .count = spans.count};                     \
        LL_TRY(ll_treatment_share(ctx, mass, &whole, reterr));                                     \
        *ret_whole = whole;                                                                        \
        return LL_OK;                                                                              \
    }
WHOLE_OF(treatment, whole, treatment_span_mass)
WHOLE_OF(receipt, whole_of_receipt, receipt_span_mass)

enum ll_status ll_treatment_bound_mass(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                       struct ll_mass mass, struct ll_mass *ret_bound,
                                       struct ll_err *reterr)
{
    struct ll_q_receipt_beyond_in in = {receipt_id};
    struct ll_q_receipt_beyond_row row;
    struct ll_treatment_whole whole;
    LL_TRY(ll_q_receipt_beyond(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.beyond_g.g == 0) {
        *ret_bound = mass;
        return LL_OK;
    }
    LL_TRY(ll_treatment_whole_of_receipt(ctx, receipt_id, mass, &whole, reterr));
    wide bound_g = 0;
    for (size_t i = 0; i < whole.count; i++) {
        bound_g += whole.parts[i].weight;
    }
    ret_bound->g = (int64_t)(mass.g * bound_g / (bound_g + row.beyond_g.g));
    return LL_OK;
}

enum ll_status ll_treatment_output_mass(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                        struct ll_mass *ret_mass, struct ll_err *reterr)
{
    struct ll_q_material_of_treatment_in in = {treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_mass total = {0};
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_mass_add(total, row.mass_g, &total) != LL_OK) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "stored outputs are heavier than is possible");
            break;
        }
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    *ret_mass = total;
    return LL_OK;
}

enum ll_status ll_treatment_add_mass(const struct ll_treatment_whole *whole,
                                     const struct ll_lot_span *units, struct ll_mass *total,
                                     struct ll_err *reterr)
{
    int64_t found = 0;
    size_t from = 0;
    for (size_t to = whole->count; from < to;) {
        size_t mid = from + (to - from) / 2;
        int order = ll_id_cmp(whole->spans[mid].lot_id.raw, units->lot_id.raw);
        if (order < 0 || (order == 0 && whole->spans[mid].hi <= units->lo)) {
            from = mid + 1;
        } else {
            to = mid;
        }
    }
    for (; from < whole->count; from++) {
        const struct ll_lot_span *span = &whole->spans[from];
        if (!ll_id_eq(span->lot_id.raw, units->lot_id.raw) || span->lo >= units->hi) {
            break;
        }
        struct ll_mass part;
        struct ll_span inside = {
            (units->lo > span->lo ? units->lo : span->lo) - span->lo,
            (units->hi < span->hi ? units->hi : span->hi) - span->lo,
        };
        LL_TRY(ll_lot_mass(whole->shares[from], (struct ll_units){span->hi - span->lo}, inside,
                           &part, reterr));
        if (ll_mass_add(*total, part, total) != LL_OK) {
            return LL_FAIL(reterr, LL_ECORRUPT, "units are heavier than is possible");
        }
        found += inside.hi - inside.lo;
    }
    if (found != units->hi - units->lo) {
        return LL_FAIL(reterr, LL_ECORRUPT, "units [%lld, %lld) are not of what was weighed",
                       (long long)units->lo, (long long)units->hi);
    }
    return LL_OK;
}

/* Wholes that were read, so that each is read once. */
struct wholes {
    const struct ll_q_receipt_by_id_row *receipt;
    bool has_receipt;
    struct ll_treatment_whole of_receipt;
    struct ll_grow of_treatments; /* of struct one_whole */
};
struct one_whole {
    struct ll_treatment_id treatment_id;
    struct ll_treatment_whole whole;
};

static enum ll_status find_whole(struct ll_ctx *ctx, struct wholes *wholes,
                                 const struct waiting *waiting,
                                 const struct ll_treatment_whole **ret_whole, struct ll_err *reterr)
{
    if (!waiting->has_treatment_id) {
        if (!wholes->has_receipt) {
            LL_TRY(ll_treatment_whole_of_receipt(ctx, wholes->receipt->receipt_id,
                                                 wholes->receipt->mass_g, &wholes->of_receipt,
                                                 reterr));
            wholes->has_receipt = true;
        }
        *ret_whole = &wholes->of_receipt;
        return LL_OK;
    }
    struct one_whole *known = wholes->of_treatments.items;
    for (size_t i = 0; i < wholes->of_treatments.count; i++) {
        if (ll_id_eq(known[i].treatment_id.raw, waiting->treatment_id.raw)) {
            *ret_whole = &known[i].whole;
            return LL_OK;
        }
    }
    struct ll_mass mass;
    struct one_whole *one = ll_grow_add(&wholes->of_treatments);
    if (one == NULL) {
        return no_memory(reterr);
    }
    one->treatment_id = waiting->treatment_id;
    LL_TRY(ll_treatment_output_mass(ctx, waiting->treatment_id, &mass, reterr));
    LL_TRY(ll_treatment_whole(ctx, waiting->treatment_id, mass, &one->whole, reterr));
    *ret_whole = &one->whole;
    return LL_OK;
}

/* What went in: of every unit its share of what was weighed last of it. A row of what waits meets
 * one chosen span at most: those are joined. */
static enum ll_status weigh(struct ll_ctx *ctx, const struct choice *choice,
                            struct ll_treatment_chosen *ret_chosen, struct ll_err *reterr)
{
    const struct waiting *waiting = choice->waiting.items;
    const struct ll_list *spans = &ret_chosen->spans;
    const struct ll_lot_span *chosen = spans->items;
    struct wholes wholes = {
        .receipt = choice->receipt,
        .of_treatments = LL_GROW(ctx->arena, struct one_whole),
    };
    struct ll_mass total = {0};
    size_t at = 0;
    for (size_t i = 0; i < choice->waiting.count; i++) {
        struct ll_lot_span part = waiting[i].at;
        while (at < spans->count &&
               (ll_id_cmp(chosen[at].lot_id.raw, part.lot_id.raw) < 0 ||
                (ll_id_eq(chosen[at].lot_id.raw, part.lot_id.raw) && chosen[at].hi <= part.lo))) {
            at++;
        }
        if (at == spans->count || !ll_id_eq(chosen[at].lot_id.raw, part.lot_id.raw) ||
            chosen[at].lo >= part.hi) {
            continue;
        }
        const struct ll_treatment_whole *whole = NULL;
        part.lo = part.lo > chosen[at].lo ? part.lo : chosen[at].lo;
        part.hi = part.hi < chosen[at].hi ? part.hi : chosen[at].hi;
        LL_TRY(find_whole(ctx, &wholes, &waiting[i], &whole, reterr));
        LL_TRY(ll_treatment_add_mass(whole, &part, &total, reterr));
        if (waiting[i].not_before.days > ret_chosen->not_before.days) {
            ret_chosen->not_before = waiting[i].not_before;
        }
    }
    ret_chosen->input_mass_g = total;
    return LL_OK;
}

static struct choice begin(struct ll_ctx *ctx, const struct ll_q_receipt_by_id_row *receipt,
                           enum ll_fact fact)
{
    return (struct choice){
        .receipt = receipt,
        .fact = fact,
        .waiting = LL_GROW(ctx->arena, struct waiting),
        .held = LL_GROW(ctx->arena, struct ll_lot_span),
        .held_by = LL_STR(""),
    };
}

enum ll_status ll_treatment_choose(struct ll_ctx *ctx, const struct ll_q_receipt_by_id_row *receipt,
                                   enum ll_fact fact, const struct ll_treatment_asked *asked,
                                   struct ll_treatment_chosen *ret_chosen, struct ll_err *reterr)
{
    struct choice choice = begin(ctx, receipt, fact);
    struct ll_treatment_chosen chosen = {.not_before = receipt->received_on};
    bool exact = asked->lot.len > 0;
    LL_TRY(exact ? choose_exact(ctx, &choice, asked, reterr)
                 : choose_some(ctx, &choice, asked->units, reterr));
    chosen.rule_version = exact ? 0 : LL_SELECT_RULE_VERSION;
    chosen.units = exact || asked->units.n == 0 ? choice.units : asked->units;
    LL_TRY(select_units(ctx, &choice, chosen.units, &chosen.spans, reterr));
    LL_TRY(weigh(ctx, &choice, &chosen, reterr));
    *ret_chosen = chosen;
    return LL_OK;
}

enum ll_status ll_treatment_choose_held(struct ll_ctx *ctx,
                                        const struct ll_q_receipt_by_id_row *receipt,
                                        enum ll_fact fact, const struct ll_list *held,
                                        struct ll_treatment_chosen *ret_chosen,
                                        struct ll_err *reterr)
{
    const struct ll_lot_span *spans = held->items;
    struct choice choice = begin(ctx, receipt, fact);
    struct ll_treatment_chosen chosen = {.not_before = receipt->received_on};
    for (size_t i = 0; i < held->count; i++) {
        LL_TRY(read_lot(ctx, &choice, spans[i].lot_id, (struct ll_span){spans[i].lo, spans[i].hi},
                        reterr));
    }
    if (choice.has_other) {
        return refuse(&choice, reterr);
    }
    chosen.units = choice.units;
    LL_TRY(select_units(ctx, &choice, chosen.units, &chosen.spans, reterr));
    LL_TRY(weigh(ctx, &choice, &chosen, reterr));
    *ret_chosen = chosen;
    return LL_OK;
}

enum ll_status ll_treatment_read_asked(enum ll_measure measure,
                                       const struct ll_treatment_options *options,
                                       struct ll_treatment_asked *ret_asked, struct ll_err *reterr)
{
    struct ll_treatment_asked asked = {options->lot, {options->from, options->to}, options->units};
    bool exact = options->lot.len > 0;
    bool so_many = options->units.n > 0 || options->mass.g > 0;
    if (exact ? !options->has_from || !options->has_to || so_many
              : options->has_from || options->has_to) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "say what was treated: so much of the receipt, or numbers of a lot");
        ll_err_where(reterr, "%s", ll_measure_option(measure));
        ll_err_hint(reterr, "--units K (--mass M of what nobody counted), or --lot ID --from A "
                            "--to B, or none of these for all");
        return status;
    }
    if (so_many) {
        LL_TRY(ll_words_asked(measure, options->units, options->mass, &asked.units, reterr));
    }
    *ret_asked = asked;
    return LL_OK;
}
