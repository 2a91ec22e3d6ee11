/* Order lines, purchase documents, allocation runs, devices and certificates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "crypto/keyfile.h"
#include "proof/data_integrity.h"
#include "service/keys.h"
#include "service/support.h"

static void give(struct ll_ledger *l, const char *name, const char *text)
{
    ll_give_file(l, name, ll_str_from_cstr(text));
}

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
}

/* A collection of `lots` text at Kumasi; the id of its first lot. */
static struct ll_str collect(struct ll_ledger *l, const char *lots)
{
    char photo[32];
    (void)snprintf(photo, sizeof(photo), "photo %lld", (long long)l->calls);
    give(l, "photo.jpg", photo);
    const struct ll_json *answer =
        ll_call(l, "collection receive", "programme=africa", "collector=kumasi-repair",
                "facility=kumasi", "collected_on=2026-02-20", "price=79.20 GHS",
                "evidence=photo.jpg", ll_option(l, "lots", ll_str_from_cstr(lots)), NULL);
    return ll_text_at(answer, "lots.0.lot_id");
}

static const struct ll_json *import(struct ll_ledger *l, const char *name, const char *text)
{
    give(l, name, text);
    return ll_call(l, "order import", "programme=africa", "beneficiary=utrecht",
                   ll_option(l, "file", ll_str_from_cstr("@doc")), NULL);
}

static const char list_of_two[] = "document_id,line_id,device_class,quantity,date\n"
                                  "PO-1,1,smartphone,120,2026-02-01\n"
                                  "PO-2,1,smartphone,30,2026-02-02\n"
                                  "PO-2,2,tablet,4,2026-02-02\n";

static void order_lines(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=utrecht-gh", "countries=NG,GH,GH", "vintage_from=2024-06", NULL);
    const struct ll_json *answer = ll_call(l, "order show", "ref=utrecht-gh", NULL);
    ll_assert_text(answer, "countries", "GH NG");
    ll_assert_text(answer, "vintage_from", "2024-06");
    assert_int_equal(ll_number_at(answer, "demanded_units"), 0);
    ll_refuse(l, LL_EEXISTS, "'utrecht-gh'", "order open", "programme=africa",
              "beneficiary=utrecht", "class_code=smartphone", "code=utrecht-gh", NULL);
    ll_refuse(l, LL_EREFUSED, "class 'server'", "order open", "programme=africa",
              "beneficiary=utrecht", "class_code=server", "code=x", NULL);
    ll_refuse(l, LL_EINVAL, "countries", "order open", "programme=africa", "beneficiary=utrecht",
              "class_code=smartphone", "code=x", "countries=gh", NULL);
    ll_refuse(l, LL_EINVAL, "later than", "order open", "programme=africa", "beneficiary=utrecht",
              "class_code=smartphone", "code=x", "vintage_from=2025-02", "vintage_to=2025-01",
              NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation 'nobody'", "order open", "programme=africa",
              "beneficiary=nobody", "class_code=smartphone", "code=x", NULL);
    ll_refuse(l, LL_ENOTFOUND, "order list", "order show", "ref=nothing", NULL);
    answer = ll_call(l, "order list", NULL);
    ll_assert_text(answer, "items.0.code", "utrecht-gh");
}

