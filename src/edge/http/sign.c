/*
 * What a plant signs in its browser: the page that shows what is to be signed, and has the form
 * that takes it signed. The key never comes here (web/static/sign.js).
 */
#include <string.h>

#include "base/catalogue.h"
#include "draw/certificate_words.h"
#include "edge/http/chrome.h"
#include "edge/http/inside.h"
#include "edge/web/label.h"

/* Whatever can be signed can be said in words of a shell. */
#define COMMAND_BYTES_MAX (4 * TEXT_BYTES_MAX)
#define TEXT_BYTES_MAX ((size_t)128 << 10)

extern const struct ll_service ll_service_facility_show;
extern const struct ll_service ll_service_receipt_prepare;
extern const struct ll_service ll_service_treatment_prepare;

/* Where what is signed goes: the address of who prepared it, less `cut` and with `end`, or
 * `action`.
 */
static const struct ll_sign_kind kinds[] = {
    {
        .service = &ll_service_receipt_prepare,
        .action = "/receipts",
        .field = "file",
        .file = "receipt.json",
        .command = "loopledger receipt sign",
        .shown = {"file", "amount", "counterparty", "deadline", "found_class", "found_package",
                  "note"},
    },
    {
        .service = &ll_service_treatment_prepare,
        .cut = "/treatment-statement",
        .end = "/treatments",
        .field = "statement",
        .file = "treatment.json",
        .command = "loopledger treatment sign",
        .shown = {"statement"},
    },
};

static const struct word {
    const char *name;
    const char *text;
} words[] = {
    {"title", LL_T("What the plant signs")},
    {"lead", LL_T("Read it, then sign it with the plant's own key. The key is read in this browser "
                  "and goes nowhere: what is sent is the statement and its signature.")},
    {"choose", LL_T("The plant's key file")},
    {"choose_hint",
     LL_T("As it was made here or by 'loopledger key make'. It has no password: keep "
          "it where only you can read it.")},
    {"sign", LL_T("Sign")},
    {"bytes", LL_T("The very text that is signed")},
    {"otherwise", LL_T("With the command line, where the key lies")},
    {"otherwise_hint", LL_T("This signs the same facts. Choose the file that it writes below.")},
    {"done", LL_T("Signed. Store it now: that sends the statement and its signature.")},
    {"no_key", LL_T("Choose the key file first.")},
    {"bad_file", LL_T("This is no key file of a plant, or it was damaged.")},
    {"other_key",
     LL_T("The file holds another key than the one that is to sign ({key}). Choose its "
          "file, or go back and name the other one.")},
    {"wrong_secret", LL_T("The secret in the file is not that of its public key: nothing was "
                          "signed.")},
    {"changed",
     LL_T("What is shown is not what is to be signed: nothing was signed. Begin again.")},
    {"no_crypto",
     LL_T("This browser cannot sign with Ed25519 here: use a newer one, over https, or "
          "the command below.")},
    {"packages", LL_T("Packages that held fewer")},
};

static const struct word key_words[] = {
    {"title", LL_T("Make a key in this browser")},
    {"lead", LL_T("Its secret half is a file that you keep; it is not sent. Only the public half "
                  "is registered, by the programme's operator.")},
    {"make", LL_T("Make a key and save its file")},
    {"made", LL_T("The file is with your downloads. Put it where only you can read it, and a copy "
                  "in a safe: whoever has it signs for the plant. Then tell the programme's "
                  "operator the public half, by telephone too: they register it.")},
    {"otherwise", LL_T("With the command line: 'loopledger key make' writes the file, and says "
                       "the public key.")},
    {"no_crypto",
     LL_T("This browser cannot make Ed25519 keys here: use a newer one, over https, or "
          "the command below.")},
};

static void put_words(const struct ll_chrome *d, const struct word *list, size_t count,
                      struct ll_json *ret_object)
{
    struct ll_json *items = ll_json_new_array(d->arena);
    for (size_t i = 0; i < count; i++) {
        struct ll_json *item = ll_json_new_object(d->arena);
        struct ll_str text = ll_locale_text(d->locale, list[i].text);
        ll_json_set_cstr(d->arena, item, "name", list[i].name);
        ll_json_set_str(d->arena, item, "text", text);
        ll_json_append(d->arena, items, item);
        ll_json_set_str(d->arena, ret_object, list[i].name, text);
    }
    ll_json_set(d->arena, ret_object, "words", items);
}

/* ---- what stands in the statement, in the reader's words ---- */

static void add_said(const struct ll_chrome *d, struct ll_str name, struct ll_str text,
                     struct ll_json *items)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, item, "name", name);
    ll_json_set_str(d->arena, item, "text", text);
    ll_json_append(d->arena, items, item);
}

