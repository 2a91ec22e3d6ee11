/* notification check, rehearse: what a dossier lacks, and what the authorities' system would refuse
 */
#include "core/notification.h"
#include "core/notification_form.h"
#include "service/answer.h"
#include "service/notification_dossier.h"
#include "service/page_input.h"
#include "service/shipment.h"
#include "service/table.h"
#include "service/words.h"

#define KIND_MAX 64

/* ---- check: the fields of the form ---- */

/* A dossier while it is gone through. */
struct checking {
    struct ll_ctx *ctx;
    const struct ll_dossier *dossier;
    const struct ll_permit_decision *decision;
    struct ll_json *blocks;
    struct ll_json *documents;
    int64_t missing;
    int64_t here;
};

static bool is_said(const struct checking *c, const char *field, struct ll_id subject_id)
{
    const struct ll_q_notification_text_all_row *texts = c->dossier->texts.items;
    for (size_t i = 0; i < c->dossier->texts.count; i++) {
        if (ll_str_eq_cstr(texts[i].field, field) && ll_id_eq(texts[i].subject_id, subject_id)) {
            return true;
        }
    }
    return false;
}

/* Of a carrier's field: the first carrier that lacks it; else whether it is there. */
static bool has_text(const struct checking *c, const char *field, struct ll_str *ret_lacking)
{
    const struct ll_q_notification_carrier_all_row *carriers = c->dossier->carriers.items;
    *ret_lacking = LL_STR("");
    if (!ll_form_text_is_carriers(ll_str_from_cstr(field))) {
        return is_said(c, field, c->dossier->notification_id.raw);
    }
    for (size_t i = 0; i < c->dossier->carriers.count; i++) {
        if (!is_said(c, field, carriers[i].carrier_id.raw)) {
            *ret_lacking = carriers[i].code;
            return false;
        }
    }
    return c->dossier->carriers.count > 0;
}

static bool has_paper(const struct ll_dossier *dossier, struct ll_str kind, struct ll_date until,
                      bool *ret_ends_early)
{
    const struct ll_q_notification_document_all_row *papers = dossier->papers.items;
    bool found = false;
    *ret_ends_early = false;
    for (size_t i = 0; i < dossier->papers.count; i++) {
        if (ll_str_eq(papers[i].kind, kind)) {
            bool holds = !papers[i].has_valid_until || papers[i].valid_until.days >= until.days;
            found = found || holds;
            *ret_ends_early = !found;
        }
    }
    return found;
}

/* A state of the part without its authority's code, or (points) without entry and exit; or empty.
 */
static struct ll_str lacking_state(const struct ll_dossier *dossier, enum ll_route_part part,
                                   bool points)
{
    const struct ll_q_notification_state_all_row *states = dossier->states.items;
    for (size_t i = 0; i < dossier->states.count; i++) {
        bool lacks =
            points ? !states[i].has_entry && !states[i].has_exit : !states[i].has_authority;
        if (states[i].part == part && lacks) {
            return states[i].country;
        }
    }
    return LL_STR("");
}

static bool has_transit(const struct ll_dossier *dossier)
{
    return dossier->states.count > 2;
}

/* What is said of one field. */
struct verdict {
    const char *state; /* here, missing, by-authority, on-paper, not-needed */
    const char *what;  /* to do, with the next two in its place */
    struct ll_str of;
    const char *field;
};

static const struct verdict here = {.state = "here"};

static struct verdict judge_text(const struct checking *c, const struct ll_form_entry *entry)
{
    struct verdict verdict = {
        .state = "missing", .what = "notification describe --field", .field = entry->text};
    bool is_there = has_text(c, entry->text, &verdict.of);
    return is_there ? here : verdict;
}

static struct verdict judge_states(const struct checking *c, const struct ll_form_entry *entry)
{
    enum ll_route_part part = entry->source == LL_FORM_EXPORT    ? LL_ROUTE_PART_EXPORT
                              : entry->source == LL_FORM_TRANSIT ? LL_ROUTE_PART_TRANSIT
                                                                 : LL_ROUTE_PART_IMPORT;
    bool points = entry->field[1] == 'c';
    struct verdict verdict = {
        .state = "missing",
        .what = points ? LL_R("notification set --states, with entry or exit of %s")
                       : LL_R("notification set --states, with the authority's code of %s"),
        .of = lacking_state(c->dossier, part, points),
    };
    return part == LL_ROUTE_PART_TRANSIT && !has_transit(c->dossier)
               ? (struct verdict){.state = "not-needed"}
           : verdict.of.len == 0 ? here
                                 : verdict;
}

