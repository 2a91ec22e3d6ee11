/*
 * Credentials as signed tokens: what we make is read again, RFC 8037's own vector agrees on the
 * signature, and every way in which a token can be wrong has its reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/base64.h"
#include "proof/jws.h"
#include "support/shared_data.h"

#define TEXT_BYTES_MAX ((size_t)1 << 20)

struct fixture {
    struct ll_arena arena;
    struct ll_crypto *crypto;
    struct ll_proof_crypto functions;
    struct ll_sign_key key;
    char did[LL_DID_KEY_SIZE];
    char method[LL_DID_KEY_METHOD_SIZE];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    uint8_t seed[LL_SEED_SIZE];
    for (size_t i = 0; i < sizeof(seed); i++) {
        seed[i] = (uint8_t)i;
    }
    ll_arena_init(&f->arena, &ll_arena_malloc, (size_t)256 << 20);
    assert_int_equal(ll_crypto_open(&f->arena, &f->crypto, NULL), LL_OK);
    f->functions = ll_crypto_for_proof(f->crypto);
    ll_sign_key_from_seed(seed, &f->key);
    ll_did_key_format(&f->key.public_key, f->did);
    ll_did_key_method(&f->key.public_key, f->method);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ll_crypto_close(f->crypto);
    ll_arena_release(&f->arena);
    free(f);
    return 0;
}

/* printf into the arena. */
static struct ll_str text_of(struct fixture *f, const char *format, ...) LL_PRINTF(2, 3);
static struct ll_str text_of(struct fixture *f, const char *format, ...)
{
    char *buffer = ll_arena_alloc(&f->arena, 4096, 1);
    va_list args;
    assert_non_null(buffer);
    va_start(args, format);
    int length = vsnprintf(buffer, 4096, format, args);
    va_end(args);
    assert_true(length >= 0 && length < 4096);
    return (struct ll_str){buffer, (size_t)length};
}

#define HEADER "{\"alg\":\"EdDSA\",\"cty\":\"vc\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}"
#define PAYLOAD                                                                                    \
    "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\",\"" LL_CONTEXT_UNTP "\"],"                      \
    "\"credentialSubject\":{\"units\":1240},\"id\":\"urn:test:1\",\"issuer\":{\"id\":\"%s\"},"     \
    "\"type\":[\"DigitalConformityCredential\",\"VerifiableCredential\"],"                         \
    "\"validFrom\":\"2026-03-01T00:00:00Z\"}"

/* Signed whatever the parts hold. */
static struct ll_str sign(struct fixture *f, struct ll_str header, struct ll_str payload)
{
    struct ll_strbuf buf;
    struct ll_str input;
    struct ll_str token;
    struct ll_signature signature;
    ll_strbuf_init(&buf, &f->arena, TEXT_BYTES_MAX);
    ll_base64_put(&buf, LL_BASE64_URL, header);
    ll_strbuf_char(&buf, '.');
    ll_base64_put(&buf, LL_BASE64_URL, payload);
    assert_int_equal(ll_strbuf_finish(&buf, &input, NULL), LL_OK);
    ll_sign(&f->key, input, &signature);
    assert_int_equal(ll_jws_attach(&f->arena, input, &signature, &token, NULL), LL_OK);
    return token;
}

static struct ll_jws_verdict verify(struct fixture *f, struct ll_str token)
{
    struct ll_jws_opened opened;
    struct ll_jws_verdict verdict;
    struct ll_err err = {0};
    assert_int_equal(
        ll_jws_verify(&f->arena, &f->functions, token, &ll_di_did_key, &opened, &verdict, &err),
        LL_OK);
    assert_int_equal(verdict.outcome, ll_jws_outcome(verdict.reason));
    return verdict;
}

