/*
 * Holds the lock of a data directory: hold_lock DIR. Says "held" when it has it, and gives it back
 * when its standard input ends.
 */
#include <stdio.h>

#include "store/lock.h"

int main(int argc, char **argv)
{
    struct ll_err err = {0};
    int fd;
    if (argc != 2) {
        fprintf(stderr, "usage: hold_lock DIR\n");
        return 2;
    }
    if (ll_lock_take(ll_str_from_cstr(argv[1]), 0, &fd, &err) != LL_OK) {
        fprintf(stderr, "hold_lock: %s\n", err.text);
        return 3;
    }
    puts("held");
    fflush(stdout);
    while (getchar() != EOF) {
        continue;
    }
    ll_lock_give(fd);
    return 0;
}
