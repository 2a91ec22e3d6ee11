/* enquiry receive, list, show, accept, decline: who asks to join the programme. */
#include "core/types.h"
#include "service/answer.h"
#include "service/ask.h"
#include "service/country.h"
#include "service/event.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/user.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_show_registry.h"

#define OPEN_MAX 1000 /* that nobody has answered: more are not taken */
#define UNITS_MAX 100000000

/* ---- receive ---- */
struct enquiry_receive {
    struct ll_str country;
    int devices;
    struct ll_str email;
    struct ll_str message;
    struct ll_str name;
    struct ll_str organisation;
    int trigger; /* enum ll_trigger */
    int64_t units_a_year;
};
/* What somebody who does not know our classes calls their devices. */
static const struct ll_enum_row devices[] = {
    {1, "phones"}, {2, "tablets"}, {3, "laptops"}, {4, "servers"}, {5, "network"}, {6, "mixed"},
};
#define DEVICES_COUNT (sizeof(devices) / sizeof(devices[0]))
static const struct ll_field receive_fields[] = {
    LL_MEMBER(enquiry_receive, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "where the organisation is: NL"),
    LL_MEMBER(enquiry_receive, devices, LL_REQ(ENUM), .enum_rows = devices,
              .enum_row_count = DEVICES_COUNT, .help = "what kind of devices"),
    LL_MEMBER(enquiry_receive, email, LL_REQ(STR), .min = 3, .max = LL_USER_EMAIL_MAX,
              .operand = true, .personal = true,
              .help = "where an answer goes to; kept in the annex"),
    LL_MEMBER(enquiry_receive, message, LL_OPT(STR), .max = 4000, .personal = true,
              .help = "what they write; kept in the annex"),
    LL_MEMBER(enquiry_receive, name, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "who asks; kept in the annex"),
    LL_MEMBER(enquiry_receive, organisation, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "for which organisation; kept in the annex"),
    LL_MEMBER(enquiry_receive, trigger, LL_REQ(ENUM),
              LL_ENUM_OF(document_trigger, DOCUMENT_TRIGGER),
              .help = "what gives rise to the demand"),
    LL_MEMBER(enquiry_receive, units_a_year, LL_REQ(I64), .min = 1, .max = UNITS_MAX,
              .help = "roughly how many devices a year"),
};
static const struct ll_record receive_record =
    LL_RECORD("enquiry_receive", enquiry_receive, receive_fields);

/* Doubts have room of their own: whoever floods them keeps nobody from joining. */
static enum ll_status check_room(struct ll_ctx *ctx, bool doubts, struct ll_err *reterr)
{
    struct ll_q_enquiry_open_count_in in = {OPEN_MAX, doubts ? 1 : 0};
    struct ll_q_enquiry_open_count_row row;
    LL_TRY(ll_q_enquiry_open_count(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.enquiries < OPEN_MAX) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "%d %s wait for an answer: no more are taken", OPEN_MAX,
                doubts ? "doubts" : "enquiries");
    ll_err_hint(reterr, "decline those that are none: 'loopledger enquiry decline'");
    return status;
}

static enum ll_status answer_enquiry(struct ll_ctx *ctx, struct ll_enquiry_id enquiry_id,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "enquiry_id", "enq", enquiry_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_receive(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct enquiry_receive *in = input;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_str message = ll_str_trim(in->message);
    LL_TRY(ll_country_check(in->country, reterr));
    LL_TRY(ll_user_email_digest(ctx, in->email, digest, reterr)); /* says whether it is one */
    LL_TRY(check_room(ctx, false, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_enquiry_received body = {
        .country = in->country,
        .devices = ll_str_from_cstr(devices[in->devices - 1].name),
        .enquiry_id = {ll_ctx_id(ctx)},
        .has_message_annex_id = message.len > 0,
        .has_organisation_annex_id = true,
        .trigger = in->trigger,
        .has_trigger = true,
        .units_a_year = in->units_a_year,
        .has_units_a_year = true,
    };
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.organisation", in->organisation,
                          &body.organisation_annex_id, reterr));
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.name", in->name, &body.name_annex_id, reterr));
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.email", ll_str_trim(in->email), &body.email_annex_id,
                          reterr));
    if (body.has_message_annex_id) {
        LL_TRY(
            ll_annex_store(ctx, &meta, "enquiry.message", message, &body.message_annex_id, reterr));
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ENQUIRY_RECEIVED, &body, reterr));
    return answer_enquiry(ctx, body.enquiry_id, ret_answer, reterr);
}