static void expect(struct fixture *f, struct ll_str token, enum ll_jws_reason reason)
{
    struct ll_jws_verdict verdict = verify(f, token);
    if (verdict.reason != reason) {
        print_error("'%s' where '%s' is due: %.*s\n", ll_jws_reason_code(verdict.reason),
                    ll_jws_reason_code(reason), LL_STR_ARG(token));
    }
    assert_int_equal(verdict.reason, reason);
}

static void made_is_read(void **state)
{
    struct fixture *f = *state;
    struct ll_json *credential = NULL;
    struct ll_jws_opened opened;
    struct ll_str input;
    struct ll_str token;
    struct ll_signature signature;
    struct ll_err err = {0};
    struct ll_str payload = text_of(f, PAYLOAD, f->did);
    assert_int_equal(ll_json_read(&f->arena, payload, TEXT_BYTES_MAX, &credential, &err), LL_OK);
    assert_int_equal(ll_jws_sign_input(&f->arena, LL_JWS_CONFORMITY, credential,
                                       ll_str_from_cstr(f->method), &input, &err),
                     LL_OK);
    ll_sign(&f->key, input, &signature);
    assert_int_equal(ll_jws_attach(&f->arena, input, &signature, &token, &err), LL_OK);
    expect(f, token, LL_JWS_VALID);
    assert_true(ll_jws_looks_like(token));
    assert_true(ll_str_eq(token, sign(f, text_of(f, HEADER, f->method), payload)));
    assert_int_equal(ll_jws_open(&f->arena, LL_JWS_CONFORMITY, token, &opened, &err), LL_OK);
    assert_true(ll_str_eq_cstr(opened.issuer, f->did));
    assert_true(ll_str_eq_cstr(opened.method, f->method));
    assert_true(ll_str_eq_cstr(opened.valid_from, "2026-03-01T00:00:00Z"));
    /* Nobody else's key may be named. */
    struct ll_json *other = NULL;
    assert_int_equal(ll_json_read(&f->arena, text_of(f, PAYLOAD, "did:web:a.example"),
                                  TEXT_BYTES_MAX, &other, &err),
                     LL_OK);
    assert_int_equal(ll_jws_sign_input(&f->arena, LL_JWS_CONFORMITY, other,
                                       ll_str_from_cstr(f->method), &input, &err),
                     LL_EINVAL);
}

