/* order import: what a document appends to which order line. */
#include "service/demand_import.h"
#include "service/line_tail.h"
#include "service/order.h"
#include "service/visible.h"

/* ---- order lines ---- */
static enum ll_status open_default_line(struct ll_ctx *ctx, const struct ll_demand_import *im,
                                        struct ll_str class_code, enum ll_measure measure,
                                        struct ll_demand_share *share, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, 64);
    ll_strbuf_str(&buf, im->beneficiary_code);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_str(&buf, class_code);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_str(&buf, im->programme_code);
    struct ll_order_terms terms = {
        .programme_id = im->programme_id,
        .payer_id = im->payer_id,
        .beneficiary_id = im->beneficiary_id,
        .has_reseller_id = im->has_reseller_id,
        .reseller_id = im->reseller_id,
        .class_code = class_code,
        .measure = measure,
    };
    enum ll_status status = ll_strbuf_finish(&buf, &terms.code, reterr);
    struct ll_q_order_line_by_code_in by_code = {terms.code};
    struct ll_q_order_line_by_code_row taken;
    if (status == LL_OK) {
        status = ll_q_order_line_by_code(ctx->store, ctx->arena, &by_code, &taken, reterr);
    }
    if (status == LL_ENOTFOUND) {
        share->order_line = terms.code;
        return ll_order_open(ctx, &terms, &share->order_line_id, reterr);
    }
    if (status != LL_OK && status != LL_ELIMIT) {
        return status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "no order line of '%.*s' for class '%.*s' fits, and the code "
                     "for a new one is taken or too long",
                     LL_STR_ARG(im->beneficiary_code), LL_STR_ARG(class_code));
    ll_err_hint(reterr, "open one with 'loopledger order open' and give it as --order-line");
    return status;
}

/* The client's line for a class: the only one of these parties, or the only one without terms. */
static enum ll_status choose_line(struct ll_ctx *ctx, const struct ll_demand_import *im,
                                  struct ll_str class_code, enum ll_measure measure,
                                  struct ll_demand_share *share, struct ll_err *reterr)
{
    struct ll_q_order_line_for_in in = {im->beneficiary_id, im->programme_id, class_code};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_line_for_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_order_line_for_row row;
    size_t all = 0;
    size_t free_of_terms = 0;
    struct ll_q_order_line_for_row any = {0};
    struct ll_q_order_line_for_row plain = {0};
    enum ll_status status;
    while ((status = ll_q_order_line_for_next(cursor, &row, reterr)) == LL_OK) {
        if (!ll_id_eq(row.payer_id.raw, im->payer_id.raw) ||
            row.has_reseller_id != im->has_reseller_id ||
            (row.has_reseller_id && !ll_id_eq(row.reseller_id.raw, im->reseller_id.raw))) {
            continue;
        }
        row.code = ll_str_copy(ctx->arena, row.code);
        any = row;
        all++;
        if (row.countries.len == 0 && !row.has_vintage_from && !row.has_vintage_to &&
            !row.has_funder_id && !row.has_standard) {
            plain = row;
            free_of_terms++;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (all == 0) {
        return open_default_line(ctx, im, class_code, measure, share, reterr);
    }
    if (all > 1 && free_of_terms != 1) {
        status = LL_FAIL(reterr, LL_EREFUSED, "'%.*s' has %zu order lines for class '%.*s'",
                         LL_STR_ARG(im->beneficiary_code), all, LL_STR_ARG(class_code));
        ll_err_hint(reterr, "say which one with --order-line");
        return status;
    }
    const struct ll_q_order_line_for_row *chosen = all == 1 ? &any : &plain;
    share->order_line_id = chosen->order_line_id;
    share->order_line = chosen->code;
    return chosen->code.ptr != NULL
               ? LL_OK
               : LL_FAIL(reterr, LL_ENOMEM, "no memory for the code of an order line");
}

/* Once: of what is used of it nothing changes meanwhile. */
static enum ll_status find_given(struct ll_ctx *ctx, struct ll_demand_import *im,
                                 struct ll_err *reterr)
{
    if (im->has_line) {
        return LL_OK;
    }
    LL_TRY(ll_find_order_terms(ctx, im->in->order_line, &im->line, reterr));
    LL_TRY(ll_acts_for_line(ctx, im->line.order_line_id, "order", im->in->order_line, reterr));
    im->has_line = true;
    return LL_OK;
}

static enum ll_status given_line(struct ll_ctx *ctx, struct ll_demand_import *im,
                                 struct ll_str class_code, struct ll_demand_share *share,
                                 struct ll_err *reterr)
{
    LL_TRY(find_given(ctx, im, reterr));
    const struct ll_q_order_line_terms_row row = im->line;
    if (!ll_id_eq(row.programme_id.raw, im->programme_id.raw) ||
        !ll_id_eq(row.beneficiary_id.raw, im->beneficiary_id.raw)) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "leave --order-line out, or name one of this client and programme: "
                         "'loopledger order list'",
                         "order line '%.*s' is of another programme or beneficiary",
                         LL_STR_ARG(row.code));
    }
    if (!ll_str_eq(row.class_code, class_code)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "order line '%.*s' is for class '%.*s'; the document also "
                    "has '%.*s'",
                    LL_STR_ARG(row.code), LL_STR_ARG(row.class_code), LL_STR_ARG(class_code));
        ll_err_hint(reterr, "leave --order-line out, or open a line for that class");
        return status;
    }
    share->order_line_id = row.order_line_id;
    share->order_line = row.code;
    return LL_OK;
}