static void lists_are_imported(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer = import(l, "two.csv", list_of_two);
    assert_int_equal(ll_number_at(answer, "units"), 154);
    ll_assert_text(answer, "documents.0.outcome", "booked");
    assert_int_equal(ll_number_at(answer, "slices.1.lo"), 120);
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL);
    assert_int_equal(ll_number_at(answer, "demanded_units"), 150);
    assert_int_equal(ll_at(answer, "slices")->count, 2);
    ll_assert_text(answer, "slices.0.trigger", "purchase");

    /* The same list again changes nothing, whatever its name and line ends. */
    answer = import(l, "again.csv",
                    "document_id;line_id;device_class;quantity;date\r\n"
                    "PO-1;1;smartphone;120;2026-02-01\r\n");
    assert_int_equal(ll_number_at(answer, "units"), 0);
    ll_assert_text(answer, "documents.0.outcome", "unchanged");

    /* The same number with other content is a conflict, and nothing of the file is booked. */
    give(l, "other.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "PO-3,1,smartphone,7,2026-02-03\n"
         "PO-1,1,smartphone,121,2026-02-01\n");
    ll_refuse(l, LL_EINVAL, "other.csv", "order import", "programme=africa", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_CONFLICT_DOC");
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL);
    assert_int_equal(ll_number_at(answer, "demanded_units"), 150);

    /* When the user says so, the good rows are booked and the bad ones listed. */
    give(l, "rows.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "PO-4,1,smartphone,7,2026-02-03\n"
         "PO-5,1,smartphone,seven,2026-02-03\n");
    ll_refuse(l, LL_EINVAL, "rows.csv", "order import", "programme=africa", "beneficiary=utrecht",
              "file=@doc", NULL);
    assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), 3);
    answer = ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                     "good_rows=yes", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 7);
    assert_int_equal(ll_number_at(answer, "bad_rows"), 1);
}

static void an_order_line_can_be_named(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=a", "countries=GH", NULL);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=b", "countries=NG", NULL);
    give(l, "po.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "PO-1,1,smartphone,5,2026-02-01\n");
    ll_refuse(l, LL_EREFUSED, "--order-line", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
    const struct ll_json *answer =
        ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                "order_line=b", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 5);
    answer = ll_call(l, "order show", "ref=b", NULL);
    assert_int_equal(ll_number_at(answer, "demanded_units"), 5);
    ll_refuse(l, LL_EREFUSED, "another programme or beneficiary", "order import",
              "programme=africa", "beneficiary=goodfund", "file=@doc", "order_line=b", NULL);
}

/* 1,000 units in two lots, demand of 150 and 4: what fits is matched, the rest waits and says why.
 */
static void runs_match_in_queue_order(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "allocations"), 0);
    import(l, "two.csv", list_of_two);
    answer = ll_call(l, "allocation preview", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 154);
    ll_assert_text(answer, "waiting.0.why", "no eligible lot");

    struct ll_str first = collect(l, "feature_phone_nb:100:9kg:removed");
    struct ll_str second = collect(l, "feature_phone_nb:40:3.6kg:removed");
    answer = ll_call(l, "allocation preview", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 140);
    ll_assert_text(answer, "serves.0.order_line", "utrecht.smartphone.africa");
    assert_int_equal(ll_number_at(answer, "serves.0.units"), 140);
    assert_int_equal(ll_number_at(answer, "serves.0.allocations"), 3);
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 140);
    assert_int_equal(ll_number_at(answer, "allocations"), 3);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 14);
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL);
    ll_assert_text(answer, "allocations.0.state", "provisional");
    assert_int_equal(ll_number_at(answer, "allocations.0.hi"), 100);
    assert_int_equal(ll_number_at(answer, "allocations.1.hi"), 120);
    assert_int_equal(ll_number_at(answer, "allocations.2.lot_lo"), 20);
    answer = ll_call(l, "allocation preview", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "waiting_spans"), 2);
    ll_assert_text(answer, "waiting.0.why", "all fitting lots are used up");
    ll_assert_text(answer, "waiting.1.why", "no eligible lot of this class");
    answer = ll_call(l, "allocation preview", "programme=africa", "after=1", NULL);
    assert_int_equal(ll_number_at(answer, "waiting_spans"), 2);
    assert_int_equal(ll_number_at(answer, "waiting_from"), 1);
    ll_assert_text(answer, "waiting.0.why", "no eligible lot of this class");
    ll_refuse(l, LL_EINVAL, "no place to go on after", "allocation preview", "programme=africa",
              "after=x", NULL);

    /* Nothing that fits is moved by another run. */
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "allocations"), 0);

    /* What an excluded lot served goes back to its old queue place and is filled first. */
    ll_call(l, "lot exclude", ll_option(l, "lot", first), "reason=doubtful-evidence", NULL);
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 40);
    collect(l, "feature_phone_nb:60:5.4kg:removed");
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 60);
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL);
    assert_int_equal(ll_number_at(answer, "allocations.0.lo"), 0);
    assert_int_equal(ll_number_at(answer, "allocations.0.hi"), 60);

    /* Admitted again, it serves what is still open at once. */
    answer = ll_call(l, "lot admit", ll_option(l, "lot", first), NULL);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 50);
    (void)second;
}

