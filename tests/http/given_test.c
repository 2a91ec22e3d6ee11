/* What people and programs are given to come in by: links, and tokens that may less than their
 * user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/people.h"
#include "service/answer.h"

static const char *shown(struct ll_served *served, const struct ll_reply *reply, const char *name)
{
    const struct ll_json *transient =
        ll_json_get(ll_reply_read(served, reply), LL_ANSWER_TRANSIENT);
    return ll_text_of(served, "%.*s", LL_STR_ARG(ll_json_string_at(transient, name)));
}

static const char *link_of(struct ll_served *served, const char *user)
{
    struct ll_reply reply = ll_post(served, ll_text_of(served, "/users/%s/link", user), NULL, "{}");
    ll_assert_reply(&reply, 200, "/links/");
    return shown(served, &reply, "link");
}

static void forget_password(struct ll_served *served)
{
    struct ll_reply reply = ll_far_post(served, "/links", "", "{\"email\":\"ama@example.org\"}");
    ll_assert_reply(&reply, 200, "on its way");
}

/* Where the site has an address links stand behind it; where it has none that is said. */
static void links_are_whole_addresses(void **state)
{
    static const char site[] = "https://ledger.example/links/";
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama@example.org", "admin");
    assert_int_equal(strncmp(link_of(served, user), "/links/", 7), 0);
    forget_password(served);
    assert_non_null(strstr(ll_people_told, "it does not have ('loopledger site set'): /links/"));
    struct ll_reply reply = ll_post(served, "/site", NULL,
                                    "{\"address\":\"https://ledger.example\",\"name\":\"Ledger\"}");
    ll_assert_reply(&reply, 200, "site_id");
    assert_int_equal(strncmp(link_of(served, user), site, strlen(site)), 0);
    forget_password(served);
    const char *at = strstr(ll_people_told, ": https://ledger.example/links/");
    assert_non_null(at);
    reply =
        ll_far_post(served, strstr(at, "/links/"), "", "{\"password\":\"four other usual words\"}");
    ll_assert_reply(&reply, 200, "{}");
}

/* A link that was made is there; it is marked, so that the next is another. */
static void assert_made(struct ll_served *served)
{
    /* a row without a digest is refused, so that this fails where there is no link */
    ll_fixture_raw(&served->fixture,
                   "INSERT INTO one_time_link (digest, purpose, expires_at) SELECT NULL, 'none', 0 "
                   "WHERE NOT EXISTS (SELECT 1 FROM one_time_link WHERE purpose = 'reset')");
    ll_fixture_raw(&served->fixture,
                   "UPDATE one_time_link SET purpose = 'seen' WHERE purpose = 'reset'");
}

/* Nobody's address costs what somebody's does, however often one asks: else the time tells. */
static void asking_for_a_link_stores_one(void **state)
{
    static const char *const who[] = {"ama@example.org", "nobody@example.org", "no address"};
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "admin");
    for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
        for (int k = 0; k < 6; k++) {
            ll_people_told[0] = '\0';
            struct ll_reply reply =
                ll_far_post(served, "/links", "", ll_text_of(served, "{\"email\":\"%s\"}", who[i]));
            ll_assert_reply(&reply, 200, "on its way");
            assert_made(served);
            /* at most three at a time are handed on */
            assert_true((ll_people_told[0] != '\0') == (i == 0 && k < 3));
        }
    }
}

/* Who signs in by an account elsewhere alone has no password to change. */
static void who_has_no_password_is_offered_none(void **state)
{
    static const char *const pages[] = {"/sessions/me", "/lots"};
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "logistics");
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &device);
    for (int has = 1; has >= 0; has--) {
        for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
            struct ll_reply reply =
                ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n%s\r\n",
                       pages[i], ama.cookie);
            ll_assert_reply(&reply, 200, "href=\"/sessions/enrolment/new\"");
            bool is_offered =
                ll_str_find(reply.body, LL_STR("/sessions/password"), false) != SIZE_MAX;
            assert_int_equal(is_offered, has);
        }
        ll_fixture_raw(&served->fixture, "UPDATE credential SET password = NULL");
    }
}

/* The field of a head that asks by a token of these permissions. */
static const char *token_for(struct ll_served *served, const char *user, const char *permissions)
{
    struct ll_reply reply = ll_post(
        served, "/tokens", NULL,
        ll_text_of(served, "{\"expires_on\":\"2026-12-31\",\"permissions\":[%s],\"user\":\"%s\"}",
                   permissions, user));
    ll_assert_reply(&reply, 200, "token_id");
    return ll_text_of(served, "Authorization: Bearer %s\r\n", shown(served, &reply, "token"));
}

static bool says(const struct ll_reply *reply, const char *part)
{
    return ll_str_find(reply->body, ll_str_from_cstr(part), false) < reply->body.len;
}

/* What of the desk its reader's permissions show, those of the token have to show. */
static void a_narrow_token_sees_as_little_of_the_desk(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama@example.org", "admin");
    struct ll_reply reply = ll_far_get(
        served, "/desk", token_for(served, user, "\"oversee\",\"see-supply\",\"see-transport\""));
    ll_assert_reply(&reply, 200, "\"lots-loose\"");
    ll_assert_reply(&reply, 200, "\"shipments-stale\"");
    assert_false(says(&reply, "certificates-"));
    reply = ll_far_get(served, "/desk", token_for(served, user, "\"oversee\""));
    ll_assert_reply(&reply, 200, "\"tasks\":[]");
    assert_false(says(&reply, "\"collected\""));
}

/* Others' webhooks are for who operates: a token of theirs that does not has its own alone. */
static void a_narrow_token_has_its_own_webhooks(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama@example.org", "admin");
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"other\",\"country\":\"NL\",\"name\":\"O\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_post(served, "/webhooks", NULL,
                    "{\"events\":[\"lot_excluded\"],\"organisation\":\"other\","
                    "\"url\":\"https://other.example/\"}");
    ll_assert_reply(&reply, 200, "webhook_id");
    const char *hook =
        ll_text_of(served, "/webhooks/%s", ll_member_of(served, &reply, "webhook_id"));
    const char *wide = token_for(served, user, "\"connect\",\"operate\"");
    const char *narrow = token_for(served, user, "\"connect\"");
    reply = ll_far_get(served, hook, wide);
    ll_assert_reply(&reply, 200, "other.example");
    reply = ll_far_get(served, hook, narrow);
    ll_assert_reply(&reply, 404, "no webhook");
    reply = ll_far_get(served, "/webhooks", narrow);
    ll_assert_reply(&reply, 200, "\"items\":[]");
    reply = ll_far_post(served, ll_text_of(served, "%s/disable", hook), narrow,
                        "{\"reason\":\"moved\"}");
    ll_assert_reply(&reply, 404, "no webhook");
    reply = ll_far_post(served, ll_text_of(served, "%s/ping", hook), wide, "{}");
    ll_assert_reply(&reply, 200, "delivery_id");
}

#define GIVEN(test) cmocka_unit_test_setup_teardown(test, ll_people_start, ll_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIVEN(links_are_whole_addresses),
        GIVEN(asking_for_a_link_stores_one),
        GIVEN(who_has_no_password_is_offered_none),
        GIVEN(a_narrow_token_sees_as_little_of_the_desk),
        GIVEN(a_narrow_token_has_its_own_webhooks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
