/* Addresses of servers: what is read, and what misleads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/url.h"

static void it_takes_an_address_apart(void **state)
{
    struct ll_url url;
    (void)state;
    assert_int_equal(ll_url_parse(LL_STR("https://a-b.example:8443/x/y?z=1@2"), &url, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(url.scheme, "https"));
    assert_true(ll_str_eq_cstr(url.host, "a-b.example"));
    assert_int_equal(url.port, 8443);
    assert_true(ll_str_eq_cstr(url.origin, "https://a-b.example:8443"));
    assert_true(ll_str_eq_cstr(url.target, "/x/y?z=1@2"));
    assert_false(ll_url_is_near(&url));
    assert_int_equal(ll_url_parse(LL_STR("http://[::1]"), &url, NULL), LL_OK);
    assert_true(url.is_v6);
    assert_true(ll_str_eq_cstr(url.host, "::1"));
    assert_int_equal(url.port, 0);
    assert_int_equal(url.target.len, 0);
    assert_true(ll_url_is_near(&url));
    assert_int_equal(ll_url_parse(LL_STR("smtp://LOCALHOST:25"), &url, NULL), LL_OK);
    assert_true(ll_url_is_near(&url));
    assert_int_equal(ll_url_parse(LL_STR("https://h?q"), &url, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(url.target, "?q"));
}

static void it_refuses_what_misleads(void **state)
{
    static const char *const bad[] = {
        "",
        "host.example/path",
        "://host",
        "HTTPS://host",
        "https2://host",
        "https:/host",
        "https://",
        "https:///path",
        "https://good.example@evil.example/",
        "https://user:secret@host/",
        "https://host\\@evil/",
        "https://host\\path",
        "https://host/#part",
        "https://host#part",
        "https://ho st/",
        "https://host/a b",
        "https://host/a\r\nHost: b",
        "https://h\xC3\xB6st/",
        "https://host/\xC3\xB6",
        "https://host:0/",
        "https://host:65536/",
        "https://host:123456/",
        "https://host:+80/",
        "https://host:/",
        "https://host:80:81/",
        "https://.host/",
        "https://-host/",
        "https://ho_st/",
        "https://%31/",
        "https://[::1/",
        "https://[]/",
        "https://[::1]x/",
        "https://[1:2]/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://::1/",
        "https://host/{x}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_url url;
        struct ll_err err = {0};
        if (ll_url_parse(ll_str_from_cstr(bad[i]), &url, &err) != LL_EINVAL) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_true(err.hint[0] != '\0');
    }
}

static void lengths_have_limits(void **state)
{
    char text[LL_URL_MAX + 2];
    struct ll_url url;
    (void)state;
    memset(text, 'a', sizeof(text));
    memcpy(text, "https://h/", 10);
    assert_int_equal(ll_url_parse((struct ll_str){text, LL_URL_MAX}, &url, NULL), LL_OK);
    assert_int_equal(ll_url_parse((struct ll_str){text, LL_URL_MAX + 1}, &url, NULL), LL_EINVAL);
    text[9] = 'a';
    assert_int_equal(ll_url_parse((struct ll_str){text, 8 + 253}, &url, NULL), LL_OK);
    assert_int_equal(ll_url_parse((struct ll_str){text, 8 + 254}, &url, NULL), LL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_an_address_apart),
        cmocka_unit_test(it_refuses_what_misleads),
        cmocka_unit_test(lengths_have_limits),
    };
    return cmocka_run_group_tests_name("base/url", tests, NULL, NULL);
}
