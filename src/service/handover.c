/* handover give, take, list, show */
#include "service/handover.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/package_check.h"
#include "service/page_input.h"
#include "service/shipment.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_transport.h"

#define SALT_CHARS ((size_t)LL_HANDOVER_SALT_BYTES * 2)

/* ---- who signs ---- */
/* Whoever sees a part of the ledger only signs for their own; the operator's people enter it for
 * others, and the hand-over says whose person signed. Empty: one's own. */
static enum ll_status find_side(struct ll_ctx *ctx, struct ll_str ref, const char *field,
                                struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    if (ref.len == 0 && ctx->viewer.is_limited) {
        *ret_id = ctx->viewer.organisation_id;
        return LL_OK;
    }
    if (ref.len == 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "say who gives it");
        ll_err_where(reterr, "%s", field);
        ll_err_hint(reterr, "on the machine nobody is signed in: name the organisation");
        return status;
    }
    LL_TRY(ll_find_organisation(ctx, ref, &row, reterr));
    *ret_id = row.organisation_id;
    if (!ll_viewer_is_partial(ctx) ||
        ll_id_eq(row.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EPERM, "that is for '%.*s' to sign", LL_STR_ARG(row.code));
    ll_err_where(reterr, "%s", field);
    ll_err_hint(reterr, "leave it out: you sign for your own organisation");
    return status;
}

/* ---- give ---- */
struct handover_give {
    struct ll_str condition;
    struct ll_str corrects;
    struct ll_str from;
    struct ll_date given_on;
    bool has_given_on;
    struct ll_list packages; /* of struct ll_str */
    struct ll_str shipment;
    struct ll_file signature;
    struct ll_str to;
};
static const struct ll_field give_fields[] = {
    LL_MEMBER(handover_give, condition, LL_REQ(CODE),
              .help = "in what condition it is, as a code: sound, wet, damaged"),
    LL_MEMBER(handover_give, corrects, LL_OPT(REF),
              .help = "the hand-over that this one takes the place of, by id"),
    LL_MEMBER(handover_give, from, LL_OPT(REF), .help = "who gives it (your own organisation)"),
    LL_MEMBER(handover_give, given_on, LL_OPT(DATE), LL_PRESENT(handover_give, has_given_on),
              .help = "the day (today)"),
    LL_MEMBER(handover_give, packages, LL_OPT(STRS), .max = LL_HANDOVER_PACKAGES_MAX,
              .one_of = "content", .help = "packages that are handed over, by code or id"),
    LL_MEMBER(handover_give, shipment, LL_OPT(REF), .one_of = "content",
              .help = "or all packages of a shipment"),
    LL_MEMBER(handover_give, signature, LL_OPT(FILE),
              .help = "what 'handover sign' made with the key of a plant of yours"),
    LL_MEMBER(handover_give, to, LL_REQ(REF), .help = "who takes it, by code or id"),
};
static const struct ll_record give_record = LL_RECORD("handover_give", handover_give, give_fields);

/* Whoever holds a package gives it, also where they see no more of the ledger than that. */
static enum ll_status find_package(struct ll_ctx *ctx, struct ll_str ref,
                                   struct ll_q_package_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_package_by_id_in in = {.code = ref};
    in.has_package_id = ll_id_parse("pkg", ref, &in.package_id.raw, NULL) == LL_OK;
    enum ll_status status = ll_q_package_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return status == LL_ENOTFOUND ? ll_find_failed("package", ref, reterr) : status;
}

