/* Certificates after their issue: raised, replaced, revoked, and what is stated again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proof/data_integrity.h"
#include "service/certificate_print.h"
#include "service/keys.h"
#include "service/support.h"

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

/* 100 phones, 60 of them demanded and allocated. The lot's id. */
static struct ll_str start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    order(l, "PO-1", "60");
    return lot;
}

/* "serial=…" of a new certificate. */
static const char *issue(struct ll_ledger *l, const char *stage, const char *units, int64_t cited)
{
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", stage, units, NULL);
    assert_int_equal(ll_number_at(answer, "units"), cited);
    return ll_option(l, "serial", ll_text_at(answer, "serial"));
}

/* Its latest body, whose signature holds. */
static const struct ll_json *subject_of(struct ll_ledger *l, const char *serial)
{
    struct ll_str text;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    const struct ll_json *certificate = ll_call(l, "certificate export", serial, NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, certificate, (size_t)1 << 20, &text, NULL),
                     LL_OK);
    assert_int_equal(
        ll_di_verify(l->ctx.arena, &crypto, text, &ll_di_did_key, &opened, &verdict, NULL), LL_OK);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_VALID);
    return ll_at(certificate, "credentialSubject");
}

static bool states(const struct ll_json *subject, const char *words)
{
    const struct ll_json *statements = ll_at(subject, "statements");
    for (size_t i = 0; i < statements->count; i++) {
        if (ll_str_find(ll_json_string(&statements->items[i]), ll_str_from_cstr(words), false) !=
            SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void assert_state(struct ll_ledger *l, const char *serial, const char *state)
{
    const struct ll_json *items = ll_at(ll_call(l, "certificate list", NULL), "items");
    for (size_t i = 0; i < items->count; i++) {
        if (ll_str_eq_cstr(ll_text_at(&items->items[i], "serial"), serial + strlen("serial="))) {
            ll_assert_text(&items->items[i], "state", state);
            return;
        }
    }
    fail_msg("%s is not listed", serial);
}

static void raise_to(struct ll_ledger *l, const char *serial, const char *stage, int64_t revision)
{
    const struct ll_json *answer = ll_call(l, "certificate raise", serial, NULL);
    ll_assert_text(answer, "reason", "progress");
    ll_assert_text(answer, "stage", stage);
    assert_int_equal(ll_number_at(answer, "revision"), revision);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    bool is_last = strcmp(stage, "recycled") == 0;
    ll_refuse(l, LL_EREFUSED, is_last ? "the last stage" : "not got any further",
              "certificate raise", serial, NULL);
}

static const char *receive(struct ll_ledger *l)
{
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    return ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
}

/* From a commitment to recycled, under one serial; every revision stays to be seen. */
static void progress(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    const char *serial = issue(l, "stage=accepted", "units=20", 20);
    ll_refuse(l, LL_EREFUSED, "not got any further", "certificate raise", serial, NULL);
    ll_refuse(l, LL_ENOTFOUND, "certificate list", "certificate raise", "serial=LL-NONE", NULL);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    raise_to(l, serial, "shipped", 2);
    const struct ll_json *subject = subject_of(l, serial);
    ll_assert_text(subject, "stage", "shipped");
    assert_int_equal(ll_number_at(subject, "revision"), 2);
    assert_int_equal(ll_number_at(subject, "units"), 20);
    const char *receipt = receive(l);
    raise_to(l, serial, "received", 3);
    const struct ll_json *answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "allocations.0.state", "final");
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=boards:6.8kg,metals:10kg", NULL);
    raise_to(l, serial, "recycled", 4);
    subject = subject_of(l, serial);
    assert_int_equal(ll_at(subject, "receipts")->count, 1);
    assert_false(states(subject, "Commitment"));
    assert_state(l, serial, "live");
}

static void revoked_and_reissued(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    (void)receive(l);
    const char *first = issue(l, "stage=received", "units=20", 20);
    const char *second = issue(l, "stage=received", "units=10", 10);
    ll_refuse(l, LL_EINVAL, "reason", "certificate revoke", first, NULL);
    const struct ll_json *answer = ll_call(l, "certificate revoke", first, "reason=wrong-client",
                                           "note=Meant for another city.", NULL);
    assert_int_equal(ll_number_at(answer, "provisional_units"), 20);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_state(l, first, "revoked");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "allocations.0.state", "provisional");
    ll_assert_text(answer, "allocations.1.state", "final");
    ll_refuse(l, LL_EREFUSED, "revoked already", "certificate revoke", first, "reason=x", NULL);
    ll_refuse(l, LL_EREFUSED, "revoked already", "certificate raise", first, NULL);
    ll_refuse(l, LL_EREFUSED, "revoked already", "certificate replace", first, NULL);
    /* Whoever cites one of its units says so: the whole of the rest, and a part of it. */
    const char *third = issue(l, "stage=received", "units=5", 5);
    const struct ll_json *subject = subject_of(l, third);
    assert_int_equal(ll_at(subject, "reissuedFrom")->count, 1);
    ll_assert_text(subject, "reissuedFrom.0", first + strlen("serial="));
    assert_true(states(subject, "Reissued, in whole or in part, from certificate LL-"));
    ll_call(l, "certificate revoke", third, "reason=wrong-date", NULL);
    ll_call(l, "certificate revoke", second, "reason=wrong-date", NULL);
    subject = subject_of(l, issue(l, "stage=received", "units=60", 60));
    assert_int_equal(ll_at(subject, "reissuedFrom")->count, 3);
}

static void replaced(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    const char *first = issue(l, "stage=accepted", "units=20", 20);
    const struct ll_json *answer = ll_call(l, "certificate replace", first, NULL);
    const char *second = ll_option(l, "serial", ll_text_at(answer, "serial"));
    assert_int_equal(ll_number_at(answer, "units"), 20);
    assert_string_not_equal(first, second);
    assert_state(l, first, "superseded");
    assert_state(l, second, "live");
    const struct ll_json *subject = subject_of(l, second);
    ll_assert_text(subject, "replaces", first + strlen("serial="));
    assert_int_equal(ll_number_at(subject, "revision"), 1);
    assert_true(states(subject, "This replaces certificate LL-"));
    ll_refuse(l, LL_EREFUSED, "superseded already", "certificate replace", first, NULL);
    ll_refuse(l, LL_EREFUSED, "superseded already", "certificate revoke", first, "reason=x", NULL);
    /* Its units are cited once: 40 are left. */
    (void)issue(l, "stage=accepted", "units=60", 40);
    /* At the stage that they have reached by then; from received on they are final. */
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    (void)receive(l);
    answer = ll_call(l, "certificate replace", second, NULL);
    ll_assert_text(answer, "stage", "received");
    ll_refuse(l, LL_EREFUSED, "not got any further", "certificate raise",
              ll_option(l, "serial", ll_text_at(answer, "serial")), NULL);
}

/* A lot that is doubtful: its certificate waits for the doubt to be cleared, or is revoked, and
 * then others serve what it served. */
static void doubtful(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    const char *exclude = ll_option(l, "lot", lot);
    const char *serial = issue(l, "stage=accepted", "units=20", 20);
    ll_receive(l, "K-2", "smartphone:50:8.5kg:none");
    ll_call(l, "lot exclude", exclude, "reason=doubtful-evidence", NULL);
    assert_state(l, serial, "under-review");
    ll_refuse(l, LL_EREFUSED, "20 units", "certificate raise", serial, NULL);
    ll_refuse(l, LL_EREFUSED, "lot", "certificate replace", serial, NULL);
    ll_call(l, "lot admit", exclude, NULL);
    const struct ll_json *answer = ll_call(l, "certificate raise", serial, NULL);
    ll_assert_text(answer, "reason", "restatement");
    assert_int_equal(ll_number_at(answer, "units"), 20);
    assert_state(l, serial, "live");
    ll_call(l, "lot exclude", exclude, "reason=doubtful-evidence", NULL);
    answer = ll_call(l, "certificate revoke", serial, "reason=evidence-forged", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 20);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10);
    assert_int_equal(ll_number_at(answer, "provisional_units"), 0);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 0);
}

