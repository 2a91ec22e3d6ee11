/*
 * Every byte of a certificate as others take it away, changed one at a time: each change changes
 * the verdict. Of a bundle as one grows in use (hundreds of intervals, several purchases, units
 * that an earlier certificate cited until it was revoked), of its token, and of the bundle within a
 * PDF.
 *
 * With LL_FLIPS_FOLDER every so manieth change is written there with its report, for the same
 * judgement in WebAssembly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/pdf_attachment.h"
#include "proof/inflate.h"
#include "proof/pdf.h"
#include "proof/verify.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/support.h"

#define COLLECTIONS 75
#define PURCHASES 6
#define INTERVALS_MIN 200
#define UNCHANGED_MAX 20 /* lengths of codes that are not used */
#define EVERY 131        /* a prime: all places in a word, a row, a line of base 64 */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif
#define STEP ((size_t)(SANITIZED ? 29 : 1)) /* ten times as slow there */
#define REPORT_BYTES_MAX ((size_t)16 << 10)

/* ---- a certificate with a history ---- */

static void receive(struct ll_ledger *l, int number)
{
    static const char *const classes[] = {"smartphone", "smartphone_nb", "feature_phone_nb"};
    char lots[256];
    char record[16];
    int length = 0;
    for (int i = 0; i < 3; i++) {
        int units = 1 + (number + i) % 4;
        length += snprintf(lots + length, sizeof(lots) - (size_t)length, "%s%s:%d:%dg:%s",
                           i > 0 ? "," : "", classes[i], units, units * (i == 2 ? 85 : 160),
                           i == 0 ? "none" : "removed");
    }
    (void)snprintf(record, sizeof(record), "K-%d", number);
    ll_receive(l, record, lots);
}

static void order(struct ll_ledger *l, int number)
{
    char text[160];
    (void)snprintf(text, sizeof(text),
                   "document_id,line_id,device_class,quantity,date\nPO-%d,1,smartphone,%d,"
                   "2026-02-01\n",
                   number, 85 + number);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

static struct ll_str issue(struct ll_ledger *l, const char *units)
{
    return ll_text_at(ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                              "stage=accepted", units, NULL),
                      "serial");
}

static struct ll_str make_certificate(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    for (int i = 0; i < COLLECTIONS; i++) {
        receive(l, i);
    }
    for (int i = 0; i < PURCHASES; i++) {
        order(l, i);
    }
    struct ll_str first = issue(l, "units=60");
    ll_call(l, "certificate revoke", ll_option(l, "serial", first), "reason=wrong-client", NULL);
    struct ll_str serial = issue(l, "units=1000");
    ll_call(l, "log start", "origin=log.example.org/flips", NULL);
    ll_call(l, "log sequence", NULL);
    return serial;
}

/* ---- judging ---- */

struct judging {
    struct ll_ledger *l;
    struct ll_proof_crypto crypto;
    struct ll_trust trust;
    FILE *lines;
};

static struct ll_verify_report judge(const struct judging *j, struct ll_str bytes)
{
    struct ll_verify_report report;
    assert_int_equal(ll_verify(j->l->ctx.arena, &j->crypto, &j->trust, bytes, &report, &j->l->err),
                     LL_OK);
    return report;
}

/* {"at", "mask", "report"} */
static void write_line(const struct judging *j, size_t at, int mask,
                       const struct ll_verify_report *report)
{
    struct ll_arena *arena = j->l->ctx.arena;
    struct ll_json *answer = NULL;
    struct ll_json *line = ll_json_new_object(arena);
    struct ll_str text;
    assert_int_equal(ll_verify_answer(arena, report, &answer, NULL), LL_OK);
    assert_int_equal(ll_json_canonical(arena, answer, REPORT_BYTES_MAX, &text, NULL), LL_OK);
    ll_json_set_integer(arena, line, "at", (int64_t)at);
    ll_json_set_integer(arena, line, "mask", mask);
    ll_json_set_str(arena, line, "report", text);
    assert_int_equal(ll_json_canonical(arena, line, 2 * REPORT_BYTES_MAX, &text, NULL), LL_OK);
    assert_true(fprintf(j->lines, "%.*s\n", LL_STR_ARG(text)) > 0);
}

