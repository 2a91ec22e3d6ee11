/* The public pages on which an organisation asks to join, and anybody doubts a certificate: a form
 * each, and what came of it. */
#include <string.h>

#include "base/catalogue.h"
#include "edge/http/chrome.h"
#include "edge/http/input.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/country.h"
#include "service/table.h"

#define TRAP "website" /* a field that people do not see: what fills it in is no person */

static const struct word {
    const char *name;
    const char *text;
} words[] = {
    {"lead",
     LL_T("For every device that you buy, lease or part with, one scrap device is recovered "
          "where there is no safe recycling, carried to a certified recycler, and shown to "
          "you unit by unit. Tell us about yours.")},
    {"organisation", LL_T("Organisation")},
    {"name", LL_T("Your name")},
    {"email", LL_T("E-mail address")},
    {"email_hint", LL_T("We answer to it; nothing else is sent there.")},
    {"country", LL_T("Country")},
    {"choose", LL_T("Choose")},
    {"devices", LL_T("Kind of devices")},
    {"units_a_year", LL_T("Roughly how many a year")},
    {"trigger", LL_T("For which of them")},
    {"message", LL_T("Anything else")},
    {"leave", LL_T("Leave this field empty")},
    {"send", LL_T("Send")},
    {"privacy",
     LL_T("What you write is kept apart from the ledger, shown to the operator alone, and "
          "erased when you ask for it. It is in no public log.")},
    {"sent_title", LL_T("Thank you")},
    {"sent", LL_T("Your enquiry was stored. The operator reads it, and answers to the address that "
                  "you gave.")},
    {"verify", LL_T("Verify a certificate")},
    {"wrong", LL_T("Nothing was stored yet: please look at what is marked.")},
    {"wrong_field", LL_T("This cannot be right, or is missing.")},
    {"refused", LL_T("Nothing was stored: this server takes no enquiries at the moment. Please try "
                     "again later.")},
};

static const struct word doubt_words[] = {
    {"lead",
     LL_T("Do you have reason to think that a certificate says what is not so? Tell the operator, "
          "who looks into it and answers you. What proves wrong is put under review, in public.")},
    {"certificate", LL_T("Serial of the certificate")},
    {"certificate_hint", LL_T("It stands on the certificate: LL- and sixteen characters.")},
    {"name", LL_T("Your name")},
    {"email", LL_T("E-mail address")},
    {"email_hint", LL_T("We answer to it; nothing else is sent there.")},
    {"message", LL_T("What do you doubt, and why?")},
    {"leave", LL_T("Leave this field empty")},
    {"send", LL_T("Send")},
    {"privacy",
     LL_T("What you write is kept apart from the ledger, shown to the operator alone, and "
          "erased when you ask for it. It is in no public log.")},
    {"sent_title", LL_T("Thank you")},
    {"sent",
     LL_T("What you doubt was stored. The operator reads it, and answers to the address that "
          "you gave.")},
    {"wrong", LL_T("Nothing was stored yet: please look at what is marked.")},
    {"wrong_field", LL_T("This cannot be right, or is missing.")},
    {"wrong_certificate", LL_T("There is no certificate with this serial.")},
    {"refused", LL_T("Nothing was stored: this server takes no enquiries at the moment. Please try "
                     "again later.")},
};

/* Choices, as services know them and as people say them. */
static const struct word kinds[] = {
    {"phones", LL_T("Phones")},           {"tablets", LL_T("Tablets")},
    {"laptops", LL_T("Laptops")},         {"servers", LL_T("Servers")},
    {"network", LL_T("Network devices")}, {"mixed", LL_T("Several kinds")},
};
static const struct word triggers[] = {
    {"purchase", LL_T("Devices that we buy")},
    {"lease", LL_T("Devices that we lease")},
    {"disposal", LL_T("Devices that we dispose of")},
    {"reuse-export", LL_T("Devices that we pass on for use abroad")},
};

static struct ll_str typed(const struct ll_chrome *d, const char *name)
{
    return ll_json_string_at(ll_json_get(d->page->data, "values"), name);
}

static void add_choice(const struct ll_chrome *d, struct ll_json *list, struct ll_str value,
                       struct ll_str text, struct ll_str chosen)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, item, "value", value);
    ll_json_set_str(d->arena, item, "text", text);
    if (ll_str_eq(value, chosen)) {
        ll_json_set_bool(d->arena, item, "selected", true);
    }
    ll_json_append(d->arena, list, item);
}