/* Units that left the supply are cited no longer; others serve their positions at once. */
static void restated(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    const char *lot_option = ll_option(l, "lot", lot);
    const char *serial = issue(l, "stage=accepted", "units=20", 20);
    const char *other = issue(l, "stage=accepted", "units=10", 10);
    ll_call(l, "units lose", lot_option, "from=5", "to=8", "reason=stolen", NULL);
    ll_call(l, "units lose", lot_option, "from=25", "to=26", "reason=stolen", NULL);
    assert_state(l, serial, "under-review");
    const struct ll_json *answer = ll_call(l, "certificate raise", serial, NULL);
    ll_assert_text(answer, "reason", "restatement");
    assert_int_equal(ll_number_at(answer, "revision"), 2);
    assert_int_equal(ll_number_at(answer, "units"), 17);
    assert_int_equal(ll_number_at(answer, "released_units"), 3);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 3);
    assert_state(l, serial, "live");
    const struct ll_json *subject = subject_of(l, serial);
    assert_int_equal(ll_number_at(subject, "droppedUnits"), 3);
    assert_int_equal(ll_at(subject, "demand.0.positions")->count, 2);
    assert_true(states(subject, "3 scrap devices cited before have left the programme"));
    /* Replaced: the same. */
    answer = ll_call(l, "certificate replace", other, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 9);
    assert_int_equal(ll_number_at(answer, "released_units"), 1);
    other = ll_option(l, "serial", ll_text_at(answer, "serial"));
    assert_int_equal(ll_number_at(subject_of(l, other), "droppedUnits"), 1);
    /* All of it gone: only to be taken back. */
    ll_call(l, "units lose", lot_option, "from=20", "to=25", "reason=stolen", NULL);
    ll_call(l, "units lose", lot_option, "from=26", "to=30", "reason=stolen", NULL);
    ll_refuse(l, LL_ESHORT, "revoke it", "certificate raise", other, NULL);
    answer = ll_call(l, "certificate revoke", other, "reason=nothing-left", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 9);
    assert_int_equal(ll_number_at(answer, "provisional_units"), 0);
}

