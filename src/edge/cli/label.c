#include "edge/cli/label.h"

#include <string.h>

#include "edge/cli/text.h"

/* Ends of member names that carry a unit: the word after the number, and in a table's heading. */
static const struct ll_cli_label_unit units[] = {
    {"_g", "g", "g"},
    {"Grams", "g", "g"},
    {"_km", "km", "km"},
    {"_ppm", "ppm", "ppm"},
    {"_bytes", "byte", "bytes"},
    {"_ms", "ms", "ms"},
    {"_days", "day", "days"},
    {"units", "unit", "units"},
    {"devices", "device", "devices"},
    {"events", "event", "events"},
};

/* Numbers that name rather than count: no thousands separators. */
static const char *const plain_numbers[] = {"version", "revision", "year",
                                            "line",    "number",   "position"};

const struct ll_cli_label_unit *ll_cli_label_unit(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (ll_str_ends(name, ll_str_from_cstr(units[i].end))) {
            return &units[i];
        }
    }
    return NULL;
}

bool ll_cli_label_is_plain(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(plain_numbers) / sizeof(plain_numbers[0]); i++) {
        if (ll_str_ends(name, ll_str_from_cstr(plain_numbers[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool ll_cli_label_is_apart(const struct ll_cli_label_unit *unit)
{
    return unit != NULL && (unit->end[0] == '_' || is_upper(unit->end[0]));
}

void ll_cli_label_put(struct ll_strbuf *buf, struct ll_str name)
{
    const struct ll_cli_label_unit *unit = ll_cli_label_unit(name);
    if (ll_cli_label_is_apart(unit)) {
        name = ll_str_sub(name, 0, name.len - strlen(unit->end));
    }
    struct ll_strbuf words;
    struct ll_str text;
    ll_strbuf_init(&words, buf->arena, 2 * name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (i > 0 && is_upper(c) && name.ptr[i - 1] >= 'a' && name.ptr[i - 1] <= 'z') {
            ll_strbuf_char(&words, ' ');
            c = (char)(c - 'A' + 'a');
        }
        ll_strbuf_char(&words, c == '_' ? ' ' : c);
    }
    if (ll_strbuf_finish(&words, &text, NULL) == LL_OK) {
        ll_text_escape(buf, text, "");
    } else {
        ll_strbuf_fail(buf, LL_ENOMEM);
    }
}
