#include "service/receipt_difference.h"

#include <stdlib.h>

#include "core/lot_mass.h"
#include "service/answer.h"
#include "service/case.h"
#include "service/event.h"
#include "service/find.h"
#include "service/selection.h"
#include "service/settle.h"
#include "service/visible.h"

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for what a shipment carries");
}

/* Texts end with the row: they are copied, once for neighbours that say the same. */
static enum ll_status keep_words(struct ll_ctx *ctx, struct ll_q_shipment_contents_row *row,
                                 const struct ll_q_shipment_contents_row *before,
                                 struct ll_err *reterr)
{
    struct ll_str *const words[] = {&row->class_code, &row->country};
    const struct ll_str *const had[] = {before == NULL ? NULL : &before->class_code,
                                        before == NULL ? NULL : &before->country};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        bool same = had[i] != NULL && ll_str_eq(*had[i], *words[i]);
        *words[i] = same ? *had[i] : ll_str_copy(ctx->arena, *words[i]);
        if (words[i]->ptr == NULL) {
            return no_memory(reterr);
        }
    }
    return LL_OK;
}

enum ll_status ll_receipt_contents(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                   struct ll_receipt_contents *ret_contents, struct ll_err *reterr)
{
    struct ll_q_shipment_contents_in in = {shipment_id};
    struct ll_q_shipment_contents_row row;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_shipment_contents_row);
    struct ll_store_cursor *cursor = NULL;
    struct ll_units units = {0};
    LL_TRY(ll_q_shipment_contents_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_shipment_contents_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_shipment_contents_row *kept = ll_grow_add(&rows);
        if (kept == NULL) {
            status = no_memory(reterr);
            break;
        }
        *kept = row;
        status = keep_words(ctx, kept, rows.count > 1 ? kept - 1 : NULL, reterr);
        if (status != LL_OK) {
            break;
        }
        units.n += row.hi - row.lo;
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    const struct ll_q_shipment_contents_row *first = rows.items;
    *ret_contents = (struct ll_receipt_contents){
        ll_grow_list(&rows), units, rows.count > 0 ? first->measure : LL_MEASURE_PIECES};
    return LL_OK;
}

enum ll_status ll_receipt_collected(const struct ll_receipt_contents *contents,
                                    struct ll_mass *ret_collected, struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    struct ll_mass collected = {0};
    for (size_t i = 0; i < contents->rows.count; i++) {
        struct ll_mass part;
        const struct ll_span units = {rows[i].lo, rows[i].hi};
        LL_TRY(ll_lot_mass(rows[i].mass_g, rows[i].accepted, units, &part, reterr));
        if (ll_mass_add(collected, part, &collected) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the shipment's lots weigh too much to be summed");
        }
    }
    *ret_collected = collected;
    return LL_OK;
}

struct ll_str ll_receipt_missing_reason(struct ll_str basis, bool in_grams)
{
    if (in_grams) {
        return LL_STR("missing-at-receipt"); /* every gram was on the scale */
    }
    static const struct {
        enum ll_receipt_basis basis;
        const char *reason;
    } rows[] = {
        {LL_RECEIPT_BASIS_COUNTED, "missing-at-receipt"},
        {LL_RECEIPT_BASIS_SAMPLED, "beyond-sample-bound"},
        {LL_RECEIPT_BASIS_WEIGHED, "beyond-weighed-bound"},
    };
    size_t at = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        at = ll_str_eq_cstr(basis, ll_receipt_basis_name(rows[i].basis)) ? i : at;
    }
    return ll_str_from_cstr(rows[at].reason);
}

/* ---- which units ---- */
static int compare_programmes(const void *a, const void *b)
{
    const struct ll_settle *x = a;
    const struct ll_settle *y = b;
    return ll_id_cmp(x->programme_id.raw, y->programme_id.raw);
}

/* The programme of the lot, which is among the contents; `*at` goes along with rising lots. */
static struct ll_programme_id programme_of(const struct ll_receipt_contents *contents,
                                           struct ll_lot_id lot_id, size_t *at)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    while (ll_id_cmp(rows[*at].lot_id.raw, lot_id.raw) < 0) {
        (*at)++;
    }
    return rows[*at].programme_id;
}

static struct ll_settle *find_settle(const struct ll_grow *settles,
                                     struct ll_programme_id programme_id)
{
    struct ll_settle *items = settles->items;
    for (size_t i = 0; i < settles->count; i++) {
        if (ll_id_eq(items[i].programme_id.raw, programme_id.raw)) {
            return &items[i];
        }
    }
    return NULL;
}

