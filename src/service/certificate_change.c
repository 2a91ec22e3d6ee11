/* certificate raise, replace, revoke: what becomes of a certificate after its issue. */
#include "service/answer.h"
#include "service/certificate.h"
#include "service/certificate_draft.h"
#include "service/control.h"
#include "service/keys.h"
#include "service/settle.h"

#include <string.h>

#define NOTE_BYTES_MAX 4096

/* A certificate and what has become of the units that it cites. */
struct change {
    struct ll_q_certificate_by_serial_row certificate;
    struct ll_certificate_draft draft; /* over what is left of it */
    struct ll_settle settle;
    struct ll_grow gone; /* of struct ll_released_span: units that may serve nobody any more */
    struct ll_amount released;   /* of these, */
    struct ll_amount gone_units; /* that have left the supply */
    struct ll_amount unfit;   /* of lots that are not eligible, or of a class that does not serve */
    struct ll_amount review;  /* that a case has under review */
    struct ll_amount refused; /* by a plant, and they have not left it since */
    int64_t light_units; /* that weigh less than they are credited: they are credited less now */
    /* Of these the units at hand that move together: part of one allocation, credited alike. */
    struct ll_q_cited_of_certificate_row run;
    struct ll_amount lacking; /* received by a plant without the standard that their line demands */
    enum ll_stage lowest;     /* stage that all that is left has reached */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

/* ---- reading ---- */
static enum ll_status add_gone(struct ll_ctx *ctx, struct change *change,
                               const struct ll_q_cited_of_certificate_row *row,
                               struct ll_err *reterr)
{
    char *number = ll_arena_alloc(ctx->arena, 1, 16);
    struct ll_released_span *span = ll_grow_add(&change->gone);
    if (span == NULL || number == NULL) {
        return no_memory(reterr);
    }
    if (row->public_number.len != 16) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot's public number is not 16 bytes");
    }
    memcpy(number, row->public_number.ptr, 16);
    *span = (struct ll_released_span){
        .line_hi = row->line_hi,
        .line_lo = row->line_lo,
        .lot_hi = row->lot_hi,
        .lot_id = row->lot_id,
        .lot_lo = row->lot_lo,
        .order_line_id = row->order_line_id,
        .slice_lo = row->slice_lo,
        .lot_number = number,
    };
    ll_amount_add(&change->released, row->lot_measure, row->lot_hi - row->lot_lo);
    return LL_OK;
}

/*
 * What weighs less than it is credited is credited less from now on: as the projector does it,
 * units of an allocation that lie together and are credited alike keep their first position and
 * lose their last ones.
 */
static void recredit(struct change *change, struct ll_q_cited_of_certificate_row *row)
{
    struct ll_q_cited_of_certificate_row *run = &change->run;
    bool is_light = row->has_unit_credit_g && row->unit_credit_g < row->credit;
    bool goes_on = is_light && run->has_unit_credit_g && run->lot_hi == row->lot_lo &&
                   run->unit_credit_g == row->unit_credit_g && run->line_hi == row->line_lo &&
                   run->allocation_lo == row->allocation_lo &&
                   ll_id_eq(run->lot_id.raw, row->lot_id.raw);
    if (!is_light) {
        run->has_unit_credit_g = false;
        return;
    }
    int64_t run_lo = goes_on ? run->lot_lo : row->lot_lo;
    int64_t line_lo = goes_on ? run->slice_lo : row->line_lo;
    *run = *row;
    run->lot_lo = run_lo;
    run->slice_lo = line_lo; /* of the run: where its positions begin */
    change->light_units += row->lot_hi - row->lot_lo;
    int64_t end = line_lo + (row->lot_hi - run_lo) * row->unit_credit_g;
    row->line_hi = end < row->line_hi ? end : row->line_hi;
    row->line_lo = line_lo + (row->lot_lo - run_lo) * row->unit_credit_g;
    row->credit = row->unit_credit_g;
    row->allocation_lo = run_lo;
}

