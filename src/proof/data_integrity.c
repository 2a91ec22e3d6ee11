#include "proof/data_integrity.h"

#include "base/catalogue.h"
#include "base/mem.h"
#include "base/time.h"
#include "proof/base58.h"
#include "proof/multikey.h"

/* The longest growth of a text by JCS is a number: "9e20" becomes 21 digits. Of the longest
 * document that comes as part of another, or around others. */
#define CANONICAL_BYTES_MAX (6 * 8 * LL_DI_DOCUMENT_BYTES_MAX)
#define PROOF_TYPE "DataIntegrityProof"
#define SUITE "eddsa-jcs-2022"
#define PURPOSE "assertionMethod"

static const struct {
    enum ll_di_outcome outcome;
    const char *code;
    const char *text;
} reasons[] = {
#define LL_DI_ROW(symbol, outcome, code, text)                                                     \
    [LL_DI_##symbol] = {LL_DI_OUTCOME_##outcome, (code), (text)},
#include "proof/di_reasons.def"
#undef LL_DI_ROW
};

enum ll_di_outcome ll_di_outcome(enum ll_di_reason reason)
{
    return reasons[reason].outcome;
}

const char *ll_di_reason_code(enum ll_di_reason reason)
{
    return reasons[reason].code;
}

const char *ll_di_reason_text(enum ll_di_reason reason)
{
    return reasons[reason].text;
}

/* ---- parts of documents ---------------------------------------------------------------------- */

/* A shallow copy of an object without the members `a` and `b` (NULL: none), with room for `more`.
 */
static struct ll_json *copy_without(struct ll_arena *arena, const struct ll_json *object,
                                    const char *a, const char *b, size_t more)
{
    struct ll_json *copy = LL_NEW(arena, struct ll_json);
    struct ll_json_member *members =
        LL_NEW_ARRAY(arena, struct ll_json_member, object->count + more);
    if (copy == NULL || members == NULL) {
        return NULL;
    }
    size_t count = 0;
    for (size_t i = 0; i < object->count; i++) {
        struct ll_str name = object->members[i].name;
        if ((a == NULL || !ll_str_eq_cstr(name, a)) && (b == NULL || !ll_str_eq_cstr(name, b))) {
            members[count++] = object->members[i];
        }
    }
    *copy = (struct ll_json){.type = LL_JSON_OBJECT,
                             .broken = object->broken,
                             .count = count,
                             .capacity = object->count + more,
                             .members = members};
    return copy;
}

static void put_member(struct ll_json *object, struct ll_str name, const struct ll_json *value)
{
    LL_ASSERT(object->count < object->capacity);
    object->members[object->count++] = (struct ll_json_member){.name = name, .value = *value};
}

static void put_string(struct ll_json *object, struct ll_str name, struct ll_str value)
{
    struct ll_json string = {.type = LL_JSON_STRING, .string = value};
    put_member(object, name, &string);
}

/* SHA-256 of the canonical form of an object. LL_ELIMIT, LL_ENOMEM. */
static enum ll_status hash_object(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const struct ll_json *object, uint8_t ret_digest[LL_DIGEST_SIZE],
                                  struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(arena);
    struct ll_str canonical;
    LL_TRY(ll_json_canonical(arena, object, CANONICAL_BYTES_MAX, &canonical, reterr));
    crypto->sha256(crypto->ctx, &canonical, 1, ret_digest);
    ll_arena_rewind(arena, mark);
    return LL_OK;
}

static enum ll_status hash_both(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                const struct ll_json *proof, const struct ll_json *document,
                                uint8_t ret_input[LL_DI_INPUT_SIZE], struct ll_err *reterr)
{
    uint8_t input[LL_DI_INPUT_SIZE];
    LL_TRY(hash_object(arena, crypto, proof, input, reterr));
    LL_TRY(hash_object(arena, crypto, document, input + LL_DIGEST_SIZE, reterr));
    memcpy(ret_input, input, sizeof(input));
    return LL_OK;
}

/* "issuer" is a DID, or an object whose "id" is one; "" when there is none. */
static struct ll_str issuer_of(const struct ll_json *document)
{
    const struct ll_json *issuer = ll_json_get(document, "issuer");
    if (issuer != NULL && issuer->type == LL_JSON_OBJECT) {
        issuer = ll_json_get(issuer, "id");
    }
    return ll_json_string(issuer);
}

static bool is_date_time(struct ll_str s)
{
    struct ll_time time;
    return ll_time_parse(s, &time, NULL) == LL_OK;
}

/* ---- making ---------------------------------------------------------------------------------- */

static enum ll_status check_options(const struct ll_json *document,
                                    const struct ll_di_options *options, struct ll_err *reterr)
{
    struct ll_str did;
    struct ll_str fragment;
    if (document->type != LL_JSON_OBJECT || ll_json_get(document, "proof") != NULL) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "only an object that has no proof can be signed");
    }
    if (ll_did_split(options->method, &did, &fragment) != LL_OK) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the verification method is not DID#fragment");
    }
    if (!ll_str_eq(did, issuer_of(document))) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the document's issuer is not the key's DID");
    }
    if (!is_date_time(options->created)) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the time of creation is not an XSD dateTime");
    }
    return LL_OK;
}

