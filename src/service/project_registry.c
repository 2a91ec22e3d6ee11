/* Projectors of programmes, organisations and what belongs to them. */
#include "service/grow.h"
#include "service/project.h"

#include "store/q_demand.h"
#include "store/q_facts.h"
#include "store/q_project.h"

#include <string.h>

enum ll_status ll_project_class_defined(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_class_defined *b = body;
    struct ll_q_project_device_class_in in = {
        .class_code = b->class_code,
        .unu_key = b->unu_key,
        .hs_code = b->hs_code,
        .mass_low_g = b->mass_low_g,
        .mass_g = b->mass_g,
        .mass_high_g = b->mass_high_g,
        .event_id = meta->event_id,
    };
    return ll_q_project_device_class(ctx->store, &in, reterr);
}

enum ll_status ll_project_organisation_registered(struct ll_ctx *ctx,
                                                  const struct ll_event_meta *meta,
                                                  const void *body, struct ll_err *reterr)
{
    const struct ll_organisation_registered *b = body;
    struct ll_q_project_organisation_in in = {
        .organisation_id = b->organisation_id,
        .code = b->code,
        .country = b->country,
        .name_annex_id = b->name_annex_id,
        .event_id = meta->event_id,
    };
    return ll_q_project_organisation(ctx->store, &in, reterr);
}

enum ll_status ll_project_facility_registered(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    const struct ll_facility_registered *b = body;
    struct ll_q_project_facility_in in = {
        .facility_id = b->facility_id,
        .code = b->code,
        .organisation_id = b->organisation_id,
        .country = b->country,
        .is_plant = b->is_plant,
        .name_annex_id = b->name_annex_id,
        .event_id = meta->event_id,
    };
    return ll_q_project_facility(ctx->store, &in, reterr);
}

enum ll_status ll_project_signing_key_changed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    const struct ll_signing_key_changed *b = body;
    struct ll_q_project_signing_key_in in = {
        .signing_key_id = b->signing_key_id,
        .public_key = b->public_key,
        .retired_key = b->retired_key,
        .signature = b->signature,
        .changed_at = meta->recorded_at,
        .event_id = meta->event_id,
    };
    return ll_q_project_signing_key(ctx->store, &in, reterr);
}

enum ll_status ll_project_plant_key_registered(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                               const void *body, struct ll_err *reterr)
{
    const struct ll_plant_key_registered *b = body;
    struct ll_q_project_plant_key_in in = {
        .plant_key_id = b->plant_key_id,
        .facility_id = b->facility_id,
        .public_key = b->public_key,
        .event_id = meta->event_id,
    };
    return ll_q_project_plant_key(ctx->store, &in, reterr);
}

enum ll_status ll_project_facility_certified(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    const struct ll_facility_certified *b = body;
    struct ll_q_project_certification_in in = {
        .certification_id = b->certification_id,
        .facility_id = b->facility_id,
        .standard = b->standard,
        .scope = b->scope,
        .number = b->number,
        .valid_from = b->valid_from,
        .valid_to = b->valid_to,
        .event_id = meta->event_id,
    };
    return ll_q_project_certification(ctx->store, &in, reterr);
}

