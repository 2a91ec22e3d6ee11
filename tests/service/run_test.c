/* The runner: what it does when a transaction loses a race. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/support.h"
#include "service/table.h"
#include "store/q_facts.h"

/* What the service under test does, by its input: how often it fails, and how. */
struct losing {
    int *tries; /* made so far */
    int losses;
    enum ll_status status;
    const char *where;
    const char *code; /* of the organisation; NULL: "racer" */
};

static enum ll_status run_losing(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct losing *in = input;
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_organisation_registered body = {
        .code = in->code == NULL ? LL_STR("racer") : ll_str_from_cstr(in->code),
        .country = LL_STR("GH"),
        .organisation_id = {ll_ctx_id(ctx)},
    };
    LL_TRY(ll_annex_store(ctx, &meta, "organisation.name", LL_STR("Racer"), &body.name_annex_id,
                          reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ORGANISATION_REGISTERED, &body, reterr));
    if (++*in->tries <= in->losses) {
        enum ll_status status = LL_FAIL(reterr, in->status, "lost");
        ll_err_where(reterr, "%s", in->where);
        return status;
    }
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

static const struct ll_service losing_service = {
    .noun = "organisation",
    .verb = "race",
    .mode = LL_SERVICE_WRITE,
    .run = run_losing,
};

static enum ll_status run_refusing(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    (void)ctx;
    (void)input;
    (void)ret_answer;
    return LL_FAIL(reterr, LL_EEXISTS, "there is one already");
}

static const struct ll_service refusing_service = {
    .noun = "organisation",
    .verb = "refuse",
    .mode = LL_SERVICE_WRITE,
    .run = run_refusing,
};

/* The waits that were asked for; none is waited out. */
struct waits {
    int64_t us[LL_RUN_TRIES_MAX];
    size_t count;
};
static struct ll_time stand_still(void *ctx)
{
    (void)ctx;
    return (struct ll_time){INT64_C(1772438400000000)};
}
static void note_wait(void *ctx, int64_t wait_us)
{
    struct waits *waits = ctx;
    assert_true(waits->count < LL_RUN_TRIES_MAX);
    waits->us[waits->count++] = wait_us;
}

static enum ll_status race(struct ll_ledger *l, const struct losing *how, struct waits *waits)
{
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    *waits = (struct waits){.count = 0};
    *how->tries = 0;
    l->ctx.clock = (struct ll_clock){.now = stand_still, .wait = note_wait, .ctx = waits};
    l->err = (struct ll_err){0};
    return ll_run(&l->ctx, &losing_service, how, &options, &answer, &l->err);
}

static void a_lost_race_is_tried_again_after_a_wait(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    struct losing how = {&tries, LL_RUN_TRIES_MAX - 1, LL_ERETRY, "", NULL};
    struct waits waits;
    assert_int_equal(race(l, &how, &waits), LL_OK);
    assert_int_equal(tries, LL_RUN_TRIES_MAX);
    assert_int_equal(ll_event_total(l), 1);
    assert_int_equal(waits.count, LL_RUN_TRIES_MAX - 1);
    int64_t span_us = LL_RUN_WAIT_US_FIRST;
    size_t different = 0;
    for (size_t i = 0; i < waits.count; i++) {
        assert_in_range(waits.us[i], 0, span_us);
        different += i > 0 && waits.us[i] != waits.us[i - 1] ? 1 : 0;
        span_us = span_us * 2 < LL_RUN_WAIT_US_MAX ? span_us * 2 : LL_RUN_WAIT_US_MAX;
    }
    assert_true(different > 0);
}

static void a_race_lost_for_good_says_so(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    static const struct {
        enum ll_status status;
        const char *where;
    } races[] = {{LL_ERETRY, ""}, {LL_ECONSTRAINT, "allocation_lot_overlap"}};
    for (size_t i = 0; i < sizeof(races) / sizeof(races[0]); i++) {
        struct losing how = {&tries, LL_RUN_TRIES_MAX, races[i].status, races[i].where, NULL};
        struct waits waits;
        assert_int_equal(race(l, &how, &waits), races[i].status);
        assert_int_equal(tries, LL_RUN_TRIES_MAX);
        assert_non_null(strstr(l->err.hint, "nothing was stored: ask again"));
        assert_int_equal(ll_event_total(l), 0);
    }
}

/* What the next try would meet again is not tried again. */
static void other_failures_end_at_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    static const struct {
        enum ll_status status;
        const char *where;
    } others[] = {{LL_EREFUSED, ""}, {LL_ECONSTRAINT, "organisation_code"}, {LL_EUNKNOWN, ""}};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct losing how = {&tries, 1, others[i].status, others[i].where, NULL};
        struct waits waits;
        assert_int_equal(race(l, &how, &waits), others[i].status);
        assert_int_equal(tries, 1);
        assert_int_equal(waits.count, 0);
        assert_string_equal(l->err.hint, "");
        assert_int_equal(ll_event_total(l), 0);
    }
}

