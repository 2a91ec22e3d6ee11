/*
 * Status lists: what each says of a token, and every way in which one says nothing; and gzip files
 * as zlib reads them, good and bent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "proof/base64.h"
#include "proof/inflate.h"
#include "proof/multikey.h"
#include "support/bundle_sample.h"

#define BYTES_MAX 70000
#define PACKED_MAX (2 * BYTES_MAX)
#define LIST "https://a.example/status/revocation"

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
    ll_arena_init(&f->arena, &ll_arena_malloc, (size_t)256 << 20);
    assert_int_equal(ll_crypto_open(&f->arena, &f->crypto, NULL), LL_OK);
    f->functions = ll_crypto_for_proof(f->crypto);
    ll_sample_key(&f->key);
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

/* ---- gzip ---- */

static size_t pack(const uint8_t *bytes, size_t size, int level, int strategy, uint8_t *ret_packed)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes,
                  .avail_in = (uInt)size,
                  .next_out = ret_packed,
                  .avail_out = PACKED_MAX};
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 31, 8, strategy), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t packed = z.total_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
    return packed;
}

/* Does zlib read exactly one member of exactly this size? */
static bool zlib_reads(const uint8_t *packed, size_t count, size_t size, uint8_t *ret_bytes)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed,
                  .avail_in = (uInt)count,
                  .next_out = ret_bytes,
                  .avail_out = (uInt)size + 1};
    assert_int_equal(inflateInit2(&z, 31), Z_OK);
    bool good = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0 && z.total_out == size;
    assert_int_equal(inflateEnd(&z), Z_OK);
    return good;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void fill(uint8_t *bytes, size_t size, int manner, uint32_t *seed)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t r = next_random(seed);
        bytes[i] = manner == 0   ? 0
                   : manner == 1 ? (uint8_t)r
                   : manner == 2 ? (uint8_t)("status list "[r % 12])
                                 : (uint8_t)(r % 97 == 0 ? 1U << (r % 8) : 0);
    }
}

/* The same verdict as zlib's, and the same bytes. */
static void compare(const uint8_t *packed, size_t count, size_t size)
{
    static uint8_t theirs[BYTES_MAX + 1];
    static uint8_t ours[BYTES_MAX + 1];
    struct ll_str file = {(const char *)packed, count};
    bool good = zlib_reads(packed, count, size, theirs);
    assert_int_equal(ll_gunzip(file, size, ours), good);
    if (good) {
        assert_memory_equal(ours, theirs, size);
    }
}

static void as_zlib(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 255, 4000, 16384, BYTES_MAX};
    static uint8_t bytes[BYTES_MAX];
    static uint8_t packed[PACKED_MAX];
    uint32_t seed = 4;
    (void)state;
    for (int manner = 0; manner < 4; manner++) {
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
            fill(bytes, sizes[s], manner, &seed);
            for (int way = 0; way < 12; way++) {
                size_t count = pack(bytes, sizes[s], way < 8 ? way : 6,
                                    way < 8 ? Z_DEFAULT_STRATEGY : way - 7, packed);
                assert_true(count < sizeof(packed));
                size_t claimed = 1;
                assert_true(ll_gunzip_size((struct ll_str){(const char *)packed, count}, &claimed));
                assert_int_equal(claimed, sizes[s]);
                compare(packed, count, sizes[s]);
                compare(packed, count, sizes[s] + 1);
                compare(packed, count, sizes[s] / 2);
                compare(packed, count + 1, sizes[s]);
                compare(packed, next_random(&seed) % count, sizes[s]);
            }
        }
    }
}

/* Bits of the compressed part bent, one and several at a time. */
static void bent_as_zlib(void **state)
{
    static uint8_t bytes[4000];
    static uint8_t packed[PACKED_MAX];
    uint32_t seed = 5;
    (void)state;
    for (int round = 0; round < 4000; round++) {
        size_t size = 1 + next_random(&seed) % sizeof(bytes);
        fill(bytes, size, round % 4, &seed);
        size_t count = pack(bytes, size, 1 + round % 9, round % 5, packed);
        for (uint32_t flips = 1 + next_random(&seed) % 3; flips > 0; flips--) {
            size_t at = 10 + next_random(&seed) % (count - 10);
            packed[at] = (uint8_t)(packed[at] ^ (1U << (next_random(&seed) % 8)));
        }
        compare(packed, count, size);
    }
}