/* The code of a device, and every other text of its length, one letter changed: nothing but the
 * code finds it. It tells of what was collected in the month, and of nobody's order. */
static void check_codes(struct ll_ledger *l)
{
    const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    const struct ll_json *answer =
        ll_call(l, "device codes", "order_line=utrecht.smartphone.africa", "limit=1", NULL);
    const char *first = ll_str_to_cstr(l->ctx.arena, ll_text_at(answer, "items.0.device_code"));
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "next", "0");
    answer = ll_call(l, "device codes", "order_line=utrecht.smartphone.africa", "after=0", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    assert_int_equal(ll_number_at(answer, "items.0.position"), 1);
    assert_false(ll_str_eq_cstr(ll_text_at(answer, "items.0.device_code"), first));
    answer =
        ll_call(l, "device codes", "order_line=utrecht.smartphone.africa", "scope=maker", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 0);

    answer = ll_call(l, "device trail", ll_option(l, "code", ll_str_from_cstr(first)), NULL);
    ll_assert_text(answer, "allocation", "provisional");
    ll_assert_text(answer, "country", "GH");
    ll_assert_text(answer, "vintage", "2026-02");
    ll_assert_text(answer, "stage", "accepted");
    assert_int_equal(ll_number_at(answer, "units"), 100);
    assert_int_equal(ll_number_at(answer, "collections"), 1);
    assert_null(ll_json_get(answer, "order_line"));
    assert_null(ll_json_get(answer, "lot_id"));
    for (size_t i = 4; i < strlen(first); i++) {
        char *other = ll_str_to_cstr(l->ctx.arena, ll_str_from_cstr(first));
        other[i] = letters[(size_t)(strchr(letters, other[i]) - letters + 8) % 32];
        ll_refuse(l, LL_ENOTFOUND, "no device has this code", "device trail",
                  ll_option(l, "code", ll_str_from_cstr(other)), NULL);
    }
    ll_refuse(l, LL_ENOTFOUND, "no device has this code", "device trail", "code=x", NULL);
    ll_refuse(l, LL_EPARSE, "no position", "device codes", "order_line=utrecht.smartphone.africa",
              "after=x", NULL);
}

static void devices_have_counterparts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    give(l, "devices.csv",
         "document_id,line_id,device_class,imei,date\n"
         "PO-9,1,smartphone,490154203237518,2026-02-01\n"
         "PO-9,1,smartphone,356938035643809,2026-02-01\n");
    const struct ll_json *answer =
        ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 2);
    answer = ll_call(l, "device show", "imei=49-015420-323751-8", NULL);
    ll_assert_text(answer, "allocation", "waiting");
    assert_int_equal(ll_number_at(answer, "position"), 0);
    collect(l, "feature_phone_nb:100:9kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    answer = ll_call(l, "device show", "imei=356938035643809", NULL);
    assert_int_equal(ll_number_at(answer, "unit"), 1);
    assert_int_equal(ll_number_at(answer, "lot_units"), 100);
    ll_assert_text(answer, "country", "GH");
    ll_assert_text(answer, "stage", "accepted");
    answer = ll_call(l, "device show", "order_line=utrecht.smartphone.africa", "position=0", NULL);
    assert_int_equal(ll_number_at(answer, "unit"), 0);
    check_codes(l);

    /* One phone counts once, whoever claims it. */
    give(l, "rival.csv",
         "document_id,line_id,device_class,imei,date\n"
         "R-1,1,smartphone,356938035643809,2026-02-01\n");
    ll_refuse(l, LL_EINVAL, "rival.csv", "order import", "programme=africa", "beneficiary=goodfund",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_DEVICE_CLAIMED");
    answer = ll_call(l, "order import", "programme=africa", "beneficiary=goodfund", "file=@doc",
                     "scope=maker", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);

    ll_refuse(l, LL_EINVAL, "last digit", "device show", "imei=356938035643808", NULL);
    ll_refuse(l, LL_ENOTFOUND, "not in the register", "device show", "imei=490154203237526", NULL);
    ll_refuse(l, LL_EINVAL, "one way", "device show", NULL);
    ll_refuse(l, LL_EINVAL, "one way", "device show", "imei=1", "serial=2", NULL);
    ll_refuse(l, LL_ENOTFOUND, "2 positions", "device show", "order_line=utrecht.smartphone.africa",
              "position=2", NULL);
}

static const char *key_path(struct ll_ledger *l, const char *name)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    ll_strbuf_fmt(&buf, "%.*s/keys/%s", LL_STR_ARG(l->ctx.data_dir), name);
    assert_int_equal(ll_strbuf_finish(&buf, &path, &l->err), LL_OK);
    return ll_str_to_cstr(l->ctx.arena, path);
}

