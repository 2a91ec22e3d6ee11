/*
 * Another process numbers and signs while this one looks at the log: what it kept just now must not
 * be taken for more than this store ever had. The other process runs at the very moment at which
 * the kept checkpoint is read, before it or after it: nothing here waits for time to pass.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "crypto/sidefile.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/sequencer.h"

#define ORIGIN "log.example.org/race"

static void run_the_other(struct ll_ledger *ledger)
{
    int status = ll_run_sequencer(ledger, "");
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- when it runs ---- */

enum moment {
    NEVER,
    BEFORE,
    AFTER
};
static struct {
    struct ll_ledger *ledger;
    enum moment moment;
} meeting;

enum ll_status __real_ll_sidefile_read(struct ll_arena *arena, const char *path, size_t max_bytes,
                                       struct ll_str *ret_text, struct ll_err *reterr);
enum ll_status __wrap_ll_sidefile_read(struct ll_arena *arena, const char *path, size_t max_bytes,
                                       struct ll_str *ret_text, struct ll_err *reterr);
enum ll_status __wrap_ll_sidefile_read(struct ll_arena *arena, const char *path, size_t max_bytes,
                                       struct ll_str *ret_text, struct ll_err *reterr)
{
    bool meets = ll_str_ends(ll_str_from_cstr(path), LL_STR(".checkpoint"));
    enum moment moment = meets ? meeting.moment : NEVER;
    meeting.moment = meets ? NEVER : meeting.moment;
    if (moment == BEFORE) {
        run_the_other(meeting.ledger);
    }
    enum ll_status status = __real_ll_sidefile_read(arena, path, max_bytes, ret_text, reterr);
    if (moment == AFTER) {
        run_the_other(meeting.ledger);
    }
    return status;
}

/* ---- who looks ---- */

static void must(struct ll_ledger *ledger, enum ll_status status)
{
    if (status != LL_OK) {
        fail_msg("%s: %s", ll_status_name(status), ledger->err.text);
    }
}

static int64_t shows(struct ll_ledger *ledger, struct ll_str serial)
{
    (void)serial;
    const struct ll_json *shown = ll_call(ledger, "log show", NULL);
    assert_null(ll_json_get(shown, "refused"));
    return ll_number_at(shown, "size");
}

static int64_t guards(struct ll_ledger *ledger, struct ll_str serial)
{
    (void)serial;
    must(ledger, ll_log_guard(&ledger->ctx, &ledger->err));
    return -1;
}

static int64_t asks_witnesses(struct ll_ledger *ledger, struct ll_str serial)
{
    struct ll_str text;
    (void)serial;
    must(ledger, ll_log_request(&ledger->ctx, 1, &text, &ledger->err));
    return -1;
}

/* The log's first event, of the programme. */
static int64_t proves(struct ll_ledger *ledger, struct ll_str serial)
{
    (void)serial;
    ll_refuse(ledger, LL_ENOTFOUND, "not in the log", "log prove",
              "ref=evt_00000000000000000000000000", NULL);
    return -1;
}

static bool has_none(void *ctx, const char *path)
{
    (void)ctx;
    (void)path;
    return false;
}

static enum ll_status drop(void *ctx, const char *path, struct ll_str bytes, struct ll_err *reterr)
{
    (void)ctx;
    (void)path;
    (void)bytes;
    (void)reterr;
    return LL_OK;
}

static enum ll_status no_note(void *ctx, struct ll_str *ret_note, struct ll_err *reterr)
{
    (void)ctx;
    (void)ret_note;
    return LL_FAIL(reterr, LL_ENOTFOUND, "none");
}

static int64_t exports(struct ll_ledger *ledger, struct ll_str serial)
{
    const struct ll_log_files files = {has_none, drop, no_note, NULL};
    struct ll_log_exported exported;
    (void)serial;
    must(ledger, ll_log_export(&ledger->ctx, &files, &exported, &ledger->err));
    return exported.size;
}

static int64_t bundles(struct ll_ledger *ledger, struct ll_str serial)
{
    struct ll_log_view view;
    struct ll_str bundle;
    must(ledger, ll_log_view_begin(&ledger->ctx, &view, &ledger->err));
    enum ll_status status =
        ll_certificate_bundle(&ledger->ctx, &view, serial, LL_BUNDLE_WHOLE, &bundle, &ledger->err);
    ll_store_rollback(ledger->ctx.store);
    must(ledger, status);
    return view.log.size;
}

static int64_t (*const lookers[])(struct ll_ledger *ledger, struct ll_str serial) = {
    shows, guards, asks_witnesses, proves, exports, bundles};

static struct ll_str start(struct ll_ledger *ledger)
{
    ll_make_registry(ledger);
    must(ledger, ll_keys_create(&ledger->ctx, &ledger->err));
    ll_receive(ledger, "K-1", "smartphone:100:17kg:none");
    ll_give_file(ledger, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,60,2026-02-01\n"));
    ll_call(ledger, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(ledger, "allocation run", "programme=africa", NULL);
    ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    struct ll_str serial = ll_text_at(ll_call(ledger, "certificate issue", "programme=africa",
                                              "beneficiary=utrecht", "stage=accepted", NULL),
                                      "serial");
    ll_call(ledger, "log sequence", NULL);
    return serial;
}

static void signed_meanwhile(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_str serial = start(ledger);
    meeting.ledger = ledger;
    for (size_t i = 0; i < sizeof(lookers) / sizeof(lookers[0]); i++) {
        for (enum moment moment = BEFORE; moment <= AFTER; moment++) {
            char record[32];
            int64_t before = ll_number_at(ll_call(ledger, "log show", NULL), "size");
            (void)snprintf(record, sizeof(record), "r-%d-%d", (int)i, (int)moment);
            ll_receive(ledger, record, "smartphone_nb:10:1.5kg:removed");
            meeting.moment = moment;
            int64_t seen = lookers[i](ledger, serial);
            assert_int_equal(meeting.moment, NEVER); /* they met */
            assert_true(seen == -1 || seen == before + 1);
            assert_int_equal(ll_number_at(ll_call(ledger, "log show", NULL), "size"), before + 1);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {LL_LEDGER_TEST(signed_meanwhile)};
    if (ll_is_sequencer(argc, argv)) {
        return ll_be_sequencer(argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
