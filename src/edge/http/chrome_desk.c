/* The operator's desk as a page: `page.desk` of the answer of desk show (docs/pages.md). */
#include <string.h>

#include "draw/bars.h"
#include "draw/line.h"
#include "edge/http/chrome.h"
#include "edge/http/input.h"
#include "edge/web/name.h"
#include "edge/web/places.h"
#include "edge/web/view.h"

#define ADDRESS_BYTES_MAX (2 * LL_HTTP_TARGET_BYTES_MAX)
#define TEXT_BYTES_MAX 1024
#define CLEAR_MAX 32

enum group {
    GROUP_BLOCKS,
    GROUP_WAITS,
    GROUPS
};

static const struct words {
    const char *task;
    enum group group;
    const char *context;
    const char *title;
    const char *mend_context;
    const char *mend;
    enum ll_permission permission;
    const char *front;
    const char *end;
} words[] = {
#define LL_DESK_WORDS(task, GROUP, title, mend, PERMISSION, front, end)                            \
    {task, GROUP_##GROUP, title, mend, LL_MAY_##PERMISSION, front, end},
#include "edge/web/desk.def"
#undef LL_DESK_WORDS
};

static const struct words *words_of(struct ll_str task)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ll_str_eq_cstr(task, words[i].task)) {
            return &words[i];
        }
    }
    return NULL;
}

/* ---- texts ---- */

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    return ll_strbuf_finish(buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static struct ll_str number_of(const struct ll_chrome *d, int64_t value)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    ll_locale_put_i64(d->locale, &buf, value);
    return finish(&buf);
}

static struct ll_str mass_of(const struct ll_chrome *d, int64_t grams)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    ll_locale_put_mass(d->locale, &buf, (struct ll_mass){grams}, LL_MASS_BY_SIZE);
    return finish(&buf);
}

static struct ll_str fill(const struct ll_chrome *d, struct ll_str text, struct ll_str n)
{
    struct ll_strbuf buf;
    const struct ll_slot slot = {.name = "n", .value = n};
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, text, &slot, 1);
    return finish(&buf);
}

static struct ll_str units_of(const struct ll_chrome *d, int64_t units)
{
    return fill(d, ll_locale_count(d->locale, LL_TN("{n} unit", "{n} units"), units),
                number_of(d, units));
}

static int64_t integer_of(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_NUMBER && value->is_integer ? value->integer : 0;
}

/* "12 units", "3.5 kg", "12 units, 3.5 kg"; empty of nothing. */
static struct ll_str amount_of(const struct ll_chrome *d, const struct ll_json *of)
{
    int64_t units = integer_of(of, "units");
    int64_t grams = integer_of(of, "mass_g");
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    if (units > 0) {
        ll_strbuf_str(&buf, units_of(d, units));
    }
    if (grams > 0) {
        ll_strbuf_cstr(&buf, units > 0 ? ", " : "");
        ll_strbuf_str(&buf, mass_of(d, grams));
    }
    return finish(&buf);
}

/* ---- addresses ---- */

/* "?" or "&", then "name=value". */
static void put_query(const struct ll_chrome *d, struct ll_strbuf *buf, const char *name,
                      struct ll_str value)
{
    ll_strbuf_char(buf, memchr(buf->ptr, '?', buf->len) == NULL ? '?' : '&');
    ll_strbuf_cstr(buf, name);
    ll_strbuf_str(buf, ll_view_path(d->arena, "=", value));
}

/* The list of a noun, if the reader may see it. */
static const struct ll_route *list_of(const struct ll_chrome *d, struct ll_str noun)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method == LL_METHOD_GET && route->service != NULL &&
            ll_str_eq_cstr(noun, route->service->noun) &&
            strcmp(route->service->verb, "list") == 0) {
            return ll_who_may(d->page->who, route->permission, NULL) == LL_OK ? route : NULL;
        }
    }
    return NULL;
}

/* A list with up to three filters, NULL for those that there are not; empty: it may not be seen. */
struct query {
    const char *name;
    struct ll_str value;
};
static struct ll_str list_address(const struct ll_chrome *d, const char *noun,
                                  const struct query *queries, size_t count)
{
    const struct ll_route *list = list_of(d, ll_str_from_cstr(noun));
    struct ll_strbuf buf;
    if (list == NULL) {
        return LL_STR("");
    }
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, list->path);
    for (size_t i = 0; i < count; i++) {
        if (queries[i].value.len > 0) {
            put_query(d, &buf, queries[i].name, queries[i].value);
        }
    }
    return finish(&buf);
}

