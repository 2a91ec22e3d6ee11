#include "edge/http/start.h"

#include <string.h>

#include "edge/http/own.h"

/* The first row of a role of somebody's is where they begin. */
static const struct {
    enum ll_role role;
    enum ll_start_page start;
} begins[] = {
    {LL_ROLE_CLIENT, LL_START_CLIENT},     {LL_ROLE_RESELLER, LL_START_RESELLER},
    {LL_ROLE_RECYCLER, LL_START_RECYCLER}, {LL_ROLE_WAREHOUSE, LL_START_WAREHOUSE},
    {LL_ROLE_CARRIER, LL_START_CARRIER},   {LL_ROLE_AGENT, LL_START_AGENT},
    {LL_ROLE_AUDITOR, LL_START_AUDITOR},   {LL_ROLE_OFFICIAL, LL_START_OFFICIAL},
};

enum ll_start_page ll_start_of(const struct ll_who *who)
{
    if (!who->is_known || who->is_local || who->viewer.sees_all) {
        return LL_START_NONE;
    }
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        if ((who->viewer.roles.bits & (1U << (unsigned)begins[i].role)) != 0) {
            return begins[i].start;
        }
    }
    return LL_START_NONE;
}

bool ll_start_is_client(const struct ll_who *who)
{
    enum ll_start_page start = ll_start_of(who);
    return start == LL_START_CLIENT || start == LL_START_RESELLER;
}

enum ll_start_page ll_start_at(const struct ll_route *route, const struct ll_who *who)
{
    enum ll_start_page start = ll_start_of(who);
    bool is_client = ll_start_is_client(who);
    if (route == NULL || route->method != LL_METHOD_GET) {
        return LL_START_NONE;
    }
    if (strcmp(route->path, "/") == 0) {
        return start;
    }
    if (strcmp(route->path, "/stories") == 0) {
        return LL_START_STORIES;
    }
    if (strcmp(route->path, "/samples") == 0) {
        return LL_START_SAMPLE;
    }
    if (strcmp(route->path, "/progress") == 0) {
        return LL_START_ORDERS;
    }
    return is_client && strcmp(route->path, "/certificates") == 0 ? LL_START_EVIDENCE
                                                                  : LL_START_NONE;
}

bool ll_start_is_mine(const struct ll_who *who, enum ll_start_page start)
{
    bool is_outside = who->is_known && !who->is_local && !who->viewer.sees_all;
    for (size_t i = 0; is_outside && i < sizeof(begins) / sizeof(begins[0]); i++) {
        if (begins[i].start == start &&
            (who->viewer.roles.bits & (1U << (unsigned)begins[i].role)) != 0) {
            return true;
        }
    }
    return false;
}

/* Of all their roles, so that nobody who has one without a menu lacks what they see. */
bool ll_start_has_menu(const struct ll_who *who)
{
    bool has = false;
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        bool rows = false;
        for (size_t k = 0; k < ll_start_menu_count; k++) {
            rows = rows || ll_start_menu[k].start == begins[i].start;
        }
        if (ll_start_is_mine(who, begins[i].start)) {
            if (!rows) {
                return false;
            }
            has = true;
        }
    }
    return has;
}

static const struct ll_route *route_of(const struct ll_service *service)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_GET && ll_routes[i].service == service) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

/* "limit=5&newest_first=true" into the input of a service. */
static enum ll_status set_query(struct ll_arena *arena, const struct ll_record *record,
                                struct ll_str query, void *input, struct ll_err *reterr)
{
    while (query.len > 0) {
        size_t end = ll_str_find_char(query, '&');
        struct ll_str pair = ll_str_sub(query, 0, end);
        size_t equals = ll_str_find_char(pair, '=');
        const struct ll_field *field = ll_record_find(record, ll_str_sub(pair, 0, equals));
        LL_ASSERT(field != NULL);
        LL_TRY(ll_field_from_text(arena, field, ll_str_sub(pair, equals + 1, pair.len), input,
                                  reterr));
        query = end < query.len ? ll_str_sub(query, end + 1, query.len) : LL_STR("");
    }
    return LL_OK;
}

struct ll_json *ll_call_read(struct ll_call *call, const char *noun, const char *verb,
                             struct ll_str query)
{
    struct ll_arena *arena = &call->exchange->arena;
    const struct ll_service *service =
        ll_service_find(ll_str_from_cstr(noun), ll_str_from_cstr(verb));
    struct ll_err err = {0};
    LL_ASSERT(service != NULL && service->input != NULL);
    struct ll_job job = {
        .service = service,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = arena,
    };
    void *input = ll_arena_alloc(arena, 1, service->input->size);
    if (input == NULL || ll_who_may(&call->who, route_of(service)->permission, NULL) != LL_OK ||
        set_query(arena, service->input, query, input, &err) != LL_OK) {
        return NULL;
    }
    job.input = input;
    ll_work_read(call->server->work, &job);
    return job.status == LL_OK ? job.answer : NULL;
}

void ll_start_read(struct ll_call *call, enum ll_start_page start, struct ll_json *answer)
{
    for (size_t i = 0; i < ll_start_part_count; i++) {
        const struct ll_start_part *part = &ll_start_parts[i];
        struct ll_json *read =
            part->start == start && part->noun[0] != '\0'
                ? ll_call_read(call, part->noun, part->verb, ll_str_from_cstr(part->query))
                : NULL;
        if (read != NULL) {
            ll_json_set(&call->exchange->arena, answer, part->member, read);
        }
    }
}

void ll_own_stories(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_json *answer = ll_json_new_object(&exchange->arena);
    struct ll_json *items = ll_json_new_array(&exchange->arena);
    (void)server;
    ll_json_set(&exchange->arena, answer, "items", items);
    if (answer == NULL || answer->broken) {
        exchange->reply.status = 507;
        return;
    }
    ll_call_reply(exchange->own, NULL, answer);
}
