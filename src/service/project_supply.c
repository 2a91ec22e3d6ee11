/* Projectors of collections, packages, shipments, receipts and treatments. */
#include "service/grow.h"
#include "service/project.h"
#include "service/units.h"
#include "store/q_allocate.h"
#include "store/q_notification.h"
#include "store/q_project.h"
#include "store/q_supply.h"

#define ROWS_MAX 64 /* handed to the store together */

static enum ll_status project_lot(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                  const struct ll_collection_received *b,
                                  const struct ll_received_lot *lot, struct ll_err *reterr)
{
    struct ll_q_project_lot_in in = {
        .lot_id = lot->lot_id,
        .has_collection_id = true,
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
        .measure = ll_project_measure(lot->measure),
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
        .since = b->collected_on,
    };
    LL_TRY(ll_units_begin(ctx, &custody, reterr));
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
        .evidence_again = b->evidence_again,
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
        .has_number = b->number.len > 0,
        .number = b->number,
        .event_id = meta->event_id,
    };
    return ll_q_project_package(ctx->store, &in, reterr);
}

enum ll_status ll_project_package_filled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_package_filled *b = body;
    const struct ll_units_change change = {
        .facility_id = LL_UNITS_NONE,
        .package_id = LL_UNITS_REF(b->package_id),
    };
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}

/* Of what is poured together: nobody knows which of it came last. */
static enum ll_status find_last_since(struct ll_ctx *ctx, const struct ll_list *sources,
                                      struct ll_date *ret_day, bool *ret_has_day,
                                      struct ll_err *reterr)
{
    const struct ll_package_item *items = sources->items;
    *ret_day = (struct ll_date){0};
    *ret_has_day = false;
    for (size_t i = 0; i < sources->count; i++) {
        struct ll_date day;
        bool has_day;
        LL_TRY(ll_units_last_since(ctx, items[i].package_id, &day, &has_day, reterr));
        if (has_day && (!*ret_has_day || day.days > ret_day->days)) {
            *ret_day = day;
            *ret_has_day = true;
        }
    }
    return LL_OK;
}

enum ll_status ll_project_package_poured(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_package_poured *b = body;
    const struct ll_package_item *sources = b->sources.items;
    const struct ll_poured_package *targets = b->targets.items;
    struct ll_date last;
    bool has_last = false;
    LL_TRY(find_last_since(ctx, &b->sources, &last, &has_last, reterr));
    for (size_t i = 0; i < b->sources.count; i++) {
        struct ll_q_project_package_unseal_in in = {sources[i].package_id};
        struct ll_q_project_seal_poured_in broken = {meta->event_id, sources[i].package_id,
                                                     ll_time_date(meta->recorded_at)};
        LL_TRY(ll_q_project_seal_poured(ctx->store, &broken, reterr));
        LL_TRY(ll_q_project_package_unseal(ctx->store, &in, reterr));
    }
    for (size_t i = 0; i < b->targets.count; i++) {
        const struct ll_units_change change = {
            .package_id = LL_UNITS_REF(targets[i].package_id), .has_day = has_last, .day = last};
        LL_TRY(
            ll_units_change(ctx, targets[i].spans.items, targets[i].spans.count, &change, reterr));
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

enum ll_status ll_project_shipment_cancelled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_shipment_cancelled *b = body;
    struct ll_q_project_cancellation_in in = {b->shipment_id, b->reason};
    struct ll_q_project_cancellation_consents_in consents = {b->shipment_id};
    struct ll_q_project_booking_released_in booking = {b->shipment_id, b->reason};
    LL_TRY(ll_q_project_cancellation(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_cancellation_consents(ctx->store, &consents, reterr));
    return ll_q_project_booking_released(ctx->store, &booking, reterr);
}

enum ll_status ll_project_consent_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_consent_recorded *b = body;
    struct ll_q_project_consent_in in = {b->shipment_id, b->country, b->document_digest,
                                         b->valid_until, ll_time_date(meta->recorded_at)};
    return ll_q_project_consent(ctx->store, &in, reterr);
}

/* Which units it was, since custody forgets. */
static enum ll_status put_shipment_spans(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                         const struct ll_lot_span *spans, size_t span_count,
                                         struct ll_err *reterr)
{
    struct ll_q_project_shipment_span_in in[ROWS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < span_count; i++) {
        in[count++] = (struct ll_q_project_shipment_span_in){shipment_id, spans[i].lot_id,
                                                             spans[i].lo, spans[i].hi};
        if (count == ROWS_MAX || i + 1 == span_count) {
            LL_TRY(ll_q_project_shipment_span_rows(ctx->store, in, count, reterr));
            count = 0;
        }
    }
    return LL_OK;
}

enum ll_status ll_project_shipment_departed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_shipment_departed *b = body;
    struct ll_q_shipment_route_in key = {b->shipment_id};
    struct ll_q_shipment_route_row route;
    LL_TRY(ll_q_shipment_route(ctx->store, ctx->arena, &key, &route, reterr));
    struct ll_grow spans = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_units_of_shipment(ctx, b->shipment_id, &spans, reterr));
    struct ll_q_project_departure_in in = {.shipment_id = b->shipment_id,
                                           .departed_on = b->departed_on,
                                           .recorded_late = b->recorded_late};
    const struct ll_lot_span *items = spans.items;
    for (size_t i = 0; i < spans.count; i++) {
        in.units.n += items[i].hi - items[i].lo;
    }
    if (spans.count > 0) { /* of one measure, all of them */
        struct ll_q_lot_by_id_in by = {items[0].lot_id};
        struct ll_q_lot_by_id_row lot;
        LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &by, &lot, reterr));
        in.has_measure = true;
        in.measure = lot.measure;
    }
    LL_TRY(put_shipment_spans(ctx, b->shipment_id, spans.items, spans.count, reterr));
    struct ll_q_project_departure_packages_in packages = {b->shipment_id};
    struct ll_q_project_booking_drawn_in booking = {b->shipment_id};
    LL_TRY(ll_q_project_booking_drawn(ctx->store, &booking, reterr));
    LL_TRY(ll_q_project_departure(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_departure_packages(ctx->store, &packages, reterr));
    const struct ll_units_change change = {
        .facts = {route.crosses_border ? LL_FACT_DEPART : (enum ll_fact)0},
        .has_day = true,
        .day = b->departed_on,
    };
    return ll_units_change(ctx, spans.items, spans.count, &change, reterr);
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
    const struct ll_units_change change = {.has_day = true, .day = b->arrived_on};
    struct ll_grow spans = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_q_project_arrival(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_arrival_packages(ctx->store, &packages, reterr));
    LL_TRY(ll_units_of_shipment(ctx, b->shipment_id, &spans, reterr));
    return ll_units_change(ctx, spans.items, spans.count, &change, reterr);
}