/* What a case has under review is stated by nobody, but an error can be taken back. */
static void under_review(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    const char *serial = issue(l, "stage=accepted", "units=20", 20);
    ll_pack(l, "box-1", lot);
    const struct ll_json *answer =
        ll_call(l, "case open", "package=box-1", "cause=short-count", "deadline=2026-12-01", NULL);
    const char *id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    ll_refuse(l, LL_EREFUSED, "20 units", "certificate raise", serial, NULL);
    ll_refuse(l, LL_EREFUSED, "case", "certificate replace", serial, NULL);
    ll_call(l, "case close", id, "outcome=settled", NULL);
    ll_call(l, "certificate replace", serial, NULL);
}

static void order_of(struct ll_ledger *l, const char *document, const char *class_code,
                     const char *units, const char *date)
{
    char text[200];
    (void)snprintf(text, sizeof(text),
                   "document_id,line_id,device_class,quantity,date\n%s,1,%s,%s,%s\n", document,
                   class_code, units, date);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
}

#define ISSUE "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted"

/* Three purchases of phones in three months, and one of tablets; 70 of 90 phones are served. */
static void start_purchases(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_receive(l, "K-1", "smartphone:70:11.9kg:none,tablet:5:2.5kg:none");
    order_of(l, "PO-1", "smartphone", "30", "2025-12-31");
    order_of(l, "PO-2", "smartphone", "20", "2026-01-01");
    order_of(l, "PO-3", "smartphone", "40", "2026-02-28");
    order_of(l, "PO-4", "tablet", "5", "2026-01-15");
    ll_call(l, "allocation run", "programme=africa", NULL);
}

