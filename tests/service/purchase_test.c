/* Purchases that share a commit, and go ahead of the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/demand_import.h"
#include "service/keys.h"
#include "service/line_tail.h"
#include "service/paper.h"
#include "service/support.h"

/* "PO-1,1,smartphone,7,2026-02-01", to the order line `line`. */
static enum ll_status buy(struct ll_ledger *l, const char *row)
{
    static char text[256];
    (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s\n", row);
    const struct ll_order_import in = {
        .beneficiary = LL_STR("utrecht"),
        .file = {.name = LL_STR("list.csv"), .bytes = ll_str_from_cstr(text)},
        .order_line = LL_STR("line"),
        .programme = LL_STR("africa"),
    };
    const struct ll_run_options options = {.without_savepoint = true};
    struct ll_json *answer = NULL;
    const struct ll_service *service = ll_service_find(LL_STR("order"), LL_STR("import"));
    l->ctx.problem = NULL;
    return ll_run(&l->ctx, service, &in, &options, &answer, &l->err);
}

static void open_line(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=line", NULL);
}

static int64_t demanded(struct ll_ledger *l)
{
    return ll_number_at(ll_call(l, "order show", "ref=line", NULL), "demanded_units");
}

/* Two commits of three purchases: the first asks how far the line has grown, then it is known. */
static void purchases_ahead_wait_once(void **state)
{
    static const uint64_t waits[] = {2, 1}; /* the commit's */
    struct ll_ledger *l = ll_ledger_of(state);
    bool is_waited_for = ll_store_engine(l->ctx.store) == LL_STORE_POSTGRES;
    open_line(l);
    assert_int_equal(buy(l, "PO-1,1,smartphone,7,2026-02-01"), LL_OK);
    ll_line_tails_forget(&l->ctx);
    for (int i = 0; i < 2; i++) {
        uint64_t before = ll_store_waits(l->ctx.store);
        assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
        for (int k = 0; k < 3; k++) {
            char row[64];
            (void)snprintf(row, sizeof(row), "PO-%d%d,1,smartphone,10,2026-02-01", i + 2, k);
            assert_int_equal(buy(l, row), LL_OK);
        }
        assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_OK);
        assert_int_equal(ll_store_waits(l->ctx.store) - before, is_waited_for ? waits[i] : 0);
    }
    assert_int_equal(demanded(l), 67);
}

/* Papers that are known: what went ahead is not stored, and by asking it is told. */
static void papers_that_are_known_do_not_go_ahead(void **state)
{
    static const char *const known[] = {"PO-1,1,smartphone,7,2026-02-01",
                                        "PO-1,1,smartphone,8,2026-02-01"};
    struct ll_ledger *l = ll_ledger_of(state);
    open_line(l);
    assert_int_equal(buy(l, known[0]), LL_OK);
    for (int i = 0; i < 2; i++) {
        l->ctx.start.is_known = true;
        assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
        assert_int_equal(buy(l, "PO-2,1,smartphone,7,2026-02-01"), LL_OK);
        assert_int_equal(buy(l, known[i]), LL_OK);
        assert_int_equal(ll_batch_end(&l->ctx, &l->err), LL_ERETRY);
        assert_int_equal(demanded(l), 7);
        assert_int_equal(buy(l, known[i]), i == 0 ? LL_OK : LL_EINVAL);
    }
    /* Two of one commit. */
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    assert_int_equal(buy(l, "PO-2,1,smartphone,7,2026-02-01"), LL_OK);
    assert_int_equal(buy(l, "PO-2,1,smartphone,7,2026-02-01"), LL_ERETRY);
    ll_batch_abandon(&l->ctx);
    assert_int_equal(demanded(l), 7);
}

/* So many new papers in one commit, and `known` behind them unless it is NULL. */
static enum ll_status buy_many(struct ll_ledger *l, int first, int count, const char *known)
{
    enum ll_status status = LL_OK;
    l->ctx.start.is_known = true;
    assert_int_equal(ll_batch_begin_ahead(&l->ctx, &l->err), LL_OK);
    for (int i = 0; i < count; i++) {
        char row[64];
        (void)snprintf(row, sizeof(row), "PO-%d,1,smartphone,1,2026-02-01", first + i);
        assert_int_equal(buy(l, row), LL_OK);
    }
    if (known != NULL) {
        status = buy(l, known);
    }
    if (status != LL_OK) {
        ll_batch_abandon(&l->ctx);
        return status;
    }
    return ll_batch_end(&l->ctx, &l->err);
}

/* Up to what the store is asked for by one statement, more than that, more than is kept in mind. */
static void many_papers_go_ahead(void **state)
{
    static const int counts[] = {1, LL_PAPERS_ASKED - 1, LL_PAPERS_ASKED + 1, LL_PAPERS_MAX + 6};
    static const char known[] = "PO-1,1,smartphone,7,2026-02-01";
    struct ll_ledger *l = ll_ledger_of(state);
    int64_t bought = 7;
    open_line(l);
    assert_int_equal(buy(l, known), LL_OK);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        int first = 1000 * (int)(i + 1);
        assert_int_equal(buy_many(l, first, counts[i], known), LL_ERETRY);
        assert_int_equal(demanded(l), bought);
        assert_int_equal(buy_many(l, first, counts[i], NULL), LL_OK);
        bought += counts[i];
        assert_int_equal(demanded(l), bought);
    }
}

