#include "support/bundle_sample.h"

#include <string.h>

#include "proof/base64.h"
#include "proof/jws.h"
#include "proof/multikey.h"

#define TEXT_BYTES_MAX ((size_t)16 << 20)
#define LOTS 50
#define CREATED "2026-03-02T10:00:00Z"
#define LOG_SIZE 5

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    LL_ASSERT(ll_strbuf_finish(buf, &text, NULL) == LL_OK);
    return text;
}

static void key_of(uint8_t number, struct ll_sign_key *ret_key)
{
    uint8_t seed[LL_SEED_SIZE] = {number, 7};
    ll_sign_key_from_seed(seed, ret_key);
}

void ll_sample_key(struct ll_sign_key *ret_key)
{
    key_of(1, ret_key);
}

void ll_sample_log_key(const struct ll_proof_crypto *crypto, struct ll_note_key *ret_key)
{
    struct ll_sign_key key;
    key_of(2, &key);
    ll_note_key_make(crypto, LL_STR(LL_SAMPLE_LOG), LL_NOTE_ED25519, &key.public_key, ret_key);
}

static struct ll_str did_of(struct ll_arena *arena)
{
    char did[LL_DID_KEY_SIZE];
    struct ll_sign_key key;
    ll_sample_key(&key);
    ll_did_key_format(&key.public_key, did);
    return ll_str_copy(arena, ll_str_from_cstr(did));
}

/* ---- texts before signing ---- */

static struct ll_str replace(struct ll_arena *arena, struct ll_str text, const char *from,
                             const char *to)
{
    struct ll_strbuf buf;
    size_t at = from == NULL ? SIZE_MAX : ll_str_find(text, ll_str_from_cstr(from), false);
    if (from == NULL) {
        return text;
    }
    LL_ASSERT(at != SIZE_MAX);
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, ll_str_sub(text, 0, at));
    ll_strbuf_cstr(&buf, to);
    ll_strbuf_str(&buf, ll_str_sub(text, at + strlen(from), text.len));
    return finish(&buf);
}

static struct ll_str certificate_text(struct ll_arena *arena, const struct ll_bundle_sample *sample)
{
    struct ll_strbuf buf;
    long long units = (long long)sample->rows * LL_SAMPLE_ROW_UNITS;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\"],\"credentialSubject\":{"
                  "\"demand\":[{\"orderLine\":\"client-1.phones\",\"positions\":[[5,%lld]]}],"
                  "\"serial\":\"LL-TEST\",\"units\":%lld},"
                  "\"id\":\"urn:loopledger:certificate:LL-TEST\",\"issuer\":{\"id\":\"%.*s\"},"
                  "\"validFrom\":\"2026-03-01T00:00:00Z\"}",
                  units + 5, units, LL_STR_ARG(did_of(arena)));
    return replace(arena, finish(&buf), sample->in_certificate ? sample->from : NULL, sample->to);
}

/* Row i: ten units of lot i mod 50. */
static void put_intervals(struct ll_strbuf *buf, int64_t rows)
{
    ll_strbuf_cstr(buf, "\"intervals\":{\"lines\":[{\"orderLine\":\"client-1.phones\","
                        "\"orderLineId\":\"ord_01b4rb7df8001de3afjmjjzyhg\"}],\"lots\":[");
    for (int64_t i = 0; i < LOTS && i < rows; i++) {
        ll_strbuf_fmt(buf, "%s\"%032llx\"", i > 0 ? "," : "", (unsigned long long)(i * 7919 + 1));
    }
    ll_strbuf_cstr(buf, "],\"rows\":[");
    for (int64_t i = 0; i < rows; i++) {
        long long lot_lo = (long long)(i / LOTS) * LL_SAMPLE_ROW_UNITS;
        long long line_lo = (long long)i * LL_SAMPLE_ROW_UNITS + 5;
        ll_strbuf_fmt(buf, "%s[%lld,%lld,%lld,0,%lld,%lld,%lld,%lld,\"%032llx\"]", i > 0 ? "," : "",
                      (long long)(i % LOTS), lot_lo, lot_lo + LL_SAMPLE_ROW_UNITS, line_lo, lot_lo,
                      line_lo, line_lo + LL_SAMPLE_ROW_UNITS, (unsigned long long)i);
    }
    ll_strbuf_cstr(buf, "]},");
}

/* ---- signing ---- */

static struct ll_json *read_json(struct ll_arena *arena, struct ll_str text)
{
    struct ll_json *json = NULL;
    LL_ASSERT(ll_json_read(arena, text, TEXT_BYTES_MAX, &json, NULL) == LL_OK);
    return json;
}

