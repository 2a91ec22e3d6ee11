/* What a programme's rules say of a lot. */
#ifndef LL_SERVICE_PROGRAMME_H
#define LL_SERVICE_PROGRAMME_H

#include "service/ctx.h"

/*
 * Why the rules of a programme keep a lot from serving demand: "class-not-in-programme", "too-old"
 * (collected before its oldest vintage), or nothing. Cost: the classes of the programme.
 */
LL_MUST enum ll_status ll_programme_refuses(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                            struct ll_month oldest_vintage,
                                            struct ll_str class_code, struct ll_month vintage,
                                            struct ll_str *ret_reason, struct ll_err *reterr);

#endif
