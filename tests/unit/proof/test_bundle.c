/*
 * Bundles: what a sound one is said to be, every way in which one can be wrong though signed, and
 * no byte of one that can be another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/jws.h"
#include "proof/succession.h"
#include "support/bundle_sample.h"

struct fixture {
    struct ll_arena arena;
    struct ll_crypto *crypto;
    struct ll_proof_crypto functions;
    struct ll_trust trust; /* the samples' key */
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct ll_sign_key key;
    ll_arena_init(&f->arena, &ll_arena_malloc, (size_t)512 << 20);
    assert_int_equal(ll_crypto_open(&f->arena, &f->crypto, NULL), LL_OK);
    f->functions = ll_crypto_for_proof(f->crypto);
    ll_sample_key(&key);
    f->trust = (struct ll_trust){.by_key = true, .key = key.public_key};
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

static struct ll_verify_report verify(struct fixture *f, const struct ll_trust *trust,
                                      struct ll_str bytes)
{
    struct ll_verify_report report;
    struct ll_err err = {0};
    assert_int_equal(ll_verify(&f->arena, &f->functions, trust, bytes, &report, &err), LL_OK);
    assert_true(report.reason[0] != '\0' && report.text[0] != '\0');
    assert_true(report.logged_reason[0] != '\0' && report.logged_text[0] != '\0');
    return report;
}

static void sound(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {.rows = 120, .with_log = true};
    struct ll_str bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    struct ll_verify_report report = verify(f, &f->trust, bundle);
    assert_int_equal(report.form, LL_VERIFY_BUNDLE);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_int_equal(report.logged, LL_LOGGED_YES);
    assert_string_equal(report.logged_reason, "included");
    assert_int_equal(report.log_index, 1);
    assert_int_equal(report.log_size, 5);
    assert_true(ll_str_eq_cstr(report.state, "live"));
    assert_true(ll_str_eq_cstr(report.state_as_of, "2026-03-02T10:00:00Z"));
    assert_true(ll_str_eq_cstr(report.certificate, "urn:loopledger:certificate:LL-TEST"));
    /* An entry in several parts. */
    sample.entries = 3;
    bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    assert_int_equal(verify(f, &f->trust, bundle).logged, LL_LOGGED_YES);
    /* Nobody pinned: the status is the issuer's word, whoever that is. */
    struct ll_trust nobody = {.by_key = false};
    report = verify(f, &nobody, bundle);
    assert_int_equal(report.authentic, LL_AUTHENTIC_UNPINNED);
    assert_true(ll_str_eq_cstr(report.state, "live"));
}

static void without_log_or_intervals(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {.rows = 3};
    struct ll_verify_report report =
        verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_int_equal(report.logged, LL_LOGGED_UNKNOWN);
    assert_string_equal(report.logged_reason, "no-proof");
    sample = (struct ll_bundle_sample){.state = "revoked"};
    report = verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_true(ll_str_eq_cstr(report.state, "revoked"));
    /* A lone certificate says neither. */
    sample = (struct ll_bundle_sample){.rows = 3};
    report = verify(f, &f->trust, ll_sample_certificate(&f->arena, &f->functions, &sample));
    assert_int_equal(report.form, LL_VERIFY_CERTIFICATE);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_int_equal(report.state.len, 0);
    assert_int_equal(report.logged, LL_LOGGED_UNKNOWN);
}

