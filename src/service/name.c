#include "service/name.h"

#include "core/claim.h"

/* What stands between these marks in a sentence is a legal name, and nothing else is. */
static enum ll_status refuse_marks(struct ll_str name, struct ll_err *reterr)
{
    if (ll_str_find(name, LL_STR(LL_CLAIM_QUOTE_OPEN), false) == SIZE_MAX &&
        ll_str_find(name, LL_STR(LL_CLAIM_QUOTE_CLOSE), false) == SIZE_MAX) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the name holds the marks %s or %s",
                                    LL_CLAIM_QUOTE_OPEN, LL_CLAIM_QUOTE_CLOSE);
    ll_err_where(reterr, "name");
    ll_err_hint(reterr, "legal names are printed between them: write plain quotes, or none");
    return status;
}

static enum ll_status refuse_claim(const char *where, const struct ll_claim *claim,
                                   struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "'%.*s' may not stand on certificates: %s",
                LL_STR_ARG(ll_str_sub(claim->words, 0, 60)), ll_claim_kind_why(claim->kind));
    ll_err_where(reterr, "%s", where);
    return status;
}

enum ll_status ll_name_printed(struct ll_ctx *ctx, struct ll_str name, bool is_legal,
                               struct ll_str *ret_name, struct ll_err *reterr)
{
    struct ll_claim claim;
    LL_TRY(refuse_marks(name, reterr));
    if (!is_legal) {
        if (ll_claim_find(name, LL_CLAIM_ANY, false, &claim)) {
            enum ll_status status = refuse_claim("name", &claim, reterr);
            ll_err_hint(reterr, "leave it out; if the name is registered so, add --legal-name: it "
                                "is then printed in quotation marks");
            return status;
        }
        *ret_name = name;
        return LL_OK;
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, name.len + 8);
    ll_strbuf_cstr(&buf, LL_CLAIM_QUOTE_OPEN);
    ll_strbuf_str(&buf, name);
    ll_strbuf_cstr(&buf, LL_CLAIM_QUOTE_CLOSE);
    return ll_strbuf_finish(&buf, ret_name, reterr);
}

enum ll_status ll_name_code(struct ll_str code, struct ll_err *reterr)
{
    struct ll_claim claim;
    if (!ll_claim_find(code, LL_CLAIM_ANY, false, &claim)) {
        return LL_OK;
    }
    enum ll_status status = refuse_claim("code", &claim, reterr);
    ll_err_hint(reterr, "codes are printed beside names: choose another");
    return status;
}
