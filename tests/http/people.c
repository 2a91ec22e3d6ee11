#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/totp.h"
#include "http/people.h"
#include "service/service.h"

static pthread_mutex_t clock_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t clock_us;
char ll_people_told[512];

static struct ll_time clock_now(void *ctx)
{
    (void)ctx;
    pthread_mutex_lock(&clock_lock);
    struct ll_time now = {++clock_us};
    pthread_mutex_unlock(&clock_lock);
    return now;
}

void ll_people_advance(int64_t us)
{
    pthread_mutex_lock(&clock_lock);
    clock_us += us;
    pthread_mutex_unlock(&clock_lock);
}

int64_t ll_people_now_us(void)
{
    return clock_now(NULL).us;
}

static void tell(void *ctx, const char *text)
{
    (void)ctx;
    (void)snprintf(ll_people_told, sizeof(ll_people_told), "%s", text);
}

int ll_people_start(void **state)
{
    int failed = ll_served_start(state);
    struct ll_served *served = *state;
    if (failed == 0 && served != NULL) {
        clock_us = INT64_C(1790000010000000);
        ll_people_told[0] = '\0';
        served->options.work.clock.now = clock_now;
        served->options.tell = tell;
        ll_served_again(served);
    }
    return failed;
}

const char *ll_text_of(struct ll_served *served, const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return ll_str_to_cstr(&served->arena, ll_str_from_cstr(text));
}

struct ll_reply ll_far_post(struct ll_served *served, const char *target, const char *fields,
                            const char *json)
{
    return ll_ask(served, false,
                  "POST %s HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, fields, strlen(json), json);
}

struct ll_reply ll_far_get(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: ledger\r\n%s\r\n", target, fields);
}

struct ll_reply ll_form_post(struct ll_served *served, const char *target, const char *fields,
                             const char *form)
{
    return ll_ask(served, false,
                  "POST %s HTTP/1.1\r\nHost: ledger\r\nAccept: text/html\r\n"
                  "Content-Type: application/x-www-form-urlencoded\r\n%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, fields, strlen(form), form);
}

struct ll_reply ll_page_get(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: ledger\r\nAccept: text/html\r\n%s\r\n",
                  target, fields);
}

const char *ll_member_of(struct ll_served *served, const struct ll_reply *reply, const char *name)
{
    return ll_str_to_cstr(&served->arena, ll_json_string_at(ll_reply_read(served, reply), name));
}

struct ll_signed_in ll_signed_in_of(struct ll_served *served, const struct ll_reply *reply)
{
    ll_assert_reply(reply, 200, "csrf");
    struct ll_str set = ll_reply_field(reply, "Set-Cookie");
    struct ll_signed_in in;
    in.csrf = ll_member_of(served, reply, "csrf");
    in.cookie = ll_text_of(served, "Cookie: %.*s\r\n",
                           LL_STR_ARG(ll_str_sub(set, 0, ll_str_find_char(set, ';'))));
    in.fields = ll_text_of(served, "%sX-CSRF-Token: %s\r\n", in.cookie, in.csrf);
    return in;
}

void ll_make_operator(struct ll_served *served)
{
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
}

const char *ll_make_person(struct ll_served *served, const char *email, const char *role)
{
    struct ll_reply reply = ll_post(
        served, "/users", NULL,
        ll_text_of(served,
                   "{\"email\":\"%s\",\"name\":\"Ama\",\"organisation\":\"op\",\"role\":\"%s\"}",
                   email, role));
    ll_assert_reply(&reply, 200, "user_id");
    const char *user = ll_member_of(served, &reply, "user_id");
    reply = ll_post(served, ll_text_of(served, "/users/%s/link", user), NULL, "{}");
    ll_assert_reply(&reply, 200, "/links/");
    const struct ll_json *transient =
        ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT);
    reply =
        ll_far_post(served, ll_str_to_cstr(&served->arena, ll_json_string_at(transient, "link")),
                    "", "{\"password\":\"" LL_PEOPLE_PASSWORD "\"}");
    ll_assert_reply(&reply, 200, "{}");
    return user;
}

struct ll_reply ll_sign_in(struct ll_served *served, const char *email, const char *password)
{
    return ll_far_post(
        served, "/sessions", "",
        ll_text_of(served, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

const char *ll_device_code(struct ll_served *served, const struct ll_device *device, int steps)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char secret[LL_TOTP_SECRET_SIZE + 1] = "";
    uint32_t held = 0;
    uint32_t code = 0;
    unsigned bits = 0;
    size_t count = 0;
    for (size_t i = 0; device->secret[i] != '\0'; i++) {
        held = held << 5U | (uint32_t)(strchr(letters, device->secret[i]) - letters);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            assert_true(count < LL_TOTP_SECRET_SIZE);
            secret[count++] = (char)(held >> bits & 255U);
        }
    }
    assert_int_equal(count, LL_TOTP_SECRET_SIZE);
    int64_t step = ll_people_now_us() / LL_TOTP_STEP_US + steps;
    assert_int_equal(ll_totp_code((struct ll_str){secret, count}, step, 6, &code, NULL), LL_OK);
    return ll_text_of(served, "%06u", code);
}

struct ll_signed_in ll_enter(struct ll_served *served, const char *email,
                             struct ll_device *ret_device)
{
    struct ll_reply reply = ll_sign_in(served, email, LL_PEOPLE_PASSWORD);
    struct ll_signed_in in = ll_signed_in_of(served, &reply);
    const char *waits = ll_member_of(served, &reply, "waits_for");
    if (strcmp(waits, "") == 0) {
        return in;
    }
    assert_string_equal(waits, "enrolment");
    reply = ll_far_get(served, "/sessions/enrolment", in.cookie);
    ll_assert_reply(&reply, 200, "otpauth://totp/");
    (void)snprintf(ret_device->secret, sizeof(ret_device->secret), "%s",
                   ll_member_of(served, &reply, "secret"));
    reply =
        ll_far_post(served, "/sessions/enrolment", in.fields,
                    ll_text_of(served, "{\"code\":\"%s\"}", ll_device_code(served, ret_device, 0)));
    ll_assert_reply(&reply, 200, "recovery_codes");
    return ll_signed_in_of(served, &reply);
}
