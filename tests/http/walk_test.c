/*
 * A walk over every address of the server, over a ledger in which every kind of object is: each
 * answers, as JSON of the shape that the API's description gives, or with a problem; and to a
 * browser with a page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/openapi.h"
#include "http/full.h"
#include "service/answers.h"
#include "store/q_log.h"

#define TARGET_BYTES 512

/* What stands for a path's names, where no list of the same address tells. */
static const struct {
    const char *path;
    const char *at;     /* a list: the member of its first row */
    const char *member; /* NULL: `at` is the value itself */
} values[] = {
    {"/did/{issuer}", "did:web:ledger.example", NULL},
    {"/devices/{code}", "dev_00000000000000000000000000", NULL},
    {"/parties/{object}", "programme:africa", NULL},
    {"/dispatches/{ref}", "/dispatches", "dispatch_id"},
    {"/dispatches/{ref}/statement", "/dispatches", "dispatch_id"},
    {"/dispatches/{ref}/files/pdf", "/dispatches", "dispatch_id"},
    {"/facilities/{ref}/plan", "hoboken", NULL}, /* others are no plants */
    {"/settlements/{ref}", "/settlements", "settlement_id"},
    {"/campaigns/{ref}", "/campaigns", "campaign_id"},
    {"/stock/{place}", "/stock", "stock"},
    {"/labels/{label}", "/labels", "label"},
    {"/labels/{label}/pdf", "/labels", "label_sheet"},
    {"/links/{link}", "0000", NULL},
    {"/calendars/{token}", "0000.ics", NULL},
    {"/official-links/{ref}", "/official-links", "official_link_id"},
    {"/briefs/{link}", "0000", NULL},
    {"/briefs/{link}/files/brief", "0000", NULL},
    {"/briefs/{link}/files/ia", "0000", NULL},
    {"/briefs/{link}/files/ib", "0000", NULL},
    {"/sessions/openid/{provider}", "nobody", NULL},
    {"/sessions/openid/{provider}/callback", "nobody", NULL},
    {"/static/{name}", "style.css", NULL},
    {"/uploads/{key}", "never-sent", NULL},
    {"/log/tile/{level}/{a}", "000", NULL},
    {"/log/tile/{level}/{a}/{b}", "000", NULL},
    {"/log/tile/{level}/{a}/{b}/{c}", "000", NULL},
    {"/log/tile/{level}/{a}/{b}/{c}/{d}", "000", NULL},
    {"/api/{group}", "lots", NULL},
    {"/forms/{list}", "organisations", NULL},
    {"/forms/{list}/{name}", "receipts", NULL},
    {"/forms/{list}/{name}/{verb}", "lots", NULL},
    {"/forms/{list}/{name}/{part}/{verb}", "programmes", NULL},
};

/* Addresses that look and have something else to say than 200 here. */
static const struct {
    const char *path;
    const char *query;
    int status;
} others[] = {
    {"/devices", "", 422},        /* which one? */
    {"/devices/{code}", "", 404}, /* codes are nobody's to guess: public_test.c has some */
    {"/links/{link}", "", 404},
    {"/briefs/{link}", "", 404}, /* links are nobody's to guess: official_test.c has some */
    {"/briefs/{link}/files/brief", "", 404},
    {"/briefs/{link}/files/ia", "", 404},
    {"/briefs/{link}/files/ib", "", 404},
    {"/calendars/{token}", "", 404}, /* tokens are nobody's to guess: access_test.c has one */
    {"/shipments/{shipment}/check", "", 409}, /* it has left: gate_test.c has some that have not */
    {"/samples/file", "", 422},               /* of which programme? start_test.c asks for one */
    {"/sessions/me", "", 401},
    {"/uploads/{key}", "", 404},
    /* no level is called so; tests/web/log.mjs asks for those that there are */
    {"/log/tile/{level}/{a}", "", 404},
    {"/log/tile/{level}/{a}/{b}", "", 404},
    {"/log/tile/{level}/{a}/{b}/{c}", "", 404},
    {"/log/tile/{level}/{a}/{b}/{c}/{d}", "", 404},
};

