/* Files of data/ that the program carries (versioned facts with their sources). */
#ifndef LL_SERVICE_DATA_H
#define LL_SERVICE_DATA_H

#include "base/embedded.h"
#include "codec/csv.h"

/* Asserts that the file was built in. */
const struct ll_embedded *ll_data_file(const char *path);

/* Open a built-in table and find its columns by their headings. LL_ECORRUPT when one is missing. */
LL_MUST enum ll_status ll_data_open(const char *path, struct ll_arena *arena,
                                    const char *const *columns, size_t column_count,
                                    struct ll_csv_reader *ret_reader, size_t *ret_at,
                                    struct ll_err *reterr);
/* The next row's fields in the order of the columns asked for. LL_EEND; LL_ECORRUPT short row. */
LL_MUST enum ll_status ll_data_next(struct ll_csv_reader *reader, const size_t *at,
                                    size_t column_count, struct ll_str *ret_fields,
                                    struct ll_err *reterr);

#endif
