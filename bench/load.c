#define _GNU_SOURCE /* memmem */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ledger.h"

#define ANSWER_BYTES ((size_t)1 << 20)
#define REQUEST_BYTES 2048
#define DEPTH_MAX 16
#define EVENTS 64

struct client {
    int fd;
    int under_way;
    int first; /* the oldest of them */
    double began[DEPTH_MAX];
    size_t got;
    char *answer;
};

struct samples {
    double *us;
    size_t count;
    size_t room;
};

struct run {
    const struct load *load;
    struct load_result *result;
    struct client *clients;
    struct samples accepted;
    struct samples refused;
    int epoll;
    int under_way;
    int64_t sent;
    double start;
};

static void note(struct samples *samples, double us)
{
    if (samples->count == samples->room) {
        samples->room = samples->room == 0 ? 4096 : samples->room * 2;
        samples->us = realloc(samples->us, samples->room * sizeof(*samples->us));
        bench_must(samples->us != NULL, "out of memory");
    }
    samples->us[samples->count++] = us;
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return *x < *y ? -1 : *x > *y ? 1 : 0;
}

static void sum_up(struct samples *samples, struct load_times *ret_times)
{
    *ret_times = (struct load_times){.count = (int64_t)samples->count};
    if (samples->count > 0) {
        qsort(samples->us, samples->count, sizeof(*samples->us), compare);
        ret_times->p50_us = samples->us[samples->count / 2];
        ret_times->p99_us = samples->us[samples->count * 99 / 100];
    }
    free(samples->us);
}

static int connect_to(const struct load *load)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in outer = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->port)};
    bool is_local = load->local_path != NULL;
    outer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (is_local) {
        bench_must(strlen(load->local_path) < sizeof(local.sun_path), "the socket's path is long");
        memcpy(local.sun_path, load->local_path, strlen(load->local_path));
    }
    int fd = socket(is_local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr *at =
        is_local ? (const struct sockaddr *)&local : (const struct sockaddr *)&outer;
    bench_must(fd >= 0 && connect(fd, at, is_local ? sizeof(local) : sizeof(outer)) == 0,
               "cannot connect");
    return fd;
}

static int depth_of(const struct run *run)
{
    return run->load->depth > 0 ? run->load->depth : 1;
}

/* So many requests at once, which the connection has room for. */
static void ask(struct run *run, struct client *client, int count)
{
    char requests[DEPTH_MAX * REQUEST_BYTES];
    size_t len = 0;
    double now = bench_seconds();
    for (int i = 0; i < count; i++) {
        len += run->load->make(run->load->ctx, run->sent++, requests + len, REQUEST_BYTES);
        client->began[(client->first + client->under_way++) % DEPTH_MAX] = now;
    }
    run->under_way += count;
    bench_must(send(client->fd, requests, len, MSG_NOSIGNAL) == (ssize_t)len, "cannot send");
}

/* The bytes of the answer at the front of what came, or 0 while it is not whole. */
static size_t whole(const struct client *client, size_t *ret_body)
{
    static const char field[] = "Content-Length:";
    const char *end = memmem(client->answer, client->got, "\r\n\r\n", 4);
    if (end == NULL) {
        return 0;
    }
    size_t head = (size_t)(end - client->answer) + 4;
    *ret_body = 0;
    for (const char *at = client->answer; at < end;) {
        if (strncasecmp(at, field, sizeof(field) - 1) == 0) {
            *ret_body = strtoul(at + sizeof(field) - 1, NULL, 10);
        }
        const char *line = memmem(at, (size_t)(end + 2 - at), "\r\n", 2);
        at = line + 2;
    }
    return client->got >= head + *ret_body ? head + *ret_body : 0;
}

