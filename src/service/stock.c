/* facility limit; stock list, show, limits: what lies where, since when, and how much may */
#include "service/stock.h"

#include <string.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_supply.h"

#define DAYS_MAX 36500
#define LIMIT_KINDS 4
#define STATES 3      /* over a limit, near one, within it */
#define STATES_TOLD 2 /* to who brings something: the first */

/* ---- limit ---- */
struct facility_limit {
    struct ll_str basis;
    struct ll_mass battery_mass_max;
    int64_t days_max;
    struct ll_str facility;
    struct ll_mass mass_max;
    struct ll_units units_max;
};
static const struct ll_field limit_fields[] = {
    LL_MEMBER(facility_limit, basis, LL_OPT(STR), .min = 1, .max = 64,
              .help = "where it stands: the number of a licence or of a fire brigade's paper"),
    LL_MEMBER(facility_limit, battery_mass_max, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "the most of what has batteries in it, or is not said to have none: 2t"),
    LL_MEMBER(facility_limit, days_max, LL_OPT(I64), .min = 1, .max = DAYS_MAX,
              .help = "the longest that anything may lie there, in days"),
    LL_MEMBER(facility_limit, facility, LL_REQ(REF), .operand = true, .help = "the place"),
    LL_MEMBER(facility_limit, mass_max, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "the most that may lie there at once: 40t"),
    LL_MEMBER(facility_limit, units_max, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "the most counted devices at once"),
};
static const struct ll_record limit_record =
    LL_RECORD("facility_limit", facility_limit, limit_fields);

static enum ll_status run_limit(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct facility_limit *in = input;
    struct ll_q_facility_by_id_row facility;
    struct ll_facility_limited body = {
        .basis = in->basis,
        .battery_mass_max_g = in->battery_mass_max,
        .days_max = in->days_max,
        .mass_max_g = in->mass_max,
        .units_max = in->units_max,
    };
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    if (in->basis.len > 0) {
        LL_TRY(ll_words_token(in->basis, "basis", reterr));
    }
    body.facility_id = facility.facility_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_FACILITY_LIMITED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "facility", facility.code);
    ll_answer_id(ctx, answer, "facility_id", "fac", facility.facility_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- limits ---- */
/* How much there is of what is limited; from nine tenths on, near. */
struct against {
    const char *kind;
    bool has;
    int64_t most;
    int64_t there;
};

static const char *state_of(const struct against *a)
{
    if (a->there > a->most) {
        return "over-limit";
    }
    return a->there > a->most - a->most / 10 ? "near-limit" : "within-limit";
}

static bool is_in_state(const struct against *a, size_t state)
{
    static const char *const states[] = {"over-limit", "near-limit", "within-limit"};
    return strcmp(state_of(a), states[state]) == 0;
}

static void put_limit(struct ll_ctx *ctx, const struct ll_q_stock_limit_all_row *row,
                      const struct against *a, struct ll_json *list)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "facility", row->facility);
    ll_json_set_cstr(ctx->arena, item, "state", state_of(a));
    ll_json_set_cstr(ctx->arena, item, "limited", a->kind);
    ll_answer_i64(ctx, item, "there", a->there);
    ll_answer_i64(ctx, item, "most", a->most);
    if (row->has_basis) {
        ll_answer_text(ctx, item, "basis", row->basis);
    }
    ll_answer_text(ctx, item, "acts", row->organisation);
    ll_answer_id(ctx, item, "facility_id", "fac", row->facility_id.raw);
    ll_json_append(ctx->arena, list, item);
}

static void put_limits_of(struct ll_ctx *ctx, const struct ll_q_stock_limit_all_row *row,
                          size_t state, struct ll_json *list)
{
    int64_t today = ll_time_date(ctx->now).days;
    const struct against rows[LIMIT_KINDS] = {
        {"stored-mass", row->has_mass_max_g, row->mass_max_g, row->has_mass_g ? row->mass_g : 0},
        {"stored-battery-mass", row->has_battery_mass_max_g, row->battery_mass_max_g,
         row->has_battery_mass_g ? row->battery_mass_g : 0},
        {"stored-units", row->has_units_max, row->units_max, row->has_units ? row->units : 0},
        {"stored-days", row->has_days_max, row->days_max,
         row->has_since ? today - row->since.days : 0},
    };
    for (size_t i = 0; i < LIMIT_KINDS; i++) {
        if (rows[i].has && is_in_state(&rows[i], state)) {
            put_limit(ctx, row, &rows[i], list);
        }
    }
}

