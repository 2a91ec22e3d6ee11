/* A server is ready when it may write: what it keeps of the public log goes with the store. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/people.h"
#include "http/support.h"

static const char *path_of(struct ll_served *served, const char *name)
{
    return ll_text_of(served, "%s/log%s", served->fixture.dir, name);
}

static struct ll_str read_file(struct ll_served *served, const char *path)
{
    char bytes[8192];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    assert_int_equal(fclose(file), 0);
    return ll_str_copy(&served->arena, (struct ll_str){bytes, len});
}

static void write_file(const char *path, struct ll_str bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static struct ll_reply add(struct ll_served *served, const char *code)
{
    return ll_post(
        served, "/organisations", NULL,
        ll_text_of(served, "{\"code\":\"%s\",\"country\":\"GH\",\"name\":\"One\"}", code));
}

/* What a programme makes public, so that the log grows. */
static void grow(struct ll_served *served, const char *code)
{
    struct ll_reply reply =
        ll_post(served, "/programmes", NULL,
                ll_text_of(served,
                           "{\"code\":\"%s\",\"operator\":\"op\",\"oldest_vintage\":\"2026-01\","
                           "\"classes\":[\"smartphone=smartphone:1.50 EUR\"]}",
                           code));
    ll_assert_reply(&reply, 200, "programme_id");
    reply = ll_post(served, "/log/sequence", NULL, "{}");
    ll_assert_reply(&reply, 200, "size");
}

static void it_may_write(struct ll_served *served, const char *code)
{
    struct ll_reply reply = ll_get(served, "/ready");
    ll_assert_reply(&reply, 200, "ready");
    reply = add(served, code);
    ll_assert_reply(&reply, 200, "organisation_id");
}

static void it_may_not(struct ll_served *served, const char *why, const char *hint)
{
    struct ll_reply reply = ll_ask(served, false, "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 503, why);
    ll_assert_reply(&reply, 503, hint);
    assert_true(ll_reply_field(&reply, "Retry-After").len > 0);
    /* It is public: where the files lie is nobody's business. */
    assert_true(ll_str_find(reply.body, ll_str_from_cstr(served->fixture.dir), false) == SIZE_MAX);
    reply = add(served, "refused");
    ll_assert_reply(&reply, 409, why);
    reply = ll_get(served, "/organisations");
    ll_assert_reply(&reply, 200, "items");
}

static void remove_log(struct ll_served *served)
{
    char path[600];
    DIR *dir = opendir(path_of(served, ""));
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        (void)snprintf(path, sizeof(path), "%s/%s", path_of(served, ""), entry->d_name);
        assert_true(entry->d_name[0] == '.' || remove(path) == 0);
    }
    assert_int_equal(closedir(dir), 0);
    assert_int_equal(remove(path_of(served, "")), 0);
}

static void ready_when_what_is_kept_goes_with_the_store(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    struct ll_reply reply = ll_post(served, "/classes/load", NULL, "{}");
    ll_assert_reply(&reply, 200, "{");
    it_may_write(served, "before");
    reply = ll_post(served, "/log", NULL, "{\"origin\":\"log.example.org/ready\"}");
    ll_assert_reply(&reply, 200, "log_id");
    grow(served, "first");
    it_may_write(served, "begun");
    const char *kept = path_of(served, "/1.checkpoint");
    struct ll_str older = read_file(served, kept);
    grow(served, "second");
    struct ll_str newer = read_file(served, kept);
    assert_false(ll_str_eq(older, newer));

    /* A copy that is behind is what the store extends: another server signed since. */
    write_file(kept, older);
    it_may_write(served, "behind");

    assert_int_equal(rename(path_of(served, ""), path_of(served, ".away")), 0);
    it_may_not(served, "no checkpoint is kept beside the store", "copy the folder 'log'");
    assert_int_equal(rename(path_of(served, ".away"), path_of(served, "")), 0);
    it_may_write(served, "copied");

    write_file(kept, LL_STR("nonsense\n"));
    it_may_not(served, "log/1.checkpoint is no checkpoint of this log", "'POST /log/keep'");
    write_file(kept, newer);
    it_may_write(served, "mended");
    remove_log(served);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ready_when_what_is_kept_goes_with_the_store,
                                        ll_served_start, ll_served_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
