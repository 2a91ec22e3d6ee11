#include "service/certificate_materials.h"

#include "service/treatment_units.h"

#include <stdlib.h>

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

static int compare_treated(const void *a, const void *b)
{
    const struct ll_certified_treated *x = a;
    const struct ll_certified_treated *y = b;
    int order = ll_id_cmp(x->treatment_id.raw, y->treatment_id.raw);
    return order != 0 ? order : ll_lot_span_cmp(&x->units, &y->units);
}

static int compare_materials(const void *a, const void *b)
{
    const struct ll_certified_material *x = a;
    const struct ll_certified_material *y = b;
    int order = ll_str_cmp(x->fraction, y->fraction);
    return order != 0 ? order : (int)x->is_calculated - (int)y->is_calculated;
}

static enum ll_status add_material(struct ll_grow *materials,
                                   const struct ll_certified_material *one, struct ll_err *reterr)
{
    struct ll_certified_material *items = materials->items;
    for (size_t i = 0; i < materials->count; i++) {
        if (compare_materials(&items[i], one) == 0) {
            if (ll_mass_add(items[i].mass, one->mass, &items[i].mass) != LL_OK) {
                return LL_FAIL(reterr, LL_ECORRUPT, "materials are heavier than is possible");
            }
            return LL_OK;
        }
    }
    struct ll_certified_material *item = ll_grow_add(materials);
    if (item == NULL) {
        return no_memory(reterr);
    }
    *item = *one;
    return LL_OK;
}

/* All materials of a treatment, as far as they fall to units that are known to have come; fractions
 * are copied. */
static enum ll_status read_made(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                struct ll_grow *made, struct ll_err *reterr)
{
    struct ll_q_treatment_by_id_in by = {treatment_id};
    struct ll_q_treatment_by_id_row treatment;
    struct ll_q_material_of_treatment_in in = {treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_treatment_by_id(ctx->store, ctx->arena, &by, &treatment, reterr));
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_certified_material *item = ll_grow_add(made);
        struct ll_str fraction = ll_str_copy(ctx->arena, row.fraction);
        if (item == NULL || fraction.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
        *item = (struct ll_certified_material){
            .fraction = fraction,
            .mass = row.mass_g,
            .is_calculated = treatment.kind == LL_TREATMENT_KIND_METALLURGICAL,
        };
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    struct ll_certified_material *items = made->items;
    for (size_t i = 0; i < made->count; i++) {
        LL_TRY(ll_treatment_bound_mass(ctx, treatment.receipt_id, items[i].mass, &items[i].mass,
                                       reterr));
    }
    return LL_OK;
}

static enum ll_status add_shares(struct ll_ctx *ctx, const struct ll_certified_treated *treated,
                                 size_t count, struct ll_grow *materials, struct ll_err *reterr)
{
    struct ll_grow made = LL_GROW(ctx->arena, struct ll_certified_material);
    LL_TRY(read_made(ctx, treated[0].treatment_id, &made, reterr));
    const struct ll_certified_material *items = made.items;
    struct ll_treatment_whole whole;
    LL_TRY(ll_treatment_whole(ctx, treated[0].treatment_id, (struct ll_mass){0}, &whole, reterr));
    for (size_t i = 0; i < made.count; i++) {
        struct ll_certified_material share = items[i];
        LL_TRY(ll_treatment_share(ctx, items[i].mass, &whole, reterr));
        share.mass = (struct ll_mass){0};
        for (size_t k = 0; k < count; k++) {
            LL_TRY(ll_treatment_add_mass(&whole, &treated[k].units, &share.mass, reterr));
        }
        LL_TRY(add_material(materials, &share, reterr));
    }
    return LL_OK;
}

enum ll_status ll_certificate_materials(struct ll_ctx *ctx, struct ll_grow *treated,
                                        struct ll_grow *ret_materials, struct ll_err *reterr)
{
    struct ll_certified_treated *items = treated->items;
    *ret_materials = (struct ll_grow)LL_GROW(ctx->arena, struct ll_certified_material);
    if (treated->count > 1) {
        qsort(items, treated->count, sizeof(*items), compare_treated);
    }
    for (size_t from = 0, to = 0; from < treated->count; from = to) {
        while (to < treated->count &&
               ll_id_eq(items[to].treatment_id.raw, items[from].treatment_id.raw)) {
            to++;
        }
        LL_TRY(add_shares(ctx, &items[from], to - from, ret_materials, reterr));
    }
    if (ret_materials->count > 1) {
        qsort(ret_materials->items, ret_materials->count, sizeof(struct ll_certified_material),
              compare_materials);
    }
    return LL_OK;
}