static struct ll_str filtered(const struct ll_chrome *d, const struct ll_route *list,
                              const struct ll_json *filter)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, list->path);
    for (size_t i = 0; filter != NULL && i < filter->count; i++) {
        put_query(d, &buf, ll_str_to_cstr(d->arena, filter->members[i].name),
                  ll_json_string(&filter->members[i].value));
    }
    return finish(&buf);
}

/* ---- what waits ---- */

static struct ll_str join(const struct ll_chrome *d, const char *front, struct ll_str middle,
                          const char *end)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, front);
    ll_strbuf_str(&buf, middle);
    ll_strbuf_cstr(&buf, end);
    return finish(&buf);
}

static struct ll_json *mend_of(const struct ll_chrome *d, const struct words *row,
                               struct ll_str address, struct ll_str ref, bool names_ref)
{
    struct ll_json *mend = ll_json_new_object(d->arena);
    struct ll_str text = ll_locale_text_in(d->locale, row->mend_context, row->mend);
    const struct ll_slot slots[] = {{"what", text}, {"which", ref}};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(d->locale, LL_T("{what}: {which}")), slots, 2);
    struct ll_str label = ref.len == 0 ? text : finish(&buf);
    ll_json_set_str(d->arena, mend, "href", address);
    ll_json_set_str(d->arena, mend, "text", names_ref ? label : text);
    ll_json_set_str(d->arena, mend, "label", label);
    return mend;
}

static struct ll_json *entry_of(const struct ll_chrome *d, const struct words *row,
                                const struct ll_route *list, struct ll_str ref, bool mends)
{
    struct ll_json *entry = ll_json_new_object(d->arena);
    struct ll_str path = join(d, list->path, LL_STR("/"), "");
    ll_json_set_str(d->arena, entry, "href", ll_view_path(d->arena, path.ptr, ref));
    ll_json_set_str(d->arena, entry, "text", ll_name_short(d->arena, ref));
    if (ll_name_is_id(ref)) {
        ll_json_set_bool(d->arena, entry, "id", true);
    }
    if (!mends || row->end == NULL) {
        ll_json_set_bool(d->arena, entry, "mend", false); /* not the task's */
    } else {
        struct ll_str there = ll_view_path(d->arena, row->front, ref);
        ll_json_set(
            d->arena, entry, "mend",
            mend_of(d, row, join(d, "", there, row->end), ll_name_short(d->arena, ref), false));
    }
    return entry;
}

static bool is_waiting_in(const struct ll_json *covered)
{
    return integer_of(covered, "demanded_units") > integer_of(covered, "allocated_units") ||
           integer_of(covered, "demanded_g") > integer_of(covered, "allocated_g");
}

/* What mends all entries of a task: one form, or one for each programme in which demand waits. */
static struct ll_json *mends_of(const struct ll_chrome *d, const struct words *row)
{
    struct ll_json *mends = ll_json_new_array(d->arena);
    const struct ll_json *coverage = ll_json_get(d->page->data, "coverage");
    const char *slot = strchr(row->front, '{');
    struct ll_str last = LL_STR("");
    if (slot == NULL) {
        ll_json_append(d->arena, mends,
                       mend_of(d, row, ll_str_from_cstr(row->front), LL_STR(""), false));
        return mends;
    }
    for (size_t i = 0; coverage != NULL && i < coverage->count; i++) {
        struct ll_str programme = ll_json_string(ll_json_get(&coverage->items[i], "programme"));
        if (!is_waiting_in(&coverage->items[i]) || ll_str_eq(programme, last)) {
            continue;
        }
        struct ll_str front = {row->front, (size_t)(slot - row->front)};
        struct ll_str there = ll_view_path(d->arena, ll_str_to_cstr(d->arena, front), programme);
        ll_json_append(d->arena, mends,
                       mend_of(d, row, join(d, "", there, strchr(slot, '}') + 1), programme, true));
        last = programme;
    }
    if (mends != NULL && mends->count == 0) {
        ll_json_append(d->arena, mends, mend_of(d, row, LL_STR("/programmes"), LL_STR(""), false));
    }
    return mends;
}