static const char *code_at(struct ll_ledger *l, const char *after)
{
    const struct ll_json *answer =
        ll_call(l, "device codes", "order_line=utrecht.smartphone.africa", "limit=1", after, NULL);
    return ll_str_to_cstr(l->ctx.arena, ll_text_at(answer, "items.0.device_code"));
}

static void trail_is(struct ll_ledger *l, const char *code, const char *allocation)
{
    ll_assert_text(ll_call(l, "device trail", ll_option(l, "code", ll_str_from_cstr(code)), NULL),
                   "allocation", allocation);
}

/* Another key takes the place of the one by which devices were listed; its file stays beside. */
static const char *change_fingerprint_key(struct ll_ledger *l)
{
    const struct ll_kept_key *old = NULL;
    struct ll_fingerprint_key key;
    struct ll_strbuf buf;
    struct ll_str name;
    assert_int_equal(ll_keys_fingerprint(&l->ctx, &old, &l->err), LL_OK);
    ll_strbuf_init(&buf, l->ctx.arena, 64);
    ll_strbuf_cstr(&buf, "fingerprint-");
    ll_strbuf_hex(&buf, old->id, sizeof(old->id));
    ll_strbuf_cstr(&buf, ".key");
    assert_int_equal(ll_strbuf_finish(&buf, &name, &l->err), LL_OK);
    const char *former = key_path(l, ll_str_to_cstr(l->ctx.arena, name));
    assert_int_equal(rename(key_path(l, "fingerprint.key"), former), 0);
    memset(key.b, 0x5a, sizeof(key.b));
    assert_int_equal(ll_keyfile_create_fingerprint(l->ctx.arena, key_path(l, "fingerprint.key"),
                                                   (struct ll_time){0}, &key, &l->err),
                     LL_OK);
    ll_keys_forget(&l->ctx);
    return former;
}

