/* An auditor's sample as a file: whole, it is found to be what it says; changed in any way and
 * signed anew by the very key, it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"
#include "proof/verify.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/sample.h"

static const struct ll_sample_draw ask = {
    .programme = {"africa", 6}, .seed = {"spring", 6}, .units = 40};

static struct ll_str make(struct ll_ledger *l, const struct ll_sample_draw *in)
{
    struct ll_log_view view;
    struct ll_str text = LL_STR("");
    assert_int_equal(ll_log_view_begin(&l->ctx, &view, &l->err), LL_OK);
    enum ll_status status = ll_sample_file_of(&l->ctx, &view, in, &text, &l->err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s", l->err.text);
    }
    return text;
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
    return report;
}

static struct ll_json *read_json(struct ll_ledger *l, struct ll_str text)
{
    struct ll_json *json = NULL;
    assert_int_equal(ll_json_read(l->ctx.arena, text, LL_BUNDLE_BYTES_MAX, &json, &l->err), LL_OK);
    return json;
}

/* Signed by the installation's key, whatever it says. */
static struct ll_str sign_again(struct ll_ledger *l, const struct ll_json *file)
{
    struct ll_sign_key key;
    struct ll_str text;
    struct ll_json *bare = ll_json_new_object(l->ctx.arena);
    for (size_t i = 0; i < file->count; i++) {
        if (!ll_str_eq_cstr(file->members[i].name, "proof")) {
            struct ll_json value = file->members[i].value;
            ll_json_set(l->ctx.arena, bare, ll_str_to_cstr(l->ctx.arena, file->members[i].name),
                        &value);
        }
    }
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    if (ll_bundle_sign(&l->ctx, &key, bare, ll_json_string_at(bare, "made_at"), &text, &l->err) !=
        LL_OK) {
        fail_msg("%s", l->err.text);
    }
    ll_sign_key_wipe(&key);
    return text;
}

/* The value at a path, to be changed: "units.0.unit". */
static struct ll_json *at(struct ll_json *json, const char *path)
{
    while (*path != '\0' && json != NULL) {
        size_t length = strcspn(path, ".");
        struct ll_str name = {path, length};
        struct ll_json *next = NULL;
        int64_t place = 0;
        if (json->type == LL_JSON_ARRAY && ll_str_to_i64(name, &place) == LL_OK &&
            place < (int64_t)json->count) {
            next = &json->items[place];
        }
        for (size_t i = 0; json->type == LL_JSON_OBJECT && i < json->count; i++) {
            next = ll_str_eq(json->members[i].name, name) ? &json->members[i].value : next;
        }
        json = next;
        path += length + (path[length] == '.' ? 1 : 0);
    }
    return json;
}

/* One letter of a text in hex is another. */
static void bend(struct ll_ledger *l, struct ll_json *value)
{
    char *text = ll_str_to_cstr(l->ctx.arena, value->string);
    text[1] = text[1] == '0' ? '1' : '0';
    value->string = (struct ll_str){text, value->string.len};
}

static void log_all(struct ll_ledger *l)
{
    ll_call(l, "log start", "origin=log.example/samples", NULL);
    ll_call(l, "log sequence", NULL);
}

static void whole(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    struct ll_verify_report report = verify(l, make(l, &ask));
    assert_string_equal(report.reason, "valid");
    assert_int_equal(report.form, LL_VERIFY_SAMPLE);
    log_all(l);
    report = verify(l, make(l, &ask));
    assert_string_equal(report.reason, "valid");
    assert_string_equal(report.logged_reason, "included");
    assert_int_equal(report.logged, LL_LOGGED_YES);
    /* All that can be drawn, and none. */
    const struct ll_sample_draw all = {
        .programme = {"africa", 6}, .seed = {"autumn", 6}, .units = 1000};
    report = verify(l, make(l, &all));
    assert_string_equal(report.reason, "valid");
    assert_int_equal(report.logged, LL_LOGGED_YES);
    /* Somebody else's word for it. */
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    struct ll_trust other = {.by_key = true, .key = {{9}}};
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &other, make(l, &ask), &report, &l->err),
                     LL_OK);
    assert_int_equal(report.authentic, LL_AUTHENTIC_NO);
}

