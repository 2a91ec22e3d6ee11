/* Key files: what is written can be read back, and what others could have touched is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keyfile.h"
#include "support/shared_data.h"

static const struct ll_time created = {INT64_C(1772445600) * 1000000};

struct fixture {
    struct ll_arena arena;
    char folder[64];
    char path[96];
    char other[96];
    struct ll_sign_key key;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    ll_arena_init(&f->arena, &ll_arena_malloc, (size_t)1 << 20);
    (void)snprintf(f->folder, sizeof(f->folder), "/tmp/ll_keyfile_XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof(f->path), "%s/operator.key", f->folder);
    (void)snprintf(f->other, sizeof(f->other), "%s/other.key", f->folder);
    ll_sign_key_generate(&f->key);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    (void)chmod(f->folder, 0700);
    (void)unlink(f->path);
    (void)unlink(f->other);
    assert_int_equal(rmdir(f->folder), 0); /* nothing else was left behind */
    ll_arena_release(&f->arena);
    free(f);
    return 0;
}

static enum ll_status create(struct fixture *f)
{
    return ll_keyfile_create_signing(&f->arena, f->path, created, &f->key, NULL);
}

static enum ll_status read_back(struct fixture *f, struct ll_err *reterr)
{
    struct ll_sign_key key;
    return ll_keyfile_read_signing(&f->arena, f->path, &key, NULL, reterr);
}

static void write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
}

static void signing_key_round_trip(void **state)
{
    struct fixture *f = *state;
    struct ll_sign_key key = {0};
    struct ll_time when = {0};
    struct stat status;
    mode_t before = umask(0); /* the mode does not depend on it */
    assert_int_equal(create(f), LL_OK);
    (void)umask(before);
    assert_int_equal(ll_keyfile_read_signing(&f->arena, f->path, &key, &when, NULL), LL_OK);
    assert_memory_equal(&key, &f->key, sizeof(key));
    assert_int_equal(when.us, created.us);
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & (mode_t)07777, 0600);
    struct ll_str text = ll_test_read_file(&f->arena, f->path);
    assert_true(ll_str_starts(text, LL_STR("{\"created\":\"2026-03-02T10:00:00Z\",\"kind\":"
                                           "\"loopledger-signing-key\",\"public\":\"z6Mk")));
}

static void fingerprint_key_round_trip(void **state)
{
    struct fixture *f = *state;
    struct ll_fingerprint_key key;
    struct ll_fingerprint_key back = {{0}};
    struct ll_sign_key wrong;
    ll_crypto_random(NULL, key.b, sizeof(key.b));
    assert_int_equal(ll_keyfile_create_fingerprint(&f->arena, f->path, created, &key, NULL), LL_OK);
    assert_int_equal(ll_keyfile_read_fingerprint(&f->arena, f->path, &back, NULL, NULL), LL_OK);
    assert_memory_equal(back.b, key.b, sizeof(key.b));
    assert_int_equal(ll_keyfile_read_signing(&f->arena, f->path, &wrong, NULL, NULL), LL_EINVAL);
}

static void a_key_is_never_replaced(void **state)
{
    struct fixture *f = *state;
    struct ll_sign_key first = f->key;
    struct ll_sign_key back;
    assert_int_equal(create(f), LL_OK);
    ll_sign_key_generate(&f->key);
    assert_int_equal(create(f), LL_EEXISTS);
    assert_int_equal(ll_keyfile_read_signing(&f->arena, f->path, &back, NULL, NULL), LL_OK);
    assert_memory_equal(&back, &first, sizeof(first));
}

/* Every right of group and others, one by one, on the file and on its folder. */
static void open_to_others(void **state)
{
    struct fixture *f = *state;
    struct ll_err err;
    assert_int_equal(create(f), LL_OK);
    for (mode_t bit = 1; bit < (mode_t)0100; bit <<= 1) {
        assert_int_equal(chmod(f->path, (mode_t)0600 | bit), 0);
        assert_int_equal(read_back(f, &err), LL_EPERM);
        assert_non_null(strstr(err.hint, "chmod 0600"));
        assert_int_equal(chmod(f->path, 0600), 0);
        assert_int_equal(chmod(f->folder, (mode_t)0700 | bit), 0);
        assert_int_equal(read_back(f, &err), LL_EPERM);
        assert_non_null(strstr(err.hint, "chmod 0700"));
        assert_int_equal(ll_keyfile_create_signing(&f->arena, f->other, created, &f->key, NULL),
                         LL_EPERM);
        assert_int_equal(ll_keyfile_make_folder(f->folder, NULL), LL_EPERM);
        assert_int_equal(chmod(f->folder, 0700), 0);
    }
    assert_int_equal(chmod(f->path, 0400), 0);
    assert_int_equal(read_back(f, NULL), LL_OK);
}

