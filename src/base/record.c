#include "base/record.h"

#include "base/mem.h"
#include "base/record_field.h"
#include "base/text.h"

/* ---- finding ---- */

static int cmp_name(struct ll_str name, const struct ll_field *field)
{
    return ll_str_cmp(name, ll_str_from_cstr(field->name));
}

const struct ll_field *ll_record_find(const struct ll_record *record, struct ll_str name)
{
    size_t lo = 0;
    size_t hi = record->field_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        int order = cmp_name(name, &record->fields[middle]);
        if (order == 0) {
            return &record->fields[middle];
        }
        if (order < 0) {
            hi = middle;
        } else {
            lo = middle + 1;
        }
    }
    return NULL;
}

/* ---- from JSON ---- */

static enum ll_status fill(struct ll_arena *arena, const struct ll_record *record,
                           const struct ll_json *object, void *ret_struct, struct ll_err *reterr);

static enum ll_status wrong_type(const struct ll_field *field, const struct ll_json *value,
                                 struct ll_err *reterr)
{
    static const char *const texts[] = {
        [LL_JSON_NULL] = LL_R("null is no value; leave the member out"),
        [LL_JSON_FALSE] = LL_R("false is not what belongs here"),
        [LL_JSON_TRUE] = LL_R("true is not what belongs here"),
        [LL_JSON_NUMBER] = LL_R("this number is not what belongs here"),
        [LL_JSON_STRING] = LL_R("a string is not what belongs here"),
        [LL_JSON_ARRAY] = LL_R("an array is not what belongs here"),
        [LL_JSON_OBJECT] = LL_R("an object is not what belongs here"),
    };
    return ll_field_refuse(field, NULL, texts[value->type], reterr);
}

static enum ll_status read_i64(const struct ll_field *field, const struct ll_json *value,
                               int64_t *ret_value, struct ll_err *reterr)
{
    if (value->type != LL_JSON_NUMBER || !value->is_integer) {
        return wrong_type(field, value, reterr);
    }
    LL_TRY(ll_field_check_i64(field, value->integer, reterr));
    *ret_value = value->integer;
    return LL_OK;
}

static enum ll_status read_money(const struct ll_field *field, const struct ll_json *value,
                                 struct ll_money *ret_money, struct ll_err *reterr)
{
    const struct ll_json *currency = ll_json_get(value, "currency");
    const struct ll_json *minor = ll_json_get(value, "minor");
    if (currency == NULL || minor == NULL || value->count != 2 ||
        currency->type != LL_JSON_STRING || minor->type != LL_JSON_NUMBER || !minor->is_integer) {
        return wrong_type(field, value, reterr);
    }
    return ll_field_check_money(field, currency->string, minor->integer, ret_money, reterr);
}

static enum ll_status read_bytes(struct ll_arena *arena, const struct ll_field *field,
                                 struct ll_str s, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= 'A' && s.ptr[i] <= 'F') {
            return ll_field_refuse(field, &s, "%s has capital letters; in JSON use small ones",
                                   reterr);
        }
    }
    return ll_field_read_hex(arena, field, s, ret_bytes, reterr);
}

static void put_index(struct ll_err *reterr, size_t index)
{
    char part[32];
    struct ll_text text;
    ll_text_init(&text, part, sizeof(part));
    ll_text_cstr(&text, "[");
    ll_text_i64(&text, (int64_t)index);
    ll_text_cstr(&text, "]");
    ll_err_where_text(reterr, part, ".");
}

static enum ll_status read_list(struct ll_arena *arena, const struct ll_field *field,
                                const struct ll_json *value, struct ll_list *ret_list,
                                struct ll_err *reterr)
{
    if (value->type != LL_JSON_ARRAY) {
        return wrong_type(field, value, reterr);
    }
    LL_TRY(ll_field_check_i64(field, (int64_t)value->count, reterr));
    size_t size = field->sub->size;
    char *items = ll_arena_alloc(arena, value->count, size);
    if (items == NULL) {
        return ll_field_no_memory(reterr);
    }
    for (size_t i = 0; i < value->count; i++) {
        enum ll_status status = fill(arena, field->sub, &value->items[i], items + i * size, reterr);
        if (status != LL_OK) {
            put_index(reterr, i);
            return status;
        }
    }
    *ret_list = (struct ll_list){.items = items, .count = value->count};
    return LL_OK;
}

