/* Receiving scrap: what collection receive and collection import share. */
#ifndef LL_SERVICE_COLLECTION_H
#define LL_SERVICE_COLLECTION_H

#include "service/ctx.h"
#include "store/q_registry.h"

struct ll_collection_input {
    struct ll_date collected_on;
    struct ll_str collector;
    struct ll_file evidence;
    bool evidence_again; /* take it in as doubtful when the evidence was shown before */
    struct ll_str evidence_digest;
    struct ll_str facility;
    struct ll_list lots; /* of struct ll_str: "feature_phone_nb:180:16.2kg:removed" */
    struct ll_money price;
    struct ll_str programme;
    struct ll_str record;
    int source; /* enum ll_source; 0: collection */
};

/*
 * Check and store one collection inside the open transaction, and put its ids into `answer`.
 * *ret_facility_id: where it lies. The same record of a collector with the same content changes
 * nothing ("repeated": true). Every error of `collection receive`: LL_EINVAL, LL_ENOTFOUND,
 * LL_ECONFLICT, the store's.
 */
LL_MUST enum ll_status ll_collection_receive(struct ll_ctx *ctx,
                                             const struct ll_collection_input *in,
                                             struct ll_json *answer,
                                             struct ll_facility_id *ret_facility_id,
                                             struct ll_err *reterr);

/*
 * Is the mean mass of a device plausible for the class: from half its low to one and a half times
 * its high figure? LL_EOVERFLOW when there are more than can be weighed.
 */
LL_MUST enum ll_status ll_collection_mass_fits(
    struct ll_units units, struct ll_mass mass,
    const struct ll_q_device_class_by_code_row *class_row, bool *ret_fits, struct ll_err *reterr);

#endif
