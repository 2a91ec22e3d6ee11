/* Certificates as others take them away: bundles and tokens, judged by what judges them offline. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proof/verify.h"
#include "service/certificate_print.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/support.h"
#include "store/q_facts.h"

static void order(struct ll_ledger *l, const char *document, const char *units)
{
    char text[160];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%s,2026-02-01\n", document,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

/* Three lots, demand in three pieces, runs in between. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_receive(l, "K-1", "smartphone:100:17kg:none");
    order(l, "PO-1", "60");
    ll_receive(l, "K-2", "smartphone:30:5kg:none");
    order(l, "PO-2", "55");
    ll_receive(l, "K-3", "smartphone:40:6kg:none");
    order(l, "PO-3", "25");
}

static struct ll_str issue(struct ll_ledger *l, const char *units)
{
    return ll_text_at(ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                              "stage=accepted", units, NULL),
                      "serial");
}

static enum ll_status try_bundle(struct ll_ledger *l, struct ll_str serial,
                                 enum ll_bundle_extent extent, struct ll_str *ret_bundle)
{
    struct ll_log_view view;
    assert_int_equal(ll_log_view_begin(&l->ctx, &view, &l->err), LL_OK);
    enum ll_status status =
        ll_certificate_bundle(&l->ctx, &view, serial, extent, ret_bundle, &l->err);
    ll_store_rollback(l->ctx.store);
    return status;
}

static struct ll_str write_bundle(struct ll_ledger *l, struct ll_str serial)
{
    struct ll_str bundle = LL_STR("");
    if (try_bundle(l, serial, LL_BUNDLE_WHOLE, &bundle) != LL_OK) {
        fail_msg("%s", l->err.text);
    }
    return bundle;
}

static struct ll_verify_report verify(struct ll_ledger *l, struct ll_str bytes)
{
    struct ll_verify_report report;
    struct ll_sign_key key;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    assert_int_equal(ll_keys_read_signing(&l->ctx, &key, &l->err), LL_OK);
    struct ll_trust trust = {.by_key = true, .key = key.public_key};
    ll_sign_key_wipe(&key);
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, bytes, &report, &l->err), LL_OK);
    assert_string_equal(report.reason, "valid");
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    return report;
}

static struct ll_json *read_json(struct ll_ledger *l, struct ll_str text)
{
    struct ll_json *json = NULL;
    assert_int_equal(ll_json_read(l->ctx.arena, text, LL_BUNDLE_BYTES_MAX, &json, &l->err), LL_OK);
    return json;
}

/* Every row opens a commitment that is in the public part of some run. */
static bool is_committed(struct ll_ledger *l, const struct ll_json *bundle,
                         const struct ll_json *row)
{
    char text[256];
    char hex[65];
    uint8_t salt[16];
    uint8_t digest[32];
    const struct ll_json *line =
        &ll_at(bundle, "intervals.lines")->items[(size_t)row->items[LL_INTERVAL_LINE].integer];
    (void)snprintf(text, sizeof(text),
                   "loopledger commitment v1................{\"hi\":%lld,\"lo\":%lld,"
                   "\"order_line_id\":\"%.*s\"}",
                   (long long)row->items[LL_INTERVAL_RUN_LINE_HI].integer,
                   (long long)row->items[LL_INTERVAL_RUN_LINE_LO].integer,
                   LL_STR_ARG(ll_text_at(line, "orderLineId")));
    assert_int_equal(ll_hex_decode(row->items[LL_INTERVAL_SALT].string, salt), LL_OK);
    memcpy(text + strlen("loopledger commitment v1"), salt, sizeof(salt));
    size_t tail = strlen("loopledger commitment v1") + sizeof(salt);
    ll_crypto_sha256(l->ctx.crypto, (struct ll_str){text, tail + strlen(text + tail)}, digest);
    for (size_t i = 0; i < sizeof(digest); i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_event_all_row event;
    bool found = false;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_q_event_all_open(l->ctx.store, l->ctx.arena, &cursor, &l->err), LL_OK);
    while (ll_q_event_all_next(cursor, &event, &l->err) == LL_OK) {
        found = found || (event.has_public_body &&
                          ll_str_find(event.public_body, ll_str_from_cstr(hex), false) != SIZE_MAX);
    }
    ll_store_query_close(cursor);
    ll_store_rollback(l->ctx.store);
    return found;
}

