#include "service/answer_shape.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/time.h"
#include "core/types.h"

#define MEMBERS_MAX 64
#define PATH_MAX_BYTES 200

/* ---- leaves ---- */

static bool is_time(struct ll_str text)
{
    struct ll_time time;
    return ll_time_parse(text, &time, NULL) == LL_OK;
}

static bool is_date(struct ll_str text)
{
    struct ll_date date;
    return ll_date_parse(text, &date, NULL) == LL_OK;
}

static bool is_month(struct ll_str text)
{
    struct ll_month month;
    return ll_month_parse(text, &month, NULL) == LL_OK;
}

static bool is_of(struct ll_str text, const char *letters)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\0' || strchr(letters, text.ptr[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_hex(struct ll_str text)
{
    return text.len % 2 == 0 && is_of(text, "0123456789abcdef");
}

static bool is_key(struct ll_str text)
{
    return ll_str_starts(text, LL_STR("z")) &&
           is_of(text, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
}

static bool is_serial(struct ll_str text)
{
    return ll_str_starts(text, LL_STR("LL-")) && text.len == 19 &&
           is_of(ll_str_sub(text, 3, text.len), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static bool is_country(struct ll_str text)
{
    return text.len == 2 && is_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

struct leaf {
    const char *word;
    const char *type;               /* of JSON Schema; NULL: any */
    const char *format;             /* of JSON Schema */
    const char *pattern;            /* of JSON Schema */
    bool (*is)(struct ll_str text); /* of strings; the same as format and pattern say */
    bool is_natural;                /* of integers: none below zero */
};
static const struct leaf leaves[] = {
    {.word = "text", .type = "string"},
    {.word = "int", .type = "integer", .is_natural = true},
    {.word = "signed", .type = "integer"},
    {.word = "bool", .type = "boolean"},
    {.word = "time", .type = "string", .format = "date-time", .is = is_time},
    {.word = "date", .type = "string", .format = "date", .is = is_date},
    {.word = "month", .type = "string", .pattern = "^[0-9]{4}-[0-9]{2}$", .is = is_month},
    {.word = "hex", .type = "string", .pattern = "^([0-9a-f]{2})*$", .is = is_hex},
    {.word = "key", .type = "string", .pattern = "^z[1-9A-HJ-NP-Za-km-z]+$", .is = is_key},
    {.word = "serial", .type = "string", .pattern = "^LL-[0-9A-Z]{16}$", .is = is_serial},
    {.word = "country", .type = "string", .pattern = "^[A-Z]{2}$", .is = is_country},
    {.word = "object", .type = "object"},
    {.word = "any"},
};

static const struct {
    const char *name;
    const struct ll_enum_row *rows;
    size_t count;
} enums[] = {
#define ENUM(type, PREFIX, ROWS) {#type, ll_##type##_rows, LL_##PREFIX##_ROW_COUNT},
    LL_ENUMS(ENUM)
#undef ENUM
};

static const struct {
    const char *name;
    const char *prefix;
} ids[] = {
#define LL_ID(kind, text) {#kind, text},
#include "core/ids.def"
#undef LL_ID
};

/* ---- shapes ---- */

enum form {
    FORM_LEAF,
    FORM_ID,
    FORM_ENUM,
    FORM_LIST,
    FORM_OBJECT,
};

struct member {
    struct ll_str name;
    bool optional;
    const struct ll_answer_shape *shape;
};

struct ll_answer_shape {
    enum form form;
    size_t row;                         /* LEAF, ID, ENUM */
    const struct ll_answer_shape *item; /* LIST */
    struct member *members;             /* OBJECT */
    size_t count;
};

struct reading {
    struct ll_arena *arena;
    const char *at;
    struct ll_err *err;
};

static enum ll_status read_shape(struct reading *reading, const struct ll_answer_shape **ret_shape);

static enum ll_status refuse(struct reading *reading, const char *why)
{
    return LL_FAIL(reading->err, LL_EINVAL, "%s: '%.40s'", why, reading->at);
}

static enum ll_status new_shape(struct reading *reading, enum form form, size_t row,
                                struct ll_answer_shape **ret_shape)
{
    struct ll_answer_shape *shape = LL_NEW(reading->arena, struct ll_answer_shape);
    if (shape == NULL) {
        return LL_FAIL(reading->err, LL_ENOMEM, "no memory for a shape");
    }
    shape->form = form;
    shape->row = row;
    *ret_shape = shape;
    return LL_OK;
}

static struct ll_str take_word(struct reading *reading)
{
    size_t len = strcspn(reading->at, " :?[]{}");
    struct ll_str word = {reading->at, len};
    reading->at += len;
    return word;
}

static bool take(struct reading *reading, const char *mark)
{
    size_t len = strlen(mark);
    if (strncmp(reading->at, mark, len) != 0) {
        return false;
    }
    reading->at += len;
    return true;
}

static void pass_blanks(struct reading *reading)
{
    reading->at += strspn(reading->at, " ");
}

static enum ll_status read_member(struct reading *reading, struct ll_answer_shape *object)
{
    struct ll_str name = take_word(reading);
    bool optional = take(reading, "?");
    if (name.len == 0 || !take(reading, ":")) {
        return refuse(reading, "no member");
    }
    if (object->count == MEMBERS_MAX) {
        return refuse(reading, "too many members");
    }
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq(object->members[i].name, name)) {
            return refuse(reading, "twice, before");
        }
    }
    struct member *member = &object->members[object->count++];
    *member = (struct member){.name = name, .optional = optional};
    return read_shape(reading, &member->shape);
}

/* After its "{". */
static enum ll_status read_object(struct reading *reading, const struct ll_answer_shape **ret_shape)
{
    struct ll_answer_shape *shape = NULL;
    LL_TRY(new_shape(reading, FORM_OBJECT, 0, &shape));
    shape->members = LL_NEW_ARRAY(reading->arena, struct member, MEMBERS_MAX);
    if (shape->members == NULL) {
        return LL_FAIL(reading->err, LL_ENOMEM, "no memory for a shape");
    }
    for (pass_blanks(reading); !take(reading, "}"); pass_blanks(reading)) {
        LL_TRY(read_member(reading, shape));
    }
    *ret_shape = shape;
    return LL_OK;
}

static enum ll_status read_words(struct ll_arena *arena, const char *words,
                                 const struct ll_answer_shape **ret_shape, struct ll_err *err)
{
    struct reading reading = {arena, words, err};
    LL_TRY(read_shape(&reading, ret_shape));
    pass_blanks(&reading);
    return *reading.at == '\0' ? LL_OK : refuse(&reading, "more than one shape");
}

/* After its "page{". */
static enum ll_status read_page(struct reading *reading, const struct ll_answer_shape **ret_shape)
{
    const struct ll_answer_shape *page = NULL;
    const struct ll_answer_shape *row = NULL;
    struct ll_answer_shape *list = NULL;
    LL_TRY(read_words(reading->arena, "{items:any next?:text}", &page, reading->err));
    LL_TRY(read_object(reading, &row));
    LL_TRY(new_shape(reading, FORM_LIST, 0, &list));
    list->item = row;
    page->members[0].shape = list;
    *ret_shape = page;
    return LL_OK;
}

static enum ll_status read_list(struct reading *reading, const struct ll_answer_shape **ret_shape)
{
    struct ll_answer_shape *shape = NULL;
    LL_TRY(new_shape(reading, FORM_LIST, 0, &shape));
    LL_TRY(read_shape(reading, &shape->item));
    *ret_shape = shape;
    return take(reading, "]") ? LL_OK : refuse(reading, "a list without end");
}

static enum ll_status read_named(struct reading *reading, enum form form,
                                 const struct ll_answer_shape **ret_shape)
{
    struct ll_str word = take_word(reading);
    size_t count = form == FORM_ID     ? sizeof(ids) / sizeof(ids[0])
                   : form == FORM_ENUM ? sizeof(enums) / sizeof(enums[0])
                                       : sizeof(leaves) / sizeof(leaves[0]);
    for (size_t i = 0; i < count; i++) {
        const char *name = form == FORM_ID     ? ids[i].name
                           : form == FORM_ENUM ? enums[i].name
                                               : leaves[i].word;
        if (ll_str_eq_cstr(word, name)) {
            struct ll_answer_shape *shape = NULL;
            LL_TRY(new_shape(reading, form, i, &shape));
            *ret_shape = shape;
            return LL_OK;
        }
    }
    reading->at = word.ptr;
    return refuse(reading, "no such shape");
}

static enum ll_status read_shape(struct reading *reading, const struct ll_answer_shape **ret_shape)
{
    if (take(reading, "{")) {
        return read_object(reading, ret_shape);
    }
    if (take(reading, "page{")) {
        return read_page(reading, ret_shape);
    }
    if (take(reading, "[")) {
        return read_list(reading, ret_shape);
    }
    if (take(reading, "money")) {
        return read_words(reading->arena, "{currency:text minor:signed}", ret_shape, reading->err);
    }
    enum form form = take(reading, "id:")     ? FORM_ID
                     : take(reading, "enum:") ? FORM_ENUM
                                              : FORM_LEAF;
    return read_named(reading, form, ret_shape);
}

enum ll_status ll_answer_shape_read(struct ll_arena *arena, const char *words,
                                    const struct ll_answer_shape **ret_shape, struct ll_err *reterr)
{
    struct ll_err err = {0};
    enum ll_status status = read_words(arena, words, ret_shape, &err);
    if (status != LL_OK && reterr != NULL) {
        *reterr = err;
    }
    return status;
}

enum ll_status ll_answer_shape_add(struct ll_arena *arena, const struct ll_answer_shape *object,
                                   const char *name, const char *words,
                                   const struct ll_answer_shape **ret_shape, struct ll_err *reterr)
{
    struct ll_answer_shape *whole = LL_NEW(arena, struct ll_answer_shape);
    struct member *members = LL_NEW_ARRAY(arena, struct member, object->count + 1);
    if (whole == NULL || members == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a shape");
    }
    bool is_there = false;
    for (size_t i = 0; object->form == FORM_OBJECT && i < object->count; i++) {
        members[i] = object->members[i];
        is_there = is_there || ll_str_eq_cstr(members[i].name, name);
    }
    if (object->form != FORM_OBJECT || is_there) {
        return LL_FAIL(reterr, LL_EINVAL, "'%s' cannot be added", name);
    }
    struct member *member = &members[object->count];
    *member = (struct member){.name = ll_str_from_cstr(name), .optional = true};
    LL_TRY(ll_answer_shape_read(arena, words, &member->shape, reterr));
    *whole = *object;
    whole->members = members;
    whole->count++;
    *ret_shape = whole;
    return LL_OK;
}

enum ll_status ll_answer_shape_loose(struct ll_arena *arena, const struct ll_answer_shape *object,
                                     const struct ll_answer_shape **ret_shape,
                                     struct ll_err *reterr)
{
    struct ll_answer_shape *whole = LL_NEW(arena, struct ll_answer_shape);
    struct member *members = LL_NEW_ARRAY(arena, struct member, object->count + 1);
    if (whole == NULL || members == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a shape");
    }
    for (size_t i = 0; object->form == FORM_OBJECT && i < object->count; i++) {
        members[i] = object->members[i];
        members[i].optional = true;
    }
    *whole = *object;
    whole->members = members;
    *ret_shape = whole;
    return LL_OK;
}

/* ---- a value ---- */

/* The path of what is looked at, as long as it fits. */
struct path {
    char text[PATH_MAX_BYTES];
    size_t len;
};

static enum ll_status check(const struct ll_answer_shape *shape, const struct ll_json *value,
                            struct path *path, struct ll_err *reterr);

static enum ll_status unlike(const struct path *path, const char *what, struct ll_str word,
                             struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "%s: '%.*s'", what, LL_STR_ARG(ll_str_sub(word, 0, 80)));
    ll_err_where(reterr, "%s", path->text);
    return status;
}

static size_t step_into(struct path *path, struct ll_str name, size_t index)
{
    size_t was = path->len;
    int more = name.len > 0 ? snprintf(path->text + was, sizeof(path->text) - was, "%s%.*s",
                                       was > 0 ? "." : "", LL_STR_ARG(name))
                            : snprintf(path->text + was, sizeof(path->text) - was, "[%zu]", index);
    size_t now = was + (more > 0 ? (size_t)more : 0);
    path->len = now < sizeof(path->text) ? now : sizeof(path->text) - 1;
    return was;
}

static void step_out(struct path *path, size_t was)
{
    path->len = was;
    path->text[was] = '\0';
}

static bool has_type(const char *type, const struct ll_json *value)
{
    switch (value->type) {
    case LL_JSON_NULL:
        return false;
    case LL_JSON_FALSE:
    case LL_JSON_TRUE:
        return strcmp(type, "boolean") == 0;
    case LL_JSON_NUMBER:
        return strcmp(type, "integer") == 0 && value->is_integer;
    case LL_JSON_STRING:
        return strcmp(type, "string") == 0;
    case LL_JSON_ARRAY:
        return strcmp(type, "array") == 0;
    case LL_JSON_OBJECT:
        return strcmp(type, "object") == 0;
    }
    LL_ASSERT(false);
}

static enum ll_status check_leaf(const struct leaf *leaf, const struct ll_json *value,
                                 const struct path *path, struct ll_err *reterr)
{
    bool good = leaf->type == NULL || has_type(leaf->type, value);
    good = good && (leaf->is == NULL || leaf->is(value->string));
    good = good && (!leaf->is_natural || value->integer >= 0);
    return good ? LL_OK : unlike(path, leaf->word, value->string, reterr);
}

static enum ll_status check_enum(const struct ll_answer_shape *shape, const struct ll_json *value,
                                 const struct path *path, struct ll_err *reterr)
{
    for (size_t i = 0; i < enums[shape->row].count; i++) {
        if (ll_str_eq_cstr(ll_json_string(value), enums[shape->row].rows[i].name)) {
            return LL_OK;
        }
    }
    return unlike(path, enums[shape->row].name, ll_json_string(value), reterr);
}

static enum ll_status check_object(const struct ll_answer_shape *shape, const struct ll_json *value,
                                   struct path *path, struct ll_err *reterr)
{
    size_t found = 0;
    if (value->type != LL_JSON_OBJECT) {
        return unlike(path, "no object", ll_json_string(value), reterr);
    }
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *member = &shape->members[i];
        const struct ll_json *inner = NULL;
        for (size_t k = 0; inner == NULL && k < value->count; k++) {
            bool same = ll_str_eq(value->members[k].name, member->name);
            inner = same ? &value->members[k].value : NULL;
        }
        if (inner == NULL && !member->optional) {
            return unlike(path, "it lacks", member->name, reterr);
        }
        if (inner != NULL) {
            size_t was = step_into(path, member->name, 0);
            LL_TRY(check(member->shape, inner, path, reterr));
            step_out(path, was);
            found++;
        }
    }
    if (found == value->count) {
        return LL_OK;
    }
    for (size_t k = 0; k < value->count; k++) {
        bool known = false;
        for (size_t i = 0; !known && i < shape->count; i++) {
            known = ll_str_eq(value->members[k].name, shape->members[i].name);
        }
        if (!known) {
            return unlike(path, "it has what is not described", value->members[k].name, reterr);
        }
    }
    return unlike(path, "a member is there twice", LL_STR(""), reterr);
}

