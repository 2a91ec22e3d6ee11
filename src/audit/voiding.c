/* Which positions of a document a credit note takes back: docs/rules.md, "Voiding". */
#include "audit/model.h"

/* How positions of the document stand, in the order in which the rule takes them. */
enum standing {
    STANDING_OPEN,
    STANDING_PROVISIONAL, /* served until the release just before */
    STANDING_HELD,        /* by a certificate: its own, or that of what it is carried from */
    STANDING_COUNT,
    STANDING_GONE = STANDING_COUNT, /* taken back before */
};
struct part {
    struct ll_interval at;
    enum standing standing;
    bool is_carried;
};

static const struct ll_interval *interval_at(const struct ll_vec *vec, size_t size, size_t at)
{
    return (const struct ll_interval *)(const void *)((const char *)vec->items + at * size);
}

/* Is `position` in one of these? *end is lowered to where that changes. */
static bool is_in(const struct ll_vec *vec, size_t size, int64_t position, int64_t *end,
                  size_t *ret_at)
{
    size_t at = ll_vec_find(vec, size, position);
    if (at == vec->count) {
        return false;
    }
    const struct ll_interval *next = interval_at(vec, size, at);
    bool is_inside = next->lo <= position;
    int64_t change = is_inside ? next->hi : next->lo;
    *end = change < *end ? change : *end;
    *ret_at = at;
    return is_inside;
}

static bool was_served(const struct ll_audit *a, const struct ll_line *line, int64_t position,
                       int64_t *end)
{
    bool was = false;
    for (size_t i = 0; i < a->just_released.count; i++) {
        const struct ll_just_released *one =
            LL_VEC_AT(&a->just_released, struct ll_just_released, i);
        int64_t hi = one->line_hi;
        if (one->line != line || hi <= position) {
            continue;
        }
        bool is_inside = one->line_lo <= position;
        int64_t change = is_inside ? hi : one->line_lo;
        *end = change < *end ? change : *end;
        was = was || is_inside;
    }
    return was;
}

bool ll_audit_is_held(const struct ll_line *line, const struct ll_service_span *served)
{
    for (size_t i = 0; i < served->lot->allocations.count; i++) {
        const struct ll_allocation *one =
            LL_VEC_AT(&served->lot->allocations, struct ll_allocation, i);
        if (one->line == line && one->line_lo == served->at.lo) {
            return one->certificate != NULL;
        }
    }
    return false;
}

static enum standing standing_at(const struct ll_audit *a, const struct ll_line *line,
                                 int64_t position, int64_t *end, bool *ret_is_carried)
{
    size_t at = 0;
    bool is_gone = is_in(&line->voided, sizeof(struct ll_returned), position, end, &at);
    *ret_is_carried = is_gone && LL_VEC_AT(&line->voided, struct ll_returned, at)->from != NULL;
    if (*ret_is_carried) {
        return STANDING_HELD;
    }
    is_gone = is_in(&line->carry_over, sizeof(struct ll_returned), position, end, &at) || is_gone;
    bool was = was_served(a, line, position, end);
    bool is_served = is_in(&line->served, sizeof(struct ll_service_span), position, end, &at);
    if (is_gone) {
        return STANDING_GONE;
    }
    if (is_served) {
        return ll_audit_is_held(line, LL_VEC_AT(&line->served, struct ll_service_span, at))
                   ? STANDING_HELD
                   : STANDING_PROVISIONAL;
    }
    return was ? STANDING_PROVISIONAL : STANDING_OPEN;
}

/* What the document bought on the line, in order. */
static struct ll_vec list_parts(struct ll_audit *a, const struct ll_document *of,
                                const struct ll_line *line)
{
    struct ll_vec parts = {0};
    for (size_t i = 0; i < line->slices.count; i++) {
        const struct ll_slice *slice = LL_VEC_AT(&line->slices, struct ll_slice, i);
        int64_t position = slice->document == of ? slice->at.lo : slice->at.hi;
        while (position < slice->at.hi) {
            int64_t end = slice->at.hi;
            bool is_carried = false;
            enum standing standing = standing_at(a, line, position, &end, &is_carried);
            struct part *part = ll_vec_push(a, &parts, sizeof(*part));
            if (part == NULL) {
                return parts;
            }
            *part = (struct part){{position, end}, standing, is_carried};
            position = end;
        }
    }
    return parts;
}

/* Positions of the line in a list of the event, of those in [from, to). */
static int64_t count_named(const struct ll_line *line, const struct ll_json *spans, int64_t from,
                           int64_t to)
{
    int64_t named = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_json *b = &spans->items[i];
        int64_t lo = ll_body_i64(b, "lo");
        int64_t hi = ll_body_i64(b, "hi");
        lo = lo > from ? lo : from;
        hi = hi < to ? hi : to;
        if (lo < hi && ll_id_eq(ll_body_id(b, "order_line_id"), line->o.id)) {
            named += hi - lo;
        }
    }
    return named;
}

void ll_audit_check_voiding(struct ll_audit *a, const struct ll_document *of,
                            const struct ll_line *line, const struct ll_json *voided,
                            const struct ll_json *carried)
{
    const struct ll_vec parts = list_parts(a, of, line);
    int64_t wanted = 0;
    for (size_t i = 0; i < parts.count; i++) {
        const struct ll_interval *at = &LL_VEC_AT(&parts, struct part, i)->at;
        wanted +=
            count_named(line, voided, at->lo, at->hi) + count_named(line, carried, at->lo, at->hi);
    }
    for (int standing = STANDING_OPEN; standing < STANDING_COUNT; standing++) {
        for (size_t i = parts.count; i > 0 && wanted > 0; i--) {
            const struct part *part = LL_VEC_AT(&parts, struct part, i - 1);
            if ((int)part->standing != standing) {
                continue;
            }
            bool is_kept = standing == STANDING_HELD && !part->is_carried;
            const struct ll_json *list = is_kept ? carried : voided;
            int64_t hi = part->at.hi;
            int64_t lo = hi - part->at.lo > wanted ? hi - wanted : part->at.lo;
            wanted -= hi - lo;
            if (count_named(line, list, lo, hi) != hi - lo) {
                ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &line->o,
                                    "positions [%lld, %lld) are to be %s first", (long long)lo,
                                    (long long)hi, is_kept ? "carried over" : "voided");
                return;
            }
        }
    }
}
