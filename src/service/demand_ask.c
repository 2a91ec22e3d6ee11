/*
 * order import: what will be looked up is asked for before it is needed, several look-ups by one
 * wait for a server. Nothing here decides anything: who looks up reads what came, or asks again.
 */
#include "service/demand_import.h"
#include "service/find.h"
#include "service/line_tail.h"
#include "service/order.h"
#include "service/paper.h"
#include "service/programme.h"

/* LL_EEND. Whatever else it is, who looks up in earnest meets it, too. */
static void asked(enum ll_status status)
{
    (void)status;
}

void ll_demand_ask_parties(struct ll_ctx *ctx, const struct ll_order_import *in)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row organisation;
    struct ll_q_order_line_terms_row line;
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    asked(ll_find_programme(ctx, in->programme, &programme, NULL));
    asked(ll_find_organisation(ctx, in->beneficiary, &organisation, NULL));
    if (in->payer.len > 0) {
        asked(ll_find_organisation(ctx, in->payer, &organisation, NULL));
    }
    if (in->reseller.len > 0) {
        asked(ll_find_organisation(ctx, in->reseller, &organisation, NULL));
    }
    if (in->order_line.len > 0) {
        asked(ll_find_order_terms(ctx, in->order_line, &line, NULL));
    }
    ll_store_early_end(ctx->store);
}

/* What is appended to it. */
static void ask_line(struct ll_ctx *ctx, struct ll_order_line_id order_line_id)
{
    struct ll_q_order_line_tail_in in = {order_line_id};
    struct ll_q_order_line_tail_row tail;
    struct ll_q_carry_over_for_in carried = {order_line_id};
    struct ll_store_cursor *cursor = NULL;
    const struct ll_line_tail *known = ll_line_tail_find(ctx, order_line_id);
    if (known == NULL) {
        asked(ll_q_order_line_tail(ctx->store, ctx->arena, &in, &tail, NULL));
    }
    if (known == NULL || known->has_carry_over) {
        asked(ll_q_carry_over_for_open(ctx->store, ctx->arena, &carried, &cursor, NULL));
    }
}

static void ask_rules(struct ll_ctx *ctx, const struct ll_demand_import *im)
{
    struct ll_equivalence rule;
    asked(ll_order_rule(ctx, im->programme_id, LL_STR(""), &rule, NULL)); /* those of all classes */
}

void ll_demand_ask_terms(struct ll_ctx *ctx, const struct ll_demand_import *im)
{
    struct ll_purchase_options options;
    struct ll_q_order_line_terms_row row;
    bool is_given = im->in->order_line.len > 0; /* asked with the parties */
    if (ll_store_engine(ctx->store) != LL_STORE_POSTGRES) {
        return;
    }
    is_given = is_given && ll_find_order_terms(ctx, im->in->order_line, &row, NULL) == LL_OK;
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    asked(ll_programme_classes(ctx, im->programme_id, &options, NULL));
    ask_rules(ctx, im);
    if (is_given) {
        ask_line(ctx, row.order_line_id);
    }
    ll_store_early_end(ctx->store);
}

/* The lines of the client's of which one is chosen, for the first class. */
static void ask_choice(struct ll_ctx *ctx, const struct ll_demand_import *im,
                       const struct ll_purchase *purchase)
{
    size_t at = 0;
    while (at < purchase->line_count && purchase->lines[at].kind != LL_LINE_DEVICE) {
        at++;
    }
    if (at < purchase->line_count) {
        struct ll_q_order_line_for_in in = {im->beneficiary_id, im->programme_id,
                                            purchase->lines[at].class_id};
        struct ll_store_cursor *cursor = NULL;
        asked(ll_q_order_line_for_open(ctx->store, ctx->arena, &in, &cursor, NULL));
    }
}

void ll_demand_ask_paper(struct ll_ctx *ctx, const struct ll_demand_import *im,
                         const struct ll_purchase *purchase,
                         const struct ll_paper_identity *identity)
{
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    ll_paper_ask(ctx, purchase, identity);
    ask_rules(ctx, im);
    if (im->has_line) {
        ask_line(ctx, im->line.order_line_id);
    } else if (im->in->order_line.len == 0) {
        ask_choice(ctx, im, purchase);
    }
    ll_store_early_end(ctx->store);
}

void ll_demand_ask_shares(struct ll_ctx *ctx, const struct ll_grow *shares)
{
    const struct ll_demand_share *items = shares->items;
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    for (size_t i = 0; i < shares->count; i++) {
        ask_line(ctx, items[i].order_line_id);
    }
    ll_store_early_end(ctx->store);
}
