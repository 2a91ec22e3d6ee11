#include "edge/http/chrome.h"

#include <string.h>

#include "edge/http/access_form.h"
#include "edge/http/input.h"
#include "edge/http/list.h"
#include "edge/http/start.h"
#include "edge/web/label.h"
#include "edge/web/lines.h"
#include "edge/web/name.h"
#include "edge/web/places.h"
#include "edge/web/view.h"
#include "edge/web/yields.h"

static void set_text(const struct ll_chrome *d, struct ll_json *object, const char *name,
                     const char *text)
{
    ll_json_set_str(d->arena, object, name, ll_locale_text(d->locale, text));
}

static void set_text_in(const struct ll_chrome *d, struct ll_json *object, const char *name,
                        const char *context, const char *text)
{
    ll_json_set_str(d->arena, object, name, ll_locale_text_in(d->locale, context, text));
}

/* A row without a path begins a group. */
static const struct menu_row {
    const char *path;
    const char *context;
    const char *text;
} menu_rows[] = {
#define LL_MENU_GROUP(...) {NULL, __VA_ARGS__},
#define LL_MENU(address, ...) {(address), __VA_ARGS__},
#define LL_MENU_ALSO(...)
#define LL_MENU_FORM(...)
#include "edge/web/menu.def"
#undef LL_MENU_ALSO
#undef LL_MENU_FORM
#undef LL_MENU_GROUP
#undef LL_MENU
};

#define MENU_ROW_COUNT (sizeof(menu_rows) / sizeof(menu_rows[0]))

/* What looks at an address without names in it. */
static const struct ll_route *route_at(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_GET && strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

/* Is the address, or one below it, what is shown? */
static bool is_here(const struct ll_chrome *d, const char *path)
{
    struct ll_str here = ll_str_from_cstr(d->page->route == NULL ? "" : d->page->route->path);
    size_t len = strlen(path);
    return ll_str_starts(here, ll_str_from_cstr(path)) && (here.len == len || here.ptr[len] == '/');
}

/* A list that has such an order begins with what came last, or falls due first. */
static const char *const orders[] = {"newest_first", "by_deadline"};

static struct ll_str in_order(const struct ll_chrome *d, const char *path)
{
    const struct ll_record *record = ll_route_input(route_at(path));
    struct ll_strbuf buf;
    struct ll_str address = ll_str_from_cstr(path);
    ll_strbuf_init(&buf, d->arena, LL_HTTP_TARGET_BYTES_MAX);
    for (size_t i = 0; record != NULL && i < sizeof(orders) / sizeof(orders[0]); i++) {
        if (ll_record_find(record, ll_str_from_cstr(orders[i])) != NULL) {
            ll_strbuf_fmt(&buf, "%s?%s=true", path, orders[i]);
            return ll_strbuf_finish(&buf, &address, NULL) == LL_OK ? address
                                                                   : ll_str_from_cstr(path);
        }
    }
    return address;
}

bool ll_chrome_is_narrowed(const struct ll_chrome *d)
{
    struct ll_form_value *values = NULL;
    size_t count = 0;
    if (ll_query_values(d->exchange, &values, &count, NULL) != LL_OK) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_order =
            ll_str_eq_cstr(values[i].name, "after") || ll_str_eq_cstr(values[i].name, "limit");
        for (size_t k = 0; k < sizeof(orders) / sizeof(orders[0]); k++) {
            is_order = is_order || ll_str_eq_cstr(values[i].name, orders[k]);
        }
        if (!is_order && values[i].text.len > 0) {
            return true;
        }
    }
    return false;
}

static struct ll_json *menu_item(const struct ll_chrome *d, const struct menu_row *row)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, item, "href", in_order(d, row->path));
    set_text_in(d, item, "text", row->context, row->text);
    if (is_here(d, row->path)) {
        ll_json_set_bool(d->arena, item, "current", true);
    }
    return item;
}