static enum ll_status cite_again(struct ll_ctx *ctx, struct change *change,
                                 struct ll_certified_line *line,
                                 const struct ll_q_cited_of_certificate_row *row,
                                 struct ll_err *reterr)
{
    const struct ll_q_citable_of_line_row part = {
        .lot_id = row->lot_id,
        .lot_lo = row->lot_lo,
        .lot_hi = row->lot_hi,
        .line_lo = row->line_lo,
        .line_hi = row->line_hi,
        .credit = row->credit,
        .allocation_lo = row->allocation_lo,
        .class_code = row->class_code,
        .country = row->country,
        .accepted = row->accepted,
        .mass_g = row->mass_g,
        .lot_measure = row->lot_measure,
        .public_number = row->public_number,
        .has_collection_id = row->has_collection_id,
        .collection_id = row->collection_id,
        .has_receipt_id = row->has_receipt_id,
        .receipt_id = row->receipt_id,
        .has_treatment_id = row->has_treatment_id,
        .treatment_id = row->treatment_id,
        .price_minor = row->price_minor,
        .trigger = row->trigger,
        .document_id = row->document_id,
        .issued_on = row->issued_on,
    };
    change->lowest = row->stage < change->lowest ? row->stage : change->lowest;
    return ll_certificate_cite(ctx, &change->draft, line, row->order_line_id, &part, reterr);
}

/* One part of what it cites: it has left the supply, or it is cited again. */
static enum ll_status take_part(struct ll_ctx *ctx, struct change *change, bool keep_unfit,
                                struct ll_certified_line *line,
                                const struct ll_q_cited_of_certificate_row *row,
                                struct ll_err *reterr)
{
    int64_t units = row->lot_hi - row->lot_lo;
    bool is_gone = row->stage > LL_STAGE_RECYCLED;
    bool serves = false;
    LL_TRY(ll_settle_serves(&change->settle, row->line_class, row->class_code, &serves, reterr));
    bool fits = row->eligible && serves;
    ll_amount_add(&change->gone_units, row->lot_measure, is_gone ? units : 0);
    enum ll_measure measure = row->lot_measure;
    ll_amount_add(&change->unfit, measure, !is_gone && !fits ? units : 0);
    ll_amount_add(&change->review, measure, !is_gone && row->has_case_id ? units : 0);
    ll_amount_add(&change->refused, measure, row->is_refused ? units : 0);
    ll_amount_add(&change->lacking, measure, !is_gone && row->lacks_standard ? units : 0);
    if (is_gone || ((!fits || row->lacks_standard) && !keep_unfit)) {
        change->run.has_unit_credit_g = false;
        return add_gone(ctx, change, row, reterr);
    }
    struct ll_q_cited_of_certificate_row part = *row;
    recredit(change, &part);
    return cite_again(ctx, change, line, &part, reterr);
}

static enum ll_status begin_line(struct ll_ctx *ctx,
                                 const struct ll_q_cited_of_certificate_row *row,
                                 struct ll_certified_line *ret_line, struct ll_err *reterr)
{
    *ret_line = (struct ll_certified_line){
        .code = ll_str_copy(ctx->arena, row->line_code),
        .class_code = ll_str_copy(ctx->arena, row->line_class),
        .measure = row->line_measure,
        .payer_id = row->payer_id,
        .has_reseller_id = row->has_reseller_id,
        .reseller_id = row->reseller_id,
        .spans = LL_GROW(ctx->arena, struct ll_span),
    };
    return ret_line->code.ptr == NULL || ret_line->class_code.ptr == NULL ? no_memory(reterr)
                                                                          : LL_OK;
}