static void set_choices(const struct ll_chrome *d, struct ll_json *enquire, const char *name,
                        const char *field, const struct word *rows, size_t count)
{
    struct ll_json *list = ll_json_new_array(d->arena);
    for (size_t i = 0; i < count; i++) {
        add_choice(d, list, ll_str_from_cstr(rows[i].name), ll_locale_text(d->locale, rows[i].text),
                   typed(d, field));
    }
    ll_json_set(d->arena, enquire, name, list);
}

/* The words of a page, and which field was wrong. */
static struct ll_json *said(const struct ll_chrome *d, const struct word *rows, size_t count)
{
    struct ll_json *page = ll_json_new_object(d->arena);
    struct ll_json *is_wrong = ll_json_new_object(d->arena);
    struct ll_str where = ll_json_string_at(d->page->data, "where");
    for (size_t i = 0; i < count; i++) {
        ll_json_set_str(d->arena, page, rows[i].name, ll_locale_text(d->locale, rows[i].text));
    }
    if (where.len > 0) {
        ll_json_set_bool(d->arena, is_wrong, ll_str_to_cstr(d->arena, where), true);
        ll_json_set(d->arena, page, "is_wrong", is_wrong);
    }
    return page;
}

static void fill_doubt(const struct ll_chrome *d, struct ll_json *ret_page)
{
    ll_json_set(d->arena, ret_page, "enquire",
                said(d, doubt_words, sizeof(doubt_words) / sizeof(doubt_words[0])));
}

static void fill(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *enquire = said(d, words, sizeof(words) / sizeof(words[0]));
    set_choices(d, enquire, "kinds", "devices", kinds, sizeof(kinds) / sizeof(kinds[0]));
    set_choices(d, enquire, "triggers", "trigger", triggers,
                sizeof(triggers) / sizeof(triggers[0]));
    ll_json_set(d->arena, enquire, "countries",
                ll_country_choices(d->arena, d->locale, typed(d, "country")));
    ll_json_set(d->arena, ret_page, "enquire", enquire);
}

/* What a form is of: what it asks of people, and who is told. */
static const struct asking {
    const struct ll_service *service;
    struct ll_page_kind kind;
    const char *sent;
} joining =
    {
        .service = &ll_service_enquiry_receive,
        .kind = {.template = "enquire", .title = LL_T("Join the programme"), .fill = fill},
        .sent = "/enquire?sent=1",
},
  doubting = {
      .service = &ll_service_enquiry_doubt,
      .kind = {.template = "doubt", .title = LL_T("Report a doubt"), .fill = fill_doubt},
      .sent = "/doubt?sent=true",
};

static void reply(struct ll_call *call, const struct asking *asking, struct ll_json *data,
                  int status)
{
    struct ll_page_kind kind = asking->kind;
    kind.status = status;
    if (data == NULL || data->broken) {
        call->exchange->reply.status = 507;
        return;
    }
    ll_call_reply_page(call, &kind, data);
}

void ll_own_enquire_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_json *data = ll_json_new_object(&exchange->arena);
    (void)server;
    ll_json_set_bool(&exchange->arena, data, "sent", ll_str_eq_cstr(exchange->query, "sent=1"));
    reply(exchange->own, &joining, data, 200);
}

struct doubt {
    struct ll_str certificate;
    bool sent;
};
static const struct ll_field doubt_fields[] = {
    LL_MEMBER(doubt, certificate, LL_OPT(STR), .max = 64, .help = "serial of the certificate"),
    LL_MEMBER(doubt, sent, LL_OPT(BOOL), .help = "say that it was stored"),
};
const struct ll_record ll_own_doubt_input = LL_RECORD("doubt", doubt, doubt_fields);

void ll_own_doubt_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_json *data = ll_json_new_object(&exchange->arena);
    struct ll_json *values = ll_json_new_object(&exchange->arena);
    struct ll_err err = {0};
    (void)server;
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    const struct doubt *in = call->input.input;
    if (in->certificate.len > 0) {
        ll_json_set_str(&exchange->arena, values, "certificate", in->certificate);
    }
    ll_json_set_bool(&exchange->arena, data, "sent", in->sent);
    ll_json_set(&exchange->arena, data, "values", values);
    reply(call, &doubting, data, 200);
}

/* ---- what was sent ---- */

struct enquire {
    struct ll_call *call;
    const struct asking *asking;
    struct ll_form_value *values;
    size_t count;
    struct ll_job job;
};