/* A period is of the documents' days, both ends in it; the rest of them stays to be certified. */
static void for_a_period(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_purchases(l);
    ll_refuse(l, LL_EINVAL, "units", ISSUE, "units=0", NULL);
    ll_refuse(l, LL_EINVAL, "ends before it begins", ISSUE, "from=2026-02-01", "to=2026-01-31",
              NULL);
    const struct ll_json *answer = ll_call(l, ISSUE, "from=2026-01-01", "to=2026-02-27", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 25);
    assert_int_equal(ll_at(answer, "left_out")->count, 0);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    const struct ll_json *subject = subject_of(l, serial);
    ll_assert_text(subject, "documents.from", "2026-01-01");
    ll_assert_text(subject, "documents.to", "2026-01-15");
    assert_int_equal(ll_at(subject, "demand")->count, 2);
    assert_int_equal(ll_number_at(subject, "demand.0.positions.0.0"), 30);
    /* Who asks again is told where it went, and by what the rest waits. */
    ll_refuse(l, LL_ESHORT, serial + strlen("serial="), ISSUE, "from=2026-01-01", "to=2026-02-27",
              NULL);
    answer = ll_call(l, ISSUE, "from=2026-01-01", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 20);
    ll_assert_text(answer, "left_out.0.reason", "cited");
    ll_assert_text(answer, "left_out.0.certificate", serial + strlen("serial="));
    assert_int_equal(ll_number_at(answer, "left_out.0.units"), 25);
    ll_assert_text(answer, "left_out.1.reason", "waiting");
    assert_int_equal(ll_number_at(answer, "left_out.1.units"), 20);
    answer = ll_call(l, ISSUE, "to=2025-12-31", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 30);
    ll_refuse(l, LL_ESHORT, "20 wait for scrap devices", ISSUE, NULL);
}

static void for_a_document_or_a_line(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_purchases(l);
    ll_refuse(l, LL_ENOTFOUND, "no document 'PO-9'", ISSUE, "document=PO-9", NULL);
    ll_refuse(l, LL_ESHORT, "for these documents", ISSUE, "document=PO-4",
              "order_line=utrecht.smartphone.africa", NULL);
    const struct ll_json *answer = ll_call(l, ISSUE, "document=PO-2", "units=15", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 15);
    struct ll_str first = ll_text_at(answer, "serial");
    answer = ll_call(l, ISSUE, "document=PO-2", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 5);
    assert_true(ll_str_eq(ll_text_at(answer, "left_out.0.certificate"), first));
    ll_refuse(l, LL_ESHORT, "15 are cited by LL-", ISSUE, "document=PO-2", NULL);
    ll_refuse(l, LL_ESHORT, "50 are at stage 'accepted'", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "order_line=utrecht.smartphone.africa", NULL);
    answer = ll_call(l, ISSUE, "order_line=utrecht.tablet.africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 5);
    ll_refuse(l, LL_EINVAL, "is not of 'goodfund'", "certificate issue", "programme=africa",
              "beneficiary=goodfund", "order_line=utrecht.tablet.africa", NULL);
}

/* What needs two people and had one stands on what follows: revoking, admitting a lot, the key. */
static void what_one_did_alone_stands_on_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_printed_certificate facts;
    struct ll_str lot = start(l);
    const char *first = issue(l, "stage=accepted", "units=20", 20);
    struct ll_str serial = ll_str_from_cstr(first + strlen("serial="));
    assert_null(ll_json_get(ll_call(l, "certificate trail", first, NULL), "single_control"));
    const char *ref = ll_option(l, "lot", lot);
    ll_call(l, "lot exclude", ref, "reason=doubt", NULL);
    ll_call(l, "lot admit", ref, NULL);
    const char *second = issue(l, "stage=accepted", "units=20", 20);
    struct ll_str later = ll_str_from_cstr(second + strlen("serial="));
    ll_call(l, "certificate revoke", first, "reason=wrong-client", NULL);
    const struct ll_json *answer = ll_call(l, "certificate trail", first, NULL);
    ll_assert_text(answer, "single_control.0.step", "certificate-revoke");
    assert_int_equal(ll_at(answer, "single_control")->count, 1);
    answer = ll_call(l, "certificate trail", second, NULL);
    ll_assert_text(answer, "single_control.0.step", "lot-admit");
    assert_int_equal(ll_at(answer, "single_control")->count, 1);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_certificate_facts(&l->ctx, serial, &facts, &l->err), LL_OK);
    assert_int_equal(facts.control_count, 1);
    assert_int_equal(facts.controls[0].step, LL_CONTROL_STEP_CERTIFICATE_REVOKE);
    assert_int_equal(ll_certificate_facts(&l->ctx, later, &facts, &l->err), LL_OK);
    assert_int_equal(facts.control_count, 1);
    assert_int_equal(facts.controls[0].step, LL_CONTROL_STEP_LOT_ADMIT);
    assert_int_equal(facts.controls[0].from.days, ll_time_date(l->ctx.now).days);
    ll_store_rollback(l->ctx.store);
    /* and what cites units of one that was revoked so */
    const char *third = issue(l, "stage=accepted", "units=20", 20);
    answer = ll_call(l, "certificate trail", third, NULL);
    ll_assert_text(answer, "single_control.0.step", "certificate-revoke");
    ll_assert_text(answer, "single_control.1.step", "lot-admit");
    assert_int_equal(ll_at(answer, "single_control")->count, 2);
    answer = ll_call(l, "certificate show", third, NULL);
    ll_assert_text(answer, "controls.1.step", "certificate-revoke");
    assert_true(ll_bool_at(&ll_at(answer, "controls")->items[1], "single_control"));
    answer = ll_call(l, "certificate trail", second, NULL);
    assert_int_equal(ll_at(answer, "single_control")->count, 1);
}

