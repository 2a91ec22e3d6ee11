/*
 * Signing and checking by our own vectors (computed with Node's crypto), and every way in which a
 * signed document can be wrong.
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
#include "proof/base58.h"
#include "proof/data_integrity.h"
#include "support/shared_data.h"

#define MULTIKEY "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
#define DID "did:key:" MULTIKEY
#define METHOD DID "#" MULTIKEY
#define CREATED "2026-03-02T10:00:00Z"
#define INPUT                                                                                      \
    "b657c010514301d9092cd55513ee2fe115b5c95a696742d936f05bd0c67aaf65"                             \
    "e71fe622c414eb56eed04770b7834055b02314969a863c684630d3b8cc3b27e8"
#define SIGNATURE                                                                                  \
    "fd583f809b61a3a5c021c425d3e1a7b3f2375be7e94a8df859ef79ee5c0e64f2"                             \
    "e88a0201ebe3923366a34fce1eb2acc25799d8a2528297f49c618762515c8e0c"
#define PROOF_VALUE                                                                                \
    "z64nEv2fNUvoaDKCBDAndUFWrAWrhr94RgmWN7N4Xzf7RpjN6RZVB7KNSJ4jDvwrdCn6eTwEwmugSgKvSRYK3k5xo"

#define TEXT_BYTES_MAX ((size_t)1 << 21)

struct fixture {
    struct ll_arena arena;
    struct ll_crypto *crypto;
    struct ll_proof_crypto functions;
    struct ll_sign_key key;
    struct ll_str signed_text; /* tests/unit/proof/signed.json */
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
    f->signed_text = ll_test_read_file(&f->arena, "tests/unit/proof/signed.json");
    assert_non_null(f->signed_text.ptr);
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

static struct ll_json *read(struct fixture *f, struct ll_str text)
{
    struct ll_json *value = NULL;
    assert_int_equal(ll_json_read(&f->arena, text, TEXT_BYTES_MAX, &value, NULL), LL_OK);
    return value;
}

static struct ll_str canonical(struct fixture *f, const struct ll_json *value)
{
    struct ll_str text;
    assert_int_equal(ll_json_canonical(&f->arena, value, TEXT_BYTES_MAX, &text, NULL), LL_OK);
    return text;
}

static struct ll_di_verdict verify(struct fixture *f, struct ll_str text)
{
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    assert_int_equal(
        ll_di_verify(&f->arena, &f->functions, text, &ll_di_did_key, &opened, &verdict, NULL),
        LL_OK);
    assert_int_equal(verdict.outcome, ll_di_outcome(verdict.reason));
    return verdict;
}

static void expect(struct fixture *f, struct ll_str text, enum ll_di_reason reason)
{
    struct ll_di_verdict verdict = verify(f, text);
    if (verdict.reason != reason) {
        (void)fprintf(stderr, "%.*s\n", LL_STR_ARG(text));
    }
    assert_string_equal(ll_di_reason_code(verdict.reason), ll_di_reason_code(reason));
}

static struct ll_json_member *find(struct ll_json *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq_cstr(object->members[i].name, name)) {
            return &object->members[i];
        }
    }
    ll_assert_failed(name, __FILE__, __LINE__);
}

/* The members of `object` without `name`. */
static void drop(struct ll_json *object, const char *name)
{
    struct ll_json_member *member = find(object, name);
    *member = object->members[object->count - 1];
    object->count--;
}

static struct ll_str without_proof(struct fixture *f)
{
    struct ll_json *document = read(f, f->signed_text);
    drop(document, "proof");
    return canonical(f, document);
}