/* The items of a group that the reader may see; NULL: none. */
static struct ll_json *menu_group(const struct ll_chrome *d, size_t group)
{
    const struct menu_row *rows = menu_rows;
    struct ll_json *items = ll_json_new_array(d->arena);
    struct ll_json *whole = ll_json_new_object(d->arena);
    for (size_t i = group + 1; i < MENU_ROW_COUNT && rows[i].path != NULL; i++) {
        if (ll_who_may(d->page->who, route_at(rows[i].path)->permission, NULL) == LL_OK) {
            ll_json_append(d->arena, items, menu_item(d, &rows[i]));
        }
    }
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    set_text_in(d, whole, "title", rows[group].context, rows[group].text);
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

/* What people of a role work with, in their words; an address of two roles once. */
static struct ll_json *own_group(const struct ll_chrome *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    for (size_t i = 0; i < ll_start_menu_count; i++) {
        const struct ll_start_menu_row *row = &ll_start_menu[i];
        const struct menu_row shown = {row->path, row->context, row->text};
        bool is_there = false;
        for (size_t k = 0; k < i; k++) {
            is_there = is_there || (strcmp(ll_start_menu[k].path, row->path) == 0 &&
                                    ll_start_is_mine(d->page->who, ll_start_menu[k].start));
        }
        if (!is_there && ll_start_is_mine(d->page->who, row->start) &&
            ll_who_may(d->page->who, route_at(row->path)->permission, NULL) == LL_OK) {
            ll_json_append(d->arena, items, menu_item(d, &shown));
        }
    }
    set_text(d, whole, "title", LL_T("Your work"));
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

/* What a person does about themselves, and what they may have beside their own work. */
static const struct menu_row account_rows[] = {
    {"/webhooks", LL_TC("menu", "Webhooks")},
    {LL_ACCESS_PASSWORD_PATH, LL_TC("menu", "Change your password")},
    {"/sessions/enrolment/new", LL_TC("menu", "Your second factor")},
};

static struct ll_json *account_group(const struct ll_chrome *d, bool is_own)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    for (size_t i = 0; i < sizeof(account_rows) / sizeof(account_rows[0]); i++) {
        const struct menu_row *row = &account_rows[i];
        bool is_personal = ll_str_starts(ll_str_from_cstr(row->path), LL_STR("/sessions/"));
        bool is_password = strcmp(row->path, LL_ACCESS_PASSWORD_PATH) == 0;
        bool is_shown = is_personal ? d->page->who->session.len > 0 : is_own;
        is_shown = is_shown && (!is_password || d->page->who->has_password);
        if (is_shown && ll_who_may(d->page->who, route_at(row->path)->permission, NULL) == LL_OK) {
            ll_json_append(d->arena, items, menu_item(d, row));
        }
    }
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    set_text_in(d, whole, "title", LL_TC("menu", "Your account"));
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

/* The groups of which the reader may see something; a passer-by needs no menu. */
static struct ll_json *navigation(const struct ll_chrome *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *groups = ll_json_new_array(d->arena);
    if (d->page->who == NULL || !d->page->who->is_known) {
        return NULL;
    }
    bool is_own = ll_start_has_menu(d->page->who);
    if (is_own) {
        ll_json_append(d->arena, groups, own_group(d));
    }
    for (size_t i = 0; !is_own && i < MENU_ROW_COUNT; i++) {
        struct ll_json *group = menu_rows[i].path == NULL ? menu_group(d, i) : NULL;
        if (group != NULL) {
            ll_json_append(d->arena, groups, group);
        }
    }
    struct ll_json *account = account_group(d, is_own);
    if (account != NULL) {
        ll_json_append(d->arena, groups, account);
    }
    set_text(d, whole, "label", LL_T("Main"));
    set_text(d, whole, "open", LL_T("Menu"));
    ll_json_set(d->arena, whole, "groups", groups);
    return whole;
}

/* The languages that pages come in, to choose one. */
static struct ll_json *languages(const struct ll_chrome *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    set_text(d, whole, "label", LL_T("Language"));
    ll_json_set_str(d->arena, whole, "to", d->exchange->path);
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        const struct ll_language_row *row = &ll_language_rows[i];
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_cstr(d->arena, item, "tag", row->tag);
        ll_json_set_cstr(d->arena, item, "text", row->name);
        if (row == d->locale->language) {
            ll_json_set_bool(d->arena, item, "current", true);
        }
        ll_json_append(d->arena, items, item);
    }
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

static struct ll_json *texts(const struct ll_chrome *d)
{
    struct ll_json *texts = ll_json_new_object(d->arena);
    set_text(d, texts, "about",
             LL_T("One scrap device for each device of a client: what was counted, stage by stage, "
                  "and how anyone can check it."));
    set_text(d, texts, "actions", LL_T("What you can do here"));
    set_text(d, texts, "all", LL_T("Show all"));
    set_text(d, texts, "api", LL_T("For programs"));
    set_text(d, texts, "filter", LL_T("Filter"));
    set_text(d, texts, "home", LL_T("Home"));
    set_text(d, texts, "line", LL_T("Line"));
    set_text(d, texts, "log", LL_T("The public log"));
    set_text(d, texts, "more", LL_T("More of them, as text:"));
    set_text(d, texts, "others", LL_T("Others, by their codes:"));
    set_text(d, texts, "preview", LL_T("Try it without storing"));
    set_text(d, texts, "sent", LL_T("It was sent. Choose another only to send that instead:"));
    set_text(d, texts, "show", LL_T("Show"));
    set_text(d, texts, "store", LL_T("Store"));
    set_text(d, texts, "stored", LL_T("Stored."));
    set_text(d, texts, "sign_in", LL_T("Sign in"));
    set_text(d, texts, "sign_out", LL_T("Sign out"));
    set_text(d, texts, "skip", LL_T("Skip to the content"));
    return texts;
}

/* The address of the next page of a list is in the reply already, as a link. */
static struct ll_json *next_of(const struct ll_chrome *d)
{
    const struct ll_http_reply *reply = &d->exchange->reply;
    for (size_t i = 0; i < reply->field_count; i++) {
        if (strcmp(reply->fields[i].name, "Link") == 0) {
            struct ll_str link = reply->fields[i].value;
            struct ll_json *next = ll_json_new_object(d->arena);
            ll_json_set_str(d->arena, next, "href",
                            ll_str_sub(link, 1, ll_str_find_char(link, '>')));
            set_text(d, next, "text", LL_T("Next page"));
            return next;
        }
    }
    return NULL;
}

/* A list that is shown can be taken along. */
static struct ll_json *file_of(const struct ll_chrome *d)
{
    const struct ll_page *page = d->page;
    if (page->status != 200 || page->edit != NULL || !ll_list_is(page->route)) {
        return NULL;
    }
    struct ll_json *file = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, file, "href", ll_list_address(d->exchange, LL_LIST_CSV, LL_STR("")));
    set_text(d, file, "text", LL_T("Take this list along as CSV (at most 50,000 rows)"));
    return file;
}

/* A list inside an object: "/orders/{ref}/allocations". */
static bool is_part(const struct ll_route *route)
{
    return ll_list_is(route) && strchr(route->path, '{') != NULL;
}

/* One thing about an object: "/lots/{ref}/yield". */
static bool is_inside(const struct ll_route *route)
{
    const char *name = route == NULL ? NULL : strchr(route->path, '{');
    return name != NULL && strchr(name, '/') != NULL;
}

/* Of a list, the address of one of its rows without the row's name: "/lots/" of "/lots", and of
 * "/cases/{ref}/lots". */
static const char *row_path_of(const struct ll_chrome *d)
{
    const struct ll_route *list = d->page->route;
    const char *front = list == NULL ? "" : is_part(list) ? strrchr(list->path, '/') : list->path;
    size_t len = strlen(front);
    for (size_t i = 0; list != NULL && i < ll_route_count; i++) {
        const char *path = ll_routes[i].path;
        if (ll_routes[i].method == LL_METHOD_GET && strncmp(path, front, len) == 0 &&
            strncmp(path + len, "/{", 2) == 0 && strchr(path + len + 1, '/') == NULL) {
            return ll_str_to_cstr(d->arena, (struct ll_str){path, len + 1});
        }
    }
    return NULL;
}

/* The row of the menu at whose address the page stands, or one name below it. */
static const struct menu_row *menu_row_of(const struct ll_route *route, bool *ret_below)
{
    struct ll_str path = ll_str_from_cstr(route == NULL ? "" : route->path);
    for (size_t i = 0; i < MENU_ROW_COUNT; i++) {
        struct ll_str row = ll_str_from_cstr(menu_rows[i].path == NULL ? "" : menu_rows[i].path);
        struct ll_str rest = ll_str_sub(path, row.len, path.len);
        if (row.len == 0 || !ll_str_starts(path, row)) {
            continue;
        }
        *ret_below = ll_str_starts(rest, LL_STR("/{")) &&
                     ll_str_find_char(ll_str_sub(rest, 1, rest.len), '/') + 1 == rest.len;
        if (rest.len == 0 || *ret_below) {
            return &menu_rows[i];
        }
    }
    return NULL;
}

/* The row of the menu below whose address the page stands. */
static const struct menu_row *menu_row_at(const struct ll_route *route)
{
    for (size_t i = 0; i < MENU_ROW_COUNT; i++) {
        const char *path = menu_rows[i].path;
        size_t len = path == NULL ? 0 : strlen(path);
        if (len > 0 && strncmp(route->path, path, len) == 0 &&
            (route->path[len] == '\0' || route->path[len] == '/')) {
            return &menu_rows[i];
        }
    }
    return NULL;
}

/* What an object is called by, the best first. */
static const char *const titles[] = {"code", "serial", "title", "name", "number", "email"};

static struct ll_str title_of(const struct ll_json *data, struct ll_str otherwise)
{
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        struct ll_str text = ll_json_string_at(data, titles[i]);
        if (text.len > 0) {
            return text;
        }
    }
    return otherwise;
}