static struct ll_str sign_json(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                               struct ll_str text)
{
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_sign_key key;
    struct ll_signature signature;
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    struct ll_str signed_text;
    const struct ll_json *document = read_json(arena, text);
    ll_sample_key(&key);
    ll_did_key_method(&key.public_key, method);
    const struct ll_di_options options = {ll_str_from_cstr(method), LL_STR(CREATED)};
    struct ll_err err;
    LL_ASSERT(ll_di_sign_input(arena, crypto, document, &options, input, &proof, &err) == LL_OK);
    ll_sign(&key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_ASSERT(ll_di_attach(arena, document, proof, &signature, &whole, &err) == LL_OK);
    LL_ASSERT(ll_json_canonical(arena, whole, TEXT_BYTES_MAX, &signed_text, &err) == LL_OK);
    return signed_text;
}

struct ll_str ll_sample_certificate(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                    const struct ll_bundle_sample *sample)
{
    return sign_json(arena, crypto, certificate_text(arena, sample));
}

/* ---- the log ---- */

struct leaves {
    const struct ll_proof_crypto *crypto;
    struct ll_tree_hash hashes[LOG_SIZE];
};

static enum ll_status read_leaf(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                                struct ll_err *reterr)
{
    struct leaves *leaves = ctx;
    struct ll_tree_hash hashes[LOG_SIZE];
    size_t count = (size_t)1 << (unsigned)level;
    (void)reterr;
    memcpy(hashes, &leaves->hashes[(size_t)index * count], count * sizeof(hashes[0]));
    ll_tree_fold(leaves->crypto, hashes, count, ret_hash);
    return LL_OK;
}

static struct ll_str entry_of(struct ll_arena *arena, const uint8_t digest[LL_DIGEST_SIZE],
                              int part, int parts)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"body\":{\"body\":\"");
    ll_strbuf_hex(&buf, digest, LL_DIGEST_SIZE);
    ll_strbuf_cstr(&buf, "\",\"revision\":1},\"kind\":\"certificate_stated\",");
    if (parts > 1) {
        ll_strbuf_fmt(&buf, "\"part\":%d,\"parts\":%d,", part, parts);
    }
    ll_strbuf_cstr(&buf, "\"v\":1}");
    return finish(&buf);
}

static struct ll_str checkpoint_of(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_tree_reader *reader)
{
    struct ll_checkpoint checkpoint = {.origin = LL_STR(LL_SAMPLE_LOG), .size = LOG_SIZE};
    struct ll_sign_key secret;
    struct ll_note_key key;
    struct ll_signature signature;
    struct ll_strbuf buf;
    key_of(2, &secret);
    ll_sample_log_key(crypto, &key);
    LL_ASSERT(ll_tree_root(crypto, reader, LOG_SIZE, &checkpoint.root, NULL) == LL_OK);
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_checkpoint_put(&buf, &checkpoint);
    ll_sign(&secret, (struct ll_str){buf.ptr, buf.len}, &signature);
    ll_strbuf_char(&buf, '\n');
    ll_note_put_signature(&buf, &key, 0, &signature);
    return finish(&buf);
}

/* Entries from index 1 on. */
static void put_log(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                    const uint8_t digest[LL_DIGEST_SIZE], int parts, struct ll_strbuf *buf)
{
    struct leaves leaves = {.crypto = crypto};
    const struct ll_tree_reader reader = {read_leaf, &leaves};
    struct ll_note_key key;
    ll_sample_log_key(crypto, &key);
    LL_ASSERT(parts < LOG_SIZE);
    for (int i = 0; i < LOG_SIZE; i++) {
        bool ours = i >= 1 && i <= parts;
        ll_tree_leaf(crypto, ours ? entry_of(arena, digest, i - 1, parts) : LL_STR("another"),
                     &leaves.hashes[i]);
    }
    struct ll_str checkpoint = checkpoint_of(arena, crypto, &reader);
    ll_strbuf_cstr(buf, "\"log\":{\"entries\":[");
    for (int i = 0; i < parts; i++) {
        struct ll_tlog_proof proof = {.index = i + 1, .checkpoint = checkpoint};
        struct ll_strbuf text;
        LL_ASSERT(ll_tree_prove_inclusion(crypto, &reader, i + 1, LOG_SIZE, &proof.proof, NULL) ==
                  LL_OK);
        ll_strbuf_init(&text, arena, TEXT_BYTES_MAX);
        ll_tlog_proof_put(&text, &proof);
        ll_strbuf_cstr(buf, i > 0 ? ",{\"entry\":" : "{\"entry\":");
        ll_json_put_string(buf, entry_of(arena, digest, i, parts));
        ll_strbuf_cstr(buf, ",\"proof\":");
        ll_json_put_string(buf, finish(&text));
        ll_strbuf_char(buf, '}');
    }
    ll_strbuf_cstr(buf, "],\"policy\":\"log ");
    ll_note_key_put(buf, &key);
    ll_strbuf_cstr(buf, "\\n\"},");
}

