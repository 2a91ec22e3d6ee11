/*
 * Filters of lists. A filter is an option named as the column that it looks at ("--country"), and a
 * nullable parameter of the list's query: what was not given (an empty text) filters nothing, what
 * names nothing there is refused as everywhere (service/find.h).
 *
 * A filtered page is read in the order of the list, past what does not fit: at 10^6 lots the rarest
 * value takes 0.12 s on either engine, and indexes would cost every lot on its way in.
 */
#ifndef LL_SERVICE_FILTER_H
#define LL_SERVICE_FILTER_H

#include "service/ctx.h"

LL_MUST enum ll_status ll_filter_class(struct ll_ctx *ctx, struct ll_str code, bool *ret_given,
                                       struct ll_str *ret_code, struct ll_err *reterr);
/* LL_EINVAL when there is no such country. */
LL_MUST enum ll_status ll_filter_country(struct ll_str country, bool *ret_given,
                                         struct ll_str *ret_country, struct ll_err *reterr);
LL_MUST enum ll_status ll_filter_organisation(struct ll_ctx *ctx, struct ll_str ref,
                                              bool *ret_given, struct ll_organisation_id *ret_id,
                                              struct ll_err *reterr);
LL_MUST enum ll_status ll_filter_facility(struct ll_ctx *ctx, struct ll_str ref, bool *ret_given,
                                          struct ll_facility_id *ret_id, struct ll_err *reterr);
LL_MUST enum ll_status ll_filter_programme(struct ll_ctx *ctx, struct ll_str ref, bool *ret_given,
                                           struct ll_programme_id *ret_id, struct ll_err *reterr);

/* The first day of a month that a list is narrowed to, and the day after it; not given: any day. */
struct ll_date ll_filter_from(bool is_given, struct ll_month month);
struct ll_date ll_filter_before(bool is_given, struct ll_month month);

#endif