static struct verdict missing(const char *what)
{
    return (struct verdict){.state = "missing", .what = what};
}

/* Another kind of packaging, or physical characteristic, is to be said in words. */
static struct verdict judge_coded(const struct checking *c, const char *list, struct ll_str codes,
                                  const char *what)
{
    const char *other = ll_form_other_of(list, codes);
    bool lacks = other != NULL && !is_said(c, other, c->dossier->notification_id.raw);
    return codes.len == 0 ? missing(what)
           : lacks        ? (struct verdict){.state = "missing",
                                             .what = "notification describe --field",
                                             .field = other}
                          : here;
}

static struct verdict judge(const struct checking *c, const struct ll_form_entry *entry)
{
    const struct ll_dossier *d = c->dossier;
    bool early = false;
    switch (entry->source) {
    case LL_FORM_KEPT:
        return here;
    case LL_FORM_TEXT:
        return judge_text(c, entry);
    case LL_FORM_NUMBER:
        return d->row.has_number ? here
                                 : missing(LL_R("ask the authority of export, then: notification "
                                                "number"));
    case LL_FORM_PACKAGING:
        return judge_coded(c, "packaging", d->row.packaging, "notification set --packaging");
    case LL_FORM_PHYSICAL:
        return judge_coded(c, "physical", d->row.physical, "notification set --physical");
    case LL_FORM_CARRIERS:
        return d->carriers.count > 0 ? here : missing("notification set --carriers");
    case LL_FORM_CODES:
        return c->decision->waste_code_count > 0
                   ? here
                   : missing(LL_R("the rules know no code: ask the authority"));
    case LL_FORM_HAZARD:
        return c->decision->basel_code != NULL && c->decision->basel_code[0] == 'A'
                   ? judge_text(c, entry)
                   : (struct verdict){.state = "not-needed"};
    case LL_FORM_EXPORT:
    case LL_FORM_TRANSIT:
    case LL_FORM_IMPORT:
        return judge_states(c, entry);
    case LL_FORM_CONTRACT:
        return has_paper(d, LL_STR("doc-contract"), d->row.last_departure, &early)
                   ? here
                   : missing("notification attach --kind doc-contract");
    case LL_FORM_SIGNED:
        return (struct verdict){.state = "on-paper", .what = LL_R("signed on the form itself")};
    case LL_FORM_AUTHORITY:
        return (struct verdict){.state = "by-authority"};
    case LL_FORM_OTHERWISE:
        return (struct verdict){.state = "not-needed"};
    }
    return here;
}

/* "loopledger WHAT FIELD --carrier OF", as a line to be followed; words tell by %s where OF goes.
 */
static void put_do(struct checking *c, struct ll_json *item, const struct verdict *verdict)
{
    struct ll_strbuf text;
    struct ll_str done = LL_STR("");
    if (verdict->what == NULL) {
        return;
    }
    ll_strbuf_init(&text, c->ctx->arena, 512);
    struct ll_str what = ll_str_from_cstr(verdict->what);
    struct ll_str words = ll_str_sub(what, 0, ll_str_find(what, LL_STR("%s"), false));
    ll_strbuf_str(&text, words);
    if (verdict->field != NULL) {
        ll_strbuf_char(&text, ' ');
        ll_strbuf_cstr(&text, verdict->field);
    }
    if (words.len < what.len) {
        ll_strbuf_str(&text, verdict->of);
    } else if (verdict->of.len > 0) {
        ll_strbuf_cstr(&text, verdict->field != NULL ? " --carrier " : " ");
        ll_strbuf_str(&text, verdict->of);
    }
    if (ll_strbuf_finish(&text, &done, NULL) == LL_OK) {
        ll_answer_text(c->ctx, item, "do", done);
    }
}

static void add_field(struct checking *c, const struct ll_permit_form_field *field,
                      struct verdict verdict)
{
    bool is_missing = verdict.state[0] == 'm';
    struct ll_json *item = ll_answer_object(c->ctx);
    c->missing += is_missing ? 1 : 0;
    c->here += verdict.state[0] == 'h' ? 1 : 0;
    ll_answer_text(c->ctx, item, "block", ll_str_from_cstr(field->block));
    put_do(c, item, &verdict);
    ll_answer_text(c->ctx, item, "field", ll_str_from_cstr(field->field));
    ll_answer_text(c->ctx, item, "source", ll_str_from_cstr(field->source));
    ll_answer_text(c->ctx, item, "state", ll_str_from_cstr(verdict.state));
    ll_json_append(c->ctx->arena, c->blocks, item);
}

