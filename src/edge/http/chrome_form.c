#include <string.h>

#include "base/catalogue.h"
#include "edge/http/chrome.h"
#include "edge/http/input.h"
#include "edge/web/label.h"
#include "edge/web/view.h"

#define ADDRESS_BYTES_MAX (2 * LL_HTTP_TARGET_BYTES_MAX)
#define CODE_BYTES_MAX 40

static struct ll_str join(struct ll_arena *arena, const char *front, struct ll_str middle,
                          const char *end)
{
    struct ll_strbuf buf;
    struct ll_str text = {0};
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, front);
    ll_strbuf_str(&buf, middle);
    ll_strbuf_cstr(&buf, end);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* ---- what can be done here ---- */

/* Lists of whose things one does what stands at addresses of its own. */
static const struct {
    const char *list;
    const char *front;
} also[] = {
#define LL_MENU_GROUP(...)
#define LL_MENU(...)
#define LL_MENU_FORM(...)
#define LL_MENU_ALSO(list, front) {list, front},
#include "edge/web/menu.def"
#undef LL_MENU_ALSO
#undef LL_MENU_FORM
};

/* Forms beside an object, with what the object says filled in. */
#define GIVEN_MAX 3
static const struct {
    const char *shown;
    const char *path;
    struct {
        const char *field;
        const char *member;
    } given[GIVEN_MAX];
} besides[] = {
#define LL_MENU_ALSO(...)
#define LL_MENU_FORM(shown, path, ...) {shown, path, {__VA_ARGS__}},
#include "edge/web/menu.def"
#undef LL_MENU_ALSO
#undef LL_MENU_FORM
#undef LL_MENU
#undef LL_MENU_GROUP
};

/* What is done to an object only while it is in some state. */
static const struct {
    const char *path;
    const char *member;
    const char *words;
} deeds[] = {
#define LL_DEED(path, member, words) {(path), (member), (words)},
#include "edge/web/deed.def"
#undef LL_DEED
};

/* Of a path's pattern, what comes before its first name, and behind that name. */
static struct ll_str front_of(const char *pattern, const char **ret_rest)
{
    const char *name = strchr(pattern, '{');
    const char *rest = name == NULL ? "" : strchr(name, '}') + 1;
    *ret_rest = rest;
    return (struct ll_str){pattern, name == NULL ? strlen(pattern) : (size_t)(name - pattern)};
}

/* The end of the address at which `route` does something to what is shown, or NULL: "/exclude" of a
 * lot, "" and "/import" of a list. */
static const char *end_of(const struct ll_route *shown, const struct ll_route *route)
{
    const char *shown_rest = NULL;
    const char *rest = NULL;
    struct ll_str shown_front = front_of(shown->path, &shown_rest);
    struct ll_str front = front_of(route->path, &rest);
    bool is_object = strchr(shown->path, '{') != NULL;
    if (is_object) {
        bool is_one = shown_rest[0] == '\0' && strchr(rest, '{') == NULL;
        return is_one && rest[0] != '\0' && ll_str_eq(front, shown_front) ? rest : NULL;
    }
    if (strchr(route->path, '{') == NULL && ll_str_starts(front, shown_front) &&
        (front.len == shown_front.len || front.ptr[shown_front.len] == '/')) {
        return route->path + shown_front.len;
    }
    return NULL;
}

static bool is_also(const struct ll_route *shown, const struct ll_route *route)
{
    for (size_t i = 0; i < sizeof(also) / sizeof(also[0]); i++) {
        if (strcmp(shown->path, also[i].list) == 0 &&
            strncmp(route->path, also[i].front, strlen(also[i].front)) == 0) {
            return true;
        }
    }
    return false;
}

static void put_given(const struct ll_chrome *d, struct ll_strbuf *buf, const char *field,
                      struct ll_str value)
{
    ll_strbuf_char(buf, memchr(buf->ptr, '?', buf->len) == NULL ? '?' : '&');
    ll_strbuf_cstr(buf, field);
    ll_strbuf_str(buf, ll_view_path(d->arena, "=", value));
}

static bool is_of_paging(struct ll_str name)
{
    return ll_str_eq_cstr(name, "after") || ll_str_eq_cstr(name, "limit");
}

