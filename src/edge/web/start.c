#include "edge/web/start.h"

#include <string.h>

#include "draw/line.h"
#include "edge/web/label.h"
#include "edge/web/view.h"

#define TEXT_BYTES_MAX 2048
#define COLUMN_BYTES_MAX 64

static const struct {
    const char *title;
    const char *intro;
} starts[LL_START_COUNT] = {
#define LL_START(NAME, title, intro) [LL_START_##NAME] = {title, intro},
#define LL_START_PART(...)
#define LL_START_WORDS(...)
#define LL_START_MENU(...)
#include "edge/web/start.def"
#undef LL_START
#undef LL_START_PART
#undef LL_START_WORDS
#undef LL_START_MENU
};

const struct ll_start_part ll_start_parts[] = {
#define LL_START(NAME, title, intro)
#define LL_START_PART(NAME, KIND, ...) {LL_START_##NAME, LL_START_KIND_##KIND, __VA_ARGS__},
#define LL_START_WORDS(NAME, title, text, href, link)                                              \
    {LL_START_##NAME, LL_START_KIND_WORDS, "", "", "", "", "", title, text, href, link, "", ""},
#define LL_START_MENU(...)
#include "edge/web/start.def"
#undef LL_START
#undef LL_START_PART
#undef LL_START_WORDS
#undef LL_START_MENU
};
const size_t ll_start_part_count = sizeof(ll_start_parts) / sizeof(ll_start_parts[0]);

const struct ll_start_menu_row ll_start_menu[] = {
#define LL_START(...)
#define LL_START_PART(...)
#define LL_START_WORDS(...)
#define LL_START_MENU(NAME, ...) {LL_START_##NAME, __VA_ARGS__},
#include "edge/web/start.def"
#undef LL_START
#undef LL_START_PART
#undef LL_START_WORDS
#undef LL_START_MENU
};
const size_t ll_start_menu_count = sizeof(ll_start_menu) / sizeof(ll_start_menu[0]);

const char *ll_start_title(enum ll_start_page start)
{
    return starts[start].title;
}

struct view {
    struct ll_arena *arena;
    const struct ll_locale *locale;
};

static struct ll_str words(const struct view *view, const char *text)
{
    return ll_locale_text(view->locale, text);
}

/* ---- order lines ---- */

/* How far positions have come, the furthest first: as members begin, as they are drawn, and as
 * clients call it. */
static const struct step {
    const char *member;
    enum ll_colour colour;
    const char *text;
} steps[] = {
    {"recycled", LL_COLOUR_ACCENT_1, LL_T("recycled")},
    {"dismantled", LL_COLOUR_ACCENT_2, LL_T("taken apart")},
    {"received", LL_COLOUR_ACCENT_3, LL_T("at the recycler")},
    {"shipped", LL_COLOUR_COPPER_2, LL_T("on the way")},
    {"accepted", LL_COLOUR_COPPER_4, LL_T("collected")},
};
#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))

/* A position counts a device, or of a line in grams a gram. */
struct progress {
    bool in_grams;
    int64_t demanded;
    int64_t open;
    int64_t certified;
    int64_t at[STEP_COUNT];
};

static int64_t amount_of(const struct ll_json *line, const char *member, bool in_grams)
{
    char name[COLUMN_BYTES_MAX];
    size_t len = strlen(member);
    const char *end = in_grams ? "_g" : "_units";
    LL_ASSERT(len + strlen(end) < sizeof(name));
    memcpy(name, member, len);
    memcpy(name + len, end, strlen(end) + 1);
    const struct ll_json *value = ll_json_get(line, name);
    bool is_whole = value != NULL && value->type == LL_JSON_NUMBER && value->is_integer;
    return is_whole && value->integer > 0 ? value->integer : 0;
}

static struct progress progress_of(const struct ll_json *line)
{
    struct progress p = {
        .in_grams = ll_str_eq_cstr(ll_json_string_at(line, "measure"), "grams"),
    };
    p.demanded = amount_of(line, "demanded", p.in_grams);
    p.open = amount_of(line, "open", p.in_grams);
    p.certified = amount_of(line, "certified", p.in_grams);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        p.at[i] = amount_of(line, steps[i].member, p.in_grams);
    }
    return p;
}

