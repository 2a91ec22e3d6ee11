/*
 * Writes files to verify, whom to trust and what the native code says of them:
 *     verify_cases FOLDER FILE...
 * Made-up bundles, certificates and tokens, good, wrong, changed and cut off; then the files named.
 */
#include <stdio.h>
#include <string.h>

#include "proof/jws.h"
#include "proof/succession.h"
#include "support/bundle_sample.h"
#include "support/shared_data.h"

#define PATH_BYTES 4096
#define REPORT_BYTES_MAX ((size_t)16 << 10)

struct cases {
    struct ll_str policy; /* of the trust at hand */
    struct ll_arena arena;
    struct ll_proof_crypto crypto;
    const char *folder;
    int count;
};

static void write_file(const struct cases *c, const char *ending, struct ll_str bytes)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/%d.%s", c->folder, c->count, ending);
    FILE *file = fopen(path, "wb");
    LL_ASSERT(file != NULL);
    LL_ASSERT(fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len);
    LL_ASSERT(fclose(file) == 0);
}

/* The log's key or the policy, as text. */
static struct ll_str log_text(struct cases *c, const struct ll_trust *trust)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, &c->arena, REPORT_BYTES_MAX);
    if (trust->policy != NULL) {
        return c->policy;
    }
    if (trust->has_log) {
        ll_note_key_put(&buf, &trust->log);
        LL_ASSERT(ll_strbuf_finish(&buf, &text, NULL) == LL_OK);
    }
    return text;
}

/* `document`: the text that trust->document was read from, or "". */
static void put_documented(struct cases *c, struct ll_str bytes, const struct ll_trust *trust,
                           struct ll_str document)
{
    struct ll_arena_mark mark = ll_arena_mark(&c->arena);
    struct ll_verify_report report;
    struct ll_json *answer = NULL;
    struct ll_json *json = ll_json_new_object(&c->arena);
    struct ll_strbuf hex;
    struct ll_str text;
    LL_ASSERT(ll_verify(&c->arena, &c->crypto, trust, bytes, &report, NULL) == LL_OK);
    LL_ASSERT(ll_verify_answer(&c->arena, &report, &answer, NULL) == LL_OK);
    LL_ASSERT(ll_json_canonical(&c->arena, answer, REPORT_BYTES_MAX, &text, NULL) == LL_OK);
    write_file(c, "report", text);
    ll_strbuf_init(&hex, &c->arena, 64);
    ll_strbuf_hex(&hex, trust->key.b, sizeof(trust->key.b));
    LL_ASSERT(ll_strbuf_finish(&hex, &text, NULL) == LL_OK);
    ll_json_set_str(&c->arena, json, "document", document);
    ll_json_set_str(&c->arena, json, "log", log_text(c, trust));
    ll_json_set_str(&c->arena, json, "list", trust->status_lists);
    ll_json_set_str(&c->arena, json, "issuer", trust->issuer);
    ll_json_set_str(&c->arena, json, "key", trust->by_key ? text : LL_STR(""));
    LL_ASSERT(ll_json_canonical(&c->arena, json, REPORT_BYTES_MAX, &text, NULL) == LL_OK);
    write_file(c, "trust", text);
    write_file(c, "file", bytes);
    c->count++;
    ll_arena_rewind(&c->arena, mark);
}

static void put_case(struct cases *c, struct ll_str bytes, const struct ll_trust *trust)
{
    put_documented(c, bytes, trust, LL_STR(""));
}

/* By who has a DID document: of the key in use, retired in time, and retired before. */
static void put_by_document(struct cases *c, struct ll_str bytes)
{
    static const char *const ends[] = {NULL, "2026-12-01T00:00:00Z", "2026-01-01T00:00:00Z"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct ll_did_document document;
        struct ll_str text = ll_sample_did_document(&c->arena, ends[i]);
        LL_ASSERT(ll_did_document_read(&c->arena, text, &document, NULL) == LL_OK);
        struct ll_trust trust = {.document = &document, .has_log = true};
        ll_sample_log_key(&c->crypto, &trust.log);
        put_documented(c, bytes, &trust, text);
    }
}

/* By every reader: who has the key, who knows nobody, who trusts the issuer, and another. */
static void put_all(struct cases *c, struct ll_str bytes)
{
    struct ll_sign_key key;
    char did[LL_DID_KEY_SIZE];
    ll_sample_key(&key);
    ll_did_key_format(&key.public_key, did);
    const struct ll_trust readers[] = {
        {.by_key = true, .key = key.public_key}, {.by_key = false},
        {.issuer = ll_str_from_cstr(did)},       {.issuer = LL_STR("did:web:a.example")},
        {.by_key = true, .key = {{1}}}, /* a point of small order */
    };
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        put_case(c, bytes, &readers[i]);
    }
    put_by_document(c, bytes);
}