/* A code made of a name: "Société Égale SA" is societe-egale-sa. */
static struct ll_str code_of(struct ll_arena *arena, struct ll_str name)
{
    /* What Latin-1 has from U+00C0 on, without its accents. */
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
    struct ll_strbuf buf;
    struct ll_str code = LL_STR("");
    ll_strbuf_init(&buf, arena, CODE_BYTES_MAX);
    for (size_t i = 0; i < name.len && buf.len < CODE_BYTES_MAX; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        unsigned char next = i + 1 < name.len ? (unsigned char)name.ptr[i + 1] : 0;
        if (c >= 'A' && c <= 'Z') {
            c = (unsigned char)(c - 'A' + 'a');
        } else if (c == 0xC3 && next >= 0x80 && next < 0x80 + sizeof(plain) - 1) {
            c = (unsigned char)plain[next - 0x80];
            i++;
        }
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_letter) {
            ll_strbuf_char(&buf, (char)c);
        } else if (buf.len > 0 && buf.ptr[buf.len - 1] != '-') {
            ll_strbuf_char(&buf, '-');
        }
    }
    while (buf.len > 0 && buf.ptr[buf.len - 1] == '-') {
        buf.len--;
    }
    return ll_strbuf_finish(&buf, &code, NULL) == LL_OK ? code : LL_STR("");
}

/* Codes that nobody has to think of. */
static void put_proposed(const struct ll_chrome *d, const struct ll_route *route,
                         struct ll_strbuf *buf)
{
    struct ll_str name = ll_json_string_at(d->page->data, "organisation");
    if (strcmp(route->path, "/enquiries/{enquiry}/accept") == 0) {
        struct ll_str code = code_of(d->arena, name);
        if (code.len > 0) {
            put_given(d, buf, "code", code);
            put_given(d, buf, "order_code", join(d->arena, "", code, "-1"));
        }
    }
}

/* What the form has already: who decides about what is shown says what they saw, by its digest; and
 * what a list was narrowed to goes into what is added to it. */
static struct ll_str with_given(const struct ll_chrome *d, const struct ll_route *route,
                                struct ll_str href)
{
    const struct ll_record *record = ll_route_input(route);
    const struct ll_json *digest = ll_json_get(d->page->data, "digest");
    struct ll_form_value *values = NULL;
    size_t count = 0;
    struct ll_strbuf buf;
    struct ll_str text = {0};
    if (record == NULL) {
        return href;
    }
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_str(&buf, href);
    if (digest != NULL && ll_record_find(record, LL_STR("digest")) != NULL) {
        put_given(d, &buf, "digest", ll_json_string(digest));
    }
    put_proposed(d, route, &buf);
    if (strchr(d->page->route->path, '{') != NULL ||
        ll_query_values(d->exchange, &values, &count, NULL) != LL_OK) {
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_field *field = ll_record_find(record, values[i].name);
        if (field != NULL && values[i].text.len > 0 && !is_of_paging(values[i].name)) {
            put_given(d, &buf, field->name, values[i].text);
        }
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : href;
}

/* What would be refused whatever was filled in is not offered: at an object that has such a member,
 * or has another value there. `end`: of the address; NULL: of any. */
static const struct {
    const char *shown;
    const char *member;
    const char *unless; /* NULL: whatever it is */
    const char *end;
} closed[] = {
    /* A package inside another is as that one is: nothing is done to it alone. */
    {"/packages/{ref}", "parent", NULL, NULL},
    {"/enquiries/{ref}", "certificate", NULL, "/accept"}, /* a doubt: nobody asks to join */
    {"/enquiries/{ref}", "state", "open", NULL},
};

static bool is_closed(const struct ll_chrome *d, const char *end)
{
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        const struct ll_json *value = ll_json_get(d->page->data, closed[i].member);
        if (strcmp(d->page->route->path, closed[i].shown) == 0 && value != NULL &&
            (closed[i].unless == NULL || !ll_str_eq_cstr(value->string, closed[i].unless)) &&
            (closed[i].end == NULL || strcmp(closed[i].end, end) == 0)) {
            return true;
        }
    }
    return false;
}