enum ll_status ll_di_sign_input(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                const struct ll_json *document, const struct ll_di_options *options,
                                uint8_t ret_input[LL_DI_INPUT_SIZE], struct ll_json **ret_proof,
                                struct ll_err *reterr)
{
    LL_TRY(check_options(document, options, reterr));
    struct ll_json nothing = {.type = LL_JSON_OBJECT};
    struct ll_json *proof = copy_without(arena, &nothing, NULL, NULL, 7);
    if (proof == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to make the proof");
    }
    put_string(proof, LL_STR("type"), LL_STR(PROOF_TYPE));
    put_string(proof, LL_STR("cryptosuite"), LL_STR(SUITE));
    put_string(proof, LL_STR("created"), options->created);
    put_string(proof, LL_STR("verificationMethod"), options->method);
    put_string(proof, LL_STR("proofPurpose"), LL_STR(PURPOSE));
    const struct ll_json *context = ll_json_get(document, "@context");
    if (context != NULL) {
        put_member(proof, LL_STR("@context"), context);
    }
    LL_TRY(hash_both(arena, crypto, proof, document, ret_input, reterr));
    *ret_proof = proof;
    return LL_OK;
}

enum ll_status ll_di_attach(struct ll_arena *arena, const struct ll_json *document,
                            const struct ll_json *proof, const struct ll_signature *signature,
                            struct ll_json **ret_signed, struct ll_err *reterr)
{
    char digits[LL_BASE58_TEXT_MAX];
    size_t length = ll_base58_encode(signature->b, sizeof(signature->b), digits);
    char *value = ll_arena_alloc(arena, length + 2, 1);
    struct ll_json *finished = copy_without(arena, proof, NULL, NULL, 1);
    struct ll_json *whole = copy_without(arena, document, NULL, NULL, 1);
    if (value == NULL || finished == NULL || whole == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to attach the proof");
    }
    value[0] = 'z';
    memcpy(value + 1, digits, length);
    put_string(finished, LL_STR("proofValue"), (struct ll_str){value, length + 1});
    put_member(whole, LL_STR("proof"), finished);
    *ret_signed = whole;
    return LL_OK;
}

/* ---- checking: the proof's own members ------------------------------------------------------- */

static const char *const proof_members[] = {
    "@context",   "created", "cryptosuite",        "proofPurpose",
    "proofValue", "type",    "verificationMethod",
};

static bool is_proof_member(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(proof_members) / sizeof(proof_members[0]); i++) {
        if (ll_str_eq_cstr(name, proof_members[i])) {
            return true;
        }
    }
    return false;
}

static bool member_is(const struct ll_json *object, const char *name, const char *value)
{
    return ll_str_eq_cstr(ll_json_string_at(object, name), value);
}

/* First what tells another suite from a damaged proof of ours, then the rest. */
static enum ll_di_reason check_members(const struct ll_json *proof)
{
    if (!member_is(proof, "type", PROOF_TYPE)) {
        return LL_DI_PROOF_TYPE;
    }
    if (!member_is(proof, "cryptosuite", SUITE)) {
        return LL_DI_SUITE;
    }
    if (ll_json_get(proof, "expires") != NULL) {
        return LL_DI_EXPIRES;
    }
    for (size_t i = 0; i < proof->count; i++) {
        if (!is_proof_member(proof->members[i].name)) {
            return LL_DI_PROOF_MEMBER;
        }
    }
    if (!member_is(proof, "proofPurpose", PURPOSE)) {
        return LL_DI_PURPOSE;
    }
    const struct ll_json *created = ll_json_get(proof, "created");
    if (created != NULL && !is_date_time(ll_json_string(created))) {
        return LL_DI_CREATED;
    }
    return LL_DI_VALID;
}

static enum ll_di_reason read_value(const struct ll_json *proof, struct ll_signature *ret_signature)
{
    struct ll_str value = ll_json_string_at(proof, "proofValue");
    struct ll_signature signature;
    size_t count = 0;
    if (value.len < 2 || value.ptr[0] != 'z' ||
        ll_base58_decode(ll_str_sub(value, 1, value.len), sizeof(signature.b), signature.b,
                         &count) != LL_OK ||
        count != sizeof(signature.b)) {
        return LL_DI_VALUE;
    }
    *ret_signature = signature;
    return LL_DI_VALID;
}

