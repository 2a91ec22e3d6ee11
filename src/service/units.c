#include "service/units.h"

#include "core/lot_span.h"
#include "core/sort.h"
#include "service/units_kept.h"
#include "store/q_supply.h"

#define ROWS_MAX 64 /* handed to the store together */
#define LOTS_MAX 48 /* asked for together */

static bool same_refs(const struct ll_units_row *a, const struct ll_units_row *b)
{
    for (size_t i = 0; i < LL_UNITS_REF_COUNT; i++) {
        if (a->refs[i].has != b->refs[i].has ||
            (a->refs[i].has && !ll_id_eq(a->refs[i].id, b->refs[i].id))) {
            return false;
        }
    }
    return a->stage == b->stage && ll_str_eq(a->class_code, b->class_code) &&
           a->credit_g == b->credit_g && a->since.days == b->since.days;
}

/* ---- what is there ---- */
enum ll_status ll_units_rows_read(struct ll_store_cursor *cursor, struct ll_grow *rows,
                                  struct ll_err *reterr)
{
    struct ll_q_custody_near_row r;
    enum ll_status status;
    while ((status = ll_q_custody_near_next(cursor, &r, reterr)) == LL_OK) {
        struct ll_units_row *row = ll_grow_add(rows);
        if (row == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a lot");
            break;
        }
        *row = (struct ll_units_row){
            .lo = r.lo,
            .hi = r.hi,
            .stage = r.stage,
            .refs = {[LL_UNITS_FACILITY] = {r.has_facility_id, r.facility_id.raw},
                     [LL_UNITS_PACKAGE] = {r.has_package_id, r.package_id.raw},
                     [LL_UNITS_RECEIPT] = {r.has_receipt_id, r.receipt_id.raw},
                     [LL_UNITS_TREATMENT] = {r.has_treatment_id, r.treatment_id.raw},
                     [LL_UNITS_CASE] = {r.has_case_id, r.case_id.raw}},
            .class_code = r.has_class_code ? ll_str_copy(rows->arena, r.class_code) : LL_STR(""),
            .credit_g = r.has_credit_g ? r.credit_g : 0,
            .since = r.since,
        };
        if (row->class_code.ptr == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a lot");
            break;
        }
    }
    return status == LL_EEND ? LL_OK : status;
}

/* ---- what becomes of it ---- */
static bool is_meant(const struct ll_units_row *row, const struct ll_units_change *change)
{
    const struct ll_units_row_ref *under = &row->refs[LL_UNITS_CASE];
    switch (change->which) {
    case LL_UNITS_ALL:
        return true;
    case LL_UNITS_UNDER_NO_CASE:
        return !under->has;
    case LL_UNITS_UNDER_CASE:
        return under->has && ll_id_eq(under->id, change->under_case_id.raw);
    }
    LL_ASSERT(false);
}

bool ll_units_can(enum ll_stage stage, enum ll_fact fact)
{
    enum ll_stage to;
    return ll_stage_next(stage, fact, &to, NULL) == LL_OK;
}

static enum ll_status next_stage(const struct ll_units_row *row,
                                 const struct ll_units_change *change, enum ll_stage *ret_stage,
                                 struct ll_err *reterr)
{
    if (change->facts[0] == 0) {
        return LL_OK;
    }
    for (size_t i = 0; i < LL_UNITS_FACTS_MAX && change->facts[i] != 0; i++) {
        if (ll_stage_next(row->stage, change->facts[i], ret_stage, NULL) == LL_OK) {
            return LL_OK;
        }
    }
    return LL_FAIL(reterr, LL_ECORRUPT, "units [%lld, %lld) of a lot are %s: no '%s' for them",
                   (long long)row->lo, (long long)row->hi, ll_stage_name(row->stage),
                   ll_fact_name(change->facts[0]));
}

