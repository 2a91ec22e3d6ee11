/* What was weighed of several units together, shared among them. */
#include "audit/model.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

struct part {
    wide left; /* what rounding down took from it, in parts of the sum of weights */
    size_t at;
};

/* The largest remainder first; equal ones in the order of lot and unit. */
static int compare_parts(const void *x_item, const void *y_item)
{
    const struct part *x = x_item;
    const struct part *y = y_item;
    if (x->left != y->left) {
        return x->left > y->left ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* Grams of units [lo, hi) of n that weigh m together. */
static int64_t cut_mass(int64_t m, int64_t n, int64_t lo, int64_t hi)
{
    return n <= 0 ? 0 : (int64_t)((wide)m * hi / n - (wide)m * lo / n);
}

static wide weight_of(const struct ll_content *content, bool equal)
{
    return equal ? 1
                 : cut_mass(content->lot->mass_g, content->lot->accepted, content->lo, content->hi);
}

void ll_audit_share(struct ll_audit *a, int64_t mass_g, const struct ll_vec *contents,
                    struct ll_vec *shares)
{
    struct ll_vec parts = {0};
    wide sum = 0;
    int64_t left = mass_g;
    if (shares->count > 0) {
        return;
    }
    for (size_t i = 0; i < contents->count; i++) {
        sum += weight_of(LL_VEC_AT(contents, struct ll_content, i), false);
    }
    bool equal = sum == 0;
    sum = equal ? (wide)contents->count : sum;
    for (size_t i = 0; i < contents->count; i++) {
        wide product = mass_g * weight_of(LL_VEC_AT(contents, struct ll_content, i), equal);
        int64_t *share = ll_vec_push(a, shares, sizeof(*share));
        struct ll_arena *model = a->arena;
        a->arena = a->scratch;
        struct part *part = ll_vec_push(a, &parts, sizeof(*part));
        a->arena = model;
        if (share == NULL || part == NULL) {
            return;
        }
        *share = (int64_t)(product / sum);
        *part = (struct part){product % sum, i};
        left -= *share;
    }
    if (parts.count > 1) {
        qsort(parts.items, parts.count, sizeof(struct part), compare_parts);
    }
    for (size_t i = 0; i < parts.count && left > 0; i++, left--) {
        (*LL_VEC_AT(shares, int64_t, LL_VEC_AT(&parts, struct part, i)->at))++;
    }
}

int64_t ll_audit_share_of(const struct ll_vec *contents, const struct ll_vec *shares,
                          const struct ll_lot *lot, int64_t lo, int64_t hi)
{
    int64_t mass_g = 0;
    for (size_t at = ll_content_from(contents, lot, lo); at < contents->count; at++) {
        const struct ll_content *one = LL_VEC_AT(contents, struct ll_content, at);
        if (one->lot != lot || one->lo >= hi || at >= shares->count) {
            break;
        }
        mass_g += cut_mass(*LL_VEC_AT(shares, int64_t, at), one->hi - one->lo,
                           (lo > one->lo ? lo : one->lo) - one->lo,
                           (hi < one->hi ? hi : one->hi) - one->lo);
    }
    return mass_g;
}

int64_t ll_audit_beyond(const struct ll_shipment *s)
{
    return s != NULL && s->receipt != NULL && s->receipt->basis == LL_RECEIPT_BASIS_SAMPLED
               ? s->missing_g
               : 0;
}

int64_t ll_audit_bound_mass(const struct ll_receipt *r, int64_t mass_g)
{
    wide bound_g = 0;
    int64_t beyond_g = r == NULL ? 0 : ll_audit_beyond(r->shipment);
    if (beyond_g == 0) {
        return mass_g;
    }
    for (size_t i = 0; i < r->contents.count; i++) {
        bound_g += weight_of(LL_VEC_AT(&r->contents, struct ll_content, i), false);
    }
    return (int64_t)(mass_g * bound_g / (bound_g + beyond_g));
}