static FILE *open_in(const char *folder, const char *name, const char *ending)
{
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/%s.%s", folder, name, ending);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

static void write_file(const char *folder, const char *name, const char *ending,
                       struct ll_str bytes)
{
    FILE *file = open_in(folder, name, ending);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

/* Does the PDF still hold this very bundle, packed in other words? */
static bool unpacks_to(struct ll_str pdf, struct ll_str packed)
{
    struct ll_pdf_file file;
    uint8_t *room = malloc(packed.len + 1);
    assert_non_null(room);
    bool same = packed.len > 0 && ll_pdf_find(pdf, &file) == LL_PDF_ONE &&
                file.size == packed.len && ll_unzlib(file.bytes, file.size, room) &&
                memcmp(room, packed.ptr, packed.len) == 0;
    free(room);
    return same;
}

/* Each byte in [lo, hi), one bit of it, another one from byte to byte: nothing is authentic, but a
 * PDF in which `packed` is left as it was. */
static void flip(struct judging *j, const char *name, struct ll_str good, size_t lo, size_t hi,
                 struct ll_str packed)
{
    size_t unchanged = 0;
    const char *folder = getenv("LL_FLIPS_FOLDER");
    struct ll_arena *arena = j->l->ctx.arena;
    char *changed = ll_arena_alloc(arena, good.len, 1);
    assert_non_null(changed);
    memcpy(changed, good.ptr, good.len);
    assert_int_equal(judge(j, good).authentic, LL_AUTHENTIC_YES);
    j->lines = NULL;
    if (folder != NULL) {
        write_file(folder, name, "file", good);
        j->lines = open_in(folder, name, "flips");
    }
    for (size_t at = lo; at < hi; at += STEP) {
        struct ll_arena_mark mark = ll_arena_mark(arena);
        int mask = 1 << (at % 8);
        changed[at] = (char)(good.ptr[at] ^ mask);
        struct ll_verify_report report = judge(j, (struct ll_str){changed, good.len});
        bool same = report.authentic == LL_AUTHENTIC_YES;
        if (same && !unpacks_to((struct ll_str){changed, good.len}, packed)) {
            fail_msg("%s: byte %zu ^ %d changes no verdict", name, at, mask);
        }
        assert_true(same || report.state.len == 0);
        unchanged += same ? 1 : 0;
        if (j->lines != NULL && at % EVERY < STEP) {
            write_line(j, at, mask, &report);
        }
        changed[at] = good.ptr[at];
        ll_arena_rewind(arena, mark);
    }
    if (j->lines != NULL) {
        assert_int_equal(fclose(j->lines), 0);
    }
    assert_true(unchanged <= UNCHANGED_MAX);
    print_message("%s: %zu bytes of %zu, %zu of them of no consequence\n", name, hi - lo, good.len,
                  unchanged);
}

static void flip_pdf(struct judging *j, struct ll_str bundle)
{
    static const char page[] =
        "%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Count 0 /Kids [ ] >>\nendobj\n"
        "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
        "trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n111\n%%EOF\n";
    const struct ll_pdf_attachment attachment = {
        .name = "certificate.bundle.json", .description = "The certificate", .json = bundle};
    struct ll_str pdf;
    struct ll_pdf_file file;
    assert_int_equal(
        ll_pdf_attach(j->l->ctx.arena, ll_str_from_cstr(page), &attachment, &pdf, &j->l->err),
        LL_OK);
    assert_int_equal(ll_pdf_find(pdf, &file), LL_PDF_ONE);
    size_t lo = (size_t)(file.bytes.ptr - pdf.ptr);
    flip(j, "pdf", pdf, lo, lo + file.bytes.len, bundle);
}

static void write_trust(const struct judging *j)
{
    const char *folder = getenv("LL_FLIPS_FOLDER");
    struct ll_strbuf hex;
    struct ll_str text;
    if (folder == NULL) {
        return;
    }
    ll_strbuf_init(&hex, j->l->ctx.arena, 64);
    ll_strbuf_hex(&hex, j->trust.key.b, sizeof(j->trust.key.b));
    assert_int_equal(ll_strbuf_finish(&hex, &text, NULL), LL_OK);
    write_file(folder, "issuer", "key", text);
}

static void every_byte(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str serial = make_certificate(l);
    struct judging j = {.l = l, .crypto = ll_crypto_for_proof(l->ctx.crypto)};
    struct ll_log_view view;
    struct ll_sign_key key;
    struct ll_str bundle;
    struct ll_str token;
    struct ll_json *json = NULL;
    assert_int_equal(ll_keys_read_signing(&l->ctx, &key, &l->err), LL_OK);
    j.trust = (struct ll_trust){.by_key = true, .key = key.public_key};
    assert_int_equal(ll_log_view_begin(&l->ctx, &view, &l->err), LL_OK);
    assert_int_equal(
        ll_certificate_bundle(&l->ctx, &view, serial, LL_BUNDLE_WHOLE, &bundle, &l->err), LL_OK);
    assert_int_equal(ll_certificate_jwt(&l->ctx, serial, LL_STR(""), &token, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    assert_string_equal(ll_allocated_reason_code(judge(&j, bundle).allocated), "opened");
    assert_int_equal(ll_json_read(l->ctx.arena, bundle, LL_BUNDLE_BYTES_MAX, &json, &l->err),
                     LL_OK);
    assert_true(ll_at(json, "intervals.rows")->count >= INTERVALS_MIN);
    assert_true(ll_at(json, "log.allocations")->count == PURCHASES);
    assert_true(ll_at(json, "certificate.credentialSubject.purchases")->count == PURCHASES);
    assert_true(ll_at(json, "certificate.credentialSubject.reissuedFrom")->count == 1);
    write_trust(&j);
    flip(&j, "bundle", bundle, 0, bundle.len, LL_STR(""));
    flip(&j, "token", token, 0, token.len, LL_STR(""));
    flip_pdf(&j, bundle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {LL_LEDGER_TEST(every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