static enum ll_status apply(struct ll_units_row *row, const struct ll_units_change *change,
                            struct ll_err *reterr)
{
    const struct ll_units_ref *const refs[LL_UNITS_REF_COUNT] = {
        [LL_UNITS_FACILITY] = &change->facility_id, [LL_UNITS_PACKAGE] = &change->package_id,
        [LL_UNITS_RECEIPT] = &change->receipt_id,   [LL_UNITS_TREATMENT] = &change->treatment_id,
        [LL_UNITS_CASE] = &change->case_id,
    };
    if (!is_meant(row, change)) {
        return LL_OK;
    }
    LL_TRY(next_stage(row, change, &row->stage, reterr));
    for (size_t i = 0; i < LL_UNITS_REF_COUNT; i++) {
        if (refs[i]->deed != LL_UNITS_KEEP) {
            row->refs[i] = (struct ll_units_row_ref){refs[i]->deed == LL_UNITS_SET, refs[i]->id};
        }
    }
    if (change->class_deed != LL_UNITS_KEEP) {
        row->class_code = change->class_deed == LL_UNITS_SET ? change->class_code : LL_STR("");
    }
    row->credit_g = change->credit_g != 0 ? change->credit_g : row->credit_g;
    if (change->has_day && change->day.days > row->since.days) {
        row->since = change->day;
    }
    if (row->stage >= LL_STAGE_RECYCLED) {
        row->refs[LL_UNITS_FACILITY].has = false;
        row->refs[LL_UNITS_PACKAGE].has = false;
    }
    return LL_OK;
}

/* Part of a row, joined to the one before when they are equal. */
static enum ll_status put(struct ll_grow *rows, const struct ll_units_row *part,
                          struct ll_err *reterr)
{
    struct ll_units_row *last =
        rows->count == 0 ? NULL : &((struct ll_units_row *)rows->items)[rows->count - 1];
    if (part->lo == part->hi) {
        return LL_OK;
    }
    if (last != NULL && last->hi == part->lo && same_refs(last, part)) {
        last->hi = part->hi;
        return LL_OK;
    }
    struct ll_units_row *row = ll_grow_add(rows);
    if (row == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a lot");
    }
    *row = *part;
    return LL_OK;
}

/* The rows after the change; spans rise. ret_units: of the spans, found in the rows. */
static enum ll_status change_rows(const struct ll_units_row *rows, size_t row_count,
                                  const struct ll_lot_span *spans, size_t count,
                                  const struct ll_units_change *change, struct ll_grow *after,
                                  int64_t *ret_units, struct ll_err *reterr)
{
    size_t span = 0;
    int64_t units = 0;
    for (size_t i = 0; i < row_count; i++) {
        int64_t at = rows[i].lo;
        while (at < rows[i].hi) {
            while (span < count && spans[span].hi <= at) {
                span++;
            }
            struct ll_units_row part = rows[i];
            bool inside = span < count && spans[span].lo <= at;
            int64_t end = span == count ? part.hi : inside ? spans[span].hi : spans[span].lo;
            part.lo = at;
            part.hi = end < part.hi ? end : part.hi;
            at = part.hi;
            if (inside) {
                units += part.hi - part.lo;
                LL_TRY(apply(&part, change, reterr));
            }
            LL_TRY(put(after, &part, reterr));
        }
    }
    *ret_units = units;
    return LL_OK;
}

/* ---- storing the difference ---- */
struct ll_q_project_custody_in ll_units_row_in(struct ll_lot_id lot_id,
                                               const struct ll_units_row *row)
{
    const struct ll_units_row_ref *refs = row->refs;
    return (struct ll_q_project_custody_in){
        .lot_id = lot_id,
        .lo = row->lo,
        .hi = row->hi,
        .stage = row->stage,
        .has_facility_id = refs[LL_UNITS_FACILITY].has,
        .facility_id = {refs[LL_UNITS_FACILITY].id},
        .has_package_id = refs[LL_UNITS_PACKAGE].has,
        .package_id = {refs[LL_UNITS_PACKAGE].id},
        .has_receipt_id = refs[LL_UNITS_RECEIPT].has,
        .receipt_id = {refs[LL_UNITS_RECEIPT].id},
        .has_treatment_id = refs[LL_UNITS_TREATMENT].has,
        .treatment_id = {refs[LL_UNITS_TREATMENT].id},
        .has_case_id = refs[LL_UNITS_CASE].has,
        .case_id = {refs[LL_UNITS_CASE].id},
        .has_class_code = row->class_code.len > 0,
        .class_code = row->class_code,
        .has_credit_g = row->credit_g > 0,
        .credit_g = row->credit_g,
        .since = row->since,
    };
}

