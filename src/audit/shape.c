#include "audit/shape.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_code(struct ll_str s)
{
    if (s.len < 1 || s.len > 64 || !(is_lower(s.ptr[0]) || is_digit(s.ptr[0]))) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!is_lower(c) && !is_digit(c) && c != '.' && c != '_' && c != '-') {
            return false;
        }
    }
    return true;
}

static bool is_token(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!is_lower(c) && !is_upper(c) && !is_digit(c) && strchr("._:/#+-", c) == NULL) {
            return false;
        }
    }
    return s.len >= 1 && s.len <= 64;
}

/* As a log may be called. */
static bool is_origin(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == '+') {
            return false;
        }
    }
    return s.len >= 3 && s.len <= 255;
}

/* How many bytes at the front are the name of a host. */
static size_t host_length(struct ll_str s)
{
    size_t len = 0;
    size_t label = 0;
    for (; len < s.len; len++) {
        char c = s.ptr[len];
        bool is_edge = label == 0 || len + 1 == s.len || strchr(".:", s.ptr[len + 1]) != NULL;
        if (c == '.' && label > 0 && len + 1 < s.len) {
            label = 0;
        } else if (label < 63 && (is_lower(c) || is_digit(c) || (c == '-' && !is_edge))) {
            label++;
        } else {
            break;
        }
    }
    return label == 0 || len > 253 ? 0 : len;
}

/* 1 to 65535 without zeros in front, and not the usual one. */
static bool is_port(struct ll_str s, int usual)
{
    int port = 0;
    for (size_t i = 0; i < s.len && s.len <= 5; i++) {
        if (!is_digit(s.ptr[i]) || (i == 0 && s.ptr[i] == '0')) {
            return false;
        }
        port = port * 10 + (s.ptr[i] - '0');
    }
    return port > 0 && port <= 65535 && port != usual;
}

static bool is_site(struct ll_str s)
{
    bool is_plain = ll_str_starts(s, LL_STR("http://"));
    struct ll_str rest = ll_str_sub(s, is_plain ? 7 : 8, s.len);
    size_t host = host_length(rest);
    struct ll_str behind = ll_str_sub(rest, host, rest.len);
    if (!is_plain && !ll_str_starts(s, LL_STR("https://"))) {
        return false;
    }
    if (is_plain && !ll_str_eq(ll_str_sub(rest, 0, host), LL_STR("localhost"))) {
        return false;
    }
    return host > 0 &&
           (behind.len == 0 || (behind.ptr[0] == ':' &&
                                is_port(ll_str_sub(behind, 1, behind.len), is_plain ? 80 : 443)));
}

static bool is_capitals(struct ll_str s, size_t length)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_upper(s.ptr[i])) {
            return false;
        }
    }
    return s.len == length;
}

static bool is_hex(struct ll_str s, size_t bytes)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f')) {
            return false;
        }
    }
    return s.len == 2 * bytes;
}

static bool is_word(const struct member *member, struct ll_str s)
{
    for (size_t i = 0; i < member->row_count; i++) {
        if (ll_str_eq_cstr(s, member->rows[i].name)) {
            return true;
        }
    }
    return false;
}

static bool is_list_of(const struct ll_json *value, bool countries)
{
    if (value->type != LL_JSON_ARRAY) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct ll_json *one = &value->items[i];
        if (one->type != LL_JSON_STRING ||
            !(countries ? is_capitals(one->string, 2) : is_code(one->string))) {
            return false;
        }
    }
    return true;
}

