#include "support/bundle_sample.h"

#include <stdio.h>
#include <string.h>

#include "proof/base64.h"
#include "proof/jws.h"
#include "proof/multikey.h"

#define TEXT_BYTES_MAX ((size_t)16 << 20)
#define LOTS 50
#define CREATED "2026-03-02T10:00:00Z"
#define LINE_ID "ord_01b4rb7df8001de3afjmjjzyhg"
#define ROWS_AN_ENTRY 300 /* of an allocation run */
#define CITED_AN_ENTRY 900
#define LOG_SIZE_MAX 1024

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

static const char summary_text[] = LL_SUMMARY_TITLE
    "\nnotification GH/2026-7\nmovement GH/2026-7.000003\nshipment s-12\n"
    "waste phone-scrap A1181\nmass 18000\nshipments 6\nway GH CI BE\nfrom GH kumasi\n"
    "to BE hoboken\nconsent GH 2026-05-01 2027-04-30 4 40000000\n"
    "consent BE 2026-05-01 2027-04-30 4 40000000\npackage MSCU3070076 S-77\n"
    "made 2026-11-23\nexpires 2027-04-30\n";

static struct ll_str sign_summary(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  struct ll_str text, uint8_t seed)
{
    struct ll_sign_key key;
    struct ll_note_key log;
    struct ll_signature signature;
    struct ll_strbuf out;
    struct ll_str made;
    key_of(seed, &key);
    ll_note_key_make(crypto, LL_STR(LL_SAMPLE_LOG), LL_NOTE_ED25519, &key.public_key, &log);
    ll_sign(&key, text, &signature);
    ll_strbuf_init(&out, arena, (size_t)1 << 16);
    ll_summary_put(&out, text, &log, &signature);
    LL_ASSERT(ll_strbuf_finish(&out, &made, NULL) == LL_OK);
    return made;
}

struct ll_str ll_sample_summary(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                bool by_other)
{
    return sign_summary(arena, crypto, ll_str_from_cstr(summary_text), by_other ? 9 : 2);
}

struct ll_str ll_sample_summary_of(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   struct ll_str text)
{
    return sign_summary(arena, crypto, text, 2);
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
    return replace(arena, finish(&buf),
                   sample->place == LL_SAMPLE_IN_CERTIFICATE ? sample->from : NULL, sample->to);
}

/* Row i: ten units of lot i mod 50. */
struct sample_row {
    long long lot;
    char number[33];
    long long lot_lo;
    long long lot_hi;
    long long line_lo;
    long long line_hi;
    char salt[33];
};

static struct sample_row row_of(int64_t i)
{
    struct sample_row row = {
        .lot = (long long)(i % LOTS),
        .lot_lo = (long long)(i / LOTS) * LL_SAMPLE_ROW_UNITS,
        .line_lo = (long long)i * LL_SAMPLE_ROW_UNITS + 5,
    };
    row.lot_hi = row.lot_lo + LL_SAMPLE_ROW_UNITS;
    row.line_hi = row.line_lo + LL_SAMPLE_ROW_UNITS;
    (void)snprintf(row.number, sizeof(row.number), "%032llx",
                   (unsigned long long)row.lot * 7919 + 1);
    (void)snprintf(row.salt, sizeof(row.salt), "%032llx", (unsigned long long)i);
    return row;
}

