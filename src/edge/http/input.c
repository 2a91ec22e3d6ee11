#include "edge/http/input.h"

#include <string.h>

#include "edge/http/body.h"
#include "edge/http/form_join.h"

_Static_assert(LL_HTTP_JSON_DEPTH_MAX == LL_JSON_DEPTH_MAX, "the reader keeps it");

/* Fields set one by one, from a path, a query or a form. */
struct filling {
    struct ll_http_exchange *exchange;
    const struct ll_route *route;
    const struct ll_record *record;
    void *input;
    bool *given; /* a bool per field */
};

static enum ll_status refuse_unknown(struct ll_str name, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "there is no field '%.*s' here",
                                    LL_STR_ARG(ll_str_sub(name, 0, 64)));
    ll_err_hint(reterr, "GET /openapi.json lists what each address takes");
    return status;
}

static enum ll_status find_field(struct filling *filling, struct ll_str name, size_t *ret_at,
                                 struct ll_err *reterr)
{
    const struct ll_field *field =
        filling->record == NULL ? NULL : ll_record_find(filling->record, name);
    if (field == NULL) {
        return refuse_unknown(name, reterr);
    }
    *ret_at = (size_t)(field - filling->record->fields);
    if (filling->given[*ret_at]) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "send it once", "the field is given twice");
        ll_err_where(reterr, "%s", field->name);
        return status;
    }
    filling->given[*ret_at] = true;
    return LL_OK;
}

static void say_part(struct ll_err *reterr)
{
    reterr->hint[0] = '\0';
    ll_err_hint(reterr, "send it as a part of multipart/form-data, with a file name");
}

/* A file is wanted that JSON cannot carry, or that was left out: how one is sent. */
static enum ll_status say_how(const struct ll_record *record, enum ll_status status,
                              struct ll_err *reterr)
{
    const struct ll_field *field =
        status != LL_EINVAL ? NULL : ll_record_find(record, ll_str_from_cstr(reterr->where));
    if (field != NULL && field->type == LL_FIELD_FILE) {
        say_part(reterr);
    }
    return status;
}

static enum ll_status set_text(struct filling *filling, struct ll_str name, struct ll_str value,
                               struct ll_err *reterr)
{
    size_t at = 0;
    LL_TRY(find_field(filling, name, &at, reterr));
    const struct ll_field *field = &filling->record->fields[at];
    if (field->type == LL_FIELD_FILE) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "a file is wanted here");
        ll_err_where(reterr, "%s", field->name);
        say_part(reterr);
        return status;
    }
    /* An empty field of a page's form is one that was not filled in. */
    if (value.len == 0 && !field->required) {
        return LL_OK;
    }
    return ll_field_from_text(&filling->exchange->arena, field, value, filling->input, reterr);
}

static enum ll_status set_file(struct filling *filling, const struct ll_http_part *part,
                               struct ll_tried_file *ret_file, struct ll_err *reterr)
{
    size_t at = 0;
    LL_TRY(find_field(filling, part->name, &at, reterr));
    const struct ll_field *field = &filling->record->fields[at];
    if (field->type != LL_FIELD_FILE) {
        return ll_field_from_text(&filling->exchange->arena, field, part->value, filling->input,
                                  reterr);
    }
    if (part->file_name.len == 0 && part->value.len == 0) {
        filling->given[at] = false; /* a page's form without a file chosen */
        return LL_OK;
    }
    if (field->max > 0 && part->value.len > (size_t)field->max) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ELIMIT, "the file is larger than %lld bytes", (long long)field->max);
        ll_err_where(reterr, "%s", field->name);
        ll_err_hint(reterr, "send it in parts, each as a request of its own");
        return status;
    }
    LL_TRY(ll_field_from_text(&filling->exchange->arena, field,
                              part->file_name.len > 0 ? part->file_name : part->name,
                              filling->input, reterr));
    struct ll_file *file = (struct ll_file *)(void *)((char *)filling->input + field->offset);
    file->bytes = part->value;
    *ret_file = (struct ll_tried_file){part->name, part->file_name, part->value};
    return LL_OK;
}

/* The file that came when the form was tried, unless another was chosen since. */
static enum ll_status set_tried(struct filling *filling, const struct ll_tried_who *who,
                                struct ll_request_input *input, struct ll_err *reterr)
{
    struct ll_tried_file file;
    if (who == NULL || input->tried.len == 0 || input->file.bytes.len > 0) {
        input->tried = LL_STR("");
        return LL_OK;
    }
    if (!ll_tried_find(who, input->tried, input->key, &filling->exchange->arena, &file)) {
        input->tried = LL_STR("");
        return LL_OK;
    }
    struct ll_http_part part = {
        .name = file.field, .value = file.bytes, .file_name = file.name, .is_file = true};
    return set_file(filling, &part, &input->file, reterr);
}