/* ---- doubt ---- */
struct enquiry_doubt {
    struct ll_str certificate;
    struct ll_str email;
    struct ll_str message;
    struct ll_str name;
};
static const struct ll_field doubt_fields[] = {
    LL_MEMBER(enquiry_doubt, certificate, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
    LL_MEMBER(enquiry_doubt, email, LL_REQ(STR), .min = 3, .max = LL_USER_EMAIL_MAX,
              .personal = true, .help = "where an answer goes to; kept in the annex"),
    LL_MEMBER(enquiry_doubt, message, LL_REQ(STR), .min = 1, .max = 4000, .personal = true,
              .help = "what they doubt, and why; kept in the annex"),
    LL_MEMBER(enquiry_doubt, name, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "who doubts; kept in the annex"),
};
static const struct ll_record doubt_record =
    LL_RECORD("enquiry_doubt", enquiry_doubt, doubt_fields);

/* Whoever has its serial may doubt it, also one that was revoked. */
static enum ll_status find_doubted(struct ll_ctx *ctx, struct ll_str serial,
                                   struct ll_certificate_id *ret_id, struct ll_err *reterr)
{
    const struct ll_q_certificate_by_serial_in key = {serial};
    struct ll_q_certificate_by_serial_row row;
    enum ll_status status = ll_q_certificate_by_serial(ctx->store, ctx->arena, &key, &row, reterr);
    if (status == LL_ENOTFOUND) {
        status =
            LL_REFUSE(reterr, LL_ENOTFOUND, "read it off the certificate again, with its dashes",
                      "no certificate has this serial");
        ll_err_where(reterr, "certificate");
    }
    if (status == LL_OK) {
        *ret_id = row.certificate_id;
    }
    return status;
}

static enum ll_status run_doubt(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct enquiry_doubt *in = input;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_str message = ll_str_trim(in->message);
    struct ll_enquiry_received body = {.has_certificate_id = true, .has_message_annex_id = true};
    LL_TRY(find_doubted(ctx, in->certificate, &body.certificate_id, reterr));
    LL_TRY(ll_user_email_digest(ctx, in->email, digest, reterr)); /* says whether it is one */
    LL_TRY(check_room(ctx, true, reterr));
    if (message.len == 0) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "say in a sentence what you doubt, and why",
                      "it does not say what is doubted");
        ll_err_where(reterr, "message");
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.enquiry_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.name", in->name, &body.name_annex_id, reterr));
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.email", ll_str_trim(in->email), &body.email_annex_id,
                          reterr));
    LL_TRY(ll_annex_store(ctx, &meta, "enquiry.message", message, &body.message_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ENQUIRY_RECEIVED, &body, reterr));
    return answer_enquiry(ctx, body.enquiry_id, ret_answer, reterr);
}

/* ---- finding ---- */

static enum ll_status find(struct ll_ctx *ctx, struct ll_str ref,
                           struct ll_q_enquiry_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_enquiry_by_id_in in;
    if (ll_id_parse("enq", ref, &in.enquiry_id.raw, NULL) != LL_OK) {
        return ll_find_failed("enquiry", ref, reterr);
    }
    enum ll_status status = ll_q_enquiry_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return status == LL_ENOTFOUND ? ll_find_failed("enquiry", ref, reterr) : status;
}