/* What the ledger knows of a certificate beside what was signed. */
static void shown_as_it_stands(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)start(l);
    const char *first = issue(l, "stage=accepted", "units=20", 20);
    const struct ll_json *answer = ll_call(l, "certificate show", first, NULL);
    ll_assert_text(answer, "state", "live");
    assert_int_equal(ll_number_at(answer, "revision"), 1);
    assert_null(ll_json_get(answer, "reason"));
    ll_call(l, "certificate revoke", first, "reason=wrong-client", NULL);
    const char *second = issue(l, "stage=accepted", "units=20", 20);
    answer = ll_call(l, "certificate show", first, NULL);
    ll_assert_text(answer, "state", "revoked");
    ll_assert_text(answer, "reason", "wrong-client");
    ll_assert_text(answer, "reissued_in.0", second + strlen("serial="));
    const struct ll_json *replaced = ll_call(l, "certificate replace", second, NULL);
    const char *third = ll_option(l, "serial", ll_text_at(replaced, "serial"));
    answer = ll_call(l, "certificate show", second, NULL);
    ll_assert_text(answer, "state", "superseded");
    ll_assert_text(answer, "superseded_by", third + strlen("serial="));
    answer = ll_call(l, "certificate show", third, NULL);
    ll_assert_text(answer, "replaces", second + strlen("serial="));
    ll_assert_text(answer, "reissued_from.0", first + strlen("serial="));
    assert_int_equal(ll_number_at(answer, "credential.credentialSubject.units"), 20);
    answer = ll_call(l, "certificate list", "state=superseded", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.serial", second + strlen("serial="));
}

static void assert_left_out(const struct ll_json *answer, const char *reason, int64_t units)
{
    const struct ll_json *list = ll_at(answer, "left_out");
    for (size_t i = 0; i < list->count; i++) {
        if (ll_str_eq_cstr(ll_text_at(&list->items[i], "reason"), reason)) {
            assert_int_equal(ll_number_at(&list->items[i], "units"), units);
            return;
        }
    }
    fail_msg("nothing is left out as %s", reason);
}