/* Signed by the issuer's key, and no certificate; a certificate with more to it than was signed. */
static void not_what_was_signed(void **state)
{
    static const char *const types[] = {
        "\"type\":[\"VerifiableCredential\",\"" LL_TYPE_STATUS_LIST "\"],\"validFrom\"",
        "\"type\":\"" LL_TYPE_SUCCESSION "\",\"validFrom\"",
    };
    struct fixture *f = *state;
    struct ll_verify_report report;
    struct ll_bundle_sample sample = {.rows = 3, .place = LL_SAMPLE_IN_CERTIFICATE};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        sample.from = "\"validFrom\"";
        sample.to = types[i];
        report = verify(f, &f->trust, ll_sample_certificate(&f->arena, &f->functions, &sample));
        assert_int_equal(report.authentic, LL_AUTHENTIC_NOT_SIGNED);
        assert_string_equal(report.reason, "not-certificate");
        report = verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
        assert_string_equal(report.reason, "not-certificate");
    }
    sample = (struct ll_bundle_sample){.rows = 3};
    struct ll_str good = ll_sample_certificate(&f->arena, &f->functions, &sample);
    const struct ll_str begin = LL_STR("{\"@context\":[");
    struct ll_strbuf buf;
    struct ll_str text;
    assert_true(ll_str_starts(good, begin));
    size_t end = ll_str_find_char(good, ']');
    ll_strbuf_init(&buf, &f->arena, good.len + 64);
    ll_strbuf_str(&buf, ll_str_sub(good, 0, end));
    ll_strbuf_cstr(&buf, ",\"https://evil.example/\"");
    ll_strbuf_str(&buf, ll_str_sub(good, end, good.len));
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    report = verify(f, &f->trust, text);
    assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
    assert_string_equal(report.reason, "context-added");
}

static void other_trust(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {.rows = 3, .with_log = true};
    struct ll_str bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    uint8_t seed[LL_SEED_SIZE] = {9};
    struct ll_sign_key other;
    ll_sign_key_from_seed(seed, &other);
    struct ll_trust trust = {.by_key = true, .key = other.public_key};
    struct ll_verify_report report = verify(f, &trust, bundle);
    assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
    assert_int_equal(report.state.len, 0);
    assert_int_equal(report.logged, LL_LOGGED_UNKNOWN);
    trust = (struct ll_trust){.issuer = LL_STR("did:web:a.example")};
    assert_string_equal(verify(f, &trust, bundle).reason, "other-issuer");
    /* Another log than the bundle's: of another name, and of the same name with another key. */
    trust = f->trust;
    trust.has_log = true;
    ll_note_key_make(&f->functions, LL_STR("log.example/two"), LL_NOTE_ED25519, &other.public_key,
                     &trust.log);
    report = verify(f, &trust, bundle);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_int_equal(report.logged, LL_LOGGED_NO);
    ll_note_key_make(&f->functions, LL_STR(LL_SAMPLE_LOG), LL_NOTE_ED25519, &other.public_key,
                     &trust.log);
    assert_int_equal(verify(f, &trust, bundle).logged, LL_LOGGED_NO);
    ll_sample_log_key(&f->functions, &trust.log);
    assert_int_equal(verify(f, &trust, bundle).logged, LL_LOGGED_YES);
}