static enum ll_status put_receipt_spans(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                        const struct ll_lot_span *spans, size_t span_count,
                                        struct ll_err *reterr)
{
    struct ll_q_project_receipt_span_in in[ROWS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < span_count; i++) {
        in[count++] = (struct ll_q_project_receipt_span_in){receipt_id, spans[i].lot_id,
                                                            spans[i].lo, spans[i].hi};
        if (count == ROWS_MAX || i + 1 == span_count) {
            LL_TRY(ll_q_project_receipt_span_rows(ctx->store, in, count, reterr));
            count = 0;
        }
    }
    return LL_OK;
}

/* The shipment's units lie loose at the plant, and the receipt covers them. */
static enum ll_status receive(struct ll_ctx *ctx, const struct ll_receipt_recorded *b,
                              struct ll_err *reterr)
{
    const struct ll_units_change change = {
        .facts = {LL_FACT_RECEIVE, LL_FACT_RECEIVE_DOMESTIC, LL_FACT_RECEIVE_ONWARD},
        .facility_id = LL_UNITS_REF(b->facility_id),
        .package_id = LL_UNITS_NONE,
        .receipt_id = LL_UNITS_REF(b->receipt_id),
        .has_day = true,
        .day = b->received_on,
    };
    struct ll_grow spans = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_units_of_shipment(ctx, b->shipment_id, &spans, reterr));
    LL_TRY(put_receipt_spans(ctx, b->receipt_id, spans.items, spans.count, reterr));
    return ll_units_change(ctx, spans.items, spans.count, &change, reterr);
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
    LL_TRY(receive(ctx, b, reterr));
    LL_TRY(ll_q_project_receipt_packages(ctx->store, &packages, reterr));
    return ll_q_project_receipt_shipment(ctx->store, &shipment, reterr);
}

static enum ll_status put_treatment_spans(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                          const struct ll_list *spans, struct ll_err *reterr)
{
    struct ll_q_project_treatment_span_in in[ROWS_MAX];
    const struct ll_lot_span *items = spans->items;
    size_t count = 0;
    for (size_t i = 0; i < spans->count; i++) {
        in[count++] = (struct ll_q_project_treatment_span_in){treatment_id, items[i].lot_id,
                                                              items[i].lo, items[i].hi};
        if (count == ROWS_MAX || i + 1 == spans->count) {
            LL_TRY(ll_q_project_treatment_span_rows(ctx->store, in, count, reterr));
            count = 0;
        }
    }
    return LL_OK;
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
        .has_plant_key_id = b->has_plant_key_id,
        .plant_key_id = b->plant_key_id,
        .has_statement = b->statement.len > 0,
        .statement = b->statement,
        .has_signature = b->signature.len > 0,
        .signature = b->signature,
        .has_campaign_id = b->has_campaign_id,
        .campaign_id = b->campaign_id,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_treatment(ctx->store, &in, reterr));
    const struct ll_treatment_output *outputs = b->materials.items;
    for (size_t i = 0; i < b->materials.count; i++) {
        struct ll_q_project_material_in material = {b->treatment_id, outputs[i].fraction,
                                                    outputs[i].mass_g};
        LL_TRY(ll_q_project_material(ctx->store, &material, reterr));
    }
    const struct ll_units_change change = {
        .facts = {b->interim ? LL_FACT_DISMANTLE : LL_FACT_RECYCLE},
        .treatment_id = LL_UNITS_REF(b->treatment_id),
        .has_day = true,
        .day = b->treated_on,
    };
    LL_TRY(put_treatment_spans(ctx, b->treatment_id, &b->spans, reterr));
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}