static enum ll_status read_strs(struct ll_arena *arena, const struct ll_field *field,
                                const struct ll_json *value, struct ll_list *ret_list,
                                struct ll_err *reterr)
{
    if (value->type != LL_JSON_ARRAY) {
        return wrong_type(field, value, reterr);
    }
    LL_TRY(ll_field_check_i64(field, (int64_t)value->count, reterr));
    struct ll_str *items = LL_NEW_ARRAY(arena, struct ll_str, value->count);
    if (items == NULL) {
        return ll_field_no_memory(reterr);
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct ll_json *item = &value->items[i];
        enum ll_status status = item->type == LL_JSON_STRING
                                    ? ll_field_check_item(field, item->string, reterr)
                                    : wrong_type(field, item, reterr);
        if (status != LL_OK) {
            put_index(reterr, i);
            return status;
        }
        items[i] = item->string;
    }
    *ret_list = (struct ll_list){.items = items, .count = value->count};
    return LL_OK;
}

/* Types that JSON carries as a string. */
static enum ll_status read_string(struct ll_arena *arena, const struct ll_field *field,
                                  const struct ll_json *value, void *ret_slot,
                                  struct ll_err *reterr)
{
    if (value->type != LL_JSON_STRING) {
        return wrong_type(field, value, reterr);
    }
    if (field->type == LL_FIELD_STR) {
        LL_TRY(ll_field_check_str(field, value->string, reterr));
        *(struct ll_str *)ret_slot = value->string;
        return LL_OK;
    }
    if (field->type == LL_FIELD_BYTES) {
        return read_bytes(arena, field, value->string, ret_slot, reterr);
    }
    return ll_field_read_word(field, value->string, ret_slot, reterr);
}

static enum ll_status read_field(struct ll_arena *arena, const struct ll_field *field,
                                 const struct ll_json *value, void *ret_slot, struct ll_err *reterr)
{
    switch (field->type) {
    case LL_FIELD_I64:
    case LL_FIELD_UNITS: /* structs of one int64_t */
    case LL_FIELD_MASS:
        return read_i64(field, value, ret_slot, reterr);
    case LL_FIELD_BOOL:
        if (value->type != LL_JSON_TRUE && value->type != LL_JSON_FALSE) {
            return wrong_type(field, value, reterr);
        }
        *(bool *)ret_slot = value->type == LL_JSON_TRUE;
        return LL_OK;
    case LL_FIELD_STR:
    case LL_FIELD_CODE:
    case LL_FIELD_REF:
    case LL_FIELD_ID:
    case LL_FIELD_TIME:
    case LL_FIELD_DATE:
    case LL_FIELD_MONTH:
    case LL_FIELD_BYTES:
    case LL_FIELD_ENUM:
        return read_string(arena, field, value, ret_slot, reterr);
    case LL_FIELD_MONEY:
        return read_money(field, value, ret_slot, reterr);
    case LL_FIELD_LIST:
        return read_list(arena, field, value, ret_slot, reterr);
    case LL_FIELD_STRS:
        return read_strs(arena, field, value, ret_slot, reterr);
    case LL_FIELD_FILE:
        break;
    }
    return ll_field_refuse(field, NULL, "a file cannot be given in JSON", reterr);
}

