/* Where people begin: a page of their own for each role, in their language, of what they see; and a
 * certificate as files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/web/start.h"
#include "http/full.h"

/* A token of somebody of `organisation` in a role: the field of a head. */
static const char *token_of(struct ll_full_served *full, const char *organisation, const char *role,
                            const char *permissions)
{
    struct ll_served *served = &full->served;
    struct ll_arena *arena = &served->arena;
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "{\"email\":\"%s@%s.example\",\"name\":\"Ama\",\"organisation\":\"%s\","
                   "\"role\":\"%s\"}",
                   role, organisation, organisation, role);
    struct ll_reply reply = ll_post(served, "/users", NULL, text);
    ll_assert_reply(&reply, 200, "user_id");
    const struct ll_json *user = ll_reply_read(served, &reply);
    (void)snprintf(text, sizeof(text),
                   "{\"user\":\"%.*s\",\"expires_on\":\"2027-01-01\",\"permissions\":[%s]}",
                   LL_STR_ARG(ll_json_string(ll_json_get(user, "user_id"))), permissions);
    reply = ll_post(served, "/tokens", NULL, text);
    ll_assert_reply(&reply, 200, "token");
    const struct ll_json *transient =
        ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT);
    (void)snprintf(text, sizeof(text), "Authorization: Bearer %.*s\r\n",
                   LL_STR_ARG(ll_json_string(ll_json_get(transient, "token"))));
    return ll_str_to_cstr(arena, ll_str_from_cstr(text));
}

static struct ll_reply page(struct ll_served *served, const char *target, const char *token,
                            const char *language)
{
    return ll_ask(
        served, false,
        "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: %s\r\n%s\r\n", target,
        language, token);
}

static bool has(const struct ll_reply *reply, const char *words)
{
    return ll_str_find(reply->body, ll_str_from_cstr(words), false) != SIZE_MAX;
}

#define CLIENT_MAY "\"see-demand\",\"order\",\"see-supply\",\"see-transport\""

static void a_client_begins_with_what_is_theirs(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = token_of(full, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply = page(served, "/", token, "en");
    ll_assert_reply(&reply, 200, "Your programme");
    ll_assert_reply(&reply, 200, "/orders/funded");
    assert_true(has(&reply, "/files/pdf"));
    assert_true(has(&reply, "href=\"/progress\""));
    assert_false(has(&reply, "href=\"/collections\"")); /* no list that is empty for them */
    reply = page(served, "/", token, "fr");
    ll_assert_reply(&reply, 200, "Votre programme");
    reply = page(served, "/stories", token, "nl");
    ll_assert_reply(&reply, 200, "Er zijn hier nog geen verhalen.");
    reply = page(served, "/certificates", token, "en");
    ll_assert_reply(&reply, 200, "Bundle with proofs");
    reply = page(served, "/progress", token, "en");
    ll_assert_reply(&reply, 200, "funded");
}

static void others_begin_with_theirs(void **state)
{
    static const struct {
        const char *role;
        const char *title;
    } roles[] = {
        {"reseller", "What you sell"},
        {"recycler", "Your plant"},
        {"carrier", "Your transports"},
        {"warehouse", "Your warehouse"},
        {"agent", "Your collections"},
        {"auditor", "Your audit"},
        {"official", "Shipments through your country"},
    };
    struct ll_full_served *full = *state;
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        const char *token = token_of(full, "utrecht", roles[i].role, "\"look-up\"");
        struct ll_reply reply = page(&full->served, "/", token, "en");
        ll_assert_reply(&reply, 200, roles[i].title);
        assert_false(has(&reply, "/orders/funded")); /* the token may not ask for it */
    }
}

static void a_certificate_is_taken_along(void **state)
{
    static const struct {
        const char *form;
        const char *type;
        const char *begin;
    } forms[] = {
        {"pdf", "application/pdf", "%PDF-"},
        {"json", "application/json", "{\"@context\""},
        {"csv", "text/csv; charset=utf-8", "order_line,line_lo,"},
    };
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = token_of(full, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply =
        ll_ask(served, false, "GET /certificates HTTP/1.1\r\nHost: x\r\n%s\r\n", token);
    const struct ll_json *items = ll_json_get(ll_reply_read(served, &reply), "items");
    assert_true(items->count > 0);
    struct ll_str serial = ll_json_string(ll_json_get(&items->items[0], "serial"));
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        reply =
            ll_ask(served, false, "GET /certificates/%.*s/files/%s HTTP/1.1\r\nHost: x\r\n%s\r\n",
                   LL_STR_ARG(serial), forms[i].form, token);
        assert_int_equal(reply.status, 200);
        assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Type"), forms[i].type));
        assert_true(ll_str_starts(ll_reply_field(&reply, "Content-Disposition"),
                                  LL_STR("attachment; filename=\"LL-")));
        assert_true(ll_str_starts(reply.body, ll_str_from_cstr(forms[i].begin)));
    }
    reply =
        ll_ask(served, false, "GET /certificates/%.*s/files/p%%64f HTTP/1.1\r\nHost: x\r\n%s\r\n",
               LL_STR_ARG(serial), token);
    assert_true(reply.status == 200 || reply.status == 404);
    reply = ll_ask(served, false,
                   "GET /certificates/LL-0000000000000000/files/csv HTTP/1.1\r\nHost: x\r\n%s\r\n",
                   token);
    assert_int_equal(reply.status, 404);
}

/* What a page asks is there to be asked. */
static void parts_are_of_services(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_start_part_count; i++) {
        const struct ll_start_part *part = &ll_start_parts[i];
        const struct ll_service *service =
            ll_service_find(ll_str_from_cstr(part->noun), ll_str_from_cstr(part->verb));
        if (part->noun[0] == '\0') {
            continue;
        }
        assert_non_null(service);
        struct ll_str query = ll_str_from_cstr(part->query);
        assert_non_null(
            ll_record_find(service->input, ll_str_sub(query, 0, ll_str_find_char(query, '='))));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, ll_full_served_start, ll_full_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_of_services),
        TEST(a_client_begins_with_what_is_theirs),
        TEST(others_begin_with_theirs),
        TEST(a_certificate_is_taken_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