/* Sign a document given as text, and give the signed text. */
static struct ll_str sign(struct fixture *f, struct ll_str text)
{
    const struct ll_di_options options = {LL_STR(METHOD), LL_STR(CREATED)};
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    struct ll_json *document = read(f, text);
    assert_int_equal(
        ll_di_sign_input(&f->arena, &f->functions, document, &options, input, &proof, NULL), LL_OK);
    ll_sign(&f->key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    assert_int_equal(ll_di_attach(&f->arena, document, proof, &signature, &whole, NULL), LL_OK);
    return canonical(f, whole);
}

static void signs_as_the_vector(void **state)
{
    struct fixture *f = *state;
    const struct ll_di_options options = {LL_STR(METHOD), LL_STR(CREATED)};
    uint8_t expected[LL_DI_INPUT_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    struct ll_json *proof = NULL;
    struct ll_json *document = read(f, without_proof(f));
    assert_int_equal(
        ll_di_sign_input(&f->arena, &f->functions, document, &options, input, &proof, NULL), LL_OK);
    assert_int_equal(ll_hex_decode(LL_STR(INPUT), expected), LL_OK);
    assert_memory_equal(input, expected, sizeof(input));
    ll_sign(&f->key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    assert_int_equal(ll_hex_decode(LL_STR(SIGNATURE), expected), LL_OK);
    assert_memory_equal(signature.b, expected, sizeof(signature.b));

    struct ll_str text = sign(f, without_proof(f));
    struct ll_str value = ll_json_string_at(ll_json_get(read(f, text), "proof"), "proofValue");
    assert_true(ll_str_eq_cstr(value, PROOF_VALUE));
    assert_true(ll_str_eq(text, canonical(f, read(f, f->signed_text))));
}

static void verifies_the_vector(void **state)
{
    struct fixture *f = *state;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    assert_int_equal(ll_di_verify(&f->arena, &f->functions, f->signed_text, &ll_di_did_key, &opened,
                                  &verdict, NULL),
                     LL_OK);
    assert_int_equal(verdict.reason, LL_DI_VALID);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_VALID);
    assert_true(verdict.signature_ok);
    assert_true(ll_str_eq_cstr(opened.issuer, DID));
    assert_true(ll_str_eq_cstr(opened.method, METHOD));
    assert_true(ll_str_eq_cstr(opened.created, CREATED));
    assert_true(ll_str_eq(canonical(f, opened.document), without_proof(f)));
}

/* Each bit of each byte: nothing that means something else may verify. */
static void every_bit_counts(void **state)
{
    struct fixture *f = *state;
    struct ll_str original = canonical(f, read(f, f->signed_text));
    size_t same_meaning = 0;
    for (size_t bit = 0; bit < 8 * original.len; bit++) {
        struct ll_arena_mark mark = ll_arena_mark(&f->arena);
        struct ll_str text = ll_str_copy(&f->arena, original);
        char *bytes = ll_str_to_cstr(&f->arena, text);
        bytes[bit / 8] = (char)((unsigned char)bytes[bit / 8] ^ (1U << (bit % 8)));
        text.ptr = bytes;
        if (verify(f, text).outcome == LL_DI_OUTCOME_VALID) {
            assert_true(ll_str_eq(canonical(f, read(f, text)), original)); /* 1e-7 and 1E-7 */
            same_meaning++;
        }
        ll_arena_rewind(&f->arena, mark);
    }
    assert_int_equal(same_meaning, 1);
}

static void every_cut_counts(void **state)
{
    struct fixture *f = *state;
    struct ll_str original = canonical(f, read(f, f->signed_text));
    for (size_t length = 0; length < original.len; length++) {
        struct ll_arena_mark mark = ll_arena_mark(&f->arena);
        struct ll_str text = ll_str_copy(&f->arena, ll_str_sub(original, 0, length));
        assert_int_equal(verify(f, text).reason, LL_DI_NOT_JSON);
        ll_arena_rewind(&f->arena, mark);
    }
}

/* The signed text with the first `from` replaced by `to`. */
static struct ll_str edit(struct fixture *f, const char *from, const char *to)
{
    struct ll_str text = canonical(f, read(f, f->signed_text));
    size_t at = ll_str_find(text, ll_str_from_cstr(from), false);
    assert_true(at != SIZE_MAX);
    struct ll_strbuf buf;
    struct ll_str edited;
    ll_strbuf_init(&buf, &f->arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, ll_str_sub(text, 0, at));
    ll_strbuf_cstr(&buf, to);
    ll_strbuf_str(&buf, ll_str_sub(text, at + strlen(from), text.len));
    assert_int_equal(ll_strbuf_finish(&buf, &edited, NULL), LL_OK);
    return edited;
}

static void each_fault_has_its_reason(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        enum ll_di_reason reason;
    } rows[] = {
        {"\"units\":412", "\"units\":413", LL_DI_SIGNATURE},
        {"\"units\":412", "\"units\":412,\"units\":412", LL_DI_NOT_JSON},
        {"\"units\":412", "\"units\":412,\"more\":1", LL_DI_SIGNATURE},
        {"\"units\":412", "\"units\":NaN", LL_DI_NOT_JSON},
        {"\"units\":412", "\"units\":\"\\ud800\"", LL_DI_NOT_JSON},
        {"\"proof\":{", "\"proof\":{},\"proof\":{", LL_DI_NOT_JSON},
        {"\"proof\":{", "\"proofs\":{", LL_DI_NO_PROOF},
        {"\"proof\":{", "\"proof\":null,\"x\":{", LL_DI_PROOF_SHAPE},
        {"\"proof\":{", "\"proof\":\"\",\"x\":{", LL_DI_PROOF_SHAPE},
        {"\"proof\":{", "\"proof\":[],\"x\":{", LL_DI_PROOF_SET},
        {"\"DataIntegrityProof\"", "\"Ed25519Signature2020\"", LL_DI_PROOF_TYPE},
        {"\"DataIntegrityProof\"", "[\"DataIntegrityProof\"]", LL_DI_PROOF_TYPE},
        {"\"eddsa-jcs-2022\"", "\"eddsa-rdfc-2022\"", LL_DI_SUITE},
        {"\"cryptosuite\":", "\"x\":", LL_DI_SUITE},
        {"\"created\":", "\"expires\":\"2999-01-01T00:00:00Z\",\"created\":", LL_DI_EXPIRES},
        {"\"created\":", "\"expires\":\"2001-01-01T00:00:00Z\",\"created\":", LL_DI_EXPIRES},
        {"\"created\":", "\"domain\":\"a.example\",\"created\":", LL_DI_PROOF_MEMBER},
        {"\"created\":", "\"challenge\":\"1\",\"created\":", LL_DI_PROOF_MEMBER},
        {"\"created\":", "\"previousProof\":\"urn:a\",\"created\":", LL_DI_PROOF_MEMBER},
        {"\"created\":", "\"proofvalue\":\"z1\",\"created\":", LL_DI_PROOF_MEMBER},
        {"\"assertionMethod\"", "\"authentication\"", LL_DI_PURPOSE},
        {"\"assertionMethod\"", "null", LL_DI_PURPOSE},
        {"\"2026-03-02T10:00:00Z\"", "\"2026-03-02\"", LL_DI_CREATED},
        {"\"2026-03-02T10:00:00Z\"", "\"2026-02-30T10:00:00Z\"", LL_DI_CREATED},
        {"\"2026-03-02T10:00:00Z\"", "1772445600", LL_DI_CREATED},
        {"\"2026-03-02T10:00:00Z\"", "\"2026-03-02T10:00:01Z\"", LL_DI_SIGNATURE},
        {"\"created\":\"2026-03-02T10:00:00Z\",", "", LL_DI_SIGNATURE},
        {"\"" METHOD "\"", "\"" DID "\"", LL_DI_METHOD},
        {"\"" METHOD "\"", "\"#" MULTIKEY "\"", LL_DI_METHOD},
        {"\"" METHOD "\"", "{\"id\":\"" METHOD "\"}", LL_DI_METHOD},
        {"\"" METHOD "\"", "\"" DID "#key-1\"", LL_DI_KEY_UNKNOWN},
        {"\"" METHOD "\"", "\"did:web:a.example#key-1\"", LL_DI_KEY_UNKNOWN},
        {"\"" METHOD "\"", "\"did:key:z1#z1\"", LL_DI_KEY_KIND},
        {PROOF_VALUE, "", LL_DI_VALUE},
        {PROOF_VALUE, "z", LL_DI_VALUE},
        {PROOF_VALUE, "z64nEv2fNUvoaDKCBDAndUFWrAWrhr94RgmWN7N4Xzf7RpjN6RZVB7KNSJ4jDvwrdC",
         LL_DI_VALUE},
        {PROOF_VALUE, "u_Vg_gJtho6XAIcQl0-Gns_I3W-fpSo34We957lwOZPLoigIB6-OSM2ajT84esqzCV5nY",
         LL_DI_VALUE},
        {"\"z64nEv", "\"z164nEv", LL_DI_VALUE},
        {"\"z64nEv", "\" z64nEv", LL_DI_VALUE},
        {"\"proofValue\":\"", "\"proofValue\":[],\"x\":\"", LL_DI_PROOF_MEMBER},
        {"\"issuer\":{\"id\":\"", "\"issuer\":{\"x\":\"", LL_DI_ISSUER},
        {"\"issuer\":", "\"x\":", LL_DI_ISSUER},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        expect(f, edit(f, rows[i].from, rows[i].to), rows[i].reason);
    }
    expect(f, LL_STR("[]"), LL_DI_NOT_OBJECT);
    expect(f, LL_STR("\"proof\""), LL_DI_NOT_OBJECT);
    expect(f, LL_STR("{}"), LL_DI_NO_PROOF);
    expect(f, LL_STR(""), LL_DI_NOT_JSON);
    expect(f, without_proof(f), LL_DI_NO_PROOF);
}

static void says_where_it_is_no_json(void **state)
{
    struct fixture *f = *state;
    struct ll_di_opened opened;
    assert_int_equal(
        ll_di_open(&f->arena, &f->functions, LL_STR("{\"a\":1,\"a\":2}"), &opened, NULL), LL_OK);
    assert_int_equal(opened.reason, LL_DI_NOT_JSON);
    assert_true(opened.problem.text[0] != '\0');
    assert_memory_equal(opened.problem.where, "byte ", 5);
}

/* A context that is changed, put before, taken away, reordered; and one that is put behind. */
static void contexts(void **state)
{
#define FIRST "\"https://www.w3.org/ns/credentials/v2\""
#define SECOND "\"https://a.example/terms/1\""
#define EVIL "\"https://evil.example/\""
    static const char *const bad[] = {
        "[" FIRST "]",
        "[" EVIL "," FIRST "," SECOND "]",
        "[" SECOND "," FIRST "]",
        "[" FIRST "," EVIL "," SECOND "]",
        "[[" FIRST "," SECOND "]]",
        FIRST,
        "{}",
        "null",
        "[]",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        expect(f, edit(f, "[" FIRST "," SECOND "]", bad[i]), LL_DI_CONTEXT);
    }
    expect(f, edit(f, "{\"@context\":[" FIRST "," SECOND "],", "{"), LL_DI_CONTEXT);
    /* Out of the proof alone: the proof's hash no longer fits. */
    expect(f, edit(f, "\"proof\":{\"@context\":[" FIRST "," SECOND "],", "\"proof\":{"),
           LL_DI_SIGNATURE);

    /* The suite lets values be appended: the check holds, and the document handed on lacks them. */
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    struct ll_str longer =
        edit(f, "[" FIRST "," SECOND "]", "[" FIRST "," SECOND "," EVIL ",{\"units\":\"urn:x\"}]");
    assert_int_equal(
        ll_di_verify(&f->arena, &f->functions, longer, &ll_di_did_key, &opened, &verdict, NULL),
        LL_OK);
    assert_int_equal(verdict.reason, LL_DI_VALID);
    assert_true(ll_str_eq(canonical(f, opened.document), without_proof(f)));
}

static void shapes_that_are_fine(void **state)
{
    static const char *const documents[] = {
        "{\"issuer\":\"" DID "\"}",
        "{\"issuer\":{\"id\":\"" DID "\",\"name\":\"A\"},\"@context\":\"https://a.example\"}",
        "{\"issuer\":\"" DID "\",\"@context\":[]}",
        "{\"issuer\":\"" DID "\",\"@context\":[{\"a\":\"urn:a\"},\"https://a.example\"]}",
        "{\"issuer\":\"" DID "\",\"a\":{\"proof\":1},\"n\":[9e20,1e21,-0,5e-324]}",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        expect(f, sign(f, ll_str_from_cstr(documents[i])), LL_DI_VALID);
    }
}

/* A good signature by a key that is not the issuer's. */
static void the_key_must_be_the_issuers(void **state)
{
    struct fixture *f = *state;
    struct ll_sign_key other;
    struct ll_signature signature;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    struct ll_str text =
        edit(f, "\"issuer\":{\"id\":\"" DID "\"", "\"issuer\":{\"id\":\"did:web:a.example\"");
    ll_sign_key_generate(&other);
    assert_int_equal(ll_di_open(&f->arena, &f->functions, text, &opened, NULL), LL_OK);
    assert_int_equal(opened.reason, LL_DI_VALID);
    ll_sign(&f->key, (struct ll_str){(const char *)opened.input, sizeof(opened.input)}, &signature);
    char value[LL_BASE58_TEXT_MAX + 1] = "z";
    (void)ll_base58_encode(signature.b, sizeof(signature.b), value + 1);
    struct ll_json *whole = read(f, text);
    find(&find(whole, "proof")->value, "proofValue")->value.string = ll_str_from_cstr(value);
    assert_int_equal(ll_di_verify(&f->arena, &f->functions, canonical(f, whole), &ll_di_did_key,
                                  &opened, &verdict, NULL),
                     LL_OK);
    assert_int_equal(verdict.reason, LL_DI_CONTROLLER);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_INVALID);
    assert_true(verdict.signature_ok);
}

