#include "service/certificate_choice.h"

#include "service/answer.h"
#include "store/q_demand.h"

#include <stdio.h>
#include <stdlib.h>

#define NAMED_MAX 4 /* certificates in a text */
#define TEXT_BYTES_MAX 4096

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

/* ---- which document ---- */
static enum ll_status no_document(struct ll_str number, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ENOTFOUND, "no document '%.*s' brought demand of this beneficiary",
                LL_STR_ARG(number));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "'loopledger order show' lists what an order line's documents bought");
    return status;
}

static enum ll_status several_documents(struct ll_str number, const struct ll_grow *ids,
                                        struct ll_err *reterr)
{
    char text[2][LL_ID_TEXT_MAX];
    const struct ll_document_id *items = ids->items;
    for (size_t i = 0; i < 2; i++) {
        ll_id_format("doc", items[i].raw, text[i]);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%zu documents have the number '%.*s'",
                                    ids->count, LL_STR_ARG(number));
    ll_err_where(reterr, "document");
    if (ids->count > 2) {
        ll_err_hint(reterr, "give its id: %s, %s or another of them", text[0], text[1]);
    } else {
        ll_err_hint(reterr, "give its id: %s or %s", text[0], text[1]);
    }
    return status;
}

static enum ll_status read_documents(struct ll_ctx *ctx, const struct ll_certificate_choice *choice,
                                     struct ll_str number, struct ll_grow *ids,
                                     struct ll_err *reterr)
{
    struct ll_q_document_of_beneficiary_in in = {choice->beneficiary_id, choice->programme_id,
                                                 number};
    struct ll_q_document_of_beneficiary_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_document_of_beneficiary_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_document_of_beneficiary_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_document_id *id = ll_grow_add(ids);
        if (id == NULL) {
            status = no_memory(reterr);
            break;
        }
        *id = row.document_id;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_certificate_choose_document(struct ll_ctx *ctx,
                                              struct ll_certificate_choice *choice,
                                              struct ll_str number, struct ll_err *reterr)
{
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_document_id);
    choice->has_document = true;
    if (ll_id_parse("doc", number, &choice->document_id.raw, NULL) == LL_OK) {
        struct ll_q_document_by_id_in in = {choice->document_id};
        struct ll_q_document_by_id_row row;
        enum ll_status status = ll_q_document_by_id(ctx->store, ctx->arena, &in, &row, reterr);
        return status == LL_ENOTFOUND ? no_document(number, reterr) : status;
    }
    LL_TRY(read_documents(ctx, choice, number, &ids, reterr));
    if (ids.count > 1) {
        return several_documents(number, &ids, reterr);
    }
    if (ids.count == 0) {
        return no_document(number, reterr);
    }
    choice->document_id = *(const struct ll_document_id *)ids.items;
    return LL_OK;
}