static enum ll_di_reason read_names(const struct ll_json *document, const struct ll_json *proof,
                                    struct ll_di_opened *opened)
{
    struct ll_str did;
    struct ll_str fragment;
    opened->method = ll_json_string_at(proof, "verificationMethod");
    if (ll_did_split(opened->method, &did, &fragment) != LL_OK) {
        return LL_DI_METHOD;
    }
    opened->issuer = issuer_of(document);
    if (opened->issuer.len == 0) {
        return LL_DI_ISSUER;
    }
    opened->created = ll_json_string_at(proof, "created");
    return LL_DI_VALID;
}

/* ---- checking: the context ------------------------------------------------------------------- */

/* A context is a list of values, or one value, which is a list of one. */
static size_t context_count(const struct ll_json *context)
{
    return context->type == LL_JSON_ARRAY ? context->count : 1;
}

static const struct ll_json *context_item(const struct ll_json *context, size_t i)
{
    return context->type == LL_JSON_ARRAY ? &context->items[i] : context;
}

/* Does the document's context begin with the proof's values, in order? */
static enum ll_status begins_with(struct ll_arena *arena, const struct ll_json *whole,
                                  const struct ll_json *front, bool *ret_answer,
                                  struct ll_err *reterr)
{
    *ret_answer = false;
    if (whole == NULL || context_count(front) > context_count(whole)) {
        return LL_OK;
    }
    for (size_t i = 0; i < context_count(front); i++) {
        struct ll_str a;
        struct ll_str b;
        LL_TRY(ll_json_canonical(arena, context_item(front, i), CANONICAL_BYTES_MAX, &a, reterr));
        LL_TRY(ll_json_canonical(arena, context_item(whole, i), CANONICAL_BYTES_MAX, &b, reterr));
        if (!ll_str_eq(a, b)) {
            return LL_OK;
        }
    }
    *ret_answer = true;
    return LL_OK;
}

/*
 * The proof's context stands for the document's (section 3.3.2 of the suite): what was appended
 * later is dropped here, so that nobody downstream can act on it.
 */
static enum ll_status use_proof_context(struct ll_arena *arena, const struct ll_json *proof,
                                        struct ll_json *document, struct ll_di_opened *opened,
                                        struct ll_err *reterr)
{
    const struct ll_json *context = ll_json_get(proof, "@context");
    const struct ll_json *whole = ll_json_get(document, "@context");
    if (context == NULL) {
        return LL_OK; /* the whole context is hashed with the document */
    }
    bool same = false;
    LL_TRY(begins_with(arena, whole, context, &same, reterr));
    opened->has_added_context = same && context_count(whole) > context_count(context);
    for (size_t i = 0; same && i < document->count; i++) {
        if (ll_str_eq_cstr(document->members[i].name, "@context")) {
            document->members[i].value = *context;
        }
    }
    opened->reason = same ? LL_DI_VALID : LL_DI_CONTEXT;
    return LL_OK;
}

/* ---- checking -------------------------------------------------------------------------------- */

static enum ll_di_reason find_proof(const struct ll_json *whole, const struct ll_json **ret_proof)
{
    if (whole->type != LL_JSON_OBJECT) {
        return LL_DI_NOT_OBJECT;
    }
    const struct ll_json *proof = ll_json_get(whole, "proof");
    if (proof == NULL) {
        return LL_DI_NO_PROOF;
    }
    if (proof->type != LL_JSON_OBJECT) {
        return proof->type == LL_JSON_ARRAY ? LL_DI_PROOF_SET : LL_DI_PROOF_SHAPE;
    }
    *ret_proof = proof;
    return LL_DI_VALID;
}

/* All that costs no hashing. */
static enum ll_di_reason read_proof(const struct ll_json *whole, struct ll_di_opened *opened,
                                    const struct ll_json **ret_proof)
{
    const struct ll_json *proof = NULL;
    enum ll_di_reason reason = find_proof(whole, &proof);
    if (reason == LL_DI_VALID) {
        reason = check_members(proof);
    }
    if (reason == LL_DI_VALID) {
        reason = read_value(proof, &opened->signature);
    }
    if (reason == LL_DI_VALID) {
        reason = read_names(whole, proof, opened);
    }
    *ret_proof = proof;
    return reason;
}

static enum ll_status open_object(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const struct ll_json *whole, struct ll_di_opened *opened,
                                  struct ll_err *reterr)
{
    const struct ll_json *proof = NULL;
    opened->reason = read_proof(whole, opened, &proof);
    if (opened->reason != LL_DI_VALID) {
        return LL_OK;
    }
    struct ll_json *document = copy_without(arena, whole, "proof", NULL, 0);
    struct ll_json *config = copy_without(arena, proof, "proofValue", NULL, 0);
    if (document == NULL || config == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to check the document");
    }
    LL_TRY(use_proof_context(arena, proof, document, opened, reterr));
    if (opened->reason != LL_DI_VALID) {
        return LL_OK;
    }
    opened->document = document;
    return hash_both(arena, crypto, config, document, opened->input, reterr);
}