static void put_amount(const struct view *view, struct ll_strbuf *buf, int64_t n, bool in_grams)
{
    if (in_grams) {
        ll_locale_put_mass(view->locale, buf, (struct ll_mass){n}, LL_MASS_BY_SIZE);
    } else {
        ll_locale_put_i64(view->locale, buf, n);
    }
}

static struct ll_str amount_text(const struct view *view, int64_t n, bool in_grams)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, view->arena, COLUMN_BYTES_MAX);
    put_amount(view, &buf, n, in_grams);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static struct ll_str fill(const struct view *view, const char *text, struct ll_str amount)
{
    const struct ll_slot slot = {.name = "n", .value = amount};
    struct ll_strbuf buf;
    struct ll_str filled = LL_STR("");
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, words(view, text), &slot, 1);
    return ll_strbuf_finish(&buf, &filled, NULL) == LL_OK ? filled : LL_STR("");
}

static void add_step(const struct view *view, struct ll_json *legend, const char *colour,
                     const char *text, struct ll_str amount)
{
    struct ll_json *item = ll_json_new_object(view->arena);
    if (colour != NULL) {
        ll_json_set_cstr(view->arena, item, "colour", colour);
    }
    ll_json_set_str(view->arena, item, "text", words(view, text));
    ll_json_set_str(view->arena, item, "amount", amount);
    ll_json_append(view->arena, legend, item);
}

/* What is where, for those who see the drawing and those who do not. */
static struct ll_json *legend_of(const struct view *view, const struct progress *p,
                                 struct ll_str *ret_description)
{
    struct ll_json *legend = ll_json_new_array(view->arena);
    struct ll_strbuf buf;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (p->at[i] > 0) {
            add_step(view, legend, ll_colour_rows[steps[i].colour].name, steps[i].text,
                     amount_text(view, p->at[i], p->in_grams));
        }
    }
    if (p->open > 0) {
        add_step(view, legend, NULL, LL_T("waiting"), amount_text(view, p->open, p->in_grams));
    }
    *ret_description = LL_STR("");
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; legend != NULL && i < legend->count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : ", ");
        ll_strbuf_str(&buf, ll_json_string_at(&legend->items[i], "text"));
        ll_strbuf_char(&buf, ' ');
        ll_strbuf_str(&buf, ll_json_string_at(&legend->items[i], "amount"));
    }
    return ll_strbuf_finish(&buf, ret_description, NULL) == LL_OK ? legend : NULL;
}

/* Empty: it cannot be drawn; the legend says the same. */
static struct ll_str draw(const struct view *view, const struct progress *p, struct ll_str title,
                          struct ll_str description)
{
    struct ll_line_part parts[STEP_COUNT];
    struct ll_str svg = LL_STR("");
    size_t count = 0;
    int64_t at = 0;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (p->at[i] > 0) {
            parts[count++] = (struct ll_line_part){at, at + p->at[i], steps[i].colour};
            at += p->at[i];
        }
    }
    const struct ll_scene_facts facts = {
        .title = title,
        .description = description,
        .language = view->locale->language->tag,
    };
    int64_t length = p->demanded > at ? p->demanded : at;
    if (length == 0 ||
        ll_line_draw(view->arena, &facts, length, parts, count, &svg, NULL) != LL_OK) {
        return LL_STR("");
    }
    return svg;
}

static void add_note(const struct view *view, struct ll_json *notes, const char *text, int64_t n,
                     bool in_grams)
{
    if (n > 0) {
        struct ll_str note = fill(view, text, amount_text(view, n, in_grams));
        ll_json_append(view->arena, notes, ll_json_new_string(view->arena, note));
    }
}

/* What waits for what. */
static struct ll_json *notes_of(const struct view *view, const struct progress *p)
{
    struct ll_json *notes = ll_json_new_array(view->arena);
    int64_t arrived = p->at[0] + p->at[1] + p->at[2];
    add_note(view, notes,
             LL_T("Waiting for collected devices that fit the terms of this order: {n}."), p->open,
             p->in_grams);
    add_note(view, notes, LL_T("Waiting for a shipment to a recycler: {n}."), p->at[STEP_COUNT - 1],
             p->in_grams);
    add_note(view, notes, LL_T("Signed for by a recycler, and on no certificate yet: {n}."),
             arrived - p->certified, p->in_grams);
    return notes;
}

