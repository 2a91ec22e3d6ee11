/* What pages say to who begins with an empty ledger (edge/web/empty.def). */
#include <string.h>

#include "edge/http/chrome.h"
#include "edge/http/list.h"
#include "edge/web/label.h"
#include "edge/web/say.h"
#include "edge/web/view.h"

#define ADDRESS_BYTES_MAX LL_HTTP_TARGET_BYTES_MAX

static const struct {
    const char *step;
    const char *title;
    const char *text;
    enum ll_permission permission;
    const char *front;
    const char *end;
} steps[] = {
#define LL_STEP(step, title, text, PERMISSION, front, end)                                         \
    {step, title, text, LL_MAY_##PERMISSION, front, end},
#define LL_EMPTY(...)
#define LL_EMPTY_BY(...)
#include "edge/web/empty.def"
#undef LL_STEP
#undef LL_EMPTY
#undef LL_EMPTY_BY
};
#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))

static const struct {
    const char *list;
    bool is_others; /* for who may not send its form */
    const char *text;
} empties[] = {
#define LL_STEP(...)
#define LL_EMPTY(list, text) {list, false, text},
#define LL_EMPTY_BY(list, text) {list, true, text},
#include "edge/web/empty.def"
#undef LL_STEP
#undef LL_EMPTY
#undef LL_EMPTY_BY
};

static struct ll_str address(const struct ll_chrome *d, const char *front, struct ll_str middle,
                             const char *end)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, front);
    ll_strbuf_str(&buf, middle);
    ll_strbuf_cstr(&buf, end);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* ---- the first steps ---- */

static size_t step_of(const struct ll_json *told)
{
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (ll_str_eq_cstr(ll_json_string_at(told, "step"), steps[i].step)) {
            return i;
        }
    }
    LL_ASSERT(false);
}

/* "… It is done by: logistics, programme" for who may not do it: in which roles somebody may. */
static struct ll_str by_others(const struct ll_chrome *d, size_t step)
{
    const struct ll_say words = {d->arena, d->locale};
    struct ll_str roles[LL_ROLE_ROW_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
        enum ll_role role = (enum ll_role)ll_role_rows[i].value;
        enum ll_tone tone;
        if (ll_role_is_operators(role) && role != LL_ROLE_ADMIN &&
            ll_roles_may((struct ll_roles){1U << role}, steps[step].permission)) {
            roles[count++] =
                ll_label_word(d->locale, ll_str_from_cstr(ll_role_rows[i].name), &tone);
        }
    }
    struct ll_slot slots[] = {{"text", ll_locale_text(d->locale, steps[step].text)},
                              {"roles", ll_say_list(&words, roles, count)}};
    return ll_say_fill(&words, LL_T("{text} Who may do it: {roles}."), slots, 2);
}

static struct ll_json *step_item(const struct ll_chrome *d, const struct ll_json *told)
{
    size_t at = step_of(told);
    struct ll_json *item = ll_json_new_object(d->arena);
    struct ll_str programme = ll_json_string_at(d->page->data, "programme");
    bool is_done = ll_json_get(told, "done")->type == LL_JSON_TRUE;
    bool can = steps[at].end == NULL || programme.len > 0;
    bool may = ll_who_may(d->page->who, steps[at].permission, NULL) == LL_OK;
    ll_json_set_str(d->arena, item, "title", ll_locale_text(d->locale, steps[at].title));
    ll_json_set_str(d->arena, item, "text",
                    may || is_done ? ll_locale_text(d->locale, steps[at].text) : by_others(d, at));
    if (is_done) {
        ll_json_set_str(d->arena, item, "done", ll_locale_text(d->locale, LL_T("done")));
    }
    if (can && may) {
        ll_json_set_str(d->arena, item, "href",
                        steps[at].end == NULL
                            ? ll_str_from_cstr(steps[at].front)
                            : address(d, "", ll_view_path(d->arena, steps[at].front, programme),
                                      steps[at].end));
    }
    return item;
}

