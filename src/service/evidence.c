#include "service/evidence.h"

enum ll_status ll_evidence_digest(struct ll_ctx *ctx, const char *option,
                                  const struct ll_file *file, struct ll_str digest,
                                  struct ll_str *ret_digest, struct ll_err *reterr)
{
    bool has_file = file->name.len > 0;
    if (has_file == (digest.len > 0)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL,
                                        has_file ? LL_R("%s is given as a file and as a digest")
                                                 : LL_R("%s is missing"),
                                        option);
        ll_err_hint(reterr, "give --%s FILE, or with --%s-digest its SHA-256 as 64 hex digits",
                    option, option);
        return status;
    }
    if (!has_file) {
        *ret_digest = digest;
        return LL_OK;
    }
    uint8_t *bytes = LL_NEW_ARRAY(ctx->arena, uint8_t, LL_DIGEST_SIZE);
    if (bytes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a digest");
    }
    ll_crypto_sha256(ctx->crypto, file->bytes, bytes);
    *ret_digest = (struct ll_str){(const char *)bytes, LL_DIGEST_SIZE};
    return LL_OK;
}
