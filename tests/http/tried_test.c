/* Files of forms that were tried: had again by who sent them, in their session, for some minutes.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "edge/http/tried.h"
#include "http/people.h"

#define LIST "collector,collected_on\nnobody,2026-02-01\n"
#define NAME_FIELD "name=\"_file\" value=\""

static size_t count_files(void)
{
    size_t count = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

static void wait_a_little(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    (void)nanosleep(&pause, NULL);
}

/* ---- what is kept ---- */

static struct ll_tried *open_tried(struct ll_served *served)
{
    struct ll_tried *tried = NULL;
    const struct ll_id_source ids = {.random = ll_test_random_fill, .ctx = &served->random};
    assert_int_equal(ll_tried_open(ll_str_from_cstr(served->fixture.dir), &ids, &tried, NULL),
                     LL_OK);
    return tried;
}

static bool has(const struct ll_tried_who *who, struct ll_served *served, const char *name,
                const char *key)
{
    struct ll_tried_file file;
    if (!ll_tried_find(who, ll_str_from_cstr(name), ll_str_from_cstr(key), &served->arena, &file)) {
        return false;
    }
    assert_true(ll_str_eq_cstr(file.bytes, LIST));
    assert_true(ll_str_eq_cstr(file.name, "list.csv"));
    assert_true(ll_str_eq_cstr(file.field, "file"));
    return true;
}

static const struct ll_tried_file list = {{"file", 4}, {"list.csv", 8}, {LIST, sizeof(LIST) - 1}};

static void a_file_is_its_senders_for_minutes(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t files = count_files();
    struct ll_tried *tried = open_tried(served);
    struct ll_tried_who ama = {tried, LL_STR("secret of ama"), LL_STR("ama"), 1000};
    struct ll_tried_who other = {tried, LL_STR("secret of other"), LL_STR("ama"), 1000};
    struct ll_tried_who nobody = {tried, LL_STR(""), LL_STR(""), 1000};
    char name[LL_TRIED_NAME_SIZE];
    char second[LL_TRIED_NAME_SIZE];
    assert_false(ll_tried_put(&nobody, &list, name));
    assert_true(ll_tried_put(&ama, &list, name));
    assert_true(ll_tried_put(&ama, &list, second));
    assert_string_not_equal(name, second);
    assert_int_equal(count_files(), files + 2);
    assert_true(has(&ama, served, name, "k1"));
    assert_true(has(&ama, served, name, "k2"));
    assert_false(has(&ama, served, "0123456789abcdef0123456789abcdef", "k1"));
    assert_false(has(&other, served, name, "k1"));
    assert_false(has(&nobody, served, name, "k1"));
    /* stored: for the same request sent twice alone, and for a minute */
    ll_tried_stored(&ama, ll_str_from_cstr(name), LL_STR("k1"));
    assert_true(has(&ama, served, name, "k1"));
    assert_false(has(&ama, served, name, "k2"));
    ama.now_us += LL_TRIED_STORED_US;
    assert_false(has(&ama, served, name, "k1"));
    assert_int_equal(count_files(), files + 1);
    /* the other one goes with its minutes, or its session */
    ll_tried_sweep(tried, 999 + LL_TRIED_US);
    assert_true(has(&ama, served, second, "k1"));
    ll_tried_sweep(tried, 1000 + LL_TRIED_US);
    assert_int_equal(count_files(), files);
    assert_true(ll_tried_put(&ama, &list, name));
    ll_tried_forget(&other);
    assert_true(has(&ama, served, name, "k1"));
    ll_tried_forget(&ama);
    assert_int_equal(count_files(), files);
    assert_true(ll_tried_put(&ama, &list, name));
    ll_tried_close(tried);
    assert_int_equal(count_files(), files);
}