static void put_changed(struct cases *c, struct ll_str good, size_t step)
{
    struct ll_sign_key key;
    ll_sample_key(&key);
    const struct ll_trust trust = {.by_key = true, .key = key.public_key};
    char *changed = ll_arena_alloc(&c->arena, good.len, 1);
    LL_ASSERT(changed != NULL);
    for (size_t i = 0; i < good.len; i += step) {
        memcpy(changed, good.ptr, good.len);
        changed[i] = (char)(changed[i] ^ 1);
        put_case(c, (struct ll_str){changed, good.len}, &trust);
        put_case(c, (struct ll_str){good.ptr, i}, &trust);
    }
}

/* What a status list says of the token: good, bent, cut off; and of what names none. */
static void put_lists(struct cases *c, struct ll_str token, struct ll_str certificate)
{
    struct ll_sign_key key;
    ll_sample_key(&key);
    struct ll_str good = ll_sample_status_list(&c->arena);
    struct ll_trust trust = {.by_key = true, .key = key.public_key, .status_lists = good};
    char *changed = ll_arena_alloc(&c->arena, good.len, 1);
    LL_ASSERT(changed != NULL);
    put_case(c, token, &trust);
    put_case(c, certificate, &trust);
    trust.status_lists = token;
    put_case(c, token, &trust);
    for (size_t i = 0; i < good.len; i += 29) {
        memcpy(changed, good.ptr, good.len);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        trust.status_lists = (struct ll_str){changed, good.len};
        put_case(c, token, &trust);
        trust.status_lists = (struct ll_str){good.ptr, i};
        put_case(c, token, &trust);
    }
}

/* With a value behind the @context that nobody signed. */
static void put_added_context(struct cases *c, struct ll_str certificate)
{
    struct ll_strbuf buf;
    struct ll_str text;
    size_t end = ll_str_find_char(certificate, ']');
    ll_strbuf_init(&buf, &c->arena, certificate.len + 64);
    ll_strbuf_str(&buf, ll_str_sub(certificate, 0, end));
    ll_strbuf_cstr(&buf, ",\"https://evil.example/\"");
    ll_strbuf_str(&buf, ll_str_sub(certificate, end, certificate.len));
    LL_ASSERT(ll_strbuf_finish(&buf, &text, NULL) == LL_OK);
    put_all(c, text);
}

/* By a key that follows on another, as the bundle shows. */
static void put_with_keys(struct cases *c)
{
    const uint8_t seed[LL_SEED_SIZE] = {9};
    struct ll_succession succession = {.at = LL_STR("2026-02-01T00:00:00Z")};
    struct ll_bundle_sample sample = {.rows = 3, .with_log = true, .from = "\"status\":"};
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_sign_key retired;
    struct ll_sign_key next;
    struct ll_signature signature;
    struct ll_json *document = NULL;
    struct ll_strbuf buf;
    struct ll_str text;
    ll_sample_key(&next);
    ll_sign_key_from_seed(seed, &retired);
    succession.retired = retired.public_key;
    succession.next = next.public_key;
    LL_ASSERT(ll_succession_input(&c->arena, &c->crypto, &succession, input, NULL) == LL_OK);
    ll_sign(&retired, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_ASSERT(ll_succession_document(&c->arena, &c->crypto, &succession, &signature, &document,
                                     NULL) == LL_OK);
    LL_ASSERT(ll_json_canonical(&c->arena, document, REPORT_BYTES_MAX, &text, NULL) == LL_OK);
    ll_strbuf_init(&buf, &c->arena, REPORT_BYTES_MAX);
    ll_strbuf_fmt(&buf, "\"keys\":[%.*s],\"status\":", LL_STR_ARG(text));
    LL_ASSERT(ll_strbuf_finish(&buf, &text, NULL) == LL_OK);
    sample.to = ll_str_to_cstr(&c->arena, text);
    put_all(c, ll_sample_bundle(&c->arena, &c->crypto, &sample));
}

/* By who demands a witness of the log, of whom nothing is there; who demands none; and who trusts
 * other logs. */
static void put_policies(struct cases *c, struct ll_str bundle)
{
    static const struct {
        bool other;
        const char *quorum;
    } rows[] = {{false, "none"}, {false, "w"}, {true, "none"}};
    static struct ll_policy policy;
    struct ll_sign_key key;
    struct ll_note_key log;
    struct ll_note_key witness;
    ll_sample_key(&key);
    ll_sample_log_key(&c->crypto, &log);
    ll_note_key_make(&c->crypto, LL_STR("w.example"), LL_NOTE_COSIGNATURE, &key.public_key,
                     &witness);
    struct ll_trust trust = {.by_key = true, .key = key.public_key, .policy = &policy};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_strbuf buf;
        struct ll_note_key named = log;
        if (rows[i].other) {
            ll_note_key_make(&c->crypto, LL_STR("other.example"), LL_NOTE_ED25519, &log.key,
                             &named);
        }
        ll_strbuf_init(&buf, &c->arena, REPORT_BYTES_MAX);
        ll_strbuf_cstr(&buf, "log ");
        ll_note_key_put(&buf, &named);
        ll_strbuf_cstr(&buf, "\nwitness w ");
        ll_note_key_put(&buf, &witness);
        ll_strbuf_fmt(&buf, "\nquorum %s\n", rows[i].quorum);
        LL_ASSERT(ll_strbuf_finish(&buf, &c->policy, NULL) == LL_OK);
        LL_ASSERT(ll_policy_parse(&c->crypto, c->policy, &policy, NULL) == LL_OK);
        put_case(c, bundle, &trust);
    }
}

