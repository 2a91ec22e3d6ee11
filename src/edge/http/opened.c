/* What officials open is stored before it is shown, or it is not shown. */
#include <string.h>

#include "edge/http/inside.h"

/* What an address shows, as the log names it; all others are records of some kind. */
static const struct {
    const char *path; /* of the route */
    enum ll_opened opened;
} kinds[] = {
    {"/notifications/{notification}/brief", LL_OPENED_PAGE},
    {"/notifications/{notification}/files/brief", LL_OPENED_BRIEF},
    {"/notifications/{notification}/files/ia", LL_OPENED_NOTIFICATION},
    {"/notifications/{notification}/files/ib", LL_OPENED_MOVEMENT},
    {"/notifications/{ref}", LL_OPENED_DOSSIER},
    {"/notifications/{ref}/check", LL_OPENED_DOSSIER},
    {"/notifications/{notification}/rehearsal", LL_OPENED_DOSSIER},
    {"/notifications/{notification}/summary", LL_OPENED_DOSSIER},
};

/* What is open to everybody is nobody's access; the first page and forms list what their reader
 * sees. */
static bool shows_more(const struct ll_route *route)
{
    return route->permission != LL_MAY_PUBLIC || strcmp(route->path, "/") == 0 ||
           strncmp(route->path, "/forms/", sizeof("/forms/") - 1) == 0;
}

bool ll_call_by_official(const struct ll_call *call)
{
    const struct ll_viewer *viewer = &call->who.viewer;
    return viewer->is_limited && (viewer->roles.bits & 1U << LL_ROLE_OFFICIAL) != 0;
}

bool ll_call_is_accessed(const struct ll_call *call)
{
    const struct ll_route *route = call->match.route;
    return route->method == LL_METHOD_GET && ll_call_by_official(call) && shows_more(route);
}

/* What is logged, until it is. */
struct logging {
    struct ll_call *call;
    struct ll_official_open open;
    struct ll_str notification;
    struct ll_str country;
    struct ll_str language;
    struct ll_date expires_on;
    struct ll_http_reply before;
    struct ll_job job;
};

static void refuse(struct logging *l, enum ll_status status, const struct ll_err *err)
{
    struct ll_err told = *err;
    told.status = status;
    if (l->call->exchange->reply.made != NULL) {
        ll_http_drop(l->call->exchange->reply.made);
    }
    l->call->exchange->reply = l->before;
    ll_call_refuse(l->call, &told);
}

static void on_logged(void *ctx, struct ll_job *job)
{
    struct logging *l = ctx;
    if (job->status != LL_OK) {
        refuse(l, job->status, &job->err);
    }
    ll_http_bring_back(l->call->exchange);
}

void ll_call_log_opened(struct ll_call *call, const struct ll_official_open *open,
                        const struct ll_http_reply *before)
{
    struct logging *l = LL_NEW(&call->exchange->arena, struct logging);
    struct ll_err err = {0};
    if (l == NULL) {
        call->exchange->reply = *before;
        call->exchange->reply.status = 507;
        return;
    }
    *l = (struct logging){.call = call, .open = *open, .before = *before};
    l->open.ret_notification = &l->notification;
    l->open.ret_country = &l->country;
    l->open.ret_language = &l->language;
    l->open.ret_expires_on = &l->expires_on;
    l->job = (struct ll_job){
        .service = &ll_official_open,
        .input = &l->open,
        .actor = LL_STR("server"),
        .viewer = call->who.viewer,
        .arena = &call->exchange->arena,
        .done = on_logged,
        .ctx = l,
    };
    ll_http_set_aside(call->exchange);
    enum ll_status status = ll_work_write(call->server->work, &l->job, &err);
    if (status != LL_OK) {
        refuse(l, status, &err);
        ll_http_bring_back(call->exchange);
    }
}

void ll_call_log_access(struct ll_call *call, const struct ll_http_reply *before)
{
    const struct ll_route_match *match = &call->match;
    int status = call->exchange->reply.status;
    struct ll_official_open open = {.address = call->exchange->path, .opened = LL_OPENED_RECORD};
    if (status < 200 || status >= 400) {
        return; /* nothing is shown */
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(match->route->path, kinds[i].path) == 0) {
            open.opened = kinds[i].opened;
            open.notification = match->values[0];
        }
    }
    ll_call_log_opened(call, &open, before);
}
