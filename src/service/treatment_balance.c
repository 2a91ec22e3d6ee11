#include "service/treatment_balance.h"

#include <string.h>

#include "core/permit_tables.h"
#include "service/data.h"
#include "service/metals.h"
#include "service/words.h"
#include "store/q_notification.h"
#include "store/q_supply.h"

static const char *kind_word(enum ll_treatment_kind kind)
{
    return kind == LL_TREATMENT_KIND_MECHANICAL ? LL_R("mechanical") : LL_R("metallurgical");
}

static const char *certainty_word(const struct ll_tolerance *rule)
{
    return ll_str_eq_cstr(LL_STR("high"), rule->certainty) ? LL_R("certain") : LL_R("uncertain");
}

/* What the table lets, on the day; what is asked only narrows it. */
static enum ll_status find(const struct ll_treatment_asked_ppm *asked, enum ll_treatment_kind kind,
                           struct ll_date day, const struct ll_tolerance **ret_rule,
                           int64_t *ret_ppm, struct ll_err *reterr)
{
    const struct ll_tolerance *rule =
        ll_tolerance_find(ll_tolerances, ll_tolerance_count, kind, day);
    if (rule == NULL) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "no tolerance of %s treatments is known for that day",
                    kind_word(kind));
        ll_err_where(reterr, "treated_on");
        ll_err_hint(reterr, "give the day on which it was done");
        return status;
    }
    int64_t widest_ppm = ll_tolerance_widest(rule, kind);
    if (asked->is_there && asked->ppm > widest_ppm) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL,
                    "a tolerance of %lld ppm is wider than the %lld ppm of %s treatments since %s "
                    "(%s: %s)",
                    (long long)asked->ppm, (long long)widest_ppm, kind_word(kind), rule->valid_from,
                    certainty_word(rule), rule->source);
        ll_err_where(reterr, "tolerance_ppm");
        ll_err_hint(reterr, "leave it out, or give a narrower one");
        return status;
    }
    *ret_rule = rule;
    *ret_ppm = asked->is_there ? asked->ppm : widest_ppm;
    return LL_OK;
}

enum ll_status ll_treatment_balance(const struct ll_treatment_asked_ppm *asked,
                                    enum ll_treatment_kind kind, struct ll_date day,
                                    struct ll_mass input, struct ll_mass output, int64_t *ret_ppm,
                                    struct ll_err *reterr)
{
    const struct ll_tolerance *rule = NULL;
    struct ll_mass bound;
    int64_t ppm = 0;
    LL_TRY(find(asked, kind, day, &rule, &ppm, reterr));
    enum ll_balance balance = ll_tolerance_judge(rule, kind, ppm, input, output, &bound);
    if (balance == LL_BALANCE_HOLDS) {
        *ret_ppm = ppm;
        return LL_OK;
    }
    bool is_heavy = balance == LL_BALANCE_HEAVY;
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED,
        "outputs of %lld g do not balance an input of %lld g: they are off by %lld g, and may be "
        "by %lld g (%s treatments since %s; %s: %s)",
        (long long)output.g, (long long)input.g,
        (long long)(is_heavy ? output.g - input.g : input.g - output.g), (long long)bound.g,
        kind_word(kind), rule->valid_from, certainty_word(rule), rule->source);
    ll_err_where(reterr, "outputs");
    ll_err_hint(reterr, "%s",
                is_heavy ? LL_R("what comes out cannot weigh more than what went in")
                         : LL_R("name what is missing as a fraction: dust, loss, residue"));
    return status;
}

/* ---- what was notified ---- */
enum ll_status ll_treatment_notified(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                     struct ll_str operation, bool interim, bool *ret_after_interim,
                                     struct ll_err *reterr)
{
    struct ll_q_booking_of_shipment_in of = {shipment_id};
    struct ll_q_booking_of_shipment_row row;
    enum ll_status status = ll_q_booking_of_shipment(ctx->store, ctx->arena, &of, &row, reterr);
    *ret_after_interim = false;
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    const struct ll_permit_operation *notified = ll_permit_operation_find(row.operation);
    if (interim || notified == NULL || strcmp(notified->interim, "no") == 0) {
        return LL_OK;
    }
    struct ll_q_final_here_in by = {row.notification_id};
    struct ll_q_final_here_row final;
    LL_TRY(ll_q_final_here(ctx->store, ctx->arena, &by, &final, reterr));
    *ret_after_interim = final.papers > 0;
    if (*ret_after_interim) {
        return LL_OK;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "notification '%.*s' lets this plant do %.*s with it, which is interim, and "
                     "not %.*s",
                     LL_STR_ARG(row.code), LL_STR_ARG(row.operation), LL_STR_ARG(operation));
    ll_err_where(reterr, "operation");
    ll_err_hint(reterr, "record what was notified; what recycles it is another plant's, with a "
                        "notification of its own across a border. Where this one is to do both, "
                        "say so before states acknowledge the next: 'loopledger notification "
                        "attach --kind doc-subseq-fac --final-here'");
    return status;
}

