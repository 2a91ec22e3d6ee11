#include "edge/http/openapi.h"

#include <string.h>

#include "base/record_field.h"
#include "edge/http/access.h"
#include "edge/http/command_words.h"
#include "edge/http/list.h"
#include "edge/http/openapi_webhooks.h"
#include "edge/http/own.h"
#include "service/answers.h"
#include "service/control.h"

static struct ll_json *schema_of_record(struct ll_arena *arena, const struct ll_record *record,
                                        const struct ll_route *route);

/* What help says of commands and options, of addresses and members. */
static void describe(struct ll_arena *arena, struct ll_json *object, const char *help)
{
    ll_json_set_str(arena, object, "description",
                    ll_command_words(arena, NULL, ll_str_from_cstr(help)));
}

static struct ll_json *typed(struct ll_arena *arena, const char *type)
{
    struct ll_json *schema = ll_json_new_object(arena);
    ll_json_set_cstr(arena, schema, "type", type);
    return schema;
}

static struct ll_json *text_like(struct ll_arena *arena, const char *format, const char *pattern)
{
    struct ll_json *schema = typed(arena, "string");
    if (format != NULL) {
        ll_json_set_cstr(arena, schema, "format", format);
    }
    if (pattern != NULL) {
        ll_json_set_cstr(arena, schema, "pattern", pattern);
    }
    return schema;
}

static struct ll_json *money(struct ll_arena *arena)
{
    struct ll_json *schema = typed(arena, "object");
    struct ll_json *members = ll_json_new_object(arena);
    struct ll_json *required = ll_json_new_array(arena);
    ll_json_set(arena, members, "currency", text_like(arena, NULL, "^[A-Z]{3}$"));
    ll_json_set(arena, members, "minor", typed(arena, "integer"));
    ll_json_set(arena, schema, "properties", members);
    ll_json_append(arena, required, ll_json_new_cstr(arena, "currency"));
    ll_json_append(arena, required, ll_json_new_cstr(arena, "minor"));
    ll_json_set(arena, schema, "required", required);
    return schema;
}

static struct ll_json *integer_within(struct ll_arena *arena, const struct ll_field *field)
{
    struct ll_json *schema = typed(arena, "integer");
    int64_t min = 0;
    int64_t max = 0;
    ll_field_limits(field, &min, &max);
    ll_json_set_integer(arena, schema, "minimum", min);
    ll_json_set_integer(arena, schema, "maximum", max);
    return schema;
}

static struct ll_json *text_within(struct ll_arena *arena, const struct ll_field *field)
{
    struct ll_json *schema = typed(arena, "string");
    int64_t min = 0;
    int64_t max = 0;
    ll_field_limits(field, &min, &max);
    if (min > 0) {
        ll_json_set_integer(arena, schema, "minLength", 1);
    }
    ll_json_set_integer(arena, schema, "maxLength", max);
    return schema;
}

static struct ll_json *enumerated(struct ll_arena *arena, const struct ll_field *field)
{
    struct ll_json *schema = typed(arena, "string");
    struct ll_json *names = ll_json_new_array(arena);
    for (size_t i = 0; i < field->enum_row_count; i++) {
        ll_json_append(arena, names, ll_json_new_cstr(arena, field->enum_rows[i].name));
    }
    ll_json_set(arena, schema, "enum", names);
    return schema;
}

static struct ll_json *list_of(struct ll_arena *arena, struct ll_json *items)
{
    struct ll_json *schema = typed(arena, "array");
    ll_json_set(arena, schema, "items", items);
    return schema;
}

