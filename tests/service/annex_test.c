/* Names, numbers and notes that are erased, and stay erased. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/erasures.h"
#include "service/keys.h"
#include "service/support.h"
#include "service/table.h"

#define NOTE "note=Ama saw who took the box"

static const char *erasures_path(struct ll_ledger *l)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    ll_strbuf_fmt(&buf, "%s/" LL_ERASURES_FILE, l->fixture.dir);
    assert_int_equal(ll_strbuf_finish(&buf, &path, &l->err), LL_OK);
    return ll_str_to_cstr(l->ctx.arena, path);
}

/* Erasing, and certificates, need the folder of keys. */
static void begin(struct ll_ledger *l)
{
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_make_registry(l);
}

static struct ll_json *dry_run(struct ll_ledger *l, const char *organisation)
{
    struct {
        struct ll_str organisation;
        struct ll_str reason;
    } in = {ll_str_from_cstr(organisation), LL_STR("asked")};
    const struct ll_run_options options = {.key = LL_STR(""), .dry_run = true};
    struct ll_json *answer = NULL;
    const struct ll_service *service = ll_service_find(LL_STR("organisation"), LL_STR("erase"));
    assert_int_equal(ll_run(&l->ctx, service, &in, &options, &answer, &l->err), LL_OK);
    return answer;
}

/* The entry of a field, by its text; the last one. */
static struct ll_str entry(struct ll_ledger *l, const char *field)
{
    const struct ll_json *items = ll_at(
        ll_call(l, "annex list", ll_option(l, "field", ll_str_from_cstr(field)), NULL), "items");
    assert_true(items->count > 0);
    return ll_text_at(&items->items[items->count - 1], "annex_id");
}

