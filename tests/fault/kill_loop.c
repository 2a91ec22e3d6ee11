/*
 * Kill what writes, at any moment, and see whether everything it acknowledged is still there.
 *
 *     kill_loop --write CMD --check CMD [--kills N] [--seed S] [--writers W] [--check-every N]
 *               [--acks-max N] [--postgres DIR --server SCRIPT]
 *
 * CMD goes to /bin/sh. A writer commits in a loop and prints "ack KEY" on a line of its own after
 * each commit, in one write; other lines are ignored. It learns LL_FAULT_ROUND and LL_FAULT_WRITER
 * from its environment, so that keys never repeat. The check command finds the path of a file with
 * every key so far, one a line, in LL_FAULT_ACKS, and exits 0 when all of them are there whole and
 * nothing else is wrong.
 *
 * Without --postgres the writers are killed. With it this program runs the server of the cluster
 * in DIR itself, through SCRIPT (pg_server.sh), and kills the postmaster with all its processes;
 * the writers must then notice and end by themselves, with any exit code.
 *
 * A round ends 5 to 120 ms after its start (which also hits start and recovery), or a few ms after
 * a few acknowledgements: so every second round gets something done however slow the machine is,
 * and no outcome depends on its speed. Exit 0 good, 1 something was lost, 2 usage, 3 environment.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault/env.h"
#include "support/random.h"

#define WRITERS_MAX 16
#define LINE_MAX_BYTES 256
#define SERVER_PROCESSES_MAX 256
/* Only to turn a hang into a failure: nothing good takes nearly as long. */
#define HANG_MS 120000

struct options {
    const char *write_command;
    const char *check_command;
    const char *postgres_dir; /* NULL: kill the writers */
    const char *server_script;
    uint64_t kills;
    uint64_t seed;
    uint64_t check_every;
    uint64_t acks_max; /* of every second round, before its kill */
    unsigned writers;
};

struct writer {
    pid_t pid;
    int fd; /* its standard output, -1 when at its end */
    char line[LINE_MAX_BYTES];
    size_t line_len;
};

struct loop {
    struct options options;
    struct ll_test_random random;
    struct writer writers[WRITERS_MAX];
    pid_t server;
    FILE *acks;
    char acks_path[64];
    uint64_t acked;
    uint64_t round_acked;
    uint64_t rounds_without;
};

static _Noreturn void die(int exit_code, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static _Noreturn void die(int exit_code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)fputs("kill_loop: ", stderr);
    (void)vfprintf(stderr, fmt, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(exit_code);
}

static int64_t now_ms(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void sleep_ms(int ms)
{
    struct timespec ts = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    while (nanosleep(&ts, &ts) != 0 && errno == EINTR) {
    }
}

/* ---- processes ---- */

static void set_number(const char *name, uint64_t value)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
    if (setenv(name, text, 1) != 0) {
        die(3, "cannot set %s", name);
    }
}

/* Start a shell command in a process group of its own; its output goes to `out_fd` unless -1. */
static pid_t spawn(const char *command, int out_fd)
{
    pid_t pid = fork();
    if (pid < 0) {
        die(3, "cannot fork: %s", strerror(errno));
    }
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)setpgid(0, 0);
        if (out_fd >= 0 && dup2(out_fd, STDOUT_FILENO) < 0) {
            _exit(127);
        }
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    (void)setpgid(pid, pid);
    return pid;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            die(3, "cannot wait for process %ld: %s", (long)pid, strerror(errno));
        }
    }
    return status;
}

