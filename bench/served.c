#define _GNU_SOURCE
#include "served.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger.h"
#include "load.h"

#define ANSWER_BYTES ((size_t)4 << 20)
#define NS_A_SECOND 1e9
#define ROUNDS 5
#define ROUND_S 1.0
#define CLIENTS 64
#define SPELLING_BITS 14 /* so many answers as large as a page are more than are kept */

static char program[BENCH_PATH_BYTES];
static char folder[] = "/tmp/loopledger-bench-XXXXXX";

/* ---- where ---- */

void bench_place_open(const char *own)
{
    const char *slash = strrchr(own, '/');
    int len = slash == NULL ? 0 : (int)(slash - own) + 1;
    (void)snprintf(program, sizeof(program), "%.*sloopledger", len, own);
    bench_must(mkdtemp(folder) != NULL, "no folder");
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)stat;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void bench_place_close(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *bench_program(void)
{
    return program;
}

const char *bench_folder(void)
{
    return folder;
}

/* ---- processes ---- */

pid_t bench_run_program(const char *const *words, int error_fd)
{
    pid_t pid = fork();
    bench_must(pid >= 0, "cannot fork");
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* whatever becomes of the benchmark */
        int null = open("/dev/null", O_RDWR);
        (void)dup2(null, 0);
        (void)dup2(null, 1);
        (void)dup2(error_fd >= 0 ? error_fd : null, 2);
        execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    return pid;
}

int bench_wait_for(pid_t pid)
{
    int status = 0;
    bench_must(waitpid(pid, &status, 0) == pid, "a process is gone");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void bench_end_process(pid_t pid)
{
    (void)kill(pid, SIGTERM);
    (void)bench_wait_for(pid);
}

/* By the scheduler's own count: ticks of 10 ms tell nothing of one request. */
double bench_spent_by(pid_t pid)
{
    char path[BENCH_PATH_BYTES];
    double spent = 0;
    (void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    bench_must(threads != NULL, "no /proc");
    for (const struct dirent *thread = readdir(threads); thread != NULL;
         thread = readdir(threads)) {
        unsigned long long ns = 0;
        (void)snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat", (int)pid,
                       thread->d_name);
        FILE *file = thread->d_name[0] == '.' ? NULL : fopen(path, "re");
        if (file != NULL) {
            bench_must(fscanf(file, "%llu", &ns) == 1, "/proc/PID/schedstat reads otherwise");
            (void)fclose(file);
        }
        spent += (double)ns / NS_A_SECOND;
    }
    (void)closedir(threads);
    return spent;
}

void bench_served_stop(struct bench_served *served)
{
    bench_end_process(served->pid);
    (void)fclose(served->said);
}

void bench_served_demo(struct bench_served *served, const char *dir, const char *target)
{
    const char *words[] = {program,      "demo",    "--data",
                           served->data, "--quiet", target == NULL ? NULL : "--store",
                           target,       NULL};
    if (dir != NULL) {
        (void)snprintf(served->data, sizeof(served->data), "%s", dir);
        return;
    }
    (void)snprintf(served->data, sizeof(served->data), "%s/demo%s", folder,
                   target == NULL ? "" : "-postgres");
    bench_must(bench_wait_for(bench_run_program(words, STDERR_FILENO)) == 0,
               "loopledger demo fails");
}

void bench_served_start(struct bench_served *served)
{
    static const char mark[] = "listening on http://127.0.0.1:";
    const char *const words[] = {program,     "serve",       "--data",  served->data,
                                 "--listen",  "127.0.0.1:0", "--rates", "0",
                                 "--threads", "1",           NULL};
    char line[256] = "the server does not start";
    int ends[2];
    const char *at = NULL;
    (void)snprintf(served->socket_path, sizeof(served->socket_path), "%.480s/server.sock",
                   served->data);
    bench_must(pipe2(ends, O_CLOEXEC) == 0, "no pipe");
    served->pid = bench_run_program(words, ends[1]);
    (void)close(ends[1]);
    served->said = fdopen(ends[0], "r");
    bench_must(served->said != NULL, "no pipe");
    while (at == NULL && fgets(line, sizeof(line), served->said) != NULL) {
        at = strstr(line, mark);
    }
    bench_must(at != NULL, line); /* what it said last */
    served->port = (int)strtol(at + sizeof(mark) - 1, NULL, 10);
}

/* ---- one answer ---- */

int bench_connect_local(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bench_must(fd >= 0 && strlen(path) < sizeof(at.sun_path), "no socket");
    memcpy(at.sun_path, path, strlen(path));
    if (connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static int connect_port(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bench_must(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0,
               "nobody listens there");
    return fd;
}

/* All that came over a connection, from its first line on. */
static char *ask(int fd, const char *target, const char *kind)
{
    static char answer[ANSWER_BYTES];
    char request[4 * BENCH_PATH_BYTES];
    size_t got = 0;
    bench_must(fd >= 0, "nobody listens");
    int len = snprintf(request, sizeof(request),
                       "GET %s HTTP/1.1\r\nHost: x\r\nAccept: %s\r\nConnection: close\r\n\r\n",
                       target, kind);
    bench_must(len < (int)sizeof(request) && write(fd, request, (size_t)len) == len, "cannot send");
    for (ssize_t more = 1; more > 0 && got < sizeof(answer) - 1; got += (size_t)more) {
        more = read(fd, answer + got, sizeof(answer) - 1 - got);
        bench_must(more >= 0, "cannot read");
    }
    (void)close(fd);
    answer[got] = '\0';
    bench_must(strstr(answer, "\r\n\r\n") != NULL, "no answer");
    return answer;
}

static char *body_of(char *answer)
{
    bench_must(strstr(answer, " 200 ") == answer + 8, answer);
    return strstr(answer, "\r\n\r\n") + 4;
}

char *bench_get(const char *socket_path, const char *target)
{
    return body_of(ask(bench_connect_local(socket_path), target, "*/*"));
}

char *bench_get_page(const char *socket_path, const char *target)
{
    char *answer = ask(bench_connect_local(socket_path), target, "text/html");
    char *body = strstr(answer, "\r\n\r\n");
    const char *is_html = strcasestr(answer, "content-type: text/html");
    bool is_page = strstr(answer, " 200 ") == answer + 8 && is_html != NULL && is_html < body;
    return is_page ? body + 4 : NULL;
}

/* ---- nginx ---- */

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    bench_must(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0, "cannot write");
}

struct nginx {
    char socket_path[BENCH_PATH_BYTES];
    int port;
    pid_t pid;
};

/* Somebody else may take it before nginx does: then that does not start. */
static int free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bench_must(fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 &&
                   getsockname(fd, (struct sockaddr *)&at, &len) == 0,
               "no port");
    (void)close(fd);
    return ntohs(at.sin_port);
}

/* In one process, with `text` as /file. False: it is not there. */
static bool start_nginx(const char *text, struct nginx *nginx)
{
    char conf[BENCH_PATH_BYTES];
    char file[BENCH_PATH_BYTES];
    char lines[2048];
    const char *const words[] = {"nginx", "-p", folder, "-c", conf, "-e", "/dev/null", NULL};
    nginx->port = free_port();
    (void)snprintf(conf, sizeof(conf), "%s/nginx.conf", folder);
    (void)snprintf(file, sizeof(file), "%s/file", folder);
    (void)snprintf(nginx->socket_path, sizeof(nginx->socket_path), "%s/nginx.sock", folder);
    (void)snprintf(lines, sizeof(lines),
                   "daemon off; master_process off; pid %s/nginx.pid; error_log /dev/null;\n"
                   "events { worker_connections 1024; }\n"
                   "http { access_log off; sendfile on; keepalive_requests 1000000000;\n"
                   "default_type application/json; open_file_cache max=100;\n"
                   "client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s;\n"
                   "uwsgi_temp_path %s; scgi_temp_path %s;\n"
                   "server { listen unix:%s; listen 127.0.0.1:%d; root %s; } }\n",
                   folder, folder, folder, folder, folder, folder, nginx->socket_path, nginx->port,
                   folder);
    write_file(conf, lines);
    write_file(file, text);
    nginx->pid = bench_run_program(words, -1);
    for (int i = 0; i < 100; i++) {
        const struct timespec pause = {.tv_nsec = 20000000};
        int fd = bench_connect_local(nginx->socket_path);
        if (fd >= 0) {
            (void)close(fd);
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    (void)kill(nginx->pid, SIGKILL);
    (void)bench_wait_for(nginx->pid);
    return false;
}

/* ---- beside nginx ---- */

static const char *kind_of(const struct bench_read *read)
{
    return read->accept == NULL ? "*/*" : read->accept;
}

struct reading {
    double rates[ROUNDS];
    double cpu_us[ROUNDS];
    double p50_us[ROUNDS];
    double p99_us[ROUNDS];
};

/* Another spelling of the target's last word: which of its letters are written in hex. */
static size_t put_spelling(const char *target, int64_t number, char *ret_bytes, size_t room)
{
    const char *word = strrchr(target, '/') + 1;
    size_t len = (size_t)snprintf(ret_bytes, room, "GET %.*s", (int)(word - target), target);
    for (int i = 0; word[i] != '\0'; i++) {
        bool is_hex = i < SPELLING_BITS && ((uint64_t)number >> i & 1) != 0;
        len += (size_t)snprintf(ret_bytes + len, room - len, is_hex ? "%%%02X" : "%c",
                                (unsigned char)word[i]);
    }
    return len;
}

static size_t make_read(void *ctx, int64_t number, char *ret_bytes, size_t room)
{
    struct bench_read *read = ctx;
    (void)number; /* begins anew in each round, when what was made in the last is still kept */
    size_t len = put_spelling(read->target, read->is_made ? read->asked++ : 0, ret_bytes, room);
    return len + (size_t)snprintf(ret_bytes + len, room - len,
                                  " HTTP/1.1\r\nHost: x\r\nAccept: %s\r\n\r\n", kind_of(read));
}

static void read_some(const char *socket_path, int port, struct bench_read *read, pid_t pid,
                      int round, struct reading *reading)
{
    struct load_result result;
    const struct load load = {.local_path = read->by_port ? NULL : socket_path,
                              .port = port,
                              .connections = CLIENTS,
                              .seconds = ROUND_S,
                              .make = make_read,
                              .ctx = read};
    double before = bench_spent_by(pid);
    bench_load(&load, &result);
    bench_must(result.failed == 0, "reads fail");
    reading->rates[round] = (double)result.accepted.count / result.seconds;
    reading->cpu_us[round] = (bench_spent_by(pid) - before) * 1e6 / (double)result.accepted.count;
    reading->p50_us[round] = result.accepted.p50_us;
    reading->p99_us[round] = result.accepted.p99_us;
}

static void print_reading(const struct bench_read *read, size_t bytes, struct reading *ours,
                          struct reading *theirs, double *ratio)
{
    double cpu = bench_median(ours->cpu_us, ROUNDS);
    double nginx_cpu = bench_median(theirs->cpu_us, ROUNDS);
    (void)printf("%s%s, %zu bytes: %.0f/s, nginx %.0f/s: %.0f %%; processor time each %.1f us, "
                 "nginx %.1f us: %.0f %%;\n  p50 %.2f ms, p99 %.2f ms (nginx %.2f, %.2f)\n",
                 read->target, read->is_made ? " made" : "", bytes,
                 bench_median(ours->rates, ROUNDS), bench_median(theirs->rates, ROUNDS),
                 100 * bench_median(ratio, ROUNDS), cpu, nginx_cpu, 100 * nginx_cpu / cpu,
                 bench_median(ours->p50_us, ROUNDS) / 1e3, bench_median(ours->p99_us, ROUNDS) / 1e3,
                 bench_median(theirs->p50_us, ROUNDS) / 1e3,
                 bench_median(theirs->p99_us, ROUNDS) / 1e3);
    (void)fflush(stdout);
}

bool bench_beside_nginx(const struct bench_served *served, const struct bench_read *read)
{
    struct reading ours;
    struct reading theirs;
    double ratio[ROUNDS];
    struct nginx nginx = {.port = 0};
    struct bench_read asked = *read;
    struct bench_read of_file = {.target = "/file", .by_port = read->by_port};
    int fd = read->by_port ? connect_port(served->port) : bench_connect_local(served->socket_path);
    const char *text = body_of(ask(fd, read->target, kind_of(read)));
    size_t bytes = strlen(text);
    if (!start_nginx(text, &nginx)) {
        (void)printf("reads: not measured without nginx\n");
        return false;
    }
    for (int i = 0; i < ROUNDS; i++) {
        read_some(nginx.socket_path, nginx.port, &of_file, nginx.pid, i, &theirs);
        read_some(served->socket_path, served->port, &asked, served->pid, i, &ours);
        ratio[i] = ours.rates[i] / theirs.rates[i];
    }
    bench_end_process(nginx.pid);
    print_reading(read, bytes, &ours, &theirs, ratio);
    return true;
}