static enum ll_status refuse_holder(struct ll_ctx *ctx, struct ll_str ref,
                                    const struct ll_q_handover_last_row *last,
                                    struct ll_err *reterr)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format("hnd", last->handover_id.raw, text);
    if (ll_viewer_is_partial(ctx) &&
        !ll_id_eq(last->receiver_id.raw, ctx->viewer.organisation_id.raw)) {
        return ll_find_failed("package", ref, reterr); /* who has it is not theirs to know */
    }
    enum ll_status status =
        last->has_taken_on
            ? LL_FAIL(reterr, LL_EREFUSED, "'%.*s' holds package '%.*s' since hand-over %s",
                      LL_STR_ARG(last->receiver), LL_STR_ARG(ref), text)
            : LL_FAIL(reterr, LL_EREFUSED, "'%.*s' has not taken package '%.*s' yet: hand-over %s",
                      LL_STR_ARG(last->receiver), LL_STR_ARG(ref), text);
    ll_err_where(reterr, "packages");
    ll_err_hint(reterr, last->has_taken_on
                            ? "whoever holds it gives it: have it handed over from there first"
                            : "have it taken first, or correct that one with --corrects");
    return status;
}

/* Whoever took it last gives it; the first time, who runs the place where it stands, or carries it.
 */
static enum ll_status check_holder(struct ll_ctx *ctx, struct ll_str ref,
                                   const struct ll_handover_given *body,
                                   struct ll_package_id package_id, struct ll_date *ret_since,
                                   struct ll_err *reterr)
{
    struct ll_q_handover_last_in of = {package_id, body->corrects_id};
    struct ll_q_handover_last_row last;
    enum ll_status status = ll_q_handover_last(ctx->store, ctx->arena, &of, &last, reterr);
    if (status == LL_OK) {
        if (last.has_taken_on && ll_id_eq(last.receiver_id.raw, body->giver_id.raw)) {
            *ret_since = last.taken_on.days > ret_since->days ? last.taken_on : *ret_since;
            return LL_OK;
        }
        return refuse_holder(ctx, ref, &last, reterr);
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_q_handover_keeper_in by = {package_id, body->giver_id};
    struct ll_q_handover_keeper_row keeps;
    status = ll_q_handover_keeper(ctx->store, ctx->arena, &by, &keeps, reterr);
    if (status != LL_ENOTFOUND) {
        return status;
    }
    if (ll_viewer_is_partial(ctx)) {
        return ll_find_failed("package", ref, reterr);
    }
    status =
        LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is not with who gives it", LL_STR_ARG(ref));
    ll_err_where(reterr, "from");
    ll_err_hint(reterr,
                "the first to give it is who runs the place where it stands, or a carrier "
                "of the shipment it is on: see 'loopledger package show %.*s'",
                LL_STR_ARG(ref));
    return status;
}

static enum ll_status add_package(struct ll_ctx *ctx, struct ll_str ref,
                                  const struct ll_handover_given *body, struct ll_grow *packages,
                                  struct ll_date *since, struct ll_err *reterr)
{
    struct ll_q_package_by_id_row row;
    struct ll_q_handover_gross_row gross;
    LL_TRY(find_package(ctx, ref, &row, reterr));
    LL_TRY(check_holder(ctx, ref, body, row.package_id, since, reterr));
    if (!row.has_facility_id && !row.has_shipment_id) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EREFUSED, "package '%.*s' is %s", LL_STR_ARG(row.code),
            row.has_parent_id ? "inside another package" : "unpacked: its content was received");
        ll_err_where(reterr, "packages");
        ll_err_hint(reterr, "name packages that stand or travel by themselves");
        return status;
    }
    const struct ll_given_package *items = packages->items;
    for (size_t i = 0; i < packages->count; i++) {
        if (ll_id_eq(items[i].package_id.raw, row.package_id.raw)) {
            enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "name it once",
                                              "'%.*s' is named twice", LL_STR_ARG(row.code));
            ll_err_where(reterr, "packages");
            return status;
        }
    }
    struct ll_q_handover_gross_in of = {row.package_id};
    enum ll_status status = ll_q_handover_gross(ctx->store, ctx->arena, &of, &gross, reterr);
    LL_TRY(status == LL_ENOTFOUND ? LL_OK : status);
    struct ll_given_package *one = ll_grow_add(packages);
    if (one == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is handed over");
    }
    *one = (struct ll_given_package){
        .gross_g = status == LL_OK ? gross.gross_g : (struct ll_mass){0},
        .package_id = row.package_id,
        .seal = row.has_seal ? row.seal : LL_STR(""),
    };
    return LL_OK;
}

