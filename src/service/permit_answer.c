/* What 'permit ask' answers: a decision as members. */
#include <string.h>

#include "service/answer.h"
#include "service/permit.h"

#define TEXT_MAX 4096

struct telling {
    struct ll_ctx *ctx;
    const struct ll_permit_asked *asked;
    const struct ll_permit_decision *decision;
    struct ll_json *answer;
};

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    return ll_strbuf_finish(buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static void put(struct telling *t, struct ll_json *object, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        ll_json_set_cstr(t->ctx->arena, object, name, text);
    }
}

/* A list of the answer, left out where it is empty. */
static void put_list(struct telling *t, const char *name, struct ll_json *list)
{
    if (list == NULL || list->count > 0) {
        ll_json_set(t->ctx->arena, t->answer, name, list);
    }
}

/* Where a piece comes from. */
static void put_rule(struct telling *t, struct ll_json *object, const struct ll_permit_rule *rule)
{
    put(t, object, "rule", rule->id);
    put(t, object, "certainty", ll_permit_certainty_name(rule->certainty));
    put(t, object, "source", rule->source);
    put(t, object, "note", rule->note);
}

/* ---- rules in words ---- */

/* "a;b" as "a, b". */
static void put_values(struct ll_strbuf *buf, const char *values)
{
    for (const char *at = values; *at != '\0'; at++) {
        if (*at == ';') {
            ll_strbuf_cstr(buf, ", ");
        } else {
            ll_strbuf_char(buf, *at);
        }
    }
}

struct ll_str ll_permit_condition_text(struct ll_ctx *ctx, const struct ll_permit_rule *rule)
{
    struct ll_strbuf buf;
    size_t count = 0;
    const struct ll_permit_condition *rows = ll_permit_rule_conditions(rule, &count);
    ll_strbuf_init(&buf, ctx->arena, TEXT_MAX);
    if (count == 0) {
        ll_strbuf_cstr(&buf, "always");
    }
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_fmt(&buf, "%s%s %s ", i == 0 ? "" : "; ", ll_permit_fact_names[rows[i].fact],
                      ll_permit_operator_name(rows[i].op));
        put_values(&buf, rows[i].value);
    }
    return finish(&buf);
}

struct ll_str ll_permit_result_text(struct ll_ctx *ctx, const struct ll_permit_rule *rule)
{
    struct ll_strbuf buf;
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    ll_strbuf_init(&buf, ctx->arena, TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && rows[i].name == rows[i - 1].name) {
            ll_strbuf_fmt(&buf, ", %s", rows[i].value);
        } else {
            ll_strbuf_fmt(&buf, "%s%s: %s", i == 0 ? "" : "; ",
                          ll_permit_result_names[rows[i].name], rows[i].value);
        }
    }
    return finish(&buf);
}

/* ---- the question ---- */

static void tell_question(struct telling *t)
{
    const struct ll_permit_facts *facts = &t->asked->facts;
    struct ll_json *transits = ll_json_new_array(t->ctx->arena);
    ll_answer_text(t->ctx, t->answer, "origin", facts->origin);
    for (size_t i = 0; i < facts->transit_count; i++) {
        ll_json_append(t->ctx->arena, transits,
                       ll_json_new_string(t->ctx->arena, facts->transits[i]));
    }
    put_list(t, "transits", transits);
    ll_answer_text(t->ctx, t->answer, "destination", facts->destination);
    put(t, t->answer, "stream", ll_permit_stream_name(facts->stream));
    put(t, t->answer, "purpose", ll_permit_purpose_name(facts->purpose));
    ll_answer_date(t->ctx, t->answer, "departure", facts->departure);
    if (t->asked->mass.g > 0 && facts->shipments > 0) {
        ll_answer_i64(t->ctx, t->answer, "shipment_mass_g",
                      (t->asked->mass.g + facts->shipments - 1) / facts->shipments);
    }
}

/* ---- what may be done ---- */