static struct ll_json *schema_of_field(struct ll_arena *arena, const struct ll_field *field)
{
    switch (field->type) {
    case LL_FIELD_I64:
    case LL_FIELD_UNITS:
    case LL_FIELD_MASS:
        return integer_within(arena, field);
    case LL_FIELD_BOOL:
        return typed(arena, "boolean");
    case LL_FIELD_STR:
        return text_within(arena, field);
    case LL_FIELD_CODE:
        return text_like(arena, NULL, "^[a-z0-9][a-z0-9._-]{0,63}$");
    case LL_FIELD_REF:
    case LL_FIELD_ID:
        return typed(arena, "string");
    case LL_FIELD_TIME:
        return text_like(arena, "date-time", NULL);
    case LL_FIELD_DATE:
        return text_like(arena, "date", NULL);
    case LL_FIELD_MONTH:
        return text_like(arena, NULL, "^[0-9]{4}-[0-9]{2}$");
    case LL_FIELD_MONEY:
        return money(arena);
    case LL_FIELD_BYTES:
        return text_like(arena, NULL, "^([0-9a-f]{2})*$");
    case LL_FIELD_ENUM:
        return enumerated(arena, field);
    case LL_FIELD_LIST:
        return list_of(arena, schema_of_record(arena, field->sub, NULL));
    case LL_FIELD_STRS:
        return list_of(arena, typed(arena, "string"));
    case LL_FIELD_FILE: {
        struct ll_json *schema = typed(arena, "string");
        ll_json_set_cstr(arena, schema, "contentMediaType", "application/octet-stream");
        return schema;
    }
    }
    LL_ASSERT(false);
}

static struct ll_json *schema_of_record(struct ll_arena *arena, const struct ll_record *record,
                                        const struct ll_route *route)
{
    struct ll_json *schema = typed(arena, "object");
    struct ll_json *members = ll_json_new_object(arena);
    struct ll_json *required = ll_json_new_array(arena);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        if (route != NULL && ll_route_names(route, field->name)) {
            continue;
        }
        struct ll_json *member = schema_of_field(arena, field);
        if (field->help != NULL) {
            describe(arena, member, field->help);
        }
        ll_json_set(arena, members, field->name, member);
        if (field->required) {
            ll_json_append(arena, required, ll_json_new_cstr(arena, field->name));
        }
    }
    ll_json_set(arena, schema, "properties", members);
    if (required != NULL && required->count > 0) {
        ll_json_set(arena, schema, "required", required);
    }
    ll_json_set_bool(arena, schema, "additionalProperties", false);
    return schema;
}

static struct ll_json *parameter(struct ll_arena *arena, const char *name, const char *in,
                                 bool required, const char *help, struct ll_json *schema)
{
    struct ll_json *row = ll_json_new_object(arena);
    ll_json_set_cstr(arena, row, "name", name);
    ll_json_set_cstr(arena, row, "in", in);
    ll_json_set_bool(arena, row, "required", required);
    if (help != NULL) {
        describe(arena, row, help);
    }
    ll_json_set(arena, row, "schema", schema);
    return row;
}

/* Those of a path that no record table describes. */
static void add_path_names(struct ll_arena *arena, const struct ll_route *route,
                           struct ll_json *list)
{
    const char *at = strchr(route->path, '{');
    while (at != NULL) {
        struct ll_str name = {at + 1, strcspn(at + 1, "}")};
        char *text = ll_str_to_cstr(arena, name);
        ll_json_append(arena, list,
                       text == NULL
                           ? NULL
                           : parameter(arena, text, "path", true, NULL, typed(arena, "string")));
        at = strchr(at + 1, '{');
    }
}

static struct ll_json *parameters(struct ll_arena *arena, const struct ll_route *route)
{
    const struct ll_record *input = ll_route_input(route);
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        const struct ll_field *field = &input->fields[i];
        bool from_path = ll_route_names(route, field->name);
        if (from_path || route->method == LL_METHOD_GET) {
            ll_json_append(arena, list,
                           parameter(arena, field->name, from_path ? "path" : "query",
                                     from_path || field->required, field->help,
                                     schema_of_field(arena, field)));
        }
    }
    if (input == NULL) {
        add_path_names(arena, route, list);
    }
    if (route->service != NULL && route->service->mode == LL_SERVICE_WRITE) {
        struct ll_json *key = typed(arena, "string");
        ll_json_set_integer(arena, key, "minLength", 1);
        ll_json_set_integer(arena, key, "maxLength", LL_HTTP_KEY_BYTES_MAX);
        ll_json_append(arena, list,
                       parameter(arena, "Idempotency-Key", "header", false,
                                 "the same request with the same key is done once", key));
        ll_json_append(arena, list,
                       parameter(arena, "If-Match", "header", false,
                                 "refuse it unless the resource still has this tag",
                                 typed(arena, "string")));
        ll_json_append(arena, list,
                       parameter(arena, "dry_run", "query", false,
                                 "do all the work and answer, then store nothing of it",
                                 typed(arena, "boolean")));
    }
    return list;
}

