#include "service/webhook_kind.h"

const struct ll_webhook_object_row ll_webhook_objects[LL_WEBHOOK_OBJECT_COUNT] = {
#define X(symbol, word, prefix) {word, prefix},
    LL_WEBHOOK_OBJECTS(X)
#undef X
};

enum {
#define X(symbol, word, prefix) symbol = 1 << LL_WEBHOOK_##symbol,
    LL_WEBHOOK_OBJECTS(X)
#undef X
};

const struct ll_webhook_kind_row ll_webhook_kinds[LL_EVENT_KIND_COUNT] = {
#define LL_WEBHOOK_KIND(SYMBOL, objects, with_public)                                              \
    [LL_EVENT_##SYMBOL] = {(uint32_t)(objects), with_public, false},
#define LL_WEBHOOK_KIND_END(SYMBOL, objects, with_public)                                          \
    [LL_EVENT_##SYMBOL] = {(uint32_t)(objects), with_public, true},
#include "service/webhook_kinds.def"
#undef LL_WEBHOOK_KIND
#undef LL_WEBHOOK_KIND_END
};

static enum ll_status refuse(struct ll_str name, bool is_known, struct ll_err *reterr)
{
    enum ll_status status =
        is_known
            ? LL_FAIL(reterr, LL_EINVAL, "only the operator is told of '%.*s'", LL_STR_ARG(name))
            : LL_FAIL(reterr, LL_EINVAL, "there is no kind of event '%.*s'", LL_STR_ARG(name));
    ll_err_where(reterr, "events");
    ll_err_hint(reterr,
                "for example %s; docs/webhooks.md lists them with what they are about, and "
                "so does GET /openapi.json",
                ll_event_kinds[LL_EVENT_CERTIFICATE_STATED].name);
    return status;
}

enum ll_status ll_webhook_kind_check(struct ll_str name, bool is_operator, struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_EVENT_KIND_COUNT; i++) {
        if (ll_str_eq_cstr(name, ll_event_kinds[i].name)) {
            return is_operator || ll_webhook_kinds[i].objects != 0 ? LL_OK
                                                                   : refuse(name, true, reterr);
        }
    }
    return refuse(name, false, reterr);
}