static struct ll_json *task_of(const struct ll_chrome *d, const struct words *row,
                               const struct ll_json *task)
{
    struct ll_arena *arena = d->arena;
    struct ll_json *item = ll_json_new_object(arena);
    struct ll_json *first = ll_json_new_array(arena);
    const struct ll_route *list = list_of(d, ll_json_string(ll_json_get(task, "list")));
    const struct ll_json *refs = ll_json_get(task, "first");
    bool mends = row->front != NULL && ll_who_may(d->page->who, row->permission, NULL) == LL_OK;
    ll_json_set_str(arena, item, "title", ll_locale_text_in(d->locale, row->context, row->title));
    ll_json_set_str(arena, item, "entries", number_of(d, integer_of(task, "entries")));
    ll_json_set_str(arena, item, "amount", amount_of(d, task));
    if (list != NULL) {
        ll_json_set_str(arena, item, "href", filtered(d, list, ll_json_get(task, "filter")));
    }
    for (size_t i = 0; list != NULL && refs != NULL && i < refs->count; i++) {
        ll_json_append(arena, first,
                       entry_of(d, row, list, ll_json_string(&refs->items[i]), mends));
    }
    ll_json_set(arena, item, "first", first);
    if (mends && row->end == NULL) {
        ll_json_set(arena, item, "mend", mends_of(d, row));
    } else {
        ll_json_set_bool(arena, item, "mend", false); /* the entries have their own */
    }
    return item;
}

/* What was looked at and does not wait. */
static void set_clear(const struct ll_chrome *d, struct ll_json *group, const struct ll_str *titles,
                      size_t count)
{
    struct ll_json *clear = ll_json_new_object(d->arena);
    struct ll_strbuf buf;
    if (count == 0) {
        return;
    }
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX * 2);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : " · ");
        ll_strbuf_str(&buf, titles[i]);
    }
    ll_json_set_str(d->arena, clear, "label", ll_locale_text(d->locale, LL_T("None of these:")));
    ll_json_set_str(d->arena, clear, "text", finish(&buf));
    ll_json_set(d->arena, group, "clear", clear);
}

/* ---- tables ---- */

static void add_column(const struct ll_chrome *d, struct ll_json *columns, struct ll_str text,
                       bool is_number)
{
    struct ll_json *column = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, column, "text", text);
    if (is_number) {
        ll_json_set_bool(d->arena, column, "number", true);
    }
    ll_json_append(d->arena, columns, column);
}

static struct ll_json *add_cell(const struct ll_chrome *d, struct ll_json *cells,
                                struct ll_str text, struct ll_str href, bool is_number)
{
    struct ll_json *cell = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, cell, "text", text);
    if (href.len > 0) {
        ll_json_set_str(d->arena, cell, "href", href);
    }
    if (is_number) {
        ll_json_set_bool(d->arena, cell, "number", true);
    }
    ll_json_append(d->arena, cells, cell);
    return cells == NULL || cells->broken ? NULL : &cells->items[cells->count - 1];
}

static void add_row(const struct ll_chrome *d, struct ll_json *rows, struct ll_json *cells)
{
    struct ll_json *row = ll_json_new_object(d->arena);
    ll_json_set(d->arena, row, "cells", cells);
    ll_json_append(d->arena, rows, row);
}

static struct ll_json *new_table(const struct ll_chrome *d, const char *title, const char *note)
{
    struct ll_json *table = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, table, "title", ll_locale_text(d->locale, title));
    if (note != NULL) {
        ll_json_set_str(d->arena, table, "note", ll_locale_text(d->locale, note));
    }
    return table;
}

static void finish_table(const struct ll_chrome *d, struct ll_json *tables, struct ll_json *table,
                         struct ll_json *columns, struct ll_json *rows)
{
    ll_json_set(d->arena, table, "columns", columns);
    ll_json_set(d->arena, table, "rows", rows);
    if (ll_json_get(table, "charts") == NULL) {
        ll_json_set_bool(d->arena, table, "charts", false);
    }
    if (ll_json_get(table, "map") == NULL) {
        ll_json_set_bool(d->arena, table, "map", false);
    }
    ll_json_append(d->arena, tables, table);
}

static struct ll_str words_for(const struct ll_chrome *d, const char *text)
{
    return ll_locale_text(d->locale, text);
}