/* The row of exactly this span, or NULL. Asked for rising spans, `*at` goes along. */
static const struct ll_units_row *find_span(const struct ll_grow *rows, size_t *at,
                                            const struct ll_units_row *span)
{
    const struct ll_units_row *items = rows->items;
    while (*at < rows->count && items[*at].lo < span->lo) {
        (*at)++;
    }
    bool found = *at < rows->count && items[*at].lo == span->lo && items[*at].hi == span->hi;
    return found ? &items[*at] : NULL;
}

/* What is to be stored of lots that change together: rows are handed over many at a time. */
struct storing {
    struct ll_q_project_custody_in added[ROWS_MAX];
    size_t added_count;
    struct ll_q_project_custody_change_in changed[ROWS_MAX]; /* keep their span */
    size_t changed_count;
};

static enum ll_status store_added(struct ll_ctx *ctx, struct storing *storing,
                                  struct ll_err *reterr)
{
    size_t count = storing->added_count;
    storing->added_count = 0;
    return ll_q_project_custody_rows(ctx->store, storing->added, count, reterr);
}

static enum ll_status store_changed(struct ll_ctx *ctx, struct storing *storing,
                                    struct ll_err *reterr)
{
    size_t count = storing->changed_count;
    storing->changed_count = 0;
    return ll_q_project_custody_change_rows(ctx->store, storing->changed, count, reterr);
}

static enum ll_status insert_rows(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                  const struct ll_grow *before, const struct ll_grow *after,
                                  struct storing *storing, struct ll_err *reterr)
{
    const struct ll_units_row *rows = after->items;
    size_t at = 0;
    for (size_t i = 0; i < after->count; i++) {
        if (find_span(before, &at, &rows[i]) == NULL) {
            storing->added[storing->added_count++] = ll_units_row_in(lot_id, &rows[i]);
        }
        if (storing->added_count == ROWS_MAX) {
            LL_TRY(store_added(ctx, storing, reterr));
        }
    }
    return LL_OK;
}

static struct ll_q_project_custody_change_in change_in(struct ll_lot_id lot_id,
                                                       const struct ll_units_row *row)
{
    struct ll_q_project_custody_in in = ll_units_row_in(lot_id, row);
    return (struct ll_q_project_custody_change_in){
        .lot_id = in.lot_id,
        .lo = in.lo,
        .hi = in.hi,
        .stage = in.stage,
        .has_facility_id = in.has_facility_id,
        .facility_id = in.facility_id,
        .has_package_id = in.has_package_id,
        .package_id = in.package_id,
        .has_receipt_id = in.has_receipt_id,
        .receipt_id = in.receipt_id,
        .has_treatment_id = in.has_treatment_id,
        .treatment_id = in.treatment_id,
        .has_case_id = in.has_case_id,
        .case_id = in.case_id,
        .has_class_code = in.has_class_code,
        .class_code = in.class_code,
        .has_credit_g = in.has_credit_g,
        .credit_g = in.credit_g,
        .since = in.since,
    };
}

