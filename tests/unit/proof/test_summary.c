/* Summaries for a QR code: read back, changed, cut off, by another key, too old, not in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/verify.h"
#include "support/bundle_sample.h"

#define TEXT_BYTES ((size_t)1 << 16)
#define DAY_US INT64_C(86400000000)

static struct ll_arena arena;
static struct ll_proof_crypto crypto;

static struct ll_verify_report judge(struct ll_str bytes, const struct ll_trust *trust)
{
    struct ll_verify_report report;
    struct ll_err err;
    assert_int_equal(ll_verify(&arena, &crypto, trust, bytes, &report, &err), LL_OK);
    return report;
}

static struct ll_trust by_log(void)
{
    struct ll_trust trust = {.has_log = true};
    ll_sample_log_key(&crypto, &trust.log);
    return trust;
}

static void assert_verdict(struct ll_str bytes, const struct ll_trust *trust,
                           enum ll_authentic authentic, const char *reason)
{
    struct ll_verify_report report = judge(bytes, trust);
    assert_string_equal(report.reason, reason);
    assert_int_equal(report.authentic, authentic);
    assert_true((report.summary != NULL) == (authentic == LL_AUTHENTIC_YES));
}

static void a_summary_is_read_back(void **state)
{
    struct ll_trust trust = by_log();
    struct ll_str good = ll_sample_summary(&arena, &crypto, false);
    struct ll_json *answer = NULL;
    (void)state;
    assert_true(good.len <= LL_SUMMARY_BYTES_MAX);
    for (size_t i = 0; i < good.len; i++) {
        assert_true(good.ptr[i] == '\n' || (good.ptr[i] >= ' ' && good.ptr[i] <= '~'));
    }
    assert_verdict(good, &trust, LL_AUTHENTIC_YES, "valid");
    struct ll_verify_report report = judge(good, &trust);
    assert_int_equal(report.form, LL_VERIFY_SUMMARY);
    assert_true(ll_str_eq_cstr(report.issuer, LL_SAMPLE_LOG));
    assert_int_equal(report.state.len, 0); /* what day is it? */
    assert_int_equal(ll_verify_answer(&arena, &report, &answer, NULL), LL_OK);
    const struct ll_json *list = ll_json_get(answer, "summary");
    assert_int_equal(list->count, 14);
    assert_true(ll_str_eq_cstr(ll_json_string_at(&list->items[11], "value"), "MSCU3070076 S-77"));
    assert_verdict(good, &(struct ll_trust){.by_key = false}, LL_AUTHENTIC_UNKNOWN, "summary-key");
}

/* Scanners end lines as they like, and leave out the last end. */
static void ends_of_lines_do_not_count(void **state)
{
    struct ll_trust trust = by_log();
    struct ll_str good = ll_sample_summary(&arena, &crypto, false);
    struct ll_strbuf buf;
    struct ll_str text;
    (void)state;
    ll_strbuf_init(&buf, &arena, TEXT_BYTES);
    for (size_t i = 0; i < good.len; i++) {
        ll_strbuf_cstr(&buf, good.ptr[i] == '\n' ? "\r" : "");
        ll_strbuf_char(&buf, good.ptr[i]);
    }
    ll_strbuf_cstr(&buf, "\r\n");
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_verdict(text, &trust, LL_AUTHENTIC_YES, "valid");
    assert_verdict(ll_str_trim(good), &trust, LL_AUTHENTIC_YES, "valid");
}

/* Every byte, in every way of one bit; and every length. */
static void nothing_changed_is_authentic(void **state)
{
    struct ll_trust trust = by_log();
    struct ll_str good = ll_sample_summary(&arena, &crypto, false);
    char *changed = ll_arena_alloc(&arena, good.len, 1);
    (void)state;
    assert_non_null(changed);
    for (size_t i = 0; i < ll_str_trim(good).len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct ll_arena_mark mark = ll_arena_mark(&arena);
            memcpy(changed, good.ptr, good.len);
            changed[i] = (char)(changed[i] ^ 1 << bit);
            struct ll_str bytes = {changed, good.len};
            assert_int_not_equal(judge(bytes, &trust).authentic, LL_AUTHENTIC_YES);
            ll_arena_rewind(&arena, mark);
        }
        struct ll_arena_mark mark = ll_arena_mark(&arena);
        assert_int_not_equal(judge(ll_str_sub(good, 0, i), &trust).authentic, LL_AUTHENTIC_YES);
        ll_arena_rewind(&arena, mark);
    }
    assert_verdict(ll_str_sub(good, 0, good.len - 40), &trust, LL_AUTHENTIC_NO, "summary-shape");
    memcpy(changed, good.ptr, good.len);
    size_t mass = ll_str_find(good, LL_STR("18000"), false);
    assert_in_range(mass, 0, good.len - 5);
    changed[mass] = '9';
    assert_verdict((struct ll_str){changed, good.len}, &trust, LL_AUTHENTIC_NO, "signature");
}

