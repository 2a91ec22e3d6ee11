/* An official opens a link: the page and the forms, in the language of the link, each logged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/full.h"

#define TARGET_BYTES 512
#define BROWSER "Accept: text/html\r\n"

static const char *text_of(struct ll_served *served, const char *front, struct ll_str middle,
                           const char *end)
{
    char *text = LL_NEW_ARRAY(&served->arena, char, TARGET_BYTES);
    assert_non_null(text);
    (void)snprintf(text, TARGET_BYTES, "%s%.*s%s", front, LL_STR_ARG(middle), end);
    return text;
}

static struct ll_reply get(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n",
                  target, fields);
}

/* The link's address; and its id. */
static const char *invite(struct ll_served *served, const char *language, struct ll_str *ret_id)
{
    char body[TARGET_BYTES];
    (void)snprintf(body, sizeof(body),
                   "{\"country\":\"BE\",\"expires_on\":\"2026-12-31\",\"language\":\"%s\"}",
                   language);
    struct ll_reply reply = ll_post(served, "/notifications/n-1/invite", NULL, body);
    ll_assert_reply(&reply, 200, "/briefs/");
    const struct ll_json *answer = ll_reply_read(served, &reply);
    *ret_id = ll_json_string_at(answer, "official_link_id");
    /* The site has an address, so that the link is whole. */
    struct ll_str link = ll_json_string_at(ll_json_get(answer, "transient"), "link");
    size_t path = ll_str_find(link, LL_STR("/briefs/"), false);
    assert_true(ll_str_starts(link, LL_STR("https://ledger.example:8443/briefs/")));
    return text_of(served, "", ll_str_sub(link, path, link.len), "");
}

static size_t count_accesses(struct ll_served *served)
{
    struct ll_reply reply = ll_get(served, "/official-accesses?notification=n-1");
    return ll_json_get(ll_reply_read(served, &reply), "items")->count;
}

static void a_link_opens_one_notification(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str id;
    const char *link = invite(served, "fr", &id);
    size_t before = count_accesses(served);
    struct ll_reply reply = get(served, link, BROWSER "Accept-Language: en\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"fr\"");
    ll_assert_reply(&reply, 200, "Belgique");
    ll_assert_reply(&reply, 200, "/files/ia\"");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Cache-Control"), "private, no-store"));
    struct ll_str address = ll_str_from_cstr(link);
    reply = get(served, text_of(served, "", address, "?language=en"), BROWSER);
    ll_assert_reply(&reply, 200, "What is asked of you");
    reply = get(served, text_of(served, "", address, "/files/ia"), BROWSER);
    ll_assert_reply(&reply, 200, "%PDF-");
    reply = get(served, text_of(served, "", address, "/files/ib?shipment=s-7"), BROWSER);
    ll_assert_reply(&reply, 200, "%PDF-");
    reply = get(served, text_of(served, "", address, "/files/brief"), BROWSER);
    ll_assert_reply(&reply, 200, "%PDF-");
    assert_int_equal(count_accesses(served), before + 5);
    reply = ll_get(served, text_of(served, "/official-links/", id, ""));
    ll_assert_reply(&reply, 200, "movement-form");
    ll_assert_reply(&reply, 200, "printed-brief");
    /* no other shipment, nothing else, and nobody writes */
    reply = get(served, text_of(served, "", address, "/files/ib?shipment=s-1"), "");
    ll_assert_reply(&reply, 404, "s-1");
    reply = get(served, text_of(served, "", address, "/files/ib"), "");
    ll_assert_reply(&reply, 422, "which shipment");
    reply = get(served, "/notifications/n-1", "");
    assert_int_equal(reply.status, 401);
    reply = get(served, "/notifications/n-1/brief", "");
    assert_int_equal(reply.status, 401);
    assert_int_equal(count_accesses(served), before + 5);
}

static void a_link_that_is_none_tells_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str id;
    const char *link = invite(served, "en", &id);
    size_t before = count_accesses(served);
    struct ll_reply refused = get(served, "/briefs/0000", "");
    ll_assert_reply(&refused, 404, "no such link");
    struct ll_reply reply =
        ll_post(served, text_of(served, "/official-links/", id, "/revoke"), NULL, "{}");
    ll_assert_reply(&reply, 200, "official_link_id");
    reply = get(served, link, "");
    assert_true(reply.status == 404 && ll_str_eq(reply.body, refused.body));
    reply = get(served, text_of(served, "", ll_str_from_cstr(link), "/files/ia"), "");
    assert_true(reply.status == 404 && ll_str_eq(reply.body, refused.body));
    assert_int_equal(count_accesses(served), before);
}

/* Who is signed in as an official needs no link, and is logged, too; the operator is not. */
static void officials_who_are_signed_in(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/parties/programme:africa", NULL,
                                    "{\"organisation\":\"smelter\",\"role\":\"official\"}");
    ll_assert_reply(&reply, 200, "{");
    const char *official = ll_make_token(served, "smelter", "official", "\"see-transport\"");
    size_t before = count_accesses(served);
    reply = get(served, "/notifications/n-1/brief?country=BE", official);
    ll_assert_reply(&reply, 200, "Belgium, state of import");
    assert_int_equal(count_accesses(served), before + 1);
    reply = ll_get(served, "/notifications/n-1/brief");
    ll_assert_reply(&reply, 200, "state of export");
    assert_int_equal(count_accesses(served), before + 1);
    reply = ll_get(served, "/notifications/n-1/brief?country=FR");
    ll_assert_reply(&reply, 404, "not on the route");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_FULL_TEST(a_link_opens_one_notification),
        LL_FULL_TEST(a_link_that_is_none_tells_nothing),
        LL_FULL_TEST(officials_who_are_signed_in),
    };
    return cmocka_run_group_tests_name("official", tests, NULL, NULL);
}