/* Codes are by the key of their row: they outlive its change, and name no other row. */
static void codes_outlive_their_key(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_keys_forget(&l->ctx); /* that of the tests */
    give(l, "devices.csv",
         "document_id,line_id,device_class,imei,date\n"
         "PO-9,1,smartphone,490154203237518,2026-02-01\n");
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    collect(l, "feature_phone_nb:1:90g:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    const char *first = code_at(l, NULL);
    trail_is(l, first, "provisional");
    const char *former = change_fingerprint_key(l);
    assert_string_equal(first, code_at(l, NULL));
    trail_is(l, first, "provisional");

    /* One that is listed from now on is by the key of now. */
    give(l, "more.csv",
         "document_id,line_id,device_class,imei,date\n"
         "PO-10,1,smartphone,356938035643809,2026-02-01\n");
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    const char *second = code_at(l, "after=0");
    trail_is(l, second, "waiting");
    trail_is(l, first, "provisional");

    /* Without the former key: nothing is said of its devices, and nothing wrong. */
    const char *away = key_path(l, "away");
    assert_int_equal(rename(former, away), 0);
    ll_refuse(l, LL_ENOTFOUND, "no device has this code", "device trail",
              ll_option(l, "code", ll_str_from_cstr(first)), NULL);
    ll_refuse(l, LL_EIO, "is not there", "device codes", "order_line=utrecht.smartphone.africa",
              NULL);
    assert_non_null(strstr(l->err.hint, strrchr(former, '/') + 1));
    trail_is(l, second, "waiting");
    /* Under another's name it is no key. */
    const char *other = key_path(l, "fingerprint-0123456789abcdef.key");
    assert_int_equal(rename(away, other), 0);
    ll_refuse(l, LL_EIO, "another than its name says", "device trail",
              ll_option(l, "code", ll_str_from_cstr(first)), NULL);
    trail_is(l, second, "waiting");
    assert_int_equal(remove(other), 0);
}

/* One flipped byte, and the signature is gone. */
static void check_signed(struct ll_ledger *l, const struct ll_json *certificate)
{
    struct ll_str text;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    assert_int_equal(ll_json_canonical(l->ctx.arena, certificate, (size_t)1 << 20, &text, NULL),
                     LL_OK);
    assert_int_equal(
        ll_di_verify(l->ctx.arena, &crypto, text, &ll_di_did_key, &opened, &verdict, NULL), LL_OK);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_VALID);
    char *changed = ll_str_to_cstr(l->ctx.arena, text);
    char *units = strstr(changed, "\"units\":60");
    assert_non_null(units);
    units[8] = '7';
    assert_int_equal(ll_di_verify(l->ctx.arena, &crypto, ll_str_from_cstr(changed), &ll_di_did_key,
                                  &opened, &verdict, NULL),
                     LL_OK);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_INVALID);
}

static void certificates_cite_what_was_reached(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_ESHORT, "'utrecht'", "certificate issue", "programme=africa",
              "beneficiary=utrecht", NULL);
    import(l, "two.csv", list_of_two);
    struct ll_str lot = collect(l, "feature_phone_nb:100:9kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_refuse(l, LL_ESHORT, "'recycled'", "certificate issue", "programme=africa",
              "beneficiary=utrecht", NULL);
    ll_refuse(l, LL_EINVAL, "accepted, shipped, received, dismantled, recycled",
              "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=lost", NULL);
    /* A commitment for part of it: 60 of 100. */
    const struct ll_json *issued =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
                "units=60", NULL);
    assert_int_equal(ll_number_at(issued, "units"), 60);
    assert_int_equal(ll_number_at(issued, "mass_g"), 5400);
    assert_int_equal(ll_number_at(issued, "lots"), 1);
    struct ll_str serial = ll_text_at(issued, "serial");
    const struct ll_json *certificate =
        ll_call(l, "certificate export", ll_option(l, "serial", serial), NULL);
    assert_int_equal(ll_number_at(certificate, "credentialSubject.units"), 60);
    ll_assert_text(certificate, "credentialSubject.stage", "accepted");
    ll_assert_text(certificate, "credentialSubject.scrap.0.country", "GH");
    assert_int_equal(ll_number_at(certificate, "credentialSubject.demand.0.positions.0.1"), 60);
    struct ll_str lead = ll_text_at(certificate, "credentialSubject.statements.0");
    assert_true(ll_str_starts(
        lead,
        LL_STR("This is a commitment. For 60 devices, bought (documents of 1\u00A0February 2026), "
               "60 scrap devices (5.4\u00A0kg, weighed at collection) were collected, paid for "
               "and set aside.")));
    ll_assert_text(certificate, "credentialSubject.purchases.0.document", "PO-1");
    ll_assert_text(certificate, "credentialSubject.purchases.0.date", "2026-02-01");
    assert_int_equal(ll_number_at(certificate, "credentialSubject.purchases.0.units"), 60);
    check_signed(l, certificate);
    /* The rest of the allocation, and nothing twice. */
    issued = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(issued, "units"), 40);
    assert_int_equal(ll_number_at(issued, "mass_g"), 3600);
    ll_refuse(l, LL_ESHORT, "certified already", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=accepted", NULL);
    const struct ll_json *list = ll_call(l, "certificate list", NULL);
    assert_int_equal(ll_at(list, "items")->count, 2);
    ll_refuse(l, LL_ENOTFOUND, "certificate list", "certificate show", "serial=LL-NONE", NULL);
    /* What a certificate cites is not released under it: it is put under review. */
    issued = ll_call(l, "lot exclude", ll_option(l, "lot", lot), "reason=late", NULL);
    assert_int_equal(ll_number_at(issued, "released_units"), 0);
    assert_int_equal(ll_at(issued, "certificates_under_review")->count, 2);
}