/* Signed by the issuer, and wrong all the same. */
struct wrong_row {
    const char *from;
    const char *to;
    const char *reason;
};
static const struct wrong_row wrong_rows[] = {
    {"\"status\":{\"asOf\"", "\"more\":1,\"status\":{\"asOf\"", "bundle-member"},
    {"loopledger-bundle-1", "loopledger-bundle-2", "bundle-member"},
    {"\"intervals\":{", "\"intervals\":[],\"more\":{", "bundle-member"},
    {"\"state\":\"live\"", "\"state\":\"Live\"", "bundle-status"},
    {"\"state\":\"live\"", "\"state\":\"live\",\"why\":1", "bundle-status"},
    {"\"asOf\":\"2026-03-02", "\"asOf\":\"2026-13-02", "bundle-status"},
    {"\"lots\":[", "\"lots\":[\"00\",", "intervals-shape"},
    {"\"lots\":[\"00000000000000000000000000000001\",",
     "\"lots\":[\"00000000000000000000000000000001\",\"00000000000000000000000000000001\",",
     "intervals-shape"},
    {"\"orderLineId\":\"ord_", "\"orderLineId\":\"lot_", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,10,15,25.5,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[9,0,10,0,15,25,0,10,15,25,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,10,10,0,15,25,0,10,15,25,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,25,25,0,10,15,25,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[-1,0,10,0,15,25,0,10,15,25,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,1,15,25,0,10,15,25,", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,\"00000000000000000000000000000001\"]", "[1,0,10,0,15,25]",
     "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,\"00000000000000000000000000000001\"]", "[]", "intervals-shape"},
    {"[0,0,10,0,5,15,0,10,5,15,\"00000000000000000000000000000000\"]", "[0,0,10,0,5,15]",
     "intervals-shape"},
    {"[0,0,10,0,5,15,0,10,5,15,\"00000000000000000000000000000000\"]", "[]", "intervals-shape"},
    {"[0,0,10,0,5,15,0,10,5,15,\"00000000000000000000000000000000\"]", "7", "intervals-shape"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,10,15,24,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,9,15,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,1,10,15,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,10,16,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,10,14,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,11,15,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,26,0,10,15,26,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,11,14,25,", "intervals-opening"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[0,0,10,0,15,25,0,10,15,25,", "intervals-overlap"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[0,9,19,0,15,25,9,19,15,25,", "intervals-overlap"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,11,0,15,26,0,11,15,26,", "intervals-units"},
    {"[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,16,26,0,10,16,26,", "intervals-positions"},
    {"[0,0,10,0,5,15,0,10,5,15,", "[0,0,10,0,4,14,0,10,4,14,", "intervals-positions"},
    {"\"orderLine\":\"client-1.phones\",\"orderLineId\"",
     "\"orderLine\":\"client-2.phones\",\"orderLineId\"", "intervals-positions"},
};

static void wrong(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(wrong_rows) / sizeof(wrong_rows[0]); i++) {
        const struct wrong_row *row = &wrong_rows[i];
        struct ll_bundle_sample sample = {.rows = 3, .from = row->from, .to = row->to};
        struct ll_verify_report report =
            verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
        if (strcmp(report.reason, row->reason) != 0) {
            print_error("%s\n", row->to);
        }
        assert_string_equal(report.reason, row->reason);
        assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
        assert_int_equal(report.state.len, 0);
    }
}

static const struct wrong_row wrong_logs[] = {
    {"\"revision\\\":1", "\"revision\\\":2", "not-included"},
    {"certificate_stated", "certificate_revoked", "other-entry"},
    {"certificate_stated\\\",\\\"v\\\":1}", "certificate_stated\\\",\\\"v\\\":2}", "other-entry"},
    {"{\\\"body\\\":\\\"", "{\\\"body\\\":\\\"0", "other-entry"},
    {"index 1", "index 2", "not-included"},
    {"index 1", "index 01", "format"},
    {"index 1", "index 9", "index"},
    {"\"entries\":[{", "\"entries\":[],\"more\":[{", "log-shape"},
    {"\"policy\":\"log ", "\"policy\":\"lag ", "policy"},
    {"\"policy\":\"log ", "\"policy\":\"quorum none\\nlog ", "policy"},
    {"\\n\"},\"status\"", "\\nquorum none\\n\"},\"status\"", "policy"},
    {"\\n5\\n", "\\n6\\n", "signature"},
};

static void wrong_log(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(wrong_logs) / sizeof(wrong_logs[0]); i++) {
        const struct wrong_row *row = &wrong_logs[i];
        struct ll_bundle_sample sample = {
            .rows = 3, .with_log = true, .from = row->from, .to = row->to};
        struct ll_verify_report report =
            verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
        if (strcmp(report.logged_reason, row->reason) != 0) {
            print_error("%s\n", row->to);
        }
        assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_string_equal(report.logged_reason, row->reason);
        assert_int_not_equal(report.logged, LL_LOGGED_YES);
    }
}

/* A certificate changed within a bundle that its issuer signed around it. */
static void wrong_certificate(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {
        .rows = 3, .from = "\"serial\":\"LL-TEST\"", .to = "\"serial\":\"LL-TASTE\""};
    struct ll_verify_report report =
        verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
    assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
    assert_string_equal(report.reason, "signature");
}

/* On a line in grams a unit serves one position or more; less than when it was matched, and moved
 * by that, when it was found to weigh less since. */
static void grams(void **state)
{
    struct fixture *f = *state;
    const struct ll_bundle_sample sample = {.rows = 3,
                                            .with_log = true,
                                            .from = "\"demand\":[{\"orderLine\"",
                                            .to = "\"demand\":[{\"grams\":30,\"orderLine\"",
                                            .place = LL_SAMPLE_IN_CERTIFICATE};
    struct ll_verify_report report =
        verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
    assert_string_equal(report.reason, "valid");
    assert_string_equal(ll_allocated_reason_code(report.allocated), "opened");
}

/* Signed and in the log, and the allocations are not what the intervals say; or cannot be told. */
struct allocated_row {
    enum ll_sample_place place;
    const char *from;
    const char *to;
    const char *reason;
};
static const struct allocated_row allocated_rows[] = {
    {LL_SAMPLE_IN_BUNDLE, NULL, NULL, "opened"},
    /* What opens it is bent: the salt, the run's row, the line. */
    {LL_SAMPLE_IN_BUNDLE, "00000001\"]", "00000002\"]", "allocations-unopened"},
    {LL_SAMPLE_IN_BUNDLE, "[1,0,10,0,15,25,0,10,15,25,", "[1,0,10,0,15,25,0,11,15,26,",
     "allocations-unopened"},
    {LL_SAMPLE_IN_BUNDLE, "\"ord_01b4rb7df8001de3afjmjjzyhg\"",
     "\"ord_01b4rb7df8001de3afjmjjzyhh\"", "allocations-unopened"},
    {LL_SAMPLE_IN_BUNDLE, "\"ord_01b4rb7df8001de3afjmjjzyhg\"", "\"ord_\\\"}\"",
     "allocations-unopened"},
    /* What the log published is something else: units, line, commitment, kind. */
    {LL_SAMPLE_IN_LOG, ",0,10,\"", ",0,11,\"", "allocations-unopened"},
    {LL_SAMPLE_IN_LOG, ",0,10,\"", ",1,10,\"", "allocations-unopened"},
    {LL_SAMPLE_IN_LOG, "\"rows\":[[\"0", "\"rows\":[[\"1", "allocations-unopened"},
    {LL_SAMPLE_IN_LOG, ",0,10,\"", ",0,10,\"00", "allocations-shape"},
    {LL_SAMPLE_IN_LOG, ",0,10,\"", ",10,10,\"", "allocations-shape"},
    {LL_SAMPLE_IN_LOG, ",0,10,\"", ",0,10,7,\"", "allocations-shape"},
    {LL_SAMPLE_IN_LOG, "allocation_run", "allocation_released", "allocations-shape"},
    {LL_SAMPLE_IN_LOG, "\"v\":1", "\"v\":2", "allocations-shape"},
    {LL_SAMPLE_IN_LOG, "\"rows\":", "\"rowz\":", "allocations-shape"},
    /* The certificate's entry cites fewer units, more, others, or says nothing of it. */
    {LL_SAMPLE_IN_LOG, ",0,10]", ",0,9]", "allocations-cited"},
    {LL_SAMPLE_IN_LOG, ",0,10]", ",0,10],[\"ffffffffffffffffffffffffffffffff\",0,1]",
     "allocations-cited"},
    {LL_SAMPLE_IN_LOG, "\"cited\":[[\"0", "\"cited\":[[\"1", "allocations-cited"},
    {LL_SAMPLE_IN_LOG, "\"cited\":", "\"cites\":", "allocations-cited"},
    {LL_SAMPLE_IN_LOG, ",0,10]", ",0,10,1]", "allocations-cited"},
    /* What is brought is not in the log, or not before the certificate. */
    {LL_SAMPLE_IN_BUNDLE, "\\\"rule_version\\\":1", "\\\"rule_version\\\":2",
     "allocations-not-included"},
    {LL_SAMPLE_IN_BUNDLE, "\"index\":0}", "\"index\":1}", "allocations-not-included"},
    {LL_SAMPLE_IN_BUNDLE, "\"index\":0}", "\"index\":-1}", "allocations-shape"},
    {LL_SAMPLE_IN_BUNDLE, "\"index\":0}", "\"index\":\"0\"}", "allocations-shape"},
    {LL_SAMPLE_IN_BUNDLE, "\"index\":0}", "\"index\":0,\"more\":1}", "allocations-shape"},
    {LL_SAMPLE_IN_BUNDLE, "\"hashes\":[", "\"hashes\":[\"\",", "allocations-shape"},
    {LL_SAMPLE_IN_BUNDLE, "\"allocations\":[", "\"allocations\":[1,", "allocations-shape"},
    {LL_SAMPLE_IN_BUNDLE, "\"allocations\":[", "\"allocations\":[],\"more\":[",
     "certificate-not-logged"},
};

static void allocated(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof(allocated_rows) / sizeof(allocated_rows[0]); i++) {
        const struct allocated_row *row = &allocated_rows[i];
        struct ll_bundle_sample sample = {
            .rows = 3, .with_log = true, .from = row->from, .to = row->to, .place = row->place};
        struct ll_verify_report report =
            verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &sample));
        const char *reason = ll_allocated_reason_code(report.allocated);
        if (strcmp(reason, row->reason) != 0) {
            print_error("%s\n", row->to);
        }
        assert_string_equal(reason, row->reason);
        assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_true(ll_allocated_of(report.allocated) != LL_ALLOCATED_YES || row->from == NULL);
    }
}

