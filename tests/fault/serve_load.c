/*
 * A server with eight clients: starts `loopledger serve`, which dies with this process, and each
 * client posts what has never been posted.
 *     serve_load write|check DIR TARGET
 * LL_FAULT_PROGRAM: the program; DIR: its data directory. `write` says "ack KEY" after each answer
 * that says it is stored. `check` asks for each acknowledged key again, which must be answered as
 * repeated; and for the key behind it, which was maybe asked and never answered, and must be done
 * now or have been done.
 */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 8
#define REPLY_BYTES 4096
#define CONNECT_TRIES 6000 /* of 10 ms: only to turn a hang into a failure */
#define KEY_BYTES 64

static const char *directory;
static char socket_path[600];
static const char *program;
static const char *target;

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "serve_load: %s\n", what);
    exit(3);
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL || value[0] == '\0') {
        die(name);
    }
    return value;
}

/* ---- the server ---- */

static pid_t start_server(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        (void)dup2(nowhere, STDOUT_FILENO);
        (void)dup2(nowhere, STDERR_FILENO);
        (void)execl(program, program, "serve", "--data", directory, "--store", target, "--listen",
                    "127.0.0.1:0", (char *)NULL);
        _exit(127);
    }
    return pid;
}

static int try_connect(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(socket_path);
    if (len >= sizeof(at.sun_path)) {
        die("the data directory's path is too long for a socket");
    }
    memcpy(at.sun_path, socket_path, len);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

static int connect_server(void)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    for (int i = 0; i < CONNECT_TRIES; i++) {
        int fd = try_connect();
        if (fd >= 0) {
            return fd;
        }
        (void)nanosleep(&pause, NULL);
    }
    die("the server does not answer");
}

/* ---- requests: a key is "r<round>-<writer>-<client>-<number>" ---- */

static bool send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* One answer, whole. */
static bool read_reply(int fd, char reply[REPLY_BYTES])
{
    size_t len = 0;
    for (;;) {
        ssize_t got = recv(fd, reply + len, REPLY_BYTES - 1 - len, 0);
        if (got <= 0) {
            return false;
        }
        len += (size_t)got;
        reply[len] = '\0';
        const char *end = strstr(reply, "\r\n\r\n");
        const char *length = strstr(reply, "Content-Length: ");
        if (end != NULL && length != NULL &&
            len >= (size_t)(end + 4 - reply) + strtoul(length + 16, NULL, 10)) {
            return true;
        }
    }
}

static bool post(int fd, const char *key, char reply[REPLY_BYTES])
{
    char body[200];
    char request[600];
    int size =
        snprintf(body, sizeof(body), "{\"code\":\"%s\",\"country\":\"GH\",\"name\":\"Kept\"}", key);
    int len = snprintf(request, sizeof(request),
                       "POST /organisations HTTP/1.1\r\nHost: x\r\nIdempotency-Key: %s\r\n"
                       "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                       key, size, body);
    return send_all(fd, request, (size_t)len) && read_reply(fd, reply);
}

static bool is_good(const char *reply)
{
    return strncmp(reply, "HTTP/1.1 200", 12) == 0;
}

/* ---- write ---- */

static pthread_mutex_t said = PTHREAD_MUTEX_INITIALIZER;

/* Who is asked to come back (a race that other servers won too often) does, with the same key. */
static bool post_until_stored(int fd, const char *key, char reply[REPLY_BYTES])
{
    const struct timespec pause = {.tv_nsec = 10000000};
    while (post(fd, key, reply)) {
        if (is_good(reply)) {
            return true;
        }
        if (strncmp(reply, "HTTP/1.1 503", 12) != 0) {
            (void)fprintf(stderr, "serve_load: %s: %s\n", key, reply);
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void *write_on(void *arg)
{
    int client = *(const int *)arg;
    char reply[REPLY_BYTES];
    int fd = connect_server();
    for (int number = 0;; number++) {
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof(key), "r%s-%s-%d-%d", setting("LL_FAULT_ROUND"),
                       setting("LL_FAULT_WRITER"), client, number);
        if (!post_until_stored(fd, key, reply)) {
            break; /* the server's end */
        }
        (void)pthread_mutex_lock(&said);
        (void)printf("ack %s\n", key);
        (void)fflush(stdout);
        (void)pthread_mutex_unlock(&said);
    }
    (void)close(fd);
    return NULL;
}

static void write_all(void)
{
    pthread_t threads[CLIENTS];
    int numbers[CLIENTS];
    (void)start_server();
    for (int i = 0; i < CLIENTS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, write_on, &numbers[i]) != 0) {
            die("no thread");
        }
    }
    for (int i = 0; i < CLIENTS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
}

/* ---- check ---- */

static void check_key(int fd, const char *key, bool acknowledged)
{
    char reply[REPLY_BYTES];
    if (!post(fd, key, reply) || !is_good(reply)) {
        (void)fprintf(stderr, "serve_load: not answered: %s\n", key);
        exit(1);
    }
    if (acknowledged && strstr(reply, "\"repeated\":true") == NULL) {
        (void)fprintf(stderr, "serve_load: lost: %s\n", key);
        exit(1);
    }
}

static void check_all(void)
{
    char line[KEY_BYTES];
    char *next = NULL;
    FILE *acks = fopen(setting("LL_FAULT_ACKS"), "re");
    pid_t server = start_server();
    int fd = connect_server();
    while (acks != NULL && fgets(line, sizeof(line), acks) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        check_key(fd, line, true);
        char *dash = strrchr(line, '-');
        if (dash == NULL || asprintf(&next, "%.*s-%ld", (int)(dash - line), line,
                                     strtol(dash + 1, NULL, 10) + 1) < 0) {
            die("a key that is none");
        }
        check_key(fd, next, false);
        free(next);
    }
    if (acks != NULL) {
        (void)fclose(acks);
    }
    (void)close(fd);
    (void)kill(server, SIGTERM);
    (void)waitpid(server, NULL, 0);
}

int main(int argc, char **argv)
{
    bool writes = argc == 4 && strcmp(argv[1], "write") == 0;
    if (!writes && (argc != 4 || strcmp(argv[1], "check") != 0)) {
        die("usage: serve_load write|check DIR TARGET");
    }
    program = setting("LL_FAULT_PROGRAM");
    directory = argv[2];
    target = argv[3];
    (void)snprintf(socket_path, sizeof(socket_path), "%s/server.sock", directory);
    if (writes) {
        write_all();
    } else {
        check_all();
    }
    return 0;
}