static void add_members(const struct ll_chrome *d, const struct ll_json *object,
                        struct ll_json *labels, struct ll_json *said)
{
    for (size_t i = 0; object != NULL && i < object->count; i++) {
        const struct ll_json *value = &object->members[i].value;
        enum ll_tone tone;
        add_said(d, object->members[i].name, ll_label(d->arena, d->locale, object->members[i].name),
                 labels);
        if (value->type == LL_JSON_STRING) {
            struct ll_str text = ll_label_word(d->locale, value->string, &tone);
            text =
                ll_str_eq(text, value->string) ? ll_fraction_words(d->locale, value->string) : text;
            add_said(d, value->string, text, said);
        }
        for (size_t k = 0; value->type == LL_JSON_ARRAY && k < value->count; k++) {
            if (value->items[k].type == LL_JSON_OBJECT) {
                add_members(d, &value->items[k], labels, said);
            }
        }
    }
}

/* ---- the command that signs the same ---- */

static void put_option(struct ll_strbuf *buf, struct ll_str name, const struct ll_json *value)
{
    bool is_mass = ll_str_ends(name, LL_STR("_g"));
    struct ll_str option = is_mass ? ll_str_sub(name, 0, name.len - 2) : name;
    ll_strbuf_fmt(buf, " --%.*s ", LL_STR_ARG(option));
    if (value->type == LL_JSON_STRING) {
        ll_strbuf_str(buf, value->string);
    } else {
        ll_strbuf_fmt(buf, "%lld%s", (long long)value->integer, is_mass ? "g" : "");
    }
}

static void put_list(struct ll_strbuf *buf, const char *option, const struct ll_json *list,
                     const char *name, const char *amount, const char *unit)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ll_str text = ll_json_string_at(&list->items[i], name);
        const struct ll_json *value = ll_json_get(&list->items[i], amount);
        ll_strbuf_fmt(buf, "%s%s%.*s:%lld%s", i == 0 ? " --" : ",", i == 0 ? option : "",
                      LL_STR_ARG(text), value == NULL ? 0LL : (long long)value->integer, unit);
    }
}

/* Not asked for by the command, or not as such. */
static bool is_of_command(const struct ll_json *statement, struct ll_str name)
{
    static const char *const none[] = {"key", "materials", "packages_digest", "treatment", "type"};
    bool is_receipt = ll_json_get(statement, "basis") != NULL;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        if (ll_str_eq_cstr(name, none[i])) {
            return false;
        }
    }
    if (ll_str_eq_cstr(name, "receipt") || ll_str_eq_cstr(name, "measure")) {
        return is_receipt != ll_str_eq_cstr(name, "receipt");
    }
    return !ll_str_eq_cstr(name, "units") || !is_receipt ||
           ll_str_eq_cstr(ll_json_string_at(statement, "basis"), "counted");
}

static struct ll_str command_of(const struct ll_chrome *d, const struct ll_sign_kind *kind,
                                const struct ll_json *answer)
{
    const struct ll_json *statement = ll_json_get(answer, "statement");
    bool in_grams = ll_json_get(statement, "measure") != NULL;
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, d->arena, COMMAND_BYTES_MAX);
    ll_strbuf_cstr(&buf, kind->command);
    for (size_t i = 0; i < statement->count; i++) {
        struct ll_str name = statement->members[i].name;
        bool is_mass = in_grams && ll_str_eq_cstr(name, "units");
        if (is_of_command(statement, name)) {
            put_option(&buf, is_mass ? LL_STR("mass_g") : name, &statement->members[i].value);
        }
    }
    put_list(&buf, "outputs ", ll_json_get(statement, "materials"), "fraction", "mass_g", "g");
    put_list(&buf, "package-counts ", ll_json_get(ll_json_get(answer, "packages"), "counts"),
             "code", "units", "");
    ll_strbuf_fmt(&buf, " --key plant.key > %s", kind->file);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* ---- the page ---- */

static void put_canonical(const struct ll_chrome *d, const char *name, const struct ll_json *value,
                          struct ll_json *ret_object)
{
    struct ll_str text;
    if (value != NULL && ll_json_canonical(d->arena, value, TEXT_BYTES_MAX, &text, NULL) == LL_OK) {
        ll_json_set_str(d->arena, ret_object, name, text);
    }
}

