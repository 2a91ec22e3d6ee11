/* Members of an event's body whose shape was checked: what is absent is zero. */
#include "audit/model.h"

#include <string.h>

int64_t ll_body_i64(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_NUMBER && value->is_integer ? value->integer : 0;
}

bool ll_body_bool(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_TRUE;
}

bool ll_body_has(const struct ll_json *object, const char *name)
{
    return ll_json_get(object, name) != NULL;
}

struct ll_str ll_body_str(const struct ll_json *object, const char *name)
{
    return ll_json_string_at(object, name);
}

struct ll_id ll_body_id(const struct ll_json *object, const char *name)
{
    struct ll_id id = {{0}};
    char prefix[LL_ID_PREFIX_MAX + 1] = "";
    struct ll_str text = ll_body_str(object, name);
    size_t length = ll_str_find_char(text, '_');
    if (length <= LL_ID_PREFIX_MAX && length < text.len) {
        memcpy(prefix, text.ptr, length);
        if (ll_id_parse(prefix, text, &id, NULL) != LL_OK) {
            return (struct ll_id){{0}};
        }
    }
    return id;
}

int64_t ll_body_date(const struct ll_json *object, const char *name)
{
    struct ll_date date = {0};
    return ll_date_parse(ll_body_str(object, name), &date, NULL) == LL_OK ? date.days : 0;
}

int64_t ll_body_month(const struct ll_json *object, const char *name)
{
    struct ll_month month = {0};
    return ll_month_parse(ll_body_str(object, name), &month, NULL) == LL_OK ? month.months : 0;
}

int64_t ll_body_enum(const struct ll_json *object, const char *name, const struct ll_enum_row *rows,
                     size_t row_count)
{
    struct ll_str word = ll_body_str(object, name);
    for (size_t i = 0; i < row_count; i++) {
        if (ll_str_eq_cstr(word, rows[i].name)) {
            return rows[i].value;
        }
    }
    return 0;
}

struct ll_str ll_body_bytes(struct ll_audit *a, const struct ll_json *object, const char *name)
{
    struct ll_str hex = ll_body_str(object, name);
    uint8_t *bytes = ll_audit_alloc(a, hex.len / 2);
    if (bytes == NULL || ll_hex_decode(hex, bytes) != LL_OK) {
        return LL_STR("");
    }
    return (struct ll_str){(const char *)bytes, hex.len / 2};
}

const struct ll_json *ll_body_list(const struct ll_json *object, const char *name)
{
    static const struct ll_json empty = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_ARRAY ? value : &empty;
}