static void set_content(struct ll_arena *arena, struct ll_json *content, const char *type,
                        struct ll_json *schema)
{
    struct ll_json *medium = ll_json_new_object(arena);
    ll_json_set(arena, medium, "schema", schema);
    ll_json_set(arena, content, type, medium);
}

static struct ll_json *request_body(struct ll_arena *arena, const struct ll_route *route)
{
    const struct ll_record *input = ll_route_input(route);
    struct ll_json *body = ll_json_new_object(arena);
    struct ll_json *content = ll_json_new_object(arena);
    bool takes_file = ll_route_takes_file(route);
    if (!takes_file) {
        set_content(arena, content, "application/json", schema_of_record(arena, input, route));
        set_content(arena, content, "application/x-www-form-urlencoded",
                    schema_of_record(arena, input, route));
    }
    set_content(arena, content, "multipart/form-data", schema_of_record(arena, input, route));
    ll_json_set(arena, body, "content", content);
    return body;
}

static const struct {
    void (*own)(struct ll_server *server, struct ll_http_exchange *exchange);
    const char *words; /* NULL: not JSON */
    const char *type;
} own_answers[] = {
#define LL_OWN_ANSWER(name, words) {ll_own_##name, (words), NULL},
#define LL_OWN_OTHER(name, type) {ll_own_##name, NULL, (type)},
#include "edge/http/own_answers.def"
#undef LL_OWN_ANSWER
#undef LL_OWN_OTHER
};

const char *ll_openapi_answer(const struct ll_route *route, const char **ret_type)
{
    *ret_type = NULL;
    if (route->service != NULL) {
        return ll_answers_words(route->service);
    }
    for (size_t i = 0; i < sizeof(own_answers) / sizeof(own_answers[0]); i++) {
        if (own_answers[i].own == route->own) {
            *ret_type = own_answers[i].type;
            return own_answers[i].words;
        }
    }
    return NULL;
}

static struct ll_json *answer_content(struct ll_arena *arena, const struct ll_route *route)
{
    struct ll_json *content = ll_json_new_object(arena);
    const char *type = NULL;
    const char *words = ll_openapi_answer(route, &type);
    const struct ll_answer_shape *shape = NULL;
    enum ll_status status = LL_ENOTFOUND;
    if (route->service != NULL) {
        status = ll_answers_shape(arena, route->service, &shape, NULL);
    } else if (words != NULL) {
        status = ll_answer_shape_read(arena, words, &shape, NULL);
    }
    if (status == LL_OK) {
        set_content(arena, content, "application/json", ll_answer_shape_schema(arena, shape));
        set_content(arena, content, "text/html", typed(arena, "string"));
        if (ll_list_is(route)) {
            set_content(arena, content, LL_LIST_TYPE, typed(arena, "string"));
        }
    } else if (type != NULL) {
        set_content(arena, content, type, typed(arena, "string"));
    }
    return content;
}