/* What pages send beside the fields of the service. */
static bool take_own(struct ll_request_input *input, struct ll_str name, struct ll_str value)
{
    if (ll_str_eq_cstr(name, "_key")) {
        input->key = value;
    } else if (ll_str_eq_cstr(name, "_if_match")) {
        input->if_match = value;
    } else if (ll_str_eq_cstr(name, "_csrf")) {
        input->csrf = value;
    } else if (ll_str_eq_cstr(name, "_file")) {
        input->tried = value;
    } else {
        return false;
    }
    return true;
}

/* ---- the query ---- */

static enum ll_status read_pair(struct filling *filling, struct ll_str pair, bool writes,
                                struct ll_request_input *ret, struct ll_err *reterr)
{
    struct ll_arena *arena = &filling->exchange->arena;
    size_t equals = ll_str_find_char(pair, '=');
    struct ll_str name;
    struct ll_str value;
    LL_TRY(ll_unescape(arena, ll_str_sub(pair, 0, equals), true, &name, reterr));
    LL_TRY(ll_unescape(arena, ll_str_sub(pair, equals + 1, pair.len), true, &value, reterr));
    if (!writes) {
        return set_text(filling, name, value, reterr);
    }
    if (!ll_str_eq_cstr(name, "dry_run") || !ll_str_eq_cstr(value, "true")) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "a request that writes takes '?dry_run=true' or no query");
        ll_err_hint(reterr, "fields go into the body");
        return status;
    }
    ret->dry_run = true;
    return LL_OK;
}

static size_t count_pairs(struct ll_str query)
{
    size_t count = query.len > 0 ? 1 : 0;
    for (size_t i = 0; i < query.len; i++) {
        count += query.ptr[i] == '&' ? 1 : 0;
    }
    return count;
}

static enum ll_status read_query(struct filling *filling, bool writes, struct ll_request_input *ret,
                                 struct ll_err *reterr)
{
    struct ll_str query = filling->exchange->query;
    if (count_pairs(query) > LL_HTTP_PARAMETERS_MAX) {
        return LL_REFUSE(reterr, LL_EPARSE, "send fewer", "the query has more than %d parameters",
                         LL_HTTP_PARAMETERS_MAX);
    }
    for (size_t from = 0; from < query.len;) {
        struct ll_str rest = ll_str_sub(query, from, query.len);
        size_t len = ll_str_find_char(rest, '&');
        if (len > 0) {
            LL_TRY(read_pair(filling, ll_str_sub(rest, 0, len), writes, ret, reterr));
        }
        from += len + 1;
    }
    return LL_OK;
}

/* ---- the body ---- */

static bool is_json(struct ll_str type)
{
    struct ll_str kind = ll_str_trim(ll_str_sub(type, 0, ll_str_find_char(type, ';')));
    return ll_str_eq_nocase(kind, LL_STR("application/json"));
}

/* No object has more members than are taken. As deep as the reader goes. */
static enum ll_status check_members(const struct ll_json *value, struct ll_err *reterr)
{
    bool is_object = value->type == LL_JSON_OBJECT;
    if (is_object && value->count > LL_HTTP_JSON_MEMBERS_MAX) {
        return LL_REFUSE(reterr, LL_ELIMIT, "send fewer at a time",
                         "an object has more than %d members", LL_HTTP_JSON_MEMBERS_MAX);
    }
    for (size_t i = 0; (is_object || value->type == LL_JSON_ARRAY) && i < value->count; i++) {
        LL_TRY(check_members(is_object ? &value->members[i].value : &value->items[i], reterr));
    }
    return LL_OK;
}

/* The reader counts bytes; whoever wrote the text, lines. What belongs there the failure says. */
static void say_where(struct ll_str text, struct ll_err *err)
{
    static const struct ll_str counted = {"byte ", 5};
    struct ll_str where = ll_str_from_cstr(err->where);
    int64_t at = 0;
    long long line = 1;
    long long column = 1;
    if (!ll_str_starts(where, counted) ||
        ll_str_to_i64(ll_str_sub(where, counted.len, where.len), &at) != LL_OK) {
        return;
    }
    for (size_t i = 0; i < text.len && i < (size_t)at; i++) {
        bool ends = text.ptr[i] == '\n';
        bool begins = ((unsigned char)text.ptr[i] & 0xC0U) != 0x80U; /* a character of UTF-8 */
        line += ends ? 1 : 0;
        column = ends ? 1 : column + (begins ? 1 : 0);
    }
    err->where[0] = '\0';
    ll_err_where(err, "line %lld, column %lld", line, column);
    if (err->status == LL_EPARSE) {
        ll_err_hint(err, "send JSON (RFC 8259): names and texts in double quotes, no comma behind "
                         "the last, no comments");
    }
}

