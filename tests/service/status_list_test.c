/* Status lists: which place a certificate has, what its bits say as it fares, and by what right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "codec/gzip.h"
#include "proof/inflate.h"
#include "proof/verify.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/status_list.h"
#include "service/support.h"

#define FILES_MAX 16
#define DAY_US (INT64_C(86400) * 1000000)

/* ---- what is written ---- */

struct files {
    struct ll_ledger *ledger;
    size_t count;
    struct {
        char path[64];
        struct ll_str bytes;
    } items[FILES_MAX];
};

static enum ll_status put(void *ctx, const char *path, struct ll_str bytes, struct ll_err *reterr)
{
    struct files *files = ctx;
    (void)reterr;
    assert_true(files->count < FILES_MAX && strlen(path) < sizeof(files->items[0].path));
    memcpy(files->items[files->count].path, path, strlen(path) + 1);
    char *copy = malloc(bytes.len + 1);
    assert_non_null(copy);
    memcpy(copy, bytes.ptr, bytes.len);
    files->items[files->count].bytes = (struct ll_str){copy, bytes.len};
    files->count++;
    return LL_OK;
}

static struct ll_status_written write_lists(struct ll_ledger *l, const char *issuer,
                                            struct files *files)
{
    const struct ll_status_files to = {put, files};
    struct ll_status_written written;
    *files = (struct files){.ledger = l};
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    enum ll_status status =
        ll_status_write(&l->ctx, ll_str_from_cstr(issuer), &to, &written, &l->err);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(status, LL_OK);
    assert_int_equal(written.files, files->count);
    return written;
}

static void forget(struct files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free((void *)(uintptr_t)files->items[i].bytes.ptr);
    }
    files->count = 0;
}

static struct ll_str file_of(const struct files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i].path, path) == 0) {
            return files->items[i].bytes;
        }
    }
    fail_msg("no %s", path);
    return LL_STR("");
}

/* ---- what is said of a certificate ---- */

static struct ll_verify_report ask(struct ll_ledger *l, struct ll_str certificate,
                                   struct ll_str lists)
{
    struct ll_verify_report report;
    struct ll_sign_key key;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    const struct ll_time now = l->clock;
    struct ll_trust trust = {
        .by_key = true, .key = key.public_key, .status_lists = lists, .now = &now};
    ll_sign_key_wipe(&key);
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, certificate, &report, &l->err),
                     LL_OK);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    return report;
}

static struct ll_str joined(struct ll_ledger *l, const struct files *files, const char *ending,
                            const char *list)
{
    char path[64];
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, l->ctx.arena, (size_t)1 << 20);
    (void)snprintf(path, sizeof(path), "status/%s/revocation%s", list, ending);
    ll_strbuf_str(&buf, file_of(files, path));
    ll_strbuf_char(&buf, '\n');
    (void)snprintf(path, sizeof(path), "status/%s/suspension%s", list, ending);
    ll_strbuf_str(&buf, file_of(files, path));
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

/* A certificate in its three forms, as of now. */
struct forms {
    struct ll_str json;
    struct ll_str token;
    struct ll_str bundle;
};

static struct forms forms_of(struct ll_ledger *l, struct ll_str serial)
{
    struct forms forms;
    const struct ll_json *json =
        ll_call(l, "certificate export", ll_option(l, "serial", serial), NULL);
    forms.json = ll_canonical(l, json);
    struct ll_log_view view;
    assert_int_equal(ll_log_view_begin(&l->ctx, &view, &l->err), LL_OK);
    assert_int_equal(ll_certificate_jwt(&l->ctx, serial, LL_STR(""), &forms.token, &l->err), LL_OK);
    assert_int_equal(
        ll_certificate_bundle(&l->ctx, &view, serial, LL_BUNDLE_WHOLE, &forms.bundle, &l->err),
        LL_OK);
    ll_store_rollback(l->ctx.store);
    return forms;
}