/* Nothing of nothing. */
static struct ll_str measured(const struct ll_chrome *d, bool in_grams, int64_t amount)
{
    return amount == 0 ? LL_STR("") : in_grams ? mass_of(d, amount) : number_of(d, amount);
}

/* ---- the next shipments ---- */

static bool is_set(const struct ll_json *of, const char *name)
{
    const struct ll_json *value = ll_json_get(of, name);
    return value != NULL && value->type == LL_JSON_TRUE;
}

static void add_view(const struct ll_chrome *d, struct ll_json *cells, const struct ll_json *of,
                     const char *name)
{
    ll_json_append(d->arena, cells, ll_view_cell(d->arena, d->locale, of, name));
}

static struct ll_json *next_cells(const struct ll_chrome *d, const struct ll_json *next)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    struct ll_str code = ll_json_string(ll_json_get(next, "shipment"));
    add_cell(d, cells, code, ll_view_path(d->arena, "/shipments/", code), false);
    add_view(d, cells, next, "planned_arrival");
    return cells;
}

/* Whose licence, and of which kind; or under which case. */
static void add_of(const struct ll_chrome *d, struct ll_json *cells, const struct ll_json *blocker)
{
    struct ll_json *cell = ll_view_cell(d->arena, d->locale, blocker, "kind");
    if (ll_json_get(blocker, "holder") == NULL) {
        add_view(d, cells, blocker, "case_id");
        return;
    }
    struct ll_str kind = ll_json_string(ll_json_get(cell, "text"));
    struct ll_str front =
        join(d, "", ll_json_string(ll_json_get(blocker, "holder")), kind.len > 0 ? ", " : "");
    add_cell(d, cells, join(d, ll_str_to_cstr(d->arena, front), kind, ""), LL_STR(""), false);
}

static void add_blocker_row(const struct ll_chrome *d, struct ll_json *rows,
                            const struct ll_json *next, const struct ll_json *blocker)
{
    struct ll_json *cells = next_cells(d, next);
    add_view(d, cells, blocker, "blocker");
    add_view(d, cells, blocker, "country");
    add_of(d, cells, blocker);
    add_view(d, cells, blocker, ll_json_get(blocker, "authority") == NULL ? "who" : "authority");
    add_view(d, cells, blocker, "rule");
    add_view(d, cells, blocker, "source");
    add_row(d, rows, cells);
}

/* What the gate asks of them that nobody overrode, a row of each. */
static bool add_next(const struct ll_chrome *d, struct ll_json *tables)
{
    static const char *const columns_of[] = {
        LL_T("Shipment"), LL_T("Planned arrival"), LL_T("What is missing"),
        LL_T("Country"),  LL_T("Whose"),           LL_T("Who has to act"),
        LL_T("Rule"),     LL_T("Source")};
    const struct ll_json *all = ll_json_get(d->page->data, "next_shipments");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    bool is_blocked = false;
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        const struct ll_json *next = &all->items[i];
        const struct ll_json *blockers = ll_json_get(next, "blockers");
        for (size_t k = 0; blockers != NULL && k < blockers->count; k++) {
            if (!is_set(&blockers->items[k], "overridden")) {
                add_blocker_row(d, rows, next, &blockers->items[k]);
                is_blocked = true;
            }
        }
        if (is_set(next, "authorised")) {
            struct ll_json *cells = next_cells(d, next);
            add_cell(d, cells, words_for(d, LL_T("nothing: it may leave")), LL_STR(""), false);
            for (size_t k = 3; k < sizeof(columns_of) / sizeof(columns_of[0]); k++) {
                add_cell(d, cells, LL_STR(""), LL_STR(""), false);
            }
            add_row(d, rows, cells);
        }
    }
    for (size_t i = 0; i < sizeof(columns_of) / sizeof(columns_of[0]); i++) {
        add_column(d, columns, words_for(d, columns_of[i]), false);
    }
    if (rows != NULL && rows->count > 0) {
        finish_table(d, tables,
                     new_table(d, LL_T("What the next shipments lack"),
                               LL_T("Of the planned ones that arrive first, if they left today.")),
                     columns, rows);
    }
    return is_blocked;
}