/* One purchase, told in other ways. */
static void a_purchase_counts_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "po.csv",
           "document_id,line_id,device_class,quantity,date\n"
           "PO-1,1,smartphone,120,2026-02-01\n");
    static const char *const others[][2] = {
        {"payer=goodfund", "beneficiary=utrecht"},
        {"payer=utrecht", "beneficiary=utrecht"},
    };
    give(l, "spelled.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "po - 1,1,smartphone,120,2026-02-01\n");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ll_refuse(l, LL_EINVAL, "spelled.csv", "order import", "programme=africa", others[i][0],
                  others[i][1], "file=@doc", NULL);
        ll_assert_text(l->ctx.problem, "findings.0.code", "E_CONFLICT_DOC");
    }
    give(l, "thousand.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "PO-2,1,smartphone,1.000,2026-02-01\n");
    ll_refuse(l, LL_EINVAL, "thousand.csv", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_QTY_WAYS");
    give(l, "server.csv",
         "document_id,line_id,device_class,quantity,date\n"
         "PO-3,1,server,2,2026-02-01\nPO-4,1,smartphone,3,2026-02-01\n");
    ll_refuse(l, LL_EINVAL, "server.csv", "order import", "programme=africa", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_CLASS_RULE");
    assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), 2);
    const struct ll_json *answer =
        ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                "good_rows=yes", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 3);
    ll_refuse(l, LL_EINVAL, "scope", "order import", "programme=africa", "beneficiary=utrecht",
              "file=@doc", "scope=again", NULL);
}

/* A legal name is printed as one, and the auditor lets it pass. */
static void legal_names_are_quoted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "organisation add", "code=gg", "country=NL", "name=Climate Neutral Offset B.V.",
            "legal_name=yes", NULL);
    give(l, "po.csv",
         "document_id,line_id,device_class,quantity,date\nPO-1,1,tablet,2,2026-02-01\n");
    ll_call(l, "order import", "programme=africa", "beneficiary=gg", "file=@doc", NULL);
    collect(l, "tablet:2:1.4kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *issued = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=gg", "stage=accepted", NULL);
    const struct ll_json *certificate = ll_call(
        l, "certificate export", ll_option(l, "serial", ll_text_at(issued, "serial")), NULL);
    ll_assert_text(certificate, "credentialSubject.beneficiary.name",
                   "\xe2\x80\x9c"
                   "Climate Neutral Offset B.V.\xe2\x80\x9d");
}