static bool exited_well(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- the writers ---- */

static void start_writers(struct loop *loop, uint64_t round)
{
    loop->round_acked = 0;
    set_number("LL_FAULT_ROUND", round);
    for (unsigned i = 0; i < loop->options.writers; i++) {
        struct writer *writer = &loop->writers[i];
        int fds[2];
        set_number("LL_FAULT_WRITER", i);
        if (pipe(fds) != 0 || fcntl(fds[0], F_SETFD, FD_CLOEXEC) != 0 ||
            fcntl(fds[0], F_SETFL, O_NONBLOCK) != 0) {
            die(3, "cannot make a pipe: %s", strerror(errno));
        }
        writer->pid = spawn(loop->options.write_command, fds[1]);
        (void)close(fds[1]);
        writer->fd = fds[0];
        writer->line_len = 0;
    }
}

static void take_line(struct loop *loop, const char *line)
{
    if (strncmp(line, "ack ", 4) == 0) {
        (void)fprintf(loop->acks, "%s\n", line + 4);
        loop->acked++;
        loop->round_acked++;
    }
}

/* A line without its end was not acknowledged: the writer died before it had said so. */
static void take_bytes(struct loop *loop, struct writer *writer, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            writer->line[writer->line_len] = '\0';
            take_line(loop, writer->line);
            writer->line_len = 0;
        } else if (writer->line_len + 1 < sizeof(writer->line)) {
            writer->line[writer->line_len++] = bytes[i];
        }
    }
}

static void read_writer(struct loop *loop, struct writer *writer)
{
    char bytes[4096];
    for (;;) {
        ssize_t count = read(writer->fd, bytes, sizeof(bytes));
        if (count > 0) {
            take_bytes(loop, writer, bytes, (size_t)count);
        } else if (count == 0) {
            (void)close(writer->fd);
            writer->fd = -1;
            return;
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            die(3, "cannot read from a writer: %s", strerror(errno));
        }
    }
}

/* Read what comes within `ms`. False when every writer has closed its output. */
static bool read_writers(struct loop *loop, int ms)
{
    struct pollfd polls[WRITERS_MAX];
    struct writer *polled[WRITERS_MAX];
    nfds_t count = 0;
    for (unsigned i = 0; i < loop->options.writers; i++) {
        if (loop->writers[i].fd >= 0) {
            polls[count] = (struct pollfd){.fd = loop->writers[i].fd, .events = POLLIN};
            polled[count++] = &loop->writers[i];
        }
    }
    if (count == 0) {
        return false;
    }
    if (poll(polls, count, ms) < 0 && errno != EINTR) {
        die(3, "poll: %s", strerror(errno));
    }
    for (nfds_t i = 0; i < count; i++) {
        if (polls[i].revents != 0) {
            read_writer(loop, polled[i]);
        }
    }
    return true;
}

/* Read until the moment of this round's kill. */
static void let_work(struct loop *loop, uint64_t round)
{
    int64_t start = now_ms();
    if (round % 2 == 1) {
        uint64_t wanted = 1 + ll_test_random_below(&loop->random, loop->options.acks_max);
        while (loop->round_acked < wanted) {
            if (!read_writers(loop, 1000)) {
                return;
            }
            if (now_ms() - start > HANG_MS) {
                die(1, "round %llu: no progress", (unsigned long long)round);
            }
        }
        sleep_ms((int)ll_test_random_below(&loop->random, 4));
        return;
    }
    int64_t end = start + 5 + (int64_t)ll_test_random_below(&loop->random, 116);
    int64_t now = start;
    while (now < end && read_writers(loop, (int)(end - now))) {
        now = now_ms();
    }
}

/* A writer may not end before it is killed: it has failed, or has nothing to do. */
static void check_alive(const struct loop *loop, uint64_t round)
{
    for (unsigned i = 0; i < loop->options.writers; i++) {
        int status = 0;
        if (waitpid(loop->writers[i].pid, &status, WNOHANG) != 0) {
            die(1, "round %llu: writer %u ended by itself with status %d (seed %llu)",
                (unsigned long long)round, i, status, (unsigned long long)loop->options.seed);
        }
    }
}

static void kill_writers(const struct loop *loop)
{
    for (unsigned i = 0; i < loop->options.writers; i++) {
        (void)kill(-loop->writers[i].pid, SIGKILL);
    }
}

