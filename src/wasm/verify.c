/*
 * Verifying in a page. WebCrypto checks a signature only asynchronously, so the page is asked for
 * one answer at a time, and everything is run again with it: what judges is a pure function.
 *
 *     at = ll_wasm_input(bytes of all parts); ll_wasm_now(seconds since 1970), if it is known
 *     while (ll_wasm_verify(the bytes of each part)):
 *         check the signature that ll_wasm_asked() points to, ll_wasm_answer(good)
 *     JSON at ll_wasm_report(), ll_wasm_report_bytes() long
 *
 * The parts lie at `at`, one after another: the file, the trusted key (or 32 zeros), the trusted
 * issuer, its DID document, the trusted log's key or a policy, status lists.
 */
#include "proof/verify.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "wasm/host.h"

#define ARENA_BYTES ((size_t)128 << 20)
#define REPORT_BYTES_MAX ((size_t)16 << 10)
#define ANSWERS_MAX 2100 /* two signatures and one of the log an entry, and more */

/* What the page is to check: at fixed places, for it to read. */
struct asked {
    uint8_t key[32];
    uint8_t signature[64];
    uint32_t message;
    uint32_t message_bytes;
};

static struct {
    uint8_t *input;
    size_t input_bytes;
    size_t used; /* answers used in the run under way */
    size_t known;
    bool waiting;   /* the run under way met a check without an answer */
    uint32_t now_s; /* 0: lists are never out of date */
    struct asked asked;
    struct ll_str report;
    bool answers[ANSWERS_MAX];
} state;

/* The order of the group, lowest byte first: a signature whose second half is not below it is
 * another text of the same one, which some libraries take. */
static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

static bool is_below_order(const uint8_t *number)
{
    for (size_t i = sizeof(order); i-- > 0;) {
        if (number[i] != order[i]) {
            return number[i] < order[i];
        }
    }
    return false;
}

/* Points of small order (and the two that are none, p and p + 1), without the sign: under such a
 * key one signature is good for many messages. WebCrypto need not refuse them. */
static const uint8_t small[][32] = {
    {0},
    {1},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

static bool is_sound_point(const uint8_t *point)
{
    uint8_t y[32];
    bool large = true; /* p - 1 and beyond: 0xec or more, then 0xff, then 0x7f */
    memcpy(y, point, sizeof(y));
    y[31] &= 0x7fU;
    for (size_t i = 1; i < sizeof(y) - 1; i++) {
        large = large && y[i] == 0xffU;
    }
    if (large && y[31] == 0x7fU && y[0] >= 0xecU) {
        return false;
    }
    for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
        if (memcmp(y, small[i], sizeof(y)) == 0) {
            return false;
        }
    }
    return true;
}

/* The page reads it when the run is over, and with it whatever lay on the stack. */
static const void *keep(struct ll_str message)
{
    uint8_t *kept = ll_wasm_memory_take(message.len + 1);
    if (kept == NULL) {
        return message.ptr;
    }
    memcpy(kept, message.ptr, message.len);
    return kept;
}

static bool ed25519_verify(void *ctx, const struct ll_public_key *key, struct ll_str message,
                           const struct ll_signature *signature)
{
    (void)ctx;
    if (!is_below_order(signature->b + 32) || !is_sound_point(signature->b) ||
        !is_sound_point(key->b)) {
        return false;
    }
    if (state.used < state.known) {
        return state.answers[state.used++];
    }
    if (!state.waiting && state.known < ANSWERS_MAX) {
        state.waiting = true;
        memcpy(state.asked.key, key->b, sizeof(state.asked.key));
        memcpy(state.asked.signature, signature->b, sizeof(state.asked.signature));
        state.asked.message = (uint32_t)(size_t)keep(message);
        state.asked.message_bytes = (uint32_t)message.len;
    }
    return false;
}

static void sha256(void *ctx, const struct ll_str *pieces, size_t count,
                   uint8_t ret_digest[LL_DIGEST_SIZE])
{
    struct ll_sha256 hash;
    (void)ctx;
    ll_sha256_begin(&hash);
    for (size_t i = 0; i < count; i++) {
        ll_sha256_add(&hash, (const uint8_t *)pieces[i].ptr, pieces[i].len);
    }
    ll_sha256_end(&hash, ret_digest);
}

LL_WASM_EXPORT uint8_t *ll_wasm_input(size_t size);
LL_WASM_EXPORT uint8_t *ll_wasm_input(size_t size)
{
    ll_wasm_memory_reset();
    memset(&state, 0, sizeof(state));
    state.input = ll_wasm_memory_take(size);
    state.input_bytes = state.input == NULL ? 0 : size;
    return state.input;
}

/* By the reader's clock: against it a status list may be out of date. */
LL_WASM_EXPORT void ll_wasm_now(uint32_t now_s);
LL_WASM_EXPORT void ll_wasm_now(uint32_t now_s)
{
    state.now_s = now_s;
}

