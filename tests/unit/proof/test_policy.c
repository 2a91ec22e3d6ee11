/* Policies: read strictly; and whom they make count, and whom not, of those who cosigned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/checkpoint.h"
#include "proof/policy.h"

#define ORIGIN "log.example/one"
#define BYTES_MAX ((size_t)1 << 20)
#define WITNESSES 4
#define NOW_S INT64_C(100000)

static struct ll_arena arena;
static struct ll_crypto *hosted;
static struct ll_proof_crypto crypto;
static struct ll_sign_key log_secret;
static struct ll_note_key log_key;
static struct ll_sign_key secrets[WITNESSES];
static struct ll_note_key keys[WITNESSES];
static const char *const names[WITNESSES] = {"witness.example/a", "witness.example/b",
                                             "witness.example/c", "witness.example/d"};
/* The keys as they stand in a policy: $L, $A, $B, $C, $D. */
static struct ll_str words[1 + WITNESSES];

static struct ll_str finish(struct ll_strbuf *out)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(out, &text, NULL), LL_OK);
    return text;
}

static struct ll_str word_of(const struct ll_note_key *key)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_note_key_put(&out, key);
    return finish(&out);
}

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)256 << 20);
    assert_int_equal(ll_crypto_open(&arena, &hosted, NULL), LL_OK);
    crypto = ll_crypto_for_proof(hosted);
    uint8_t seed[LL_SEED_SIZE] = {9};
    ll_sign_key_from_seed(seed, &log_secret);
    ll_note_key_make(&crypto, LL_STR(ORIGIN), LL_NOTE_ED25519, &log_secret.public_key, &log_key);
    words[0] = word_of(&log_key);
    for (size_t i = 0; i < WITNESSES; i++) {
        seed[0] = (uint8_t)(20 + i);
        ll_sign_key_from_seed(seed, &secrets[i]);
        ll_note_key_make(&crypto, ll_str_from_cstr(names[i]), LL_NOTE_COSIGNATURE,
                         &secrets[i].public_key, &keys[i]);
        words[1 + i] = word_of(&keys[i]);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ll_crypto_close(hosted);
    ll_arena_release(&arena);
    return 0;
}

/* With the keys in their places. */
static struct ll_str policy_text(const char *from)
{
    static const char letters[] = "LABCD";
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    for (; *from != '\0'; from++) {
        const char *letter = *from == '$' ? strchr(letters, from[1]) : NULL;
        if (letter == NULL) {
            ll_strbuf_char(&out, *from);
        } else {
            ll_strbuf_str(&out, words[letter - letters]);
            from++;
        }
    }
    return finish(&out);
}

#define THREE "log $L\nwitness a $A\nwitness b $B\nwitness c $C\n"

/* ---- reading ---- */

static void read_as_written(void **state)
{
    static struct ll_policy policy;
    struct ll_err problem;
    (void)state;
    static const char *const good[] = {
        "quorum none\n",
        "log $L\nquorum none\n",
        "# who\n\n \t# where\n\tlog  $L\thttps://log.example/one \nquorum\tnone\n",
        THREE "quorum b\n",
        THREE "group all-of all a b c\nquorum all-of\n",
        THREE "group g 2 a b c\nquorum g\nwitness d $D https://d.example/\n",
        THREE "group x any a b\ngroup y all x c\nquorum y\n",
        "witness \xc3\xa9t\xc3\xa9 $A\nquorum \xc3\xa9t\xc3\xa9\n",
    };
    static const char *const bad[] = {
        "",
        "log $L\n",
        "log $L",
        "quorum none",
        "quorum\n",
        "quorum all\n",
        "quorum none\nquorum none\n",
        "quorum none none\n",
        "quorum a\nwitness a $A\n",
        "log $L\nlog $L\nquorum none\n",
        "log $A\nquorum none\n",
        "log\nquorum none\n",
        "log $L log.example\nquorum none\n",
        "log $L https://a.example https://b.example\nquorum none\n",
        "witness a $L\nquorum none\n",
        "witness $A\nquorum none\n",
        "witness a\nquorum none\n",
        "witness none $A\nquorum none\n",
        "witness a $A\nwitness a $B\nquorum a\n",
        "witness a $A\nwitness b $A\nquorum a\n",
        THREE "group a any b c\nquorum a\n",
        THREE "group g 0 a b\nquorum g\n",
        THREE "group g 3 a b\nquorum g\n",
        THREE "group g -1 a b\nquorum g\n",
        THREE "group g 01 a b\nquorum g\n",
        THREE "group g most a b\nquorum g\n",
        THREE "group g any\nquorum g\n",
        THREE "group g\nquorum g\n",
        THREE "group none any a\nquorum none\n",
        THREE "group g any g\nquorum g\n",
        THREE "group g any none\nquorum g\n",
        THREE "group g any d\nwitness d $D\nquorum g\n",
        THREE "group g any a a\nquorum g\n",
        THREE "group g any a b\ngroup h any a c\nquorum g\n",
        THREE "Quorum a\n",
        THREE "quorum a # the first\n",
        "log $L\r\nquorum none\r\n",
        "quorum none\n\x01\n",
        "quorum none\n# \x7f\n",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (ll_policy_parse(&crypto, policy_text(good[i]), &policy, &problem) != LL_OK) {
            fail_msg("%s: %s: %s", good[i], problem.where, problem.text);
        }
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (ll_policy_parse(&crypto, policy_text(bad[i]), &policy, &problem) == LL_OK) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_true(problem.text[0] != '\0');
    }
    struct ll_str zero = {"quorum none\n\0\n", 14};
    assert_int_equal(ll_policy_parse(&crypto, zero, &policy, NULL), LL_EPARSE);
}

