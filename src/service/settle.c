#include "service/settle.h"

#include "core/ledger.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/visible.h"
#include "store/q_demand.h"
#include "store/q_settle.h"

#include <stdlib.h>
#include <string.h>

/* What a fact does to the units of a lot, or to positions of an order line. */
enum change_kind {
    CHANGE_OUT,      /* units leave the supply */
    CHANGE_CLASS,    /* units are of another class */
    CHANGE_VOID,     /* positions are no longer demanded */
    CHANGE_STANDARD, /* a plant received units, with its standards as `words` */
    CHANGE_CREDIT,   /* units weigh less on lines in grams */
};
struct change {
    enum change_kind kind;
    struct ll_id owner; /* the lot, or the order line */
    struct ll_span span;
    struct ll_str class_code; /* or the standards */
    int64_t credit_g;
};

struct rule {
    struct ll_str demand_class;
    struct ll_str lot_classes; /* with a blank between */
};

/* Allocations of one lot or order line, side by side: as core wants them, and the rest. */
struct held_by {
    struct ll_lot_id lot_id;
    struct ll_order_line_id order_line_id;
    int64_t slice_lo;
    struct ll_str line_code;
    struct ll_str line_class;
    struct ll_str line_standard; /* or empty */
    const char *lot_number;      /* [16] */
    enum ll_measure measure;     /* of the lot */
    bool has_certificate;
    struct ll_settle_certificate certificate;
};
struct rows {
    struct ll_grow allocations; /* of struct ll_allocation */
    struct ll_grow held_by;     /* of struct held_by */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM,
                   "what follows from this does not fit into the memory of "
                   "this command");
}

void ll_settle_begin(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                     struct ll_settle *ret_settle)
{
    *ret_settle = (struct ll_settle){
        .ctx = ctx,
        .programme_id = programme_id,
        .changes = LL_GROW(ctx->arena, struct change),
        .rules = LL_GROW(ctx->arena, struct rule),
        .released = LL_GROW(ctx->arena, struct ll_released_span),
        .line_codes = LL_GROW(ctx->arena, struct ll_str),
        .measures = LL_GROW(ctx->arena, enum ll_measure),
        .held = LL_GROW(ctx->arena, struct ll_settle_held),
        .certificates = LL_GROW(ctx->arena, struct ll_settle_certificate),
    };
}

static enum ll_status name(struct ll_settle *settle, enum change_kind kind, struct ll_id owner,
                           struct ll_span span, struct ll_str class_code, struct ll_err *reterr)
{
    LL_ASSERT(!settle->is_planned);
    if (!ll_span_ok(span)) {
        return LL_REFUSE(reterr, LL_EINVAL, "give numbers from 0, the first below the last",
                         "[%lld, %lld) are no units", (long long)span.lo, (long long)span.hi);
    }
    struct change *change = ll_grow_add(&settle->changes);
    if (change == NULL) {
        return no_memory(reterr);
    }
    *change = (struct change){kind, owner, span, class_code, 0};
    return LL_OK;
}

enum ll_status ll_settle_out(struct ll_settle *settle, const struct ll_lot_span *span,
                             struct ll_err *reterr)
{
    return name(settle, CHANGE_OUT, span->lot_id.raw, (struct ll_span){span->lo, span->hi},
                LL_STR(""), reterr);
}

enum ll_status ll_settle_reclass(struct ll_settle *settle, const struct ll_lot_span *span,
                                 struct ll_str class_code, struct ll_err *reterr)
{
    return name(settle, CHANGE_CLASS, span->lot_id.raw, (struct ll_span){span->lo, span->hi},
                class_code, reterr);
}

enum ll_status ll_settle_standard(struct ll_settle *settle, const struct ll_lot_span *span,
                                  struct ll_str held, struct ll_err *reterr)
{
    return name(settle, CHANGE_STANDARD, span->lot_id.raw, (struct ll_span){span->lo, span->hi},
                held, reterr);
}

enum ll_status ll_settle_recredit(struct ll_settle *settle, const struct ll_lot_span *span,
                                  int64_t credit_g, struct ll_err *reterr)
{
    LL_TRY(name(settle, CHANGE_CREDIT, span->lot_id.raw, (struct ll_span){span->lo, span->hi},
                LL_STR(""), reterr));
    struct change *changes = settle->changes.items;
    changes[settle->changes.count - 1].credit_g = credit_g;
    return LL_OK;
}

