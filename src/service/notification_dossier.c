/* notification number, attach, describe; reading a whole dossier */
#include "service/notification_dossier.h"

#include "core/notification_form.h"
#include "service/answer.h"
#include "service/booking.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/table.h"
#include "service/words.h"

/* ---- number ---- */
struct notification_number {
    struct ll_str notification;
    struct ll_str number;
};
static const struct ll_field number_fields[] = {
    LL_MEMBER(notification_number, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_number, number, LL_REQ(STR), .min = 1, .max = 64,
              .help = "as the authority of export gave it, without blanks"),
};
static const struct ll_record number_record =
    LL_RECORD("notification_number", notification_number, number_fields);

static enum ll_status refuse_number(struct ll_ctx *ctx, struct ll_str number, struct ll_err *reterr)
{
    struct ll_q_notification_by_number_in in = {number};
    struct ll_q_notification_by_number_row row;
    enum ll_status status = ll_q_notification_by_number(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EEXISTS, "'%.*s' is the number of notification '%.*s'",
                     LL_STR_ARG(number), LL_STR_ARG(row.code));
    ll_err_hint(reterr, "a number is never used again: read it off the paper once more");
    return status;
}

/* Movements have the number of their notification, a point and six digits: neither may a
 * notification have the number of another's movement, nor its movements that of another one. */
static enum ll_status refuse_movements(struct ll_ctx *ctx, struct ll_str number,
                                       struct ll_err *reterr)
{
    char from[LL_MOVEMENT_NUMBER_MAX];
    char to[LL_MOVEMENT_NUMBER_MAX];
    ll_notification_movement_number(number, 1, from);
    ll_notification_movement_number(number, 999999, to);
    struct ll_q_notification_by_movement_in in = {ll_notification_of_movement(number),
                                                  ll_str_from_cstr(from), ll_str_from_cstr(to)};
    struct ll_q_notification_by_movement_row row;
    enum ll_status status =
        ll_q_notification_by_movement(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EEXISTS,
                     "'%.*s' and the number of notification '%.*s' are those of a notification and "
                     "its movement",
                     LL_STR_ARG(number), LL_STR_ARG(row.code));
    ll_err_where(reterr, "number");
    ll_err_hint(reterr, "movements end in a point and six digits: read the number of the "
                        "notification itself off the paper");
    return status;
}