static enum ll_status check_apart(const struct ll_q_treatable_of_lot_row *row,
                                  struct ll_err *reterr)
{
    char lot[LL_ID_TEXT_MAX];
    if (row->stage == LL_STAGE_DISMANTLED) {
        return LL_OK;
    }
    ll_id_format("lot", row->lot_id.raw, lot);
    return LL_REFUSE(reterr, LL_EREFUSED,
                     "record what was notified first: this plant recycles only what it, or another "
                     "one before it, took apart; or name units that are: --lot ID --from A --to B",
                     "[%lld, %lld) of %s are %s, and were not taken apart", (long long)row->lo,
                     (long long)row->hi, lot, ll_stage_name(row->stage));
}

enum ll_status ll_treatment_taken_apart(struct ll_ctx *ctx, const struct ll_list *spans,
                                        struct ll_err *reterr)
{
    const struct ll_lot_span *items = spans->items;
    for (size_t i = 0; i < spans->count; i++) {
        struct ll_q_treatable_of_lot_in in = {items[i].lot_id, items[i].lo, items[i].hi};
        struct ll_q_treatable_of_lot_row row;
        struct ll_store_cursor *cursor = NULL;
        LL_TRY(ll_q_treatable_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
        enum ll_status status;
        while ((status = ll_q_treatable_of_lot_next(cursor, &row, reterr)) == LL_OK) {
            status = check_apart(&row, reterr);
            if (status != LL_OK) {
                break;
            }
        }
        ll_store_query_close(cursor);
        LL_TRY(status == LL_EEND ? LL_OK : status);
    }
    return LL_OK;
}

/* ---- metals ---- */
enum ll_status ll_treatment_metals(struct ll_ctx *ctx, const struct ll_list *outputs,
                                   struct ll_mass input, struct ll_err *reterr)
{
    const struct ll_treatment_output *items = outputs->items;
    struct ll_metal_part *parts =
        LL_NEW_ARRAY(ctx->arena, struct ll_metal_part, outputs->count + 1);
    if (parts == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what came out of a treatment");
    }
    for (size_t i = 0; i < outputs->count; i++) {
        parts[i] = (struct ll_metal_part){items[i].fraction, items[i].mass_g};
    }
    return ll_metals_check(ctx, parts, outputs->count, input, "outputs",
                           LL_R("a fraction of that name is the metal itself: call what only holds "
                                "it by another name, and weigh again"),
                           reterr);
}

/* ---- operations ---- */
static const char *const operation_columns[] = {"code", "interim", "operation", "reaches"};
#define OPERATION_COLUMN_COUNT (sizeof(operation_columns) / sizeof(operation_columns[0]))

enum ll_status ll_treatment_operation(struct ll_ctx *ctx, struct ll_str code, bool *ret_interim,
                                      struct ll_err *reterr)
{
    struct ll_csv_reader reader;
    size_t at[OPERATION_COLUMN_COUNT];
    struct ll_str cells[OPERATION_COLUMN_COUNT];
    LL_TRY(ll_data_open("operations.csv", ctx->arena, operation_columns, OPERATION_COLUMN_COUNT,
                        &reader, at, reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, OPERATION_COLUMN_COUNT, cells, reterr)) == LL_OK) {
        if (!ll_str_eq(cells[0], code)) {
            continue;
        }
        if (ll_str_eq_cstr(cells[3], "none")) {
            return LL_REFUSE(reterr, LL_EREFUSED,
                             "give r3, r4 or r5, or r12 for what comes before them",
                             "%.*s (%.*s) is not recycling: it serves no demand", LL_STR_ARG(code),
                             LL_STR_ARG(cells[2]));
        }
        *ret_interim = ll_str_eq_cstr(cells[1], "yes");
        return LL_OK;
    }
    if (status != LL_EEND) {
        return status;
    }
    status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no operation of Annex IV", LL_STR_ARG(code));
    ll_err_where(reterr, "operation");
    ll_err_hint(reterr, "r3, r4 or r5; r12 for sorting and dismantling before them");
    return status;
}
