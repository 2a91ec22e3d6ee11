/* On what a movement stands, and what of it rests on little. */
#include "core/notification.h"
#include "service/answer.h"
#include "service/gate.h"

#include <string.h>

bool ll_gate_lacks_notification(const struct ll_gate_look *look)
{
    return look->decision != NULL && !look->is_booked &&
           ll_gate_needs_notification(look->decision, look->is_taken_back);
}

static const char *ground(const struct ll_gate_look *look)
{
    if (look->decision == NULL) {
        return "domestic-licence";
    }
    switch (look->procedure) {
    case LL_PERMIT_OUTCOME_PROHIBITED:
        return "prohibited";
    case LL_PERMIT_OUTCOME_GREEN:
        return "information-document";
    case LL_PERMIT_OUTCOME_NOT_WASTE:
        return "not-waste";
    case LL_PERMIT_OUTCOME_DOMESTIC:
        return "domestic-licence";
    case LL_PERMIT_OUTCOME_PIC:
    case LL_PERMIT_OUTCOME_REVIEW:
        break;
    }
    return look->is_booked                    ? "notification"
           : ll_gate_lacks_notification(look) ? "notification-missing"
           : look->is_taken_back              ? "take-back"
                                              : "two-people";
}

void ll_gate_put_ground(struct ll_ctx *ctx, const struct ll_gate_look *look, struct ll_json *answer)
{
    ll_json_set_cstr(ctx->arena, answer, "ground", ground(look));
    if (look->is_booked) {
        ll_answer_text(ctx, answer, "ground_number", look->booking.number);
    }
    if (look->decision != NULL && look->decision->legal_basis != NULL) {
        ll_json_set_cstr(ctx->arena, answer, "legal_basis", look->decision->legal_basis);
    }
}

/* Which rules decided, and are themselves not certain: of the procedure, and of what may go. */
static bool is_doubtful(const struct ll_permit_rule *rule)
{
    return rule->certainty == LL_PERMIT_CERTAINTY_low &&
           (rule->layer == LL_PERMIT_LAYER_procedure ||
            rule->layer == LL_PERMIT_LAYER_admissibility);
}

static bool is_little_known(const struct ll_permit_country *country)
{
    return country == NULL || strcmp(country->confidence, "low") == 0;
}

static void put_one(struct ll_ctx *ctx, struct ll_json *items, const char *what,
                    struct ll_str country, const char *rule, const char *source)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "reason", what);
    if (country.len > 0) {
        ll_answer_text(ctx, item, "country", country);
    }
    if (rule != NULL) {
        ll_json_set_cstr(ctx->arena, item, "rule", rule);
    }
    if (source != NULL) {
        ll_json_set_cstr(ctx->arena, item, "source", source);
    }
    ll_json_append(ctx->arena, items, item);
}

void ll_gate_put_uncertain(struct ll_ctx *ctx, const struct ll_gate_look *look, bool always,
                           struct ll_json *answer)
{
    const struct ll_permit_decision *d = look->decision;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; d != NULL && i < d->rule_count; i++) {
        if (is_doubtful(d->rules[i])) {
            put_one(ctx, items, "law-not-verified", LL_STR(""), d->rules[i]->id,
                    d->rules[i]->source);
        }
    }
    for (size_t i = 0; d != NULL && i < d->consent_count; i++) {
        const struct ll_permit_country *country = d->consents[i].country;
        if (is_little_known(country)) {
            put_one(ctx, items, "state-not-verified", d->consents[i].state, NULL,
                    country == NULL ? NULL : country->source);
        }
    }
    if (items != NULL && (always || items->count > 0)) {
        ll_json_set(ctx->arena, answer, "uncertain", items);
    }
}

void ll_gate_put_doubt(const struct ll_gate_look *look, struct ll_strbuf *buf)
{
    const struct ll_permit_decision *d = look->decision;
    for (size_t i = 0; d != NULL && i < d->rule_count; i++) {
        if (is_doubtful(d->rules[i])) {
            ll_strbuf_fmt(buf,
                          LL_R("; this rests on law that is not verified (%s): confirm it with the "
                               "authority"),
                          d->rules[i]->id);
            return;
        }
    }
}
