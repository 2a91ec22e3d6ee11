#include "service/data.h"

#include "service/builtin.h"

const struct ll_embedded *ll_data_file(const char *path)
{
    for (size_t i = 0; i < ll_builtin_file_count; i++) {
        if (ll_str_eq_cstr(ll_str_from_cstr(path), ll_builtin_files[i].path)) {
            return &ll_builtin_files[i];
        }
    }
    LL_ASSERT(false);
    return NULL;
}

enum ll_status ll_data_open(const char *path, struct ll_arena *arena, const char *const *columns,
                            size_t column_count, struct ll_csv_reader *ret_reader, size_t *ret_at,
                            struct ll_err *reterr)
{
    struct ll_csv_row heading;
    LL_TRY(ll_csv_open(ret_reader, arena, ll_data_file(path)->bytes, ',', reterr));
    LL_TRY(ll_csv_next(ret_reader, &heading, reterr));
    for (size_t c = 0; c < column_count; c++) {
        size_t i = 0;
        while (i < heading.count && !ll_str_eq_cstr(heading.fields[i], columns[c])) {
            i++;
        }
        if (i == heading.count) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the built-in table %s has no column %s", path,
                           columns[c]);
        }
        ret_at[c] = i;
    }
    return LL_OK;
}

enum ll_status ll_data_next(struct ll_csv_reader *reader, const size_t *at, size_t column_count,
                            struct ll_str *ret_fields, struct ll_err *reterr)
{
    struct ll_csv_row row;
    LL_TRY(ll_csv_next(reader, &row, reterr));
    for (size_t c = 0; c < column_count; c++) {
        if (at[c] >= row.count) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a built-in table has a short row at line %lld",
                           (long long)row.line);
        }
        ret_fields[c] = row.fields[at[c]];
    }
    return LL_OK;
}