static bool is_word_of(const char *words, struct ll_str word)
{
    for (const char *at = words; *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (ll_str_eq(word, (struct ll_str){at, len})) {
            return true;
        }
        at += len + (at[len] == ' ' ? 1 : 0);
    }
    return false;
}

static bool is_in_time(const struct ll_json *value, const char *words)
{
    if (value == NULL || words[0] == '*') {
        return (value == NULL) != (words[0] == '*');
    }
    struct ll_str word = value->type == LL_JSON_TRUE    ? LL_STR("true")
                         : value->type == LL_JSON_FALSE ? LL_STR("false")
                                                        : ll_json_string(value);
    return is_word_of(words, word);
}

/* Would it be refused, whatever is typed, as what is shown stands now? */
static bool is_past(const struct ll_chrome *d, const struct ll_route *route)
{
    for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
        if (strcmp(deeds[i].path, route->path) == 0 &&
            !is_in_time(ll_json_get(d->page->data, deeds[i].member), deeds[i].words)) {
            return true;
        }
    }
    return false;
}

static struct ll_json *action_of(const struct ll_chrome *d, const struct ll_route *route)
{
    const struct ll_route *shown = d->page->route;
    const char *end = NULL;
    struct ll_str href = LL_STR("");
    if (route->method != LL_METHOD_POST || route->service == NULL ||
        ll_who_may(d->page->who, route->permission, NULL) != LL_OK || is_past(d, route)) {
        return NULL;
    }
    if (is_also(shown, route)) {
        href = join(d->arena, "/forms", ll_str_from_cstr(route->path), "");
    } else {
        end = end_of(shown, route);
        href = end == NULL || is_closed(d, end) ? href
                                                : join(d->arena, "/forms", d->exchange->path, end);
    }
    if (href.len == 0) {
        return NULL;
    }
    struct ll_json *action = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, action, "href", with_given(d, route, href));
    ll_json_set_str(d->arena, action, "text", ll_locale_text(d->locale, route->service->help));
    return action;
}

/* What is worth a look beside an object: at the address of what a member of it names. */
static const struct {
    const char *shown;
    const char *member;
    const char *front;
    const char *end;
    const char *looked; /* the route's path */
    const char *text;
} looks[] = {
    {"/orders/{ref}", "programme", "/programmes/", "/allocations/preview",
     "/programmes/{programme}/allocations/preview",
     LL_T("See what a run would allocate, and why the rest waits")},
    {"/programmes/{ref}", "code", "/programmes/", "/allocations/preview",
     "/programmes/{programme}/allocations/preview",
     LL_T("See what a run would allocate, and why the rest waits")},
    {"/packages/{ref}", "parent", "/packages/", "", "/packages/{ref}",
     LL_T("The package that it is in: it is weighed, sealed and inspected with it")},
    {"/labels/{label}", "label", "/labels/", "/pdf", "/labels/{label}/pdf",
     LL_T("This label as a PDF, to be printed")},
    {"/labels/{label}", "label_sheet", "/labels/", "/pdf", "/labels/{label}/pdf",
     LL_T("All that is left of its sheet as a PDF")},
    {"/orders/{ref}", "code", "/orders/", "/trail", "/orders/{ref}/trail",
     LL_T("The same as its client reads it")},
    {"/orders/{ref}/trail", "code", "/orders/", "/codes", "/orders/{order_line}/codes",
     LL_T("Codes of the devices, for everybody to look them up")},
    {"/orders/{ref}", "code", "/orders/", "/codes", "/orders/{order_line}/codes",
     LL_T("Codes of the devices, for everybody to look them up")},
    {"/notifications/{ref}", "code", "/notifications/", "/check", "/notifications/{ref}/check",
     LL_T("What the dossier lacks, field by field and paper by paper")},
    {"/notifications/{ref}", "code", "/notifications/", "/brief",
     "/notifications/{notification}/brief",
     LL_T("The same in plain words, for those who do not know the process")},
    {"/notifications/{ref}", "code", "/notifications/", "/files/ia",
     "/notifications/{notification}/files/ia", LL_T("The notification document (IA), as a PDF")},
    {"/notifications/{ref}", "code", "/notifications/", "/files/ib",
     "/notifications/{notification}/files/ib", LL_T("The movement document (IB), as a PDF")},
    {"/certificates/{serial}", "serial", "/certificates/", "/files/pdf",
     "/certificates/{serial}/files/pdf", LL_T("The certificate as a PDF")},
    {"/certificates/{serial}", "serial", "/certificates/", "/files/json",
     "/certificates/{serial}/files/json", LL_T("The certificate as signed JSON")},
    {"/certificates/{serial}", "serial", "/certificates/", "/files/jwt",
     "/certificates/{serial}/files/jwt", LL_T("The certificate as a token (vc+jwt)")},
    {"/certificates/{serial}", "serial", "/certificates/", "/bundle",
     "/certificates/{serial}/bundle", LL_T("The certificate with what proves it (bundle)")},
    {"/holds/{ref}", "hold_id", "/holds/", "/quote", "/holds/{hold}/quote",
     LL_T("A quote for it, to be printed")},
    {"/holds/{hold}/quote", "hold_id", "/forms/holds/", "/confirm", "/holds/{hold}/confirm",
     LL_T("Accept the quote")},
    {"/lots/{ref}", "lot_id", "/lots/", "/yield", "/lots/{ref}/yield",
     LL_T("See what was expected of it beside what plants settled")},
    {"/dispatches/{ref}", "dispatch_id", "/dispatches/", "/files/pdf",
     "/dispatches/{ref}/files/pdf", LL_T("The statement for the maker, signed, as a PDF")},
    {"/facilities/{ref}", "code", "/facilities/", "/plan", "/facilities/{ref}/plan",
     LL_T("See its way to certifications that it lacks")},
};

