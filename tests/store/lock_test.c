/* One process at a time holds a data directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/lock.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/ll_lock_XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    char path[80];

    (void)state;
    snprintf(path, sizeof(path), "%s/lock", folder);
    unlink(path);
    return rmdir(folder);
}

static enum ll_status take(int wait_ms, int *ret_fd, struct ll_err *err)
{
    return ll_lock_take(ll_str_from_cstr(folder), wait_ms, ret_fd, err);
}

static void the_second_is_told_who_holds_it(void **state)
{
    struct ll_err err = {0};
    char pid[24];
    int first = -1;
    int second = -1;

    (void)state;
    snprintf(pid, sizeof(pid), "process %ld ", (long)getpid());
    assert_int_equal(take(0, &first, &err), LL_OK);
    assert_int_equal(take(0, &second, &err), LL_EBUSY);
    assert_int_equal(second, -1);
    assert_non_null(strstr(err.text, pid));
    assert_int_equal(take(50, &second, &err), LL_EBUSY);
    ll_lock_give(first);
    assert_int_equal(take(0, &second, &err), LL_OK);
    ll_lock_give(second);
}

/* The holder ends without giving it back; the one who waits gets it. */
static void it_goes_with_its_process(void **state)
{
    struct ll_err err = {0};
    int ready[2];
    int end[2];
    int fd = -1;
    int status = 0;
    char byte;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(end), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        enum ll_status taken = take(0, &fd, &err);

        close(end[1]);
        (void)!write(ready[1], taken == LL_OK ? "y" : "n", 1);
        (void)!read(end[0], &byte, 1); /* until the parent closes its end */
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(take(0, &fd, &err), LL_EBUSY);
    close(end[1]);
    assert_int_equal(take(60000, &fd, &err), LL_OK);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(end[0]);
    ll_lock_give(fd);
    close(ready[0]);
    close(ready[1]);
}

static void folders_must_be_there(void **state)
{
    struct ll_err err = {0};
    char many[5000];
    int fd = -1;

    (void)state;
    assert_int_equal(ll_lock_take(LL_STR("/no/such/folder"), 0, &fd, &err), LL_EIO);
    memset(many, 'a', sizeof(many));
    assert_int_equal(ll_lock_take((struct ll_str){many, sizeof(many)}, 0, &fd, &err), LL_EIO);
    assert_int_equal(fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_is_told_who_holds_it),
        cmocka_unit_test(it_goes_with_its_process),
        cmocka_unit_test(folders_must_be_there),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
