/* Second factors, recovery codes, passwords that may not be, steps of two people, and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/people.h"
#include "service/second_factor.h"
#include "service/session.h"

#define HALF_A_MINUTE_US INT64_C(30000000)

static struct ll_reply give(struct ll_served *served, const struct ll_signed_in *in,
                            const char *target, const char *code)
{
    return ll_far_post(served, target, in->fields, ll_text_of(served, "{\"code\":\"%s\"}", code));
}

/* Signed in by the password alone. */
static struct ll_signed_in half(struct ll_served *served, const char *email, const char *waits_for)
{
    struct ll_reply reply = ll_sign_in(served, email, LL_PEOPLE_PASSWORD);
    ll_assert_reply(&reply, 200, ll_text_of(served, "\"waits_for\":\"%s\"", waits_for));
    return ll_signed_in_of(served, &reply);
}

static const char *wrong_code(struct ll_served *served, const struct ll_device *device)
{
    for (int i = 0;; i++) {
        const char *code = ll_text_of(served, "%06d", i);
        bool is_right = false;
        for (int step = -2; step <= 2; step++) {
            is_right = is_right || strcmp(code, ll_device_code(served, device, step)) == 0;
        }
        if (!is_right) {
            return code;
        }
    }
}

static void a_password_alone_lets_no_operator_in(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama@example.org", "admin");
    struct ll_signed_in ama = half(served, "ama@example.org", LL_WAITS_ENROLMENT);
    static const char *const closed[] = {"/users", "/lots", "/access"};
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        struct ll_reply reply = ll_far_get(served, closed[i], ama.cookie);
        ll_assert_reply(&reply, 401, "finish signing in");
    }
    struct ll_reply reply =
        ll_far_post(served, "/access", ama.fields, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = ll_far_post(served, "/sessions/password", ama.fields,
                        "{\"current\":\"" LL_PEOPLE_PASSWORD
                        "\",\"password\":\"something else altogether\"}");
    ll_assert_reply(&reply, 401, "waits");
    reply = ll_far_get(served, "/sessions/me", ama.cookie);
    ll_assert_reply(&reply, 200, "\"waits_for\":\"enrolment\"");
    reply = ll_far_get(served, "/sessions/enrolment", ama.cookie);
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Cache-Control"), "no-store"));
    /* what another site sends, or has no token, sets nothing up */
    reply = ll_far_post(served, "/sessions/enrolment", ama.cookie, "{\"code\":\"123456\"}");
    ll_assert_reply(&reply, 403, "token");
    struct ll_device device;
    struct ll_signed_in whole = ll_enter(served, "ama@example.org", &device);
    reply = ll_far_get(served, "/users", whole.cookie);
    ll_assert_reply(&reply, 200, user);
    /* from now on it is asked for; the session before ends ten minutes after it began */
    ama = half(served, "ama@example.org", LL_WAITS_FACTOR);
    reply = ll_far_get(served, "/sessions/enrolment", ama.cookie);
    ll_assert_reply(&reply, 401, "code");
    reply = ll_far_post(served, "/sessions/enrolment/new", ama.fields, "{}");
    ll_assert_reply(&reply, 401, "code");
    ll_people_advance(11 * LL_MINUTE_US);
    reply = give(served, &ama, "/sessions/second-factor", ll_device_code(served, &device, 0));
    ll_assert_reply(&reply, 401, "nobody is signed in");
}

static void each_code_is_taken_once_and_in_its_time(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "logistics");
    (void)ll_enter(served, "ama@example.org", &device);
    struct ll_signed_in ama = half(served, "ama@example.org", LL_WAITS_FACTOR);
    /* that of the enrolment was taken */
    struct ll_reply reply =
        give(served, &ama, "/sessions/second-factor", ll_device_code(served, &device, 0));
    ll_assert_reply(&reply, 401, "\"where\":\"code\"");
    reply = give(served, &ama, "/sessions/second-factor", ll_device_code(served, &device, 2));
    ll_assert_reply(&reply, 401, "EAUTH");
    /* a clock that is a step ahead */
    const char *next = ll_device_code(served, &device, 1);
    reply = give(served, &ama, "/sessions/second-factor", next);
    struct ll_signed_in whole = ll_signed_in_of(served, &reply);
    assert_string_not_equal(whole.csrf, ama.csrf);
    reply = ll_far_get(served, "/lots", whole.cookie);
    ll_assert_reply(&reply, 200, "items");
    reply = ll_far_get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    ama = half(served, "ama@example.org", LL_WAITS_FACTOR);
    reply = give(served, &ama, "/sessions/second-factor", next);
    ll_assert_reply(&reply, 401, "EAUTH");
    /* one that is a step behind, with blanks */
    ll_people_advance(4 * HALF_A_MINUTE_US);
    const char *code = ll_device_code(served, &device, -1);
    reply = give(served, &ama, "/sessions/second-factor",
                 ll_text_of(served, " %.3s %s ", code, code + 3));
    ll_assert_reply(&reply, 200, "csrf");
    reply = ll_far_get(served, "/sessions/second-factor", ama.cookie);
    ll_assert_reply(&reply, 401, "nobody is signed in");
}