static struct ll_json *responses(struct ll_arena *arena, const struct ll_route *route)
{
    struct ll_json *list = ll_json_new_object(arena);
    struct ll_json *good = ll_json_new_object(arena);
    struct ll_json *bad = ll_json_new_object(arena);
    struct ll_json *content = ll_json_new_object(arena);
    struct ll_json *link = ll_json_new_object(arena);
    ll_json_set_cstr(arena, good, "description", ll_route_help(route));
    ll_json_set(arena, good, "content", answer_content(arena, route));
    ll_json_set(arena, list, "200", good);
    ll_json_set_cstr(arena, link, "$ref", "#/components/schemas/problem");
    set_content(arena, content, "application/problem+json", link);
    ll_json_set_cstr(arena, bad, "description", "what is wrong, where, and what to do");
    ll_json_set(arena, bad, "content", content);
    ll_json_set(arena, list, "default", bad);
    return list;
}

/* One way to ask: by a scheme with what it has to include, or as nobody. */
static struct ll_json *way(struct ll_arena *arena, const char *scheme, const char *permission)
{
    struct ll_json *ways = ll_json_new_object(arena);
    struct ll_json *needs = ll_json_new_array(arena);
    if (permission != NULL) {
        ll_json_append(arena, needs, ll_json_new_cstr(arena, permission));
    }
    if (scheme != NULL) {
        ll_json_set(arena, ways, scheme, needs);
    }
    return ways;
}

/* What anybody may see shows more to who is known. What is a person's no token does. */
static struct ll_json *security(struct ll_arena *arena, const struct ll_route *route)
{
    struct ll_json *list = ll_json_new_array(arena);
    bool is_public = route->permission == LL_MAY_PUBLIC;
    bool is_local = route->permission == LL_MAY_LOCAL;
    const char *name = is_public ? NULL : ll_permission_rows[route->permission].name;
    if (is_public || is_local) {
        ll_json_append(arena, list, way(arena, NULL, NULL));
    }
    if (!is_local && (route->service == NULL || !ll_control_is_of_people(route->service))) {
        ll_json_append(arena, list, way(arena, "token", name));
    }
    if (!is_local) {
        ll_json_append(arena, list, way(arena, "session", name));
    }
    return list;
}

static struct ll_json *security_schemes(struct ll_arena *arena)
{
    struct ll_json *schemes = ll_json_new_object(arena);
    struct ll_json *token = typed(arena, "http");
    struct ll_json *session = typed(arena, "apiKey");
    ll_json_set_cstr(arena, token, "scheme", "bearer");
    ll_json_set_cstr(arena, token, "bearerFormat", "ll_...");
    ll_json_set_cstr(arena, token, "description",
                     "A program's token, of POST /tokens, with the permissions that stand beside "
                     "each address.");
    ll_json_set_cstr(arena, session, "in", "cookie");
    ll_json_set_cstr(arena, session, "name", "__Host-session");
    ll_json_set_cstr(arena, session, "description",
                     "A person's session, of POST /sessions. What writes brings its token, too: "
                     "`csrf` of GET /sessions/me as X-CSRF-Token, or as _csrf of a form. Who asks "
                     "the machine from itself in plain HTTP has it as `session`.");
    ll_json_set(arena, schemes, "token", token);
    ll_json_set(arena, schemes, "session", session);
    return schemes;
}

static struct ll_json *operation(struct ll_arena *arena, const struct ll_route *route)
{
    struct ll_json *row = ll_json_new_object(arena);
    struct ll_json *tags = ll_json_new_array(arena);
    const struct ll_service *service = route->service;
    if (service != NULL) {
        struct ll_strbuf buf;
        struct ll_str id;
        ll_strbuf_init(&buf, arena, 128);
        ll_strbuf_fmt(&buf, "%s_%s", service->noun, service->verb);
        if (ll_strbuf_finish(&buf, &id, NULL) == LL_OK) {
            ll_json_set_str(arena, row, "operationId", id);
        }
        ll_json_append(arena, tags, ll_json_new_cstr(arena, service->noun));
        ll_json_set(arena, row, "tags", tags);
        ll_json_set_cstr(arena, row, "summary", service->help);
        if (service->details != NULL) {
            describe(arena, row, service->details);
        }
    }
    ll_json_set_cstr(arena, row, "x-permission", ll_permission_rows[route->permission].name);
    ll_json_set(arena, row, "security", security(arena, route));
    ll_json_set(arena, row, "parameters", parameters(arena, route));
    if (service == NULL) {
        ll_json_append(arena, tags, ll_json_new_cstr(arena, "server"));
        ll_json_set(arena, row, "tags", tags);
        ll_json_set_cstr(arena, row, "summary", route->help);
    }
    if (ll_route_input(route) != NULL && route->method == LL_METHOD_POST) {
        ll_json_set(arena, row, "requestBody", request_body(arena, route));
    }
    ll_json_set(arena, row, "responses", responses(arena, route));
    return row;
}