/* Is it at a warehouse or plant of the viewer's organisation, for who sees a part only? */
static enum ll_status is_kept(struct ll_ctx *ctx, struct ll_facility_id facility_id, bool *ret_kept,
                              struct ll_err *reterr)
{
    static const enum ll_role roles[] = {LL_ROLE_RECYCLER, LL_ROLE_WAREHOUSE};
    bool kept = !ll_viewer_is_partial(ctx);
    for (size_t i = 0; i < 2 && !kept; i++) {
        enum ll_status status =
            ll_acts_at(ctx, roles[i], facility_id, "facility", LL_STR(""), reterr);
        LL_TRY(status == LL_ENOTFOUND ? LL_OK : status);
        kept = status == LL_OK;
    }
    *ret_kept = kept;
    return LL_OK;
}

static enum ll_status copy_row(struct ll_ctx *ctx, struct ll_grow *rows,
                               const struct ll_q_stock_limit_all_row *row, struct ll_err *reterr)
{
    struct ll_q_stock_limit_all_row *copy = ll_grow_add(rows);
    if (copy == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for limits");
    }
    *copy = *row;
    copy->facility = ll_str_copy(ctx->arena, row->facility);
    copy->organisation = ll_str_copy(ctx->arena, row->organisation);
    copy->basis = row->has_basis ? ll_str_copy(ctx->arena, row->basis) : LL_STR("");
    return LL_OK;
}