static enum ll_status run_number(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct notification_number *in = input;
    struct ll_dossier dossier;
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    LL_TRY(ll_words_token(in->number, "number", reterr));
    if (dossier.row.has_number) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "draft another notification if the authority gave another number",
                         "notification '%.*s' has the number '%.*s' for ever",
                         LL_STR_ARG(dossier.code), LL_STR_ARG(dossier.row.number));
    }
    const struct ll_q_notification_state_all_row *states = dossier.states.items;
    const struct ll_permit_country *country = ll_permit_country_find(states[0].country);
    bool is_eu = country != NULL && ll_str_eq_cstr(ll_str_from_cstr(country->eu), "yes");
    LL_TRY(ll_notification_check_number(in->number, states[0].country, is_eu, reterr));
    LL_TRY(refuse_number(ctx, in->number, reterr));
    LL_TRY(refuse_movements(ctx, in->number, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_notification_numbered body = {dossier.notification_id, in->number};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_NOTIFICATION_NUMBERED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body.notification_id.raw);
    ll_answer_text(ctx, answer, "number", in->number);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- attach ---- */
#define KIND_GUARANTEE "doc-finguar"
#define KIND_MOVEMENT "doc-move"
#define KIND_PLANTS "doc-subseq-fac"
#define KIND_MAX 64

struct notification_attach {
    struct ll_money amount;
    bool has_amount;
    struct ll_file document;
    struct ll_str document_digest;
    bool final_here;
    struct ll_str kind;
    struct ll_str notification;
    struct ll_date sent_on;
    bool has_sent_on;
    struct ll_str shipment;
    struct ll_str un;
    struct ll_date valid_from;
    bool has_valid_from;
    struct ll_date valid_until;
    bool has_valid_until;
};
static const struct ll_field attach_fields[] = {
    LL_MEMBER(notification_attach, amount, LL_OPT(MONEY),
              LL_PRESENT(notification_attach, has_amount),
              .help = "of a guarantee or insurance: 25000 EUR"),
    LL_MEMBER(notification_attach, document, LL_OPT(FILE), .one_of = "document",
              .help = "the paper; the ledger keeps its SHA-256"),
    LL_MEMBER(notification_attach, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(notification_attach, final_here, LL_OPT(BOOL),
              .help =
                  "of a list of the plants after R12 or R13: the plant itself is in it, and may "
                  "recycle what it took apart"),
    LL_MEMBER(notification_attach, kind, LL_REQ(CODE),
              .help = "which paper, as 'notification check' names it: doc-contract, doc-finguar"),
    LL_MEMBER(notification_attach, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_attach, sent_on, LL_OPT(DATE),
              LL_PRESENT(notification_attach, has_sent_on),
              .help = "of a movement document: the day on which the authorities had it"),
    LL_MEMBER(notification_attach, shipment, LL_OPT(REF),
              .help = "of a paper of one movement: the shipment that is booked as it"),
    LL_MEMBER(notification_attach, un, LL_OPT(STR), .min = 6, .max = 6,
              .help = "of a declaration of dangerous goods: what it declares, UN3481"),
    LL_MEMBER(notification_attach, valid_from, LL_OPT(DATE),
              LL_PRESENT(notification_attach, has_valid_from),
              .help = "the first day it holds; of a movement document the day that it names for "
                      "the departure"),
    LL_MEMBER(notification_attach, valid_until, LL_OPT(DATE),
              LL_PRESENT(notification_attach, has_valid_until), .help = "the last day it holds"),
};
static const struct ll_record attach_record =
    LL_RECORD("notification_attach", notification_attach, attach_fields);

static enum ll_status check_kind(struct ll_str kind, struct ll_err *reterr)
{
    char upper[KIND_MAX];
    enum ll_status status;
    size_t len = kind.len < KIND_MAX ? kind.len : 0;
    for (size_t i = 0; i < len; i++) {
        bool is_lower = kind.ptr[i] >= 'a' && kind.ptr[i] <= 'z';
        upper[i] = is_lower ? (char)(kind.ptr[i] - 'a' + 'A') : kind.ptr[i];
    }
    if (ll_str_starts(kind, LL_STR("doc-consent"))) {
        status = LL_FAIL(reterr, LL_EINVAL, "a consent says more than a paper holds");
        ll_err_hint(reterr, "record it with 'loopledger notification consent'");
        return status;
    }
    if (ll_permit_document_find((struct ll_str){upper, len}) != NULL) {
        return LL_OK;
    }
    status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no kind of paper", LL_STR_ARG(kind));
    ll_err_where(reterr, "kind");
    ll_err_hint(reterr, "'loopledger notification check' names those that are needed; 'loopledger "
                        "permit list documents' all");
    return status;
}

static enum ll_status refuse_terms(struct ll_err *reterr, const char *where, const char *text,
                                   const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", text);
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status check_paper(struct ll_ctx *ctx, const struct notification_attach *in,
                                  struct ll_err *reterr)
{
    bool is_guarantee = ll_str_eq_cstr(in->kind, KIND_GUARANTEE);
    LL_TRY(check_kind(in->kind, reterr));
    if (in->has_valid_from && in->has_valid_until && in->valid_from.days > in->valid_until.days) {
        return refuse_terms(reterr, "valid_until", LL_R("the paper would end before it begins"),
                            LL_R("are the two days the wrong way round?"));
    }
    if (in->has_valid_until && in->valid_until.days < ll_time_date(ctx->now).days) {
        return refuse_terms(reterr, "valid_until", LL_R("the paper has expired"),
                            LL_R("attach the one that holds now"));
    }
    if (in->has_amount && in->amount.minor < 1) {
        return refuse_terms(
            reterr, "amount", LL_R("that guarantees nothing"),
            LL_R("it covers transport, recovery and ninety days of storage (Regulation "
                 "(EU) 2024/1157 Art.7(1))"));
    }
    if (in->final_here && !ll_str_eq_cstr(in->kind, KIND_PLANTS)) {
        return refuse_terms(reterr, "final_here", LL_R("that paper lists no plants"),
                            LL_R("say it of the list of the plants after R12 or R13: --kind "
                                 "doc-subseq-fac"));
    }
    if (in->final_here && (in->has_valid_from || in->has_valid_until)) {
        return refuse_terms(reterr, in->has_valid_from ? "valid_from" : "valid_until",
                            LL_R("the list of the plants holds as long as the notification does"),
                            LL_R("leave its days out"));
    }
    if (is_guarantee && (!in->has_amount || !in->has_valid_until)) {
        return refuse_terms(
            reterr, in->has_amount ? "valid_until" : "amount",
            LL_R("a guarantee says how much, and how long"),
            LL_R("give --amount and --valid-until as the bank or insurer wrote them"));
    }
    return LL_OK;
}

/* ---- papers of one movement ---- */

/* Those that the gate asks for of each movement (core/gate.h). */
static const struct {
    const char *kind;
    bool is_sent;  /* to the authorities, on a day */
    bool declares; /* what dangerous goods there are */
} movement_papers[] = {
    {KIND_MOVEMENT, true, false},
    {"doc-dgd", false, true},
    {"doc-cpc", false, false},
    {"doc-batt-pack", false, false},
};
#define MOVEMENT_PAPER_COUNT (sizeof(movement_papers) / sizeof(movement_papers[0]))

static enum ll_status check_shape(struct ll_ctx *ctx, const struct notification_attach *in,
                                  struct ll_err *reterr)
{
    size_t i = 0;
    while (i < MOVEMENT_PAPER_COUNT && !ll_str_eq_cstr(in->kind, movement_papers[i].kind)) {
        i++;
    }
    bool is_of_one = i < MOVEMENT_PAPER_COUNT;
    bool is_sent = is_of_one && movement_papers[i].is_sent;
    bool declares = is_of_one && movement_papers[i].declares;
    if (is_of_one != (in->shipment.len > 0)) {
        return refuse_terms(
            reterr, "shipment",
            is_of_one ? LL_R("of which shipment is this paper?")
                      : LL_R("that paper is of the whole notification, not of one shipment"),
            LL_R("movement documents, declarations of dangerous goods, packing certificates of "
                 "containers and of batteries are of one shipment, other papers of none"));
    }
    if (is_sent != in->has_sent_on) {
        return refuse_terms(reterr, "sent_on",
                            is_sent ? LL_R("when did the authorities have it?")
                                    : LL_R("only of a movement document that day is asked"),
                            LL_R("the law counts working days from there to the departure: give "
                                 "--sent-on of a movement document, and of nothing else"));
    }
    if (in->has_sent_on && in->sent_on.days > ll_time_date(ctx->now).days) {
        return refuse_terms(reterr, "sent_on", LL_R("the day lies ahead"),
                            LL_R("record it once it is done, with the day on which it was"));
    }
    if (declares != (in->un.len > 0)) {
        return refuse_terms(reterr, "un",
                            declares
                                ? LL_R("what does it declare?")
                                : LL_R("only a declaration of dangerous goods has that number"),
                            LL_R("give the UN number that stands in it, as UN3481"));
    }
    return LL_OK;
}

/* What is declared is what was notified goes as. */
static enum ll_status check_un(struct ll_ctx *ctx, const struct notification_attach *in,
                               struct ll_err *reterr)
{
    struct ll_dossier dossier;
    struct ll_permit_decision decision;
    if (in->un.len == 0) {
        return LL_OK;
    }
    const struct ll_permit_un *un = ll_permit_un_find(in->un);
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    LL_TRY(ll_dossier_decide(ctx, &dossier, &decision, reterr));
    if (un != NULL && (decision.un == NULL || decision.un == un)) {
        return LL_OK;
    }
    enum ll_status status =
        un == NULL
            ? LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no UN number of batteries", LL_STR_ARG(in->un))
            : LL_FAIL(reterr, LL_EREFUSED,
                      "what was notified goes as %s, %s, and this declares %.*s", decision.un->un,
                      decision.un->shipping_name, LL_STR_ARG(in->un));
    ll_err_where(reterr, "un");
    ll_err_hint(reterr, "'loopledger permit list un-numbers' has them: read it off the paper "
                        "again, or notify what is packed");
    return status;
}

static enum ll_status find_movement(struct ll_ctx *ctx, const struct notification_attach *in,
                                    const struct ll_q_notification_by_id_row *notification,
                                    struct ll_notification_attached *body, struct ll_err *reterr)
{
    struct ll_q_shipment_route_row route;
    struct ll_q_booking_of_shipment_row booking;
    bool is_booked = false;
    if (in->shipment.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body->shipment_id, &route, reterr));
    LL_TRY(ll_booking_find(ctx, body->shipment_id, &is_booked, &booking, reterr));
    body->has_shipment_id = true;
    if (is_booked && ll_id_eq(booking.notification_id.raw, notification->notification_id.raw)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is no movement of notification '%.*s'",
                LL_STR_ARG(route.code), LL_STR_ARG(notification->code));
    ll_err_where(reterr, "shipment");
    ll_err_hint(reterr,
                "is it the paper of another shipment? A movement has its number once it is "
                "booked: 'loopledger shipment book %.*s'",
                LL_STR_ARG(route.code));
    return status;
}

static enum ll_status refuse_doubled(struct ll_ctx *ctx, struct ll_str digest,
                                     struct ll_err *reterr)
{
    struct ll_q_notification_document_by_digest_in in = {digest};
    struct ll_q_notification_document_by_digest_row row;
    enum ll_status status =
        ll_q_notification_document_by_digest(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_ECONFLICT, "this document is a %.*s of notification '%.*s' already",
                     LL_STR_ARG(row.kind), LL_STR_ARG(row.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "each paper is of one dossier, once: is it the right file?");
    return status;
}

/* The plants after it are part of what states consent to, or let pass by their silence. */
static enum ll_status check_open_to(struct ll_ctx *ctx, const struct notification_attach *in,
                                    struct ll_notification_id notification_id, struct ll_str code,
                                    struct ll_err *reterr)
{
    struct ll_q_notification_judged_in by = {notification_id};
    struct ll_q_notification_judged_row judged;
    if (!in->final_here) {
        return LL_OK;
    }
    LL_TRY(ll_q_notification_judged(ctx->store, ctx->arena, &by, &judged, reterr));
    if (judged.states == 0) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "states have acknowledged or judged notification '%.*s' without this plant as one "
                "that recycles",
                LL_STR_ARG(code));
    ll_err_where(reterr, "final_here");
    ll_err_hint(reterr, "an essential change needs a new notification: draft it with the list, and "
                        "record that this one is withdrawn");
    return status;
}

static enum ll_status run_attach(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct notification_attach *in = input;
    struct ll_q_notification_by_id_row row;
    struct ll_notification_attached body = {
        .amount = in->amount,
        .has_amount = in->has_amount,
        .final_here = in->final_here,
        .kind = in->kind,
        .valid_from = in->valid_from,
        .has_valid_from = in->has_valid_from,
        .valid_until = in->valid_until,
        .has_valid_until = in->has_valid_until,
        .sent_on = in->sent_on,
        .has_sent_on = in->has_sent_on,
        .un = in->un,
    };
    LL_TRY(ll_find_notification(ctx, in->notification, &row, reterr));
    LL_TRY(check_paper(ctx, in, reterr));
    LL_TRY(check_shape(ctx, in, reterr));
    LL_TRY(check_open_to(ctx, in, row.notification_id, row.code, reterr));
    LL_TRY(find_movement(ctx, in, &row, &body, reterr));
    LL_TRY(check_un(ctx, in, reterr));
    LL_TRY(ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                              &body.document_digest, reterr));
    LL_TRY(refuse_doubled(ctx, body.document_digest, reterr));
    body.notification_id = row.notification_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_NOTIFICATION_ATTACHED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_hex(ctx, answer, "document_digest", body.document_digest);
    ll_answer_text(ctx, answer, "kind", in->kind);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body.notification_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- describe ---- */
struct notification_describe {
    struct ll_str carrier;
    struct ll_str field;
    struct ll_str notification;
    struct ll_str text;
};
static const struct ll_field describe_fields[] = {
    LL_MEMBER(notification_describe, carrier, LL_OPT(REF),
              .help = "of a field of a carrier: which one"),
    LL_MEMBER(notification_describe, field, LL_REQ(CODE),
              .help = "which entry, as 'notification check' names it: notifier-address"),
    LL_MEMBER(notification_describe, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_describe, text, LL_REQ(STR), .min = 1, .max = 2000, .personal = true,
              .help = "what the form shall say; kept in the annex, where it can be erased"),
};
static const struct ll_record describe_record =
    LL_RECORD("notification_describe", notification_describe, describe_fields);

static enum ll_status find_carrier(struct ll_ctx *ctx, const struct notification_describe *in,
                                   const struct ll_dossier *dossier,
                                   struct ll_notification_described *body, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    const struct ll_q_notification_carrier_all_row *carriers = dossier->carriers.items;
    bool of_carrier = ll_form_text_is_carriers(in->field);
    if (of_carrier != (in->carrier.len > 0)) {
        return refuse_terms(
            reterr, "carrier",
            of_carrier ? LL_R("of which carrier is it?") : LL_R("that is of no carrier"),
            LL_R("give --carrier for fields that begin with carrier-, and for no others"));
    }
    if (!of_carrier) {
        return LL_OK;
    }
    LL_TRY(ll_find_organisation(ctx, in->carrier, &row, reterr));
    for (size_t i = 0; i < dossier->carriers.count; i++) {
        if (ll_id_eq(carriers[i].carrier_id.raw, row.organisation_id.raw)) {
            body->has_carrier_id = true;
            body->carrier_id = row.organisation_id;
            return LL_OK;
        }
    }
    return LL_REFUSE(reterr, LL_EREFUSED,
                     "name it among the carriers first: 'loopledger notification set --carriers'",
                     "'%.*s' is no carrier of notification '%.*s'", LL_STR_ARG(row.code),
                     LL_STR_ARG(dossier->code));
}

static enum ll_status run_describe(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct notification_describe *in = input;
    struct ll_dossier dossier;
    struct ll_notification_described body = {.field = in->field};
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    if (ll_form_text_find(in->field) == NULL) {
        return refuse_terms(reterr, "field", LL_R("the form has no such entry"),
                            LL_R("'loopledger notification check' names those that are missing"));
    }
    LL_TRY(find_carrier(ctx, in, &dossier, &body, reterr));
    body.notification_id = dossier.notification_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_annex_store(ctx, &meta, "notification.text", ll_str_trim(in->text), &body.annex_id,
                          reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_NOTIFICATION_DESCRIBED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "field", in->field);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body.notification_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- a whole dossier ---- */
#define READ_ALL(name, query, ROW)                                                                 \
    static enum ll_status name(struct ll_ctx *ctx, struct ll_notification_id notification_id,      \
                               struct ll_list *ret_list, struct ll_err *reterr)                    \
    {                                                                                              \
        struct ll_q_##query##_in in = {notification_id};                                           \
        struct ll_store_cursor *cursor = NULL;                                                     \
        struct ll_grow rows = LL_GROW(ctx->arena, struct ROW);                                     \
        struct ROW row;                                                                            \
        LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &in, &cursor, reterr));                 \
        enum ll_status status;                                                                     \
        while ((status = ll_q_##query##_next(cursor, &row, reterr)) == LL_OK) {                    \
            struct ROW *one = ll_grow_add(&rows);                                                  \
            if (one == NULL || !keep_##name(ctx, &row)) {                                          \
                ll_store_query_close(cursor);                                                      \
                return LL_FAIL(reterr, LL_ENOMEM, "no memory for a dossier");                      \
            }                                                                                      \
            *one = row;                                                                            \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        if (status != LL_EEND) {                                                                   \
            return status;                                                                         \
        }                                                                                          \
        *ret_list = (struct ll_list){rows.items, rows.count};                                      \
        return LL_OK;                                                                              \
    }

/* A cursor's texts go with its next row. */
static bool keep(struct ll_ctx *ctx, bool has, struct ll_str *text)
{
    if (has) {
        *text = ll_str_copy(ctx->arena, *text);
    }
    return !has || text->ptr != NULL;
}
static bool keep_read_states(struct ll_ctx *ctx, struct ll_q_notification_state_all_row *row)
{
    return keep(ctx, true, &row->country) && keep(ctx, row->has_entry, &row->entry) &&
           keep(ctx, row->has_exit, &row->exit) && keep(ctx, row->has_authority, &row->authority) &&
           keep(ctx, row->has_consent_number, &row->consent_number);
}
static bool keep_read_carriers(struct ll_ctx *ctx, struct ll_q_notification_carrier_all_row *row)
{
    return keep(ctx, true, &row->code) && keep(ctx, true, &row->mode);
}
static bool keep_read_papers(struct ll_ctx *ctx, struct ll_q_notification_document_all_row *row)
{
    return keep(ctx, true, &row->kind) && keep(ctx, row->has_un, &row->un);
}
static bool keep_read_texts(struct ll_ctx *ctx, struct ll_q_notification_text_all_row *row)
{
    return keep(ctx, true, &row->field);
}
static bool keep_read_steps(struct ll_ctx *ctx, struct ll_q_notification_step_all_row *row)
{
    return keep(ctx, true, &row->country);
}
READ_ALL(read_states, notification_state_all, ll_q_notification_state_all_row)
READ_ALL(read_carriers, notification_carrier_all, ll_q_notification_carrier_all_row)
READ_ALL(read_papers, notification_document_all, ll_q_notification_document_all_row)
READ_ALL(read_texts, notification_text_all, ll_q_notification_text_all_row)
READ_ALL(read_steps, notification_step_all, ll_q_notification_step_all_row)

/* The law goes by the day on which destination acknowledged it. Where that was not recorded, it was
 * no later than that on which it was found complete or consented to. */
static void find_acknowledged(struct ll_dossier *dossier)
{
    const struct ll_q_notification_state_all_row *states = dossier->states.items;
    const struct ll_q_notification_step_all_row *steps = dossier->steps.items;
    struct ll_str goal = states[dossier->states.count - 1].country;
    for (size_t i = 0; i < dossier->steps.count; i++) {
        bool shows = steps[i].step == LL_NOTIFICATION_STEP_ACKNOWLEDGED ||
                     steps[i].step == LL_NOTIFICATION_STEP_COMPLETED ||
                     steps[i].step == LL_NOTIFICATION_STEP_CONSENTED;
        bool is_first =
            !dossier->has_acknowledged || steps[i].stepped_on.days < dossier->acknowledged.days;
        if (shows && is_first && ll_str_eq(steps[i].country, goal)) {
            dossier->has_acknowledged = true;
            dossier->acknowledged = steps[i].stepped_on;
        }
    }
}

enum ll_status ll_dossier_read(struct ll_ctx *ctx, struct ll_str ref,
                               struct ll_dossier *ret_dossier, struct ll_err *reterr)
{
    struct ll_q_notification_by_id_row row;
    struct ll_dossier dossier = {.code = LL_STR("")};
    LL_TRY(ll_find_notification(ctx, ref, &row, reterr));
    struct ll_q_notification_whole_in by = {row.notification_id};
    dossier.notification_id = row.notification_id;
    dossier.code = row.code;
    LL_TRY(ll_q_notification_whole(ctx->store, ctx->arena, &by, &dossier.row, reterr));
    LL_TRY(read_states(ctx, row.notification_id, &dossier.states, reterr));
    LL_TRY(read_carriers(ctx, row.notification_id, &dossier.carriers, reterr));
    LL_TRY(read_papers(ctx, row.notification_id, &dossier.papers, reterr));
    LL_TRY(read_texts(ctx, row.notification_id, &dossier.texts, reterr));
    LL_TRY(read_steps(ctx, row.notification_id, &dossier.steps, reterr));
    if (dossier.states.count < 2) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a notification without a route");
    }
    find_acknowledged(&dossier);
    *ret_dossier = dossier;
    return LL_OK;
}

static int value_of(const struct ll_enum_row *rows, size_t count, struct ll_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(name, rows[i].name)) {
            return rows[i].value;
        }
    }
    return 0;
}