/* Read to the end of every pipe: then every process that held one is gone. */
static void drain_writers(struct loop *loop)
{
    int64_t start = now_ms();
    while (read_writers(loop, 1000)) {
        if (now_ms() - start > HANG_MS) {
            kill_writers(loop);
            die(1, "a writer hangs after the kill");
        }
    }
    for (unsigned i = 0; i < loop->options.writers; i++) {
        (void)wait_for(loop->writers[i].pid);
    }
    loop->rounds_without += loop->round_acked == 0;
}

/* ---- the server ---- */

static void run_script(const struct loop *loop, const char *verb)
{
    char command[1024];
    (void)snprintf(command, sizeof(command), "exec '%s' %s '%s'", loop->options.server_script, verb,
                   loop->options.postgres_dir);
    int status = wait_for(spawn(command, -1));
    if (!exited_well(status)) {
        die(3, "%s %s failed", loop->options.server_script, verb);
    }
}

static void start_server(struct loop *loop)
{
    char command[1024];
    (void)snprintf(command, sizeof(command), "exec '%s' run '%s'", loop->options.server_script,
                   loop->options.postgres_dir);
    loop->server = spawn(command, -1);
    run_script(loop, "wait");
}

/* The parent of a process, or -1 when it is gone or only waits to be reaped. */
static long parent_of(long pid)
{
    char path[64];
    char text[512];
    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return -1;
    }
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    (void)fclose(file);
    text[len] = '\0';
    /* "pid (name) state ppid …"; the name may hold anything. */
    const char *after = strrchr(text, ')');
    char state = 'Z';
    long parent = -1;
    if (after == NULL || sscanf(after + 1, " %c %ld", &state, &parent) != 2 || state == 'Z') {
        return -1;
    }
    return parent;
}

static size_t children_of(pid_t parent, pid_t *ret_pids, size_t cap)
{
    size_t count = 0;
    DIR *dir = opendir("/proc");
    if (dir == NULL) {
        die(3, "cannot read /proc: %s", strerror(errno));
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        long pid = strtol(entry->d_name, NULL, 10);
        if (pid > 0 && count < cap && parent_of(pid) == (long)parent) {
            ret_pids[count++] = (pid_t)pid;
        }
    }
    (void)closedir(dir);
    return count;
}

/* The postmaster is stopped first, so that it neither starts nor reaps a child meanwhile; backends
 * sit in sessions of their own and would otherwise finish what they were doing. */
static void kill_server(struct loop *loop)
{
    pid_t children[SERVER_PROCESSES_MAX];
    (void)kill(loop->server, SIGSTOP);
    size_t count = children_of(loop->server, children, SERVER_PROCESSES_MAX);
    if (count < 3) {
        die(3, "the server has only %zu processes: is it running?", count);
    }
    for (size_t i = 0; i < count; i++) {
        (void)kill(children[i], SIGKILL);
    }
    (void)kill(loop->server, SIGKILL);
    (void)wait_for(loop->server);
    int64_t start = now_ms();
    for (size_t i = 0; i < count; i++) {
        while (kill(children[i], 0) == 0 && parent_of((long)children[i]) >= 0 &&
               now_ms() - start < 5000) {
            sleep_ms(2);
        }
    }
    loop->server = 0;
}

static void stop_server(struct loop *loop)
{
    if (loop->server > 0) {
        (void)kill(loop->server, SIGINT);
        (void)wait_for(loop->server);
        loop->server = 0;
    }
}

/* ---- the loop ---- */

static void check(struct loop *loop, uint64_t round)
{
    if (fflush(loop->acks) != 0 || ferror(loop->acks)) {
        die(3, "cannot write %s", loop->acks_path);
    }
    int status = wait_for(spawn(loop->options.check_command, -1));
    if (!exited_well(status)) {
        stop_server(loop);
        die(1, "the check failed after %llu kills (status %d, seed %llu, keys in %s)",
            (unsigned long long)round, status, (unsigned long long)loop->options.seed,
            loop->acks_path);
    }
}