/* SQLite has nothing to gain from many rows of a statement here. */
static enum ll_status update_row(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                 const struct ll_units_row *row, struct storing *storing,
                                 struct ll_err *reterr)
{
    struct ll_q_project_custody_change_in *changed = &storing->changed[storing->changed_count++];
    *changed = change_in(lot_id, row);
    if (ll_store_engine(ctx->store) == LL_STORE_POSTGRES) {
        return storing->changed_count == ROWS_MAX ? store_changed(ctx, storing, reterr) : LL_OK;
    }
    const struct ll_q_project_custody_update_in update = {
        .lot_id = changed->lot_id,
        .lo = changed->lo,
        .stage = changed->stage,
        .has_facility_id = changed->has_facility_id,
        .facility_id = changed->facility_id,
        .has_package_id = changed->has_package_id,
        .package_id = changed->package_id,
        .has_receipt_id = changed->has_receipt_id,
        .receipt_id = changed->receipt_id,
        .has_treatment_id = changed->has_treatment_id,
        .treatment_id = changed->treatment_id,
        .has_case_id = changed->has_case_id,
        .case_id = changed->case_id,
        .has_class_code = changed->has_class_code,
        .class_code = changed->class_code,
        .has_credit_g = changed->has_credit_g,
        .credit_g = changed->credit_g,
        .since = changed->since,
    };
    storing->changed_count = 0;
    return ll_q_project_custody_update(ctx->store, &update, reterr);
}

/* Rows that keep their span are updated, the others deleted before any is put in: rows of a lot
 * never overlap. */
static enum ll_status store_rows(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                 const struct ll_grow *before, const struct ll_grow *after,
                                 struct storing *storing, struct ll_err *reterr)
{
    const struct ll_units_row *rows = before->items;
    size_t at = 0;
    for (size_t i = 0; i < before->count; i++) {
        const struct ll_units_row *now = find_span(after, &at, &rows[i]);
        if (now == NULL) {
            struct ll_q_project_custody_delete_in gone = {lot_id, rows[i].lo};
            LL_TRY(ll_q_project_custody_delete(ctx->store, &gone, reterr));
        } else if (!same_refs(now, &rows[i])) {
            LL_TRY(update_row(ctx, lot_id, now, storing, reterr));
        }
    }
    return insert_rows(ctx, lot_id, before, after, storing, reterr);
}

/* Rising spans of one lot, and the rows that meet or touch them. */
struct part {
    const struct ll_lot_span *spans;
    size_t count;
    struct ll_store_cursor *cursor;
};

/* The rows after the change; every unit that is named has to be in them. */
static enum ll_status change_all(const struct part *part, const struct ll_units_row *rows,
                                 size_t count, const struct ll_units_change *change,
                                 struct ll_grow *after, struct ll_err *reterr)
{
    int64_t units = 0;
    int64_t named = 0;
    LL_TRY(change_rows(rows, count, part->spans, part->count, change, after, &units, reterr));
    for (size_t i = 0; i < part->count; i++) {
        named += part->spans[i].hi - part->spans[i].lo;
    }
    if (units != named) {
        return LL_FAIL(reterr, LL_ECORRUPT, "%lld units are named of a lot that are not in it",
                       (long long)(named - units));
    }
    return LL_OK;
}

static enum ll_status change_part(struct ll_ctx *ctx, const struct part *part,
                                  const struct ll_units_change *change, struct storing *storing,
                                  struct ll_err *reterr)
{
    struct ll_grow before = LL_GROW(ctx->arena, struct ll_units_row);
    struct ll_grow after = LL_GROW(ctx->arena, struct ll_units_row);
    LL_TRY(ll_units_rows_read(part->cursor, &before, reterr));
    LL_TRY(change_all(part, before.items, before.count, change, &after, reterr));
    return store_rows(ctx, part->spans[0].lot_id, &before, &after, storing, reterr);
}

/* The same of what is kept in memory. */
static enum ll_status change_kept(struct ll_ctx *ctx, const struct part *part,
                                  const struct ll_units_change *change, struct ll_err *reterr)
{
    const struct ll_lot_span *spans = part->spans;
    const struct ll_units_row *rows = NULL;
    struct ll_grow after = LL_GROW(ctx->arena, struct ll_units_row);
    size_t count = 0;
    size_t at = 0;
    LL_TRY(ll_units_kept_near(ctx, spans[0].lot_id, spans[0].lo, spans[part->count - 1].hi, &rows,
                              &count, &at, reterr));
    LL_TRY(change_all(part, rows, count, change, &after, reterr));
    return ll_units_kept_put(ctx, spans[0].lot_id, at, count, after.items, after.count, reterr);
}