static enum ll_status refuse_member(const struct ll_record *record, struct ll_str name,
                                    struct ll_err *reterr)
{
    char message[LL_ERR_TEXT_MAX];
    char words[LL_ERR_HINT_MAX];
    const char *piece = words;
    struct ll_text text;
    ll_text_init(&text, words, sizeof(words));
    ll_text_quoted(&text, name);
    ll_text_init(&text, message, sizeof(message));
    ll_text_filled(&text, LL_R("%s is no member here"), &piece, 1);
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EINVAL, message);
    ll_text_init(&text, words, sizeof(words));
    for (size_t i = 0; i < record->field_count; i++) {
        ll_text_cstr(&text, i == 0 ? "" : ", ");
        ll_text_cstr(&text, record->fields[i].name);
    }
    ll_text_init(&text, message, LL_ERR_HINT_MAX);
    ll_text_filled(&text, LL_R("members are: %s"), &piece, 1);
    ll_err_hint_text(reterr, message);
    return status;
}

static enum ll_status refuse_missing(const struct ll_field *field, struct ll_err *reterr)
{
    enum ll_status status = ll_field_refuse(field, NULL, "this is missing and required", reterr);
    ll_err_where_text(reterr, field->name, ".");
    return status;
}

/* `ret_struct` is zeroed memory. Recursion ends with the nesting of the tables. */
static enum ll_status fill(struct ll_arena *arena, const struct ll_record *record,
                           const struct ll_json *object, void *ret_struct, struct ll_err *reterr)
{
    uint64_t given = 0; /* a bit per field: ll_record_check sees to their number */
    size_t expected = 0;
    if (object->type != LL_JSON_OBJECT) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "a JSON object should be here");
    }
    for (size_t i = 0; i < object->count; i++) {
        struct ll_str name = object->members[i].name;
        /* Members mostly come in the table's order. */
        const struct ll_field *field = &record->fields[expected];
        if (expected == record->field_count || !ll_str_eq_cstr(name, field->name)) {
            field = ll_record_find(record, name);
        }
        if (field == NULL) {
            return refuse_member(record, name, reterr);
        }
        expected = (size_t)(field - record->fields) + 1;
        enum ll_status status = read_field(arena, field, &object->members[i].value,
                                           (char *)ret_struct + field->offset, reterr);
        if (status != LL_OK) {
            bool indexed = reterr != NULL && reterr->where[0] == '[';
            ll_err_where_text(reterr, field->name, indexed ? "" : ".");
            return status;
        }
        ll_field_mark_present(field, ret_struct);
        given |= UINT64_C(1) << (expected - 1);
    }
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].required && (given >> i & 1u) == 0) {
            return refuse_missing(&record->fields[i], reterr);
        }
    }
    return LL_OK;
}

enum ll_status ll_record_from_json(struct ll_arena *arena, const struct ll_record *record,
                                   const struct ll_json *object, void *ret_struct,
                                   struct ll_err *reterr)
{
    LL_ASSERT(record->field_count <= LL_RECORD_FIELDS_MAX);
    void *filled = ll_arena_alloc(arena, 1, record->size);
    if (filled == NULL) {
        return ll_field_no_memory(reterr);
    }
    LL_TRY(fill(arena, record, object, filled, reterr));
    memcpy(ret_struct, filled, record->size);
    return LL_OK;
}

/* ---- to JSON ---- */

static void write_i64(struct ll_strbuf *out, int64_t value)
{
    if (value < -LL_JSON_INT_MAX || value > LL_JSON_INT_MAX) {
        ll_strbuf_fail(out, LL_EOVERFLOW);
        return;
    }
    ll_strbuf_i64(out, value);
}

/* Text that needs no escaping. */
static void write_plain(struct ll_strbuf *out, const char *cstr)
{
    ll_strbuf_char(out, '"');
    ll_strbuf_cstr(out, cstr);
    ll_strbuf_char(out, '"');
}

static void write_bytes(struct ll_strbuf *out, struct ll_str bytes)
{
    ll_strbuf_char(out, '"');
    ll_strbuf_hex(out, (const uint8_t *)bytes.ptr, bytes.len);
    ll_strbuf_char(out, '"');
}

