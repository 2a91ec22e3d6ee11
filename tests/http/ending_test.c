/* The server's end while it is asked: who asks on and on has one more answer on a connection, and
 * nothing runs any more once what would answer it is going. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/support.h"

#define ASKERS 4
#define ROUNDS 8
#define TRIES 100
#define REPLY_BYTES 65536
#define REQUEST "GET /lots?limit=5 HTTP/1.1\r\nHost: x\r\n\r\n"
#define UPLOAD                                                                                     \
    "POST /orders/import HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X\r\n" \
    "Content-Length: 1000000\r\n\r\n--X"

struct asker {
    pthread_t thread;
    int fd;
    atomic_uint answers;
    bool was_told; /* that the connection ends */
};

/* Replies are small, and come one at a time. */
static void *ask_on(void *arg)
{
    struct asker *asker = arg;
    char reply[REPLY_BYTES];
    while (!asker->was_told) {
        ll_send(asker->fd, LL_STR(REQUEST));
        ssize_t count = recv(asker->fd, reply, sizeof(reply), 0);
        if (count <= 0) {
            break;
        }
        asker->was_told = ll_str_find((struct ll_str){reply, (size_t)count},
                                      LL_STR("Connection: close\r\n"), true) != SIZE_MAX;
        atomic_fetch_add(&asker->answers, 1);
    }
    return NULL;
}

static void begin(struct ll_served *served, struct asker askers[ASKERS])
{
    for (size_t i = 0; i < ASKERS; i++) {
        askers[i] = (struct asker){.fd = ll_connect(served, true)};
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_on, &askers[i]), 0);
    }
    for (size_t i = 0; i < ASKERS; i++) {
        while (atomic_load(&askers[i].answers) < 3) { /* each is under way */
            (void)sched_yield();
        }
    }
}

static void end(struct asker askers[ASKERS])
{
    for (size_t i = 0; i < ASKERS; i++) {
        assert_int_equal(pthread_join(askers[i].thread, NULL), 0);
        (void)close(askers[i].fd);
    }
}

static void who_asks_on_is_told(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t told = 0;
    /* who has just nothing under way when nobody else has is not told, and may be anybody */
    for (int round = 0; round < TRIES && told < ASKERS; round++) {
        struct asker askers[ASKERS];
        begin(served, askers);
        ll_served_again(served);
        end(askers);
        told = 0;
        for (size_t i = 0; i < ASKERS; i++) {
            told += askers[i].was_told ? 1 : 0;
        }
    }
    assert_int_equal(told, ASKERS);
}

/* Some are not done in time: here nobody has any. */
static void nothing_runs_behind_the_end(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (int i = 0; i < ROUNDS; i++) {
        struct asker askers[ASKERS];
        int slow = ll_connect(served, false);
        ll_send(slow, LL_STR(UPLOAD));
        begin(served, askers);
        ll_served_again_after(served, 0);
        end(askers);
        (void)close(slow);
    }
    struct ll_reply reply = ll_get(served, "/ready");
    ll_assert_reply(&reply, 200, "ready");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(who_asks_on_is_told),
        LL_SERVED_TEST(nothing_runs_behind_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