static void live(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str serial = issue(l, "units=90");
    struct ll_str bundle = write_bundle(l, serial);
    struct ll_verify_report report = verify(l, bundle);
    assert_int_equal(report.form, LL_VERIFY_BUNDLE);
    assert_true(ll_str_eq_cstr(report.state, "live"));
    const struct ll_json *json = read_json(l, bundle);
    const struct ll_json *rows = ll_at(json, "intervals.rows");
    int64_t units = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        units += row->items[LL_INTERVAL_LOT_HI].integer - row->items[LL_INTERVAL_LOT_LO].integer;
        assert_true(is_committed(l, json, row));
    }
    assert_int_equal(units, 90);
    assert_true(rows->count > 1);
    /* On a page nothing that opens what is not there. */
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_IN_PAGE, &bundle), LL_OK);
    verify(l, bundle);
    assert_int_equal(ll_at(read_json(l, bundle), "intervals.rows.0")->count, 6);
    /* The rest of the demand, beside it. */
    verify(l, write_bundle(l, issue(l, "units=1000")));
}

/* The printed page leads to the site, when there is one for everybody. */
static void addressed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const char *const sites[] = {"", "http://localhost:8080", "https://ledger.example"};
    start(l);
    struct ll_str serial = issue(l, "units=90");
    for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
        struct ll_printed_certificate facts;
        char want[128] = "";
        if (sites[i][0] != '\0') {
            ll_call(l, "site set", ll_option(l, "address", ll_str_from_cstr(sites[i])), "name=One",
                    NULL);
        }
        if (i == 2) {
            (void)snprintf(want, sizeof(want), "%s/certificates/%.*s", sites[i],
                           LL_STR_ARG(serial));
        }
        assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
        assert_int_equal(ll_certificate_facts(&l->ctx, serial, &facts, &l->err), LL_OK);
        ll_store_rollback(l->ctx.store);
        assert_string_equal(ll_str_to_cstr(l->ctx.arena, facts.check_url), want);
    }
}

/* In the log as soon as its entry is under a checkpoint, each revision by its own. */
static void logged(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str serial = issue(l, "units=90");
    assert_int_equal(verify(l, write_bundle(l, serial)).logged, LL_LOGGED_UNKNOWN);
    ll_call(l, "log start", "origin=log.example/one", NULL);
    assert_int_equal(verify(l, write_bundle(l, serial)).logged, LL_LOGGED_UNKNOWN);
    ll_call(l, "log sequence", NULL);
    struct ll_verify_report report = verify(l, write_bundle(l, serial));
    assert_string_equal(report.logged_reason, "included");
    assert_int_equal(report.logged, LL_LOGGED_YES);
    assert_string_equal(ll_allocated_reason_code(report.allocated), "opened");
    /* What would take too much room is left out, and is not called proven. */
    struct ll_str small;
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_UNOPENED, &small), LL_OK);
    report = verify(l, small);
    assert_int_equal(report.logged, LL_LOGGED_YES);
    assert_string_equal(ll_allocated_reason_code(report.allocated), "allocations-left-out");
    assert_int_equal(ll_at(read_json(l, small), "intervals.rows.0")->count, 6);
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_IN_PAGE, &small), LL_OK);
    assert_int_equal(verify(l, small).allocated, LL_ALLOCATED_OPENED);
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_NO_INTERVALS, &small), LL_OK);
    report = verify(l, small);
    assert_int_equal(report.logged, LL_LOGGED_YES);
    assert_string_equal(ll_allocated_reason_code(report.allocated), "intervals-left-out");
    struct ll_str second = issue(l, "units=20");
    assert_int_equal(verify(l, write_bundle(l, second)).logged, LL_LOGGED_UNKNOWN);
    ll_call(l, "log sequence", NULL);
    assert_int_equal(verify(l, write_bundle(l, second)).logged, LL_LOGGED_YES);
    assert_true(verify(l, write_bundle(l, serial)).log_size > report.log_size);
}

/* As with any proof: nothing is made of a store whose log does not extend what is kept. */
static void kept(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str serial = issue(l, "units=90");
    ll_call(l, "log start", "origin=log.example/one", NULL);
    ll_call(l, "log sequence", NULL);
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    char aside[512];
    struct ll_str bundle = LL_STR("");
    assert_int_equal(ll_log_kept_path(&l->ctx, 1, &folder, &name, &path, &l->err), LL_OK);
    (void)snprintf(aside, sizeof(aside), "%s.aside", path);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_WHOLE, &bundle), LL_EREFUSED);
    assert_non_null(strstr(l->err.text, "no checkpoint is kept"));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(try_bundle(l, serial, LL_BUNDLE_WHOLE, &bundle), LL_EREFUSED);
    assert_non_null(strstr(l->err.text, "no checkpoint of this log"));
    assert_int_equal(rename(aside, path), 0);
    assert_int_equal(verify(l, write_bundle(l, serial)).logged, LL_LOGGED_YES);
}