/* A unit's trail tells where it was poured, every leg that it went, and what was agreed to be paid.
 */
static void trails(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "legs=road:blueline:250",
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_advance_days(l, 2);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_call(l, "package make", "code=box-2", "kind=box", "programme=africa", "facility=tema",
            "country=GH", NULL);
    ll_call(l, "package pour", "from=box-1", "into=box-1:20,box-2:10", NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=tema-plant", "legs=road:blueline:9",
            "planned_arrival=2026-04-10", "packages=box-2", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    ll_advance_days(l, 2);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "10", "1.7kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
    const struct ll_json *items = ll_at(
        ll_call(l, "sample draw", "programme=africa", "seed=spring", "units=1000", NULL), "items");
    assert_int_equal(items->count, 10);
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *trail = ll_json_get(&items->items[i], "trail");
        assert_int_equal(ll_at(trail, "pours")->count, 1);
        ll_assert_text(trail, "pours.0.package", "box-2");
        assert_int_equal(ll_at(trail, "legs")->count, 2);
        ll_assert_text(trail, "legs.0.shipment", "s-1");
        ll_assert_text(trail, "legs.1.shipment", "s-2");
        assert_int_equal(ll_at(trail, "shipments")->count, 1);
        ll_assert_text(trail, "collections.0.price.currency", "GHS");
    }
    assert_string_equal(verify(l, make(l, &ask)).reason, "valid");
}

/* The first unit with a receipt and a certificate that stand. */
static size_t complete_unit(struct ll_json *file)
{
    const struct ll_json *units = at(file, "units");
    for (size_t i = 0; i < units->count; i++) {
        if (ll_json_get(&units->items[i], "certificate") != NULL &&
            ll_json_get(&units->items[i], "collection_id") != NULL) {
            return i;
        }
    }
    fail_msg("no unit of the sample is certified");
    return 0;
}

static void changed(void **state)
{
    static const struct {
        const char *path; /* from the unit on where it begins with "." */
        const char *reason;
        const char *logged;
    } cases[] = {
        {"draw.seed", "sample-draw", ""},
        {"draw.population_units", "sample-draw", ""},
        {"population.0.2", "sample-draw", ""},
        {".unit", "sample-draw", ""},
        {".receipt_id", "sample-draw", ""},
        {"receipts.0.signature", "sample-receipt", ""},
        {"receipts.0.statement", "sample-receipt", ""},
        {"receipts.0.receipt_id", "sample-receipt", ""},
        {"certificates.0.certificate.credentialSubject.units", "sample-certificate", ""},
        {"certificates.0.serial", "sample-certificate", ""},
        {"log.checkpoint", "valid", "unsigned"},
        {"log.entries.0.entry", "valid", "not-included"},
        {"log.entries.0.index", "valid", "not-included"},
        {".class_code", "valid", "sample-entry"},
        {".trail.lots.0.class_code", "valid", "sample-entry"},
        {".trail.lots.0.country", "valid", "sample-entry"},
        {".trail.lots.0.public_number", "valid", "sample-entry"},
        {".trail.lots.0.log.0.leaf_hash", "valid", "sample-entry"},
        {".trail.lots.0.log.0.log_index", "valid", "sample-entry"},
        {".trail.receipts.0.log.0.log_index", "valid", "sample-entry"},
        {".trail.keys.0.log.0.log_index", "valid", "sample-entry"},
        {".trail.certificates.0.log.0.log_index", "valid", "sample-entry"},
        {".trail.receipts", "valid", "sample-entry"},
        {"made_at", "sample-member", ""},
    };
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    log_all(l);
    struct ll_str text = make(l, &ask);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_json *file = read_json(l, text);
        char path[160];
        (void)snprintf(path, sizeof(path), "units.%zu%s", complete_unit(file), cases[i].path);
        struct ll_json *value = at(file, cases[i].path[0] == '.' ? path : cases[i].path);
        assert_non_null(value);
        if (value->type == LL_JSON_STRING) {
            bend(l, value);
        } else if (value->type == LL_JSON_NUMBER) {
            value->integer += 1;
            value->number += 1;
        } else {
            value->count = 0;
        }
        /* As it is, and by the key itself. */
        struct ll_str bent;
        assert_int_equal(ll_json_canonical(l->ctx.arena, file, LL_BUNDLE_BYTES_MAX, &bent, &l->err),
                         LL_OK);
        assert_int_equal(verify(l, bent).authentic, LL_AUTHENTIC_NO);
        if (strcmp(cases[i].path, "made_at") == 0) {
            continue; /* no time to sign at */
        }
        struct ll_verify_report report = verify(l, sign_again(l, file));
        if (strcmp(report.reason, cases[i].reason) != 0 ||
            (cases[i].logged[0] != '\0' && strcmp(report.logged_reason, cases[i].logged) != 0)) {
            fail_msg("%s: %s, %s", cases[i].path, report.reason, report.logged_reason);
        }
        assert_true(report.authentic == LL_AUTHENTIC_NO || report.logged == LL_LOGGED_NO);
    }
}

