/* Counts of the server, by route, and how long requests took. Lock-free; read as they stand. */
#ifndef LL_EDGE_HTTP_METRICS_H
#define LL_EDGE_HTTP_METRICS_H

#include "edge/http/route.h"

struct ll_metrics;
/* LL_ENOMEM. */
LL_MUST enum ll_status ll_metrics_open(struct ll_metrics **ret_metrics, struct ll_err *reterr);
void ll_metrics_close(struct ll_metrics *metrics);
/* `route` NULL: none was found. */
void ll_metrics_note(struct ll_metrics *metrics, const struct ll_route *route, int status,
                     int64_t took_us);
/* In Prometheus' text form. */
void ll_metrics_write(const struct ll_metrics *metrics, struct ll_strbuf *out);

#endif