/* What a carrier does not say is told of each that does not. */
static void check_field(struct checking *c, const struct ll_permit_form_field *field)
{
    const struct ll_form_entry *entry = ll_form_entry_of(field);
    const struct ll_q_notification_carrier_all_row *carriers = c->dossier->carriers.items;
    bool is_carriers = entry != NULL && entry->source == LL_FORM_TEXT &&
                       ll_form_text_is_carriers(ll_str_from_cstr(entry->text));
    struct verdict verdict = entry == NULL ? here : judge(c, entry);
    if (!is_carriers || verdict.of.len == 0) {
        add_field(c, field, verdict);
        return;
    }
    for (size_t i = 0; i < c->dossier->carriers.count; i++) {
        bool is_again = false;
        for (size_t k = 0; k < i; k++) { /* by road, and by sea */
            is_again = is_again || ll_id_eq(carriers[k].carrier_id.raw, carriers[i].carrier_id.raw);
        }
        if (!is_again && !is_said(c, entry->text, carriers[i].carrier_id.raw)) {
            verdict.of = carriers[i].code;
            add_field(c, field, verdict);
        }
    }
}

/* ---- check: papers ---- */

static bool is_of_each_shipment(const struct ll_permit_document *document)
{
    return ll_str_eq_cstr(LL_STR("one shipment"), document->validity) ||
           ll_str_eq_cstr(LL_STR("DOC-MOVE"), document->code);
}

static struct ll_str lower(struct ll_ctx *ctx, const char *code)
{
    struct ll_str copy = ll_str_copy(ctx->arena, ll_str_from_cstr(code));
    char *bytes = copy.ptr == NULL ? NULL : LL_NEW_ARRAY(ctx->arena, char, copy.len);
    for (size_t i = 0; bytes != NULL && i < copy.len; i++) {
        bool is_upper = copy.ptr[i] >= 'A' && copy.ptr[i] <= 'Z';
        bytes[i] = is_upper ? (char)(copy.ptr[i] - 'A' + 'a') : copy.ptr[i];
    }
    return bytes == NULL ? LL_STR("") : (struct ll_str){bytes, copy.len};
}

static struct verdict judge_paper(const struct checking *c, const struct ll_permit_need *need,
                                  struct ll_str kind)
{
    bool early = false;
    if (need->after || is_of_each_shipment(need->document)) {
        return (struct verdict){.state = "later", .what = LL_R("with each shipment")};
    }
    if (need->state.len > 0) {
        return (struct verdict){
            .state = "by-authority", .what = "notification consent --country", .of = need->state};
    }
    if (ll_str_eq_cstr(LL_STR("DOC-NOTIF"), need->document->code) ||
        has_paper(c->dossier, kind, c->dossier->row.last_departure, &early)) {
        return here;
    }
    return early ? missing(LL_R("it ends before the last departure: attach one that holds longer"))
                 : missing("notification attach --kind");
}

static void check_paper(struct checking *c, const struct ll_permit_need *need)
{
    struct ll_str kind = lower(c->ctx, need->document->code);
    struct verdict verdict = judge_paper(c, need, kind);
    struct ll_json *item = ll_answer_object(c->ctx);
    bool is_missing = verdict.state[0] == 'm';
    const struct ll_q_notification_state_all_row *states = c->dossier->states.items;
    for (size_t i = 0; need->state.len > 0 && i < c->dossier->states.count; i++) {
        if (ll_str_eq(states[i].country, need->state) && states[i].has_valid_from) {
            verdict = here;
        }
    }
    if (is_missing && verdict.what[0] == 'n') {
        verdict.of = kind;
    }
    c->missing += is_missing ? 1 : 0;
    c->here += verdict.state[0] == 'h' ? 1 : 0;
    ll_answer_text(c->ctx, item, "certainty",
                   ll_str_from_cstr(ll_permit_certainty_name(need->rule->certainty)));
    put_do(c, item, &verdict);
    ll_answer_text(c->ctx, item, "issuer", ll_str_from_cstr(need->document->issuer));
    ll_answer_text(c->ctx, item, "kind", kind);
    ll_answer_text(c->ctx, item, "name", ll_str_from_cstr(need->document->name));
    ll_answer_text(c->ctx, item, "rule", ll_str_from_cstr(need->rule->id));
    ll_answer_text(c->ctx, item, "source", ll_str_from_cstr(need->document->source));
    ll_answer_text(c->ctx, item, "state", ll_str_from_cstr(verdict.state));
    ll_json_append(c->ctx->arena, c->documents, item);
}

