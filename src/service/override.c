/* shipment override */
#include "service/answer.h"
#include "service/control.h"
#include "service/event.h"
#include "service/find.h"
#include "service/gate.h"
#include "service/table.h"

#define BLOCKERS_BYTES_MAX ((size_t)16 << 10)

struct shipment_override {
    struct ll_str blockers;
    struct ll_date departs_on;
    bool has_departs_on;
    struct ll_str reason;
    struct ll_str shipment;
};
static const struct ll_field override_fields[] = {
    LL_MEMBER(shipment_override, blockers, LL_OPT(STR), .min = 1, .max = BLOCKERS_BYTES_MAX,
              .help = "what it is to leave without, as the proposal names it (all that blocks it)"),
    LL_MEMBER(shipment_override, departs_on, LL_OPT(DATE),
              LL_PRESENT(shipment_override, has_departs_on),
              .help = "the day on which it should leave (today)"),
    LL_MEMBER(shipment_override, reason, LL_REQ(CODE),
              .help = "why it may leave all the same, as a code: consent-by-telephone"),
    LL_MEMBER(shipment_override, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record override_record =
    LL_RECORD("shipment_override", shipment_override, override_fields);

static bool is_told(const struct ll_overridden_blocker *items, size_t count,
                    const struct ll_gate_blocker *b)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(items[i].blocker, ll_gate_rows[b->code].word) &&
            ll_str_eq(items[i].country, b->country) && ll_str_eq(items[i].holder, b->holder) &&
            ll_str_eq_cstr(items[i].rule, b->rule) && items[i].kind == (int)b->kind) {
            return true;
        }
    }
    return b->is_overridden;
}

/* What blocks it and was not overridden yet; nothing of it may be what nobody can override. */
static enum ll_status list_blockers(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                                    const struct ll_gate_look *look, struct ll_list *ret_list,
                                    struct ll_err *reterr)
{
    struct ll_overridden_blocker *items =
        LL_NEW_ARRAY(ctx->arena, struct ll_overridden_blocker, look->answer.count + 1);
    size_t count = 0;
    if (items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what blocks a departure");
    }
    for (size_t i = 0; i < look->answer.count; i++) {
        const struct ll_gate_blocker *b = &look->answer.blockers[i];
        const struct ll_gate_row *row = &ll_gate_rows[b->code];
        if (!b->may_override) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EREFUSED, "nobody may override this: %s", row->word);
            ll_err_hint(reterr, "see what clears it with 'loopledger shipment check %.*s'",
                        LL_STR_ARG(route->code));
            return status;
        }
        if (!is_told(items, count, b)) {
            items[count++] =
                (struct ll_overridden_blocker){ll_str_from_cstr(row->word), b->country, b->holder,
                                               (int)b->kind, ll_str_from_cstr(b->rule)};
        }
    }
    if (count == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "nothing blocks shipment '%.*s' that was not overridden",
                    LL_STR_ARG(route->code));
        ll_err_hint(reterr, "let it leave: 'loopledger shipment depart %.*s'",
                    LL_STR_ARG(route->code));
        return status;
    }
    *ret_list = (struct ll_list){items, count};
    return LL_OK;
}

/* "consent-missing G01 GH; licence-missing L01 GH smelter carrier; seal-missing G01 box-1" */
static enum ll_status put_text(struct ll_ctx *ctx, const struct ll_list *blockers,
                               struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_overridden_blocker *items = blockers->items;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, BLOCKERS_BYTES_MAX);
    for (size_t i = 0; i < blockers->count; i++) {
        ll_strbuf_fmt(&buf, "%s%.*s %.*s", i > 0 ? "; " : "", LL_STR_ARG(items[i].blocker),
                      LL_STR_ARG(items[i].rule));
        if (items[i].country.len > 0) {
            ll_strbuf_fmt(&buf, " %.*s", LL_STR_ARG(items[i].country));
        }
        if (items[i].holder.len > 0) {
            ll_strbuf_fmt(&buf, " %.*s", LL_STR_ARG(items[i].holder));
        }
        if (items[i].kind != 0) { /* a container lacks no licence */
            ll_strbuf_fmt(&buf, " %s", ll_licence_kind_name((enum ll_licence_kind)items[i].kind));
        }
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* The body of the event, but for who stands behind it; and what blocks it, as a text. */
static enum ll_status make_body(struct ll_ctx *ctx, const struct shipment_override *in,
                                struct ll_departure_overridden *ret_body, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    struct ll_q_shipment_route_row route;
    struct ll_gate_look look;
    struct ll_departure_overridden body = {
        .departs_on = in->has_departs_on ? in->departs_on : ll_time_date(ctx->now),
        .has_departs_on = true,
        .reason = in->reason,
    };
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    if (body.departs_on.days < ll_time_date(ctx->now).days) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "give today, or a day that comes",
                                          "nothing is authorised for a day that is over");
        ll_err_where(reterr, "departs_on");
        return status;
    }
    if (route.state != LL_SHIPMENT_STATE_PLANNED) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not planned",
                    LL_STR_ARG(route.code), ll_shipment_state_name(route.state));
        ll_err_hint(reterr, "nothing is authorised afterwards");
        return status;
    }
    LL_TRY(ll_gate_look(ctx, body.shipment_id, &route, body.departs_on, &look, reterr));
    LL_TRY(list_blockers(ctx, &route, &look, &body.blockers, reterr));
    *ret_body = body;
    return put_text(ctx, &body.blockers, ret_text, reterr);
}

enum ll_status ll_shipment_override_complete(struct ll_ctx *ctx, void *input, struct ll_err *reterr)
{
    struct shipment_override *in = input;
    struct ll_departure_overridden body;
    struct ll_str text;
    LL_TRY(make_body(ctx, in, &body, &text, reterr));
    in->departs_on = body.departs_on;
    in->has_departs_on = true;
    in->blockers = in->blockers.len > 0 ? in->blockers : text;
    return LL_OK;
}

static enum ll_status run_override(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct shipment_override *in = input;
    struct ll_departure_overridden body;
    struct ll_str text;
    LL_TRY(make_body(ctx, in, &body, &text, reterr));
    if (in->blockers.len > 0 && !ll_str_eq(in->blockers, text)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "what blocks it is another than what was proposed: %.*s",
                    LL_STR_ARG(text));
        ll_err_where(reterr, "blockers");
        ll_err_hint(reterr, "ask for it anew, so that who approves it sees that");
        return status;
    }
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_SHIPMENT_OVERRIDE, body.shipment_id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEPARTURE_OVERRIDDEN, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "overridden", (int64_t)body.blockers.count);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_shipment_override = {
    .noun = "shipment",
    .verb = "override",
    .help = "let a planned shipment leave without what it lacks: by two people, and seen for ever",
    .details =
        "It covers what blocks it, for the day of departure that was named, each by its rule, "
        "country, holder and kind: on another day, or for what comes later, it is asked for anew. "
        "What is prohibited, objected to, under review, or heavier than was booked cannot be "
        "overridden. It stands on the shipment and on every certificate of its units. Nobody does "
        "it alone: who asks for it is signed in, and so is somebody else who approves it "
        "('proposal approve'); the machine is neither of them.",
    .input = &override_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_override,
};