static const struct ll_json *first_row(struct ll_served *served, const char *list)
{
    struct ll_reply reply = ll_get(served, list);
    if (reply.status != 200) {
        return NULL;
    }
    const struct ll_json *items = ll_json_get(ll_reply_read(served, &reply), "items");
    return items == NULL || items->count == 0 ? NULL : &items->items[0];
}

/* What a row is called by, or is. */
static struct ll_str name_of(const struct ll_json *row, const char *wanted)
{
    static const char *const names[] = {"code", "class_code"};
    struct ll_str value = wanted == NULL ? LL_STR("") : ll_json_string_at(row, wanted);
    for (size_t i = 0; wanted == NULL && value.len == 0 && i < 2; i++) {
        value = ll_json_string_at(row, names[i]);
    }
    for (size_t i = 0; wanted == NULL && value.len == 0 && row != NULL && i < row->count; i++) {
        if (ll_str_ends(row->members[i].name, LL_STR("_id"))) {
            value = ll_json_string(&row->members[i].value);
        }
    }
    return value;
}

/* The id of what a list is of: lots have a lot_id. */
static struct ll_str own_id(const struct ll_json *row, const char *list)
{
    char name[64];
    size_t len = strlen(list);
    (void)snprintf(name, sizeof(name), "%.*s_id", (int)len - 2, list + 1);
    return ll_json_string_at(row, name);
}

/* The last event that the public log has. */
static struct ll_str logged_event(struct ll_served *served)
{
    struct ll_fixture *fixture = &served->fixture;
    struct ll_q_log_entry_last_in in = {1};
    struct ll_q_log_entry_last_row last;
    char text[LL_ID_TEXT_MAX];
    struct ll_store *store = ll_fixture_open(fixture, true);
    ASSERT_OK(fixture, ll_store_begin(store, LL_STORE_READ, &fixture->err));
    ASSERT_OK(fixture, ll_q_log_entry_last(store, &served->arena, &in, &last, &fixture->err));
    ll_store_rollback(store);
    ll_store_close(store);
    ll_id_format("evt", last.event_id.raw, text);
    return ll_str_copy(&served->arena, ll_str_from_cstr(text));
}

static struct ll_str value_for(struct ll_served *served, const struct ll_route *route,
                               const char *front)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (strcmp(values[i].path, route->path) == 0) {
            return values[i].member == NULL
                       ? ll_str_from_cstr(values[i].at)
                       : name_of(first_row(served, values[i].at), values[i].member);
        }
    }
    if (strcmp(route->path, "/log/proofs/{ref}") == 0) {
        return logged_event(served);
    }
    const struct ll_json *row = first_row(served, front);
    struct ll_str id = own_id(row, front);
    struct ll_str serial = ll_json_string_at(row, "serial");
    return serial.len > 0 ? serial : id.len > 0 ? id : name_of(row, NULL);
}

/* "/lots/{lot}/exclude" with a lot's name in its place. */
static void fill_path(struct ll_served *served, const struct ll_route *route,
                      char ret_target[TARGET_BYTES])
{
    size_t len = 0;
    for (const char *at = route->path; *at != '\0';) {
        if (*at != '{') {
            ret_target[len++] = *at++;
            continue;
        }
        char front[TARGET_BYTES];
        (void)snprintf(front, sizeof(front), "%.*s", (int)(len - 1), ret_target);
        struct ll_str value = value_for(served, route, front);
        if (value.len == 0 && route->method == LL_METHOD_GET) {
            fail_msg("%s: nothing to look at", route->path);
        }
        len += (size_t)snprintf(ret_target + len, TARGET_BYTES - len, "%.*s",
                                LL_STR_ARG(value.len == 0 ? LL_STR("x") : value));
        at += strcspn(at, "}") + 1;
    }
    ret_target[len] = '\0';
}