static void another_users_key(void **state)
{
    struct fixture *f = *state;
    if (geteuid() != 0) {
        skip(); /* only root can give files away */
    }
    assert_int_equal(create(f), LL_OK);
    assert_int_equal(chown(f->path, 12345, 12345), 0);
    assert_int_equal(read_back(f, NULL), LL_OK); /* root reads anybody's */
    assert_int_equal(chown(f->folder, 12346, 12346), 0);
    assert_int_equal(seteuid(12346), 0);
    enum ll_status unreadable = read_back(f, NULL);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(unreadable, LL_EIO); /* the kernel refuses before we do */
    assert_int_equal(chown(f->path, 12346, 12346), 0);
    assert_int_equal(chown(f->folder, 0, 0), 0);
    assert_int_equal(chmod(f->folder, 0711), 0);
    assert_int_equal(seteuid(12346), 0);
    enum ll_status foreign_folder = read_back(f, NULL);
    assert_int_equal(seteuid(0), 0);
    assert_true(foreign_folder == LL_EPERM || foreign_folder == LL_EIO);
}

static void what_is_no_file(void **state)
{
    struct fixture *f = *state;
    struct ll_err err;
    assert_int_equal(read_back(f, &err), LL_ENOTFOUND);
    assert_int_equal(create(f), LL_OK);
    assert_int_equal(rename(f->path, f->other), 0);
    assert_int_equal(symlink(f->other, f->path), 0);
    assert_int_equal(read_back(f, &err), LL_EPERM);
    assert_int_equal(create(f), LL_EEXISTS); /* nor written through */
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_int_equal(read_back(f, &err), LL_EPERM); /* and does not wait for a writer */
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(mkdir(f->path, 0700), 0);
    assert_int_equal(read_back(f, &err), LL_EPERM);
    assert_int_equal(rmdir(f->path), 0);
    assert_int_equal(ll_keyfile_create_signing(&f->arena, "/tmp/", created, &f->key, NULL),
                     LL_EINVAL);
    /* Nor is the folder a link, wherever it leads. */
    char linked[sizeof(f->folder) + 16];
    char through[sizeof(linked) + 16];
    (void)snprintf(linked, sizeof(linked), "%s-link", f->folder);
    (void)snprintf(through, sizeof(through), "%s/a.key", linked);
    assert_int_equal(symlink(f->folder, linked), 0);
    assert_int_equal(ll_keyfile_make_folder(linked, NULL), LL_EPERM);
    assert_int_equal(ll_keyfile_create_signing(&f->arena, through, created, &f->key, NULL),
                     LL_EPERM);
    struct ll_sign_key key;
    assert_int_equal(ll_keyfile_read_signing(&f->arena, through, &key, NULL, &err), LL_EPERM);
    assert_non_null(strstr(err.text, "symbolic link"));
    assert_int_equal(unlink(linked), 0);
    (void)snprintf(f->other + strlen(f->folder), 16, "/none/a.key");
    assert_int_equal(ll_keyfile_create_signing(&f->arena, f->other, created, &f->key, NULL),
                     LL_ENOTFOUND);
    (void)snprintf(f->other, sizeof(f->other), "%s/other.key", f->folder);
}

static void damaged_files(void **state)
{
    static const char *const bad[] = {
        "",
        "\n",
        "{}",
        "[]",
        "{\"created\":\"2026-03-02T10:00:00Z\",\"kind\":\"loopledger-signing-key\"}",
    };
    struct fixture *f = *state;
    struct ll_err err;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        write_text(f->path, bad[i]);
        assert_int_equal(read_back(f, &err), LL_EPARSE);
    }
    char large[4096];
    memset(large, ' ', sizeof(large) - 1);
    large[sizeof(large) - 1] = '\0';
    write_text(f->path, large);
    assert_int_equal(read_back(f, &err), LL_EPARSE);

    /* Every cut, and every byte changed: never another key without a word. */
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(create(f), LL_OK);
    struct ll_str whole = ll_test_read_file(&f->arena, f->path);
    char text[1024];
    for (size_t length = 0; length + 1 < whole.len; length++) {
        memcpy(text, whole.ptr, length);
        text[length] = '\0';
        write_text(f->path, text);
        assert_int_equal(read_back(f, &err), LL_EPARSE);
    }
    for (size_t i = ll_str_find(whole, LL_STR("kind"), false); i + 2 < whole.len; i++) {
        memcpy(text, whole.ptr, whole.len);
        text[whole.len] = '\0';
        text[i] = text[i] == 'x' ? 'y' : 'x';
        write_text(f->path, text);
        assert_int_not_equal(read_back(f, &err), LL_OK);
    }
    /* No secret in a message. */
    struct ll_str end_of_secret = ll_str_sub(whole, whole.len - 23, whole.len - 3);
    assert_true(ll_str_find(ll_str_from_cstr(err.text), end_of_secret, false) == SIZE_MAX);
}

static void folders_are_made_private(void **state)
{
    struct fixture *f = *state;
    struct stat status;
    mode_t before = umask(0);
    assert_int_equal(ll_keyfile_make_folder(f->path, NULL), LL_OK);
    assert_int_equal(ll_keyfile_make_folder(f->path, NULL), LL_OK);
    (void)umask(before);
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & (mode_t)07777, 0700);
    assert_int_equal(rmdir(f->path), 0);
    write_text(f->path, "");
    assert_int_equal(ll_keyfile_make_folder(f->path, NULL), LL_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signing_key_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fingerprint_key_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_is_never_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(open_to_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_users_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made_private, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