/* One organisation added by this clock. */
static enum ll_status add_at(struct ll_ledger *l, const char *time, bool clock_ok)
{
    int tries = 0;
    struct losing how = {&tries, 0, LL_OK, "", NULL};
    struct ll_run_options options = {.key = LL_STR(""), .clock_ok = clock_ok};
    struct ll_json *answer = NULL;
    l->err = (struct ll_err){0};
    assert_int_equal(ll_time_parse(ll_str_from_cstr(time), &l->clock, &l->err), LL_OK);
    char code[2] = {(char)('a' + l->calls++ % 26), '\0'};
    how.code = code;
    return ll_run(&l->ctx, &losing_service, &how, &options, &answer, &l->err);
}

static void a_wrong_clock_is_met(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const struct {
        const char *time;
        bool clock_ok;
        enum ll_status status;
        const char *hint;
    } steps[] = {
        {"2026-03-02T08:00:00Z", false, LL_OK, ""},
        {"2026-03-01T08:00:01Z", false, LL_OK, ""}, /* not a day behind */
        {"2026-03-01T07:59:59Z", false, LL_EIO, "follow the last event's"},
        {"1970-01-01T00:00:05Z", false, LL_EIO, "--clock-ok"},
        {"2046-03-18T08:00:00Z", false, LL_EIO, "Set the clock"},
        {"2046-03-01T08:00:00Z", false, LL_OK, ""}, /* a long pause */
        {"2026-03-02T08:00:00Z", true, LL_OK, ""},
        {"2069-03-02T08:00:00Z", true, LL_OK, ""},
        {"2200-01-01T00:00:00Z", true, LL_EIO, "set it"},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        int64_t before = ll_event_total(l);
        enum ll_status status = add_at(l, steps[i].time, steps[i].clock_ok);
        if (status != steps[i].status || strstr(l->err.hint, steps[i].hint) == NULL) {
            fail_msg("%s: %s %s (%s)", steps[i].time, ll_status_name(status), l->err.text,
                     l->err.hint);
        }
        assert_int_equal(ll_event_total(l), before + (status == LL_OK ? 1 : 0));
    }
}

/* What the store keeps of a request cannot be found by trying: a name that was erased, say. */
static void a_request_is_known_by_a_keyed_digest(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_service *add = ll_service_find(LL_STR("organisation"), LL_STR("add"));
    struct ll_q_request_by_key_in by = {LL_STR("key-1")};
    struct ll_q_request_by_key_row row;
    struct ll_store_cursor *cursor = NULL;
    uint8_t first[LL_FINGERPRINT_SIZE];
    ll_call(l, "organisation add", "code=ama", "country=GH", "name=Ama Mensah", NULL);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_q_request_by_key_open(l->ctx.store, l->ctx.arena, &by, &cursor, &l->err),
                     LL_OK);
    assert_int_equal(ll_q_request_by_key_next(cursor, &row, &l->err), LL_OK);
    assert_int_equal(row.digest.len, sizeof(first));
    memcpy(first, row.digest.ptr, sizeof(first));
    assert_memory_equal(row.key_id.ptr, l->ctx.fingerprint.id, sizeof(l->ctx.fingerprint.id));
    ll_store_rollback(l->ctx.store);
    /* The same under another key: another digest, so the first tells nothing without its key. */
    struct ll_kept_key kept = l->ctx.fingerprint;
    l->ctx.fingerprint.key.b[0] ^= 1;
    ll_fingerprint_key_id(&l->ctx.fingerprint.key, l->ctx.fingerprint.id);
    struct ll_run_options options = {.key = LL_STR("key-1")};
    struct ll_json *answer = NULL;
    void *input = ll_arena_alloc(l->ctx.arena, 1, add->input->size);
    assert_non_null(input);
    assert_int_equal(ll_run(&l->ctx, add, input, &options, &answer, &l->err), LL_ECONFLICT);
    assert_non_null(strstr(l->err.text, "another fingerprint key"));
    l->ctx.fingerprint = kept;
    uint8_t plain[LL_DIGEST_SIZE];
    ll_crypto_sha256(l->ctx.crypto,
                     LL_STR("organisation add\n{\"code\":\"ama\",\"country\":\"GH\",\"name\":"
                            "\"Ama Mensah\"}"),
                     plain);
    assert_memory_not_equal(first, plain, sizeof(plain));
}