/* The codes of all packages of a shipment. */
static enum ll_status list_shipment(struct ll_ctx *ctx, const struct handover_give *in,
                                    struct ll_handover_given *body, struct ll_list *ret_refs,
                                    struct ll_err *reterr)
{
    struct ll_q_shipment_route_row route;
    struct ll_grow refs = LL_GROW(ctx->arena, struct ll_str);
    struct ll_q_handover_shipment_all_in of;
    struct ll_q_handover_shipment_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body->shipment_id, &route, reterr));
    if (route.state == LL_SHIPMENT_STATE_CANCELLED) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EREFUSED, "name the packages that are handed over",
                      "shipment '%.*s' is cancelled: it carries nothing", LL_STR_ARG(route.code));
        ll_err_where(reterr, "shipment");
        return status;
    }
    body->has_shipment_id = true;
    of.shipment_id = body->shipment_id;
    LL_TRY(ll_q_handover_shipment_all_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_handover_shipment_all_next(cursor, &row, reterr)) == LL_OK) {
        if (refs.count == LL_HANDOVER_PACKAGES_MAX) {
            status = LL_FAIL(reterr, LL_ELIMIT, "shipment '%.*s' has more than %d packages",
                             LL_STR_ARG(route.code), LL_HANDOVER_PACKAGES_MAX);
            ll_err_hint(reterr, "hand it over in parts: name packages");
            break;
        }
        struct ll_str *ref = ll_grow_add(&refs);
        if (ref == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the packages of a shipment");
            break;
        }
        *ref = ll_str_copy(ctx->arena, row.code);
    }
    ll_store_query_close(cursor);
    *ret_refs = ll_grow_list(&refs);
    return status == LL_EEND ? LL_OK : status;
}

/* Since handed on: what came later stands on it. */
static enum ll_status check_unmoved(struct ll_ctx *ctx, struct ll_handover_id handover_id,
                                    const char *where, struct ll_err *reterr)
{
    struct ll_q_handover_package_all_in of = {handover_id};
    struct ll_q_handover_package_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_package_id);
    LL_TRY(ll_q_handover_package_all_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    enum ll_status status;
    struct ll_package_id *id = NULL;
    while ((status = ll_q_handover_package_all_next(cursor, &row, reterr)) == LL_OK &&
           (id = ll_grow_add(&ids)) != NULL) {
        *id = row.package_id;
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK
           : status == LL_OK ? LL_FAIL(reterr, LL_ENOMEM, "no memory for what was handed over")
                             : status);
    const struct ll_package_id *items = ids.items;
    for (size_t i = 0; i < ids.count; i++) {
        struct ll_q_handover_last_in by = {items[i], (struct ll_handover_id){{{0}}}};
        struct ll_q_handover_last_row last;
        LL_TRY(ll_q_handover_last(ctx->store, ctx->arena, &by, &last, reterr));
        if (!ll_id_eq(last.handover_id.raw, handover_id.raw)) {
            status = LL_FAIL(reterr, LL_EREFUSED, "what it handed over was handed on since");
            ll_err_where(reterr, "%s", where);
            ll_err_hint(reterr, "correct the later one first, or open a case: 'loopledger case "
                                "open'");
            return status;
        }
    }
    return LL_OK;
}