/* The mode that crosses the sea or the border: the last carrier but road, else the last. */
static enum ll_permit_mode mode_of(const struct ll_dossier *dossier)
{
    static const struct ll_enum_row modes[] = {{LL_PERMIT_MODE_SEA, "sea"},
                                               {LL_PERMIT_MODE_ROAD, "road"},
                                               {LL_PERMIT_MODE_RAIL, "rail"},
                                               {LL_PERMIT_MODE_AIR, "air"},
                                               {LL_PERMIT_MODE_INLAND, "inland-waterway"}};
    const struct ll_q_notification_carrier_all_row *carriers = dossier->carriers.items;
    int mode = 0;
    for (size_t i = 0; i < dossier->carriers.count; i++) {
        int one = value_of(modes, sizeof(modes) / sizeof(modes[0]), carriers[i].mode);
        mode = mode == 0 || one != LL_PERMIT_MODE_ROAD ? one : mode;
    }
    return (enum ll_permit_mode)mode;
}

void ll_dossier_facts(struct ll_str stream, struct ll_str battery, struct ll_str purpose,
                      struct ll_str operation, struct ll_permit_facts *facts)
{
    facts->stream =
        (enum ll_permit_stream)value_of(ll_permit_stream_rows, LL_PERMIT_STREAM_ROW_COUNT, stream);
    facts->battery = (enum ll_permit_battery)value_of(ll_permit_battery_rows,
                                                      LL_PERMIT_BATTERY_ROW_COUNT, battery);
    facts->purpose = (enum ll_permit_purpose)value_of(ll_permit_purpose_rows,
                                                      LL_PERMIT_PURPOSE_ROW_COUNT, purpose);
    facts->operation = operation;
}

