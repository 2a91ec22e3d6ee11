/* order import: the devices that a document lists, each at its place in an order line. */
#include "service/demand_import.h"
#include "service/keys.h"
#include "store/q_facts.h"

#include <stdlib.h>

static struct ll_str bytes32(const uint8_t *digest)
{
    return (struct ll_str){(const char *)digest, 32};
}

static struct ll_span whole_slice(const struct ll_demand_share *share)
{
    return (struct ll_span){share->lo, share->lo + share->positions};
}

static enum ll_status more_listed_than_counted(const struct ll_purchase *purchase,
                                               struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "document '%.*s' lists more devices of a class than it counts",
                LL_STR_ARG(ll_str_sub(purchase->doc_id, 0, 120)));
    ll_err_hint(reterr, "a device stands for a place in the order: mend the quantity or the list");
    return status;
}

static size_t count_devices(const struct ll_purchase *purchase)
{
    size_t count = 0;
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        count += line->kind == LL_LINE_DEVICE ? line->device_count : 0;
    }
    return count;
}

enum ll_status ll_demand_claim_devices(struct ll_ctx *ctx, struct ll_demand_import *im,
                                       const struct ll_purchase *purchase,
                                       const struct ll_grow *shares, struct ll_grow *claims,
                                       int64_t *ret_claimed_before, struct ll_err *reterr)
{
    const struct ll_demand_share *items = shares->items;
    int64_t next[LL_DEMAND_SHARES_MAX] = {0}; /* devices placed of each share */
    int64_t before = 0;
    if (!ll_grow_reserve(claims, count_devices(purchase))) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's devices");
    }
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        if (line->kind != LL_LINE_DEVICE || line->device_count == 0) {
            continue;
        }
        size_t share = 0;
        while (share < shares->count &&
               (items[share].by_mass || !ll_str_eq(items[share].class_code, line->class_id) ||
                (line->trigger != 0 && items[share].trigger != line->trigger))) {
            share++;
        }
        if (share == shares->count) { /* nothing of the class is counted */
            return more_listed_than_counted(purchase, reterr);
        }
        for (size_t d = 0; d < line->device_count; d++) {
            struct ll_demand_claim *claim = ll_grow_add(claims);
            if (claim == NULL) {
                return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's devices");
            }
            const struct ll_purchase_device *device = &line->devices[d];
            ll_device_fingerprint(&im->key->key, device->kind, device->maker, device->key,
                                  claim->fingerprint);
            claim->order_line_id = items[share].order_line_id;
            if (!ll_measure_place(&items[share].rule, whole_slice(&items[share]), next[share]++,
                                  &claim->position)) {
                return more_listed_than_counted(purchase, reterr);
            }
            struct ll_q_device_claim_in in = {bytes32(claim->fingerprint), im->scope};
            struct ll_q_device_claim_row row;
            struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
            enum ll_status status = ll_q_device_claim(ctx->store, ctx->arena, &in, &row, reterr);
            if (status == LL_OK) {
                ll_demand_find(ctx, im, "E_DEVICE_CLAIMED", purchase, line->devices[d].source_line,
                               LL_R("this device has been claimed before in this scope"),
                               LL_R("take it out; a device counts once in its life"));
                before++;
            } else if (status != LL_ENOTFOUND) {
                return status;
            } else {
                ll_arena_rewind(ctx->arena, mark); /* of each of a million devices */
            }
        }
    }
    *ret_claimed_before = before;
    return LL_OK;
}

static int compare_claims(const void *a, const void *b)
{
    const struct ll_demand_claim *x = a;
    const struct ll_demand_claim *y = b;
    int order = ll_id_cmp(x->order_line_id.raw, y->order_line_id.raw);
    if (order != 0) {
        return order;
    }
    return (x->position > y->position) - (x->position < y->position);
}

enum ll_status ll_demand_register(struct ll_ctx *ctx, const struct ll_demand_import *im,
                                  const struct ll_event_meta *meta, struct ll_grow *claims,
                                  uint8_t ret_digest[32], struct ll_err *reterr)
{
    struct ll_demand_claim *items = claims->items;
    struct ll_hash hash;
    qsort(items, claims->count, sizeof(*items), compare_claims);
    ll_hash_begin(ctx->crypto, &hash);
    for (size_t i = 0; i < claims->count; i++) {
        struct ll_q_device_insert_in in = {
            .fingerprint = bytes32(items[i].fingerprint),
            .claim_scope = im->scope,
            .life = 1,
            .key_id = {(const char *)im->key->id, sizeof(im->key->id)},
            .order_line_id = items[i].order_line_id,
            .position = items[i].position,
            .event_id = meta->event_id,
        };
        uint8_t position[8];
        for (int shift = 0; shift < 8; shift++) {
            position[shift] = (uint8_t)((uint64_t)items[i].position >> (56 - 8 * shift));
        }
        ll_hash_str(&hash, in.fingerprint);
        ll_hash_str(&hash, (struct ll_str){(const char *)items[i].order_line_id.raw.b, 16});
        ll_hash_str(&hash, (struct ll_str){(const char *)position, sizeof(position)});
        ll_hash_str(&hash, im->scope);
        ll_hash_str(&hash, LL_STR("\n"));
        LL_TRY(ll_q_device_insert(ctx->store, &in, reterr));
    }
    ll_hash_end(&hash, ret_digest);
    return LL_OK;
}