/* Different lots: what is stored of one does not change what was read of another. */
static enum ll_status change_parts(struct ll_ctx *ctx, struct part *parts, size_t count,
                                   const struct ll_units_change *change, struct ll_err *reterr)
{
    enum ll_status status = LL_OK;
    struct storing storing; /* large: its rows are written before they are read */
    storing.added_count = 0;
    storing.changed_count = 0;
    if (ctx->units != NULL) {
        for (size_t i = 0; i < count; i++) {
            LL_TRY(change_kept(ctx, &parts[i], change, reterr));
        }
        return LL_OK;
    }
    for (size_t i = 0; i < count && status == LL_OK; i++) {
        const struct ll_lot_span *spans = parts[i].spans;
        struct ll_q_custody_near_in in = {spans[0].lot_id, spans[0].lo,
                                          spans[parts[i].count - 1].hi};
        status = ll_q_custody_near_open(ctx->store, ctx->arena, &in, &parts[i].cursor, reterr);
    }
    for (size_t i = 0; i < count && status == LL_OK; i++) {
        status = change_part(ctx, &parts[i], change, &storing, reterr);
    }
    for (size_t i = 0; i < count; i++) {
        ll_store_query_close(parts[i].cursor);
    }
    LL_TRY(status);
    LL_TRY(store_changed(ctx, &storing, reterr));
    return store_added(ctx, &storing, reterr);
}

static bool has_lot(const struct part *parts, size_t count, struct ll_lot_id lot_id)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_id_eq(parts[i].spans[0].lot_id.raw, lot_id.raw)) {
            return true;
        }
    }
    return false;
}

/* The spans from the first on that are of one lot and rise. */
static enum ll_status take_part(const struct ll_lot_span *spans, size_t count,
                                struct part *ret_part, struct ll_err *reterr)
{
    size_t taken = 0;
    do {
        if (spans[taken].lo >= spans[taken].hi) {
            return LL_FAIL(reterr, LL_ECORRUPT, "[%lld, %lld) are no units of a lot",
                           (long long)spans[taken].lo, (long long)spans[taken].hi);
        }
        taken++;
    } while (taken < count && ll_id_eq(spans[taken].lot_id.raw, spans[0].lot_id.raw) &&
             spans[taken].lo >= spans[taken - 1].hi);
    *ret_part = (struct part){spans, taken, NULL};
    return LL_OK;
}

enum ll_status ll_units_change(struct ll_ctx *ctx, const struct ll_lot_span *spans, size_t count,
                               const struct ll_units_change *change, struct ll_err *reterr)
{
    struct part parts[LOTS_MAX];
    size_t part_count = 0;
    for (size_t from = 0; from < count;) {
        struct part part;
        LL_TRY(take_part(&spans[from], count - from, &part, reterr));
        if (part_count == LOTS_MAX || has_lot(parts, part_count, spans[from].lot_id)) {
            LL_TRY(change_parts(ctx, parts, part_count, change, reterr));
            part_count = 0;
        }
        parts[part_count++] = part;
        from += part.count;
    }
    return change_parts(ctx, parts, part_count, change, reterr);
}

enum ll_status ll_units_begin(struct ll_ctx *ctx, const struct ll_q_project_custody_in *first,
                              struct ll_err *reterr)
{
    if (ctx->units == NULL) {
        return ll_q_project_custody(ctx->store, first, reterr);
    }
    const struct ll_units_row row = {
        .lo = first->lo,
        .hi = first->hi,
        .stage = first->stage,
        .refs = {[LL_UNITS_FACILITY] = {first->has_facility_id, first->facility_id.raw},
                 [LL_UNITS_RECEIPT] = {first->has_receipt_id, first->receipt_id.raw}},
        .class_code = LL_STR(""),
        .since = first->since,
    };
    return ll_units_kept_new(ctx, first->lot_id, &row, reterr);
}