static void another_key_does_not_count(void **state)
{
    struct ll_trust trust = by_log();
    struct ll_str other = ll_sample_summary(&arena, &crypto, true);
    (void)state;
    assert_verdict(other, &trust, LL_AUTHENTIC_NO, "summary-other-key");
}

static void it_has_a_last_day(void **state)
{
    struct ll_trust trust = by_log();
    struct ll_str good = ll_sample_summary(&arena, &crypto, false);
    struct ll_time now = ll_date_start(ll_date_from_ymd(2027, 4, 30));
    (void)state;
    now.us += DAY_US - 1;
    trust.now = &now;
    struct ll_verify_report report = judge(good, &trust);
    assert_true(ll_str_eq_cstr(report.state, "live"));
    now.us++;
    report = judge(good, &trust);
    assert_true(ll_str_eq_cstr(report.state, "expired"));
    assert_string_equal(report.state_reason, "summary-expired");
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
}

/* Signed by the right key, and not a summary: another text of the log's, lines twice, not in order,
 * missing, not known, with blanks that are none, too long. */
static void what_is_signed_has_to_be_a_summary(void **state)
{
    static const char *const wrong[] = {
        "loopledger summary 2\nnotification N\n",
        LL_SUMMARY_TITLE "\n",
        LL_SUMMARY_TITLE "\nnotification N\n",
        LL_SUMMARY_TITLE
        "\nnotification N\nnotification N\nwaste a b\nmass 1\nshipments 1\nway GH\n"
        "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\n",
        LL_SUMMARY_TITLE "\nnotification N\nmass 1\nwaste a b\nshipments 1\nway GH\n"
                         "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\n",
        LL_SUMMARY_TITLE "\nnotification N\nwaste a b\nmass 1\nshipments 1\nway GH\n"
                         "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-02-30\n",
        LL_SUMMARY_TITLE "\nnotification N\nwaste a\nmass 1\nshipments 1\nway GH\n"
                         "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\n",
        LL_SUMMARY_TITLE "\nnotification N\nwaste a b\nmass 1\nshipments 1\nway  GH\n"
                         "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\n",
        LL_SUMMARY_TITLE "\nnotification N\nwaste a b\nmass 1\nshipments 1\nway GH\n"
                         "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\nnote x\n",
    };
    struct ll_trust trust = by_log();
    (void)state;
    assert_verdict(
        ll_sample_summary_of(&arena, &crypto,
                             LL_STR(LL_SUMMARY_TITLE
                                    "\nnotification N\nwaste a b\nmass 1\nshipments 1\nway GH\n"
                                    "from GH a\nto BE b\nmade 2026-11-23\nexpires 2027-04-30\n")),
        &trust, LL_AUTHENTIC_YES, "valid");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct ll_str bytes = ll_sample_summary_of(&arena, &crypto, ll_str_from_cstr(wrong[i]));
        assert_verdict(bytes, &trust, LL_AUTHENTIC_NO, "summary-shape");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_summary_is_read_back),
        cmocka_unit_test(ends_of_lines_do_not_count),
        cmocka_unit_test(nothing_changed_is_authentic),
        cmocka_unit_test(another_key_does_not_count),
        cmocka_unit_test(it_has_a_last_day),
        cmocka_unit_test(what_is_signed_has_to_be_a_summary),
    };
    struct ll_crypto *opened = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)256 << 20);
    if (ll_crypto_open(&arena, &opened, NULL) != LL_OK) {
        return 1;
    }
    crypto = ll_crypto_for_proof(opened);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return failed;
}
