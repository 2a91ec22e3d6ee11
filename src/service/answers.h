/* What services answer (answers.def), by service. */
#ifndef LL_SERVICE_ANSWERS_H
#define LL_SERVICE_ANSWERS_H

#include "service/answer_shape.h"
#include "service/service.h"

/* The words of answers.def; NULL: the service has no row. */
const char *ll_answers_words(const struct ll_service *service);
/* The shape of its answers, with what the runner adds to those of services that write. LL_ENOTFOUND
 * without a row; what ll_answer_shape_read fails with. */
LL_MUST enum ll_status ll_answers_shape(struct ll_arena *arena, const struct ll_service *service,
                                        const struct ll_answer_shape **ret_shape,
                                        struct ll_err *reterr);

#endif
