/* What packages go through besides what is in them: their labels. Private to the audit. */
#ifndef LL_AUDIT_MODEL_CUSTODY_H
#define LL_AUDIT_MODEL_CUSTODY_H

#include "audit/model_object.h"

struct ll_case;
struct ll_organisation;
struct ll_package;
struct ll_programme;

/* One of a sheet: open until it has a package or a reason. */
struct ll_label {
    struct ll_label_sheet *sheet;
    struct ll_str code, reason;
    const struct ll_package *package;
    struct ll_id used_in; /* the event */
    int64_t number, used_on;
    bool stored, use_stored;
};
struct ll_label_sheet {
    struct ll_object o;
    struct ll_programme *programme;
    struct ll_organisation *organisation;
    struct ll_vec labels; /* of struct ll_label * */
};

/* A departure that nothing authorised. */
struct ll_incident {
    struct ll_case *under;
    struct ll_organisation *found_by;
    struct ll_str cause, lacked, document_digest, outcome, reason, clearing_digest;
    struct ll_id event_id;
    int64_t found_on, cleared_on;
    bool is_cleared, stored;
};

#endif