static enum ll_status check_list(const struct ll_answer_shape *shape, const struct ll_json *value,
                                 struct path *path, struct ll_err *reterr)
{
    if (value->type != LL_JSON_ARRAY) {
        return unlike(path, "no list", ll_json_string(value), reterr);
    }
    for (size_t i = 0; i < value->count; i++) {
        size_t was = step_into(path, LL_STR(""), i);
        LL_TRY(check(shape->item, &value->items[i], path, reterr));
        step_out(path, was);
    }
    return LL_OK;
}

/* As deep as the shape is. */
static enum ll_status check(const struct ll_answer_shape *shape, const struct ll_json *value,
                            struct path *path, struct ll_err *reterr)
{
    struct ll_id id;
    switch (shape->form) {
    case FORM_LEAF:
        return check_leaf(&leaves[shape->row], value, path, reterr);
    case FORM_ID:
        return ll_id_parse(ids[shape->row].prefix, ll_json_string(value), &id, NULL) == LL_OK
                   ? LL_OK
                   : unlike(path, ids[shape->row].name, ll_json_string(value), reterr);
    case FORM_ENUM:
        return check_enum(shape, value, path, reterr);
    case FORM_LIST:
        return check_list(shape, value, path, reterr);
    case FORM_OBJECT:
        return check_object(shape, value, path, reterr);
    }
    LL_ASSERT(false);
}