/* "/lots" as "/lots/". */
static const char *slashed(struct ll_arena *arena, const char *path)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, strlen(path) + 2);
    ll_strbuf_cstr(&buf, path);
    ll_strbuf_str(&buf, (struct ll_str){"/", 2});
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text.ptr : path;
}

/* The object that the page is about one thing of: what a form changes, a list inside it. */
static struct ll_str object_of(const struct ll_chrome *d, const struct menu_row *row)
{
    const struct ll_page *page = d->page;
    if (page->edit == NULL && is_inside(page->route)) {
        struct ll_str rest =
            ll_str_sub(d->exchange->path, strlen(row->path) + 1, d->exchange->path.len);
        return ll_str_sub(rest, 0, ll_str_find_char(rest, '/'));
    }
    return page->edit != NULL && page->edit->match->count > 0 ? page->edit->match->values[0]
                                                              : LL_STR("");
}

/* The list, and the object, if the page is about one thing of it. `is_words`: the page is called by
 * words, not by a code. */
static void set_path(const struct ll_chrome *d, struct ll_json *chrome, const struct menu_row *row,
                     bool is_words)
{
    struct ll_json *path = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    struct ll_str name = object_of(d, row);
    ll_json_append(d->arena, items, menu_item(d, row));
    if (name.len > 0) {
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_str(d->arena, item, "href",
                        ll_view_path(d->arena, slashed(d->arena, row->path), name));
        ll_json_set_str(d->arena, item, "text", ll_name_short(d->arena, name));
        ll_json_append(d->arena, items, item);
    }
    ll_json_set(d->arena, path, "items", items);
    if (d->page->edit == NULL && name.len == 0 && !is_words) {
        ll_json_set_bool(d->arena, path, "code", true); /* as what the page is called */
    }
    ll_json_set(d->arena, chrome, "path", path);
}