static void open_case(struct ll_ledger *l)
{
    ll_receive(l, "bag-1", "smartphone:10:1kg:removed");
    ll_call(l, "package make", "code=box-1", "kind=box", "facility=kumasi", "programme=africa",
            NULL);
    ll_call(l, "package fill", "package=box-1",
            ll_option(l, "lots", ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id")), NULL);
    ll_call(l, "case open", "package=box-1", "cause=theft", "deadline=2026-12-01",
            "counterparty=goodfund", NOTE, NULL);
}

static void test_a_person(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    open_case(l);
    const struct ll_json *held = ll_call(l, "organisation export", "ref=goodfund", NULL);
    ll_assert_text(held, "cases.0.note", "Ama saw who took the box");
    assert_true(ll_at(held, "facilities")->count == 0);
    int64_t events = ll_event_total(l);
    assert_int_equal(ll_number_at(dry_run(l, "goodfund"), "erased_entries"), 2);
    assert_int_equal(ll_event_total(l), events);
    assert_int_not_equal(access(erasures_path(l), F_OK), 0);
    const struct ll_json *answer =
        ll_call(l, "organisation erase", "organisation=goodfund", "reason=asked", NULL);
    assert_int_equal(ll_number_at(answer, "erased_entries"), 2);
    assert_int_equal(ll_event_total(l), events + 2); /* and who stood behind it */
    assert_int_equal(access(erasures_path(l), F_OK), 0);
    ll_assert_text(ll_call(l, "organisation show", "ref=goodfund", NULL), "name", "(erased)");
    held = ll_call(l, "organisation export", "ref=goodfund", NULL);
    assert_null(ll_json_get(ll_at(held, "cases.0"), "note"));
    /* Nothing is left to erase, and nothing is made of it. */
    answer = ll_call(l, "organisation erase", "organisation=goodfund", "reason=asked", NULL);
    assert_int_equal(ll_number_at(answer, "erased_entries"), 0);
    assert_int_equal(ll_event_total(l), events + 2);
}

/* Numbers of papers go, and what the request that brought them was told. */
static void test_papers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-OF-MRS-X,1,smartphone,5,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    const struct ll_json *held = ll_call(l, "organisation export", "ref=utrecht", NULL);
    ll_assert_text(held, "documents.0.number", "PO-OF-MRS-X");
    /* While something is demanded, somebody will have to certify it by name. */
    ll_refuse(l, LL_EREFUSED, "take it back first", "organisation erase", "organisation=utrecht",
              "reason=asked", NULL);
    ll_assert_text(ll_call(l, "organisation show", "ref=utrecht", NULL), "code", "utrecht");
    ll_call(l, "order credit", "document=PO-OF-MRS-X", "number=CN-OF-MRS-X",
            "order_line=utrecht.smartphone.africa", "units=4", NULL);
    ll_refuse(l, LL_EREFUSED, "'utrecht.smartphone.africa' still demands", "organisation erase",
              "organisation=utrecht", "reason=asked", NULL);
    ll_call(l, "order credit", "document=PO-OF-MRS-X", "number=CN-2",
            "order_line=utrecht.smartphone.africa", "units=1", NULL);
    ll_call(l, "organisation erase", "organisation=utrecht", "reason=asked", NULL);
    held = ll_call(l, "organisation export", "ref=utrecht", NULL);
    assert_null(ll_json_get(ll_at(held, "documents.0"), "number"));
    struct ll_str text = ll_dump(l);
    assert_true(ll_str_find(text, LL_STR("smartphone"), false) < text.len);
    assert_true(ll_str_find(text, LL_STR("OF-MRS-X"), false) >= text.len);
}

static void test_a_note(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    open_case(l);
    struct ll_str note = entry(l, "case.note");
    ll_refuse(l, LL_EREFUSED, "not a note", "annex erase",
              ll_option(l, "entry", entry(l, "organisation.name")), "reason=asked", NULL);
    ll_call(l, "annex erase", ll_option(l, "entry", note), "reason=asked", NULL);
    ll_refuse(l, LL_EREFUSED, "already", "annex erase", ll_option(l, "entry", note), "reason=asked",
              NULL);
    ll_refuse(l, LL_ENOTFOUND, "no annex", "annex erase", "entry=anx_00000000000000000000000000",
              "reason=asked", NULL);
}

/* Who is named in signed texts that others hold. */
static void test_who_cannot_go(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    ll_refuse(l, LL_EREFUSED, "programme 'africa'", "organisation erase", "organisation=oneforone",
              "reason=asked", NULL);
    ll_refuse(l, LL_EREFUSED, "plant 'hoboken'", "organisation erase", "organisation=smelter",
              "reason=asked", NULL);
    ll_receive(l, "bag-1", "smartphone:10:1kg:removed");
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,5,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *certificate = ll_call(l, "certificate issue", "programme=africa",
                                                "beneficiary=utrecht", "stage=accepted", NULL);
    ll_refuse(l, LL_EREFUSED, "named by certificate", "organisation erase", "organisation=utrecht",
              "reason=asked", NULL);
    /* A reseller of another line of the same client is named nowhere. */
    ll_call(l, "order open", "code=utrecht.again", "programme=africa", "beneficiary=utrecht",
            "class_code=smartphone", "reseller=goodfund", NULL);
    const struct ll_json *erased =
        ll_call(l, "organisation erase", "organisation=goodfund", "reason=asked", NULL);
    assert_int_equal(ll_number_at(erased, "erased_entries"), 1);
    ll_call(l, "certificate revoke", ll_option(l, "serial", ll_text_at(certificate, "serial")),
            "reason=wrong-words", NULL);
    ll_refuse(l, LL_EREFUSED, "named by certificate", "organisation erase", "organisation=utrecht",
              "reason=asked", NULL);
}

/* Who was erased gets no certificate under a name that nobody knows. */
static void test_no_name_no_certificate(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    ll_call(l, "organisation erase", "organisation=utrecht", "reason=asked", NULL);
    ll_receive(l, "bag-1", "smartphone:10:1kg:removed");
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,5,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_refuse(l, LL_EREFUSED, "was erased", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=accepted", NULL);
}

static enum ll_status list_due(struct ll_ledger *l, bool all, size_t *ret_count)
{
    struct ll_list due = {.count = 0};
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    enum ll_status status = ll_erasures_due(&l->ctx, all, &due, &l->err);
    ll_store_rollback(l->ctx.store);
    *ret_count = due.count;
    return status;
}

/* What the receiver noted of a difference: signed with a salt, which goes with it. */
static void test_a_signed_note(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    open_case(l);
    const struct ll_json *answer = ll_call(l, "handover give", "from=kumasi-repair", "to=blueline",
                                           "packages=box-1", "condition=sound", NULL);
    const char *one = ll_option(l, "handover", ll_text_at(answer, "handover_id"));
    const char *ref = ll_option(l, "ref", ll_text_at(answer, "handover_id"));
    ll_call(l, "handover take", one, "differences=box-1:wet", NOTE, NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    ll_assert_text(answer, "note", strchr(NOTE, '=') + 1);
    assert_int_equal(ll_text_at(answer, "note_salt").len, 32);
    ll_call(l, "organisation erase", "organisation=kumasi-repair", "reason=asked", NULL);
    answer = ll_call(l, "handover show", ref, NULL);
    ll_assert_text(answer, "note", "(erased)");
    assert_null(ll_json_get(answer, "note_salt"));
}

/* A store that came back from before an erasure: the list beside the keys knows of it. */
static void test_after_a_restore(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    open_case(l);
    struct ll_annex_id listed[2];
    size_t due = 0;
    assert_int_equal(ll_id_parse("anx", entry(l, "case.note"), &listed[0].raw, &l->err), LL_OK);
    memset(&listed[1], 0x7f, sizeof(listed[1])); /* of a request that the copy does not hold */
    ll_call(l, "annex reapply", NULL);
    int64_t events = ll_event_total(l);
    assert_int_equal(ll_erasures_keep(&l->ctx, listed, 2, &l->err), LL_OK);
    assert_int_equal(list_due(l, false, &due), LL_OK);
    assert_int_equal(due, 1);
    assert_int_equal(ll_number_at(ll_call(l, "annex reapply", NULL), "erased_entries"), 1);
    assert_int_equal(ll_event_total(l), events + 1);
    assert_int_equal(list_due(l, false, &due), LL_OK);
    assert_int_equal(due, 0);
    FILE *file = fopen(erasures_path(l), "a");
    assert_non_null(file);
    assert_true(fputs("anx_cut", file) >= 0); /* by a power cut */
    assert_int_equal(fclose(file), 0);
    assert_int_equal(list_due(l, false, &due), LL_OK);
    file = fopen(erasures_path(l), "a");
    assert_non_null(file);
    assert_true(fputs("\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(list_due(l, false, &due), LL_ECORRUPT);
    assert_int_equal(truncate(erasures_path(l), 0), 0);
}

/* Lists of two data directories, one behind the other: the last line need not be the last erasure,
 * and a line may be there twice. */
static void test_lists_put_together(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    begin(l);
    open_case(l);
    struct ll_annex_id name[2];
    size_t due = 0;
    assert_int_equal(ll_id_parse("anx", entry(l, "organisation.name"), &name[0].raw, &l->err),
                     LL_OK);
    name[1] = name[0];
    assert_int_equal(ll_erasures_keep(&l->ctx, name, 2, &l->err), LL_OK);
    ll_call(l, "annex erase", ll_option(l, "entry", entry(l, "case.note")), "reason=asked", NULL);
    assert_int_equal(list_due(l, false, &due), LL_OK);
    assert_int_equal(due, 0);
    assert_int_equal(list_due(l, true, &due), LL_OK);
    assert_int_equal(due, 1);
    assert_int_equal(ll_number_at(ll_call(l, "annex reapply", NULL), "erased_entries"), 1);
    assert_int_equal(list_due(l, true, &due), LL_OK);
    assert_int_equal(due, 0);
}

static off_t wal_bytes(struct ll_ledger *l)
{
    struct ll_strbuf buf;
    struct ll_str path;
    struct stat facts;
    struct ll_str file = ll_str_from_cstr(l->fixture.target);
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    ll_strbuf_str(&buf, ll_str_sub(file, strlen("sqlite:"), file.len));
    ll_strbuf_cstr(&buf, "-wal");
    assert_int_equal(ll_strbuf_finish(&buf, &path, &l->err), LL_OK);
    return stat(ll_str_to_cstr(l->ctx.arena, path), &facts) == 0 ? facts.st_size : 0;
}

/* A server keeps the store open, and with it the write-ahead log, where the text was. */
static void test_nothing_in_the_wal(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    if (ll_store_engine(l->ctx.store) != LL_STORE_SQLITE) {
        skip();
    }
    begin(l);
    open_case(l);
    assert_true(wal_bytes(l) > 0);
    ll_call(l, "annex erase", ll_option(l, "entry", entry(l, "case.note")), "reason=asked", NULL);
    assert_int_equal(wal_bytes(l), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(test_a_person),
        LL_LEDGER_TEST(test_papers),
        LL_LEDGER_TEST(test_a_note),
        LL_LEDGER_TEST(test_a_signed_note),
        LL_LEDGER_TEST(test_who_cannot_go),
        LL_LEDGER_TEST(test_no_name_no_certificate),
        LL_LEDGER_TEST(test_after_a_restore),
        LL_LEDGER_TEST(test_lists_put_together),
        LL_LEDGER_TEST(test_nothing_in_the_wal),
    };
    return cmocka_run_group_tests_name("annex", tests, NULL, NULL);
}