/* One settling for each programme; programmes are few, and packages of several travel together. */
static enum ll_status begin(struct ll_ctx *ctx, const struct ll_receipt_contents *contents,
                            const struct ll_list *spans, struct ll_list *ret_settles,
                            struct ll_err *reterr)
{
    const struct ll_lot_span *items = spans->items;
    struct ll_grow settles = LL_GROW(ctx->arena, struct ll_settle);
    size_t at = 0;
    for (size_t i = 0; i < spans->count; i++) {
        struct ll_programme_id programme_id = programme_of(contents, items[i].lot_id, &at);
        if (find_settle(&settles, programme_id) == NULL) {
            struct ll_settle *settle = ll_grow_add(&settles);
            if (settle == NULL) {
                return no_memory(reterr);
            }
            ll_settle_begin(ctx, programme_id, settle);
        }
    }
    if (settles.count > 1) {
        qsort(settles.items, settles.count, sizeof(struct ll_settle), compare_programmes);
    }
    at = 0;
    for (size_t i = 0; i < spans->count; i++) {
        struct ll_programme_id programme_id = programme_of(contents, items[i].lot_id, &at);
        LL_TRY(ll_settle_out(find_settle(&settles, programme_id), &items[i], reterr));
    }
    *ret_settles = ll_grow_list(&settles);
    return LL_OK;
}

enum ll_status ll_receipt_missing_choose(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                         const struct ll_receipt_contents *contents,
                                         struct ll_units missing, struct ll_str reason,
                                         struct ll_receipt_missing *ret_missing,
                                         struct ll_err *reterr)
{
    struct ll_selection selection;
    struct ll_receipt_missing chosen = {
        .body = {.class_code = LL_STR(""),
                 .fact = LL_FACT_LOSE,
                 .reason = reason,
                 .rule_version = LL_SELECT_RULE_VERSION,
                 .shipment_id = shipment_id,
                 .has_shipment_id = true,
                 .test_record_digest = LL_STR("")},
    };
    if (missing.n > 0) {
        LL_TRY(ll_selection_of_shipment(ctx, shipment_id, &selection, reterr));
        LL_TRY(ll_selection_choose(ctx, &selection, missing, LL_SELECT_ADVERSE, &chosen.body.spans,
                                   reterr));
        LL_TRY(begin(ctx, contents, &chosen.body.spans, &chosen.settles, reterr));
    }
    *ret_missing = chosen;
    return LL_OK;
}

/* ---- what follows ---- */
enum ll_status ll_receipt_claim(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                struct ll_facility_id plant_id,
                                const struct ll_package_claim *claim,
                                struct ll_case_opened *ret_opened, struct ll_err *reterr)
{
    struct ll_case_opened opened = {
        .amount = claim->amount,
        .has_amount = claim->has_amount,
        .deadline = claim->has_deadline ? claim->deadline : ll_case_deadline(ctx),
    };
    struct ll_q_facility_by_id_in at = {.has_facility_id = true, .facility_id = plant_id};
    struct ll_q_facility_by_id_row plant;
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &at, &plant, reterr));
    opened.has_claimant_id = true;
    opened.claimant_id = plant.organisation_id;
    if (claim->counterparty.len > 0) {
        struct ll_q_organisation_by_id_row organisation;
        LL_TRY(ll_find_organisation(ctx, claim->counterparty, &organisation, reterr));
        if (ll_id_eq(organisation.organisation_id.raw, plant.organisation_id.raw)) {
            enum ll_status status =
                LL_REFUSE(reterr, LL_EINVAL, "name who sent or brought it, or leave it out",
                          "'%.*s' runs the plant: it claims, and another answers",
                          LL_STR_ARG(claim->counterparty));
            ll_err_where(reterr, "counterparty");
            return status;
        }
        opened.has_counterparty_id = true;
        opened.counterparty_id = organisation.organisation_id;
    } else {
        struct ll_q_shipment_answers_in of = {shipment_id};
        struct ll_q_shipment_answers_row row;
        enum ll_status status = ll_q_shipment_answers(ctx->store, ctx->arena, &of, &row, reterr);
        LL_TRY(status == LL_ENOTFOUND ? LL_OK : status);
        opened.has_counterparty_id = status == LL_OK;
        opened.counterparty_id =
            status == LL_OK ? row.organisation_id : (struct ll_organisation_id){{{0}}};
    }
    *ret_opened = opened;
    return LL_OK;
}

enum ll_status ll_receipt_open_case(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    const struct ll_case_opened *claimed, struct ll_str cause,
                                    struct ll_str note, struct ll_case_id *ret_case_id,
                                    struct ll_err *reterr)
{
    struct ll_case_opened opened = *claimed;
    opened.cause = cause;
    opened.has_shipment_id = true;
    opened.shipment_id = shipment_id;
    LL_TRY(ll_case_shipment_spans(ctx, shipment_id, &opened.spans, reterr));
    LL_TRY(ll_case_open(ctx, &opened, note, reterr));
    *ret_case_id = opened.case_id;
    return LL_OK;
}