/* The key is read when it is wanted first, and kept until it is forgotten. */
static void the_key_is_read_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_kept_key *key = NULL;
    ll_keys_forget(&l->ctx);
    assert_false(l->ctx.fingerprint.is_there);
    ll_refuse(l, LL_EIO, "fingerprint.key", "class load", NULL);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "class load", NULL);
    assert_true(l->ctx.fingerprint.is_there);
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    assert_int_equal(ll_keys_fingerprint(&l->ctx, &key, &l->err), LL_OK);
    ll_fingerprint_key_id(&key->key, id);
    assert_memory_equal(id, key->id, sizeof(id));
    ll_keys_forget(&l->ctx);
    static const struct ll_kept_key none;
    assert_memory_equal(&l->ctx.fingerprint, &none, sizeof(none));
}

/* A batch goes on in time when the clock steps back, whatever is asked for in it. The audit at the
 * end says so. */
static void a_batch_never_goes_back(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_batch_begin(&l->ctx, &l->err), LL_OK);
    l->clock.us -= INT64_C(1000000) * 60 * 60;
    (void)ll_signed_receipt(l, &l->plant_key, "5", "850g"); /* a service that needs no store */
    ll_call(l, "organisation add", "code=late", "country=NL", "name=Late", NULL);
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
}

static enum ll_status add_in_batch(struct ll_ledger *l, const char *key, const char *code)
{
    int tries = 0;
    const struct losing how = {&tries, 0, LL_OK, "", code};
    const struct ll_run_options options = {.key = ll_str_from_cstr(key)};
    struct ll_json *answer = NULL;
    return ll_run(&l->ctx, &losing_service, &how, &options, &answer, &l->err);
}

/* Each looks whether its key came before; the first learns the time with it, the last one's rows
 * are known to be stored with the commit. */
static void a_batch_waits_once_a_look(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    bool waits = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES;
    uint64_t before = ll_store_waits(l->ctx.store);
    assert_int_equal(ll_batch_begin(&l->ctx, &l->err), LL_OK);
    assert_int_equal(add_in_batch(l, "a", "one"), LL_OK);
    assert_int_equal(add_in_batch(l, "b", "two"), LL_OK);
    assert_int_equal(add_in_batch(l, "c", "three"), LL_OK);
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ll_store_waits(l->ctx.store) - before, waits ? 4 : 0);
    assert_int_equal(ll_event_total(l), 3);
}

/* Those of several requests are looked up together, with the time. */
static void keys_are_asked_for_together(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    bool waits = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES;
    static const char *const keys[] = {"a", "b", "c", "d"};
    struct ll_run_options options[4] = {0};
    assert_int_equal(add_in_batch(l, "d", "four"), LL_OK);
    uint64_t before = ll_store_waits(l->ctx.store);
    assert_int_equal(ll_batch_begin(&l->ctx, &l->err), LL_OK);
    for (size_t i = 0; i < 4; i++) {
        options[i] = (struct ll_run_options){.key = ll_str_from_cstr(keys[i]),
                                             .without_savepoint = i % 2 == 0};
        assert_int_equal(ll_batch_ask(&l->ctx, &options[i], &l->err), LL_OK);
    }
    for (size_t i = 0; i < 4; i++) {
        int tries = 0;
        const struct losing how = {&tries, 0, LL_OK, "", i < 3 ? keys[i] : "four"};
        struct ll_json *answer = NULL;
        assert_int_equal(ll_run(&l->ctx, &losing_service, &how, &options[i], &answer, &l->err),
                         LL_OK);
        assert_int_equal(tries, i < 3 ? 1 : 0); /* the last one came before */
    }
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ll_store_waits(l->ctx.store) - before, waits ? 2 : 0);
    assert_int_equal(ll_event_total(l), 4);
}