/* Strings with a blank between. */
static enum ll_status join(struct ll_ctx *ctx, const struct ll_list *list, struct ll_str *ret_text,
                           struct ll_err *reterr)
{
    const struct ll_str *items = list->items;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, 8192);
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            ll_strbuf_char(&buf, ' ');
        }
        ll_strbuf_str(&buf, items[i]);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_project_programme_defined(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    const struct ll_programme_defined *b = body;
    struct ll_q_project_programme_in in = {
        .programme_id = b->programme_id,
        .code = b->code,
        .version = b->version,
        .operator_id = b->operator_id,
        .oldest_vintage = b->oldest_vintage,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_programme(ctx->store, &in, reterr));
    const struct ll_programme_class_rule *rules = b->classes.items;
    for (size_t i = 0; i < b->classes.count; i++) {
        struct ll_q_project_programme_class_in rule = {
            .programme_id = b->programme_id,
            .demand_class = rules[i].demand_class,
            .fee_minor = rules[i].fee.minor,
            .fee_currency = ll_str_from_cstr(rules[i].fee.currency),
            .has_grams_per_device = rules[i].grams_per_device > 0,
            .grams_per_device = rules[i].grams_per_device,
        };
        LL_TRY(join(ctx, &rules[i].lot_classes, &rule.lot_classes, reterr));
        LL_TRY(ll_q_project_programme_class(ctx->store, &rule, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_party_added(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_party_added *b = body;
    struct ll_q_project_party_in in = {
        .object_kind = b->object_kind,
        .role = (enum ll_party_role)b->role,
        .organisation_id = b->organisation_id,
    };
    memcpy(in.object_id.b, b->object_id.ptr, sizeof(in.object_id.b));
    return ll_q_project_party(ctx->store, &in, reterr);
}

/* The annex is no projection: applied again, this changes nothing. */
enum ll_status ll_project_annex_erased(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    const struct ll_annex_erased *b = body;
    const struct ll_erased_entry *entries = b->entries.items;
    for (size_t i = 0; i < b->entries.count; i++) {
        struct ll_q_request_forget_in forget = {entries[i].annex_id, LL_STR("{\"erased\":true}")};
        struct ll_q_annex_erase_in erase = {entries[i].annex_id, meta->recorded_at};
        LL_TRY(ll_q_request_forget(ctx->store, &forget, reterr));
        LL_TRY(ll_q_annex_erase(ctx->store, &erase, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_party(struct ll_ctx *ctx, const char *kind, struct ll_id object,
                                enum ll_party_role role, struct ll_organisation_id organisation,
                                struct ll_err *reterr)
{
    struct ll_q_project_party_in in = {
        .object_kind = ll_str_from_cstr(kind),
        .object_id = object,
        .role = role,
        .organisation_id = organisation,
    };
    return ll_q_project_party(ctx->store, &in, reterr);
}

enum ll_status ll_project_order_line_opened(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    const struct ll_order_line_opened *b = body;
    struct ll_q_project_order_line_in in = {
        .order_line_id = b->order_line_id,
        .code = b->code,
        .programme_id = b->programme_id,
        .payer_id = b->payer_id,
        .beneficiary_id = b->beneficiary_id,
        .has_reseller_id = b->has_reseller_id,
        .reseller_id = b->reseller_id,
        .class_code = b->class_code,
        .measure = ll_project_measure(b->measure),
        .has_vintage_from = b->has_vintage_from,
        .vintage_from = b->vintage_from,
        .has_vintage_to = b->has_vintage_to,
        .vintage_to = b->vintage_to,
        .has_funder_id = b->has_funder_id,
        .funder_id = b->funder_id,
        .has_standard = b->standard.len > 0,
        .standard = b->standard,
        .event_id = meta->event_id,
    };
    LL_TRY(join(ctx, &b->countries, &in.countries, reterr));
    LL_TRY(ll_q_project_order_line(ctx->store, &in, reterr));
    if (ctx->units != NULL) {
        struct ll_q_project_demanded_in any = {b->order_line_id, INT64_MAX};
        LL_TRY(ll_q_project_demanded(ctx->store, &any, reterr));
    }
    struct ll_id line = b->order_line_id.raw;
    LL_TRY(ll_project_party(ctx, "order_line", line, LL_PARTY_ROLE_PAYER, b->payer_id, reterr));
    LL_TRY(ll_project_party(ctx, "order_line", line, LL_PARTY_ROLE_BENEFICIARY, b->beneficiary_id,
                            reterr));
    if (b->has_reseller_id) {
        LL_TRY(ll_project_party(ctx, "order_line", line, LL_PARTY_ROLE_RESELLER, b->reseller_id,
                                reterr));
    }
    return LL_OK;
}

/* Positions for which earlier ones stand: nothing is to serve them. */
static enum ll_status carry(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                            const struct ll_accepted_slice *slice,
                            struct ll_document_id document_id, struct ll_err *reterr)
{
    const struct ll_carried_span *carried = slice->carried.items;
    struct ll_q_project_close_slice_full_in close = {slice->order_line_id, slice->lo};
    for (size_t i = 0; i < slice->carried.count; i++) {
        struct ll_q_project_carried_in in = {
            .order_line_id = slice->order_line_id,
            .lo = carried[i].lo,
            .hi = carried[i].hi,
            .slice_lo = slice->lo,
            .document_id = document_id,
            .from_order_line_id = carried[i].from_order_line_id,
            .from_lo = carried[i].from_lo,
            .event_id = meta->event_id,
        };
        LL_TRY(ll_q_project_carried(ctx->store, &in, reterr));
    }
    return slice->carried.count > 0 ? ll_q_project_close_slice_full(ctx->store, &close, reterr)
                                    : LL_OK;
}

enum ll_status ll_project_demanded(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                   int64_t demanded, struct ll_err *reterr)
{
    struct ll_q_project_demanded_in in = {order_line_id, demanded};
    return ctx->units != NULL ? LL_OK : ll_q_project_demanded(ctx->store, &in, reterr);
}

enum ll_status ll_project_demanded_all(struct ll_ctx *ctx, struct ll_err *reterr)
{
    return ctx->units == NULL ? LL_OK : ll_q_project_demanded_all(ctx->store, reterr);
}

enum ll_status ll_project_demand_accepted(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_demand_accepted *b = body;
    struct ll_q_project_document_in document = {
        .document_id = b->document_id,
        .kind = b->kind,
        .identity = b->identity,
        .content_digest = b->content_digest,
        .has_order_identity = b->order_identity.len > 0,
        .order_identity = b->order_identity,
        .issued_on = b->issued_on,
        .name_annex_id = b->document_name_annex_id,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_document(ctx->store, &document, reterr));
    const struct ll_accepted_slice *slices = b->slices.items;
    for (size_t i = 0; i < b->slices.count; i++) {
        struct ll_q_project_slice_in slice = {
            .order_line_id = slices[i].order_line_id,
            .lo = slices[i].lo,
            .hi = slices[i].hi,
            .trigger = (enum ll_trigger)slices[i].trigger,
            .has_document_id = true,
            .document_id = b->document_id,
            .queue_at = meta->recorded_at,
            .event_id = meta->event_id,
        };
        struct ll_q_project_open_new_in open = {slices[i].order_line_id, slices[i].lo, slices[i].hi,
                                                meta->recorded_at};
        LL_TRY(ll_project_demanded(ctx, slices[i].order_line_id, slices[i].hi, reterr));
        LL_TRY(ll_q_project_slice(ctx->store, &slice, reterr));
        LL_TRY(ll_q_project_open_new(ctx->store, &open, reterr));
        LL_TRY(carry(ctx, meta, &slices[i], b->document_id, reterr));
    }
    return LL_OK;
}

/* What is left of a carried row: positions [lo, hi) of it. */
static enum ll_status put_carried(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                  const struct ll_q_carried_within_row *row, int64_t lo, int64_t hi,
                                  struct ll_err *reterr)
{
    struct ll_q_project_carried_in in = {
        .order_line_id = order_line_id,
        .lo = lo,
        .hi = hi,
        .slice_lo = row->slice_lo,
        .document_id = row->document_id,
        .from_order_line_id = row->from_order_line_id,
        .from_lo = row->from_lo + (lo - row->lo),
        .event_id = row->event_id,
    };
    return lo < hi ? ll_q_project_carried(ctx->store, &in, reterr) : LL_OK;
}

/* Positions that were carried are so no more: the carry-over is free again. */
static enum ll_status give_back(struct ll_ctx *ctx, const struct ll_voided_span *span,
                                struct ll_err *reterr)
{
    struct ll_q_carried_within_in key = {span->order_line_id, span->lo, span->hi};
    struct ll_q_carried_within_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_carried_within_row);
    LL_TRY(ll_q_carried_within_open(ctx->store, ctx->arena, &key, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_carried_within_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_carried_within_row *kept = ll_grow_add(&rows);
        if (kept == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the positions of a document");
            break;
        }
        *kept = row;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_carried_within_row *carried = rows.items;
    for (size_t i = 0; i < rows.count; i++) {
        struct ll_q_project_carried_delete_in gone = {span->order_line_id, carried[i].lo};
        LL_TRY(ll_q_project_carried_delete(ctx->store, &gone, reterr));
        LL_TRY(put_carried(ctx, span->order_line_id, &carried[i], carried[i].lo, span->lo, reterr));
        LL_TRY(put_carried(ctx, span->order_line_id, &carried[i], span->hi, carried[i].hi, reterr));
    }
    return LL_OK;
}

/* The credit note as a document, and what it takes back. */
enum ll_status ll_project_demand_voided(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_demand_voided *b = body;
    struct ll_q_project_document_in document = {
        .document_id = b->document_id,
        .kind = b->kind,
        .identity = b->identity,
        .content_digest = b->content_digest,
        .issued_on = b->issued_on,
        .name_annex_id = b->document_name_annex_id,
        .has_of_document_id = b->has_of_document_id,
        .of_document_id = b->of_document_id,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_document(ctx->store, &document, reterr));
    const struct ll_voided_span *span = b->voided.items;
    for (size_t i = 0; i < b->voided.count; i++) {
        struct ll_q_project_voided_in in = {
            .order_line_id = span[i].order_line_id,
            .lo = span[i].lo,
            .hi = span[i].hi,
            .slice_lo = span[i].slice_lo,
            .has_document_id = true,
            .document_id = b->document_id,
            .event_id = meta->event_id,
        };
        struct ll_q_project_close_slice_full_in slice = {span[i].order_line_id, span[i].slice_lo};
        LL_TRY(give_back(ctx, &span[i], reterr));
        LL_TRY(ll_q_project_voided(ctx->store, &in, reterr));
        LL_TRY(ll_q_project_close_slice_full(ctx->store, &slice, reterr));
    }
    span = b->carried.items;
    for (size_t i = 0; i < b->carried.count; i++) {
        struct ll_q_project_carry_over_in in = {
            span[i].order_line_id, span[i].lo,     span[i].hi,
            span[i].slice_lo,      b->document_id, meta->event_id};
        LL_TRY(ll_q_project_carry_over(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_site_set(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                   const void *body, struct ll_err *reterr)
{
    const struct ll_site_set *b = body;
    struct ll_q_project_site_in in = {
        .site_id = b->site_id,
        .address = b->address,
        .name_annex_id = b->name_annex_id,
        .event_id = meta->event_id,
    };
    return ll_q_project_site(ctx->store, &in, reterr);
}