static enum ll_di_key answer(void *ctx, struct ll_str method, struct ll_public_key *ret_key)
{
    (void)method;
    memset(ret_key, 0, sizeof(*ret_key)); /* of small order: refused by the signature check */
    return *(enum ll_di_key *)ctx;
}

static void what_the_host_knows_of_the_key(void **state)
{
    static const struct {
        enum ll_di_key key;
        enum ll_di_reason reason;
    } rows[] = {
        {LL_DI_KEY_MISSING, LL_DI_KEY_UNKNOWN},
        {LL_DI_KEY_OTHER, LL_DI_KEY_KIND},
        {LL_DI_KEY_BARRED, LL_DI_KEY_REFUSED},
        {LL_DI_KEY_FOUND, LL_DI_SIGNATURE},
    };
    struct fixture *f = *state;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        enum ll_di_key key = rows[i].key;
        const struct ll_di_resolver resolver = {.find = answer, .ctx = &key};
        assert_int_equal(ll_di_verify(&f->arena, &f->functions, f->signed_text, &resolver, &opened,
                                      &verdict, NULL),
                         LL_OK);
        assert_int_equal(verdict.reason, rows[i].reason);
        assert_false(verdict.signature_ok);
    }
    /* In halves: what the host found in between is what counts, but only with a key. */
    assert_int_equal(ll_di_open(&f->arena, &f->functions, f->signed_text, &opened, NULL), LL_OK);
    assert_int_equal(ll_di_conclude(&opened, LL_DI_KEY_FOUND, true).reason, LL_DI_VALID);
    assert_int_equal(ll_di_conclude(&opened, LL_DI_KEY_FOUND, false).reason, LL_DI_SIGNATURE);
    assert_int_equal(ll_di_conclude(&opened, LL_DI_KEY_BARRED, true).reason, LL_DI_KEY_REFUSED);
    assert_false(ll_di_conclude(&opened, LL_DI_KEY_BARRED, true).signature_ok);
}