/* What a correction takes the place of: one's own, and the last of each of its packages. */
static enum ll_status read_corrected(struct ll_ctx *ctx, struct ll_str ref,
                                     struct ll_handover_given *body, struct ll_err *reterr)
{
    struct ll_q_handover_by_id_row old;
    LL_TRY(ll_find_handover(ctx, ref, &old, reterr));
    const char *why = old.has_corrected_by ? LL_R("it was corrected already")
                      : !ll_id_eq(old.giver_id.raw, body->giver_id.raw)
                          ? LL_R("another gave what it says, and corrects it")
                      : old.has_next_id
                          ? LL_R("a correction of it waits for the other side: correct that one")
                      : (old.has_taken_on || old.has_replaces_id) &&
                              !ll_id_eq(old.receiver_id.raw, body->receiver_id.raw)
                          ? LL_R("both signed it: its correction is for the same two to sign")
                          : NULL;
    if (why != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%s", why);
        ll_err_where(reterr, "corrects");
        ll_err_hint(reterr, "see 'loopledger handover show %.*s'", LL_STR_ARG(ref));
        return status;
    }
    body->has_corrects_id = true;
    body->corrects_id = old.handover_id;
    return check_unmoved(
        ctx, old.has_replaces_id && !old.has_taken_on ? old.replaces_id : old.handover_id,
        "corrects", reterr);
}

static enum ll_status read_packages(struct ll_ctx *ctx, const struct handover_give *in,
                                    struct ll_handover_given *body, struct ll_date *ret_since,
                                    struct ll_err *reterr)
{
    struct ll_grow packages = LL_GROW(ctx->arena, struct ll_given_package);
    struct ll_list refs = in->packages;
    if ((in->shipment.len > 0) == (in->packages.count > 0)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "say what is handed over");
        ll_err_where(reterr, "packages");
        ll_err_hint(reterr, "name packages, or a shipment with all of its packages");
        return status;
    }
    if (in->shipment.len > 0) {
        LL_TRY(list_shipment(ctx, in, body, &refs, reterr));
    }
    const struct ll_str *items = refs.items;
    for (size_t i = 0; i < refs.count; i++) {
        LL_TRY(add_package(ctx, items[i], body, &packages, ret_since, reterr));
    }
    body->packages = ll_grow_list(&packages);
    return LL_OK;
}