static enum ll_status find_open(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_enquiry_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(find(ctx, ref, ret_row, reterr));
    return ret_row->has_closed_at ? LL_REFUSE(reterr, LL_EREFUSED,
                                              "see what came of it with 'loopledger enquiry show'",
                                              "the enquiry is answered already")
                                  : LL_OK;
}

/* ---- accept ---- */
struct enquiry_accept {
    struct ll_str class_code;
    struct ll_str code;
    struct ll_str enquiry;
    struct ll_str order_code;
    struct ll_str programme;
    struct ll_str standard;
};
static const struct ll_field accept_fields[] = {
    LL_MEMBER(enquiry_accept, class_code, LL_REQ(CODE), .help = "class of the client's devices"),
    LL_MEMBER(enquiry_accept, code, LL_REQ(CODE), .help = "code of the organisation to register"),
    LL_MEMBER(enquiry_accept, enquiry, LL_REQ(REF), .operand = true, .help = "the enquiry"),
    LL_MEMBER(enquiry_accept, order_code, LL_REQ(CODE), .help = "code of the order line to open"),
    LL_MEMBER(enquiry_accept, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(enquiry_accept, standard, LL_OPT(CODE),
              .help = "what the recycler must be certified for on the day of its receipt: r2v3"),
};
static const struct ll_record accept_record =
    LL_RECORD("enquiry_accept", enquiry_accept, accept_fields);

static enum ll_status refuse_erased(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "who asked was erased, so that nobody can be added for them");
    ll_err_hint(reterr, "decline it: 'loopledger enquiry decline'");
    return status;
}

static enum ll_status text_of(struct ll_ctx *ctx, struct ll_annex_id annex_id,
                              struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_q_annex_known_in in = {annex_id};
    struct ll_q_annex_known_row known;
    LL_TRY(ll_q_annex_known(ctx->store, ctx->arena, &in, &known, reterr));
    return known.is_erased ? refuse_erased(reterr) : ll_annex_text(ctx, annex_id, ret_text, reterr);
}

/* Their organisation, whoever asked as its first user, and an order line with the terms. */
static enum ll_status make_client(struct ll_ctx *ctx, const struct enquiry_accept *in,
                                  const struct ll_q_enquiry_by_id_row *row,
                                  struct ll_enquiry_closed *closed,
                                  struct ll_id *ret_organisation_id, struct ll_err *reterr)
{
    struct ll_str firm;
    struct ll_str name;
    struct ll_str email;
    LL_TRY(text_of(ctx, row->organisation_annex_id, &firm, reterr));
    LL_TRY(text_of(ctx, row->name_annex_id, &name, reterr));
    LL_TRY(text_of(ctx, row->email_annex_id, &email, reterr));
    const struct ll_asked organisation[] = {
        {"code", in->code}, {"country", row->country}, {"name", firm}};
    const struct ll_asked user[] = {
        {"email", email}, {"name", name}, {"organisation", in->code}, {"role", LL_STR("client")}};
    const struct ll_asked line[] = {{"beneficiary", in->code},
                                    {"class_code", in->class_code},
                                    {"code", in->order_code},
                                    {"programme", in->programme},
                                    {"standard", in->standard}};
    LL_TRY(LL_ASK(ctx, &ll_service_organisation_add, organisation, "organisation_id", "org",
                  ret_organisation_id, reterr));
    LL_TRY(LL_ASK(ctx, &ll_service_user_add, user, "user_id", "usr", &closed->user_id.raw, reterr));
    return LL_ASK(ctx, &ll_service_order_open, line, "order_line_id", "ord",
                  &closed->order_line_id.raw, reterr);
}