struct ll_str ll_sample_bundle(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                               const struct ll_bundle_sample *sample)
{
    struct ll_strbuf buf;
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_str bare = certificate_text(arena, sample);
    struct ll_str canonical;
    LL_ASSERT(ll_json_canonical(arena, read_json(arena, bare), TEXT_BYTES_MAX, &canonical, NULL) ==
              LL_OK);
    crypto->sha256(crypto->ctx, &canonical, 1, digest);
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf, "{\"certificate\":%.*s,\"format\":\"" LL_BUNDLE_FORMAT "\",",
                  LL_STR_ARG(sign_json(arena, crypto, bare)));
    if (sample->rows > 0) {
        put_intervals(&buf, sample->rows);
    }
    ll_strbuf_fmt(&buf, "\"issuer\":\"%.*s\",", LL_STR_ARG(did_of(arena)));
    if (sample->with_log) {
        put_log(arena, crypto, digest, sample->entries == 0 ? 1 : sample->entries, &buf);
    }
    ll_strbuf_fmt(&buf, "\"status\":{\"asOf\":\"" CREATED "\",\"state\":\"%s\"}}",
                  sample->state == NULL ? "live" : sample->state);
    struct ll_str text =
        replace(arena, finish(&buf), sample->in_certificate ? NULL : sample->from, sample->to);
    return sign_json(arena, crypto, text);
}

#define STATUS_LIST "https://a.example/status/revocation"

static struct ll_str sign_token(struct ll_arena *arena, enum ll_jws_kind kind, struct ll_str text)
{
    struct ll_str input;
    struct ll_str token;
    struct ll_sign_key key;
    struct ll_signature signature;
    char method[LL_DID_KEY_METHOD_SIZE];
    ll_sample_key(&key);
    ll_did_key_method(&key.public_key, method);
    LL_ASSERT(ll_jws_sign_input(arena, kind, read_json(arena, text), ll_str_from_cstr(method),
                                &input, NULL) == LL_OK);
    ll_sign(&key, input, &signature);
    LL_ASSERT(ll_jws_attach(arena, input, &signature, &token, NULL) == LL_OK);
    return token;
}

struct ll_str ll_sample_token(struct ll_arena *arena)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\",\"" LL_CONTEXT_UNTP "\"],"
                  "\"credentialStatus\":{\"id\":\"" STATUS_LIST "#5\","
                  "\"statusListCredential\":\"" STATUS_LIST "\",\"statusListIndex\":5,"
                  "\"statusPurpose\":\"revocation\",\"type\":\"BitstringStatusListEntry\"},"
                  "\"id\":\"urn:loopledger:certificate:LL-TEST\",\"issuer\":\"%.*s\","
                  "\"type\":[\"" LL_TYPE_CONFORMITY "\",\"VerifiableCredential\"],"
                  "\"validFrom\":\"2026-03-01T00:00:00Z\"}",
                  LL_STR_ARG(did_of(arena)));
    return sign_token(arena, LL_JWS_CONFORMITY, finish(&buf));
}

/* 131072 bits, of which the sixth is set. */
struct ll_str ll_sample_status_list(struct ll_arena *arena)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\"],\"id\":\"" STATUS_LIST "\","
                  "\"credentialSubject\":{\"encodedList\":"
                  "\"uH4sIAAAAAAACA-3BIQEAAAACIIP_NzvDAjQAAAAAAAAAAAAAAAAAAADA2wC5foOwAEAAAA\","
                  "\"statusPurpose\":\"revocation\",\"type\":\"BitstringStatusList\"},"
                  "\"issuer\":\"%.*s\",\"validFrom\":\"2026-04-01T00:00:00Z\","
                  "\"type\":[\"VerifiableCredential\",\"" LL_TYPE_STATUS_LIST "\"]}",
                  LL_STR_ARG(did_of(arena)));
    return sign_token(arena, LL_JWS_STATUS_LIST, finish(&buf));
}

struct ll_str ll_sample_did_document(struct ll_arena *arena, const char *end)
{
    struct ll_strbuf buf;
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    ll_sample_key(&key);
    ll_multikey_public_format(&key.public_key, multikey);
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"id\":\"did:web:a.example\",\"assertionMethod\":[\"%s%s\"],"
                  "\"verificationMethod\":[{\"id\":\"did:web:a.example#%s\","
                  "\"type\":\"Multikey\",\"controller\":\"did:web:a.example\","
                  "\"publicKeyMultibase\":\"%s\"%s%s%s}]}",
                  end == NULL ? "did:web:a.example#" : "#none", end == NULL ? multikey : "",
                  multikey, multikey, end == NULL ? "" : ",\"revoked\":\"", end == NULL ? "" : end,
                  end == NULL ? "" : "\"");
    return finish(&buf);
}
