/*
 * The body of a certificate: a W3C credential in JSON that says what is known, by stage, and what
 * in it is calculated or a convention.
 */
#ifndef LL_SERVICE_CERTIFICATE_BODY_H
#define LL_SERVICE_CERTIFICATE_BODY_H

#include "proof/multikey.h"
#include "service/ctx.h"
#include "service/event_bodies.h"
#include "service/grow.h"
#include "service/status_list.h"

#define LL_CERTIFICATE_CONTEXT "urn:loopledger:certificate:1"
#define LL_CERTIFICATE_SERIAL_SIZE 20 /* "LL-", 16 characters, zero */

/* One order line's part: the positions cited, joined. */
struct ll_certified_line {
    struct ll_str code;
    struct ll_str class_code;
    struct ll_organisation_id payer_id;
    bool has_reseller_id;
    struct ll_organisation_id reseller_id;
    enum ll_measure measure;
    int64_t units;        /* of counted scrap that is cited for it */
    int64_t positions;    /* devices, or grams */
    struct ll_grow spans; /* of struct ll_span */
};
/* Scrap of one class from one country, counted or not. */
struct ll_certified_scrap {
    char class_code[64 + 1];
    char country[3];
    enum ll_measure measure;
    int64_t units; /* devices, or grams */
};
/* What a plant's receipt covers of it. */
struct ll_certified_receipt {
    struct ll_receipt_id receipt_id;
    int64_t units; /* or grams, as the receipt counts */
};

/* What one document demands of it. */
struct ll_certified_purchase {
    struct ll_document_id document_id;
    struct ll_date issued_on;
    enum ll_measure measure;
    int64_t positions; /* devices, or grams */
};

/* Cited units that a treatment made something of. */
struct ll_certified_treated {
    struct ll_treatment_id treatment_id;
    struct ll_lot_span units;
};
/* Their share of what came of it. */
struct ll_certified_material {
    struct ll_str fraction;
    struct ll_mass mass;
    bool is_calculated; /* not weighed */
};

struct ll_certified {
    char serial[LL_CERTIFICATE_SERIAL_SIZE];
    int64_t revision;
    enum ll_stage stage;
    struct ll_str programme_code;
    int64_t programme_version;
    struct ll_organisation_id operator_id;
    struct ll_organisation_id beneficiary_id;
    int64_t units;       /* counted devices */
    int64_t uncounted_g; /* and grams of what nobody counted */
    int64_t mass_g;      /* of all of it */
    int64_t lots;
    int64_t collections;
    int64_t unpaid_units;       /* of collections without a price, or of none */
    int64_t found_units;        /* that nobody brought */
    unsigned triggers;          /* a bit for each enum ll_trigger of the demand */
    bool has_period;            /* of the documents that brought the demand */
    struct ll_date period_from; /* the first and the last date */
    struct ll_date period_to;
    struct ll_grow lines;     /* of struct ll_certified_line */
    struct ll_grow purchases; /* of struct ll_certified_purchase: by date, id, measure */
    struct ll_grow scrap;     /* of struct ll_certified_scrap */
    struct ll_grow receipts;  /* of struct ll_certified_receipt */
    unsigned bases;           /* a bit for each enum ll_receipt_basis of these; for the words */
    bool has_certifications;  /* any of their plants was certified; for the words */
    struct ll_grow materials; /* of struct ll_certified_material: by fraction */
    struct ll_grow reissued;  /* of struct ll_reissued_item: revoked ones that cited some of it */
    struct ll_str replaces;   /* serial of the one that it supersedes, or empty */
    struct ll_status_place status;
    int64_t dropped_units; /* cited by the revision or certificate before it; have left since */
    int64_t dropped_g;     /* the same of what nobody counted */
};

/*
 * The body without its proof. `issuer` is the DID of the signing key. Names come from the annex.
 * LL_ENOMEM, LL_ELIMIT, the store's errors.
 */
LL_MUST enum ll_status ll_certificate_body(struct ll_ctx *ctx, const struct ll_certified *certified,
                                           const char issuer[LL_DID_KEY_SIZE],
                                           struct ll_json **ret_body, struct ll_err *reterr);

#endif
