/* package pour: contents of packages mixed at a sorting table and dealt into packages */
#include "core/measure.h"
#include "core/pour.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/package.h"
#include "service/table.h"
#include "service/words.h"

#include <string.h>

#define PACKAGES_MAX 1000
#define TARGETS_ASKED 8 /* together, before they are looked at */

struct package_pour {
    struct ll_list from; /* of struct ll_str */
    struct ll_list into; /* of struct ll_str */
};
static const struct ll_field pour_fields[] = {
    LL_MEMBER(package_pour, from, LL_REQ(STRS), .min = 1, .max = PACKAGES_MAX,
              .help = "the packages that are emptied, by code or id"),
    LL_MEMBER(package_pour, into, LL_REQ(STRS), .min = 1, .max = PACKAGES_MAX,
              .help =
                  "PACKAGE:UNITS each, or PACKAGE:MASS of what nobody counted; together as much as "
                  "is poured"),
};
static const struct ll_record pour_record = LL_RECORD("package_pour", package_pour, pour_fields);

/* What units are besides being in a package: such as differ are not joined. */
struct kind_of_units {
    enum ll_stage stage;
    bool has_receipt_id;
    struct ll_receipt_id receipt_id;
    bool has_treatment_id;
    struct ll_treatment_id treatment_id;
    struct ll_str class_code; /* empty: the lot's */
    int64_t credit_g;         /* 0: the lot's */
};

struct pouring {
    const struct package_pour *in;
    struct ll_q_package_by_id_row *sources;  /* [in->from.count] */
    struct ll_q_package_by_id_row *packages; /* [in->into.count] */
    struct ll_pour_origin *origins;          /* [in->from.count] */
    struct ll_pour_target *targets;          /* [in->into.count] */
    struct ll_grow contents;                 /* of struct ll_pour_span */
    struct ll_grow kinds;                    /* of struct kind_of_units, by tag */
    struct ll_package_measure measure;       /* of what is poured */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the packages");
}

static enum ll_status origin_of(const struct ll_q_package_by_id_row *package,
                                struct ll_pour_origin *ret_origin, struct ll_err *reterr)
{
    if (package->country.len != sizeof(ret_origin->country.code)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a package is from the country '%.*s'",
                       LL_STR_ARG(package->country));
    }
    *ret_origin = (struct ll_pour_origin){
        .programme = package->programme_id,
        .has_funder = package->has_funder_id,
        .funder = package->funder_id,
    };
    memcpy(ret_origin->country.code, package->country.ptr, sizeof(ret_origin->country.code));
    return LL_OK;
}

/* All packages stand at one place. */
static enum ll_status check_facility(const struct ll_q_package_by_id_row *first,
                                     const struct ll_q_package_by_id_row *package,
                                     struct ll_err *reterr)
{
    if (!ll_id_eq(first->facility_id.raw, package->facility_id.raw)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' does not stand where '%.*s' does",
                    LL_STR_ARG(package->code), LL_STR_ARG(first->code));
        ll_err_hint(reterr, "bring them to one place first, with 'loopledger shipment plan'");
        return status;
    }
    return LL_OK;
}

static enum ll_status tag_of(struct pouring *pouring, const struct kind_of_units *kind,
                             uint64_t *ret_tag, struct ll_err *reterr)
{
    const struct kind_of_units *kinds = pouring->kinds.items;
    for (size_t i = 0; i < pouring->kinds.count; i++) {
        if (kinds[i].stage == kind->stage && kinds[i].has_receipt_id == kind->has_receipt_id &&
            kinds[i].has_treatment_id == kind->has_treatment_id &&
            ll_id_eq(kinds[i].receipt_id.raw, kind->receipt_id.raw) &&
            ll_id_eq(kinds[i].treatment_id.raw, kind->treatment_id.raw) &&
            ll_str_eq(kinds[i].class_code, kind->class_code) &&
            kinds[i].credit_g == kind->credit_g) {
            *ret_tag = i;
            return LL_OK;
        }
    }
    struct kind_of_units *kept = ll_grow_add(&pouring->kinds);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    *kept = *kind;
    *ret_tag = pouring->kinds.count - 1;
    return LL_OK;
}