static void check_problem(struct ll_served *served, const struct ll_route *route,
                          const struct ll_reply *reply)
{
    static const char words[] = "{code:text detail?:text findings?:any hint?:text status:int "
                                "title:text type:text where?:text}";
    const struct ll_answer_shape *shape = NULL;
    struct ll_err err = {0};
    assert_int_equal(ll_answer_shape_read(&served->arena, words, &shape, &err), LL_OK);
    const struct ll_json *problem = ll_reply_read(served, reply);
    if (ll_answer_shape_check(shape, problem, &err) != LL_OK) {
        fail_msg("%s: %s %s: %.*s", route->path, err.where, err.text, LL_STR_ARG(reply->body));
    }
    assert_int_equal(ll_json_get(problem, "status")->integer, reply->status);
}

static void check_answer(struct ll_served *served, const struct ll_route *route,
                         const struct ll_reply *reply)
{
    const struct ll_answer_shape *shape = NULL;
    const char *type = NULL;
    const char *words = ll_openapi_answer(route, &type);
    struct ll_err err = {0};
    if (words == NULL) {
        assert_non_null(type);
        return;
    }
    struct ll_str sent = ll_reply_field(reply, "Content-Type");
    if (!ll_str_eq_cstr(sent, "application/json")) {
        fail_msg("%s answers in %.*s", route->path, LL_STR_ARG(sent));
    }
    enum ll_status status = route->service != NULL
                                ? ll_answers_shape(&served->arena, route->service, &shape, &err)
                                : ll_answer_shape_read(&served->arena, words, &shape, &err);
    if (status != LL_OK ||
        ll_answer_shape_check(shape, ll_reply_read(served, reply), &err) != LL_OK) {
        fail_msg("%s: %s: %s: %.*s", route->path, err.where, err.text,
                 LL_STR_ARG(ll_str_sub(reply->body, 0, 2000)));
    }
}

static void every_address_to_look_at_answers(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        char target[TARGET_BYTES];
        int wanted = 200;
        if (route->method != LL_METHOD_GET) {
            continue;
        }
        for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
            wanted = strcmp(others[k].path, route->path) == 0 ? others[k].status : wanted;
        }
        fill_path(served, route, target);
        struct ll_reply reply = ll_get(served, target);
        bool is_form = ll_str_starts(ll_str_from_cstr(route->path), LL_STR("/forms/")) ||
                       ll_str_starts(ll_str_from_cstr(route->path), LL_STR("/sessions"));
        if (reply.status != wanted && !(is_form && reply.status >= 400 && reply.status < 500)) {
            fail_msg("GET %s: %d, not %d: %.*s", target, reply.status, wanted,
                     LL_STR_ARG(ll_str_sub(reply.body, 0, 300)));
        }
        if (reply.status == 200) {
            check_answer(served, route, &reply);
        } else {
            check_problem(served, route, &reply);
        }
        struct ll_reply page =
            ll_ask(served, true, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", target);
        if (page.status != reply.status && !is_form) {
            fail_msg("GET %s as a page: %d, not %d", target, page.status, reply.status);
        }
    }
}

/* Without what it needs, or once in vain: refused with a problem, or done and taken back. */
static void every_address_that_changes_answers(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        char target[TARGET_BYTES];
        if (route->method != LL_METHOD_POST) {
            continue;
        }
        fill_path(served, route, target);
        bool writes = route->service != NULL && route->service->mode == LL_SERVICE_WRITE;
        char asked[TARGET_BYTES + 16];
        (void)snprintf(asked, sizeof(asked), "%s%s", target, writes ? "?dry_run=true" : "");
        struct ll_reply reply = ll_post(served, asked, NULL, "{}");
        if (reply.status == 405 || reply.status >= 500 || reply.status < 200) {
            fail_msg("POST %s: %d: %.*s", target, reply.status, LL_STR_ARG(reply.body));
        }
        if (reply.status == 200) {
            check_answer(served, route, &reply);
        } else if (reply.status >= 400 && ll_str_starts(ll_reply_field(&reply, "Content-Type"),
                                                        LL_STR("application/problem+json"))) {
            check_problem(served, route, &reply);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_FULL_TEST(every_address_to_look_at_answers),
        LL_FULL_TEST(every_address_that_changes_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
