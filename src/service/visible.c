#include "service/visible.h"

#include "core/span_set.h"
#include "service/answer.h"
#include "service/find.h"
#include "store/q_visible.h"

#include <string.h>

typedef enum ll_status sees_fn(struct ll_ctx *ctx, struct ll_id id, struct ll_err *reterr);

typedef enum ll_status any_fn(struct ll_ctx *ctx, struct ll_id *ret_id, struct ll_err *reterr);

/* LL_OK: it is seen; LL_ENOTFOUND: it is not. */
#define SEES(query)                                                                                \
    static enum ll_status query(struct ll_ctx *ctx, struct ll_id id, struct ll_err *reterr)        \
    {                                                                                              \
        struct ll_q_##query##_in in = {ctx->viewer.user_id, id};                                   \
        struct ll_q_##query##_row row;                                                             \
        return ll_q_##query(ctx->store, ctx->arena, &in, &row, reterr);                            \
    }
#define LL_OBJECT(NAME, name, prefix)                                                              \
    SEES(sees_##name)                                                                              \
    static enum ll_status any_##name(struct ll_ctx *ctx, struct ll_id *ret_id,                     \
                                     struct ll_err *reterr)                                        \
    {                                                                                              \
        struct ll_q_any_##name##_row row;                                                          \
        LL_TRY(ll_q_any_##name(ctx->store, ctx->arena, &row, reterr));                             \
        *ret_id = row.object_id;                                                                   \
        return LL_OK;                                                                              \
    }
#include "service/visible.def"
#undef LL_OBJECT
SEES(sees_whole_lot)
SEES(sees_whole_package)
SEES(sees_whole_shipment)
SEES(sees_whole_receipt)
SEES(sees_whole_treatment)
SEES(acts_for_order_line)

static const struct {
    const char *prefix;
    sees_fn *sees;
    any_fn *any; /* one of them, whoever sees it; LL_ENOTFOUND: there is none */
} objects[LL_OBJECT_COUNT] = {
#define LL_OBJECT(NAME, name, prefix) {prefix, sees_##name, any_##name},
#include "service/visible.def"
#undef LL_OBJECT
};

bool ll_viewer_is_partial(const struct ll_ctx *ctx)
{
    return ctx->viewer.is_limited && !ctx->viewer.sees_all;
}

bool ll_viewer_may(const struct ll_viewer *viewer, enum ll_permission permission)
{
    bool is_kept_out = viewer->is_program && permission != LL_MAY_PUBLIC &&
                       (viewer->permissions & UINT64_C(1) << permission) == 0;
    return !viewer->is_limited || (!is_kept_out && ll_roles_may(viewer->roles, permission));
}

enum ll_status ll_viewer_complete(struct ll_ctx *ctx, struct ll_viewer *viewer,
                                  struct ll_err *reterr)
{
    bool is_operators = false;
    for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
        enum ll_role role = (enum ll_role)ll_role_rows[i].value;
        is_operators = is_operators || (ll_role_is_operators(role) &&
                                        (viewer->roles.bits & 1U << (unsigned)role) != 0);
    }
    struct ll_q_sees_everything_in in = {viewer->organisation_id};
    struct ll_q_sees_everything_row row;
    LL_TRY(ll_q_sees_everything(ctx->store, ctx->arena, &in, &row, reterr));
    viewer->sees_all = is_operators && (row.operated > 0 || row.programmes == 0);
    return LL_OK;
}

static enum ll_status ask(struct ll_ctx *ctx, sees_fn *sees, struct ll_id id, bool *ret_seen,
                          struct ll_err *reterr)
{
    bool is_partial = ll_viewer_is_partial(ctx) && sees != NULL;
    enum ll_status status = is_partial ? sees(ctx, id, reterr) : LL_OK;
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    *ret_seen = status == LL_OK;
    return LL_OK;
}

enum ll_status ll_visible(struct ll_ctx *ctx, enum ll_object kind, struct ll_id id,
                          bool *ret_visible, struct ll_err *reterr)
{
    return ask(ctx, objects[kind].sees, id, ret_visible, reterr);
}

