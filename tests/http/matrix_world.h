/*
 * What matrix_test.c asks about: two of everything, made by the services. "mine-…" are parts in one
 * programme, "zz-…" in another; "nb-…" is a neighbour, whose phones are of the same lot as mine.
 */
#ifndef LL_TESTS_HTTP_MATRIX_WORLD_H
#define LL_TESTS_HTTP_MATRIX_WORLD_H

#include "service/support.h"

#define LL_MATRIX_ASKERS (LL_ROLE_ROW_COUNT + 3)

enum whose {
    MINE,
    STRANGERS,
    NOBODYS,
    WHOSE_COUNT
};
extern const char *const ll_matrix_prefixes[WHOSE_COUNT];

/* What stands in a path's braces and behind a $ in a body. With a code: it begins with whose it is.
 */
#define KINDS(X)                                                                                   \
    X(none, NULL)                                                                                  \
    X(class, NULL)                                                                                 \
    X(organisation, "recycler")                                                                    \
    X(annex, NULL)                                                                                 \
    X(facility, "plant")                                                                           \
    X(programme, "prog")                                                                           \
    X(user, NULL)                                                                                  \
    X(token, NULL)                                                                                 \
    X(key, NULL)                                                                                   \
    X(did, NULL)                                                                                   \
    X(collection, NULL)                                                                            \
    X(lot, NULL)                                                                                   \
    X(package, "crate")                                                                            \
    X(bag, "bag")                                                                                  \
    X(depot, "depot")                                                                              \
    X(label, NULL)                                                                                 \
    X(empty, "empty")                                                                              \
    X(shipment, "ship")                                                                            \
    X(handover, NULL)                                                                              \
    X(incident, "going")                                                                           \
    X(receipt, NULL)                                                                               \
    X(treatment, NULL)                                                                             \
    X(dispatch, NULL)                                                                              \
    X(settlement, NULL)                                                                            \
    X(campaign, NULL)                                                                              \
    X(case, NULL)                                                                                  \
    X(order, "line")                                                                               \
    X(hold, NULL)                                                                                  \
    X(certificate, NULL)                                                                           \
    X(link, NULL)                                                                                  \
    X(static, NULL)                                                                                \
    X(group, NULL)                                                                                 \
    X(log, NULL)                                                                                   \
    X(form, NULL)                                                                                  \
    X(licence, NULL)                                                                               \
    X(notification, "ntf")                                                                         \
    X(webhook, NULL)                                                                               \
    X(imei, NULL)                                                                                  \
    X(device, NULL)                                                                                \
    X(digest, NULL)
enum kind {
#define X(name, code) KIND_##name,
    KINDS(X)
#undef X
    KIND_COUNT
};
struct ll_matrix_kind {
    const char *name;
    const char *code;
};
extern const struct ll_matrix_kind ll_matrix_kinds[KIND_COUNT];

struct ll_matrix_world {
    struct ll_ledger *ledger;
    const char *ids[KIND_COUNT][WHOSE_COUNT];
    const char *fields[LL_MATRIX_ASKERS]; /* of the requests of each role, and three others */
    struct ll_sign_key keys[WHOSE_COUNT]; /* of their plants */
    struct ll_str receipts[WHOSE_COUNT];  /* of five phones, signed and not recorded */
};

/* Fill a fresh ledger. */
void ll_matrix_make(struct ll_matrix_world *world, struct ll_ledger *ledger);
const char *ll_matrix_print(struct ll_arena *arena, const char *format, ...) LL_PRINTF(2, 3);

#endif
