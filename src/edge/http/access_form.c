#include "edge/http/access_form.h"

#include <string.h>

#include "base/catalogue.h"
#include "draw/print.h"
#include "draw/qr.h"
#include "edge/http/body.h"
#include "edge/web/country.h"
#include "edge/web/view.h"
#include "proof/base64.h"

#define QR_SIZE 4000 /* hundredths of a millimetre */
#define QR_DPI 254
#define PICTURE_BYTES_MAX ((size_t)1 << 20)

/* ---- the forms ---- */

#define EMAIL_FIELD                                                                                \
    {                                                                                              \
        "email", LL_T("E-mail address"), "email", "username", NULL, false                          \
    }
#define NEW_PASSWORD                                                                               \
    {                                                                                              \
        "password", LL_T("New password"), "password", "new-password",                              \
            LL_T("At least 15 characters: several words that have nothing to do with each other"), \
            false                                                                                  \
    }
#define CODE_FIELD(note_)                                                                          \
    {                                                                                              \
        "code", LL_T("Code"), "text", "one-time-code", (note_), false                              \
    }

const struct ll_access_form ll_access_form_sign_in = {
    .title = LL_T("Sign in"),
    .action = "/sessions",
    .button = LL_T("Sign in"),
    .offers_accounts = true,
    .fields = {EMAIL_FIELD,
               {"password", LL_T("Password"), "password", "current-password", NULL, false}},
    .links = {{"/links", LL_T("I forgot my password")}},
};
const struct ll_access_form ll_access_form_second_factor = {
    .title = LL_T("Second factor"),
    .note = LL_T("Type the code that your device shows now, or one of your recovery codes."),
    .action = "/sessions/second-factor",
    .button = LL_T("Sign in"),
    .fields = {CODE_FIELD(NULL)},
};
const struct ll_access_form ll_access_form_enrolment = {
    .title = LL_T("Set up a second factor"),
    .note = LL_T("Scan this with an application for one-time codes, or type the secret into it. "
                 "Then type the code that it shows."),
    .action = "/sessions/enrolment",
    .button = LL_T("Set up"),
    .fields = {CODE_FIELD(NULL)},
};
const struct ll_access_form ll_access_form_recovery = {
    .title = LL_T("Recovery codes"),
    .note = LL_T("Write these down and keep them safe: they are not shown again. Each lets you in "
                 "once, should you lose your device."),
    .links = {{"/", LL_T("Go on")}},
};
const struct ll_access_form ll_access_form_session = {
    .title = LL_T("Your session"),
    .action = "/sessions/end",
    .button = LL_T("Sign out"),
    .links = {{LL_ACCESS_PASSWORD_PATH, LL_T("Change my password")},
              {"/sessions/enrolment/new", LL_T("Set up a second factor")}},
};
const struct ll_access_form ll_access_form_password = {
    .title = LL_T("Change my password"),
    .action = "/sessions/password",
    .button = LL_T("Change it"),
    .fields = {{"current", LL_T("Password"), "password", "current-password", NULL, false},
               NEW_PASSWORD},
};
const struct ll_access_form ll_access_form_reset = {
    .title = LL_T("A new password"),
    .note = LL_T("If there is such a user, they are sent a link by which they set another."),
    .action = "/links",
    .button = LL_T("Ask for a link"),
    .fields = {EMAIL_FIELD},
};
const struct ll_access_form ll_access_form_told = {
    .title = LL_T("A new password"),
    .note = LL_T("If there is such a user, a link is on its way to them."),
    .links = {{"/sessions", LL_T("Sign in")}},
};
const struct ll_access_form ll_access_form_link = {
    .title = LL_T("A new password"),
    .button = LL_T("Set it"),
    .offers_accounts = true,
    .fields = {NEW_PASSWORD},
};
const struct ll_access_form ll_access_form_first = {
    .title = LL_T("The first administrator"),
    .note = LL_T("This registers the organisation that runs the programme, and you as who "
                 "administers it. The next pages lead you from there to a first shipment."),
    .button = LL_T("Begin"),
    .fields = {{"organisation_name", LL_T("Name of the organisation"), "text", "organization",
                LL_T("Empty where it is registered already"), true},
               {"organisation", LL_T("Its code"), "text", "off",
                LL_T("Short, in small letters: it stands for the organisation on every page"),
                false},
               {"country", LL_T("Its country"), LL_ACCESS_COUNTRIES, "country", NULL, true},
               {"name", LL_T("Your name"), "text", "name", NULL, false},
               EMAIL_FIELD,
               NEW_PASSWORD},
};
const struct ll_access_form ll_access_form_begin = {
    .title = LL_T("Set up a second factor"),
    .note = LL_T("Who has a device set up already types a code of it first."),
    .action = "/sessions/enrolment/new",
    .button = LL_T("Begin"),
    .fields = {{"code", LL_T("Code"), "text", "one-time-code", NULL, true}},
};

/* ---- as values ---- */

static void set_text(struct ll_arena *arena, const struct ll_locale *locale, struct ll_json *object,
                     const char *name, const char *text)
{
    if (text != NULL) {
        ll_json_set_str(arena, object, name, ll_locale_text(locale, text));
    }
}