static void write_money(struct ll_strbuf *out, const struct ll_money *money)
{
    ll_strbuf_str(out, LL_STR("{\"currency\":"));
    ll_json_put_string(out, ll_str_from_cstr(money->currency));
    ll_strbuf_str(out, LL_STR(",\"minor\":"));
    write_i64(out, money->minor);
    ll_strbuf_char(out, '}');
}

static void write_enum(struct ll_strbuf *out, const struct ll_field *field, int value)
{
    for (size_t i = 0; i < field->enum_row_count; i++) {
        if (field->enum_rows[i].value == value) {
            write_plain(out, field->enum_rows[i].name);
            return;
        }
    }
    ll_strbuf_fail(out, LL_EINVAL);
}

static void write_list(struct ll_strbuf *out, const struct ll_field *field,
                       const struct ll_list *list)
{
    ll_strbuf_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i != 0) {
            ll_strbuf_char(out, ',');
        }
        if (field->type == LL_FIELD_LIST) {
            const char *items = list->items;
            ll_record_to_json(field->sub, items + i * field->sub->size, out);
        } else {
            const struct ll_str *items = list->items;
            ll_json_put_string(out, items[i]);
        }
    }
    ll_strbuf_char(out, ']');
}

/* The types with a text form of their own. */
static void write_word(struct ll_strbuf *out, const struct ll_field *field, const void *slot)
{
    char text[LL_TIME_TEXT_MAX > LL_ID_TEXT_MAX ? LL_TIME_TEXT_MAX : LL_ID_TEXT_MAX];
    if (field->type == LL_FIELD_ID) {
        ll_id_format(field->id_prefix, *(const struct ll_id *)slot, text);
    } else if (field->type == LL_FIELD_TIME) {
        ll_time_format(*(const struct ll_time *)slot, text);
    } else if (field->type == LL_FIELD_DATE) {
        ll_date_format(*(const struct ll_date *)slot, text);
    } else {
        LL_ASSERT(field->type == LL_FIELD_MONTH);
        ll_month_format(*(const struct ll_month *)slot, text);
    }
    write_plain(out, text);
}

static void write_field(struct ll_strbuf *out, const struct ll_field *field, const void *slot)
{
    switch (field->type) {
    case LL_FIELD_I64:
    case LL_FIELD_UNITS: /* structs of one int64_t */
    case LL_FIELD_MASS:
        write_i64(out, *(const int64_t *)slot);
        break;
    case LL_FIELD_BOOL:
        ll_strbuf_cstr(out, *(const bool *)slot ? "true" : "false");
        break;
    case LL_FIELD_STR:
    case LL_FIELD_CODE:
    case LL_FIELD_REF:
        ll_json_put_string(out, *(const struct ll_str *)slot);
        break;
    case LL_FIELD_ID:
    case LL_FIELD_TIME:
    case LL_FIELD_DATE:
    case LL_FIELD_MONTH:
        write_word(out, field, slot);
        break;
    case LL_FIELD_MONEY:
        write_money(out, slot);
        break;
    case LL_FIELD_BYTES:
        write_bytes(out, *(const struct ll_str *)slot);
        break;
    case LL_FIELD_ENUM:
        write_enum(out, field, *(const int *)slot);
        break;
    case LL_FIELD_LIST:
    case LL_FIELD_STRS:
        write_list(out, field, slot);
        break;
    case LL_FIELD_FILE: /* never written */
        break;
    }
}