static enum ll_status go_through(struct ll_ctx *ctx, const struct ll_dossier *dossier,
                                 struct ll_permit_decision *decision, struct checking *ret_checking,
                                 struct ll_err *reterr)
{
    LL_TRY(ll_dossier_decide(ctx, dossier, decision, reterr));
    struct checking c = {.ctx = ctx,
                         .dossier = dossier,
                         .decision = decision,
                         .blocks = ll_json_new_array(ctx->arena),
                         .documents = ll_json_new_array(ctx->arena)};
    if (c.blocks == NULL || c.documents == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what a dossier lacks");
    }
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        if (ll_str_eq_cstr(LL_STR("IA"), ll_permit_form_fields[i].form)) {
            check_field(&c, &ll_permit_form_fields[i]);
        }
    }
    for (size_t i = 0; i < decision->need_count; i++) {
        check_paper(&c, &decision->needs[i]);
    }
    *ret_checking = c;
    return LL_OK;
}

enum ll_status ll_dossier_missing(struct ll_ctx *ctx, const struct ll_dossier *dossier,
                                  int64_t *ret_missing, struct ll_err *reterr)
{
    struct ll_permit_decision decision;
    struct checking c;
    LL_TRY(go_through(ctx, dossier, &decision, &c, reterr));
    *ret_missing = c.missing;
    return LL_OK;
}