/* What says that nothing lacks has it; members of others are not passed over. */
static void left_out(void **state)
{
    static const char *const lists[] = {"receipts", "certificates", "log.entries"};
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    log_all(l);
    struct ll_str text = make(l, &ask);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct ll_json *file = read_json(l, text);
        at(file, lists[i])->count = 0;
        struct ll_verify_report report = verify(l, sign_again(l, file));
        assert_true(report.authentic == LL_AUTHENTIC_NO || report.logged == LL_LOGGED_NO);
    }
    struct ll_json *file = read_json(l, text);
    ll_json_set_cstr(l->ctx.arena, file, "note", "all is well");
    assert_string_equal(verify(l, sign_again(l, file)).reason, "sample-member");
    /* Without what it was drawn from nobody draws again, and nothing is said of it. */
    file = read_json(l, text);
    struct ll_json *bare = ll_json_new_object(l->ctx.arena);
    for (size_t i = 0; i < file->count; i++) {
        if (!ll_str_eq_cstr(file->members[i].name, "population")) {
            struct ll_json value = file->members[i].value;
            ll_json_set(l->ctx.arena, bare, ll_str_to_cstr(l->ctx.arena, file->members[i].name),
                        &value);
        }
    }
    struct ll_verify_report report = verify(l, sign_again(l, bare));
    assert_string_equal(report.reason, "valid");
    const struct ll_json *last = &report.sample->items[report.sample->count - 1];
    assert_true(ll_str_eq_cstr(ll_json_string_at(last, "name"), "not_redrawn"));
}

static struct ll_str told_of(const struct ll_verify_report *report, const char *name)
{
    for (size_t i = 0; report->sample != NULL && i < report->sample->count; i++) {
        const struct ll_json *one = &report->sample->items[i];
        if (ll_str_eq_cstr(ll_json_string_at(one, "name"), name)) {
            return ll_json_string_at(one, "value");
        }
    }
    return LL_STR("");
}

/* A plant's statement is of one receipt, and what is whole is counted by who reads. */
static void made_up(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    struct ll_str text = make(l, &ask);
    struct ll_verify_report report = verify(l, text);
    struct ll_str complete = ll_str_copy(l->ctx.arena, told_of(&report, "complete"));
    assert_true(complete.len > 0);
    struct ll_json *file = read_json(l, text);
    at(file, "draw.complete_units")->integer += 7;
    at(file, "draw.complete_units")->number += 7;
    report = verify(l, sign_again(l, file));
    assert_string_equal(report.reason, "valid");
    assert_true(ll_str_eq(told_of(&report, "complete"), complete));
    file = read_json(l, text);
    struct ll_json *receipts = at(file, "receipts");
    struct ll_json again = receipts->items[0];
    ll_json_append(l->ctx.arena, receipts, &again);
    assert_string_equal(verify(l, sign_again(l, file)).reason, "sample-receipt");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ll_ledger_start, ll_full_ledger_end)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(whole), TEST(trails), TEST(changed), TEST(left_out),
                                       TEST(made_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