static struct ll_json *group_of(const struct ll_chrome *d, enum group which)
{
    static const char *const titles[GROUPS] = {
        [GROUP_BLOCKS] = LL_T("What blocks the next shipment"),
        [GROUP_WAITS] = LL_T("What else waits"),
    };
    static const char *const nothings[GROUPS] = {
        [GROUP_BLOCKS] = LL_T("Nothing blocks the next shipment."),
        [GROUP_WAITS] = LL_T("Nothing else waits."),
    };
    struct ll_json *group = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    struct ll_json *tables = ll_json_new_array(d->arena);
    const struct ll_json *tasks = ll_json_get(d->page->data, "tasks");
    struct ll_str clear[CLEAR_MAX];
    size_t clear_count = 0;
    bool is_any = false;
    for (size_t i = 0; tasks != NULL && i < tasks->count; i++) {
        const struct words *row = words_of(ll_json_string(ll_json_get(&tasks->items[i], "task")));
        if (row == NULL || row->group != which) {
            continue;
        }
        if (integer_of(&tasks->items[i], "entries") > 0) {
            ll_json_append(d->arena, items, task_of(d, row, &tasks->items[i]));
            is_any = true;
        } else if (clear_count < CLEAR_MAX) {
            clear[clear_count++] = ll_locale_text_in(d->locale, row->context, row->title);
        }
    }
    ll_json_set_str(d->arena, group, "title", ll_locale_text(d->locale, titles[which]));
    bool is_blocked = which == GROUP_BLOCKS && add_next(d, tables);
    ll_json_set(d->arena, group, "tables", tables);
    if (is_any) {
        ll_json_set_bool(d->arena, group, "any", true);
    } else if (!is_blocked) {
        ll_json_set_str(d->arena, group, "nothing", ll_locale_text(d->locale, nothings[which]));
    }
    set_clear(d, group, clear, clear_count);
    ll_json_set(d->arena, group, "tasks", items);
    return group;
}

/* ---- how long demand waits ---- */

static void add_backlog(const struct ll_chrome *d, struct ll_json *tables)
{
    static const char *const ages[] = {LL_T("less than 30 days"), LL_T("30 to 90 days"),
                                       LL_T("90 days to a year"), LL_T("a year and longer")};
    const struct ll_json *backlog = ll_json_get(d->page->data, "backlog");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    if (backlog == NULL) {
        return;
    }
    add_column(d, columns, words_for(d, LL_T("Waits for")), false);
    add_column(d, columns, words_for(d, LL_T("Order lines")), true);
    add_column(d, columns, words_for(d, LL_T("Demand slices")), true);
    add_column(d, columns, words_for(d, LL_T("Devices")), true);
    add_column(d, columns, words_for(d, LL_T("Mass")), true);
    for (size_t i = 0; i < backlog->count && i < sizeof(ages) / sizeof(ages[0]); i++) {
        const struct ll_json *age = &backlog->items[i];
        struct ll_json *cells = ll_json_new_array(d->arena);
        const struct query queries[] = {
            {"waiting_from", ll_json_string(ll_json_get(age, "waiting_from"))},
            {"waiting_before", ll_json_string(ll_json_get(age, "waiting_before"))},
        };
        add_cell(d, cells, words_for(d, ages[i]), LL_STR(""), false);
        int64_t lines = integer_of(age, "order_lines");
        add_cell(d, cells, number_of(d, lines),
                 lines == 0 ? LL_STR("") : list_address(d, "order", queries, 2), true);
        add_cell(d, cells, number_of(d, integer_of(age, "slices")), LL_STR(""), true);
        add_cell(d, cells, number_of(d, integer_of(age, "units")), LL_STR(""), true);
        add_cell(d, cells, measured(d, true, integer_of(age, "mass_g")), LL_STR(""), true);
        add_row(d, rows, cells);
    }
    finish_table(d, tables,
                 new_table(d, LL_T("How long demand waits"),
                           LL_T("Each order line by the first of it that still waits.")),
                 columns, rows);
}

/* How much of what is owed is served, as a bar and in percent, never rounded up to all of it. */
static void add_share(const struct ll_chrome *d, struct ll_json *cells, int64_t part, int64_t whole)
{
    struct ll_str svg = LL_STR("");
    const struct ll_line_part parts[] = {{0, part, LL_COLOUR_ACCENT}};
    struct ll_str percent = whole == 0
                                ? LL_STR("")
                                : fill(d, words_for(d, LL_T("{n} %")),
                                       number_of(d, whole > INT64_MAX / 100 ? part / (whole / 100)
                                                                            : part * 100 / whole));
    struct ll_json *cell = add_cell(d, cells, percent, LL_STR(""), false);
    const struct ll_scene_facts facts = {.title = percent, .language = d->locale->language->tag};
    if (cell != NULL && whole > 0 &&
        ll_line_draw(d->arena, &facts, whole, parts, part > 0 ? 1 : 0, &svg, NULL) == LL_OK) {
        ll_json_set_str(d->arena, cell, "svg", svg);
    }
}

