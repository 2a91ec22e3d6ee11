#include "edge/web/lines.h"

#include <string.h>

#include "draw/line.h"
#include "edge/web/label.h"

#define TEXT_BYTES_MAX 512

/* How a stage or state is painted; the rest of what is free is left blank. */
static const struct shade {
    const char *word;
    enum ll_colour colour;
} shades[] = {
    {"accepted", LL_COLOUR_COPPER_4},    {"shipped", LL_COLOUR_COPPER_2},
    {"received", LL_COLOUR_ACCENT_3},    {"dismantled", LL_COLOUR_ACCENT_2},
    {"recycled", LL_COLOUR_ACCENT_1},    {"lost", LL_COLOUR_BAD},
    {"seized", LL_COLOUR_BAD},           {"diverted", LL_COLOUR_WARN},
    {"returned", LL_COLOUR_FAINT},       {"final", LL_COLOUR_ACCENT_1},
    {"provisional", LL_COLOUR_ACCENT_3}, {"held", LL_COLOUR_COPPER_3},
    {"voided", LL_COLOUR_FAINT},
};
#define SHADE_COUNT (sizeof(shades) / sizeof(shades[0]))

/* What a line is as long as, the first that there is. */
static const char *const lengths[] = {"demanded_units", "demanded_g", "units"};

struct lines {
    struct ll_arena *arena;
    const struct ll_locale *locale;
    const struct ll_json *value;
};

static bool is_whole(const struct ll_json *item, const char *name)
{
    const struct ll_json *value = ll_json_get(item, name);
    return value != NULL && value->type == LL_JSON_NUMBER && value->is_integer &&
           value->integer >= 0;
}

static const struct shade *shade_of(const struct ll_json *item)
{
    struct ll_str word = ll_json_string_at(item, "stage");
    if (word.len == 0) {
        word = ll_json_string_at(item, "state");
    }
    for (size_t i = 0; i < SHADE_COUNT; i++) {
        if (ll_str_eq_cstr(word, shades[i].word)) {
            return &shades[i];
        }
    }
    return NULL;
}

/* An interval of a line, and how it is painted. */
struct span {
    int64_t lo;
    int64_t hi;
    const struct shade *shade;
};

/* The intervals of a list, each looked at once: they may be many. NULL: it is no line. */
static struct span *spans_of(const struct lines *lines, const struct ll_json *list)
{
    size_t count = list->type == LL_JSON_ARRAY ? list->count : 0;
    struct span *spans =
        count == 0 || list->items[0].type != LL_JSON_OBJECT || shade_of(&list->items[0]) == NULL
            ? NULL
            : LL_NEW_ARRAY(lines->arena, struct span, count);
    for (size_t i = 0; spans != NULL && i < count; i++) {
        const struct ll_json *item = &list->items[i];
        if (item->type != LL_JSON_OBJECT || !is_whole(item, "lo") || !is_whole(item, "hi") ||
            (spans[i].shade = shade_of(item)) == NULL) {
            return NULL;
        }
        spans[i].lo = ll_json_get(item, "lo")->integer;
        spans[i].hi = ll_json_get(item, "hi")->integer;
    }
    return spans;
}

static int64_t length_of(const struct lines *lines, int64_t length)
{
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        if (is_whole(lines->value, lengths[i])) {
            int64_t told = ll_json_get(lines->value, lengths[i])->integer;
            return told > length ? told : length;
        }
    }
    return length;
}

/* A position, or how many there are: of a line in grams a mass. */
static struct ll_str amount_of(const struct lines *lines, int64_t n)
{
    struct ll_str measure = ll_json_string_at(lines->value, "measure");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, lines->arena, TEXT_BYTES_MAX);
    if (ll_str_eq_cstr(measure, "grams")) {
        ll_locale_put_mass(lines->locale, &buf, (struct ll_mass){n}, LL_MASS_BY_SIZE);
    } else {
        ll_locale_put_i64(lines->locale, &buf, n);
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* "recycled 51": the words of the drawing, for those who see it and those who do not. */
static struct ll_json *legend_of(const struct lines *lines, const struct span *spans, size_t count)
{
    struct ll_json *legend = ll_json_new_array(lines->arena);
    int64_t amounts[SHADE_COUNT] = {0};
    for (size_t k = 0; k < count; k++) {
        amounts[spans[k].shade - shades] += spans[k].hi - spans[k].lo;
    }
    for (size_t i = 0; i < SHADE_COUNT; i++) {
        int64_t amount = amounts[i];
        if (amount == 0) {
            continue;
        }
        struct ll_json *item = ll_json_new_object(lines->arena);
        enum ll_tone tone;
        ll_json_set_cstr(lines->arena, item, "colour", ll_colour_rows[shades[i].colour].name);
        ll_json_set_str(lines->arena, item, "text",
                        ll_label_word(lines->locale, ll_str_from_cstr(shades[i].word), &tone));
        ll_json_set_str(lines->arena, item, "amount", amount_of(lines, amount));
        ll_json_append(lines->arena, legend, item);
    }
    return legend;
}

static struct ll_str description_of(const struct lines *lines, const struct ll_json *legend)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, lines->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < legend->count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : ", ");
        ll_strbuf_str(&buf, ll_json_string_at(&legend->items[i], "text"));
        ll_strbuf_char(&buf, ' ');
        ll_strbuf_str(&buf, ll_json_string_at(&legend->items[i], "amount"));
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* NULL: it cannot be drawn. */
static struct ll_json *line_of(const struct lines *lines, struct ll_str name,
                               const struct span *spans, size_t count)
{
    struct ll_arena *arena = lines->arena;
    struct ll_line_part *parts = LL_NEW_ARRAY(arena, struct ll_line_part, count);
    struct ll_json *legend = legend_of(lines, spans, count);
    struct ll_json *line = ll_json_new_object(arena);
    struct ll_str svg;
    if (parts == NULL || legend == NULL || line == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct ll_line_part){
            .lo = spans[i].lo, .hi = spans[i].hi, .colour = spans[i].shade->colour};
    }
    const struct ll_scene_facts facts = {
        .title = ll_label(arena, lines->locale, name),
        .description = description_of(lines, legend),
        .language = lines->locale->language->tag,
    };
    int64_t length = length_of(lines, spans[count - 1].hi);
    if (ll_line_draw(arena, &facts, length, parts, count, &svg, NULL) != LL_OK) {
        return NULL;
    }
    ll_json_set_str(arena, line, "title", facts.title);
    ll_json_set_str(arena, line, "svg", svg);
    ll_json_set_str(arena, line, "first", amount_of(lines, 0));
    ll_json_set_str(arena, line, "last", amount_of(lines, length));
    ll_json_set(arena, line, "legend", legend);
    return line;
}

struct ll_json *ll_lines_of(struct ll_arena *arena, const struct ll_locale *locale,
                            const struct ll_json *value)
{
    const struct lines lines = {.arena = arena, .locale = locale, .value = value};
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; value->type == LL_JSON_OBJECT && i < value->count; i++) {
        const struct ll_json_member *at = &value->members[i];
        bool is_page = ll_str_eq_cstr(at->name, "items"); /* a part of a line */
        const struct span *spans = is_page ? NULL : spans_of(&lines, &at->value);
        struct ll_json *line =
            spans == NULL ? NULL : line_of(&lines, at->name, spans, at->value.count);
        if (line != NULL) {
            ll_json_append(arena, items, line);
        }
    }
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    ll_json_set(arena, whole, "items", items);
    return whole;
}
