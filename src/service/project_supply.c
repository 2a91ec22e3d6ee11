/* Projectors of collections, packages, shipments, receipts and treatments. */
#include "service/project.h"

#include "core/stage.h"
#include "store/q_allocate.h"
#include "store/q_project.h"
#include "store/q_supply.h"

static enum ll_status project_lot(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                  const struct ll_collection_received *b,
                                  const struct ll_received_lot *lot, struct ll_err *reterr)
{
    struct ll_q_project_lot_in in = {
        .lot_id = lot->lot_id,
        .collection_id = b->collection_id,
        .programme_id = b->programme_id,
        .class_code = lot->class_code,
        .country = b->country,
        .vintage = ll_date_month(b->collected_on),
        .has_funder_id = lot->has_funder_id,
        .funder_id = lot->funder_id,
        .source = (enum ll_source)b->source,
        .units = lot->units,
        .accepted = lot->units,
        .mass_g = lot->mass_g,
        .battery = (enum ll_battery)lot->battery,
        .eligible = lot->eligible,
        .has_ineligible_reason = !lot->eligible,
        .ineligible_reason = lot->ineligible_reason,
        .queue_at = meta->recorded_at,
        .public_number = lot->public_number,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_lot(ctx->store, &in, reterr));
    struct ll_q_project_custody_in custody = {
        .lot_id = lot->lot_id,
        .lo = 0,
        .hi = lot->units.n,
        .stage = LL_STAGE_ACCEPTED,
        .has_facility_id = true,
        .facility_id = b->facility_id,
    };
    LL_TRY(ll_q_project_custody(ctx->store, &custody, reterr));
    if (lot->has_funder_id) {
        LL_TRY(ll_project_party(ctx, "lot", lot->lot_id.raw, LL_PARTY_ROLE_FUNDER, lot->funder_id,
                                reterr));
    }
    if (!lot->eligible) {
        return LL_OK;
    }
    struct ll_q_project_open_lot_in open = {b->programme_id, meta->recorded_at, lot->lot_id};
    return ll_q_project_open_lot(ctx->store, &open, reterr);
}