static void within_limits(void **state)
{
    static struct ll_policy policy;
    struct ll_strbuf out;
    (void)state;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    for (size_t i = 0; i < LL_POLICY_BYTES_MAX; i++) {
        ll_strbuf_char(&out, '\n');
    }
    ll_strbuf_cstr(&out, "quorum none\n");
    assert_int_equal(ll_policy_parse(&crypto, finish(&out), &policy, NULL), LL_ELIMIT);
    for (int logs = 0; logs < 2; logs++) {
        for (uint8_t count = 1; count < 70; count++) {
            ll_strbuf_init(&out, &arena, BYTES_MAX);
            for (uint8_t i = 0; i < count; i++) {
                struct ll_sign_key secret;
                struct ll_note_key key;
                char name[16];
                uint8_t seed[LL_SEED_SIZE] = {i, 1};
                (void)snprintf(name, sizeof(name), "n%d", i);
                ll_sign_key_from_seed(seed, &secret);
                ll_note_key_make(&crypto, ll_str_from_cstr(name),
                                 logs ? LL_NOTE_ED25519 : LL_NOTE_COSIGNATURE, &secret.public_key,
                                 &key);
                ll_strbuf_fmt(&out, logs ? "log " : "witness w%d ", i);
                ll_note_key_put(&out, &key);
                ll_strbuf_char(&out, '\n');
            }
            ll_strbuf_cstr(&out, "quorum none\n");
            enum ll_status status = ll_policy_parse(&crypto, finish(&out), &policy, NULL);
            assert_int_equal(status, count <= (logs ? LL_POLICY_LOGS_MAX : LL_POLICY_WITNESSES_MAX)
                                         ? LL_OK
                                         : LL_ELIMIT);
        }
    }
}

/* ---- judging ---- */

static struct ll_str checkpoint_text(int64_t size)
{
    struct ll_strbuf out;
    struct ll_checkpoint checkpoint = {LL_STR(ORIGIN), size, {{0}}, LL_STR("")};
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_checkpoint_put(&out, &checkpoint);
    return finish(&out);
}

/* A line by a witness over a checkpoint of that size; under the name and id of `as`. */
static struct ll_str cosign(size_t by, size_t as, int64_t size, int64_t time_s)
{
    struct ll_strbuf message;
    struct ll_strbuf line;
    struct ll_signature signature;
    ll_strbuf_init(&message, &arena, BYTES_MAX);
    ll_cosigned_message(&message, time_s, checkpoint_text(size));
    ll_sign(&secrets[by], finish(&message), &signature);
    ll_strbuf_init(&line, &arena, BYTES_MAX);
    ll_note_put_signature(&line, &keys[as], time_s, &signature);
    return finish(&line);
}

/* The note of size 7 with these lines, parsed. */
static void make_note(const struct ll_str *lines, size_t count, struct ll_note *ret_note)
{
    struct ll_strbuf out;
    struct ll_signature signature;
    struct ll_str text = checkpoint_text(7);
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_str(&out, text);
    ll_strbuf_char(&out, '\n');
    ll_sign(&log_secret, text, &signature);
    ll_note_put_signature(&out, &log_key, 0, &signature);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_str(&out, lines[i]);
    }
    assert_int_equal(ll_note_parse(finish(&out), ret_note, NULL), LL_OK);
}

static struct ll_witnessed judge(const char *policy_of, const struct ll_str *lines, size_t count)
{
    static struct ll_policy policy;
    static struct ll_note note;
    const struct ll_time now = {NOW_S * 1000000};
    struct ll_witnessed witnessed;
    assert_int_equal(ll_policy_parse(&crypto, policy_text(policy_of), &policy, NULL), LL_OK);
    make_note(lines, count, &note);
    ll_policy_judge(&crypto, &policy, &note, &now, &witnessed);
    return witnessed;
}

static void assert_said(const struct ll_witnessed *witnessed, const char *text, const char *reason)
{
    char said[LL_WITNESSED_TEXT_MAX];
    ll_witnessed_text(witnessed, said);
    assert_string_equal(said, text);
    assert_string_equal(ll_policy_reason_code(witnessed->reason), reason);
    assert_true(ll_policy_reason_text(witnessed->reason)[0] != '\0');
}