static void tell_outcome(struct telling *t)
{
    const struct ll_permit_decision *d = t->decision;
    struct ll_json *reasons = ll_json_new_array(t->ctx->arena);
    put(t, t->answer, "outcome", ll_permit_outcome_name(d->outcome));
    ll_answer_bool(t->ctx, t->answer, "certain", d->certain);
    put(t, t->answer, "legal_basis", d->legal_basis);
    put(t, t->answer, "law", d->legal_basis_id);
    put(t, t->answer, "basel_code", d->basel_code);
    for (size_t i = 0; i < d->reason_count; i++) {
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "reason", d->reasons[i].text);
        put(t, item, "admissible",
            ll_permit_rule_value(d->reasons[i].rule, LL_PERMIT_RESULT_admissible));
        put_rule(t, item, d->reasons[i].rule);
        ll_json_append(t->ctx->arena, reasons, item);
    }
    put_list(t, "reasons", reasons);
}

static void tell_consents(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->consent_count; i++) {
        const struct ll_permit_consent *consent = &t->decision->consents[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        ll_answer_text(t->ctx, item, "state", consent->state);
        put(t, item, "part", ll_permit_part_name(consent->part));
        ll_answer_bool(t->ctx, item, "may_be_tacit", consent->may_be_tacit);
        put(t, item, "silence", consent->silence);
        if (consent->country != NULL) {
            const struct ll_permit_country *row = consent->country;
            put(t, item, "authority", row->authority);
            put(t, item, "national",
                consent->part == LL_PERMIT_PART_EXPORT    ? row->export_rule
                : consent->part == LL_PERMIT_PART_TRANSIT ? row->transit_rule
                                                          : row->import_rule);
            put(t, item, "confidence", row->confidence);
            put(t, item, "as_of", row->as_of);
            put(t, item, "state_source", row->source);
        }
        put_rule(t, item, consent->rule);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "consents", list);
}

/* ---- codes and packing ---- */

static void tell_codes(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->waste_code_count; i++) {
        const struct ll_permit_waste_code *row = t->decision->waste_codes[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "system", row->system);
        put(t, item, "code", row->code);
        put(t, item, "description", row->description);
        put(t, item, "notes", row->notes);
        put(t, item, "certainty", row->certainty);
        put(t, item, "source", row->source);
        ll_json_append(t->ctx->arena, list, item);
    }
    for (size_t i = 0; i < t->decision->customs_code_count; i++) {
        const struct ll_permit_customs_code *row = t->decision->customs_codes[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "system", row->edition);
        put(t, item, "code", row->code);
        put(t, item, "description", row->description);
        put(t, item, "notes", row->notes);
        put(t, item, "certainty", row->certainty);
        put(t, item, "source", row->source);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "codes", list);
}

static void tell_packing(struct telling *t)
{
    const struct ll_permit_decision *d = t->decision;
    struct ll_json *packing = ll_answer_object(t->ctx);
    if (d->un == NULL) {
        return;
    }
    put(t, packing, "un", d->un->un);
    put(t, packing, "shipping_name", d->un->shipping_name);
    put(t, packing, "hazard_class", d->un->hazard_class);
    put(t, packing, "packing", d->packing);
    put(t, packing, "mark", d->un->mark);
    put(t, packing, "small_limits", d->un->small_limits);
    put(t, packing, "air", d->un->air);
    put(t, packing, "special_provisions", d->un->special_provisions);
    put(t, packing, "note", d->un->road_only_relief);
    if (d->transport != NULL) {
        put(t, packing, "rule", d->transport->id);
        put(t, packing, "certainty", ll_permit_certainty_name(d->transport->certainty));
        put(t, packing, "source", d->transport->source);
    } else {
        put(t, packing, "certainty", "low");
        put(t, packing, "source", d->un->source);
    }
    ll_json_set(t->ctx->arena, t->answer, "packing", packing);
}

/* ---- papers, terms, gates ---- */

static void tell_documents(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->need_count; i++) {
        const struct ll_permit_need *need = &t->decision->needs[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "document", need->document->code);
        put(t, item, "name", need->document->name);
        if (need->state.len > 0) {
            ll_answer_text(t->ctx, item, "state", need->state);
        }
        put(t, item, "issuer", need->document->issuer);
        put(t, item, "needed", need->document->needed);
        put(t, item, "validity", need->document->validity);
        put(t, item, "fields", need->document->fields);
        ll_answer_bool(t->ctx, item, "after", need->after);
        put(t, item, "rule", need->rule->id);
        put(t, item, "certainty", ll_permit_certainty_name(need->rule->certainty));
        put(t, item, "source", need->document->source);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "documents", list);
}