/* The same is said of each form, by the lists in both forms. */
static void assert_state(struct ll_ledger *l, const struct forms *forms, const char *list,
                         const char *state, const char *of_bundle)
{
    static const char *const endings[] = {"", ".json"};
    struct files files;
    write_lists(l, "", &files);
    for (size_t i = 0; i < 2; i++) {
        struct ll_str lists = joined(l, &files, endings[i], list);
        const struct ll_str texts[] = {forms->json, forms->token, forms->bundle};
        for (size_t k = 0; k < 3; k++) {
            struct ll_verify_report report = ask(l, texts[k], lists);
            const char *expected = k == 2 ? of_bundle : state;
            if (!ll_str_eq_cstr(report.state, expected)) {
                fail_msg("form %zu%s: %.*s (%s), not %s", k, endings[i], LL_STR_ARG(report.state),
                         report.state_reason, expected);
            }
            assert_true(report.state_as_of.len > 0);
        }
    }
    forget(&files);
}

/* ---- the story ---- */

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_receive(l, "K-1", "smartphone:300:50kg:none");
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,300,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

static struct ll_str issue(struct ll_ledger *l)
{
    return ll_text_at(ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                              "stage=accepted", "units=20", NULL),
                      "serial");
}

static struct ll_str entry_of(struct ll_ledger *l, struct ll_str serial, const char *member)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "credentialStatus.0.%s", member);
    return ll_text_at(ll_call(l, "certificate export", ll_option(l, "serial", serial), NULL), path);
}

