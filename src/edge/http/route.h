/*
 * The addresses of the server, one table (routes.def), and finding the row of a request.
 */
#ifndef LL_EDGE_HTTP_ROUTE_H
#define LL_EDGE_HTTP_ROUTE_H

#include "edge/http/http.h"
#include "service/permission.h"
#include "service/service.h"

struct ll_server;

enum ll_method {
    LL_METHOD_GET,
    LL_METHOD_POST,
    LL_METHOD_COUNT,
};
extern const char *const ll_method_names[LL_METHOD_COUNT];

struct ll_route {
    enum ll_method method;
    const char *path;                 /* "/lots/{lot}/exclude" */
    const struct ll_service *service; /* NULL: the server answers itself */
    void (*own)(struct ll_server *server, struct ll_http_exchange *exchange);
    const struct ll_record *input; /* of those without a service; NULL: none */
    enum ll_permission permission;
    const char *help; /* of those without a service */
};
extern const struct ll_route ll_routes[];
extern const size_t ll_route_count;

/* What is asked there; NULL: nothing. */
const struct ll_record *ll_route_input(const struct ll_route *route);

/* The parts of a path that stand for {names}, in their order, decoded. */
struct ll_route_match {
    const struct ll_route *route;
    struct ll_str values[LL_HTTP_SEGMENTS_MAX];
    struct ll_str names[LL_HTTP_SEGMENTS_MAX];
    size_t count;
};

/*
 * LL_OK; LL_ENOTFOUND; LL_EPERM: the path is there, but not for this method (*ret_allowed names
 * those it takes: "GET, POST"); LL_EPARSE: a broken escape. Literal parts go before {names}.
 * Cost: O(routes).
 */
LL_MUST enum ll_status ll_route_find(struct ll_arena *arena, struct ll_str method,
                                     struct ll_str path, struct ll_route_match *ret_match,
                                     struct ll_str *ret_allowed, struct ll_err *reterr);

/* What answers who may not see what is at the route (open.def); NULL: nothing does. */
const struct ll_route *ll_route_open(const struct ll_route *route);
/* What clients read in a browser in its place; NULL: itself. */
const struct ll_route *ll_route_plain(const struct ll_route *route);

/* Does its path have {name}? */
bool ll_route_names(const struct ll_route *route, const char *name);

/* What the address is for, in one line. */
const char *ll_route_help(const struct ll_route *route);

/* The largest body that the route takes: as much as its files may have, if it has any. */
size_t ll_route_body_max(const struct ll_route *route);
/* Has the input a field that is a file? */
bool ll_route_takes_file(const struct ll_route *route);

/* "%41" as "A", and "+" as a blank where `plus`. LL_EPARSE: a broken escape, a zero, no UTF-8. */
LL_MUST enum ll_status ll_unescape(struct ll_arena *arena, struct ll_str text, bool plus,
                                   struct ll_str *ret_text, struct ll_err *reterr);

#endif
