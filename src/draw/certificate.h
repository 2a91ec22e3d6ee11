/*
 * A certificate on one A4 page: what was done for whom, by stage, with a code to check it by. The
 * page says what the signed certificate says and no more (promise 13): below `received` it is a
 * commitment; it never speaks of neutrality. Lists too long for the page end in their sum.
 */
#ifndef LL_DRAW_CERTIFICATE_H
#define LL_DRAW_CERTIFICATE_H

#include "base/locale.h"
#include "core/types.h"
#include "draw/scene.h"

/* What the certificate stands for on the day of printing. */
enum ll_standing {
    LL_STANDING_VALID,
    LL_STANDING_UNDER_REVIEW, /* a later fact may change it */
    LL_STANDING_SUPERSEDED,   /* by another revision or certificate */
    LL_STANDING_REVOKED,      /* it states nothing any more */
};

/* What may be said of the public log. */
enum ll_printed_log {
    LL_PRINTED_LOG_UNSAID,
    LL_PRINTED_LOG_PENDING, /* its entry is not under a signed checkpoint yet */
    LL_PRINTED_LOG_ENTERED,
};

/* Where the signed certificate and its proof are. */
enum ll_printed_proof {
    LL_PRINTED_PROOF_ELSEWHERE, /* the issuer has them */
    LL_PRINTED_PROOF_ATTACHED,  /* to the file that the page is in */
};

/* An amount in pieces or, where they are not counted, in grams. */
struct ll_printed_amount {
    bool is_mass;
    struct ll_units units; /* when not is_mass */
    struct ll_mass mass;   /* when is_mass */
};

/* The client's devices of one class. */
struct ll_printed_demand {
    struct ll_str class_code;
    struct ll_printed_amount amount;
};
/* One document that brought demand. */
struct ll_printed_purchase {
    struct ll_str document; /* its number; empty when erased or not to be named */
    bool has_date;
    struct ll_date date;
    struct ll_printed_amount amount;
};
/* Scrap devices of one class from one country, or the mass of what nobody counted. */
struct ll_printed_scrap {
    struct ll_str country; /* ISO 3166-1, two capitals */
    struct ll_str class_code;
    struct ll_printed_amount amount;
};
/* That a plant was certified on the day it received. */
struct ll_printed_certification {
    struct ll_str standard; /* code: r2v3 */
    struct ll_str number;
    struct ll_date valid_to;
};
/* A plant that received them, by its receipts. */
struct ll_printed_plant {
    struct ll_str name;
    struct ll_str operator_name;
    struct ll_str country;
    struct ll_printed_amount amount;
    struct ll_date received_from; /* first and last day of its receipts */
    struct ll_date received_to;
    const struct ll_printed_certification *certifications;
    size_t certification_count;
    unsigned bases; /* a bit for each enum ll_receipt_basis of its receipts */
};

/* A departure without authority of units that it cites, and whether two people cleared that. */
struct ll_printed_incident {
    struct ll_printed_amount scrap;
    struct ll_date departed_on;
    struct ll_date found_on;
    bool is_cleared;
    struct ll_date cleared_on;
};

/* A share of what treatments made. */
struct ll_printed_material {
    struct ll_str fraction; /* code: boards */
    struct ll_mass mass;
    bool is_calculated; /* not weighed */
};

/* Steps that need two people and that nobody but one person, or the machine, stood behind: to the
 * certificate, to lots that it cites, or to the key that signs it. */
struct ll_printed_control {
    enum ll_control_step step;
    struct ll_date from; /* the first and the last of them */
    struct ll_date to;
};

/* All that stands on the page, as facts. Texts are UTF-8; may be empty where nothing else is said.
 * Everything is borrowed. */
struct ll_printed_certificate {
    struct ll_str serial;
    int64_t revision;    /* 1 … */
    enum ll_stage stage; /* accepted … recycled */
    enum ll_standing standing;
    struct ll_str standing_reason;
    struct ll_str replaces; /* a serial, or empty */
    struct ll_str superseded_by;
    const struct ll_str *reissued_from; /* serials of revoked ones that cited some of it */
    size_t reissued_count;
    struct ll_date issued_on;
    struct ll_str issuer;
    struct ll_str beneficiary;
    const struct ll_str *payers;
    size_t payer_count;
    const struct ll_str *resellers;
    size_t reseller_count;
    struct ll_str programme_code;
    int64_t programme_version;
    unsigned triggers; /* a bit for each enum ll_trigger of the demand */
    bool has_period;   /* of the documents' dates */
    struct ll_date period_from;
    struct ll_date period_to;
    const struct ll_printed_demand *demand;
    size_t demand_count; /* 1 or more */
    const struct ll_printed_purchase *purchases;
    size_t purchase_count; /* 0: not listed */
    const struct ll_printed_scrap *scrap;
    size_t scrap_count;  /* 1 or more */
    struct ll_mass mass; /* of all of it, weighed at collection */
    int64_t lots;
    int64_t collections;
    bool is_paid;            /* every collection has a price */
    struct ll_units dropped; /* cited by earlier revisions, and no more: they left the programme */
    struct ll_mass dropped_uncounted; /* the same of what nobody counted */
    const struct ll_printed_plant *plants;
    size_t plant_count; /* 0 below received */
    const struct ll_printed_material *materials;
    size_t material_count; /* 0: nothing is known of it */
    /* What is calculated or conventional: the sentences of the signed certificate, in English;
     * those that the catalogues know are printed in the page's language. */
    const struct ll_str *notes;
    size_t note_count;
    const struct ll_printed_control *controls; /* printed before the notes */
    size_t control_count;
    const struct ll_printed_incident *incidents; /* likewise */
    size_t incident_count;
    struct ll_str check_url; /* https; empty: the code holds the serial alone */
    enum ll_printed_log log;
    enum ll_printed_proof proof;
};

/*
 * The page as a scene in `arena`. At most one page whatever the input; names and lists are cut, and
 * lists before notes, since these qualify what is claimed.
 * LL_EINVAL: a text that is not UTF-8, an address that is not https, no demand or scrap, a stage
 * that is no certificate's, a negative amount. LL_ELIMIT: an address too long for a QR code.
 * LL_EOVERFLOW: amounts whose sum is above the maximum. LL_ENOMEM. About 5 ms.
 */
LL_MUST enum ll_status ll_certificate_print(const struct ll_printed_certificate *certificate,
                                            const struct ll_locale *locale, struct ll_fonts *fonts,
                                            struct ll_arena *arena, struct ll_scene *ret_scene,
                                            struct ll_err *reterr);

#endif
