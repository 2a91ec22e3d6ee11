#include "edge/web/choice.h"

#include <string.h>

#include "edge/web/name.h"
#include "edge/web/view.h"

#define TEXT_BYTES_MAX 1024

static const struct ll_choice_row rows[] = {
#define LL_CHOICE(field, form, noun, verb, query, ...)                                             \
    {(field), (form), (noun), (verb), (query), false, {__VA_ARGS__}},
#define LL_CHOICE_TYPED(field, form, noun, verb, query, ...)                                       \
    {(field), (form), (noun), (verb), (query), true, {__VA_ARGS__}},
#include "edge/web/choice.def"
#undef LL_CHOICE
#undef LL_CHOICE_TYPED
};

static bool names_something(const struct ll_field *field)
{
    return field->type == LL_FIELD_REF || field->type == LL_FIELD_ID ||
           field->type == LL_FIELD_CODE || field->type == LL_FIELD_STRS;
}

const struct ll_choice_row *ll_choice_of(const char *noun, const struct ll_field *field)
{
    for (size_t i = 0; names_something(field) && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].field, field->name) == 0 &&
            (rows[i].form[0] == '\0' || strcmp(rows[i].form, noun) == 0)) {
            return rows[i].noun[0] == '\0' ? NULL : &rows[i];
        }
    }
    return NULL;
}

bool ll_choice_is_same(const struct ll_choice_row *a, const struct ll_choice_row *b)
{
    return strcmp(a->noun, b->noun) == 0 && strcmp(a->verb, b->verb) == 0 &&
           strcmp(a->query, b->query) == 0;
}

/* By its code, else by what stands first: its id, the code of a class. */
static struct ll_str value_of(const struct ll_json *item)
{
    struct ll_str code = ll_json_string_at(item, "code");
    return code.len > 0 || item->count == 0 ? code : ll_json_string(&item->members[0].value);
}

/* "gh-warehouse: Warehouse Accra, Ghana"; a lot, whose id says nothing, "Laptops, Ghana (…a1b2c3)";
 * a class by its words alone. */
static struct ll_str text_of(struct ll_arena *arena, const struct ll_locale *locale,
                             const struct ll_choice_row *row, const struct ll_json *item,
                             struct ll_str value)
{
    struct ll_strbuf buf;
    struct ll_str text = value;
    bool is_id = ll_name_is_id(value);
    bool has_code = ll_json_get(item, "code") != NULL;
    size_t count = 0;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    if (has_code) {
        ll_strbuf_str(&buf, value);
    }
    for (size_t i = 0; i < LL_CHOICE_MEMBERS_MAX && row->members[i] != NULL; i++) {
        struct ll_json *cell = ll_view_cell(arena, locale, item, row->members[i]);
        struct ll_str part = ll_json_string_at(cell, "text");
        if (part.len > 0) {
            ll_strbuf_cstr(&buf, count++ > 0 ? ", " : has_code ? " \xC2\xB7 " : "");
            ll_strbuf_str(&buf, part);
        }
    }
    if (is_id) {
        ll_strbuf_cstr(&buf, " (");
        ll_strbuf_str(&buf, ll_name_short(arena, value));
        ll_strbuf_char(&buf, ')');
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : value;
}

/* The id of the row itself: "facility_id" of facilities. */
static struct ll_str id_of(struct ll_arena *arena, const struct ll_choice_row *row,
                           const struct ll_json *item)
{
    struct ll_strbuf buf;
    struct ll_str name;
    ll_strbuf_init(&buf, arena, 64);
    ll_strbuf_fmt(&buf, "%s%s", row->noun, strcmp(row->noun, "order") == 0 ? "_line_id" : "_id");
    if (ll_strbuf_finish(&buf, &name, NULL) != LL_OK) {
        return LL_STR("");
    }
    char *member = ll_str_to_cstr(arena, name);
    return member == NULL ? LL_STR("") : ll_json_string_at(item, member);
}

struct ll_json *ll_choice_items(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_choice_row *row, const struct ll_json *answer)
{
    const struct ll_json *items = ll_json_get(answer, "items");
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        struct ll_json *choice = ll_json_new_object(arena);
        struct ll_str value = value_of(&items->items[i]);
        ll_json_set_str(arena, choice, "value", value);
        ll_json_set_str(arena, choice, "id", id_of(arena, row, &items->items[i]));
        ll_json_set_str(arena, choice, "text",
                        text_of(arena, locale, row, &items->items[i], value));
        ll_json_append(arena, list, choice);
    }
    return list;
}