static void set_sign(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_page_edit *edit = d->page->edit;
    const struct ll_json *statement = ll_json_get(edit->to_sign, "statement");
    const struct ll_json *packages = ll_json_get(edit->to_sign, "packages");
    struct ll_json *sign = ll_json_new_object(d->arena);
    struct ll_json *labels = ll_json_new_array(d->arena);
    struct ll_json *said = ll_json_new_array(d->arena);
    put_words(d, words, sizeof(words) / sizeof(words[0]), sign);
    add_members(d, statement, labels, said);
    add_members(d, packages, labels, said);
    ll_json_set(d->arena, sign, "labels", labels);
    ll_json_set(d->arena, sign, "said", said);
    put_canonical(d, "text", statement, sign);
    put_canonical(d, "beside", packages, sign);
    ll_json_set_cstr(d->arena, sign, "field", edit->sign->field);
    ll_json_set_cstr(d->arena, sign, "file", edit->sign->file);
    ll_json_set_str(d->arena, sign, "command", command_of(d, edit->sign, edit->to_sign));
    ll_json_set_str(d->arena, sign, "script", ll_page_file_address(d->pages, "sign.js"));
    ll_json_set(d->arena, ret_page, "sign", sign);
}

void ll_chrome_set_sign(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_page_edit *edit = d->page->edit;
    if (edit->sign != NULL) {
        set_sign(d, ret_page);
    }
}

/* The operator registers keys and makes none: whoever signs is to have made theirs. */
void ll_chrome_set_new_key(const struct ll_chrome *d, struct ll_json *ret_page)
{
    if (d->page->route->service != &ll_service_facility_show ||
        !ll_json_true_at(d->page->data, "is_plant") ||
        ll_who_may(d->page->who, LL_MAY_RECEIVE, NULL) != LL_OK ||
        ll_who_may(d->page->who, LL_MAY_REGISTER, NULL) == LL_OK) {
        return;
    }
    struct ll_json *key = ll_json_new_object(d->arena);
    put_words(d, key_words, sizeof(key_words) / sizeof(key_words[0]), key);
    ll_json_set_str(d->arena, key, "script", ll_page_file_address(d->pages, "sign.js"));
    ll_json_set(d->arena, ret_page, "new_key", key);
}

bool ll_sign_shows(const struct ll_sign_kind *kind, const char *field)
{
    for (size_t i = 0; i < LL_SIGN_SHOWN_MAX && kind->shown[i] != NULL; i++) {
        if (strcmp(kind->shown[i], field) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- answering ---- */

static const struct ll_sign_kind *kind_of(const struct ll_call *call)
{
    const struct ll_route *route = call->match.route;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (route != NULL && route->service == kinds[i].service) {
            return &kinds[i];
        }
    }
    return NULL;
}

static struct ll_str action_of(struct ll_call *call, const struct ll_sign_kind *kind)
{
    struct ll_str path = call->exchange->path;
    struct ll_strbuf buf;
    struct ll_str action = LL_STR("");
    if (kind->action != NULL) {
        return ll_str_from_cstr(kind->action);
    }
    ll_strbuf_init(&buf, &call->exchange->arena, LL_HTTP_TARGET_BYTES_MAX);
    ll_strbuf_str(&buf, ll_str_sub(path, 0, path.len - strlen(kind->cut)));
    ll_strbuf_cstr(&buf, kind->end);
    return ll_strbuf_finish(&buf, &action, NULL) == LL_OK ? action : LL_STR("");
}

/* What is sent beside what is signed, as it was answered. */
static struct ll_form_value *values_of(struct ll_call *call, const struct ll_json *with)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_form_value *values = LL_NEW_ARRAY(arena, struct ll_form_value, with->count + 1);
    for (size_t i = 0; values != NULL && i < with->count; i++) {
        struct ll_strbuf buf;
        values[i].name = with->members[i].name;
        values[i].text = ll_json_string(&with->members[i].value);
        ll_strbuf_init(&buf, arena, 32);
        if (with->members[i].value.type == LL_JSON_NUMBER) {
            ll_strbuf_fmt(&buf, "%lld", (long long)with->members[i].value.integer);
            if (ll_strbuf_finish(&buf, &values[i].text, NULL) != LL_OK) {
                return NULL;
            }
        }
    }
    return values;
}

bool ll_call_sign(struct ll_call *call, const struct ll_json *answer)
{
    const struct ll_sign_kind *kind = kind_of(call);
    const struct ll_json *with = ll_json_get(answer, "with");
    struct ll_route_match match;
    struct ll_str allowed;
    if (kind == NULL || with == NULL || !ll_page_wanted(call->exchange)) {
        return false;
    }
    struct ll_page_edit edit = {.match = &match, .sign = kind, .to_sign = answer};
    edit.action = action_of(call, kind);
    edit.values = values_of(call, with);
    edit.value_count = edit.values == NULL ? 0 : with->count;
    if (edit.action.len == 0 || edit.values == NULL ||
        ll_route_find(&call->exchange->arena, LL_STR("POST"), edit.action, &match, &allowed,
                      NULL) != LL_OK) {
        return false;
    }
    ll_call_edit(call, &edit, ll_json_get(answer, "statement"), 200);
    return true;
}