static void run_round(struct loop *loop, uint64_t round)
{
    if (loop->options.postgres_dir != NULL && loop->server == 0) {
        start_server(loop);
    }
    start_writers(loop, round);
    let_work(loop, round);
    check_alive(loop, round);
    if (loop->options.postgres_dir != NULL) {
        kill_server(loop);
    } else {
        kill_writers(loop);
    }
    drain_writers(loop);
    bool last = round == loop->options.kills;
    if (last || round % loop->options.check_every == 0) {
        if (loop->options.postgres_dir != NULL) {
            start_server(loop);
        }
        check(loop, round);
    }
}

static uint64_t number_of(const char *name, const char *text)
{
    char *end = NULL;
    uint64_t value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0') {
        die(2, "%s needs a whole number, not '%s'", name, text);
    }
    return value;
}

static void read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){
        .kills = fault_env("LL_FAULT_KILLS", 200),
        .seed = fault_env("LL_TEST_SEED", 1),
        .check_every = 10,
        .acks_max = 40,
        .writers = 1,
    };
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i];
        if (i + 1 == argc) {
            die(2, "%s needs a value", name);
        }
        const char *value = argv[i + 1];
        if (strcmp(name, "--write") == 0) {
            options->write_command = value;
        } else if (strcmp(name, "--check") == 0) {
            options->check_command = value;
        } else if (strcmp(name, "--postgres") == 0) {
            options->postgres_dir = value;
        } else if (strcmp(name, "--server") == 0) {
            options->server_script = value;
        } else if (strcmp(name, "--kills") == 0) {
            options->kills = number_of(name, value);
        } else if (strcmp(name, "--seed") == 0) {
            options->seed = number_of(name, value);
        } else if (strcmp(name, "--check-every") == 0) {
            options->check_every = number_of(name, value);
        } else if (strcmp(name, "--acks-max") == 0) {
            options->acks_max = number_of(name, value);
        } else if (strcmp(name, "--writers") == 0) {
            options->writers = (unsigned)number_of(name, value);
        } else {
            die(2, "unknown option %s", name);
        }
    }
    if (options->write_command == NULL || options->check_command == NULL ||
        (options->postgres_dir != NULL) != (options->server_script != NULL) ||
        options->kills == 0 || options->check_every == 0 || options->acks_max == 0 ||
        options->writers == 0 || options->writers > WRITERS_MAX) {
        die(2,
            "usage: kill_loop --write CMD --check CMD [--kills N] [--seed S] [--writers 1-%d]"
            " [--check-every N] [--acks-max N] [--postgres DIR --server SCRIPT]",
            WRITERS_MAX);
    }
}

static void open_acks(struct loop *loop)
{
    (void)snprintf(loop->acks_path, sizeof(loop->acks_path), "/tmp/ll-kill-loop-acks-XXXXXX");
    int fd = mkstemp(loop->acks_path);
    if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || (loop->acks = fdopen(fd, "w")) == NULL ||
        setenv("LL_FAULT_ACKS", loop->acks_path, 1) != 0) {
        die(3, "cannot make a file for the keys: %s", strerror(errno));
    }
}

int main(int argc, char **argv)
{
    struct loop loop = {.server = 0};
    read_options(&loop.options, argc, argv);
    loop.random.state = loop.options.seed;
    open_acks(&loop);
    int64_t start = now_ms();
    for (uint64_t round = 1; round <= loop.options.kills; round++) {
        run_round(&loop, round);
    }
    stop_server(&loop);
    printf("kill_loop: %llu kills of %s, %llu acknowledged, %llu rounds without any, seed %llu,"
           " %.1f s: nothing lost\n",
           (unsigned long long)loop.options.kills,
           loop.options.postgres_dir != NULL ? "the server" : "the writers",
           (unsigned long long)loop.acked, (unsigned long long)loop.rounds_without,
           (unsigned long long)loop.options.seed, (double)(now_ms() - start) / 1000.0);
    (void)fclose(loop.acks);
    (void)unlink(loop.acks_path);
    return 0;
}