static void who_guesses_codes_waits(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "logistics");
    (void)ll_enter(served, "ama@example.org", &device);
    ll_people_advance(2 * HALF_A_MINUTE_US);
    struct ll_signed_in ama = half(served, "ama@example.org", LL_WAITS_FACTOR);
    for (int i = 0; i < 7; i++) {
        struct ll_reply reply =
            give(served, &ama, "/sessions/second-factor", wrong_code(served, &device));
        ll_assert_reply(&reply, 401, "EAUTH");
        ll_people_advance(i > 3 && i < 6 ? 4000000 : 0);
    }
    /* the password being right forgets nothing */
    ama = half(served, "ama@example.org", LL_WAITS_FACTOR);
    struct ll_reply reply =
        give(served, &ama, "/sessions/second-factor", ll_device_code(served, &device, 0));
    ll_assert_reply(&reply, 401, "EAUTH");
    ll_people_advance(6000000);
    reply = give(served, &ama, "/sessions/second-factor", ll_device_code(served, &device, 0));
    ll_assert_reply(&reply, 200, "csrf");
}

static void recovery_codes_let_in_once(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "client");
    /* of whom none is asked may have one */
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &device);
    struct ll_reply reply = ll_far_get(served, "/sessions/enrolment", ama.cookie);
    ll_assert_reply(&reply, 404, "no device");
    reply = ll_far_post(served, "/sessions/enrolment/new", ama.fields, "{}");
    ll_assert_reply(&reply, 200, "{}");
    reply = ll_far_get(served, "/sessions/enrolment", ama.cookie);
    (void)snprintf(device.secret, sizeof(device.secret), "%s",
                   ll_member_of(served, &reply, "secret"));
    reply = give(served, &ama, "/sessions/enrolment", wrong_code(served, &device));
    ll_assert_reply(&reply, 401, "code");
    reply = give(served, &ama, "/sessions/enrolment", ll_device_code(served, &device, 0));
    ama = ll_signed_in_of(served, &reply);
    const struct ll_json *codes = ll_json_get(ll_reply_read(served, &reply), "recovery_codes");
    assert_int_equal(codes->count, LL_RECOVERY_CODES);
    const char *first = ll_str_to_cstr(&served->arena, ll_json_string(&codes->items[0]));
    const char *second = ll_str_to_cstr(&served->arena, ll_json_string(&codes->items[1]));
    assert_int_equal(strlen(first), LL_RECOVERY_CODE_SIZE);
    struct ll_signed_in waiting = half(served, "ama@example.org", LL_WAITS_FACTOR);
    reply = give(served, &waiting, "/sessions/second-factor", first);
    ll_assert_reply(&reply, 200, "csrf");
    waiting = half(served, "ama@example.org", LL_WAITS_FACTOR);
    reply = give(served, &waiting, "/sessions/second-factor", first);
    ll_assert_reply(&reply, 401, "EAUTH");
    /* another device, with a code of the one so far or a recovery code; then these are gone */
    reply = ll_far_post(served, "/sessions/enrolment/new", ama.fields, "{}");
    ll_assert_reply(&reply, 401, "code");
    reply = give(served, &ama, "/sessions/enrolment/new", second);
    ll_assert_reply(&reply, 200, "{}");
    reply = ll_far_get(served, "/sessions/enrolment", ama.cookie);
    (void)snprintf(device.secret, sizeof(device.secret), "%s",
                   ll_member_of(served, &reply, "secret"));
    reply = give(served, &ama, "/sessions/enrolment", ll_device_code(served, &device, 0));
    ll_assert_reply(&reply, 200, "recovery_codes");
    waiting = half(served, "ama@example.org", LL_WAITS_FACTOR);
    reply = give(served, &waiting, "/sessions/second-factor",
                 ll_str_to_cstr(&served->arena, ll_json_string(&codes->items[2])));
    ll_assert_reply(&reply, 401, "EAUTH");
}

