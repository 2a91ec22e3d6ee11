/* Lots: what show draws, exclusion with its releases, admission. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/event.h"
#include "service/keys.h"
#include "service/support.h"

/* ---- demand, made by its events alone ---- */
struct demand {
    struct ll_programme_id programme_id;
    struct ll_organisation_id client_id;
    int64_t units;
    struct ll_order_line_id order_line_id; /* out */
};

static enum ll_status store_demand(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    static const char digest[32] = {1};
    const struct demand *d = input;
    struct ll_order_line_opened line = {
        .beneficiary_id = d->client_id,
        .class_code = LL_STR("smartphone"),
        .code = LL_STR("line-1"),
        .order_line_id = d->order_line_id,
        .payer_id = d->client_id,
        .programme_id = d->programme_id,
    };
    struct ll_accepted_slice slice = {
        .lo = 0,
        .hi = d->units,
        .order_line_id = d->order_line_id,
        .trigger = LL_TRIGGER_PURCHASE,
    };
    struct ll_demand_accepted accepted = {
        .content_digest = {digest, 32},
        .document_id = {ll_ctx_id(ctx)},
        .identity = {digest, 32},
        .issued_on = {20000},
        .key_id = {digest, 8},
        .kind = LL_STR("order"),
        .slices = {&slice, 1},
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ORDER_LINE_OPENED, &line, reterr));
    meta = ll_event_begin(ctx);
    LL_TRY(ll_annex_store(ctx, &meta, "document.name", LL_STR("PO 1"),
                          &accepted.document_name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEMAND_ACCEPTED, &accepted, reterr));
    *ret_answer = ll_json_new_object(ctx->arena);
    return LL_OK;
}

static void run_event(struct ll_ledger *l,
                      enum ll_status (*run)(struct ll_ctx *, const void *, struct ll_json **,
                                            struct ll_err *),
                      const void *input)
{
    l->made_by_hand = true;
    struct ll_service service = {
        .noun = "test", .verb = "event", .mode = LL_SERVICE_WRITE, .run = run};
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    enum ll_status status = ll_run(&l->ctx, &service, input, &options, &answer, &l->err);
    if (status != LL_OK) {
        fail_msg("%s: [%s] %s", ll_status_name(status), l->err.where, l->err.text);
    }
}

static void parse_id(struct ll_ledger *l, const char *prefix, struct ll_str text,
                     struct ll_id *ret_id)
{
    assert_int_equal(ll_id_parse(prefix, text, ret_id, &l->err), LL_OK);
}

static struct demand make_demand(struct ll_ledger *l, int64_t units)
{
    struct demand demand = {.units = units};
    const struct ll_json *answer = ll_call(l, "programme show", "ref=africa", NULL);
    parse_id(l, "prg", ll_text_at(answer, "programme_id"), &demand.programme_id.raw);
    answer = ll_call(l, "organisation show", "ref=utrecht", NULL);
    parse_id(l, "org", ll_text_at(answer, "organisation_id"), &demand.client_id.raw);
    demand.order_line_id.raw = ll_id_next(&l->ctx.ids, l->clock);
    run_event(l, store_demand, &demand);
    return demand;
}

/* A purchase of smartphones, by its number. */
static void order(struct ll_ledger *l, const char *number, const char *units)
{
    char text[128];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%s,2026-02-01\n", number,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
}

/* ---- tests ---- */
static void exclude_releases(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str first =
        ll_text_at(ll_receive(l, "K-1", "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    struct ll_str second =
        ll_text_at(ll_receive(l, "K-2", "smartphone:30:5.1kg:none"), "lots.0.lot_id");
    const char *ref_first = ll_option(l, "ref", first);
    const char *ref_second = ll_option(l, "ref", second);
    make_demand(l, 15);
    assert_int_equal(ll_number_at(ll_call(l, "allocation run", "programme=africa", NULL), "units"),
                     15);
    const struct ll_json *answer = ll_call(l, "lot show", ref_first, NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 1);
    assert_int_equal(ll_number_at(answer, "allocations.0.lo"), 0);
    assert_int_equal(ll_number_at(answer, "allocations.0.hi"), 10);
    ll_assert_text(answer, "allocations.0.state", "provisional");
    assert_int_equal(ll_at(answer, "custody")->count, 1);
    ll_assert_text(answer, "custody.0.stage", "accepted");

    /* Refilled from the other lot at once; the excluded one serves nothing. */
    answer =
        ll_call(l, "lot exclude", ll_option(l, "lot", first), "reason=doubtful-evidence", NULL);
    assert_int_equal(ll_number_at(answer, "released_allocations"), 1);
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    assert_int_equal(ll_number_at(answer, "refilled_allocations"), 1);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 0);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 0);
    answer = ll_call(l, "lot show", ref_first, NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 0);
    ll_assert_text(answer, "ineligible_reason", "doubtful-evidence");
    ll_refuse(l, LL_EREFUSED, "doubtful-evidence", "lot exclude", ll_option(l, "lot", first),
              "reason=again", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "allocation run", "programme=africa", NULL), "units"),
                     0);
    answer = ll_call(l, "lot show", ref_second, NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 2);
    ll_call(l, "lot admit", ll_option(l, "lot", first), NULL);
    ll_refuse(l, LL_EREFUSED, "eligible already", "lot admit", ll_option(l, "lot", first), NULL);
    answer = ll_call(l, "lot show", ref_first, NULL);
    assert_true(ll_bool_at(answer, "eligible"));
    assert_null(ll_json_get(answer, "ineligible_reason"));
    /* Both allocations of the second lot go back at once, and find the first lot again. */
    answer = ll_call(l, "lot exclude", ll_option(l, "lot", second), "reason=recount", NULL);
    assert_int_equal(ll_number_at(answer, "released_allocations"), 2);
    assert_int_equal(ll_number_at(answer, "released_units"), 15);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 5);
    /* A lot that serves nothing: nothing to release, no run. */
    struct ll_str third =
        ll_text_at(ll_receive(l, "K-3", "smartphone:3:510g:none"), "lots.0.lot_id");
    answer = ll_call(l, "lot exclude", ll_option(l, "lot", third), "reason=recount", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_null(ll_json_get(answer, "refilled_units"));
}