/* Without a log nothing names a list, and there is none. */
static void without_a_log(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct files files;
    start(l);
    struct ll_str serial = issue(l);
    const struct ll_json *json =
        ll_call(l, "certificate export", ll_option(l, "serial", serial), NULL);
    assert_null(ll_json_get(json, "credentialStatus"));
    assert_int_equal(write_lists(l, "", &files).lists, 0);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    assert_int_equal(write_lists(l, "", &files).lists, 0);
    /* A revision that is stated later has a place, and the certificate's others need none. */
    ll_call(l, "lot exclude",
            ll_option(l, "lot", ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id")),
            "reason=doubt", NULL);
    ll_call(l, "lot admit",
            ll_option(l, "lot", ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id")), NULL);
    ll_call(l, "certificate raise", ll_option(l, "serial", serial), NULL);
    struct forms forms = forms_of(l, serial);
    assert_state(l, &forms, "1", "live", "live");
}

static void as_it_fares(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    struct ll_str lot = ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id");
    struct ll_str first = issue(l);
    struct ll_str revoked = issue(l);
    struct ll_str replaced = issue(l);
    assert_true(ll_str_eq_cstr(entry_of(l, first, "statusListCredential"),
                               "https://log.example.org/2026/status/1/revocation"));
    assert_false(
        ll_str_eq(entry_of(l, first, "statusListIndex"), entry_of(l, revoked, "statusListIndex")));
    struct forms of_first = forms_of(l, first);
    struct forms of_revoked = forms_of(l, revoked);
    struct forms of_replaced = forms_of(l, replaced);
    assert_state(l, &of_first, "1", "live", "live");
    ll_call(l, "certificate revoke", ll_option(l, "serial", revoked), "reason=wrong-client", NULL);
    ll_call(l, "certificate replace", ll_option(l, "serial", replaced), NULL);
    assert_state(l, &of_first, "1", "live", "live");
    assert_state(l, &of_revoked, "1", "revoked", "revoked");
    assert_state(l, &of_replaced, "1", "revoked", "revoked");
    /* Of what is over a later bundle says more. */
    struct forms of_superseded = forms_of(l, replaced);
    assert_state(l, &of_superseded, "1", "revoked", "superseded");
    /* Under review, and back: what was stated before does not stand, what states it again does. */
    ll_call(l, "lot exclude", ll_option(l, "lot", lot), "reason=doubt", NULL);
    assert_state(l, &of_first, "1", "under-review", "under-review");
    assert_state(l, &of_revoked, "1", "revoked", "revoked");
    ll_call(l, "lot admit", ll_option(l, "lot", lot), NULL);
    assert_state(l, &of_first, "1", "under-review", "under-review");
    ll_call(l, "certificate raise", ll_option(l, "serial", first), NULL);
    struct forms again = forms_of(l, first);
    assert_state(l, &again, "1", "live", "live");
    assert_state(l, &of_first, "1", "revoked", "revoked");
}

/* Progress takes nothing back: the earlier revision stands with its certificate. */
static void raised(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    const struct ll_json *got = ll_receive(l, "K-1", "smartphone:20:3400g:none");
    struct ll_str lot = ll_text_at(got, "lots.0.lot_id");
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,20,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    struct ll_str serial = issue(l);
    struct forms before = forms_of(l, serial);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_call(l, "certificate raise", ll_option(l, "serial", serial), NULL);
    struct forms after = forms_of(l, serial);
    assert_state(l, &before, "1", "live", "live");
    assert_state(l, &after, "1", "live", "live");
    ll_call(l, "certificate revoke", ll_option(l, "serial", serial), "reason=wrong-client", NULL);
    assert_state(l, &before, "1", "revoked", "revoked");
    assert_state(l, &after, "1", "revoked", "revoked");
}

/* One list alone, an old one, one of another, and lists after the key has changed. */
static void by_what_right(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct files files;
    start(l);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    struct ll_str serial = issue(l);
    struct forms forms = forms_of(l, serial);
    write_lists(l, "", &files);
    struct ll_str both = joined(l, &files, "", "1");
    assert_true(ll_str_eq_cstr(ask(l, forms.json, file_of(&files, "status/1/revocation")).state,
                               "not-revoked"));
    assert_true(ll_str_eq_cstr(ask(l, forms.token, file_of(&files, "status/1/suspension")).state,
                               "not-under-review"));
    assert_string_equal(ask(l, forms.json, forms.token).state_reason, "status-list-shape");
    assert_string_equal(ask(l, forms.json, LL_STR(" \n")).state_reason, "status-list-shape");
    /* The bundle knows better than an older list, for better or worse. */
    ll_call(l, "certificate revoke", ll_option(l, "serial", serial), "reason=wrong-client", NULL);
    struct ll_verify_report report = ask(l, forms_of(l, serial).bundle, both);
    assert_true(ll_str_eq_cstr(report.state, "revoked"));
    assert_string_equal(report.state_reason, "status-list-older");
    l->clock.us += (LL_STATUS_DAYS + 1) * DAY_US;
    assert_string_equal(ask(l, forms.json, both).state_reason, "status-list-expired");
    forget(&files);
    /* The next key signs lists of what the last one certified: the bundle says that it follows. */
    struct ll_str other = issue(l);
    struct ll_str old_json = forms_of(l, other).json;
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    ll_multikey_public_format(&key.public_key, multikey);
    ll_call(l, "key change", ll_option(l, "retire", ll_str_from_cstr(multikey)), NULL);
    write_lists(l, "", &files);
    both = joined(l, &files, "", "1");
    assert_true(ll_str_eq_cstr(ask(l, forms_of(l, other).bundle, both).state, "live"));
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    const struct ll_trust trust = {.by_key = true, .key = key.public_key, .status_lists = both};
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, old_json, &report, &l->err), LL_OK);
    assert_string_equal(report.state_reason, "status-list-signature");
    assert_int_equal(
        ll_verify(l->ctx.arena, &crypto, &trust, forms_of(l, other).bundle, &report, &l->err),
        LL_OK);
    assert_true(ll_str_eq_cstr(report.state, "live"));
    forget(&files);
}

/* As ll_call, of a store whose rows no event gave. */
static enum ll_status call_plain(struct ll_ledger *l, const struct ll_json **ret_answer,
                                 const char *command, ...)
{
    va_list options;
    va_start(options, command);
    enum ll_status status = ll_try(l, false, ret_answer, command, options);
    va_end(options);
    return status;
}

/* Another list when the last one is full, or when the log has another name. */
static void next_lists(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct files files;
    start(l);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    issue(l);
    ll_call(l, "log start", "origin=log.example.org/2027", NULL);
    struct ll_str serial = issue(l);
    assert_true(ll_str_eq_cstr(entry_of(l, serial, "statusListCredential"),
                               "https://log.example.org/2027/status/2/revocation"));
    struct forms forms = forms_of(l, serial);
    assert_state(l, &forms, "2", "live", "live");
    write_lists(l, "did:web:operator.example", &files);
    assert_int_equal(files.count, 8);
    assert_string_equal(ask(l, forms.json, joined(l, &files, "", "2")).state_reason,
                        "status-list-signature");
    forget(&files);
    /* The service draws places until one is free: when none is, it begins a list. */
    ll_fixture_raw(
        &l->fixture,
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 131071)"
        " INSERT INTO status_place (list, place, certificate_id, revision, restated)"
        " SELECT 2, i, (SELECT certificate_id FROM status_place WHERE list = 2 LIMIT 1),"
        " 1000 + i, 0 FROM n"
        " WHERE i NOT IN (SELECT place FROM status_place WHERE list = 2)");
    const struct ll_json *answer = NULL;
    assert_int_equal(call_plain(l, &answer, "certificate issue", "programme=africa",
                                "beneficiary=utrecht", "stage=accepted", "units=20", NULL),
                     LL_OK);
    assert_true(ll_str_eq_cstr(entry_of(l, ll_text_at(answer, "serial"), "statusListCredential"),
                               "https://log.example.org/2027/status/3/revocation"));
    ll_fixture_raw(&l->fixture, "DELETE FROM status_place WHERE revision >= 1000");
}

