/* licence add, withdraw, list, show */
#include "core/permit.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_registry.h"

#define STREAMS_MAX 32

/* ---- add ---- */
struct licence_add {
    struct ll_str country;
    struct ll_file document;
    struct ll_str document_digest;
    struct ll_str facility;
    int kind; /* enum ll_licence_kind */
    struct ll_mass mass_max;
    struct ll_str number;
    struct ll_str organisation;
    struct ll_list streams; /* of struct ll_str */
    struct ll_date valid_from;
    struct ll_date valid_until;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(licence_add, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "whose authority gave it: GH"),
    LL_MEMBER(licence_add, document, LL_OPT(FILE), .one_of = "document",
              .help = "the licence; the ledger keeps its SHA-256"),
    LL_MEMBER(licence_add, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(licence_add, facility, LL_OPT(REF), .one_of = "holder",
              .help = "the one place that it is for"),
    LL_MEMBER(licence_add, kind, LL_REQ(ENUM), LL_ENUM_OF(licence_kind, LICENCE_KIND),
              .help = "what it allows"),
    LL_MEMBER(licence_add, mass_max, LL_OPT(MASS), .help = "the most of one shipment: 25t"),
    LL_MEMBER(licence_add, number, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "its number, as the authority wrote it, without blanks"),
    LL_MEMBER(licence_add, organisation, LL_OPT(REF), .one_of = "holder",
              .help = "who holds it, wherever they are"),
    LL_MEMBER(licence_add, streams, LL_OPT(STRS), .max = STREAMS_MAX,
              .help = "the streams of waste that it is for: phone-scrap,cables (all)"),
    LL_MEMBER(licence_add, valid_from, LL_REQ(DATE), .help = "its first day"),
    LL_MEMBER(licence_add, valid_until, LL_REQ(DATE),
              .help = "its last day; without an end, the day on which you will ask again"),
};
static const struct ll_record add_record = LL_RECORD("licence_add", licence_add, add_fields);

static enum ll_status check_stream(struct ll_arena *arena, struct ll_str stream,
                                   struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str words;
    ll_strbuf_init(&buf, arena, 1024);
    for (size_t i = 0; i < LL_PERMIT_STREAM_ROW_COUNT; i++) {
        if (ll_str_eq_cstr(stream, ll_permit_stream_rows[i].name)) {
            return LL_OK;
        }
        ll_strbuf_fmt(&buf, "%s%s", i > 0 ? ", " : "", ll_permit_stream_rows[i].name);
    }
    LL_TRY(ll_strbuf_finish(&buf, &words, reterr));
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no stream of waste", LL_STR_ARG(stream));
    ll_err_where(reterr, "streams");
    ll_err_hint(reterr, "%.*s", LL_STR_ARG(words));
    return status;
}

static enum ll_status check_streams(struct ll_arena *arena, const struct ll_list *list,
                                    struct ll_err *reterr)
{
    const struct ll_str *items = list->items;
    for (size_t i = 0; i < list->count; i++) {
        LL_TRY(check_stream(arena, items[i], reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(items[i], items[j])) {
                enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "name it once",
                                                  "'%.*s' is named twice", LL_STR_ARG(items[i]));
                ll_err_where(reterr, "streams");
                return status;
            }
        }
    }
    return LL_OK;
}

/* A place is licensed by the country that it is in, and for what is done at a place. */
static enum ll_status find_place(struct ll_ctx *ctx, const struct licence_add *in,
                                 struct ll_licence_recorded *body, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_row facility;
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    if (in->kind != LL_LICENCE_KIND_STORE && in->kind != LL_LICENCE_KIND_TREAT) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "a licence of the kind %s is not for one place",
                    ll_licence_kind_name((enum ll_licence_kind)in->kind));
        ll_err_where(reterr, "facility");
        ll_err_hint(reterr, "name who holds it with --organisation");
        return status;
    }
    if (!ll_str_eq(facility.country, in->country)) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "facility '%.*s' is in %.*s, not in %.*s", LL_STR_ARG(facility.code),
            LL_STR_ARG(facility.country), LL_STR_ARG(in->country));
        ll_err_where(reterr, "country");
        ll_err_hint(reterr, "a place is licensed by the country that it is in");
        return status;
    }
    body->has_facility_id = true;
    body->facility_id = facility.facility_id;
    body->organisation_id = facility.organisation_id;
    return LL_OK;
}

static enum ll_status find_holder(struct ll_ctx *ctx, const struct licence_add *in,
                                  struct ll_licence_recorded *body, struct ll_err *reterr)
{
    if ((in->facility.len > 0) == (in->organisation.len > 0)) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "%s",
            in->facility.len > 0 ? LL_R("it is of an organisation or of a facility, not of both")
                                 : LL_R("who holds it is missing"));
        ll_err_hint(reterr, "give --organisation, or --facility for one that is for one place");
        return status;
    }
    if (in->facility.len > 0) {
        return find_place(ctx, in, body, reterr);
    }
    struct ll_q_organisation_by_id_row organisation;
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    body->organisation_id = organisation.organisation_id;
    return LL_OK;
}

