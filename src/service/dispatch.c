/* material list; dispatch record, list: recovered materials, and who makes something of them */
#include "core/oldest_first.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/organisation.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/treatment_statement.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_plant.h"

#define ITEMS_MAX 10000

/* ---- record ---- */
struct dispatch_record {
    struct ll_str buyer;
    struct ll_str buyer_country;
    struct ll_str buyer_name;
    struct ll_date dispatched_on;
    bool has_dispatched_on;
    struct ll_str facility;
    struct ll_list materials; /* of struct ll_str */
    struct ll_str number;
    struct ll_str treatment;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(dispatch_record, buyer, LL_REQ(REF), .help = "who makes something of it"),
    LL_MEMBER(dispatch_record, buyer_country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "of a new buyer, whose code the one above becomes: its country, as BE"),
    LL_MEMBER(dispatch_record, buyer_name, LL_OPT(STR), .min = 1, .max = 200, .personal = true,
              .help = "of a new buyer: its name; kept in the annex"),
    LL_MEMBER(dispatch_record, dispatched_on, LL_OPT(DATE),
              LL_PRESENT(dispatch_record, has_dispatched_on), .help = "the day it left (today)"),
    LL_MEMBER(dispatch_record, facility, LL_REQ(REF), .operand = true, .help = "the plant"),
    LL_MEMBER(dispatch_record, materials, LL_REQ(STRS), .min = 1, .max = LL_TREATMENT_OUTPUTS_MAX,
              .help = "FRACTION:MASS, as copper:12.5kg,gold:40g"),
    LL_MEMBER(dispatch_record, number, LL_REQ(STR), .min = 1, .max = 64,
              .help = "the number of the plant's delivery note, without blanks"),
    LL_MEMBER(dispatch_record, treatment, LL_OPT(REF),
              .help = "the treatment that it is of, when that is known (the oldest first)"),
};
static const struct ll_record record_record =
    LL_RECORD("dispatch_record", dispatch_record, record_fields);

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is handed on");
}

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                   struct ll_str number, struct ll_err *reterr)
{
    struct ll_q_dispatch_by_number_in by = {facility_id, number};
    struct ll_q_dispatch_by_number_row known;
    enum ll_status status = ll_q_dispatch_by_number(ctx->store, ctx->arena, &by, &known, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    char text[LL_ID_TEXT_MAX];
    ll_id_format("dsp", known.dispatch_id.raw, text);
    status = LL_FAIL(reterr, LL_EEXISTS, "delivery note '%.*s' of this plant is recorded already",
                     LL_STR_ARG(number));
    ll_err_where(reterr, "number");
    ll_err_hint(reterr, "see it with 'loopledger dispatch show %s'", text);
    return status;
}

/* What is there of a fraction, from the oldest on: `ret_left` beside `ret_of`. */
static enum ll_status read_left(struct ll_ctx *ctx, const struct ll_q_material_left_in *in,
                                struct ll_grow *ret_left, struct ll_grow *ret_of,
                                struct ll_err *reterr)
{
    struct ll_q_material_left_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_material_left_open(ctx->store, ctx->arena, in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_left_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_mass *left = ll_grow_add(ret_left);
        struct ll_treatment_id *of = ll_grow_add(ret_of);
        if (left == NULL || of == NULL) {
            status = no_memory(reterr);
            break;
        }
        *left = row.left_g;
        *of = row.treatment_id;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status refuse_short(const struct ll_treatment_output *wanted, struct ll_str facility,
                                   const struct ll_mass *left, size_t count, struct ll_err *reterr)
{
    int64_t there_g = 0;
    for (size_t i = 0; i < count; i++) {
        there_g += left[i].g;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "of %.*s the plant has %lld g that it recovered by then, not %lld g",
        LL_STR_ARG(wanted->fraction), (long long)there_g, (long long)wanted->mass_g.g);
    ll_err_where(reterr, "materials");
    ll_err_hint(
        reterr,
        "see what it has with 'loopledger material list --facility %.*s'; what it recovered "
        "is recorded with 'loopledger treatment record'",
        LL_STR_ARG(facility));
    return status;
}

/* One fraction, from as many treatments as it takes. */
static enum ll_status take(struct ll_ctx *ctx, const struct ll_q_material_left_in *in,
                           const struct ll_treatment_output *wanted, struct ll_str facility,
                           struct ll_grow *items, struct ll_err *reterr)
{
    struct ll_grow left = LL_GROW(ctx->arena, struct ll_mass);
    struct ll_grow of = LL_GROW(ctx->arena, struct ll_treatment_id);
    LL_TRY(read_left(ctx, in, &left, &of, reterr));
    struct ll_mass *taken = LL_NEW_ARRAY(ctx->arena, struct ll_mass, left.count + 1);
    const struct ll_treatment_id *treatments = of.items;
    if (taken == NULL) {
        return no_memory(reterr);
    }
    if (ll_oldest_first(left.items, left.count, wanted->mass_g, taken) != LL_OK) {
        return refuse_short(wanted, facility, left.items, left.count, reterr);
    }
    for (size_t i = 0; i < left.count && taken[i].g > 0; i++) {
        struct ll_dispatch_item *item = items->count < ITEMS_MAX ? ll_grow_add(items) : NULL;
        if (item == NULL) {
            enum ll_status status =
                LL_FAIL(reterr, LL_ELIMIT, "it is of more than %d treatments", ITEMS_MAX);
            ll_err_where(reterr, "materials");
            ll_err_hint(reterr, "record it in several parts, each with a number of its own");
            return status;
        }
        *item = (struct ll_dispatch_item){wanted->fraction, taken[i], treatments[i]};
    }
    return LL_OK;
}

/* The treatment named is of this plant, and what it made is material. */
static enum ll_status read_treatment(struct ll_ctx *ctx, struct ll_str ref,
                                     const struct ll_q_facility_by_id_row *facility,
                                     struct ll_q_material_left_in *in, struct ll_err *reterr)
{
    struct ll_q_treatment_by_id_row row;
    if (ref.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_find_treatment(ctx, ref, &row, reterr));
    bool here = ll_id_eq(row.facility_id.raw, facility->facility_id.raw);
    if (!here || row.interim) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "%s",
                    here ? LL_R("the treatment dismantled: its parts are still units")
                         : LL_R("the treatment is of another plant"));
        ll_err_where(reterr, "treatment");
        ll_err_hint(reterr,
                    here ? LL_R("parts go on to the next plant with 'loopledger package fill "
                                "--stage dismantled'")
                         : LL_R("leave it out, or name one of this plant: 'loopledger treatment "
                                "list --facility'"));
        return status;
    }
    in->has_treatment_id = true;
    in->treatment_id = row.treatment_id;
    return LL_OK;
}

/* A new one is named by both its name and its country; `ret_buyer_id` stays empty until then. */
static enum ll_status read_buyer(struct ll_ctx *ctx, const struct dispatch_record *in,
                                 const struct ll_q_facility_by_id_row *facility,
                                 struct ll_organisation_id *ret_buyer_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row buyer;
    bool is_new = in->buyer_name.len > 0;
    if (is_new != (in->buyer_country.len > 0)) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "give both, or neither",
                                          "a new buyer has a name and a country");
        ll_err_where(reterr, "%s", is_new ? "buyer_country" : "buyer_name");
        return status;
    }
    if (is_new) {
        return LL_OK;
    }
    enum ll_status status = ll_find_organisation(ctx, in->buyer, &buyer, reterr);
    if (status == LL_ENOTFOUND) {
        status =
            LL_REFUSE(reterr, LL_ENOTFOUND, "if it is new here, say its name and its country, too",
                      "no organisation '%.*s'", LL_STR_ARG(in->buyer));
        ll_err_where(reterr, "buyer");
    }
    LL_TRY(status);
    if (ll_id_eq(buyer.organisation_id.raw, facility->organisation_id.raw)) {
        status = LL_REFUSE(
            reterr, LL_EREFUSED, "name who bought it; what the plant uses itself stays its own",
            "'%.*s' runs the plant: it sells nothing to itself", LL_STR_ARG(in->buyer));
        ll_err_where(reterr, "buyer");
        return status;
    }
    *ret_buyer_id = buyer.organisation_id;
    return LL_OK;
}