void ll_chrome_set_steps(const struct ll_chrome *d, struct ll_json *ret_desk)
{
    const struct ll_json *told = ll_json_get(d->page->data, "steps");
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    if (told == NULL || told->count == 0) {
        return;
    }
    for (size_t i = 0; i < told->count; i++) {
        ll_json_append(d->arena, items, step_item(d, &told->items[i]));
    }
    ll_json_set_str(d->arena, whole, "title",
                    ll_locale_text(d->locale, LL_T("The steps to your first shipment")));
    ll_json_set(d->arena, whole, "items", items);
    ll_json_set(d->arena, ret_desk, "steps", whole);
}

/* ---- what is not there yet ---- */

/* Without a text for those who may not, all read the same. */
static const char *empty_text(const struct ll_route *route, bool may)
{
    const char *text = NULL;
    for (size_t i = 0; i < sizeof(empties) / sizeof(empties[0]); i++) {
        if (strcmp(empties[i].list, route->path) == 0 &&
            (text == NULL || (empties[i].is_others && !may))) {
            text = empties[i].text;
        }
    }
    return text;
}

static bool may_post(const struct ll_chrome *d, const char *path, const struct ll_route **ret_route)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_POST && ll_routes[i].service != NULL &&
            strcmp(ll_routes[i].path, path) == 0) {
            *ret_route = &ll_routes[i];
            return ll_who_may(d->page->who, ll_routes[i].permission, NULL) == LL_OK;
        }
    }
    return false;
}

/* It says "none" so far. */
static void set_nothing(const struct ll_chrome *d, struct ll_json *section, const char *text)
{
    for (size_t i = 0; i < section->count; i++) {
        if (ll_str_eq_cstr(section->members[i].name, "nothing")) {
            section->members[i].value.string = ll_locale_text(d->locale, text);
        }
    }
}

static void set_link(const struct ll_chrome *d, struct ll_json *section, struct ll_str href,
                     const char *text)
{
    struct ll_json *link = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, link, "href", href);
    ll_json_set_str(d->arena, link, "text", ll_locale_text(d->locale, text));
    ll_json_set_bool(d->arena, link, "button", true);
    ll_json_set(d->arena, section, "link", link);
}

void ll_chrome_set_empty(const struct ll_chrome *d, struct ll_json *view)
{
    const struct ll_page *page = d->page;
    const struct ll_json *items = ll_json_get(page->data, "items");
    const struct ll_json *sections = ll_json_get(view, "sections");
    const struct ll_route *form = NULL;
    if (page->status != 200 || page->edit != NULL || page->route == NULL || items == NULL ||
        items->type != LL_JSON_ARRAY || items->count > 0 || sections == NULL ||
        sections->count == 0 || !ll_list_is(page->route)) {
        return;
    }
    struct ll_json *section = &sections->items[sections->count - 1];
    bool may = may_post(d, page->route->path, &form);
    const char *text = empty_text(page->route, may);
    if (ll_chrome_is_narrowed(d)) {
        set_nothing(d, section, LL_T("Nothing fits what the list is narrowed to."));
        set_link(d, section, d->exchange->path, LL_T("Show all"));
    } else if (text != NULL) {
        set_nothing(d, section, text);
        if (may) {
            set_link(d, section, address(d, "/forms", ll_str_from_cstr(page->route->path), ""),
                     form->service->help);
        }
    }
}

void ll_chrome_set_begin(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_page *page = d->page;
    const struct ll_route *form = NULL;
    struct ll_json *begin = ll_json_new_object(d->arena);
    if (page->status != 404 || page->route == NULL || page->route->method != LL_METHOD_GET ||
        strchr(page->route->path, '{') != NULL || d->exchange->query.len > 0 ||
        !may_post(d, page->route->path, &form)) {
        return;
    }
    ll_json_set_str(d->arena, begin, "href",
                    address(d, "/forms", ll_str_from_cstr(page->route->path), ""));
    ll_json_set_str(d->arena, begin, "text", ll_locale_text(d->locale, form->service->help));
    ll_json_set(d->arena, ret_page, "begin", begin);
}