enum ll_status ll_receipt_missing_store(struct ll_ctx *ctx, struct ll_receipt_missing *missing,
                                        struct ll_case_id case_id, struct ll_date happened_on,
                                        struct ll_err *reterr)
{
    struct ll_settle *settles = missing->settles.items;
    if (missing->body.spans.count == 0) {
        return LL_OK;
    }
    missing->body.has_case_id = true;
    missing->body.case_id = case_id;
    missing->body.happened_on = happened_on;
    for (size_t i = 0; i < missing->settles.count; i++) {
        LL_TRY(ll_settle_before(&settles[i], missing->body.reason, reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_UNITS_REMOVED, &missing->body, reterr);
}

enum ll_status ll_receipt_missing_refill(struct ll_ctx *ctx, struct ll_receipt_missing *missing,
                                         struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_settle *settles = missing->settles.items;
    struct ll_json *settled = ll_json_new_array(ctx->arena);
    if (missing->settles.count == 0) {
        return LL_OK;
    }
    for (size_t i = 0; i < missing->settles.count; i++) {
        LL_TRY(ll_settle_refill(&settles[i], false, reterr));
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_id(ctx, item, "programme_id", "prg", settles[i].programme_id.raw);
        ll_settle_answer(&settles[i], item);
        ll_json_append(ctx->arena, settled, item);
    }
    if (!ll_viewer_is_partial(ctx)) {
        ll_json_set(ctx->arena, answer, "settled", settled);
    }
    return LL_OK;
}

enum ll_status ll_receipt_reject(struct ll_ctx *ctx, struct ll_units_rejected *body,
                                 struct ll_units rejected, struct ll_err *reterr)
{
    struct ll_selection selection;
    LL_TRY(ll_selection_of_shipment(ctx, body->shipment_id, &selection, reterr));
    LL_TRY(ll_selection_choose(ctx, &selection, rejected, LL_SELECT_ADVERSE, &body->spans, reterr));
    body->rule_version = LL_SELECT_RULE_VERSION;
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_UNITS_REJECTED, body, reterr);
}

/* ---- mass ---- */
/* Up to the largest mass there is: more cannot be weighed. */
static void add_mass(struct ll_mass *total, struct ll_mass each, int64_t units)
{
    struct ll_mass part;
    if (ll_mass_mul(each, (struct ll_units){units}, &part) != LL_OK ||
        ll_mass_add(*total, part, total) != LL_OK) {
        total->g = LL_MASS_G_MAX;
    }
}

struct ll_mass ll_receipt_spans_high(const struct ll_receipt_contents *contents,
                                     const struct ll_list *spans)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    const struct ll_lot_span *items = spans->items;
    struct ll_mass high = {0};
    for (size_t i = 0, at = 0; i < spans->count && at < contents->rows.count;) {
        int order = ll_id_cmp(rows[at].lot_id.raw, items[i].lot_id.raw);
        int64_t lo = rows[at].lo > items[i].lo ? rows[at].lo : items[i].lo;
        int64_t hi = rows[at].hi < items[i].hi ? rows[at].hi : items[i].hi;
        if (order == 0 && lo < hi) {
            add_mass(&high, rows[at].mass_high_g, hi - lo);
        }
        if (order < 0 || (order == 0 && rows[at].hi <= items[i].hi)) {
            at++;
        } else {
            i++;
        }
    }
    return high;
}

static enum ll_status refuse_mass(const struct ll_receipt_contents *contents,
                                  const struct ll_receipt_beyond *beyond, struct ll_mass weighed,
                                  struct ll_mass low, struct ll_mass high, struct ll_err *reterr)
{
    enum ll_status status;
    if (contents->measure == LL_MEASURE_GRAMS) {
        status = LL_FAIL(reterr, LL_EREFUSED, "%lld g were weighed of %lld g that nobody counted",
                         (long long)weighed.g, (long long)contents->units.n);
        ll_err_hint(reterr, "weigh again: from half of it to twice as much is taken");
        return status;
    }
    status = beyond->units.n == 0
                 ? LL_FAIL(reterr, LL_EREFUSED,
                           "%lld g were weighed of %lld devices, which by their classes weigh %lld "
                           "to %lld g",
                           (long long)weighed.g, (long long)contents->units.n, (long long)low.g,
                           (long long)high.g)
                 : LL_FAIL(reterr, LL_EREFUSED,
                           "%lld g were weighed of the %lld devices that the sample binds and at "
                           "most %lld more, which by their classes weigh %lld to %lld g",
                           (long long)weighed.g, (long long)contents->units.n,
                           (long long)beyond->units.n, (long long)low.g, (long long)high.g);
    ll_err_hint(reterr, "weigh and count again: from half of the least to twice the most is taken");
    return status;
}

enum ll_status ll_receipt_check_mass(const struct ll_receipt_contents *contents,
                                     const struct ll_receipt_beyond *beyond, struct ll_mass weighed,
                                     struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    struct ll_mass low = {0};
    struct ll_mass high = beyond->high;
    for (size_t i = 0; i < contents->rows.count; i++) {
        add_mass(&low, rows[i].mass_low_g, rows[i].hi - rows[i].lo);
        add_mass(&high, rows[i].mass_high_g, rows[i].hi - rows[i].lo);
    }
    if (weighed.g * 2 >= low.g && weighed.g <= high.g * 2) {
        return LL_OK;
    }
    return refuse_mass(contents, beyond, weighed, low, high, reterr);
}
