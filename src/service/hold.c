/*
 * hold place, confirm, withdraw, expire, list, show. A hold is a slice of an order line without a
 * document: it queues and is allocated like any other, and no certificate cites it. A document
 * confirms it; else it is withdrawn, or ends after its last day.
 */
#include "service/hold.h"

#include "service/answer.h"
#include "service/credit_note.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/page_input.h"
#include "service/paper.h"
#include "service/run.h"
#include "service/settle.h"
#include "service/visible.h"
#include "store/q_demand.h"
#include "store/q_show_demand.h"

#define NUMBER_BYTES_MAX 200

static enum ll_status find_hold(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_hold_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_hold_by_id_in in;
    if (ll_id_parse("hld", ref, &in.hold_id.raw, NULL) != LL_OK) {
        return ll_find_failed("hold", ref, reterr);
    }
    enum ll_status status = ll_q_hold_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_HOLD, in.hold_id.raw, "hold", ref, reterr);
}

enum ll_status ll_hold_find(struct ll_ctx *ctx, struct ll_str ref, struct ll_hold_id *ret_hold_id,
                            struct ll_err *reterr)
{
    struct ll_q_hold_by_id_row row;
    LL_TRY(find_hold(ctx, ref, &row, reterr));
    *ret_hold_id = row.hold_id;
    return LL_OK;
}

/* ---- place ---- */
struct hold_place {
    struct ll_mass mass;
    struct ll_str order_line;
    struct ll_units units;
    struct ll_date until;
};
static const struct ll_field place_fields[] = {
    LL_MEMBER(hold_place, mass, LL_OPT(MASS), .one_of = "amount",
              .help = "for how much, on an order line in grams, in place of devices"),
    LL_MEMBER(hold_place, order_line, LL_REQ(REF), .help = "order line, by code or id"),
    LL_MEMBER(hold_place, units, LL_OPT(UNITS), .one_of = "amount", .help = "for how many devices"),
    LL_MEMBER(hold_place, until, LL_REQ(DATE), .help = "the last day of the hold"),
};
static const struct ll_record place_record = LL_RECORD("hold_place", hold_place, place_fields);

static enum ll_status run_place(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct hold_place *in = input;
    struct ll_q_order_line_by_id_row line;
    struct ll_equivalence rule;
    struct ll_units positions = {0};
    LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
    LL_TRY(ll_acts_for_line(ctx, line.order_line_id, "order", in->order_line, reterr));
    LL_TRY(ll_order_rule(ctx, line.programme_id, line.class_code, &rule, reterr));
    enum ll_status status = LL_OK;
    if ((in->units.n > 0) == (in->mass.g > 0)) {
        status = in->units.n > 0
                     ? LL_FAIL(reterr, LL_EINVAL, "a hold is for devices or for a mass, not both")
                     : LL_FAIL(reterr, LL_EINVAL, "a hold is for at least one device");
        ll_err_where(reterr, "units");
        ll_err_hint(reterr, "give units, or on an order line in grams a mass");
    } else if (in->until.days < ll_time_date(ctx->now).days) {
        status = LL_FAIL(reterr, LL_EINVAL, "the hold would end before it begins");
        ll_err_where(reterr, "until");
        ll_err_hint(reterr, "give today or a later day");
    }
    LL_TRY(status);
    LL_TRY(ll_measure_demand(&rule, in->units, in->mass, &positions, reterr));
    if (positions.n > LL_UNITS_MAX - line.demanded) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "order line '%.*s' would grow past %lld positions",
                       LL_STR_ARG(line.code), (long long)LL_UNITS_MAX);
    }
    struct ll_hold_placed body = {
        .hi = line.demanded + positions.n,
        .hold_id = {ll_ctx_id(ctx)},
        .lo = line.demanded,
        .order_line_id = line.order_line_id,
        .until = in->until,
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_HOLD_PLACED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "hold_id", "hld", body.hold_id.raw);
    ll_answer_i64(ctx, answer, "lo", body.lo);
    ll_answer_i64(ctx, answer, "hi", body.hi);
    ll_answer_date(ctx, answer, "until", in->until);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- what may still be done with it ---- */
