/* What packages go through besides what is in them: their labels. Private to the audit. */
#ifndef LL_AUDIT_MODEL_CUSTODY_H
#define LL_AUDIT_MODEL_CUSTODY_H

#include "audit/model_object.h"

struct ll_case;
struct ll_organisation;
struct ll_package;
struct ll_plant_key;
struct ll_programme;
struct ll_shipment;

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

/* What one side signed of a hand-over. */
struct ll_signed_part {
    bool has_by;
    struct ll_id by;
    struct ll_str digest, signature; /* empty: it did not, or by no key */
    struct ll_plant_key *key;
};
struct ll_handed {
    struct ll_package *package;
    int64_t gross_g; /* 0: it was not weighed */
    struct ll_str seal, cause;
    struct ll_case *under;
    bool stored;
};
struct ll_handover {
    struct ll_object o;
    struct ll_organisation *giver, *receiver;
    struct ll_shipment *shipment;
    struct ll_handover *corrects, *corrected_by;
    struct ll_handover *next;     /* that corrects it, at once or once both signed that */
    struct ll_handover *replaces; /* what both signed, and stands until this is taken */
    struct ll_str condition;
    int64_t given_on, taken_on;
    bool is_taken;
    struct ll_signed_part given, taken;
    struct ll_id note_annex_id; /* zero: none */
    struct ll_str note_digest;
    struct ll_vec packages; /* of struct ll_handed */
};

/* A departure that nothing authorised. */
struct ll_incident {
    struct ll_case *under;
    struct ll_shipment *of;
    struct ll_organisation *found_by;
    struct ll_str cause, lacked, document_digest, outcome, reason, clearing_digest;
    struct ll_id event_id;
    int64_t found_on, cleared_on;
    bool is_cleared, stored;
};

#endif