static void ended(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str serial = issue(l, "units=70");
    ll_call(l, "certificate revoke", ll_option(l, "serial", serial), "reason=wrong-client", NULL);
    struct ll_str bundle = write_bundle(l, serial);
    struct ll_verify_report report = verify(l, bundle);
    assert_true(ll_str_eq_cstr(report.state, "revoked"));
    assert_null(ll_json_get(read_json(l, bundle), "intervals"));
    struct ll_str again = issue(l, "units=70");
    ll_call(l, "certificate replace", ll_option(l, "serial", again), NULL);
    assert_true(ll_str_eq_cstr(verify(l, write_bundle(l, again)).state, "superseded"));
}

static struct ll_sign_key current_key(struct ll_ledger *l)
{
    struct ll_sign_key key;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    return key;
}

static struct ll_verify_report verify_by(struct ll_ledger *l, const struct ll_public_key *key,
                                         struct ll_str bytes)
{
    struct ll_verify_report report;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    const struct ll_trust trust = {.by_key = true, .key = *key};
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, bytes, &report, &l->err), LL_OK);
    return report;
}

static void change_key(struct ll_ledger *l, const struct ll_sign_key *old)
{
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    ll_multikey_public_format(&old->public_key, multikey);
    ll_call(l, "key change", ll_option(l, "retire", ll_str_from_cstr(multikey)), NULL);
    ll_refuse(l, LL_EREFUSED, "not the key in use", "key change",
              ll_option(l, "retire", ll_str_from_cstr(multikey)), NULL);
}

/* What an old key signed stays valid, to who trusts the old key and to who trusts the new one; it
 * signs nothing new. */
static void key_changed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str before = issue(l, "units=30");
    struct ll_sign_key first = current_key(l);
    struct ll_str old_bundle = write_bundle(l, before);
    change_key(l, &first);
    struct ll_sign_key second = current_key(l);
    struct ll_str between = issue(l, "units=30");
    change_key(l, &second);
    struct ll_sign_key third = current_key(l);
    struct ll_str after = issue(l, "units=30");
    const struct ll_sign_key *keys[] = {&first, &second, &third};
    const struct ll_str serials[] = {before, between, after};
    for (size_t i = 0; i < 3; i++) {
        struct ll_str bundle = write_bundle(l, serials[i]);
        for (size_t k = 0; k < 3; k++) {
            struct ll_verify_report report = verify_by(l, &keys[k]->public_key, bundle);
            assert_string_equal(report.reason, "valid");
            assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
        }
        assert_int_equal(verify_by(l, &l->plant_key.public_key, bundle).authentic, LL_AUTHENTIC_NO);
    }
    assert_int_equal(verify_by(l, &first.public_key, old_bundle).authentic, LL_AUTHENTIC_YES);
    assert_int_equal(verify_by(l, &second.public_key, old_bundle).authentic, LL_AUTHENTIC_NO);
    const struct ll_json *document =
        ll_call(l, "did document", "issuer=did:web:loop.example:registry", NULL);
    assert_int_equal(ll_at(document, "verificationMethod")->count, 6);
    assert_int_equal(ll_at(document, "assertionMethod")->count, 2);
    assert_true(ll_text_at(document, "verificationMethod.2.revoked").len > 0);
    ll_refuse(l, LL_EINVAL, "did:web", "did document", "issuer=loop.example.org", NULL);
}

static void token(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str serial = issue(l, "units=90");
    struct ll_str jwt;
    struct ll_str again;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_certificate_jwt(&l->ctx, serial, LL_STR(""), &jwt, &l->err), LL_OK);
    assert_int_equal(ll_certificate_jwt(&l->ctx, serial, LL_STR(""), &again, &l->err), LL_OK);
    assert_true(ll_str_eq(jwt, again));
    assert_int_equal(
        ll_certificate_jwt(&l->ctx, serial, LL_STR("did:web:a.example"), &again, &l->err), LL_OK);
    assert_false(ll_str_eq(jwt, again));
    assert_int_equal(ll_certificate_jwt(&l->ctx, serial, LL_STR("a.example"), &again, &l->err),
                     LL_EINVAL);
    assert_int_equal(ll_certificate_jwt(&l->ctx, LL_STR("LL-NONE"), LL_STR(""), &again, &l->err),
                     LL_ENOTFOUND);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(verify(l, jwt).form, LL_VERIFY_TOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(live),  LL_LEDGER_TEST(addressed), LL_LEDGER_TEST(logged),
        LL_LEDGER_TEST(kept),  LL_LEDGER_TEST(ended),     LL_LEDGER_TEST(key_changed),
        LL_LEDGER_TEST(token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
