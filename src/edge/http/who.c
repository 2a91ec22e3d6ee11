#include "edge/http/who.h"

enum ll_status ll_who_asks(struct ll_http_exchange *exchange, struct ll_who *ret_who,
                           struct ll_err *reterr)
{
    (void)reterr;
    *ret_who = (struct ll_who){
        .actor = exchange->is_local ? exchange->peer : LL_STR("anonymous"),
        .viewer = {.is_limited = !exchange->is_local},
        .is_local = exchange->is_local,
        .is_known = exchange->is_local,
    };
    return LL_OK;
}

enum ll_status ll_who_may(const struct ll_who *who, enum ll_permission permission,
                          struct ll_err *reterr)
{
    if (who->is_local || ll_roles_may(who->viewer.roles, permission)) {
        return LL_OK;
    }
    if (who->is_known) {
        return LL_FAIL(reterr, LL_EPERM, "your roles do not include: %s",
                       ll_permission_rows[permission].help);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "this is not for everybody");
    ll_err_hint(reterr, "sign in, or send a token: Authorization: Bearer ll_...");
    return status;
}