enum ll_status ll_visible_id(struct ll_ctx *ctx, const char *prefix, struct ll_id id,
                             bool *ret_visible, struct ll_err *reterr)
{
    sees_fn *sees = NULL;
    for (size_t i = 0; i < LL_OBJECT_COUNT; i++) {
        if (strcmp(objects[i].prefix, prefix) == 0) {
            sees = objects[i].sees;
        }
    }
    return ask(ctx, sees, id, ret_visible, reterr);
}

/* Who asks for what there is not is kept as long as with another's: of an object that there is, the
 * look goes deeper. */
static enum ll_status look_at_any(struct ll_ctx *ctx, enum ll_object kind, struct ll_err *reterr)
{
    struct ll_id id;
    bool is_visible = false;
    if (!ll_viewer_is_partial(ctx)) {
        return LL_OK;
    }
    enum ll_status status = objects[kind].any(ctx, &id, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    return ll_visible(ctx, kind, id, &is_visible, reterr);
}

enum ll_status ll_visible_found(struct ll_ctx *ctx, enum ll_status status, enum ll_object kind,
                                struct ll_id id, const char *noun, struct ll_str ref,
                                struct ll_err *reterr)
{
    bool is_visible = false;
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(status == LL_OK ? ll_visible(ctx, kind, id, &is_visible, reterr)
                           : look_at_any(ctx, kind, reterr));
    return is_visible ? LL_OK : ll_find_failed(noun, ref, reterr);
}

enum ll_status ll_acts_for_line(struct ll_ctx *ctx, struct ll_order_line_id line_id,
                                const char *noun, struct ll_str ref, struct ll_err *reterr)
{
    bool is_theirs = false;
    LL_TRY(ask(ctx, acts_for_order_line, line_id.raw, &is_theirs, reterr));
    return is_theirs ? LL_OK : ll_find_failed(noun, ref, reterr);
}

enum ll_status ll_acts_at(struct ll_ctx *ctx, enum ll_role role, struct ll_facility_id facility_id,
                          const char *noun, struct ll_str ref, struct ll_err *reterr)
{
    struct ll_q_acts_at_in in = {ctx->viewer.user_id, role, facility_id};
    struct ll_q_acts_at_row row;
    if (!ll_viewer_is_partial(ctx)) {
        return LL_OK;
    }
    enum ll_status status = ll_q_acts_at(ctx->store, ctx->arena, &in, &row, reterr);
    return status == LL_ENOTFOUND ? ll_find_failed(noun, ref, reterr) : status;
}

/* ---- parts of answers ---- */

/* What the viewer sees of a lot. */
struct seen_units {
    struct ll_span_set set;
    enum ll_measure measure;
};

static enum ll_status read_units(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                 struct seen_units *ret_units, struct ll_err *reterr)
{
    struct ll_q_lot_units_seen_in in = {ctx->viewer.user_id, lot_id};
    struct ll_q_lot_units_seen_row row;
    struct ll_store_cursor *cursor = NULL;
    ll_span_set_init(&ret_units->set, ctx->arena);
    ret_units->measure = LL_MEASURE_PIECES;
    LL_TRY(ll_q_lot_units_seen_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_lot_units_seen_next(cursor, &row, reterr)) == LL_OK) {
        const struct ll_span span = {row.lo, row.hi};
        ret_units->measure = row.measure;
        status = row.lo < row.hi ? ll_span_set_add(&ret_units->set, span, reterr) : LL_OK;
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- amounts ---- */

struct own_units {
    int64_t units;
    enum ll_measure measure;
};
typedef enum ll_status own_fn(struct ll_ctx *ctx, struct ll_id id, struct own_units *ret_own,
                              struct ll_err *reterr);

static enum ll_status own_units_of_lot(struct ll_ctx *ctx, struct ll_id id,
                                       struct own_units *ret_own, struct ll_err *reterr)
{
    struct seen_units units;
    LL_TRY(read_units(ctx, (struct ll_lot_id){id}, &units, reterr));
    *ret_own = (struct own_units){.measure = units.measure};
    for (size_t i = 0; i < units.set.count; i++) {
        ret_own->units += units.set.spans[i].hi - units.set.spans[i].lo;
    }
    return LL_OK;
}

#define OWN_UNITS(query)                                                                           \
    static enum ll_status query(struct ll_ctx *ctx, struct ll_id id, struct own_units *ret_own,    \
                                struct ll_err *reterr)                                             \
    {                                                                                              \
        struct ll_q_##query##_in in = {ctx->viewer.user_id, id};                                   \
        struct ll_q_##query##_row row;                                                             \
        LL_TRY(ll_q_##query(ctx->store, ctx->arena, &in, &row, reterr));                           \
        *ret_own =                                                                                 \
            (struct own_units){row.units, row.has_measure ? row.measure : LL_MEASURE_PIECES};      \
        return LL_OK;                                                                              \
    }
OWN_UNITS(own_units_of_package)
OWN_UNITS(own_units_of_shipment)
OWN_UNITS(own_units_of_receipt)
OWN_UNITS(own_units_of_treatment)

/* Of which a client sees its own units. */
static const struct {
    const char *id_name;
    const char *prefix;
    sees_fn *sees_whole;
    own_fn *own;
} wholes[LL_OBJECT_COUNT] = {
    [LL_OBJECT_LOT] = {"lot_id", "lot", sees_whole_lot, own_units_of_lot},
    [LL_OBJECT_PACKAGE] = {"package_id", "pkg", sees_whole_package, own_units_of_package},
    [LL_OBJECT_SHIPMENT] = {"shipment_id", "shp", sees_whole_shipment, own_units_of_shipment},
    [LL_OBJECT_RECEIPT] = {"receipt_id", "rcp", sees_whole_receipt, own_units_of_receipt},
    [LL_OBJECT_TREATMENT] = {"treatment_id", "trt", sees_whole_treatment, own_units_of_treatment},
};

enum ll_status ll_visible_whole(struct ll_ctx *ctx, enum ll_object kind, struct ll_id id,
                                bool *ret_whole, struct ll_err *reterr)
{
    return ask(ctx, wholes[kind].sees_whole, id, ret_whole, reterr);
}

static struct ll_json *member(struct ll_json *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq_cstr(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

/* What is about all of an object, or about those whose units lie beside one's own. */
static const char *const of_the_whole[] = {
    "holder", "input_mass_g", "mass_g",    "outputs", "plant_key_id",
    "shares", "signature",    "statement", "units",
};

static bool is_of_the_whole(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(of_the_whole) / sizeof(of_the_whole[0]); i++) {
        if (ll_str_eq_cstr(name, of_the_whole[i])) {
            return true;
        }
    }
    return false;
}

static void leave_out_whole(struct ll_json *item)
{
    size_t kept = 0;
    for (size_t i = 0; i < item->count; i++) {
        if (!is_of_the_whole(item->members[i].name)) {
            item->members[kept++] = item->members[i];
        }
    }
    item->count = kept;
}

enum ll_status ll_visible_trim(struct ll_ctx *ctx, enum ll_object kind, struct ll_json *item,
                               struct ll_err *reterr)
{
    struct ll_id id;
    bool is_whole = true;
    struct own_units own = {0};
    if (!ll_viewer_is_partial(ctx) || item == NULL) {
        return LL_OK;
    }
    LL_TRY(ll_id_parse(wholes[kind].prefix, ll_json_string_at(item, wholes[kind].id_name), &id,
                       reterr));
    LL_TRY(ll_visible_whole(ctx, kind, id, &is_whole, reterr));
    if (is_whole) {
        return LL_OK;
    }
    LL_TRY(wholes[kind].own(ctx, id, &own, reterr));
    leave_out_whole(item);
    /* whose licence a shipment left without: it may be a carrier's */
    struct ll_json *overrides = member(item, "overrides");
    for (size_t i = 0; overrides != NULL && i < overrides->count; i++) {
        leave_out_whole(&overrides->items[i]);
    }
    ll_answer_measured(ctx, item, own.measure, own.units);
    return LL_OK;
}

enum ll_status ll_visible_trim_each(struct ll_ctx *ctx, enum ll_object kind, struct ll_json *answer,
                                    const char *name, struct ll_err *reterr)
{
    struct ll_json *list = member(answer, name);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        LL_TRY(ll_visible_trim(ctx, kind, &list->items[i], reterr));
    }
    return LL_OK;
}

/* ---- intervals ---- */

static int64_t number_of(struct ll_json *object, const char *name)
{
    const struct ll_json *value = member(object, name);
    return value == NULL ? 0 : value->integer;
}

/* A copy of an item with other bounds. */
static struct ll_json *with_bounds(struct ll_ctx *ctx, const struct ll_json *item, int64_t lo,
                                   int64_t hi)
{
    struct ll_json *copy = ll_json_new_object(ctx->arena);
    for (size_t i = 0; copy != NULL && i < item->count; i++) {
        struct ll_str name = item->members[i].name;
        bool is_lo = ll_str_eq_cstr(name, "lo");
        bool is_hi = ll_str_eq_cstr(name, "hi");
        struct ll_json *value = ll_json_new_integer(ctx->arena, is_lo ? lo : hi);
        if (!is_lo && !is_hi && value != NULL) {
            *value = item->members[i].value;
        }
        ll_json_set(ctx->arena, copy, ll_str_to_cstr(ctx->arena, name), value);
    }
    return copy;
}

enum ll_status ll_visible_cut(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                              const struct ll_lot_id *lot, struct ll_err *reterr)
{
    struct ll_json *items = member(object, name);
    struct ll_json *kept = ll_json_new_array(ctx->arena);
    struct seen_units units;
    struct ll_lot_id of = {{{0}}};
    bool is_read = false;
    if (!ll_viewer_is_partial(ctx) || items == NULL) {
        return LL_OK;
    }
    for (size_t i = 0; i < items->count; i++) {
        struct ll_json *item = &items->items[i];
        struct ll_lot_id lot_id = {{{0}}};
        if (lot != NULL) {
            lot_id = *lot;
        } else if (ll_id_parse("lot", ll_json_string(member(item, "lot_id")), &lot_id.raw, NULL) !=
                   LL_OK) {
            continue; /* a lot that is not seen */
        }
        if (!is_read || !ll_id_eq(of.raw, lot_id.raw)) {
            LL_TRY(read_units(ctx, lot_id, &units, reterr));
            of = lot_id;
            is_read = true;
        }
        int64_t lo = number_of(item, "lo");
        int64_t hi = number_of(item, "hi");
        for (size_t k = 0; k < units.set.count; k++) {
            int64_t from = units.set.spans[k].lo > lo ? units.set.spans[k].lo : lo;
            int64_t to = units.set.spans[k].hi < hi ? units.set.spans[k].hi : hi;
            if (from < to) {
                ll_json_append(ctx->arena, kept, with_bounds(ctx, item, from, to));
            }
        }
    }
    if (kept == NULL || kept->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    *items = *kept;
    return LL_OK;
}

/* The item without its lot and numbers; how many they were stands for them. */
static void unnumber(struct ll_ctx *ctx, struct ll_json *item)
{
    bool has_numbers = member(item, "lo") != NULL && member(item, "hi") != NULL;
    int64_t units = number_of(item, "hi") - number_of(item, "lo");
    bool in_grams =
        ll_str_eq_cstr(ll_json_string_at(item, "measure"), ll_measure_name(LL_MEASURE_GRAMS));
    size_t kept = 0;
    for (size_t i = 0; i < item->count; i++) {
        struct ll_str name = item->members[i].name;
        if (!ll_str_eq_cstr(name, "lot_id") && !ll_str_eq_cstr(name, "lo") &&
            !ll_str_eq_cstr(name, "hi")) {
            item->members[kept++] = item->members[i];
        }
    }
    item->count = kept;
    if (has_numbers) {
        ll_answer_measured(ctx, item, in_grams ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES, units);
    }
}

enum ll_status ll_visible_unnumber(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                                   struct ll_err *reterr)
{
    struct ll_json *items = member(object, name);
    for (size_t i = 0; ll_viewer_is_partial(ctx) && items != NULL && i < items->count; i++) {
        struct ll_id id;
        bool is_whole = false;
        if (ll_id_parse("lot", ll_json_string_at(&items->items[i], "lot_id"), &id, NULL) == LL_OK) {
            LL_TRY(ll_visible_whole(ctx, LL_OBJECT_LOT, id, &is_whole, reterr));
        }
        if (!is_whole) {
            unnumber(ctx, &items->items[i]);
        }
    }
    return LL_OK;
}