enum ll_status ll_answer_shape_check(const struct ll_answer_shape *shape,
                                     const struct ll_json *value, struct ll_err *reterr)
{
    struct path path = {.text = ""};
    return check(shape, value, &path, reterr);
}

/* ---- as JSON Schema ---- */

static void set_text(struct ll_arena *arena, struct ll_json *object, const char *name,
                     const char *text)
{
    if (text != NULL) {
        ll_json_set_cstr(arena, object, name, text);
    }
}

static struct ll_json *schema_of_leaf(struct ll_arena *arena, const struct leaf *leaf)
{
    struct ll_json *schema = ll_json_new_object(arena);
    set_text(arena, schema, "type", leaf->type);
    set_text(arena, schema, "format", leaf->format);
    set_text(arena, schema, "pattern", leaf->pattern);
    if (leaf->is_natural) {
        ll_json_set_integer(arena, schema, "minimum", 0);
    }
    return schema;
}

static struct ll_json *schema_of_id(struct ll_arena *arena, const char *prefix)
{
    struct ll_json *schema = ll_json_new_object(arena);
    struct ll_strbuf buf;
    struct ll_str pattern = LL_STR("");
    ll_strbuf_init(&buf, arena, 64);
    ll_strbuf_fmt(&buf, "^%s_[0-9A-Za-z]+$", prefix);
    set_text(arena, schema, "type", "string");
    if (ll_strbuf_finish(&buf, &pattern, NULL) == LL_OK) {
        ll_json_set_str(arena, schema, "pattern", pattern);
    }
    return schema;
}