static void refused_files(void **state)
{
    uint8_t bytes[64] = {0};
    uint8_t packed[4096];
    uint8_t room[256];
    size_t size = 0;
    (void)state;
    size_t count = pack(bytes, sizeof(bytes), 6, Z_DEFAULT_STRATEGY, packed);
    assert_true(ll_gunzip((struct ll_str){(const char *)packed, count}, 64, room));
    /* Two members are two files. */
    memcpy(packed + count, packed, count);
    assert_false(ll_gunzip((struct ll_str){(const char *)packed, 2 * count}, 64, room));
    assert_false(ll_gunzip((struct ll_str){(const char *)packed, 2 * count}, 128, room));
    for (unsigned flag = 1; flag < 256; flag *= 2) {
        packed[3] = (uint8_t)flag;
        assert_false(ll_gunzip((struct ll_str){(const char *)packed, count}, 64, room));
    }
    assert_false(ll_gunzip_size((struct ll_str){(const char *)packed, 17}, &size));
    assert_false(ll_gunzip(LL_STR(""), 0, room));
}

/* ---- lists ---- */

struct list {
    const char *type; /* NULL, here and below: as it should be */
    const char *purpose;
    const char *id;
    const char *more; /* further members of the credential */
    const char *encoded;
    size_t bytes; /* 0: 16384 */
    bool forged;
};

static struct ll_str sign(struct fixture *f, enum ll_jws_kind kind, struct ll_str text, bool forged)
{
    struct ll_json *json = NULL;
    struct ll_str input;
    struct ll_str token;
    struct ll_signature signature;
    assert_int_equal(ll_json_read(&f->arena, text, PACKED_MAX, &json, NULL), LL_OK);
    assert_int_equal(
        ll_jws_sign_input(&f->arena, kind, json, ll_str_from_cstr(f->method), &input, NULL), LL_OK);
    ll_sign(&f->key, forged ? text : input, &signature);
    assert_int_equal(ll_jws_attach(&f->arena, input, &signature, &token, NULL), LL_OK);
    return token;
}

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(buf, &text, NULL), LL_OK);
    return text;
}

/* Bits 5 and 131071 are set. */
static struct ll_str make_list(struct fixture *f, const struct list *list)
{
    static uint8_t bits[PACKED_MAX];
    static uint8_t packed[PACKED_MAX];
    struct ll_strbuf buf;
    size_t size = list->bytes == 0 ? 16384 : list->bytes;
    memset(bits, 0, sizeof(bits));
    bits[0] = 0x04;
    bits[16383] = 0x01;
    size_t count = pack(bits, size, 9, Z_DEFAULT_STRATEGY, packed);
    ll_strbuf_init(&buf, &f->arena, PACKED_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\"],\"id\":\"%s\",\"issuer\":\"%s\","
                  "\"type\":[\"VerifiableCredential\",\"" LL_TYPE_STATUS_LIST "\"],"
                  "\"validFrom\":\"2026-04-01T00:00:00Z\"%s,\"credentialSubject\":{"
                  "\"type\":\"%s\",\"statusPurpose\":\"%s\",\"encodedList\":\"",
                  list->id == NULL ? LIST : list->id, f->did, list->more == NULL ? "" : list->more,
                  list->type == NULL ? "BitstringStatusList" : list->type,
                  list->purpose == NULL ? "revocation" : list->purpose);
    if (list->encoded == NULL) {
        ll_strbuf_char(&buf, 'u');
        ll_base64_put(&buf, LL_BASE64_URL, (struct ll_str){(const char *)packed, count});
    } else {
        ll_strbuf_cstr(&buf, list->encoded);
    }
    ll_strbuf_cstr(&buf, "\"}}");
    return sign(f, LL_JWS_STATUS_LIST, finish(&buf), list->forged);
}

#define ENTRY(purpose, index)                                                                      \
    "{\"id\":\"" LIST "#1\",\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"" purpose    \
    "\",\"statusListCredential\":\"" LIST "\",\"statusListIndex\":" index "}"