/* A member of what was made for the page, to be changed. */
static struct ll_json *member_of(struct ll_json *object, const char *name)
{
    for (size_t i = 0; object != NULL && i < object->count; i++) {
        if (ll_str_eq_cstr(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

/* The id of one of the page's list: its own, or that of what it replaces. */
static bool is_of_list(const struct ll_json *fact, struct ll_str list)
{
    return ll_json_get(fact, "id") != NULL && ll_str_starts(ll_json_string_at(fact, "href"), list);
}

/* A state stands beside what an object is called by. */
static bool is_state(const struct ll_chrome *d, const struct ll_json *fact, struct ll_str state)
{
    struct ll_str label = ll_label(d->arena, d->locale, LL_STR("state"));
    return ll_str_eq(ll_json_string_at(fact, "label"), label) &&
           ll_str_eq(ll_json_string_at(fact, "text"), state);
}

/*
 * An object's facts without what its head says: what it is called by, its state, and its own id,
 * which stands below that ("ident"). `list`: the address of its list, and a slash; `ref`: by what
 * it was asked for, which tells its own id from another.
 */
static void set_head(const struct ll_chrome *d, struct ll_json *chrome, struct ll_json *view,
                     struct ll_str list, struct ll_str ref)
{
    struct ll_json *sections = member_of(view, "sections");
    struct ll_json *first = sections == NULL || sections->count == 0 ? NULL : &sections->items[0];
    struct ll_json *facts = member_of(member_of(first, "facts"), "items");
    struct ll_str title = ll_json_string(member_of(chrome, "title"));
    struct ll_str state = ll_json_string(member_of(member_of(chrome, "state"), "text"));
    size_t kept = 0;
    size_t own = 0;
    if (facts == NULL || member_of(first, "title") != NULL) {
        return;
    }
    for (size_t i = 0; i < facts->count; i++) {
        own += is_of_list(&facts->items[i], list) ? 1 : 0;
    }
    for (size_t i = 0; i < facts->count; i++) {
        const struct ll_json *fact = &facts->items[i];
        struct ll_str text = ll_json_string_at(fact, "text");
        if (is_of_list(fact, list) && (own == 1 || ll_str_eq(text, ref))) {
            ll_json_set_str(d->arena, chrome, "ident", text);
        } else if (is_state(d, fact, state)) {
            state = LL_STR(""); /* another fact may be the same word */
        } else if (!ll_str_eq(text, title)) {
            facts->items[kept++] = *fact;
        }
    }
    facts->count = kept;
    if (kept == 0) {
        sections->items++;
        sections->count--;
        sections->capacity--;
    }
}

/* Of a list its name in the menu; of what is in one, what it is called by, and its state. */
static void set_title(const struct ll_chrome *d, struct ll_json *chrome, struct ll_json *view)
{
    const struct ll_page *page = d->page;
    bool is_below = false;
    const struct menu_row *row = menu_row_of(page->route, &is_below);
    struct ll_str problem = ll_json_string_at(page->data, "title");
    char *words = page->status >= 400 ? ll_str_to_cstr(d->arena, problem) : NULL;
    if (words != NULL && problem.len > 0) {
        set_text(d, chrome, "problem", words);
    }
    if (page->edit != NULL) {
        row = menu_row_at(page->route);
        set_text(d, chrome, "title", ll_route_help(page->route));
        if (row != NULL) {
            set_path(d, chrome, row, false);
        }
    } else if (page->title != NULL) {
        set_text(d, chrome, "title", page->title);
    } else if (page->status == 200 && ll_chrome_is_done(d)) {
        row = menu_row_at(page->route);
        set_text(d, chrome, "title", ll_route_help(page->route));
        if (row != NULL) {
            set_path(d, chrome, row, true);
        }
    } else if (is_part(page->route) && menu_row_at(page->route) != NULL) {
        const char *part = strrchr(page->route->path, '/') + 1;
        set_path(d, chrome, menu_row_at(page->route), false);
        ll_json_set_str(d->arena, chrome, "title",
                        ll_label(d->arena, d->locale, ll_str_from_cstr(part)));
    } else if (row != NULL && !is_below) {
        set_text_in(d, chrome, "title", row->context, row->text);
    } else if (row != NULL) {
        struct ll_str here = d->exchange->path;
        struct ll_str ref = ll_str_sub(here, strlen(row->path) + 1, here.len);
        struct ll_json *state = ll_view_cell(d->arena, d->locale, page->data, "state");
        bool is_words = false;
        struct ll_str name = ll_name_of(d->arena, d->locale, row->path, page->data, &is_words);
        set_path(d, chrome, row, is_words);
        ll_json_set_str(d->arena, chrome, "title",
                        is_words ? name : title_of(page->data, name.len > 0 ? name : ref));
        if (ll_json_string_at(state, "text").len > 0) {
            ll_json_set(d->arena, chrome, "state", state);
        }
        set_head(d, chrome, view, ll_str_from_cstr(slashed(d->arena, row->path)), ref);
    } else if (page->route != NULL) {
        set_text(d, chrome, "title", ll_route_help(page->route));
    }
    row = page->status == 200 && is_inside(page->route) ? menu_row_at(page->route) : NULL;
    if (row != NULL && page->edit == NULL && member_of(chrome, "path") == NULL) {
        set_path(d, chrome, row, false);
    }
}

/* Who reads: signed in, with the token that forms of theirs carry, or not. */
static void set_who(const struct ll_chrome *d, struct ll_json *chrome)
{
    const struct ll_who *who = d->page->who;
    if (who != NULL && who->csrf.len > 0) {
        ll_json_set_str(d->arena, chrome, "csrf", who->csrf);
        ll_json_set_bool(d->arena, chrome, "signed_in", true);
    } else {
        ll_json_set_cstr(d->arena, chrome, "csrf", "");
    }
}

static void set_drawings(const struct ll_chrome *d, struct ll_json *chrome)
{
    struct ll_json *drawings = d->page->start == LL_START_NONE
                                   ? ll_lines_of(d->arena, d->locale, d->page->data)
                                   : ll_json_new_object(d->arena);
    if (drawings == NULL) {
        drawings = ll_yields_of(d->arena, d->locale, d->page->data);
    }
    if (drawings == NULL) {
        drawings = ll_places_route(d->arena, d->locale, d->page->data);
    }
    if (drawings != NULL) {
        ll_json_set_str(d->arena, drawings, "style", d->draw_style);
        ll_json_set(d->arena, chrome, "drawings", drawings);
    }
}

/* The address of a list inside the object that is shown; .ptr NULL: it has none. */
static struct ll_str part_address(const struct ll_chrome *d, struct ll_str name)
{
    const struct ll_route *here = d->page->route;
    size_t len = here == NULL ? 0 : strlen(here->path);
    struct ll_strbuf buf;
    struct ll_str address = {NULL, 0};
    for (size_t i = 0; here != NULL && i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method == LL_METHOD_GET && strncmp(route->path, here->path, len) == 0 &&
            route->path[len] == '/' && ll_str_eq_cstr(name, route->path + len + 1) &&
            ll_who_may(d->page->who, route->permission, NULL) == LL_OK) {
            ll_strbuf_init(&buf, d->arena, LL_HTTP_TARGET_BYTES_MAX);
            ll_strbuf_str(&buf, d->exchange->path);
            ll_strbuf_char(&buf, '/');
            ll_strbuf_str(&buf, name);
            return ll_strbuf_finish(&buf, &address, NULL) == LL_OK ? address
                                                                   : (struct ll_str){NULL, 0};
        }
    }
    return address;
}

/* Of long lists the first rows are shown, which lead to all. */
static void set_parts(const struct ll_chrome *d, struct ll_json *view)
{
    struct ll_json *sections = member_of(view, "sections");
    for (size_t i = 0; sections != NULL && i < sections->count; i++) {
        struct ll_json *section = &sections->items[i];
        struct ll_str name = ll_json_string(member_of(section, "of"));
        struct ll_json *more = member_of(section, "more");
        struct ll_str address = name.len == 0 ? (struct ll_str){NULL, 0} : part_address(d, name);
        const struct ll_json *rows =
            address.ptr == NULL ? NULL : ll_json_get(d->page->data, ll_str_to_cstr(d->arena, name));
        if (rows == NULL || more == NULL || rows->count <= LL_VIEW_ROWS_MAX) {
            continue;
        }
        struct ll_json *link = ll_json_new_object(d->arena);
        more->string = ll_view_left(d->arena, d->locale, LL_TN("{n} more row.", "{n} more rows."),
                                    rows->count - LL_VIEW_ROWS_MAX);
        ll_json_set_str(d->arena, link, "href", address);
        set_text(d, link, "text", LL_T("Show all"));
        ll_json_set(d->arena, section, "link", link);
    }
}

/* What a template of its own shows; NULL for the others. */
static struct ll_json *own_of(const struct ll_chrome *d)
{
    struct ll_json *own =
        d->page->own == NULL ? NULL : d->page->own(d->arena, d->locale, d->page->data);
    if (own != NULL) {
        ll_json_set_str(d->arena, own, "style", d->draw_style);
        ll_json_set_str(d->arena, own, "public_style", d->public_style);
    }
    return own;
}

struct ll_json *ll_chrome_of(const struct ll_chrome *d)
{
    const struct ll_page *page = d->page;
    struct ll_json *chrome = ll_json_new_object(d->arena);
    struct ll_json *own = own_of(d);
    const struct ll_json *shown = ll_json_get(own, "shown");
    struct ll_json *view =
        page->start == LL_START_NONE
            ? ll_view_of(d->arena, d->locale, row_path_of(d), shown == NULL ? page->data : shown)
            : ll_start_view(d->arena, d->locale, page->start, page->data);
    struct ll_json *next = next_of(d);
    struct ll_json *file = file_of(d);
    struct ll_json *links = navigation(d);
    ll_json_set_cstr(d->arena, chrome, "language", d->locale->language->tag);
    ll_json_set_str(d->arena, chrome, "site", page->site);
    ll_json_set_str(d->arena, chrome, "style", d->style);
    ll_json_set_str(d->arena, chrome, "icon", d->icon);
    set_title(d, chrome, view);
    ll_json_set(d->arena, chrome, "text", texts(d));
    ll_json_set(d->arena, chrome, "languages", languages(d));
    set_who(d, chrome);
    if (links != NULL) {
        ll_json_set(d->arena, chrome, "navigation", links);
    }
    if (next != NULL) {
        ll_json_set(d->arena, view, "next", next);
    }
    if (file != NULL) {
        ll_json_set(d->arena, view, "file", file);
    }
    if (page->status == 200 && page->start == LL_START_NONE) {
        set_parts(d, view);
        ll_chrome_set_empty(d, view);
    }
    ll_json_set(d->arena, chrome, "view", view);
    set_drawings(d, chrome);
    if (own != NULL) {
        ll_json_set(d->arena, chrome, "own", own);
    }
    ll_chrome_set_forms(d, chrome);
    if (page->access != NULL) {
        ll_json_set(d->arena, chrome, "access", ll_access_form_json(page->access, d->locale));
    }
    if (page->fill != NULL) {
        page->fill(d, chrome);
    }
    return chrome;
}