/* The names of the path stand in the object as if they had been sent in it. */
static enum ll_status read_json(struct filling *filling, const struct ll_route_match *match,
                                struct ll_err *reterr)
{
    struct ll_arena *arena = &filling->exchange->arena;
    struct ll_json *object = NULL;
    enum ll_status status =
        ll_json_read(arena, filling->exchange->body, filling->exchange->body_max, &object, reterr);
    if (status != LL_OK) {
        say_where(filling->exchange->body, reterr);
        return status;
    }
    LL_TRY(check_members(object, reterr));
    if (object->type != LL_JSON_OBJECT) {
        return LL_REFUSE(reterr, LL_EINVAL, "send one with the fields that GET /api tells",
                         "the body is no JSON object");
    }
    if (filling->record == NULL) {
        return object->count == 0 ? LL_OK : refuse_unknown(object->members[0].name, reterr);
    }
    struct ll_json whole = *object;
    whole.members = LL_NEW_ARRAY(arena, struct ll_json_member, object->count + match->count);
    if (whole.members == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    if (object->count > 0) {
        memcpy(whole.members, object->members, object->count * sizeof(*whole.members));
    }
    for (size_t i = 0; i < match->count; i++) {
        char *name = ll_str_to_cstr(arena, match->names[i]);
        if (name == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
        }
        if (ll_json_get(object, name) != NULL) {
            status = LL_REFUSE(reterr, LL_EINVAL, "leave it out", "the address says this already");
            ll_err_where(reterr, "%s", name);
            return status;
        }
        whole.members[whole.count++] = (struct ll_json_member){
            match->names[i], {.type = LL_JSON_STRING, .string = match->values[i]}};
    }
    whole.capacity = whole.count;
    status = ll_record_from_json(arena, filling->record, &whole, filling->input, reterr);
    return say_how(filling->record, status, reterr);
}

/* What pages send of their own, and files, before the fields: a form of which a field is refused
 * keeps its file. */
static enum ll_status read_form(struct filling *filling, const struct ll_tried_who *who,
                                struct ll_request_input *ret, struct ll_err *reterr)
{
    struct ll_http_part *parts = NULL;
    size_t count = 0;
    LL_TRY(ll_http_form(filling->exchange, &parts, &count, reterr));
    ll_form_join(&filling->exchange->arena, filling->route, parts, count);
    for (size_t i = 0; i < count; i++) {
        struct ll_http_part *part = &parts[i];
        if (part->name.ptr == NULL) {
            continue; /* joined with one before */
        }
        if (part->is_file) {
            LL_TRY(set_file(filling, part, &ret->file, reterr));
        } else if (!ll_str_is_utf8(part->value) || !ll_str_is_utf8(part->name)) {
            return LL_REFUSE(reterr, LL_EPARSE, "send it as UTF-8", "the form is not UTF-8");
        } else if (!take_own(ret, part->name, part->value)) {
            continue;
        }
        part->name = (struct ll_str){NULL, 0}; /* taken */
    }
    LL_TRY(set_tried(filling, who, ret, reterr));
    for (size_t i = 0; i < count; i++) {
        if (parts[i].name.ptr != NULL) {
            LL_TRY(set_text(filling, parts[i].name, parts[i].value, reterr));
        }
    }
    return LL_OK;
}

static enum ll_status set_path(struct filling *filling, const struct ll_route_match *match,
                               struct ll_err *reterr)
{
    for (size_t i = 0; i < match->count; i++) {
        LL_TRY(set_text(filling, match->names[i], match->values[i], reterr));
    }
    return LL_OK;
}

static enum ll_status check_encoding(struct ll_http_exchange *exchange, struct ll_err *reterr)
{
    struct ll_str encoding = ll_http_field_of(exchange, "Content-Encoding");
    if (encoding.len == 0 || ll_str_eq_nocase(encoding, LL_STR("identity"))) {
        return LL_OK;
    }
    return LL_REFUSE(reterr, LL_EUNSUPPORTED, "send it as it is, without Content-Encoding",
                     "bodies that are compressed are not taken");
}

enum ll_status ll_input_read(struct ll_http_exchange *exchange, const struct ll_route_match *match,
                             struct ll_request_input *ret_input, struct ll_err *reterr)
{
    return ll_input_read_tried(exchange, match, NULL, ret_input, reterr);
}

enum ll_status ll_input_read_tried(struct ll_http_exchange *exchange,
                                   const struct ll_route_match *match,
                                   const struct ll_tried_who *who,
                                   struct ll_request_input *ret_input, struct ll_err *reterr)
{
    const struct ll_record *record = ll_route_input(match->route);
    bool writes = match->route->method != LL_METHOD_GET;
    size_t size = record == NULL ? 0 : record->size;
    struct filling filling = {
        .exchange = exchange,
        .route = match->route,
        .record = record,
        .input = record == NULL ? NULL : ll_arena_alloc(&exchange->arena, 1, size),
        .given = LL_NEW_ARRAY(&exchange->arena, bool, record == NULL ? 1 : record->field_count),
    };
    *ret_input = (struct ll_request_input){.input = filling.input};
    /* given twice, a key is a list of two, which is no key */
    LL_TRY(ll_http_fields_of(exchange, "Idempotency-Key", &ret_input->key, reterr));
    LL_TRY(ll_http_fields_of(exchange, "If-Match", &ret_input->if_match, reterr));
    if ((record != NULL && filling.input == NULL) || filling.given == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    if (ret_input->key.len > LL_HTTP_KEY_BYTES_MAX) {
        enum ll_status status = LL_REFUSE(reterr, LL_EPARSE, "choose a shorter one",
                                          "the key is longer than %d bytes", LL_HTTP_KEY_BYTES_MAX);
        ll_err_where(reterr, "Idempotency-Key");
        return status;
    }
    LL_TRY(read_query(&filling, writes, ret_input, reterr));
    LL_TRY(check_encoding(exchange, reterr));
    if (writes && is_json(ll_http_field_of(exchange, "Content-Type"))) {
        return read_json(&filling, match, reterr);
    }
    LL_TRY(set_path(&filling, match, reterr));
    if (writes) {
        LL_TRY(read_form(&filling, who, ret_input, reterr));
    } else if (exchange->body.len > 0) {
        return LL_REFUSE(reterr, LL_EPARSE, "ask by the query of the address",
                         "a GET request has no body here");
    }
    enum ll_status status =
        record == NULL ? LL_OK : ll_record_complete(record, filling.given, reterr);
    return record == NULL ? status : say_how(record, status, reterr);
}

/* ---- values as they were sent ---- */

enum ll_status ll_query_values(struct ll_http_exchange *exchange, struct ll_form_value **ret_values,
                               size_t *ret_count, struct ll_err *reterr)
{
    struct ll_arena *arena = &exchange->arena;
    struct ll_str query = exchange->query;
    struct ll_form_value *values =
        LL_NEW_ARRAY(arena, struct ll_form_value, LL_HTTP_PARAMETERS_MAX);
    size_t count = 0;
    if (values == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    for (size_t from = 0; from < query.len && count < LL_HTTP_PARAMETERS_MAX;) {
        struct ll_str rest = ll_str_sub(query, from, query.len);
        size_t len = ll_str_find_char(rest, '&');
        struct ll_str pair = ll_str_sub(rest, 0, len);
        size_t equals = ll_str_find_char(pair, '=');
        if (len > 0) {
            struct ll_form_value *value = &values[count++];
            LL_TRY(ll_unescape(arena, ll_str_sub(pair, 0, equals), true, &value->name, reterr));
            LL_TRY(ll_unescape(arena, ll_str_sub(pair, equals + 1, pair.len), true, &value->text,
                               reterr));
        }
        from += len + 1;
    }
    *ret_values = values;
    *ret_count = count;
    return LL_OK;
}

enum ll_status ll_form_values(struct ll_http_exchange *exchange, const struct ll_route *route,
                              struct ll_form_value **ret_values, size_t *ret_count,
                              struct ll_err *reterr)
{
    struct ll_http_part *parts = NULL;
    size_t part_count = 0;
    size_t count = 0;
    *ret_values = NULL;
    *ret_count = 0;
    enum ll_status status = ll_http_form(exchange, &parts, &part_count, reterr);
    if (status != LL_OK) {
        return status == LL_ENOMEM ? status : LL_OK;
    }
    if (route != NULL) {
        ll_form_join(&exchange->arena, route, parts, part_count);
    }
    struct ll_form_value *values =
        LL_NEW_ARRAY(&exchange->arena, struct ll_form_value, part_count + 1);
    if (values == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    for (size_t i = 0; i < part_count; i++) {
        bool is_own = parts[i].name.ptr == NULL || ll_str_starts(parts[i].name, LL_STR("_"));
        if (!parts[i].is_file && !is_own && ll_str_is_utf8(parts[i].value)) {
            values[count++] = (struct ll_form_value){parts[i].name, parts[i].value};
        }
    }
    *ret_values = values;
    *ret_count = count;
    return LL_OK;
}