/* The queue place of what is released is the one it had: before demand that came later. */
static void released_before_later_demand(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str first =
        ll_text_at(ll_receive(l, "K-1", "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    order(l, "PO-1", "10");
    ll_call(l, "allocation run", "programme=africa", NULL);
    order(l, "PO-2", "10");
    struct ll_str second =
        ll_text_at(ll_receive(l, "K-2", "smartphone:12:2kg:none"), "lots.0.lot_id");
    const struct ll_json *answer =
        ll_call(l, "lot exclude", ll_option(l, "lot", first), "reason=recount", NULL);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 12);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 8);
    answer = ll_call(l, "lot show", ll_option(l, "ref", second), NULL);
    assert_int_equal(ll_number_at(answer, "allocations.0.line_lo"), 0);
    assert_int_equal(ll_number_at(answer, "allocations.0.hi"), 10);
    assert_int_equal(ll_number_at(answer, "allocations.1.line_lo"), 10);
    assert_int_equal(ll_number_at(answer, "allocations.1.hi"), 12);
}

/* What a certificate cites stays with the lot, the rest is released; the certificates are put under
 * review, once. */
static void exclude_under_certificates(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    const char *lot_option = ll_option(l, "lot", lot);
    const char *ref = ll_option(l, "ref", lot);
    order(l, "PO-1", "60");
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "stage=shipped", "units=5", NULL);
    const char *committed = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=received", "units=20", NULL);
    const char *final = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = ll_call(l, "lot show", ref, NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 3);
    ll_assert_text(answer, "allocations.0.state", "committed");
    ll_assert_text(answer, "allocations.1.state", "final");
    ll_assert_text(answer, "allocations.2.state", "provisional");

    ll_receive(l, "K-2", "smartphone:50:8.5kg:none");
    answer = ll_call(l, "lot exclude", lot_option, "reason=doubtful-evidence", NULL);
    assert_int_equal(ll_number_at(answer, "released_allocations"), 1);
    assert_int_equal(ll_number_at(answer, "released_units"), 35);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 35);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 2);
    answer = ll_call(l, "lot show", ref, NULL);
    assert_int_equal(ll_at(answer, "allocations")->count, 2);
    ll_assert_text(answer, "allocations.0.state", "committed");
    ll_assert_text(answer, "allocations.1.state", "final");
    assert_int_equal(ll_number_at(answer, "allocations.1.hi"), 25);
    answer = ll_call(l, "certificate list", NULL);
    ll_assert_text(answer, "items.0.state", "under-review");
    ll_assert_text(answer, "items.0.reason", "lot-excluded");
    ll_assert_text(answer, "items.1.state", "under-review");
    /* They are shown as they were signed, and say nothing else. */
    ll_call(l, "certificate show", committed, NULL);
    ll_call(l, "certificate show", final, NULL);
    /* Cleared and doubted again: they are under review already, and nothing is left to release. */
    ll_call(l, "lot admit", lot_option, NULL);
    answer = ll_call(l, "lot exclude", lot_option, "reason=again", NULL);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 0);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
}

static void admit_lifts_doubts_only(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:10:10g:none,laptop:1:1.6kg:none");
    ll_assert_text(answer, "lots.0.ineligible_reason", "mass-implausible");
    ll_assert_text(answer, "lots.1.ineligible_reason", "class-not-in-programme");
    ll_call(l, "lot admit", ll_option(l, "lot", ll_text_at(answer, "lots.0.lot_id")), NULL);
    ll_refuse(l, LL_EREFUSED, "class-not-in-programme", "lot admit",
              ll_option(l, "lot", ll_text_at(answer, "lots.1.lot_id")), NULL);
    ll_refuse(l, LL_ENOTFOUND, "no lot", "lot admit", "lot=lot_00000000000000000000000000", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no lot", "lot exclude", "lot=lot_00000000000000000000000000",
              "reason=x", NULL);
    ll_refuse(l, LL_EINVAL, "reason", "lot exclude",
              ll_option(l, "lot", ll_text_at(answer, "lots.0.lot_id")), "reason=A reason", NULL);
    make_demand(l, 3);
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 3);
}

/* More than one run takes is told with the lot that is beyond reason. */
static void too_many_for_a_run(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:1000000000000:171000000000kg:none");
    const char *lot = ll_str_to_cstr(l->ctx.arena, ll_text_at(answer, "lots.0.lot_id"));
    ll_receive(l, "K-2", "smartphone:10:1.7kg:none");
    make_demand(l, 3);
    ll_refuse(l, LL_EOVERFLOW, "free positions", "allocation run", "programme=africa", NULL);
    assert_non_null(strstr(l->err.hint, lot));
    ll_call(l, "lot exclude", ll_option(l, "lot", ll_str_from_cstr(lot)), "reason=misread", NULL);
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(exclude_releases),           LL_LEDGER_TEST(released_before_later_demand),
        LL_LEDGER_TEST(exclude_under_certificates), LL_LEDGER_TEST(admit_lifts_doubts_only),
        LL_LEDGER_TEST(too_many_for_a_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
