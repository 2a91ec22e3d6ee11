#include "edge/http/metrics.h"

#include <stdatomic.h>
#include <string.h>

#define CLASSES 6 /* of statuses: [2] is 2xx; [0] is not used */

/* Upper ends of what is counted apart, in microseconds; what took longer is in the count only. */
static const int64_t ends_us[] = {500,   1000,  2500,   5000,   10000,
                                  25000, 50000, 100000, 250000, 1000000};
#define ENDS (sizeof(ends_us) / sizeof(ends_us[0]))

struct counts {
    atomic_llong of_class[CLASSES];
};

struct ll_metrics {
    atomic_llong within[ENDS];
    atomic_llong count;
    atomic_llong took_us;
    struct counts none;     /* no route */
    struct counts routes[]; /* [ll_route_count] */
};

static size_t size_of(void)
{
    return sizeof(struct ll_metrics) + ll_route_count * sizeof(struct counts);
}

enum ll_status ll_metrics_open(struct ll_metrics **ret_metrics, struct ll_err *reterr)
{
    struct ll_metrics *metrics = ll_arena_malloc.take(ll_arena_malloc.ctx, size_of());
    if (metrics == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(metrics, 0, size_of());
    *ret_metrics = metrics;
    return LL_OK;
}

void ll_metrics_close(struct ll_metrics *metrics)
{
    if (metrics != NULL) {
        ll_arena_malloc.give(ll_arena_malloc.ctx, metrics, size_of());
    }
}

void ll_metrics_note(struct ll_metrics *metrics, const struct ll_route *route, int status,
                     int64_t took_us)
{
    struct counts *counts = route == NULL ? &metrics->none : &metrics->routes[route - ll_routes];
    int class = status / 100;
    if (class > 0 && class < CLASSES) {
        atomic_fetch_add_explicit(&counts->of_class[class], 1, memory_order_relaxed);
    }
    for (size_t i = 0; i < ENDS; i++) {
        if (took_us <= ends_us[i]) {
            atomic_fetch_add_explicit(&metrics->within[i], 1, memory_order_relaxed);
        }
    }
    atomic_fetch_add_explicit(&metrics->count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->took_us, took_us, memory_order_relaxed);
}

static void write_counts(const struct counts *counts, const char *method, const char *path,
                         struct ll_strbuf *out)
{
    for (int class = 1; class < CLASSES; class ++) {
        long long count = atomic_load_explicit(&counts->of_class[class], memory_order_relaxed);
        if (count > 0) {
            ll_strbuf_fmt(out,
                          "loopledger_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} "
                          "%lld\n",
                          method, path, class, count);
        }
    }
}

void ll_metrics_write(const struct ll_metrics *metrics, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "# HELP loopledger_requests_total Requests answered.\n"
                        "# TYPE loopledger_requests_total counter\n");
    write_counts(&metrics->none, "", "", out);
    for (size_t i = 0; i < ll_route_count; i++) {
        write_counts(&metrics->routes[i], ll_method_names[ll_routes[i].method], ll_routes[i].path,
                     out);
    }
    ll_strbuf_cstr(out, "# HELP loopledger_request_seconds How long requests took.\n"
                        "# TYPE loopledger_request_seconds histogram\n");
    for (size_t i = 0; i < ENDS; i++) {
        ll_strbuf_fmt(out, "loopledger_request_seconds_bucket{le=\"%lld.%06lld\"} %lld\n",
                      (long long)(ends_us[i] / 1000000), (long long)(ends_us[i] % 1000000),
                      (long long)atomic_load_explicit(&metrics->within[i], memory_order_relaxed));
    }
    long long count = atomic_load_explicit(&metrics->count, memory_order_relaxed);
    long long took_us = atomic_load_explicit(&metrics->took_us, memory_order_relaxed);
    ll_strbuf_fmt(out,
                  "loopledger_request_seconds_bucket{le=\"+Inf\"} %lld\n"
                  "loopledger_request_seconds_sum %lld.%06lld\n"
                  "loopledger_request_seconds_count %lld\n",
                  count, took_us / 1000000, took_us % 1000000, count);
}