static void of_each_user_a_few_are_kept(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_tried *tried = open_tried(served);
    struct ll_tried_who ama = {tried, LL_STR("secret of ama"), LL_STR("ama"), 1000};
    struct ll_tried_who bram = {tried, LL_STR("secret of bram"), LL_STR("bram"), 1000};
    char names[LL_TRIED_USER_FILES_MAX + 1][LL_TRIED_NAME_SIZE];
    char name[LL_TRIED_NAME_SIZE];
    assert_true(ll_tried_put(&bram, &list, name));
    for (size_t i = 0; i <= LL_TRIED_USER_FILES_MAX; i++) {
        assert_true(ll_tried_put(&ama, &list, names[i]));
    }
    assert_false(has(&ama, served, names[0], "k"));
    assert_true(has(&ama, served, names[1], "k"));
    assert_true(has(&bram, served, name, "k"));
    /* two of the largest are all that one user has */
    char *bytes = ll_arena_malloc.take(ll_arena_malloc.ctx, LL_TRIED_FILE_BYTES_MAX + 1);
    assert_non_null(bytes);
    memset(bytes, 'x', LL_TRIED_FILE_BYTES_MAX + 1);
    struct ll_tried_file large = {list.field, list.name, {bytes, LL_TRIED_FILE_BYTES_MAX + 1}};
    assert_false(ll_tried_put(&ama, &large, name));
    large.bytes.len--;
    assert_true(ll_tried_put(&ama, &large, name));
    assert_true(ll_tried_put(&ama, &large, name));
    assert_false(has(&ama, served, names[LL_TRIED_USER_FILES_MAX], "k"));
    ll_arena_malloc.give(ll_arena_malloc.ctx, bytes, LL_TRIED_FILE_BYTES_MAX + 1);
    ll_tried_close(tried);
}

/* ---- over a socket ---- */

/* The form of a list as a browser sends it: with a file, or the name of one that came before. */
static struct ll_reply send_form_of(struct ll_served *served, const struct ll_signed_in *who,
                                    const char *programme, const char *name)
{
    const char *body =
        ll_text_of(served,
                   "--B\r\nContent-Disposition: form-data; name=\"programme\"\r\n\r\n%s\r\n"
                   "--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n"
                   "--B\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n--B--\r\n",
                   programme, who->csrf, name == NULL ? "file" : "_file",
                   name == NULL ? "; filename=\"list.csv\"" : "", name == NULL ? LIST : name);
    return ll_ask(served, false,
                  "POST /collections/import?dry_run=true HTTP/1.1\r\nHost: ledger\r\nAccept: "
                  "text/html\r\nContent-Type: multipart/form-data; boundary=B\r\n%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  who->cookie, strlen(body), body);
}

static struct ll_reply send_form(struct ll_served *served, const struct ll_signed_in *who,
                                 const char *name)
{
    return send_form_of(served, who, "africa", name);
}

static const char *name_in(struct ll_served *served, const struct ll_reply *reply)
{
    size_t at = ll_str_find(reply->body, LL_STR(NAME_FIELD), false);
    if (at == SIZE_MAX) {
        return NULL;
    }
    at += strlen(NAME_FIELD);
    return ll_str_to_cstr(&served->arena, ll_str_sub(reply->body, at, at + LL_TRIED_NAME_SIZE - 1));
}

static void a_form_is_sent_again_without_its_file(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    size_t files = count_files();
    ll_make_operator(served);
    struct ll_reply reply = ll_post(served, "/access", NULL, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "nobody");
    (void)ll_make_person(served, "ama@example.org", "logistics");
    (void)ll_make_person(served, "bram@example.org", "logistics");
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &device);
    struct ll_signed_in bram = ll_enter(served, "bram@example.org", &device);
    reply = send_form(served, &ama, NULL);
    ll_assert_reply(&reply, 404, "list.csv"); /* there is no programme of that name */
    const char *name = name_in(served, &reply);
    assert_non_null(name);
    reply = send_form(served, &ama, name);
    ll_assert_reply(&reply, 404, name); /* nor now; the file was there */
    /* what another field is refused for keeps it as well, however often */
    reply = send_form_of(served, &ama, "no code!", NULL);
    ll_assert_reply(&reply, 422, "is no code");
    const char *other = name_in(served, &reply);
    assert_non_null(other);
    reply = send_form_of(served, &ama, "no code!", other);
    ll_assert_reply(&reply, 422, other);
    reply = send_form(served, &bram, name);
    assert_int_equal(reply.status, 422); /* it lacks a file */
    assert_null(name_in(served, &reply));
    struct ll_signed_in again = ll_enter(served, "ama@example.org", &device);
    reply = send_form(served, &again, name);
    assert_int_equal(reply.status, 422);
    /* without the token of the session nothing is kept */
    struct ll_signed_in forged = {ama.cookie, ama.fields, "no token"};
    reply = send_form(served, &forged, NULL);
    assert_null(name_in(served, &reply));
    /* with the session it goes */
    assert_true(count_files() > files);
    reply = ll_far_post(served, "/sessions/end", ama.fields, "{}");
    ll_assert_reply(&reply, 200, "{}");
    while (count_files() != files) { /* the connections, and no file */
        wait_a_little();
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, ll_people_start, ll_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_its_senders_for_minutes),
        TEST(of_each_user_a_few_are_kept),
        TEST(a_form_is_sent_again_without_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