static enum ll_status read_parts(struct ll_ctx *ctx, struct change *change, bool keep_unfit,
                                 struct ll_err *reterr)
{
    struct ll_q_cited_of_certificate_in in = {change->certificate.certificate_id};
    struct ll_q_cited_of_certificate_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_certified_line line = {.units = 0};
    struct ll_order_line_id line_id = {.raw = {{0}}};
    LL_TRY(ll_q_cited_of_certificate_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_cited_of_certificate_next(cursor, &row, reterr)) == LL_OK) {
        if (!ll_id_eq(line_id.raw, row.order_line_id.raw)) {
            status = ll_certificate_keep_line(&change->draft, &line, reterr);
            line_id = row.order_line_id;
            status = status == LL_OK ? begin_line(ctx, &row, &line, reterr) : status;
        }
        if (status == LL_OK) {
            status = take_part(ctx, change, keep_unfit, &line, &row, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return ll_certificate_keep_line(&change->draft, &line, reterr);
}

/* The certificate, with its programme's lock. `keep_unfit`: units that are there and may not
 * serve (of lots not eligible, of another class) are cited again; else they are gone. */
static enum ll_status begin(struct ll_ctx *ctx, struct ll_str serial, bool keep_unfit,
                            struct change *ret_change, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    *ret_change = (struct change){
        .gone = LL_GROW(ctx->arena, struct ll_released_span),
        .lowest = LL_STAGE_RECYCLED,
    };
    struct ll_q_certificate_by_serial_row *certificate = &ret_change->certificate;
    LL_TRY(ll_certificate_find(ctx, serial, certificate, reterr));
    LL_TRY(ll_allocation_lock(ctx, certificate->programme_id, reterr));
    ll_settle_begin(ctx, certificate->programme_id, &ret_change->settle);
    /* Again, now that nobody else changes it. */
    LL_TRY(ll_certificate_find(ctx, serial, certificate, reterr));
    if (certificate->state > LL_CERTIFICATE_STATE_UNDER_REVIEW) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "certificate '%.*s' is %s already", LL_STR_ARG(serial),
                    ll_certificate_state_name(certificate->state));
        ll_err_hint(reterr, "it cites nothing any more; issue another one");
        return status;
    }
    struct ll_q_programme_by_id_in by = {.has_programme_id = true,
                                         .programme_id = certificate->programme_id};
    LL_TRY(ll_q_programme_by_id(ctx->store, ctx->arena, &by, &programme, reterr));
    ll_certificate_draft_begin(ctx, &programme, certificate->beneficiary_id, &ret_change->draft);
    LL_TRY(read_parts(ctx, ret_change, keep_unfit, reterr));
    ret_change->draft.certified.dropped_units = ret_change->gone_units.units;
    ret_change->draft.certified.dropped_g = ret_change->gone_units.mass_g;
    return ll_certificate_draft_end(ctx, &ret_change->draft, reterr);
}

/* LL_EREFUSED: "12 units and 340 g of certificate 'LL-…' WHY". */
static enum ll_status refuse_part(struct ll_ctx *ctx, const struct change *change,
                                  struct ll_amount amount, const char *why, const char *hint,
                                  struct ll_err *reterr)
{
    struct ll_str text;
    LL_TRY(ll_amount_text(ctx, amount, &text, reterr));
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%.*s of certificate '%.*s' %s",
                                    LL_STR_ARG(text), LL_STR_ARG(change->certificate.serial), why);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

/* What is left can be stated again. */
static enum ll_status check_left(struct ll_ctx *ctx, const struct change *change,
                                 struct ll_err *reterr)
{
    if (ll_amount_any(change->unfit)) {
        return refuse_part(
            ctx, change, change->unfit,
            LL_R("are of lots that are not eligible, or of a class that does not serve "
                 "it"),
            LL_R("admit the lots when the doubt is cleared, or reclassify what was "
                 "reclassified in error; or revoke the certificate"),
            reterr);
    }
    if (ll_amount_any(change->lacking)) {
        return refuse_part(
            ctx, change, change->lacking,
            LL_R("were received by a plant without the standard that their order line "
                 "demands"),
            LL_R("record the plant's certification if it held it that day, or revoke "
                 "the certificate"),
            reterr);
    }
    if (ll_amount_any(change->review)) {
        return refuse_part(ctx, change, change->review, LL_R("are under review by a case"),
                           LL_R("close the case first: 'case list --open' names it"), reterr);
    }
    if (ll_amount_any(change->refused) && change->lowest == LL_STAGE_SHIPPED) {
        return refuse_part(
            ctx, change, change->refused,
            LL_R("were refused by a plant and have not left it since: they are not on "
                 "their way"),
            LL_R("pack them and let them depart, or record what became of them; or "
                 "revoke the certificate"),
            reterr);
    }
    if (ll_amount_any(ll_certificate_amount(&change->draft))) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_ESHORT, "all that certificate '%.*s' cites has left the supply",
                LL_STR_ARG(change->certificate.serial));
    ll_err_hint(reterr, "nothing is left to state: revoke it");
    return status;
}

