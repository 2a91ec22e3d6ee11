#include "service/filter.h"

#include "service/country.h"
#include "service/find.h"

#define DAYS_MAX 100000000 /* after any year; its microseconds are a time still */

enum ll_status ll_filter_class(struct ll_ctx *ctx, struct ll_str code, bool *ret_given,
                               struct ll_str *ret_code, struct ll_err *reterr)
{
    struct ll_q_device_class_by_code_row row;
    if (code.len > 0) {
        LL_TRY(ll_find_class(ctx, code, &row, reterr));
        *ret_code = row.class_code;
    }
    *ret_given = code.len > 0;
    return LL_OK;
}

enum ll_status ll_filter_country(struct ll_str country, bool *ret_given, struct ll_str *ret_country,
                                 struct ll_err *reterr)
{
    if (country.len > 0) {
        LL_TRY(ll_country_check(country, reterr));
        *ret_country = country;
    }
    *ret_given = country.len > 0;
    return LL_OK;
}

enum ll_status ll_filter_organisation(struct ll_ctx *ctx, struct ll_str ref, bool *ret_given,
                                      struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    if (ref.len > 0) {
        LL_TRY(ll_find_organisation(ctx, ref, &row, reterr));
        *ret_id = row.organisation_id;
    }
    *ret_given = ref.len > 0;
    return LL_OK;
}

enum ll_status ll_filter_facility(struct ll_ctx *ctx, struct ll_str ref, bool *ret_given,
                                  struct ll_facility_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_row row;
    if (ref.len > 0) {
        LL_TRY(ll_find_facility(ctx, ref, &row, reterr));
        *ret_id = row.facility_id;
    }
    *ret_given = ref.len > 0;
    return LL_OK;
}

enum ll_status ll_filter_programme(struct ll_ctx *ctx, struct ll_str ref, bool *ret_given,
                                   struct ll_programme_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row row;
    if (ref.len > 0) {
        LL_TRY(ll_find_programme(ctx, ref, &row, reterr));
        *ret_id = row.programme_id;
    }
    *ret_given = ref.len > 0;
    return LL_OK;
}

/* Before 1970, when nothing was recorded: -1 stands for no day. */
struct ll_date ll_filter_from(bool is_given, struct ll_month month)
{
    return is_given ? ll_month_start(month) : (struct ll_date){-1};
}

struct ll_date ll_filter_before(bool is_given, struct ll_month month)
{
    return is_given ? ll_month_end(month) : (struct ll_date){DAYS_MAX};
}