static struct ll_json *schema_of_enum(struct ll_arena *arena, const struct ll_enum_row *rows,
                                      size_t count)
{
    struct ll_json *schema = ll_json_new_object(arena);
    struct ll_json *names = ll_json_new_array(arena);
    for (size_t i = 0; i < count; i++) {
        ll_json_append(arena, names, ll_json_new_cstr(arena, rows[i].name));
    }
    set_text(arena, schema, "type", "string");
    ll_json_set(arena, schema, "enum", names);
    return schema;
}

static struct ll_json *schema_of_object(struct ll_arena *arena, const struct ll_answer_shape *shape)
{
    struct ll_json *schema = ll_json_new_object(arena);
    struct ll_json *members = ll_json_new_object(arena);
    struct ll_json *required = ll_json_new_array(arena);
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *member = &shape->members[i];
        char *name = ll_str_to_cstr(arena, member->name);
        ll_json_set(arena, members, name == NULL ? "" : name,
                    name == NULL ? NULL : ll_answer_shape_schema(arena, member->shape));
        if (!member->optional) {
            ll_json_append(arena, required, ll_json_new_string(arena, member->name));
        }
    }
    set_text(arena, schema, "type", "object");
    ll_json_set(arena, schema, "properties", members);
    if (required != NULL && required->count > 0) {
        ll_json_set(arena, schema, "required", required);
    }
    ll_json_set_bool(arena, schema, "additionalProperties", false);
    return schema;
}

struct ll_json *ll_answer_shape_schema(struct ll_arena *arena, const struct ll_answer_shape *shape)
{
    struct ll_json *schema = NULL;
    switch (shape->form) {
    case FORM_LEAF:
        return schema_of_leaf(arena, &leaves[shape->row]);
    case FORM_ID:
        return schema_of_id(arena, ids[shape->row].prefix);
    case FORM_ENUM:
        return schema_of_enum(arena, enums[shape->row].rows, enums[shape->row].count);
    case FORM_LIST:
        schema = ll_json_new_object(arena);
        set_text(arena, schema, "type", "array");
        ll_json_set(arena, schema, "items", ll_answer_shape_schema(arena, shape->item));
        return schema;
    case FORM_OBJECT:
        return schema_of_object(arena, shape);
    }
    LL_ASSERT(false);
}