static enum ll_status add_content(struct pouring *pouring,
                                  const struct ll_q_package_custody_row *row,
                                  const struct ll_q_package_by_id_row *package,
                                  struct ll_err *reterr)
{
    struct kind_of_units kind = {
        .stage = row->stage,
        .has_receipt_id = row->has_receipt_id,
        .has_treatment_id = row->has_treatment_id,
        .credit_g = row->has_credit_g ? row->credit_g : 0,
    };
    if (row->has_case_id) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("cas", row->case_id.raw, text);
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is under review: %s",
                                        LL_STR_ARG(package->code), text);
        ll_err_hint(reterr, "settle it and close it with 'loopledger case close'");
        return status;
    }
    if (row->has_receipt_id) {
        kind.receipt_id = row->receipt_id;
    }
    if (row->has_treatment_id) {
        kind.treatment_id = row->treatment_id;
    }
    kind.class_code = LL_STR("");
    if (row->has_class_code) {
        kind.class_code = ll_str_copy(pouring->kinds.arena, row->class_code);
        if (kind.class_code.ptr == NULL) {
            return no_memory(reterr);
        }
    }
    uint64_t tag = 0;
    LL_TRY(
        ll_package_add_measure(&pouring->measure, row->measure, "package", package->code, reterr));
    LL_TRY(tag_of(pouring, &kind, &tag, reterr));
    struct ll_pour_span *span = ll_grow_add(&pouring->contents);
    if (span == NULL) {
        return no_memory(reterr);
    }
    *span = (struct ll_pour_span){.at = {.lot_id = row->lot_id, .lo = row->lo, .hi = row->hi},
                                  .tag = tag};
    return LL_OK;
}

static enum ll_status add_contents(struct ll_ctx *ctx, struct pouring *pouring,
                                   const struct ll_q_package_by_id_row *package, size_t *ret_spans,
                                   struct ll_err *reterr)
{
    size_t before = pouring->contents.count;
    struct ll_q_package_custody_in in = {package->package_id};
    struct ll_q_package_custody_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_package_custody_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (status == LL_OK) {
        status = ll_q_package_custody_next(cursor, &row, reterr);
        if (status == LL_OK) {
            status = add_content(pouring, &row, package, reterr);
        }
    }
    ll_store_query_close(cursor);
    *ret_spans = pouring->contents.count - before;
    return status == LL_EEND ? LL_OK : status;
}

/* Only units are poured: what is nested is poured by itself. */
static enum ll_status check_not_nested(struct ll_ctx *ctx,
                                       const struct ll_q_package_by_id_row *package,
                                       struct ll_err *reterr)
{
    struct ll_q_package_first_inside_in in = {package->package_id};
    struct ll_q_package_first_inside_row row;
    enum ll_status status = ll_q_package_first_inside(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        status = LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' holds package '%.*s'",
                         LL_STR_ARG(package->code), LL_STR_ARG(row.code));
        ll_err_hint(reterr, "pour the packages that hold the units themselves");
        return status;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status read_sources(struct ll_ctx *ctx, struct pouring *pouring,
                                   struct ll_err *reterr)
{
    const struct ll_str *refs = pouring->in->from.items;
    for (size_t i = 0; i < pouring->in->from.count; i++) {
        struct ll_q_package_by_id_row *package = &pouring->sources[i];
        size_t spans = 0;
        LL_TRY(ll_package_handled(ctx, refs[i], package, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(pouring->sources[j].package_id.raw, package->package_id.raw)) {
                return LL_REFUSE(reterr, LL_EINVAL, "name it once",
                                 "package '%.*s' is emptied twice", LL_STR_ARG(package->code));
            }
        }
        LL_TRY(ll_package_check_place(ctx, package, reterr));
        LL_TRY(check_facility(&pouring->sources[0], package, reterr));
        LL_TRY(check_not_nested(ctx, package, reterr));
        LL_TRY(origin_of(package, &pouring->origins[i], reterr));
        LL_TRY(add_contents(ctx, pouring, package, &spans, reterr));
        if (spans == 0) {
            return ll_package_refuse_empty(package->code, reterr);
        }
    }
    return LL_OK;
}

static bool is_source(const struct pouring *pouring, struct ll_package_id package_id)
{
    for (size_t i = 0; i < pouring->in->from.count; i++) {
        if (ll_id_eq(pouring->sources[i].package_id.raw, package_id.raw)) {
            return true;
        }
    }
    return false;
}

/* It takes units: a source that was emptied, or one with nothing in it and no seal. */
static enum ll_status check_takes(struct ll_ctx *ctx, const struct pouring *pouring,
                                  const struct ll_q_package_by_id_row *package,
                                  struct ll_err *reterr)
{
    struct ll_q_package_units_in in = {package->package_id};
    struct ll_q_package_units_row content;
    LL_TRY(ll_package_check_place(ctx, package, reterr));
    LL_TRY(check_facility(&pouring->sources[0], package, reterr));
    if (is_source(pouring, package->package_id)) {
        return LL_OK;
    }
    if (package->has_seal) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is sealed", LL_STR_ARG(package->code));
        ll_err_hint(reterr, "name another; the seals of packages that --from names are broken");
        return status;
    }
    LL_TRY(check_not_nested(ctx, package, reterr));
    LL_TRY(ll_q_package_units(ctx->store, ctx->arena, &in, &content, reterr));
    if (content.units.n > 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' holds %lld %s", LL_STR_ARG(package->code),
                    (long long)content.units.n, ll_measure_word(content.measure));
        ll_err_hint(reterr, "name it with --from too, so that its content is mixed with the rest");
        return status;
    }
    return LL_OK;
}

