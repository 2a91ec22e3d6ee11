/* What a refused request is told: the status that tells a program, and what would mend it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/http/fields.h"
#include "edge/http/reply.h"
#include "http/support.h"

/* Whatever fails without a word of its own is told what its status says. */
static void every_status_says_what_to_do(void **state)
{
    static const struct ll_err rows[] = {
#define LL_STATUS(symbol, number, exit_code, http, text, hint) {.status = LL_##symbol},
#include "base/errors.def"
#undef LL_STATUS
    };
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ll_json *problem = ll_problem_json(&arena, 0, &rows[i], NULL);
        struct ll_str hint = ll_json_string_at(problem, "hint");
        if (hint.len < 8) {
            fail_msg("%s does not say what to do", ll_status_name(rows[i].status));
        }
    }
    ll_arena_release(&arena);
}

static void lists_of_tags(void **state)
{
    static const struct {
        const char *list;
        bool is_one;
    } rows[] = {
        {"*", true},
        {"\"a\"", true},
        {"W/\"a\"", true},
        {"\"\"", true},
        {"\"a\", \"b\"", true},
        {"\"a,b\",W/\"c\"", true},
        {", \"a\",,\t\"b\" ,", true},
        {"\"caf\xc3\xa9\"", true},
        {"", false},
        {",", false},
        {"bogus", false},
        {"\"a", false},
        {"a\"", false},
        {"w/\"a\"", false},
        {"W/a", false},
        {"\"a\" \"b\"", false},
        {"\"a\"\"b\"", false},
        {"\"a b\"", false},
        {"*, \"a\"", false},
        {"\"a\", b", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ll_fields_are_tags(ll_str_from_cstr(rows[i].list)) != rows[i].is_one) {
            fail_msg("'%s'", rows[i].list);
        }
    }
}

#define GET "GET /organisations HTTP/1.1\r\nHost: x\r\n"
#define POST "POST /organisations HTTP/1.1\r\nHost: x\r\n"
#define JSON POST "Content-Type: application/json\r\n"
#define GOOD "{\"code\":\"x\",\"country\":\"GH\",\"name\":\"X\"}"
#define BODY "Content-Length: 38\r\n\r\n" GOOD
_Static_assert(sizeof(GOOD) - 1 == 38, "as BODY says");

static const struct {
    const char *bytes;
    int status;
    const char *parts[3];
} rows[] = {
    {"DELETE /lots HTTP/1.1\r\nHost: x\r\n\r\n", 405, {"it takes GET, HEAD"}},
    {"PUT /organisations HTTP/1.1\r\nHost: x\r\n\r\n", 405, {"it takes GET, HEAD, POST"}},
    {"GET /language HTTP/1.1\r\nHost: x\r\n\r\n", 405, {"it takes POST"}},
    {JSON "Content-Length: 999999\r\n\r\n", 413, {"longer than 65536 bytes", "in parts"}},
    {JSON "Content-Length: 13\r\n\r\n{\"code\":\"x\",}",
     400,
     {"line 1, column 13", "a member's name in double quotes should be here", "send JSON"}},
    {JSON "Content-Length: 23\r\n\r\n{\n \"caf\xc3\xa9\": \"\xc3\xa9\" \n ; }\n",
     400,
     {"line 3, column 2", "a comma or } should follow a member", "send JSON"}},
    {JSON "Content-Length: 9\r\n\r\n{\"a\":\n\n\n\n",
     400,
     {"line 5, column 1", "the text ends where a value should be", "send JSON"}},
    {JSON "Content-Length: 13\r\n\r\n{\"a\": 'text'}",
     400,
     {"line 1, column 7", "no JSON value starts like this", "send JSON"}},
    {JSON "Content-Length: 3\r\n\r\n{\"\xff",
     400,
     {"line 1, column 3", "this is no UTF-8", "send JSON"}},
    {POST "Content-Type: application/json; charset=utf-16\r\n" BODY,
     415,
     {"a body in utf-16 is not taken", "UTF-8", "\"where\":\"Content-Type\""}},
    {POST "Content-Type: application/json;charset=\"ISO-8859-1\" ; x=y\r\n" BODY,
     415,
     {"a body in ISO-8859-1 is not taken"}},
    {POST "Content-Type: application/x-www-form-urlencoded; Charset = latin1\r\n"
          "Content-Length: 6\r\n\r\ncode=x",
     415,
     {"a body in latin1 is not taken"}},
    {POST "Content-Type: application/json; charset=\xff\xfe\r\n" BODY,
     415,
     {"a body in ?? is not taken", "UTF-8"}},
    {POST "Content-Type: application/json; "
          "charset=a23456789012345678901234567890123456789\xc3\xa9\r\n" BODY,
     415,
     {"a body in a23456789012345678901234567890123456789? is not taken"}},
    {"\xff\xfe /lots HTTP/1.1\r\nHost: x\r\n\r\n", 405, {"it takes GET, HEAD"}},
    {JSON "If-Match: bogus\r\n" BODY,
     400,
     {"no list of tags", "with its double quotes", "\"where\":\"If-Match\""}},
    {JSON "If-Match: \"a\"\r\nIf-Match: b\r\n" BODY, 400, {"no list of tags"}},
    {JSON "If-None-Match: *\r\n" BODY, 400, {"takes no If-None-Match", "Idempotency-Key"}},
    {GET "If-None-Match: bogus\r\n\r\n", 400, {"no list of tags", "\"where\":\"If-None-Match\""}},
    {GET "If-None-Match: \"a\"\r\n\r\n", 200, {"items"}},
    {JSON "Content-Length: 38\r\nContent-Length: 38\r\n\r\n" GOOD,
     400,
     {"Content-Length is given more than once", "send it once"}},
    {POST "Content-Type: application/json; charset=UTF-8\r\n" BODY, 200, {"organisation_id"}},
};