/* What is given again on the same day reads the same: a signature is of one hand-over alone. */
static enum ll_status refuse_signed(struct ll_ctx *ctx, const struct ll_handover_given *body,
                                    struct ll_err *reterr)
{
    const struct ll_given_package *packages = body->packages.items;
    struct ll_q_handover_signed_in in = {packages[0].package_id, body->digest};
    struct ll_q_handover_signed_row row;
    char text[LL_ID_TEXT_MAX];
    enum ll_status status = ll_q_handover_signed(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    ll_id_format("hnd", row.handover_id.raw, text);
    status = LL_FAIL(reterr, LL_EREFUSED, "that signature stands on hand-over %s", text);
    ll_err_where(reterr, "signature");
    ll_err_hint(reterr, "the same on the same day is signed by a key once: leave the signature "
                        "out, a person signs it");
    return status;
}

static enum ll_status sign_given(struct ll_ctx *ctx, const struct ll_file *signature,
                                 struct ll_handover_given *body, struct ll_err *reterr)
{
    LL_TRY(ll_handover_digest_given(ctx, body, reterr));
    body->has_signed_by = ctx->viewer.is_limited;
    body->signed_by = ctx->viewer.user_id;
    body->has_plant_key_id = signature->name.len > 0;
    if (body->has_plant_key_id) {
        LL_TRY(refuse_signed(ctx, body, reterr));
    }
    return body->has_plant_key_id
               ? ll_handover_signature(ctx, signature, body->giver_id, body->digest,
                                       &body->plant_key_id, &body->signature, reterr)
               : LL_OK;
}

static enum ll_status run_give(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct handover_give *in = input;
    struct ll_q_organisation_by_id_row receiver;
    struct ll_handover_given body = {.condition = in->condition, .signature = LL_STR("")};
    struct ll_date since = {INT32_MIN};
    LL_TRY(find_side(ctx, in->from, "from", &body.giver_id, reterr));
    LL_TRY(ll_find_organisation(ctx, in->to, &receiver, reterr));
    body.receiver_id = receiver.organisation_id;
    if (ll_id_eq(body.receiver_id.raw, body.giver_id.raw)) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "name who takes it", "'%.*s' gives it",
                                          LL_STR_ARG(receiver.code));
        ll_err_where(reterr, "to");
        return status;
    }
    if (in->corrects.len > 0) {
        LL_TRY(read_corrected(ctx, in->corrects, &body, reterr));
    }
    LL_TRY(read_packages(ctx, in, &body, &since, reterr));
    const struct ll_package_since days[] = {
        {since.days != INT32_MIN, since, LL_R("it was taken on")}};
    LL_TRY(ll_package_day(ctx, in->has_given_on, in->given_on, "given_on", days, 1, &body.given_on,
                          reterr));
    LL_TRY(sign_given(ctx, &in->signature, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.handover_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_HANDOVER_GIVEN, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_hex(ctx, answer, "digest", body.digest);
    ll_answer_id(ctx, answer, "handover_id", "hnd", body.handover_id.raw);
    ll_answer_i64(ctx, answer, "packages", (int64_t)body.packages.count);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- take ---- */
struct handover_take {
    struct ll_package_claim claim;
    struct ll_list differences; /* of struct ll_str */
    struct ll_str handover;
    struct ll_str note_salt;
    struct ll_file signature;
    struct ll_date taken_on;
    bool has_taken_on;
};
static const struct ll_field take_fields[] = {
    LL_PACKAGE_CLAIM_AMOUNT(handover_take),
    LL_PACKAGE_CLAIM_DEADLINE(handover_take),
    LL_MEMBER(handover_take, differences, LL_OPT(STRS), .max = LL_HANDOVER_PACKAGES_MAX,
              .help = "PACKAGE:CAUSE, as box-1:seal-broken,box-2:missing; each opens a case with "
                      "who gave it"),
    LL_MEMBER(handover_take, handover, LL_REQ(REF), .operand = true, .help = "the hand-over's id"),
    LL_PACKAGE_CLAIM_NOTE(handover_take),
    LL_MEMBER(handover_take, note_salt, LL_OPT(BYTES), .min = LL_HANDOVER_SALT_BYTES,
              .max = LL_HANDOVER_SALT_BYTES,
              .help = "with a note and a signature: the salt that --dry-run said with the digest"),
    LL_MEMBER(handover_take, signature, LL_OPT(FILE),
              .help = "what 'handover sign' made with the key of a plant of yours"),
    LL_MEMBER(handover_take, taken_on, LL_OPT(DATE), LL_PRESENT(handover_take, has_taken_on),
              .help = "the day (today)"),
};
static const struct ll_record take_record = LL_RECORD("handover_take", handover_take, take_fields);

/* The package of the hand-over that is called so. */
static enum ll_status find_given(struct ll_ctx *ctx, struct ll_handover_id handover_id,
                                 struct ll_str code, struct ll_package_id *ret_id,
                                 struct ll_err *reterr)
{
    struct ll_q_handover_package_all_in of = {handover_id};
    struct ll_q_handover_package_all_row row;
    struct ll_store_cursor *cursor = NULL;
    bool is_found = false;
    LL_TRY(ll_q_handover_package_all_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_handover_package_all_next(cursor, &row, reterr)) == LL_OK && !is_found) {
        is_found = ll_str_eq(row.code, code);
        *ret_id = is_found ? row.package_id : *ret_id;
    }
    ll_store_query_close(cursor);
    if (is_found) {
        return LL_OK;
    }
    LL_TRY(status == LL_EEND ? LL_OK : status);
    status =
        LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is not in this hand-over", LL_STR_ARG(code));
    ll_err_where(reterr, "differences");
    ll_err_hint(reterr, "have what came besides handed over, too");
    return status;
}

static enum ll_status read_differences(struct ll_ctx *ctx, const struct handover_take *in,
                                       const struct ll_q_handover_by_id_row *row,
                                       struct ll_list *ret_list, struct ll_err *reterr)
{
    const struct ll_str *texts = in->differences.items;
    struct ll_handover_difference *items =
        LL_NEW_ARRAY(ctx->arena, struct ll_handover_difference, in->differences.count + 1);
    if (items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the differences of a hand-over");
    }
    for (size_t i = 0; i < in->differences.count; i++) {
        struct ll_str words[2];
        if (ll_words_split(texts[i], ':', words, 2) != 2) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not a difference", LL_STR_ARG(texts[i]));
            ll_err_where(reterr, "differences[%zu]", i);
            ll_err_hint(reterr, "write PACKAGE:CAUSE, as box-1:seal-broken");
            return status;
        }
        LL_TRY(find_given(ctx, row->handover_id, words[0], &items[i].package_id, reterr));
        LL_TRY(ll_words_code(ctx->arena, words[1], "differences", &items[i].cause, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(items[i].package_id.raw, items[j].package_id.raw)) {
                enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "name it once",
                                                  "'%.*s' is named twice", LL_STR_ARG(words[0]));
                ll_err_where(reterr, "differences[%zu]", i);
                return status;
            }
        }
    }
    *ret_list = (struct ll_list){items, in->differences.count};
    return LL_OK;
}