static struct ll_json *line_of(const struct view *view, const struct ll_json *row)
{
    struct ll_arena *arena = view->arena;
    const struct progress p = progress_of(row);
    struct ll_json *line = ll_json_new_object(arena);
    struct ll_str description;
    struct ll_json *legend = legend_of(view, &p, &description);
    struct ll_str code = ll_json_string_at(row, "code");
    ll_json_set_str(arena, line, "title", code);
    ll_json_set_str(arena, line, "href", ll_view_path(arena, "/orders/", code));
    ll_json_set(arena, line, "for", ll_view_cell(arena, view->locale, row, "beneficiary"));
    ll_json_set(arena, line, "what", ll_view_cell(arena, view->locale, row, "class_code"));
    ll_json_set_str(arena, line, "amount", amount_text(view, p.demanded, p.in_grams));
    struct ll_str svg = draw(view, &p, code, description);
    if (svg.len > 0) {
        ll_json_set_str(arena, line, "svg", svg);
    }
    ll_json_set(arena, line, "legend", legend);
    ll_json_set(arena, line, "notes", notes_of(view, &p));
    return line;
}

static void add_figure(const struct view *view, struct ll_json *figures, const char *label,
                       int64_t n, bool in_grams)
{
    struct ll_json *figure = ll_json_new_object(view->arena);
    ll_json_set_str(view->arena, figure, "label", words(view, label));
    ll_json_set_str(view->arena, figure, "amount", amount_text(view, n, in_grams));
    ll_json_append(view->arena, figures, figure);
}

/* The sum over lines that count devices; over those in grams where there are no others. */
static struct ll_json *figures_of(const struct view *view, const struct ll_json *rows)
{
    struct progress sum = {.in_grams = true};
    struct ll_json *whole = ll_json_new_object(view->arena);
    struct ll_json *items = ll_json_new_array(view->arena);
    for (size_t i = 0; i < rows->count; i++) {
        sum.in_grams = sum.in_grams && progress_of(&rows->items[i]).in_grams;
    }
    int64_t arrived = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct progress p = progress_of(&rows->items[i]);
        if (p.in_grams == sum.in_grams) {
            sum.demanded += p.demanded;
            sum.open += p.open;
            sum.certified += p.certified;
            sum.at[0] += p.at[0];
            arrived += p.at[0] + p.at[1] + p.at[2];
        }
    }
    add_figure(view, items, LL_T("ordered"), sum.demanded, sum.in_grams);
    add_figure(view, items, LL_T("waiting"), sum.open, sum.in_grams);
    add_figure(view, items, LL_T("signed for by a recycler"), arrived, sum.in_grams);
    add_figure(view, items, LL_T("recycled"), sum.at[0], sum.in_grams);
    add_figure(view, items, LL_T("on certificates"), sum.certified, sum.in_grams);
    ll_json_set(view->arena, whole, "items", items);
    return whole;
}

static void set_lines(const struct view *view, const struct ll_json *rows, struct ll_json *section)
{
    struct ll_json *whole = ll_json_new_object(view->arena);
    struct ll_json *items = ll_json_new_array(view->arena);
    for (size_t i = 0; i < rows->count; i++) {
        ll_json_append(view->arena, items, line_of(view, &rows->items[i]));
    }
    ll_json_set(view->arena, section, "figures", figures_of(view, rows));
    ll_json_set(view->arena, whole, "items", items);
    ll_json_set(view->arena, section, "bars", whole);
}

/* ---- certificates ---- */

static const struct {
    const char *end;
    const char *text;
} files[] = {
    {"/files/pdf", LL_T("PDF")},
    {"/files/json", LL_T("Signed JSON")},
    {"/files/jwt", LL_T("Token (vc+jwt)")},
    {"/bundle", LL_T("Bundle with proofs")},
    {"/files/csv", LL_T("Positions as CSV")},
};

static struct ll_str with_end(const struct view *view, struct ll_str front, const char *end)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, view->arena, front.len + strlen(end) + 1);
    ll_strbuf_str(&buf, front);
    ll_strbuf_cstr(&buf, end);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static struct ll_json *file_of(const struct view *view, const struct ll_json *row)
{
    static const char *const cells[] = {"stage", "state", "units", "issued_at"};
    struct ll_arena *arena = view->arena;
    struct ll_json *file = ll_json_new_object(arena);
    struct ll_json *links = ll_json_new_array(arena);
    struct ll_str serial = ll_json_string_at(row, "serial");
    struct ll_str address = ll_view_path(arena, "/certificates/", serial);
    ll_json_set_str(arena, file, "title", serial);
    ll_json_set_str(arena, file, "href", address);
    ll_json_set(arena, file, "for", ll_view_cell(arena, view->locale, row, "beneficiary"));
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        ll_json_set(arena, file, cells[i], ll_view_cell(arena, view->locale, row, cells[i]));
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct ll_json *link = ll_json_new_object(arena);
        ll_json_set_str(arena, link, "href", with_end(view, address, files[i].end));
        ll_json_set_str(arena, link, "text", words(view, files[i].text));
        ll_json_append(arena, links, link);
    }
    ll_json_set(arena, file, "links", links);
    return file;
}