static void write_report(struct ll_arena *arena, const struct ll_verify_report *report)
{
    struct ll_json *json = NULL;
    if (ll_verify_answer(arena, report, &json, NULL) == LL_OK) {
        (void)!ll_json_canonical(arena, json, REPORT_BYTES_MAX, &state.report, NULL);
    }
}

/* The next part of the input. */
static bool take(size_t *at, size_t bytes, struct ll_str *ret_part)
{
    if (bytes > state.input_bytes - *at) {
        return false;
    }
    *ret_part = (struct ll_str){(const char *)state.input + *at, bytes};
    *at += bytes;
    return true;
}

/* A key is one word, a policy lines of words. */
static bool read_log(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                     struct ll_str text, struct ll_trust *trust)
{
    if (ll_str_find_char(text, '\n') == text.len) {
        trust->has_log = true;
        return ll_note_key_parse(crypto, text, &trust->log, NULL) == LL_OK &&
               trust->log.type == LL_NOTE_ED25519;
    }
    struct ll_policy *policy = LL_NEW(arena, struct ll_policy);
    trust->policy = policy;
    return policy != NULL && ll_policy_parse(crypto, text, policy, NULL) == LL_OK &&
           policy->log_count > 0;
}

/* Whom the page trusts. false: a document, a log's key or a policy that is none. */
static bool read_trust(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                       struct ll_str document_text, struct ll_str log_key,
                       struct ll_did_document *document, struct ll_trust *trust)
{
    if (log_key.len > 0 && !read_log(arena, crypto, log_key, trust)) {
        return false;
    }
    if (document_text.len == 0) {
        return true;
    }
    trust->document = document;
    return ll_did_document_read(arena, document_text, document, NULL) == LL_OK;
}

/* Memory of the run before is taken back: all but the input. */
static void begin_run(struct ll_arena *arena)
{
    state.used = 0;
    state.waiting = false;
    state.report = (struct ll_str){"", 0};
    ll_wasm_memory_reset();
    (void)ll_wasm_memory_take(state.input_bytes);
    ll_arena_init(arena, &ll_wasm_memory, ARENA_BYTES);
}

/* 1: a signature is asked for; 0: the report is there; -1: the sizes are not those of the input, or
 * there is nobody to trust in what was given. */
LL_WASM_EXPORT int ll_wasm_verify(size_t file_bytes, int has_key, size_t issuer_bytes,
                                  size_t document_bytes, size_t log_key_bytes,
                                  size_t status_list_bytes);
LL_WASM_EXPORT int ll_wasm_verify(size_t file_bytes, int has_key, size_t issuer_bytes,
                                  size_t document_bytes, size_t log_key_bytes,
                                  size_t status_list_bytes)
{
    const struct ll_proof_crypto crypto = {.sha256 = sha256, .ed25519_verify = ed25519_verify};
    struct ll_trust trust = {.by_key = has_key != 0};
    struct ll_did_document document;
    const struct ll_time now = {(int64_t)state.now_s * 1000000};
    struct ll_verify_report report;
    struct ll_arena arena;
    struct ll_str file;
    struct ll_str key;
    struct ll_str document_text;
    struct ll_str log_key;
    size_t at = 0;
    if (!take(&at, file_bytes, &file) || !take(&at, sizeof(trust.key.b), &key) ||
        !take(&at, issuer_bytes, &trust.issuer) || !take(&at, document_bytes, &document_text) ||
        !take(&at, log_key_bytes, &log_key) || !take(&at, status_list_bytes, &trust.status_lists) ||
        at != state.input_bytes) {
        return -1;
    }
    memcpy(trust.key.b, key.ptr, sizeof(trust.key.b));
    trust.now = state.now_s == 0 ? NULL : &now;
    begin_run(&arena);
    if (!read_trust(&arena, &crypto, document_text, log_key, &document, &trust) ||
        ll_verify(&arena, &crypto, &trust, file, &report, NULL) != LL_OK) {
        return -1;
    }
    if (state.waiting) {
        return 1;
    }
    write_report(&arena, &report);
    return 0;
}

LL_WASM_EXPORT const struct asked *ll_wasm_asked(void);
LL_WASM_EXPORT const struct asked *ll_wasm_asked(void)
{
    return &state.asked;
}

LL_WASM_EXPORT void ll_wasm_answer(int good);
LL_WASM_EXPORT void ll_wasm_answer(int good)
{
    state.answers[state.known++] = good != 0;
}

LL_WASM_EXPORT const char *ll_wasm_report(void);
LL_WASM_EXPORT const char *ll_wasm_report(void)
{
    return state.report.ptr;
}

LL_WASM_EXPORT size_t ll_wasm_report_bytes(void);
LL_WASM_EXPORT size_t ll_wasm_report_bytes(void)
{
    return state.report.len;
}
