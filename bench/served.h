/*
 * The program as it is shipped, run beside nginx: processes, what they take of the processor, and
 * single requests. All of it exits when something fails.
 */
#ifndef LL_BENCH_SERVED_H
#define LL_BENCH_SERVED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define BENCH_PATH_BYTES 512

/* A folder of this run, and the program beside the benchmark's own (`own`: argv[0]). */
void bench_place_open(const char *own);
void bench_place_close(void);
const char *bench_program(void);
const char *bench_folder(void);

/* ---- processes ---- */
/* error_fd < 0: what it says is thrown away. It ends with the benchmark. */
pid_t bench_run_program(const char *const *words, int error_fd);
int bench_wait_for(pid_t pid); /* its exit code, or -1 */
void bench_end_process(pid_t pid);
/* Seconds of processor time of a process's threads. */
double bench_spent_by(pid_t pid);

struct bench_served {
    char data[BENCH_PATH_BYTES];
    char socket_path[BENCH_PATH_BYTES]; /* the local one */
    int port;                           /* the other, of 127.0.0.1 */
    pid_t pid;
    FILE *said; /* open while it runs: it may say more */
};
/* The demonstration in `dir`, or a new one (NULL), on PostgreSQL if `target` is not NULL. */
void bench_served_demo(struct bench_served *served, const char *dir, const char *target);
/* By one thread, with no limits of how much one may ask. */
void bench_served_start(struct bench_served *served);
void bench_served_stop(struct bench_served *served);

/* ---- one answer ---- */
int bench_connect_local(const char *path); /* -1: nobody listens */
/* The body of one answer, as a string until the next is asked for. */
char *bench_get(const char *socket_path, const char *target);
/* The same as a page; NULL: it is none, or is refused. */
char *bench_get_page(const char *socket_path, const char *target);

/* ---- beside nginx ---- */
struct bench_read {
    const char *target;
    const char *accept; /* NULL: anything */
    bool by_port;       /* as the world outside asks, not over the local socket */
    bool is_made;       /* spelt in so many ways that it is not found among what is kept */
    int64_t asked;      /* so often, then */
};
/* 64 clients that ask for one thing, beside a file of its size from nginx with one worker: prints
 * their rates, processor times and waits. False: there is no nginx. */
bool bench_beside_nginx(const struct bench_served *served, const struct bench_read *read);

#endif