/* What a plant refused is not on its way, until it has left that plant. */
static void refused_by_a_plant(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str text;
    struct ll_str lot = start(l);
    order(l, "PO-2", "40");
    const char *promised = issue(l, "stage=accepted", "units=100", 100);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    raise_to(l, promised, "shipped", 2);
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "declared=100", "units=94", "rejected=6",
                "reason=not-phones", "mass=15.8kg", NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=not-phones", NULL);
    ll_refuse(l, LL_EREFUSED, "6 units of certificate", "certificate replace", promised, NULL);
    ll_call(l, "certificate revoke", promised, "reason=x", NULL);
    ll_refuse(l, LL_ESHORT, "6 were refused by a plant", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=shipped", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=received", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 94);
    assert_left_out(answer, "stage", 6);
    ll_call(l, "package make", "code=box-2", "kind=box", "programme=africa", "facility=hoboken",
            "country=GH", NULL);
    ll_call(l, "package fill", "package=box-2", ll_option(l, "lots", lot), NULL);
    ll_call(l, "package seal", "package=box-2", "seal=S-200", NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=hoboken", "to=tema-plant",
            "planned_arrival=2026-05-10",
            "legs=road:blueline:12:antwerp,sea:blueline:7600:tema,road:blueline:5",
            "packages=box-2", NULL);
    ll_agreed(l, "s-2");
    ll_refuse(l, LL_ESHORT, "6 were refused by a plant", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=shipped", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    (void)issue(l, "stage=shipped", "units=100", 6);
}

/* Of 100 units treated together 60 are cited by three certificates: their shares are exact parts.
 */
static void materials_are_shared_out(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    int64_t boards = 0;
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=R2-1", "valid_from=2026-01-01", "valid_to=2026-12-31", NULL);
    ll_call(l, "facility certify", "facility=hoboken", "standard=en-50625", "scope=recycling",
            "number=E-1", "valid_from=2025-01-01", "valid_to=2026-01-31", NULL);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_call(l, "treatment record", receive(l), "kind=mechanical", "operation=r4",
            "outputs=boards:6.777kg,metals:10.023kg", NULL);
    static const char *const parts[] = {"units=7", "units=13", "units=40"};
    static const int64_t units[] = {7, 13, 40};
    for (size_t i = 0; i < 3; i++) {
        const struct ll_json *subject =
            subject_of(l, issue(l, "stage=recycled", parts[i], units[i]));
        ll_assert_text(subject, "materials.0.fraction", "boards");
        ll_assert_text(subject, "materials.0.basis", "weighed");
        ll_assert_text(subject, "receipts.0.basis", "counted");
        boards += ll_number_at(subject, "materials.0.massGrams");
        assert_int_equal(ll_at(subject, "receipts.0.certifications")->count, 1);
        ll_assert_text(subject, "receipts.0.certifications.0.standard", "r2v3");
    }
    assert_int_equal(boards, 6777 * 60 / 100);
}

/* What was made of a sampled shipment falls to all that came: the certificate states the share of
 * the units that the sample binds. */
static void materials_of_a_sample(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_pack(l, "box-1", start(l));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=100", "drawn=20",
                "good=17", "mass=16.8kg", NULL);
    int64_t bound = ll_number_at(answer, "statement.units");
    struct ll_str text;
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted-as-lost", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:16.8kg", NULL);
    const struct ll_json *subject = subject_of(l, issue(l, "stage=recycled", "units=40", 40));
    ll_assert_text(subject, "receipts.0.basis", "sampled");
    ll_assert_text(subject, "materials.0.basis", "weighed");
    assert_in_range(bound, 40, 99);
    assert_in_range(ll_number_at(subject, "materials.0.massGrams"), 40 * 168 - 2, 40 * 168);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(progress),
        LL_LEDGER_TEST(revoked_and_reissued),
        LL_LEDGER_TEST(replaced),
        LL_LEDGER_TEST(doubtful),
        LL_LEDGER_TEST(under_review),
        LL_LEDGER_TEST(restated),
        LL_LEDGER_TEST(for_a_period),
        LL_LEDGER_TEST(for_a_document_or_a_line),
        LL_LEDGER_TEST(shown_as_it_stands),
        LL_LEDGER_TEST(materials_are_shared_out),
        LL_LEDGER_TEST(what_one_did_alone_stands_on_it),
        LL_LEDGER_TEST(refused_by_a_plant),
        LL_LEDGER_TEST(materials_of_a_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
