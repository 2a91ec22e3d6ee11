/*
 * HTTP clients for measuring: connections that are kept, each with one request under way or a few,
 * in one thread, so that what they take of the processor stays the same whoever answers.
 */
#ifndef LL_BENCH_LOAD_H
#define LL_BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

struct load {
    const char *local_path; /* a Unix socket; NULL: `port` of 127.0.0.1 */
    int port;
    int connections;
    double seconds;
    double rate; /* requests a second, spread evenly; 0: each as soon as the last is answered */
    int depth;   /* so many may be under way on one connection, sent together; 0: one */
    /* The next request's bytes; returns how many. */
    size_t (*make)(void *ctx, int64_t number, char *ret_bytes, size_t room);
    void *ctx;
};

/* How long answers of a kind took, in microseconds. */
struct load_times {
    int64_t count;
    double p50_us;
    double p99_us;
};

struct load_result {
    double seconds;
    int64_t body_bytes; /* of the last answer */
    int64_t failed;     /* neither 2xx nor 429 nor 503, or no answer */
    struct load_times accepted;
    struct load_times refused; /* 429 and 503 */
};

/* Runs for load->seconds and until the last answer. Exits when it cannot connect. */
void bench_load(const struct load *load, struct load_result *ret_result);

#endif