static void put_intervals(struct ll_strbuf *buf, int64_t rows, bool unopened)
{
    ll_strbuf_cstr(buf, "\"intervals\":{\"lines\":[{\"orderLine\":\"client-1.phones\","
                        "\"orderLineId\":\"" LINE_ID "\"}],\"lots\":[");
    for (int64_t i = 0; i < LOTS && i < rows; i++) {
        ll_strbuf_fmt(buf, "%s\"%s\"", i > 0 ? "," : "", row_of(i).number);
    }
    ll_strbuf_cstr(buf, "],\"rows\":[");
    for (int64_t i = 0; i < rows; i++) {
        struct sample_row r = row_of(i);
        ll_strbuf_fmt(buf, "%s[%lld,%lld,%lld,0,%lld,%lld", i > 0 ? "," : "", r.lot, r.lot_lo,
                      r.lot_hi, r.line_lo, r.line_hi);
        if (!unopened) {
            ll_strbuf_fmt(buf, ",%lld,%lld,%lld,%lld,\"%s\"", r.lot_lo, r.lot_hi, r.line_lo,
                          r.line_hi, r.salt);
        }
        ll_strbuf_char(buf, ']');
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
    struct ll_str texts[LOG_SIZE_MAX];
    struct ll_tree_hash hashes[LOG_SIZE_MAX];
    int runs;  /* entries of allocation runs, the first ones; without any, one of something else */
    int parts; /* of the certificate's entry, after them */
    int size;
};

static enum ll_status read_leaf(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                                struct ll_err *reterr)
{
    struct leaves *leaves = ctx;
    struct ll_tree_hash hashes[LOG_SIZE_MAX];
    size_t count = (size_t)1 << (unsigned)level;
    (void)reterr;
    memcpy(hashes, &leaves->hashes[(size_t)index * count], count * sizeof(hashes[0]));
    ll_tree_fold(leaves->crypto, hashes, count, ret_hash);
    return LL_OK;
}

/* {"hi":…,"lo":…,"order_line_id":…}, committed to with the row's salt. */
static void put_commitment(const struct ll_proof_crypto *crypto, const struct sample_row *row,
                           struct ll_strbuf *buf)
{
    char text[128];
    uint8_t salt[16];
    uint8_t digest[LL_DIGEST_SIZE];
    (void)snprintf(text, sizeof(text), "{\"hi\":%lld,\"lo\":%lld,\"order_line_id\":\"%s\"}",
                   row->line_hi, row->line_lo, LINE_ID);
    LL_ASSERT(ll_hex_decode(ll_str_from_cstr(row->salt), salt) == LL_OK);
    const struct ll_str pieces[] = {LL_STR("loopledger commitment v1"),
                                    {(const char *)salt, sizeof(salt)},
                                    ll_str_from_cstr(text)};
    crypto->sha256(crypto->ctx, pieces, 3, digest);
    ll_strbuf_hex(buf, digest, sizeof(digest));
}

static struct ll_str run_entry(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                               int64_t rows, int number)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"body\":{\"programme_id\":\"prg_01b4rb7df8001de3afjmjjzyhg\","
                         "\"rows\":[");
    for (int64_t i = number * ROWS_AN_ENTRY; i < rows && i < (number + 1) * ROWS_AN_ENTRY; i++) {
        struct sample_row row = row_of(i);
        ll_strbuf_fmt(&buf, "%s[\"%s\",%lld,%lld,\"", i > number * ROWS_AN_ENTRY ? "," : "",
                      row.number, row.lot_lo, row.lot_hi);
        put_commitment(crypto, &row, &buf);
        ll_strbuf_cstr(&buf, "\"]");
    }
    ll_strbuf_cstr(&buf, "],\"rule_version\":1},\"kind\":\"allocation_run\",\"v\":1}");
    return finish(&buf);
}

/* Part `part` cites its share of the rows. */
static struct ll_str certificate_entry(struct ll_arena *arena, const uint8_t digest[LL_DIGEST_SIZE],
                                       int64_t rows, int part, int parts)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"body\":{\"body\":\"");
    ll_strbuf_hex(&buf, digest, LL_DIGEST_SIZE);
    ll_strbuf_cstr(&buf, "\",\"cited\":[");
    for (int64_t i = rows * part / parts; i < rows * (part + 1) / parts; i++) {
        struct sample_row row = row_of(i);
        ll_strbuf_fmt(&buf, "%s[\"%s\",%lld,%lld]", i > rows * part / parts ? "," : "", row.number,
                      row.lot_lo, row.lot_hi);
    }
    ll_strbuf_cstr(&buf, "],\"revision\":1},\"kind\":\"certificate_stated\",");
    if (parts > 1) {
        ll_strbuf_fmt(&buf, "\"part\":%d,\"parts\":%d,", part, parts);
    }
    ll_strbuf_cstr(&buf, "\"v\":1}");
    return finish(&buf);
}

static struct leaves *make_leaves(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  const uint8_t digest[LL_DIGEST_SIZE],
                                  const struct ll_bundle_sample *sample)
{
    struct leaves *l = LL_NEW(arena, struct leaves);
    bool forged = sample->place != LL_SAMPLE_IN_LOG || sample->from == NULL;
    LL_ASSERT(l != NULL);
    l->crypto = crypto;
    l->runs = (int)((sample->rows + ROWS_AN_ENTRY - 1) / ROWS_AN_ENTRY);
    l->parts = (int)((sample->rows + CITED_AN_ENTRY - 1) / CITED_AN_ENTRY);
    l->parts = l->parts > sample->entries ? l->parts : sample->entries;
    l->parts = l->parts > 0 ? l->parts : 1;
    int first = l->runs > 0 ? l->runs : 1;
    l->size = first + l->parts + 3;
    LL_ASSERT(l->size <= LOG_SIZE_MAX);
    for (int i = 0; i < l->size; i++) {
        struct ll_str text = LL_STR("another");
        if (i < l->runs) {
            text = run_entry(arena, crypto, sample->rows, i);
        } else if (i >= first && i < first + l->parts) {
            text = certificate_entry(arena, digest, sample->rows, i - first, l->parts);
        }
        if (!forged && ll_str_find(text, ll_str_from_cstr(sample->from), false) != SIZE_MAX) {
            text = replace(arena, text, sample->from, sample->to);
            forged = true;
        }
        l->texts[i] = text;
        ll_tree_leaf(crypto, text, &l->hashes[i]);
    }
    LL_ASSERT(forged);
    return l;
}