enum ll_status ll_di_open_value(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                const struct ll_json *whole, struct ll_di_opened *ret_opened,
                                struct ll_err *reterr)
{
    struct ll_di_opened opened = {.reason = LL_DI_VALID};
    LL_TRY(open_object(arena, crypto, whole, &opened, reterr));
    *ret_opened = opened;
    return LL_OK;
}

enum ll_status ll_di_open(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                          struct ll_str text, struct ll_di_opened *ret_opened,
                          struct ll_err *reterr)
{
    struct ll_di_opened opened = {.reason = LL_DI_TOO_LARGE};
    struct ll_json *whole = NULL;
    enum ll_status status =
        ll_json_read(arena, text, LL_DI_DOCUMENT_BYTES_MAX, &whole, &opened.problem);
    if (status == LL_OK) {
        LL_TRY(open_object(arena, crypto, whole, &opened, reterr));
    } else if (status == LL_EPARSE) {
        opened.reason = LL_DI_NOT_JSON;
    } else if (status != LL_ELIMIT) {
        return LL_FAIL_TEXT(reterr, status, "no memory left to read the document");
    }
    *ret_opened = opened;
    return LL_OK;
}

static enum ll_di_reason judge(const struct ll_di_opened *opened, enum ll_di_key key,
                               bool signature_ok)
{
    struct ll_str did;
    struct ll_str fragment;
    if (opened->reason != LL_DI_VALID) {
        return opened->reason;
    }
    switch (key) {
    case LL_DI_KEY_MISSING:
        return LL_DI_KEY_UNKNOWN;
    case LL_DI_KEY_OTHER:
        return LL_DI_KEY_KIND;
    case LL_DI_KEY_BARRED:
        return LL_DI_KEY_REFUSED;
    case LL_DI_KEY_FOUND:
        break;
    }
    if (!signature_ok) {
        return LL_DI_SIGNATURE;
    }
    bool owned =
        ll_did_split(opened->method, &did, &fragment) == LL_OK && ll_str_eq(did, opened->issuer);
    return owned ? LL_DI_VALID : LL_DI_CONTROLLER;
}

struct ll_di_verdict ll_di_conclude(const struct ll_di_opened *opened, enum ll_di_key key,
                                    bool signature_ok)
{
    enum ll_di_reason reason = judge(opened, key, signature_ok);
    bool checked = opened->reason == LL_DI_VALID && key == LL_DI_KEY_FOUND;
    return (struct ll_di_verdict){.outcome = ll_di_outcome(reason),
                                  .reason = reason,
                                  .signature_ok = checked && signature_ok};
}

struct ll_di_verdict ll_di_judge(const struct ll_proof_crypto *crypto,
                                 const struct ll_di_opened *opened,
                                 const struct ll_di_resolver *resolver)
{
    struct ll_public_key public_key;
    enum ll_di_key key = LL_DI_KEY_MISSING;
    bool signature_ok = false;
    if (opened->reason == LL_DI_VALID) {
        key = resolver->find(resolver->ctx, opened->method, &public_key);
    }
    if (key == LL_DI_KEY_FOUND) {
        struct ll_str input = {(const char *)opened->input, sizeof(opened->input)};
        signature_ok = crypto->ed25519_verify(crypto->ctx, &public_key, input, &opened->signature);
    }
    return ll_di_conclude(opened, key, signature_ok);
}

enum ll_status ll_di_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                            struct ll_str text, const struct ll_di_resolver *resolver,
                            struct ll_di_opened *ret_opened, struct ll_di_verdict *ret_verdict,
                            struct ll_err *reterr)
{
    LL_TRY(ll_di_open(arena, crypto, text, ret_opened, reterr));
    *ret_verdict = ll_di_judge(crypto, ret_opened, resolver);
    return LL_OK;
}

static enum ll_di_key find_did_key(void *ctx, struct ll_str method, struct ll_public_key *ret_key)
{
    (void)ctx;
    enum ll_status status = ll_did_key_parse(method, ret_key, NULL);
    bool is_did_key = ll_str_starts(method, LL_STR("did:key:"));
    if (status == LL_OK) {
        return LL_DI_KEY_FOUND;
    }
    return is_did_key && status == LL_EUNSUPPORTED ? LL_DI_KEY_OTHER : LL_DI_KEY_MISSING;
}

const struct ll_di_resolver ll_di_did_key = {.find = find_did_key};