enum ll_status ll_settle_void(struct ll_settle *settle, struct ll_order_line_id order_line_id,
                              struct ll_span span, struct ll_err *reterr)
{
    return name(settle, CHANGE_VOID, order_line_id.raw, span, LL_STR(""), reterr);
}

/* ---- reading ---- */
static enum ll_status load_rules(struct ll_settle *settle, struct ll_err *reterr)
{
    struct ll_q_programme_rule_in in = {settle->programme_id};
    struct ll_store_cursor *cursor = NULL;
    struct ll_arena *arena = settle->ctx->arena;
    LL_TRY(ll_q_programme_rule_open(settle->ctx->store, arena, &in, &cursor, reterr));
    struct ll_q_programme_rule_row row;
    enum ll_status status;
    while ((status = ll_q_programme_rule_next(cursor, &row, reterr)) == LL_OK) {
        struct rule *rule = ll_grow_add(&settle->rules);
        if (rule == NULL) {
            status = no_memory(reterr);
            break;
        }
        rule->demand_class = ll_str_copy(arena, row.demand_class);
        rule->lot_classes = ll_str_copy(arena, row.lot_classes);
        if (rule->demand_class.ptr == NULL || rule->lot_classes.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
    }
    ll_store_query_close(cursor);
    settle->has_rules = true;
    return status == LL_EEND ? LL_OK : status;
}

static bool has_word(struct ll_str words, struct ll_str word)
{
    while (words.len > 0) {
        size_t end = ll_str_find_char(words, ' ');
        if (ll_str_eq(ll_str_sub(words, 0, end), word)) {
            return true;
        }
        words = ll_str_sub(words, end + 1, words.len);
    }
    return false;
}

static bool class_serves(const struct ll_settle *settle, struct ll_str demand_class,
                         struct ll_str lot_class)
{
    const struct rule *rules = settle->rules.items;
    for (size_t i = 0; i < settle->rules.count; i++) {
        if (ll_str_eq(rules[i].demand_class, demand_class)) {
            return has_word(rules[i].lot_classes, lot_class);
        }
    }
    return false;
}

enum ll_status ll_settle_serves(struct ll_settle *settle, struct ll_str demand_class,
                                struct ll_str lot_class, bool *ret_serves, struct ll_err *reterr)
{
    if (!settle->has_rules) {
        LL_TRY(load_rules(settle, reterr));
    }
    *ret_serves = class_serves(settle, demand_class, lot_class);
    return LL_OK;
}

static enum ll_status add_row(struct ll_settle *settle, struct rows *rows,
                              const struct ll_q_settle_of_lot_row *row, struct ll_err *reterr)
{
    struct ll_arena *arena = settle->ctx->arena;
    struct ll_allocation *allocation = ll_grow_add(&rows->allocations);
    struct held_by *held_by = ll_grow_add(&rows->held_by);
    char *number = ll_arena_alloc(arena, 1, 16);
    if (allocation == NULL || held_by == NULL || number == NULL) {
        return no_memory(reterr);
    }
    bool is_held = row->state != LL_ALLOCATION_STATE_PROVISIONAL;
    if (row->public_number.len != 16 || is_held != row->has_certificate_id ||
        !ll_id_eq(row->programme_id.raw, settle->programme_id.raw)) {
        return LL_FAIL(reterr, LL_ECORRUPT,
                       "units [%lld, %lld) of a lot are %s and %s, or of another programme",
                       (long long)row->lot_lo, (long long)row->lot_hi,
                       ll_allocation_state_name(row->state),
                       row->has_certificate_id ? "cited" : "not cited");
    }
    memcpy(number, row->public_number.ptr, 16);
    /* To core, what a certificate cites is final: it is not cut. */
    *allocation = (struct ll_allocation){
        .line_span = {row->line_lo, row->line_hi},
        .lot_span = {row->lot_lo, row->lot_hi},
        .credit = row->credit,
        .state = is_held ? LL_ALLOCATION_STATE_FINAL : LL_ALLOCATION_STATE_PROVISIONAL,
    };
    *held_by = (struct held_by){
        .lot_id = row->lot_id,
        .order_line_id = row->order_line_id,
        .slice_lo = row->slice_lo,
        .line_code = ll_str_copy(arena, row->line_code),
        .line_class = ll_str_copy(arena, row->line_class),
        .line_standard = row->has_standard ? ll_str_copy(arena, row->standard) : LL_STR(""),
        .lot_number = number,
        .measure = row->measure,
        .has_certificate = row->has_certificate_id,
        .certificate = {.certificate_id = row->certificate_id, .state = row->certificate_state},
    };
    bool whole = held_by->line_code.ptr != NULL && held_by->line_class.ptr != NULL &&
                 held_by->line_standard.ptr != NULL;
    if (row->has_certificate_id) {
        held_by->certificate.serial = ll_str_copy(arena, row->serial);
        whole = whole && held_by->certificate.serial.ptr != NULL;
    }
    return whole ? LL_OK : no_memory(reterr);
}

static enum ll_status next_of_line(struct ll_store_cursor *cursor,
                                   struct ll_q_settle_of_lot_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_settle_of_line_row row;
    LL_TRY(ll_q_settle_of_line_next(cursor, &row, reterr));
    *ret_row = (struct ll_q_settle_of_lot_row){
        .lot_id = row.lot_id,
        .lot_lo = row.lot_lo,
        .lot_hi = row.lot_hi,
        .order_line_id = row.order_line_id,
        .line_lo = row.line_lo,
        .line_hi = row.line_hi,
        .slice_lo = row.slice_lo,
        .programme_id = row.programme_id,
        .state = row.state,
        .credit = row.credit,
        .public_number = row.public_number,
        .line_code = row.line_code,
        .line_class = row.line_class,
        .has_certificate_id = row.has_certificate_id,
        .certificate_id = row.certificate_id,
        .has_serial = row.has_serial,
        .serial = row.serial,
        .has_certificate_state = row.has_certificate_state,
        .certificate_state = row.certificate_state,
        .has_standard = row.has_standard,
        .standard = row.standard,
        .measure = row.measure,
    };
    return LL_OK;
}

/* Allocations of a lot or an order line that meet a span. */
static enum ll_status read_rows(struct ll_settle *settle, enum ll_side side, struct ll_id owner,
                                struct ll_span span, struct rows *rows, struct ll_err *reterr)
{
    struct ll_q_settle_of_lot_in of_lot = {{owner}, span.lo, span.hi};
    struct ll_q_settle_of_line_in of_line = {{owner}, span.lo, span.hi};
    struct ll_q_settle_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_ctx *ctx = settle->ctx;
    LL_TRY(side == LL_SIDE_LOT
               ? ll_q_settle_of_lot_open(ctx->store, ctx->arena, &of_lot, &cursor, reterr)
               : ll_q_settle_of_line_open(ctx->store, ctx->arena, &of_line, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (status == LL_OK) {
        status = side == LL_SIDE_LOT ? ll_q_settle_of_lot_next(cursor, &row, reterr)
                                     : next_of_line(cursor, &row, reterr);
        if (status == LL_OK) {
            status = add_row(settle, rows, &row, reterr);
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- working out ---- */
/* By lot or line, then position. */
static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a;
    const struct change *y = b;
    int order = ll_id_cmp(x->owner, y->owner);
    return order != 0 ? order : (x->span.lo > y->span.lo) - (x->span.lo < y->span.lo);
}

static bool still_fits(const struct ll_settle *settle, const struct change *change,
                       const struct held_by *row, int64_t credit_g)
{
    switch (change->kind) {
    case CHANGE_OUT:
    case CHANGE_VOID:
        return false;
    case CHANGE_CLASS:
        /* A certificate says of what class its units are. */
        return !row->has_certificate && class_serves(settle, row->line_class, change->class_code);
    case CHANGE_STANDARD:
        return row->line_standard.len == 0 || has_word(change->class_code, row->line_standard);
    case CHANGE_CREDIT:
        return !row->has_certificate || credit_g <= change->credit_g;
    }
    LL_ASSERT(false);
}

/* Where rows and changes meet and the row no longer fits. Both in order; changes may overlap. */
static enum ll_status find_unfit(struct ll_settle *settle, const struct change *changes,
                                 size_t count, enum ll_side side, const struct rows *rows,
                                 struct ll_span_set *unfit, struct ll_err *reterr)
{
    const struct ll_allocation *allocations = rows->allocations.items;
    const struct held_by *held_by = rows->held_by.items;
    size_t row = 0;
    for (size_t i = 0; i < count; i++) {
        struct ll_span change = changes[i].span;
        for (size_t k = row; k < rows->allocations.count; k++) {
            struct ll_span here =
                side == LL_SIDE_LOT ? allocations[k].lot_span : allocations[k].line_span;
            if (here.hi <= change.lo) {
                row = k + 1; /* the changes to come begin no earlier */
                continue;
            }
            if (here.lo >= change.hi) {
                break;
            }
            struct ll_span met = {here.lo > change.lo ? here.lo : change.lo,
                                  here.hi < change.hi ? here.hi : change.hi};
            if (!still_fits(settle, &changes[i], &held_by[k], allocations[k].credit)) {
                LL_TRY(ll_span_set_add(unfit, met, reterr));
            }
        }
    }
    return LL_OK;
}

static enum ll_status keep_released(struct ll_settle *settle, const struct rows *rows,
                                    const struct ll_ledger_pieces *released, struct ll_err *reterr)
{
    const struct held_by *held_by = rows->held_by.items;
    for (size_t i = 0; i < released->count; i++) {
        const struct ll_ledger_piece *piece = &released->items[i];
        const struct held_by *row = &held_by[piece->row];
        struct ll_released_span *span = ll_grow_add(&settle->released);
        struct ll_str *code = ll_grow_add(&settle->line_codes);
        enum ll_measure *measure = ll_grow_add(&settle->measures);
        if (span == NULL || code == NULL || measure == NULL) {
            return no_memory(reterr);
        }
        *code = row->line_code;
        *measure = row->measure;
        *span = (struct ll_released_span){
            .line_hi = piece->part.line_span.hi,
            .line_lo = piece->part.line_span.lo,
            .lot_hi = piece->part.lot_span.hi,
            .lot_id = row->lot_id,
            .lot_lo = piece->part.lot_span.lo,
            .order_line_id = row->order_line_id,
            .slice_lo = row->slice_lo,
            .lot_number = row->lot_number,
        };
        ll_amount_add(&settle->released_units, row->measure, ll_span_len(piece->part.lot_span));
    }
    return LL_OK;
}

static enum ll_status keep_held(struct ll_settle *settle, const struct rows *rows,
                                const struct ll_ledger_pieces *final, struct ll_err *reterr)
{
    const struct held_by *held_by = rows->held_by.items;
    for (size_t i = 0; i < final->count; i++) {
        const struct ll_ledger_piece *piece = &final->items[i];
        const struct held_by *row = &held_by[piece->row];
        struct ll_settle_held *held = ll_grow_add(&settle->held);
        struct ll_settle_certificate *certificate = ll_grow_add(&settle->certificates);
        if (held == NULL || certificate == NULL) {
            return no_memory(reterr);
        }
        *held = (struct ll_settle_held){
            .lot_id = row->lot_id,
            .lot_span = piece->part.lot_span,
            .order_line_id = row->order_line_id,
            .line_span = piece->part.line_span,
            .certificate_id = row->certificate.certificate_id,
        };
        *certificate = row->certificate;
        ll_amount_add(&certificate->units, row->measure, ll_span_len(piece->part.lot_span));
    }
    return LL_OK;
}

/* The changes of one lot or order line. */
static enum ll_status plan_owner(struct ll_settle *settle, const struct change *changes,
                                 size_t count, struct ll_err *reterr)
{
    struct ll_arena *arena = settle->ctx->arena;
    enum ll_side side = changes[0].kind == CHANGE_VOID ? LL_SIDE_LINE : LL_SIDE_LOT;
    struct rows rows = {
        .allocations = LL_GROW(arena, struct ll_allocation),
        .held_by = LL_GROW(arena, struct held_by),
    };
    struct ll_span all = changes[0].span;
    for (size_t i = 1; i < count; i++) {
        LL_ASSERT((changes[i].kind == CHANGE_VOID) == (side == LL_SIDE_LINE));
        all.hi = changes[i].span.hi > all.hi ? changes[i].span.hi : all.hi;
    }
    LL_TRY(read_rows(settle, side, changes[0].owner, all, &rows, reterr));
    struct ll_span_set unfit;
    struct ll_ledger_release release;
    ll_span_set_init(&unfit, arena);
    LL_TRY(find_unfit(settle, changes, count, side, &rows, &unfit, reterr));
    if (unfit.count == 0) {
        return LL_OK;
    }
    LL_TRY(ll_ledger_release(arena, rows.allocations.items, rows.allocations.count, side, &unfit,
                             &release, reterr));
    LL_TRY(keep_released(settle, &rows, &release.released, reterr));
    return keep_held(settle, &rows, &release.final, reterr);
}

static int compare_certificates(const void *a, const void *b)
{
    const struct ll_settle_certificate *x = a;
    const struct ll_settle_certificate *y = b;
    return ll_id_cmp(x->certificate_id.raw, y->certificate_id.raw);
}

/* Each certificate once, with all its units. */
static void join_certificates(struct ll_grow *certificates)
{
    struct ll_settle_certificate *items = certificates->items;
    size_t kept = 0;
    if (certificates->count > 1) {
        qsort(items, certificates->count, sizeof(*items), compare_certificates);
    }
    for (size_t i = 0; i < certificates->count; i++) {
        if (kept > 0 && compare_certificates(&items[kept - 1], &items[i]) == 0) {
            items[kept - 1].units.units += items[i].units.units;
            items[kept - 1].units.mass_g += items[i].units.mass_g;
        } else {
            items[kept++] = items[i];
        }
    }
    certificates->count = kept;
}

enum ll_status ll_settle_plan(struct ll_settle *settle, struct ll_err *reterr)
{
    struct change *changes = settle->changes.items;
    size_t count = settle->changes.count;
    LL_ASSERT(!settle->is_planned);
    settle->is_planned = true;
    if (count > 1) {
        qsort(changes, count, sizeof(*changes), compare_changes);
    }
    for (size_t i = 0; i < count && !settle->has_rules; i++) {
        if (changes[i].kind == CHANGE_CLASS) {
            LL_TRY(load_rules(settle, reterr));
        }
    }
    for (size_t from = 0, to = 0; from < count; from = to) {
        LL_ASSERT((changes[from].kind == CHANGE_VOID) == (changes[0].kind == CHANGE_VOID));
        while (to < count && ll_id_eq(changes[to].owner, changes[from].owner)) {
            to++;
        }
        LL_TRY(plan_owner(settle, &changes[from], to - from, reterr));
    }
    join_certificates(&settle->certificates);
    return LL_OK;
}

/* ---- storing ---- */
static bool breaks_certificates(const struct ll_settle *settle)
{
    const struct change *changes = settle->changes.items;
    return settle->changes.count > 0 && changes[0].kind != CHANGE_VOID;
}

enum ll_status ll_settle_before(struct ll_settle *settle, struct ll_str reason,
                                struct ll_err *reterr)
{
    struct ll_ctx *ctx = settle->ctx;
    LL_TRY(ll_allocation_lock(ctx, settle->programme_id, reterr));
    if (!settle->is_planned) {
        LL_TRY(ll_settle_plan(settle, reterr));
    }
    const struct ll_settle_certificate *certificates = settle->certificates.items;
    for (size_t i = 0; breaks_certificates(settle) && i < settle->certificates.count; i++) {
        if (certificates[i].state == LL_CERTIFICATE_STATE_LIVE) {
            struct ll_certificate_put_under_review body = {certificates[i].certificate_id, reason};
            struct ll_event_meta meta = ll_event_begin(ctx);
            LL_TRY(
                ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_PUT_UNDER_REVIEW, &body, reterr));
        }
    }
    if (settle->released.count == 0) {
        return LL_OK;
    }
    struct ll_allocation_released body = {
        .programme_id = settle->programme_id,
        .reason = reason,
        .released = ll_grow_list(&settle->released),
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_ALLOCATION_RELEASED, &body, reterr);
}

enum ll_status ll_settle_refill(struct ll_settle *settle, bool has_new, struct ll_err *reterr)
{
    if (settle->released.count == 0 && !has_new) {
        return LL_OK;
    }
    settle->is_refilled = true;
    return ll_allocation_match(settle->ctx, settle->programme_id, &settle->refill, reterr);
}

/* ---- telling ---- */
struct line {
    struct ll_str code;
    struct ll_amount units;
};

static int compare_lines(const void *a, const void *b)
{
    return ll_str_cmp(((const struct line *)a)->code, ((const struct line *)b)->code);
}

/* What each order line would lose, by code. */
static enum ll_status sum_lines(struct ll_settle *settle, struct line **ret_lines,
                                size_t *ret_count, struct ll_err *reterr)
{
    const struct ll_released_span *released = settle->released.items;
    const struct ll_str *codes = settle->line_codes.items;
    const enum ll_measure *measures = settle->measures.items;
    size_t count = settle->released.count;
    struct line *lines = LL_NEW_ARRAY(settle->ctx->arena, struct line, count);
    if (lines == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct line){.code = codes[i]};
        ll_amount_add(&lines[i].units, measures[i], released[i].lot_hi - released[i].lot_lo);
    }
    if (count > 1) {
        qsort(lines, count, sizeof(*lines), compare_lines);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && ll_str_eq(lines[kept - 1].code, lines[i].code)) {
            lines[kept - 1].units.units += lines[i].units.units;
            lines[kept - 1].units.mass_g += lines[i].units.mass_g;
        } else {
            lines[kept++] = lines[i];
        }
    }
    *ret_lines = lines;
    *ret_count = kept;
    return LL_OK;
}

enum ll_status ll_settle_list(struct ll_settle *settle, struct ll_json **ret_list,
                              struct ll_err *reterr)
{
    struct ll_ctx *ctx = settle->ctx;
    if (!settle->is_planned) {
        LL_TRY(ll_settle_plan(settle, reterr));
    }
    struct ll_json *list = ll_answer_object(ctx);
    struct ll_json *certificates = ll_json_new_array(ctx->arena);
    struct ll_json *lines = ll_json_new_array(ctx->arena);
    const struct ll_settle_certificate *certificate = settle->certificates.items;
    for (size_t i = 0; i < settle->certificates.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "serial", certificate[i].serial);
        ll_json_set_cstr(ctx->arena, item, "state",
                         ll_certificate_state_name(certificate[i].state));
        ll_answer_amount(ctx, item, "units", "mass_g", certificate[i].units);
        ll_json_append(ctx->arena, certificates, item);
    }
    struct line *line = NULL;
    size_t line_count = 0;
    LL_TRY(sum_lines(settle, &line, &line_count, reterr));
    for (size_t i = 0; i < line_count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "order_line", line[i].code);
        ll_answer_amount(ctx, item, "units", "mass_g", line[i].units);
        ll_json_append(ctx->arena, lines, item);
    }
    ll_json_set(ctx->arena, list, "certificates", certificates);
    ll_json_set(ctx->arena, list, "order_lines", lines);
    ll_answer_amount(ctx, list, "released_units", "released_g", settle->released_units);
    return ll_answer_done(list, ret_list, reterr);
}