static enum ll_status refuse_known(struct ll_ctx *ctx, const struct ll_licence_recorded *body,
                                   struct ll_err *reterr)
{
    struct ll_q_licence_known_in by = {
        .organisation_id = body->organisation_id,
        .has_facility_id = body->has_facility_id,
        .facility_id = body->facility_id,
        .kind = (enum ll_licence_kind)body->kind,
        .country = body->country,
        .number = body->number,
        .valid_from = body->valid_from,
    };
    struct ll_q_licence_known_row known;
    enum ll_status status = ll_q_licence_known(ctx->store, ctx->arena, &by, &known, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    char text[LL_ID_TEXT_MAX];
    ll_id_format("lic", known.licence_id.raw, text);
    status =
        LL_FAIL(reterr, LL_EEXISTS, "licence %.*s is registered already", LL_STR_ARG(body->number));
    ll_err_hint(reterr,
                "see 'loopledger licence show %s'; one that was entered wrongly is "
                "withdrawn first",
                text);
    return status;
}

/* An authority gives a number to one holder at a time: of two one was entered wrongly. */
static enum ll_status refuse_others(struct ll_ctx *ctx, const struct ll_licence_recorded *body,
                                    struct ll_err *reterr)
{
    struct ll_q_licence_of_other_in by = {
        .organisation_id = body->organisation_id,
        .kind = (enum ll_licence_kind)body->kind,
        .country = body->country,
        .number = body->number,
        .document_digest = body->document_digest,
        .valid_from = body->valid_from,
        .valid_until = body->valid_until,
    };
    struct ll_q_licence_of_other_row other;
    enum ll_status status = ll_q_licence_of_other(ctx->store, ctx->arena, &by, &other, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    char text[LL_ID_TEXT_MAX];
    ll_id_format("lic", other.licence_id.raw, text);
    status = LL_FAIL(reterr, LL_EEXISTS, "licence %.*s of %.*s is that of '%.*s'",
                     LL_STR_ARG(body->number), LL_STR_ARG(body->country),
                     LL_STR_ARG(other.organisation));
    ll_err_where(reterr, "number");
    ll_err_hint(reterr,
                "read number and holder off the paper again; if the other one is wrong, withdraw "
                "it first: 'loopledger licence withdraw %s'",
                text);
    return status;
}

static enum ll_status check_days(struct ll_date from, struct ll_date until, struct ll_err *reterr)
{
    if (from.days <= until.days) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it would end before it begins");
    ll_err_where(reterr, "valid_until");
    ll_err_hint(reterr, "give its first and its last day as they stand on it");
    return status;
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct licence_add *in = input;
    struct ll_licence_recorded body = {
        .country = in->country,
        .kind = in->kind,
        .mass_max_g = in->mass_max,
        .number = in->number,
        .streams = in->streams,
        .valid_from = in->valid_from,
        .valid_until = in->valid_until,
    };
    LL_TRY(ll_words_token(in->number, "number", reterr));
    LL_TRY(ll_country_check(in->country, reterr));
    LL_TRY(check_days(in->valid_from, in->valid_until, reterr));
    LL_TRY(check_streams(ctx->arena, &in->streams, reterr));
    LL_TRY(find_holder(ctx, in, &body, reterr));
    LL_TRY(refuse_known(ctx, &body, reterr));
    LL_TRY(ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                              &body.document_digest, reterr));
    LL_TRY(refuse_others(ctx, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.licence_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LICENCE_RECORDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "licence_id", "lic", body.licence_id.raw);
    ll_answer_text(ctx, answer, "number", in->number);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- withdraw ---- */
struct licence_withdraw {
    struct ll_str licence;
    struct ll_str reason;
    struct ll_date withdrawn_on;
};
static const struct ll_field withdraw_fields[] = {
    LL_MEMBER(licence_withdraw, licence, LL_REQ(REF), .operand = true, .help = "its id"),
    LL_MEMBER(licence_withdraw, reason, LL_REQ(CODE),
              .help = "why, as a code: suspended, revoked, entered-wrongly"),
    LL_MEMBER(licence_withdraw, withdrawn_on, LL_REQ(DATE),
              .help = "the first day on which it allows nothing"),
};
static const struct ll_record withdraw_record =
    LL_RECORD("licence_withdraw", licence_withdraw, withdraw_fields);

static enum ll_status find_licence(struct ll_ctx *ctx, struct ll_str ref,
                                   struct ll_q_licence_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_licence_by_id_in in;
    if (ll_id_parse("lic", ref, &in.licence_id.raw, NULL) != LL_OK) {
        return ll_find_failed("licence", ref, reterr);
    }
    enum ll_status status = ll_q_licence_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_LICENCE, in.licence_id.raw, "licence", ref,
                            reterr);
}

static enum ll_status run_withdraw(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct licence_withdraw *in = input;
    struct ll_q_licence_by_id_row row;
    LL_TRY(find_licence(ctx, in->licence, &row, reterr));
    if (row.has_withdrawn_on) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "licence %.*s is withdrawn already", LL_STR_ARG(row.number));
    }
    if (in->withdrawn_on.days < row.valid_from.days ||
        in->withdrawn_on.days > row.valid_until.days) {
        char from[LL_TIME_TEXT_MAX];
        char until[LL_TIME_TEXT_MAX];
        ll_date_format(row.valid_from, from);
        ll_date_format(row.valid_until, until);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it holds from %s to %s", from, until);
        ll_err_where(reterr, "withdrawn_on");
        ll_err_hint(reterr, "give a day of these; from the first on, it never held");
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_licence_withdrawn body = {row.licence_id, in->reason, in->withdrawn_on};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LICENCE_WITHDRAWN, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "licence_id", "lic", body.licence_id.raw);
    ll_answer_date(ctx, answer, "withdrawn_on", in->withdrawn_on);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct licence_list {
    struct ll_str after;
    struct ll_str country;
    struct ll_date ends_before;
    bool has_ends_before;
    struct ll_str facility;
    int kind; /* enum ll_licence_kind */
    int64_t limit;
    struct ll_str organisation;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(licence_list),
    LL_MEMBER(licence_list, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "only of this country: GH"),
    LL_MEMBER(licence_list, ends_before, LL_OPT(DATE), LL_PRESENT(licence_list, has_ends_before),
              .help = "only the last of its kind that its holder has, if it ends before this day"),
    LL_MEMBER(licence_list, facility, LL_OPT(REF), .help = "only for this place"),
    LL_MEMBER(licence_list, kind, LL_OPT(ENUM), LL_ENUM_OF(licence_kind, LICENCE_KIND),
              .help = "only of this kind"),
    LL_PAGE_LIMIT(licence_list),
    LL_MEMBER(licence_list, organisation, LL_OPT(REF), .help = "only of this holder"),
};
static const struct ll_record list_record = LL_RECORD("licence_list", licence_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct licence_list *in = input;
    struct ll_q_licence_list_in by = {
        .has_kind = in->kind != 0,
        .kind = (enum ll_licence_kind)in->kind,
        .limit = ll_page_limit(in->limit),
        .has_ends_before = in->has_ends_before,
        .ends_before = in->ends_before,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("lic", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_country(in->country, &by.has_country, &by.country, reterr));
    LL_TRY(ll_filter_organisation(ctx, in->organisation, &by.has_organisation_id,
                                  &by.organisation_id, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_licence_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status put_streams(struct ll_ctx *ctx, struct ll_licence_id licence_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_licence_streams_in in = {licence_id};
    struct ll_q_licence_streams_row row;
    struct ll_str parts[STREAMS_MAX];
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_licence_streams(ctx->store, ctx->arena, &in, &row, reterr));
    size_t count = row.streams.len == 0 ? 0 : ll_words_split(row.streams, ' ', parts, STREAMS_MAX);
    for (size_t i = 0; i < count && i < STREAMS_MAX; i++) {
        ll_json_append(ctx->arena, items, ll_json_new_string(ctx->arena, parts[i]));
    }
    ll_json_set(ctx->arena, answer, "streams", items);
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_licence_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_licence(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_licence_item_in item = {row.licence_id};
    LL_TRY(ll_q_licence_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    LL_TRY(put_streams(ctx, row.licence_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_licence_add = {
    .noun = "licence",
    .verb = "add",
    .help = "register what an authority allows an organisation or at a place",
    .details = "Who carries waste needs a licence of the kind carrier in each country where they "
               "do: nothing departs without. One of a place is of the kind store or treat, and "
               "given by the country that it is in. A licence that is renewed is entered again.",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_licence_withdraw = {
    .noun = "licence",
    .verb = "withdraw",
    .help = "record that a licence allows nothing from a day on",
    .details = "What departed before stays authorised. It cannot be undone: one that holds again "
               "is entered anew.",
    .input = &withdraw_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_withdraw,
};
const struct ll_service ll_service_licence_list = {
    .noun = "licence",
    .verb = "list",
    .help = "list licences in the order in which they were entered",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_licence_show = {
    .noun = "licence",
    .verb = "show",
    .help = "show one licence: whose, for what, how long",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