/* LL_EEND. Whatever else it is, who looks up in earnest meets it, too. */
static void asked(enum ll_status status)
{
    (void)status;
}

static void ask_names(struct ll_ctx *ctx, const struct ll_str *texts, size_t count)
{
    struct ll_err err;
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_q_package_by_id_row package;
        struct ll_str words[2];
        if (ll_words_split(texts[i], ':', words, 2) == 2) {
            asked(ll_package_handled(ctx, words[0], &package, &err));
        }
    }
    ll_store_early_end(ctx->store);
}

/* What read_targets asks of the next packages, by two waits for a server rather than by each. */
static void ask_targets(struct ll_ctx *ctx, const struct ll_str *texts, size_t count)
{
    struct ll_q_package_by_id_row packages[TARGETS_ASKED];
    size_t found = 0;
    struct ll_err err;
    if (ll_store_engine(ctx->store) == LL_STORE_SQLITE) {
        return;
    }
    ll_store_early_forget(ctx->store);
    ask_names(ctx, texts, count);
    for (size_t i = 0; i < count; i++) {
        struct ll_str words[2];
        if (ll_words_split(texts[i], ':', words, 2) == 2 &&
            ll_package_handled(ctx, words[0], &packages[found], &err) == LL_OK) {
            found++;
        }
    }
    if (!ll_store_early_begin(ctx->store)) {
        return;
    }
    for (size_t i = 0; i < found; i++) {
        struct ll_q_package_units_in in = {packages[i].package_id};
        struct ll_q_package_units_row content;
        asked(ll_package_check_place(ctx, &packages[i], &err));
        asked(check_not_nested(ctx, &packages[i], &err));
        asked(ll_q_package_units(ctx->store, ctx->arena, &in, &content, &err));
    }
    ll_store_early_end(ctx->store);
}

static enum ll_status read_targets(struct ll_ctx *ctx, struct pouring *pouring,
                                   struct ll_err *reterr)
{
    const struct ll_str *texts = pouring->in->into.items;
    for (size_t i = 0; i < pouring->in->into.count; i++) {
        struct ll_str words[2];
        struct ll_q_package_by_id_row *package = &pouring->packages[i];
        struct ll_pour_target *target = &pouring->targets[i];
        if (i % TARGETS_ASKED == 0) {
            size_t left = pouring->in->into.count - i;
            ask_targets(ctx, &texts[i], left < TARGETS_ASKED ? left : TARGETS_ASKED);
        }
        if (ll_words_split(texts[i], ':', words, 2) != 2) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not PACKAGE:UNITS or PACKAGE:MASS",
                        LL_STR_ARG(texts[i]));
            ll_err_where(reterr, "into[%zu]", i);
            return status;
        }
        LL_TRY(ll_package_handled(ctx, words[0], package, reterr));
        LL_TRY(
            ll_words_measured(words[1], pouring->measure.measure, "into", &target->units, reterr));
        LL_TRY(origin_of(package, &target->origin, reterr));
        LL_TRY(check_takes(ctx, pouring, package, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(pouring->packages[j].package_id.raw, package->package_id.raw)) {
                return LL_REFUSE(reterr, LL_EINVAL, "name it once, with all that it gets",
                                 "package '%.*s' is filled twice", LL_STR_ARG(package->code));
            }
        }
    }
    return LL_OK;
}