static void add_coverage_row(const struct ll_chrome *d, struct ll_json *rows,
                             const struct ll_json *of)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    bool in_grams = ll_str_eq_cstr(ll_json_string(ll_json_get(of, "measure")), "grams");
    int64_t demanded = integer_of(of, in_grams ? "demanded_g" : "demanded_units");
    int64_t allocated = integer_of(of, in_grams ? "allocated_g" : "allocated_units");
    int64_t accepted = integer_of(of, in_grams ? "accepted_g" : "accepted_units");
    const struct query lines[] = {
        {"programme", ll_json_string(ll_json_get(of, "programme"))},
        {"class_code", ll_json_string(ll_json_get(of, "class_code"))},
        {"waiting", LL_STR("true")},
    };
    const struct query lots[] = {lines[0], lines[1], {"eligible", LL_STR("true")}};
    struct ll_str programme = ll_view_path(d->arena, "/programmes/", lines[0].value);
    struct ll_str all = demanded > 0 ? list_address(d, "order", lines, 2) : LL_STR("");
    add_cell(d, cells, lines[0].value, programme, false);
    add_cell(d, cells, lines[1].value, ll_view_path(d->arena, "/classes/", lines[1].value), false);
    add_cell(d, cells, measured(d, in_grams, demanded), all, true);
    add_cell(d, cells, measured(d, in_grams, allocated), all, true);
    add_cell(d, cells, measured(d, in_grams, demanded - allocated),
             demanded > allocated ? list_address(d, "order", lines, 3) : LL_STR(""), true);
    add_share(d, cells, allocated < demanded ? allocated : demanded, demanded);
    add_cell(d, cells, measured(d, in_grams, accepted),
             accepted > 0 ? list_address(d, "lot", lots, 3) : LL_STR(""), true);
    add_row(d, rows, cells);
}

static void add_coverage(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_json *coverage = ll_json_get(d->page->data, "coverage");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    if (coverage == NULL || coverage->count == 0) {
        return;
    }
    add_column(d, columns, words_for(d, LL_T("Programme")), false);
    add_column(d, columns, words_for(d, LL_T("Class")), false);
    add_column(d, columns, words_for(d, LL_T("Owed")), true);
    add_column(d, columns, words_for(d, LL_T("Served")), true);
    add_column(d, columns, words_for(d, LL_T("Open")), true);
    add_column(d, columns, words_for(d, LL_T("Share served")), false);
    add_column(d, columns, words_for(d, LL_T("Eligible units of the class")), true);
    for (size_t i = 0; i < coverage->count; i++) {
        add_coverage_row(d, rows, &coverage->items[i]);
    }
    finish_table(d, tables,
                 new_table(d, LL_T("What is owed, and what there is"),
                           LL_T("A programme says which classes of scrap serve which demand.")),
                 columns, rows);
}

/* ---- what is under way ---- */

/* What nothing under way is counted in has no column. */
struct way {
    struct ll_str from;
    struct ll_str to;
    int64_t sums[3]; /* shipments, units, grams */
};

static void add_way(const struct ll_chrome *d, struct ll_json *rows, const struct way *way,
                    const struct way *all, struct ll_str href)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    add_cell(d, cells, way->from, LL_STR(""), false);
    add_cell(d, cells, way->to, LL_STR(""), false);
    add_cell(d, cells, number_of(d, way->sums[0]), href, true);
    for (size_t i = 1; i < 3; i++) {
        if (all->sums[i] > 0) {
            add_cell(d, cells, measured(d, i == 2, way->sums[i]), LL_STR(""), true);
        }
    }
    add_row(d, rows, cells);
}

static struct way sum_ways(const struct ll_chrome *d, const struct ll_json *ways)
{
    static const char *const members[] = {"shipments", "units", "mass_g"};
    struct way all = {.from = words_for(d, LL_T("Together")), .to = LL_STR("")};
    for (size_t i = 0; i < ways->count; i++) {
        for (size_t k = 0; k < 3; k++) {
            all.sums[k] += integer_of(&ways->items[i], members[k]);
        }
    }
    return all;
}