/* What opens an allocation lacks only where none is brought; the rest holds together as before. */
static void unopened_intervals(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct ll_bundle_sample sample;
        const char *reason;
    } rows[] = {
        {{.rows = 3, .with_log = true, .unopened = true}, "intervals-shape"},
        {{.rows = 3, .unopened = true, .from = "[1,0,10,0,15,25]", .to = "[1,0,10,0,15,26]"},
         "intervals-opening"},
        {{.rows = 3, .unopened = true, .from = "[1,0,10,0,15,25]", .to = "[0,0,10,0,15,25]"},
         "intervals-overlap"},
        {{.rows = 3, .unopened = true, .from = "[1,0,10,0,15,25]", .to = "[1,0,10,0,15,25,0]"},
         "intervals-shape"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_verify_report report =
            verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &rows[i].sample));
        assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
        assert_string_equal(report.reason, rows[i].reason);
    }
}

static void allocated_or_not_told(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct ll_bundle_sample sample;
        const char *reason;
        enum ll_allocated allocated;
    } rows[] = {
        {{.rows = 3}, "certificate-not-logged", LL_ALLOCATED_UNKNOWN},
        {{.with_log = true, .state = "revoked"}, "no-intervals", LL_ALLOCATED_UNKNOWN},
        {{.with_log = true}, "intervals-left-out", LL_ALLOCATED_UNKNOWN},
        {{.rows = 3, .unopened = true}, "certificate-not-logged", LL_ALLOCATED_UNKNOWN},
        {{.rows = 3, .with_log = true, .without_allocations = true, .unopened = true},
         "allocations-left-out",
         LL_ALLOCATED_UNKNOWN},
        {{.rows = 3, .with_log = true, .without_allocations = true},
         "allocations-left-out",
         LL_ALLOCATED_UNKNOWN},
        /* Several entries, of runs and of the certificate. */
        {{.rows = 2000, .with_log = true}, "opened", LL_ALLOCATED_YES},
        {{.rows = 7, .with_log = true, .entries = 4}, "opened", LL_ALLOCATED_YES},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_verify_report report =
            verify(f, &f->trust, ll_sample_bundle(&f->arena, &f->functions, &rows[i].sample));
        assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_string_equal(ll_allocated_reason_code(report.allocated), rows[i].reason);
        assert_int_equal(ll_allocated_of(report.allocated), rows[i].allocated);
    }
}