static struct ll_json *problem_schema(struct ll_arena *arena)
{
    /* the first three always */
    static const char *const texts[] = {"type", "title", "code", "detail", "where", "hint"};
    struct ll_json *schema = typed(arena, "object");
    struct ll_json *members = ll_json_new_object(arena);
    struct ll_json *required = ll_json_new_array(arena);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ll_json_set(arena, members, texts[i], typed(arena, "string"));
        if (i < 3) {
            ll_json_append(arena, required, ll_json_new_cstr(arena, texts[i]));
        }
    }
    ll_json_append(arena, required, ll_json_new_cstr(arena, "status"));
    ll_json_set(arena, members, "status", typed(arena, "integer"));
    ll_json_set(arena, members, "findings", typed(arena, "array"));
    ll_json_set(arena, schema, "properties", members);
    ll_json_set(arena, schema, "required", required);
    return schema;
}

/* The first route of each path starts its object; the others of the path join it. */
static struct ll_json *paths(struct ll_arena *arena)
{
    struct ll_json *all = ll_json_new_object(arena);
    for (size_t i = 0; i < ll_route_count; i++) {
        bool first = true;
        for (size_t k = 0; first && k < i; k++) {
            first = strcmp(ll_routes[k].path, ll_routes[i].path) != 0;
        }
        struct ll_json *path = first ? ll_json_new_object(arena) : NULL;
        for (size_t k = i; first && k < ll_route_count; k++) {
            if (strcmp(ll_routes[k].path, ll_routes[i].path) == 0) {
                ll_json_set(arena, path, ll_routes[k].method == LL_METHOD_GET ? "get" : "post",
                            operation(arena, &ll_routes[k]));
            }
        }
        if (first) {
            ll_json_set(arena, all, ll_routes[i].path, path);
        }
    }
    return all;
}

enum ll_status ll_openapi(struct ll_arena *arena, struct ll_json **ret_description,
                          struct ll_err *reterr)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *info = ll_json_new_object(arena);
    struct ll_json *components = ll_json_new_object(arena);
    struct ll_json *schemas = ll_json_new_object(arena);
    ll_json_set_cstr(arena, whole, "openapi", "3.1.0");
    ll_json_set_cstr(arena, info, "title", "Loopledger");
    ll_json_set_cstr(arena, info, "version", LL_VERSION);
    ll_json_set_cstr(arena, info, "description",
                     "What an address answers to GET comes as JSON unless a page is asked for "
                     "(Accept: text/html), and always so from the same address with .json behind "
                     "its path. Lists come as CSV (RFC 4180) with .csv behind their path, or "
                     "Accept: text/csv: a heading, then a row for each entry, at most 50,000; "
                     "where a list goes on, the last row and the field Link say after what. "
                     "`x-permission` is what who asks may: `public` anybody, `local` only who asks "
                     "by the server's own socket, on its machine.");
    ll_json_set(arena, whole, "info", info);
    ll_json_set(arena, whole, "paths", paths(arena));
    ll_json_set(arena, whole, "webhooks", ll_openapi_webhooks(arena));
    ll_json_set(arena, schemas, "problem", problem_schema(arena));
    ll_json_set(arena, components, "schemas", schemas);
    ll_json_set(arena, components, "securitySchemes", security_schemes(arena));
    ll_json_set(arena, whole, "components", components);
    if (whole == NULL || whole->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the description");
    }
    *ret_description = whole;
    return LL_OK;
}