/* What was sent in a field, but for what nobody may read over a shoulder. */
static struct ll_str sent(const struct ll_call *call, const struct ll_access_form_field *field)
{
    struct ll_http_part *parts = NULL;
    size_t count = 0;
    bool readable = strcmp(field->type, "password") != 0 && strcmp(field->name, "code") != 0;
    if (readable && ll_http_form(call->exchange, &parts, &count, NULL) == LL_OK) {
        for (size_t i = 0; i < count; i++) {
            if (ll_str_eq_cstr(parts[i].name, field->name) && ll_str_is_utf8(parts[i].value)) {
                return parts[i].value;
            }
        }
    }
    return LL_STR("");
}

static struct ll_json *field_json(const struct ll_call *call, const struct ll_locale *locale,
                                  const struct ll_access_form_field *field,
                                  const struct ll_err *err)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_json *item = ll_json_new_object(arena);
    ll_json_set_cstr(arena, item, "name", field->name);
    set_text(arena, locale, item, "label", field->label);
    ll_json_set_cstr(arena, item, "type", field->type);
    ll_json_set_cstr(arena, item, "autocomplete", field->autocomplete);
    /* All are there: one that was not would be looked for further out. */
    ll_json_set_bool(arena, item, "required", !field->optional);
    ll_json_set_str(arena, item, "value", err == NULL ? LL_STR("") : sent(call, field));
    ll_json_set_bool(arena, item, "wrong", err != NULL && strcmp(err->where, field->name) == 0);
    bool is_choice = strcmp(field->type, LL_ACCESS_COUNTRIES) == 0;
    ll_json_set_bool(arena, item, "choice", is_choice);
    if (is_choice) {
        set_text(arena, locale, item, "choose", LL_T("Choose"));
        ll_json_set(
            arena, item, "choices",
            ll_country_choices(arena, locale, err == NULL ? LL_STR("") : sent(call, field)));
    }
    ll_json_set_str(arena, item, "note",
                    field->note == NULL ? LL_STR("") : ll_locale_text(locale, field->note));
    return item;
}

/* A QR code as a picture's address; empty without memory: the secret stands beside it. */
static struct ll_str qr_of(struct ll_arena *arena, struct ll_str uri)
{
    struct ll_scene scene;
    struct ll_strbuf buf;
    struct ll_str png;
    struct ll_str address;
    ll_scene_init(&scene, arena, NULL, QR_SIZE, QR_SIZE,
                  &(struct ll_scene_facts){.title = LL_STR("QR"), .language = "en"});
    ll_strbuf_init(&buf, arena, PICTURE_BYTES_MAX);
    ll_strbuf_cstr(&buf, "data:image/png;base64,");
    if (ll_qr_add(&scene, uri, LL_QR_MEDIUM, (struct ll_box){0, 0, QR_SIZE, QR_SIZE}, NULL) !=
            LL_OK ||
        ll_png_write(&scene, QR_DPI, arena, &png, NULL) != LL_OK) {
        return LL_STR("");
    }
    ll_base64_put(&buf, LL_BASE64_STANDARD, png);
    return ll_strbuf_finish(&buf, &address, NULL) == LL_OK ? address : LL_STR("");
}

/* "Sign in with ...": on a one-time link's page, as its user from now on. */
static struct ll_json *account_json(const struct ll_call *call, const struct ll_locale *locale,
                                    const struct ll_openid_settings *provider)
{
    struct ll_arena *arena = &call->exchange->arena;
    const struct ll_route_match *match = &call->match;
    const struct ll_slot slots[] = {{"name", provider->name}};
    struct ll_json *link = ll_json_new_object(arena);
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, 1024);
    ll_strbuf_cstr(&buf, "/sessions/openid/");
    ll_strbuf_str(&buf, provider->id);
    if (match->count > 0 && ll_str_eq_cstr(match->names[0], "link")) {
        ll_strbuf_str(&buf, ll_view_path(arena, "?link=", match->values[0]));
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        return NULL;
    }
    ll_json_set_str(arena, link, "href", text);
    ll_strbuf_init(&buf, arena, 1024);
    ll_locale_fill(&buf, ll_locale_text(locale, LL_T("Sign in with {name}")), slots, 1);
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        return NULL;
    }
    ll_json_set_str(arena, link, "text", text);
    return link;
}

static struct ll_json *links_json(const struct ll_call *call, const struct ll_locale *locale,
                                  const struct ll_access_form *form)
{
    struct ll_arena *arena = &call->exchange->arena;
    const struct ll_list *providers = &call->server->options.openid;
    const struct ll_openid_settings *rows = providers->items;
    struct ll_json *links = ll_json_new_array(arena);
    for (size_t i = 0; i < LL_ACCESS_FORM_LINKS_MAX && form->links[i].href != NULL; i++) {
        if (strcmp(form->links[i].href, LL_ACCESS_PASSWORD_PATH) == 0 && !call->who.has_password) {
            continue;
        }
        struct ll_json *link = ll_json_new_object(arena);
        ll_json_set_cstr(arena, link, "href", form->links[i].href);
        set_text(arena, locale, link, "text", form->links[i].text);
        ll_json_append(arena, links, link);
    }
    for (size_t i = 0; form->offers_accounts && i < providers->count; i++) {
        ll_json_append(arena, links, account_json(call, locale, &rows[i]));
    }
    return links;
}