/* Positions that are open again are served by others, at their old queue place. */
static enum ll_status finish(struct ll_ctx *ctx, struct change *change, struct ll_json *answer,
                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_amount released = change->settle.refill.ended.released_units;
    released.units += change->released.units;
    released.mass_g += change->released.mass_g;
    LL_TRY(ll_settle_refill(&change->settle, change->gone.count > 0 || change->light_units > 0,
                            reterr));
    ll_answer_amount(ctx, answer, "released_units", "released_g", released);
    if (change->settle.is_refilled) {
        ll_answer_amount(ctx, answer, "refilled_units", "refilled_g", change->settle.refill.units);
        ll_allocation_answer_open(ctx, change->settle.refill.still_open,
                                  change->settle.refill.still_open_g, answer);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- raise ---- */
struct certificate_raise {
    struct ll_str serial;
};
static const struct ll_field raise_fields[] = {
    LL_MEMBER(certificate_raise, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
static const struct ll_record raise_record =
    LL_RECORD("certificate_raise", certificate_raise, raise_fields);

/* Why there is a further revision; a refusal when there is nothing new to state. */
static enum ll_status raise_reason(const struct change *change, enum ll_raise_reason *ret_reason,
                                   struct ll_err *reterr)
{
    const struct ll_q_certificate_by_serial_row *certificate = &change->certificate;
    if (change->gone_units.units > 0 || change->gone_units.mass_g > 0 ||
        certificate->state == LL_CERTIFICATE_STATE_UNDER_REVIEW) {
        *ret_reason = LL_RAISE_REASON_RESTATEMENT;
        return LL_OK;
    }
    if (change->lowest > certificate->stage) {
        *ret_reason = LL_RAISE_REASON_PROGRESS;
        return LL_OK;
    }
    enum ll_status status;
    if (certificate->stage == LL_STAGE_RECYCLED) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "certificate '%.*s' states '%s', the last stage, and all that it cites is "
                         "there still",
                         LL_STR_ARG(certificate->serial), ll_stage_name(certificate->stage));
        ll_err_hint(reterr, "there is nothing new to state");
        return status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "certificate '%.*s' states '%s', and some of what it cites has "
                     "not got any further",
                     LL_STR_ARG(certificate->serial), ll_stage_name(certificate->stage));
    ll_err_hint(reterr, "raise it once all of it has; or issue certificates for parts");
    return status;
}

static enum ll_status store_raise(struct ll_ctx *ctx, struct change *change,
                                  enum ll_raise_reason reason, struct ll_err *reterr)
{
    struct ll_sign_key key;
    struct ll_certificate_text text;
    const struct ll_certified *certified = &change->draft.certified;
    struct ll_status_place *place = &change->draft.certified.status;
    LL_TRY(ll_status_choose(ctx, place, reterr));
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status = ll_certificate_prepare(ctx, &change->draft, &key, &text, reterr);
    if (status == LL_OK) {
        struct ll_event_meta meta = ll_event_begin(ctx);
        struct ll_certificate_raised raised = {
            .body_digest = {(const char *)text.digest, sizeof(text.digest)},
            .certificate_id = change->certificate.certificate_id,
            .cited = ll_grow_list(&change->draft.cited),
            .dropped = ll_grow_list(&change->gone),
            .reason = (int)reason,
            .revision = certified->revision,
            .stage = (int)certified->stage,
            .has_status = place->given,
            .status_index = place->index,
            .status_list = place->list,
            .status_origin = place->origin,
            .uncounted_g = {certified->uncounted_g},
            .units = {certified->units},
        };
        status = ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_RAISED, &raised, reterr);
    }
    if (status == LL_OK) {
        status = ll_certificate_publish(ctx, &key, &text, change->certificate.certificate_id,
                                        certified->revision, reterr);
    }
    ll_sign_key_wipe(&key);
    return status;
}

static enum ll_status run_raise(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct certificate_raise *in = input;
    struct change change;
    enum ll_raise_reason reason;
    LL_TRY(begin(ctx, in->serial, true, &change, reterr));
    LL_TRY(check_left(ctx, &change, reterr));
    LL_TRY(raise_reason(&change, &reason, reterr));
    struct ll_certified *certified = &change.draft.certified;
    certified->revision = change.certificate.revision + 1;
    certified->stage = change.lowest;
    if (in->serial.len >= sizeof(certified->serial)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a certificate's serial is too long");
    }
    memcpy(certified->serial, in->serial.ptr, in->serial.len);
    LL_TRY(store_raise(ctx, &change, reason, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", change.certificate.certificate_id.raw);
    ll_answer_text(ctx, answer, "serial", in->serial);
    ll_json_set_cstr(ctx->arena, answer, "reason", ll_raise_reason_name(reason));
    ll_answer_i64(ctx, answer, "revision", certified->revision);
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(certified->stage));
    ll_answer_amount(ctx, answer, "units", "uncounted_g",
                     (struct ll_amount){certified->units, certified->uncounted_g});
    return finish(ctx, &change, answer, ret_answer, reterr);
}

/* ---- replace ---- */
static enum ll_status run_replace(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct certificate_raise *in = input;
    struct change change;
    LL_TRY(begin(ctx, in->serial, true, &change, reterr));
    LL_TRY(check_left(ctx, &change, reterr));
    struct ll_certified *certified = &change.draft.certified;
    struct ll_certificate_id by_id = {ll_ctx_id(ctx)};
    struct ll_certificate_superseded superseded = {
        .by_id = by_id,
        .certificate_id = change.certificate.certificate_id,
        .dropped = ll_grow_list(&change.gone),
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_SUPERSEDED, &superseded, reterr));
    certified->stage = change.lowest;
    certified->replaces = in->serial;
    ll_certificate_make_serial(ctx, certified->serial);
    LL_TRY(ll_certificate_state(ctx, &change.draft, change.certificate.programme_id,
                                &change.certificate.certificate_id, by_id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", by_id.raw);
    ll_answer_text(ctx, answer, "serial", ll_str_from_cstr(certified->serial));
    ll_answer_text(ctx, answer, "replaces", in->serial);
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(certified->stage));
    ll_answer_amount(ctx, answer, "units", "uncounted_g",
                     (struct ll_amount){certified->units, certified->uncounted_g});
    return finish(ctx, &change, answer, ret_answer, reterr);
}

/* ---- revoke ---- */
struct certificate_revoke {
    struct ll_str note;
    struct ll_str reason;
    struct ll_str serial;
};
static const struct ll_field revoke_fields[] = {
    LL_MEMBER(certificate_revoke, note, LL_OPT(STR), .min = 1, .max = NOTE_BYTES_MAX,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(certificate_revoke, reason, LL_REQ(CODE),
              .help = "the error, as a code: wrong-beneficiary"),
    LL_MEMBER(certificate_revoke, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
static const struct ll_record revoke_record =
    LL_RECORD("certificate_revoke", certificate_revoke, revoke_fields);

static enum ll_status run_revoke(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct certificate_revoke *in = input;
    struct change change;
    LL_TRY(begin(ctx, in->serial, false, &change, reterr));
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_CERTIFICATE_REVOKE,
                            change.certificate.certificate_id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_certificate_revoked body = {
        .certificate_id = change.certificate.certificate_id,
        .has_note_annex_id = in->note.len > 0,
        .reason = in->reason,
        .released = ll_grow_list(&change.gone),
    };
    if (body.has_note_annex_id) {
        LL_TRY(
            ll_annex_store(ctx, &meta, "certificate.note", in->note, &body.note_annex_id, reterr));
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_REVOKED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", body.certificate_id.raw);
    ll_answer_text(ctx, answer, "serial", in->serial);
    ll_answer_text(ctx, answer, "reason", in->reason);
    ll_answer_amount(ctx, answer, "provisional_units", "provisional_g",
                     ll_certificate_amount(&change.draft));
    return finish(ctx, &change, answer, ret_answer, reterr);
}

const struct ll_service ll_service_certificate_raise = {
    .noun = "certificate",
    .verb = "raise",
    .help = "state a further revision of a certificate under its serial",
    .details =
        "Progress: all its units have reached a higher stage. Restatement: units that were lost, "
        "diverted, returned or seized since are cited no longer; others serve their positions at "
        "their old queue place. A certificate under review is live again.",
    .input = &raise_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_raise,
};
const struct ll_service ll_service_certificate_replace = {
    .noun = "certificate",
    .verb = "replace",
    .help = "supersede a certificate by a new one, with a serial of its own, over the same units",
    .details =
        "For words that have changed: names and parties are as they are now, the stage is what "
        "all its units have reached, and units that have left the supply are cited no longer. "
        "Both say so: the old one is superseded, the new one replaces it.",
    .input = &raise_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_replace,
};
const struct ll_service ll_service_certificate_revoke = {
    .noun = "certificate",
    .verb = "revoke",
    .help = "take back a certificate that was stated in error",
    .details =
        "For errors only: what has happened to units since is stated by 'certificate raise'. Its "
        "units stay where they are allocated, provisionally, but for those that may serve nobody "
        "any more. Every later certificate over them says that it is reissued from this one.",
    .input = &revoke_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_revoke,
};