/* Refused before it wrote: the others go on. After: nothing of the batch is left. */
static void without_savepoint_a_batch_ends_with_who_wrote_and_failed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_run_options options = {.without_savepoint = true};
    struct ll_json *answer = NULL;
    int tries = 0;
    struct losing how = {&tries, 0, LL_OK, "", "one"};
    assert_int_equal(ll_batch_begin(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ll_run(&l->ctx, &losing_service, &how, &options, &answer, &l->err), LL_OK);
    assert_int_equal(ll_run(&l->ctx, &refusing_service, NULL, &options, &answer, &l->err),
                     LL_EEXISTS);
    assert_true(l->ctx.batch);
    how = (struct losing){&tries, 2, LL_EREFUSED, "", "two"};
    assert_int_equal(ll_run(&l->ctx, &losing_service, &how, &options, &answer, &l->err),
                     LL_EREFUSED);
    assert_false(l->ctx.batch);
    assert_false(ll_store_in_transaction(l->ctx.store));
    assert_int_equal(ll_event_total(l), 0);
}

/* A service that does not look, as one that lost a race to another server: what was answered well
 * in the batch is not stored either, and says so. */
static void a_batch_with_a_lost_race_is_done_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    bool late = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES;
    assert_int_equal(ll_batch_begin(&l->ctx, &l->err), LL_OK);
    assert_int_equal(add_in_batch(l, "a", "one"), LL_OK);
    assert_int_equal(add_in_batch(l, "b", "one"), late ? LL_OK : LL_ECONSTRAINT);
    assert_int_equal(add_in_batch(l, "c", "three"), late ? LL_ERETRY : LL_OK);
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), late ? LL_ERETRY : LL_OK);
    assert_int_equal(ll_event_total(l), late ? 0 : 2);
    assert_int_equal(add_in_batch(l, "a", "one"), LL_OK);
    assert_int_equal(add_in_batch(l, "b", "one"), LL_ECONSTRAINT);
    assert_int_equal(ll_event_total(l), late ? 1 : 2);
}

/* ---- going ahead ---- */

static void know_start(struct ll_ledger *l, const char *code)
{
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_ERETRY); /* nothing is known */
    assert_int_equal(add_in_batch(l, code, code), LL_OK);
}

static enum ll_status ask_in_batch(struct ll_ledger *l, const struct ll_service *service,
                                   const struct losing *how, const char *key)
{
    const struct ll_run_options options = {.key = ll_str_from_cstr(key), .without_savepoint = true};
    struct ll_json *answer = NULL;
    enum ll_status status = ll_run(&l->ctx, service, how, &options, &answer, &l->err);
    if (status == LL_OK && ll_json_get(answer, "repeated") != NULL) {
        return LL_EEND;
    }
    return status;
}

/* What all of a batch needs to know was known before it: one answer is waited for, the commit's. */
static void ahead_a_batch_waits_once(void **state)
{
    static const char *const codes[2][3] = {{"a", "b", "c"}, {"d", "e", "f"}};
    struct ll_ledger *l = ll_ledger_of(state);
    uint64_t waits = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES ? 1 : 0;
    int tries = 0;
    know_start(l, "zero");
    for (int batch = 0; batch < 2; batch++) {
        uint64_t before = ll_store_waits(l->ctx.store);
        assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
        for (int i = 0; i < 3; i++) {
            const char *code = codes[batch][i];
            const struct losing how = {&tries, 0, LL_OK, "", code};
            assert_int_equal(ask_in_batch(l, &losing_service, &how, code), LL_OK);
            ll_store_push(l->ctx.store);
        }
        assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
        assert_int_equal(ll_store_waits(l->ctx.store) - before, waits);
    }
    assert_int_equal(ll_event_total(l), 7);
}

/* Another server stored an event since: nothing of the batch is stored, whatever was answered, and
 * what begins by asking goes on behind that event. */