struct ll_json *ll_access_form_json(const struct ll_access_page *page,
                                    const struct ll_locale *locale)
{
    const struct ll_call *call = page->call;
    const struct ll_access_form *form = page->form;
    const struct ll_access_form_more *more = page->more;
    const struct ll_err *err = page->err;
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_json *value = ll_json_new_object(arena);
    struct ll_json *fields = ll_json_new_array(arena);
    for (size_t i = 0; i < LL_ACCESS_FORM_FIELDS_MAX && form->fields[i].name != NULL; i++) {
        ll_json_append(arena, fields, field_json(call, locale, &form->fields[i], err));
    }
    set_text(arena, locale, value, "note", form->note);
    if (form->button != NULL) {
        struct ll_str here = call->exchange->path;
        ll_json_set_str(arena, value, "action",
                        form->action == NULL ? here : ll_str_from_cstr(form->action));
        set_text(arena, locale, value, "button", form->button);
    }
    ll_json_set(arena, value, "fields", fields);
    ll_json_set(arena, value, "links", links_json(call, locale, form));
    if (err != NULL) {
        struct ll_json *problem = ll_problem_json(arena, 0, err, NULL);
        if (problem != NULL) {
            *problem = ll_page_told(locale, arena, problem, true);
        }
        ll_json_set(arena, value, "problem", problem);
    }
    if (more != NULL && more->secret.len > 0) {
        set_text(arena, locale, value, "secret_label", LL_T("Secret"));
        ll_json_set_str(arena, value, "secret", more->secret);
        ll_json_set_str(arena, value, "picture", qr_of(arena, more->uri));
        set_text(arena, locale, value, "picture_label", LL_T("Code to scan"));
    }
    if (more != NULL && more->codes != NULL) {
        struct ll_json *codes = ll_json_new_object(arena);
        struct ll_json *copy = ll_json_new_null(arena);
        if (copy != NULL) {
            *copy = *more->codes;
        }
        ll_json_set(arena, codes, "items", copy);
        ll_json_set(arena, value, "codes", codes);
    }
    return value;
}

/* ---- answering ---- */

/* As JSON that nobody keeps, not even to ask whether it changed: secrets and tokens of a session
 * are in it, also where it is only looked at. */
static void reply_once(struct ll_call *call, const struct ll_json *data)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_str text;
    if (data == NULL ||
        ll_json_canonical(&exchange->arena, data, LL_REPLY_BYTES_MAX, &text, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    ll_http_add(exchange, "Vary", LL_STR("Accept, Cookie"));
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
    ll_reply_plain(exchange, 200, "application/json", text);
}

void ll_access_form_reply(struct ll_call *call, const struct ll_access_form *form,
                          const struct ll_access_form_more *more, const struct ll_json *data,
                          const struct ll_err *err)
{
    struct ll_http_exchange *exchange = call->exchange;
    if (!ll_page_wanted(exchange)) {
        if (err != NULL) {
            ll_reply_problem(exchange, 0, err, NULL);
        } else {
            reply_once(call, data);
        }
        return;
    }
    const struct ll_access_page access = {call, form, more, err};
    const struct ll_page page = {
        .route = call->match.route,
        .who = &call->who,
        .site = ll_call_site(call),
        .data = data != NULL ? data : ll_json_new_object(&exchange->arena),
        .template = "access",
        .title = form->title,
        .status = err == NULL ? 200 : ll_status_http(err->status),
        .access = &access,
    };
    if (page.data == NULL) {
        exchange->reply.status = 507;
        return;
    }
    if (err != NULL) {
        ll_reply_again(exchange, page.status);
    }
    ll_page_reply(call->server->pages, exchange, &page);
}

void ll_access_form_show(struct ll_call *call, const struct ll_access_form *form)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_json *data = ll_json_new_object(arena);
    struct ll_json *fields = ll_json_new_array(arena);
    ll_json_set_str(arena, data, "action",
                    form->action == NULL ? call->exchange->path : ll_str_from_cstr(form->action));
    for (size_t i = 0; i < LL_ACCESS_FORM_FIELDS_MAX && form->fields[i].name != NULL; i++) {
        ll_json_append(arena, fields, ll_json_new_cstr(arena, form->fields[i].name));
    }
    ll_json_set(arena, data, "fields", fields);
    ll_access_form_reply(call, form, NULL, data, NULL);
}

void ll_access_form_go(struct ll_call *call, const char *location, const struct ll_json *data)
{
    struct ll_http_exchange *exchange = call->exchange;
    if (!ll_page_wanted(exchange)) {
        reply_once(call, data);
        return;
    }
    ll_http_add(exchange, "Location", ll_str_from_cstr(location));
    ll_http_add(exchange, "Vary", LL_STR("Accept"));
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
    ll_reply_plain(exchange, 303, NULL, LL_STR(""));
}