/* Each difference is a case about its package, between who takes and who gave. */
static enum ll_status open_cases(struct ll_ctx *ctx, const struct handover_take *in,
                                 const struct ll_q_handover_by_id_row *row,
                                 const struct ll_list *differences, struct ll_date deadline,
                                 struct ll_err *reterr)
{
    struct ll_handover_difference *items = differences->items;
    struct ll_package_claim claim = in->claim;
    claim.claimant_id = row->receiver_id;
    claim.has_claimant_id = true;
    claim.has_deadline = true;
    claim.deadline = deadline;
    char giver[LL_ID_TEXT_MAX];
    ll_id_format("org", row->giver_id.raw, giver);
    claim.counterparty = ll_str_from_cstr(giver);
    for (size_t i = 0; i < differences->count; i++) {
        const char *cause = ll_str_to_cstr(ctx->arena, items[i].cause);
        if (cause == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the differences of a hand-over");
        }
        LL_TRY(ll_package_open_case(ctx, items[i].package_id, cause, &claim, &items[i].case_id,
                                    reterr));
    }
    return LL_OK;
}

static enum ll_status check_open(struct ll_ctx *ctx, const struct ll_q_handover_by_id_row *row,
                                 struct ll_str ref, struct ll_err *reterr)
{
    const char *why = NULL;
    if (ll_viewer_is_partial(ctx) &&
        !ll_id_eq(row->receiver_id.raw, ctx->viewer.organisation_id.raw)) {
        enum ll_status status = LL_FAIL(reterr, LL_EPERM, "it is for another to take");
        ll_err_hint(reterr, "who gave something does not sign for who takes it");
        return status;
    }
    why = row->has_taken_on       ? LL_R("it was taken already: what was signed stays")
          : row->has_corrected_by ? LL_R("it was corrected: take the one in its place")
                                  : NULL;
    if (why == NULL) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%s", why);
    ll_err_hint(reterr, "see 'loopledger handover show %.*s'", LL_STR_ARG(ref));
    return status;
}

/* What is claimed is signed with the differences that it is claimed for. */
static enum ll_status read_claim(struct ll_ctx *ctx, const struct handover_take *in,
                                 struct ll_handover_taken *body, struct ll_str *ret_note,
                                 struct ll_err *reterr)
{
    const struct ll_package_claim *claim = &in->claim;
    bool has_note = claim->note.len > 0;
    if (in->note_salt.len > 0 && !has_note) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "leave it out, or say the note again",
                                          "there is no note that it is of");
        ll_err_where(reterr, "note_salt");
        return status;
    }
    if (body->differences.count == 0 && (claim->has_amount || claim->has_deadline || has_note)) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "name the packages that differ, or leave it out",
                      "there is no difference that it is said of");
        ll_err_where(reterr, "%s",
                     claim->has_amount     ? "amount"
                     : claim->has_deadline ? "deadline"
                                           : "note");
        return status;
    }
    if (body->differences.count == 0) {
        return LL_OK;
    }
    body->has_amount = claim->has_amount;
    body->amount = claim->amount;
    body->has_deadline = true;
    body->deadline = claim->has_deadline ? claim->deadline : ll_case_deadline(ctx);
    return has_note ? ll_handover_note(ctx, in->note_salt, claim->note, ret_note, body, reterr)
                    : LL_OK;
}