static void ahead_of_another_server_nothing_is_stored(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    const struct losing how = {&tries, 0, LL_OK, "", "one"};
    know_start(l, "zero");
    struct ll_start known = l->ctx.start;
    assert_int_equal(add_in_batch(l, "other", "other"), LL_OK);
    struct ll_start last = l->ctx.start;
    assert_true(ll_id_cmp(last.event_id.raw, known.event_id.raw) > 0);
    l->ctx.start = known;
    if (ll_store_engine(l->ctx.store) == LL_STORE_SQLITE) { /* which says so at once */
        assert_int_not_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    } else {
        assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
        assert_int_equal(ask_in_batch(l, &losing_service, &how, "a"), LL_OK);
        assert_true(ll_run_is_race(ll_batch_end(&l->ctx, &l->err), &l->err));
    }
    assert_int_equal(ll_event_total(l), 2);
    assert_int_equal(add_in_batch(l, "a", "one"), LL_OK);
    assert_int_equal(ll_event_total(l), 3);
    assert_true(ll_id_cmp(l->ctx.start.event_id.raw, last.event_id.raw) > 0);
}

/* A key that came before: what would be done again is not stored; what is refused, having written
 * nothing, is answered as it was the first time. */
static void ahead_a_key_that_came_before_is_met(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    const struct losing how = {&tries, 0, LL_OK, "", "one"};
    know_start(l, "zero");
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ask_in_batch(l, &losing_service, &how, "zero"), LL_OK);
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_ERETRY);
    assert_int_equal(ll_event_total(l), 1);

    l->ctx.start.is_known = true;
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ask_in_batch(l, &losing_service, &how, "a"), LL_OK);
    assert_int_equal(ask_in_batch(l, &refusing_service, NULL, "new"), LL_EEXISTS);
    assert_int_equal(ask_in_batch(l, &refusing_service, NULL, "zero"), LL_ECONFLICT);
    assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ll_event_total(l), 2);
}

/* A name that is taken: two of one batch, and one that was there. */
static void ahead_a_name_that_is_taken_is_refused_by_the_store(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int tries = 0;
    know_start(l, "zero");
    for (int i = 0; i < 2; i++) {
        const struct losing one = {&tries, 0, LL_OK, "", "one"};
        const struct losing two = {&tries, 0, LL_OK, "", i == 0 ? "one" : "zero"};
        l->ctx.start.is_known = true;
        assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
        assert_int_equal(ask_in_batch(l, &losing_service, &one, "a"), LL_OK);
        enum ll_status status = ask_in_batch(l, &losing_service, &two, "b");
        if (status == LL_OK) { /* else it was told at once, and the batch is over */
            status = ll_batch_end(&l->ctx, &l->err);
        }
        assert_int_equal(status, LL_ERETRY);
        assert_false(l->ctx.batch);
        assert_int_equal(ll_event_total(l), 1);
    }
}

/* What a failed transaction does not undo is done in one that asked. */
static void ahead_nothing_is_written_outside_the_store(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_sign_key key;
    know_start(l, "zero");
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    assert_int_equal(ll_keys_create_next(&l->ctx, &key, &l->err), LL_ERETRY);
    ll_batch_abandon(&l->ctx);
    assert_int_equal(ll_batch_not_ahead(&l->ctx, &l->err), LL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_lost_race_is_tried_again_after_a_wait),
        LL_LEDGER_TEST(a_race_lost_for_good_says_so),
        LL_LEDGER_TEST(other_failures_end_at_once),
        LL_LEDGER_TEST(a_wrong_clock_is_met),
        LL_LEDGER_TEST(a_request_is_known_by_a_keyed_digest),
        LL_LEDGER_TEST(the_key_is_read_once),
        LL_LEDGER_TEST(a_batch_never_goes_back),
        LL_LEDGER_TEST(a_batch_waits_once_a_look),
        LL_LEDGER_TEST(keys_are_asked_for_together),
        LL_LEDGER_TEST(without_savepoint_a_batch_ends_with_who_wrote_and_failed),
        LL_LEDGER_TEST(a_batch_with_a_lost_race_is_done_again),
        LL_LEDGER_TEST(ahead_a_batch_waits_once),
        LL_LEDGER_TEST(ahead_of_another_server_nothing_is_stored),
        LL_LEDGER_TEST(ahead_a_key_that_came_before_is_met),
        LL_LEDGER_TEST(ahead_a_name_that_is_taken_is_refused_by_the_store),
        LL_LEDGER_TEST(ahead_nothing_is_written_outside_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
