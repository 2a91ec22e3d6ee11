/* order open, list, show: a client's standing demand. */
#include "service/order.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/name.h"
#include "service/page_input.h"
#include "service/part.h"
#include "service/visible.h"
#include "store/q_allocate.h"
#include "store/q_demand.h"
#include "store/q_show_demand.h"

enum ll_status ll_order_open(struct ll_ctx *ctx, const struct ll_order_terms *terms,
                             struct ll_order_line_id *ret_order_line_id, struct ll_err *reterr)
{
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_order_line_opened body = {
        .beneficiary_id = terms->beneficiary_id,
        .class_code = terms->class_code,
        .code = terms->code,
        .countries = terms->countries,
        .funder_id = terms->funder_id,
        .has_funder_id = terms->has_funder_id,
        .measure = terms->measure == LL_MEASURE_PIECES ? 0 : (int)terms->measure,
        .order_line_id = {ll_ctx_id(ctx)},
        .payer_id = terms->payer_id,
        .programme_id = terms->programme_id,
        .reseller_id = terms->reseller_id,
        .has_reseller_id = terms->has_reseller_id,
        .standard = terms->standard,
        .vintage_from = terms->vintage_from,
        .has_vintage_from = terms->has_vintage_from,
        .vintage_to = terms->vintage_to,
        .has_vintage_to = terms->has_vintage_to,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ORDER_LINE_OPENED, &body, reterr));
    *ret_order_line_id = body.order_line_id;
    return LL_OK;
}