static void each_is_told_what_would_mend_it(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int fd = ll_connect(served, true);
        ll_send(fd, ll_str_from_cstr(rows[i].bytes));
        struct ll_reply reply = ll_read_reply(served, fd);
        (void)close(fd);
        for (size_t k = 0; k < 3 && rows[i].parts[k] != NULL; k++) {
            ll_assert_reply(&reply, rows[i].status, rows[i].parts[k]);
        }
        if (reply.status == 405) {
            struct ll_str allowed = ll_reply_field(&reply, "Allow");
            assert_true(ll_str_ends(ll_str_from_cstr(rows[i].parts[0]), allowed));
        }
    }
    struct ll_strbuf buf;
    struct ll_str head;
    ll_strbuf_init(&buf, &served->arena, 100000);
    ll_strbuf_cstr(&buf, "GET /health HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 100; i++) {
        ll_strbuf_fmt(&buf, "X%d: y\r\n", i);
    }
    ll_strbuf_cstr(&buf, "\r\n");
    assert_int_equal(ll_strbuf_finish(&buf, &head, NULL), LL_OK);
    struct ll_reply reply = ll_ask(served, true, "%.*s", LL_STR_ARG(head));
    ll_assert_reply(&reply, 431, "fewer and shorter fields");
}

/* A mass in JSON is a number: the hint does not send what was refused once more. */
static void a_mass_in_json_is_a_number(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_post(served, "/packages/bag-1/weigh", NULL, "{\"gross\":\"12.5 kg\",\"tare\":1}");
    ll_assert_reply(&reply, 422, "in JSON a number; elsewhere also like 12.5 kg");
    ll_assert_reply(&reply, 422, "\"where\":\"gross\"");
}

/* What a hint says in words of the command line is an address or a member to who asks for JSON. */
static void hints_name_what_to_send(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_post(served, "/webhooks", NULL,
                "{\"events\":[\"lot_excluded\"],\"url\":\"https://h.example/\"}");
    ll_assert_reply(&reply, 422, "\"hint\":\"give 'organisation'\"");
    reply = ll_get(served, "/lots/lot_00000000000000000000000000");
    ll_assert_reply(&reply, 404, "\"hint\":\"list them with 'GET /lots'\"");
    reply = ll_post(served, "/organisations", NULL,
                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_post(served, "/webhooks", NULL,
                    "{\"events\":[\"lot_excluded\"],\"organisation\":\"op\","
                    "\"url\":\"https://h.example/\"}");
    ll_assert_reply(&reply, 200, "webhook_id");
    const struct ll_json *answer = ll_reply_read(served, &reply);
    struct ll_str id = ll_json_string_at(answer, "webhook_id");
    char target[200];
    (void)snprintf(target, sizeof(target), "/webhooks/%.*s/disable", LL_STR_ARG(id));
    reply = ll_post(served, target, NULL, "{\"reason\":\"moved\"}");
    ll_assert_reply(&reply, 200, "webhook_id");
    (void)snprintf(target, sizeof(target), "/webhooks/%.*s/ping", LL_STR_ARG(id));
    reply = ll_post(served, target, NULL, "{}");
    ll_assert_reply(&reply, 409, "enable it first: 'POST /webhooks/{webhook}/enable'");
    /* a file is no path to whoever asks from afar */
    static const char *const texts[] = {
        "{\"beneficiary\":\"op\",\"file\":\"x\",\"programme\":\"p\"}",
        "{\"beneficiary\":\"op\",\"programme\":\"p\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        reply = ll_post(served, "/orders/import", NULL, texts[i]);
        ll_assert_reply(&reply, 422, "\"hint\":\"send it as a part of multipart/form-data");
    }
    reply = ll_ask(served, true,
                   "POST /orders/import HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                   "boundary=X\r\nContent-Length: 5\r\n\r\n--X--");
    ll_assert_reply(&reply, 422, "\"hint\":");
}

/* A password that is refused does not come back, to a screen or a log of answers. */
static void a_password_is_not_quoted(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/links/0123", NULL, "{\"password\":\"hunter2\"}");
    ll_assert_reply(&reply, 422, "is too short");
    ll_assert_reply(&reply, 422, "\"where\":\"password\"");
    assert_true(ll_str_find(reply.body, LL_STR("hunter2"), false) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_says_what_to_do),
        cmocka_unit_test(lists_of_tags),
        cmocka_unit_test_setup_teardown(each_is_told_what_would_mend_it, ll_served_start,
                                        ll_served_end),
        cmocka_unit_test_setup_teardown(a_mass_in_json_is_a_number, ll_served_start, ll_served_end),
        cmocka_unit_test_setup_teardown(hints_name_what_to_send, ll_served_start, ll_served_end),
        cmocka_unit_test_setup_teardown(a_password_is_not_quoted, ll_served_start, ll_served_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