/* By who trusts its log, who trusts none, and with every byte changed or the rest cut off. */
static void put_summaries(struct cases *c)
{
    struct ll_trust trust = {.has_log = true};
    const struct ll_trust nobody = {.by_key = false};
    struct ll_str good = ll_sample_summary(&c->arena, &c->crypto, false);
    char *changed = ll_arena_alloc(&c->arena, good.len, 1);
    LL_ASSERT(changed != NULL);
    ll_sample_log_key(&c->crypto, &trust.log);
    put_case(c, good, &trust);
    put_case(c, good, &nobody);
    put_case(c, ll_sample_summary(&c->arena, &c->crypto, true), &trust);
    put_policies(c, good);
    for (size_t i = 0; i < good.len; i += 5) {
        memcpy(changed, good.ptr, good.len);
        changed[i] = (char)(changed[i] ^ 1);
        put_case(c, (struct ll_str){changed, good.len}, &trust);
        put_case(c, (struct ll_str){good.ptr, i}, &trust);
    }
}

static void put_samples(struct cases *c)
{
    static const struct ll_bundle_sample samples[] = {
        {.rows = 3},
        {.rows = 500, .with_log = true},
        {.rows = 3, .with_log = true, .entries = 3},
        {.state = "revoked"},
        {.rows = 3, .from = "\"state\":\"live\"", .to = "\"state\":\"alive\""},
        {.rows = 3, .from = "[1,0,10,0,15,25,", .to = "[0,0,10,0,15,25,"},
        {.rows = 3, .with_log = true, .from = "index 1", .to = "index 2"},
        {.rows = 3, .with_log = true, .from = "\\n5\\n", .to = "\\n6\\n"},
        {.rows = 3, .with_log = true, .without_allocations = true},
        {.rows = 3, .with_log = true, .from = "00000001\"]", .to = "00000002\"]"},
        {.rows = 3, .with_log = true, .from = ",0,10]", .to = ",0,9]", .place = LL_SAMPLE_IN_LOG},
        {.rows = 3, .from = "\"serial\":\"LL-TEST\"", .to = "\"serial\":\"LL-TASTE\""},
        {.rows = 3,
         .from = "\"validFrom\"",
         .to = "\"type\":\"" LL_TYPE_STATUS_LIST "\",\"validFrom\"",
         .place = LL_SAMPLE_IN_CERTIFICATE},
    };
    struct ll_str bundle = LL_STR("");
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct ll_str text = ll_sample_bundle(&c->arena, &c->crypto, &samples[i]);
        bundle = i == 2 ? text : bundle;
        put_all(c, text);
    }
    put_changed(c, bundle, 41);
    put_policies(c, bundle);
    put_with_keys(c);
    struct ll_str certificate = ll_sample_certificate(&c->arena, &c->crypto, &samples[0]);
    put_all(c, certificate);
    put_changed(c, certificate, 17);
    put_added_context(c, certificate);
    struct ll_str token = ll_sample_token(&c->arena);
    put_all(c, token);
    put_changed(c, token, 17);
    put_lists(c, token, certificate);
    put_summaries(c);
}

int main(int argc, char **argv)
{
    struct cases c = {.folder = argv[1]};
    struct ll_crypto *crypto = NULL;
    if (argc < 2) {
        (void)fprintf(stderr, "usage: verify_cases FOLDER FILE...\n");
        return 2;
    }
    ll_arena_init(&c.arena, &ll_arena_malloc, (size_t)512 << 20);
    LL_ASSERT(ll_crypto_open(&c.arena, &crypto, NULL) == LL_OK);
    c.crypto = ll_crypto_for_proof(crypto);
    put_samples(&c);
    for (int i = 2; i < argc; i++) {
        struct ll_str bytes = ll_test_read_file(&c.arena, argv[i]);
        LL_ASSERT(bytes.ptr != NULL);
        put_all(&c, bytes);
    }
    ll_crypto_close(crypto);
    ll_arena_release(&c.arena);
    return 0;
}