static enum ll_status check_held(const struct ll_q_hold_by_id_row *hold, struct ll_err *reterr)
{
    const char *hint =
        LL_R("place a new hold, or import the purchase with 'loopledger order import'");
    if (hold->state == LL_HOLD_STATE_HELD) {
        return LL_OK;
    }
    if (hold->state == LL_HOLD_STATE_CONFIRMED) {
        hint = LL_R("what it became is a purchase: 'loopledger order credit' takes devices back");
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the hold is %s", ll_hold_state_name(hold->state));
    ll_err_where(reterr, "hold");
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct ll_q_hold_by_id_row *hold,
                                struct ll_err *reterr)
{
    char day[LL_TIME_TEXT_MAX];
    if (hold->until_on.days >= ll_time_date(ctx->now).days) {
        return LL_OK;
    }
    ll_date_format(hold->until_on, day);
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the hold was until %s", day);
    ll_err_where(reterr, "hold");
    ll_err_hint(reterr, "place a new hold, or import the purchase with 'loopledger order import'");
    return status;
}

/* ---- confirm ---- */
struct hold_confirm {
    struct ll_str document;
    struct ll_str hold;
    struct ll_date issued_on;
    bool has_issued_on;
    int trigger;
};
static const struct ll_field confirm_fields[] = {
    LL_MEMBER(hold_confirm, document, LL_REQ(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "number of the client's order: it counts once"),
    LL_MEMBER(hold_confirm, hold, LL_REQ(REF), .operand = true, .help = "the hold's id"),
    LL_MEMBER(hold_confirm, issued_on, LL_OPT(DATE), LL_PRESENT(hold_confirm, has_issued_on),
              .help = "date of the order (today)"),
    LL_MEMBER(hold_confirm, trigger, LL_OPT(ENUM), LL_ENUM_OF(document_trigger, DOCUMENT_TRIGGER),
              .help = "what gave rise to the demand; 'purchase' when left out"),
};
static const struct ll_record confirm_record =
    LL_RECORD("hold_confirm", hold_confirm, confirm_fields);

/* How many devices are so many positions; when they are no whole devices, a mass. */
static void count_line(const struct ll_equivalence *rule, int64_t positions,
                       struct ll_purchase_line *line)
{
    int64_t each = rule->measure == LL_MEASURE_GRAMS ? rule->grams_per_device : 1;
    if (positions % each == 0) {
        line->units = (struct ll_units){positions / each};
    } else {
        line->mass = (struct ll_mass){positions};
    }
}

/* What took something back bought nothing. */
static enum ll_status refuse_credit_note(struct ll_ctx *ctx, const struct hold_confirm *in,
                                         struct ll_organisation_id beneficiary_id,
                                         const struct ll_kept_key *key, struct ll_err *reterr)
{
    const struct ll_credit_note note = {.key = key, .beneficiary_id = beneficiary_id};
    const struct ll_credit_line line = {.document = in->document};
    return ll_credit_refuse_note(ctx, &note, &line, reterr);
}

/* As if the order had come as a paper of one line, so that it is known again. */
static enum ll_status identify(struct ll_ctx *ctx, const struct hold_confirm *in,
                               const struct ll_q_hold_by_id_row *hold,
                               const struct ll_kept_key *key,
                               struct ll_paper_identity *ret_identity, struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_in line_key = {hold->order_line_id};
    struct ll_q_order_line_by_id_row order_line;
    enum ll_paper_outcome outcome;
    LL_TRY(ll_q_order_line_by_id(ctx->store, ctx->arena, &line_key, &order_line, reterr));
    LL_TRY(refuse_credit_note(ctx, in, order_line.beneficiary_id, key, reterr));
    struct ll_purchase_line line = {
        .line_id = LL_STR(""),
        .quantity = LL_STR(""),
        .unit = LL_STR(""),
        .unit_price = LL_STR(""),
        .name = LL_STR(""),
        .part = LL_STR(""),
        .gtin = LL_STR(""),
        .kind = LL_LINE_DEVICE,
        .class_id = order_line.class_code,
    };
    struct ll_equivalence rule;
    LL_TRY(ll_order_rule(ctx, hold->programme_id, order_line.class_code, &rule, reterr));
    count_line(&rule, hold->hi - hold->lo, &line);
    const struct ll_purchase_party nobody = {LL_STR(""), LL_STR(""), LL_STR("")};
    const struct ll_purchase paper = {
        .doc_type = LL_DOC_ORDER,
        .client_ref = LL_STR(""),
        .doc_id = in->document,
        .currency = LL_STR(""),
        .buyer = nobody,
        .seller = nobody,
        .order_ref = LL_STR(""),
        .refers_to = LL_STR(""),
        .lines = &line,
        .line_count = 1,
        .device_units = line.units,
        .device_mass = line.mass,
    };
    const struct ll_paper_parties parties = {
        .programme_id = hold->programme_id,
        .beneficiary_id = order_line.beneficiary_id,
        .payer_id = order_line.payer_id,
        .key = &key->key,
    };
    LL_TRY(ll_batch_not_ahead(ctx, reterr)); /* papers of such a commit know of each other */
    LL_TRY(ll_paper_identify(ctx, &parties, &paper, ret_identity, reterr));
    LL_TRY(ll_paper_known(ctx, &parties, &paper, ret_identity, &outcome, reterr));
    if (outcome != LL_PAPER_BOOK) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ECONFLICT, "document '%.*s' of this client was booked before",
                    LL_STR_ARG(in->document));
        ll_err_where(reterr, "document");
        ll_err_hint(reterr, "if it is this purchase, withdraw the hold: it is demanded already");
        return status;
    }
    return LL_OK;
}