static struct ll_str value_of(const struct enquire *e, const char *name)
{
    for (size_t i = 0; i < e->count; i++) {
        if (ll_str_eq_cstr(e->values[i].name, name)) {
            return ll_str_trim(e->values[i].text);
        }
    }
    return LL_STR("");
}

/* The form once more, as it was filled in. */
static void refuse(struct enquire *e, const struct ll_err *err)
{
    struct ll_arena *arena = &e->call->exchange->arena;
    const struct ll_record *record = e->asking->service->input;
    struct ll_json *data = ll_json_new_object(arena);
    struct ll_json *values = ll_json_new_object(arena);
    for (size_t i = 0; i < record->field_count; i++) {
        const char *name = record->fields[i].name;
        ll_json_set_str(arena, values, name, value_of(e, name));
    }
    ll_json_set(arena, data, "values", values);
    if (ll_record_find(record, ll_str_from_cstr(err->where)) != NULL) {
        ll_json_set_cstr(arena, data, "where", err->where);
    } else {
        ll_json_set_bool(arena, data, "refused", true);
    }
    reply(e->call, e->asking, data, ll_status_http(err->status));
}

static void thank(const struct enquire *e)
{
    ll_http_add(e->call->exchange, "Location", ll_str_from_cstr(e->asking->sent));
    ll_reply_plain(e->call->exchange, 303, NULL, LL_STR(""));
}

static void on_written(void *ctx, struct ll_job *job)
{
    struct enquire *e = ctx;
    if (job->status == LL_OK) {
        thank(e);
    } else {
        refuse(e, &job->err);
    }
    ll_http_bring_back(e->call->exchange);
}

/* A line of text: what breaks lines is a blank. */
static struct ll_str on_one_line(struct ll_arena *arena, struct ll_str text)
{
    char *line = ll_str_to_cstr(arena, text);
    for (size_t i = 0; line != NULL && i < text.len; i++) {
        line[i] = line[i] == '\n' || line[i] == '\r' || line[i] == '\t' ? ' ' : line[i];
    }
    return line == NULL ? LL_STR("") : (struct ll_str){line, text.len};
}

static enum ll_status read_input(const struct enquire *e, void *input, struct ll_err *reterr)
{
    struct ll_arena *arena = &e->call->exchange->arena;
    const struct ll_record *record = e->asking->service->input;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        struct ll_str text = on_one_line(arena, value_of(e, field->name));
        enum ll_status status = LL_OK;
        if (text.len > 0) {
            status = ll_field_from_text(arena, field, text, input, reterr);
        } else if (field->required) {
            status = LL_REFUSE(reterr, LL_EINVAL, "fill it in", "this is missing");
        }
        if (status != LL_OK) {
            ll_err_where(reterr, "%s", field->name);
            return status;
        }
    }
    return LL_OK;
}

static void take(struct ll_server *server, struct ll_http_exchange *exchange,
                 const struct asking *asking)
{
    struct ll_call *call = exchange->own;
    const struct ll_service *service = asking->service;
    struct enquire *e = LL_NEW(&exchange->arena, struct enquire);
    void *input = ll_arena_alloc(&exchange->arena, 1, service->input->size);
    struct ll_err err = {0};
    if (e == NULL || input == NULL) {
        exchange->reply.status = 507;
        return;
    }
    memset(input, 0, service->input->size);
    e->call = call;
    e->asking = asking;
    if (ll_who_same_site(exchange, &err) != LL_OK ||
        ll_form_values(exchange, NULL, &e->values, &e->count, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    if (value_of(e, TRAP).len > 0) {
        thank(e);
        return;
    }
    if (read_input(e, input, &err) != LL_OK) {
        refuse(e, &err);
        return;
    }
    ll_call_make_key(call);
    e->job = (struct ll_job){
        .service = service,
        .input = input,
        .options = {.key = ll_str_from_cstr(call->made_key)},
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
        .done = on_written,
        .ctx = e,
    };
    ll_http_set_aside(exchange);
    if (ll_work_write(server->work, &e->job, &err) != LL_OK) {
        refuse(e, &err);
        ll_http_bring_back(exchange);
    }
}

void ll_own_enquire(struct ll_server *server, struct ll_http_exchange *exchange)
{
    take(server, exchange, &joining);
}

void ll_own_doubt(struct ll_server *server, struct ll_http_exchange *exchange)
{
    take(server, exchange, &doubting);
}
