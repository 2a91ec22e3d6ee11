#include "edge/http/openapi_webhooks.h"

#include "service/webhook_kind.h"

static struct ll_json *typed(struct ll_arena *arena, const char *type)
{
    struct ll_json *schema = ll_json_new_object(arena);
    ll_json_set_cstr(arena, schema, "type", type);
    return schema;
}

static struct ll_json *list_of(struct ll_arena *arena, struct ll_json *item)
{
    struct ll_json *list = ll_json_new_array(arena);
    ll_json_append(arena, list, item);
    return list;
}

/* "lot_id" or "lot_ids" */
static void set_ids(struct ll_arena *arena, struct ll_json *members, const char *word, bool is_many)
{
    struct ll_strbuf buf;
    struct ll_str name;
    struct ll_json *schema = typed(arena, is_many ? "array" : "string");
    ll_strbuf_init(&buf, arena, 64);
    ll_strbuf_fmt(&buf, "%s_id%s", word, is_many ? "s" : "");
    ll_strbuf_char(&buf, '\0');
    if (is_many) {
        ll_json_set(arena, schema, "items", typed(arena, "string"));
    }
    if (ll_strbuf_finish(&buf, &name, NULL) == LL_OK) {
        ll_json_set(arena, members, name.ptr, schema);
    }
}

/* All members but the event's id depend on the event. */
static struct ll_json *data_schema(struct ll_arena *arena, const struct ll_webhook_kind_row *row)
{
    struct ll_json *schema = typed(arena, "object");
    struct ll_json *members = ll_json_new_object(arena);
    if (row == NULL) {
        set_ids(arena, members, "webhook", false);
    } else {
        set_ids(arena, members, "event", false);
        for (int i = 0; i < LL_WEBHOOK_OBJECT_COUNT; i++) {
            if ((row->objects & 1U << (unsigned)i) != 0) {
                set_ids(arena, members, ll_webhook_objects[i].word, false);
                set_ids(arena, members, ll_webhook_objects[i].word, true);
            }
        }
        ll_json_set(arena, members, "more", typed(arena, "boolean"));
        if ((row->objects & 1U << (unsigned)LL_WEBHOOK_CERTIFICATE) != 0) {
            ll_json_set(arena, members, "serial", typed(arena, "string"));
            ll_json_set(arena, members, "url", typed(arena, "string"));
        }
        if (row->with_public) {
            ll_json_set(arena, members, "public", typed(arena, "object"));
        }
    }
    ll_json_set(arena, schema, "properties", members);
    return schema;
}

static struct ll_json *message_schema(struct ll_arena *arena, const char *kind,
                                      const struct ll_webhook_kind_row *row)
{
    static const char *const required[] = {"data", "timestamp", "type"};
    struct ll_json *schema = typed(arena, "object");
    struct ll_json *members = ll_json_new_object(arena);
    struct ll_json *names = ll_json_new_array(arena);
    struct ll_json *type = ll_json_new_object(arena);
    struct ll_json *time = typed(arena, "string");
    ll_json_set_cstr(arena, type, "const", kind);
    ll_json_set_cstr(arena, time, "format", "date-time");
    ll_json_set(arena, members, "data", data_schema(arena, row));
    ll_json_set(arena, members, "timestamp", time);
    ll_json_set(arena, members, "type", type);
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        ll_json_append(arena, names, ll_json_new_cstr(arena, required[i]));
    }
    ll_json_set(arena, schema, "properties", members);
    ll_json_set(arena, schema, "required", names);
    return schema;
}

static struct ll_json *header(struct ll_arena *arena, const char *name, const char *help)
{
    struct ll_json *parameter = ll_json_new_object(arena);
    ll_json_set_cstr(arena, parameter, "name", name);
    ll_json_set_cstr(arena, parameter, "in", "header");
    ll_json_set_bool(arena, parameter, "required", true);
    ll_json_set_cstr(arena, parameter, "description", help);
    ll_json_set(arena, parameter, "schema", typed(arena, "string"));
    return parameter;
}

static struct ll_json *response(struct ll_arena *arena, const char *help)
{
    struct ll_json *answer = ll_json_new_object(arena);
    ll_json_set_cstr(arena, answer, "description", help);
    return answer;
}

static struct ll_json *item(struct ll_arena *arena, const char *kind,
                            const struct ll_webhook_kind_row *row)
{
    struct ll_json *path = ll_json_new_object(arena);
    struct ll_json *operation = ll_json_new_object(arena);
    struct ll_json *body = ll_json_new_object(arena);
    struct ll_json *content = ll_json_new_object(arena);
    struct ll_json *json = ll_json_new_object(arena);
    struct ll_json *responses = ll_json_new_object(arena);
    struct ll_json *parameters = ll_json_new_array(arena);
    ll_json_append(arena, parameters,
                   header(arena, "webhook-id", "the same whenever the message is sent again"));
    ll_json_append(arena, parameters,
                   header(arena, "webhook-timestamp", "when it was sent, in seconds since 1970"));
    ll_json_append(arena, parameters,
                   header(arena, "webhook-signature",
                          "v1,… and v1a,… over id.timestamp.body: Standard Webhooks 1.0.0"));
    ll_json_set(arena, json, "schema", message_schema(arena, kind, row));
    ll_json_set(arena, content, "application/json", json);
    ll_json_set(arena, body, "content", content);
    ll_json_set_bool(arena, body, "required", true);
    ll_json_set(arena, responses, "2XX", response(arena, "taken"));
    ll_json_set(arena, responses, "410", response(arena, "send nothing more"));
    ll_json_set(arena, responses, "default", response(arena, "sent again later"));
    ll_json_set_cstr(arena, operation, "summary",
                     row == NULL ? "sent by 'webhook ping'" : "an event of this kind");
    ll_json_set(arena, operation, "tags", list_of(arena, ll_json_new_cstr(arena, "webhook")));
    ll_json_set(arena, operation, "parameters", parameters);
    ll_json_set(arena, operation, "requestBody", body);
    ll_json_set(arena, operation, "responses", responses);
    ll_json_set(arena, path, "post", operation);
    return path;
}

struct ll_json *ll_openapi_webhooks(struct ll_arena *arena)
{
    struct ll_json *all = ll_json_new_object(arena);
    for (size_t i = 0; i < LL_EVENT_KIND_COUNT; i++) {
        if (ll_webhook_kinds[i].objects != 0) {
            ll_json_set(arena, all, ll_event_kinds[i].name,
                        item(arena, ll_event_kinds[i].name, &ll_webhook_kinds[i]));
        }
    }
    ll_json_set(arena, all, "ping", item(arena, "ping", NULL));
    return all;
}
