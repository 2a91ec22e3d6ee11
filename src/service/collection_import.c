/* collection import: a collector's list, one collection a row */
#include "codec/csv.h"
#include "service/answer.h"
#include "service/collection.h"
#include "service/find.h"
#include "service/table.h"

#include <string.h>

#define FINDINGS_MAX 1000

struct collection_import {
    struct ll_file file;
    bool good_rows;
    struct ll_str programme;
};
static const struct ll_field import_fields[] = {
    LL_MEMBER(collection_import, file, LL_REQ(FILE), .operand = true, .help = "the list (CSV)"),
    LL_MEMBER(collection_import, good_rows, LL_OPT(BOOL),
              .help = "import the good rows and report the bad; else all or nothing"),
    LL_MEMBER(collection_import, programme, LL_REQ(REF), .help = "under which programme"),
};
static const struct ll_record import_record =
    LL_RECORD("collection_import", collection_import, import_fields);

/* The columns, as fields of one collection: the heading of the list names them. */
static const struct ll_field column_fields[] = {
    LL_MEMBER(ll_collection_input, collected_on, LL_REQ(DATE)),
    LL_MEMBER(ll_collection_input, collector, LL_REQ(REF)),
    LL_MEMBER(ll_collection_input, evidence_again, LL_OPT(BOOL)),
    LL_MEMBER(ll_collection_input, evidence_digest, LL_REQ(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE),
    LL_MEMBER(ll_collection_input, facility, LL_REQ(REF)),
    LL_MEMBER(ll_collection_input, lots, LL_REQ(STRS), .min = 1, .max = 64),
    LL_MEMBER(ll_collection_input, price, LL_REQ(MONEY)),
    LL_MEMBER(ll_collection_input, record, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_collection_input, source, LL_OPT(ENUM), LL_ENUM_OF(source, SOURCE)),
};
static const struct ll_record column_record =
    LL_RECORD("collection_row", ll_collection_input, column_fields);
#define COLUMN_COUNT (sizeof(column_fields) / sizeof(column_fields[0]))

struct import {
    const struct collection_import *in;
    const struct ll_field *columns[LL_CSV_COLUMNS_MAX]; /* of the list, from left to right */
    size_t column_count;
    struct ll_json *items;
    struct ll_json *findings;
    int64_t imported;
    int64_t repeated;
    int64_t bad;
};

/* What is wrong with one row, rather than with the store or this program. */
static bool is_finding(enum ll_status status)
{
    static const enum ll_status of_rows[] = {LL_EINVAL,    LL_EPARSE,   LL_ENOTFOUND, LL_EEXISTS,
                                             LL_ECONFLICT, LL_EREFUSED, LL_EOVERFLOW, LL_ELIMIT};
    for (size_t i = 0; i < sizeof(of_rows) / sizeof(of_rows[0]); i++) {
        if (status == of_rows[i]) {
            return true;
        }
    }
    return false;
}

static enum ll_status read_heading(struct import *im, struct ll_csv_reader *reader,
                                   struct ll_err *reterr)
{
    struct ll_csv_row row;
    bool given[COLUMN_COUNT] = {false};
    enum ll_status status = ll_csv_next(reader, &row, reterr);
    if (status == LL_EEND) {
        return LL_REFUSE(reterr, LL_EINVAL, "send a heading and at least one row",
                         "the list is empty");
    }
    LL_TRY(status);
    for (size_t i = 0; i < row.count; i++) {
        const struct ll_field *field = ll_record_find(&column_record, ll_str_trim(row.fields[i]));
        if (field == NULL || given[field - column_fields]) {
            status = LL_FAIL(reterr, LL_EINVAL, "column '%.*s' is %s", LL_STR_ARG(row.fields[i]),
                             field == NULL ? LL_R("not known") : LL_R("there twice"));
            ll_err_where(reterr, "line %lld", (long long)row.line);
            ll_err_hint(reterr, "columns: collected_on, collector, evidence_again, "
                                "evidence_digest, facility, lots, price, record, source");
            return status;
        }
        given[field - column_fields] = true;
        im->columns[i] = field;
    }
    im->column_count = row.count;
    return ll_record_complete(&column_record, given, reterr);
}

static enum ll_status read_row(struct ll_ctx *ctx, const struct import *im,
                               const struct ll_csv_row *row, struct ll_collection_input *ret_in,
                               struct ll_err *reterr)
{
    struct ll_collection_input in = {.programme = im->in->programme};
    bool given[COLUMN_COUNT] = {false};
    if (row->count != im->column_count) {
        return LL_REFUSE(
            reterr, LL_EPARSE,
            "give each row as many cells as the heading; quote those that hold the delimiter",
            "%zu cells, but the heading has %zu", row->count, im->column_count);
    }
    for (size_t i = 0; i < row->count; i++) {
        if (ll_str_trim(row->fields[i]).len == 0) {
            continue;
        }
        LL_TRY(ll_field_from_text(ctx->arena, im->columns[i], row->fields[i], &in, reterr));
        given[im->columns[i] - column_fields] = true;
    }
    LL_TRY(ll_record_complete(&column_record, given, reterr));
    *ret_in = in;
    return LL_OK;
}

static void add_finding(struct ll_ctx *ctx, struct import *im, int64_t line,
                        const struct ll_err *err)
{
    im->bad++;
    if (im->bad > FINDINGS_MAX) {
        return;
    }
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "code", ll_str_from_cstr(ll_status_name(err->status)));
    ll_answer_text(ctx, item, "document", im->in->file.name);
    ll_answer_i64(ctx, item, "line", line);
    ll_answer_text(ctx, item, "field", ll_str_from_cstr(err->where));
    ll_answer_text(ctx, item, "message", ll_str_from_cstr(err->text));
    ll_answer_text(ctx, item, "hint", ll_str_from_cstr(err->hint));
    ll_json_append(ctx->arena, im->findings, item);
}