/* Whose office it is, and how sure that is: where it is not established, that is said. */
static void put_state(struct telling *t, struct ll_json *item, struct ll_str state)
{
    const struct ll_permit_country *country = ll_permit_country_find(state);
    ll_answer_text(t->ctx, item, "state", state);
    put(t, item, "authority", country == NULL ? "unknown" : country->authority);
    put(t, item, "confidence", country == NULL ? "low" : country->confidence);
}

static void tell_calendar(struct telling *t, const struct ll_permit_due *dues)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->deadline_count; i++) {
        const struct ll_permit_deadline *deadline = dues[i].deadline;
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "clock", deadline->clock);
        if (dues[i].has_day) {
            ll_answer_date(t->ctx, item, "due", dues[i].day);
        }
        put(t, item, "owner", deadline->owner);
        if (deadline->state.len > 0) {
            put_state(t, item, deadline->state);
        }
        if (deadline->unit != LL_PERMIT_UNIT_NONE) {
            ll_answer_i64(t->ctx, item, "count", deadline->amount);
        }
        put(t, item, "unit", ll_permit_unit_name(deadline->unit));
        ll_answer_bool(t->ctx, item, "before", deadline->before);
        put(t, item, "start", deadline->start);
        put(t, item, "event", ll_permit_event_names[deadline->event]);
        put_rule(t, item, deadline->rule);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "calendar", list);
    ll_answer_bool(t->ctx, t->answer, "holidays_known", false);
}

static void tell_checks(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->check_count; i++) {
        const struct ll_permit_check *check = &t->decision->checks[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "gate", check->gate);
        put(t, item, "check", check->text);
        put_rule(t, item, check->rule);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "checks", list);
}

/* ---- what is uncertain, and why ---- */

static void tell_advice(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->advice_count; i++) {
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "advice", t->decision->advice[i].text);
        put_rule(t, item, t->decision->advice[i].rule);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "advice", list);
}

static struct ll_json *facts_of(struct telling *t, uint64_t facts)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < LL_PERMIT_FACT_COUNT; i++) {
        if ((facts >> i & 1) != 0) {
            ll_json_append(
                t->ctx->arena, list,
                ll_json_new_string(t->ctx->arena, ll_str_from_cstr(ll_permit_fact_names[i])));
        }
    }
    return list;
}

static void tell_open(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->open_count; i++) {
        const struct ll_permit_open *open = &t->decision->open[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "rule", open->rule->id);
        put(t, item, "layer", ll_permit_layer_names[open->rule->layer]);
        ll_json_set(t->ctx->arena, item, "facts", facts_of(t, open->facts));
        ll_answer_text(t->ctx, item, "condition", ll_permit_condition_text(t->ctx, open->rule));
        ll_answer_text(t->ctx, item, "result", ll_permit_result_text(t->ctx, open->rule));
        put(t, item, "source", open->rule->source);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "open", list);
    put_list(t, "assumed", facts_of(t, t->decision->assumed));
}

static void tell_rules(struct telling *t)
{
    struct ll_json *list = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < t->decision->rule_count; i++) {
        const struct ll_permit_rule *rule = t->decision->rules[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        put(t, item, "rule", rule->id);
        put(t, item, "layer", ll_permit_layer_names[rule->layer]);
        ll_answer_text(t->ctx, item, "condition", ll_permit_condition_text(t->ctx, rule));
        put(t, item, "certainty", ll_permit_certainty_name(rule->certainty));
        put(t, item, "source", rule->source);
        put(t, item, "note", rule->note);
        ll_json_append(t->ctx->arena, list, item);
    }
    put_list(t, "rules", list);
}

void ll_permit_answer(struct ll_ctx *ctx, const struct ll_permit_asked *asked,
                      const struct ll_permit_decision *decision, const struct ll_permit_due *dues,
                      struct ll_json *answer)
{
    struct telling t = {ctx, asked, decision, answer};
    tell_question(&t);
    tell_outcome(&t);
    tell_consents(&t);
    tell_documents(&t);
    tell_calendar(&t, dues);
    tell_packing(&t);
    tell_codes(&t);
    tell_checks(&t);
    tell_advice(&t);
    tell_open(&t);
    tell_rules(&t);
}
