/*
 * Who may do what: roles, permissions, and the table that joins them (permission.def). Pure.
 */
#ifndef LL_SERVICE_PERMISSION_H
#define LL_SERVICE_PERMISSION_H

#include "core/types.h"

enum ll_permission {
#define LL_PERMISSION(NAME, name, help, roles) LL_MAY_##NAME,
#include "service/permission.def"
#undef LL_PERMISSION
    LL_PERMISSION_COUNT,
};

struct ll_permission_row {
    const char *name;
    const char *help;
    uint32_t roles; /* a bit 1 << role each */
};
extern const struct ll_permission_row ll_permission_rows[LL_PERMISSION_COUNT];

/* The roles that somebody has, as bits. */
struct ll_roles {
    uint32_t bits;
};
/* Asked from afar: LOCAL never is, PUBLIC always; the administrator may the rest. */
bool ll_roles_may(struct ll_roles roles, enum ll_permission permission);
/* Is it one of those that only the operator's own people have? */
bool ll_role_is_operators(enum ll_role role);

#endif