static const struct ll_route *looked_at(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

static void add_looks(const struct ll_chrome *d, struct ll_json *items)
{
    const struct ll_json *is_plant = ll_json_get(d->page->data, "is_plant");
    if (is_plant != NULL && is_plant->type == LL_JSON_FALSE) {
        return; /* of places only plants have more to look at */
    }
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        struct ll_str name = ll_json_string_at(d->page->data, looks[i].member);
        if (strcmp(d->page->route->path, looks[i].shown) != 0 || name.len == 0 ||
            ll_who_may(d->page->who, looked_at(looks[i].looked)->permission, NULL) != LL_OK) {
            continue;
        }
        struct ll_json *look = ll_json_new_object(d->arena);
        ll_json_set_str(
            d->arena, look, "href",
            join(d->arena, "", ll_view_path(d->arena, looks[i].front, name), looks[i].end));
        ll_json_set_str(d->arena, look, "text", ll_locale_text(d->locale, looks[i].text));
        ll_json_append(d->arena, items, look);
    }
}

static const struct ll_route *posted_to(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_POST && strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

static void add_besides(const struct ll_chrome *d, struct ll_json *items)
{
    for (size_t i = 0; i < sizeof(besides) / sizeof(besides[0]); i++) {
        struct ll_strbuf buf;
        struct ll_str href = {0};
        const struct ll_route *route = posted_to(besides[i].path);
        if (strcmp(d->page->route->path, besides[i].shown) != 0 ||
            ll_who_may(d->page->who, route->permission, NULL) != LL_OK) {
            continue;
        }
        ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
        ll_strbuf_cstr(&buf, "/forms");
        ll_strbuf_cstr(&buf, besides[i].path);
        for (size_t k = 0; k < GIVEN_MAX && besides[i].given[k].field != NULL; k++) {
            struct ll_str value = ll_json_string_at(d->page->data, besides[i].given[k].member);
            if (value.len > 0) {
                put_given(d, &buf, besides[i].given[k].field, value);
            }
        }
        if (ll_strbuf_finish(&buf, &href, NULL) == LL_OK) {
            struct ll_json *form = ll_json_new_object(d->arena);
            ll_json_set_str(d->arena, form, "href", href);
            ll_json_set_str(d->arena, form, "text",
                            ll_locale_text(d->locale, route->service->help));
            ll_json_append(d->arena, items, form);
        }
    }
}

static void set_actions(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    add_looks(d, items);
    add_besides(d, items);
    for (size_t i = 0; i < ll_route_count; i++) {
        struct ll_json *action = action_of(d, &ll_routes[i]);
        if (action != NULL) {
            ll_json_append(d->arena, items, action);
        }
    }
    if (items != NULL && items->count > 0) {
        ll_json_set(d->arena, whole, "items", items);
        ll_json_set(d->arena, ret_page, "actions", whole);
    }
}

/* ---- the form that is asked for ---- */

/* "lots[2].units" is about the field "lots". */
static struct ll_str field_of(const struct ll_err *err)
{
    struct ll_str where = ll_str_from_cstr(err->where);
    size_t len = 0;
    while (len < where.len && where.ptr[len] != '[' && where.ptr[len] != '.' &&
           where.ptr[len] != ' ' && where.ptr[len] != ':') {
        len++;
    }
    return ll_str_sub(where, 0, len);
}

static bool is_shown(const struct ll_form *form, struct ll_str name)
{
    for (size_t i = 0; i < form->left_out_count; i++) {
        if (ll_str_eq(form->left_out[i], name)) {
            return false;
        }
    }
    return name.len > 0 && form->record != NULL && ll_record_find(form->record, name) != NULL;
}

/* "no programme 'africa'": the one field that was given what the words quote. */
static struct ll_str quoted_field(const struct ll_err *err, const struct ll_form *form)
{
    struct ll_str text = ll_str_from_cstr(err->text);
    struct ll_str name = LL_STR("");
    for (size_t i = 0; i < form->value_count; i++) {
        struct ll_str value = form->values[i].text;
        size_t at = value.len == 0 ? SIZE_MAX : ll_str_find(text, value, false);
        bool is_quoted = at != SIZE_MAX && at > 0 && at + value.len < text.len &&
                         text.ptr[at - 1] == '\'' && text.ptr[at + value.len] == '\'';
        if (is_quoted && name.len > 0) {
            return LL_STR("");
        }
        name = is_quoted ? form->values[i].name : name;
    }
    return name;
}

/* Why what was sent is refused: beside its field, if it has one, and above all of them. The page's
 * data say it in the reader's language. */
static void set_problem(const struct ll_chrome *d, const struct ll_err *err, struct ll_form *form,
                        struct ll_json *ret_problem)
{
    struct ll_str name = err->where[0] == '\0' ? quoted_field(err, form) : field_of(err);
    struct ll_str text = ll_json_string_at(d->page->data, "detail");
    struct ll_str hint = ll_json_string_at(d->page->data, "hint");
    if (text.len == 0) {
        char *title = ll_str_to_cstr(d->arena, ll_json_string_at(d->page->data, "title"));
        text = title == NULL ? text : ll_locale_text(d->locale, title);
    }
    ll_json_set_str(d->arena, ret_problem, "text", text);
    if (is_shown(form, name)) {
        form->wrong = name;
        form->message = text;
        form->hint = hint;
        ll_json_set_str(d->arena, ret_problem, "where", ll_label(d->arena, d->locale, name));
        return;
    }
    ll_json_set_cstr(d->arena, ret_problem, "where", err->where);
    ll_json_set_str(d->arena, ret_problem, "hint", hint);
}

/* What a browser with scripts shows of a file that is on its way (web/static/upload.js). */
static void set_upload(const struct ll_chrome *d, struct ll_json *ret_edit)
{
    struct ll_json *upload = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, upload, "script", ll_page_file_address(d->pages, "upload.js"));
    ll_json_set_str(d->arena, upload, "sending",
                    ll_locale_text(d->locale, LL_T("The file is on its way (KiB):")));
    ll_json_set_str(d->arena, upload, "reading",
                    ll_locale_text(d->locale, LL_T("The file is there, and is being read:")));
    ll_json_set(d->arena, ret_edit, "upload", upload);
}