enum ll_status ll_project_collection_received(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    const struct ll_collection_received *b = body;
    struct ll_q_project_collection_in in = {
        .collection_id = b->collection_id,
        .programme_id = b->programme_id,
        .collector_id = b->collector_id,
        .facility_id = b->facility_id,
        .country = b->country,
        .collected_on = b->collected_on,
        .source = (enum ll_source)b->source,
        .has_record_key = b->record_key.len > 0,
        .record_key = b->record_key,
        .evidence_digest = b->evidence_digest,
        .price_minor = b->price.minor,
        .price_currency = ll_str_from_cstr(b->price.currency),
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_collection(ctx->store, &in, reterr));
    LL_TRY(ll_project_party(ctx, "collection", b->collection_id.raw, LL_PARTY_ROLE_COLLECTOR,
                            b->collector_id, reterr));
    const struct ll_received_lot *lots = b->lots.items;
    for (size_t i = 0; i < b->lots.count; i++) {
        LL_TRY(project_lot(ctx, meta, b, &lots[i], reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_package_made(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    const struct ll_package_made *b = body;
    struct ll_q_project_package_in in = {
        .package_id = b->package_id,
        .code = b->code,
        .kind = (enum ll_package_kind)b->kind,
        .programme_id = b->programme_id,
        .country = b->country,
        .has_funder_id = b->has_funder_id,
        .funder_id = b->funder_id,
        .facility_id = b->facility_id,
        .event_id = meta->event_id,
    };
    return ll_q_project_package(ctx->store, &in, reterr);
}

/* Put back what a filled span leaves loose of the custody row it comes from. */
static enum ll_status put_loose(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                const struct ll_q_custody_over_row *whole, int64_t lo, int64_t hi,
                                struct ll_err *reterr)
{
    if (lo == hi) {
        return LL_OK;
    }
    struct ll_q_project_custody_in in = {
        .lot_id = lot_id,
        .lo = lo,
        .hi = hi,
        .stage = whole->stage,
        .has_facility_id = whole->has_facility_id,
        .facility_id = whole->facility_id,
    };
    return ll_q_project_custody(ctx->store, &in, reterr);
}

enum ll_status ll_project_package_filled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_package_filled *b = body;
    const struct ll_lot_span *spans = b->spans.items;
    for (size_t i = 0; i < b->spans.count; i++) {
        const struct ll_lot_span *span = &spans[i];
        struct ll_q_custody_over_in key = {span->lot_id, span->lo};
        struct ll_q_custody_over_row whole;
        enum ll_status status = ll_q_custody_over(ctx->store, ctx->arena, &key, &whole, reterr);
        if (status == LL_ENOTFOUND || (status == LL_OK && whole.hi < span->hi)) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "a package is filled with units that are not there");
        }
        LL_TRY(status);
        struct ll_q_project_custody_delete_in gone = {span->lot_id, whole.lo};
        LL_TRY(ll_q_project_custody_delete(ctx->store, &gone, reterr));
        LL_TRY(put_loose(ctx, span->lot_id, &whole, whole.lo, span->lo, reterr));
        LL_TRY(put_loose(ctx, span->lot_id, &whole, span->hi, whole.hi, reterr));
        struct ll_q_project_custody_in packed = {
            .lot_id = span->lot_id,
            .lo = span->lo,
            .hi = span->hi,
            .stage = whole.stage,
            .has_package_id = true,
            .package_id = b->package_id,
        };
        LL_TRY(ll_q_project_custody(ctx->store, &packed, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_package_nested(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_package_nested *b = body;
    const struct ll_package_item *items = b->packages.items;
    for (size_t i = 0; i < b->packages.count; i++) {
        struct ll_q_project_package_parent_in in = {items[i].package_id, b->parent_id};
        LL_TRY(ll_q_project_package_parent(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_package_sealed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_package_sealed *b = body;
    struct ll_q_project_package_seal_in in = {b->package_id, b->seal};
    return ll_q_project_package_seal(ctx->store, &in, reterr);
}

enum ll_status ll_project_shipment_planned(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_shipment_planned *b = body;
    struct ll_q_project_shipment_in in = {
        .shipment_id = b->shipment_id,
        .code = b->code,
        .from_facility_id = b->from_facility_id,
        .to_facility_id = b->to_facility_id,
        .crosses_border = b->crosses_border,
        .planned_arrival = b->planned_arrival,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_shipment(ctx->store, &in, reterr));
    const struct ll_shipment_leg *legs = b->legs.items;
    for (size_t i = 0; i < b->legs.count; i++) {
        struct ll_q_project_leg_in leg = {
            .shipment_id = b->shipment_id,
            .number = (int64_t)i + 1,
            .from_facility_id = legs[i].from_facility_id,
            .to_facility_id = legs[i].to_facility_id,
            .mode = legs[i].mode,
            .carrier_id = legs[i].carrier_id,
            .distance_km = legs[i].distance_km,
        };
        LL_TRY(ll_q_project_leg(ctx->store, &leg, reterr));
        LL_TRY(ll_project_party(ctx, "shipment", b->shipment_id.raw, LL_PARTY_ROLE_CARRIER,
                                legs[i].carrier_id, reterr));
    }
    const struct ll_package_item *packages = b->packages.items;
    for (size_t i = 0; i < b->packages.count; i++) {
        struct ll_q_project_shipment_package_in load = {b->shipment_id, packages[i].package_id};
        LL_TRY(ll_q_project_shipment_package(ctx->store, &load, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_consent_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_consent_recorded *b = body;
    struct ll_q_project_consent_in in = {b->shipment_id, b->country, b->document_digest,
                                         b->valid_until};
    return ll_q_project_consent(ctx->store, &in, reterr);
}

enum ll_status ll_project_shipment_departed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_shipment_departed *b = body;
    struct ll_q_shipment_route_in key = {b->shipment_id};
    struct ll_q_shipment_route_row route;
    LL_TRY(ll_q_shipment_route(ctx->store, ctx->arena, &key, &route, reterr));
    struct ll_q_project_departure_in in = {b->shipment_id, b->departed_on};
    struct ll_q_project_departure_packages_in packages = {b->shipment_id};
    LL_TRY(ll_q_project_departure(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_departure_packages(ctx->store, &packages, reterr));
    if (!route.crosses_border) {
        return LL_OK;
    }
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        const struct ll_stage_step *step = &ll_stage_steps[i];
        if (step->fact == LL_FACT_DEPART && step->from != step->to) {
            struct ll_q_project_departure_custody_in custody = {b->shipment_id, step->from,
                                                                step->to};
            LL_TRY(ll_q_project_departure_custody(ctx->store, &custody, reterr));
        }
    }
    return LL_OK;
}

enum ll_status ll_project_shipment_arrived(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_shipment_arrived *b = body;
    struct ll_q_shipment_route_in key = {b->shipment_id};
    struct ll_q_shipment_route_row route;
    LL_TRY(ll_q_shipment_route(ctx->store, ctx->arena, &key, &route, reterr));
    struct ll_q_project_arrival_in in = {b->shipment_id, b->arrived_on};
    struct ll_q_project_arrival_packages_in packages = {b->shipment_id, route.to_facility_id};
    LL_TRY(ll_q_project_arrival(ctx->store, &in, reterr));
    return ll_q_project_arrival_packages(ctx->store, &packages, reterr);
}

enum ll_status ll_project_receipt_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_receipt_recorded *b = body;
    struct ll_q_project_receipt_in in = {
        .receipt_id = b->receipt_id,
        .shipment_id = b->shipment_id,
        .facility_id = b->facility_id,
        .plant_key_id = b->plant_key_id,
        .units = b->units,
        .mass_g = b->mass_g,
        .received_on = b->received_on,
        .statement = b->statement,
        .signature = b->signature,
        .event_id = meta->event_id,
    };
    struct ll_q_project_receipt_packages_in packages = {b->shipment_id};
    struct ll_q_project_receipt_shipment_in shipment = {b->shipment_id};
    LL_TRY(ll_q_project_receipt(ctx->store, &in, reterr));
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        const struct ll_stage_step *step = &ll_stage_steps[i];
        if (step->fact == LL_FACT_RECEIVE || step->fact == LL_FACT_RECEIVE_DOMESTIC) {
            struct ll_q_project_receipt_custody_in custody = {b->shipment_id, b->receipt_id,
                                                              b->facility_id, step->from, step->to};
            LL_TRY(ll_q_project_receipt_custody(ctx->store, &custody, reterr));
        }
    }
    LL_TRY(ll_q_project_receipt_packages(ctx->store, &packages, reterr));
    return ll_q_project_receipt_shipment(ctx->store, &shipment, reterr);
}

enum ll_status ll_project_treatment_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    const struct ll_treatment_recorded *b = body;
    struct ll_q_project_treatment_in in = {
        .treatment_id = b->treatment_id,
        .receipt_id = b->receipt_id,
        .facility_id = b->facility_id,
        .kind = (enum ll_treatment_kind)b->kind,
        .operation = b->operation,
        .interim = b->interim,
        .input_mass_g = b->input_mass_g,
        .tolerance_ppm = b->tolerance_ppm,
        .treated_on = b->treated_on,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_treatment(ctx->store, &in, reterr));
    const struct ll_treatment_output *outputs = b->materials.items;
    for (size_t i = 0; i < b->materials.count; i++) {
        struct ll_q_project_material_in material = {b->treatment_id, outputs[i].fraction,
                                                    outputs[i].mass_g};
        LL_TRY(ll_q_project_material(ctx->store, &material, reterr));
    }
    enum ll_fact fact = b->interim ? LL_FACT_DISMANTLE : LL_FACT_RECYCLE;
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        const struct ll_stage_step *step = &ll_stage_steps[i];
        if (step->fact == fact) {
            struct ll_q_project_treatment_custody_in custody = {b->receipt_id, b->treatment_id,
                                                                step->from, step->to};
            LL_TRY(ll_q_project_treatment_custody(ctx->store, &custody, reterr));
        }
    }
    return LL_OK;
}