static struct ll_str make_token(struct fixture *f, const char *status)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &f->arena, PACKED_MAX);
    ll_strbuf_fmt(&buf,
                  "{\"@context\":[\"" LL_CONTEXT_CREDENTIALS "\",\"" LL_CONTEXT_UNTP "\"],"
                  "\"id\":\"urn:loopledger:certificate:LL-TEST\",\"issuer\":\"%s\","
                  "\"type\":[\"" LL_TYPE_CONFORMITY "\",\"VerifiableCredential\"]%s%s,"
                  "\"validFrom\":\"2026-03-01T00:00:00Z\"}",
                  f->did,
                  status == NULL ? "" : ",\"credentialStatus\":", status == NULL ? "" : status);
    return sign(f, LL_JWS_CONFORMITY, finish(&buf), false);
}

static struct ll_verify_report judge(struct fixture *f, struct ll_str token, struct ll_str list)
{
    const struct ll_time now = {INT64_C(1777593600000000)}; /* 2026-05-01 */
    struct ll_verify_report report;
    const struct ll_trust trust = {
        .by_key = true, .key = f->key.public_key, .status_lists = list, .now = &now};
    assert_int_equal(ll_verify(&f->arena, &f->functions, &trust, token, &report, NULL), LL_OK);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    return report;
}