static bool same_report(const struct ll_verify_report *a, const struct ll_verify_report *b)
{
    return a->form == b->form && a->authentic == b->authentic &&
           strcmp(a->reason, b->reason) == 0 && a->logged == b->logged &&
           a->allocated == b->allocated && ll_str_eq(a->state, b->state) &&
           ll_str_eq(a->state_as_of, b->state_as_of);
}

/* Every byte, one at a time: one bit of it, and another character. */
static void every_byte(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {.rows = 3, .with_log = true};
    struct ll_str bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    struct ll_verify_report good = verify(f, &f->trust, bundle);
    char *changed = ll_arena_alloc(&f->arena, bundle.len, 1);
    assert_non_null(changed);
    for (size_t i = 0; i < bundle.len; i++) {
        const char others[] = {(char)(bundle.ptr[i] ^ 1), (char)(bundle.ptr[i] ^ 0x20),
                               bundle.ptr[i] == '0' ? '1' : '0', ' '};
        for (size_t k = 0; k < sizeof(others); k++) {
            struct ll_arena_mark mark = ll_arena_mark(&f->arena);
            memcpy(changed, bundle.ptr, bundle.len);
            changed[i] = others[k];
            struct ll_verify_report report =
                verify(f, &f->trust, (struct ll_str){changed, bundle.len});
            if (others[k] != bundle.ptr[i] && same_report(&report, &good)) {
                fail_msg("byte %zu as '%c' changes no verdict", i, others[k]);
            }
            assert_true(others[k] == bundle.ptr[i] || report.authentic != LL_AUTHENTIC_YES);
            ll_arena_rewind(&f->arena, mark);
        }
    }
}

