/* Every row of a file is good, bad with a reason, or skipped; only good rows are in documents. */
#include "base/json.h"
#include "codec/purchase_list.h"
#include "fuzz.h"

#define ARENA_BYTES_MAX ((size_t)256 << 20)

/* The canonical form is its own canonical form. */
static void check_canonical(struct ll_arena *arena, const struct ll_purchase *doc)
{
    struct ll_str once;
    struct ll_str twice;
    struct ll_json *value = NULL;
    enum ll_status status = ll_purchase_canonical(arena, doc, &once, NULL);
    if (status == LL_OK) {
        status = ll_json_read(arena, once, once.len, &value, NULL);
    }
    if (status == LL_OK) {
        status = ll_json_canonical(arena, value, once.len, &twice, NULL);
    }
    LL_ASSERT(status == LL_ENOMEM || (status == LL_OK && ll_str_eq(once, twice)));
}

static void check(struct ll_arena *arena, const struct ll_purchase_csv *csv)
{
    LL_ASSERT(csv->good_rows + csv->bad_rows + csv->skipped_rows == csv->row_count);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct ll_purchase_csv_row *row = &csv->rows[i];
        LL_ASSERT(row->finding + row->finding_count <= csv->row_findings.count);
        bool error = false;
        for (size_t k = 0; k < row->finding_count; k++) {
            const struct ll_finding *finding = &csv->row_findings.items[row->finding + k];
            error = error || ll_finding_is_error(finding->code);
            LL_ASSERT(finding->message.len > 0);
        }
        LL_ASSERT(error == (row->state == LL_CSV_ROW_BAD));
        LL_ASSERT(row->state != LL_CSV_ROW_GOOD ||
                  (row->document < csv->document_count &&
                   row->line < csv->documents[row->document].line_count));
    }
    for (size_t i = 0; i < csv->document_count; i++) {
        const struct ll_purchase *doc = &csv->documents[i];
        int64_t devices = 0;
        int64_t mass_g = 0;
        for (size_t k = 0; k < doc->line_count; k++) {
            devices += doc->lines[k].kind == LL_LINE_DEVICE ? doc->lines[k].units.n : 0;
            mass_g += doc->lines[k].kind == LL_LINE_DEVICE ? doc->lines[k].mass.g : 0;
            LL_ASSERT((doc->lines[k].kind != LL_LINE_RETURN) ||
                      csv->profile == LL_CSV_PROFILE_CREDITS);
        }
        LL_ASSERT(devices == doc->device_units.n && mass_g == doc->device_mass.g);
        check_canonical(arena, doc);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    struct ll_arena arena;
    struct ll_purchase_csv csv;
    struct ll_err err = {.text = ""};
    struct ll_purchase_csv_options options = {
        .profile = (enum ll_csv_profile)(data[0] % (LL_CSV_PROFILE_SNIPEIT + 1)),
        .date_order = (enum ll_date_order)(data[0] / 8 % 4)};
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    struct ll_str bytes = ll_str_copy(&arena, (struct ll_str){(const char *)data + 1, size - 1});
    if (bytes.ptr != NULL) {
        enum ll_status status = ll_purchase_list_read(&arena, bytes, &options, &csv, &err);
        if (status == LL_OK) {
            check(&arena, &csv);
        } else {
            LL_ASSERT(err.text[0] != '\0');
        }
    }
    ll_arena_release(&arena);
    return 0;
}