static enum ll_status run_check(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_dossier dossier;
    struct ll_permit_decision decision;
    struct checking c;
    LL_TRY(ll_dossier_read(ctx, in->ref, &dossier, reterr));
    LL_TRY(go_through(ctx, &dossier, &decision, &c, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_json_set(ctx->arena, answer, "blocks", c.blocks);
    ll_answer_bool(ctx, answer, "certain", decision.certain);
    ll_answer_text(ctx, answer, "code", dossier.code);
    /* What is prohibited needs no papers: that none is missing makes nothing complete. */
    ll_answer_bool(ctx, answer, "complete",
                   c.missing == 0 && decision.outcome != LL_PERMIT_OUTCOME_PROHIBITED &&
                       decision.outcome != LL_PERMIT_OUTCOME_REVIEW);
    ll_json_set(ctx->arena, answer, "documents", c.documents);
    ll_answer_i64(ctx, answer, "here", c.here);
    ll_answer_i64(ctx, answer, "missing", c.missing);
    ll_answer_id(ctx, answer, "notification_id", "ntf", dossier.notification_id.raw);
    ll_answer_text(ctx, answer, "outcome",
                   ll_str_from_cstr(ll_permit_outcome_name(decision.outcome)));
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- rehearse ---- */
struct notification_rehearse {
    struct ll_list carriers; /* of struct ll_str: of the movement document */
    struct ll_date departure;
    bool has_departure;
    struct ll_mass mass;
    bool has_mass;
    struct ll_str notification;
    struct ll_list packaging; /* of struct ll_str */
    int64_t serial;
};
static const struct ll_field rehearse_fields[] = {
    LL_MEMBER(notification_rehearse, carriers, LL_OPT(STRS), .max = LL_NOTIFICATION_CARRIERS_MAX,
              .help = "of a movement document: CARRIER:MODE, acme:road,blueline:sea"),
    LL_MEMBER(notification_rehearse, departure, LL_OPT(DATE),
              LL_PRESENT(notification_rehearse, has_departure), .help = "the day it would start"),
    LL_MEMBER(notification_rehearse, mass, LL_OPT(MASS),
              LL_PRESENT(notification_rehearse, has_mass),
              .help = "with what departed before on this notification: 18000 kg"),
    LL_MEMBER(notification_rehearse, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_rehearse, packaging, LL_OPT(STRS), .max = 9,
              .help = "codes of block 7 of the movement document"),
    LL_MEMBER(notification_rehearse, serial, LL_OPT(I64), .min = 1,
              .max = LL_NOTIFICATION_SHIPMENTS_MAX, .help = "which shipment of the notification"),
};
static const struct ll_record rehearse_record =
    LL_RECORD("notification_rehearse", notification_rehearse, rehearse_fields);

/* What is rehearsed. */
struct rehearsal {
    const struct ll_dossier *dossier;
    const struct notification_rehearse *in;
    int64_t lacks;
    enum ll_permit_outcome outcome;
    int64_t shipments_max; /* the lowest of the notification and its consents */
    int64_t mass_max_g;
};

static bool any_words(struct ll_str list, struct ll_str word)
{
    struct ll_str words[LL_NOTIFICATION_CARRIERS_MAX];
    size_t count = ll_words_split(list, ' ', words, LL_NOTIFICATION_CARRIERS_MAX);
    for (size_t i = 0; i < count && i < LL_NOTIFICATION_CARRIERS_MAX; i++) {
        if (ll_str_eq(words[i], word)) {
            return true;
        }
    }
    return false;
}

static bool packaging_fits(const struct rehearsal *r)
{
    const struct ll_str *codes = r->in->packaging.items;
    for (size_t i = 0; i < r->in->packaging.count; i++) {
        if (!any_words(r->dossier->row.packaging, codes[i])) {
            return false;
        }
    }
    return true;
}

static bool carriers_fit(const struct rehearsal *r)
{
    const struct ll_str *asked = r->in->carriers.items;
    const struct ll_q_notification_carrier_all_row *carriers = r->dossier->carriers.items;
    for (size_t i = 0; i < r->in->carriers.count; i++) {
        struct ll_str words[2] = {LL_STR(""), LL_STR("")};
        size_t count = ll_words_split(asked[i], ':', words, 2);
        bool found = false;
        for (size_t j = 0; j < r->dossier->carriers.count; j++) {
            found = found || (ll_str_eq(carriers[j].code, words[0]) &&
                              (count < 2 || ll_str_eq(carriers[j].mode, words[1])));
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool consents_are_there(const struct rehearsal *r)
{
    const struct ll_q_notification_state_all_row *states = r->dossier->states.items;
    for (size_t i = 0; i < r->dossier->states.count; i++) {
        if (!states[i].has_valid_from) {
            return false;
        }
    }
    return true;
}

static bool consents_hold(const struct rehearsal *r)
{
    const struct ll_q_notification_state_all_row *states = r->dossier->states.items;
    for (size_t i = 0; r->in->has_departure && i < r->dossier->states.count; i++) {
        if (!states[i].has_valid_from || states[i].valid_from.days > r->in->departure.days ||
            states[i].valid_until.days < r->in->departure.days) {
            return false;
        }
    }
    return true;
}

static bool departs_as_notified(const struct rehearsal *r)
{
    return !r->in->has_departure ||
           (r->in->departure.days >= r->dossier->row.first_departure.days &&
            r->in->departure.days <= r->dossier->row.last_departure.days);
}

static bool is_complete(const struct rehearsal *r)
{
    return r->lacks == 0;
}
static bool has_number(const struct rehearsal *r)
{
    return r->dossier->row.has_number;
}
static bool serial_fits(const struct rehearsal *r)
{
    return r->in->serial <= r->shipments_max;
}
static bool mass_fits(const struct rehearsal *r)
{
    return !r->in->has_mass || r->in->mass.g <= r->mass_max_g;
}
static bool may_go_there(const struct rehearsal *r)
{
    return r->outcome != LL_PERMIT_OUTCOME_PROHIBITED && r->outcome != LL_PERMIT_OUTCOME_REVIEW;
}

#define RULE "Implementing Regulation (EU) 2025/1290 (DIWASS)"

/* In the order of the form's blocks. */
static const struct {
    const char *check;
    const char *block;
    const char *says;
    const char *what;
    const char *source;
    bool (*holds)(const struct rehearsal *r);
} checks[] = {
    {"admissible", "IA 11, 14, 15", LL_R("the permit rules let it go there"),
     LL_R("see why not with 'notification check' and 'permit ask'"), "docs/permits.md",
     may_go_there},
    {"mandatory-fields", "IA", LL_R("every mandatory field is filled in"),
     LL_R("see what is missing with 'notification check'"), RULE " Annex II A1", is_complete},
    {"number", "IA 3", LL_R("it has the number of the authority of export"),
     LL_R("'notification number' once the authority gave it"), RULE " Art.15", has_number},
    {"shipments", "IB 2",
     LL_R("no more movement documents than notified, or than a consent lets move"),
     LL_R("a further shipment needs a new notification"), RULE " Art.17", serial_fits},
    {"quantity", "IB 5", LL_R("no more mass than notified, or than a consent lets move"),
     LL_R("load less, or notify anew"), RULE " Art.17", mass_fits},
    {"departure", "IB 6", LL_R("it starts between the first and last departure of block 6"),
     LL_R("choose a day between them, or notify anew"), RULE " Annex II A1; EU-WSR2024 Art.9(4)",
     departs_as_notified},
    {"packaging", "IB 7", LL_R("its packaging is among that of block 7"),
     LL_R("pack as notified; other packaging is an essential change (Art.17)"), RULE " Art.17",
     packaging_fits},
    {"carriers", "IB 8", LL_R("its carriers are among those of block 8"),
     LL_R("choose one that was notified; another is an essential change (Art.17)"), RULE " Art.17",
     carriers_fit},
    {"consents", "IA 20", LL_R("every state of the route consented"),
     LL_R("see which lack with 'notification show', then 'notification consent'"),
     "EU-WSR2024 Art.9; BC-ART6", consents_are_there},
    {"consents-hold", "IA 20", LL_R("every consent holds on the day it starts"),
     LL_R("choose a day that all of them contain; it must be received before the first ends"),
     "EU-WSR2024 Art.9(5)", consents_hold},
};

static void lower_limits(struct rehearsal *r)
{
    const struct ll_q_notification_state_all_row *states = r->dossier->states.items;
    r->shipments_max = r->dossier->row.shipments_max;
    r->mass_max_g = r->dossier->row.mass_max_g.g;
    for (size_t i = 0; i < r->dossier->states.count; i++) {
        if (states[i].has_shipments_max && states[i].shipments_max < r->shipments_max) {
            r->shipments_max = states[i].shipments_max;
        }
        if (states[i].has_mass_max_g && states[i].mass_max_g.g < r->mass_max_g) {
            r->mass_max_g = states[i].mass_max_g.g;
        }
    }
}

static enum ll_status run_rehearse(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct notification_rehearse *in = input;
    struct ll_dossier dossier;
    struct rehearsal r = {.dossier = &dossier, .in = in};
    int64_t failed = 0;
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    struct ll_permit_decision decision;
    struct checking c;
    LL_TRY(go_through(ctx, &dossier, &decision, &c, reterr));
    r.lacks = c.missing;
    r.outcome = decision.outcome;
    lower_limits(&r);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        struct ll_json *item = ll_answer_object(ctx);
        bool holds = checks[i].holds(&r);
        failed += holds ? 0 : 1;
        ll_answer_text(ctx, item, "block", ll_str_from_cstr(checks[i].block));
        ll_answer_text(ctx, item, "check", ll_str_from_cstr(checks[i].check));
        if (!holds) {
            ll_answer_text(ctx, item, "do", ll_str_from_cstr(checks[i].what));
        }
        ll_answer_bool(ctx, item, "passed", holds);
        ll_answer_text(ctx, item, "says", ll_str_from_cstr(checks[i].says));
        ll_answer_text(ctx, item, "source", ll_str_from_cstr(checks[i].source));
        ll_json_append(ctx->arena, items, item);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_json_set(ctx->arena, answer, "checks", items);
    ll_answer_text(ctx, answer, "code", dossier.code);
    ll_answer_i64(ctx, answer, "failed", failed);
    ll_answer_i64(ctx, answer, "mass_max_g", r.mass_max_g);
    if (dossier.row.has_number && in->serial > 0) {
        char number[LL_MOVEMENT_NUMBER_MAX];
        ll_notification_movement_number(dossier.row.number, in->serial, number);
        ll_answer_text(ctx, answer, "movement_number", ll_str_from_cstr(number));
    }
    ll_answer_id(ctx, answer, "notification_id", "ntf", dossier.notification_id.raw);
    ll_answer_i64(ctx, answer, "shipments_max", r.shipments_max);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_notification_check = {
    .noun = "notification",
    .verb = "check",
    .help = "say what a notification's dossier lacks, field by field and paper by paper",
    .details =
        "Every field of the notification form (IA), and the papers that the permit rules ask "
        "for: what is here, what is missing and what to do, what an authority fills in.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_check,
};
const struct ll_service ll_service_notification_rehearse = {
    .noun = "notification",
    .verb = "rehearse",
    .help = "try the checks of the authorities' system on a notification and a movement document",
    .details = "Offline, before anything is sent: the consistency checks that the EU's electronic "
               "system applies, each with the block, its source and what to do. What is not given "
               "of the movement document passes.",
    .input = &rehearse_record,
    .mode = LL_SERVICE_READ,
    .run = run_rehearse,
};