static void an_administrator_takes_a_factor_away(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama@example.org", "logistics");
    const char *target = ll_text_of(served, "/users/%s/reset-factor", user);
    struct ll_reply reply = ll_post(served, target, NULL, "{\"reason\":\"device-lost\"}");
    ll_assert_reply(&reply, 409, "no second factor");
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &device);
    reply = ll_post(served, target, NULL, "{\"reason\":\"device-lost\"}");
    ll_assert_reply(&reply, 200, user);
    reply = ll_far_get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    struct ll_device other;
    ama = ll_enter(served, "ama@example.org", &other);
    assert_string_not_equal(device.secret, other.secret);
    /* what is asked of whom is a setting; who has a factor is asked for it */
    reply = ll_get(served, "/access");
    ll_assert_reply(&reply, 200, "operators");
    reply = ll_post(served, "/access", NULL, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "nobody");
    (void)half(served, "ama@example.org", LL_WAITS_FACTOR);
    (void)ll_make_person(served, "kofi@example.org", "admin");
    reply = ll_sign_in(served, "kofi@example.org", LL_PEOPLE_PASSWORD);
    assert_null(ll_json_get(ll_reply_read(served, &reply), "waits_for"));
    reply = ll_post(served, "/access", NULL, "{\"second_factor\":\"everybody\"}");
    ll_assert_reply(&reply, 200, "everybody");
    (void)ll_make_person(served, "esi@example.org", "client");
    (void)half(served, "esi@example.org", LL_WAITS_ENROLMENT);
}

static void secrets_lie_sealed(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "logistics");
    (void)ll_enter(served, "ama@example.org", &device);
    struct ll_reply reply = ll_sign_in(served, "ama@example.org", LL_PEOPLE_PASSWORD);
    ll_assert_reply(&reply, 200, LL_WAITS_FACTOR);
    /* with the store, but not with the key that it was sealed with, nobody has the secret */
    char path[400];
    char away[420];
    (void)snprintf(path, sizeof(path), "%s/keys/fingerprint.key", served->fixture.dir);
    (void)snprintf(away, sizeof(away), "%s.away", path);
    struct ll_signed_in ama = ll_signed_in_of(served, &reply);
    ll_people_advance(2 * HALF_A_MINUTE_US);
    const char *code = ll_device_code(served, &device, 0);
    assert_int_equal(rename(path, away), 0);
    ll_served_again(served);
    reply = give(served, &ama, "/sessions/second-factor", code);
    assert_int_equal(reply.status, 500);
    assert_int_equal(rename(away, path), 0);
    ll_served_again(served);
    reply = give(served, &ama, "/sessions/second-factor", code);
    ll_assert_reply(&reply, 200, "csrf");
}

/* ---- passwords ---- */

static void passwords_that_are_tried_first_are_none(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *user = ll_make_person(served, "ama.mensah@example.org", "client");
    struct ll_reply reply = ll_post(served, ll_text_of(served, "/users/%s/link", user), NULL, "{}");
    const char *link = ll_str_to_cstr(
        &served->arena,
        ll_json_string_at(ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT), "link"));
    static const char *const weak[] = {"passwordpassword", "qwertyuiopasdfghjkl",
                                       "AmaMensah2026!!!", "Mensah-Operator-Loopledger"};
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        reply = ll_far_post(served, link, "", ll_text_of(served, "{\"password\":\"%s\"}", weak[i]));
        ll_assert_reply(&reply, 422, "\"where\":\"password\"");
    }
    reply = ll_far_post(served, link, "", "{\"password\":\"grey herons above the mill\"}");
    ll_assert_reply(&reply, 200, "{}");
    /* changing it takes the one so far; other sessions end */
    reply = ll_sign_in(served, "ama.mensah@example.org", "grey herons above the mill");
    struct ll_signed_in here = ll_signed_in_of(served, &reply);
    reply = ll_sign_in(served, "ama.mensah@example.org", "grey herons above the mill");
    struct ll_signed_in there = ll_signed_in_of(served, &reply);
    reply = ll_far_post(served, "/sessions/password", here.fields,
                        "{\"current\":\"wrong\",\"password\":\"another mill beside a river\"}");
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = ll_far_post(served, "/sessions/password", here.fields,
                        "{\"current\":\"grey herons above the mill\","
                        "\"password\":\"passwordpassword\"}");
    ll_assert_reply(&reply, 422, "first that are tried");
    reply = ll_far_post(served, "/sessions/password", here.fields,
                        "{\"current\":\"grey herons above the mill\","
                        "\"password\":\"another mill beside a river\"}");
    ll_assert_reply(&reply, 200, "{}");
    reply = ll_far_get(served, "/sessions/me", here.cookie);
    ll_assert_reply(&reply, 200, user);
    reply = ll_far_get(served, "/sessions/me", there.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = ll_sign_in(served, "ama.mensah@example.org", "another mill beside a river");
    ll_assert_reply(&reply, 200, user);
}

