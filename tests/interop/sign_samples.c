/*
 * Prints signed documents with random content, one a line, for checkers in other languages:
 *     sign_samples COUNT
 * Strings over all of Unicode, numbers over all of double, names that sort differently in UTF-8 and
 * UTF-16.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "crypto/crypto.h"
#include "proof/data_integrity.h"
#include "support/random.h"

#define TEXT_BYTES_MAX ((size_t)1 << 20)

/* Any code point but surrogates, low ones more often. */
static void put_code_point(struct ll_strbuf *out, struct ll_test_random *random)
{
    static const uint32_t limits[] = {0x80, 0x100, 0x3000, 0x10000, 0x110000};
    uint32_t c = (uint32_t)ll_test_random_below(random, limits[ll_test_random_below(random, 5)]);
    if (c >= 0xd800 && c < 0xe000) {
        c -= 0x1000;
    }
    if (c < 0x80) {
        ll_strbuf_char(out, (char)c);
        return;
    }
    int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint32_t lead[] = {0, 0xc0, 0xe0, 0xf0};
    ll_strbuf_char(out, (char)(lead[tail] | (c >> (6 * tail))));
    while (tail-- > 0) {
        ll_strbuf_char(out, (char)(0x80 | ((c >> (6 * tail)) & 0x3f)));
    }
}

static struct ll_str random_text(struct ll_arena *arena, struct ll_test_random *random,
                                 size_t length)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, arena, 4096);
    for (size_t i = 0; i < length; i++) {
        put_code_point(&buf, random);
    }
    LL_ASSERT(ll_strbuf_finish(&buf, &text, NULL) == LL_OK);
    return text;
}

static struct ll_json *random_number(struct ll_arena *arena, struct ll_test_random *random)
{
    if (ll_test_random_below(random, 2) == 0) {
        return ll_json_new_integer(arena, (int64_t)ll_test_random_below(random, 1000000));
    }
    double number;
    uint64_t bits = ll_test_random_next(random);
    if ((bits >> 52U & 0x7ffU) == 0x7ffU) {
        bits ^= UINT64_C(1) << 62U; /* not infinite, no NaN */
    }
    memcpy(&number, &bits, sizeof(number));
    struct ll_json *value = ll_json_new_null(arena);
    LL_ASSERT(value != NULL);
    *value = (struct ll_json){.type = LL_JSON_NUMBER, .number = number};
    return value;
}

static struct ll_json *random_object(struct ll_arena *arena, struct ll_test_random *random)
{
    struct ll_json *object = ll_json_new_object(arena);
    for (uint64_t i = ll_test_random_below(random, 12); i > 0; i--) {
        struct ll_str text = random_text(arena, random, 1 + ll_test_random_below(random, 3));
        char *name = ll_str_to_cstr(arena, text);
        LL_ASSERT(name != NULL);
        if (ll_json_get(object, name) == NULL) {
            struct ll_json *value =
                ll_test_random_below(random, 2) == 0
                    ? random_number(arena, random)
                    : ll_json_new_string(
                          arena, random_text(arena, random, ll_test_random_below(random, 20)));
            ll_json_set(arena, object, name, value);
        }
    }
    return object;
}

static struct ll_json *random_document(struct ll_arena *arena, struct ll_test_random *random,
                                       const char *did, bool with_context)
{
    struct ll_json *document = ll_json_new_object(arena);
    if (with_context) {
        struct ll_json *context = ll_json_new_array(arena);
        ll_json_append(arena, context,
                       ll_json_new_cstr(arena, "https://www.w3.org/ns/credentials/v2"));
        ll_json_append(arena, context, random_object(arena, random));
        ll_json_set(arena, document, "@context", context);
    }
    ll_json_set_cstr(arena, document, "issuer", did);
    ll_json_set_cstr(arena, document, "validFrom", "2026-03-01T00:00:00Z");
    ll_json_set(arena, document, "credentialSubject", random_object(arena, random));
    return document;
}

static void print_signed(struct ll_arena *arena, const struct ll_proof_crypto *functions,
                         const struct ll_sign_key *key, const struct ll_json *document)
{
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    struct ll_signature signature;
    struct ll_str text;
    struct ll_err err = {0};
    ll_did_key_method(&key->public_key, method);
    const struct ll_di_options options = {ll_str_from_cstr(method), LL_STR("2026-03-02T10:00:00Z")};
    LL_ASSERT(ll_di_sign_input(arena, functions, document, &options, input, &proof, &err) == LL_OK);
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_ASSERT(ll_di_attach(arena, document, proof, &signature, &whole, &err) == LL_OK);
    LL_ASSERT(ll_json_canonical(arena, whole, TEXT_BYTES_MAX, &text, &err) == LL_OK);
    (void)printf("%.*s\n", LL_STR_ARG(text));
}

int main(int argc, char **argv)
{
    int64_t count = 0;
    if (argc != 2 || ll_str_to_i64(ll_str_from_cstr(argv[1]), &count) != LL_OK) {
        (void)fprintf(stderr, "usage: sign_samples COUNT\n");
        return 2;
    }
    struct ll_test_random random = {.state = 20260301}; /* stdout holds documents alone */
    struct ll_arena arena;
    struct ll_arena own;
    struct ll_crypto *crypto = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    ll_arena_init(&own, &ll_arena_malloc, (size_t)1 << 20);
    LL_ASSERT(ll_crypto_open(&own, &crypto, NULL) == LL_OK);
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    for (int64_t i = 0; i < count; i++) {
        struct ll_sign_key key;
        char did[LL_DID_KEY_SIZE];
        uint8_t seed[LL_SEED_SIZE];
        ll_test_random_fill(&random, seed, sizeof(seed));
        ll_sign_key_from_seed(seed, &key);
        ll_did_key_format(&key.public_key, did);
        print_signed(&arena, &functions, &key, random_document(&arena, &random, did, i % 3 != 0));
        ll_arena_reset(&arena);
    }
    ll_crypto_close(crypto);
    ll_arena_release(&own);
    ll_arena_release(&arena);
    return 0;
}
