#include "crypto/password.h"

#include <sodium.h>
#include <string.h>

#define PASSES 3
#define MEMORY_BYTES ((size_t)64 << 20)

_Static_assert(crypto_pwhash_STRBYTES == LL_PASSWORD_HASH_MAX, "hash of a password");

/* Of the same cost, and of no password that anybody knows. */
static const char nobodys[] = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum ll_status ll_password_hash(struct ll_str password, char ret_hash[LL_PASSWORD_HASH_MAX],
                                struct ll_err *reterr)
{
    if (crypto_pwhash_str_alg(ret_hash, password.ptr, password.len, PASSES, MEMORY_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to hash the password");
    }
    return LL_OK;
}

bool ll_password_is(struct ll_str hash, struct ll_str password)
{
    char text[LL_PASSWORD_HASH_MAX] = "";
    bool known = hash.len > 0 && hash.len < sizeof(text);
    memcpy(text, known ? hash.ptr : nobodys, known ? hash.len : sizeof(nobodys) - 1);
    return crypto_pwhash_str_verify(text, password.ptr, password.len) == 0 && known;
}

bool ll_password_hash_is_old(struct ll_str hash)
{
    char text[LL_PASSWORD_HASH_MAX] = "";
    if (hash.len == 0 || hash.len >= sizeof(text)) {
        return false;
    }
    memcpy(text, hash.ptr, hash.len);
    return crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY_BYTES) != 0;
}
