/* The operator's desk as a page: `page.desk` of the answer of desk show (docs/pages.md). */
#include <string.h>

#include "edge/http/desk_parts.h"
#include "edge/http/input.h"
#include "edge/web/name.h"
#include "edge/web/view.h"

#define ADDRESS_BYTES_MAX (2 * LL_HTTP_TARGET_BYTES_MAX)
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

/* "12 units", "3.5 kg", "12 units, 3.5 kg"; empty of nothing. */
static struct ll_str ll_desk_amount(const struct ll_chrome *d, const struct ll_json *of)
{
    int64_t units = ll_desk_integer(of, "units");
    int64_t grams = ll_desk_integer(of, "mass_g");
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    if (units > 0) {
        ll_strbuf_str(&buf, ll_desk_units(d, units));
    }
    if (grams > 0) {
        ll_strbuf_cstr(&buf, units > 0 ? ", " : "");
        ll_strbuf_str(&buf, ll_desk_mass(d, grams));
    }
    return ll_desk_finish(&buf);
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
    return ll_desk_finish(&buf);
}

static struct ll_json *mend_of(const struct ll_chrome *d, const struct words *row,
                               struct ll_str address, struct ll_str ref, bool names_ref)
{
    struct ll_json *mend = ll_json_new_object(d->arena);
    struct ll_str text = ll_locale_text_in(d->locale, row->mend_context, row->mend);
    const struct ll_slot slots[] = {{"what", text}, {"which", ref}};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(d->locale, LL_T("{what}: {which}")), slots, 2);
    struct ll_str label = ref.len == 0 ? text : ll_desk_finish(&buf);
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
    return ll_desk_integer(covered, "demanded_units") >
               ll_desk_integer(covered, "allocated_units") ||
           ll_desk_integer(covered, "demanded_g") > ll_desk_integer(covered, "allocated_g");
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
        struct ll_str programme = ll_json_string_at(&coverage->items[i], "programme");
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
    const struct ll_route *list = ll_desk_list(d, ll_json_string_at(task, "list"));
    const struct ll_json *refs = ll_json_get(task, "first");
    bool mends = row->front != NULL && ll_who_may(d->page->who, row->permission, NULL) == LL_OK;
    ll_json_set_str(arena, item, "title", ll_locale_text_in(d->locale, row->context, row->title));
    ll_json_set_str(arena, item, "entries", ll_desk_number(d, ll_desk_integer(task, "entries")));
    ll_json_set_str(arena, item, "amount", ll_desk_amount(d, task));
    if (list != NULL) {
        ll_json_set_str(arena, item, "href",
                        ll_desk_filtered(d, list, ll_json_get(task, "filter")));
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
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX * 2);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : " · ");
        ll_strbuf_str(&buf, titles[i]);
    }
    ll_json_set_str(d->arena, clear, "label", ll_locale_text(d->locale, LL_T("None of these:")));
    ll_json_set_str(d->arena, clear, "text", ll_desk_finish(&buf));
    ll_json_set(d->arena, group, "clear", clear);
}

/* ---- the next shipments ---- */

static void add_view(const struct ll_chrome *d, struct ll_json *cells, const struct ll_json *of,
                     const char *name)
{
    ll_json_append(d->arena, cells, ll_view_cell(d->arena, d->locale, of, name));
}

static struct ll_json *next_cells(const struct ll_chrome *d, const struct ll_json *next)
{
    struct ll_json *cells = ll_json_new_array(d->arena);
    struct ll_str code = ll_json_string_at(next, "shipment");
    ll_desk_add_cell(d, cells, code, ll_view_path(d->arena, "/shipments/", code), false);
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
    struct ll_str kind = ll_json_string_at(cell, "text");
    struct ll_str front =
        join(d, "", ll_json_string_at(blocker, "holder"), kind.len > 0 ? ", " : "");
    ll_desk_add_cell(d, cells, join(d, ll_str_to_cstr(d->arena, front), kind, ""), LL_STR(""),
                     false);
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
    ll_desk_add_row(d, rows, cells);
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
            if (!ll_json_true_at(&blockers->items[k], "overridden")) {
                add_blocker_row(d, rows, next, &blockers->items[k]);
                is_blocked = true;
            }
        }
        if (ll_json_true_at(next, "authorised")) {
            struct ll_json *cells = next_cells(d, next);
            ll_desk_add_cell(d, cells, ll_desk_words(d, LL_T("nothing: it may leave")), LL_STR(""),
                             false);
            for (size_t k = 3; k < sizeof(columns_of) / sizeof(columns_of[0]); k++) {
                ll_desk_add_cell(d, cells, LL_STR(""), LL_STR(""), false);
            }
            ll_desk_add_row(d, rows, cells);
        }
    }
    for (size_t i = 0; i < sizeof(columns_of) / sizeof(columns_of[0]); i++) {
        ll_desk_add_column(d, columns, ll_desk_words(d, columns_of[i]), false);
    }
    if (rows != NULL && rows->count > 0) {
        ll_desk_finish_table(
            d, tables,
            ll_desk_new_table(d, LL_T("What the next shipments lack"),
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
        const struct words *row = words_of(ll_json_string_at(&tasks->items[i], "task"));
        if (row == NULL || row->group != which) {
            continue;
        }
        if (ll_desk_integer(&tasks->items[i], "entries") > 0) {
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

void ll_chrome_set_desk(const struct ll_chrome *d, struct ll_json *ret_page)
{
    struct ll_json *desk = ll_json_new_object(d->arena);
    struct ll_json *groups = ll_json_new_array(d->arena);
    struct ll_json *tables = ll_json_new_array(d->arena);
    struct ll_json *style = ll_json_new_object(d->arena);
    struct ll_strbuf buf;
    struct ll_date on;
    if (ll_date_parse(ll_json_string_at(d->page->data, "on"), &on, NULL) == LL_OK) {
        ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
        ll_locale_put_date(d->locale, &buf, on);
        ll_json_set_str(d->arena, desk, "on", ll_desk_finish(&buf));
    }
    for (int i = 0; i < GROUPS; i++) {
        ll_json_append(d->arena, groups, group_of(d, (enum group)i));
    }
    ll_chrome_set_steps(d, desk);
    ll_desk_add_figures(d, tables);
    ll_json_set(d->arena, desk, "groups", groups);
    ll_json_set(d->arena, desk, "tables", tables);
    ll_json_set(d->arena, ret_page, "desk", desk);
    ll_json_set_str(d->arena, style, "style", d->draw_style);
    ll_json_set(d->arena, ret_page, "drawings", style);
}