/* An order and its invoice, in either order, are not both new; two invoices are. */
static void papers_of_one_order_do_not_go_ahead(void **state)
{
    static const struct ll_purchase papers[] = {{.doc_type = LL_DOC_ORDER},
                                                {.doc_type = LL_DOC_INVOICE}};
    static const struct ll_paper_identity order = {.own = {1}, .order = {2}, .has_order = true};
    static const struct ll_paper_identity invoice = {
        .own = {3}, .order = {1}, .order_by_client = {2}, .has_order = true};
    static const struct ll_paper_identity by_client = {
        .own = {4}, .order = {5}, .order_by_client = {1}, .has_order = true};
    static const struct ll_paper_identity list = {.own = {2}};
    static const struct ll_paper_identity other = {.own = {6}};
    static const struct {
        const struct ll_paper_identity *first;
        const struct ll_paper_identity *second;
        int first_type;
        int second_type;
        enum ll_status status;
    } pairs[] = {
        {&order, &invoice, 0, 1, LL_ERETRY},   {&invoice, &order, 1, 0, LL_ERETRY},
        {&order, &by_client, 0, 1, LL_ERETRY}, {&by_client, &order, 1, 0, LL_ERETRY},
        {&order, &list, 0, 0, LL_ERETRY},      {&list, &order, 0, 0, LL_ERETRY},
        {&list, &list, 0, 0, LL_ERETRY},       {&order, &other, 0, 0, LL_OK},
        {&invoice, &by_client, 1, 1, LL_OK},
    };
    struct ll_ledger *l = ll_ledger_of(state);
    open_line(l);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        ll_paper_expect_begin(&l->ctx, l->ctx.start.event_id);
        assert_int_equal(
            ll_paper_expect_new(&l->ctx, &papers[pairs[i].first_type], pairs[i].first, &l->err),
            LL_OK);
        assert_int_equal(
            ll_paper_expect_new(&l->ctx, &papers[pairs[i].second_type], pairs[i].second, &l->err),
            pairs[i].status);
    }
}

/* What was undone is not gone on from, however it was; nor what somebody else has stored since. */
static void lines_grow_from_what_is_stored(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_err err = {0};
    open_line(l);
    assert_int_equal(buy(l, "PO-1,1,smartphone,7,2026-02-01"), LL_OK);
    assert_int_equal(ll_batch_begin(&l->ctx, &err), LL_OK);
    assert_int_equal(buy(l, "PO-2,1,smartphone,10,2026-02-01"), LL_OK);
    ll_batch_abandon(&l->ctx);
    assert_int_equal(buy(l, "PO-3,1,smartphone,20,2026-02-01"), LL_OK);
    assert_int_equal(demanded(l), 27);
    /* Behind a savepoint, and tried only. */
    const struct ll_run_options tried = {.dry_run = true};
    const struct ll_order_import in = {
        .beneficiary = LL_STR("utrecht"),
        .file = {.name = LL_STR("list.csv"),
                 .bytes = LL_STR("document_id,line_id,device_class,quantity,date\n"
                                 "PO-4,1,smartphone,40,2026-02-01\n")},
        .order_line = LL_STR("line"),
        .programme = LL_STR("africa"),
    };
    struct ll_json *answer = NULL;
    const struct ll_service *service = ll_service_find(LL_STR("order"), LL_STR("import"));
    assert_int_equal(ll_batch_begin(&l->ctx, &err), LL_OK);
    assert_int_equal(ll_run(&l->ctx, service, &in, &tried, &answer, &err), LL_OK);
    assert_int_equal(buy(l, "PO-5,1,smartphone,80,2026-02-01"), LL_OK);
    assert_int_equal(ll_batch_end(&l->ctx, &err), LL_OK);
    assert_int_equal(demanded(l), 107);
    /* Another process goes on meanwhile. */
    struct ll_line_tails tails = l->ctx.tails;
    assert_int_equal(buy(l, "PO-6,1,smartphone,160,2026-02-01"), LL_OK);
    l->ctx.tails = tails;
    assert_int_equal(buy(l, "PO-7,1,smartphone,1,2026-02-01"), LL_OK);
    assert_int_equal(demanded(l), 268);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, ll_ledger_start, ll_ledger_end)
    const struct CMUnitTest tests[] = {
        CASE(purchases_ahead_wait_once),      CASE(papers_that_are_known_do_not_go_ahead),
        CASE(many_papers_go_ahead),           CASE(papers_of_one_order_do_not_go_ahead),
        CASE(lines_grow_from_what_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
