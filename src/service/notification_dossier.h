/* What the files of notifications share: reading a draft, and a whole dossier. */
#ifndef LL_SERVICE_NOTIFICATION_DOSSIER_H
#define LL_SERVICE_NOTIFICATION_DOSSIER_H

#include "core/permit.h"
#include "service/ctx.h"
#include "store/q_notification.h"

struct ll_dossier {
    struct ll_notification_id notification_id;
    struct ll_str code;
    struct ll_q_notification_whole_row row;
    struct ll_list states;   /* of struct ll_q_notification_state_all_row */
    struct ll_list carriers; /* of struct ll_q_notification_carrier_all_row */
    struct ll_list papers;   /* of struct ll_q_notification_document_all_row */
    struct ll_list texts;    /* of struct ll_q_notification_text_all_row */
    struct ll_list steps;    /* of struct ll_q_notification_step_all_row */
    bool has_acknowledged;   /* by the authority of destination, or what cannot be without it */
    struct ll_date acknowledged;
};

/* Found by `ref`, among what the viewer sees. LL_ENOTFOUND, LL_ENOMEM, the store's errors. Six
 * seeks. */
LL_MUST enum ll_status ll_dossier_read(struct ll_ctx *ctx, struct ll_str ref,
                                       struct ll_dossier *ret_dossier, struct ll_err *reterr);
/* What the permit rules say of it, by its first departure. */
LL_MUST enum ll_status ll_dossier_decide(struct ll_ctx *ctx, const struct ll_dossier *dossier,
                                         struct ll_permit_decision *ret_decision,
                                         struct ll_err *reterr);
/* What of it a rule asks about, from the words that are kept. */
void ll_dossier_facts(struct ll_str stream, struct ll_str battery, struct ll_str purpose,
                      struct ll_str operation, struct ll_permit_facts *facts);
/* How many fields and papers 'notification check' says are missing. */
LL_MUST enum ll_status ll_dossier_missing(struct ll_ctx *ctx, const struct ll_dossier *dossier,
                                          int64_t *ret_missing, struct ll_err *reterr);

#endif