static enum ll_status read_confirm(struct ll_ctx *ctx, const struct hold_confirm *in,
                                   struct ll_q_hold_by_id_row *ret_hold, struct ll_err *reterr)
{
    LL_TRY(find_hold(ctx, in->hold, ret_hold, reterr));
    LL_TRY(ll_acts_for_line(ctx, ret_hold->order_line_id, "hold", in->hold, reterr));
    LL_TRY(check_held(ret_hold, reterr));
    LL_TRY(check_day(ctx, ret_hold, reterr));
    if (in->has_issued_on && in->issued_on.days > ll_time_date(ctx->now).days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "record it once it is done, with the day on which it was",
                      "the day lies ahead");
        ll_err_where(reterr, "issued_on");
        return status;
    }
    return LL_OK;
}

static enum ll_status run_confirm(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct hold_confirm *in = input;
    struct ll_q_hold_by_id_row hold;
    struct ll_paper_identity identity;
    const struct ll_kept_key *key = NULL;
    LL_TRY(read_confirm(ctx, in, &hold, reterr));
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    LL_TRY(identify(ctx, in, &hold, key, &identity, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_hold_confirmed body = {
        .content_digest = {(const char *)identity.content, sizeof(identity.content)},
        .document_id = {ll_ctx_id(ctx)},
        .hold_id = hold.hold_id,
        .identity = {(const char *)identity.own, sizeof(identity.own)},
        .issued_on = in->has_issued_on ? in->issued_on : ll_time_date(ctx->now),
        .key_id = {(const char *)key->id, sizeof(key->id)},
        .kind = ll_str_from_cstr(ll_doc_type_name(LL_DOC_ORDER)),
        .trigger = in->trigger != 0 ? in->trigger : LL_TRIGGER_PURCHASE,
    };
    LL_TRY(
        ll_annex_store(ctx, &meta, "document", in->document, &body.document_name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_HOLD_CONFIRMED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "hold_id", "hld", hold.hold_id.raw);
    ll_answer_id(ctx, answer, "document_id", "doc", body.document_id.raw);
    ll_answer_i64(ctx, answer, "positions", hold.hi - hold.lo);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- end ---- */
/* Release what serves it, then void it; the refill is the caller's. */
static enum ll_status end(struct ll_ctx *ctx, struct ll_settle *settle, struct ll_hold_id hold_id,
                          struct ll_order_line_id order_line_id, struct ll_span span,
                          enum ll_hold_state reason, struct ll_err *reterr)
{
    struct ll_hold_ended body = {.hold_id = hold_id, .reason = (int)reason};
    LL_TRY(ll_settle_void(settle, order_line_id, span, reterr));
    LL_TRY(ll_settle_before(
        settle, reason == LL_HOLD_STATE_EXPIRED ? LL_STR("hold-expired") : LL_STR("hold-withdrawn"),
        reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_HOLD_ENDED, &body, reterr);
}

static enum ll_status run_withdraw(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_hold_by_id_row hold;
    struct ll_settle settle;
    LL_TRY(find_hold(ctx, in->ref, &hold, reterr));
    LL_TRY(ll_acts_for_line(ctx, hold.order_line_id, "hold", in->ref, reterr));
    LL_TRY(ll_allocation_lock(ctx, hold.programme_id, reterr));
    LL_TRY(check_held(&hold, reterr));
    ll_settle_begin(ctx, hold.programme_id, &settle);
    LL_TRY(end(ctx, &settle, hold.hold_id, hold.order_line_id, (struct ll_span){hold.lo, hold.hi},
               LL_HOLD_STATE_WITHDRAWN, reterr));
    LL_TRY(ll_settle_refill(&settle, false, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "hold_id", "hld", hold.hold_id.raw);
    ll_answer_i64(ctx, answer, "voided_positions", hold.hi - hold.lo);
    ll_settle_answer(&settle, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

enum ll_status ll_hold_end_due(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                               struct ll_hold_ends *ret_ends, struct ll_err *reterr)
{
    struct ll_q_hold_due_in in = {programme_id, ll_time_date(ctx->now)};
    struct ll_q_hold_due_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow due = LL_GROW(ctx->arena, struct ll_q_hold_due_row);
    LL_TRY(ll_q_hold_due_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_hold_due_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_hold_due_row *kept = ll_grow_add(&due);
        if (kept == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the holds that end");
            break;
        }
        *kept = row;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_hold_due_row *holds = due.items;
    struct ll_hold_ends ends = {.holds = (int64_t)due.count};
    for (size_t i = 0; i < due.count; i++) {
        struct ll_settle settle;
        ll_settle_begin(ctx, programme_id, &settle);
        LL_TRY(end(ctx, &settle, holds[i].hold_id, holds[i].order_line_id,
                   (struct ll_span){holds[i].lo, holds[i].hi}, LL_HOLD_STATE_EXPIRED, reterr));
        ends.positions += holds[i].hi - holds[i].lo;
        ends.released_allocations += (int64_t)settle.released.count;
        ends.released_units.units += settle.released_units.units;
        ends.released_units.mass_g += settle.released_units.mass_g;
    }
    *ret_ends = ends;
    return LL_OK;
}

struct hold_expire {
    struct ll_str programme;
};
static const struct ll_field expire_fields[] = {
    LL_MEMBER(hold_expire, programme, LL_REQ(REF), .operand = true,
              .help = "programme, by code or id"),
};
static const struct ll_record expire_record = LL_RECORD("hold_expire", hold_expire, expire_fields);

static enum ll_status run_expire(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct hold_expire *in = input;
    struct ll_q_programme_by_id_row programme;
    struct ll_allocation_outcome refill = {.allocations = 0};
    struct ll_hold_ends ends;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(ll_allocation_lock(ctx, programme.programme_id, reterr));
    LL_TRY(ll_hold_end_due(ctx, programme.programme_id, &ends, reterr));
    if (ends.holds > 0) {
        LL_TRY(ll_allocation_match(ctx, programme.programme_id, &refill, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "expired_holds", ends.holds);
    ll_answer_i64(ctx, answer, "voided_positions", ends.positions);
    ll_answer_amount(ctx, answer, "released_units", "released_g", ends.released_units);
    ll_answer_amount(ctx, answer, "refilled_units", "refilled_g", refill.units);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct hold_list {
    struct ll_str after;
    int64_t limit;
    struct ll_str programme;
    int state;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(hold_list),
    LL_PAGE_LIMIT(hold_list),
    LL_MEMBER(hold_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(hold_list, state, LL_OPT(ENUM), LL_ENUM_OF(hold_state, HOLD_STATE),
              .help = "only those in this state"),
};
static const struct ll_record list_record = LL_RECORD("hold_list", hold_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct hold_list *in = input;
    struct ll_q_hold_list_in by = {
        .limit = ll_page_limit(in->limit),
        .has_state = in->state != 0,
        .state = (enum ll_hold_state)in->state,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("hld", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_hold_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_hold_by_id_row hold;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_hold(ctx, in->ref, &hold, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_hold_item_in item = {hold.hold_id};
    LL_TRY(ll_q_hold_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_hold_place = {
    .noun = "hold",
    .verb = "place",
    .help = "keep scrap devices for a quote or an award, until a day",
    .details = "A hold queues and is matched like a purchase, and no certificate cites it. It is "
               "confirmed by the client's order, withdrawn, or ends after its last day.",
    .input = &place_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_place,
};
const struct ll_service ll_service_hold_confirm = {
    .noun = "hold",
    .verb = "confirm",
    .help = "make a purchase of a hold, by the number of the client's order",
    .details = "The purchase keeps the hold's place in the queue and what serves it. It uses no "
               "carry-over. The order counts once, also when it is imported as a file later.",
    .input = &confirm_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_confirm,
};
const struct ll_service ll_service_hold_withdraw = {
    .noun = "hold",
    .verb = "withdraw",
    .help = "end a hold: what serves it goes to whoever waits",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_withdraw,
};
const struct ll_service ll_service_hold_expire = {
    .noun = "hold",
    .verb = "expire",
    .help = "end the holds of a programme whose last day is over",
    .details = "Every allocation run does so too, before it matches.",
    .input = &expire_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_expire,
};
const struct ll_service ll_service_hold_list = {
    .noun = "hold",
    .verb = "list",
    .help = "list holds in the order in which they were placed",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_hold_show = {
    .noun = "hold",
    .verb = "show",
    .help = "show one hold and what serves it",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