static struct ll_str checkpoint_of(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_tree_reader *reader, int size)
{
    struct ll_checkpoint checkpoint = {.origin = LL_STR(LL_SAMPLE_LOG), .size = size};
    struct ll_sign_key secret;
    struct ll_note_key key;
    struct ll_signature signature;
    struct ll_strbuf buf;
    key_of(2, &secret);
    ll_sample_log_key(crypto, &key);
    LL_ASSERT(ll_tree_root(crypto, reader, size, &checkpoint.root, NULL) == LL_OK);
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_checkpoint_put(&buf, &checkpoint);
    ll_sign(&secret, (struct ll_str){buf.ptr, buf.len}, &signature);
    ll_strbuf_char(&buf, '\n');
    ll_note_put_signature(&buf, &key, 0, &signature);
    return finish(&buf);
}

static struct ll_tree_proof prove(const struct leaves *l, const struct ll_tree_reader *reader,
                                  int index)
{
    struct ll_tree_proof proof;
    LL_ASSERT(ll_tree_prove_inclusion(l->crypto, reader, index, l->size, &proof, NULL) == LL_OK);
    return proof;
}

static void put_allocations(const struct leaves *l, const struct ll_tree_reader *reader,
                            struct ll_strbuf *buf)
{
    ll_strbuf_cstr(buf, "\"allocations\":[");
    for (int i = 0; i < l->runs; i++) {
        struct ll_tree_proof proof = prove(l, reader, i);
        ll_strbuf_cstr(buf, i > 0 ? ",{\"entry\":" : "{\"entry\":");
        ll_json_put_string(buf, l->texts[i]);
        ll_strbuf_cstr(buf, ",\"hashes\":[");
        for (size_t k = 0; k < proof.count; k++) {
            ll_strbuf_cstr(buf, k > 0 ? ",\"" : "\"");
            ll_base64_put(buf, LL_BASE64_STANDARD,
                          (struct ll_str){(const char *)proof.hashes[k].b, LL_DIGEST_SIZE});
            ll_strbuf_char(buf, '"');
        }
        ll_strbuf_fmt(buf, "],\"index\":%d}", i);
    }
    ll_strbuf_cstr(buf, "],");
}

static void put_log(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                    const uint8_t digest[LL_DIGEST_SIZE], const struct ll_bundle_sample *sample,
                    struct ll_strbuf *buf)
{
    struct leaves *l = make_leaves(arena, crypto, digest, sample);
    const struct ll_tree_reader reader = {read_leaf, l};
    int first = l->runs > 0 ? l->runs : 1;
    struct ll_note_key key;
    ll_sample_log_key(crypto, &key);
    struct ll_str checkpoint = checkpoint_of(arena, crypto, &reader, l->size);
    ll_strbuf_cstr(buf, "\"log\":{");
    if (l->runs > 0 && !sample->without_allocations) {
        put_allocations(l, &reader, buf);
    }
    ll_strbuf_cstr(buf, "\"entries\":[");
    for (int i = 0; i < l->parts; i++) {
        struct ll_tlog_proof proof = {.index = first + i, .checkpoint = checkpoint};
        struct ll_strbuf text;
        proof.proof = prove(l, &reader, first + i);
        ll_strbuf_init(&text, arena, TEXT_BYTES_MAX);
        ll_tlog_proof_put(&text, &proof);
        ll_strbuf_cstr(buf, i > 0 ? ",{\"entry\":" : "{\"entry\":");
        ll_json_put_string(buf, l->texts[first + i]);
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
        put_intervals(&buf, sample->rows, sample->unopened);
    }
    ll_strbuf_fmt(&buf, "\"issuer\":\"%.*s\",", LL_STR_ARG(did_of(arena)));
    if (sample->with_log) {
        put_log(arena, crypto, digest, sample, &buf);
    }
    ll_strbuf_fmt(&buf, "\"status\":{\"asOf\":\"" CREATED "\",\"state\":\"%s\"}}",
                  sample->state == NULL ? "live" : sample->state);
    struct ll_str text =
        replace(arena, finish(&buf), sample->place == LL_SAMPLE_IN_BUNDLE ? sample->from : NULL,
                sample->to);
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