void ll_settle_answer(struct ll_settle *settle, struct ll_json *answer)
{
    struct ll_ctx *ctx = settle->ctx;
    if (ll_viewer_is_partial(ctx)) {
        return; /* what it does to others is theirs */
    }
    struct ll_json *serials = ll_json_new_array(ctx->arena);
    const struct ll_settle_certificate *certificates = settle->certificates.items;
    for (size_t i = 0; breaks_certificates(settle) && i < settle->certificates.count; i++) {
        if (certificates[i].state == LL_CERTIFICATE_STATE_LIVE) {
            ll_json_append(ctx->arena, serials,
                           ll_json_new_string(ctx->arena, certificates[i].serial));
        }
    }
    ll_json_set(ctx->arena, answer, "certificates_under_review", serials);
    if (settle->is_refilled) {
        ll_answer_i64(ctx, answer, "refilled_allocations", settle->refill.allocations);
        ll_answer_amount(ctx, answer, "refilled_units", "refilled_g", settle->refill.units);
        ll_allocation_answer_open(ctx, settle->refill.still_open, settle->refill.still_open_g,
                                  answer);
    }
    const struct ll_hold_ends *ended = &settle->refill.ended;
    if (ended->holds > 0) {
        ll_answer_i64(ctx, answer, "expired_holds", ended->holds);
    }
    ll_answer_i64(ctx, answer, "released_allocations",
                  (int64_t)settle->released.count + ended->released_allocations);
    const struct ll_amount released = {settle->released_units.units + ended->released_units.units,
                                       settle->released_units.mass_g +
                                           ended->released_units.mass_g};
    ll_answer_amount(ctx, answer, "released_units", "released_g", released);
}
