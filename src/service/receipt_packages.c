#include "service/receipt_packages.h"

#include <stdlib.h>

#include "service/answer.h"
#include "service/case.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/selection.h"
#include "service/settle.h"
#include "service/words.h"

#define COUNTS_BYTES_MAX ((size_t)128 << 10)

static const struct ll_field count_fields[] = {
    LL_MEMBER(ll_package_count, code, LL_REQ(CODE)),
    LL_MEMBER(ll_package_count, units, LL_REQ(UNITS), .min = 0, .max = LL_UNITS_MAX),
};
static const struct ll_record count_record =
    LL_RECORD("package_count", ll_package_count, count_fields);
static const struct ll_field counts_fields[] = {
    LL_MEMBER(ll_package_counts, counts, LL_REQ(LIST), .sub = &count_record, .min = 1,
              .max = LL_PACKAGE_COUNTS_MAX),
    LL_MEMBER(ll_package_counts, salt, LL_REQ(BYTES), .min = LL_PACKAGES_SALT_SIZE,
              .max = LL_PACKAGES_SALT_SIZE),
};
const struct ll_record ll_package_counts_record =
    LL_RECORD("packages", ll_package_counts, counts_fields);

enum ll_status ll_package_counts_text(struct ll_ctx *ctx, const struct ll_package_counts *counts,
                                      struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, COUNTS_BYTES_MAX);
    ll_record_to_json(&ll_package_counts_record, counts, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_package_counts_digest(struct ll_ctx *ctx, const struct ll_package_counts *counts,
                                        uint8_t ret_digest[32], struct ll_err *reterr)
{
    struct ll_str text;
    LL_TRY(ll_package_counts_text(ctx, counts, &text, reterr));
    ll_crypto_sha256(ctx->crypto, text, ret_digest);
    return LL_OK;
}

/* ---- reading ---- */
static int compare_counts(const void *a, const void *b)
{
    return ll_str_cmp(((const struct ll_package_count *)a)->code,
                      ((const struct ll_package_count *)b)->code);
}

/* "bag-1:118", or "bag-1:0" for one that was empty. */
static enum ll_status read_count(struct ll_ctx *ctx, struct ll_str text,
                                 struct ll_package_count *ret_count, struct ll_err *reterr)
{
    struct ll_str words[2];
    struct ll_package_count count = {.units = {0}};
    if (ll_words_split(text, ':', words, 2) != 2) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not PACKAGE:UNITS", LL_STR_ARG(text));
        ll_err_where(reterr, "package_counts");
        return status;
    }
    LL_TRY(ll_words_code(ctx->arena, words[0], "package_counts", &count.code, reterr));
    LL_TRY(ll_words_i64(words[1], "package_counts", 0, LL_UNITS_MAX, &count.units.n, reterr));
    *ret_count = count;
    return LL_OK;
}

enum ll_status ll_package_counts_read(struct ll_ctx *ctx, const struct ll_list *words,
                                      struct ll_list *ret_counts, struct ll_err *reterr)
{
    const struct ll_str *texts = words->items;
    struct ll_package_count *counts =
        LL_NEW_ARRAY(ctx->arena, struct ll_package_count, words->count);
    if (counts == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the counts of packages");
    }
    for (size_t i = 0; i < words->count; i++) {
        LL_TRY(read_count(ctx, texts[i], &counts[i], reterr));
    }
    if (words->count > 1) {
        qsort(counts, words->count, sizeof(*counts), compare_counts);
    }
    for (size_t i = 1; i < words->count; i++) {
        if (ll_str_eq(counts[i - 1].code, counts[i].code)) {
            enum ll_status status =
                LL_REFUSE(reterr, LL_EINVAL, "count each package once",
                          "package '%.*s' is counted twice", LL_STR_ARG(counts[i].code));
            ll_err_where(reterr, "package_counts");
            return status;
        }
    }
    *ret_counts = (struct ll_list){counts, words->count};
    return LL_OK;
}

/* ---- what is missing ---- */
struct lack {
    struct ll_q_package_by_id_row package;
    int64_t holds;
    int64_t missing;
};

static enum ll_status find_lack(struct ll_ctx *ctx, const struct ll_receipt_contents *contents,
                                const struct ll_package_count *count, struct lack *ret_lack,
                                struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    struct lack lack = {.holds = 0};
    bool is_there = false;
    LL_TRY(ll_find_package(ctx, count->code, &lack.package, reterr));
    for (size_t i = 0; i < contents->rows.count; i++) {
        bool same = ll_id_eq(rows[i].package_id.raw, lack.package.package_id.raw);
        lack.holds += same ? rows[i].hi - rows[i].lo : 0;
        is_there = is_there || same;
    }
    if (!is_there) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "package '%.*s' itself holds nothing of this shipment",
                    LL_STR_ARG(count->code));
        ll_err_hint(reterr, "packages are counted that units lie in, not those around them");
        return status;
    }
    lack.missing = lack.holds - count->units.n;
    if (lack.missing < 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' was sent with %lld units, not %lld",
                    LL_STR_ARG(count->code), (long long)lack.holds, (long long)count->units.n);
        ll_err_hint(reterr, "for more than was declared the plant signs without package counts, "
                            "and 'receipt record' says --found-package");
        return status;
    }
    *ret_lack = lack;
    return LL_OK;
}