/* ---- two people ---- */

static void two_people_from_afar(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device devices[2];
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "admin");
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &devices[0]);
    /* alone at first: at once, and it says so */
    struct ll_reply reply =
        ll_far_post(served, "/access", ama.fields, "{\"second_factor\":\"everybody\"}");
    ll_assert_reply(&reply, 200, "{\"second_factor\":\"everybody\"}");
    reply = ll_far_get(served, "/controls", ama.cookie);
    ll_assert_reply(&reply, 200, "\"single_control\":true,\"step\":\"access-set\"");
    const char *kofi_id = ll_make_person(served, "kofi@example.org", "admin");
    struct ll_signed_in kofi = ll_enter(served, "kofi@example.org", &devices[1]);
    const char *keyed = ll_text_of(served, "%sIdempotency-Key: k-1\r\n", ama.fields);
    reply = ll_far_post(served, "/access", keyed, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "proposal_id");
    const char *id = ll_member_of(served, &reply, "proposal_id");
    const char *approve = ll_text_of(served, "/proposals/%s/approve", id);
    const char *digest = ll_member_of(served, &reply, "digest");
    const char *body = ll_text_of(served, "{\"digest\":\"%s\"}", digest);
    reply = ll_far_post(served, "/access", keyed, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "\"repeated\":true");
    reply = ll_get(served, "/access");
    ll_assert_reply(&reply, 200, "everybody");
    /* what would be refused is, and leaves nothing behind */
    reply = ll_far_post(served, ll_text_of(served, "/users/%s/give-role", kofi_id), ama.fields,
                        "{\"role\":\"admin\"}");
    ll_assert_reply(&reply, 409, "already");
    reply = ll_far_post(served, approve, ama.fields, body);
    ll_assert_reply(&reply, 403, "cannot approve");
    reply = ll_post(served, "/tokens", NULL,
                    ll_text_of(served,
                               "{\"user\":\"%s\",\"permissions\":[\"decide\",\"operate\"],"
                               "\"expires_on\":\"2026-12-31\"}",
                               kofi_id));
    struct ll_str token =
        ll_json_string_at(ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT), "token");
    const char *bearer = ll_text_of(served, "Authorization: Bearer %.*s\r\n", LL_STR_ARG(token));
    reply = ll_far_post(served, approve, bearer, body);
    ll_assert_reply(&reply, 403, "person who is signed in");
    /* nor does a token made for another propose as them, or let its holder in */
    reply = ll_far_post(served, "/access", bearer, "{\"second_factor\":\"operators\"}");
    ll_assert_reply(&reply, 403, "person who is signed in");
    reply = ll_far_post(served, ll_text_of(served, "/proposals/%s/reject", id), bearer, "{}");
    ll_assert_reply(&reply, 403, "person who is signed in");
    reply = ll_far_post(served, ll_text_of(served, "/users/%s/link", kofi_id), bearer, "{}");
    ll_assert_reply(&reply, 403, "person who is signed in");
    reply = ll_post(served, approve, NULL, body);
    ll_assert_reply(&reply, 403, "signed in");
    reply = ll_page_get(served, ll_text_of(served, "/proposals/%s", id), kofi.cookie);
    ll_assert_reply(&reply, 200, "access set");
    /* its page leads to a form that has the digest already */
    ll_assert_reply(&reply, 200, ll_text_of(served, "/forms%s?digest=%s\"", approve, digest));
    reply =
        ll_page_get(served, ll_text_of(served, "/forms%s?digest=%s", approve, digest), kofi.cookie);
    ll_assert_reply(&reply, 200, ll_text_of(served, "value=\"%s\"", digest));
    reply = ll_far_post(served, approve, kofi.fields, body);
    ll_assert_reply(&reply, 200, "\"second_factor\":\"nobody\"");
    reply = ll_get(served, "/access");
    ll_assert_reply(&reply, 200, "nobody");
    reply = ll_far_post(served, approve, kofi.fields, body);
    ll_assert_reply(&reply, 409, "approved already");
}