/* A rule of the programme must say which lots serve the class. */
enum ll_status ll_order_rule(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                             struct ll_str class_code, struct ll_equivalence *ret_rule,
                             struct ll_err *reterr)
{
    struct ll_q_programme_rule_in in = {programme_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_programme_rule_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_programme_rule_row row;
    struct ll_equivalence rule = {.measure = LL_MEASURE_PIECES};
    bool found = false;
    enum ll_status status;
    while ((status = ll_q_programme_rule_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_str_eq(row.demand_class, class_code)) {
            found = true;
            rule.measure = row.has_grams_per_device ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
            rule.grams_per_device = row.has_grams_per_device ? row.grams_per_device : 0;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (!found) {
        status =
            LL_FAIL(reterr, LL_EREFUSED, "the programme has no rule for demand of class '%.*s'",
                    LL_STR_ARG(class_code));
        ll_err_hint(reterr, "see its classes with 'loopledger programme show'");
        return status;
    }
    *ret_rule = rule;
    return LL_OK;
}

enum ll_status ll_find_order_line(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_order_line_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_in by_id;
    struct ll_q_order_line_by_code_in by_code = {ref};
    struct ll_q_order_line_by_code_row found;
    enum ll_status status =
        ll_q_order_line_by_code(ctx->store, ctx->arena, &by_code, &found, reterr);
    if (status == LL_OK) {
        by_id.order_line_id = found.order_line_id;
    } else if (status != LL_ENOTFOUND) {
        return status;
    } else if (ll_id_parse("ord", ref, &by_id.order_line_id.raw, NULL) != LL_OK) {
        return ll_visible_found(ctx, status, LL_OBJECT_ORDER_LINE, (struct ll_id){{0}}, "order",
                                ref, reterr);
    }
    status = ll_q_order_line_by_id(ctx->store, ctx->arena, &by_id, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_ORDER_LINE, by_id.order_line_id.raw, "order",
                            ref, reterr);
}

enum ll_status ll_find_order_terms(struct ll_ctx *ctx, struct ll_str ref,
                                   struct ll_q_order_line_terms_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_order_line_terms_in in = {.code = ref};
    in.has_order_line_id = ll_id_parse("ord", ref, &in.order_line_id.raw, NULL) == LL_OK;
    enum ll_status status = ll_q_order_line_terms(ctx->store, ctx->arena, &in, ret_row, reterr);
    struct ll_id id = status == LL_OK ? ret_row->order_line_id.raw : in.order_line_id.raw;
    return ll_visible_found(ctx, status, LL_OBJECT_ORDER_LINE, id, "order", ref, reterr);
}

/* ---- order open ---- */
struct order_open_input {
    struct ll_str beneficiary;
    struct ll_str class_code;
    struct ll_str code;
    struct ll_list countries; /* of struct ll_str */
    struct ll_str funder;
    struct ll_str payer;
    struct ll_str programme;
    struct ll_str reseller;
    struct ll_str standard;
    struct ll_month vintage_from;
    bool has_vintage_from;
    struct ll_month vintage_to;
    bool has_vintage_to;
};
static const struct ll_field order_open_fields[] = {
    LL_MEMBER(order_open_input, beneficiary, LL_REQ(REF),
              .help = "organisation whose devices are covered"),
    LL_MEMBER(order_open_input, class_code, LL_REQ(CODE), .help = "class of the client's devices"),
    LL_MEMBER(order_open_input, code, LL_REQ(CODE), .help = "code of the order line"),
    LL_MEMBER(order_open_input, countries, LL_OPT(STRS), .max = 64,
              .help = "only lots from these countries: GH,NG"),
    LL_MEMBER(order_open_input, funder, LL_OPT(REF), .help = "only lots paid by this funder"),
    LL_MEMBER(order_open_input, payer, LL_OPT(REF),
              .help = "organisation that pays; the beneficiary when left out"),
    LL_MEMBER(order_open_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(order_open_input, reseller, LL_OPT(REF), .help = "reseller that sold it"),
    LL_MEMBER(order_open_input, standard, LL_OPT(CODE),
              .help = "what the recycler must be certified for on the day of its receipt: r2v3"),
    LL_MEMBER(order_open_input, vintage_from, LL_OPT(MONTH),
              LL_PRESENT(order_open_input, has_vintage_from),
              .help = "only lots collected in this month or later: 2016-03"),
    LL_MEMBER(order_open_input, vintage_to, LL_OPT(MONTH),
              LL_PRESENT(order_open_input, has_vintage_to),
              .help = "only lots collected in this month or earlier"),
};
static const struct ll_record order_open_record =
    LL_RECORD("order_open", order_open_input, order_open_fields);

/* Countries in order, each once: one text for one set. */
static enum ll_status sort_countries(struct ll_ctx *ctx, const struct ll_list *given,
                                     struct ll_list *ret_sorted, struct ll_err *reterr)
{
    const struct ll_str *from = given->items;
    struct ll_str *to = LL_NEW_ARRAY(ctx->arena, struct ll_str, given->count);
    if (to == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the countries");
    }
    size_t count = 0;
    for (size_t i = 0; i < given->count; i++) {
        struct ll_str code = from[i];
        if (code.len != 2 || code.ptr[0] < 'A' || code.ptr[0] > 'Z' || code.ptr[1] < 'A' ||
            code.ptr[1] > 'Z') {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no country code", LL_STR_ARG(code));
            ll_err_where(reterr, "countries");
            ll_err_hint(reterr, "give two capital letters (ISO 3166): GH,NG");
            return status;
        }
        size_t at = count;
        while (at > 0 && ll_str_cmp(to[at - 1], code) > 0) {
            at--;
        }
        if (at > 0 && ll_str_eq(to[at - 1], code)) {
            continue;
        }
        for (size_t j = count; j > at; j--) {
            to[j] = to[j - 1];
        }
        to[at] = code;
        count++;
    }
    *ret_sorted = (struct ll_list){to, count};
    return LL_OK;
}

static enum ll_status find_organisation_id(struct ll_ctx *ctx, struct ll_str ref,
                                           struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    LL_TRY(ll_find_organisation(ctx, ref, &row, reterr));
    *ret_id = row.organisation_id;
    return LL_OK;
}

static enum ll_status run_order_open(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct order_open_input *in = input;
    struct ll_order_terms terms = {
        .class_code = in->class_code,
        .code = in->code,
        .vintage_from = in->vintage_from,
        .has_vintage_from = in->has_vintage_from,
        .vintage_to = in->vintage_to,
        .has_vintage_to = in->has_vintage_to,
        .has_funder_id = in->funder.len > 0,
        .has_reseller_id = in->reseller.len > 0,
        .standard = in->standard,
    };
    struct ll_q_programme_by_id_row programme;
    LL_TRY(ll_name_code(in->code, reterr));
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    terms.programme_id = programme.programme_id;
    LL_TRY(find_organisation_id(ctx, in->beneficiary, &terms.beneficiary_id, reterr));
    terms.payer_id = terms.beneficiary_id;
    if (in->payer.len > 0) {
        LL_TRY(find_organisation_id(ctx, in->payer, &terms.payer_id, reterr));
    }
    if (terms.has_reseller_id) {
        LL_TRY(find_organisation_id(ctx, in->reseller, &terms.reseller_id, reterr));
    }
    if (terms.has_funder_id) {
        LL_TRY(find_organisation_id(ctx, in->funder, &terms.funder_id, reterr));
    }
    if (in->has_vintage_from && in->has_vintage_to &&
        in->vintage_from.months > in->vintage_to.months) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "are the two months the wrong way round?",
                      "the first vintage is later than the last");
        ll_err_where(reterr, "vintage_from");
        return status;
    }
    LL_TRY(sort_countries(ctx, &in->countries, &terms.countries, reterr));
    struct ll_equivalence rule;
    LL_TRY(ll_order_rule(ctx, terms.programme_id, terms.class_code, &rule, reterr));
    terms.measure = rule.measure;
    struct ll_q_order_line_by_code_in by_code = {in->code};
    struct ll_q_order_line_by_code_row there;
    enum ll_status status =
        ll_q_order_line_by_code(ctx->store, ctx->arena, &by_code, &there, reterr);
    if (status == LL_OK) {
        status = LL_REFUSE(reterr, LL_EEXISTS,
                           "choose another code, or book on that line: 'loopledger order show'",
                           "there is an order line '%.*s' already", LL_STR_ARG(in->code));
        ll_err_where(reterr, "code");
        return status;
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_order_line_id order_line_id;
    LL_TRY(ll_order_open(ctx, &terms, &order_line_id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "order_line_id", "ord", order_line_id.raw);
    ll_answer_text(ctx, answer, "code", in->code);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct order_list {
    struct ll_str after;
    struct ll_str beneficiary;
    struct ll_str class_code;
    int64_t limit;
    struct ll_str programme;
    bool waiting;
    struct ll_date waiting_before;
    bool has_waiting_before;
    struct ll_date waiting_from;
    bool has_waiting_from;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(order_list),
    LL_MEMBER(order_list, beneficiary, LL_OPT(REF), .help = "only of this client"),
    LL_MEMBER(order_list, class_code, LL_OPT(CODE), .help = "only of this class"),
    LL_PAGE_LIMIT(order_list),
    LL_MEMBER(order_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(order_list, waiting, LL_OPT(BOOL), .help = "only those of which something waits"),
    LL_MEMBER(order_list, waiting_before, LL_OPT(DATE), LL_PRESENT(order_list, has_waiting_before),
              .help = "only where something waits that came before this day"),
    LL_MEMBER(order_list, waiting_from, LL_OPT(DATE), LL_PRESENT(order_list, has_waiting_from),
              .help = "only where something waits that came on this day or later"),
};
static const struct ll_record list_record = LL_RECORD("order_list", order_list, list_fields);

void ll_order_name_grams(struct ll_json *line)
{
    static const char *const names[][2] = {
        {"demanded_units", "demanded_g"},     {"voided_units", "voided_g"},
        {"carried_units", "carried_g"},       {"allocated_units", "allocated_g"},
        {"served_units", "served_g"},         {"open_units", "open_g"},
        {"carry_over_units", "carry_over_g"}, {"accepted_units", "accepted_g"},
        {"shipped_units", "shipped_g"},       {"received_units", "received_g"},
        {"dismantled_units", "dismantled_g"}, {"recycled_units", "recycled_g"},
        {"certified_units", "certified_g"},
    };
    if (!ll_str_eq_cstr(ll_json_string_at(line, "measure"), ll_measure_name(LL_MEASURE_GRAMS))) {
        return;
    }
    for (size_t i = 0; i < line->count; i++) {
        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
            if (ll_str_eq_cstr(line->members[i].name, names[k][0])) {
                line->members[i].name = ll_str_from_cstr(names[k][1]);
                break;
            }
        }
    }
}

static void name_grams_each(const struct ll_json *answer)
{
    const struct ll_json *page = ll_json_get(answer, "items");
    struct ll_json *items = page == NULL ? NULL : page->items;
    for (size_t i = 0; page != NULL && i < page->count; i++) {
        ll_order_name_grams(&items[i]);
    }
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct order_list *in = input;
    const bool waits = in->waiting || in->has_waiting_from || in->has_waiting_before;
    struct ll_q_order_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        .has_waiting_from = in->has_waiting_from,
        .waiting_from = ll_date_start(in->waiting_from),
        .has_waiting_before = waits,
        .waiting_before = in->has_waiting_before ? ll_date_start(in->waiting_before)
                                                 : (struct ll_time){INT64_MAX},
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_organisation(ctx, in->beneficiary, &by.has_beneficiary_id, &by.beneficiary_id,
                                  reterr));
    LL_TRY(ll_filter_class(ctx, in->class_code, &by.has_class_code, &by.class_code, reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_order_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    name_grams_each(*ret_answer);
    return LL_OK;
}

struct order_progress {
    struct ll_str after;
    int64_t limit;
    bool newest_first;
};
static const struct ll_field progress_fields[] = {
    LL_PAGE_AFTER(order_progress),
    LL_PAGE_LIMIT(order_progress),
    LL_PAGE_NEWEST(order_progress),
};
static const struct ll_record progress_record =
    LL_RECORD("order_progress", order_progress, progress_fields);

static enum ll_status run_progress(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct order_progress *in = input;
    struct ll_q_order_progress_in by = {
        .after = in->newest_first ? LL_STR("") : in->after,
        .has_before = in->newest_first,
        .before = {ll_id_last()},
        .limit = ll_page_limit(in->limit),
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    if (in->newest_first && in->after.len > 0) {
        struct ll_q_order_line_by_id_row last;
        LL_TRY(ll_find_order_line(ctx, in->after, &last, reterr));
        by.before = last.order_line_id;
    }
    LL_TRY(ll_q_order_progress_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    name_grams_each(*ret_answer);
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_order_line_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_order_line(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_order_item_in item = {row.order_line_id};
    LL_TRY(ll_q_order_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_order_name_grams(answer);
    struct ll_part_page page;
    LL_TRY(ll_part_page(ctx, "slices", &page, reterr));
    struct ll_q_order_slices_in slices = {.order_line_id = row.order_line_id,
                                          LL_PART_FILTER(page, number)};
    LL_TRY(ll_q_order_slices_open(ctx->store, ctx->arena, &slices, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "slices", reterr));
    struct ll_q_order_voided_in voided = {row.order_line_id};
    LL_TRY(ll_q_order_voided_open(ctx->store, ctx->arena, &voided, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "voided", reterr));
    struct ll_q_order_carried_in carried = {row.order_line_id};
    LL_TRY(ll_q_order_carried_open(ctx->store, ctx->arena, &carried, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "carried", reterr));
    struct ll_q_order_carry_over_in carry_over = {row.order_line_id};
    LL_TRY(ll_q_order_carry_over_open(ctx->store, ctx->arena, &carry_over, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "carry_over", reterr));
    LL_TRY(ll_part_page(ctx, "allocations", &page, reterr));
    struct ll_q_order_allocations_in allocations = {.order_line_id = row.order_line_id,
                                                    LL_PART_FILTER(page, number)};
    LL_TRY(ll_q_order_allocations_open(ctx->store, ctx->arena, &allocations, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "allocations", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_order_open = {
    .noun = "order",
    .verb = "open",
    .help = "open an order line: a client's standing demand under one set of terms",
    .input = &order_open_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_order_open,
};
const struct ll_service ll_service_order_list = {
    .noun = "order",
    .verb = "list",
    .help = "list order lines by code, with what is demanded, voided and allocated",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_order_progress = {
    .noun = "order",
    .verb = "progress",
    .help = "how far each order line has come: what is at which stage, certified, and open",
    .details =
        "Of what is demanded, what the units at each stage serve, and what nothing serves yet "
        "(open). What certificates cite is certified, wherever it is. Of a line in grams, grams.",
    .input = &progress_record,
    .mode = LL_SERVICE_READ,
    .run = run_progress,
};
const struct ll_service ll_service_order_show = {
    .noun = "order",
    .verb = "show",
    .help = "show one order line with its slices and allocations",
    .details =
        "What credit notes took back, or a hold that ended, is voided, and not demanded any more. "
        "Of what is demanded, those carried are served by units of an earlier purchase whose "
        "devices came back; what is not served is open. Carry-over is what the next purchase may "
        "use.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