/* Of a form for what is signed first: what is said already, as hidden values. */
static struct ll_json *said_of(const struct ll_chrome *d, struct ll_form *form)
{
    const struct ll_sign_kind *sign = d->page->edit->sign;
    struct ll_json *items = ll_json_new_array(d->arena);
    struct ll_str *names = LL_NEW_ARRAY(d->arena, struct ll_str, form->record->field_count);
    if (names == NULL) {
        return items;
    }
    form->left_out = names;
    form->left_out_count = 0;
    for (size_t i = 0; i < form->record->field_count; i++) {
        if (!ll_sign_shows(sign, form->record->fields[i].name)) {
            names[form->left_out_count++] = ll_str_from_cstr(form->record->fields[i].name);
        }
    }
    for (size_t i = 0; i < form->value_count; i++) {
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_str(d->arena, item, "name", form->values[i].name);
        ll_json_set_str(d->arena, item, "value", form->values[i].text);
        ll_json_set_str(d->arena, item, "label",
                        ll_label(d->arena, d->locale, form->values[i].name));
        ll_json_append(d->arena, items, item);
    }
    return items;
}

static void set_edit(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_page_edit *edit = d->page->edit;
    struct ll_form form = {
        .record = ll_route_input(edit->match->route),
        .values = edit->values,
        .value_count = edit->value_count,
        .left_out = edit->match->names,
        .left_out_count = edit->match->count,
        .noun = edit->match->route->service->noun,
        .verb = edit->match->route->service->verb,
        .choices = edit->choices,
    };
    if (edit->tried.len > 0) {
        form.sent = edit->file.field;
        form.sent_file = edit->file.name;
    }
    struct ll_json *problem = ll_json_new_object(d->arena);
    struct ll_json *hidden = ll_json_new_object(d->arena);
    if (edit->err != NULL) {
        set_problem(d, edit->err, &form, problem);
    }
    struct ll_json *said = edit->sign == NULL ? NULL : said_of(d, &form);
    struct ll_json *whole = ll_form_of(d->arena, d->locale, &form);
    ll_json_set_str(d->arena, whole, "action", edit->action);
    if (said != NULL) {
        ll_json_set(d->arena, whole, "said", said);
        ll_json_set_str(d->arena, whole, "unsigned",
                        ll_locale_text(d->locale, LL_T("Not signed, and sent beside it:")));
    }
    if (edit->match->route->service->mode == LL_SERVICE_READ) {
        ll_json_set_str(d->arena, whole, "go",
                        ll_locale_text(d->locale, LL_T("Go on, and read it before you sign")));
    }
    if (edit->match->route->service->mode == LL_SERVICE_WRITE) {
        ll_json_set_str(d->arena, whole, "preview",
                        join(d->arena, "", edit->action, "?dry_run=true"));
    }
    if (ll_json_get(whole, "has_file") != NULL) {
        set_upload(d, whole);
    }
    ll_json_set_str(d->arena, hidden, "key", edit->key);
    if (edit->tried.len > 0) {
        ll_json_set_str(d->arena, hidden, "file", edit->tried);
    }
    ll_json_set(d->arena, whole, "form", hidden);
    if (edit->err != NULL) {
        ll_json_set(d->arena, whole, "problem", problem);
    }
    ll_json_set(d->arena, ret_page, "edit", whole);
    ll_chrome_set_sign(d, ret_page);
}