static enum ll_status read_input(struct ll_ctx *ctx, const struct dispatch_record *in,
                                 struct ll_material_dispatched *body, struct ll_str *ret_facility,
                                 struct ll_err *reterr)
{
    struct ll_q_facility_by_id_row facility;
    struct ll_list wanted;
    struct ll_mass total;
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_grow items = LL_GROW(ctx->arena, struct ll_dispatch_item);
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_RECYCLER, facility.facility_id, "facility", in->facility, reterr));
    LL_TRY(read_buyer(ctx, in, &facility, &body->buyer_id, reterr));
    LL_TRY(ll_words_token(in->number, "number", reterr));
    LL_TRY(refuse_known(ctx, facility.facility_id, in->number, reterr));
    struct ll_q_material_left_in of = {
        .facility_id = facility.facility_id,
        .until = in->has_dispatched_on ? in->dispatched_on : today,
    };
    if (of.until.days > today.days) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the day lies ahead");
        ll_err_where(reterr, "dispatched_on");
        ll_err_hint(reterr, "record it once it has left the plant");
        return status;
    }
    LL_TRY(read_treatment(ctx, in->treatment, &facility, &of, reterr));
    LL_TRY(ll_treatment_outputs(ctx, &in->materials, &wanted, &total, reterr));
    const struct ll_treatment_output *outputs = wanted.items;
    for (size_t i = 0; i < wanted.count; i++) {
        of.fraction = outputs[i].fraction;
        LL_TRY(take(ctx, &of, &outputs[i], facility.code, &items, reterr));
    }
    body->dispatched_on = of.until;
    body->facility_id = facility.facility_id;
    body->items = ll_grow_list(&items);
    body->number = in->number;
    body->rule_version = of.has_treatment_id ? 0 : LL_OLDEST_FIRST_VERSION;
    *ret_facility = facility.code;
    return LL_OK;
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct dispatch_record *in = input;
    struct ll_material_dispatched body = {.number = LL_STR("")};
    struct ll_str facility;
    int64_t mass_g = 0;
    LL_TRY(read_input(ctx, in, &body, &facility, reterr));
    if (in->buyer_name.len > 0) {
        LL_TRY(ll_organisation_register(ctx, in->buyer, in->buyer_country, in->buyer_name,
                                        &body.buyer_id, reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.dispatch_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_MATERIAL_DISPATCHED, &body, reterr));
    const struct ll_dispatch_item *items = body.items.items;
    for (size_t i = 0; i < body.items.count; i++) {
        mass_g += items[i].mass_g.g;
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "dispatch_id", "dsp", body.dispatch_id.raw);
    ll_answer_text(ctx, answer, "facility", facility);
    ll_answer_i64(ctx, answer, "mass_g", mass_g);
    ll_answer_text(ctx, answer, "number", body.number);
    ll_answer_i64(ctx, answer, "sources", (int64_t)body.items.count);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- lists ---- */
struct material_list {
    struct ll_str after;
    struct ll_str facility;
    struct ll_str fraction;
    bool left;
    int64_t limit;
};
static const struct ll_field material_fields[] = {
    LL_PAGE_AFTER(material_list),
    LL_MEMBER(material_list, facility, LL_OPT(REF), .help = "only at this plant"),
    LL_MEMBER(material_list, fraction, LL_OPT(CODE), .help = "only this fraction: copper"),
    LL_MEMBER(material_list, left, LL_OPT(BOOL), .help = "only what is still there"),
    LL_PAGE_LIMIT(material_list),
};
static const struct ll_record material_record =
    LL_RECORD("material_list", material_list, material_fields);

static enum ll_status run_materials(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct material_list *in = input;
    struct ll_q_material_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        .has_fraction = in->fraction.len > 0,
        .fraction = in->fraction,
        .from_g = {in->left ? 1 : 0},
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_material_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

struct dispatch_list {
    struct ll_str after;
    struct ll_str buyer;
    struct ll_month dispatched_in;
    bool has_dispatched_in;
    struct ll_str facility;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(dispatch_list),
    LL_MEMBER(dispatch_list, buyer, LL_OPT(REF), .help = "only what it bought"),
    LL_MEMBER(dispatch_list, dispatched_in, LL_OPT(MONTH),
              LL_PRESENT(dispatch_list, has_dispatched_in), .help = "only what left in this month"),
    LL_MEMBER(dispatch_list, facility, LL_OPT(REF), .help = "only from this plant"),
    LL_PAGE_LIMIT(dispatch_list),
};
static const struct ll_record list_record = LL_RECORD("dispatch_list", dispatch_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct dispatch_list *in = input;
    struct ll_q_dispatch_list_in by = {
        .limit = ll_page_limit(in->limit),
        .dispatched_from = ll_filter_from(in->has_dispatched_in, in->dispatched_in),
        .dispatched_before = ll_filter_before(in->has_dispatched_in, in->dispatched_in),
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("dsp", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_filter_organisation(ctx, in->buyer, &by.has_buyer_id, &by.buyer_id, reterr));
    LL_TRY(ll_q_dispatch_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

const struct ll_service ll_service_material_list = {
    .noun = "material",
    .verb = "list",
    .help = "list what plants recovered, what they handed on, and what is there",
    .details = "Each fraction of each plant, over all treatments that recycled. What is calculated "
               "and not weighed counts as the plant signed for it.",
    .input = &material_record,
    .mode = LL_SERVICE_READ,
    .run = run_materials,
};
const struct ll_service ll_service_dispatch_record = {
    .noun = "dispatch",
    .verb = "record",
    .help = "record that recovered materials left a plant for who makes something of them",
    .details = "No more than the plant recovered and has not handed on. Of which treatments it is "
               "nobody can tell from a bar of metal: it is of the oldest first, unless one is "
               "named. A buyer that nobody recorded yet is recorded with it, by --buyer-name and "
               "--buyer-country. What may be said of it stands in 'dispatch show'.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_dispatch_list = {
    .noun = "dispatch",
    .verb = "list",
    .help = "list what left plants, in the order in which it was recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