/* The event: which packages were emptied, and what is in each of the others now. */
static enum ll_status make_body(struct ll_ctx *ctx, const struct pouring *pouring,
                                const struct ll_pour_result *result,
                                struct ll_package_poured *ret_body, struct ll_err *reterr)
{
    size_t source_count = pouring->in->from.count;
    size_t target_count = pouring->in->into.count;
    struct ll_package_item *sources =
        LL_NEW_ARRAY(ctx->arena, struct ll_package_item, source_count);
    struct ll_poured_package *targets =
        LL_NEW_ARRAY(ctx->arena, struct ll_poured_package, target_count);
    struct ll_lot_span *spans = LL_NEW_ARRAY(ctx->arena, struct ll_lot_span, result->span_count);
    if (sources == NULL || targets == NULL || spans == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < source_count; i++) {
        sources[i].package_id = pouring->sources[i].package_id;
    }
    for (size_t i = 0; i < result->span_count; i++) {
        spans[i] = result->spans[i].at;
    }
    for (size_t i = 0; i < target_count; i++) {
        targets[i] = (struct ll_poured_package){
            .package_id = pouring->packages[i].package_id,
            .spans = {&spans[result->parts[i].first], result->parts[i].count},
        };
    }
    *ret_body = (struct ll_package_poured){
        .facility_id = pouring->sources[0].facility_id,
        .rule_version = LL_POUR_RULE_VERSION,
        .sources = {sources, source_count},
        .targets = {targets, target_count},
    };
    return LL_OK;
}

static enum ll_status run_pour(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_pour *in = input;
    struct pouring pouring = {
        .in = in,
        .sources = LL_NEW_ARRAY(ctx->arena, struct ll_q_package_by_id_row, in->from.count),
        .packages = LL_NEW_ARRAY(ctx->arena, struct ll_q_package_by_id_row, in->into.count),
        .origins = LL_NEW_ARRAY(ctx->arena, struct ll_pour_origin, in->from.count),
        .targets = LL_NEW_ARRAY(ctx->arena, struct ll_pour_target, in->into.count),
        .contents = LL_GROW(ctx->arena, struct ll_pour_span),
        .kinds = LL_GROW(ctx->arena, struct kind_of_units),
    };
    if (pouring.sources == NULL || pouring.packages == NULL || pouring.origins == NULL ||
        pouring.targets == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(read_sources(ctx, &pouring, reterr));
    LL_TRY(read_targets(ctx, &pouring, reterr));
    const struct ll_pour_input pour = {
        .sources = pouring.origins,
        .source_count = in->from.count,
        .contents = pouring.contents.items,
        .content_count = pouring.contents.count,
        .targets = pouring.targets,
        .target_count = in->into.count,
    };
    struct ll_pour_result result;
    struct ll_package_poured body;
    LL_TRY(ll_pour(ctx->arena, &pour, &result, reterr));
    LL_TRY(make_body(ctx, &pouring, &result, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_POURED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "spans_before", (int64_t)pouring.contents.count);
    ll_answer_i64(ctx, answer, "spans_after", (int64_t)result.span_count);
    ll_answer_i64(ctx, answer, "packages", (int64_t)in->into.count);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_pour = {
    .noun = "package",
    .verb = "pour",
    .help = "mix the contents of packages and deal them into packages",
    .details = "For sorting tables: which unit is in which package afterwards is a convention, so "
               "it is dealt by lot and number. The packages stand at one place and are of one "
               "programme, country and funder; seals of those emptied are broken. A package may be "
               "emptied and filled again; any other that is filled is empty before.",
    .input = &pour_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_pour,
};