static bool is_zero_bytes(const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Zero or empty: what an optional field without a flag is when it was not given. */
static bool is_empty(const struct ll_field *field, const void *slot)
{
    switch (field->type) {
    case LL_FIELD_STR:
    case LL_FIELD_CODE:
    case LL_FIELD_REF:
    case LL_FIELD_BYTES:
        return ((const struct ll_str *)slot)->len == 0;
    case LL_FIELD_LIST:
    case LL_FIELD_STRS:
        return ((const struct ll_list *)slot)->count == 0;
    case LL_FIELD_MONEY:
        return ((const struct ll_money *)slot)->currency[0] == '\0';
    case LL_FIELD_I64:
    case LL_FIELD_BOOL:
    case LL_FIELD_ID:
    case LL_FIELD_TIME:
    case LL_FIELD_DATE:
    case LL_FIELD_MONTH:
    case LL_FIELD_UNITS:
    case LL_FIELD_MASS:
    case LL_FIELD_ENUM:
        return is_zero_bytes(slot, ll_field_facts(field->type)->size);
    case LL_FIELD_FILE:
        break;
    }
    return true;
}

static bool is_written(const struct ll_field *field, const char *value)
{
    if (field->type == LL_FIELD_FILE) {
        return false;
    }
    if (field->required) {
        return true;
    }
    if (field->present_offset != 0) {
        return *(const bool *)(value + field->present_offset);
    }
    return !is_empty(field, value + field->offset);
}

void ll_record_to_json(const struct ll_record *record, const void *value, struct ll_strbuf *out)
{
    const char *bytes = value;
    char before = '{';
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        if (is_written(field, bytes)) {
            ll_strbuf_char(out, before);
            write_plain(out, field->name);
            ll_strbuf_char(out, ':');
            write_field(out, field, bytes + field->offset);
            before = ',';
        }
    }
    if (before == '{') {
        ll_strbuf_char(out, '{');
    }
    ll_strbuf_char(out, '}');
}

/* ---- checks ---- */

enum ll_status ll_record_complete(const struct ll_record *record, const bool *given,
                                  struct ll_err *reterr)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].required && !given[i]) {
            return refuse_missing(&record->fields[i], reterr);
        }
    }
    return LL_OK;
}

static void check_record(const struct ll_record *record, int depth);

static void check_name(const char *name)
{
    LL_ASSERT(name[0] >= 'a' && name[0] <= 'z');
    for (size_t i = 0; name[i] != '\0'; i++) {
        char c = name[i];
        LL_ASSERT((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
}

static void check_field(const struct ll_record *record, const struct ll_field *field, int depth)
{
    const struct ll_field_facts *facts = ll_field_facts(field->type);
    int64_t min;
    int64_t max;
    ll_field_limits(field, &min, &max);
    check_name(field->name);
    LL_ASSERT(min <= max);
    LL_ASSERT(facts->size <= record->size && field->offset <= record->size - facts->size);
    LL_ASSERT(field->offset % facts->align == 0);
    LL_ASSERT(field->present_offset < record->size);
    LL_ASSERT(field->present_offset == 0 || !field->required);
    LL_ASSERT(!field->secret || field->type == LL_FIELD_FILE || field->type == LL_FIELD_STR);
    LL_ASSERT((field->type == LL_FIELD_ENUM) == (field->enum_row_count != 0));
    LL_ASSERT((field->type == LL_FIELD_LIST) == (field->sub != NULL));
    if (field->type == LL_FIELD_ID) {
        LL_ASSERT(field->id_prefix != NULL && field->id_prefix[0] != '\0');
        LL_ASSERT(ll_str_from_cstr(field->id_prefix).len <= LL_ID_PREFIX_MAX);
    }
    if (field->type == LL_FIELD_LIST) {
        check_record(field->sub, depth + 1);
    }
}

static void check_record(const struct ll_record *record, int depth)
{
    LL_ASSERT(depth < LL_FIELD_DEPTH_MAX);
    LL_ASSERT(record->name != NULL && record->size != 0);
    LL_ASSERT(record->field_count <= LL_RECORD_FIELDS_MAX);
    for (size_t i = 0; i < record->field_count; i++) {
        check_field(record, &record->fields[i], depth);
        if (i != 0) {
            LL_ASSERT(cmp_name(ll_str_from_cstr(record->fields[i].name), &record->fields[i - 1]) >
                      0);
        }
    }
}

void ll_record_check(const struct ll_record *record)
{
    check_record(record, 0);
}