/* ---- what a list can be narrowed to ---- */

/* Fields of a question that few need: folded away under a title as long as they are empty. */
static const struct fold {
    const char *path;
    int from_place, to_place;
    const char *title;
} folds[] = {
    {"/permits", 14, 20, LL_T("Days of a notification that is under way")},
    {"/permits", 21, LL_FORM_PLACES_MAX, LL_T("What else holds")},
};

/* The form with what is not folded, and "folds" [{"title", "open"?, "fields"}]. */
static struct ll_json *folded_form(const struct ll_chrome *d, struct ll_form form, const char *path)
{
    struct ll_json *list = ll_json_new_array(d->arena);
    for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
        if (strcmp(folds[i].path, path) != 0) {
            continue;
        }
        struct ll_form part = form;
        part.from_place = folds[i].from_place;
        part.to_place = folds[i].to_place;
        struct ll_json *fold = ll_form_of(d->arena, d->locale, &part);
        ll_json_set_str(d->arena, fold, "title", ll_locale_text(d->locale, folds[i].title));
        if (ll_form_is_filled(&part)) {
            ll_json_set_bool(d->arena, fold, "open", true);
        }
        ll_json_append(d->arena, list, fold);
        if (form.to_place == 0) { /* the first fold begins where the others end */
            form.from_place = 0;
            form.to_place = folds[i].from_place - 1;
        }
    }
    struct ll_json *whole = ll_form_of(d->arena, d->locale, &form);
    ll_json_set(d->arena, whole, "folds", list);
    return whole;
}