/* Places of many certificates have nothing to do with the order of issue. */
static void at_random(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int rises = 0;
    int64_t last = -1;
    start(l);
    ll_call(l, "log start", "origin=log.example.org/2026", NULL);
    for (int i = 0; i < 12; i++) {
        struct ll_str serial =
            ll_text_at(ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                               "stage=accepted", "units=1", NULL),
                       "serial");
        int64_t place = 0;
        assert_int_equal(ll_str_to_i64(entry_of(l, serial, "statusListIndex"), &place), LL_OK);
        assert_in_range(place, 0, LL_STATUS_ENTRIES - 1);
        rises += place > last ? 1 : 0;
        last = place;
    }
    assert_in_range(rises, 2, 11);
}

/* ---- the file format, against zlib ---- */

static void packed_as_zlib_reads(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 257, 258, 259, 260, 261, 262, 600, 16384};
    static uint8_t bytes[16384];
    static uint8_t out[16384 + 1];
    struct ll_arena arena;
    uint32_t seed = 9;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    for (unsigned manner = 0; manner < 300; manner++) {
        size_t size = sizes[manner % (sizeof(sizes) / sizeof(sizes[0]))];
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525U + 1013904223U;
            /* All the same, runs of every length, or no two alike. */
            bytes[i] = manner < 14                                ? 0
                       : i > 0 && (seed >> 8) % (manner + 1) != 0 ? bytes[i - 1]
                                                                  : (uint8_t)(seed >> 16);
        }
        struct ll_strbuf buf;
        struct ll_str packed;
        ll_strbuf_init(&buf, &arena, size / 8 * 9 + 2 + LL_GZIP_BYTES_MORE);
        ll_gzip_put(&buf, (struct ll_str){(const char *)bytes, size});
        assert_int_equal(ll_strbuf_finish(&buf, &packed, NULL), LL_OK);
        z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.ptr,
                      .avail_in = (uInt)packed.len,
                      .next_out = out,
                      .avail_out = sizeof(out)};
        assert_int_equal(inflateInit2(&z, 31), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.avail_in, 0);
        assert_int_equal(z.total_out, size);
        assert_int_equal(inflateEnd(&z), Z_OK);
        assert_memory_equal(out, bytes, size);
        assert_true(ll_gunzip(packed, size, out));
    }
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(without_a_log),
        LL_LEDGER_TEST(as_it_fares),
        LL_LEDGER_TEST(raised),
        LL_LEDGER_TEST(by_what_right),
        LL_LEDGER_TEST(next_lists),
        LL_LEDGER_TEST(at_random),
        cmocka_unit_test(packed_as_zlib_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