static void signing_refuses(void **state)
{
    static const struct {
        const char *document;
        const char *method;
        const char *created;
    } rows[] = {
        {"[]", METHOD, CREATED},
        {"{\"issuer\":\"" DID "\",\"proof\":{}}", METHOD, CREATED},
        {"{\"issuer\":\"" DID "\"}", DID, CREATED},
        {"{\"issuer\":\"did:web:a.example\"}", METHOD, CREATED},
        {"{}", METHOD, CREATED},
        {"{\"issuer\":\"" DID "\"}", METHOD, "yesterday"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ll_di_options options = {ll_str_from_cstr(rows[i].method),
                                              ll_str_from_cstr(rows[i].created)};
        struct ll_json *document = read(f, ll_str_from_cstr(rows[i].document));
        struct ll_json *proof = NULL;
        uint8_t input[LL_DI_INPUT_SIZE];
        struct ll_err err;
        assert_int_equal(
            ll_di_sign_input(&f->arena, &f->functions, document, &options, input, &proof, &err),
            LL_EINVAL);
        assert_true(err.text[0] != '\0');
        assert_null(proof);
    }
}

/* {"a":[0ITEMITEM…],"issuer":…,"proof":…} of exactly `size` bytes. */
static struct ll_str long_text(struct fixture *f, const char *item, size_t size)
{
    struct ll_strbuf buf;
    struct ll_str text;
    struct ll_str tail = canonical(f, read(f, f->signed_text));
    ll_strbuf_init(&buf, &f->arena, 2 * LL_DI_DOCUMENT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"a\":[0");
    while (buf.len + strlen(item) + 3 + tail.len <= size) {
        ll_strbuf_cstr(&buf, item);
    }
    ll_strbuf_cstr(&buf, "],");
    while (buf.len + tail.len - 1 < size) {
        ll_strbuf_char(&buf, ' ');
    }
    ll_strbuf_str(&buf, ll_str_sub(tail, 1, tail.len));
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_int_equal(text.len, size);
    return text;
}

/* What grows most when made canonical, and what takes most memory per byte. */
static void limits_hold(void **state)
{
    static const char *const items[] = {",9e20", ",0"};
    const size_t enough = 64 * LL_DI_DOCUMENT_BYTES_MAX;
    struct fixture *f = *state;
    expect(f, long_text(f, ",9e20", LL_DI_DOCUMENT_BYTES_MAX + 1), LL_DI_TOO_LARGE);
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
        struct ll_str largest = long_text(f, items[i], LL_DI_DOCUMENT_BYTES_MAX);
        struct ll_di_opened opened;
        for (size_t cap = enough; cap >= 1024; cap /= 4) {
            struct ll_arena arena;
            ll_arena_init(&arena, &ll_arena_malloc, cap);
            enum ll_status status = ll_di_open(&arena, &f->functions, largest, &opened, NULL);
            assert_true(status == LL_OK || status == LL_ENOMEM);
            assert_true(arena.peak_bytes <= cap);
            assert_true(status == LL_OK || cap < enough);
            ll_arena_release(&arena);
        }
    }
    for (size_t cap = 64; cap < 64 * f->signed_text.len; cap += 512) {
        struct ll_arena arena;
        struct ll_di_opened opened;
        ll_arena_init(&arena, &ll_arena_malloc, cap);
        enum ll_status status = ll_di_open(&arena, &f->functions, f->signed_text, &opened, NULL);
        assert_true(status == LL_OK || status == LL_ENOMEM);
        ll_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signs_as_the_vector, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verifies_the_vector, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_bit_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_cut_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_fault_has_its_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_where_it_is_no_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(contexts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shapes_that_are_fine, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_key_must_be_the_issuers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_host_knows_of_the_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(signing_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_hold, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