/* RFC 8037, A.4: key, input and signature. */
static void published_vector(void **state)
{
    struct fixture *f = *state;
    static const char input[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    uint8_t seed[LL_SEED_SIZE];
    size_t count = 0;
    struct ll_sign_key key;
    struct ll_signature signature;
    struct ll_str token;
    assert_int_equal(ll_base64_decode(LL_BASE64_URL,
                                      LL_STR("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"),
                                      sizeof(seed), seed, &count),
                     LL_OK);
    assert_int_equal(count, sizeof(seed));
    ll_sign_key_from_seed(seed, &key);
    ll_sign(&key, ll_str_from_cstr(input), &signature);
    assert_int_equal(ll_jws_attach(&f->arena, ll_str_from_cstr(input), &signature, &token, NULL),
                     LL_OK);
    assert_true(ll_str_eq_cstr(
        token, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt"
               "7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"));
    expect(f, token, LL_JWS_TYPE); /* sound, and no credential */
}

struct header_row {
    const char *header; /* %s: the method */
    enum ll_jws_reason reason;
};
static const struct header_row header_rows[] = {
    {"{\"alg\":\"Ed25519\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_VALID},
    {"{\"alg\":\"none\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_ALGORITHM},
    {"{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_ALGORITHM},
    {"{\"alg\":\"eddsa\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_ALGORITHM},
    {"{\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_ALGORITHM},
    {"{\"alg\":[\"EdDSA\"],\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_ALGORITHM},
    {"{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_HEADER},
    {"{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_CRITICAL},
    {"{\"alg\":\"EdDSA\",\"crit\":[],\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_CRITICAL},
    {"{\"alg\":\"EdDSA\",\"jwk\":{},\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_CARRIED_KEY},
    {"{\"alg\":\"EdDSA\",\"jku\":\"\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_CARRIED_KEY},
    {"{\"alg\":\"EdDSA\",\"x5c\":[],\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_CARRIED_KEY},
    {"{\"alg\":\"EdDSA\",\"b64\":false,\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_HEADER_MEMBER},
    {"{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"JWT\"}", LL_JWS_TYPE},
    {"{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", LL_JWS_TYPE},
    {"{\"alg\":\"EdDSA\",\"cty\":\"vp\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"}", LL_JWS_TYPE},
    {"{\"alg\":\"EdDSA\",\"kid\":\"key-1%.0s\",\"typ\":\"vc+jwt\"}", LL_JWS_METHOD},
    {"{\"alg\":\"EdDSA\",\"typ\":\"vc+jwt\"%.0s}", LL_JWS_METHOD},
    {"{\"alg\":\"EdDSA\",\"kid\":\"did:web:a.example#k%.0s\",\"typ\":\"vc+jwt\"}",
     LL_JWS_KEY_UNKNOWN},
    {"[\"%s\"]", LL_JWS_HEADER},
    {"{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"vc+jwt\"", LL_JWS_HEADER},
    {"null%.0s", LL_JWS_HEADER},
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void headers(void **state)
{
    struct fixture *f = *state;
    struct ll_str payload = text_of(f, PAYLOAD, f->did);
    for (size_t i = 0; i < sizeof(header_rows) / sizeof(header_rows[0]); i++) {
        struct ll_str header = text_of(f, header_rows[i].header, f->method);
        expect(f, sign(f, header, payload), header_rows[i].reason);
    }
    /* A header longer than any of ours is not even decoded. */
    char *long_header = ll_arena_alloc(&f->arena, 4000, 1);
    memset(long_header, ' ', 4000);
    expect(f, sign(f, (struct ll_str){long_header, 4000}, payload), LL_JWS_HEADER);
}
#pragma GCC diagnostic pop

struct payload_row {
    const char *from; /* in the good payload, first place */
    const char *to;
    enum ll_jws_reason reason;
};
static const struct payload_row payload_rows[] = {
    {"\"units\":1240", "\"units\":1241", LL_JWS_VALID}, /* signed so */
    {"\"id\":\"urn:test:1\"", "\"id\":\"urn:test:1\",\"id\":\"urn:test:1\"", LL_JWS_PAYLOAD},
    {"\"id\":\"urn:test:1\"", "\"proof\":{}", LL_JWS_PAYLOAD_MEMBER},
    {"\"id\":\"urn:test:1\"", "\"vc\":{}", LL_JWS_PAYLOAD_MEMBER},
    {LL_CONTEXT_UNTP "\"", LL_CONTEXT_UNTP "\",\"https://a.example/\"", LL_JWS_CONTEXT},
    {LL_CONTEXT_UNTP "\"", LL_CONTEXT_UNTP "\",{\"units\":\"https://a.example/\"}", LL_JWS_CONTEXT},
    {"untp/0.7.0", "untp/0.6.0", LL_JWS_CONTEXT},
    {"credentials/v2", "credentials/v1", LL_JWS_CONTEXT},
    {"\"@context\"", "\"context\"", LL_JWS_CONTEXT},
    {"\"DigitalConformityCredential\",", "", LL_JWS_CREDENTIAL},
    {",\"VerifiableCredential\"", "", LL_JWS_CREDENTIAL},
    {"\"issuer\"", "\"issuers\"", LL_JWS_ISSUER},
    {"did:key:z6Mkeh", "did:key:z6Mkei", LL_JWS_CONTROLLER},
    {"2026-03-01T00:00:00Z", "2026-02-30T00:00:00Z", LL_JWS_VALID_FROM},
    {"\"validFrom\"", "\"valid\"", LL_JWS_VALID_FROM},
    {"}", "", LL_JWS_PAYLOAD},
};

static struct ll_str with(struct fixture *f, struct ll_str text, const char *from, const char *to)
{
    size_t at = ll_str_find(text, ll_str_from_cstr(from), false);
    assert_true(at != SIZE_MAX);
    return text_of(f, "%.*s%s%.*s", (int)at, text.ptr, to, (int)(text.len - at - strlen(from)),
                   text.ptr + at + strlen(from));
}

static void payloads(void **state)
{
    struct fixture *f = *state;
    struct ll_str header = text_of(f, HEADER, f->method);
    struct ll_str good = text_of(f, PAYLOAD, f->did);
    for (size_t i = 0; i < sizeof(payload_rows) / sizeof(payload_rows[0]); i++) {
        struct ll_str payload = with(f, good, payload_rows[i].from, payload_rows[i].to);
        expect(f, sign(f, header, payload), payload_rows[i].reason);
    }
}

static void shapes(void **state)
{
    struct fixture *f = *state;
    struct ll_str good = sign(f, text_of(f, HEADER, f->method), text_of(f, PAYLOAD, f->did));
    expect(f, LL_STR(""), LL_JWS_SHAPE);
    expect(f, LL_STR(".."), LL_JWS_SHAPE);
    expect(f, LL_STR("a.b"), LL_JWS_SHAPE);
    expect(f, text_of(f, "%.*s.", LL_STR_ARG(good)), LL_JWS_SHAPE);
    expect(f, text_of(f, "%.*s=", LL_STR_ARG(good)), LL_JWS_SHAPE);
    expect(f, text_of(f, "%.*s\n", LL_STR_ARG(good)), LL_JWS_SHAPE);
    expect(f, text_of(f, " %.*s", LL_STR_ARG(good)), LL_JWS_HEADER);
    struct ll_str large = {NULL, LL_JWS_BYTES_MAX + 1};
    large.ptr = ll_arena_alloc(&f->arena, large.len, 1);
    expect(f, large, LL_JWS_TOO_LARGE);
}

/* No letter of a token can be changed, left out or cut off. */
static void every_letter(void **state)
{
    struct fixture *f = *state;
    struct ll_str good = sign(f, text_of(f, HEADER, f->method), text_of(f, PAYLOAD, f->did));
    char *changed = ll_arena_alloc(&f->arena, good.len, 1);
    for (size_t i = 0; i < good.len; i++) {
        struct ll_arena_mark mark = ll_arena_mark(&f->arena);
        memcpy(changed, good.ptr, good.len);
        changed[i] = good.ptr[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(verify(f, (struct ll_str){changed, good.len}).reason, LL_JWS_VALID);
        memmove(changed + i, good.ptr + i + 1, good.len - i - 1);
        assert_int_not_equal(verify(f, (struct ll_str){changed, good.len - 1}).reason,
                             LL_JWS_VALID);
        assert_int_not_equal(verify(f, (struct ll_str){good.ptr, i}).reason, LL_JWS_VALID);
        ll_arena_rewind(&f->arena, mark);
    }
    expect(f, good, LL_JWS_VALID);
}

/* A token of another issuer, in another profile: not called forged. */
static void published_token(void **state)
{
    struct fixture *f = *state;
    struct ll_json *envelope = NULL;
    const struct ll_str prefix = LL_STR("data:application/vc+jwt,");
    const char *path =
        ll_test_shared_path(&f->arena, "traceability/untp/enveloped/valid-v2-enveloped-dpp.json");
    if (path == NULL) {
        skip();
    }
    struct ll_str text = ll_test_read_file(&f->arena, path);
    assert_int_equal(ll_json_read(&f->arena, text, TEXT_BYTES_MAX, &envelope, NULL), LL_OK);
    struct ll_str id = ll_json_string_at(envelope, "id");
    assert_true(ll_str_starts(id, prefix));
    struct ll_jws_verdict verdict = verify(f, ll_str_sub(id, prefix.len, id.len));
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(made_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(published_vector, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(payloads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_letter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(published_token, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