static void who_counts(void **state)
{
    (void)state;
    const struct ll_str a = cosign(0, 0, 7, 500);
    const struct ll_str b = cosign(1, 1, 7, 300);
    const struct ll_str c = cosign(2, 2, 7, 400);
    const struct ll_str all[] = {a, b, c};
    struct ll_witnessed w = judge(THREE "group g 2 a b c\nquorum g\n", all, 3);
    assert_said(&w, "witnessed by 3 of 3", "quorum");
    assert_int_equal(w.since_s, 400);
    w = judge(THREE "group g all a b c\nquorum g\n", all, 3);
    assert_int_equal(w.since_s, 500);
    w = judge(THREE "group g all a b c\nquorum g\n", all, 2);
    assert_said(&w, "not witnessed: by 2 of 3", "witnesses");
    assert_false(w.is_met);
    w = judge(THREE "group g 2 a b c\nquorum g\n", NULL, 0);
    assert_said(&w, "not witnessed", "witnesses");
    w = judge(THREE "group x any a b\ngroup y all x c\nquorum y\n", all, 3);
    assert_said(&w, "witnessed by 3 of 3", "quorum");
    assert_int_equal(w.since_s, 400);
    w = judge(THREE "group x any a b\ngroup y all x c\nquorum y\n", all, 2);
    assert_said(&w, "not witnessed: by 2 of 3", "witnesses");
    w = judge(THREE "quorum c\n", all + 2, 1);
    assert_said(&w, "witnessed by 1 of 3", "quorum");
    w = judge(THREE "quorum none\n", all, 1);
    assert_said(&w, "witnessed by 1 of 3", "quorum-none");
    w = judge(THREE "quorum none\n", NULL, 0);
    assert_said(&w, "not witnessed", "quorum-none");
    assert_true(w.is_met);
}

static void who_does_not(void **state)
{
    (void)state;
    static const char two[] = THREE "group g 2 a b c\nquorum g\n";
    const struct ll_str a = cosign(0, 0, 7, 500);
    /* The same witness twice is one, at whichever times. */
    const struct ll_str twice[] = {a, a, cosign(0, 0, 7, 600)};
    struct ll_witnessed w = judge(two, twice, 3);
    assert_said(&w, "not witnessed: by 1 of 3", "witnesses");
    /* One that the policy does not name. */
    const struct ll_str strange[] = {a, cosign(3, 3, 7, 500)};
    w = judge(two, strange, 2);
    assert_said(&w, "not witnessed: by 1 of 3", "witnesses");
    /* Under a name and key id that are another's, or over a checkpoint of another size. */
    const struct ll_str borrowed[] = {a, cosign(3, 1, 7, 500)};
    w = judge(two, borrowed, 2);
    assert_said(&w, "not witnessed", "cosignature");
    const struct ll_str other[] = {a, cosign(1, 1, 6, 500)};
    w = judge(two, other, 2);
    assert_said(&w, "not witnessed", "cosignature");
    /* The right name with another key id: nobody's. */
    struct ll_note_key bent = keys[1];
    bent.id[0] ^= 1;
    struct ll_note_key kept = keys[1];
    keys[1] = bent;
    const struct ll_str unknown[] = {a, cosign(1, 1, 7, 500)};
    keys[1] = kept;
    w = judge(two, unknown, 2);
    assert_said(&w, "not witnessed: by 1 of 3", "witnesses");
}

static void at_times_to_come(void **state)
{
    (void)state;
    static const char two[] = THREE "group g 2 a b c\nquorum g\n";
    const struct ll_str a = cosign(0, 0, 7, 500);
    const struct ll_str soon[] = {a, cosign(1, 1, 7, NOW_S + LL_POLICY_FUTURE_S)};
    struct ll_witnessed w = judge(two, soon, 2);
    assert_said(&w, "witnessed by 2 of 3", "quorum");
    const struct ll_str late[] = {a, cosign(1, 1, 7, NOW_S + LL_POLICY_FUTURE_S + 1)};
    w = judge(two, late, 2);
    assert_said(&w, "not witnessed: by 1 of 3", "witness-future");
    const struct ll_str never[] = {a, cosign(1, 1, 7, INT64_MAX)};
    w = judge(two, never, 2);
    assert_said(&w, "not witnessed: by 1 of 3", "witness-future");
    const struct ll_str enough[] = {a, late[1], cosign(2, 2, 7, 400)};
    w = judge(two, enough, 3);
    assert_said(&w, "witnessed by 2 of 3", "quorum");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_as_written),  cmocka_unit_test(within_limits),
        cmocka_unit_test(who_counts),       cmocka_unit_test(who_does_not),
        cmocka_unit_test(at_times_to_come),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