enum ll_status ll_dossier_decide(struct ll_ctx *ctx, const struct ll_dossier *dossier,
                                 struct ll_permit_decision *ret_decision, struct ll_err *reterr)
{
    const struct ll_q_notification_state_all_row *states = dossier->states.items;
    size_t last = dossier->states.count - 1;
    struct ll_str *transits = LL_NEW_ARRAY(ctx->arena, struct ll_str, last);
    if (transits == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a decision");
    }
    for (size_t i = 1; i < last; i++) {
        transits[i - 1] = states[i].country;
    }
    struct ll_permit_facts facts = {
        .origin = states[0].country,
        .destination = states[last].country,
        .transits = transits,
        .transit_count = last - 1,
        .departure = dossier->row.first_departure,
        .has_acknowledged = dossier->has_acknowledged,
        .acknowledged = dossier->acknowledged,
        .mode = mode_of(dossier),
        .preconsented = dossier->row.preconsented ? LL_PERMIT_ANSWER_YES : LL_PERMIT_ANSWER_NO,
        .several_shipments =
            dossier->row.shipments_max > 1 ? LL_PERMIT_ANSWER_YES : LL_PERMIT_ANSWER_NO,
        .shipments = dossier->row.shipments_max,
    };
    ll_dossier_facts(dossier->row.stream, dossier->row.battery, dossier->row.purpose,
                     dossier->row.operation, &facts);
    return ll_permit_decide(&facts, ctx->arena, ret_decision, reterr);
}

const struct ll_service ll_service_notification_number = {
    .noun = "notification",
    .verb = "number",
    .help = "record the number that the authority of export gave a notification",
    .details = "Once, for ever: numbers are never used again. Of a state of the EU its form is "
               "checked.",
    .input = &number_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_number,
};
const struct ll_service ll_service_notification_attach = {
    .noun = "notification",
    .verb = "attach",
    .help = "put a paper into a notification's dossier",
    .details =
        "Contract, guarantee, permits and statements, by their SHA-256; a guarantee with its "
        "amount and last day. A paper is of one dossier. Of each movement (--shipment) the "
        "movement document with the day on which the authorities had it, and where cells go by "
        "sea the declaration of dangerous goods with its UN number, the packing certificate of "
        "the container and that of the batteries: without them nothing departs.",
    .input = &attach_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_attach,
};
const struct ll_service ll_service_notification_describe = {
    .noun = "notification",
    .verb = "describe",
    .help = "say what a notification's form tells in words: an address, the reason for export",
    .details = "It is kept in the annex, in place of what was said before of the same entry.",
    .input = &describe_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_describe,
};