static void set_files(const struct view *view, const struct ll_json *rows, struct ll_json *section)
{
    struct ll_json *whole = ll_json_new_object(view->arena);
    struct ll_json *items = ll_json_new_array(view->arena);
    for (size_t i = 0; i < rows->count; i++) {
        ll_json_append(view->arena, items, file_of(view, &rows->items[i]));
    }
    ll_json_set(view->arena, whole, "items", items);
    ll_json_set(view->arena, section, "files", whole);
}

/* ---- tables ---- */

/* A row with the named columns, and the ids beside them. */
static struct ll_json *pick(const struct view *view, const char *columns, const struct ll_json *row)
{
    struct ll_json *picked = ll_json_new_object(view->arena);
    for (const char *from = columns; *from != '\0';) {
        size_t len = strcspn(from, ",");
        char name[COLUMN_BYTES_MAX + 4];
        LL_ASSERT(len < COLUMN_BYTES_MAX);
        memcpy(name, from, len);
        memcpy(name + len, "", 1);
        const struct ll_json *value = ll_json_get(row, name);
        char *kept = ll_str_to_cstr(view->arena, (struct ll_str){name, len});
        if (value != NULL && kept != NULL) {
            struct ll_json copy = *value;
            ll_json_set(view->arena, picked, kept, &copy);
        }
        memcpy(name + len, "_id", 4);
        value = ll_json_get(row, name);
        kept = ll_str_to_cstr(view->arena, (struct ll_str){name, len + 3});
        if (value != NULL && kept != NULL) {
            struct ll_json copy = *value;
            ll_json_set(view->arena, picked, kept, &copy);
        }
        from += len + (from[len] == ',' ? 1 : 0);
    }
    return picked;
}

/* "/forms/receipts?shipment=*" with the row's first member. */
static struct ll_str row_address(const struct view *view, const struct ll_start_part *part,
                                 const struct ll_json *row)
{
    const char *star = strchr(part->row_href, '*');
    struct ll_str name = row->count == 0 ? LL_STR("") : ll_json_string(&row->members[0].value);
    char *front = ll_str_to_cstr(view->arena,
                                 (struct ll_str){part->row_href, (size_t)(star - part->row_href)});
    struct ll_str address = front == NULL ? LL_STR("") : ll_view_path(view->arena, front, name);
    return with_end(view, address, star + 1);
}

/* The lines of a table, each with what is to be done next at its end. */
static struct ll_json *lines_of(const struct view *view, const struct ll_start_part *part,
                                const struct ll_json *rows, const struct ll_json *lines)
{
    struct ll_arena *arena = view->arena;
    struct ll_json *made = ll_json_new_array(arena);
    for (size_t i = 0; i < lines->count; i++) {
        struct ll_json *line = ll_json_new_object(arena);
        struct ll_json cells = *ll_json_get(&lines->items[i], "cells");
        if (part->row_href[0] != '\0') {
            struct ll_json *action = ll_json_new_object(arena);
            ll_json_set_str(arena, action, "href", row_address(view, part, &rows->items[i]));
            ll_json_set_str(arena, action, "text", words(view, part->row_link));
            ll_json_set_str(arena, action, "column", words(view, LL_T("next step")));
            ll_json_append(arena, &cells, action);
        }
        ll_json_set(arena, line, "cells", &cells);
        ll_json_append(arena, made, line);
    }
    return made;
}

/* Rows lead below where all of them are; NULL: nowhere. */
static const char *path_of(const struct view *view, const char *href)
{
    size_t len = strcspn(href, "?");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    if (len == 0) {
        return NULL;
    }
    ll_strbuf_init(&buf, view->arena, len + 3);
    ll_strbuf_str(&buf, (struct ll_str){href, len});
    ll_strbuf_str(&buf, (struct ll_str){"/", 2}); /* with its end */
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text.ptr : NULL;
}