/* What the cases of all packages say alike. */
struct claimed {
    const struct ll_case_opened *opened;
    struct ll_str note;
};
static enum ll_status open_case(struct ll_ctx *ctx, const struct lack *lack,
                                const struct claimed *claimed, struct ll_str cause,
                                struct ll_units_removed *body, struct ll_err *reterr)
{
    struct ll_case_opened opened = *claimed->opened;
    opened.cause = cause;
    opened.has_package_id = true;
    opened.package_id = lack->package.package_id;
    LL_TRY(ll_case_package_spans(ctx, lack->package.package_id, &opened.spans, reterr));
    LL_TRY(ll_case_open(ctx, &opened, claimed->note, reterr));
    body->has_case_id = true;
    body->case_id = opened.case_id;
    return LL_OK;
}

/* The rule takes what is missing from this package alone, which is of one programme. */
static enum ll_status store_lack(struct ll_ctx *ctx, const struct lack *lack,
                                 const struct ll_units_removed *about,
                                 const struct claimed *claimed, struct ll_settle *settle,
                                 struct ll_json *cases, struct ll_err *reterr)
{
    struct ll_selection selection;
    struct ll_units_removed body = *about;
    body.has_package_id = true;
    body.package_id = lack->package.package_id;
    LL_TRY(ll_selection_of_package(ctx, body.package_id, LL_STR(""), &selection, reterr));
    if (selection.units != lack->holds) {
        return LL_REFUSE(reterr, LL_EREFUSED, "name those within, each with its count",
                         "package '%.*s' has packages within, which are counted one by one",
                         LL_STR_ARG(lack->package.code));
    }
    LL_TRY(ll_selection_choose(ctx, &selection, (struct ll_units){lack->missing}, LL_SELECT_ADVERSE,
                               &body.spans, reterr));
    ll_settle_begin(ctx, lack->package.programme_id, settle);
    const struct ll_lot_span *spans = body.spans.items;
    for (size_t i = 0; i < body.spans.count; i++) {
        LL_TRY(ll_settle_out(settle, &spans[i], reterr));
    }
    char text[LL_ID_TEXT_MAX];
    LL_TRY(open_case(ctx, lack, claimed, about->reason, &body, reterr));
    ll_id_format("cas", body.case_id.raw, text);
    struct ll_str kept = ll_str_copy(ctx->arena, ll_str_from_cstr(text));
    ll_json_append(ctx->arena, cases, ll_json_new_string(ctx->arena, kept));
    LL_TRY(ll_settle_before(settle, about->reason, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_UNITS_REMOVED, &body, reterr);
}

enum ll_status ll_receipt_packages_check(struct ll_ctx *ctx,
                                         const struct ll_receipt_contents *contents,
                                         const struct ll_list *counts, struct ll_err *reterr)
{
    const struct ll_package_count *items = counts->items;
    for (size_t i = 0; i < counts->count; i++) {
        struct lack lack;
        LL_TRY(find_lack(ctx, contents, &items[i], &lack, reterr));
    }
    return LL_OK;
}

enum ll_status ll_receipt_packages_store(struct ll_ctx *ctx,
                                         const struct ll_receipt_contents *contents,
                                         const struct ll_list *counts, struct ll_units missing,
                                         const struct ll_units_removed *about,
                                         const struct ll_case_opened *claimed, struct ll_str note,
                                         struct ll_list *ret_settles, struct ll_json *answer,
                                         struct ll_err *reterr)
{
    const struct claimed what = {claimed, note};
    const struct ll_package_count *items = counts->items;
    struct ll_grow settles = LL_GROW(ctx->arena, struct ll_settle);
    struct ll_json *cases = ll_json_new_array(ctx->arena);
    int64_t found = 0;
    for (size_t i = 0; i < counts->count; i++) {
        struct lack lack;
        LL_TRY(find_lack(ctx, contents, &items[i], &lack, reterr));
        struct ll_settle *settle = lack.missing == 0 ? NULL : ll_grow_add(&settles);
        if (settle == NULL && lack.missing > 0) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is missing");
        }
        if (settle != NULL) {
            LL_TRY(store_lack(ctx, &lack, about, &what, settle, cases, reterr));
        }
        found += lack.missing;
    }
    if (found != missing.n) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                        "%lld units are missing, and the packages that were "
                                        "counted lack %lld",
                                        (long long)missing.n, (long long)found);
        ll_err_hint(reterr, "name every package in which there were fewer");
        return status;
    }
    ll_json_set(ctx->arena, answer, "case_ids", cases);
    *ret_settles = ll_grow_list(&settles);
    return LL_OK;
}