/* A map, and the same as a table, of which the sum is what a list shows. */
static void add_under_way(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_say sayer = {d->arena, d->locale};
    const struct query departed = {"state", {"departed", 8}};
    const struct ll_json *ways = ll_json_get(d->page->data, "under_way");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    if (ways == NULL || ways->count == 0) {
        return;
    }
    struct ll_json *table = new_table(d, LL_T("What is under way"), NULL);
    struct ll_str svg = ll_places_under_way(&sayer, words_for(d, LL_T("What is under way")), ways);
    const struct way all = sum_ways(d, ways);
    add_column(d, columns, words_for(d, LL_T("From")), false);
    add_column(d, columns, words_for(d, LL_T("To")), false);
    add_column(d, columns, words_for(d, LL_T("Shipments")), true);
    if (all.sums[1] > 0) {
        add_column(d, columns, words_for(d, LL_T("Devices")), true);
    }
    if (all.sums[2] > 0) {
        add_column(d, columns, words_for(d, LL_T("Mass")), true);
    }
    for (size_t i = 0; i < ways->count; i++) {
        const struct ll_json *item = &ways->items[i];
        const struct way way = {
            .from = ll_locale_country(d->locale, ll_say_text_of(item, "from_country")),
            .to = ll_locale_country(d->locale, ll_say_text_of(item, "to_country")),
            .sums = {integer_of(item, "shipments"), integer_of(item, "units"),
                     integer_of(item, "mass_g")},
        };
        add_way(d, rows, &way, &all, LL_STR(""));
    }
    add_way(d, rows, &all, &all, list_address(d, "shipment", &departed, 1));
    if (svg.len > 0) {
        struct ll_json *map = ll_json_new_object(d->arena);
        ll_json_set_str(d->arena, map, "svg", svg);
        ll_json_set(d->arena, table, "map", map);
    }
    finish_table(d, tables, table, columns, rows);
}

/* ---- month by month ---- */

static const struct flow {
    const char *member;
    const char *context;
    const char *title;
    const char *list;
    const char *by;
    struct query also;
    enum ll_colour colour;
} flows[] = {
    {"accepted_units",
     LL_TC("flow", "Accepted"),
     "lot",
     "vintage",
     {NULL, {NULL, 0}},
     LL_COLOUR_COPPER_2},
    {"shipped_units",
     LL_TC("flow", "Shipped"),
     "shipment",
     "departed_in",
     {NULL, {NULL, 0}},
     LL_COLOUR_COPPER_1},
    {"received_units",
     LL_TC("flow", "Received"),
     "receipt",
     "received_in",
     {NULL, {NULL, 0}},
     LL_COLOUR_ACCENT_3},
    {"recycled_units",
     LL_TC("flow", "Recycled"),
     "treatment",
     "treated_in",
     {"interim", {"false", 5}},
     LL_COLOUR_ACCENT_2},
    {"certified_units",
     LL_TC("flow", "Certified"),
     "certificate",
     "issued_in",
     {"live", {"true", 4}},
     LL_COLOUR_ACCENT_1},
};
#define FLOW_COUNT (sizeof(flows) / sizeof(flows[0]))

static struct ll_str month_of(const struct ll_chrome *d, const struct ll_json *row)
{
    struct ll_strbuf buf;
    struct ll_month month;
    struct ll_str text = ll_json_string(ll_json_get(row, "month"));
    if (ll_month_parse(text, &month, NULL) != LL_OK) {
        return text;
    }
    ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
    ll_locale_put_month(d->locale, &buf, month);
    return finish(&buf);
}

