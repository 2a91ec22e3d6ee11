/*
 * Order lines: standing demand, one line per programme, client, class and terms.
 */
#ifndef LL_SERVICE_ORDER_H
#define LL_SERVICE_ORDER_H

#include "core/measure.h"
#include "service/service.h"
#include "store/q_demand.h"

extern const struct ll_service ll_service_order_open;
extern const struct ll_service ll_service_order_list;
extern const struct ll_service ll_service_order_progress;
extern const struct ll_service ll_service_order_show;
extern const struct ll_service ll_service_order_trail;

/* What a line in grams counts is no units: its members say so from here on. */
void ll_order_name_grams(struct ll_json *line);

struct ll_order_terms {
    struct ll_programme_id programme_id;
    struct ll_organisation_id payer_id;
    struct ll_organisation_id beneficiary_id;
    bool has_reseller_id;
    struct ll_organisation_id reseller_id;
    struct ll_str class_code;
    enum ll_measure measure; /* by the programme's rule of the class */
    struct ll_str code;
    struct ll_list countries; /* of struct ll_str, in order, each once; empty: any */
    bool has_vintage_from;
    struct ll_month vintage_from;
    bool has_vintage_to;
    struct ll_month vintage_to;
    bool has_funder_id;
    struct ll_organisation_id funder_id;
    struct ll_str standard; /* or empty */
};

/* Open a line whose terms were checked. LL_ECONSTRAINT when the code is taken. */
LL_MUST enum ll_status ll_order_open(struct ll_ctx *ctx, const struct ll_order_terms *terms,
                                     struct ll_order_line_id *ret_order_line_id,
                                     struct ll_err *reterr);
/* How the programme counts demand of this class. LL_EREFUSED when no rule of it serves the class.
 */
LL_MUST enum ll_status ll_order_rule(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                     struct ll_str class_code, struct ll_equivalence *ret_rule,
                                     struct ll_err *reterr);

/* By code or id. LL_ENOTFOUND. */
LL_MUST enum ll_status ll_find_order_line(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_q_order_line_by_id_row *ret_row,
                                          struct ll_err *reterr);
/* The same, of what never changes about it. */
LL_MUST enum ll_status ll_find_order_terms(struct ll_ctx *ctx, struct ll_str ref,
                                           struct ll_q_order_line_terms_row *ret_row,
                                           struct ll_err *reterr);

#endif
