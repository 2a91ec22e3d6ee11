#include "service/permission.h"

#define LL_ROLE_BIT(role) (1U << LL_ROLE_##role)
#define LL_ANYBODY UINT32_MAX
#define LL_NOBODY 0U
/* The roles of others than the operator. */
#define LL_BY_PART                                                                                 \
    (LL_ROLE_BIT(CLIENT) | LL_ROLE_BIT(RESELLER) | LL_ROLE_BIT(RECYCLER) | LL_ROLE_BIT(CARRIER) |  \
     LL_ROLE_BIT(WAREHOUSE) | LL_ROLE_BIT(AGENT) | LL_ROLE_BIT(AUDITOR) | LL_ROLE_BIT(OFFICIAL))

const struct ll_permission_row ll_permission_rows[LL_PERMISSION_COUNT] = {
#define LL_PERMISSION(NAME, name, help, roles) {name, help, roles},
#include "service/permission.def"
#undef LL_PERMISSION
};

bool ll_roles_may(struct ll_roles roles, enum ll_permission permission)
{
    if (permission == LL_MAY_PUBLIC) {
        return true;
    }
    bool is_admin = (roles.bits & LL_ROLE_BIT(ADMIN)) != 0;
    return permission != LL_MAY_LOCAL &&
           (is_admin || (roles.bits & ll_permission_rows[permission].roles) != 0);
}

bool ll_role_is_operators(enum ll_role role)
{
    return ((1U << role) & (LL_ROLE_BIT(ADMIN) | LL_ROLE_BIT(LOGISTICS) | LL_ROLE_BIT(PERMITS) |
                            LL_ROLE_BIT(FINANCE) | LL_ROLE_BIT(PROGRAMME))) != 0;
}