static void add_chart(const struct ll_chrome *d, struct ll_json *charts,
                      const struct ll_json *months, const struct flow *flow)
{
    int64_t amounts[LL_BARS_MAX];
    int64_t total = 0;
    struct ll_str svg;
    size_t count = months->count < LL_BARS_MAX ? months->count : LL_BARS_MAX;
    struct ll_json *chart = ll_json_new_object(d->arena);
    for (size_t i = 0; i < count; i++) {
        amounts[i] = integer_of(&months->items[i], flow->member);
        total += amounts[i];
    }
    const struct ll_scene_facts facts = {
        .title = ll_locale_text_in(d->locale, flow->context, flow->title),
        .description = fill(d, words_for(d, LL_T("{n} in these months; the table has each month.")),
                            units_of(d, total)),
        .language = d->locale->language->tag,
    };
    if (ll_bars_draw(d->arena, &facts, flow->colour, amounts, count, &svg, NULL) != LL_OK) {
        return;
    }
    ll_json_set_str(d->arena, chart, "title", facts.title);
    ll_json_set_str(d->arena, chart, "total", number_of(d, total));
    ll_json_set_str(d->arena, chart, "svg", svg);
    ll_json_set_str(d->arena, chart, "first", month_of(d, &months->items[0]));
    ll_json_set_str(d->arena, chart, "last", month_of(d, &months->items[count - 1]));
    ll_json_append(d->arena, charts, chart);
}

static void add_month_row(const struct ll_chrome *d, struct ll_json *rows,
                          const struct ll_json *month)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    add_cell(d, cells, month_of(d, month), LL_STR(""), false);
    for (size_t k = 0; k < FLOW_COUNT; k++) {
        if (ll_json_get(month, flows[k].member) == NULL) {
            continue;
        }
        int64_t amount = integer_of(month, flows[k].member);
        const struct query queries[] = {
            {flows[k].by, ll_json_string(ll_json_get(month, "month"))},
            flows[k].also,
        };
        add_cell(d, cells, number_of(d, amount),
                 amount == 0 ? LL_STR("") : list_address(d, flows[k].list, queries, 2), true);
    }
    add_row(d, rows, cells);
}

static void add_months(const struct ll_chrome *d, struct ll_json *tables)
{
    const struct ll_json *months = ll_json_get(d->page->data, "months");
    struct ll_json *columns = ll_json_new_array(d->arena);
    struct ll_json *rows = ll_json_new_array(d->arena);
    struct ll_json *charts = ll_json_new_array(d->arena);
    struct ll_json *shown = ll_json_new_object(d->arena);
    if (months == NULL || months->count == 0) {
        return;
    }
    struct ll_json *table = new_table(d, LL_T("Month by month"),
                                      LL_T("Shipped counts a unit on each of its journeys."));
    add_column(d, columns, words_for(d, LL_T("Month")), false);
    for (size_t k = 0; k < FLOW_COUNT; k++) {
        if (ll_json_get(&months->items[0], flows[k].member) != NULL) {
            add_chart(d, charts, months, &flows[k]);
            add_column(d, columns, ll_locale_text_in(d->locale, flows[k].context, flows[k].title),
                       true);
        }
    }
    for (size_t i = months->count; i > 0; i--) {
        add_month_row(d, rows, &months->items[i - 1]);
    }
    ll_json_set(d->arena, shown, "items", charts);
    ll_json_set(d->arena, table, "charts", shown);
    ll_json_set_str(d->arena, table, "fold", words_for(d, LL_T("The same as a table")));
    finish_table(d, tables, table, columns, rows);
}

void ll_chrome_set_desk(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *desk = ll_json_new_object(d->arena);
    struct ll_json *groups = ll_json_new_array(d->arena);
    struct ll_json *tables = ll_json_new_array(d->arena);
    struct ll_json *style = ll_json_new_object(d->arena);
    struct ll_strbuf buf;
    struct ll_date on;
    if (ll_date_parse(ll_json_string(ll_json_get(d->page->data, "on")), &on, NULL) == LL_OK) {
        ll_strbuf_init(&buf, d->arena, TEXT_BYTES_MAX);
        ll_locale_put_date(d->locale, &buf, on);
        ll_json_set_str(d->arena, desk, "on", finish(&buf));
    }
    for (int i = 0; i < GROUPS; i++) {
        ll_json_append(d->arena, groups, group_of(d, (enum group)i));
    }
    ll_chrome_set_steps(d, desk);
    add_backlog(d, tables);
    add_coverage(d, tables);
    add_under_way(d, tables);
    add_months(d, tables);
    ll_json_set(d->arena, desk, "groups", groups);
    ll_json_set(d->arena, desk, "tables", tables);
    ll_json_set(d->arena, ret_page, "desk", desk);
    ll_json_set_str(d->arena, style, "style", d->draw_style);
    ll_json_set(d->arena, ret_page, "drawings", style);
}