static enum ll_status run_take(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct handover_take *in = input;
    struct ll_q_handover_by_id_row row;
    struct ll_handover_taken body = {.note_digest = LL_STR(""), .signature = LL_STR("")};
    struct ll_str note = LL_STR("");
    LL_TRY(ll_find_handover(ctx, in->handover, &row, reterr));
    LL_TRY(check_open(ctx, &row, in->handover, reterr));
    LL_TRY(row.has_replaces_id ? check_unmoved(ctx, row.replaces_id, "handover", reterr) : LL_OK);
    const struct ll_package_since days[] = {{true, row.given_on, LL_R("it was given on")}};
    LL_TRY(ll_package_day(ctx, in->has_taken_on, in->taken_on, "taken_on", days, 1, &body.taken_on,
                          reterr));
    body.handover_id = row.handover_id;
    LL_TRY(read_differences(ctx, in, &row, &body.differences, reterr));
    LL_TRY(read_claim(ctx, in, &body, &note, reterr));
    LL_TRY(ll_handover_digest_taken(ctx, row.given_digest, &body, reterr));
    body.has_signed_by = ctx->viewer.is_limited;
    body.signed_by = ctx->viewer.user_id;
    body.has_plant_key_id = in->signature.name.len > 0;
    if (body.has_plant_key_id) {
        LL_TRY(ll_handover_signature(ctx, &in->signature, row.receiver_id, body.digest,
                                     &body.plant_key_id, &body.signature, reterr));
    }
    LL_TRY(open_cases(ctx, in, &row, &body.differences, body.deadline, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.has_note_annex_id = note.len > 0;
    if (body.has_note_annex_id) {
        LL_TRY(ll_annex_store(ctx, &meta, "handover.note", note, &body.note_annex_id, reterr));
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_HANDOVER_TAKEN, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *cases = ll_json_new_array(ctx->arena);
    const struct ll_handover_difference *items = body.differences.items;
    for (size_t i = 0; i < body.differences.count; i++) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("cas", items[i].case_id.raw, text);
        ll_json_append(
            ctx->arena, cases,
            ll_json_new_string(ctx->arena, ll_str_copy(ctx->arena, ll_str_from_cstr(text))));
    }
    ll_json_set(ctx->arena, answer, "case_ids", cases);
    ll_answer_hex(ctx, answer, "digest", body.digest);
    ll_answer_id(ctx, answer, "handover_id", "hnd", body.handover_id.raw);
    if (body.has_note_annex_id) {
        ll_answer_text(ctx, answer, "note_salt", ll_str_sub(note, 0, SALT_CHARS));
    }
    ll_answer_date(ctx, answer, "taken_on", body.taken_on);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct handover_list {
    struct ll_str after;
    int64_t limit;
    bool open;
    bool has_open;
    struct ll_str shipment;
    struct ll_str with_package;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(handover_list),
    LL_PAGE_LIMIT(handover_list),
    LL_MEMBER(handover_list, open, LL_OPT(BOOL), LL_PRESENT(handover_list, has_open),
              .help = "only those that nobody has taken yet; no: only the others"),
    LL_MEMBER(handover_list, shipment, LL_OPT(REF), .help = "only of this shipment"),
    LL_MEMBER(handover_list, with_package, LL_OPT(REF), .help = "only of this package"),
};
static const struct ll_record list_record = LL_RECORD("handover_list", handover_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct handover_list *in = input;
    struct ll_q_handover_list_in by = {
        .limit = ll_page_limit(in->limit),
        .has_open = in->has_open,
        .open = in->open,
        .has_package_id = in->with_package.len > 0,
        .has_shipment_id = in->shipment.len > 0,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("hnd", in->after, &by.after.raw, reterr));
    if (by.has_package_id) {
        struct ll_q_package_by_id_row package;
        LL_TRY(ll_find_package(ctx, in->with_package, &package, reterr));
        by.package_id = package.package_id;
    }
    if (by.has_shipment_id) {
        struct ll_q_shipment_route_row route;
        LL_TRY(ll_find_shipment(ctx, in->shipment, &by.shipment_id, &route, reterr));
    }
    LL_TRY(ll_q_handover_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

enum ll_status ll_handover_put_chain(struct ll_ctx *ctx, const struct ll_package_id *package_id,
                                     const struct ll_shipment_id *shipment_id,
                                     struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_handover_chain_in of = {.has_package_id = package_id != NULL,
                                        .has_shipment_id = shipment_id != NULL};
    struct ll_store_cursor *cursor = NULL;
    if (package_id != NULL) {
        of.package_id = *package_id;
    }
    if (shipment_id != NULL) {
        of.shipment_id = *shipment_id;
    }
    LL_TRY(ll_q_handover_chain_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    return ll_answer_seen(ctx, cursor, answer, "handovers", "handover_id", reterr);
}

/* What the receiver claimed, and noted: the note with the salt that it was signed with. */
static enum ll_status put_claim(struct ll_ctx *ctx, const struct ll_q_handover_by_id_row *row,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_handover_claim_in in = {row->handover_id};
    struct ll_q_handover_claim_row claim;
    struct ll_str note;
    enum ll_status status = ll_q_handover_claim(ctx->store, ctx->arena, &in, &claim, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    if (claim.has_amount_minor) {
        ll_answer_money(ctx, answer, "amount", claim.amount_minor, claim.amount_currency);
    }
    ll_answer_date(ctx, answer, "deadline", claim.deadline);
    if (!row->has_note_annex_id) {
        return LL_OK;
    }
    LL_TRY(ll_annex_text(ctx, row->note_annex_id, &note, reterr));
    bool is_whole = note.len > SALT_CHARS && note.ptr[SALT_CHARS] == ' '; /* not erased */
    ll_answer_text(ctx, answer, "note",
                   is_whole ? ll_str_sub(note, SALT_CHARS + 1, note.len) : note);
    if (is_whole) {
        ll_answer_text(ctx, answer, "note_salt", ll_str_sub(note, 0, SALT_CHARS));
    }
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_handover_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_handover(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_handover_item_in item = {row.handover_id};
    LL_TRY(ll_q_handover_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    LL_TRY(put_claim(ctx, &row, answer, reterr));
    struct ll_q_handover_packages_in packages = {row.handover_id};
    LL_TRY(ll_q_handover_packages_open(ctx->store, ctx->arena, &packages, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "packages", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_handover_give = {
    .noun = "handover",
    .verb = "give",
    .help = "state what is handed over to whom, and sign it",
    .details = "With each package go its seal and its last gross weight. Whoever holds a package "
               "gives it: who took it last, the first time who runs the place where it stands or "
               "carries it. What is signed stays; a mistake is corrected by another with "
               "--corrects, as long as nothing was handed on: of what both signed it counts once "
               "both signed it, too, and until then the earlier one stands. --dry-run says the "
               "digest that a "
               "plant's key may sign.",
    .input = &give_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_give,
};
const struct ll_service ll_service_handover_take = {
    .noun = "handover",
    .verb = "take",
    .help = "confirm what was handed over, or note differences, and sign it",
    .details =
        "For who takes it. Each difference opens a case about its package between both, with "
        "an amount and a deadline; until that is closed what is in it is under review. Amount, "
        "deadline and note are signed with the differences. A note is signed with a salt, so that "
        "its digest tells nothing once it is erased: who has a plant's key sign one, too, gives "
        "the salt that --dry-run said again, with --note-salt.",
    .input = &take_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_take,
};
const struct ll_service ll_service_handover_list = {
    .noun = "handover",
    .verb = "list",
    .help = "list hand-overs in the order in which they were given",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_handover_show = {
    .noun = "handover",
    .verb = "show",
    .help = "show a hand-over: what was given, who signed what and when, what differed",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