static void set_table(const struct view *view, const struct ll_start_part *part,
                      const struct ll_json *rows, struct ll_json *section)
{
    struct ll_arena *arena = view->arena;
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < rows->count; i++) {
        ll_json_append(arena, items, pick(view, part->columns, &rows->items[i]));
    }
    ll_json_set(arena, whole, "items", items);
    struct ll_json *shown = ll_view_of(arena, view->locale, path_of(view, part->href), whole);
    const struct ll_json *sections = ll_json_get(shown, "sections");
    const struct ll_json *table =
        sections == NULL || sections->count == 0 ? NULL : ll_json_get(&sections->items[0], "table");
    if (table == NULL) {
        return;
    }
    struct ll_json *made = ll_json_new_object(arena);
    struct ll_json columns = *ll_json_get(table, "columns");
    ll_json_set_str(arena, made, "label", words(view, part->title));
    if (ll_json_get(table, "stacks") != NULL) {
        ll_json_set_bool(arena, made, "stacks", true);
    }
    if (part->row_href[0] != '\0') {
        struct ll_json *column = ll_json_new_object(arena);
        ll_json_set_str(arena, column, "text", words(view, LL_T("next step")));
        ll_json_append(arena, &columns, column);
    }
    ll_json_set(arena, made, "columns", &columns);
    ll_json_set(arena, made, "rows", lines_of(view, part, rows, ll_json_get(table, "rows")));
    ll_json_set(arena, section, "table", made);
}

/* ---- sections ---- */

static void set_link(const struct view *view, const struct ll_start_part *part,
                     struct ll_str address, struct ll_json *section)
{
    struct ll_json *link = ll_json_new_object(view->arena);
    if (part->link[0] == '\0') {
        return;
    }
    ll_json_set_str(view->arena, link, "href", address);
    ll_json_set_str(view->arena, link, "text", words(view, part->link));
    if (part->kind == LL_START_KIND_WORDS) {
        ll_json_set_bool(view->arena, link, "button", true);
    }
    ll_json_set(view->arena, section, "link", link);
}

static void set_part(const struct view *view, const struct ll_start_part *part,
                     const struct ll_json *rows, struct ll_json *section)
{
    switch (part->kind) {
    case LL_START_KIND_LINES:
        set_lines(view, rows, section);
        break;
    case LL_START_KIND_FILES:
        set_files(view, rows, section);
        break;
    case LL_START_KIND_TABLE:
        set_table(view, part, rows, section);
        break;
    case LL_START_KIND_FACTS:
    case LL_START_KIND_WORDS:
        break;
    }
}

/* What stands beside the rows of an answer. */
static struct ll_json *facts_of(const struct view *view, const struct ll_json *data)
{
    struct ll_json *section = ll_json_new_object(view->arena);
    struct ll_json *shown = ll_view_of(view->arena, view->locale, NULL, data);
    const struct ll_json *sections = ll_json_get(shown, "sections");
    const struct ll_json *facts =
        sections == NULL || sections->count == 0 ? NULL : ll_json_get(&sections->items[0], "facts");
    if (facts == NULL) {
        return NULL;
    }
    struct ll_json copy = *facts;
    ll_json_set(view->arena, section, "facts", &copy);
    return section;
}

/* "/samples/file?*" with what the sample was asked by. Empty: none was. */
static struct ll_str asked_address(const struct view *view, const struct ll_start_part *part,
                                   const struct ll_json *data)
{
    static const char *const names[] = {"programme", "seed", "until", "drawn_units"};
    static const char *const asked[] = {"programme=", "&seed=", "&until=", "&units="};
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, (struct ll_str){part->href, strlen(part->href) - 1});
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct ll_json *value = ll_json_get(data, names[i]);
        if (value == NULL || (value->type == LL_JSON_NUMBER && value->integer == 0)) {
            return text;
        }
        if (value->type == LL_JSON_NUMBER) {
            ll_strbuf_fmt(&buf, "%s%lld", asked[i], (long long)value->integer);
        } else {
            ll_strbuf_str(&buf, ll_view_path(view->arena, asked[i], ll_json_string(value)));
        }
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* The text that all rows have as `name`; empty: they differ, or there are none. */
static struct ll_str common_of(const struct ll_json *rows, const char *name)
{
    struct ll_str common = LL_STR("");
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        struct ll_str text = ll_json_string_at(&rows->items[i], name);
        if (text.len == 0 || (i > 0 && !ll_str_eq(text, common))) {
            return LL_STR("");
        }
        common = text;
    }
    return common;
}

