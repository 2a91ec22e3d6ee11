/* Pages around their answers: the menu, the reader's language, words for members and values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/route.h"
#include "edge/web/label.h"
#include "http/support.h"

#define PAGE(path) "GET " path " HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n"

static const char *const menu[] = {
#define LL_MENU_GROUP(...)
#define LL_MENU(address, ...) (address),
#include "edge/web/menu.def"
#undef LL_MENU_GROUP
#undef LL_MENU
};
#define MENU_COUNT (sizeof(menu) / sizeof(menu[0]))

static const struct ll_route *route_at(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_GET && strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    return NULL;
}

static bool is_in_menu(const char *path)
{
    for (size_t i = 0; i < MENU_COUNT; i++) {
        if (strcmp(menu[i], path) == 0) {
            return true;
        }
    }
    return false;
}

static void the_menu_leads_somewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MENU_COUNT; i++) {
        if (route_at(menu[i]) == NULL) {
            fail_msg("nothing is at %s", menu[i]);
        }
    }
}

static void every_list_is_in_the_menu(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        bool is_list = route->method == LL_METHOD_GET && route->service != NULL &&
                       strcmp(route->service->verb, "list") == 0 &&
                       strchr(route->path, '{') == NULL;
        if (is_list && !is_in_menu(route->path)) {
            fail_msg("%s is not in edge/web/menu.def", route->path);
        }
    }
}

/* They are looked up by halves. */
static void labels_are_sorted(void **state)
{
    static const char *const members[] = {
#define LL_LABEL(member, ...) (member),
#define LL_VALUE(word, TONE, ...)
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
    };
    static const char *const words[] = {
#define LL_LABEL(member, ...)
#define LL_VALUE(word, TONE, ...) (word),
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
    };
    (void)state;
    for (size_t i = 1; i < sizeof(members) / sizeof(members[0]); i++) {
        assert_true(strcmp(members[i - 1], members[i]) < 0);
    }
    for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_true(strcmp(words[i - 1], words[i]) < 0);
    }
}

static void assert_label(const struct ll_locale *locale, const char *name, const char *expected)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 16);
    struct ll_str text = ll_label(&arena, locale, ll_str_from_cstr(name));
    if (!ll_str_eq_cstr(text, expected)) {
        fail_msg("%s is called '%.*s'", name, LL_STR_ARG(text));
    }
    ll_arena_release(&arena);
}

static void members_have_words(void **state)
{
    struct ll_locale english;
    struct ll_locale french;
    enum ll_tone tone;
    (void)state;
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &english, NULL), LL_OK);
    assert_int_equal(ll_locale_open(LL_LANGUAGE_FR, &french, NULL), LL_OK);
    assert_label(&english, "mass_g", "mass");
    assert_label(&english, "order_line_id", "order line");
    assert_label(&french, "order_line_id", "ligne de commande");
    assert_label(&english, "never_heard_of_km", "never heard of");
    assert_true(
        ll_str_eq_cstr(ll_label_word(&english, LL_STR("under-review"), &tone), "under review"));
    assert_int_equal(tone, LL_TONE_WAIT);
    assert_true(ll_str_eq_cstr(ll_label_word(&french, LL_STR("pallet"), &tone), "palette"));
    assert_int_equal(tone, LL_TONE_CALM);
    assert_true(ll_str_eq_cstr(ll_label_word(&french, LL_STR("no-word"), &tone), "no-word"));
}

static struct ll_reply choose(struct ll_served *served, const char *form)
{
    return ll_ask(
        served, false,
        "POST /language HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(form), form);
}

static void a_language_is_chosen(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = choose(served, "language=nl&to=%2Flog&_csrf=");
    assert_int_equal(reply.status, 303);
    assert_true(ll_str_starts(ll_reply_field(&reply, "Set-Cookie"), LL_STR("language=nl; ")));
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/log"));
    reply = ll_ask(served, false,
                   PAGE("/api") "Accept-Language: fr\r\nCookie: a=b; language=nl\r\n\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"nl\">");
    reply = ll_ask(served, false, PAGE("/api") "Accept-Language: fr\r\nCookie: language=x\r\n\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"fr\">");
}

/* Whoever made the form: a reader ends on this server. */
static void a_language_leads_nowhere_else(void **state)
{
    static const char *const forms[] = {"language=nl&to=https%3A%2F%2Felsewhere.example",
                                        "language=nl&to=%2F%2Felsewhere.example",
                                        "language=nl&to=%2F%5Celsewhere.example",
                                        "language=nl&to=",
                                        "language=nl",
                                        "language=nl&to=%2Fa+b"};
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct ll_reply reply = choose(served, forms[i]);
        assert_int_equal(reply.status, 303);
        assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/"));
    }
    struct ll_reply reply = choose(served, "language=xx");
    ll_assert_reply(&reply, 422, "language");
}

static void values_are_in_the_readers_form(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"firm\",\"country\":\"GH\",\"name\":\"Firm\"}");
    assert_int_equal(reply.status, 200);
    reply = ll_ask(served, true, PAGE("/organisations") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "<td>Ghana");
    ll_assert_reply(&reply, 200, "<h1>Organisations</h1>");
}

#define SERVED(name) cmocka_unit_test_setup_teardown(name, ll_served_start, ll_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_menu_leads_somewhere),
        cmocka_unit_test(every_list_is_in_the_menu),
        cmocka_unit_test(labels_are_sorted),
        cmocka_unit_test(members_have_words),
        SERVED(a_language_is_chosen),
        SERVED(a_language_leads_nowhere_else),
        SERVED(values_are_in_the_readers_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