/* A value that is no object and no list of objects. */
static bool has_shape(const struct member *member, const struct ll_json *value)
{
    struct ll_str s = ll_json_string(value);
    struct ll_id id;
    struct ll_date date;
    struct ll_month month;
    bool is_string = value->type == LL_JSON_STRING;
    bool is_integer = value->type == LL_JSON_NUMBER && value->is_integer;
    switch (member->shape) {
    case SHAPE_CODE:
        return is_string && is_code(s);
    case SHAPE_TOKEN:
        return is_string && is_token(s);
    case SHAPE_ORIGIN:
        return is_string && is_origin(s);
    case SHAPE_SITE:
        return is_string && is_site(s);
    case SHAPE_COUNTRY:
        return is_string && is_capitals(s, 2);
    case SHAPE_CURRENCY:
        return is_string && is_capitals(s, 3);
    case SHAPE_ID:
        return is_string && ll_id_parse(member->prefix, s, &id, NULL) == LL_OK;
    case SHAPE_HEX:
        return is_string && is_hex(s, member->size);
    case SHAPE_INTEGER:
        return is_integer;
    case SHAPE_COUNT:
        return is_integer && value->integer >= 0;
    case SHAPE_DATE:
        return is_string && ll_date_parse(s, &date, NULL) == LL_OK;
    case SHAPE_MONTH:
        return is_string && ll_month_parse(s, &month, NULL) == LL_OK;
    case SHAPE_BOOL:
        return value->type == LL_JSON_TRUE || value->type == LL_JSON_FALSE;
    case SHAPE_ENUM:
        return is_string && is_word(member, s);
    case SHAPE_CODES:
    case SHAPE_COUNTRIES:
        return is_list_of(value, member->shape == SHAPE_COUNTRIES);
    case SHAPE_WORDS:
        return is_string && s.len <= 64;
    case SHAPE_STATEMENT:
        return is_string && s.len >= 2 && s.len <= 8192;
    case SHAPE_OBJECT:
    case SHAPE_OBJECTS:
        break;
    }
    return false;
}

static const struct member *find_member(const struct ll_audit_members *members, struct ll_str name)
{
    for (size_t i = 0; i < members->count; i++) {
        if (ll_str_eq_cstr(name, members->items[i].name)) {
            return &members->items[i];
        }
    }
    return NULL;
}

/* The sub-objects of a value; they hold none themselves but money, which has only plain members. */
static bool check_subs(struct ll_audit *a, const struct member *member, const struct ll_json *value)
{
    bool good = true;
    if (member->shape == SHAPE_OBJECT) {
        return ll_shape_check(a, member->sub, value);
    }
    if (value->type != LL_JSON_ARRAY) {
        ll_audit_find_fault(a, LL_AUDIT_MEMBER_SHAPE, NULL, "member %s is no list", member->name);
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        good = ll_shape_check(a, member->sub, &value->items[i]) && good;
    }
    return good;
}

/* Depth is that of the tables of members, not of the input. */
bool ll_shape_check(struct ll_audit *a, const struct ll_audit_members *members,
                    const struct ll_json *object)
{
    bool good = true;
    if (object->type != LL_JSON_OBJECT) {
        ll_audit_find_fault(a, LL_AUDIT_MEMBER_SHAPE, NULL, "there is no object where one must be");
        return false;
    }
    for (size_t i = 0; i < object->count; i++) {
        struct ll_str name = object->members[i].name;
        if (find_member(members, name) == NULL) {
            ll_audit_find_fault(a, LL_AUDIT_MEMBER_UNKNOWN, NULL, "member '%.*s' is not known here",
                                (int)(name.len < 64 ? name.len : 64), name.ptr);
        }
    }
    for (size_t i = 0; i < members->count; i++) {
        const struct member *member = &members->items[i];
        const struct ll_json *value = ll_json_get(object, member->name);
        if (value == NULL) {
            if (!member->optional) {
                ll_audit_find_fault(a, LL_AUDIT_MEMBER_MISSING, NULL, "member %s is missing",
                                    member->name);
                good = false;
            }
        } else if (member->sub != NULL) {
            good = check_subs(a, member, value) && good;
        } else if (!has_shape(member, value)) {
            ll_audit_find_fault(a, LL_AUDIT_MEMBER_SHAPE, NULL,
                                "the value of member %s is not of its restricted shape",
                                member->name);
            good = false;
        }
    }
    return good;
}
