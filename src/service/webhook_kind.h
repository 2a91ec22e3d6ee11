/*
 * Who may be told of what: kinds of events, and the objects in which one has to have a part. The
 * operator, which is an organisation that operates a programme, may be told of everything.
 */
#ifndef LL_SERVICE_WEBHOOK_KIND_H
#define LL_SERVICE_WEBHOOK_KIND_H

#include "service/event.h"

#define LL_WEBHOOK_PING LL_STR("ping")

/* Kinds of objects: symbol, word in the table of parties, prefix of the id's text. */
#define LL_WEBHOOK_OBJECTS(X)                                                                      \
    X(COLLECTION, "collection", "col")                                                             \
    X(LOT, "lot", "lot")                                                                           \
    X(SHIPMENT, "shipment", "shp")                                                                 \
    X(RECEIPT, "receipt", "rcp")                                                                   \
    X(ORDER_LINE, "order_line", "ord")                                                             \
    X(CERTIFICATE, "certificate", "crt")

enum ll_webhook_object {
#define X(symbol, word, prefix) LL_WEBHOOK_##symbol,
    LL_WEBHOOK_OBJECTS(X)
#undef X
    LL_WEBHOOK_OBJECT_COUNT,
};
struct ll_webhook_object_row {
    const char *word;
    const char *prefix;
};
extern const struct ll_webhook_object_row ll_webhook_objects[LL_WEBHOOK_OBJECT_COUNT];

struct ll_webhook_kind_row {
    uint32_t objects; /* bits 1 << enum ll_webhook_object; 0: for the operator alone */
    bool with_public;
    bool is_end; /* whoever has a part in what it is about may have none after it */
};
extern const struct ll_webhook_kind_row ll_webhook_kinds[LL_EVENT_KIND_COUNT];

/* LL_EINVAL: no such kind, or not for those who are not the operator. */
LL_MUST enum ll_status ll_webhook_kind_check(struct ll_str name, bool is_operator,
                                             struct ll_err *reterr);

#endif