/* ---- which lines ---- */
enum ll_status ll_certificate_choose_lines(struct ll_ctx *ctx, struct ll_certificate_choice *choice,
                                           struct ll_err *reterr)
{
    struct ll_q_order_line_of_beneficiary_in in = {choice->beneficiary_id, choice->programme_id};
    struct ll_q_order_line_of_beneficiary_row row;
    struct ll_store_cursor *cursor = NULL;
    choice->lines = (struct ll_grow)LL_GROW(ctx->arena, struct ll_q_order_line_of_beneficiary_row);
    LL_TRY(ll_q_order_line_of_beneficiary_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_order_line_of_beneficiary_next(cursor, &row, reterr)) == LL_OK) {
        if (choice->has_line && !ll_id_eq(choice->order_line_id.raw, row.order_line_id.raw)) {
            continue;
        }
        struct ll_q_order_line_of_beneficiary_row *kept = ll_grow_add(&choice->lines);
        if (kept == NULL) {
            status = no_memory(reterr);
            break;
        }
        *kept = row;
        kept->code = ll_str_copy(ctx->arena, row.code);
        kept->class_code = ll_str_copy(ctx->arena, row.class_code);
        if (kept->code.ptr == NULL || kept->class_code.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

bool ll_certificate_chosen(const struct ll_certificate_choice *choice,
                           struct ll_document_id document_id, struct ll_date issued_on)
{
    return (!choice->has_document || ll_id_eq(choice->document_id.raw, document_id.raw)) &&
           (!choice->has_from || issued_on.days >= choice->from.days) &&
           (!choice->has_to || issued_on.days <= choice->to.days);
}

/* ---- what is left out ---- */
static enum ll_status add_left_out(struct ll_ctx *ctx, struct ll_grow *left_out,
                                   const struct ll_certificate_left_out *one, struct ll_err *reterr)
{
    struct ll_certificate_left_out *items = left_out->items;
    for (size_t i = 0; i < left_out->count; i++) {
        if (items[i].reason == one->reason && items[i].stage == one->stage &&
            items[i].in_grams == one->in_grams && ll_str_eq(items[i].serial, one->serial)) {
            items[i].units += one->units;
            return LL_OK;
        }
    }
    struct ll_certificate_left_out *item = ll_grow_add(left_out);
    if (item == NULL) {
        return no_memory(reterr);
    }
    *item = *one;
    item->serial = ll_str_copy(ctx->arena, one->serial);
    return item->serial.ptr == NULL ? no_memory(reterr) : LL_OK;
}

static enum ll_status add_standing(struct ll_ctx *ctx, const struct ll_certificate_choice *choice,
                                   struct ll_order_line_id line_id, enum ll_stage stage,
                                   struct ll_grow *left_out, struct ll_err *reterr)
{
    struct ll_q_standing_of_line_in in = {line_id};
    struct ll_q_standing_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_standing_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_standing_of_line_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_certificate_left_out one = {
            .serial = LL_STR(""),
            .in_grams = row.measure == LL_MEASURE_GRAMS,
            .units = row.units,
        };
        if (!ll_certificate_chosen(choice, row.document_id, row.issued_on)) {
            continue;
        }
        if (row.has_serial) {
            one.reason = LL_LEFT_OUT_CITED;
            one.serial = row.serial;
        } else if (row.under_review) {
            one.reason = LL_LEFT_OUT_REVIEW;
        } else if (row.stage != stage) {
            one.reason = LL_LEFT_OUT_STAGE;
            one.stage = row.stage;
        } else if (row.is_refused) {
            one.reason = LL_LEFT_OUT_REFUSED;
        } else if (row.lacks_standard) {
            one.reason = LL_LEFT_OUT_STANDARD;
        } else if (one.in_grams && choice->counted_only) {
            one.reason = LL_LEFT_OUT_UNCOUNTED;
        } else {
            continue;
        }
        status = add_left_out(ctx, left_out, &one, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status add_waiting(struct ll_ctx *ctx, const struct ll_certificate_choice *choice,
                                  const struct ll_q_order_line_of_beneficiary_row *line,
                                  struct ll_grow *left_out, struct ll_err *reterr)
{
    struct ll_q_waiting_of_line_in in = {line->order_line_id};
    struct ll_q_waiting_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_waiting_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_waiting_of_line_next(cursor, &row, reterr)) == LL_OK) {
        const struct ll_certificate_left_out one = {
            .reason = LL_LEFT_OUT_WAITING,
            .serial = LL_STR(""),
            .in_grams = line->measure == LL_MEASURE_GRAMS,
            .units = row.units,
        };
        if (row.units > 0 && ll_certificate_chosen(choice, row.document_id, row.issued_on)) {
            status = add_left_out(ctx, left_out, &one, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status add_returned(struct ll_ctx *ctx, const struct ll_certificate_choice *choice,
                                   struct ll_grow *left_out, struct ll_err *reterr)
{
    const int64_t returned[] = {choice->returned.n, choice->returned_g.g};
    for (size_t i = 0; i < 2; i++) {
        const struct ll_certificate_left_out one = {
            .reason = LL_LEFT_OUT_RETURNED,
            .serial = LL_STR(""),
            .in_grams = i == 1,
            .units = returned[i],
        };
        if (one.units > 0) {
            LL_TRY(add_left_out(ctx, left_out, &one, reterr));
        }
    }
    return LL_OK;
}

/* By reason; certificates by serial, stages in their order. */
static int compare_left_out(const void *a, const void *b)
{
    const struct ll_certificate_left_out *x = a;
    const struct ll_certificate_left_out *y = b;
    if (x->reason != y->reason) {
        return x->reason < y->reason ? -1 : 1;
    }
    if (x->stage != y->stage) {
        return x->stage < y->stage ? -1 : 1;
    }
    int order = ll_str_cmp(x->serial, y->serial);
    return order != 0 ? order : (int)x->in_grams - (int)y->in_grams;
}

enum ll_status ll_certificate_left_out(struct ll_ctx *ctx,
                                       const struct ll_certificate_choice *choice,
                                       enum ll_stage stage, struct ll_grow *ret_left_out,
                                       struct ll_err *reterr)
{
    const struct ll_q_order_line_of_beneficiary_row *lines = choice->lines.items;
    *ret_left_out = (struct ll_grow)LL_GROW(ctx->arena, struct ll_certificate_left_out);
    for (size_t i = 0; i < choice->lines.count; i++) {
        LL_TRY(add_standing(ctx, choice, lines[i].order_line_id, stage, ret_left_out, reterr));
        LL_TRY(add_waiting(ctx, choice, &lines[i], ret_left_out, reterr));
    }
    LL_TRY(add_returned(ctx, choice, ret_left_out, reterr));
    if (ret_left_out->count > 1) {
        qsort(ret_left_out->items, ret_left_out->count, sizeof(struct ll_certificate_left_out),
              compare_left_out);
    }
    return LL_OK;
}

enum ll_status ll_certificate_left_out_text(struct ll_ctx *ctx, const struct ll_grow *left_out,
                                            struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_certificate_left_out *items = left_out->items;
    struct ll_strbuf out;
    ll_strbuf_init(&out, ctx->arena, TEXT_BYTES_MAX);
    size_t named = 0;
    for (size_t i = 0; i < left_out->count; i++) {
        bool is_cited = items[i].reason == LL_LEFT_OUT_CITED;
        if (is_cited && named++ >= NAMED_MAX) {
            ll_strbuf_cstr(&out, named == NAMED_MAX + 1 ? "; " : "");
            ll_strbuf_cstr(&out,
                           named == NAMED_MAX + 1 ? LL_R("others by further certificates") : "");
            continue;
        }
        char n[32];
        (void)snprintf(n, sizeof(n), "%lld%s", (long long)items[i].units,
                       items[i].in_grams ? " g" : "");
        ll_strbuf_cstr(&out, i > 0 ? "; " : "");
        switch (items[i].reason) {
        case LL_LEFT_OUT_CITED:
            ll_strbuf_fmt(&out, LL_R("%s are cited by %.*s"), n, LL_STR_ARG(items[i].serial));
            break;
        case LL_LEFT_OUT_REVIEW:
            ll_strbuf_fmt(&out, LL_R("%s are under review by a case"), n);
            break;
        case LL_LEFT_OUT_STAGE:
            ll_strbuf_fmt(&out, LL_R("%s are at stage '%s'"), n, ll_stage_name(items[i].stage));
            break;
        case LL_LEFT_OUT_REFUSED:
            ll_strbuf_fmt(&out, LL_R("%s were refused by a plant and have not left it since"), n);
            break;
        case LL_LEFT_OUT_STANDARD:
            ll_strbuf_fmt(&out, LL_R("%s were received without the standard demanded"), n);
            break;
        case LL_LEFT_OUT_WAITING:
            ll_strbuf_fmt(&out, LL_R("%s wait for scrap devices"), n);
            break;
        case LL_LEFT_OUT_RETURNED:
            ll_strbuf_fmt(&out, LL_R("%s serve devices that came back"), n);
            break;
        case LL_LEFT_OUT_UNCOUNTED:
            ll_strbuf_fmt(&out, LL_R("%s were not counted"), n);
            break;
        }
    }
    return ll_strbuf_finish(&out, ret_text, reterr);
}

void ll_certificate_left_out_answer(struct ll_ctx *ctx, const struct ll_grow *left_out,
                                    struct ll_json *answer)
{
    static const char *const words[] = {
        [LL_LEFT_OUT_CITED] = "cited",     [LL_LEFT_OUT_REVIEW] = "under-review",
        [LL_LEFT_OUT_STAGE] = "stage",     [LL_LEFT_OUT_STANDARD] = "standard",
        [LL_LEFT_OUT_WAITING] = "waiting", [LL_LEFT_OUT_UNCOUNTED] = "uncounted",
        [LL_LEFT_OUT_REFUSED] = "refused", [LL_LEFT_OUT_RETURNED] = "returned",
    };
    const struct ll_certificate_left_out *items = left_out->items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < left_out->count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_json_set_cstr(ctx->arena, item, "reason", words[items[i].reason]);
        if (items[i].reason == LL_LEFT_OUT_CITED) {
            ll_answer_text(ctx, item, "certificate", items[i].serial);
        }
        if (items[i].reason == LL_LEFT_OUT_STAGE) {
            ll_json_set_cstr(ctx->arena, item, "stage", ll_stage_name(items[i].stage));
        }
        ll_answer_i64(ctx, item, items[i].in_grams ? "mass_g" : "units", items[i].units);
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, answer, "left_out", list);
}