/* Dates ahead and huge quantities are booked when a person has looked at them. */
static void doubtful_papers_wait_for_a_person(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    static const struct {
        const char *text;
        const char *code;
        int64_t line; /* 0: of the document */
        int64_t units;
    } cases[] = {
        {"document_id,line_id,device_class,quantity,date\n"
         "PO-1,1,smartphone,5,2026-03-11\n",
         "W_DATE_AHEAD", 0, 5},
        {"document_id,line_id,device_class,quantity,date\n"
         "PO-2,1,smartphone,5,2026-02-01\n"
         "PO-2,2,smartphone,1000001,2026-02-01\n",
         "W_QTY_LARGE", 3, 1000006},
        {"document_id,line_id,device_class,quantity,date\n"
         "PO-3,1,smartphone,600000,2026-02-01\n"
         "PO-3,2,tablet,600000,2026-02-01\n",
         "W_QTY_LARGE", 0, 1200000},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        give(l, "doubt.csv", cases[i].text);
        ll_refuse(l, LL_EINVAL, "--reviewed", "order import", "programme=africa",
                  "beneficiary=utrecht", "file=@doc", NULL);
        ll_assert_text(l->ctx.problem, "findings.0.code", cases[i].code);
        assert_int_equal(ll_at(l->ctx.problem, "findings")->count, 1);
        if (cases[i].line > 0) {
            assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), cases[i].line);
        }
        const struct ll_json *answer =
            ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                    "reviewed=yes", NULL);
        assert_int_equal(ll_number_at(answer, "units"), cases[i].units);
        ll_assert_text(answer, "transient.findings.0.code", cases[i].code);
        /* Sent again it is known, and nobody is asked. */
        answer = ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                         NULL);
        ll_assert_text(answer, "documents.0.outcome", "unchanged");
    }
    /* A week ahead is how some systems date their orders. */
    import(l, "week.csv",
           "document_id,line_id,device_class,quantity,date\n"
           "PO-4,1,smartphone,1000000,2026-03-09\n");
}

/* A certificate says what has not happened yet, so it cites no unit that is further. */
static void words_fit_the_stage(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "two.csv", list_of_two);
    const struct ll_json *answer = ll_receive(l, "K-1", "feature_phone_nb:100:9kg:removed");
    struct ll_str lot = ll_text_at(answer, "lots.0.lot_id");
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_pack(l, "b-1", lot);
    ll_ship_to_hoboken(l, "s-1", "b-1");
    ll_refuse(l, LL_ESHORT, "'accepted'", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=accepted", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=shipped", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
}

/* How often one purchase waits for a server: what it looks up is asked for together. */
static void purchases_wait_seldom(void **state)
{
    static const struct {
        const char *line;
        const char *text;
        uint64_t waits; /* of them the start, the commit, and four of what ll_call repeats */
    } cases[] = {
        {"order_line=line", "PO-1,1,smartphone,7,2026-02-01\n", 9},
        {"order_line=line",
         "PO-2,1,smartphone,7,2026-02-01\nPO-3,1,smartphone,8,2026-02-01\n"
         "PO-4,1,smartphone,9,2026-02-01\n",
         9}, /* whom and what it names is known by then, and how far the line has grown */
        {"scope=client", "PO-5,1,smartphone,7,2026-02-01\n", 7}, /* the line is chosen */
    };
    struct ll_ledger *l = ll_ledger_of(state);
    bool waits = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES;
    start(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=line", NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s",
                       cases[i].text);
        give(l, "list.csv", text);
        uint64_t before = ll_store_waits(l->ctx.store);
        ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", cases[i].line,
                "file=@doc", NULL);
        assert_int_equal(ll_store_waits(l->ctx.store) - before, waits ? cases[i].waits : 0);
    }
    assert_int_equal(ll_number_at(ll_call(l, "order show", "ref=line", NULL), "demanded_units"),
                     38);
    give(l, "list.csv",
         "document_id,line_id,device_class,quantity,date\nPO-6,1,smartphone,7,2026-02-01\n");
    ll_refuse(l, LL_ENOTFOUND, "no order line 'lane'", "order import", "programme=africa",
              "beneficiary=utrecht", "order_line=lane", "file=@doc", NULL);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, ll_ledger_start, ll_ledger_end)
    const struct CMUnitTest tests[] = {
        CASE(order_lines),
        CASE(lists_are_imported),
        CASE(an_order_line_can_be_named),
        CASE(purchases_wait_seldom),
        CASE(a_purchase_counts_once),
        CASE(legal_names_are_quoted),
        CASE(doubtful_papers_wait_for_a_person),
        CASE(words_fit_the_stage),
        CASE(runs_match_in_queue_order),
        CASE(devices_have_counterparts),
        CASE(codes_outlive_their_key),
        CASE(certificates_cite_what_was_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
