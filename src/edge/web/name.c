#include "edge/web/name.h"

#include <string.h>

#include "edge/web/view.h"

#define TEXT_BYTES_MAX 1024
#define ID_DIGITS 26 /* behind the prefix of an id and its underscore */
#define ID_SHOWN 6
#define PARTS_MAX 4

/* By where they are listed, the members that tell objects of a kind from one another. */
static const struct row {
    const char *list;
    bool begins_with_code;
    const char *parts[PARTS_MAX];
} rows[] = {
    {"/cases", false, {"cause", "shipment", "package", "deadline"}},
    {"/collections", false, {"collected_on", "collector", "facility"}},
    {"/facilities", false, {"name"}},
    {"/handovers", true, {"giver", "receiver", "given_on"}},
    {"/holds", true, {"order_line", "until_on"}},
    {"/incidents", true, {"shipment", "found_on"}},
    {"/lots", false, {"class_code", "country", "vintage"}},
    {"/official-links", false, {"country", "notification", "expires_on"}},
    {"/organisations", false, {"name"}},
    {"/proposals", false, {"command", "proposed_at"}},
    {"/receipts", true, {"shipment", "facility", "received_on"}},
    {"/stock", true, {"facility", "class_code"}},
    {"/treatments", false, {"kind", "facility", "treated_on"}},
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

struct ll_str ll_name_of(struct ll_arena *arena, const struct ll_locale *locale, const char *list,
                         const struct ll_json *data, bool *ret_is_words)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    size_t at = 0;
    size_t count = 0;
    while (at < ROW_COUNT && strcmp(rows[at].list, list) != 0) {
        at++;
    }
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    for (size_t i = 0; at < ROW_COUNT && i < PARTS_MAX && rows[at].parts[i] != NULL; i++) {
        struct ll_json *cell = ll_view_cell(arena, locale, data, rows[at].parts[i]);
        struct ll_str part = ll_json_string_at(cell, "text");
        if (part.len > 0) {
            ll_strbuf_cstr(&buf, count++ == 0 ? "" : ", ");
            ll_strbuf_str(&buf, part);
        }
    }
    *ret_is_words = count > 0 && !rows[at].begins_with_code;
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

bool ll_name_is_id(struct ll_str ref)
{
    return ref.len > ID_DIGITS && ref.ptr[ref.len - ID_DIGITS - 1] == '_';
}

struct ll_str ll_name_short(struct ll_arena *arena, struct ll_str ref)
{
    struct ll_strbuf buf;
    struct ll_str text = {NULL, 0};
    if (!ll_name_is_id(ref)) {
        return ref;
    }
    ll_strbuf_init(&buf, arena, ID_SHOWN + sizeof("…"));
    ll_strbuf_cstr(&buf, "…");
    ll_strbuf_str(&buf, ll_str_sub(ref, ref.len - ID_SHOWN, ref.len));
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : (struct ll_str){NULL, 0};
}