static void note_answer(struct run *run, struct client *client, size_t bytes, size_t body)
{
    long status = strtol(client->answer + sizeof("HTTP/1.1"), NULL, 10);
    double us = (bench_seconds() - client->began[client->first]) * 1e6;
    run->result->body_bytes = (int64_t)body;
    if (status >= 200 && status < 300) {
        note(&run->accepted, us);
    } else if (status == 429 || status == 503) {
        note(&run->refused, us);
    } else {
        if (run->result->failed++ == 0) {
            (void)fprintf(stderr, "%.*s\n", (int)bytes, client->answer);
        }
    }
    client->first = (client->first + 1) % DEPTH_MAX;
    client->under_way--;
    run->under_way--;
}

static void connect_anew(struct run *run, struct client *client)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    bench_must(client->under_way > 0, "an idle connection was closed");
    if (run->result->failed == 0) {
        (void)fprintf(stderr, "a connection was closed before the answer\n");
    }
    run->result->failed += client->under_way;
    run->under_way -= client->under_way;
    (void)close(client->fd);
    client->fd = connect_to(run->load);
    client->under_way = 0;
    client->got = 0;
    (void)epoll_ctl(run->epoll, EPOLL_CTL_ADD, client->fd, &event);
}

static void take(struct run *run, struct client *client)
{
    size_t body = 0;
    ssize_t count =
        recv(client->fd, client->answer + client->got, ANSWER_BYTES - client->got, MSG_DONTWAIT);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            connect_anew(run, client);
        }
        return;
    }
    client->got += (size_t)count;
    for (size_t bytes = whole(client, &body); bytes > 0; bytes = whole(client, &body)) {
        bench_must(client->under_way > 0, "an answer that nobody asked for");
        note_answer(run, client, bytes, body);
        client->got -= bytes;
        memmove(client->answer, client->answer + bytes, client->got);
    }
}

/* Ask on connections that have room, as far as the rate allows. */
static void ask_more(struct run *run, int *next)
{
    double passed = bench_seconds() - run->start;
    int64_t due = run->load->rate > 0 ? (int64_t)(passed * run->load->rate) : INT64_MAX;
    for (int i = 0; i < run->load->connections && run->sent < due; i++) {
        struct client *client = &run->clients[*next];
        int room = depth_of(run) - client->under_way;
        *next = (*next + 1) % run->load->connections;
        if (room > 0) {
            ask(run, client, due - run->sent < room ? (int)(due - run->sent) : room);
        }
    }
}

static void open_clients(struct run *run)
{
    run->clients = calloc((size_t)run->load->connections, sizeof(*run->clients));
    bench_must(run->clients != NULL, "out of memory");
    run->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < run->load->connections; i++) {
        struct client *client = &run->clients[i];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
        client->fd = connect_to(run->load);
        client->answer = malloc(ANSWER_BYTES);
        bench_must(client->answer != NULL &&
                       epoll_ctl(run->epoll, EPOLL_CTL_ADD, client->fd, &event) == 0,
                   "epoll");
    }
}

void bench_load(const struct load *load, struct load_result *ret_result)
{
    struct run run = {.load = load, .result = ret_result};
    struct epoll_event events[EVENTS];
    int next = 0;
    *ret_result = (struct load_result){0};
    bench_must(load->depth <= DEPTH_MAX, "too many under way on one connection");
    open_clients(&run);
    run.start = bench_seconds();
    for (;;) {
        bool is_over = bench_seconds() - run.start >= load->seconds;
        if (is_over && run.under_way == 0) {
            break;
        }
        if (!is_over && (load->rate > 0 || run.under_way < load->connections * depth_of(&run))) {
            ask_more(&run, &next);
        }
        int count = epoll_wait(run.epoll, events, EVENTS, load->rate > 0 ? 1 : 100);
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            take(&run, client);
            if (load->rate <= 0 && client->under_way < depth_of(&run) && !is_over) {
                ask(&run, client, depth_of(&run) - client->under_way);
            }
        }
    }
    ret_result->seconds = bench_seconds() - run.start;
    sum_up(&run.accepted, &ret_result->accepted);
    sum_up(&run.refused, &ret_result->refused);
    for (int i = 0; i < load->connections; i++) {
        (void)close(run.clients[i].fd);
        free(run.clients[i].answer);
    }
    (void)close(run.epoll);
    free(run.clients);
}
