/*
 * Prints a small signed document, by the key of a fixed seed: make_certificate [did|hex|multikey].
 * With a word it prints the public key in that form instead.
 */
#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "proof/data_integrity.h"

#define ARENA_BYTES ((size_t)1 << 20)

static struct ll_json *make_document(struct ll_arena *arena, const char *issuer)
{
    struct ll_json *context = ll_json_new_array(arena);
    ll_json_append(arena, context, ll_json_new_cstr(arena, "https://www.w3.org/ns/credentials/v2"));
    struct ll_json *subject = ll_json_new_object(arena);
    ll_json_set_integer(arena, subject, "units", 1240);
    struct ll_json *document = ll_json_new_object(arena);
    ll_json_set(arena, document, "@context", context);
    ll_json_set_cstr(arena, document, "id", "urn:test:certificate-1");
    ll_json_set_cstr(arena, document, "issuer", issuer);
    ll_json_set(arena, document, "credentialSubject", subject);
    return document;
}

static enum ll_status print_document(struct ll_arena *arena, struct ll_crypto *crypto,
                                     const struct ll_sign_key *key, struct ll_err *reterr)
{
    char did[LL_DID_KEY_SIZE];
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_json *proof;
    struct ll_json *signed_document;
    struct ll_signature signature;
    struct ll_str text;
    ll_did_key_format(&key->public_key, did);
    ll_did_key_method(&key->public_key, method);
    const struct ll_di_options options = {
        .method = ll_str_from_cstr(method),
        .created = LL_STR("2017-03-01T00:00:00Z"),
    };
    const struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct ll_json *document = make_document(arena, did);
    LL_TRY(ll_di_sign_input(arena, &functions, document, &options, input, &proof, reterr));
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(arena, document, proof, &signature, &signed_document, reterr));
    LL_TRY(ll_json_pretty(arena, signed_document, ARENA_BYTES, &text, reterr));
    printf("%.*s\n", LL_STR_ARG(text));
    return LL_OK;
}

static void print_key(const struct ll_public_key *key, const char *form)
{
    char did[LL_DID_KEY_SIZE];
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    ll_did_key_format(key, did);
    ll_multikey_public_format(key, multikey);
    for (size_t i = 0; strcmp(form, "hex") == 0 && i < sizeof(key->b); i++) {
        printf("%02x", key->b[i]);
    }
    printf("%s\n", strcmp(form, "did") == 0 ? did : strcmp(form, "multikey") == 0 ? multikey : "");
}

int main(int argc, char **argv)
{
    static const uint8_t seed[LL_SEED_SIZE] = {0x10, 0x0b, 0x1e, 0xd9, 0xe2};
    struct ll_arena arena;
    struct ll_crypto *crypto;
    struct ll_sign_key key;
    struct ll_err err = {0};
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    if (ll_crypto_open(&arena, &crypto, &err) != LL_OK) {
        fprintf(stderr, "make_certificate: %s\n", err.text);
        return 3;
    }
    ll_sign_key_from_seed(seed, &key);
    enum ll_status status = LL_OK;
    if (argc > 1) {
        print_key(&key.public_key, argv[1]);
    } else {
        status = print_document(&arena, crypto, &key, &err);
        fprintf(stderr, "%s", err.text);
    }
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    return status == LL_OK ? 0 : 1;
}