#define GIVEN_MAX 4

/* What a form begins with: of the rows of a member of the page's answer what all of them say, or
 * (is_last) what the last of them says. */
static const struct given {
    const char *form;
    const char *member;
    bool is_last;
    const char *names[GIVEN_MAX];
} givens[] = {
    {"/forms/orders/import?", "orders", false, {"beneficiary", "programme"}},
    {"/forms/collections?", "collections", true, {"programme", "collector", "facility"}},
    {"/forms/packages?", "packages", true, {"facility", "programme"}},
};

static const struct given *given_of(const struct ll_start_part *part)
{
    for (size_t i = 0; i < sizeof(givens) / sizeof(givens[0]); i++) {
        if (strcmp(givens[i].form, part->href) == 0) {
            return &givens[i];
        }
    }
    return NULL;
}

static struct ll_str form_address(const struct view *view, const struct ll_start_part *part,
                                  const struct ll_json *data)
{
    const struct given *given = given_of(part);
    const struct ll_json *whole = given == NULL ? NULL : ll_json_get(data, given->member);
    const struct ll_json *rows = ll_json_get(whole == NULL ? data : whole, "items");
    struct ll_strbuf buf;
    struct ll_str text = {part->href, strlen(part->href) - 1};
    struct ll_str plain = text;
    char before = '?';
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, plain);
    for (size_t i = 0; given != NULL && i < GIVEN_MAX && given->names[i] != NULL; i++) {
        struct ll_str value =
            !given->is_last ? common_of(rows, given->names[i])
            : rows == NULL || rows->count == 0
                ? LL_STR("")
                : ll_json_string_at(&rows->items[rows->count - 1], given->names[i]);
        if (value.len > 0) {
            ll_strbuf_char(&buf, before);
            ll_strbuf_cstr(&buf, given->names[i]);
            ll_strbuf_str(&buf, ll_view_path(view->arena, "=", value));
            before = '&';
        }
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : plain;
}

/* NULL: its reader does not see what it is made of. */
static struct ll_json *section_of(const struct view *view, const struct ll_start_part *part,
                                  const struct ll_json *data)
{
    struct ll_json *section = ll_json_new_object(view->arena);
    if (part->title[0] != '\0') {
        ll_json_set_str(view->arena, section, "title", words(view, part->title));
    }
    struct ll_str address = ll_str_from_cstr(part->href);
    if (part->kind == LL_START_KIND_FACTS) {
        return facts_of(view, data);
    }
    if (part->kind == LL_START_KIND_WORDS) {
        if (ll_str_ends(address, LL_STR("*"))) {
            address = asked_address(view, part, data);
        } else if (ll_str_ends(address, LL_STR("?"))) {
            address = form_address(view, part, data);
        }
        ll_json_set_str(view->arena, section, "intro", words(view, part->text));
        set_link(view, part, address, section);
        return part->href[0] != '\0' && address.len == 0 ? NULL : section;
    }
    const struct ll_json *answer = part->member[0] == '\0' ? data : ll_json_get(data, part->member);
    const struct ll_json *rows = answer == NULL ? NULL : ll_json_get(answer, "items");
    if (rows == NULL || rows->type != LL_JSON_ARRAY) {
        return NULL;
    }
    if (rows->count == 0) {
        ll_json_set_str(view->arena, section, "nothing", words(view, part->text));
        return section;
    }
    set_part(view, part, rows, section);
    set_link(view, part, address, section);
    return section;
}

struct ll_json *ll_start_view(struct ll_arena *arena, const struct ll_locale *locale,
                              enum ll_start_page start, const struct ll_json *data)
{
    const struct view view = {.arena = arena, .locale = locale};
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *sections = ll_json_new_array(arena);
    for (size_t i = 0; i < ll_start_part_count; i++) {
        struct ll_json *section =
            ll_start_parts[i].start == start ? section_of(&view, &ll_start_parts[i], data) : NULL;
        if (section != NULL) {
            ll_json_append(arena, sections, section);
        }
    }
    ll_json_set_str(arena, whole, "intro", words(&view, starts[start].intro));
    ll_json_set(arena, whole, "sections", sections);
    return whole;
}