/* ---- of a shipment ---- */
/* Add units to a list that rises by lot and unit: neighbours become one. */
static enum ll_status add_span(struct ll_grow *spans, const struct ll_lot_span *span,
                               struct ll_err *reterr)
{
    struct ll_lot_span *items = spans->items;
    struct ll_lot_span *last = spans->count == 0 ? NULL : &items[spans->count - 1];
    if (last != NULL && ll_lot_span_meets(last, span)) {
        last->hi = span->hi;
        return LL_OK;
    }
    struct ll_lot_span *added = ll_grow_add(spans);
    if (added == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a shipment");
    }
    *added = *span;
    return LL_OK;
}

static bool before_span(const void *ctx, uint32_t a, uint32_t b)
{
    const struct ll_lot_span *spans = ctx;
    return ll_lot_span_cmp(&spans[a], &spans[b]) < 0;
}

/* In order, each once: a lot may have been in a package twice. */
static enum ll_status add_sorted(struct ll_ctx *ctx, const struct ll_grow *found,
                                 struct ll_grow *spans, struct ll_err *reterr)
{
    const struct ll_lot_span *items = found->items;
    const struct ll_lot_span *last = NULL;
    uint32_t *order = LL_NEW_ARRAY(ctx->arena, uint32_t, found->count);
    if (order == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a shipment");
    }
    for (size_t i = 0; i < found->count; i++) {
        order[i] = (uint32_t)i;
    }
    ll_sort_index(order, found->count, before_span, items);
    for (size_t i = 0; i < found->count; i++) {
        const struct ll_lot_span *span = &items[order[i]];
        if (last == NULL || ll_lot_span_cmp(last, span) != 0) {
            LL_TRY(add_span(spans, span, reterr));
        }
        last = span;
    }
    return LL_OK;
}

static enum ll_status kept_of_shipment(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                       struct ll_grow *spans, struct ll_err *reterr)
{
    struct ll_q_shipment_inside_in in = {shipment_id};
    struct ll_q_shipment_inside_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow found = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_q_shipment_inside_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_shipment_inside_next(cursor, &row, reterr)) == LL_OK) {
        status = ll_units_kept_inside(ctx, row.package_id, &found, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? add_sorted(ctx, &found, spans, reterr) : status;
}

enum ll_status ll_units_of_shipment(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    struct ll_grow *spans, struct ll_err *reterr)
{
    struct ll_q_custody_of_shipment_in in = {shipment_id};
    struct ll_q_custody_of_shipment_row row;
    struct ll_store_cursor *cursor = NULL;
    if (ctx->units != NULL && ctx->units->whole) {
        return kept_of_shipment(ctx, shipment_id, spans, reterr);
    }
    LL_TRY(ll_units_write(ctx, reterr));
    LL_TRY(ll_q_custody_of_shipment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_custody_of_shipment_next(cursor, &row, reterr)) == LL_OK) {
        const struct ll_lot_span span = {.lot_id = row.lot_id, .lo = row.lo, .hi = row.hi};
        status = add_span(spans, &span, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_units_last_since(struct ll_ctx *ctx, struct ll_package_id package_id,
                                   struct ll_date *ret_day, bool *ret_has_day,
                                   struct ll_err *reterr)
{
    struct ll_q_package_last_since_in in = {package_id};
    struct ll_q_package_last_since_row row;
    if (ctx->units != NULL && ctx->units->whole) {
        *ret_has_day = ll_units_kept_last_since(ctx, package_id, ret_day);
        return LL_OK;
    }
    LL_TRY(ll_units_write(ctx, reterr));
    LL_TRY(ll_q_package_last_since(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_has_day = row.has_last_since;
    *ret_day = row.last_since;
    return LL_OK;
}