static void set_filter(const struct ll_chrome *d, struct ll_json *ret_page)
{
    static const struct ll_str left_out[] = {{"after", 5}, {"limit", 5}};
    const struct ll_route *route = d->page->route;
    struct ll_form form = {
        .record = ll_route_input(route),
        .left_out = left_out,
        .left_out_count = 2,
        .noun = route->service == NULL ? NULL : route->service->noun,
        .verb = route->service == NULL ? NULL : route->service->verb,
    };
    struct ll_form_value *values = NULL;
    if (strchr(route->path, '{') != NULL || form.record == NULL ||
        ll_query_values(d->exchange, &values, &form.value_count, NULL) != LL_OK) {
        return;
    }
    form.values = values;
    if (d->page->asked != NULL) {
        set_problem(d, d->page->asked, &form, ll_json_new_object(d->arena));
    }
    struct ll_json *filter = folded_form(d, form, route->path);
    if (ll_json_get(filter, "fields") == NULL || ll_json_get(filter, "fields")->count == 0) {
        return;
    }
    ll_json_set_cstr(d->arena, filter, "action", route->path);
    if (ll_chrome_is_narrowed(d)) {
        ll_json_set_bool(d->arena, filter, "open", true);
    }
    ll_json_set(d->arena, ret_page, "filter", filter);
}

bool ll_chrome_is_done(const struct ll_chrome *d)
{
    const struct ll_page *page = d->page;
    return page->edit == NULL && page->route != NULL && page->route->method == LL_METHOD_POST &&
           page->route->service != NULL && page->route->service->mode == LL_SERVICE_WRITE &&
           !page->is_tried;
}

/* Of a page that tells what would be done, the form that does it ("run"). */
static void set_run(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_str end = LL_STR("/preview");
    struct ll_str shown = ll_str_from_cstr(d->page->route->path);
    struct ll_str here = d->exchange->path;
    for (size_t i = 0; ll_str_ends(shown, end) && i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method == LL_METHOD_POST && route->service != NULL &&
            ll_str_eq_cstr(ll_str_sub(shown, 0, shown.len - end.len), route->path) &&
            ll_who_may(d->page->who, route->permission, NULL) == LL_OK) {
            struct ll_json *run = ll_json_new_object(d->arena);
            ll_json_set_str(d->arena, run, "href",
                            join(d->arena, "/forms", ll_str_sub(here, 0, here.len - end.len), ""));
            ll_json_set_str(d->arena, run, "text", ll_locale_text(d->locale, LL_T("Run it now")));
            ll_json_set(d->arena, ret_page, "run", run);
        }
    }
}

void ll_chrome_set_forms(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_page *page = d->page;
    if (page->edit != NULL) {
        set_edit(d, ret_page);
    }
    if (page->is_tried) {
        ll_json_set_str(
            d->arena, ret_page, "notice",
            ll_locale_text(d->locale, LL_T("Nothing was stored: this is what would be.")));
    } else if (page->status == 200 && ll_chrome_is_done(d)) {
        bool is_proposed = ll_json_get(page->data, "proposal_id") != NULL &&
                           strstr(page->route->path, "/proposals/") == NULL;
        ll_json_set_str(
            d->arena, ret_page, "notice",
            ll_locale_text(d->locale,
                           is_proposed
                               ? LL_T("Nothing has changed yet: this takes two people, and waits "
                                      "for another to approve the proposal.")
                               : LL_T("Stored.")));
    }
    if (page->edit == NULL && page->route != NULL && page->route->method == LL_METHOD_GET &&
        page->status == 200) {
        set_actions(d, ret_page);
        set_run(d, ret_page);
        set_filter(d, ret_page);
        ll_chrome_set_new_key(d, ret_page);
    }
    if (page->asked != NULL && page->route->service != NULL) {
        set_filter(d, ret_page);
    }
    ll_chrome_set_begin(d, ret_page);
}