static void what_lists_say(void **state)
{
    struct fixture *f = *state;
    const struct {
        struct list list;
        const char *status;
        const char *reason;
        const char *word; /* "" unknown */
    } rows[] = {
        {{0}, ENTRY("revocation", "4"), "status-list", "not-revoked"},
        {{0}, ENTRY("revocation", "5"), "status-list", "revoked"},
        {{0}, ENTRY("revocation", "\"5\""), "status-list", "revoked"},
        {{0}, ENTRY("revocation", "6"), "status-list", "not-revoked"},
        {{0}, ENTRY("revocation", "131071"), "status-list", "revoked"},
        {{0},
         "[" ENTRY("suspension", "5") "," ENTRY("revocation", "4") "]",
         "status-list",
         "not-revoked"},
        {{.purpose = "suspension"}, ENTRY("suspension", "5"), "status-list", "under-review"},
        {{.purpose = "suspension"}, ENTRY("suspension", "0"), "status-list", "not-under-review"},
        {{.purpose = "message"}, ENTRY("message", "5"), "status-purpose", ""},
        {{0}, ENTRY("suspension", "5"), "status-list-other", ""},
        {{.id = LIST "/2"}, ENTRY("revocation", "5"), "status-list-other", ""},
        {{0}, "[]", "status-list-other", ""},
        {{0}, "7", "status-list-other", ""},
        {{0}, NULL, "no-status-entry", ""},
        {{0}, ENTRY("revocation", "131072"), "status-index", ""},
        {{0}, ENTRY("revocation", "-1"), "status-index", ""},
        {{0}, ENTRY("revocation", "5.5"), "status-index", ""},
        {{0}, ENTRY("revocation", "\"05\""), "status-index", ""},
        {{0}, ENTRY("revocation", "\"\""), "status-index", ""},
        {{0}, ENTRY("revocation", "\"99999999999\""), "status-index", ""},
        {{.forged = true}, ENTRY("revocation", "5"), "status-list-signature", ""},
        {{.type = "StatusList2021"}, ENTRY("revocation", "5"), "status-list-shape", ""},
        {{.bytes = 16383}, ENTRY("revocation", "5"), "status-list-length", ""},
        {{.bytes = 1}, ENTRY("revocation", "5"), "status-list-length", ""},
        {{.bytes = 100000}, ENTRY("revocation", "799999"), "status-list", "not-revoked"},
        {{.encoded = ""}, ENTRY("revocation", "5"), "status-list-encoding", ""},
        {{.encoded = "u"}, ENTRY("revocation", "5"), "status-list-encoding", ""},
        {{.encoded = "zAAAA"}, ENTRY("revocation", "5"), "status-list-encoding", ""},
        {{.encoded = "uH4sI="}, ENTRY("revocation", "5"), "status-list-encoding", ""},
        /* Claims to be 4 GiB. */
        {{.encoded = "uH4sIAAAAAAAAAwAAAAD_____"},
         ENTRY("revocation", "5"),
         "status-list-encoding",
         ""},
        {{.more = ",\"validUntil\":\"2026-04-30T00:00:00Z\""},
         ENTRY("revocation", "5"),
         "status-list-expired",
         ""},
        {{.more = ",\"validUntil\":\"2026-05-02T00:00:00Z\""},
         ENTRY("revocation", "5"),
         "status-list",
         "revoked"},
        {{.more = ",\"validUntil\":7"}, ENTRY("revocation", "5"), "status-list-shape", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_verify_report report =
            judge(f, make_token(f, rows[i].status), make_list(f, &rows[i].list));
        if (strcmp(report.state_reason, rows[i].reason) != 0) {
            fail_msg("row %zu: %s", i, report.state_reason);
        }
        assert_true(ll_str_eq_cstr(report.state, rows[i].word));
        assert_int_equal(report.state_as_of.len > 0, rows[i].word[0] != '\0');
        assert_true(report.state_text[0] != '\0');
    }
}

/* Lists one a line: each is judged by itself, and what is revoked once stays so. */
static void several(void **state)
{
    struct fixture *f = *state;
    const struct list revocation = {0};
    const struct list suspension = {.purpose = "suspension"};
    const struct list old = {.more = ",\"validUntil\":\"2026-04-30T00:00:00Z\""};
    const struct ll_str lists[] = {
        make_list(f, &revocation),
        make_list(f, &suspension),
        make_list(f, &old),
        LL_STR("no list"),
    };
    static const struct {
        const char *index;
        const char *which; /* of the lists, in their order */
        const char *word;
        const char *reason;
    } rows[] = {
        {"4", "01", "live", "status-list"},
        {"4", "10", "live", "status-list"},
        {"5", "01", "revoked", "status-list"},
        {"5", "1", "under-review", "status-list"},
        {"4", "0", "not-revoked", "status-list"},
        {"4", "00", "not-revoked", "status-list"},
        {"4", "03", "not-revoked", "status-list-shape"},
        {"5", "30", "revoked", "status-list-shape"},
        {"4", "21", "not-under-review", "status-list-expired"},
        {"5", "23", "", "status-list-expired"},
        {"4", "3333333333333333", "", "status-list-shape"},
        {"5", "33333333333333330", "", "status-list-shape"}, /* the 17th is not read */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_strbuf buf;
        struct ll_strbuf status;
        ll_strbuf_init(&buf, &f->arena, 20 * PACKED_MAX);
        for (const char *at = rows[i].which; *at != '\0'; at++) {
            ll_strbuf_str(&buf, lists[*at - '0']);
            ll_strbuf_cstr(&buf, "\n\n");
        }
        ll_strbuf_init(&status, &f->arena, 4096);
        ll_strbuf_fmt(&status, "[%s,%s]", ENTRY("revocation", "#"), ENTRY("suspension", "#"));
        struct ll_str entries = finish(&status);
        ll_strbuf_init(&status, &f->arena, 4096);
        for (size_t k = 0; k < entries.len; k++) {
            bool is_index = entries.ptr[k] == '#' && entries.ptr[k - 1] == ':';
            ll_strbuf_char(&status, is_index ? rows[i].index[0] : entries.ptr[k]);
        }
        const char *text = ll_str_to_cstr(&f->arena, finish(&status));
        struct ll_verify_report report = judge(f, make_token(f, text), finish(&buf));
        if (!ll_str_eq_cstr(report.state, rows[i].word) ||
            strcmp(report.state_reason, rows[i].reason) != 0) {
            fail_msg("row %zu: %.*s, %s", i, LL_STR_ARG(report.state), report.state_reason);
        }
    }
}

/* A list is no certificate, and a certificate no list; and what is cut off is neither. */
static void mistaken(void **state)
{
    struct fixture *f = *state;
    const struct list plain = {0};
    struct ll_str token = make_token(f, ENTRY("revocation", "5"));
    struct ll_str list = make_list(f, &plain);
    struct ll_verify_report report;
    const struct ll_trust trust = {.by_key = true, .key = f->key.public_key};
    assert_string_equal(judge(f, token, token).state_reason, "status-list-shape");
    assert_string_equal(judge(f, token, LL_STR("no token")).state_reason, "status-list-shape");
    for (size_t cut = 0; cut < list.len; cut += 7) {
        report = judge(f, token, ll_str_sub(list, 0, cut));
        assert_true(report.state.len == 0);
    }
    assert_int_equal(ll_verify(&f->arena, &f->functions, &trust, list, &report, NULL), LL_OK);
    assert_int_equal(report.authentic, LL_AUTHENTIC_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_zlib),
        cmocka_unit_test(bent_as_zlib),
        cmocka_unit_test(refused_files),
        cmocka_unit_test_setup_teardown(what_lists_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistaken, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