/* Those of the first so many states: what is over a limit, then what is near; by place. */
static enum ll_status list_limits(struct ll_ctx *ctx, const struct ll_q_stock_limit_all_in *in,
                                  size_t states, struct ll_json *list, struct ll_err *reterr)
{
    struct ll_q_stock_limit_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_stock_limit_all_row);
    LL_TRY(ll_q_stock_limit_all_open(ctx->store, ctx->arena, in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_stock_limit_all_next(cursor, &row, reterr)) == LL_OK) {
        status = copy_row(ctx, &rows, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_stock_limit_all_row *items = rows.items;
    for (size_t state = 0; state < states; state++) {
        for (size_t i = 0; i < rows.count; i++) {
            bool kept = false;
            LL_TRY(is_kept(ctx, items[i].facility_id, &kept, reterr));
            if (kept) {
                put_limits_of(ctx, &items[i], state, list);
            }
        }
    }
    return LL_OK;
}

static enum ll_status put_limits(struct ll_ctx *ctx, const struct ll_q_stock_limit_all_in *in,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    LL_TRY(list_limits(ctx, in, STATES, list, reterr));
    ll_json_set(ctx->arena, answer, "limits", list);
    return LL_OK;
}

enum ll_status ll_stock_warn(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                             struct ll_json *answer, struct ll_err *reterr)
{
    const struct ll_q_stock_limit_all_in in = {true, facility_id};
    struct ll_json *list = ll_json_new_array(ctx->arena);
    LL_TRY(list_limits(ctx, &in, STATES_TOLD, list, reterr));
    if (list == NULL || list->broken || list->count > 0) {
        ll_json_set(ctx->arena, answer, "limits", list);
    }
    return LL_OK;
}

static enum ll_status run_limits(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct ll_q_stock_limit_all_in all = {.has_facility_id = false};
    struct ll_json *answer = ll_answer_object(ctx);
    (void)input;
    LL_TRY(put_limits(ctx, &all, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct stock_list {
    struct ll_str after;
    bool at_limit;
    struct ll_str class_code;
    struct ll_str facility;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(stock_list),
    LL_MEMBER(stock_list, at_limit, LL_OPT(BOOL),
              .help = "only at places that are over a limit of what may lie there, or near one"),
    LL_MEMBER(stock_list, class_code, LL_OPT(CODE), .help = "only of this device class"),
    LL_MEMBER(stock_list, facility, LL_OPT(REF), .help = "only what lies there"),
    LL_PAGE_LIMIT(stock_list),
};
static const struct ll_record list_record = LL_RECORD("stock_list", stock_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct stock_list *in = input;
    struct ll_q_stock_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        .has_at_limit_on = in->at_limit,
        .at_limit_on = ll_time_date(ctx->now),
        /* of a place's limits those know who keep it: others see their programme's part alone */
        .has_keeper = in->at_limit && ll_viewer_is_partial(ctx),
        .keeper = ctx->viewer.user_id,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_filter_class(ctx, in->class_code, &by.has_class_code, &by.class_code, reterr));
    LL_TRY(ll_q_stock_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

struct stock_show {
    struct ll_str place;
};
static const struct ll_field show_fields[] = {
    LL_MEMBER(stock_show, place, LL_REQ(STR), .min = 1, .max = 130, .operand = true,
              .help = "a place; or PLACE:CLASS, one device class of it"),
};
static const struct ll_record show_record = LL_RECORD("stock_show", stock_show, show_fields);

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct stock_show *in = input;
    struct ll_str words[2];
    struct ll_q_facility_by_id_row facility;
    struct ll_store_cursor *cursor = NULL;
    bool kept = false;
    size_t count = ll_words_split(in->place, ':', words, 2);
    LL_TRY(ll_find_facility(ctx, words[0], &facility, reterr));
    LL_TRY(is_kept(ctx, facility.facility_id, &kept, reterr));
    if (count > 2) {
        return ll_find_failed("stock", in->place, reterr);
    }
    struct ll_q_stock_entries_in by = {.facility_id = facility.facility_id, LL_VIEWER_FILTER(ctx)};
    if (count == 2) {
        LL_TRY(ll_filter_class(ctx, words[1], &by.has_class_code, &by.class_code, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "facility", facility.code);
    ll_answer_id(ctx, answer, "facility_id", "fac", facility.facility_id.raw);
    if (count == 2) {
        ll_answer_text(ctx, answer, "class_code", words[1]);
    }
    struct ll_q_stock_limit_all_in limits = {.has_facility_id = true,
                                             .facility_id = facility.facility_id};
    if (kept) {
        LL_TRY(put_limits(ctx, &limits, answer, reterr));
    }
    LL_TRY(ll_q_stock_entries_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "entries", reterr));
    /* an auditor sees what is of the programme there, and of a limit nothing: it is for all */
    if (!kept && ll_json_get(answer, "entries")->count == 0) {
        return ll_find_failed("stock", in->place, reterr);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_facility_limit = {
    .noun = "facility",
    .verb = "limit",
    .help = "say how much may be stored at a place, and for how long",
    .details =
        "By its licence, or by what the fire brigade asks. What was said before of the place "
        "goes: give all that holds; without any, there is none. 'stock limits' says what is "
        "near a limit or over it. Nothing that happened is refused for one.",
    .input = &limit_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_limit,
};
const struct ll_service ll_service_stock_list = {
    .noun = "stock",
    .verb = "list",
    .help = "list what lies at each place, by device class, and since when",
    .details =
        "Loose or in packages that stand there, until it is recycled. The mass is about what "
        "it weighed where it was collected; since: the day on which the oldest of it came, "
        "or was poured or received last.",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_stock_show = {
    .noun = "stock",
    .verb = "show",
    .help = "show what lies at a place, entry by entry, the oldest first",
    .details = "With the place's limits, for who sees all that lies there.",
    .input = &show_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_stock_limits = {
    .noun = "stock",
    .verb = "limits",
    .help = "show what is over a limit of its place, or near one, and who has to act",
    .details = "Over it first, then near: above nine tenths of it. Who runs the place acts.",
    .input = NULL,
    .mode = LL_SERVICE_READ,
    .run = run_limits,
};
