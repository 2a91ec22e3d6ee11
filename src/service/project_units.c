/* Projectors of facts about units. */
#include "core/lot_mass.h"
#include "service/project.h"
#include "service/receipt_difference.h"
#include "service/units.h"
#include "store/q_project.h"
#include "store/q_supply.h"

static bool is_beyond_sample(const struct ll_units_removed *b)
{
    struct ll_str basis = ll_str_from_cstr(ll_receipt_basis_name(LL_RECEIPT_BASIS_SAMPLED));
    return b->has_shipment_id && ll_str_eq(b->reason, ll_receipt_missing_reason(basis, false));
}

/* They came with the others, and are weighed and treated with them. */
static enum ll_status keep_beyond(struct ll_ctx *ctx, const struct ll_units_removed *b,
                                  struct ll_err *reterr)
{
    const struct ll_lot_span *spans = b->spans.items;
    struct ll_q_project_shipment_beyond_in in = {.shipment_id = b->shipment_id};
    struct ll_q_lot_by_id_row lot = {.mass_g = {0}};
    for (size_t i = 0; i < b->spans.count; i++) {
        struct ll_mass mass;
        if (i == 0 || !ll_id_eq(spans[i].lot_id.raw, spans[i - 1].lot_id.raw)) {
            struct ll_q_lot_by_id_in by = {spans[i].lot_id};
            LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &by, &lot, reterr));
        }
        LL_TRY(ll_lot_mass(lot.mass_g, lot.accepted, (struct ll_span){spans[i].lo, spans[i].hi},
                           &mass, reterr));
        LL_TRY(ll_mass_add(in.beyond_g, mass, &in.beyond_g) == LL_OK
                   ? LL_OK
                   : LL_FAIL(reterr, LL_EOVERFLOW, "what the sample leaves out weighs too much"));
    }
    return ll_q_project_shipment_beyond(ctx->store, &in, reterr);
}

/* A case says how much left with it. */
static enum ll_status count_gone(struct ll_ctx *ctx, const struct ll_units_removed *b,
                                 struct ll_err *reterr)
{
    const struct ll_lot_span *spans = b->spans.items;
    struct ll_q_project_case_gone_in in = {.case_id = b->case_id};
    if (!b->has_case_id || b->spans.count == 0) {
        return LL_OK;
    }
    in.lot_id = spans[0].lot_id;
    for (size_t i = 0; i < b->spans.count; i++) {
        in.units += spans[i].hi - spans[i].lo;
    }
    return ll_q_project_case_gone(ctx->store, &in, reterr);
}

enum ll_status ll_project_units_removed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_removed *b = body;
    const struct ll_units_change change = {
        .facts = {(enum ll_fact)b->fact}, .has_day = true, .day = b->happened_on};
    if (is_beyond_sample(b)) {
        LL_TRY(keep_beyond(ctx, b, reterr));
    }
    LL_TRY(count_gone(ctx, b, reterr));
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}

enum ll_status ll_project_units_rejected(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_rejected *b = body;
    const struct ll_units_change change = {
        .facility_id = LL_UNITS_REF(b->facility_id),
        .package_id = LL_UNITS_NONE,
        .has_day = b->has_rejected_on,
        .day = b->rejected_on,
    };
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}

/* Spans of one lot at a time: what is of its lot's class again says nothing of its own. */
enum ll_status ll_project_units_reclassified(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_reclassified *b = body;
    const struct ll_lot_span *spans = b->spans.items;
    for (size_t from = 0, to = 0; from < b->spans.count; from = to) {
        struct ll_q_lot_by_id_in in = {spans[from].lot_id};
        struct ll_q_lot_by_id_row lot;
        LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &in, &lot, reterr));
        const struct ll_units_change change = {
            .class_deed = ll_str_eq(lot.class_code, b->class_code) ? LL_UNITS_CLEAR : LL_UNITS_SET,
            .class_code = b->class_code,
        };
        while (to < b->spans.count && ll_id_eq(spans[to].lot_id.raw, spans[from].lot_id.raw)) {
            to++;
        }
        LL_TRY(ll_units_change(ctx, &spans[from], to - from, &change, reterr));
    }
    return LL_OK;
}

/* A lot that nobody brought, received already when a plant counted it. */
enum ll_status ll_project_units_found(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const void *body, struct ll_err *reterr)
{
    const struct ll_units_found *b = body;
    const struct ll_q_project_lot_in in = {
        .lot_id = b->lot_id,
        .programme_id = b->programme_id,
        .class_code = b->class_code,
        .country = b->country,
        .vintage = ll_date_month(b->found_on),
        .has_funder_id = b->has_funder_id,
        .funder_id = b->funder_id,
        .source = LL_SOURCE_FOUND,
        .has_found_on = true,
        .found_on = b->found_on,
        .units = b->units,
        .accepted = b->units,
        .mass_g = b->mass_g,
        .measure = ll_project_measure(b->measure),
        .battery = (enum ll_battery)b->battery,
        .has_ineligible_reason = true,
        .ineligible_reason = LL_STR("found"),
        .queue_at = meta->recorded_at,
        .public_number = b->public_number,
        .event_id = meta->event_id,
    };
    const struct ll_q_project_custody_in custody = {
        .lot_id = b->lot_id,
        .hi = b->units.n,
        .stage = b->has_receipt_id ? LL_STAGE_RECEIVED : LL_STAGE_ACCEPTED,
        .has_facility_id = true,
        .facility_id = b->facility_id,
        .has_receipt_id = b->has_receipt_id,
        .receipt_id = b->receipt_id,
        .since = b->found_on,
    };
    LL_TRY(ll_q_project_lot(ctx->store, &in, reterr));
    LL_TRY(ll_units_begin(ctx, &custody, reterr));
    if (b->has_receipt_id) {
        const struct ll_q_project_receipt_span_in span = {b->receipt_id, b->lot_id, 0, b->units.n};
        LL_TRY(ll_q_project_receipt_span_rows(ctx->store, &span, 1, reterr));
    }
    return b->has_funder_id ? ll_project_party(ctx, "lot", b->lot_id.raw, LL_PARTY_ROLE_FUNDER,
                                               b->funder_id, reterr)
                            : LL_OK;
}