/* Cut off, drawn out, nested, much of the same: a verdict each time, within the arena. */
static void hostile(void **state)
{
    struct fixture *f = *state;
    struct ll_bundle_sample sample = {.rows = 3, .with_log = true};
    struct ll_str bundle = ll_sample_bundle(&f->arena, &f->functions, &sample);
    struct ll_arena small;
    for (size_t i = 0; i < bundle.len; i += 7) {
        struct ll_arena_mark mark = ll_arena_mark(&f->arena);
        assert_int_not_equal(verify(f, &f->trust, (struct ll_str){bundle.ptr, i}).authentic,
                             LL_AUTHENTIC_YES);
        ll_arena_rewind(&f->arena, mark);
    }
    static const char *const patterns[] = {"[", "{\"a\":", "[0,", "\"", "{\"format\":"};
    char *large = malloc(LL_VERIFY_BYTES_MAX);
    assert_non_null(large);
    for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++) {
        size_t length = strlen(patterns[p]);
        for (size_t i = 0; i < LL_VERIFY_BYTES_MAX; i++) {
            large[i] = patterns[p][i % length];
        }
        struct ll_verify_report report;
        ll_arena_init(&small, &ll_arena_malloc, (size_t)64 << 20);
        assert_int_equal(ll_verify(&small, &f->functions, &f->trust,
                                   (struct ll_str){large, LL_VERIFY_BYTES_MAX}, &report, NULL),
                         LL_OK);
        assert_int_not_equal(report.authentic, LL_AUTHENTIC_YES);
        assert_true(small.peak_bytes <= (size_t)64 << 20);
        ll_arena_release(&small);
    }
    free(large);
}

static void token(void **state)
{
    struct fixture *f = *state;
    struct ll_verify_report report = verify(f, &f->trust, ll_sample_token(&f->arena));
    assert_int_equal(report.form, LL_VERIFY_TOKEN);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_int_equal(report.logged, LL_LOGGED_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_log_or_intervals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_what_was_signed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_trust, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_certificate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grams, set_up, tear_down),
        cmocka_unit_test_setup_teardown(allocated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(allocated_or_not_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unopened_intervals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(token, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