/* ---- shares: what the document appends to which line ---- */
/* By which rule a line counts; not served: the programme has none, or none for a mass, which is
 * told. */
static enum ll_status find_rule(struct ll_ctx *ctx, struct ll_demand_import *im,
                                const struct ll_purchase *purchase,
                                const struct ll_purchase_line *line,
                                struct ll_equivalence *ret_rule, bool *ret_is_served,
                                struct ll_err *reterr)
{
    struct ll_err refused = {0};
    enum ll_status status =
        ll_order_rule(ctx, im->programme_id, line->class_id, ret_rule, &refused);
    if (status == LL_OK) {
        *ret_is_served = line->mass.g == 0 || ret_rule->measure == LL_MEASURE_GRAMS;
        if (!*ret_is_served) {
            ll_demand_find(
                ctx, im, "E_MEASURE", purchase, line->source_line,
                LL_R("the line gives a mass, and the programme counts its class in pieces"),
                LL_R("give the number of devices, or use a programme that counts the class "
                     "in grams: 'loopledger programme show' says which"));
        }
        return LL_OK;
    }
    if (status != LL_EREFUSED) {
        *reterr = refused;
        return status;
    }
    ll_demand_find(ctx, im, "E_CLASS_RULE", purchase, line->source_line,
                   ll_str_to_cstr(ctx->arena, ll_str_from_cstr(refused.text)),
                   LL_R("take the line out, or use a programme that covers the class"));
    *ret_is_served = false;
    return LL_OK;
}

enum ll_status ll_demand_share_add(struct ll_ctx *ctx, struct ll_demand_import *im,
                                   struct ll_grow *shares, const struct ll_purchase *purchase,
                                   const struct ll_purchase_line *line, bool *ret_bad,
                                   struct ll_err *reterr)
{
    enum ll_trigger trigger = line->trigger != 0     ? line->trigger
                              : im->in->trigger != 0 ? (enum ll_trigger)im->in->trigger
                                                     : LL_TRIGGER_PURCHASE;
    bool by_mass = line->mass.g > 0;
    struct ll_demand_share *items = shares->items;
    for (size_t i = 0; i < shares->count; i++) {
        if (items[i].trigger == trigger && items[i].by_mass == by_mass &&
            ll_str_eq(items[i].class_code, line->class_id)) {
            LL_TRY(ll_i64_add(items[i].units, line->units.n, &items[i].units));
            return ll_i64_add(items[i].mass_g, line->mass.g, &items[i].mass_g);
        }
    }
    if (shares->count == LL_DEMAND_SHARES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "the document has more than %d classes",
                       LL_DEMAND_SHARES_MAX);
    }
    struct ll_equivalence rule;
    bool is_served = true;
    LL_TRY(find_rule(ctx, im, purchase, line, &rule, &is_served, reterr));
    if (!is_served) {
        *ret_bad = true;
        return LL_OK;
    }
    struct ll_demand_share *share = ll_grow_add(shares);
    if (share == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's classes");
    }
    *share = (struct ll_demand_share){
        .class_code = line->class_id,
        .trigger = trigger,
        .rule = rule,
        .by_mass = by_mass,
        .units = line->units.n,
        .mass_g = line->mass.g,
    };
    if (im->in->order_line.len > 0) {
        return given_line(ctx, im, line->class_id, share, reterr);
    }
    return choose_line(ctx, im, line->class_id, rule.measure, share, reterr);
}

static enum ll_status find_tail(struct ll_ctx *ctx, struct ll_demand_share *share,
                                struct ll_err *reterr)
{
    const struct ll_line_tail *known = ll_line_tail_find(ctx, share->order_line_id);
    if (known != NULL) {
        share->tail = *known;
        return LL_OK;
    }
    struct ll_q_order_line_tail_in in = {share->order_line_id};
    struct ll_q_order_line_tail_row row;
    LL_TRY(ll_q_order_line_tail(ctx->store, ctx->arena, &in, &row, reterr));
    share->tail = (struct ll_line_tail){share->order_line_id, row.demanded, true};
    return LL_OK;
}

enum ll_status ll_demand_share_place(struct ll_ctx *ctx, struct ll_grow *shares,
                                     struct ll_err *reterr)
{
    struct ll_demand_share *items = shares->items;
    for (size_t i = 0; i < shares->count; i++) {
        struct ll_units positions = {0};
        LL_TRY(find_tail(ctx, &items[i], reterr));
        LL_TRY(ll_measure_demand(&items[i].rule, (struct ll_units){items[i].units},
                                 (struct ll_mass){items[i].mass_g}, &positions, reterr));
        items[i].positions = positions.n;
        items[i].lo = items[i].tail.demanded;
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(items[j].order_line_id.raw, items[i].order_line_id.raw)) {
                items[i].lo = items[j].lo + items[j].positions;
            }
        }
        int64_t hi;
        if (ll_i64_add(items[i].lo, items[i].positions, &hi) != LL_OK || hi > LL_UNITS_MAX) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "order line '%.*s' would grow past %lld %s",
                           LL_STR_ARG(items[i].order_line), (long long)LL_UNITS_MAX,
                           items[i].rule.measure == LL_MEASURE_GRAMS ? "grams" : "units");
        }
    }
    return LL_OK;
}