/* One row behind a savepoint: a bad one undoes itself only. */
static enum ll_status import_row(struct ll_ctx *ctx, struct import *im,
                                 const struct ll_csv_row *row, struct ll_err *reterr)
{
    struct ll_collection_input in;
    struct ll_facility_id facility_id;
    struct ll_err err = {.status = LL_OK};
    struct ll_json *item = ll_answer_object(ctx);
    LL_TRY(ll_store_savepoint(ctx->store, reterr));
    enum ll_status status = read_row(ctx, im, row, &in, &err);
    if (status == LL_OK) {
        status = ll_collection_receive(ctx, &in, item, &facility_id, &err);
    }
    if (status == LL_OK) {
        LL_TRY(ll_store_release(ctx->store, reterr));
        bool again = ll_json_get(item, "repeated") != NULL;
        im->imported += again ? 0 : 1;
        im->repeated += again ? 1 : 0;
        ll_json_append(ctx->arena, im->items, item);
        return LL_OK;
    }
    if (!is_finding(status)) {
        *reterr = err;
        return status;
    }
    LL_TRY(ll_store_rollback_to(ctx->store, reterr));
    add_finding(ctx, im, row->line, &err);
    return LL_OK;
}

static enum ll_status refuse(struct ll_ctx *ctx, const struct import *im, struct ll_err *reterr)
{
    ctx->problem = ll_answer_object(ctx);
    ll_json_set(ctx->arena, ctx->problem, "findings", im->findings);
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "nothing was imported: %lld bad rows", (long long)im->bad);
    ll_err_where(reterr, "%.*s", LL_STR_ARG(im->in->file.name));
    ll_err_hint(reterr, "mend what is listed and send the list again, or import the good rows "
                        "with --good-rows");
    return status;
}

static enum ll_status import_rows(struct ll_ctx *ctx, struct import *im, struct ll_err *reterr)
{
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    LL_TRY(ll_csv_open(&reader, ctx->arena, im->in->file.bytes, 0, reterr));
    LL_TRY(read_heading(im, &reader, reterr));
    enum ll_status status;
    while ((status = ll_csv_next(&reader, &row, reterr)) == LL_OK) {
        LL_TRY(import_row(ctx, im, &row, reterr));
        if (ctx->progress.report != NULL) {
            ctx->progress.report(ctx->progress.ctx, "rows", im->imported + im->repeated + im->bad,
                                 0);
        }
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_import(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct import im = {
        .in = input,
        .items = ll_json_new_array(ctx->arena),
        .findings = ll_json_new_array(ctx->arena),
    };
    struct ll_q_programme_by_id_row programme;
    LL_TRY(ll_find_programme(ctx, im.in->programme, &programme, reterr));
    enum ll_status status = import_rows(ctx, &im, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(im.in->file.name));
        return status;
    }
    if (im.bad > 0 && !im.in->good_rows) {
        return refuse(ctx, &im, reterr);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *transient = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "bad_rows", im.bad);
    ll_json_set(ctx->arena, answer, "collections", im.items);
    ll_answer_i64(ctx, answer, "imported_rows", im.imported);
    ll_answer_i64(ctx, answer, "repeated_rows", im.repeated);
    ll_json_set(ctx->arena, transient, "findings", im.findings);
    ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_collection_import = {
    .noun = "collection",
    .verb = "import",
    .help = "receive the collections of a list, one a row",
    .details =
        "The heading names the columns: collected_on, collector, evidence_digest, facility, lots, "
        "price, record, and if wanted source and evidence_again; `lots` is written as for "
        "collection receive. Either "
        "every row is imported or none, and every bad row is named; with --good-rows the good "
        "ones are imported. The record number makes a list that is sent twice count once.",
    .input = &import_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_import,
};
