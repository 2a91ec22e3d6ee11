/* Rows of custody, as service/units.c and service/units_kept.c hand them to each other. */
#ifndef LL_SERVICE_UNITS_ROWS_H
#define LL_SERVICE_UNITS_ROWS_H

#include "core/stage.h"
#include "service/ctx.h"
#include "service/grow.h"
#include "store/q_project.h"

/* A custody row as it is stored, or will be. */
enum ll_units_ref_kind {
    LL_UNITS_FACILITY,
    LL_UNITS_PACKAGE,
    LL_UNITS_RECEIPT,
    LL_UNITS_TREATMENT,
    LL_UNITS_CASE,
    LL_UNITS_REF_COUNT,
};
struct ll_units_row_ref {
    bool has;
    struct ll_id id;
};
struct ll_units_row {
    int64_t lo;
    int64_t hi;
    enum ll_stage stage;
    struct ll_units_row_ref refs[LL_UNITS_REF_COUNT];
    struct ll_str class_code; /* empty: the lot's */
    int64_t credit_g;         /* 0: the lot's */
    struct ll_date since;     /* the last day on which anything became of them */
};

/* As the store takes it. */
struct ll_q_project_custody_in ll_units_row_in(struct ll_lot_id lot_id,
                                               const struct ll_units_row *row);
/* All that a query found, added to `rows`; texts are copied into the list's arena. */
LL_MUST enum ll_status ll_units_rows_read(struct ll_store_cursor *cursor, struct ll_grow *rows,
                                          struct ll_err *reterr);

#endif
