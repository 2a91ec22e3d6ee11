/* Kinds of objects, what every one begins with, and what they are kept in. Private to the audit. */
#ifndef LL_AUDIT_MODEL_OBJECT_H
#define LL_AUDIT_MODEL_OBJECT_H

#include "base/id.h"
#include "base/str.h"

/* Kinds of objects: symbol, word in the ledger, prefix of the id's text. */
#define LL_AUDIT_KINDS(X)                                                                          \
    X(NONE, "", "")                                                                                \
    X(PROGRAMME, "programme", "prg")                                                               \
    X(ORGANISATION, "organisation", "org")                                                         \
    X(FACILITY, "facility", "fac")                                                                 \
    X(COLLECTION, "collection", "col")                                                             \
    X(LOT, "lot", "lot")                                                                           \
    X(PACKAGE, "package", "pkg")                                                                   \
    X(LABEL_SHEET, "label_sheet", "lbs")                                                           \
    X(SHIPMENT, "shipment", "shp")                                                                 \
    X(HANDOVER, "handover", "hnd")                                                                 \
    X(NOTIFICATION, "notification", "ntf")                                                         \
    X(RECEIPT, "receipt", "rcp")                                                                   \
    X(TREATMENT, "treatment", "trt")                                                               \
    X(DISPATCH, "dispatch", "dsp")                                                                 \
    X(SETTLEMENT, "settlement", "stl")                                                             \
    X(CAMPAIGN, "campaign", "cmp")                                                                 \
    X(CASE, "case", "cas")                                                                         \
    X(ORDER_LINE, "order_line", "ord")                                                             \
    X(DOCUMENT, "document", "doc")                                                                 \
    X(CERTIFICATE, "certificate", "crt")                                                           \
    X(ANNEX, "annex", "anx")                                                                       \
    X(PLANT_KEY, "plant_key", "key")                                                               \
    X(SIGNING_KEY, "signing_key", "sgk")                                                           \
    X(CERTIFICATION, "certification", "cfn")                                                       \
    X(PLAN_STEP, "plan_step", "pls")                                                               \
    X(LICENCE, "licence", "lic")                                                                   \
    X(HOLD, "hold", "hld")                                                                         \
    X(USER, "user", "usr")                                                                         \
    X(TOKEN, "token", "tok")                                                                       \
    X(SITE, "site", "sit")                                                                         \
    X(WEBHOOK, "webhook", "whk")                                                                   \
    X(ENQUIRY, "enquiry", "enq")                                                                   \
    X(ACCESS_RULE, "access_rule", "acr")                                                           \
    X(CONTROL, "control", "ctl")                                                                   \
    X(CLASS, "class", "")                                                                          \
    X(REQUEST, "request", "req")

enum ll_audit_kind {
#define X(symbol, name, prefix) LL_KIND_##symbol,
    LL_AUDIT_KINDS(X)
#undef X
    LL_KIND_COUNT,
};
const char *ll_audit_kind_name(enum ll_audit_kind kind);
const char *ll_audit_kind_prefix(enum ll_audit_kind kind);

/* ---- containers ---- */
/* Bytes to a pointer. Keys are copied. Open addressing, at most half full. */
struct ll_map_slot {
    uint64_t hash;
    struct ll_str key;
    void *value; /* NULL: the slot is empty */
};
struct ll_map {
    struct ll_map_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};
/* Items one after another; pointers to them end with the next insertion. */
struct ll_vec {
    void *items;
    size_t count;
    size_t capacity;
};
#define LL_VEC_AT(vec, type, at) (&((type *)(vec)->items)[at])

/* ---- objects: what every one begins with ---- */
struct ll_object {
    enum ll_audit_kind kind;
    struct ll_id id;
    struct ll_id event_id; /* that made it */
    bool stored;           /* its row was seen */
};

#endif