/* ---- forms ---- */

static void no_script_is_needed(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "admin");
    struct ll_reply reply = ll_page_get(served, "/sessions", "");
    ll_assert_reply(&reply, 200, "<form method=\"post\" action=\"/sessions\"");
    reply = ll_form_post(served, "/sessions", "", "email=ama%40example.org&password=wrong");
    ll_assert_reply(&reply, 401, "value=\"ama@example.org\"");
    ll_assert_reply(&reply, 401, "do not let anybody in");
    assert_int_equal(ll_str_find(reply.body, LL_STR("wrong"), false), SIZE_MAX);
    reply = ll_form_post(served, "/sessions", "",
                         "email=ama%40example.org&password=four+quite+usual+words");
    assert_int_equal(reply.status, 303);
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/sessions/enrolment"));
    struct ll_str set = ll_reply_field(&reply, "Set-Cookie");
    const char *cookie = ll_text_of(served, "Cookie: %.*s\r\n",
                                    LL_STR_ARG(ll_str_sub(set, 0, ll_str_find_char(set, ';'))));
    reply = ll_far_get(served, "/sessions/enrolment", cookie);
    (void)snprintf(device.secret, sizeof(device.secret), "%s",
                   ll_member_of(served, &reply, "secret"));
    reply = ll_far_get(served, "/sessions/me", cookie);
    const char *csrf = ll_member_of(served, &reply, "csrf");
    reply = ll_page_get(served, "/sessions/enrolment", cookie);
    ll_assert_reply(&reply, 200, device.secret);
    ll_assert_reply(&reply, 200, "src=\"data:image/png;base64,");
    ll_assert_reply(&reply, 200, csrf);
    reply = ll_form_post(served, "/sessions/enrolment", cookie,
                         ll_text_of(served, "code=%s", ll_device_code(served, &device, 0)));
    ll_assert_reply(&reply, 403, "token");
    reply = ll_form_post(served, "/sessions/enrolment", cookie,
                         ll_text_of(served, "code=000&_csrf=%s", csrf));
    ll_assert_reply(&reply, 401, "src=\"data:image/png;base64,");
    reply = ll_form_post(
        served, "/sessions/enrolment", cookie,
        ll_text_of(served, "code=%s&_csrf=%s", ll_device_code(served, &device, 0), csrf));
    ll_assert_reply(&reply, 200, "<ul class=\"codes\">");
    set = ll_reply_field(&reply, "Set-Cookie");
    cookie = ll_text_of(served, "Cookie: %.*s\r\n",
                        LL_STR_ARG(ll_str_sub(set, 0, ll_str_find_char(set, ';'))));
    static const char *const pages[] = {"/sessions/me", "/sessions/password",
                                        "/sessions/enrolment/new", "/links"};
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        reply = ll_page_get(served, pages[i], cookie);
        ll_assert_reply(&reply, 200, "<form method=\"post\"");
    }
    reply = ll_far_get(served, "/sessions/me", cookie);
    csrf = ll_member_of(served, &reply, "csrf");
    reply = ll_form_post(served, "/sessions/end", cookie, ll_text_of(served, "_csrf=%s", csrf));
    assert_int_equal(reply.status, 303);
    reply = ll_form_post(served, "/links", "", "email=ama%40example.org");
    ll_assert_reply(&reply, 200, "on its way");
    const char *link = ll_text_of(served, "%s", strstr(ll_people_told, "/links/"));
    reply = ll_page_get(served, link, "");
    ll_assert_reply(&reply, 200, ll_text_of(served, "action=\"%s\"", link));
    reply = ll_form_post(served, link, "", "password=short");
    ll_assert_reply(&reply, 422, "aria-invalid");
    reply = ll_form_post(served, link, "", "password=some+longer+words+instead");
    assert_int_equal(reply.status, 303);
    reply = ll_page_get(served, link, "");
    ll_assert_reply(&reply, 404, "action=\"/links\"");
}

#define SERVED(name) cmocka_unit_test_setup_teardown(name, ll_people_start, ll_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_password_alone_lets_no_operator_in),
        SERVED(each_code_is_taken_once_and_in_its_time),
        SERVED(who_guesses_codes_waits),
        SERVED(recovery_codes_let_in_once),
        SERVED(an_administrator_takes_a_factor_away),
        SERVED(secrets_lie_sealed),
        SERVED(passwords_that_are_tried_first_are_none),
        SERVED(two_people_from_afar),
        SERVED(no_script_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