static enum ll_status run_accept(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct enquiry_accept *in = input;
    struct ll_q_enquiry_by_id_row row;
    struct ll_id organisation_id;
    LL_TRY(find_open(ctx, in->enquiry, &row, reterr));
    if (row.has_certificate_id) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                        "this is a doubt about a certificate: nobody asks to join");
        ll_err_hint(reterr, "answer who wrote it, then 'loopledger enquiry decline' closes it");
        return status;
    }
    struct ll_enquiry_closed body = {
        .enquiry_id = row.enquiry_id,
        .has_order_line_id = true,
        .has_user_id = true,
    };
    LL_TRY(make_client(ctx, in, &row, &body, &organisation_id, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ENQUIRY_CLOSED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "enquiry_id", "enq", body.enquiry_id.raw);
    ll_answer_id(ctx, answer, "order_line_id", "ord", body.order_line_id.raw);
    ll_answer_id(ctx, answer, "organisation_id", "org", organisation_id);
    ll_answer_id(ctx, answer, "user_id", "usr", body.user_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- decline ---- */
struct enquiry_decline {
    struct ll_str enquiry;
};
static const struct ll_field decline_fields[] = {
    LL_MEMBER(enquiry_decline, enquiry, LL_REQ(REF), .operand = true, .help = "the enquiry"),
};
static const struct ll_record decline_record =
    LL_RECORD("enquiry_decline", enquiry_decline, decline_fields);

static enum ll_status run_decline(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct enquiry_decline *in = input;
    struct ll_q_enquiry_by_id_row row;
    LL_TRY(find_open(ctx, in->enquiry, &row, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_enquiry_closed body = {.enquiry_id = row.enquiry_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ENQUIRY_CLOSED, &body, reterr));
    return answer_enquiry(ctx, row.enquiry_id, ret_answer, reterr);
}

/* ---- list, show ---- */
struct enquiry_list {
    struct ll_str after;
    int64_t limit;
    bool open;
    bool has_open;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(enquiry_list),
    LL_PAGE_LIMIT(enquiry_list),
    LL_MEMBER(enquiry_list, open, LL_OPT(BOOL), LL_PRESENT(enquiry_list, has_open),
              .help = "only those that wait for an answer"),
};
static const struct ll_record list_record = LL_RECORD("enquiry_list", enquiry_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct enquiry_list *in = input;
    struct ll_q_enquiry_list_in by = {
        .limit = ll_page_limit(in->limit), .has_is_open = in->has_open, .is_open = in->open};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("enq", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_enquiry_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_enquiry_by_id_row row;
    LL_TRY(find(ctx, in->ref, &row, reterr));
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *answer = ll_answer_object(ctx);
    const struct ll_q_enquiry_item_in by = {row.enquiry_id};
    LL_TRY(ll_q_enquiry_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_enquiry_receive = {
    .noun = "enquiry",
    .verb = "receive",
    .help = "record that an organisation asks to join",
    .details = "Who asks and what they write is kept in the annex, where it can be erased. The "
               "public page /enquire records it likewise.",
    .input = &receive_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_receive,
};
const struct ll_service ll_service_enquiry_doubt = {
    .noun = "enquiry",
    .verb = "doubt",
    .help = "record that somebody doubts a certificate",
    .details = "Who doubts and what they write is kept in the annex. The public page of a "
               "certificate leads to /doubt, which records it likewise. A case (case open) is what "
               "puts units under review; 'enquiry decline' closes the doubt once it was answered.",
    .input = &doubt_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_doubt,
};
const struct ll_service ll_service_enquiry_list = {
    .noun = "enquiry",
    .verb = "list",
    .help = "list enquiries, the oldest first",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_enquiry_show = {
    .noun = "enquiry",
    .verb = "show",
    .help = "show one enquiry",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_enquiry_accept = {
    .noun = "enquiry",
    .verb = "accept",
    .help = "make a client of who asks: organisation, first user and order line",
    .details = "Registers the organisation, adds who asked as its user in the role client, and "
               "opens an order line with the terms given, all or nothing. 'loopledger user link' "
               "then lets them in.",
    .input = &accept_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_accept,
};
const struct ll_service ll_service_enquiry_decline = {
    .noun = "enquiry",
    .verb = "decline",
    .help = "close an enquiry that leads to nothing, or a doubt that was answered",
    .input = &decline_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_decline,
};
